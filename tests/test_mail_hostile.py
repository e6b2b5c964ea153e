"""Mail servers that stall, lie, drop and babble: a sentence, one true outcome, and the next pass.

Every case goes through the gate and the journal. The server is well again afterwards, and what
was not done is done then, what was done is not done twice, and what nobody knows is left alone.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import re
import shutil
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import trustme

from plam_agent import config, keys, looking
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.config import Account
from plam_agent.digest import Digest
from plam_agent.errors import AccountError, ConfigError, PlamError
from plam_agent.policy import ledger
from plam_agent.tools.mail import imap_link, imap_syntax, smtp
from plam_agent.tools.mail.imap import ImapMailbox
from plam_agent.tools.mail.mailbox import open_mailbox
from plam_agent.tools.mail.server import server_of
from plam_agent.triage import triage
from plam_agent.types import Event
from plam_agent.unsettled import unsettled
from tests.fakes import FixedClock, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, START, House, build
from tests.servers import OWNER, free_port, letter
from tests.servers_hostile import (
    PASSWORD,
    Fault,
    Hostile,
    HostileImap,
    HostileSmtp,
    Wire,
    drips,
    drop,
    floods,
    heard,
    says,
    serving,
    stall,
)

TIMEOUT = 0.5
# Where a busy machine must come to the effect before.
LATE = 1.5
# Where nothing has to be waited for, a busy machine must not change what happens.
CALM = 20.0
# A pass asks a handful of things, each of which may take the timeout.
PATIENCE = 10.0
KINDS = ("done", "failed", "unknown")
NAMES = "INBOX", "Archive", "Receipts", "Newsletters", "Drafts", "Sent", "Trash"


@dataclass(frozen=True)
class Pass:
    """What one triage pass came to: what it said, and the journal's events since it began."""

    said: str
    digest: Digest | None
    seconds: float
    events: list[Event]

    def outcomes(self, tool: str = "mail.move") -> list[str]:
        """How each call of the tool ended; each has exactly one outcome."""
        intents = {e.seq: e.body["call"]["tool"] for e in self.events if e.kind == "intent"}
        ends = [e for e in self.events if e.kind in KINDS and "intent" in e.body]
        assert sorted(e.body["intent"] for e in ends) == sorted(intents)
        return [e.kind for e in ends if e.body["tool"] == tool]

    @property
    def sentences(self) -> list[str]:
        """Everything that somebody would be shown of it."""
        details = [e.body["detail"] for e in self.events if e.kind in ("failed", "unknown")]
        troubles = [m.trouble for m in self.digest.messages if m.trouble] if self.digest else []
        return [each for each in (self.said, *details, *troubles) if each]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A home that is copied for each test: making keys takes longer than most of them."""
    return build(tmp_path_factory.mktemp("template"))


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    """A home of its own, with nothing but a mail account."""
    shutil.copytree(template.path.parent, tmp_path / "copy")
    path = tmp_path / "copy" / template.path.name
    settings = config.load(path)
    config.save(path, dataclasses.replace(settings, accounts=settings.accounts[:1]))
    return dataclasses.replace(template, path=path, clock=FixedClock(START))


def imap() -> HostileImap:
    server = HostileImap(folders={name: {} for name in NAMES})
    server.put("INBOX", letter("Receipt one", number=1))
    return server


def use(house: House, account: Account) -> None:
    """Let this be the home's mail account, with its password in the vault."""
    settings = config.load(house.path)
    config.save(house.path, dataclasses.replace(settings, accounts=(account,)))
    with house.open() as home:
        home.secrets.set(account.name, "password", PASSWORD)


def at(port: int, **more: Any) -> Account:
    given = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "marie", "timeout": TIMEOUT}
    return Account("mail", "mail", "imap", given | more)


async def one_pass(house: House, label: str = "receipt") -> Pass:
    """A triage pass of a new process: first what was cut off before is looked into."""
    said, digest = "", None
    with house.open() as home:
        before = await asyncio.to_thread(lambda: [e.seq for e in home.journal.events()])
        started = time.monotonic()
        async with house.runtime(home) as runtime:
            await runtime.recover()
            try:
                digest = await triage(runtime, ScriptedEngine(lambda _: {"label": label}))
                said = digest.stopped
            except PlamError as error:
                said = str(error)
        seconds = time.monotonic() - started
        last = before[-1] if before else 0
        events = await asyncio.to_thread(lambda: list(home.journal.events(after=last)))
        await asyncio.to_thread(home.journal.verify, ledger.check)
    return Pass(said, digest, seconds, events)


