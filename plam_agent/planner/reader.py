"""The reader: no tools, typed answers about untrusted text, whose origins the answers carry."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import PlanError
from ..types import Effect, Item, Param, Role, Tool, Value
from .engine import Batching, Engine, Generation
from .grammar import extract_grammar, label_grammar, summary_grammar
from .plan import decode_object
from .prompt import (
    TO_LABEL,
    TO_QUOTE,
    Prompt,
    extract_prompt,
    label_prompt,
    message_text,
    summary_prompt,
)
from .schema import Shape, extract_shape, label_shape, summary_shape

NONE = "none"
ANYTHING_ELSE = "anything else"
LABEL_TOKENS = 60
EXTRACT_TOKENS = 300
SUMMARY_TOKENS = 600
WANTS = {
    "time": "the time that is meant",
    "place": "where it takes place",
    "amount": "how much it costs",
    "name": "the name of the person or firm",
}
_MESSAGE = Param("message", Role.OBJECT, kind="message", required=True)

# The reader's operations as steps of a plan. They are no tools: they reach nothing but the text
# of one message, and what they answer carries that message's origin.
EXTRACT = Tool(
    "read.extract",
    "Quote the time, place, amount or name that a message says",
    Effect.READ,
    object,
    (_MESSAGE, Param("want", Role.QUOTE, required=True, choices=tuple(WANTS))),
    yields="value",
)
CLASSIFY = Tool(
    "read.classify",
    "Whether a message is what the owner's words say: yes or no",
    Effect.READ,
    object,
    (_MESSAGE, Param("means", Role.QUOTE, required=True)),
    yields="answer",
)
OPERATIONS = (EXTRACT, CLASSIFY)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The label the reader chose, `none` for no label of the owner's, and its probability."""

    label: Value
    confidence: float


async def classify(engine: Engine, labels: Mapping[str, str], message: Value) -> Labelled:
    """Choose one of the owner's `labels` (name to meaning), or `none`, for one message.

    `message.data` is the text of `prompt.message_text`. Raises PlanError.
    """
    (prompt,), grammar = _choices(labels, (message,))
    return _labelled(await engine.generate(prompt, grammar, max_tokens=LABEL_TOKENS), message)


async def classify_all(
    engine: Batching, labels: Mapping[str, str], messages: Sequence[Value]
) -> list[Labelled | PlanError]:
    """What `classify` chooses for each message, in batches.

    Each is read apart from the others. Where one cannot be labelled its error stands in its place.
    """
    prompts, grammar = _choices(labels, messages)
    grammars = [grammar] * len(prompts)
    found: list[Labelled | PlanError] = []
    got = await engine.generate_all(prompts, grammars, max_tokens=LABEL_TOKENS)
    for answer, message in zip(got, messages, strict=True):
        try:
            found.append(answer if isinstance(answer, PlanError) else _labelled(answer, message))
        except PlanError as error:
            found.append(error)
    return found


def _choices(labels: Mapping[str, str], messages: Sequence[Value]) -> tuple[list[Prompt], str]:
    """A prompt for each message, and the grammar of all of them."""
    offered = {**labels, NONE: ANYTHING_ELSE}
    shape = label_shape(offered)
    prompts = [
        _of(label_prompt(offered, each.data, limit=TO_LABEL), each, shape) for each in messages
    ]
    return prompts, label_grammar(offered)


def _labelled(got: Generation, message: Value) -> Labelled:
    label = decode_object(got.text, ["label"])["label"]
    return Labelled(Value(label, message.origins), got.confidence)


async def holds(engine: Engine, means: str, message: Value) -> Value:
    """Whether a message is what `means` says: `yes` or `no`, with the message's origins."""
    asked = label_prompt({"yes": means, "no": ANYTHING_ELSE}, message.data)
    prompt = _of(asked, message, label_shape(("yes", "no")))
    got = await engine.generate(prompt, label_grammar(("yes", "no")), max_tokens=LABEL_TOKENS)
    return Value(decode_object(got.text, ["label"])["label"], message.origins)


async def extract(
    engine: Engine, wanted: Mapping[str, str], message: Value
) -> Mapping[str, Value | None]:
    """Quote from one message the value of each wanted field, or None where it says nothing.

    The values are spans of `message.data`, stripped, and carry the message's origins.
    """
    prompt = _of(extract_prompt(wanted, message.data), message, extract_shape(wanted))
    grammar = extract_grammar(wanted, message.data)
    got = await engine.generate(prompt, grammar, max_tokens=EXTRACT_TOKENS)
    answer = decode_object(got.text, list(wanted))
    return {
        name: None if span is None else Value(span.strip(), message.origins)
        for name, span in answer.items()
    }


async def sum_up(engine: Engine, title: str, happened: Sequence[Value]) -> Value:
    """What happened, in a few sentences of the model's own; for models that compose.

    It carries the origins of all that was read, whatever of it the model took up. Raises PlanError,
    also where the model says nothing.
    """
    every = Value.join("", happened)
    asked = summary_prompt(title, (str(each.data) for each in happened))
    prompt = _of(asked, every, summary_shape())
    got = await engine.generate(prompt, summary_grammar(), max_tokens=SUMMARY_TOKENS)
    said = " ".join(decode_object(got.text, ["summary"])["summary"].split())
    if not said:
        raise PlanError("The model summed up nothing.")
    return Value(said, every.origins)


def message_value(item: Item, known: bool = False) -> Value:
    """A message that was read, as the reader reads it: who, subject, facts and text."""

    def said(name: str) -> Any:
        value = item.fields.get(name)
        return "" if value is None or value.data is None else value.data

    facts = list(said("facts") or ())
    if known:
        at = next((i for i, f in enumerate(facts) if f.startswith("attachment")), len(facts))
        facts.insert(at, "known")
    line, subject, body = (str(said(name)) for name in ("sender_line", "subject", "text"))
    text = message_text(line, subject, facts, body, limit=TO_QUOTE)
    return Value.join(text, item.fields.values())


def _of(prompt: Prompt, message: Value, shape: Shape) -> Prompt:
    """The prompt with where its message came from; what the owner said or signed adds nothing."""
    return dataclasses.replace(prompt, origins=message.origins, shape=shape)
