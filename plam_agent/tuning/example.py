"""What is learnt from: a prompt, what was to be answered, and how that is spelled in tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ..planner.prompt import Prompt

PLAN, LABEL = "plan", "label"


@dataclass(frozen=True, slots=True)
class Example:
    """What the model should have answered to a prompt, and what it should not.

    `prompt` is what the planner or the reader renders, tools or labels included, and `grammar` what
    it decodes in. `answer` is empty where only what was wrong is known; `against` is what the owner
    did not want. `sources` are the `event:SEQ` and `memory:ID` that it was made from, `group` the
    first tool or the label that was wanted. `weight` is at least 0; `at` when the owner said so.
    """

    kind: str
    prompt: Prompt
    grammar: str = field(repr=False)
    answer: str
    against: tuple[str, ...] = ()
    weight: float = 1.0
    at: datetime | None = None
    sources: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Where an answer could go on in more ways than one: the tokens it could go on with.

    `allowed` (n,) are their ids, ascending. An `allowed` of None is the whole vocabulary.

    `lean` (n,) is what the model file's linear models weigh them with, in nats, NaN for a token of
    which they know nothing; None where they have no say. It joins the logits as
    `planner.leaning.leaned` does, which depends on the logits where some are NaN: these tokens stay
    as they are, and what the others gain together is taken off each of them again, so that both
    sides keep their shares of the probability. `rows.decided` is the same in numbers. Where an
    adapter's habits weigh the tokens too it is (k, n), added one after the other; rows to be learnt
    from are spelled without an adapter and have none.
    """

    allowed: NDArray[np.int32] | None
    lean: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """An example in tokens: those of the prompt, then from `start` on those of the answer.

    `choices` has an entry for each token of the answer: None where the grammar forces it, so that
    nothing is learnt there. With `wanted` false the answer is one to be made unlikely, where it
    first leaves the one that was wanted.
    """

    tokens: tuple[int, ...]
    start: int
    choices: tuple[Choice | None, ...]
    weight: float = 1.0
    wanted: bool = True
    sources: tuple[str, ...] = ()