def fair(found: Pass) -> None:
    """What is promised of every failure, whatever the server does."""
    assert found.sentences
    for sentence in found.sentences:
        assert "127.0.0.1" in sentence
        assert sentence.isprintable()
        assert len(sentence) < 1_000
        assert "Traceback" not in sentence
        assert PASSWORD not in sentence
    assert found.seconds < PATIENCE


NEST = b"* 1 FETCH (UID 101 FLAGS " + b"(" * 50_000 + b")" * 50_000 + b")"
BEFORE: list[tuple[str, Fault, str]] = [
    ("greeting", stall, "no answer"),
    ("greeting", drop, "connection to .* failed"),
    ("greeting", drips(), "no answer"),
    ("greeting", floods(b"x"), "got more than"),
    ("greeting", says(b"* BYE too many\x1b[31m of you"), "too many"),
    ("greeting", says(b"HTTP/1.1 400 Bad Request"), "connection to .* failed|not IMAP"),
    ("greeting", says(b"\x00\xff\xfe" * 100), "failed|not IMAP"),
    ("greeting", says(b"* OK {999999999999}"), "999,999,999,999 octets"),
    ("CAPABILITY", floods(b"* OK still here\r\n"), "got more than|no answer"),
    ("LOGIN", stall, "no answer"),
    ("LOGIN", drop, "connection to .* failed"),
    ("LOGIN", says(b"* BYE I am full", then=drop), "failed: .*I am full"),
    ("LOGIN", says(b"TAG NO [UNAVAILABLE] later"), "at present: .*later"),
    ("LOGIN", says(b"TAG NO wrong"), "refused the password of marie"),
    ("LOGIN", floods(b"x"), "got more than"),
    ("LOGIN", drips(b"+"), "no answer"),
    ("LOGIN", floods(b"+ \r\n"), "got more than|no answer"),
    ("SELECT", stall, "no answer"),
    ("SELECT", drop, "connection to .* failed"),
    ("SELECT", says(b"TAG NO it burns"), "cannot be opened: 127.* it burns"),
    ("SELECT", says(b"* BYE so long", then=drop), "so long"),
    ("SELECT", says(b"* 999999999 EXISTS", b"* OK [UIDVALIDITY 77] x", b"TAG OK x"), "999999999"),
    ("SELECT", says(b"* 1 EXISTS", b"TAG OK x"), "not IMAP"),
    ("SELECT", says(b"\xff\xfe\x00 what"), "failed|not IMAP"),
    ("SEARCH", stall, "no answer"),
    ("SEARCH", drop, "connection to .* failed"),
    ("SEARCH", says(b"* SEARCH " + b"9" * 5_000, b"TAG OK x"), "not IMAP"),
    ("SEARCH", says(b"* SEARCH {99999999999999999999999}"), "octets"),
    ("SEARCH", floods(b"* SEARCH 1 2 3\r\n"), "got more than|no answer"),
    ("FETCH", stall, "no answer"),
    ("FETCH", drop, "connection to .* failed"),
    ("FETCH", drips(), "no answer"),
    ("FETCH", floods(b"x"), "got more than"),
    ("FETCH", says(b"* 1 FETCH (UID 101 BODY[]<0> {999999999999}"), "octets"),
    ("FETCH", says(b"* 1 FETCH (UID 101 BODY[]<0> {90}", b"too short)", b"TAG OK x"), "no answer"),
    ("FETCH", says(b"* 1 FETCH (UID 101 BODY[]<0> {3}", b"too long)", b"TAG OK x"), "failed|not I"),
    ("FETCH", says(NEST, b"TAG OK x"), "not IMAP"),
    ("FETCH", says(b"* 1 FETCH (UID x FLAGS)", b"TAG OK x"), "not IMAP"),
    ("FETCH", says(b"TAG BAD I do not know that"), "refused"),
]


@pytest.mark.parametrize(
    ("stage", "fault", "said"), BEFORE, ids=[f"{s}-{n}" for n, (s, _, _) in enumerate(BEFORE)]
)
async def test_nothing_happened_and_the_next_pass_sorts_the_message(
    house: House, stage: str, fault: Fault, said: str
) -> None:
    server = imap()
    async with serving(server):
        timeout = TIMEOUT if "no answer" in said else CALM
        await asyncio.to_thread(use, house, at(server.port, timeout=timeout))
        server.faults = {stage: fault}
        found = await one_pass(house)

        fair(found)
        assert all(re.search(said, sentence) for sentence in found.sentences), found.sentences
        assert found.outcomes() == []
        assert set(found.outcomes("mail.read")) <= {"failed"}
        assert server.subjects("INBOX") == ["Receipt one"]
        await sorted_now(house, server)


