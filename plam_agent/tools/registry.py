"""How a typed async function becomes a tool, and where tools are found by name."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pydantic

from ..types import Derived, Effect, Param, Reconciled, Result, Role, Tool

# A policy's patterns are matched against it, and no letter in it looks like another.
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


class Arguments(pydantic.BaseModel):
    """Base of every tool's argument model: unknown fields are errors and instances are frozen."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Plays:
    """Marks a field of an argument model with its role.

    `kind` names what an object role designates. A `derived` argument is computed by the tool
    before the decision and is never decoded by the model. A `required` argument must be known
    before the call can run, but a plan may leave it out, and then the owner is asked; so is a field
    without a default.
    """

    role: Role
    kind: str = ""
    required: bool = False
    derived: bool = False


def summary_of(model: type[pydantic.BaseModel]) -> str:
    """The first line of an argument model's docstring, without its full stop."""
    first = (model.__doc__ or "").strip().partition("\n")[0]
    return first.removesuffix(".")


def params_of(model: type[pydantic.BaseModel]) -> tuple[Param, ...]:
    """The parameters of an argument model, in declaration order.

    Raises TypeError for a field without a role.
    """
    return tuple(_param(name, info) for name, info in model.model_fields.items())


def _param(name: str, info: Any) -> Param:
    annotation, marks = info.annotation, list(info.metadata)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    if typing.get_origin(annotation) is typing.Annotated:
        annotation, *more = typing.get_args(annotation)
        marks += more
    plays = next((mark for mark in marks if isinstance(mark, Plays)), None)
    if plays is None:
        raise TypeError(f"argument {name!r} carries no role: annotate it with Plays(Role.…)")
    many = typing.get_origin(annotation) in (tuple, list)
    choices = typing.get_args(annotation) if typing.get_origin(annotation) is Literal else ()
    # What is not chosen is left out: there is one way to say nothing.
    tacit, choices = "" in choices, tuple(choice for choice in choices if choice != "")
    return Param(
        name=name,
        role=plays.role,
        kind=plays.kind,
        many=many,
        required=plays.required or info.is_required(),
        derived=plays.derived,
        choices=choices,
        tacit=tacit,
    )


def tool(
    name: str,
    *,
    effect: Effect,
    args: type[Arguments] | None = None,
    account: str = "",
    yields: str = "",
    reversible: bool = False,
    preview: Callable[[Any], str] | None = None,
    complete: Callable[[Any, Any], Awaitable[Derived]] | None = None,
    undo: Callable[[Any, Any], Awaitable[str]] | None = None,
    reconcile: Callable[[Any, Any], Awaitable[Reconciled]] | None = None,
    effect_of: Callable[[Any], Effect] | None = None,
    others: Iterable[str] = (),
    calls: Iterable[str] = (),
) -> Callable[[Callable[[Any, Any], Awaitable[Result]]], Tool]:
    """Decorate `async def run(context, args) -> Result` and get a `Tool`.

    Where `args` is left out, the argument model is the type of the function's second parameter. The
    tool's summary is the first line of the model's docstring. A plugin says in `others` which kinds
    of account it touches beside its own, and in `calls` which tools it uses. Raises TypeError for a
    function without a model, and for a model with a field that carries no role.
    """

    def build(run: Callable[[Any, Any], Awaitable[Result]]) -> Tool:
        model = args or _model_of(run)
        return Tool(
            name=name,
            summary=summary_of(model),
            effect=effect,
            args=model,
            params=params_of(model),
            account=account,
            yields=yields,
            reversible=reversible,
            run=run,
            preview=preview,
            complete=complete,
            undo=undo,
            reconcile=reconcile,
            effect_of=effect_of,
            others=tuple(others),
            calls=tuple(calls),
        )

    return build


def _model_of(run: Callable[[Any, Any], Awaitable[Result]]) -> type[Arguments]:
    names = list(inspect.signature(run).parameters)
    hints = typing.get_type_hints(run)
    model = hints.get(names[1]) if len(names) == 2 else None
    if not (isinstance(model, type) and issubclass(model, Arguments)):
        raise TypeError(
            f"{run.__name__} is no tool: write `async def {run.__name__}(context: Context, "
            "args: A)` with a model A(Arguments)"
        )
    return model


class Registry:
    """The tools of this installation by name; a second tool of the same name is an error."""

    def __init__(self, tools: Iterable[Tool] = ()) -> None:
        """Register `tools` in order."""
        self._tools: dict[str, Tool] = {}
        for each in tools:
            self.register(each)

    def register(self, new: Tool) -> None:
        """Add a tool.

        Raises ValueError if the name is taken or could be read as another, if the parameters are
        not those of the arguments, or an effect could not be undone.
        """
        if not _NAME.fullmatch(new.name):
            raise ValueError(f"{new.name!r} is no name for a tool")
        if new.params != params_of(new.args):
            raise ValueError(f"the parameters of {new.name} are not those of its arguments")
        if new.name in self._tools:
            raise ValueError(f"tool {new.name} is registered twice")
        if new.reversible and new.run is not None and new.undo is None:
            raise ValueError(f"tool {new.name} says it is reversible but has no undo")
        self._tools[new.name] = new

    def get(self, name: str) -> Tool | None:
        """The tool called `name`, or None."""
        return self._tools.get(name)

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._tools)

    def __iter__(self) -> Iterator[Tool]:
        """Iterate over the tools in the order they were registered."""
        return iter(self._tools.values())

    def __len__(self) -> int:
        """How many tools there are."""
        return len(self._tools)
