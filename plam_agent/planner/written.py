"""A plan as it would have been decoded: the inverse of `parse_plan`, in the one form it has.

What a journal keeps of a plan are its steps in the words that were typed. Here they are put back
into the language of one request: a span with the space before it, a handle by its key, a choice as
it stands. What that language cannot say is an error, and never said in other words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..errors import PlanError
from ..types import Handle, Param, Role, Tool
from .grammar import HANDLES, MAX_PROSE, MAX_SPANS, MAX_STEPS, chunks
from .plan import parse_plan
from .prompt import completion
from .scope import Scope

_REF = re.compile(r"\$[1-9](?:\.[a-z_]+)?")
_LONGEST_RUN = 80
"""Words of one span that are looked for: no argument that was ever quoted is longer."""


def written(
    steps: Sequence[Mapping[str, Any]],
    scope: Scope,
    tools: Sequence[Tool],
    *,
    prose: Collection[tuple[int, str]] = (),
) -> str:
    """The completion of a plan given as `plan.plain_steps` has it.

    Prose that the request does not say is written only for the arguments in `prose`, each given by
    the number of its step and its name. Raises PlanError where the plan cannot be decoded with
    these tools and this request.
    """
    offered = {tool.name: tool for tool in tools}
    if not 0 < len(steps) <= MAX_STEPS:
        raise PlanError(f"A plan has 1 to {MAX_STEPS} steps.")
    words = _Words(scope)
    plain = []
    for number, step in enumerate(steps, 1):
        tool = offered.get(str(step.get("tool")))
        if tool is None:
            raise PlanError(f"{step.get('tool')!r} is not offered.")
        composed = {name for at, name in prose if at == number}
        plain.append(_step(step, tool, words, composed))
    text = completion({"steps": plain})
    # Whatever the grammar does not say of references is checked here.
    parse_plan(text, scope.shown, tools, scope.handles)
    return text


def _step(
    step: Mapping[str, Any], tool: Tool, words: _Words, composed: Collection[str]
) -> dict[str, Any]:
    said = dict(step.get("args") or {})
    args = {}
    for param in tool.params:
        if param.name in said and not param.derived:
            text = said.pop(param.name)
            args[param.name] = words.argument(param, text, composed=param.name in composed)
    # What code derives is no part of a plan.
    unknown = said.keys() - {param.name for param in tool.params if param.derived}
    if unknown:
        raise PlanError(f"{tool.name} takes no {min(unknown)!r}.")
    made: dict[str, Any] = {"tool": tool.name, "args": args}
    if step.get("each"):
        made["each"] = str(step["each"])
    if step.get("when"):
        made["when"] = _condition(str(step["when"]))
    return made


def _condition(said: str) -> str:
    """`$1=yes` is what a condition without a word means."""
    return said.removesuffix("=yes")


class _Words:
    """The words of one request, to find again what was said with them."""

    def __init__(self, scope: Scope) -> None:
        self._pieces = chunks(scope.shown)
        self._folded = [piece.casefold() for piece in self._pieces]
        self._handles = scope.handles

    def argument(self, param: Param, said: Any, *, composed: bool) -> str | list[str]:
        """An argument as it is decoded. Raises PlanError where it cannot be."""
        if isinstance(said, list | tuple):
            parts = [str(part) for part in said]
            if len(parts) == 1:
                return self.argument(param, parts[0], composed=composed)
            several = param.many or param.role in (Role.TIME, Role.PROSE)
            if not several or not 1 < len(parts) <= MAX_SPANS:
                raise PlanError(f"{param.name} takes no {len(parts)} values.")
            return [self._one(param, part) for part in parts]
        text = str(said)
        try:
            return self._one(param, text)
        except PlanError:
            if param.role is Role.PROSE and composed:
                if 0 < len(text) <= MAX_PROSE and text == text.strip():
                    return text
            elif param.many or param.role in (Role.TIME, Role.PROSE):
                spans = self._spans(text)
                if spans:
                    return spans
            raise

    def _one(self, param: Param, text: str) -> str:
        if param.choices:
            if text in param.choices:
                return text
            raise PlanError(f"{param.name} is not {text!r}.")
        if param.role is not Role.PROSE:
            if _REF.fullmatch(text):
                return text
            handle = self._handle(text)
            if handle is not None and handle.kind in HANDLES.get(param.role, (param.kind,)):
                return handle.key
        if span := self._span(text):
            return span
        raise PlanError(f"The request does not say {param.name}.")

    def _handle(self, text: str) -> Handle | None:
        for handle in self._handles:
            if text in (handle.key, handle.target, handle.label):
                return handle
        return None

    def _shown(self, text: str) -> str:
        """`text` with its handles in place, as the model has seen it."""
        said = [(name, each.key) for each in self._handles for name in (each.label, each.target)]
        for name, key in sorted(said, key=lambda each: -len(str(each[0]))):
            text = text.replace(name, key) if isinstance(name, str) and name else text
        return text

    def _span(self, text: str) -> str:
        """The span that says `text`, with the space before it; empty where there is none."""
        wanted = chunks(self._shown(text))[1:]
        if not wanted:
            return ""
        at = self._find(self._pieces, wanted)
        if at is None:
            at = self._find(self._folded, [piece.casefold() for piece in wanted])
        return "" if at is None else self._run(at, len(wanted))

    def _run(self, start: int, length: int) -> str:
        before = start - (start > 0 and self._pieces[start - 1].isspace())
        return "".join(self._pieces[before : start + length])

    def _find(self, pieces: Sequence[str], wanted: Sequence[str]) -> int | None:
        """Where the words stand; rather after a space than within what belongs together."""
        found = [
            at
            for at in range(len(pieces) - len(wanted) + 1)
            if pieces[at] == wanted[0] and list(pieces[at : at + len(wanted)]) == list(wanted)
        ]
        spaced = (at for at in found if at and pieces[at - 1].isspace())
        return next(spaced, found[0] if found else None)

    def _spans(self, text: str) -> list[str]:
        """Several spans that together say `text`, the longest first; empty where none do."""
        words = text.split()
        spans: list[str] = []
        while words:
            most = min(len(words), _LONGEST_RUN)
            for length in range(most, 0, -1):
                if span := self._span(" ".join(words[:length])):
                    spans.append(span)
                    del words[:length]
                    break
            else:
                return []
        return spans if 1 < len(spans) <= MAX_SPANS else []