async def sorted_now(house: House, server: HostileImap) -> None:
    """With the server well again, the next pass moves the message, and once is enough."""
    server.faults = {}
    await asyncio.to_thread(use, house, at(server.port, timeout=CALM))
    again = await one_pass(house)
    assert not again.sentences
    assert again.outcomes() == ["done"]
    assert (server.subjects("INBOX"), server.subjects("Receipts")) == ([], ["Receipt one"])


COPYUID = b"* OK [COPYUID 77 "
# At the move: what the server does, whether it has moved the message, how the call has to end.
MOVING: list[tuple[str, Fault, str, str]] = [
    ("MOVE", stall, "unknown", "no answer"),
    ("MOVE", drop, "unknown", "was lost while moving"),
    ("MOVE", says(b"TAG NO [OVERQUOTA] full"), "failed", "out of space"),
    ("MOVE", says(b"TAG NO not here"), "failed", "refused: .*not here"),
    ("MOVE", says(b"TAG BAD what"), "failed", "refused"),
    ("MOVE", says(b"* BYE \x07time to go", then=drop), "unknown", "time to go"),
    ("MOVE", says(b"\x00\x01\xff\xfe"), "unknown", "lost while moving"),
    ("MOVE", says(b"* OK {999999999999}"), "unknown", "octets"),
    ("MOVE", floods(b"x"), "unknown", "got more than|no answer"),
    ("MOVE", drips(), "unknown", "no answer"),
    ("MOVE", says(b"TAG OK moved"), "unknown", "does not say whether"),
    ("after MOVE", stall, "unknown", "no answer"),
    ("after MOVE", drop, "unknown", "was lost while moving"),
    ("after MOVE", says(b"TAG OK moved"), "unknown", "does not say whether"),
    ("after MOVE", says(COPYUID + b"1:99999999 1:99999999] x", b"TAG OK x"), "unknown", "does not"),
    ("after MOVE", says(COPYUID + b"101 x] x", b"TAG OK x"), "unknown", "does not say"),
    ("after MOVE", says(COPYUID + b"101 1:3] x", b"TAG OK x"), "unknown", "does not say"),
    ("after MOVE", says(COPYUID + b"9 9] x", b"TAG OK x"), "unknown", "does not say"),
    ("after MOVE", says(COPYUID + b"1:100000,1:100000 1:2] x", b"TAG OK x"), "unknown", "does not"),
    ("after MOVE", floods(b"* 1 EXPUNGE\r\n"), "unknown", "got more than|no answer"),
]


@pytest.mark.parametrize(
    ("stage", "fault", "kind", "said"),
    MOVING,
    ids=[f"{each[0]}-{n}" for n, each in enumerate(MOVING)],
)
async def test_a_move_that_goes_wrong(
    house: House, stage: str, fault: Fault, kind: str, said: str
) -> None:
    server = imap()
    async with serving(server):
        timeout = LATE if "no answer" in said else CALM
        await asyncio.to_thread(use, house, at(server.port, timeout=timeout))
        server.faults = {stage: fault}
        found = await one_pass(house)

        fair(found)
        assert found.outcomes() == [kind]
        assert any(re.search(said, sentence) for sentence in found.sentences), found.sentences
        if kind == "failed":
            await sorted_now(house, server)
            return
        server.faults = {}
        await asyncio.to_thread(use, house, at(server.port, timeout=CALM))
        places = server.subjects("INBOX"), server.subjects("Receipts")
        again = await one_pass(house)
        assert again.outcomes() == []
        assert (server.subjects("INBOX"), server.subjects("Receipts")) == places
        if stage == "MOVE":
            # It is still there, so the owner is told once what nobody knows.
            assert again.digest is not None
            assert "an earlier pass began this; see `plam log`" in again.digest.messages[0].trouble


@dataclass(frozen=True)
class Sending:
    """How one request to send a message ended, and the journal's events since."""

    kind: str
    said: str
    seconds: float
    events: list[Event]


