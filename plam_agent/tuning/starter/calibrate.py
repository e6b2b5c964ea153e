"""Make a model's confidence mean how often it is right, and choose below what it has no tool.

    python -m plam_agent.tuning.starter.calibrate --model IN.gguf --out OUT.gguf --nlu DIR

The model answers lines that it was not trained on, and what it would have to say of itself to be
believed is written into a copy of its file (see `planner.calibration`), after quantization,
because that is the model that answers:

- How much the file's linear models count, if it has any, is what makes the right choices of these
  lines the likeliest (see `strengths`).
- The temperature of plans is the one under which its calls' being right or wrong is the likeliest
  (maximum likelihood). The calls are those of human lines, where a call is right that has the right
  tool and all annotated spans, and of synthetic requests in phrasings that training never sees,
  where it is right if it is the very plan. What is left out below the threshold does not count.
- The temperature of labels is found in the same way on synthetic messages of fragments that
  training never sees, with and without attacks, under the standard labels. Real mail is stranger,
  so a label's confidence is still somewhat too high there, and its temperature is never below 1.
- The threshold is the lowest at which, of the human lines that want no tool, a share of NONE_RIGHT
  has none.

Human lines are those of `dev.jsonl` (HWU64 and SLURP); `train.jsonl` was trained on and is not
read. Every other line, the first among them, is for fitting, and the others are only measured: what
is printed as "measured" is of lines that chose nothing here. Of synthetic ones the same. Whoever
reports figures on the whole of `dev.jsonl` has to say that half of it chose the threshold.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import PlanError
from ...planner import calibration
from ...planner.answer import Answer
from ...planner.calibration import Calibration
from ...planner.engine import Halt
from ...planner.grammar import PLAN_TOKENS, label_grammar, plan_grammar
from ...planner.plan import parse_plan
from ...planner.prior import KIND, LABEL, MATCH, PLAN, Priors, Stored
from ...planner.prompt import (
    TO_LABEL,
    TO_QUOTE,
    Prompt,
    completion,
    label_prompt,
    message_text,
    plan_prompt,
)
from ...planner.reader import LABEL_TOKENS
from ...planner.scope import mint
from ...types import REQUEST, Handle, Tool, Value
from .frames import LANGUAGES, TOOLS
from .heldout import Asked, heldout_asides, heldout_lists, heldout_phrasings, heldout_tools
from .messages import LabelExample, heldout_messages
from .rewriting import rewrite
from .strengths import Leading, fitted
from .sureness import NONE_RIGHT, Numbers, Said, calibrated, told
from .utterances import SPANS, Utterance, read

CONTEXT = 8192
# So that other measurements, which count their seeds from nought, draw other lines.
SEEDS_FROM = 70_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many lines: human ones, and in each language requests, requests for nothing, messages.

    `strange` requests are made to lists with tools that training never sees.
    """

    human: int | None = None
    phrasings: int = 150
    asides: int = 50
    messages: int = 60
    strange: int = 100


FEW = Sizes(human=20, phrasings=3, asides=1, messages=2, strange=2)


@dataclass(frozen=True, slots=True)
class Lines:
    """What the model is asked; every other one of each kind fits, the others are measured."""

    human: tuple[Utterance, ...]
    requests: tuple[Asked, ...]
    messages: tuple[LabelExample, ...]
    strange: tuple[Asked, ...] = ()


