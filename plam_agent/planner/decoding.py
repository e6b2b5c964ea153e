"""Constrained decoding: Outlines and llguidance say which tokens may follow, the model which does.

The loop is our own: tokens that the grammar forces are not asked of the model but evaluated
together with the next ones, and an error in the grammar ends the answer instead of being lost.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

# It sets what llama.cpp reads at load, so it comes before whatever else may load the library.
from .library import TOKENIZE  # isort: skip

import llguidance

from ..errors import ModelError, PlanError
from .answer import Answer, complaint
from .engine import Adapter, Generation, Halt
from .habits import completed
from .habits import leanings as usual
from .hidden import hidden
from .lanes import LANES, Lanes
from .leaning import leanings
from .prompt import Prompt
from .screening import screened
from .states import States
from .template import ChatTemplate
from .weights import Weights, common

# Outlines imports it wherever it is installed, for models that are not opened here: seconds.
with hidden("transformers"):
    import outlines.models
    from outlines.backends.llguidance import LLGuidanceBackend, LLGuidanceLogitsProcessor

GRAMMARS = 32
WORTH = 64
"""From how many tokens on it takes longer to evaluate them than to read their state."""


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
    """An Outlines model whose decoding loop is our own. Not thread-safe: one thread owns it.

    With `states`, what prompts begin with is kept there under the name `worn` of the weights.
    """

    answers: type[Answer] = Answer

    def __init__(self, weights: Weights, *, threads: int = 1) -> None:
        """Take over open weights; `close` closes them. `threads` is how many serve a batch."""
        super().__init__(weights.llama, chat_mode=False)
        self.weights = weights
        self._backend = Backend(self)
        self._ends = frozenset(self._backend.llg_tokenizer.eos_tokens)
        self._grammars: OrderedDict[str, llguidance.LLMatcher] = OrderedDict()
        self._threads = threads
        self._lanes: Lanes | None = None
        self.states: States | None = None
        self.worn = ""
        self._begins: tuple[str, list[int]] | None = None
        self._words: list[bytes] = []
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="plam-states")
        self._template = ChatTemplate(
            weights.template,
            bos=weights.name(weights.llama.token_bos()),
            eos=weights.name(weights.llama.token_eos()),
            file=weights.file,
        )

    @classmethod
    def open(cls, file: Path, *, threads: int, context: int, seed: int, together: int = 0) -> Self:
        """Load the GGUF model at `file`. Raises ModelError where it cannot be used.

        `together` threads serve a batch of prompts, or as many as serve one.
        """
        weights = Weights.open(file, threads=threads, context=context, seed=seed)
        try:
            return cls(weights, threads=together or threads)
        except BaseException:
            weights.close()
            raise

    def close(self) -> None:
        """Free the adapters and the model."""
        self._keeper.shutdown()
        self._close_lanes()
        self.weights.close()

    def wear(self, adapters: Sequence[Adapter]) -> None:
        """Wear these adapters and no others. Raises ModelError and then wears none."""
        # What is kept of a batch was computed with the other weights.
        self._close_lanes()
        self.weights.wear(adapters)

    def _close_lanes(self) -> None:
        lanes, self._lanes = self._lanes, None
        if lanes is not None:
            lanes.close()

    def seen(self, prompt: Prompt) -> Prompt:
        """The prompt as it is answered: a message without what speaks to its reader."""
        screen = self.weights.priors.screen
        return prompt if screen is None else screened(prompt, screen)

    def complete(self, prompt: Prompt, grammar: str, *, max_tokens: int, halt: Halt) -> Generation:
        """Render `prompt` with the model's own chat template and answer within `grammar`.

        Raises PlanError, also where `halt` is set meanwhile.
        """
        prompt = self.seen(prompt)
        tokens = self.tokens(prompt)
        matcher = self._matcher(grammar)
        self._fits(tokens)
        self._begin(prompt.system, tokens, halt)
        return self._usual(prompt, self._decode(tokens, matcher, max_tokens, halt, prompt))

    def _usual(self, prompt: Prompt, answer: Generation) -> Generation:
        """The answer with what the request left unsaid as the owner usually has it."""
        return replace(answer, text=completed(self.weights.habits, prompt, answer.text))

    def begun(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> tuple[list[int], Answer]:
        """The tokens of `prompt` as it is answered, and an answer of which nothing is said yet.

        Nothing is evaluated: it is for whoever knows what is to be answered. Raises PlanError.
        """
        prompt = self.seen(prompt)
        tokens = self.tokens(prompt)
        matcher = self._matcher(grammar)
        self._fits(tokens)
        return tokens, self._answer([*tokens], tokens, matcher, max_tokens, prompt)

    @property
    def words(self) -> Sequence[bytes]:
        """What each token writes, see `Weights.vocabulary`."""
        if not self._words:
            self._words = self.weights.vocabulary()
        return self._words

    def complete_all(
        self, asked: Sequence[tuple[Prompt, str]], *, max_tokens: int, halt: Halt
    ) -> list[Generation | PlanError]:
        """What `complete` answers to each prompt within its grammar, evaluated together.

        An error of one stands in its place. Raises PlanError where `halt` is set meanwhile.
        """
        asked = [(self.seen(prompt), grammar) for prompt, grammar in asked]
        ended: list[Generation | PlanError | None] = [None] * len(asked)
        todo: list[tuple[int, list[int], llguidance.LLMatcher]] = []
        for place, (prompt, grammar) in enumerate(asked):
            try:
                tokens = self.tokens(prompt)
                self._fits(tokens)
                todo.append((place, tokens, self._matcher(grammar)))
            except PlanError as error:
                ended[place] = error
        if todo and self._lanes is None:
            self._lanes = Lanes(self.weights, threads=self._threads)
        shared = _beginning([tokens for _, tokens, _ in todo])
        while todo and self._lanes is not None:
            room, some = self._lanes.room - len(shared), 0
            for _, tokens, _ in todo[:LANES]:
                room -= len(tokens) - len(shared) + max_tokens
                some += room >= 0
            # One alone always fits: a prompt that does not was refused above.
            now, todo = todo[: max(1, some)], todo[max(1, some) :]
            answers = {
                place: self._answer(
                    *(tokens[len(shared) :], tokens, matcher, max_tokens, asked[place][0])
                )
                for place, tokens, matcher in now
            }
            self._lanes.begin(shared, len(now), halt)
            ended = self._together(self._lanes, answers, ended, halt)
        return [
            self._usual(prompt, each) if isinstance(each, Generation) else each
            for (prompt, _), each in zip(asked, ended, strict=True)
            if each is not None
        ]

    def _together(
        self,
        lanes: Lanes,
        answers: Mapping[int, Answer],
        ended: list[Generation | PlanError | None],
        halt: Halt,
    ) -> list[Generation | PlanError | None]:
        """Let answers grow until all of them ended; `ended` with what they came to."""
        lane_of = {place: lane for lane, place in enumerate(answers, start=1)}
        growing = dict(answers)
        while growing:
            for place, answer in list(growing.items()):
                try:
                    if answer.goes_on():
                        continue
                    ended[place] = answer.generation(self._spelled)
                except PlanError as error:
                    ended[place] = error
                del growing[place]
            if growing:
                pending = {lane_of[place]: answer.pending for place, answer in growing.items()}
                logits = lanes.evaluate(pending, halt)
                for place, answer in growing.items():
                    answer.choose(logits[lane_of[place]])
        return ended

    def generate(self, model_input: Any, output_type: Any = None, **options: Any) -> str:
        """Outlines' own way in: a text and its llguidance processor; `max_tokens` is an option."""
        if not isinstance(output_type, LLGuidanceLogitsProcessor):
            raise PlanError("Decoding needs a grammar of the llguidance backend.")
        tokens = self.weights.begun(self.weights.tokenized(str(model_input), special=True))
        matcher = _compiled(output_type.llg_tokenizer, output_type.grammar)
        limit = int(options.get("max_tokens") or self.weights.context)
        return self._decode(tokens, matcher, limit, Halt()).text

    def warm(self, system: str, halt: Halt) -> int:
        """Evaluate, or read, what every prompt with this system message begins with.

        Returns the number of tokens.
        """
        shared = self._shared(system)
        if not 0 < len(shared) < self.weights.context:
            return 0
        self._begin(system, shared, halt)
        rest = self.weights.rewind(shared)
        self.weights.evaluate(rest, halt)
        return len(shared)

    def _shared(self, system: str) -> list[int]:
        """What prompts with this system message begin with; of the last one it is remembered."""
        if self._begins is None or self._begins[0] != system:
            one, other = self.tokens(Prompt(system, "a")), self.tokens(Prompt(system, "0"))
            self._begins = (system, one[: common(one, other)])
        return self._begins[1]

    def _begin(self, system: str, tokens: list[int], halt: Halt) -> None:
        """Hold what prompts with this system message begin with, from disk or for the next time."""
        if self.states is None:
            return
        shared = self._shared(system)
        held = common(self.weights.held, tokens)
        if len(shared) < WORTH or held >= len(shared) or shared != tokens[: len(shared)]:
            return
        name = self.states.name(self.worn, self.weights.form, *map(str, shared))
        state = self.states.get(name)
        if state is not None and self.weights.restore(shared, state):
            return
        self.weights.evaluate(self.weights.rewind(shared), halt)
        if self.weights.held == shared:
            self._keeper.submit(self.states.put, name, self.weights.state())

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
        self,
        prompt: list[int],
        matcher: llguidance.LLMatcher,
        max_tokens: int,
        halt: Halt,
        asked: Prompt | None = None,
    ) -> Generation:
        self._fits(prompt)
        answer = self._answer(self.weights.rewind(prompt), prompt, matcher, max_tokens, asked)
        while answer.goes_on():
            answer.choose(self.weights.evaluate(answer.pending, halt))
        return answer.generation(self._spelled)

    def _fits(self, prompt: list[int]) -> None:
        room = self.weights.context
        if len(prompt) >= room:
            raise PlanError(
                f"The request is {len(prompt)} tokens long and the model holds {room}.",
                fix="Shorten it, or use a model or setting with a longer context.",
            )

    def _answer(
        self,
        pending: list[int],
        prompt: list[int],
        matcher: llguidance.LLMatcher,
        limit: int,
        asked: Prompt | None,
    ) -> Answer:
        leans = leanings(self.weights.priors, asked) if asked else ()
        habits = usual(self.weights.habits, asked) if asked else ()
        return self.answers(
            pending,
            matcher,
            budget=min(limit, self.weights.context - len(prompt)),
            size=self.weights.size,
            ends=self._ends,
            file=self.weights.file,
            temperature=self.weights.calibration.temperature(asked.system) if asked else 1.0,
            leanings=leans,
            habits=habits,
            words=self.words if leans or habits else (),
        )

    def _spelled(self, tokens: list[int]) -> str:
        text: str = self._backend.llg_tokenizer.decode_str(tokens)
        return text

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


