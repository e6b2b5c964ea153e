"""Two real `plam` processes on one mailbox at once: every effect happens once."""

from __future__ import annotations

import collections
import dataclasses
import imaplib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plam_agent import config, keys, sample
from plam_agent.config import Account
from plam_agent.home import Home
from plam_agent.planner import models
from plam_agent.policy import ledger
from plam_agent.setup import make_home
from plam_agent.tools.mail.message import parse
from plam_agent.types import Event
from tests.fixtures_agent import PASSPHRASE, START
from tests.servers import PASSWORD, Dovecot, Outbox
from tests.test_service_process import environment, question

ROOT = Path(__file__).parents[1]
PATIENCE = 90.0
BUSY = 75
SORTED_AWAY = ("receipt", "newsletter")
FOLDERS = ("INBOX", "Receipts", "Newsletters", "Archive", "Trash")


def at_once(home: Path, *words: str) -> list[tuple[int, str, str]]:
    """The same command started twice at one moment; exit code, output and errors of each."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "plam_agent", *words, "--home", str(home), "--json"],
            cwd=ROOT,
            env={**environment(), "PLAM_PASSWORD": PASSWORD},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        said = [each.communicate(timeout=PATIENCE) for each in started]
    finally:
        for each in started:
            each.kill()
            each.wait()
    ended = [(each.returncode, *spoken) for each, spoken in zip(started, said, strict=True)]
    for code, out, err in ended:
        assert "Traceback" not in out + err, err
        assert code >= 0, err
    return ended


def journal(path: Path) -> list[Event]:
    """All events, once the chain is found whole and no intent is without its one outcome."""
    with Home.open(path, lambda: PASSPHRASE) as home:
        home.journal.verify(ledger.check)
        events = list(home.journal.events())
    intents = [e.seq for e in events if e.kind == "intent" and "call" in e.body]
    ends = [
        e.body["intent"]
        for e in events
        if e.kind in ("done", "failed", "unknown") and e.body.get("intent")
    ]
    assert sorted(ends) == sorted(intents)
    return events


def verified(home: Path) -> bool:
    """What `plam log verify` says."""
    words = [sys.executable, "-m", "plam_agent", "log", "verify", "--home", str(home), "--json"]
    told = subprocess.run(
        words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )
    return told.returncode == 0


def stored(client: imaplib.IMAP4) -> collections.Counter[tuple[str, str]]:
    """How often each message lies in each folder, by Message-ID."""
    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for folder in FOLDERS:
        ok, count = client.select(folder, readonly=True)
        if ok != "OK" or count == [b"0"]:
            continue
        _, parts = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        for part in parts:
            if isinstance(part, tuple):
                found[folder, part[1].decode().partition(":")[2].strip()] += 1
    return found


@pytest.fixture
def look(dovecot: Dovecot) -> Iterator[tuple[str, imaplib.IMAP4]]:
    """A user, and a second connection to the user's mailbox."""
    user = dovecot.user()
    client = dovecot.look(user)
    yield user, client
    client.logout()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of today."""
    path = tmp_path / "home"
    make_home(path, owner=sample.OWNER, zone="UTC", passphrase=PASSPHRASE, cost=keys.CHEAP)
    return path


def use(home: Path, account: Account) -> None:
    """Let this be the home's only account."""
    config.save(home, dataclasses.replace(config.load(home), accounts=(account,)))


def arriving(folder: Path) -> list[bytes]:
    """Messages of the sample inbox that the starter policy moves away by itself."""
    data = sample.create(folder, START.astimezone(sample.ZONE))
    inbox = [p for part in ("new", "cur") for p in sorted((data.mail / part).iterdir())]
    raws = {parse(raw).message_id: raw for raw in (path.read_bytes() for path in inbox)}
    return [raw for name, raw in raws.items() if data.labels.get(name) in SORTED_AWAY]


@pytest.mark.timeout(240)
def test_two_passes_move_every_message_once(
    dovecot: Dovecot, look: tuple[str, imaplib.IMAP4], home: Path, tmp_path: Path
) -> None:
    assert models.shipped().exists()
    user, client = look
    use(home, dovecot.account(user))
    with Home.open(home, lambda: PASSPHRASE) as opened:
        opened.secrets.set("home", "password", PASSWORD)
    letters = arriving(tmp_path / "data")[:8]
    assert len(letters) == 8
    names: set[str] = set()
    for round_ in range(2):
        for raw in letters[4 * round_ : 4 * round_ + 4]:
            crlf = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            assert client.append("INBOX", "", None, crlf)[0] == "OK"
            names.add(parse(raw).message_id)

        ended = at_once(home, "triage")

        assert any(code in (0, 4) for code, _, _ in ended), ended
        for code, out, err in ended:
            assert code in (0, 4, BUSY), (code, err)
            assert code != BUSY or "another" in (out + err).lower()
        dealt = [
            m["message_id"]
            for code, out, _ in ended
            if code in (0, 4)
            for m in json.loads(out)["messages"]
        ]
        assert len(dealt) == len(set(dealt)) == 4
        there = stored(client)
        assert {name for _, name in there} == names
        assert set(there.values()) == {1}, there
        assert not any(folder == "Archive" for folder, _ in there)

    events = journal(home)
    triaged = [e.body["message_id"] for e in events if e.kind == "triaged"]
    assert sorted(triaged) == sorted(names)
    moved = [
        e.body["call"]["versions"][0][0]["id"]
        for e in events
        if e.kind == "intent" and e.body["call"]["tool"] == "mail.move"
    ]
    assert moved
    assert len(moved) == len(set(moved)) == sum(f != "INBOX" for f, _ in stored(client))
    assert verified(home)


@pytest.mark.timeout(240)
def test_two_approvals_of_one_call_send_once(
    home: Path, tmp_path: Path, smtp_server: Outbox
) -> None:
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "Mail" / folder).mkdir(parents=True)
    settings: dict[str, str | int | bool] = {
        "path": str(tmp_path / "Mail"),
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_server.port,
        "smtp_tls": "none",
    }
    use(home, Account("mail", "mail", "maildir", settings))
    waiting = question(home)

    ended = at_once(home, "approvals", "approve", waiting)

    assert sorted(code == 0 for code, _, _ in ended) == [False, True], ended
    assert len(smtp_server.received) == 1
    events = journal(home)
    assert [e.kind for e in events].count("done") == 1
    assert verified(home)

    again = at_once(home, "approvals", "approve", waiting)

    assert all(code != 0 for code, _, _ in again)
    assert len(smtp_server.received) == 1
