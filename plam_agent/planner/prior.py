"""The linear models that a model file carries beside its own weights, read without trusting it.

A small transformer that was trained for an hour or two on two cores chooses tools and labels worse
than a linear model of the same text does, and it does what that cannot: arguments, several steps,
tools and labels it never saw. So its choices are those of both together (`leaning`).

Tools that were never seen are weighed by `matching`, whose numbers are `plam.prior.match.*`. The
fields of the models are `plam.prior.plan.*`, `plam.prior.label.*` and `plam.prior.screen.*`:
`classes` (strings), `weights` (eight-bit whole numbers, bucket by bucket, packed into 64-bit ones
because llama.cpp spells out every number of an array when it loads a file), `scales` and `bias`
(floats), and, where they are not as usual, `rarity` (packed), `cap`, `strength` and `kind`.
`plam_agent.tuning.starter.priors` trains and writes them. A file without them works as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .header import Header
from .linear import Linear
from .matching import FEATURES, PAIRS, Matching
from .screening import ADDRESSED

PLAN, LABEL, MATCH = "plam.prior.plan", "plam.prior.label", "plam.prior.match"
SCREEN = "plam.prior.screen"
KIND = "plam.prior.plan.kind"
"""How much the model of tools counts for whether anything is planned at all."""

NONE = "none"
"""The class of requests that no tool serves."""

MOST_CLASSES = 512
LONGEST_CLASS = 100
MOST_BUCKETS = 2**20
STRONGEST, LARGEST = 20.0, 1e6
_FLOAT, _PACKED = 6, 10

Stored = float | tuple[str, ...] | NDArray[np.uint64] | NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Priors:
    """The linear models of tools and of labels; None where the file has none.

    `screen` knows the sentences of a message that speak to its reader (`screening`).
    `match` weighs tools that `plan` does not know. `kind` is what the log-probabilities of a plan
    and of none are multiplied by; those of the tools are multiplied by `plan.strength`.
    """

    plan: Linear | None = None
    label: Linear | None = None
    match: Matching | None = None
    kind: float = 1.0
    screen: Linear | None = None

    @classmethod
    def of(cls, header: Header, file: Path) -> Self:
        """What the model `file` carries. Raises ModelError where it is impossible."""
        plan = Reading(header, PLAN, file).linear()
        if plan is not None and NONE not in plan.classes:
            raise _wrong(f"{PLAN}.classes", f"lack {NONE!r}", file)
        match = Reading(header, MATCH, file)._matching()
        kind = Reading(header, PLAN, file)._number("kind", 1.0)
        screen = Reading(header, SCREEN, file).linear()
        if screen is not None and ADDRESSED not in screen.classes:
            raise _wrong(f"{SCREEN}.classes", f"lack {ADDRESSED!r}", file)
        return cls(plan, Reading(header, LABEL, file).linear(), match, kind, screen)


def stored(prefix: str, model: Linear | None) -> dict[str, Stored | None]:
    """The fields that hold `model` in a file, None where a field is to be left out."""
    names = ("classes", "weights", "scales", "bias", "rarity", "cap", "strength")
    if model is None:
        return {f"{prefix}.{name}": None for name in names}
    values: tuple[Stored | None, ...] = (
        model.classes,
        _packed(model.weights),
        model.scales,
        model.bias,
        None if model.idf is None else _packed(model.idf),
        None if np.isinf(model.cap) else model.cap,
        model.strength,
    )
    return {f"{prefix}.{name}": value for name, value in zip(names, values, strict=True)}


def stored_matching(model: Matching | None) -> dict[str, Stored | None]:
    """The fields that hold `model` in a file, None where they are to be left out."""
    names = ("pairs", "coefficients", "kind", "strength")
    if model is None:
        return {f"{MATCH}.{name}": None for name in names}
    numbers = np.hstack([model.coefficients, model.beside, [model.scale]]).astype(np.float32)
    values: tuple[Stored, ...] = (_packed(model.pairs), numbers, model.kind, model.strength)
    return {f"{MATCH}.{name}": value for name, value in zip(names, values, strict=True)}


def _packed(numbers: NDArray[np.int8] | NDArray[np.uint8]) -> NDArray[np.uint64]:
    data = numbers.tobytes()
    return np.frombuffer(data + bytes(-len(data) % 8), "<u8").astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of a file whose names begin with `prefix`, read without trusting them."""

    header: Header
    prefix: str
    file: Path

    def linear(self) -> Linear | None:
        """The linear model that they hold, if any. Raises ModelError where it is impossible."""
        keys = {*self.header.texts, *self.header.numbers, *self.header.fields, *self.header.lengths}
        if not any(key.startswith(f"{self.prefix}.") for key in keys):
            return None
        classes = self.header.texts.get(f"{self.prefix}.classes", ())
        named = all(0 < len(name) <= LONGEST_CLASS and name.isprintable() for name in classes)
        if not 2 <= len(set(classes)) == len(classes) <= MOST_CLASSES or not named:
            raise self._wrong("classes", f"are not 2 to {MOST_CLASSES} different names")
        whole = self._raw("weights", _PACKED)
        buckets = 1 << max(0, (len(whole) // len(classes)).bit_length() - 1)
        if not 2 <= buckets <= MOST_BUCKETS or not self._fits(whole, buckets * len(classes)):
            raise self._wrong("weights", "are not one for each bucket and class")
        weights = np.frombuffer(whole, np.int8, buckets * len(classes))
        idf = None
        if f"{self.prefix}.rarity" in self.header.numbers:
            rarity = self._raw("rarity", _PACKED)
            if not self._fits(rarity, buckets):
                raise self._wrong("rarity", "is not one number for each bucket")
            idf = np.frombuffer(rarity, np.uint8, buckets)
        return Linear(
            classes,
            weights.reshape(buckets, len(classes)),
            self._floats("scales", len(classes)),
            self._floats("bias", len(classes)),
            idf,
            self._number("cap", float("inf")),
            self._number("strength", 1.0),
        )

    def _matching(self) -> Matching | None:
        if f"{self.prefix}.pairs" not in self.header.numbers:
            return None
        data = self._raw("pairs", _PACKED)
        if not self._fits(data, PAIRS):
            raise self._wrong("pairs", f"are not {PAIRS:,} numbers")
        numbers = self._floats("coefficients", FEATURES + 5)
        return Matching(
            np.frombuffer(data, np.int8, PAIRS),
            float(numbers[-1]),
            numbers[:FEATURES],
            numbers[FEATURES:-1],
            self._number("kind", 1.0),
            self._number("strength", 1.0),
        )

    def _raw(self, name: str, kind: int) -> bytes:
        found, data = self.header.numbers.get(f"{self.prefix}.{name}", (kind, b""))
        if found != kind:
            raise self._wrong(name, f"are of GGUF type {found} and not {kind}")
        return data

    def _fits(self, data: bytes, count: int) -> bool:
        """Whether packed numbers are `count`, and what fills the last one is nothing."""
        return len(data) == count + -count % 8 and not any(data[count:])

    def _floats(self, name: str, count: int) -> NDArray[np.float32]:
        data = self._raw(name, _FLOAT)
        values = np.frombuffer(data, "<f4").astype(np.float32)
        # What is no number is not below it either.
        if len(values) != count or not (np.abs(values) <= LARGEST).all():
            raise self._wrong(name, f"are not {count} numbers up to {LARGEST:g}")
        return values

    def _number(self, name: str, otherwise: float) -> float:
        value = self.header.fields.get(f"{self.prefix}.{name}", otherwise)
        if value is otherwise:
            return otherwise
        if not isinstance(value, int | float) or not 0 <= value <= STRONGEST:
            raise self._wrong(name, f"is not a number from 0 to {STRONGEST:g}")
        return float(value)

    def _wrong(self, name: str, what: str) -> ModelError:
        return _wrong(f"{self.prefix}.{name}", what, self.file)


def _wrong(key: str, what: str, file: Path) -> ModelError:
    return ModelError(
        f"The model file's {key} {what}.",
        file=file,
        fix="Write its linear models again, or use the file as it was before.",
    )