def way_out(house: House, port: int, **more: Any) -> Account:
    """A mailbox in a folder, which sends through `port`."""
    out = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "timeout": CALM}
    folder = house.path.parent / "sample" / "Mail"
    assert folder.is_dir(), list(folder.parent.iterdir())
    return Account("mail", "mail", "maildir", {"path": str(folder), **out, **more})


WORDS = "send to anna@example.com saying here it is"
SEND = {"steps": [{"tool": "mail.send", "args": {"to": "@a1", "body": " here it is"}}]}


async def one_send(house: House, plan: Any = SEND, words: str = WORDS) -> Sending:
    """The owner asks for a message to be sent and says yes where asked, in a new process."""
    with house.open() as home:
        last = await asyncio.to_thread(
            lambda: max((e.seq for e in home.journal.events()), default=0)
        )
        started = time.monotonic()
        async with house.runtime(home) as runtime:
            await runtime.recover()
            answer = await Agent(runtime, ScriptedEngine(lambda _: plan)).ask(words)
            assert answer.calls, answer.text
            performed = answer.calls[-1]
            if answer.pending:
                key = await asyncio.to_thread(keys.open_approval, house.path, PASSPHRASE)
                performed = await Approvals(runtime).approve(answer.pending[0], key)
        seconds = time.monotonic() - started
        outcome = performed.outcome
        events = await asyncio.to_thread(lambda: list(home.journal.events(after=last)))
        await asyncio.to_thread(home.journal.verify, ledger.check)
    tool = plan["steps"][0]["tool"]
    intents = [e.seq for e in events if e.kind == "intent" and e.body["call"]["tool"] == tool]
    ends = [e.kind for e in events if e.kind in KINDS and e.body.get("intent") in intents]
    assert ends == [outcome.verb], outcome
    return Sending(outcome.verb, outcome.detail, seconds, events)


LATER = says(b"451 4.3.0 try again\x1b[31m later")
NEVER = says(b"554 5.7.1 we do not want you")
BABBLE = says(b"\x00\x01\xfe\xff what")
# Until the end of the message has begun to leave, nothing was sent.
SMTP_BEFORE: list[tuple[str, Fault, str]] = [
    (stage, fault, said)
    for stage in ("greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")
    for fault, said in (
        (stall, "no answer in time|[Tt]imed out"),
        (drop, "failed|did not take|before the message had left|did not"),
        (LATER, "try again"),
        (NEVER, "do not want you"),
        (BABBLE, "failed|did not take|before the message had left|refused|what"),
        (floods(b"x"), "too long|in time|[Tt]imed out"),
    )
]


@pytest.mark.parametrize(
    ("stage", "fault", "said"),
    SMTP_BEFORE,
    ids=[f"{s}-{n}" for n, (s, _, _) in enumerate(SMTP_BEFORE)],
)
async def test_what_was_surely_not_sent_can_be_sent_again(
    house: House, stage: str, fault: Fault, said: str
) -> None:
    server = HostileSmtp(extensions=(b"AUTH PLAIN LOGIN",))
    async with serving(server):
        timeout = TIMEOUT if fault is stall or "time" in said else CALM
        own = way_out(house, server.port, smtp_user="marie", timeout=timeout)
        await asyncio.to_thread(use, house, own)
        server.faults = {stage: fault}

        found = await one_send(house)

        assert found.kind == "failed", found.said
        fairly_said(found)
        assert re.search(said, found.said), found.said
        assert server.received == []
        server.faults = {}
        await asyncio.to_thread(use, house, way_out(house, server.port, smtp_user="marie"))
        assert (await one_send(house)).kind == "done"
    assert len(server.received) == 1


def fairly_said(found: Sending) -> None:
    assert "127.0.0.1" in found.said
    assert found.said.isprintable()
    assert len(found.said) < 1_000
    assert PASSWORD not in found.said
    assert found.seconds < PATIENCE


SMTP_END: list[tuple[str, Fault, str, str]] = [
    ("END", LATER, "failed", "at present: 451 .*try again"),
    ("END", NEVER, "failed", "refused the message: 554"),
    ("BODY", heard(says(b"552 5.3.4 too big", then=stall)), "failed", "too big"),
    ("END", stall, "unknown", "no answer in time"),
    ("END", drop, "unknown", "lost while the message was sent"),
    ("END", BABBLE, "unknown", "lost while"),
    ("END", floods(b"x"), "unknown", "too long"),
    ("END", drips(), "unknown", "no answer in time"),
    ("END", says(b"354 more please"), "unknown", "does not say whether"),
    ("after END", stall, "unknown", "no answer in time"),
    ("after END", drop, "unknown", "lost while the message was sent"),
    ("QUIT", stall, "done", "sent to anna"),
    ("QUIT", drop, "done", "sent to anna"),
    ("QUIT", BABBLE, "done", "sent to anna"),
    ("QUIT", NEVER, "done", "sent to anna"),
    ("QUIT", floods(b"221-x\r\n"), "done", "sent to anna"),
]


