"""`plam doctor`: what is wrong here, each with the one command that mends it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PlamError
from .common import DONE, FAILED, home_of, open_home, show

if TYPE_CHECKING:
    from ..home import Home

REACH_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Found:
    """One check and what came of it."""

    what: str
    good: bool
    detail: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """`plam doctor` takes nothing of its own."""


async def command(args: argparse.Namespace) -> int:
    """Check the model, then the home and everything in it; say all of it, not just the first."""
    found = [await _checked("model", _model(args))]
    try:
        with open_home(args) as home:
            found.append(Found("home", True, f"{home.path} opens"))
            for what, check in _checks(home):
                found.append(await _checked(what, check))
    except PlamError as error:
        found.append(Found("home", False, str(error)))
    lines = [f"{'ok  ' if each.good else 'BAD '} {each.what:<20} {each.detail}" for each in found]
    plain = [{"check": e.what, "ok": e.good, "detail": e.detail} for e in found]
    show(args, plain, "\n".join(lines))
    return DONE if all(each.good for each in found) else FAILED


async def _checked(what: str, check: Callable[[], Awaitable[str]]) -> Found:
    try:
        async with asyncio.timeout(REACH_SECONDS):
            return Found(what, True, await check())
    except TimeoutError:
        return Found(what, False, f"no answer within {REACH_SECONDS:.0f} s.")
    except PlamError as error:
        return Found(what, False, str(error))


def _model(args: argparse.Namespace) -> Callable[[], Awaitable[str]]:
    async def check() -> str:
        from ..config import load
        from ..planner import models
        from ..planner.engine import LlamaEngine

        home = home_of(args)
        settings = load(home) if (home / "config.toml").exists() else None
        path: Path = (settings.model if settings else None) or models.shipped()
        info = await asyncio.to_thread(models.inspect, path)
        async with LlamaEngine(path, adapter=settings.adapter if settings else None):
            return f"{info.name}, {info.parameters / 1e6:.1f}M parameters, opens"

    return check


def _checks(home: Home) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
    async def keys() -> str:
        folder = home.path / "keys"
        loose = [p.name for p in folder.iterdir() if p.stat().st_mode & 0o077]
        if loose or folder.stat().st_mode & 0o077:
            raise PlamError("others can read the keys.", fix=f"Run: chmod -R go= {folder}")
        return "only you can read them"

    async def policy() -> str:
        signed = home.policy().policy
        left = (signed.expires - home.now().date()).days
        if left < 30:
            raise PlamError(
                f"it ends in {left} days.",
                file=home.policy_path,
                fix="Set a later day, raise serial: and run `plam policy sign`.",
            )
        return f"serial {signed.serial}, signed, in force until {signed.expires}"

    async def journal() -> str:
        from ..policy import ledger

        found = await asyncio.to_thread(home.journal.verify, ledger.check)
        return f"{found.count} events verified"

    async def accounts() -> str:
        if not home.settings.accounts:
            raise PlamError("there is none.", fix="Run: plam account add mail …")
        return ", ".join(f"{a.name} ({a.driver})" for a in home.settings.accounts)

    def reach(name: str) -> Callable[[], Awaitable[str]]:
        return lambda: _reach(home, name)

    checks = [("keys", keys), ("policy", policy), ("journal", journal), ("accounts", accounts)]
    return [*checks, *((f"account {a.name}", reach(a.name)) for a in home.settings.accounts)]


async def _reach(home: Home, name: str) -> str:
    from ..tools.context import Connections, Context
    from ..tools.mail import open_mailbox

    account = home.account(name)
    if account.kind != "mail":
        folder = Path(str(account.settings["path"]))
        if not await asyncio.to_thread(folder.is_dir):
            raise PlamError("there is no such folder.", file=folder, fix="Correct config.toml.")
        return f"{folder} is there"
    async with Connections() as connections:
        context = Context(
            account=account,
            owner=home.settings.owner,
            zone=home.zone,
            now=home.now,
            secret=lambda secret: home.secrets.get(name, secret),
            connections=connections,
        )
        mailbox = await context.connection(open_mailbox)
        folders = await mailbox.folders()
    return f"answers; {len(folders)} folders"
