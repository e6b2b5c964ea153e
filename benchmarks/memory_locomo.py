"""Recall on LoCoMo, one conversation left out for whatever is tuned."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plam_agent.keys import Master
from plam_agent.memory.embed import Embedder, vector_bytes
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.recall import DEFAULT, Weights
from plam_agent.memory.recollection import Recollection
from plam_agent.types import REQUEST
from plam_agent.vault import Vault

from .memory_lance import reciprocal_ranks

CATEGORIES = {1: "several turns", 2: "when", 3: "inference", 4: "one turn", 5: "misleading"}
FIRST = 10
MEASURES = ("R@5", "R@10", "session@1")

# What is tuned: how far words reach, and how much meaning counts beside them.
REACH = (
    {"before": (0.5, 0.25), "after": (0.4, 0.15)},
    {"before": (0.6, 0.35, 0.1), "after": (0.45, 0.2)},
    {"before": (0.8, 0.5, 0.25), "after": (0.5, 0.25, 0.1)},
)
GRID = tuple(
    replace(DEFAULT, meaning=meaning, **reach) for reach in REACH for meaning in (0.3, 0.45, 0.6)
)
WORDS_GRID = tuple(replace(DEFAULT, **reach) for reach in REACH)
ALONE = replace(
    DEFAULT, before=(), after=(), hop=0, time=0, recency=0, importance=0, uses=0, replaced=0
)
MEANING_ALONE = replace(ALONE, words=0, meaning_before=(), meaning_after=(), meaning=1.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the turns that answer it, and its category."""

    words: str
    turns: frozenset[str]
    category: int


@dataclass(slots=True)
class Talk:
    """One conversation as memories, one a turn, and what is asked about it."""

    memories: list[Memory]
    asked: list[Asked]
    now: datetime
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)


Score = tuple[int, float, float, float]
"""Category, R@5, R@10 and session hit@1 of one question."""


class Known:
    """An embedder that has everything embedded before it is asked."""

    def __init__(self, embedder: Embedder) -> None:
        """Nothing yet."""
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder's own."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def talks(path: Path, *, quick: bool) -> list[Talk]:
    """The conversations of `locomo10.json`, two of them where `quick`."""
    found = []
    for each in json.loads(path.read_text(encoding="utf-8"))[: 2 if quick else None]:
        said = each["conversation"]
        memories: list[Memory] = []
        number = 1
        while f"session_{number}_date_time" in said:
            at = _moment(said[f"session_{number}_date_time"])
            for place, turn in enumerate(said.get(f"session_{number}", ())):
                text = f"{turn['speaker']}: {turn['text']}"
                if caption := turn.get("blip_caption"):
                    text += f" (shares a picture: {caption})"
                memories.append(
                    Memory(
                        turn["dia_id"],
                        Tier.EPISODE,
                        text,
                        at + timedelta(seconds=place),
                        frozenset({REQUEST}),
                        f"session:{number}",
                        place,
                    )
                )
            number += 1
        ids = {memory.id for memory in memories}
        asked = [
            Asked(question["question"], frozenset(turns), question["category"])
            for question in each["qa"]
            if (turns := ids & set(re.findall(r"D\d+:\d+", " ".join(question["evidence"]))))
        ]
        found.append(Talk(memories, asked, memories[-1].at + timedelta(days=1)))
    return found