@pytest.mark.parametrize(
    ("stage", "fault", "kind", "said"),
    SMTP_END,
    ids=[f"{e[0]}-{n}" for n, e in enumerate(SMTP_END)],
)
async def test_after_the_end_of_the_message_only_the_answer_tells(
    house: House, stage: str, fault: Fault, kind: str, said: str
) -> None:
    server = HostileSmtp()
    async with serving(server):
        timeout = LATE if "in time" in said else CALM
        await asyncio.to_thread(use, house, way_out(house, server.port, timeout=timeout))
        server.faults = {stage: fault}

        found = await one_send(house)

        assert found.kind == kind, found.said
        assert re.search(said, found.said), found.said
        if kind != "done":
            fairly_said(found)
        taken = len(server.received)
        assert taken == (stage in ("after END", "QUIT"))
        server.faults = {}
        with house.open() as home:
            async with house.runtime(home) as runtime:
                assert [each.verb for each in await runtime.recover()] in ([], ["unknown"])
        assert len(server.received) == taken
        if kind == "failed":
            assert (await one_send(house)).kind == "done"
            assert len(server.received) == 1


Breaking = Callable[[HostileImap], Fault]


def and_then(stage: str, *lines: bytes) -> Breaking:
    """Say these lines, and drop the connection at the next `stage`."""

    def breaking(server: HostileImap) -> Fault:
        async def fault(wire: Wire) -> None:
            server.faults = {stage: drop}
            await wire.say(*(line.replace(b"TAG", wire.tag) for line in lines))

        return fault

    return breaking


def plainly(fault: Fault) -> Breaking:
    return lambda server: fault


NO = says(b"TAG NO [NOPERM] not for you")
EFFECTS: list[tuple[str, bytes, str, Breaking, str]] = [
    ("personal", b"MOVE UIDPLUS", "STORE", plainly(drop), "unknown"),
    ("personal", b"MOVE UIDPLUS", "after STORE", plainly(drop), "unknown"),
    ("personal", b"MOVE UIDPLUS", "STORE", plainly(NO), "failed"),
    ("personal", b"MOVE UIDPLUS", "STORE", plainly(says(b"\xff\x00")), "unknown"),
    ("receipt", b"UIDPLUS", "COPY", plainly(drop), "unknown"),
    ("receipt", b"UIDPLUS", "after COPY", plainly(drop), "unknown"),
    ("receipt", b"UIDPLUS", "COPY", plainly(NO), "failed"),
    ("receipt", b"UIDPLUS", "STORE", plainly(NO), "unknown"),
    ("receipt", b"UIDPLUS", "EXPUNGE", plainly(drop), "unknown"),
    ("receipt", b"UIDPLUS", "after EXPUNGE", plainly(drop), "unknown"),
    ("receipt", b"MOVE", "after MOVE", and_then("SELECT", b"TAG OK moved"), "unknown"),
    ("receipt", b"MOVE", "after MOVE", and_then("SEARCH", b"TAG OK moved"), "unknown"),
    ("receipt", b"MOVE", "after MOVE", and_then("FETCH", b"TAG OK moved"), "unknown"),
]


@pytest.mark.parametrize(
    ("label", "able", "stage", "breaking", "kind"),
    EFFECTS,
    ids=[f"{each[2]}-{n}" for n, each in enumerate(EFFECTS)],
)
async def test_an_effect_in_several_commands(
    house: House, label: str, able: bytes, stage: str, breaking: Breaking, kind: str
) -> None:
    server = imap()
    server.capabilities = b"IMAP4rev1 " + able
    tool = "mail.flag" if label == "personal" else "mail.move"
    async with serving(server):
        await asyncio.to_thread(use, house, at(server.port, timeout=CALM))
        server.faults = {stage: breaking(server)}
        found = await one_pass(house, label)

        fair(found)
        assert found.outcomes(tool) == [kind], found.sentences
        server.faults = {}
        before = server.heard.count(stage.removeprefix("after "))
        again = await one_pass(house, label)
        assert again.outcomes(tool) == (["done"] if kind == "failed" else [])
        repeated = server.heard.count(stage.removeprefix("after ")) - before
        assert bool(repeated) == (kind == "failed")


