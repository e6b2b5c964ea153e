"""Train the linear model of tools, and how well a request fits a tool that was never seen.

It learns requests to the standard tools and requests that none of them serves, as the recipe makes
them in English and French, and what people said (`train.jsonl`, if it is there), as it stands and
varied. Of a request that takes several tools it learns the first.

Tools that were never seen are weighed by the recipe's inventions that training sees, described
anew in every list (`planner.matching`). What pairs of words say is learnt of some of them, and how
much that and all else counts of the others, which are as new then as a plugin's tools will be.
"""

# ruff: noqa: S311  (random requests for training protect nothing)

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, embedding_bag

from ...planner.leaning import standing
from ...planner.linear import Linear
from ...planner.matching import FEATURES, PAIRS, Matching, features, pairs
from ...planner.prior import NONE
from ...planner.reader import OPERATIONS
from ...types import Tool
from .annotations import as_request
from .fitting import Fitting, fit
from .frames import LANGUAGES, TOOLS
from .inventions import Invention, inventions, plain_request
from .offers import People, asked, offer
from .requests import Request, aside, request
from .utterances import Utterance, read, varied

CLASSES = (*(tool.name for tool in (*TOOLS, *OPERATIONS)), NONE)
# Requests of the recipe, and variants of each human line beside the line itself.
RECIPE, VARIANTS = 60_000, 3
# Of the recipe's requests: those to standard tools, those for nothing, and those for a tool that
# would have to be invented first.
SHARES = (0.62, 0.28, 0.1)
HOW = Fitting(passes=5, buckets=2**16)
# Requests to lists with unknown tools, as many of each list, and how their weights are found.
LISTED, OF_ONE_LIST = 10_000, 24
PASSES, BATCH, RATE, PAIR_RATE, SHRINK = 6, 256, 0.3, 0.1, 1e-5
# Of a hundred inventions those that stay new at first, and how much a request for one counts: who
# adds a tool means to use it.
NEW, MEANT = 34, 4.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is made to learn from: requests of the recipe, and requests to unknown tools.

    `how` is how the model of the standard tools is fitted.
    """

    recipe: int = RECIPE
    listed: int = LISTED
    how: Fitting = HOW


def train(nlu: Path | None, seed: int, sizes: Sizes | None = None) -> tuple[Linear, Matching]:
    """The models; `nlu` is the folder of what people said. Raises OSError and ValueError."""
    sizes = sizes or Sizes()
    lines = read(nlu / "train.jsonl") if nlu else []
    known = plan_model(lines, seed, sizes)
    return known, matching_model(known, lines, seed, sizes.listed)


def plan_model(lines: Sequence[Utterance], seed: int, sizes: Sizes) -> Linear:
    """The model of the standard tools."""
    rng = random.Random(f"{seed}/tools")
    said = [*_of_recipe(rng, sizes.recipe), *_of_people(rng, lines)]
    wanted = np.stack([_wanted(each) for each in said])
    return fit([{"words": each.words} for each in said], wanted, CLASSES, seed=seed, how=sizes.how)


def _of_recipe(rng: random.Random, count: int) -> Iterator[Request]:
    # What stands beside a standard tool is not asked for in vain.
    strange = [each for each in inventions(False) if not each.rivals and not _new(each)]
    for _ in range(count):
        lang, way = rng.choice(LANGUAGES), rng.choices(range(3), SHARES)[0]
        if way == 0:
            yield request(rng, lang)
        elif way == 1:
            yield aside(rng, lang)
        else:
            yield plain_request(rng, rng.choice(strange), lang)


def _of_people(rng: random.Random, lines: Sequence[Utterance]) -> Iterator[Request]:
    for line in lines:
        yield as_request(line)
        for _ in range(VARIANTS):
            yield as_request(varied(rng, line))


def _new(each: Invention) -> bool:
    """Whether an invention stays new until all is learnt but how much it counts."""
    return zlib.crc32(f"new {each.split or each.id}".encode()) % 100 < NEW


def _wanted(made: Request) -> NDArray[np.float32]:
    """The probability of each class: that of the first tool is 1."""
    steps = made.plan.get("steps", ())
    row = np.zeros(len(CLASSES), np.float32)
    row[CLASSES.index(steps[0]["tool"] if steps else NONE)] = 1
    return row


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    """A request to a list: its unknown tools' features and pairs, and what else it could be.

    `base` holds the log-probabilities of any known tool and of none; `wanted` is 0 where a known
    tool is, 1 for none, and 2 onwards for the unknown ones.
    """

    features: NDArray[np.float64]
    pairs: list[NDArray[np.int64]]
    base: tuple[float, float]
    wanted: int
    new: bool


def matching_model(known: Linear, lines: Sequence[Utterance], seed: int, count: int) -> Matching:
    """How unknown tools are weighed beside those that `known` knows."""
    rng = random.Random(f"{seed}/unknown tools")
    people, rows = People.of(lines), list[_Listed]()
    while len(rows) < count:
        offered = offer(rng)
        strange = [tool for tool in offered.tools if tool.name not in CLASSES]
        if strange:
            made = asked(rng, people, offered, OF_ONE_LIST)
            new = {shown.tool.name for shown in offered.invented if _new(shown.invention)}
            rows += [_listed(known, each, offered.tools, strange, new) for each in made]
    return _matched(rows, seed)


def _listed(
    known: Linear,
    made: Request,
    tools: Sequence[Tool],
    strange: Sequence[Tool],
    new: AbstractSet[str],
) -> _Listed:
    steps = made.plan.get("steps", ())
    names = [tool.name for tool in strange]
    want = steps[0]["tool"] if steps else NONE
    there = {tool.name for tool in tools}
    likely = dict(zip(known.classes, known.scores({"words": made.words}), strict=True))
    return _Listed(
        features(made.words, strange, tools),
        pairs(made.words, strange),
        standing(likely, there),
        names.index(want) + 2 if want in names else int(want == NONE),
        want in new,
    )


def _matched(rows: Sequence[_Listed], seed: int) -> Matching:
    """The weights under which what was wanted is the likeliest, small ones being preferred."""
    shuffle = np.random.default_rng(seed)
    later = np.array([row.new or shuffle.random() * 100 < NEW for row in rows])
    each = torch.zeros(PAIRS, requires_grad=True)
    weights = torch.zeros(FEATURES, requires_grad=True)
    beside = torch.tensor([1.0, 0.0, 1.0, 0.0], requires_grad=True)
    much = torch.ones(1, requires_grad=True)
    said = torch.optim.Adagrad([each], lr=PAIR_RATE, initial_accumulator_value=1e-8)
    counts = torch.optim.Adagrad([weights, beside, much], lr=RATE, initial_accumulator_value=1e-3)
    for steps, mine in ((said, ~later), (counts, later)):
        some = np.flatnonzero(mine)
        for _ in range(PASSES):
            order = shuffle.permutation(some)
            for first in range(0, len(order), BATCH):
                batch = [rows[at] for at in order[first : first + BATCH]]
                scores = _scores(batch, each * much, weights, beside)
                losses = cross_entropy(
                    scores, torch.tensor([row.wanted for row in batch]), reduction="none"
                )
                heavy = torch.tensor([MEANT if row.wanted > 1 else 1.0 for row in batch])
                loss = (losses * heavy).mean() + SHRINK * (each * each).sum()
                said.zero_grad()
                counts.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                steps.step()
                if steps is said:
                    counts.step()
    found = (each * much).detach().numpy()
    scale = max(float(np.abs(found).max()), 1e-9) / 127
    return Matching(
        np.rint(found / scale).astype(np.int8),
        scale,
        weights.detach().numpy(),
        beside.detach().numpy(),
    )


def _scores(
    rows: Sequence[_Listed], each: torch.Tensor, weights: torch.Tensor, beside: torch.Tensor
) -> torch.Tensor:
    """Log-odds of any known tool, none, and every unknown tool: shape (rows, 2 + tools)."""
    sizes = np.array([len(some) for row in rows for some in row.pairs])
    flat = torch.from_numpy(np.concatenate([some for row in rows for some in row.pairs]))
    begins = torch.from_numpy(np.cumsum(sizes) - sizes)
    summed = embedding_bag(flat, each[:, None], begins, mode="sum")[:, 0]
    shared = torch.from_numpy(np.concatenate([row.features for row in rows])).float()
    found = shared @ weights + summed / torch.from_numpy(np.sqrt(sizes.clip(1))).float()
    row = torch.tensor([at for at, row in enumerate(rows) for _ in row.pairs])
    column = torch.tensor([at for row in rows for at in range(len(row.pairs))])
    width = max(len(row.pairs) for row in rows)
    unknown = torch.full((len(rows), width), -1e4).index_put((row, column), found)
    base = torch.tensor([row.base for row in rows])
    return torch.cat([base * beside[0::2] + beside[1::2], unknown], dim=1)
