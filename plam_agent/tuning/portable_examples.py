"""Examples as lines of a file, and those that came with a bundle as sealed records of the journal.

An imported example is a record of kind `example`: sealed under a key of its own, found by whatever
looks for a person or for words, and forgotten like any other. So an adapter that was trained on it
goes stale when it goes. What is learnt from it is rendered anew with this version's tools by the
renderer that plans, wherever the lines say enough for that.

A record says nothing about origins that anybody may rely on: an example teaches a model, and is
never an argument of a call.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..desk import composes
from ..errors import PlamError
from ..memory.layout import NAME
from ..memory.sealed import Memories
from ..planner.grammar import label_grammar, plan_grammar
from ..planner.prompt import TO_LABEL, TOLD, Prompt, label_prompt, plan_prompt
from ..planner.reader import ANYTHING_ELSE, NONE, OPERATIONS
from ..planner.recalling import at_once, remembers
from ..planner.retrieval import likeliest
from ..policy.document import parse
from ..policy.terms import Label
from ..tools.model import KIND as MODEL
from ..tools.standard import everything
from ..types import Handle, Tool
from . import dataset
from .example import LABEL, PLAN, Example
from .portable_records import digest

if TYPE_CHECKING:
    from ..home import Home

KIND = "example"
BROUGHT = "imported"
AGELESS = timedelta(days=10_000)
"""A half-life with which nothing ages."""
_HANDLE = re.compile(r"(\S+) is an? ([^,\n]+?)(?:, (.*))?")


@dataclass(frozen=True, slots=True)
class Taken:
    """A prompt of the planner, taken apart into what it was rendered from."""

    told: tuple[str, ...] = ()
    handles: tuple[tuple[str, str, str], ...] = ()
    """The kind, the key and the label of each."""


def record_of(example: Example) -> dict[str, Any]:
    """An example as JSON data: what was asked and wanted as messages, and what renders it again.

    `id` is a digest of all of it but its sources and its weight, so that equal ones have equal ids.
    """
    prompt = example.prompt
    wanted = [{"role": "assistant", "content": example.answer}] if example.answer else []
    fields: dict[str, Any] = {
        "kind": example.kind,
        "messages": [*prompt.messages(), *wanted],
        "against": list(example.against),
        "at": example.at.isoformat() if example.at else None,
        "group": example.group,
        # Of a message there is no more than the reader sees.
        "words": prompt.user if example.kind == LABEL else prompt.said,
        "tools": [tool.name for tool in prompt.tools],
        # Pairs, because they are shown in their order and JSON objects have none.
        "labels": [list(each) for each in (prompt.labels or {}).items()],
        "told": [],
        "handles": [],
        "grammar": "",
    }
    taken = _taken_apart(example)
    if taken is None:
        # Something else rendered it: then it stays as it was read.
        fields["grammar"] = example.grammar
    else:
        fields |= {"told": list(taken.told), "handles": [list(each) for each in taken.handles]}
    return {
        "id": digest(fields),
        **fields,
        "weight": example.weight,
        "sources": list(example.sources),
    }


def natural(home: Home, now: datetime) -> list[Example]:
    """What the home's own journal has to teach, of all time and with weights that did not age.

    Raises DamageError.
    """
    labels, mailbox = _labels(home)
    return dataset.examples(
        home.journal,
        now=now,
        tools=_tools(writes=composes(home.settings.model)),
        labels=labels,
        mailbox=mailbox,
        composes=composes(home.settings.model),
        half_life=AGELESS,
    )


def imported(
    home: Home,
    *,
    now: datetime,
    tools: Iterable[Tool] | None = None,
    labels: Sequence[Label] | None = None,
    writes: bool | None = None,
    half_life: timedelta = dataset.HALF_LIFE,
) -> list[Example]:
    """The examples that came with bundles and were not forgotten, as `dataset` makes its own.

    `tools` and `labels` are those of now (None: all tools there are, the labels as they came), and
    `writes` says whether the model in use may write prose. Each is made from its record, and from
    the memories that its owner's words were shown with; where one of these was forgotten, it is no
    example any more. One whose answer names a tool or a label that is not there is left out, and so
    is one too old to count. Raises DamageError.
    """
    if writes is None:
        writes = composes(home.settings.model)
    offered = None if tools is None else [t for t in tools if writes or not remembers(t)]
    every = _tools(writes=writes) if tools is None else list(tools)
    meanings = None
    if labels is not None:
        meanings = {label.name: label.means for label in labels} | {NONE: ANYTHING_ELSE}
    records = [(event.seq, event.body) for event in home.journal.events(kinds=(KIND,))]
    records = [(seq, body) for seq, body in records if not body.get("forgotten")]
    gone = _forgotten(home, records)
    found = []
    for seq, body in records:
        if not gone.isdisjoint(body["memories"]):
            continue
        example = _example(body, seq, every, offered, meanings, writes=writes)
        if example is None:
            continue
        age = max(0.0, (now - (example.at or now)) / half_life)
        if age <= dataset.OLDEST:
            found.append(dataclasses.replace(example, weight=example.weight * 0.5**age))
    return found


def every(home: Home, now: datetime) -> list[Example]:
    """The home's own examples and those that came with bundles, of all time. Raises DamageError."""
    return [*natural(home, now), *imported(home, now=now, half_life=AGELESS)]


