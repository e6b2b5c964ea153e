"""From a pinned plugin to registered tools: compared with its pin, imported, checked, fenced.

A plugin that is not what was pinned is not imported, and one that fails costs nobody else anything:
it is left out, and one sentence says why.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.metadata
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ..config import KINDS, PLUGIN, Account
from ..errors import InputError, PlamError
from ..home import Home
from ..keys import Signer
from ..policy import grants
from ..policy.grants import Grant
from ..tools import mcp_pin
from ..tools.registry import Registry
from ..types import Effect, Tool
from .fence import fenced
from .found import Found, digest_of, of_distribution, wrong_name
from .manifest import Manifest, changes, manifest_of
from .pins import Pin, pinned

IMPORT_SECONDS = 15.0
LASTS = timedelta(hours=1)
RESERVED = frozenset({"read", "undo", "plugin", "plugins", "plam", "mcp", "spending"})


@dataclass(frozen=True, slots=True)
class Leave:
    """What a plugin may do at most: its own narrowing of the policy, and the tools it may use."""

    plugin: str
    narrowed: Grant
    calls: Mapping[str, tuple[str, ...]]

    def grant(self, device: Signer, policy: str, now: datetime) -> Grant:
        """The plugin's grant for one call, under the policy with this hash."""
        used = {name for those in self.calls.values() for name in those}
        tools = self.narrowed.tools or frozenset()
        return grants.issue(
            device,
            None,
            holder=device.public,
            not_after=min(self.narrowed.not_after, now + LASTS),
            policy=policy,
            tools=tools | used,
            arguments=self.narrowed.arguments,
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """All tools, whose each plugin's are, and a sentence about every pinned plugin left out."""

    registry: Registry
    leaves: Mapping[str, Leave]
    troubles: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()

    def home(self, home: Home) -> Home:
        """The home with an account for each plugin that the settings give none."""
        if not self.accounts:
            return home
        every = (*home.settings.accounts, *self.accounts)
        return replace(home, settings=replace(home.settings, accounts=every))


def load(home: Home, base: Registry) -> Loaded:
    """The tools of `base` and of every plugin that is pinned and as it was pinned.

    It blocks. Raises nothing because of a plugin.
    """
    pins = pinned(home)
    if not pins:
        return Loaded(base, {})
    registry, leaves = Registry(base), dict[str, Leave]()
    troubles: list[str] = []
    accounts: list[Account] = []
    taken = {account.name for account in home.settings.accounts}
    for pin in pins.values():
        try:
            tools = as_pinned(pin, base, home.settings.accounts)
            leave = Leave(pin.plugin, pin.narrowed, {tool.name: tool.calls for tool in tools})
            for tool in tools:
                if tool.name in (pin.narrowed.tools or ()):
                    registry.register(fenced(tool, pin.plugin))
                    leaves[tool.name] = leave
        except (PlamError, ValueError) as error:
            what = error.message if isinstance(error, PlamError) else str(error)
            troubles.append(f"the plugin {pin.plugin} is left out: {what.rstrip('.')}")
            continue
        if not home.accounts(pin.plugin) and pin.plugin not in taken:
            accounts.append(Account(pin.plugin, pin.plugin, PLUGIN))
    return Loaded(registry, leaves, tuple(troubles), tuple(accounts))


def no_servers_name(plugin: str, accounts: Iterable[Account]) -> None:
    """Raise InputError where an MCP server is called like the plugin: one rule would cover both."""
    if server := mcp_pin.called(plugin, accounts):
        raise InputError(
            f"a rule for {plugin}.* would cover the tools of the MCP server {server.name} too.",
            fix=f"Keep one: plam mcp remove {server.name}, or plam tools unpin {plugin}",
        )


def as_pinned(pin: Pin, base: Iterable[Tool], accounts: Iterable[Account]) -> tuple[Tool, ...]:
    """The tools of a pinned plugin, for a home with these accounts.

    Raises InputError where it is not what was pinned, or is called like one of the MCP servers.
    """
    no_servers_name(pin.plugin, accounts)
    again = f"Look at it: plam tools show {pin.plugin}. Then: plam tools pin {pin.plugin}"
    found = of_distribution(pin.distribution, pin.plugin)
    if found is None:
        raise InputError(
            f"{pin.distribution} is not installed any more, or brings no {pin.plugin}."
        )
    if found.version != pin.version:
        raise InputError(
            f"you pinned version {pin.version} of {pin.distribution}, and {found.version} is "
            "installed.",
            fix=again,
        )
    files = digest_of(found)
    if files != pin.files:
        raise InputError("its files were changed after you pinned it.", fix=again)
    tools = tools_of(found, base)
    manifest = manifest_of(found, files, tools)
    if manifest.digest != pin.digest:
        said = "; ".join(changes(pin.tools, manifest.tools)) or "its entry point is another"
        raise InputError(f"it says of itself what you did not pin: {said}.", fix=again)
    return tools


def look(found: Found, base: Iterable[Tool]) -> tuple[Manifest, tuple[Tool, ...]]:
    """What an installed plugin is and brings; its code runs. Raises InputError."""
    files = digest_of(found)
    tools = tools_of(found, base)
    return manifest_of(found, files, tools), tools


def tools_of(found: Found, base: Iterable[Tool]) -> tuple[Tool, ...]:
    """Import a plugin and return its tools, looked through.

    Raises InputError where it does not load, names no tools, or names what is not its own.
    """
    base = tuple(base)
    if why := wrong_name(found.name):
        raise InputError(f"{why}.")
    families = {tool.name.partition(".")[0] for tool in base} | {*KINDS, *RESERVED}
    if found.name in families:
        raise InputError(
            f"a plugin called {found.name} would shadow the tools of this program, {found.name}.*."
        )
    tools = _listed(_imported(found))
    alone = Registry()
    for tool in tools:
        _check(found, tool, base)
        try:
            alone.register(tool)
        except (ValueError, TypeError) as error:
            raise InputError(f"{error}.") from error
    return tuple(tools)


def _check(found: Found, tool: Tool, base: Iterable[Tool]) -> None:
    if tool.name.partition(".")[0] != found.name or "." not in tool.name:
        raise InputError(
            f"{tool.name} is a name outside its family: the tools of the plugin {found.name} are "
            f"called {found.name}.…"
        )
    if tool.run is None:
        raise InputError(f"{tool.name} has nothing that runs it.")
    if tool.account not in (found.name, *KINDS):
        raise InputError(
            f"{tool.name} acts on accounts of the kind {tool.account}, which is no kind."
        )
    for kind in tool.others:
        if kind not in KINDS:
            raise InputError(f"{tool.name} declares accounts of the kind {kind}, which is no kind.")
    known = {each.name: each for each in base}
    for name in tool.calls:
        if name not in known:
            raise InputError(
                f"{tool.name} declares that it uses {name}, and there is no such tool."
            )
        if known[name].effect >= Effect.SEND:
            raise InputError(
                f"{tool.name} declares that it uses {name}, which leaves the owner's accounts: "
                "that is for a plan of the owner's request."
            )


def _listed(offered: object) -> list[Tool]:
    tools = [offered] if isinstance(offered, Tool) else offered
    if not isinstance(tools, Iterable) or isinstance(tools, (str, bytes)):
        raise InputError("its entry point names neither a tool nor a tuple of tools.")
    try:
        listed = list(tools)
    except Exception as error:
        raise InputError(f"its tools cannot be listed: {_said(error)}.") from error
    if not listed or not all(isinstance(each, Tool) for each in listed):
        raise InputError("its entry point names something that is no tool; see plam_agent.tool.")
    return [own_account(each) for each in listed]


def own_account(tool: Tool) -> Tool:
    """A tool that names no kind of account acts on the plugin's own."""
    return tool if tool.account else dataclasses.replace(tool, account=tool.name.partition(".")[0])


@dataclass
class _Import:
    """An import in a thread of its own: one that hangs must not keep the program from ending."""

    point: importlib.metadata.EntryPoint
    got: Any = None
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            # What it prints would stand in the middle of our output.
            with contextlib.redirect_stdout(sys.stderr):
                self.got = self.point.load()
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()


def _imported(found: Found) -> object:
    importing = _Import(importlib.metadata.EntryPoint(found.name, found.value, "plam_agent.tools"))
    name = f"plam-plugin-{found.name}"
    threading.Thread(target=importing.run, name=name, daemon=True).start()
    if not importing.done.wait(IMPORT_SECONDS):
        raise InputError(f"it did not load within {IMPORT_SECONDS:.0f} s.")
    if importing.error is not None:
        raise InputError(f"it does not load: {_said(importing.error)}.")
    return importing.got


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
