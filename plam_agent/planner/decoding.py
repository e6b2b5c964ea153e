"""Constrained decoding: Outlines and llguidance say which tokens may follow, the model which does.

The loop is our own: tokens that the grammar forces are not asked of the model but evaluated
together with the next ones, and an error in the grammar ends the answer instead of being lost.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

# It sets what llama.cpp reads at load, so it comes before whatever else may load the library.
from .weights import TOKENIZE, Weights, common  # isort: skip

import llguidance
import numpy as np
import outlines.models
from numpy.typing import NDArray
from outlines.backends.llguidance import LLGuidanceBackend, LLGuidanceLogitsProcessor

from ..errors import ModelError, PlanError
from .engine import Generation, Halt
from .prompt import Prompt
from .template import ChatTemplate

GRAMMARS = 32


class Backend(LLGuidanceBackend):
    """Outlines' llguidance backend, for Lark grammars and every token that ends a turn."""

    def _create_llg_tokenizer(self, model: Any) -> Any:
        weights: Weights = model.weights
        tokenizer: Any = llguidance.LLTokenizer
        try:
            return tokenizer.from_llamacpp(
                tokens=weights.vocabulary(),
                vocab_ptr=weights.vocab,
                tokenize_fptr=TOKENIZE,
                eos_token=weights.ends,
            )
        except ValueError as error:
            raise ModelError(
                "The model file's vocabulary cannot spell every text.",
                file=weights.file,
                fix="Choose a model with a byte-level vocabulary.",
            ) from error

    def get_cfg_logits_processor(self, grammar: str) -> LLGuidanceLogitsProcessor:
        """A processor for a Lark grammar.

        Other syntaxes are not guessed at, because a quoted request may look like one.
        """
        spec = self.llg.grammar_from("lark", grammar)
        return LLGuidanceLogitsProcessor(spec, self.llg_tokenizer, self.tensor_library_name)


