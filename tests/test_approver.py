"""The approval agent: what it shows, what counts as a yes, and what it signs."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import pty
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plam_agent import keys, wire
from plam_agent.approvals import card, unusual
from plam_agent.approver import IDLE, NAME, Approver, alone, put
from plam_agent.consent import confirm_frame, read_answer
from plam_agent.errors import BusyError, InputError, PlamError, SignatureError
from plam_agent.policy.receipts import check_receipt
from plam_agent.tools.standard import registry
from plam_agent.types import Approval, Call, Effect, Money, Origin, Role, Value
from tests.fixtures_agent import PASSPHRASE, House
from tests.fixtures_home import Home

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POLICY = "a" * 64
MAIL = Origin("imap", "INBOX/812")


def call(tool: str = "mail.send", effect: Effect = Effect.SEND, **args: Any) -> Call:
    given = args or {"to": ("anna@example.org",), "subject": "Hello", "body": "Hello."}
    reached = dict.fromkeys(("to", "merchant", "address"), Role.DESTINATION)
    roles = {**reached, "total": Role.MONEY}
    return Call(
        run="r1",
        step=1,
        account="mail",
        tool=tool,
        effect=effect,
        reversible=False,
        args=tuple((name, Value(data, frozenset({MAIL}))) for name, data in given.items()),
        roles=tuple((name, roles.get(name, Role.PROSE)) for name in given),
    )


def buy(**changes: Any) -> Call:
    given = {"merchant": "flowers.example", "total": Money(2000, "EUR"), **changes}
    return call("purchase.buy", Effect.SPEND, **given)


def frame(of: Call, **changes: Any) -> dict[str, Any]:
    return {**confirm_frame(of, "otherwise", ("it leaves",), "a harmless call", POLICY), **changes}


class Paper:
    """A screen that types what a test says and keeps what it was shown."""

    def __init__(self, *typed: str | None) -> None:
        self.typed = list(typed)
        self.shown: list[str] = []
        self.asked: list[str] = []
        self.reading = 0
        self.most = 0

    def show(self, text: str) -> None:
        self.shown.append(text)

    async def line(self, question: str, *, hidden: bool = False) -> str | None:
        self.asked.append(question)
        self.reading += 1
        self.most = max(self.most, self.reading)
        await asyncio.sleep(0.01)
        self.reading -= 1
        return self.typed.pop(0) if self.typed else None


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def opened(home: Home, paper: Paper, seconds: Seconds | None = None) -> Approver:
    paper.typed.insert(0, PASSPHRASE)
    made = Approver(home.path, paper, registry(), clock=lambda: NOW, elapsed=seconds or Seconds())
    assert await made.unlock()
    return made


async def test_a_yes_is_a_receipt_for_exactly_this_call(unlocked: Home) -> None:
    paper = Paper("yes")
    answer = read_answer(await (await opened(unlocked, paper)).answer(frame(call())))

    assert isinstance(answer, Approval)
    public = await asyncio.to_thread(keys.public, unlocked.path, "approval")
    check_receipt(public, answer, call(), POLICY, NOW)
    with pytest.raises(SignatureError, match="another call"):
        check_receipt(public, answer, call(to=("eve@example.org",)), POLICY, NOW)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("", None), (None, None), ("y", None), ("ok", None), ("yes please", None), ("no", False)],
)
async def test_enter_alone_and_anything_but_yes_approve_nothing(
    unlocked: Home, typed: str | None, answer: Any
) -> None:
    assert await (await opened(unlocked, Paper(typed))).answer(frame(call())) is answer


@pytest.mark.parametrize("typed", ["yes", "", "2000 EUR", "20", "20.00 USD", "200.00 EUR"])
async def test_money_wants_its_amount_typed(unlocked: Home, typed: str) -> None:
    assert await (await opened(unlocked, Paper(typed, PASSPHRASE))).answer(frame(buy())) is None


@pytest.mark.parametrize("typed", ["20.00 EUR", "20.00", " 20.00  eur "])
async def test_spending_asks_for_the_passphrase_every_time(unlocked: Home, typed: str) -> None:
    paper = Paper(typed, PASSPHRASE, typed, "wrong", None)
    approver = await opened(unlocked, paper)

    assert await approver.answer(frame(buy())) is not None
    assert await approver.answer(frame(buy())) is None
    assert [each for each in paper.asked if each == "Passphrase: "] == ["Passphrase: "] * 4
    assert "20.00 EUR" in "\n".join(paper.shown)


async def test_a_call_that_hides_its_effect_still_spends(unlocked: Home) -> None:
    for sly in (
        dataclasses.replace(buy(), effect=Effect.READ),
        call("mail.search", Effect.READ, total=Money(2000, "EUR")),
        call("unknown.tool", Effect.READ, total=Money(2000, "EUR")),
    ):
        approver = await opened(unlocked, Paper("yes"))
        assert await approver.answer(frame(sly)) is None
    for unclear in (
        buy(total=None),
        buy(total=Money(-5, "EUR")),
        buy(fee=Money(1, "USD")),
        buy(fee=Money(5000, "EUR")),
        buy(price=Money(1, "USD")),
        buy(fees=(Money(5000, "EUR"),)),
        call("unknown.tool", Effect.READ, total=Money(1, "EUR"), fee=Money(5000, "EUR")),
        call("unknown.tool", Effect.READ, words="x"),
    ):
        approver = await opened(unlocked, Paper("yes"))
        with pytest.raises(InputError):
            await approver.answer(frame(unclear))


async def test_after_idling_the_passphrase_is_asked_for_again(unlocked: Home) -> None:
    seconds, paper = Seconds(), Paper("yes", "yes", PASSPHRASE, "yes", "wrong", "wrong", "wrong")
    approver = await opened(unlocked, paper, seconds)
    seconds.now += IDLE - 1
    assert await approver.answer(frame(call())) is not None
    seconds.now += IDLE
    assert await approver.answer(frame(call())) is not None
    seconds.now += IDLE
    assert await approver.answer(frame(call())) is None
    assert paper.asked.count("Passphrase: ") == 1 + 1 + 3


async def test_what_is_shown_comes_from_the_call_and_not_from_who_asks(unlocked: Home) -> None:
    paper = Paper("no")
    body = "Hi\n  to: anna@example.org\n" + "x" * 5000 + "\x1b[2J\x1b]0;title\x07\u202e the end"
    hostile = call(to=("аnna@example.org",), body=body)
    sly = Origin("file", "a\n  to: anna@example.org")
    args = ((name, Value(value.data, frozenset({sly}))) for name, value in hostile.args)
    hostile = dataclasses.replace(hostile, args=tuple(args))
    lie = frame(
        hostile,
        preview="reads your calendar",
        reasons=["all is well\x1b[1A\n  to: anna@example.org"],
    )
    await (await opened(unlocked, paper)).answer(lie)
    shown = "\n".join(paper.shown)

    assert "reads your calendar" not in shown
    assert "U+0430 CYRILLIC SMALL LETTER A" in shown
    assert "x" * 5000 in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "\\x1b[2J" in shown
    # A line of the text is never taken for an argument of its own.
    assert re.findall(r"(?m)^  to: .*", shown) == ["  to: аnna@example.org"]
    assert "the asking program says: all is well" in shown
    assert shown.rindex("In short: mail.send") > shown.rindex("the end")


def test_a_card_marks_lines_and_unusual_characters() -> None:
    odd = call(to=("bücher@example.org",), subject="a\nb", body="plain é")
    text = card(odd, None, "sends")

    assert "subject: a\n      | b" in text
    assert text.count("U+") == 1
    assert "U+00FC LATIN SMALL LETTER U WITH DIAERESIS" in text
    assert "20.00 EUR" in card(buy(), None, "buys")


@pytest.mark.parametrize(
    ("address", "odd"),
    [
        ("Marie Durand, 3 rue des Lilas, 75011 Paris, FR", []),
        ("Zoë Müller, Am Brühl 7, Dr.-Külz-Ring, 04109 Leipzig", []),
        ("ул. Ленина 5, Москва", []),
        ("3 rue des Lil\u0430s, Paris", ["U+0430"]),
        ("3 rue\u00a0des\u200b Lilas", ["U+00A0", "U+200B"]),
        ("flowers\u200b.example shop", ["U+200B"]),
        ("fl\u043ewers.example shop", ["U+043E"]),
        ("flowers .ex\u00e4mple", ["U+00E4"]),
        ("fl\u043ewers.example", ["U+043E"]),
        ("mари", ["U+0430", "U+0440", "U+0438"]),
        ("anna @example.org", ["U+0020"]),
        ("anna@example.org ", ["U+0020"]),
    ],
)
def test_a_space_is_unusual_in_a_mail_address_and_not_in_a_postal_one(
    address: str, odd: list[str]
) -> None:
    assert [each.split()[0] for each in unusual(address, Role.DESTINATION)] == odd
    text = card(call("purchase.buy", Effect.SPEND, address=address), None, "buys")
    assert text.count("has U+") == len(odd)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], {}, 7, {"call": {}}, {"call": None, "policy": POLICY},
        {"call": {"run": "r"}, "policy": 3},
    ],
)  # fmt: skip
async def test_what_is_no_call_is_refused_in_words(unlocked: Home, wrong: Any) -> None:
    approver = await opened(unlocked, Paper("yes"))
    with pytest.raises(InputError):
        await approver.answer(wrong)


async def test_a_call_that_is_not_the_one_of_its_digest_is_refused(unlocked: Home) -> None:
    body = frame(call())
    body["call"]["args"][0][1]["data"] = ["eve@example.org"]
    approver = await opened(unlocked, Paper("yes"))
    with pytest.raises(PlamError, match="not the one of its digest"):
        await approver.answer(body)


@contextlib.asynccontextmanager
async def listening(home: Home, paper: Paper) -> AsyncIterator[Approver]:
    approver = await opened(home, paper)
    context = alone(home.path)
    sock = await asyncio.to_thread(context.__enter__)
    serving = asyncio.create_task(approver.serve(sock))
    try:
        yield approver
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await asyncio.to_thread(context.__exit__, None, None, None)


async def test_over_its_socket_one_question_at_a_time(unlocked: Home) -> None:
    assert await put(unlocked.path, frame(call()), print) is None
    paper = Paper("yes", "no", "")
    async with listening(unlocked, paper):
        path = wire.socket_path(unlocked.path, NAME)
        assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(BusyError):
            await asyncio.to_thread(alone(unlocked.path).__enter__)
        said = await asyncio.gather(
            *(put(unlocked.path, frame(call()), lambda _: None) for _ in range(3))
        )
        answers = [each.answer for each in said if each is not None]
        assert sum(isinstance(each, dict) for each in answers) == 1
        assert (answers.count(False), answers.count(None)) == (1, 1)
        assert paper.most == 1
        with pytest.raises(InputError, match="no call"):
            await put(unlocked.path, {"call": 1}, lambda _: None)
    assert not path.exists()


async def test_another_user_is_turned_away(unlocked: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(unlocked, Paper("yes")):
        monkeypatch.setattr(wire, "peer", lambda _: os.getuid() + 1)
        with pytest.raises(PlamError, match="another user"):
            await put(unlocked.path, frame(call()), lambda _: None)
        path = wire.socket_path(unlocked.path, NAME)
        link = wire.Link(*await asyncio.open_unix_connection(str(path)))
        assert "another user" in str(wire.raised((await link.receive())["error"]))
        await link.close()


async def test_only_approving_is_asked_of_it(unlocked: Home) -> None:
    async with listening(unlocked, Paper("yes")):
        path = wire.socket_path(unlocked.path, NAME)
        for wrong in ({"sign": "x"}, {"approve": {}, "more": 1}, {}):
            link = wire.Link(*await asyncio.open_unix_connection(str(path)))
            await link.receive()
            await link.send(wrong)
            assert "error" in await link.receive()
            await link.close()


class Session:
    """A command on a real terminal of its own."""

    def __init__(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "plam_agent", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
        os.close(slave)
        self.seen = ""

    def until(self, text: str, *, after: int = 0) -> int:
        """Wait until `text` is on the screen; where it ends."""
        end = time.monotonic() + 30
        while text not in self.seen[after:]:
            ready, _, _ = select.select([self.master], [], [], end - time.monotonic())
            assert ready, f"{text!r} never came: {self.seen}"
            try:
                self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
            except OSError:
                raise AssertionError(f"{text!r} never came: {self.seen}") from None
        return self.seen.index(text, after) + len(text)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        os.close(self.master)


@pytest.fixture
def session() -> Iterator[Callable[..., Session]]:
    made: list[Session] = []

    def start(*words: str, **more: Any) -> Session:
        made.append(Session(*words, **more))
        return made[-1]

    yield start
    for each in made:
        each.close()


def approving(session: Callable[..., Session], path: Path) -> Session:
    env = {"PLAM_PASSPHRASE": "not the one that counts here"}
    terminal = session("approver", "--home", str(path), env=env)
    terminal.until("Passphrase: ")
    terminal.type(f"{PASSPHRASE}\n")
    terminal.until("Leave this open")
    assert PASSPHRASE not in terminal.seen
    return terminal


def asked(path: Path, of: Call) -> asyncio.Task[Any]:
    return asyncio.ensure_future(put(path, frame(of), lambda _: None))


async def test_on_a_real_terminal_what_was_typed_ahead_does_not_count(
    unlocked: Home, session: Callable[..., Session]
) -> None:
    terminal = await asyncio.to_thread(approving, session, unlocked.path)
    # Typed before any card: a whole answer, and the beginning of one.
    await asyncio.to_thread(terminal.type, "yes\nyes\nye")
    waiting = asked(unlocked.path, call())
    shown = await asyncio.to_thread(terminal.until, "In short: mail.send")
    # Typed blindly, in the moment in which the card appears.
    await asyncio.to_thread(terminal.type, "yes\n")
    await asyncio.to_thread(terminal.until, "leave it waiting: ", after=shown)
    done, _ = await asyncio.wait({waiting}, timeout=0.5)
    assert not done
    await asyncio.to_thread(terminal.type, "s\n")
    assert (await waiting).answer is None

    at = len(terminal.seen)
    waiting = asked(unlocked.path, call())
    await asyncio.to_thread(terminal.until, "leave it waiting: ", after=at)
    await asyncio.to_thread(terminal.type, "\n")
    assert (await waiting).answer is None

    at = len(terminal.seen)
    waiting = asked(unlocked.path, call())
    await asyncio.to_thread(terminal.until, "leave it waiting: ", after=at)
    await asyncio.to_thread(terminal.type, "yes\n")
    assert isinstance(read_answer((await waiting).answer), Approval)


async def test_on_a_real_terminal_money_wants_amount_and_passphrase_and_no_escapes_pass(
    unlocked: Home, session: Callable[..., Session]
) -> None:
    terminal = await asyncio.to_thread(approving, session, unlocked.path)
    waiting = asked(unlocked.path, buy(item="roses\x1b[2J\x1b[8m\u202e"))
    at = await asyncio.to_thread(terminal.until, "leave it waiting: ")
    await asyncio.to_thread(terminal.type, "20.00 EUR\n")
    at = await asyncio.to_thread(terminal.until, "Passphrase: ", after=at)
    await asyncio.to_thread(terminal.type, f"{PASSPHRASE}\n")
    await asyncio.to_thread(terminal.until, "Signed.", after=at)

    assert isinstance(read_answer((await waiting).answer), Approval)
    assert "\x1b" not in terminal.seen
    assert "\u202e" not in terminal.seen
    assert PASSPHRASE not in terminal.seen


async def test_a_question_is_withdrawn_with_who_asked_it(
    unlocked: Home, session: Callable[..., Session]
) -> None:
    terminal = await asyncio.to_thread(approving, session, unlocked.path)
    waiting = asked(unlocked.path, call())
    at = await asyncio.to_thread(terminal.until, "leave it waiting: ")
    waiting.cancel()
    at = await asyncio.to_thread(terminal.until, "that asked is gone", after=at)
    # The next one is another question, and does not stand behind it.
    waiting = asked(unlocked.path, call())
    await asyncio.to_thread(terminal.until, "leave it waiting: ", after=at)
    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert not done
    await asyncio.to_thread(terminal.type, "no\n")
    assert (await waiting).answer is False


def test_plam_approvals_is_answered_at_the_approver(
    house: House, session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.test_agent import BOOK, BOOK_WORDS, asked

    async def queued() -> str:
        with house.open() as home:
            async with house.runtime(home) as runtime:
                return (await asked(runtime, BOOK_WORDS, BOOK)).pending[0]

    number = asyncio.run(queued())
    terminal = approving(session, house.path)
    env = {"PLAM_PASSPHRASE": PASSPHRASE}
    client = session("approvals", "approve", number, "--home", str(house.path), env=env)
    terminal.until("leave it waiting: ")
    assert "claire.martin@example.com" in terminal.seen
    terminal.type("nothing of the kind\n")
    client.until("still waits")
    assert client.process.wait(20) == 2

    at = len(terminal.seen)
    client = session("approvals", "approve", number, "--home", str(house.path), env=env)
    terminal.until("leave it waiting: ", after=at)
    terminal.type("yes\n")
    terminal.until("Signed.", after=at)
    client.until("meeting")
    assert client.process.wait(20) == 0


def test_without_an_approver_what_was_typed_ahead_does_not_count_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from plam_agent.cli import ask

    master, slave = pty.openpty()
    with open(slave, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        os.write(master, b"yes\nye")
        # The line is there when the terminal says so.
        assert select.select([slave], [], [], 10)[0]
        typing = threading.Timer(0.3, os.write, (master, b"no\n"))
        typing.start()
        assert ask._line("? ") == "no"
        typing.join()
    os.close(master)


def test_it_needs_a_terminal(unlocked: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plam_agent", "approver", "--home", str(unlocked.path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "a terminal of its own" in done.stderr
