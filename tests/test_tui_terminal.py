"""The terminal UI in a terminal that goes away."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path

import pytest

from plam_agent.policy import ledger
from tests.fixtures_agent import PASSPHRASE, House

ROOT = Path(__file__).parents[1]
PROGRAM = """
import sys
from pathlib import Path
from plam_agent.tui.app import PlamApp
from plam_agent.tui.session import Session

async def nothing(self):
    pass

Session.warm_up = nothing
app = PlamApp(Session(Path(sys.argv[1])), sys.argv[2])
app.run()
sys.exit(app.return_code)
"""


@contextlib.contextmanager
def in_terminal(house: House, *, leader: bool) -> Iterator[tuple[subprocess.Popen[bytes], FileIO]]:
    """The app in a terminal of its own, once it has opened the home; its other end.

    A `leader` of the session that the terminal belongs to is told when it goes.
    """
    master, slave = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, str(house.path), PASSPHRASE]
    if leader:
        command = [sys.executable, "-c", TAKING, *command]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    with open(master, "rb", buffering=0) as other:
        try:
            painted = b""
            until = time.monotonic() + 60
            while b"no service runs" not in painted:
                assert time.monotonic() < until, painted.decode(errors="replace")
                if select.select([other], [], [], 1)[0]:
                    painted += other.read(65_536)
            yield process, other
        finally:
            process.kill()
            process.wait()


TAKING = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def closed(process: subprocess.Popen[bytes], other: FileIO) -> None:
    other.close()


def told(process: subprocess.Popen[bytes], other: FileIO) -> None:
    process.send_signal(signal.SIGHUP)


@pytest.mark.parametrize(
    ("leader", "goes"), [(False, closed), (True, closed), (False, told)],
    ids=["unnoticed", "with a signal", "a signal alone"],
)  # fmt: skip
def test_the_app_ends_with_its_terminal_and_seals_the_journal(
    house: House, leader: bool, goes: Callable[[subprocess.Popen[bytes], FileIO], None]
) -> None:
    with in_terminal(house, leader=leader) as (process, other):
        goes(process, other)

        assert process.wait(20) == 1
    with house.open() as home:
        assert home.journal.verify(ledger.check).sealed
