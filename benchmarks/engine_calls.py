"""One tool call under a grammar that is new for each request: ours and its peers, the same text."""

from __future__ import annotations

import json
import random
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import outlines.models
from llama_cpp import LogitsProcessorList
from llama_cpp.llama_grammar import LlamaGrammar
from numpy.typing import NDArray
from outlines.backends.llguidance import LLGuidanceBackend

from plam_agent.planner.answer import Answer
from plam_agent.planner.decoding import Decoder
from plam_agent.planner.engine import Halt
from plam_agent.planner.prompt import Prompt, plan_prompt
from plam_agent.tools.standard import registry
from plam_agent.types import Role

NAMES = ("Anna", "Paul", "Zoé", "Marie", "Jules", "Claire", "Ahmed", "Linh", "Marco", "Inès")
THINGS = ("budget", "lunch", "dentist", "invoice", "contract", "holiday", "garden", "report")
CONTEXT = 2_048
ANSWER = 120
# More than any two logits differ by.
PREFERRED = 1e4


@dataclass(frozen=True, slots=True)
class Took:
    """Medians in milliseconds: a whole call, and compiling its grammar within it."""

    call: float
    compiling: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """A prompt, the schema of what may answer it, and the answer."""

    prompt: Prompt
    schema: dict[str, Any]
    answer: str


def calls(file: Path, threads: int, count: int) -> dict[str, Took]:
    """The median of so many calls for ours, Outlines, GBNF, and decoding without a grammar."""
    requests = [_request(seed) for seed in range(count + 1)]
    ours = _ours(file, threads, requests)
    peers = _Peers(file, threads)
    found = {"ours": ours}
    for name, one in (
        ("outlines", peers.outlines),
        ("gbnf", peers.gbnf),
        ("unconstrained", peers.free),
    ):
        times = [one(request) for request in requests][1:]
        found[name] = Took(
            statistics.median(each[0] for each in times),
            statistics.median(each[1] for each in times),
        )
    peers.close()
    return found


def _request(seed: int) -> Request:
    """Words, a schema that only lets them be quoted, and a call that quotes some of them."""
    drawn = random.Random(seed)
    tools = [tool for tool in registry() if tool.run is not None][:12]
    words = [drawn.choice(NAMES), *drawn.sample(THINGS, 3)]
    spans = [*words, f"{words[1]} {words[2]}", f"{words[2]} {words[3]}"]
    choices = []
    for tool in tools:
        names = [param.name for param in tool.params if not param.derived]
        args = {name: {"enum": spans} for name in names}
        choices.append(
            {
                "type": "object",
                "properties": {
                    "tool": {"const": tool.name},
                    "args": {
                        "type": "object",
                        "properties": args,
                        "required": names,
                        "additionalProperties": False,
                    },
                },
                "required": ["tool", "args"],
                "additionalProperties": False,
            }
        )
    tool = drawn.choice([t for t in tools if any(p.role is Role.QUOTE for p in t.params)])
    said = {param.name: drawn.choice(spans) for param in tool.params if not param.derived}
    answer = json.dumps(
        {"tool": tool.name, "args": said}, separators=(",", ":"), ensure_ascii=False
    )
    return Request(plan_prompt(" ".join(words), tools), {"anyOf": choices}, answer)


