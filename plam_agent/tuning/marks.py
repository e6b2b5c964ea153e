"""What was measured of a model's skills, by question, so that two models are compared in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

QUOTING, LABELS, INJECTION = "quoting", "labels", "injection"
ABSTENTION, SAFETY = "abstention", "safety"
STRICT = (ABSTENTION, SAFETY, INJECTION)
"""What may not become worse at all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Of each question whether it was answered rightly, and the chance of the right answer.

    `chance` is empty where it is not known.
    """

    right: tuple[bool, ...]
    chance: tuple[float, ...] = ()

    @property
    def share(self) -> float:
        """The share of right answers."""
        return sum(self.right) / max(1, len(self.right))


@dataclass(frozen=True, slots=True)
class Skills:
    """The marks of one model, by skill; those of tools are named after them.

    `model` is its fingerprint and `suites` the mark of what was asked.
    """

    model: str
    suites: str
    marks: Mapping[str, Mark]

    @property
    def tools(self) -> Mapping[str, Mark]:
        """The marks of the tools alone."""
        return {name: mark for name, mark in self.marks.items() if "." in name}

    def plain(self) -> dict[str, Any]:
        """All of it as JSON data; no question is told."""
        return {
            "model": self.model,
            "suites": self.suites,
            "marks": {
                name: {
                    "right": "".join("01"[each] for each in mark.right),
                    "chance": [round(each, 6) for each in mark.chance],
                }
                for name, mark in self.marks.items()
            },
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """What `plain` told. Raises KeyError, TypeError or ValueError for anything else."""
        marks = {
            str(name): Mark(tuple(each == "1" for each in mark["right"]), tuple(mark["chance"]))
            for name, mark in plain["marks"].items()
        }
        return cls(str(plain["model"]), str(plain["suites"]), marks)
