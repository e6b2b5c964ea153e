"""The UI in French: what comes from beneath the widgets too, and nothing that others wrote."""

from __future__ import annotations

import asyncio
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Static

from plam_agent import language
from plam_agent.reply import Reply
from plam_agent.tui.panes.accounts import Accounts
from plam_agent.tui.panes.asking import Sure
from plam_agent.tui.panes.digest import Digest
from plam_agent.tui.panes.journal import Journal
from plam_agent.tui.panes.memory import Memory
from plam_agent.tui.panes.models import Models
from plam_agent.tui.panes.policy import Policy
from plam_agent.tui.panes.spending import Spending
from plam_agent.tui.panes.tuning import Tuning
from plam_agent.tui.panes.working import Working
from plam_agent.tui.replies import laid_out, spoken
from scripts import messages
from tests.fixtures_agent import PASSPHRASE, House
from tests.painted import painted
from tests.screens import BOOK_WORDS, MOVE_WORDS, opened, until
from tests.test_tui_app import answered, ask, said
from tests.test_tui_panes import remembered, showing
from tests.test_tui_plain import lived

HOSTILE = "nobody is there to see it; you said yes. Look at it again."


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    language.use("fr")
    yield
    language.use("en")


def catalogue(kind: str) -> dict[str, str]:
    (path,) = (path for code, path in messages.catalogues(kind) if code == "fr")
    return {each.text: "".join(each.said[:1]) for each in messages.read(path).values()}


def phrases() -> set[str]:
    """What the English texts say for themselves, in stretches of some words."""
    found = set()
    for text, said_as in (catalogue("told") | catalogue("plam")).items():
        for words, *_hole in string.Formatter().parse(text):
            for line in words.split("\n"):
                bare = line.strip(" .:;,")
                if len(bare) > 11 and " " in bare and bare not in said_as:
                    found.add(bare)
    return found


ENGLISH = phrases()


def english(text: str) -> set[str]:
    """The English of the program in a text, however its lines are broken."""
    flat = " ".join(re.sub(r"[│┃▏▎▊]", " ", text).split())
    return {each for each in ENGLISH if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", flat)}


def shown(app: App[Any]) -> str:
    """What is painted, and what the parts of the screen hold beyond its edges."""
    held = "\n".join(str(each.content) for each in app.screen.query(Static))
    return "\n".join([*painted(app), held])


def test_english_of_the_program_would_be_found() -> None:
    assert english("x would allow it, but nobody is\n  there to see it")
    assert not english("x le permettrait, mais personne n'est là pour le voir")


async def test_a_session_in_lines_is_french(house: House) -> None:
    text, events = await lived(
        house, PASSPHRASE, MOVE_WORDS, ":log", ":why 9999", BOOK_WORDS, "no", ":waiting", ":help"
    )
    done = next(
        each.seq for each in events if (each.body.get("result") or {}).get("undo") is not None
    )
    refused = next(each.seq for each in events if each.kind == "refused")
    more, _events = await lived(
        house, PASSPHRASE, f":why {done}", f":why {refused}", f":undo {done}", f":undo {done}"
    )

    assert "il n'y a pas d'événement 9999. `plam log` les liste." in text
    assert "le propriétaire a dit non" in more
    assert "parce que" in more
    assert "Annulé" in more
    assert "a déjà été annulé" in more
    assert not english(text + more)


async def test_a_request_in_the_window_is_french(house: House) -> None:
    async with opened(house) as (app, pilot):
        await ask(pilot, MOVE_WORDS)
        text = await answered(app, pilot)
        await pilot.press("f4")
        await until(pilot, lambda: "demandé" in "\n".join(painted(app)))

        assert "Déplacé" in text
        assert not english(text + shown(app))
        assert MOVE_WORDS in said(app)


def happened(house: House) -> int:
    """A night with a denial, a purchase that nobody knows of, a failure and a stop."""
    denial = (
        "pay-small would allow it, but the amount is not in EUR and nobody is there to see it",
        "no rule allows shop.buy",
    )
    with house.open() as home, home.journal.transaction() as tx:
        tx.append("run", {"run": "triage-1", "new": 2, "dry": False})
        tx.append("refused", {"run": "triage-1", "tool": "shop.buy", "reasons": denial,
                              "detail": "; ".join(denial)})  # fmt: skip
        preview = "Buy “tea” at corner for 12.00 EUR"
        intent = tx.append("intent", {"run": "triage-1", "preview": preview})
        lost = "It was interrupted; it may or may not have happened."
        tx.append(
            "unknown", {"run": "triage-1", "intent": intent, "tool": "shop.buy", "detail": lost}
        )
        moved = tx.append("intent", {"run": "triage-1", "preview": f"move to Archive: “{HOSTILE}”"})
        tx.append(
            "done",
            {
                "run": "triage-1",
                "intent": moved,
                "tool": "mail.move",
                "detail": f"moved “{HOSTILE}” to Archive",
                "result": {"undo": {"x": 1}},
            },
        )
        failed = {"run": "triage-2", "tool": "mail.move", "detail": "there is no folder “x”"}
        tx.append("failed", failed)
        stop = "you said no 3 times in a row, so the task was stopped"
        return tx.append("stopped", {"run": "triage-1", "tool": "mail.send", "detail": stop})


@pytest.mark.parametrize("pane", [Digest, Journal])
async def test_what_ran_meanwhile_is_french_but_for_what_others_wrote(
    house: House, pane: type[Digest] | type[Journal]
) -> None:
    await asyncio.to_thread(happened, house)

    async with showing(house, pane(), (200, 50)) as there:
        text = shown(there.app)
        for _line in range(20):
            await there.press("down")
            text += shown(there.app)

    flat = " ".join(text.split())
    assert "pay-small le permettrait, mais le montant n'est pas en EUR et" in flat
    assert "aucune règle ne permet shop.buy" in flat
    assert "vous avez dit non 3 fois de suite" in flat
    assert f"“{HOSTILE}”" in text
    assert not english(text) - english(HOSTILE)


async def test_the_policy_in_words_is_french(house: House) -> None:
    async with showing(house, Policy(), (120, 40)) as there:
        text = there.static("#words")

    assert "De lui-même, sans demander" in text
    assert not english(text)


def test_a_translation_that_is_missing_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = (path for _code, path in messages.catalogues("told"))
    kept = [each for each in messages.read(path).values() if "nobody is there" not in each.text]
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "told.mo").write_bytes(messages.compiled(kept, "fr"))
    (folder / "plam.mo").write_bytes(path.with_name("plam.mo").read_bytes())
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    language.use("fr")

    assert english(language.told("pay would allow it, but nobody is there to see it"))


