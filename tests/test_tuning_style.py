"""What the owner wrote, and nothing that anybody else did."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent import sample
from plam_agent.config_tuning import Tuning
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.policy import ledger
from plam_agent.tools.standard import registry
from plam_agent.tuning.dataset import HALF_LIFE
from plam_agent.tuning.learning import Material, Offered, gathered
from plam_agent.tuning.own_words import own_words
from plam_agent.tuning.sent import learn
from plam_agent.tuning.style import core, pairs, style_examples
from plam_agent.types import Event
from plam_agent.wanted import Wanted
from tests.fixtures_agent import House
from tests.test_grammar import accepts
from tests.test_tuning_feedback import at_home, events

MINE = "Hi Anna,\n\nYes, Thursday works for me. I will bring the papers.\n\nBest,\nMarie"
THEIRS = "Shall we meet on Thursday at the usual place? Please tell me soon."
SA_MIENNE = "Bonjour Paul,\n\nOui, jeudi me va très bien.\n\nÀ bientôt,\nMarie"
LES_SIENS = "Peut-on se voir jeudi au bureau ? Dites-moi vite ce qui vous arrange."


def quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(mark + line for line in text.split("\n"))


GMAIL = "On Mon, Nov 16, 2026 at 9:41 AM Anna Berg <anna@example.org> wrote:"
GMAIL_FR = "Le lun. 16 nov. 2026 à 09:41, Paul Roux <paul@exemple.fr> a écrit :"
WRAPPED = "On Mon, Nov 16, 2026 at 9:41 AM Anna Margarethe van den Berg\n<anna@example.org> wrote:"
APPLE = "On 16 Nov 2026, at 09:41, Anna Berg <anna@example.org> wrote:"
APPLE_FR = "Le 16 nov. 2026 à 09:41, Paul Roux <paul@exemple.fr> a écrit :"
OUTLOOK = (
    "________________________________\nFrom: Anna Berg <anna@example.org>\n"
    "Sent: Monday, November 16, 2026 9:41 AM\nTo: Marie\nSubject: Thursday"
)
OUTLOOK_FR = (
    "De : Paul Roux <paul@exemple.fr>\nEnvoyé : lundi 16 novembre 2026 09:41\n"
    "À : Marie\nObjet : jeudi"
)
BOLD = "*From:* Anna Berg\n*Sent:* Monday\n*To:* Marie\n*Subject:* Thursday"
OLD = "-----Original Message-----\nFrom: Anna\nSubject: Thursday"
OLD_FR = "-----Message d'origine-----\nDe : Paul\nObjet : jeudi"
PASSED_ON = "---------- Forwarded message ---------\nFrom: Anna Berg <anna@example.org>"
PASSED_ON_FR = "---------- Message transféré ---------\nDe : Paul"
APPLE_ON = "Begin forwarded message:\n\nFrom: Anna Berg <anna@example.org>\nSubject: Thursday"
APPLE_ON_FR = "Début du message réexpédié :\n\nDe: Paul Roux\nObjet: jeudi"

LAYOUTS = {
    "gmail": f"{MINE}\n\n{GMAIL}\n\n{quoted(THEIRS)}",
    "gmail, wrapped": f"{MINE}\n\n{WRAPPED}\n{quoted(THEIRS)}",
    "gmail as html": f"{MINE}\n\n{GMAIL}\n\n{THEIRS}",
    "apple": f"{MINE}\n\n{APPLE}\n\n{quoted(THEIRS)}",
    "outlook": f"{MINE}\n\n{OUTLOOK}\n\n{THEIRS}",
    "outlook, bold": f"{MINE}\n\n{BOLD}\n\n{THEIRS}",
    "old outlook": f"{MINE}\n\n{OLD}\n\n{THEIRS}",
    "passed on": f"{MINE}\n\n{PASSED_ON}\n\n{THEIRS}",
    "passed on by apple": f"{MINE}\n\n{APPLE_ON}\n\n{THEIRS}",
    "below": f"{GMAIL}\n{quoted(THEIRS)}\n\n{MINE}",
    "plain": f"Anna Berg wrote:\n{quoted(THEIRS, '>')}\n\n{MINE}",
    "twice": f"{MINE}\n\n{GMAIL}\n> Fine.\n>\n{quoted(quoted(THEIRS))}",
    "signature": f"{MINE}\n-- \nMarie Duval\nDirector, Example Ltd\n\n{GMAIL}\n{quoted(THEIRS)}",
    "phone": f"{MINE}\n\nSent from my iPhone\n\n{APPLE}\n\n{quoted(THEIRS)}",
    "card": f"{MINE}\n\nMarie Duval\n+33 6 12 34 56 78\nwww.example.com\n\n{OUTLOOK}\n\n{THEIRS}",
    "notice": f"{MINE}\n\nThis message is confidential and intended for you.\n\n{OLD}\n{THEIRS}",
    "windows": f"{MINE}\n\n{GMAIL}\n\n{quoted(THEIRS)}".replace("\n", "\r\n"),
}
FRENCH = {
    "gmail": f"{SA_MIENNE}\n\n{GMAIL_FR}\n\n{quoted(LES_SIENS)}",
    "gmail as html": f"{SA_MIENNE}\n\n{GMAIL_FR}\n\n{LES_SIENS}",
    "apple": f"{SA_MIENNE}\n\nEnvoyé de mon iPhone\n\n{APPLE_FR}\n\n{quoted(LES_SIENS)}",
    "outlook": f"{SA_MIENNE}\n\n{OUTLOOK_FR}\n\n{LES_SIENS}",
    "old outlook": f"{SA_MIENNE}\n\n{OLD_FR}\n\n{LES_SIENS}",
    "passed on": f"{SA_MIENNE}\n\n{PASSED_ON_FR}\n\n{LES_SIENS}",
    "passed on by apple": f"{SA_MIENNE}\n\n{APPLE_ON_FR}\n\n{LES_SIENS}",
    "below": f"{GMAIL_FR}\n{quoted(LES_SIENS)}\n\n{SA_MIENNE}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_what_the_writer_wrote_is_left(layout: str) -> None:
    found = own_words(LAYOUTS[layout])
    assert found is not None
    assert found.text in (MINE, f"{MINE}\n\nMarie Duval")


@pytest.mark.parametrize("layout", FRENCH)
def test_what_is_french_is_understood_too(layout: str) -> None:
    found = own_words(FRENCH[layout])
    assert found is not None
    assert found.text == SA_MIENNE
    assert "jeudi au bureau" in found.quoted


def test_answers_between_what_is_quoted_are_the_writers() -> None:
    found = own_words(f"{GMAIL}\n> Where?\n\nAt my place.\n\n> When exactly?\n\nAt noon.\n")
    assert found is not None
    assert found.text == "At my place.\n\nAt noon."
    assert found.quoted == "Where?\nWhen exactly?"


@pytest.mark.parametrize(
    "text",
    [
        "",
        quoted(THEIRS),
        f"{GMAIL}\n{quoted(THEIRS)}",
        f"FYI\n\n{THEIRS}\n\n{GMAIL}\n{quoted(THEIRS)}",
        "-- \nMarie",
        "word " * 10_000,
        f"See below.\nFrom: Anna\n{THEIRS}",
    ],
)
def test_where_nobody_can_tell_whose_words_they_are_there_are_none(text: str) -> None:
    assert own_words(text) is None


def test_a_quoted_line_that_broke_on_its_way_is_no_answer() -> None:
    found = own_words(
        f"Fine with me, see you.\n\n{GMAIL}\n> a long line that was\nbroken here\n> end"
    )
    assert found is not None
    assert "broken" not in found.text


EVERY = [*LAYOUTS.values(), *FRENCH.values()]
_LINE = st.text(alphabet="abcdefghij klmnop,.?!>:-", min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_LINE, min_size=1, max_size=8), st.sampled_from([*LAYOUTS.values(), *FRENCH.values()])
)
def test_whatever_is_quoted_none_of_it_is_the_writers(lines: list[str], text: str) -> None:
    secret = "zyxwv"
    theirs = "\n".join(f"{secret} {line}" for line in lines)
    text = text.replace("\r\n", "\n")
    text = text.replace(quoted(quoted(THEIRS)), quoted(quoted(theirs)))
    for mark in ("> ", ">"):
        text = text.replace(quoted(THEIRS, mark), quoted(theirs, mark))
        text = text.replace(quoted(LES_SIENS, mark), quoted(theirs, mark))
    text = text.replace(THEIRS, theirs).replace(LES_SIENS, theirs)
    assert secret in text

    found = own_words(text)

    assert found is None or secret not in found.text


@settings(max_examples=60, deadline=timedelta(seconds=2))
@given(st.text(max_size=400), st.integers(1, 40))
def test_no_message_makes_it_fail_or_wait(text: str, times: int) -> None:
    found = own_words(text * times)
    assert found is None or found.text.strip()


def test_the_core_of_a_text_has_neither_greeting_nor_closing() -> None:
    assert core(MINE) == "Yes, Thursday works for me. I will bring the papers."
    assert core(SA_MIENNE) == "Oui, jeudi me va très bien."
    assert core("Yes.") == "Yes."


# From the mailbox to the examples.


def send(house: House, name: str, text: str, **headers: str) -> None:
    message = EmailMessage()
    message["From"] = headers.get("sender", f"Marie <{sample.OWNER}>")
    message["To"] = headers.get("to", "Anna Berg <anna@example.org>")
    message["Subject"] = headers.get("subject", "Re: Thursday")
    message["Date"] = format_datetime(house.clock() - timedelta(days=3))
    message["Message-ID"] = f"<{name}@example.org>"
    message.set_content(text)
    (house.data.mail / ".Sent" / "cur" / f"{name}:2,S").write_bytes(bytes(message))


def reads(home: Home) -> list[Event]:
    """Each message that was read out."""
    intents = home.journal.events(kinds=("intent",))
    return [each for each in intents if each.body["call"]["tool"] == "mail.read"]


async def test_what_was_sent_teaches_how_the_owner_writes(house: House) -> None:
    send(house, "one", LAYOUTS["gmail"])
    send(house, "two", "Bonjour Paul,\n\nJe vous envoie le rapport demain.\n\nCordialement,\nMarie",
         to="paul@exemple.fr", subject="Rapport")  # fmt: skip
    send(house, "three", MINE, subject="Fwd: Thursday")
    send(house, "four", MINE, sender="eve@evil.example")
    send(house, "five", quoted(THEIRS))
    async with at_home(house) as (home, runtime):
        assert await learn(runtime, consent=False) == []
        found = await learn(runtime, consent=True)
        mine = {each.body["message_id"]: each.seq for each in found}
        assert {"<one@example.org>", "<two@example.org>"} <= mine.keys()
        assert {each[:4] for each in mine}.isdisjoint({"<thr", "<fou", "<fiv"})
        read = len(await asyncio.to_thread(reads, home))
        assert await learn(runtime, consent=True) == []
        assert len(await asyncio.to_thread(reads, home)) == read

        tools = list(registry())
        sent = await asyncio.to_thread(pairs, home.journal)
        made = style_examples(sent, now=home.now(), tools=tools, half_life=HALF_LIFE)
        by = {one.sources[0]: one for one in made}
        first, second = (by[f"event:{mine[f'<{n}@example.org>']}"] for n in ("one", "two"))
        assert json.loads(first.answer)["steps"] == [
            {"tool": "mail.search", "args": {"people": " @a1"}},
            {"tool": "mail.reply_draft", "args": {"message": "$1", "body": MINE}},
        ]
        assert "Yes, Thursday works for me. I will bring the papers." in first.prompt.user
        assert "Best" not in first.prompt.user
        assert json.loads(second.answer)["steps"][0]["tool"] == "mail.draft"
        for one in made:
            assert accepts(one.grammar, one.answer)
            assert THEIRS not in one.prompt.user + one.answer
        await asyncio.to_thread(home.journal.verify, ledger.check)


async def test_it_is_learnt_with_consent_and_not_where_it_is_marked(house: House) -> None:
    send(house, "one", MINE)
    send(house, "two", "Hello Anna,\n\n[Confidential] The plans come on Friday.\n\nBest,\nMarie")
    async with at_home(house) as (home, runtime):
        await learn(runtime, consent=True)

        async def material(*, composes: bool = True, **wishes: Any) -> Material:
            changed = dataclasses.replace(home.settings, tuning=Tuning(**wishes))
            there = dataclasses.replace(home, settings=changed)
            return await asyncio.to_thread(
                gathered, there, Offered(tuple(registry()), (), "", composes)
            )

        every = await material(learn_from_sent=True)
        marked = await material(learn_from_sent=True, labels=("confidential",))

        assert (await material()).learnt == ()
        assert (await material(learn_from_sent=True, composes=False)).learnt == ()
        assert len(every.learnt) == len(marked.learnt) + 1
        assert (every.blocked, marked.blocked) == ({}, {"label": 1})


async def test_a_person_who_is_forgotten_is_forgotten_here_too(house: House) -> None:
    send(house, "one", LAYOUTS["gmail"])
    send(house, "two", MINE.replace("Anna", "Paul"), to="paul@exemple.fr", subject="Thursday")
    async with at_home(house) as (home, runtime):
        await learn(runtime, consent=True)
        wanted = Wanted(people=("anna@example.org",), by="person")
        said = await asyncio.to_thread(forget, home, wanted)

        assert said["checked"]["left"] == 0
        left = {pair.to for pair in await asyncio.to_thread(pairs, home.journal)}
        assert ("anna@example.org",) not in left
        assert ("paul@exemple.fr",) in left


async def test_what_the_agent_wrote_for_the_owner_is_not_their_style(house: House) -> None:
    send(house, "one", MINE)
    async with at_home(house) as (home, runtime):
        call = {"roles": [["body", "prose"]], "args": [["body", {"data": MINE, "origins": []}]]}
        await asyncio.to_thread(home.journal.append, "intent", {"run": "ask-1", "call": call})

        found = await learn(runtime, consent=True)

        assert "<one@example.org>" not in {each.body["message_id"] for each in found}
        assert {e.kind for e in await events(home, "asked")} == set()
