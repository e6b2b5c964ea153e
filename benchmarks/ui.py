"""How quick and how small the terminal UI is, measured from outside, at a pseudo-terminal.

    python -m benchmarks.ui [--quick] [--json FILE]

`plam` is started as a person starts it, 100 columns by 30 lines, in a home with the sample accounts
and 10,000 events in its journal. From start to first paint is from before the process is made until
the first line of the screen has come through the terminal; to open is until the home is. From key
to paint is from the byte written into the terminal until that letter comes back as a letter on the
screen: each key is another letter, so that nothing else can be taken for it. While the model
decodes means in the same process, the hardest case: a model of half a billion random weights, whose
pace is that of a real one, works on a request all along. The soak has another process write 1,000
events a second into the journal, committed every tenth of a second, while the journal is shown and
keys go into its search. Resident memory is of the UI beside a service that holds the model, after
every pane was shown. What it cannot tell: what a terminal emulator and the eye add.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from plam_agent import config
from plam_agent.home import Home, system_clock
from plam_agent.planner.models import shipped
from plam_agent.testing.house import PASSPHRASE, build

from .random_model import write_random
from .report import options, report

COLUMNS, LINES = 100, 30
EVENTS, RATE, BATCH = 10_000, 1_000, 100
PATIENCE = 120.0
FIRST = 0x100
"""The first of the letters that are typed: Latin with marks, which no text of the screen has."""
PANES = 10
REQUEST = "move my dentist appointment to Friday at 3 pm and tell Claire about it by mail"
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


class Screen:
    """A process at a pseudo-terminal: keys go in, and what is painted comes out."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start it now; `started` is the clock before that."""
        self.started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), environment)
        self._seen = ""

    def press(self, keys: str) -> float:
        """Type; returns the clock just before, and forgets what was painted until then."""
        self.drain()
        self._seen = ""
        before = time.perf_counter()
        os.write(self._terminal, keys.encode())
        return before

    def painted(self, text: str, seconds: float = PATIENCE) -> float:
        """The clock when a text has come through. Raises TimeoutError with what came instead."""
        end = time.perf_counter() + seconds
        while text not in _ESCAPES.sub("", self._seen):
            if not self._read(end - time.perf_counter()):
                raise TimeoutError(
                    f"{text!r} was not painted: {_ESCAPES.sub('', self._seen)[-900:]}"
                )
        return time.perf_counter()

    def drain(self, seconds: float = 0.0) -> None:
        """Read what is there, and what comes within some seconds; a cursor blinks for ever."""
        end = time.perf_counter() + seconds
        while self._read(end - time.perf_counter()):
            pass

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._terminal, 65_536)
        except OSError:
            return False
        self._seen = (self._seen + data.decode("utf-8", "replace"))[-200_000:]
        return bool(data)

    def close(self) -> None:
        """End it: by a signal, and by taking its terminal away."""
        os.kill(self.pid, signal.SIGTERM)
        end = time.perf_counter() + 10
        while not os.waitpid(self.pid, os.WNOHANG)[0]:
            if time.perf_counter() > end:
                os.kill(self.pid, signal.SIGKILL)
            self._read(0.05)
        os.close(self._terminal)


