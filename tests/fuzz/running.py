"""Trying one parser for as long as was asked, and keeping what was found."""

from __future__ import annotations

import collections
import hashlib
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.target import Target

ROUND = 400


@dataclass
class Found:
    """What became of one parser: how many inputs, which outcomes, and the findings.

    `findings` gives, by the place where it fails, the smallest input and what it fails with.
    """

    target: str
    runs: int = 0
    outcomes: collections.Counter[str] = field(default_factory=collections.Counter)
    findings: dict[str, tuple[bytes, str]] = field(default_factory=dict)


def place_of(error: BaseException) -> str:
    """Where it failed: inputs that fail in the same place are one finding."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"


def fuzz(
    target: Target, *, seconds: float, first: int, most: int | None = None, least: int = 0
) -> Found:
    """Try inputs until the time is over, or `most` of them; each round has a seed of its own.

    On a machine with no time to spare the time ends with the first `least` inputs.
    A finding is made as small as can be, and from then on inputs that fail alike are passed over.
    """
    found = Found(target.name)
    deadline = time.monotonic() + seconds
    known: set[str] = set()
    number = first

    def one(raw: bytes) -> None:
        if time.monotonic() > deadline and found.runs >= least:
            return
        found.runs += 1
        try:
            found.outcomes[target.tried(raw)] += 1
        except Exception as error:
            where = place_of(error)
            if where in known:
                return
            before = found.findings.get(where)
            if before is None or len(raw) <= len(before[0]):
                found.findings[where] = (raw, "".join(traceback.format_exception(error)))
            raise

    while (time.monotonic() < deadline or found.runs < least) and (
        most is None or found.runs < most
    ):
        many = ROUND if most is None else min(ROUND, most - found.runs)
        limits = settings(
            max_examples=max(1, many),
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        try:
            seed(number)(limits(given(raw=target.inputs)(one)))()
        except Exception:
            known = set(found.findings)
        number += 1
    return found


def kept(found: Found, folder: Path) -> list[Path]:
    """The input of each finding, in a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for raw, _ in found.findings.values():
        path = folder / f"{found.target}-{hashlib.sha256(raw).hexdigest()[:12]}"
        path.write_bytes(raw)
        paths.append(path)
    return paths