class Decoder(outlines.models.LlamaCpp):
    """An Outlines model whose decoding loop is our own. Not thread-safe: one thread owns it."""

    def __init__(self, weights: Weights) -> None:
        """Take over open weights; `close` closes them."""
        super().__init__(weights.llama, chat_mode=False)
        self.weights = weights
        self._backend = Backend(self)
        self._ends = frozenset(self._backend.llg_tokenizer.eos_tokens)
        self._grammars: OrderedDict[str, llguidance.LLMatcher] = OrderedDict()
        self._template = ChatTemplate(
            weights.template,
            bos=weights.name(weights.llama.token_bos()),
            eos=weights.name(weights.llama.token_eos()),
            file=weights.file,
        )

    @classmethod
    def open(cls, file: Path, *, threads: int, context: int, seed: int) -> Decoder:
        """Load the GGUF model at `file`. Raises ModelError where it cannot be used."""
        weights = Weights.open(file, threads=threads, context=context, seed=seed)
        try:
            return cls(weights)
        except BaseException:
            weights.close()
            raise

    def close(self) -> None:
        """Free the adapter and the model."""
        self.weights.close()

    def complete(self, prompt: Prompt, grammar: str, *, max_tokens: int, halt: Halt) -> Generation:
        """Render `prompt` with the model's own chat template and answer within `grammar`.

        Raises PlanError, also where `halt` is set meanwhile.
        """
        return self._decode(self.tokens(prompt), self._matcher(grammar), max_tokens, halt)

    def generate(self, model_input: Any, output_type: Any = None, **options: Any) -> str:
        """Outlines' own way in: a text and its llguidance processor; `max_tokens` is an option."""
        if not isinstance(output_type, LLGuidanceLogitsProcessor):
            raise PlanError("Decoding needs a grammar of the llguidance backend.")
        tokens = self.weights.begun(self.weights.tokenized(str(model_input), special=True))
        matcher = _compiled(output_type.llg_tokenizer, output_type.grammar)
        limit = int(options.get("max_tokens") or self.weights.context)
        return self._decode(tokens, matcher, limit, Halt()).text

    def warm(self, system: str, halt: Halt) -> int:
        """Evaluate the tokens that every prompt with this system message begins with."""
        one, other = self.tokens(Prompt(system, "a")), self.tokens(Prompt(system, "0"))
        shared = one[: common(one, other)]
        if not 0 < len(shared) < self.weights.context:
            return 0
        self.weights.evaluate(self.weights.rewind(shared), halt)
        return len(shared)

    def tokens(self, prompt: Prompt) -> list[int]:
        """The prompt's tokens.

        Where a message contains the text of one of the model's control tokens, that text stays
        text: a letter cannot end the user's turn.
        """
        content = prompt.system + prompt.user
        if not any(marker in content for marker in self.weights.markers):
            text = self._template.render(prompt)
            return self.weights.begun(self.weights.tokenized(text, special=True))
        tokens: list[int] = []
        for text, own in self._template.pieces(prompt):
            tokens += self.weights.tokenized(text, special=own)
        return self.weights.begun(tokens)

    def _decode(
        self, prompt: list[int], matcher: llguidance.LLMatcher, max_tokens: int, halt: Halt
    ) -> Generation:
        started = time.perf_counter()
        room = self.weights.context
        if len(prompt) >= room:
            raise PlanError(
                f"The request is {len(prompt)} tokens long and the model holds {room}.",
                fix="Shorten it, or use a model or setting with a longer context.",
            )
        budget = min(max_tokens, room - len(prompt))
        pending = self.weights.rewind(prompt)
        answer: list[int] = []
        decisions: list[float] = []
        forced = 0
        while True:
            run = _advance(matcher)
            answer += run
            pending += run
            forced += len(run)
            if matcher.is_stopped() or len(answer) > budget:
                break
            allowed = _allowed(matcher, self.weights.size)
            if allowed.size == 1:
                token = int(allowed[0])
                forced += 1
                pending.append(token)
            else:
                token, probability = self._choose(self.weights.evaluate(pending, halt), allowed)
                decisions.append(probability)
                pending = [token]
            if token in self._ends:
                break
            answer.append(token)
            if not matcher.consume_token(token):
                raise _failed(matcher)
        if len(answer) > budget:
            raise PlanError(
                f"The answer was not complete after {budget} tokens.",
                fix="Ask for less at once, or allow a longer answer.",
            )
        return Generation(
            text=self._backend.llg_tokenizer.decode_str(answer),
            confidence=math.prod(decisions),
            decisions=tuple(decisions),
            tokens=len(answer),
            forced=forced,
            milliseconds=(time.perf_counter() - started) * 1000,
        )

    def _choose(self, logits: NDArray[np.float32], allowed: NDArray[np.intp]) -> tuple[int, float]:
        """The likeliest of the allowed tokens, and its probability among them."""
        values = logits[allowed].astype(np.float64)
        best = int(values.argmax())
        if not np.isfinite(values).all():
            raise ModelError(
                "The model computes something that is not a number.",
                file=self.weights.file,
                fix="Download or train it again.",
            )
        return int(allowed[best]), float(1 / np.exp(values - values[best]).sum())

    def _matcher(self, grammar: str) -> llguidance.LLMatcher:
        """A fresh matcher; the last few grammars stay compiled."""
        pristine = self._grammars.pop(grammar, None)
        if pristine is None:
            processor = self._backend.get_cfg_logits_processor(grammar)
            pristine = _compiled(processor.llg_tokenizer, processor.grammar)
            if len(self._grammars) >= GRAMMARS:
                self._grammars.popitem(last=False)
        self._grammars[grammar] = pristine
        return pristine.deep_copy()


def check(grammar: str) -> None:
    """Raise PlanError where the Lark `grammar` does not compile over plain bytes."""
    _compiled(llguidance.LLTokenizer("byte"), llguidance.grammar_from("lark", grammar))


def _compiled(tokenizer: Any, spec: str) -> llguidance.LLMatcher:
    matcher = llguidance.LLMatcher(tokenizer, spec, log_level=0)
    if matcher.is_error():
        raise PlanError(
            f"The grammar does not compile: {_complaint(matcher)}.",
            fix="Simplify the tool's arguments.",
        )
    return matcher


def _advance(matcher: llguidance.LLMatcher) -> list[int]:
    """The tokens that the grammar forces here, consumed."""
    forced = matcher.compute_ff_tokens()
    if (forced and not matcher.consume_tokens(forced)) or matcher.is_error():
        raise _failed(matcher)
    return forced


def _allowed(matcher: llguidance.LLMatcher, size: int) -> NDArray[np.intp]:
    """The ids of the tokens that may follow; never none."""
    mask = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)
    allowed = np.flatnonzero(np.unpackbits(mask, count=size, bitorder="little"))
    if matcher.is_error() or not allowed.size:
        raise _failed(matcher)
    return allowed


def _failed(matcher: llguidance.LLMatcher) -> PlanError:
    return PlanError(f"The grammar failed while decoding: {_complaint(matcher)}.")


def _complaint(matcher: llguidance.LLMatcher) -> str:
    lines = matcher.get_error().strip().splitlines() or ["it gives no reason"]
    return lines[0].rstrip(".")
