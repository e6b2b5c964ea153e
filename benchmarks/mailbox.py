"""Memory and time to a first answer on a mailbox of 50,000 messages, in a Maildir and on Dovecot.

    python -m benchmarks.mailbox [--quick] [--json FILE]

Every measurement is a process of its own: what `mail.search` takes to find something rare,
something common, something in one week long ago and nothing, and what a triage pass takes to its
first sorted message (the model is a stand-in that answers at once, so only the mailbox is
measured). The first answer is what a person sees first: the result, or how far the search has come,
which a terminal shows after a second. The peer reads what it must and nothing more: `grep` over the
files, and the server's own SEARCH over imaplib; it says nothing until it has looked at all, so the
ratio is of the whole times. Resident memory
is the peak of the process, Python and libraries included. `--quick` has 5,000 messages. Messages
are small (about 600 octets), so it cannot tell what large attachments cost, nor a server across a
network.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import pwd
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .report import options, report

ROOT = Path(__file__).parents[1]
WORDS = (ROOT / "LICENSE").read_text().split()
START = datetime(2020, 1, 1, tzinfo=UTC)
RARE = "zephyrine"
SEARCHES = {"rare": RARE, "common": "License", "nothing": "quixotically"}
LONG_AGO = START + timedelta(days=30)
SORTED = 300


def main() -> int:
    """Make the mailbox, measure, print."""
    parser = options(__doc__ or "")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(asyncio.run(measured(json.loads(args.measure)))))
        return 0
    count = 5_000 if args.quick else 50_000
    rows: list[dict[str, Any]] = []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plam-mailbox")))
        folder.chmod(0o755)
        maildir = folder / "maildir"
        fill(maildir, count)
        rows += measure("maildir", {"path": str(maildir)}, lambda word: grep(maildir, word))
        port, user, password = stack.enter_context(dovecot(folder, maildir))
        settings = {"host": "127.0.0.1", "port": port, "tls": "none", "user": user}
        look(port, user, password, RARE)  # The server makes its index at the first visit.
        rows += measure(
            "imap", settings, lambda word: look(port, user, password, word), password=password
        )
    figures = {
        "messages": float(count),
        "peak_mb": max(row["peak MB"] for row in rows),
        "slowest_first_answer_s": max(row["first answer s"] for row in rows),
        "slowest_search_s": max(row["all s"] for row in rows if row["what"] != "triage"),
    }
    report(f"{count} messages", rows, figures, args.json)
    for name, value in figures.items():
        print(f"{name:<24}{value:.2f}")
    return 0


def measure(
    driver: str, settings: dict[str, Any], peer: Any, password: str = ""
) -> list[dict[str, Any]]:
    """A row for each search and for triage; the peer's seconds are taken in between."""
    rows = []
    for name in (*SEARCHES, "long ago", "triage"):
        work = {"what": name, "driver": driver, "settings": settings, "password": password}
        command = [sys.executable, "-m", "benchmarks.mailbox", "--measure", json.dumps(work)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        got = json.loads(done.stdout)
        seconds = peer(SEARCHES[name]) if name in SEARCHES else None
        rows.append(
            {
                "mailbox": driver,
                "what": name,
                "first answer s": got["first"],
                "all s": got["all"],
                "peak MB": got["peak"],
                "found": got["found"],
                "peer s": seconds,
                "ratio": got["all"] / seconds if seconds else None,
            }
        )
    return rows


async def measured(work: dict[str, Any]) -> dict[str, float]:
    """One measurement, in this process."""
    first, found = await (triaged(work) if work["what"] == "triage" else searched(work))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "first": first,
        "all": time.perf_counter() - work["began"],
        "peak": peak,
        "found": found,
    }


async def searched(work: dict[str, Any]) -> tuple[float, int]:
    """Seconds until a person at a terminal sees something, and how many messages were found."""
    from plam_agent.cli.line import PATIENCE
    from plam_agent.config import Account
    from plam_agent.sample import ZONE
    from plam_agent.tools.arguments import MailSearch
    from plam_agent.tools.context import Connections, Context
    from plam_agent.tools.mail.reading import search
    from plam_agent.types import When

    week = When("that week", LONG_AGO, LONG_AGO + timedelta(days=7))
    wanted = MailSearch(words=("the",), when=week)
    if work["what"] in SEARCHES:
        wanted = MailSearch(words=(SEARCHES[work["what"]],))
    seen: list[float] = []

    def progress(done: int, total: int, text: str) -> None:
        since = time.perf_counter() - work["began"]
        if since >= PATIENCE and done < total:
            seen.append(since)

    account = Account("mail", "mail", work["driver"], work["settings"])
    async with Connections() as connections:
        context = Context(
            account=account,
            owner="you@example.org",
            zone=ZONE,
            now=lambda: datetime.now(UTC),
            secret=lambda name: work["password"],
            connections=connections,
            progress=progress,
        )
        work["began"] = time.perf_counter()
        assert search.run is not None
        result = await search.run(context, wanted)
        seen.append(time.perf_counter() - work["began"])
        return seen[0], len(result.items)


