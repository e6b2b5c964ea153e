"""Several accounts of one kind: which of them a request means, and what others can see."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import pytest

from plam_agent import config
from plam_agent.agent import Agent, Answer
from plam_agent.binding import Question
from plam_agent.config import Account
from plam_agent.errors import ConfigError
from plam_agent.freezing import said_accounts
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House

CREATE = {
    "steps": [{"tool": "calendar.create", "args": {"title": " lunch", "when": " Friday at noon"}}]
}
SEVERAL = (
    Account("home", "calendar", "ics"),
    Account("work", "calendar", "ics"),
    Account("pro-mail", "mail", "imap"),
    Account("mail", "mail", "imap"),
    Account("people", "contacts", "vcf"),
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("add lunch to my work calendar", {"calendar": "work"}),
        ("add lunch to the calendar work", {"calendar": "work"}),
        ("ajoute un déjeuner à l'agenda work", {"calendar": "work"}),
        ("what is in my Work account", {"calendar": "work"}),
        ("find pro mail about the budget", {"mail": "pro-mail"}),
        ("find the mail about my work", {}),
        ("move it to Work", {}),
        ("I work on the calendar tomorrow", {}),
        ("add lunch with people in the contacts", {}),
        ("add lunch on Friday", {}),
    ],
)
def test_an_account_is_meant_where_its_name_stands_beside_its_kind(
    words: str, said: dict[str, str]
) -> None:
    assert said_accounts(words, SEVERAL) == said


def test_two_named_accounts_of_a_kind_are_asked_about() -> None:
    with pytest.raises(Question, match="home or work"):
        said_accounts("copy the home calendar to the work calendar", SEVERAL)


def with_accounts(house: House, *added: Account, shared: str = "") -> None:
    settings = config.load(house.path)
    accounts = [
        dataclasses.replace(each, settings={**each.settings, "shared": True})
        if each.name == shared
        else each
        for each in (*settings.accounts, *added)
    ]
    config.save(house.path, dataclasses.replace(settings, accounts=tuple(accounts)))


def work(tmp_path: Path, *, default: bool = False) -> Account:
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    settings: dict[str, str | bool] = {"path": str(folder)}
    return Account("work", "calendar", "ics", settings | ({"default": True} if default else {}))


async def lunch(house: House, words: str) -> Answer:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            return await Agent(runtime, ScriptedEngine(lambda _: CREATE)).ask(words)


@pytest.mark.parametrize(
    ("words", "default", "account"),
    [
        ("book lunch Friday at noon", False, "calendar"),
        ("book lunch Friday at noon", True, "work"),
        ("book lunch Friday at noon in my work calendar", False, "work"),
    ],
)
async def test_a_request_uses_the_account_it_names_or_the_default(
    house: House, tmp_path: Path, words: str, default: bool, account: str
) -> None:
    await asyncio.to_thread(with_accounts, house, work(tmp_path, default=default))

    answer = await lunch(house, words)

    assert [call.outcome.verb for call in answer.calls] == ["done"]
    assert answer.calls[0].call.account == account
    assert bool(list((tmp_path / "work").iterdir())) is (account == "work")


async def test_writing_into_a_shared_calendar_is_sending(house: House) -> None:
    await asyncio.to_thread(with_accounts, house, shared="calendar")

    answer = await lunch(house, "book lunch Friday at noon")

    call = answer.calls[0]
    assert call.call.effect.name == "SEND"
    assert (call.decision.verb, call.outcome.verb) == ("confirm", "pending")


def test_two_defaults_of_a_kind_are_refused_with_the_line(house: House, tmp_path: Path) -> None:
    with_accounts(house, work(tmp_path, default=True))
    text = (house.path / "config.toml").read_text()
    head, found, rest = text.partition('name = "calendar"\n')
    (house.path / "config.toml").write_text(f"{head}{found}default = true\n{rest}")

    with pytest.raises(ConfigError, match="two calendar accounts are marked as default") as error:
        config.load(house.path)

    assert error.value.line


@pytest.mark.parametrize("shared", [False, True])
async def test_a_group_is_everybody_in_it_unless_others_keep_the_contacts(
    house: House, shared: bool
) -> None:
    lines = ("VERSION:4.0", "UID:{0}", "FN:{0}", "EMAIL:{0}@example.org", "CATEGORIES:choir")
    card = "\n".join(("BEGIN:VCARD", *lines, "END:VCARD", ""))
    for name in ("ada", "ben"):
        (house.data.contacts / f"{name}.vcf").write_text(card.format(name))
    if shared:
        await asyncio.to_thread(with_accounts, house, shared="contacts")
    plan = {
        "steps": [{"tool": "mail.send", "args": {"to": " the choir", "body": " see you tonight"}}]
    }

    with house.open() as home:
        async with house.runtime(home) as runtime:
            agent = Agent(runtime, ScriptedEngine(lambda _: plan))
            answer = await agent.ask("write the choir that see you tonight")

    if shared:
        assert "no address" in answer.question
        return
    args = answer.calls[-1].call.plain()
    assert sorted(args["to"]) == ["ada@example.org", "ben@example.org"]