def _beginning(prompts: Sequence[list[int]]) -> list[int]:
    """What all prompts begin with, and never the whole of one: its end is to be evaluated."""
    if not prompts:
        return []
    first = prompts[0]
    shortest = min(len(each) for each in prompts) - 1
    return first[: min(shortest, *(common(first, each) for each in prompts))]


def check(grammar: str) -> None:
    """Raise PlanError where the Lark `grammar` does not compile over plain bytes."""
    _compiled(llguidance.LLTokenizer("byte"), llguidance.grammar_from("lark", grammar))


def _compiled(tokenizer: Any, spec: str) -> llguidance.LLMatcher:
    matcher = llguidance.LLMatcher(tokenizer, spec, log_level=0)
    if matcher.is_error():
        raise PlanError(
            f"The grammar does not compile: {complaint(matcher)}.",
            fix="Simplify the tool's arguments.",
        )
    return matcher


def matches(grammar: str, text: str) -> bool:
    """Whether `text` is a whole text of the Lark `grammar`. Raises PlanError for a bad grammar."""
    tokenizer = llguidance.LLTokenizer("byte")
    matcher = _compiled(tokenizer, llguidance.grammar_from("lark", grammar))
    raw = list(text.encode())
    return matcher.try_consume_tokens(raw) == len(raw) and matcher.is_accepting()