DRAFT = {"steps": [{"tool": "mail.draft", "args": {"to": "@a1", "body": " here it is"}}]}


@pytest.mark.parametrize(
    ("able", "stage", "breaking", "kind"),
    [
        (b"UIDPLUS", "APPEND", plainly(drop), "unknown"),
        (b"UIDPLUS", "after APPEND", plainly(drop), "unknown"),
        (b"UIDPLUS", "APPEND", plainly(says(b"TAG NO [OVERQUOTA] full")), "failed"),
        (b"", "after APPEND", and_then("SELECT", b"TAG OK there"), "unknown"),
        (
            b"UIDPLUS",
            "after APPEND",
            plainly(says(b"TAG OK [APPENDUID 77 " + b"9" * 5000 + b"]")),
            "",
        ),
    ],
)
async def test_a_draft_that_goes_wrong(
    house: House, able: bytes, stage: str, breaking: Breaking, kind: str
) -> None:
    server = imap()
    server.capabilities = b"IMAP4rev1 " + able
    async with serving(server):
        await asyncio.to_thread(use, house, at(server.port, timeout=CALM))
        server.faults = {stage: breaking(server)}
        words = "draft to anna@example.com saying here it is"

        found = await one_send(house, DRAFT, words)

        if kind:
            assert found.kind == kind, found.said
            fairly_said(found)
        else:
            # It says no number that could be one; the draft is there all the same.
            assert found.kind == "done", found.said
        server.faults = {}
        again = await one_send(house, DRAFT, words)
        assert again.kind == "done"


@pytest.mark.parametrize("flips", ["validity", "uids", "gone"])
async def test_a_server_that_lies_about_numbers(house: House, flips: str) -> None:
    server = imap()

    async def rebuilt(wire: Wire) -> None:
        server.validity += 1
        await wire.say(b"* SEARCH 101", wire.tag + b" OK done")

    faults: dict[str, dict[str, Fault]] = {
        "validity": {"SEARCH": rebuilt},
        "uids": {"FETCH": says(b"* 1 FETCH (UID 999 FLAGS () BODY[]<0> {2}", b"x)", b"TAG OK x")},
        "gone": {"SEARCH": says(b"* SEARCH 5 6 7", b"TAG OK x")},
    }
    async with serving(server):
        await asyncio.to_thread(use, house, at(server.port, timeout=CALM))
        server.faults = faults[flips]
        found = await one_pass(house)

        assert found.outcomes() == []
        assert set(found.outcomes("mail.read")) == {"failed"}
        await sorted_now(house, server)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def certified(server: Hostile, authority: trustme.CA, name: str = "127.0.0.1") -> None:
    server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(server.context)


