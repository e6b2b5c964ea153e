"""A throw-away home with sample accounts, in which a plugin's tools run through the real gate."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import config, keys, sample
from ..agent import Agent, Answer
from ..config import PLUGIN, Account, Setting
from ..home import Home
from ..plugins.fence import fenced
from ..plugins.loading import Leave, own_account
from ..policy import grants
from ..policy.signing import sign
from ..runtime import Ask, Runtime
from ..setup import make_home
from ..tools.context import Connections
from ..tools.registry import Registry
from ..tools.standard import registry
from ..types import Tool
from .accounts import FakeCalendar, FakeFiles, FakeMail
from .clock import START, FixedClock
from .model import ScriptedModel

PASSPHRASE = "correct horse"  # noqa: S105  (it protects nothing)


@dataclass
class House:
    """A home on disk, its sample data and its clock."""

    path: Path
    data: sample.Sample
    clock: FixedClock

    @property
    def mail(self) -> FakeMail:
        """The sample mailbox."""
        return FakeMail(self.data.mail)

    @property
    def calendar(self) -> FakeCalendar:
        """The sample calendar."""
        return FakeCalendar(self.data.calendar)

    @property
    def files(self) -> FakeFiles:
        """A folder of files; `connect` adds its account."""
        folder = self.path.parent / "files"
        folder.mkdir(exist_ok=True)
        return FakeFiles(folder)

    def open(self) -> Home:
        """Unlock it; a context manager."""
        return Home.open(self.path, lambda: PASSPHRASE, clock=self.clock)

    def connect(self, account: Account, **secrets: str) -> None:
        """Add an account, in the place of one of the same name, with its secrets."""
        settings = config.load(self.path)
        others = tuple(each for each in settings.accounts if each.name != account.name)
        config.save(self.path, dataclasses.replace(settings, accounts=(*others, account)))
        with self.open() as home:
            for name, value in secrets.items():
                home.secrets.set(account.name, name, value)

    def edit_policy(self, change: Callable[[str], str]) -> None:
        """Change the policy's text, raise its serial and sign it."""
        path = self.path / "policy.yaml"
        text = change(path.read_text())
        text = re.sub(r"(?m)^serial: (\d+)", lambda m: f"serial: {int(m[1]) + 1}", text)
        path.write_text(text)
        sign(path, keys.open_owner(self.path, PASSPHRASE), now=self.clock())

    def allow(self, *tools: str) -> None:
        """Let these tools run by themselves: `crm.find`, or all of a plugin, `crm.*`."""
        rule = f"rules:\n  - id: for-the-test-{len(tools)}\n    allow: [{', '.join(tools)}]\n"
        self.edit_policy(lambda text: text.replace("rules:\n", rule, 1))

    def confirm(self, *tools: str) -> None:
        """Have these tools ask."""
        rule = f"rules:\n  - id: asked-in-the-test\n    confirm: [{', '.join(tools)}]\n"
        self.edit_policy(lambda text: text.replace("rules:\n", rule, 1))

    @asynccontextmanager
    async def runtime(
        self, home: Home, ask: Ask | None = None, tools: Sequence[Tool] = ()
    ) -> AsyncIterator[Runtime]:
        """A runtime with the standard tools, and with `tools` as if their plugin were pinned."""
        async with Connections() as connections:
            known = Registry([*registry(), *(_fenced(each) for each in tools)])
            yield Runtime(
                with_accounts(home, tools),
                home.policy(),
                known,
                connections,
                ask=ask,
                model="scripted",
                leaves=leaves_of(home, tools),
            )

    async def asked(
        self, words: str, plan: Mapping[str, Any], tools: Sequence[Tool], ask: Ask | None = None
    ) -> Answer:
        """What becomes of a request for which the model plans `plan`."""
        with self.open() as home:
            async with self.runtime(home, ask, tools) as runtime:
                return await Agent(runtime, ScriptedModel(lambda _: plan)).ask(words)


def build(folder: Path) -> House:
    """A home with the sample mailbox, calendar and contacts, under the starter policy."""
    clock = FixedClock(START)
    path = folder / "home"
    make_home(
        path,
        owner=sample.OWNER,
        zone=sample.ZONE.key,
        passphrase=PASSPHRASE,
        cost=keys.CHEAP,
        clock=clock,
    )
    data = sample.create(folder / "sample", clock().astimezone(sample.ZONE))
    accounts = (
        Account(
            "mail", "mail", "maildir", {"path": str(data.mail), "authserv_id": sample.AUTHSERV_ID}
        ),
        Account("calendar", "calendar", "ics", {"path": str(data.calendar)}),
        Account("contacts", "contacts", "vcf", {"path": str(data.contacts)}),
    )
    config.save(path, dataclasses.replace(config.load(path), accounts=accounts))
    return House(path, data, clock)


def account(kind: str, **settings: Setting) -> Account:
    """An account of a kind that a plugin brings."""
    return Account(kind, kind, PLUGIN, settings)


def _family(tool: Tool) -> str:
    return tool.name.partition(".")[0]


def _fenced(tool: Tool) -> Tool:
    return fenced(own_account(tool), _family(tool))


def with_accounts(home: Home, tools: Sequence[Tool]) -> Home:
    """The home with an account for each plugin of `tools` that has none."""
    missing = {_family(each) for each in tools if not home.accounts(_family(each))}
    every = (*home.settings.accounts, *(account(kind) for kind in sorted(missing)))
    return dataclasses.replace(home, settings=dataclasses.replace(home.settings, accounts=every))


def leaves_of(home: Home, tools: Sequence[Tool]) -> dict[str, Leave]:
    """What each plugin of `tools` may do: all of its own tools."""
    found = {}
    for each in tools:
        mine = [tool for tool in tools if _family(tool) == _family(each)]
        narrowed = grants.issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now().replace(year=9000),
            policy="",
            tools=[tool.name for tool in mine],
        )
        found[each.name] = Leave(_family(each), narrowed, {t.name: t.calls for t in mine})
    return found
