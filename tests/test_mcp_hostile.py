"""A hostile MCP server: whatever it does, nothing happens but the call that was decided about."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from mcp.client import streamable_http  # noqa: F401  (it takes seconds, and not within a test)

from plam_agent import config
from plam_agent.config import Account
from plam_agent.errors import (
    AccountError,
    ConfigError,
    LockedError,
    ToolError,
    UncertainError,
)
from plam_agent.outcomes import Done, Pending
from plam_agent.tools import mcp_link, mcp_pin
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.mcp import tools_of
from plam_agent.types import Effect, Origin, Result, Role, Tool, Value
from tests.adversarial.scene import scene
from tests.fixtures_agent import House

SERVER = Path(__file__).with_name("mcp_hostile.py")
KEY = "a-key-of-forty-letters-that-nobody-may-see"
FOREIGN = frozenset({Origin("mcp", "evil/do")})


@dataclass
class Evil:
    """A server of one behaviour, pinned while it behaved as it does at first."""

    home: Path
    account: Account
    log: Path
    connections: Connections
    listing: mcp_pin.Listing
    known: dict[str, Tool] = field(default_factory=dict)

    def context(self) -> Context:
        def secret(name: str) -> str:
            if self.account.settings.get("secret_env"):
                return KEY
            raise LockedError("none")

        now = datetime(2026, 6, 1, tzinfo=UTC)
        zone = ZoneInfo("UTC")
        return Context(
            self.account, "marie@example.org", zone, lambda: now, secret, self.connections
        )

    def tools(self) -> dict[str, Tool]:
        return self.known

    async def do(self, what: str = "it") -> Result:
        tool = self.tools()["evil.do"]
        assert tool.run is not None
        return await tool.run(self.context(), tool.args(what=what))

    def calls(self) -> list[Any]:
        # Blocking is for the code under test to avoid.
        return list(map(json.loads, self.log.read_text().splitlines())) if self.log.exists() else []


def account(mode: str, log: Path, **more: Any) -> Account:
    command = f"{sys.executable} -S {SERVER} '{mode}' {log}"
    return Account("evil", "mcp", "stdio", {"command": command, "timeout": 20.0, **more})


@contextlib.asynccontextmanager
async def evil(mode: str, folder: Path, **more: Any) -> AsyncIterator[Evil]:
    """Pin the server's tools, end that connection, and be ready to call."""
    log = folder / "calls"
    made = account(mode, log, **more)
    async with Connections() as connections:
        here = Evil(folder, made, log, connections, mcp_pin.Listing((), ()))
        link = await here.context().connection(mcp_link.open_link)
        definitions = await link.listing()
        here.listing = mcp_pin.usable(made, definitions)
        pin = await asyncio.to_thread(mcp_pin.save, folder, "evil", definitions)
        here.account = dataclasses.replace(made, settings={**made.settings, "pin": pin})
        await link.close()
        tools = await asyncio.to_thread(tools_of, folder, [here.account])
        here.known = {tool.name: tool for tool in tools}
        yield here


NOT_CALLED = (
    "a changed schema",
    "a changed description",
    "changed annotations",
    "two of one name",
    "a tool that is gone",
)


@pytest.mark.parametrize("mode", NOT_CALLED)
async def test_what_is_no_longer_what_was_pinned_is_not_called(mode: str, tmp_path: Path) -> None:
    async with evil(mode, tmp_path) as here:
        with pytest.raises(ToolError, match=r"pinned|no longer"):
            await here.do()

        assert here.calls() == []


async def test_what_changes_between_two_calls_is_not_called_again(tmp_path: Path) -> None:
    async with evil("a schema that changes from call to call", tmp_path) as here:
        await here.do("one")
        await here.do("two")
        with pytest.raises(ToolError, match="not what you pinned"):
            await here.do("three")

        assert [each["arguments"]["what"] for each in here.calls()] == ["one", "two"]


NOT_LISTED = {
    "too many tools": "over 128 tools",
    "pages without end": "without end",
    "no greeting": "did not say what it is",
}


