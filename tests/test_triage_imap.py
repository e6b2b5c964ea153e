"""The main job: 200 messages on a real IMAP server, the shipped model, one command."""

from __future__ import annotations

import imaplib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from plam_agent import keys, sample
from plam_agent.cli import main
from plam_agent.planner import models
from plam_agent.setup import make_home
from tests.fixtures_agent import PASSPHRASE, START
from tests.servers import PASSWORD, Dovecot, letter

MESSAGES = 200
FOLDERS = ("INBOX", "Archive", "Receipts", "Newsletters", "Trash", "Drafts", "Sent")


def letters(folder: Path, shared: Path | None) -> list[bytes]:
    """The sample inbox, the real and awkward messages where they are there, and plain ones."""
    data = sample.create(folder, START.astimezone(sample.ZONE))
    inbox = [p for part in ("new", "cur") for p in sorted((data.mail / part).iterdir())]
    found = [path.read_bytes() for path in inbox]
    if shared is not None:
        found += [path.read_bytes() for path in sorted((shared / "data/mail").glob("*/*.eml"))]
    number = 0
    while len(found) < MESSAGES:
        number += 1
        found.append(letter(f"Note {number}", f"Hello Marie, see you at {number}.", number=number))
    return found[:MESSAGES]


def state(client: imaplib.IMAP4) -> dict[str, dict[str, tuple[str, bool]]]:
    """By folder and UID: the Message-ID and whether it is seen, looked at without touching."""
    shown: dict[str, dict[str, tuple[str, bool]]] = {}
    for folder in FOLDERS:
        status, _ = client.select(folder, readonly=True)
        if status != "OK":
            continue
        _, parts = client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        for part in parts:
            if isinstance(part, tuple):
                head = part[0].decode()
                uid = re.search(r"UID (\d+)", head)
                assert uid
                name = part[1].decode("latin-1").partition(":")[2].strip()
                shown.setdefault(folder, {})[uid[1]] = (name, "\\Seen" in head)
    return shown


def counts(shown: dict[str, dict[str, tuple[str, bool]]]) -> dict[str, int]:
    return {folder: len(messages) for folder, messages in shown.items()}


@pytest.fixture
def corpus() -> Path | None:
    """The folder of real messages, or None where it is not beside the checkout."""
    path = Path(__file__).parents[2] / "shared"
    return path if (path / "data").is_dir() else None


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_messages(
    dovecot: Dovecot,
    tmp_path: Path,
    corpus: Path | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert models.shipped().exists()
    user = dovecot.user()
    client = dovecot.look(user)
    for number, raw in enumerate(letters(tmp_path / "data", corpus)):
        flags = "(\\Seen)" if number % 3 == 0 else ""
        status, answer = client.append(
            "INBOX", flags, None, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        )
        assert status == "OK", answer
    before = state(client)
    home = tmp_path / "home"
    make_home(home, owner=sample.OWNER, zone="Europe/Paris", passphrase=PASSPHRASE, cost=keys.CHEAP)
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("PLAM_PASSWORD", PASSWORD)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def plam(*words: str) -> Any:
        capsys.readouterr()
        code = main([*words, "--home", str(home), "--json"])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, json.loads(out)

    account = ["--host", "127.0.0.1", "--port", str(dovecot.port), "--tls", "none"]
    assert plam("account", "add", "mail", *account, "--user", user)[0] == 0

    code, digest = plam("triage")

    assert code in (0, 4)
    assert len(digest["messages"]) == MESSAGES
    unread = [m for m in digest["messages"] if m["label"] is None]
    assert not unread, [m["error"] for m in unread]
    moves = [
        a["args"]["to"]["id"]
        for m in digest["messages"]
        for a in m["actions"]
        if a["tool"] == "mail.move" and a["outcome"] == "done"
    ]
    acted = [(a["decision"], a["outcome"]) for m in digest["messages"] for a in m["actions"]]
    assert set(acted) <= {("allow", "done"), ("confirm", "pending")}
    after = state(client)
    assert counts(after)["INBOX"] == MESSAGES - len(moves)
    for folder in ("Receipts", "Newsletters"):
        assert counts(after).get(folder, 0) == moves.count(folder)
    assert not {"Archive", "Trash", "Drafts", "Sent"} & set(after)
    assert seen(before) == seen(after)

    code, again = plam("triage")
    assert code == 0
    assert again["messages"] == []
    assert state(client) == after

    code, verified = plam("log", "verify")
    assert (code, verified["sealed"]) == (0, True)
    client.logout()


def seen(shown: dict[str, dict[str, tuple[str, bool]]]) -> list[str]:
    """The Message-IDs of all seen messages, wherever they lie."""
    return sorted(name for folder in shown.values() for name, is_seen in folder.values() if is_seen)
