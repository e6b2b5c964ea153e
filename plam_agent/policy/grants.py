"""Grants: signed chains of narrowings of a policy, each bound to the key of its holder.

The first grant of a chain narrows the policy (a run's tools and expiry); each further one narrows
the grant before it (a plan's exact steps). The device key signs the first, and the holder of each
the next, so that a holder hands on less without asking anybody; none can do more: a grant never
allows what the policy's decision refuses, and none is wider than its parent. Uses are counted in
the ledger, for every grant of a chain.

A plan's grant pins every argument: to words the owner said, to times as they were understood when
the plan was committed, or to a recipe over the results of earlier steps. Whoever submits a call
under it can fill in nothing else, and cannot say that it came from anywhere else.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from ..errors import AuthorityError, SignatureError
from ..files import bytes_of, text_of
from ..keys import Signer
from ..keys import verify as verify_signature
from ..types import Call, Handle, Money, Param, Plan, Ref, Role, Value, canonical, data

DOMAIN = b"plam grant 1\0"

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


@dataclass(frozen=True, slots=True)
class Grant:
    """One narrowing.

    `parent` is the digest of the grant it narrows, empty for the first of a chain. `tools` None
    means whatever the parent allows. `arguments` gives, per tool, the alternatives of which a call
    must fit one; a tool without an entry is free in its arguments. `uses` None means unlimited.
    `policy` is the hash of the policy it narrows.
    """

    id: str
    parent: str
    holder: str
    tools: frozenset[str] | None
    arguments: Mapping[str, tuple[Bounds, ...]]
    uses: int | None
    not_after: datetime
    policy: str
    signature: bytes = field(default=b"", repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 in hex over everything but the signature."""
        return hashlib.sha256(DOMAIN + self.signed_bytes()).hexdigest()

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        body = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "signature"}
        body["not_after"] = self.not_after.astimezone(UTC)
        return canonical(data(body))


def issue(
    key: Signer,
    parent: Grant | None,
    *,
    holder: str,
    not_after: datetime,
    policy: str = "",
    tools: Iterable[str] | None = None,
    arguments: Mapping[str, tuple[Bounds, ...]] | None = None,
    uses: int | None = None,
) -> Grant:
    """A grant that narrows `parent`, or the policy with this hash where there is none.

    `key` is the device's, or that of the parent's holder. What is left out is taken over from the
    parent. Raises AuthorityError if it would be wider or `key` does not hold the parent.
    """
    if parent is not None:
        if key.public != parent.holder:
            raise AuthorityError("only its holder's key narrows a grant for another.")
        tools = parent.tools if tools is None else tools
        uses = parent.uses if uses is None else uses
        policy = policy or parent.policy
        arguments = parent.arguments if arguments is None else arguments
    named = None if tools is None else frozenset(tools)
    kept = {
        name: tuple(dict(each) for each in alternatives)
        for name, alternatives in (arguments or {}).items()
        if named is None or name in named
    }
    grant = Grant(
        id=secrets.token_hex(16),
        parent=parent.digest if parent else "",
        holder=holder,
        tools=named,
        arguments=kept,
        uses=uses,
        not_after=not_after.astimezone(UTC),
        policy=policy,
    )
    if parent is not None and (reason := wider(grant, parent)):
        raise AuthorityError(f"a grant cannot widen the one it comes from: {reason}.")
    return replace(grant, signature=key.sign(DOMAIN, grant.signed_bytes()))


def verify(chain: Sequence[Grant], device_public: str, now: datetime, policy_hash: str) -> Grant:
    """Check a chain from its first grant to its last, and return the last.

    Raises SignatureError for a grant that neither the device nor its parent's holder signed, that
    is out of its place, of another policy or expired, and AuthorityError for one that is wider than
    its parent.
    """
    if not chain:
        raise SignatureError("there is no grant.")
    parent: Grant | None = None
    for grant in chain:
        signer = parent.holder if parent else device_public
        verify_signature(signer, DOMAIN, grant.signed_bytes(), grant.signature)
        if grant.parent != (parent.digest if parent else ""):
            raise SignatureError(f"grant {grant.id} does not follow the one before it.")
        if grant.policy != policy_hash:
            raise SignatureError(f"grant {grant.id} narrows another policy than the one in force.")
        if now > grant.not_after:
            raise SignatureError(f"grant {grant.id} expired at {grant.not_after:%Y-%m-%d %H:%M}Z.")
        if parent is not None and (reason := wider(grant, parent)):
            raise AuthorityError(f"grant {grant.id} is wider than its parent: {reason}.")
        parent = grant
    return chain[-1]


