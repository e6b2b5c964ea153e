"""The process that trains for a night: `python -m plam_agent.tuning.worker`, started by `apart`.

A process and no thread: its libraries are heavy and hold the interpreter's lock while they load,
its priority is its own, all of its memory comes back when it ends, and it can be ended at any
moment. It has no key and opens no home: rows and checkpoints come and go over its pipes, so that
nothing readable touches a disk. It dies with whoever started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import functools
import math
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import PlamError
from . import pipes
from .machine import needed
from .packed_rows import unpacked
from .priority import give_way

if TYPE_CHECKING:
    from .example import Row
    from .train import Trained

PR_SET_PDEATHSIG = 1
MOST_ITEMS = 5_000


def main() -> int:
    """Read the one order on standard input, train, and write what came of it."""
    _die_with_the_parent()
    give_way()
    said = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the frames.
    os.dup2(2, 1)
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    order = pipes.read(functools.partial(_exactly, source))
    speaker = _Speaker(said)
    stop = threading.Event()
    threading.Thread(target=_listen, args=(source, stop), daemon=True).start()
    try:
        _train(order, speaker, stop)
    except PlamError as error:
        speaker.say({"error": error.message, "fix": error.fix})
    except ImportError as error:
        missing = needed(error.name or "PyTorch")
        speaker.say({"error": missing.message, "fix": missing.fix})
    except MemoryError:
        speaker.say({"error": "the memory of this machine does not suffice to train this model."})
    return 0


class _Speaker:
    """Writes frames, and is where training puts its checkpoints and finds those of last time."""

    def __init__(self, said: BinaryIO) -> None:
        self._said = said
        self._lock = threading.Lock()
        self.held: dict[str, bytes] = {}

    def say(self, said: dict[str, Any], data: bytes = b"") -> None:
        with self._lock:
            self._said.write(pipes.framed(said, data))
            self._said.flush()

    def put(self, name: str, data: bytes) -> None:
        self.held[name] = data
        self.say({"keep": name}, data)

    def get(self, name: str) -> bytes | None:
        return self.held.get(name)


def _train(order: pipes.Frame, speaker: _Speaker, stop: threading.Event) -> None:
    from .export import check, gguf_bytes
    from .train import Paused, Recipe, train

    said = order.said
    parts = pipes.parted(said["parts"], order.data)
    rows, held = unpacked(parts.pop("rows")), unpacked(parts.pop("held"))
    canaries, habits = parts.pop("canaries"), parts.pop("habits")
    speaker.held = parts
    base = Path(said["base"])

    def progress(now: Any) -> None:
        speaker.say({"progress": plain(now)})

    try:
        trained = train(
            base,
            rows,
            Recipe(**{**said["recipe"], "targets": tuple(said["recipe"]["targets"])}),
            held=held,
            keep=speaker,
            stop=stop.is_set,
            progress=progress,
        )
    except Paused as error:
        speaker.say({"paused": str(error)})
        return
    speaker.say({"checking": True})
    agreement = check(base, trained, held or rows)
    exposed = _exposed(base, trained, unpacked(canaries) if canaries else [], said["others"])
    found = {"trained": plain(trained), "agreement": plain(agreement), "canaries": exposed}
    found["trained"]["architecture"] = trained.shape.architecture
    found["agreement"]["holds"] = agreement.holds
    speaker.say(found, gguf_bytes(trained, habits))


def _exposed(base: Path, trained: Trained, rows: list[Row], others: int) -> dict[int, list[float]]:
    """How exposed each canary is after training, in bits, by how often it was learnt."""
    from .base import Base
    from .canaries import Planted, exposures
    from .likelihood import scorer

    each = others + 1
    planted = [
        Planted(1, rows[at], tuple(rows[at + 1 : at + each])) for at in range(0, len(rows), each)
    ]
    return exposures(scorer(Base(base), trained), planted)


def plain(value: Any) -> Any:
    """What of a value JSON can say: numbers, words, lists and fields; nothing of weights."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.repr}
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value[:MOST_ITEMS]]
    return str(value)


def _listen(source: BinaryIO, stop: threading.Event) -> None:
    """Ask for the pause when told to; end at once when nobody is there to tell anything."""
    while source.read(1) == pipes.STOP:
        stop.set()
    os._exit(1)


def _exactly(source: BinaryIO, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        more = source.read(count - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)


def _die_with_the_parent() -> None:
    # The interrupt key of a terminal is for the night, which then asks for the pause.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