class _Noting(Answer):
    """An answer that notes the scores each choice was made among."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.noted: list[Numbers] = []

    def choose(self, logits: NDArray[np.float32]) -> None:
        values = self.scores(logits)
        self.noted.append(values - values.max())
        super().choose(logits)


class Listening(Leading):
    """A decoder that keeps the scores behind its last answer."""

    answers = _Noting
    last: Answer | None = None

    def _answer(self, *args: Any) -> Answer:
        self.last = super()._answer(*args)
        return self.last

    def hear(self, prompt: Prompt, grammar: str, most: int) -> tuple[str, tuple[Numbers, ...]]:
        """The answer to a prompt in at most `most` tokens, and its scores. Raises PlanError."""
        got = self.complete(prompt, grammar, max_tokens=most, halt=Halt())
        assert isinstance(self.last, _Noting)
        return got.text, tuple(self.last.noted)


def planned(
    model: Listening, words: str, tools: Sequence[Tool], handles: Sequence[Handle]
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Numbers, ...]]:
    """The steps of a plan and its scores; neither where what was answered is no plan."""
    grammar = plan_grammar(words, tools, handles, composes=False)
    try:
        text, scores = model.hear(plan_prompt(words, tools, handles), grammar, PLAN_TOKENS)
        parse_plan(text, words, tools, handles)
    except PlanError:
        return (), ()
    return tuple(json.loads(text).get("steps", ())), scores


def human(model: Listening, line: Utterance) -> Said:
    """What is answered to a human line."""
    scope = mint(Value(line.text, frozenset({REQUEST})))
    steps, scores = planned(model, scope.shown, TOOLS, scope.handles)
    wanted = [plain(text) for kind, text in line.entities if kind in SPANS]
    said = [plain(scope.restored(str(v))) for step in steps for v in step["args"].values()]
    right = len(steps) == 1 and all(any(each in value for value in said) for each in wanted)
    tooled = bool(steps) and steps[0]["tool"] == line.tool
    return Said(scores, right and tooled, bool(steps), bool(line.tool), tooled, human=True)


def synthetic(model: Listening, asked: Asked) -> Said:
    """What is answered to a request of the recipe."""
    offered, made = asked
    steps, scores = planned(model, made.words, offered.tools, made.handles)
    wanted = made.plan.get("steps", ())
    right = bool(wanted) and [*map(_call, steps)] == [*map(_call, wanted)]
    return Said(scores, right, bool(steps), bool(wanted))


def _call(step: Mapping[str, Any]) -> tuple[Any, ...]:
    args = {
        name: plain(" ".join([value] if isinstance(value, str) else value))
        for name, value in step["args"].items()
    }
    return step["tool"], args, step.get("each"), step.get("when")


def plain(text: str) -> str:
    """Case and punctuation aside, but for what marks a reference or a handle."""
    return " ".join(re.findall(r"[\w$@.]*\w", text.casefold()))


def labelled(model: Listening, line: LabelExample) -> Said:
    """What a message is labelled."""
    prompt = sorting(line)
    got, scores = model.hear(prompt, label_grammar(line.labels), LABEL_TOKENS)
    return Said(scores, json.loads(got)["label"] == line.label)


def sorting(line: LabelExample) -> Prompt:
    """The prompt by which a message is labelled."""
    text = message_text(line.sender, line.subject, line.facts, line.body, limit=TO_QUOTE)
    return label_prompt(line.labels, text, limit=TO_LABEL)


def leading(asked: Lines) -> Iterator[tuple[Prompt, str, str]]:
    """What leads to the right first choices: prompts, grammars, and what is to be answered."""
    for line in asked.human:
        scope = mint(Value(line.text, frozenset({REQUEST})))
        yield _first(scope.shown, TOOLS, scope.handles, line.tool)
    yield from _asked(asked.requests)
    for mail in asked.messages:
        right = completion({"label": mail.label})
        yield sorting(mail), label_grammar(mail.labels), right


def _asked(requests: Iterable[Asked]) -> Iterator[tuple[Prompt, str, str]]:
    for offered, made in requests:
        steps = made.plan.get("steps", ())
        yield _first(made.words, offered.tools, made.handles, steps[0]["tool"] if steps else "")


def _first(
    words: str, tools: Sequence[Tool], handles: Sequence[Handle], tool: str
) -> tuple[Prompt, str, str]:
    grammar = plan_grammar(words, tools, handles, composes=False)
    right = f'{{"steps":[{{"tool":"{tool}"' if tool else completion({"none": True})
    return plan_prompt(words, tools, handles), grammar, right


def every_other(asked: Lines) -> Lines:
    """The lines of each kind that fit."""
    return Lines(asked.human[0::2], asked.requests[0::2], asked.messages[0::2])


def lines(nlu: Path | None, seed: int, sizes: Sizes) -> Lines:
    """The lines to answer; without a folder `nlu`, none of people."""
    seed += SEEDS_FROM
    return Lines(
        tuple(read(nlu / "dev.jsonl")[: sizes.human]) if nlu else (),
        tuple(
            asked
            for lang in LANGUAGES
            for asked in (
                *heldout_phrasings(seed, sizes.phrasings, lang),
                *heldout_asides(seed, sizes.asides, lang),
            )
        ),
        tuple(
            message
            for lang in LANGUAGES
            for attacked in (False, True)
            for message in heldout_messages(seed, sizes.messages, language=lang, attacked=attacked)
        ),
        tuple(
            asked
            for lang in LANGUAGES
            for source in (heldout_tools, heldout_lists)
            for asked in source(seed, sizes.strange // 2, lang)
        ),
    )


def answered(model: Listening, asked: Lines) -> tuple[list[Said], list[Said]]:
    """What the model says to the lines that want plans, and to the messages."""
    plans = [human(model, each) for each in asked.human]
    plans += [synthetic(model, each) for each in asked.requests]
    return plans, [labelled(model, each) for each in asked.messages]


def write(source: Path, target: Path, found: Calibration, priors: Priors | None = None) -> None:
    """Copy the model `source` to `target` with these numbers instead of its own, if any.

    Of `priors` the strengths are written, to those that `source` has.

    Raises ModelError and OSError; a target is whole or as it was.
    """
    fresh: dict[str, Stored | None] = {
        calibration.PLAN: found.plan,
        calibration.LABEL: found.label,
        calibration.NONE: found.none,
    }
    if priors is not None and priors.plan is not None:
        fresh |= {f"{PLAN}.strength": priors.plan.strength, KIND: priors.kind}
    if priors is not None and priors.label is not None:
        fresh[f"{LABEL}.strength"] = priors.label.strength
    if priors is not None and priors.match is not None:
        fresh |= {f"{MATCH}.kind": priors.match.kind, f"{MATCH}.strength": priors.match.strength}
    rewrite(source, target, fresh)


def main(argv: Iterable[str] | None = None) -> None:
    """Parse the command line, ask, fit, tell and write."""
    parser = argparse.ArgumentParser(description="Calibrate a model's confidence.")
    parser.add_argument("--model", type=Path, required=True, metavar="IN.gguf")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.gguf")
    parser.add_argument("--nlu", type=Path, required=True, metavar="DIR", help="holds dev.jsonl")
    parser.add_argument("--seed", type=int, default=0, help="of the synthetic lines")
    parser.add_argument("--share", type=float, default=NONE_RIGHT, help="of the others left alone")
    parser.add_argument("--quick", action="store_true", help="few lines, to see that it works")
    options = parser.parse_args(None if argv is None else list(argv))
    started = time.monotonic()
    asked = lines(options.nlu, options.seed, FEW if options.quick else Sizes())
    model = Listening.open(options.model, threads=1, context=CONTEXT, seed=0)
    try:
        strange = _asked(asked.strange) if model.weights.priors.match else ()
        priors = fitted(model, leading(every_other(asked)), strange)
        plans, labels = answered(model, asked)
    finally:
        model.close()
    found = calibrated(plans[0::2], labels[0::2], options.share)
    write(options.model, options.out, found, priors)
    if priors.plan is not None:
        print(f"strength of planning {priors.kind:.2f}, of tools {priors.plan.strength:.2f}")
    if priors.label is not None:
        print(f"strength of labels {priors.label.strength:.2f}")
    print(told(found, plans, labels))
    print(f"{options.out}: {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