@pytest.mark.parametrize("mode", NOT_LISTED)
async def test_a_listing_has_bounds(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "no greeting":
        monkeypatch.setattr(mcp_link, "CONNECT_SECONDS", 1.0)
    with pytest.raises(AccountError, match=NOT_LISTED[mode]):
        async with evil(mode, tmp_path):
            pass


LEFT_OUT = {
    "names that become one": 3,
    "a huge schema": 1,
    "too many arguments": 1,
    "a deep schema": 1,
    "names in other letters": 4,
    "a needed argument nobody sees": 1,
}


@pytest.mark.parametrize("mode", LEFT_OUT)
async def test_what_cannot_be_shown_plainly_is_no_tool(mode: str, tmp_path: Path) -> None:
    async with evil(mode, tmp_path) as here:
        assert list(here.tools()) == ["evil.do"]
        assert here.listing.left_out
        assert all(each.isprintable() for each in here.listing.left_out)


async def test_a_schema_that_refers_to_itself_ends(tmp_path: Path) -> None:
    async with evil("a schema that refers to itself", tmp_path) as here:
        (loop,) = [t for t in here.listing.tools if t.remote == "loop"]

        assert [each.kind for each in loop.arguments] == ["json"]


async def test_annotations_lower_nothing(tmp_path: Path) -> None:
    async with evil("lying annotations", tmp_path) as here:
        (tool,) = here.tools().values()

        assert tool.effect is Effect.SPEND
        assert not tool.reversible
        assert [param.role for param in tool.params] == [Role.DESTINATION]


async def test_its_words_never_reach_the_prompt(tmp_path: Path) -> None:
    async with evil("nothing", tmp_path) as here:
        (tool,) = here.tools().values()

        assert tool.summary == "Do (evil)"


UNCERTAIN = {
    "no answer": "did not answer do",
    "another id": "did not answer do",
    "a line without an end": "a line of over",
    "a large answer": "a line of over",
    "a flood of progress": "more than it was asked for",
    "a flood of log messages": "more than it was asked for",
    "no UTF-8": "not UTF-8",
    "no JSON": "not the protocol",
    "nonsense for a result": "none of the protocol",
    "a deep answer": "did not answer do",
    "it ends": "evil",
    "an error full of secrets": "does not do that",
}


@pytest.mark.parametrize("mode", UNCERTAIN)
async def test_what_breaks_off_may_have_happened_and_is_over(
    mode: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    waits = {"no answer", "another id", "a deep answer"}
    limit = {"timeout": 1.5} if mode in waits else {}
    async with evil(mode, tmp_path, secret_env="EVIL_KEY", **limit) as here:
        begun = time.monotonic()
        with pytest.raises(UncertainError, match=UNCERTAIN[mode]) as error:
            await here.do()

        assert time.monotonic() - begun < 25
        assert len(here.calls()) == 1
        assert str(error.value).isprintable()
        assert len(str(error.value)) < 600
        assert KEY not in str(error.value)
    told = capfd.readouterr()
    assert told.out + told.err == ""


ANSWERS = {
    "nothing": "did it",
    "two answers": "first",
    "it asks for a model": "error",
    "it asks the owner": "error",
    "it asks for folders": "error",
    "it asks for tools of ours": "error",
    "a flood of errors": "done",
}


@pytest.mark.parametrize("mode", ANSWERS)
async def test_what_it_asks_for_it_does_not_get(
    mode: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with evil(mode, tmp_path) as here:
        result = await here.do()

        (item,) = result.items
        assert item.fields["text"] == Value(ANSWERS[mode], FOREIGN)
    told = capfd.readouterr()
    assert told.out + told.err == ""


async def test_screen_codes_are_taken_out(tmp_path: Path) -> None:
    async with evil("screen codes", tmp_path) as here:
        (item,) = (await here.do()).items

        assert item.fields["text"].data == "[2J]0;pwnedok31m\nnext"


async def test_too_much_text_is_cut_and_said_so(tmp_path: Path) -> None:
    async with evil("many large texts", tmp_path) as here:
        result = await here.do()

        assert sum(len(item.fields["text"].data) for item in result.items) <= 100_000
        assert "left out" in result.summary


async def test_pictures_and_links_are_only_counted(tmp_path: Path) -> None:
    async with evil("pictures", tmp_path) as here:
        result = await here.do()

        assert result.items == ()
        assert "2 that cannot be shown" in result.summary


@pytest.mark.parametrize("mode", ["a rather deep answer", "no number"])
async def test_what_cannot_be_read_was_done_all_the_same(mode: str, tmp_path: Path) -> None:
    async with evil(mode, tmp_path) as here:
        result = await here.do()

        assert result.items == ()
        assert "left out" in result.summary


async def test_its_own_word_that_it_failed_is_told_without_screen_codes(tmp_path: Path) -> None:
    async with evil("it says that it failed", tmp_path) as here:
        with pytest.raises(ToolError) as error:
            await here.do()

        assert str(error.value).isprintable()


async def test_it_sees_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAM_PASSPHRASE", "open sesame")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    async with evil("the environment", tmp_path) as here:
        (item,) = (await here.do()).items

        names = set(json.loads(item.fields["text"].data))
        # Its interpreter adds one of its own.
        assert names - {"LC_CTYPE"} <= {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ",
                                        "TMPDIR"}  # fmt: skip


async def test_what_it_starts_ends_with_it(tmp_path: Path) -> None:
    async with evil("a child that stays", tmp_path) as here:
        (item,) = (await here.do()).items
        child = int(item.fields["text"].data)
        os.kill(child, 0)

    def ended() -> None:
        while not gone():
            time.sleep(0.02)

    def gone() -> bool:
        try:
            return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    async with asyncio.timeout(5):
        await asyncio.to_thread(ended)


async def test_after_it_ended_mid_call_the_next_call_starts_it_anew(tmp_path: Path) -> None:
    async with evil("it ends once", tmp_path) as here:
        await asyncio.to_thread(here.log.with_suffix(".starts").unlink)
        with pytest.raises(UncertainError):
            await here.do("first")
        result = await here.do("second")

        assert result.items[0].fields["text"].data == "did second"


async def test_another_account_does_not_lend_itself(tmp_path: Path) -> None:
    async with evil("nothing", tmp_path) as here:
        tool = here.tools()["evil.do"]
        context = here.context()
        other = dataclasses.replace(context, account=Account("mail", "mail", "maildir", {}))
        assert tool.run is not None
        with pytest.raises(ToolError, match="no other account"):
            await tool.run(other, tool.args(what="it"))


@pytest.mark.parametrize("name", ["mail", "calendar", "memory", "read", "plam", "policy"])
def test_a_server_does_not_take_our_names(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be called"):
        mcp_pin.family(name)


async def test_two_servers_of_one_name_here_have_no_tools(tmp_path: Path) -> None:
    said: list[str] = []
    async with evil("nothing", tmp_path) as here:
        definitions = await asyncio.to_thread(mcp_pin.load, tmp_path, here.account)
        twins = []
        for name in ("my-tools", "my_tools"):
            pin = await asyncio.to_thread(mcp_pin.save, tmp_path, name, definitions)
            settings = {**here.account.settings, "pin": pin}
            twins.append(dataclasses.replace(here.account, name=name, settings=settings))

        assert await asyncio.to_thread(tools_of, tmp_path, twins, said.append) == []
        assert "none of them is used" in said[0]


async def test_a_pin_that_was_edited_on_disk_is_refused(tmp_path: Path) -> None:
    async with evil("nothing", tmp_path) as here:
        path = tmp_path / "mcp" / "evil.json"
        text = await asyncio.to_thread(path.read_text)
        await asyncio.to_thread(path.write_text, text.replace("Do it.", "Do more."))
        said: list[str] = []

        assert await asyncio.to_thread(tools_of, tmp_path, [here.account], said.append) == []
        assert "not the tools" in said[0]


async def test_whatever_it_answers_nothing_happens_but_what_was_decided(
    house: House, tmp_path: Path
) -> None:
    """Through the runtime: it asks first, and what came back leaves with the owner's yes alone."""
    async with evil("an instruction", tmp_path) as here:
        settings = await asyncio.to_thread(config.load, house.path)
        accounts = (*settings.accounts, here.account)
        settings = dataclasses.replace(settings, accounts=accounts)
        await asyncio.to_thread(config.save, house.path, settings)
        rules = """
  - {id: mine, allow: evil.do}
  - {id: mail, allow: mail.send}
"""
        async with scene(house, rules, more=tuple(here.tools().values()), real=("evil.do",)) as it:

            def calling(words: Value | str) -> Any:
                call = it.call("evil.do", what=words)
                return dataclasses.replace(call, account="evil")

            asked = await it.submit(calling("do it"))
            assert isinstance(asked.outcome, Pending)
            assert "is new" in asked.decision.reasons[0]
            assert here.calls() == []

            call = calling("do it")
            performed = await it.submit(call, receipt=await it.receipt(call))
            assert isinstance(performed.outcome, Done)
            (item,) = performed.outcome.result.items
            words = item.fields["text"]

            leaving = it.mail("papa@example.org", body=words)
            assert (await it.submit(leaving)).decision.verb == "confirm"
            again = await it.submit(calling(words))
            assert again.decision.verb == "confirm"
            assert "mcp:evil/do" in " ".join(again.decision.reasons)

            assert it.effects == []
            assert len(here.calls()) == 1
            sly = dataclasses.replace(calling("x"), effect=Effect.READ)
            assert (await it.submit(sly)).decision.verb == "deny"
            assert len(here.calls()) == 1
            it.home.journal.verify()
