"""How sure a model is, made to mean how often it is right: three numbers that its file carries.

A temperature divides the scores that a choice is made among (Guo, Pleiss, Sun and Weinberger 2017,
"On Calibration of Modern Neural Networks"): one for plans, one for labels. It changes how sure a
choice is and never which one is made. What is quoted from messages is not calibrated.

The fields of the GGUF file are `plam.calibration.plan`, `plam.calibration.label` and
`plam.threshold.none`; `plam_agent.tuning.starter.calibrate` measures and writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..errors import ModelError
from .header import Header
from .prompt import LABEL_RULES, PLAN_RULES

PLAN = "plam.calibration.plan"
LABEL = "plam.calibration.label"
NONE = "plam.threshold.none"
COLDEST, WARMEST = 0.01, 100.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The temperatures of a model's choices, 1 where its file has none.

    `none` is what it must give to planning at all and to its first tool, together, for a plan to be
    better than to say that there is no tool; None where its file does not say.
    """

    plan: float | None = None
    label: float | None = None
    none: float | None = None

    @classmethod
    def of(cls, header: Header, file: Path) -> Self:
        """What the model `file` says. Raises ModelError where it says something impossible."""
        return cls(
            _number(header, PLAN, file, COLDEST, WARMEST),
            _number(header, LABEL, file, COLDEST, WARMEST),
            _number(header, NONE, file, 0.0, 1.0),
        )

    @property
    def known(self) -> bool:
        """Whether the model is calibrated for plans and for labels."""
        return self.plan is not None and self.label is not None

    def temperature(self, system: str) -> float:
        """The temperature of answers to prompts with this system message."""
        if system.startswith(PLAN_RULES):
            return self.plan or 1.0
        return (self.label or 1.0) if system.startswith(LABEL_RULES) else 1.0


def _number(header: Header, key: str, file: Path, least: float, most: float) -> float | None:
    value = header.fields.get(key)
    if value is None:
        return None
    if not isinstance(value, int | float) or not least <= value <= most:
        raise ModelError(
            f"The model file's {key} is not a number from {least:g} to {most:g}.",
            file=file,
            fix="Calibrate the model again, or use the file it was calibrated from.",
        )
    return float(value)