def _exact(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with no white space between tokens, for llguidance."""
    return {**schema, "x-guidance": {"whitespace_flexible": False}}


def _ours(file: Path, threads: int, requests: list[Request]) -> Took:
    decoder = Decoder.open(file, threads=threads, context=CONTEXT, seed=0)
    choose = Answer.choose
    wanted: list[Callable[[list[int]], int]] = []

    def preferring(self: Answer, logits: NDArray[np.float32]) -> None:
        logits = logits.copy()
        logits[wanted[0](self._tokens)] += PREFERRED
        choose(self, logits)

    took, compiling = [], []
    Answer.choose = preferring  # type: ignore[method-assign]
    try:
        for request in requests:
            wanted[:] = [_next(decoder, request.answer)]
            grammar = f"start: %json {json.dumps(_exact(request.schema))}\n"
            started = time.perf_counter()
            got = decoder.complete(request.prompt, grammar, max_tokens=ANSWER, halt=Halt())
            took.append((time.perf_counter() - started) * 1000)
            if got.text != request.answer:
                raise RuntimeError(f"ours decoded {got.text!r} and not {request.answer!r}")
            decoder._grammars.clear()
            started = time.perf_counter()
            decoder._matcher(grammar)
            compiling.append((time.perf_counter() - started) * 1000)
    finally:
        Answer.choose = choose  # type: ignore[method-assign]
        decoder.close()
    return Took(statistics.median(took[1:]), statistics.median(compiling[1:]))


def _next(decoder: Decoder, answer: str) -> Callable[[list[int]], int]:
    """Which token spells on from those there are, in the usual spelling of what is left."""

    def following(tokens: list[int]) -> int:
        left = answer[len(decoder._spelled(tokens)) :]
        spelled = decoder.weights.tokenized(left, special=False)
        return spelled[0] if spelled else decoder.weights.ends[0]

    return following


class _Peers:
    """The same model file in llama-cpp-python, which keeps what its prompts begin with."""

    def __init__(self, file: Path, threads: int) -> None:
        self.llama = llama_cpp.Llama(
            str(file), n_ctx=CONTEXT, n_batch=512, n_threads=threads, n_threads_batch=threads,
            flash_attn=False, verbose=False,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.backend = LLGuidanceBackend(outlines.models.LlamaCpp(self.llama, chat_mode=False))
        self.decoder = Decoder.open(file, threads=threads, context=CONTEXT, seed=0)

    def close(self) -> None:
        self.llama.close()
        self.decoder.close()

    def outlines(self, request: Request) -> tuple[float, float]:
        """Outlines' llguidance processor in llama-cpp-python's own loop."""
        started = time.perf_counter()
        text = json.dumps(_exact(request.schema))
        processor = self.backend.get_json_schema_logits_processor(text)
        compiled = time.perf_counter()
        self._run(request, processor=processor)
        return (time.perf_counter() - started) * 1000, (compiled - started) * 1000

    def gbnf(self, request: Request) -> tuple[float, float]:
        """llama.cpp's own grammars, converted from the same schema."""
        started = time.perf_counter()
        grammar = LlamaGrammar.from_json_schema(json.dumps(request.schema), verbose=False)
        compiled = time.perf_counter()
        self._run(request, grammar=grammar)
        return (time.perf_counter() - started) * 1000, (compiled - started) * 1000

    def free(self, request: Request) -> tuple[float, float]:
        """The same text with no grammar at all."""
        started = time.perf_counter()
        self._run(request)
        return (time.perf_counter() - started) * 1000, 0.0

    def _run(self, request: Request, *, processor: Any = None, grammar: Any = None) -> None:
        prompt = self.decoder.tokens(request.prompt)
        # With GBNF a space may stand after a comma or colon; the text has none.
        wanted = self.decoder.weights.tokenized(request.answer, special=False)
        wanted.append(self.decoder.weights.ends[0])

        def prefer(ids: NDArray[np.intc], scores: NDArray[np.float32]) -> NDArray[np.float32]:
            scores[wanted[min(len(ids) - len(prompt), len(wanted) - 1)]] += PREFERRED
            return scores

        chain = [prefer] if processor is None else [prefer, processor]
        said: list[int] = []
        for token in self.llama.generate(
            prompt, temp=0.0, repeat_penalty=1.0,
            logits_processor=LogitsProcessorList(chain), grammar=grammar,
        ):  # fmt: skip
            if token in self.decoder.weights.ends:
                break
            said.append(token)
            if len(said) > ANSWER:
                break
        text = self.decoder._spelled(said)
        if text != request.answer:
            raise RuntimeError(f"a peer decoded {text!r} and not {request.answer!r}")
