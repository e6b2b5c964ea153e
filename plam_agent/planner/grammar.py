"""What may be decoded: tools ∩ policy ∩ handles in scope, as one Lark grammar for llguidance.

A denied tool, a step that refers to itself or a word that the owner did not say is not in the
language. JSON is written without white space between tokens and keys stand in declared order, so
every key and bracket is forced and costs no decision.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..types import Handle, Param, Role, Tool

MAX_STEPS = 4
MAX_SPANS = 4
MAX_PROSE = 600
MAX_SUMMARY = 400
PLAN_TOKENS = 700

# The fields of a found thing that a later step may use as a destination, by the thing's kind.
DESTINATIONS = {"message": ("sender",), "contact": ("address",)}
HANDLES = {Role.DESTINATION: ("address", "contact"), Role.MONEY: ("amount",)}

_WORD = re.compile(r"\s|\w+|[^\w\s]")


def chunks(words: str) -> list[str]:
    """`words` cut where a span may begin or end: words, marks and the spaces between them."""
    return _WORD.findall(" " + " ".join(words.split()))


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _spans(text: str) -> list[str]:
    """Rules for a non-empty verbatim span of `text` inside a JSON string."""
    pieces = json.dumps([_escaped(piece) for piece in chunks(text)], ensure_ascii=False)
    return [
        f'WORDS: %regex {{"substring_chunks": {pieces}}}',
        "SPAN: WORDS & /.*\\S.*/",
        'quote: "\\"" SPAN "\\""',
        f'quotes: quote | "[" quote ("," quote){{1,{MAX_SPANS - 1}}} "]"',
    ]


def plan_grammar(
    words: str,
    tools: Sequence[Tool],
    handles: Sequence[Handle] = (),
    *,
    composes: bool = True,
    refers: bool = True,
) -> str:
    """The language of plans for one request.

    `words` is the request with its handles in place. A model that does not compose (`composes`
    false) may only quote prose, never write it. A reference has to name an earlier step that finds
    the right kind of thing, which the grammar does not say; without `refers` there are none, and
    every text of it is a plan. Raises ValueError where no tool is offered.
    """
    if not tools:
        raise ValueError("a plan grammar needs at least one tool")
    reads = any(tool.yields == "value" for tool in tools)
    prose = f'%json {{"type":"string","maxLength":{MAX_PROSE}}}' if composes else "quotes"
    rules = [
        "start: none | plan" + (" | ask | answer" if composes else " | ask"),
        'none: "{\\"none\\":true}"',
        'ask: "{\\"ask\\":" prose "}"',
        'answer: "{\\"answer\\":" prose "}"' if composes else "",
        f'plan: "{{\\"steps\\":[" first ("," later){{0,{MAX_STEPS - 1}}} "]}}"',
        f"prose: {prose}",
        f'ref: "\\"$" /[1-{MAX_STEPS - 1}]/ "\\""',
        *_spans(words),
        *_destinations(),
    ]
    for when in ("first", "later"):
        names = " | ".join(f"{when}{number}" for number in range(len(tools)))
        refer = refers and when == "later"
        follow = ' each? cond? "}"' if refer else ' "}"'
        rules.append(f'{when}: "{{\\"tool\\":\\"" ({names}){follow}')
        for number, tool in enumerate(tools):
            rules += _tool_rules(f"{when}{number}", tool, handles, refer=refer, reads=reads)
    rules += [
        'each: ",\\"each\\":" ref',
        f'cond: ",\\"when\\":\\"$" /[1-{MAX_STEPS - 1}]/ ("=" /[a-z]+/)? "\\""',
    ]
    return "\n".join(rule for rule in rules if rule) + "\n"


def _destinations() -> Iterator[str]:
    fields = sorted({field for names in DESTINATIONS.values() for field in names})
    alternatives = " | ".join(_literal(f'.{field}"') for field in fields)
    yield f'found: "\\"$" /[1-{MAX_STEPS - 1}]/ ({alternatives})'


def _tool_rules(
    rule: str, tool: Tool, handles: Sequence[Handle], *, refer: bool, reads: bool
) -> Iterator[str]:
    params = [param for param in tool.params if not param.derived]
    yield f'{rule}: {_literal(tool.name + chr(34) + ",")} "\\"args\\":{{" {rule}_a "}}"'
    starts = [f"{rule}_p{i} {rule}_t{i + 1}" for i in range(len(params))]
    yield f"{rule}_a: " + " | ".join([*starts, '""'])
    for i in range(len(params) + 1):
        rest = [f'"," {rule}_p{j} {rule}_t{j + 1}' for j in range(i, len(params))]
        yield f"{rule}_t{i}: " + " | ".join([*rest, '""'])
    for i, param in enumerate(params):
        values = " | ".join(_values(param, handles, refer=refer, reads=reads))
        yield f"{rule}_p{i}: {_literal(_literal(param.name) + ':')} ({values})"


def _values(param: Param, handles: Iterable[Handle], *, refer: bool, reads: bool) -> Iterator[str]:
    if param.choices:
        yield from (_literal(_literal(choice)) for choice in param.choices)
        return
    if param.role is Role.PROSE:
        yield "prose"
    else:
        yield "quotes" if param.many or param.role is Role.TIME else "quote"
    kinds = HANDLES.get(param.role, (param.kind,) if param.kind else ())
    if param.role is not Role.PROSE:
        mine = [handle for handle in handles if handle.kind in kinds]
        yield from (_literal(_literal(handle.key)) for handle in mine)
        if len(mine) > 1 and param.many:
            one = " | ".join(_literal(_literal(handle.key)) for handle in mine)
            yield f'"[" ({one} | quote) ("," ({one} | quote)){{1,{MAX_SPANS - 1}}} "]"'
    read = reads and param.role in (Role.TIME, Role.QUOTE)
    if refer and (read or param.role is Role.OBJECT):
        yield "ref"
    if refer and param.role is Role.DESTINATION:
        yield "found"


def label_grammar(labels: Iterable[str]) -> str:
    """The language of one label among the owner's."""
    choice = " | ".join(_literal(_escaped(label)) for label in labels)
    return f'start: "{{\\"label\\":\\"" ({choice}) "\\"}}"\n'


def extract_grammar(wanted: Iterable[str], message: str) -> str:
    """The language of spans of `message`, or null, for each wanted field in order."""
    fields = [f'{_literal(_literal(name) + ":")} (quote | "null")' for name in wanted]
    body = ' "," '.join(fields)
    return "\n".join([f'start: "{{" {body} "}}"', *_spans(message)]) + "\n"


def summary_grammar() -> str:
    """The language of a short text of the model's own."""
    return f'start: "{{\\"summary\\":" text "}}"\ntext: %json {json.dumps(summary_text())}\n'


def summary_text() -> dict[str, Any]:
    """The JSON schema of that text."""
    return {"type": "string", "minLength": 1, "maxLength": MAX_SUMMARY}
