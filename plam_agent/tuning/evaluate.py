"""How a model answers examples: whether as was wanted, and how likely it finds what was wanted.

`accepted` asks the model as it is served. What is known to be wanted can be asked more cheaply: one
pass over prompt and answer gives every choice on the way (`decisions`), what it would have taken
there included.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError, PlanError
from ..planner.decoding import Decoder
from ..planner.engine import Batching, Engine, Generation, Halt
from ..planner.grammar import PLAN_TOKENS
from ..planner.planning import SURE
from ..planner.prompt import completion
from ..planner.reader import LABEL_TOKENS
from ..types import Param, Role
from .example import LABEL, Choice, Example, Row
from .rows import decided

NOTHING = completion({"none": True})
# So many logits of a whole vocabulary are held at once.
PLACES = 32


async def accepted(
    engine: Engine, examples: Sequence[Example], *, composes: bool = False
) -> list[bool]:
    """Whether each example is answered as was wanted, so that nobody would have to edit it.

    What its quotes are cut into does not count, where it makes no difference to what is done. An
    error is no answer, and an example of which only the wrong answer is known asks for any other.
    """
    said = await answers(engine, examples, composes=composes)
    return [right(example, each.text) for example, each in zip(examples, said, strict=True)]


SILENCE = Generation("")
"""What a model that failed has got to say."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer that is served, nothing where the engine fails; and what it `got` from the model.

    They differ where a plan is not sure enough, so that there is none.
    """

    text: str = ""
    got: Generation = SILENCE

    @property
    def sure(self) -> float:
        """How sure the model is of what it does and by which tool, whatever is served."""
        return math.prod(self.got.decisions[:2])


async def answers(
    engine: Engine, examples: Sequence[Example], *, composes: bool = False
) -> list[Said]:
    """What is served of what the engine answers to each example.

    Messages go in batches, requests one by one as they come in life. A model that does not compose
    and is not sure of a plan has none, as in `planner.planning`.
    """
    said: dict[int, Said] = {}
    # What follows the same beginning stands together, so that it is read once.
    order = sorted(range(len(examples)), key=lambda at: (_system(examples[at]), at))
    plans = [at for at in order if examples[at].kind != LABEL]
    for at in plans:
        said[at] = await _planned(engine, examples[at], composes=composes)
    labels: dict[str, list[int]] = {}
    for at in order:
        if examples[at].kind == LABEL:
            labels.setdefault(_system(examples[at]), []).append(at)
    for places in labels.values():
        got = await _labelled(engine, [examples[at] for at in places])
        said |= dict(zip(places, got, strict=True))
    return [said[at] for at in range(len(examples))]


def right(example: Example, text: str) -> bool:
    """Whether `text` does what was wanted."""
    if not text:
        return False
    done = _meant(example, text)
    if example.answer:
        return bool(done == _meant(example, example.answer))
    return all(done != _meant(example, wrong) for wrong in example.against)


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """A choice of a row: where it stands in the answer, and what was taken there.

    `place` is that of the token taken among those allowed, `likely` (allowed,) are their
    log-probabilities at a temperature of 1.
    """

    at: int
    choice: Choice
    place: int
    likely: NDArray[np.float64]

    @property
    def is_best(self) -> bool:
        """Whether decoding would have taken the same."""
        return int(self.likely.argmax()) == self.place


def decisions(decoder: Decoder, row: Row, halt: Halt) -> Iterator[Decision]:
    """Every choice of a row as the open model sees it.

    Raises PlanError where halted, and ModelError where what it computes is no number.
    """
    at = [place for place, choice in enumerate(row.choices) if choice is not None]
    if not at:
        return
    weights, tokens = decoder.weights, list(row.tokens)
    begins = row.start + at[0]
    pending = weights.rewind(tokens[:begins])
    held = begins - len(pending)
    for some in range(0, len(at), PLACES):
        part = at[some : some + PLACES]
        ends = row.start + part[-1]
        places = [row.start + place - 1 - held for place in part]
        logits = weights.through(tokens[held:ends], places, halt)
        held = ends
        for place, values in zip(part, logits, strict=True):
            choice = row.choices[place]
            assert choice is not None
            token = row.tokens[row.start + place]
            among = token if choice.allowed is None else int(np.searchsorted(choice.allowed, token))
            likely = decided(choice, values)
            if not np.isfinite(likely).all():
                raise ModelError(
                    "The model computes something that is not a number.",
                    file=weights.file,
                    fix="Download or train it again.",
                )
            yield Decision(place, choice, among, likely)


def likelihood(decoder: Decoder, row: Row, halt: Halt) -> float:
    """The log-likelihood of a row's answer among all that its grammar allows, in nats."""
    return sum(float(each.likely[each.place]) for each in decisions(decoder, row, halt))


def score(decoder: Decoder) -> Callable[[Sequence[Row]], list[float]]:
    """What gives the log-likelihood of each row in nats, for an open model; it blocks."""
    halt = Halt()

    def of(rows: Sequence[Row]) -> list[float]:
        found = {at: likelihood(decoder, rows[at], halt) for at in _near(rows)}
        return [found[at] for at in range(len(rows))]

    return of


def _near(rows: Sequence[Row]) -> list[int]:
    """The places of rows, those beside each other that begin alike."""
    return sorted(range(len(rows)), key=lambda at: rows[at].tokens)


def _system(example: Example) -> str:
    return example.prompt.system


async def _planned(engine: Engine, example: Example, *, composes: bool) -> Said:
    try:
        got = await engine.generate(example.prompt, example.grammar, max_tokens=PLAN_TOKENS)
    except PlanError:
        return Said()
    said = Said(got.text, got)
    least = getattr(engine, "threshold", None)
    is_sure = said.sure >= (SURE if least is None else least)
    return said if composes or is_sure else Said(NOTHING, got)


async def _labelled(engine: Engine, examples: Sequence[Example]) -> list[Said]:
    """What messages under the same labels are labelled."""
    prompts, grammars = [e.prompt for e in examples], [e.grammar for e in examples]
    if isinstance(engine, Batching):
        got = await engine.generate_all(prompts, grammars, max_tokens=LABEL_TOKENS)
        return [Said(e.text, e) if isinstance(e, Generation) else Said() for e in got]
    said = []
    for prompt, grammar in zip(prompts, grammars, strict=True):
        try:
            one = await engine.generate(prompt, grammar, max_tokens=LABEL_TOKENS)
            said.append(Said(one.text, one))
        except PlanError:
            said.append(Said())
    return said


def _meant(example: Example, text: str) -> Any:
    """What an answer means: of a plan its calls, whatever its quotes are cut into."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(answer, dict) or not isinstance(answer.get("steps"), list):
        return answer
    params = {(tool.name, each.name): each for tool in example.prompt.tools for each in tool.params}
    return [_call(step, params) for step in answer["steps"]]


def _call(step: Mapping[str, Any], params: Mapping[tuple[str, str], Param]) -> tuple[Any, ...]:
    tool = step["tool"]
    args = {n: _value(value, params.get((tool, n))) for n, value in step.get("args", {}).items()}
    return tool, args, step.get("each"), step.get("when")


def _value(value: str | Sequence[str], param: Param | None) -> tuple[str, ...]:
    """The values of an argument; spans of one that takes a single value are one (`planning`)."""
    spans = tuple(each.strip() for each in ([value] if isinstance(value, str) else value))
    single = param is not None and (not param.many or param.role is Role.TIME)
    return (" ".join(spans),) if single else spans
