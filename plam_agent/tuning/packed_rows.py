"""Rows as bytes and back: a few flat arrays, so that reading them runs no code of anybody's.

A NumPy archive without pickled objects. Rows follow each other in `tokens`, `starts`, `weights` and
`wanted`; their choices in `choices`, which counts the tokens allowed at each answer token: FORCED
where there is none to choose, ALL for the whole vocabulary. `leans` says where linear models lean.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

import numpy as np

from ..errors import DamageError
from .example import Choice, Row

FORCED, ALL = -1, -2


def packed(rows: Sequence[Row]) -> bytes:
    """The rows as bytes; `unpacked` gives equal ones."""
    counts: list[int] = []
    leaning: list[bool] = []
    allowed: list[np.ndarray] = []
    leans: list[np.ndarray] = []
    for row in rows:
        for choice in row.choices:
            there = choice is not None and choice.allowed is not None
            counts.append(FORCED if choice is None else len(choice.allowed) if there else ALL)  # type: ignore[arg-type]
            leaning.append(choice is not None and choice.lean is not None)
            if choice is not None and choice.allowed is not None:
                allowed.append(choice.allowed)
            if choice is not None and choice.lean is not None:
                leans.append(choice.lean)
    sources = json.dumps([row.sources for row in rows]).encode()
    held = io.BytesIO()
    np.savez(
        held,
        lengths=np.array([len(row.tokens) for row in rows], np.int64),
        tokens=_joined([np.array(row.tokens, np.int32) for row in rows], np.int32),
        starts=np.array([row.start for row in rows], np.int64),
        weights=np.array([row.weight for row in rows], np.float64),
        wanted=np.array([row.wanted for row in rows], np.bool_),
        answers=np.array([len(row.choices) for row in rows], np.int64),
        choices=np.array(counts, np.int64),
        leaning=np.array(leaning, np.bool_),
        allowed=_joined(allowed, np.int32),
        lean_counts=np.array([len(each) for each in leans], np.int64),
        leans=_joined(leans, np.float32),
        sources=np.frombuffer(sources, np.uint8),
    )
    return held.getvalue()


def unpacked(raw: bytes) -> list[Row]:
    """The rows in `raw`. Raises DamageError where it is something else."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            held = {name: found[name] for name in found.files}
        tokens = np.split(held["tokens"], np.cumsum(held["lengths"])[:-1])
        choices = _choices(held)
        ends = np.cumsum(held["answers"])
        sources = json.loads(held["sources"].tobytes())
        return [
            Row(
                tokens=tuple(map(int, tokens[at])),
                start=int(held["starts"][at]),
                choices=tuple(choices[end - count : end]),
                weight=float(held["weights"][at]),
                wanted=bool(held["wanted"][at]),
                sources=tuple(sources[at]),
            )
            for at, (end, count) in enumerate(zip(ends, held["answers"], strict=True))
        ]
    except (ValueError, KeyError, OSError, EOFError, IndexError, zipfile.BadZipFile) as error:
        raise DamageError("the rows of a night do not open.") from error


def _choices(held: dict[str, np.ndarray]) -> list[Choice | None]:
    counts = held["choices"]
    sizes = np.maximum(counts, 0)
    allowed = np.split(held["allowed"], np.cumsum(sizes)[:-1]) if len(counts) else []
    leans = iter(np.split(held["leans"], np.cumsum(held["lean_counts"])[:-1]))
    made: list[Choice | None] = []
    for count, those, leaning in zip(counts, allowed, held["leaning"], strict=True):
        lean = next(leans) if leaning else None
        made.append(None if count == FORCED else Choice(None if count == ALL else those, lean))
    return made


def _joined(arrays: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate([np.zeros(0, kind), *arrays]).astype(kind)
