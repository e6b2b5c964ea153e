"""What came of a request in the owner's language: whoever carried it out has said it in English.

Only what the program said is translated. A memory, a subject or a found thing within an answer is
shown as it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..language import SOURCE, current, told

if TYPE_CHECKING:
    from ..reply import Reply

OTHERS = ("  - ", "- ")
"""How lines begin that quote what is remembered."""

_OF_A_MEMORY = re.compile(r" *(from: |when: |names: |it stands on:|\d+ stand on it: )")


def spoken(do: str, body: Mapping[str, Any], reply: Reply) -> Reply:
    """The same reply with its text and notes in the language in use."""
    if current() == SOURCE:
        return reply
    notes = [told(each) for each in reply.notes]
    return dataclasses.replace(reply, text=_text(do, body, reply), notes=notes)


def laid_out(text: str) -> str:
    """Lines that the program laid out, each of them translated; quoted ones stay."""
    return "\n".join(each if each.startswith(OTHERS) else told(each) for each in text.split("\n"))


def _text(do: str, body: Mapping[str, Any], reply: Reply) -> str:
    plain = reply.plain
    match do:
        case "why":
            from ..looking import why_told

            return why_told(plain)
        case "log":
            from ..looking import log_told

            return log_told(plain)
        case "ask":
            details = [str(each["detail"] or f"{each['tool']}: done.") for each in plain["calls"]]
            return _answer(reply.text, [*details, str(plain["question"])])
        case "approve" | "edit":
            return _answer(reply.text, [str(plain["detail"])])
        case "memory" if body.get("verb") == "show":
            head, *rest = reply.text.split("\n")
            return "\n".join([told(head), *map(_of_a_memory, rest)])
        case "memory" if body.get("verb") == "search" and plain:
            return reply.text
        case "triage":
            return laid_out(reply.text)
    return told(reply.text)


def _answer(text: str, details: Iterable[str]) -> str:
    """An answer with each of the details that were recorded translated, and the words before it.

    What stands between them, such as what was recalled, is left as it is.
    """
    found = []
    for detail in filter(None, details):
        before, there, after = text.partition(detail)
        if not there:
            continue
        others, line, frame = before.rpartition("\n")
        found += [others, line, told(f"{frame}{detail}")]
        text = after
    return "".join([*found, text]) if found else told(text)


def _of_a_memory(line: str) -> str:
    return told(line) if _OF_A_MEMORY.match(line) else line
