"""Examples in tokens: the served tokenizer spells, the served grammar says where there is a choice.

The wanted answer is led through the very grammar that it is decoded in, so that what training
makes likelier is exactly what decoding compares: at each choice the tokens that the grammar allows,
with what the file's linear models weigh them with. A message is read as it is served, without what
speaks to its reader. How sure a model is made to look (`planner.calibration`) does not come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import PlanError
from ..planner.answer import Answer
from ..planner.decoding import Decoder
from ..planner.grammar import PLAN_TOKENS
from ..planner.leaning import FIRST, leaned
from .example import PLAN, Choice, Example, Row

Refused = Callable[[Example, PlanError], None]

CONTEXT = 4096
"""How many tokens an engine serves where nobody says otherwise."""

# Of the vocabulary: what is allowed of it then is all but a few marks, and not worth keeping.
MOST = 0.5


def rows(
    model: Path,
    examples: Sequence[Example],
    *,
    context: int = CONTEXT,
    refused: Refused | None = None,
) -> list[Row]:
    """The rows of `examples` for the model in the GGUF file `model`, in their order; blocking.

    An example gives a row for its answer and one for each answer `against` it that differs; those
    weigh as much as it does. `context` is how many tokens are served. Adapters change nothing here.

    Raises ModelError for the file, and PlanError for an example whose answer its grammar does not
    accept or whose prompt is too long; with `refused` it is told of such a one and goes on.
    """
    decoder = Decoder.open(model, threads=1, context=context, seed=0)
    try:
        return list(spelled(decoder, examples, refused))
    finally:
        decoder.close()


def spelled(
    decoder: Decoder, examples: Iterable[Example], refused: Refused | None = None
) -> Iterator[Row]:
    """The rows of `examples` for an open model, each as it is asked for; see `rows`."""
    spelling = _Spelling.of(decoder)
    for example in examples:
        wanted: _Led | None = None
        try:
            if example.answer:
                wanted = spelling.led(example, example.answer)
                yield _row(example, wanted, wanted=True)
            for text in dict.fromkeys(example.against):
                if text and text != example.answer:
                    yield _row(example, spelling.against(example, text, wanted), wanted=False)
        except PlanError as error:
            if refused is None:
                raise
            refused(example, error)


def decided(choice: Choice, logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """The log-probabilities of the tokens `allowed` at a choice, at a temperature of 1.

    `logits` (vocabulary,) stand after the tokens before it.
    """
    scores = logits.astype(np.float64)
    if choice.allowed is not None:
        scores = scores[choice.allowed]
    for lean in () if choice.lean is None else np.atleast_2d(choice.lean):
        scores = leaned(scores, lean.astype(np.float64))
    return np.asarray(scores - np.logaddexp.reduce(scores))


@dataclass(frozen=True, slots=True)
class _Led:
    """An answer in tokens: those of its prompt, its own, and what there was to choose at each."""

    prompt: list[int]
    tokens: list[int]
    choices: list[Choice | None]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a model spells: the tokens that write a text, and those that end a turn."""

    decoder: Decoder
    tokens: dict[bytes, int]
    longest: int
    ends: frozenset[int]

    @classmethod
    def of(cls, decoder: Decoder) -> _Spelling:
        tokens: dict[bytes, int] = {}
        for token, word in enumerate(decoder.words):
            tokens.setdefault(word, token)
        return cls(decoder, tokens, max(map(len, tokens)), frozenset(decoder.weights.ends))

    def against(self, example: Example, text: str, wanted: _Led | None) -> _Led:
        """An unwanted answer up to its one choice: where it leaves the wanted one.

        Where no other was wanted it is the first that says what was done: of a plan the tool, since
        that anything was planned need not be wrong.
        """
        if wanted is not None:
            led = self.led(example, text, beside=wanted.tokens)
            return _only(led, len(led.tokens) - 1)
        led = self.led(example, text)
        done, begins = 0, FIRST.encode() if example.kind == PLAN else b""
        if not text.encode().startswith(begins):
            begins = b""
        for at, (token, choice) in enumerate(zip(led.tokens, led.choices, strict=True)):
            if choice is not None and done >= len(begins):
                return _only(led, at)
            done += len(self.decoder.words[token])
        raise PlanError("The grammar leaves no choice but the answer that was not wanted.")

    def led(self, example: Example, text: str, beside: Sequence[int] = ()) -> _Led:
        """The answer `text` led through the grammar, or up to where it leaves the one `beside`."""
        prompt, led = self.decoder.begun(example.prompt, example.grammar, max_tokens=PLAN_TOKENS)
        tokens: list[int] = []
        choices: list[Choice | None] = []
        rest = text.encode()
        while True:
            asked = led.goes_on()
            for token in led.tokens[len(tokens) :]:
                rest = self._after(token, rest, text)
                tokens.append(token)
                choices.append(None)
            if not asked:
                break
            choice, weighed = self._choice(led)
            token = self._next(led, rest, text, weighed=weighed)
            rest = rest if token in self.ends else self._after(token, rest, text)
            at = len(tokens)
            tokens.append(token)
            choices.append(choice)
            if beside and token != beside[at]:
                return _Led(prompt, tokens, choices)
            if token in self.ends:
                break
            led.follow(token)
        if rest:
            raise _stranger(text, rest)
        return _Led(prompt, tokens, choices)

    def _choice(self, led: Answer) -> tuple[Choice, bool]:
        """What there is to choose, and whether the file's own linear models weigh it."""
        allowed = led.allowed
        file, own = ([e for e in some if not np.isnan(e).all()] for some in led.leans())
        if leans := [each.astype(np.float32) for each in (*file, *own)]:
            lean = leans[0] if len(leans) == 1 else np.stack(leans)
            return Choice(allowed.astype(np.int32), lean), bool(file)
        if allowed.size > MOST * self.decoder.weights.size:
            return Choice(None), False
        return Choice(allowed.astype(np.int32)), False

    def _next(self, led: Answer, rest: bytes, text: str, *, weighed: bool) -> int:
        """The allowed token that begins what is left, or that ends the turn where nothing is.

        It is the one that the tokenizer spells it with, since what is quoted is spelled so in the
        prompt. Else, and where the linear models weigh tools and labels, it is the longest.
        """
        allowed = led.allowed
        if not rest and (ends := [int(each) for each in allowed if int(each) in self.ends]):
            return ends[0]
        if not weighed:
            usual = self.decoder.weights.tokenized(rest.decode("utf-8", "replace"), special=False)
            if usual and rest.startswith(self.decoder.words[usual[0]]) and _in(usual[0], allowed):
                return usual[0]
        for length in range(min(len(rest), self.longest), 0, -1):
            token = self.tokens.get(rest[:length])
            if token is not None and _in(token, allowed):
                return token
        raise _stranger(text, rest)

    def _after(self, token: int, rest: bytes, text: str) -> bytes:
        """What is left of the answer once `token` is said."""
        word = self.decoder.words[token]
        if not rest.startswith(word):
            raise _stranger(text, rest)
        return rest[len(word) :]


def _row(example: Example, led: _Led, *, wanted: bool) -> Row:
    return Row(
        tokens=(*led.prompt, *led.tokens),
        start=len(led.prompt),
        choices=tuple(led.choices),
        weight=example.weight,
        wanted=wanted,
        sources=example.sources,
    )


def _in(token: int, allowed: NDArray[np.intp]) -> bool:
    """Whether `token` is among those `allowed`, which ascend."""
    return bool(allowed[np.searchsorted(allowed, token) % len(allowed)] == token)


def _only(led: _Led, at: int) -> _Led:
    """The answer up to one choice, with that choice alone."""
    return replace(led, tokens=led.tokens[: at + 1], choices=[*[None] * at, led.choices[at]])


def _stranger(text: str, rest: bytes) -> PlanError:
    # What the owner said is not for the screen of whoever trains.
    at = len(text.encode()) - len(rest)
    return PlanError(
        f"The answer is not one that its grammar accepts: it leaves it after {at} bytes.",
        fix="Make the example again from what is offered today.",
    )
