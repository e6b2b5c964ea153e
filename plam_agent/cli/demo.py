"""`plam demo`: an offline tour in a throw-away home, with sample mail and the shipped model."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from .common import DONE, FAILED, open_engine, open_runtime, say, show

if TYPE_CHECKING:
    from ..agent import Answer
    from ..digest import Digest
    from ..home import Home
    from ..runtime import Performed, Runtime
    from ..sample import Sample

MOVE = "move my dentist appointment to Friday at 3 pm"
BOOK = (
    "find the email from Claire about the budget "
    "and schedule a meeting with the sender on Thursday at 10"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """`plam demo` takes nothing of its own; with --home it keeps its home there."""


async def command(args: argparse.Namespace) -> int:
    """Sign, triage, answer two requests, refuse a hijacked call, undo one, buy, verify."""
    from ..home import Home
    from .demo_purchase import Shopping

    started = time.monotonic()
    with _folder(args) as folder:
        _say("Making a home with a mailbox of 40 messages, a calendar and contacts …")
        passphrase = secrets.token_urlsafe(12)
        home, sample = await asyncio.to_thread(_prepare, folder, passphrase)
        with home:
            async with (
                open_engine(home.path, None, None) as engine,
                open_runtime(home, model=engine.fingerprint) as runtime,
            ):
                tour = _Tour(runtime, sample)
                await tour.triage(engine)
                await tour.requests(engine)
                await tour.hijack()
                await tour.undo()
        shopping = Shopping(folder, passphrase)
        await shopping.tour()
        tour.add(shopping.seen, shopping.plain)
        home = await asyncio.to_thread(Home.open, folder / "home", lambda: passphrase)
        with home:
            count = await tour.verify(home)
        if missing := tour.missing:
            _say(f"\nThis tour should also have shown a call that was {' and '.join(missing)}.")
        seconds = time.monotonic() - started
        _say(f"\n{seconds:.0f} s, no account, no network. {count} events in the journal.")
        if args.home:
            _say(f"The home is kept in {folder}; its passphrase is in {folder}/passphrase.")
    show(args, tour.plain, "") if args.json else None
    return DONE if tour.complete else FAILED


@contextmanager
def _folder(args: argparse.Namespace) -> Iterator[Path]:
    if args.home:
        yield Path(args.home).expanduser().absolute()
        return
    with tempfile.TemporaryDirectory(prefix="plam-demo-") as name:
        yield Path(name)


def _say(text: str) -> None:
    say(text)


def _prepare(folder: Path, passphrase: str) -> tuple[Home, Sample]:
    from .. import config, sample
    from ..config import Account
    from ..files import write_atomic
    from ..home import Home, system_clock
    from ..setup import make_home

    made = folder / "home"
    _, explained = make_home(made, owner=sample.OWNER, zone=sample.ZONE.key, passphrase=passphrase)
    data = sample.create(folder / "sample", system_clock().astimezone(sample.ZONE))
    accounts = (
        Account(
            "mail", "mail", "maildir", {"path": str(data.mail), "authserv_id": sample.AUTHSERV_ID}
        ),
        Account("calendar", "calendar", "ics", {"path": str(data.calendar)}),
        Account("contacts", "contacts", "vcf", {"path": str(data.contacts)}),
    )
    config.save(made, dataclasses.replace(config.load(made), accounts=accounts))
    write_atomic(folder / "passphrase", passphrase.encode())
    _say(f"The policy she signed, in plain words:\n\n{_indented(explained)}\n")
    return Home.open(made, lambda: passphrase), data


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


class _Tour:
    """What the demo shows, and whether all of it happened."""

    def __init__(self, runtime: Runtime, sample: Sample) -> None:
        self._runtime = runtime
        self._sample = sample
        self.plain: dict[str, object] = {}
        shown = ("allowed", "confirm", "refused", "undone", "verified", "moved", "booked")
        self._seen = dict.fromkeys(shown, 0)
        self._undoable = 0

    @property
    def complete(self) -> bool:
        """Whether each kind of decision was seen, both requests were answered, and it verified."""
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """What the tour was to show and did not."""
        return [what for what, count in self._seen.items() if not count]

    async def triage(self, engine: object) -> None:
        from ..triage import triage

        _say("1. Triage: each message chooses among her labels, the policy does the rest.\n")
        digest = await triage(self._runtime, engine, progress=_progress)  # type: ignore[arg-type]
        right = sum(
            self._sample.labels.get(message.message_id) == message.label
            for message in digest.messages
        )
        for message in digest.messages:
            for each in message.actions:
                self._count(each)
        _say(_indented(_summary(digest)))
        _say(f"  {right} of {len(digest.messages)} labels are what a person would say.\n")
        self.plain["triage"] = digest.plain()

    async def requests(self, engine: object) -> None:
        from ..agent import Agent
        from ..approvals import card

        agent = Agent(self._runtime, engine, composes=False)  # type: ignore[arg-type]
        _say("2. Two requests.")
        answers = []
        for words in (MOVE, BOOK):
            _say(f"\n  > {words}")
            answer = await agent.ask(words)
            answers.append(answer.plain())
            _say(_indented(_answered(answer)))
            for each in answer.calls:
                self._count(each)
                if each.outcome.verb == "pending":
                    _say(f"\n{card(each.call, None, 'this is what waits for her yes:')}")
            ended = {(each.call.tool, each.outcome.verb) for each in answer.calls}
            self._seen["moved"] += ("calendar.move", "done") in ended
            self._seen["booked"] += ("calendar.create", "pending") in ended
        self.plain["answers"] = answers

    async def hijack(self) -> None:
        """A call that a hijacked model might make: nobody planned it, so nothing granted it."""
        from ..binding import Bound
        from ..freezing import freeze
        from ..policy import grants
        from ..types import Origin, Value

        home = self._runtime.home
        _say("\n3. One message told the assistant to forward all invoices. Had the model obeyed:\n")
        tool = self._runtime.registry.get("mail.send")
        assert tool is not None
        planted = frozenset({Origin("maildir", "INBOX")})
        args = {
            "to": Value(("invoices@collector.example",), planted),
            "body": Value("All invoices, as asked.", planted),
        }
        grant = grants.issue(
            home.device, None, holder=home.device.public, policy=self._runtime.policy.hash,
            not_after=home.now() + timedelta(minutes=1), tools={"mail.read", "mail.move"},
        )  # fmt: skip
        call = await freeze(self._runtime, "demo", 1, tool, Bound(args, ()), 1.0)
        performed = await self._runtime.perform(call, (grant,))
        self._count(performed)
        self.plain["hijack"] = performed.outcome.detail
        _say(f"  mail.send to invoices@collector.example: {performed.outcome.verb}, because")
        _say(f"  {performed.outcome.detail}.")

    async def undo(self) -> None:
        _say("\n4. Second thoughts.\n")
        if not self._undoable:
            _say("  There was nothing to undo.")
            return
        outcome = await self._runtime.undo(self._undoable)
        self._seen["undone"] += outcome.verb == "done"
        _say(f"  plam undo {self._undoable}: {outcome.detail}")

    def add(self, seen: Mapping[str, int], plain: Mapping[str, object]) -> None:
        """What another part of the tour was to show, and what it did."""
        self._seen |= seen
        self.plain["purchase"] = dict(plain)

    async def verify(self, home: Home) -> int:
        from ..policy import ledger

        found = await asyncio.to_thread(home.journal.verify, ledger.check)
        self._seen["verified"] += 1
        _say("\n6. plam log verify: every record is in its place, and the head is signed.")
        return found.count

    def _count(self, performed: Performed) -> None:
        outcome = performed.outcome.verb
        if outcome == "done" and performed.call.reversible:
            self._undoable = performed.outcome.event
        self._seen["allowed"] += performed.decision.verb == "allow" and outcome == "done"
        self._seen["confirm"] += outcome == "pending"
        self._seen["refused"] += outcome == "refused"


def _summary(digest: Digest) -> str:
    from ..telling import digest_told as told

    return told(digest)


def _answered(answer: Answer) -> str:
    import json

    lines = []
    for number, step in enumerate(answer.plain()["plan"]["steps"], 1):
        said = ", ".join(
            f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in step["args"].items()
        )
        lines.append(f"plan {number}. {step['tool']} {said}")
    lines += [
        f"{each.decision.verb} by {each.decision.rule or 'no rule'}: {each.outcome.verb}"
        for each in answer.calls
    ]
    return "\n".join([*lines, answer.text])


def _progress(done: int, total: int, line: str) -> None:
    if sys.stderr.isatty():
        from .triage import _progress as show_progress

        show_progress(done, total, line)
    elif done % 10 == 0:
        _say(f"  {done}/{total} messages")
