"""What a calendar server does wrong, through the gate: one outcome, and a later call goes on."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest

from plam_agent import config
from plam_agent.agent import Agent, Answer
from plam_agent.home import Home
from plam_agent.policy import ledger
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.servers_dav import DROP, LOSE, SECRET, STALL, SmallDav, reply, small_dav

WORDS = "put the plumber into my calendar on thursday at 10"
PLAN = {
    "steps": [
        {"tool": "calendar.create", "args": {"title": "the plumber", "when": "thursday at 10"}}
    ]
}
LOOKING = ("PROPFIND", "REPORT", "OPTIONS", "GET")


@pytest.fixture
async def dav() -> AsyncIterator[SmallDav]:
    async with small_dav() as server:
        yield server


def use(house: House, dav: SmallDav) -> None:
    settings = config.load(house.path)
    kept = tuple(each for each in settings.accounts if each.kind != "calendar")
    accounts = (*kept, dataclasses.replace(dav.account(), name="calendar"))
    config.save(house.path, dataclasses.replace(settings, accounts=accounts))
    with house.open() as home:
        home.secrets.set("calendar", "password", SECRET)


async def asked(house: House) -> tuple[Answer, list[str]]:
    """What came of the request, and the kinds of the events of its writing call."""
    home = await asyncio.to_thread(house.open)
    try:
        async with house.runtime(home) as runtime:
            answer = await Agent(runtime, ScriptedEngine(lambda _: PLAN)).ask(WORDS)
        return answer, await asyncio.to_thread(ended, home, answer.run)
    finally:
        await asyncio.to_thread(home.journal.close)


def ended(home: Home, run: str) -> list[str]:
    home.journal.verify(ledger.check)
    events = [event for event in home.journal.events() if event.body.get("run") == run]
    return [event.kind for event in events if event.kind in ENDS]


ENDS = ("intent", "done", "failed", "unknown", "refused")


@pytest.mark.parametrize(
    ("method", "fault", "kind"),
    [
        ("PUT", STALL, "unknown"),
        ("PUT", DROP, "unknown"),
        ("PUT", reply(500), "unknown"),
        ("PUT", reply(507), "failed"),
        ("PUT", reply(403), "failed"),
        ("look", STALL, "failed"),
        ("look", DROP, "failed"),
        ("look", LOSE, "failed"),
        ("look", b"\x00\xff garbage\r\n\r\n", "failed"),
        ("look", reply(401), "failed"),
    ],
)
async def test_every_failure_is_a_sentence_and_one_true_outcome(
    house: House, dav: SmallDav, method: str, fault: bytes | str, kind: str
) -> None:
    await asyncio.to_thread(use, house, dav)
    methods = LOOKING if method == "look" else (method,)
    dav.fault = lambda each: fault if each.method in methods else None

    answer, kinds = await asked(house)

    text = answer.text
    assert "127.0.0.1" in text or "calendar" in text
    assert len(text) < 600
    assert text.isprintable() or "\n" in text
    assert "Traceback" not in text
    if answer.calls:
        assert kinds == ["intent", kind]
    else:
        # It could not even be prepared: nothing was intended, and the question says why.
        assert kind == "failed"
        assert answer.question
    if kind == "failed":
        assert not any(b"plumber" in data for data in dav.files.values())

    dav.fault = lambda each: None
    later, kinds = await asked(house)

    assert kinds == ["intent", "done"], later.text
    assert sum(b"plumber" in data for data in dav.files.values()) == 1