@pytest.mark.parametrize("wrong", ["authority", "name", "no TLS"])
async def test_a_server_that_cannot_prove_who_it_is_learns_no_password(
    house: House, tmp_path: Path, authority: trustme.CA, wrong: str
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    known: dict[str, Any] = {"ca_file": str(tmp_path / "ca.pem")}
    given = trustme.CA() if wrong == "authority" else authority
    name = "mail.example.org" if wrong == "name" else "127.0.0.1"
    inbox, outbox = imap(), HostileSmtp(extensions=(b"AUTH PLAIN",))
    for server in (inbox, outbox):
        if wrong != "no TLS":
            certified(server, given, name)
    async with serving(inbox), serving(outbox):
        out = way_out(house, outbox.port, smtp_tls="tls", smtp_user="marie", timeout=2, **known)
        await asyncio.to_thread(use, house, at(inbox.port, tls="tls", timeout=2, **known))
        found = await one_pass(house)
        await asyncio.to_thread(use, house, out)
        sending = await one_send(house)

    fair(found)
    fairly_said(sending)
    assert sending.kind == "failed"
    if wrong != "no TLS":
        assert "certificate" in found.said
        assert "certificate" in sending.said
    assert "LOGIN" not in inbox.heard
    assert "AUTH" not in outbox.heard


@pytest.mark.parametrize("offers", [False, True], ids=["stripped", "refused"])
async def test_a_password_does_not_go_out_where_starttls_is_not_there(
    house: House, offers: bool
) -> None:
    inbox, outbox = imap(), HostileSmtp(extensions=(b"AUTH PLAIN",))
    if offers:
        inbox.capabilities += b" STARTTLS"
        outbox.extensions += (b"STARTTLS",)
    async with serving(inbox), serving(outbox):
        await asyncio.to_thread(use, house, at(inbox.port, tls="starttls", timeout=CALM))
        found = await one_pass(house)
        out = way_out(house, outbox.port, smtp_tls="starttls", smtp_user="marie")
        await asyncio.to_thread(use, house, out)
        sending = await one_send(house)

    fair(found)
    fairly_said(sending)
    assert sending.kind == "failed"
    assert "LOGIN" not in inbox.heard
    assert "AUTH" not in outbox.heard


@pytest.mark.parametrize("piece", [b"x", b"* OK again\r\n", b"* 1 FETCH (UID 1 FLAGS (a b c))\r\n"])
async def test_a_server_that_never_stops_does_not_fill_the_memory(
    tmp_path: Path, authority: trustme.CA, piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_link, "MOST_OF_LINES", 2**20)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server = imap()
    certified(server, authority)
    server.faults = {"LIST": floods(piece)}
    account = {"tls": "tls", "ca_file": str(tmp_path / "ca.pem"), "timeout": CALM}
    async with (
        serving(server),
        ImapMailbox(at(server.port, **account), lambda name: PASSWORD) as mailbox,
    ):
        with pytest.raises(AccountError, match=r"got more than 1,0\d\d,\d{3} octets"):
            await mailbox.folders()
        server.faults = {}
        assert "INBOX" in await mailbox.folders()


async def test_a_server_that_is_not_there(house: House) -> None:
    await asyncio.to_thread(use, house, at(free_port()))
    fair(await one_pass(house))
    await asyncio.to_thread(use, house, way_out(house, free_port()))
    found = await one_send(house)
    assert found.kind == "failed"
    fairly_said(found)


async def test_an_unknown_sending_is_proven_by_the_copy_that_the_server_kept(house: House) -> None:
    server = HostileSmtp(faults={"after END": drop})
    async with serving(server):
        own = way_out(house, server.port)
        await asyncio.to_thread(use, house, own)
        found = await one_send(house)
        assert found.kind == "unknown"
        (raw,) = server.received

        with house.open() as home:
            async with house.runtime(home) as runtime:
                assert await runtime.recover() == []
                async with open_mailbox(runtime.surroundings("mail")) as mailbox:
                    await mailbox.append("Sent", raw)
                (outcome,) = await runtime.recover()
                assert await runtime.recover() == []
            assert outcome.verb == "done"
            event = await asyncio.to_thread(home.journal.get, outcome.event)
            (unknown,) = [e for e in found.events if e.kind == "unknown"]
            assert event.kind == "proven"
            assert (event.body["of"], event.body["intent"]) == (unknown.seq, unknown.body["intent"])
            log = await asyncio.to_thread(
                lambda: looking.log(home, run=None, last=5, everything=False)
            )
            assert f"of {unknown.seq}" in log.text.splitlines()[-1]
            why = await asyncio.to_thread(looking.why, home, event.seq)
            assert "anna@example.com" in why.text
            assert await asyncio.to_thread(unsettled, home.journal) == []
    assert len(server.received) == 1


async def test_a_message_that_is_too_large_is_not_begun(house: House) -> None:
    server = HostileSmtp(extensions=(b"SIZE 10",))
    async with serving(server):
        await asyncio.to_thread(use, house, way_out(house, server.port))
        found = await one_send(house)
    assert found.kind == "failed"
    assert "takes messages of at most 10 octets" in found.said
    assert "MAIL" not in server.heard


async def handed(server: HostileSmtp, raw: bytes, *to: str, within: float = CALM) -> str:
    out = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": "none"}
    account = Account("mail", "mail", "maildir", {**out, "timeout": within})
    return await smtp.send(account, lambda name: PASSWORD, raw, OWNER, to)


async def test_however_many_are_refused_it_is_one_short_sentence() -> None:
    many = [f"somebody-{number}@example.com" for number in range(40)]
    server = HostileSmtp(refused=dict.fromkeys(many[1:], b"550 " + b"no " * 200))
    async with serving(server):
        with pytest.raises(AccountError, match="and 34 others; nothing was sent") as caught:
            await handed(server, b"Subject: x\r\n\r\nx", *many)
    assert len(str(caught.value)) < 1_500
    assert "It would have taken the other 1." in str(caught.value)
    assert server.received == []


@pytest.mark.parametrize(
    ("fault", "said"), [(stall, "no answer in time"), (drop, "lost before"), (NEVER, "do not want")]
)
async def test_a_large_message_that_was_cut_short_was_not_sent(fault: Fault, said: str) -> None:
    raw = b"Subject: x\r\n\r\n" + (b"x" * 900 + b"\r\n") * 20_000
    server = HostileSmtp(faults={"BODY": heard(stuck if fault is stall else fault)})
    async with serving(server):
        with pytest.raises(AccountError, match=said) as caught:
            await handed(server, raw, "anna@example.com", within=1.5 if fault is stall else CALM)
    assert "nothing was sent" in str(caught.value)


async def stuck(wire: Wire) -> None:
    """Neither read nor say anything more."""
    try:
        await asyncio.Event().wait()
    finally:
        wire.writer.transport.abort()


@pytest.mark.parametrize(
    "body", [b"", b".", b"a\n.\nb", b"..\r\n.", b"x\r\n.\r\nQUIT\r\n", b"\r\r\n"]
)
async def test_no_line_of_a_message_ends_it(body: bytes) -> None:
    server = HostileSmtp()
    async with serving(server):
        assert await handed(server, b"Subject: x\r\n\r\n" + body, "anna@example.com") == "taken"
    (got,) = server.received
    lines = re.split(rb"\r\n|\r|\n", b"Subject: x\r\n\r\n" + body)
    assert got.rstrip(b"\r\n").split(b"\r\n") == b"\n".join(lines).rstrip(b"\n").split(b"\n")


async def test_a_server_that_only_drips_holds_no_thread_back() -> None:
    server = imap()
    server.faults = {"greeting": drips()}
    async with serving(server):
        mailbox = ImapMailbox(at(server.port), lambda name: PASSWORD)
        with pytest.raises(AccountError, match="no answer"):
            await mailbox.folders()
        server.faults = {}
        # The same connection's thread does the next thing at once.
        async with asyncio.timeout(CALM):
            assert "INBOX" in await ImapMailbox.folders(mailbox)
        await mailbox.__aexit__(None, None, None)


def test_what_copyuid_says_is_bounded_and_never_fails() -> None:
    assert imap_syntax.copyuid([b"7 1:2,5 11:12,9"]) == {1: (7, 11), 2: (7, 12), 5: (7, 9)}
    sets = b",".join([b"1:100000"] * 50)
    for line in (b"7 %s %s" % (sets, sets), b"7 1 x", b"7 1:2 3", b"x 1 1", b"7 1", b"\xff", None):
        assert imap_syntax.copyuid([line]) == {}


@pytest.mark.parametrize("year", [1, 9999])
def test_an_arrival_at_the_ends_of_the_calendar_is_none(year: int) -> None:
    far = timezone(timedelta(hours=14 if year == 1 else -14))
    moment = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 0, 0, tzinfo=far)
    late = moment if year == 1 else moment.replace(hour=23)
    assert imap_syntax.arrival({b"INTERNALDATE": late}) is None


