"""The CRM's tools against a server on loopback: what they promise, and what becomes of requests."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from plam_crm import TOOLS, AddNote, Find, SetStage, add_note, find, set_stage
from server import TOKEN, Crm

from plam_agent import AccountError, Context, ObjectId, Result, ToolError, UncertainError
from plam_agent.testing.conformance import Case, Conformance, Stage
from plam_agent.testing.house import account, build
from plam_agent.testing.loopback import Loopback, serving
from plam_agent.testing.stage import calling

DUPONT = ObjectId("customer", "crm", "7")
Do = Callable[[Context, Crm, Loopback], Awaitable[Any]]


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Context, Crm, Loopback]]:
    """A fresh CRM and a context for it."""
    crm = Crm()
    async with (
        serving(crm) as server,
        calling(account("crm", url=server.url), secrets={"token": TOKEN}) as context,
    ):
        yield dataclasses.replace(context, versions={DUPONT: "1"}), crm, server


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """The same as the checks want it."""
    async with opened() as (context, crm, server):

        async def holds() -> Any:
            return crm.held()

        def stall() -> None:
            server.silent = True

        yield Stage(context, holds, stall=stall)


@asynccontextmanager
async def mute() -> AsyncIterator[Stage]:
    """A server that does what it is asked and never says so."""
    async with opened() as (context, crm, server):

        async def holds() -> Any:
            return crm.held()

        def stall() -> None:
            server.mute = True

        yield Stage(context, holds, stall=stall)


class TestFind(Conformance):
    """Finding is sound."""

    case = Case(find, {"words": ("dupont",)}, stage)


class TestAddNote(Conformance):
    """Writing a note is sound."""

    case = Case(add_note, {"customer": DUPONT, "text": "called, wants a quote"}, stage)


class TestAddNoteToAMuteServer(Conformance):
    """And where the server does it without saying so."""

    case = Case(add_note, {"customer": DUPONT, "text": "called, wants a quote"}, mute)


class TestSetStage(Conformance):
    """Changing the stage is sound."""

    case = Case(set_stage, {"customer": DUPONT, "stage": "talking"}, stage)


def run(do: Do) -> Any:
    """What `do` returns in a fresh CRM."""

    async def done() -> Any:
        async with opened() as stage:
            return await do(*stage)

    return asyncio.run(done())


async def found(context: Context, *words: str) -> Result:
    assert find.run is not None
    return await find.run(context, Find(words=words))


def test_all_words_have_to_be_there() -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> list[list[str]]:
        results = [await found(context, *words) for words in ((), ("dup", "lead"), ("dup", "won"))]
        return [[item.id.id for item in each.items] for each in results]

    assert run(do) == [["7", "8"], ["7"], []]


def test_a_note_that_is_sent_twice_is_written_once() -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> int:
        assert add_note.run is not None
        for _ in range(2):
            await add_note.run(context, AddNote(customer=DUPONT, text="hello"))
        return len(crm.notes)

    assert run(do) == 1


def test_a_customer_that_was_changed_meanwhile_is_left_alone() -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> str:
        crm.customers["7"] |= {"version": 2, "stage": "lost"}
        assert set_stage.run is not None
        with pytest.raises(ToolError, match="changed meanwhile"):
            await set_stage.run(context, SetStage(customer=DUPONT, stage="won"))
        return str(crm.customers["7"]["stage"])

    assert run(do) == "lost"


@pytest.mark.parametrize(
    ("status", "error"), [(500, UncertainError), (503, UncertainError), (429, AccountError)]
)
def test_what_the_server_did_is_not_guessed(status: int, error: type[Exception]) -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> None:
        crm.fails = status
        assert add_note.run is not None
        with pytest.raises(error):
            await add_note.run(context, AddNote(customer=DUPONT, text="hello"))

    run(do)


def test_a_wrong_token_is_told() -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> None:
        with pytest.raises(AccountError, match="refuses the token"):
            await found(dataclasses.replace(context, secret=lambda name: "wrong"))

    run(do)


def test_a_server_without_encryption_is_not_talked_to() -> None:
    async def do(context: Context, crm: Crm, server: Loopback) -> None:
        elsewhere = account("crm", url="http://crm.example")
        with pytest.raises(AccountError, match="names no https"):
            await found(dataclasses.replace(context, account=elsewhere))

    run(do)


def test_a_request_finds_a_customer_and_writes_a_note(tmp_path: Path) -> None:
    house = build(tmp_path)
    crm = Crm()
    plan = {
        "steps": [
            {"tool": "crm.find", "args": {"words": "Dupont"}},
            {"tool": "crm.add_note", "args": {"customer": "$1", "text": "wants a quote"}},
        ]
    }
    words = "note in the crm that Dupont wants a quote"

    async def asked(connected: Callable[[str], None]) -> Any:
        async with serving(crm) as server:
            connected(server.url)
            return await house.asked(words, plan, TOOLS)

    def connected(url: str) -> None:
        house.connect(account("crm", url=url), token=TOKEN)

    house.allow("crm.*")
    answer = asyncio.run(asked(connected))

    assert [each.outcome.verb for each in answer.calls] == ["done", "done"]
    assert [note["text"] for note in crm.notes.values()] == ["wants a quote"]


def test_without_a_rule_it_does_nothing(tmp_path: Path) -> None:
    house = build(tmp_path)
    house.connect(account("crm", url="https://crm.example"), token=TOKEN)
    house.allow("crm.find")
    step = {"tool": "crm.add_note", "args": {"customer": "Dupont", "text": "x"}}

    with pytest.raises(Exception, match="was not offered"):
        asyncio.run(house.asked("note x for Dupont", {"steps": [step]}, TOOLS))
