"""What the arguments of a call under a grant may hold, and what a plan pins them to.

A plan's grant pins every argument: to words the owner said, to times as they were understood when
the plan was committed, or to a recipe over the results of earlier steps. Whoever submits a call
under it can fill in nothing else, and cannot say that it came from anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..types import Handle, Money, Param, Plan, Ref, Role, Value, canonical, data

Recipe = tuple[str, ...]
"""Pieces that a value is joined from: `=words` is text, `$1.sender` what an earlier step found."""

Found = Callable[[str], Sequence[Value]]
"""What the steps of this run found at a reference such as `$1` or `$1.sender`."""


def nothing_found(reference: str) -> Sequence[Value]:
    """Stands for a run whose steps found nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Bound:
    """What one argument may hold.

    `values` are the allowed elements in canonical JSON (an empty set: the argument stays empty,
    None: any), `at_most` bounds an amount in its currency. `recipes` allow, beside the values, what
    they make of earlier results; such an element has the origins of what it was made from. An
    argument that is bound to something cannot be left out: a search without its words finds more.
    """

    values: frozenset[str] | None = None
    at_most: Money | None = None
    recipes: frozenset[Recipe] = frozenset()

    def within(self, wider: Bound) -> bool:
        """Whether nothing fits here that does not fit `wider`."""
        if self.values is not None and not self.values and not self.recipes:
            return self.at_most is not None or wider.holds(Value(None, frozenset()))
        if wider.values is not None and (
            self.values is None
            or not self.values <= wider.values
            or not self.recipes <= wider.recipes
        ):
            return False
        if wider.at_most is None:
            return self.at_most is not None or self.values is not None or wider.values is None
        mine = self.at_most
        if mine is not None and mine.currency == wider.at_most.currency:
            return mine.minor <= wider.at_most.minor
        return False

    def holds(self, value: Value, found: Found = nothing_found) -> bool:
        """Whether an argument fits, given what the steps before it found."""
        elements = _elements(data(value.data))
        if not elements:
            return not self.values and not self.recipes and self.at_most is None
        made = [each for recipe in self.recipes for each in _made(recipe, found)]
        return all(
            self._fits(element)
            or any(_is(element, each.data) and each.origins <= value.origins for each in made)
            for element in elements
        )

    def _fits(self, element: Any) -> bool:
        if self.values is not None and _key(element) not in self.values:
            return False
        if self.at_most is None:
            return True
        return (
            isinstance(element, Mapping)
            and element.get("currency") == self.at_most.currency
            and isinstance(element.get("minor"), int)
            and element["minor"] <= self.at_most.minor
        )


NOTHING = Bound(values=frozenset())
STEP = "$step"
"""Stands among the arguments for the step of the plan that a call belongs to."""

ONCE = "$once"
"""Stands among the arguments of a step that is one call, whatever its arguments turn out to be."""

Bounds = Mapping[str, Bound]
"""Argument names and what they may hold; a name that is absent may hold anything."""


def exactly(said: Any) -> Bound:
    """Only the elements of this argument, and not without one of them."""
    return Bound(values=frozenset(map(_key, _elements(data(said)))))


def committed(
    plan: Plan,
    params: Mapping[str, Sequence[Param]],
    times: Mapping[tuple[int, str], Any] | None = None,
) -> tuple[frozenset[str], dict[str, tuple[Bounds, ...]]]:
    """The tools and argument bounds of exactly a plan's steps, for its grant.

    `params` gives each tool's parameters. What the plan says verbatim (quotes, choices and prose in
    their own places, the targets of handles) is bound to that, references to what the earlier step
    finds, and a time to what `times` understood it as, by step and argument; what the plan leaves
    out stays empty, unless the owner is asked for it. Names that are looked up, times that are not
    in `times` and derived arguments are left to the decision.
    """
    bounds: dict[str, list[Bounds]] = {}
    for step in plan.steps:
        alternative = {STEP: Bound(values=frozenset({_key(step.index)}))}
        if step.each is None:
            alternative[ONCE] = NOTHING
        for param in params[step.tool]:
            if param.derived:
                continue
            if param.name not in step.args:
                if not param.required:
                    alternative[param.name] = NOTHING
                continue
            bound = _bound_of(step.args[param.name], param)
            if (step.index, param.name) in (times or {}):
                bound = exactly((times or {})[step.index, param.name])
            if bound is not None:
                alternative[param.name] = bound
        bounds.setdefault(step.tool, []).append(alternative)
    return frozenset(bounds), {tool: tuple(those) for tool, those in bounds.items()}


def inside(bounds: Bounds, wider_bounds: Bounds) -> bool:
    """Whether arguments within `bounds` are all within `wider_bounds`."""
    return all(
        name in bounds and bounds[name].within(bound) for name, bound in wider_bounds.items()
    )


def _bound_of(argument: Any, param: Param) -> Bound | None:
    """What a plan says of an argument, or None where only the decision can tell."""
    parts = argument if isinstance(argument, tuple) else (argument,)
    if param.role is Role.PROSE and any(isinstance(part, Ref) for part in parts):
        return Bound(values=frozenset(), recipes=frozenset({tuple(map(_piece, parts))}))
    if all(isinstance(part, Ref) for part in parts):
        recipes = frozenset((str(part),) for part in parts)
        return Bound(values=frozenset(), recipes=recipes)
    if param.role in (Role.QUOTE, Role.PROSE, Role.SECRET):
        if any(isinstance(part, Ref) for part in parts):
            return None
        words = [part.label if isinstance(part, Handle) else part.text for part in parts]
        said = words if param.many else [" ".join(words)]
        return Bound(values=frozenset(_key(each) for each in said if each))
    if param.role is not Role.TIME and all(isinstance(part, Handle) for part in parts):
        targets = (_elements(data(part.target)) for part in parts)
        return Bound(values=frozenset(_key(each) for those in targets for each in those))
    return None


def _piece(part: Any) -> str:
    if isinstance(part, Ref):
        return str(part)
    return "=" + (part.label if isinstance(part, Handle) else part.text)


def _made(recipe: Recipe, found: Found) -> list[Value]:
    """Every value that a recipe makes of what was found; text is joined by spaces."""
    if len(recipe) == 1 and recipe[0].startswith("$"):
        values = found(recipe[0])
        return [Value(e, value.origins) for value in values for e in _elements(data(value.data))]
    made = [Value("", frozenset())]
    for piece in recipe:
        parts = found(piece) if piece.startswith("$") else (Value(piece[1:], frozenset()),)
        made = [
            Value(f"{head.data} {part.data}", head.origins | part.origins)
            for head in made
            for part in parts
        ]
    return made


def _is(element: Any, made: Any) -> bool:
    """Whether an element is what was made; a time is known by the phrase it was read as."""
    if isinstance(element, Mapping) and "phrase" in element and isinstance(made, str):
        element = element["phrase"]
    return _key(element) == _key(made)


def _elements(value: Any) -> tuple[Any, ...]:
    if value is None or value == "" or value == {} or value is False:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(value)
    return (value,)


def _key(value: Any) -> str:
    """One element in canonical JSON; white space within text does not count."""
    return canonical(" ".join(value.split()) if isinstance(value, str) else value).decode(
        "utf-8", "surrogatepass"
    )
