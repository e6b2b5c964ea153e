"""One answer as it grows: what the grammar forces is taken, and where it leaves a choice is asked.

Whoever evaluates the model feeds it: `pending` are the tokens to evaluate next, `choose` takes the
logits after them. So answers can grow one at a time or many in one batch.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError, PlanError
from .engine import Generation
from .leaning import Leaning, leaned, tokens

if TYPE_CHECKING:
    import llguidance


class Answer:
    """The answer to one prompt within one grammar; `pending` is what the model has not read yet."""

    def __init__(
        self,
        pending: list[int],
        matcher: llguidance.LLMatcher,
        *,
        budget: int,
        size: int,
        ends: frozenset[int],
        file: Path,
        temperature: float = 1.0,
        leanings: Sequence[Leaning] = (),
        habits: Sequence[Leaning] = (),
        words: Sequence[bytes] = (),
    ) -> None:
        """Nothing is answered yet. `budget` is in tokens.

        `size` is how many tokens the model knows, `ends` those that end a turn, `file` its file.
        `temperature` is what makes its probabilities mean how often it is right. Of `leanings` the
        first that weighs is added to its scores, and of `habits` each that does; they need `words`,
        what each token writes.
        """
        self.pending = pending
        self._matcher = matcher
        self._budget = budget
        self._size = size
        self._ends = ends
        self._file = file
        self._temperature = temperature
        self._leanings = leanings
        self._habits = habits
        self._words = words
        self._tokens: list[int] = []
        self._decisions: list[float] = []
        self._forced = 0
        self._ended = False
        self._allowed: NDArray[np.intp] = np.empty(0, np.intp)
        self._started = time.perf_counter()

    def goes_on(self) -> bool:
        """Take what the grammar forces; whether the model is to be asked for the next token.

        Raises PlanError where the grammar fails or the answer is longer than its budget.
        """
        while not self._ended:
            run = self._matcher.compute_ff_tokens()
            if (run and not self._matcher.consume_tokens(run)) or self._matcher.is_error():
                self._fail()
            self._tokens += run
            self.pending += run
            self._forced += len(run)
            if self._matcher.is_stopped() or len(self._tokens) > self._budget:
                break
            mask = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
            self._allowed = np.flatnonzero(np.unpackbits(mask, count=self._size, bitorder="little"))
            if self._matcher.is_error() or not self._allowed.size:
                self._fail()
            if self._allowed.size > 1:
                return True
            self._forced += 1
            self.pending.append(int(self._allowed[0]))
            self._take(int(self._allowed[0]))
        if len(self._tokens) > self._budget:
            raise PlanError(
                f"The answer was not complete after {self._budget} tokens.",
                fix="Ask for less at once, or allow a longer answer.",
            )
        return False

    def choose(self, logits: NDArray[np.float32]) -> None:
        """Take the likeliest of the tokens that may follow `pending`; `logits` stand after it.

        Raises ModelError where they are no numbers.
        """
        values = self.scores(logits)
        best = int(values.argmax())
        if not np.isfinite(values).all():
            raise ModelError(
                "The model computes something that is not a number.",
                file=self._file,
                fix="Download or train it again.",
            )
        above = (values - values[best]) / self._temperature
        self._decisions.append(float(1 / np.exp(above).sum()))
        self.follow(int(self._allowed[best]))

    def follow(self, token: int) -> None:
        """Take this token, whatever the model thinks of it; `goes_on` has said that it is asked.

        Raises PlanError where the grammar does not allow it.
        """
        self.pending = [token]
        self._take(token)

    @property
    def tokens(self) -> Sequence[int]:
        """The tokens of the answer so far, forced ones included and the end of the turn not."""
        return self._tokens

    @property
    def allowed(self) -> NDArray[np.intp]:
        """The ids of the tokens that may follow `pending`, ascending, after `goes_on` said yes."""
        return self._allowed

    def scores(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """The scores of the tokens that may follow, with what the model leans to added."""
        values = logits[self._allowed].astype(np.float64)
        for weights in (each for some in self.leans() for each in some):
            values = leaned(values, weights)
        return values

    def leans(self) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
        """What weighs the tokens that may follow: of the leanings one at most, and of the habits.

        They are added one after the other.
        """
        if not (self._leanings or self._habits):
            return [], []
        said = b"".join(self._words[token] for token in self._tokens)
        file = [*filter(None, (each.rest(said) for each in self._leanings))][:1]
        own = [*filter(None, (each.rest(said) for each in self._habits))]
        words = [self._words[token] for token in self._allowed] if file or own else []
        return [tokens(rest, words) for rest in file], [tokens(rest, words) for rest in own]

    def generation(self, spelled: Callable[[list[int]], str]) -> Generation:
        """What was answered; `spelled` gives the text of tokens."""
        return Generation(
            text=spelled(self._tokens),
            confidence=math.prod(self._decisions),
            decisions=tuple(self._decisions),
            tokens=len(self._tokens),
            forced=self._forced,
            milliseconds=(time.perf_counter() - self._started) * 1000,
        )

    def _take(self, token: int) -> None:
        if token in self._ends:
            self._ended = True
            return
        self._tokens.append(token)
        if not self._matcher.consume_token(token):
            self._fail()

    def _fail(self) -> NoReturn:
        raise PlanError(f"The grammar failed while decoding: {complaint(self._matcher)}.")


def complaint(matcher: llguidance.LLMatcher) -> str:
    """What a matcher says is wrong, in one line."""
    lines = matcher.get_error().strip().splitlines() or ["it gives no reason"]
    return lines[0].rstrip(".")
