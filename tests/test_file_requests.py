"""Files in whole requests: what is quoted is found in the owner's folder, through the gate."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config
from plam_agent.agent import Agent, Answer
from plam_agent.config import Account
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House


@pytest.fixture
def papers(house: House, tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "Invoices").mkdir(parents=True)
    (folder / "lease.txt").write_text("Twelve months.\n")
    (folder / "notes.txt").write_text("Ask about the lease.\n")
    account = Account("papers", "files", "folder", {"path": str(folder)})
    settings = config.load(house.path)
    accounts = (*settings.accounts, account)
    config.save(house.path, dataclasses.replace(settings, accounts=accounts))
    house.edit_policy(lambda text: text.replace("  - id: tidy", ALLOWED + "  - id: tidy"))
    return folder


ALLOWED = "  - id: papers\n    allow: [files.move, files.write, mail.save]\n"


async def asked(house: House, words: str, *steps: dict[str, Any]) -> Answer:
    home = await asyncio.to_thread(house.open)
    with home:
        async with house.runtime(home) as runtime:
            return await Agent(runtime, ScriptedEngine(lambda _: {"steps": steps})).ask(words)


async def test_a_quoted_file_is_the_one_of_that_name_not_one_that_mentions_it(
    house: House, papers: Path
) -> None:
    step = {"tool": "files.move", "args": {"files": " lease", "to": " Invoices"}}

    answer = await asked(house, "move the lease to Invoices", step)

    assert [call.outcome.verb for call in answer.calls] == ["done"], answer.text
    assert (papers / "Invoices" / "lease.txt").read_text() == "Twelve months.\n"
    assert (papers / "notes.txt").exists()


async def test_a_file_may_be_written_that_does_not_exist_yet(house: House, papers: Path) -> None:
    step = {"tool": "files.write", "args": {"file": " ideas.txt", "text": " buy stamps"}}

    answer = await asked(house, "write buy stamps in ideas.txt", step)

    assert [call.outcome.verb for call in answer.calls] == ["done"], answer.text
    assert (papers / "ideas.txt").read_text() == "buy stamps\n"


@pytest.mark.parametrize("said", ["../escape.txt", "/etc/passwd"])
async def test_a_path_out_of_the_folder_is_asked_about_and_never_written(
    house: House, papers: Path, said: str
) -> None:
    step = {"tool": "files.write", "args": {"file": f" {said}", "text": " buy stamps"}}

    answer = await asked(house, f"write buy stamps in {said}", step)

    assert answer.question
    assert not answer.calls
    assert not (papers.parent / "escape.txt").exists()


async def test_saving_attachments_into_a_shared_folder_is_sending(
    house: House, papers: Path
) -> None:
    def share() -> None:
        settings = config.load(house.path)
        changed = [
            dataclasses.replace(each, settings={**each.settings, "shared": True})
            if each.name == "papers"
            else each
            for each in settings.accounts
        ]
        config.save(house.path, dataclasses.replace(settings, accounts=tuple(changed)))

    await asyncio.to_thread(share)
    steps = (
        {"tool": "mail.search", "args": {"words": " budget"}},
        {"tool": "mail.save", "args": {"messages": "$1", "to": " Invoices"}},
    )

    answer = await asked(house, "save the attachments about the budget to Invoices", *steps)

    assert answer.calls[-1].call.effect.name == "SEND", answer.text
    assert answer.calls[-1].outcome.verb == "pending"