def permits(grant: Grant, call: Call, found: Found = nothing_found) -> str | None:
    """None if the grant covers the call, else the reason why not, for a person to read.

    `found` gives what earlier steps of the call's run found, as the runtime saw it.

    Expiry and the chain are `verify`'s, uses the ledger's.
    """
    if grant.tools is not None and call.tool not in grant.tools:
        return f"{call.tool} is not part of this {_kind(grant)}"
    alternatives = grant.arguments.get(call.tool)
    if alternatives is None:
        return None
    args, absent = dict(call.args), Value(None, frozenset())
    args[STEP] = Value(call.step, frozenset())
    reason = f"{call.tool} is not part of this {_kind(grant)}"
    for bounds in alternatives:
        wrong = [
            name for name, bound in bounds.items() if not bound.holds(args.get(name, absent), found)
        ]
        if not wrong:
            return None
        reason = f"{', '.join(wrong)} of {call.tool} is not what this {_kind(grant)} says"
    return reason


def once(grant: Grant, call: Call) -> bool:
    """Whether the grant lets the step of `call` happen only once in a run."""
    step = Value(call.step, frozenset())
    return any(
        ONCE in bounds and STEP in bounds and bounds[STEP].holds(step)
        for bounds in grant.arguments.get(call.tool, ())
    )


def wider(grant: Grant, parent: Grant) -> str | None:
    """Why `grant` would allow something that `parent` does not, or None if it would not."""
    if grant.policy != parent.policy:
        return "it names another policy"
    if grant.not_after > parent.not_after:
        return "it lasts longer"
    if parent.uses is not None and (grant.uses is None or grant.uses > parent.uses):
        return "it has more uses"
    if parent.tools is not None and (grant.tools is None or not grant.tools <= parent.tools):
        return "it has other tools"
    for tool, allowed in parent.arguments.items():
        if grant.tools is not None and tool not in grant.tools:
            continue
        if tool not in grant.arguments:
            return f"it frees the arguments of {tool}"
        for bounds in grant.arguments[tool]:
            if not any(_inside(bounds, other) for other in allowed):
                return f"it has other arguments for {tool}"
    return None


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
                if not param.required and not param.choices:
                    alternative[param.name] = NOTHING
                continue
            bound = _bound_of(step.args[param.name], param)
            if (step.index, param.name) in (times or {}):
                understood = data((times or {})[step.index, param.name])
                bound = Bound(values=frozenset(map(_key, _elements(understood))))
            if bound is not None:
                alternative[param.name] = bound
        bounds.setdefault(step.tool, []).append(alternative)
    return frozenset(bounds), {tool: tuple(those) for tool, those in bounds.items()}


def dump(chain: Sequence[Grant]) -> bytes:
    """A chain as one line of canonical JSON."""
    rows = [
        {**_loaded(grant.signed_bytes()), "signature": text_of(grant.signature)} for grant in chain
    ]
    return canonical(rows) + b"\n"


def parse(raw: bytes) -> tuple[Grant, ...]:
    """The chain that `dump` wrote. Raises SignatureError unless it has exactly that form.

    Nothing is verified yet.
    """
    try:
        chain = tuple(_grant(row) for row in _loaded(raw))
        same = dump(chain) == raw
    except (
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        AttributeError,
        RecursionError,
    ) as error:
        raise SignatureError("this is not a chain of grants.") from error
    if not same:
        raise SignatureError("this is not a chain of grants as they are written.")
    return chain


def _grant(row: Mapping[str, Any]) -> Grant:
    return Grant(
        id=row["id"],
        parent=row["parent"],
        holder=row["holder"],
        tools=None if row["tools"] is None else frozenset(row["tools"]),
        arguments={
            tool: tuple({name: _bound(each) for name, each in b.items()} for b in alternatives)
            for tool, alternatives in row["arguments"].items()
        },
        uses=row["uses"],
        not_after=datetime.fromisoformat(row["not_after"]),
        policy=row["policy"],
        signature=bytes_of(row["signature"]),
    )


def _bound(row: Mapping[str, Any]) -> Bound:
    values, at_most = row["values"], row["at_most"]
    return Bound(
        values=None if values is None else frozenset(values),
        at_most=None if at_most is None else Money(**at_most),
        recipes=frozenset(tuple(recipe) for recipe in row["recipes"]),
    )


def _inside(bounds: Bounds, wider_bounds: Bounds) -> bool:
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


def _loaded(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8", "surrogatepass"))


def _kind(grant: Grant) -> str:
    return "plan" if grant.parent else "run"