def _moment(said: str) -> datetime:
    return datetime.strptime(said, "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)


async def locomo(
    path: Path, embedder: Embedder | None, home: Path, *, quick: bool
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """A row for each way to recall, and the figures."""
    all_talks = talks(path, quick=quick)
    known = Known(embedder) if embedder else None
    if known:
        for talk in all_talks:
            rows = known.embed([memory.text for memory in talk.memories])
            vectors = vector_bytes(rows)
            talk.memories = [
                replace(memory, vector=vector)
                for memory, vector in zip(talk.memories, vectors, strict=True)
            ]
            known.embed([each.words for each in talk.asked])
    grid = GRID[::4] if quick else GRID
    ways: dict[str, list[list[list[Score]]]] = {}
    for number, talk in enumerate(all_talks):
        folder = home / f"talk{number}"
        vault = Vault(Master(bytes(32)))
        for name, model, some in (
            ("words", None, (ALONE, DEFAULT, *WORDS_GRID)),
            ("both", known, (MEANING_ALONE, DEFAULT, *grid)),
        ):
            if name == "both" and known is None:
                continue
            async with await Recollection.open(folder, vault, model, ("en",), UTC) as memory:
                await memory.add(talk.memories)
                found = [await _asked(talk, memory, weights) for weights in some]
            ways.setdefault(name, []).append(found)
        if known:
            ranks = reciprocal_ranks(talk.memories, [each.words for each in talk.asked], known)
            found = [[_score(talk, each, ids) for each, ids in zip(talk.asked, ranks, strict=True)]]
            ways.setdefault("lance", []).append(found)
    return _told(ways)


async def _asked(talk: Talk, memory: Recollection, weights: Weights) -> list[Score]:
    scores = []
    for each in talk.asked:
        recalled = await memory.recall(
            each.words, talk.now, limit=FIRST, counted=False, weights=weights
        )
        scores.append(_score(talk, each, [one.memory.id for one in recalled]))
    return scores


def _score(talk: Talk, asked: Asked, ids: Sequence[str]) -> Score:
    def share(count: int) -> float:
        return len(asked.turns & set(ids[:count])) / len(asked.turns)

    sessions = {each.partition(":")[0] for each in asked.turns}
    hit = bool(ids) and ids[0].partition(":")[0] in sessions
    return asked.category, share(5), share(10), float(hit)


def _left_out(talks_: list[list[list[Score]]], first: int) -> list[Score]:
    """Each conversation's scores with what did best, by R@5, on all the others."""
    choices = range(first, len(talks_[0]))
    held: list[Score] = []
    for left, talk in enumerate(talks_):
        rest = [other for at, other in enumerate(talks_) if at != left] or [talk]

        def others(choice: int, rest: list[list[list[Score]]] = rest) -> float:
            return float(np.mean([score[1] for other in rest for score in other[choice]]))

        held += talk[max(choices, key=others)]
    return held


def _told(
    ways: dict[str, list[list[list[Score]]]],
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    def flat(name: str, choice: int) -> list[Score]:
        return [score for talk in ways[name] for score in talk[choice]]

    kinds = {"words alone, BM25": flat("words", 0)}
    if "both" in ways:
        kinds["vectors alone"] = flat("both", 0)
        kinds["LanceDB's RRF of both"] = flat("lance", 0)
    kinds["recall without an embedder, as shipped"] = flat("words", 1)
    kinds["recall without an embedder, one left out"] = _left_out(ways["words"], 2)
    if "both" in ways:
        kinds["recall, as shipped"] = flat("both", 1)
        kinds["recall, one left out"] = _left_out(ways["both"], 2)
    rows = []
    for name, scores in kinds.items():
        mean = np.mean(np.array(scores)[:, 1:], axis=0)
        row: dict[str, Any] = {"way": name} | dict(zip(MEASURES, mean.tolist(), strict=True))
        for number, category in CATEGORIES.items():
            some = [score[1] for score in scores if score[0] == number]
            row[f"{category} R@5"] = float(np.mean(some)) if some else None
        rows.append(row)
    best = rows[-1]
    figures = {
        "turn_r5": best["R@5"],
        "turn_r10": best["R@10"],
        "session_hit1": best["session@1"],
        "no_embedder_turn_r5": next(
            row for row in rows if row["way"] == "recall without an embedder, one left out"
        )["R@5"],
        "bm25_turn_r5": rows[0]["R@5"],
        "questions": float(len(kinds["words alone, BM25"])),
    }
    if "both" in ways:
        figures |= {"vector_turn_r5": rows[1]["R@5"], "rrf_turn_r5": rows[2]["R@5"]}
    return rows, figures
