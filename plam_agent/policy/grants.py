"""Grants: signed chains of narrowings of a policy, each bound to the key of its holder.

The first grant of a chain narrows the policy (a run's tools and expiry); each further one narrows
the grant before it (a plan's exact steps). The device key signs the first, and the holder of each
the next, so that a holder hands on less without asking anybody; none can do more: a grant never
allows what the policy's decision refuses, and none is wider than its parent. Uses are counted in
the ledger, for every grant of a chain. What arguments may hold is in `bounds.py`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from ..errors import AuthorityError, SignatureError
from ..files import bytes_of, text_of
from ..keys import Signer
from ..keys import verify as verify_signature
from ..records import text, whole
from ..types import Call, Money, Value, canonical, data
from .bounds import ONCE, STEP, Bound, Bounds, Found, inside, nothing_found

DOMAIN = b"plam grant 1\0"


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
            raise SignatureError(f"grant {_shown(grant.id)} does not follow the one before it.")
        if grant.policy != policy_hash:
            raise SignatureError(
                f"grant {_shown(grant.id)} narrows another policy than the one in force; what is "
                "granted ends when the policy is changed."
            )
        if now > grant.not_after:
            raise SignatureError(
                f"grant {_shown(grant.id)} expired at {grant.not_after:%Y-%m-%d %H:%M}Z."
            )
        if parent is not None and (reason := wider(grant, parent)):
            raise AuthorityError(f"grant {_shown(grant.id)} is wider than its parent: {reason}.")
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
            if not any(inside(bounds, other) for other in allowed):
                return f"it has other arguments for {tool}"
    return None


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
    # Its holder signed it and may have written anything: what is compared has its type.
    return Grant(
        id=text(row["id"]),
        parent=text(row["parent"]),
        holder=text(row["holder"]),
        tools=None if row["tools"] is None else frozenset(map(text, row["tools"])),
        arguments={
            tool: tuple({name: _bound(each) for name, each in b.items()} for b in alternatives)
            for tool, alternatives in row["arguments"].items()
        },
        uses=None if row["uses"] is None else whole(row["uses"]),
        not_after=datetime.fromisoformat(row["not_after"]),
        policy=text(row["policy"]),
        signature=bytes_of(row["signature"]),
    )


def _bound(row: Mapping[str, Any]) -> Bound:
    values, at_most = row["values"], row["at_most"]
    return Bound(
        values=None if values is None else frozenset(map(text, values)),
        at_most=None if at_most is None else _amount(**at_most),
        recipes=frozenset(tuple(map(text, recipe)) for recipe in row["recipes"]),
    )


def _amount(minor: Any, currency: Any) -> Money:
    return Money(whole(minor), text(currency))


def _loaded(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8", "surrogatepass"))


def _kind(grant: Grant) -> str:
    return "plan" if grant.parent else "run"


def _shown(name: str) -> str:
    """A name that a foreign grant brings, safe to print."""
    return name if name.isprintable() else ascii(name)
