"""Searching a large mailbox: from the newest on, told how far it has come, and nothing missed."""

from __future__ import annotations

import dataclasses
import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import plam_agent.planner.engine
from plam_agent.cli import line
from plam_agent.config import Account
from plam_agent.errors import ContentError
from plam_agent.planner.prompt import Prompt
from plam_agent.tools.arguments import MailSearch
from plam_agent.tools.context import Context
from plam_agent.tools.mail import imap, maildir
from plam_agent.tools.mail.mailbox import Query, open_mailbox
from plam_agent.tools.mail.matching import matches, may_be_within
from plam_agent.tools.mail.message import parse
from plam_agent.tools.mail.reading import search
from plam_agent.tools.mail.screening import head_of
from tests.fakes import Answer, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.servers import Dovecot, letter
from tests.test_cli import Shell

FIND_WORDS = 'find mail about "no such thing"'
FIND = {"steps": [{"tool": "mail.search", "args": {"words": ["no such thing"]}}]}
SINCE = datetime(2026, 3, 4, tzinfo=UTC)
WEEK = Query(since=SINCE, before=SINCE + timedelta(days=7))


@pytest.fixture(params=["imap", "maildir"])
def account(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Account:
    """A mailbox that is looked through two messages at a time."""
    monkeypatch.setattr(maildir, "_PAGE", 2)
    monkeypatch.setattr(imap.ImapMailbox.pages, "__defaults__", (2,))
    monkeypatch.setattr(imap, "_WIDEST", 2)
    if request.param == "imap":
        dovecot: Dovecot = request.getfixturevalue("dovecot")
        return dovecot.account(dovecot.user())
    for part in ("tmp", "new", "cur"):
        (tmp_path / part).mkdir()
    return Account("home", "mail", "maildir", {"path": str(tmp_path)})


@pytest.fixture
def told() -> list[tuple[int, int, str]]:
    return []


@pytest.fixture
async def context(
    account: Account,
    surroundings: Callable[..., Context],
    told: list[tuple[int, int, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> Context:
    context = dataclasses.replace(
        surroundings(account), progress=lambda *progress: told.append(progress)
    )
    mailbox = await context.connection(open_mailbox)
    for number in range(5):
        await mailbox.append("INBOX", letter(f"Letter {number}", number=number))
    return context


async def found(context: Context, *words: str) -> list[str]:
    assert search.run is not None
    result = await search.run(context, MailSearch(words=words))
    return [item.fields["subject"].data for item in result.items]


async def test_a_search_tells_how_far_it_has_come(context: Context, told: Any) -> None:
    assert await found(context, "letter 0") == ["Letter 0"]

    assert told == [
        (2, 5, "looked through 2 of 5 messages in INBOX, 0 found"),
        (4, 5, "looked through 4 of 5 messages in INBOX, 0 found"),
        (5, 5, "looked through 5 of 5 messages in INBOX, 1 found"),
    ]


async def test_a_search_stops_at_its_limit(
    context: Context, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plam_agent.tools.mail.reading.SEARCH_LIMIT", 2)

    assert await found(context, "letter") == ["Letter 4", "Letter 3"]

    assert [done for done, _, _ in told] == [2]


DATES = st.sampled_from([SINCE + timedelta(hours=12 * step) for step in range(-6, 22)])
FIELD = st.builds(
    lambda name, at, end: f"{name}{at:%a, %d %b %Y %H:%M:%S} +0200{end}".encode(),
    st.sampled_from(["Date: ", "date:", "DATE:\r\n ", "Date : ", "X-Date: ", "X: a\rDate: "]),
    DATES,
    st.sampled_from(["\r\n", "\n", "\r", " (noon)\r\n", "\r\n\r\n", "\r\nno field\r\n"]),
)
OTHER = st.sampled_from([b"From: a@example.com\r\n", b"Date: nonsense\r\n", b"Subject: \xe9\r\n"])


DURING, BEFORE = b"Date: Thu, 05 Mar 2026 12:00:00 +0200", SINCE - timedelta(days=3)


@given(st.lists(FIELD | OTHER, max_size=4), DATES)
@example([b"X: a\r" + DURING + b"\r\n"], BEFORE)
@example([DURING.replace(b"e: ", b"e:\r\n "), b"\r\n"], BEFORE)
@example([DURING, b"\r\nDate: nonsense\r\n"], BEFORE)
def test_ruling_out_by_the_date_is_never_wrong(fields: list[bytes], received: datetime) -> None:
    raw = b"".join([*fields, b"\r\nText\r\n"])
    try:
        message = parse(raw)
    except ContentError:
        return

    if matches(message, WEEK, received):
        assert may_be_within(head_of(raw), received, WEEK)


@pytest.mark.parametrize(
    ("days", "arrived", "perhaps"), [(-9, -9, False), (-9, 1, True), (1, -9, True), (9, 9, False)]
)
def test_a_message_of_another_time_is_ruled_out(days: int, arrived: int, perhaps: bool) -> None:
    at = SINCE + timedelta(days=days)
    head = f"From: a@example.com\r\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n\r\n".encode()

    assert may_be_within(head, SINCE + timedelta(days=arrived), WEEK) is perhaps


class Opened(ScriptedEngine):
    """A scripted engine in the place of the real one."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(script)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


def script(prompt: Prompt) -> Answer:
    return FIND if prompt.user.strip() == FIND_WORDS else {"none": True}


@pytest.fixture
def plam(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(plam_agent.planner.engine, "LlamaEngine", Opened)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr("plam_agent.home.system_clock", house.clock)
    monkeypatch.setattr(maildir, "_PAGE", 2)
    monkeypatch.setattr(line, "PATIENCE", 0.0)
    return Shell(capsys, house.path)


def test_who_waits_at_a_terminal_sees_how_far_it_has_come(
    plam: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert plam("ask", FIND_WORDS) == 0

    assert "\r\033[Klooked through 2 of " in plam.err
    assert plam.err.endswith("\r\033[K")
    assert "looked through" not in plam.out


@pytest.mark.parametrize("json", [True, False])
def test_nothing_changes_where_no_terminal_is_or_json_is_asked(
    plam: Shell, monkeypatch: pytest.MonkeyPatch, json: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: json)

    assert plam("ask", *(["--json"] if json else []), FIND_WORDS) == 0

    assert plam.err == ""


def test_who_need_not_wait_sees_no_line(plam: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PATIENCE", 60.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert plam("ask", FIND_WORDS) == 0

    assert plam.err == ""


def test_the_line_shows_no_control_characters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    line.Line().tell(1, 2, "in \x1b[2J\nINBOX" + "x" * 500)

    shown = capsys.readouterr().err.removeprefix("\r\033[K")
    assert shown.isprintable()
    assert len(shown) < 500