class Enough(Exception):
    """The pass sorted as many messages as are measured."""


async def triaged(work: dict[str, Any]) -> tuple[float, int]:
    """Seconds until the first message is sorted; SORTED are, for the memory that takes."""
    from plam_agent import config, keys, sample
    from plam_agent.cli.common import open_runtime
    from plam_agent.config import Account
    from plam_agent.home import Home
    from plam_agent.setup import make_home
    from plam_agent.triage import triage

    times: list[float] = []

    def progress(done: int, total: int, line: str) -> None:
        times.append(time.perf_counter())
        if done >= SORTED:
            raise Enough

    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        zone = sample.ZONE.key
        make_home(home, owner=sample.OWNER, zone=zone, passphrase="benchmark", cost=keys.CHEAP)
        account = Account("mail", "mail", work["driver"], work["settings"])
        config.save(home, dataclasses.replace(config.load(home), accounts=(account,)))
        with Home.open(home, lambda: "benchmark") as opened:
            if work["password"]:
                opened.secrets.set("mail", "password", work["password"])
            async with open_runtime(opened, model="stand-in") as runtime:
                work["began"] = time.perf_counter()
                with contextlib.suppress(Enough):
                    await triage(runtime, StandIn(), dry=True, progress=progress)  # type: ignore[arg-type]
    return times[0] - work["began"], len(times)


class StandIn:
    """Labels every message `none` at once."""

    fingerprint = "stand-in"

    async def generate(self, prompt: Any, grammar: str, *, max_tokens: int) -> Any:
        """The one answer."""
        from plam_agent.planner.engine import Generation

        return Generation('{"label":"none"}', 1.0, (1.0,), 1, 0, 0.0)


def fill(maildir: Path, count: int) -> None:
    """Write `count` messages into INBOX; one says the rare word."""
    rng = random.Random(1)
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    for number in range(count):
        at = START + timedelta(minutes=30 * number)
        text = " ".join(rng.choices(WORDS, k=60))
        if number == count // 3:
            text += f" {RARE}"
        sender = f"person{rng.randrange(2000)}@example.com"
        lines = (
            f"From: {sender}",
            "To: you@example.org",
            f"Subject: {' '.join(rng.choices(WORDS, k=5))}",
            f"Date: {at:%a, %d %b %Y %H:%M:%S +0000}",
            f"Message-ID: <{number}@bench.example>",
            "",
            text,
            "",
        )
        path = maildir / "cur" / f"{int(at.timestamp())}.M{number}.bench:2,S"
        path.write_bytes("\r\n".join(lines).encode())
        os.utime(path, (at.timestamp(), at.timestamp()))


def grep(maildir: Path, word: str) -> float:
    """Seconds that grep takes over all files."""
    began = time.perf_counter()
    found = subprocess.run(["grep", "-rlwi", word, str(maildir)], capture_output=True, check=False)
    assert found.returncode in (0, 1), found.stderr
    return time.perf_counter() - began


def look(port: int, user: str, password: str, word: str) -> float:
    """Seconds that the server's own SEARCH takes, login included."""
    import imaplib

    began = time.perf_counter()
    with imaplib.IMAP4("127.0.0.1", port, timeout=300) as client:
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        client.select("INBOX", readonly=True)
        client.uid("SEARCH", "TEXT", word)
        return time.perf_counter() - began


@contextlib.contextmanager
def dovecot(folder: Path, maildir: Path) -> Iterator[tuple[int, str, str]]:
    """The test suite's Dovecot with the mailbox as a user's: port, user and password."""
    from tests import servers

    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    base = folder / "dovecot"
    base.mkdir()
    base.chmod(0o755)
    running = contextlib.contextmanager(servers._running)
    with running(program, base) as server:
        user = server.user()
        place = base / "mail" / user
        shutil.copytree(maildir, place)
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (place, *place.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        yield server.port, user, servers.PASSWORD


if __name__ == "__main__":
    sys.exit(main())
