"""Threads: which messages are shown together, and what an answer says of the one it belongs to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.config import Account
from plam_agent.tools.arguments import MailSearch
from plam_agent.tools.context import Context
from plam_agent.tools.mail import compose
from plam_agent.tools.mail.mailbox import open_mailbox
from plam_agent.tools.mail.message import Message, parse
from plam_agent.tools.mail.reading import search
from plam_agent.tools.mail.threads import Place, grouped, place_of


def said(identity: str = "", *, answers: str = "", references: tuple[str, ...] = ()) -> Message:
    lines = [f"Message-ID: {identity}"] if identity else []
    lines += [f"In-Reply-To: {answers}"] if answers else []
    lines += ["References: " + "\r\n ".join(references)] if references else []
    return parse(("\r\n".join(["From: a@example.com", *lines]) + "\r\n\r\nText\r\n").encode())


def threads(*messages: Message) -> list[list[int]]:
    return grouped([place_of(each) for each in messages])


def answer(to: Message) -> Message:
    written = compose.letter(
        owner="marie@example.org",
        to=["a@example.com"],
        subject="Re: Plan",
        body="Yes.",
        date=datetime(2026, 3, 4, tzinfo=UTC),
        answers=to,
    )
    return parse(written.octets)


def test_answers_stand_with_what_they_answer() -> None:
    first = said("<1@a>")
    second = said("<2@a>", answers="<1@a>", references=("<1@a>",))
    third = said("<3@a>", answers="<2@a>", references=("<1@a>", "<2@a>"))
    other = said("<4@a>")

    assert threads(third, other, second, first) == [[0, 2, 3], [1]]


def test_a_thread_holds_where_its_beginning_is_not_here() -> None:
    second = said("<2@a>", references=("<1@a>",))
    third = said("<3@a>", references=("<1@a>", "<2@a>"))

    assert threads(third, second) == [[0, 1]]


def test_a_message_that_names_only_what_it_answers_is_followed_from_there() -> None:
    first = said("<1@a>")
    second = said("<2@a>", answers="<1@a>")
    third = said("<3@a>", answers="<2@a>")

    assert threads(third, second, first) == [[0, 1, 2]]


def test_messages_that_say_nothing_of_themselves_stand_alone() -> None:
    assert threads(said(), said(), said("<1@a>")) == [[0], [1], [2]]


def test_a_circle_of_references_is_one_thread() -> None:
    one = said("<1@a>", references=("<2@a>",))
    two = said("<2@a>", references=("<3@a>",))
    three = said("<3@a>", references=("<2@a>",))
    itself = said("<4@a>", answers="<4@a>", references=("<4@a>",))

    assert threads(one, two, three, itself) == [[0, 1, 2], [3]]


def test_ten_thousand_references_are_no_work_and_lose_neither_end() -> None:
    many = tuple(f"<{number}@a>" for number in range(3_000))
    began = time.process_time()

    message = said("<last@a>", answers=many[-1], references=many)
    flood = said("<flood@a>", references=tuple(f"<{number}@a>" for number in range(10_000)))
    chain = [said(f"<{n}@c>", answers=f"<{n - 1}@c>") for n in range(1, 2_000)]
    threads_of_chain = threads(*reversed(chain))

    assert len(message.references) == 200
    assert (message.references[0], message.references[-1]) == (many[0], many[-1])
    assert threads(message, flood) == [[0, 1]]
    assert len(threads_of_chain) == 1
    assert time.process_time() - began < 10


def test_a_forged_message_joins_a_thread_and_moves_nobody() -> None:
    mine = [said("<1@a>"), said("<2@a>", references=("<1@a>",))]
    theirs = [said("<1@b>"), said("<2@b>", answers="<1@b>")]
    forged = said("<x@evil>", answers="<2@b>", references=("<1@a>", "<2@a>", "<1@b>", "<2@b>"))

    assert threads(forged, *mine, *theirs) == [[0, 1, 2], [3, 4]]


def test_who_takes_a_message_id_that_is_there_moves_nobody() -> None:
    mine = [said("<2@a>", references=("<1@a>",)), said("<1@a>")]
    taken = said("<1@a>", references=("<1@b>",))

    assert threads(taken, *mine, said("<1@b>")) == [[0, 3], [1, 2]]


IDS = st.sampled_from(["", *(f"<{letter}@a>" for letter in "abcdef")])
PLACES = st.lists(st.builds(Place, IDS, IDS), max_size=12)


@given(PLACES)
def test_every_message_stands_in_exactly_one_thread(places: list[Place]) -> None:
    found = grouped(places)

    assert sorted(position for each in found for position in each) == list(range(len(places)))
    assert all(each == sorted(each) for each in found)


@given(PLACES, st.integers(0, 12), IDS)
def test_a_stranger_with_an_id_of_their_own_changes_no_grouping(
    places: list[Place], at: int, thread: str
) -> None:
    at = min(at, len(places))

    found = grouped([*places[:at], Place("<stranger@evil>", thread), *places[at:]])

    kept = [[n - (n > at) for n in each if n != at] for each in found]
    assert sorted(filter(None, kept)) == sorted(grouped(places))


def test_an_answer_names_what_it_answers_and_where_that_began() -> None:
    long = tuple(f"<{number}@a>" for number in range(300))

    whole = answer(said("<last@a>", answers=long[-1], references=long))

    assert whole.in_reply_to == "<last@a>"
    assert whole.references == (long[0], *long[-19:], "<last@a>")


def test_an_answer_to_one_without_references_takes_up_what_that_answers() -> None:
    found = answer(said("<2@a>", answers="<1@a>"))

    assert (found.in_reply_to, found.references) == ("<2@a>", ("<1@a>", "<2@a>"))


def test_an_answer_repeats_no_reference() -> None:
    found = answer(said("<3@a>", references=("<1@a>", "<2@a>", "<1@a>", "<3@a>")))

    assert found.references == ("<1@a>", "<2@a>", "<3@a>")


@pytest.fixture
def context(tmp_path: Path, surroundings: Callable[..., Context]) -> Context:
    for part in ("tmp", "new", "cur"):
        (tmp_path / part).mkdir()
    return surroundings(Account("home", "mail", "maildir", {"path": str(tmp_path)}))


async def test_a_search_tells_conversations_apart(context: Context) -> None:
    mailbox = await context.connection(open_mailbox)
    for number, (subject, root) in enumerate(
        [("Plan", 0), ("Lunch", 1), ("Re: Plan", 0), ("Alone", 3), ("Re: \x1b[2JPlan", 0)]
    ):
        references = f"References: <{root}@a>\r\n" if root != number else ""
        fields = f"From: anna@example.com\r\nSubject: {subject}\r\nMessage-ID: <{number}@a>\r\n"
        await mailbox.append("INBOX", f"{fields}{references}\r\nAbout it.\r\n".encode())

    assert search.run is not None
    result = await search.run(context, MailSearch(words=("about",)))

    first, second = result.summary.splitlines()
    assert first == "found 5 messages in INBOX"
    assert second == "  3 messages: Re: [2JPlan"
    assert [item.fields["thread"].data for item in result.items] == [
        "<0@a>", "<3@a>", "<0@a>", "<1@a>", "<0@a>",
    ]  # fmt: skip
