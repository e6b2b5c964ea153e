"""Searching every file of a home for what should not be there, decoded and as it lies.

Words are looked for in each file's bytes, as UTF-8, UTF-16 and JSON escapes, whatever their case,
and in all that the home's keys open: journal records, memories and their marks, the secrets. Keys
are looked for in every byte. Weights of models are not searched: they come from outside, and
nothing of the owner's is written into them. What is packed, or does not open, is named, because
words are not seen in it, and so are the weights of adapters: numbers that were learnt from the
owner's words, marked as stale where these are forgotten. Sealed states of models are numbers too,
and each forgetting removes them all.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DamageError, StorageError
from .journal import Journal
from .memory.layout import NAME
from .memory.sealed import Memories
from .vault import Secrets, Vault

WEIGHTS = (".gguf", ".safetensors")
PACKED = (".parquet", ".gz", ".xz", ".bz2", ".zst", ".zip")
"""Files that words do not lie readable in, which nothing here writes into a home by itself."""
ADAPTERS = "adapters/*/weights"
SHORT = 6
"""Words with fewer letters are looked for in text only: chance writes them into what is sealed."""
FEW = 16
"""Up to so many keys are looked for one by one."""

Holds = Callable[[Sequence[str]], bool]
"""Whether a record, given by all its texts, is about what was to be forgotten."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked at, and where something was found.

    `words` names the files with the words in them and `opened` what the home's keys still open
    with them in it; `keys` names the files in which a destroyed key is.
    """

    files: int
    octets: int
    records: int
    memories: int
    words: tuple[str, ...]
    opened: tuple[str, ...]
    keys: tuple[str, ...]
    passed_over: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "files": self.files,
            "octets": self.octets,
            "records": self.records,
            "memories": self.memories,
            "words_in": list(self.words),
            "opened_in": list(self.opened),
            "keys_in": list(self.keys),
            "passed_over": list(self.passed_over),
        }


def searched(
    home: Path,
    journal: Journal,
    vault: Vault,
    *,
    words: Sequence[str] = (),
    holds: Holds | None = None,
    keys: Sequence[bytes] = (),
    kept: Collection[str] = (),
) -> Searched:
    """Look for `words` and destroyed `keys` in every file, and for what `holds` in what opens.

    Events of the kinds `kept` hold no content. Raises DamageError where the journal or the memory
    does not open, and StorageError where a file cannot be read.
    """
    pattern = _pattern([each for each in words if len(each) >= SHORT])
    short = _pattern([each for each in words if len(each) < SHORT])
    found = _Found([], [], [], [])
    files = octets = 0
    for path in _files(home):
        name = path.relative_to(home).as_posix()
        if path.suffix in WEIGHTS:
            found.passed_over.append(name)
            continue
        with _bytes(path) as raw:
            files, octets = files + 1, octets + len(raw)
            if path.suffix in PACKED or path.match(ADAPTERS):
                found.passed_over.append(name)
            if (pattern and pattern.search(raw)) or (short and _is_text(raw) and short.search(raw)):
                found.words.append(name)
            if keys and _any_of(keys, raw):
                found.keys.append(name)
    records = 0
    for event in journal.events():
        records += 1
        if holds and event.kind not in kept and holds(list(texts_of(event.body))):
            found.opened.append(f"journal record {event.seq}")
    memories = 0
    if (home / NAME).exists():
        with Memories.open(home, vault) as store:
            for memory in store.all():
                memories += 1
                origins = [str(each) for each in memory.origins]
                if holds and holds([memory.text, memory.source, *memory.people, *origins]):
                    found.opened.append(f"memory {memory.id}")
            if holds:
                marks = store.marks().items()
                found.opened.extend(f"mark {name}" for name, said in marks if holds([said]))
    if holds:
        secrets = Secrets(home, vault)
        try:
            # Passwords are texts like others.
            passwords = [secrets.get(account, name) for account, name in secrets.names()]
            found.opened.extend(["secrets"] if any(holds([each]) for each in passwords) else [])
        except DamageError:
            found.passed_over.append("secrets, which do not open")
    return Searched(files, octets, records, memories, *map(tuple, found.all()))


@dataclass(frozen=True, slots=True)
class _Found:
    words: list[str]
    opened: list[str]
    keys: list[str]
    passed_over: list[str]

    def all(self) -> tuple[list[str], list[str], list[str], list[str]]:
        return self.words, self.opened, self.keys, self.passed_over


def texts_of(value: Any) -> Iterator[str]:
    """Every text within JSON data, and the names of its members."""
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield str(key)
                yield from texts_of(each)
        case list() | tuple():
            for each in value:
                yield from texts_of(each)


def _files(home: Path) -> list[Path]:
    """The regular files, links not followed."""
    found = []
    for folder, _, names in os.walk(home):
        paths = (Path(folder, name) for name in names)
        found += [each for each in paths if each.is_file() and not each.is_symlink()]
    return sorted(found)


@contextlib.contextmanager
def _bytes(path: Path) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
                yield raw
    except FileNotFoundError:
        # Locks and sockets of other processes come and go.
        yield b""
    except OSError as error:
        raise StorageError(f"cannot be read: {error.strerror}.", file=path) from error


def _is_text(raw: Any) -> bool:
    try:
        bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True


def _pattern(words: Sequence[str]) -> re.Pattern[bytes] | None:
    """The words in each way in which a file could have them."""
    ways: set[bytes] = set()
    for word in words:
        for form in {word, word.casefold(), word.upper(), word.title()}:
            escaped = json.dumps(form)[1:-1]
            ways |= {form.encode(), escaped.encode()}
            ways |= {form.encode("utf-16-le"), form.encode("utf-16-be")}
    if not ways:
        return None
    return re.compile(b"|".join(re.escape(each) for each in sorted(ways)), re.IGNORECASE)


def _any_of(keys: Sequence[bytes], raw: Any) -> bool:
    """Whether any of the keys, or half of one, lies in these bytes."""
    halves = [half for key in keys for half in (key[: len(key) // 2], key[len(key) // 2 :])]
    if len(halves) <= FEW:
        return any(raw.find(half) >= 0 for half in halves)
    import numpy as np

    wanted = np.array(sorted({half[:8] for half in halves}), dtype="S8").view("<u8")
    wanted.sort()
    for start in range(8):
        length = (len(raw) - start) // 8
        if length <= 0:
            continue
        window = np.frombuffer(raw, dtype="<u8", count=length, offset=start)
        hits = np.flatnonzero(np.isin(window, wanted))
        places = [start + 8 * int(each) for each in hits]
        del window
        if any(raw[at : at + len(half)] == half for at in places for half in halves):
            return True
    return False
