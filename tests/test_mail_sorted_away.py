"""A search goes on where messages were sorted to, and never where they were thrown away."""

from __future__ import annotations

from typing import Any

import pytest

from plam_agent.agent import Agent, Answer
from plam_agent.runtime import Runtime
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House

SEARCH = {"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}}
WORDS = "find what Claire wrote about the budget and move it to {}"


async def asked(runtime: Runtime, words: str, *steps: dict[str, Any]) -> Answer:
    return await Agent(runtime, ScriptedEngine(lambda _: {"steps": steps})).ask(words)


@pytest.mark.parametrize(("mailbox", "found"), [("Newsletters", 1), ("Spam", 0), ("Trash", 0)])
async def test_what_was_sorted_away_is_found_and_what_was_thrown_away_is_not(
    house: House, mailbox: str, found: int
) -> None:
    house.edit_policy(
        lambda text: text.replace("[Archive, Newsletters,", f"[{mailbox}, Newsletters,", 1)
    )
    move = {"tool": "mail.move", "args": {"messages": "$1", "to": f" {mailbox}"}}
    with house.open() as home:
        async with house.runtime(home) as runtime:
            for folder in ("cur", "new", "tmp"):
                (house.data.mail / f".{mailbox}" / folder).mkdir(parents=True, exist_ok=True)
            moved = await asked(runtime, WORDS.format(mailbox), SEARCH, move)
            assert [call.outcome.verb for call in moved.calls] == ["done", "done"], moved.text

            answer = await asked(runtime, "find what Claire wrote about the budget", SEARCH)

    assert f"found {found} message" in answer.text
    assert (f"in {mailbox}" in answer.text) is bool(found)