def main() -> int:
    """Make the home, measure, print."""
    parser = options(__doc__ or "")
    parser.add_argument("--write", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write(args.write)
        return 0
    rows: list[dict[str, Any]] = []
    figures: dict[str, float] = {}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plam-ui-")))
        house = build(folder)
        with Home.open(house.path, lambda: PASSPHRASE, clock=system_clock) as home:
            filled(home, EVENTS)

        def row(what: str, value: float, unit: str, figure: str = "") -> None:
            rows.append({"what": what, "value": value, "unit": unit})
            print(f"{what}: {value:.1f} {unit}", file=sys.stderr, flush=True)
            if figure:
                figures[figure] = round(value, 3)

        paints, opens = starts(house.path, 3 if args.quick else 10)
        row("start to first paint, median", statistics.median(paints), "s", "first_paint_s")
        row("start to first paint, worst", max(paints), "s")
        row("start to an open home, median", statistics.median(opens), "s")
        keys = 60 if args.quick else 150
        with screen(house.path) as ui:
            ui.painted("ready;")
            latencies = typed(ui, keys)
        row("key to paint, idle, p95", p95(latencies), "ms")
        with serving(house.path), screen(house.path) as ui:
            ui.painted("as process")
            ui.drain(1.0)
            row("resident memory, first pane", memory(ui.pid), "MB")
            for number in range(2, PANES + 1):
                ui.press(f_key(number))
                ui.drain(1.0)
            row("resident memory, every pane shown", memory(ui.pid), "MB", "rss_mb")
            seconds = 5 if args.quick else 30
            for what, latencies in soaked(ui, house.path, seconds, keys).items():
                row(f"key to paint, 1,000 events a second, {what}, p95", p95(latencies), "ms")
                row(f"key to paint, 1,000 events a second, {what}, worst", max(latencies), "ms")
        model = folder / "half.gguf"
        write_random(model, shipped())
        config.save(house.path, replace(config.load(house.path), model=model))
        with screen(house.path) as ui:
            ui.painted("ready;")
            latencies = decoding(ui, keys)
        row("key to paint, model decodes, median", statistics.median(latencies), "ms")
        row("key to paint, model decodes, p95", p95(latencies), "ms", "key_to_paint_p95_ms")
        row("key to paint, model decodes, worst", max(latencies), "ms")
    report("The terminal UI, from outside", rows, figures, args.json)
    return 0


def starts(path: Path, times: int) -> tuple[list[float], list[float]]:
    """Seconds from start to the first line on the screen, and to an open home."""
    paints: list[float] = []
    opens: list[float] = []
    for _ in range(times + 1):
        with screen(path) as ui:
            paints.append(ui.painted("plam") - ui.started)
            opens.append(ui.painted("opening the model") - ui.started)
    return paints[1:], opens[1:]


def typed(ui: Screen, count: int, first: int = FIRST) -> list[float]:
    """Milliseconds from each of `count` keys to its letter on the screen, a key every 50 ms."""
    latencies = []
    for number in range(count):
        letter = chr(first + number)
        before = ui.press(letter)
        latencies.append(1000 * (ui.painted(letter) - before))
        time.sleep(max(0.0, 0.05 - latencies[-1] / 1000))
    return latencies


def decoding(ui: Screen, count: int) -> list[float]:
    """The same while a request is worked on; where it ends too soon, it is asked again."""
    latencies: list[float] = []
    while len(latencies) < count:
        ui.press(f"{REQUEST}\r")
        ui.painted("Stop")
        time.sleep(0.5)
        for _ in range(min(20, count - len(latencies))):
            latencies += typed(ui, 1, FIRST + len(latencies))
        ui.press("\x1b")
        ui.painted("Stopped.")
        ui.press("\x7f" * 20)
        ui.drain(0.3)
    return latencies


def soaked(ui: Screen, path: Path, seconds: int, keys: int) -> dict[str, list[float]]:
    """The same while another process writes, in the conversation and in the journal's search."""
    found: dict[str, list[float]] = {}
    for what, key in (("conversation", f_key(1)), ("journal", f_key(4))):
        ui.press(key)
        ui.drain(1.0)
        if what == "journal":
            ui.press("/")
            ui.drain(0.3)
        command = [sys.executable, "-m", "benchmarks.ui", "--write", str(path)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            start = time.perf_counter()
            found[what] = []
            while time.perf_counter() - start < seconds and len(found[what]) < keys:
                found[what] += typed(ui, 1, FIRST + len(found[what]))
            behind = None if writer.poll() is None else writer.returncode
            assert behind is None, f"the writer ended with {behind}"
        finally:
            writer.terminate()
            writer.wait()
            writer.stdout.close()
    return found


def f_key(number: int) -> str:
    """What a terminal sends for a function key (xterm)."""
    codes = [*"PQRS"] + [f"{code}~" for code in (15, 17, 18, 19, 20, 21, 23, 24)]
    return f"\x1bO{codes[number - 1]}" if number < 5 else f"\x1b[{codes[number - 1]}"


def filled(home: Home, count: int) -> None:
    """Requests and what came of them, `count` events in all."""
    for begin in range(0, count, BATCH):
        with home.journal.transaction() as tx:
            for number in range(begin, min(count, begin + BATCH)):
                run = f"r{number // 2}"
                words = f"find the mail about invoice {number}"
                if number % 2:
                    tx.append("judged", {"run": run, "label": "invoice", "at": number})
                else:
                    tx.append("run", {"run": run, "words": words, "origins": ["request"]})


def write(path: Path) -> None:
    """Write into the journal of a home until told to end; says so first, and where it is late."""
    with Home.open(path, lambda: PASSPHRASE, clock=system_clock) as home:
        print("writing", flush=True)
        start, done = time.monotonic(), 0
        while True:
            filled(home, BATCH)
            done += BATCH
            time.sleep(max(0.0, start + done / RATE - time.monotonic()))


def memory(pid: int) -> float:
    """Resident memory of a process in MB (of 1,000,000 bytes)."""
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout) * 1024 / 1e6


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def environment() -> dict[str, str]:
    """What the processes see: English, many colours, and the passphrase."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LAN"))
    }
    return {
        **kept,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PLAM_PASSPHRASE": PASSPHRASE,
    }


@contextlib.contextmanager
def screen(path: Path) -> Iterator[Screen]:
    """The UI of a home."""
    ui = Screen([sys.executable, "-m", "plam_agent", "--home", str(path)], environment())
    try:
        yield ui
    finally:
        ui.close()


@contextlib.contextmanager
def serving(path: Path) -> Iterator[None]:
    """The service of a home, which holds the model."""
    command = [sys.executable, "-m", "plam_agent", "run", "--every", "0", "--home", str(path)]
    service = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    assert service.stderr is not None
    try:
        if "running" not in (line := service.stderr.readline()):
            raise RuntimeError(line)
        yield
    finally:
        service.terminate()
        service.communicate()


if __name__ == "__main__":
    sys.exit(main())
