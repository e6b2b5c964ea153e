"""A remote model behind the engine's seam: a JSON schema goes, and what comes back is not believed.

Whoever sends is given from above, because what leaves the machine is decided about. An answer is
read as if a stranger had written it: by the parsers that read every plan, and then by the grammar
that a model here would have been held to. One that does not pass is asked for once more.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import time
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import PlanError
from ..types import Origins
from .engine import Generation
from .prompt import Prompt, completion
from .schema import Shape, written

Send = Callable[[str, bytes, Origins], Awaitable[bytes]]
"""Sends a body for a kind of answer, made of these origins, and returns the answer's octets."""

CONTEXT = 8192
TRIES = 2
DEEPEST = 32
_SAID = 2_000
# They turn around what a person reads.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is asked of an endpoint: the name of its model, and the dialect it speaks.

    `form` is `json_schema` (OpenAI, llama-server, Ollama, LM Studio, vLLM) or `json_object` with a
    schema in it (llama-cpp-python). `logprobs` says that it tells how sure it is; of one that does
    not, nothing is known, and a confidence of nought meets no `min_confidence`. `context` is how
    many tokens it reads.
    """

    name: str
    model: str
    form: Literal["json_schema", "json_object"] = "json_schema"
    logprobs: bool = False
    context: int = CONTEXT


class RemoteEngine:
    """Answers within a grammar by asking an endpoint.

    `asks_again` tells that it has asked once more itself when it fails.
    """

    asks_again = True

    def __init__(self, endpoint: Endpoint, send: Send) -> None:
        """`send` raises AuthorityError where nothing may leave, AccountError where none answers."""
        self._endpoint = endpoint
        self._send = send

    @property
    def fingerprint(self) -> str:
        """A hash of where it is and what it is called: what is loaded there nobody can tell."""
        return hashlib.sha256(f"remote\0{self._endpoint.name}".encode()).hexdigest()

    @property
    def context(self) -> int:
        """How many tokens it reads."""
        return self._endpoint.context

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """An answer of `grammar` to a prompt that says its shape and origins.

        Raises PlanError where the second answer is none either, and whatever sending raises.
        """
        shape = prompt.shape
        if shape is None:
            raise PlanError("This question has no form in which another machine can be asked.")
        schema = await asyncio.to_thread(shape.schema)
        messages = prompt.messages()
        messages[0]["content"] = "\n".join(filter(None, (prompt.system, shape.help)))
        started = time.perf_counter()
        for last in range(1, TRIES + 1):
            body = completion(self._body(messages, shape, schema, max_tokens))
            raw = await self._send(shape.kind, body.encode("utf-8", "replace"), prompt.origins)
            said = ""
            try:
                said, confidence, tokens = await asyncio.to_thread(_said, raw)
                text = await asyncio.to_thread(_checked, said, shape, schema, grammar)
            except PlanError as error:
                if last == TRIES:
                    raise
                messages += _again(said, error)
                continue
            took = (time.perf_counter() - started) * 1000
            return Generation(text, confidence, (), tokens, 0, took)
        raise AssertionError("every try returns or raises")

    def _body(
        self, messages: list[dict[str, str]], shape: Shape, schema: dict[str, Any], most: int
    ) -> dict[str, Any]:
        wanted: dict[str, Any] = {"type": "json_object", "schema": schema}
        if self._endpoint.form == "json_schema":
            named = {"name": shape.kind, "strict": True, "schema": schema}
            wanted = {"type": "json_schema", "json_schema": named}
        body: dict[str, Any] = {
            "model": self._endpoint.model,
            # A copy: what is asked again is another body.
            "messages": [dict(each) for each in messages],
            "response_format": wanted,
            "max_tokens": most,
            "temperature": 0,
            "stream": False,
        }
        return {**body, "logprobs": True} if self._endpoint.logprobs else body


def _again(said: str, error: PlanError) -> list[dict[str, str]]:
    told = f"That cannot be used: {error.message} Answer again, as JSON of the given schema alone."
    before = [{"role": "assistant", "content": said[:_SAID]}] if said else []
    return [*before, {"role": "user", "content": told}]


def _said(raw: bytes) -> tuple[str, float, int]:
    """The text of a chat completion, how sure it says it is (0 where it does not), its tokens.

    Raises PlanError for what is none, and for one that was cut off.
    """
    try:
        reply = json.loads(raw.decode("utf-8"))
        (choice,) = reply["choices"]
        text = choice["message"]["content"]
        ended = choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise PlanError("The remote model's server sent no chat completion.") from error
    if not isinstance(text, str) or not text.strip():
        raise PlanError("The remote model said nothing.")
    if ended == "length":
        raise PlanError("The remote model's answer was cut off.", fix="Ask for less at once.")
    return text, _confidence(choice), _tokens(reply)


def _confidence(choice: dict[str, Any]) -> float:
    """The probability of exactly this text, from its tokens' logarithms (OpenAI's `logprobs`)."""
    try:
        rows = choice["logprobs"]["content"]
        total = math.fsum(float(row["logprob"]) for row in rows)
    except (LookupError, TypeError, ValueError, OverflowError):
        return 0.0
    return math.exp(total) if rows and total <= 0 else 0.0


def _tokens(reply: dict[str, Any]) -> int:
    usage = reply.get("usage")
    count = usage.get("completion_tokens") if isinstance(usage, dict) else 0
    return count if type(count) is int and 0 <= count < 1 << 31 else 0


def _checked(said: str, shape: Shape, schema: dict[str, Any], grammar: str) -> str:
    """An answer in the one way in which answers are written. Raises PlanError for any other."""
    from .decoding import matches

    text = written(said, schema)
    if any(_hostile(mark) for each in _texts(json.loads(text)) for mark in each):
        raise PlanError("The answer has characters in it that no text has.")
    shape.check(text)
    if not matches(grammar, text):
        raise PlanError("The answer is outside of what was offered.")
    return text


def _texts(value: Any) -> list[str]:
    """Every text in JSON data, keys included. Raises PlanError for what nests too deep."""
    found: list[str] = []
    todo: list[tuple[Any, int]] = [(value, 0)]
    while todo:
        each, depth = todo.pop()
        if depth > DEEPEST:
            raise PlanError("The answer nests too deep.")
        if isinstance(each, str):
            found.append(each)
        inner = [*each, *each.values()] if isinstance(each, dict) else each
        if isinstance(inner, list):
            todo += [(one, depth + 1) for one in inner]
    return found


def _hostile(mark: str) -> bool:
    return mark in _TURNS or (unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\n\t")
