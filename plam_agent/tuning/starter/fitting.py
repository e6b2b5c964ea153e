"""Fit a small linear model of texts: multinomial logistic regression by stochastic gradients.

The weights are those under which the wanted classes are the likeliest, kept small (L2 on the
buckets that a text has), each stepped by its own rate (Adagrad: Duchi, Hazan and Singer 2011).
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import embedding_bag

from ...planner.linear import BUCKETS, IDF, Linear, grams, packed

FIRST = 1e-8


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a model is fitted: passes over the data, texts to a step, how fast, and L2 on weights."""

    passes: int = 8
    batch: int = 512
    rate: float = 0.3
    shrink: float = 1e-7
    buckets: int = BUCKETS
    rarity: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Many texts as grams, one after another: text i has those from `begins[i]` on."""

    begins: NDArray[np.int64]
    buckets: NDArray[np.int32]
    values: NDArray[np.float32]


def fit(
    texts: Sequence[Mapping[str, str]],
    wanted: NDArray[np.float32],
    classes: tuple[str, ...],
    *,
    seed: int,
    weigh: NDArray[np.float32] | None = None,
    how: Fitting | None = None,
    cap: float = math.inf,
) -> Linear:
    """The model that gives each text its `wanted` probabilities, shape (texts, classes).

    `weigh` (texts,) is how much each text counts, `cap` what a sentence may add when it is used.
    """
    how = how or Fitting()
    idf = rarity(texts, how.buckets) if how.rarity else None
    read = gathered(texts, how.buckets, idf)
    weights, bias = _fitted(read, wanted, weigh, how, seed)
    return packed(classes, weights, bias, idf=idf, cap=cap)


def command(
    what: str,
    train: Callable[[int, int], Linear],
    measured: Callable[[Linear, int, int], object],
    messages: int,
    argv: Sequence[str] | None,
) -> None:
    """Parse the command line, train a model of `messages` or so many, measure it and print."""
    parser = argparse.ArgumentParser(description=f"Train the linear model of {what}.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=messages, help="to learn from")
    parser.add_argument("--test", type=int, default=2_000, help="messages to measure with")
    options = parser.parse_args(argv)
    started = time.monotonic()
    model = train(options.seed, options.messages)
    print(measured(model, options.seed, options.test))
    print(f"{time.monotonic() - started:.0f} s")


def rarity(texts: Sequence[Mapping[str, str]], buckets: int) -> NDArray[np.uint8]:
    """How rare each bucket is among the texts (inverse document frequency), in 1/IDF."""
    seen = np.zeros(buckets, np.int64)
    for fields in texts:
        seen[np.unique(grams(fields, buckets=buckets).buckets)] += 1
    idf = 1 + np.log((1 + len(texts)) / (1 + seen))
    return np.asarray(np.clip(np.rint(idf * IDF), 0, 255), np.uint8)


def gathered(
    texts: Sequence[Mapping[str, str]], buckets: int, idf: NDArray[np.uint8] | None = None
) -> Texts:
    """The grams of all texts."""
    read = [grams(fields, buckets=buckets, idf=idf) for fields in texts]
    ends = np.cumsum([0, *(len(each.buckets) for each in read)])
    return Texts(
        ends[:-1],
        np.concatenate([each.buckets.astype(np.int32) for each in read]),
        np.concatenate([each.values for each in read]),
    )


def _fitted(
    read: Texts,
    wanted: NDArray[np.float32],
    weigh: NDArray[np.float32] | None,
    how: Fitting,
    seed: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    shuffle = np.random.default_rng(seed)
    many, classes = wanted.shape
    weights, bias = torch.zeros(how.buckets, classes), torch.zeros(classes)
    # A first sum above nought keeps the first steps of rare buckets from being as long as `rate`.
    squares, bias_squares = torch.full_like(weights, FIRST), torch.full_like(bias, FIRST)
    target = torch.from_numpy(wanted)
    counts = torch.ones(many) if weigh is None else torch.from_numpy(weigh)
    counts = counts / counts.mean()
    sizes = np.diff(read.begins, append=len(read.buckets))
    total, step = how.passes * math.ceil(many / how.batch), 0
    for _ in range(how.passes):
        order = shuffle.permutation(many)
        for first in range(0, many, how.batch):
            some = order[first : first + how.batch]
            ends = np.cumsum(sizes[some])
            within = np.repeat(read.begins[some] - ends + sizes[some], sizes[some])
            places = within + np.arange(ends[-1])
            rows = torch.from_numpy(read.buckets[places].astype(np.int64))
            values = torch.from_numpy(read.values[places])
            begins = torch.from_numpy(ends - sizes[some])
            said = embedding_bag(rows, weights, begins, mode="sum", per_sample_weights=values)
            off = torch.softmax(said + bias, dim=1) - target[some]
            off *= counts[some, None] / len(some)
            of = torch.from_numpy(np.repeat(np.arange(len(some)), sizes[some]))
            slope = how.shrink * weights
            slope.index_add_(0, rows, off[of] * values[:, None])
            rate = how.rate * (1 - step / total)
            _descend(weights, slope, squares, rate)
            _descend(bias, off.sum(dim=0), bias_squares, rate)
            step += 1
    return weights.numpy(), bias.numpy()


def _descend(
    weights: torch.Tensor, slope: torch.Tensor, squares: torch.Tensor, rate: float
) -> None:
    squares.addcmul_(slope, slope)
    weights.addcdiv_(slope, squares.sqrt(), value=-rate)