@pytest.mark.parametrize("timeout", [0, -1, "soon", float("nan"), float("inf"), 10**6])
def test_a_timeout_that_is_none(timeout: Any) -> None:
    with pytest.raises(ConfigError, match="timeout"):
        server_of(at(1, timeout=timeout), "imap")
    assert server_of(at(1, timeout=0.5), "imap").timeout == 0.5


@pytest.mark.parametrize(
    ("words", "stage", "fault", "said"),
    [
        ("triage", "LOGIN", stall, "no answer"),
        ("triage", "SELECT", says(b"TAG NO \x1b]0;owned\x07 no"), "cannot be opened: 127.0.0.1"),
        ("doctor", "greeting", says(b"\x1b[31m\x00\xff\xfe"), "127.0.0.1"),
    ],
)
async def test_the_command_says_it_in_one_sentence(
    house: House, words: str, stage: str, fault: Fault, said: str
) -> None:
    server = imap()
    server.faults = {stage: fault}
    async with serving(server):
        timeout = TIMEOUT if fault is stall else CALM
        await asyncio.to_thread(use, house, at(server.port, timeout=timeout))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "plam_agent", words, "--home", str(house.path)),
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PLAM_PASSPHRASE": PASSPHRASE},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()

    told = (out + err).decode()
    assert process.returncode == 1, told
    assert said in told
    assert "Traceback" not in told
    assert all(char.isprintable() or char == "\n" for char in told)