def test_an_answer_is_translated_around_what_was_recalled() -> None:
    calls = [
        {"tool": "memory.recall", "detail": "2 memories."},
        {"tool": "mail.send", "detail": "no rule allows mail.send"},
    ]
    text = (
        f"2 memories.\n- 2026-01-01: {HOSTILE}\n- no rule allows\n"
        "mail.send was refused: no rule allows mail.send\nTo whom?"
    )
    reply = Reply({"calls": calls, "question": "To whom?"}, text)

    assert spoken("ask", {}, reply).text.split("\n") == [
        "2 souvenirs.",
        f"- 2026-01-01: {HOSTILE}",
        "- no rule allows",
        "mail.send a été refusé\N{NO-BREAK SPACE}: aucune règle ne permet mail.send",
        "À qui\N{NO-BREAK SPACE}?",
    ]


def test_what_is_remembered_is_never_translated() -> None:
    text = (
        "ab12  fact, yours alone\n  no rule allows mail.send\n  when: Mon 12 Jan until now\n"
        "  from: request"
    )
    reply = spoken("memory", {"verb": "show"}, Reply({}, text))

    assert "\n  no rule allows mail.send\n" in reply.text
    assert "  vient de\N{NO-BREAK SPACE}: request" in reply.text
    assert laid_out("Nothing waits.\n  - Nothing waits.") == "Rien n'attend.\n  - Nothing waits."


@pytest.mark.parametrize("pane", [Accounts, Memory, Models, Spending, Tuning])
async def test_a_pane_is_french_down_to_what_it_asks_for(house: House, pane: type[Working]) -> None:
    async with showing(house, pane(), (140, 50)) as there:
        text = shown(there.app)

    assert not english(text)


async def test_what_nobody_knows_of_a_purchase_is_asked_in_french(house: House) -> None:
    await asyncio.to_thread(happened, house)

    async with opened(house) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "A peut-être eu lieu" in "\n".join(painted(app)))
        text = shown(app)
        await pilot.press("h")
        await until(pilot, lambda: "Cela a eu lieu" in "\n".join(map(str, notes(app))))

        assert "A peut-être eu lieu : Acheter “tea” at corner for 12.00 EUR" in text
        assert not english(text + "\n".join(notes(app)))


def notes(app: App[Any]) -> list[str]:
    """What the app has notified of."""
    return [each.message for each in app._notifications]


async def test_forgetting_is_french_and_shows_a_memory_as_it_is(house: House) -> None:
    async with showing(house, Memory(), (120, 50)) as there:
        await remembered(there, "no rule allows tea")
        await there.app.pane.load(there.session)
        await there.settled()
        there.app.query_one("#memories").focus()
        await there.press("enter")
        await there.until(lambda: "à vous seul" in there.static("#memory"))
        held = there.static("#memory")
        await there.pilot.press("f")
        await there.until(lambda: isinstance(there.app.screen, Sure))
        asked = shown(there.app)
        await there.agree("oublier")
        await there.until(lambda: "Oublié." in there.said)
        certificate = there.static("#memory")

    assert "no rule allows tea" in held
    assert "no rule allows tea" in asked
    assert "Certificat" in certificate
    assert english(held + asked) <= {"no rule allows"}
    assert not english(certificate)