def kept(home: Home) -> dict[str, int]:
    """The imported examples that are there: the id of each, and its record's number."""
    return {
        str(event.body["id"]): event.seq
        for event in home.journal.events(kinds=(KIND,))
        if not event.body.get("forgotten")
    }


def _example(
    body: Mapping[str, Any],
    seq: int,
    every: Sequence[Tool],
    offered: Sequence[Tool] | None,
    meanings: Mapping[str, str] | None,
    *,
    writes: bool,
) -> Example | None:
    roles = {each["role"]: str(each["content"]) for each in body["messages"]}
    answer = roles.get("assistant", "")
    tools = [tool for tool in every if tool.name in set(body["tools"])]
    if offered is not None and body["kind"] == PLAN:
        if not writes and at_once(body["words"], every):
            return None
        tools = likeliest(body["words"], offered)
    needed = {str(name) for text in (answer, *body["against"]) for name in _tools_in(text)}
    if body["kind"] == PLAN and not (tools and needed <= {tool.name for tool in tools}):
        return None
    labels = {str(label): str(means) for label, means in body["labels"]}
    if meanings is not None and body["kind"] == LABEL:
        if not {str(each) for text in (answer, *body["against"]) for each in _label_in(text)} <= {
            *meanings
        }:
            return None
        labels = dict(meanings)
    if body["grammar"]:
        prompt = Prompt(
            roles["system"],
            roles["user"],
            said=body["words"],
            tools=tuple(tools),
            labels=labels or None,
        )
        grammar = str(body["grammar"])
    elif body["kind"] == LABEL:
        prompt, grammar = (
            label_prompt(labels, body["words"], limit=TO_LABEL),
            label_grammar(labels),
        )
    else:
        handles = _handles(body["handles"])
        prompt = plan_prompt(body["words"], tools, handles, body["told"])
        grammar = plan_grammar(body["words"], tools, handles, composes=writes)
    return Example(
        kind=str(body["kind"]),
        prompt=prompt,
        grammar=grammar,
        answer=answer,
        against=tuple(body["against"]),
        weight=float(body["weight"]),
        at=datetime.fromisoformat(body["at"]) if body["at"] else None,
        sources=(f"event:{seq}", *(f"memory:{each}" for each in body["memories"])),
        group=str(body["group"]),
    )


def _taken_apart(example: Example) -> Taken | None:
    """What the renderer was given for a prompt; None where it does not render it again."""
    prompt = example.prompt
    if example.kind == LABEL:
        labels = prompt.labels
        if labels is None or label_grammar(labels) != example.grammar:
            return None
        again = label_prompt(labels, prompt.user, limit=TO_LABEL)
        return Taken() if again.messages() == prompt.messages() else None
    if not prompt.tools or not prompt.user.endswith(request := f" {prompt.said.strip()}"):
        return None
    taken = _scope(prompt.user.removesuffix(request))
    if taken is None:
        return None
    handles = _handles(taken.handles)
    again = plan_prompt(prompt.said, prompt.tools, handles, taken.told)
    grammars = (
        plan_grammar(prompt.said, prompt.tools, handles, composes=writes)
        for writes in (False, True)
    )
    rendered = again.messages() == prompt.messages() and example.grammar in grammars
    return taken if rendered else None


def _scope(before: str) -> Taken | None:
    """What stands before a request: lines of what was told, then a line for each handle."""
    rest, told = before, []
    if rest.startswith(TOLD):
        rest = rest.removeprefix(TOLD)
        while rest.startswith("- "):
            line, _, rest = rest.removeprefix("- ").partition("\n")
            told.append(line)
    handles = []
    for line in rest.splitlines():
        match = _HANDLE.fullmatch(line)
        if match is None:
            return None
        handles.append((match[2], match[1], match[3] or ""))
    return Taken(tuple(told), tuple(handles))


def _handles(said: Sequence[Sequence[str]]) -> list[Handle]:
    """Handles as the renderer and the grammar see them; they designate nothing."""
    return [Handle(kind, key, None, frozenset(), label) for kind, key, label in said]


def _tools(*, writes: bool) -> list[Tool]:
    """All that a plan may name, whatever the policy and the accounts of this home."""
    tools = [tool for tool in everything() if tool.account != MODEL]
    return [*tools, *OPERATIONS] if writes else tools


def _tools_in(answer: str) -> Iterator[str]:
    try:
        steps = json.loads(answer)["steps"]
        yield from (step["tool"] for step in steps)
    except (ValueError, LookupError, TypeError, RecursionError):
        return


def _label_in(answer: str) -> Iterator[str]:
    try:
        yield json.loads(answer)["label"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return


def _labels(home: Home) -> tuple[Sequence[Label], str]:
    """The owner's labels and the mailbox that is sorted; also of a policy that has expired.

    They are words here, and authority for nothing.
    """
    try:
        policy = parse(home.policy_path.read_bytes(), str(home.policy_path))
    except (OSError, PlamError):
        return (), "INBOX"
    return (policy.triage.labels, policy.triage.mailbox) if policy.triage else ((), "INBOX")


def _forgotten(home: Home, records: Iterable[tuple[int, Mapping[str, Any]]]) -> set[str]:
    named = {str(each) for _, body in records for each in body["memories"]}
    if not named or not (home.path / NAME).exists():
        return set()
    with Memories.open(home.path, home.vault) as store:
        return {each for each in named if store.was_forgotten(each)}
