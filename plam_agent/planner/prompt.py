"""What the model reads: the same renderer for planning, for the reader and for training.

The parts that many requests share come first, so that an engine can keep their state: the system
message lists tools or labels, and the user message holds the one request or document. Spans of
the request are written with the space before them (`" Friday at 3 pm"`), so that copying a span
copies its tokens; the plan's parser strips it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..types import Handle, Origins, Tool

if TYPE_CHECKING:
    from .schema import Shape

PLAN_RULES = (
    "Turn the owner's words into one plan, as JSON. Quote the owner's words exactly.\n"
    '{"steps":[{"tool":"…","args":{…}}]}, {"ask":"…"}, {"answer":"…"} or {"none":true}.\n'
    "$1 is what step 1 found."
)
LABEL_RULES = "Choose the label of the message, as JSON."
TOLD = "What the owner told you before, to understand the request by:\n"
EXTRACT_RULES = "Quote from the message what is asked for, as JSON."
SUMMARY_RULES = (
    "Say in two or three short sentences what happened, with its names and dates and nothing"
    " else, as JSON."
)
# Characters of what happened that a summary is written from.
TO_SUM_UP = 3_000
# Characters of a message's text that are read for its label, and for what it says.
TO_LABEL = 260
TO_QUOTE = 700
# Of what the owner told before: how many lines, and how many characters of each.
MOST_TOLD, LONGEST_TOLD = 6, 200


@dataclass(frozen=True, slots=True)
class Prompt:
    """A conversation of one system and one user message; `shared` prompts differ in `user` only.

    `origins` are those of everything in it that somebody said, and `shape` is what may be answered:
    a model that is not on this machine is asked only where both are known. What is chosen among are
    the `tools` or the `labels` with their meanings, and `said` is what it is chosen for.
    """

    system: str
    user: str
    origins: Origins = frozenset()
    shape: Shape | None = field(default=None, compare=False)
    said: str = field(default="", compare=False, repr=False)
    tools: tuple[Tool, ...] = field(default=(), compare=False, repr=False)
    labels: Mapping[str, str] | None = field(default=None, compare=False, repr=False)

    def messages(self) -> list[dict[str, str]]:
        """The messages in the form that chat templates take."""
        return [
            {"role": "system", "content": self.system},
            {"role": "user", "content": self.user},
        ]


def tool_line(tool: Tool) -> str:
    """One line that names a tool, the arguments that are said, and what it does."""
    names = ", ".join(p.name for p in tool.params if not (p.derived or p.tacit))
    return f"{tool.name}({names}): {tool.summary}"


def plan_prompt(
    words: str,
    tools: Iterable[Tool],
    handles: Sequence[Handle] = (),
    told: Sequence[str] = (),
) -> Prompt:
    """The planner's prompt: trusted text only. `words` already has handles for addresses.

    `told` is what the owner said before, some lines of it; without it nothing stands in its place.
    """
    tools = tuple(tools)
    lines = [PLAN_RULES, *(tool_line(tool) for tool in tools)]
    scope = "".join(f"{handle.key} is {_described(handle)}\n" for handle in handles)
    user = f"{told_block(told)}{scope} {words.strip()}"
    return Prompt("\n".join(lines), user, said=words, tools=tools)


def told_block(told: Sequence[str]) -> str:
    """What the owner told before, a line each and no more than there is room for."""
    lines = [f"- {' '.join(each.split())[:LONGEST_TOLD]}\n" for each in told[:MOST_TOLD]]
    return TOLD + "".join(lines) if lines else ""


def _described(handle: Handle) -> str:
    article = "an" if handle.kind[:1] in "aeiou" else "a"
    return f"{article} {handle.kind}" + (f", {handle.label}" if handle.label else "")


def label_prompt(labels: Mapping[str, str], message: str, *, limit: int | None = None) -> Prompt:
    """The reader's prompt for one message: `labels` maps each label to what it means.

    With a `limit`, the prompt holds so many characters of the message's body.
    """
    lines = [LABEL_RULES, *(f"{label}: {means}" for label, means in labels.items())]
    user = message if limit is None else shortened(message, limit)
    return Prompt("\n".join(lines), user, said=message, labels=labels)


def extract_prompt(wanted: Mapping[str, str], message: str) -> Prompt:
    """The reader's prompt for typed values: `wanted` maps each field to what it means."""
    lines = [EXTRACT_RULES, *(f"{name}: {means}" for name, means in wanted.items())]
    return Prompt("\n".join(lines), message)


def summary_prompt(title: str, happened: Iterable[str]) -> Prompt:
    """The reader's prompt for a summary: `title` is the time, and each line of what happened."""
    lines = [" ".join(each.split()) for each in happened]
    return Prompt(SUMMARY_RULES, f"{title}\n" + "\n".join(lines)[:TO_SUM_UP])


def message_text(
    sender: str, subject: str, facts: Sequence[str], body: str, *, limit: int = TO_LABEL
) -> str:
    """A message as the reader sees it: headers, what code found out, and the first of its text.

    `facts` are words such as `list`, `invitation`, `reply`, `attachment pdf`, in that order.
    `limit` bounds the body in characters; runs of white space are folded.
    """
    folded = " ".join(body.split())[:limit]
    return f"from: {_line(sender)}\nsubject: {_line(subject)}\nfacts: {', '.join(facts)}\n {folded}"


def parts(message: str) -> tuple[str, str, str, str] | None:
    """The lines of sender, subject and facts of a `message_text`, and its body; None for others."""
    found = message.split("\n", 3)
    marks = ("from: ", "subject: ", "facts: ", " ")
    if len(found) < len(marks) or not all(map(str.startswith, found, marks)):
        return None
    sender, subject, facts, body = found
    return sender, subject, facts, body


def shortened(message: str, limit: int) -> str:
    """A `message_text` with at most `limit` characters of its body."""
    found = parts(message)
    return message if found is None else "\n".join([*found[:3], found[3][: limit + 1]])


def _line(text: str) -> str:
    return " ".join(text.split())[:160]


def completion(answer: Mapping[str, Any]) -> str:
    """The one way an answer is written: JSON without white space between tokens, UTF-8 kept."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
