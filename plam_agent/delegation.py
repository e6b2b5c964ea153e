"""Grants for others: what the owner says of one, from words to a signed chain, and how it stands.

A grant is journalled when it is given and when it is revoked. What its holder narrowed from it
without this device is known here only when it is used, and ends with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import keys, when
from .errors import AuthorityError, InputError, PolicyError
from .files import bytes_of
from .home import Home
from .policy import grants, ledger, possession
from .policy.addresses import canonical_address
from .policy.bounds import NOTHING, Bound, Bounds
from .policy.constraints import shown
from .policy.decide import possible
from .policy.grants import Grant
from .policy.scalars import money
from .policy.tree import Place, Scalar, closest
from .types import Money, ObjectId, Param, Role, Tool, canonical, data

LASTS = timedelta(days=7)
"""How long a grant is good where nobody says."""

PLACES = ("mailbox", "folder")
PINNED = "An argument is NAME=VALUE, NAME=none or, for an amount, NAME<=20.00 EUR."


@dataclass(frozen=True, slots=True)
class Standing:
    """How a chain of grants stands now: its last grant, what of it is used, and what is wrong."""

    chain: tuple[Grant, ...]
    used: tuple[int, ...]
    wrong: str = ""

    def plain(self) -> dict[str, Any]:
        """The chain and its state as JSON data."""
        rows = [
            {
                "grant": grant.digest,
                "id": grant.id,
                "holder": grant.holder,
                "tools": sorted(grant.tools) if grant.tools is not None else None,
                "arguments": data(grant.arguments),
                "uses": grant.uses,
                "used": used,
                "not_after": grant.not_after.isoformat(),
            }
            for grant, used in zip(self.chain, self.used, strict=True)
        ]
        return {"good": not self.wrong, "wrong": self.wrong, "chain": rows}


def give(
    home: Home,
    registry: Iterable[Tool],
    *,
    holder: str,
    tools: Sequence[str],
    where: Sequence[str] = (),
    uses: int | None = None,
    until: str = "",
) -> tuple[Grant, ...]:
    """Sign and journal a grant for the key `holder`.

    `where` are words such as `to=anna@example.org`, or `mail.send:to=…` for one of the tools.
    Raises InputError for words that say nothing, and where the policy leaves nothing of it.
    """
    policy = home.policy()
    known = {tool.name: tool for tool in registry}
    if not tools:
        raise InputError("a grant of no tool is empty.", fix="Name one: --tools mail.search")
    for name in tools:
        if name not in known:
            fix = closest(name, known) or "Name one such as mail.search."
            raise InputError(f"there is no tool {name!r}.", fix=fix)
        if not possible(policy.policy, name):
            raise InputError(f"the policy allows no call of {name}, so a grant of it is empty.")
        if policy.above is not None and not possible(policy.above.policy, name):
            raise InputError(
                f"the organisation's policy allows no call of {name}, so a grant of it is empty."
            )
    if uses is not None and uses < 1:
        raise InputError("a grant has at least one use.")
    if _checked(holder) == home.device.public:
        raise InputError("that is this device's own key.", fix="Name the key of another holder.")
    chosen = [known[name] for name in dict.fromkeys(tools)]
    grant = grants.issue(
        home.device,
        None,
        holder=holder,
        not_after=end_said(until, home.now(), home.settings.day_first),
        policy=policy.hash,
        tools=[tool.name for tool in chosen],
        arguments=bounds_said(where, chosen, home),
        uses=uses,
    )
    chain = (grant,)
    body = {
        "grant": grant.digest,
        "id": grant.id,
        "chain": grants.dump(chain).decode(),
        "detail": f"{', '.join(sorted(grant.tools or ()))} for {holder}",
    }
    home.journal.append("granted", body)
    return chain


def revoke(home: Home, grant: Grant) -> bool:
    """Make a grant and all that was narrowed from it worth nothing; False where it was already."""
    with home.journal.transaction() as tx:
        if grant.digest in possession.revoked(home.journal):
            return False
        possession.revoke(tx, grant)
    return True


def standing(home: Home, chain: Sequence[Grant]) -> Standing:
    """How a chain stands now: verified, counted, and looked up among what was revoked."""
    wrong = ""
    with home.journal.reading() as connection:
        now = max(home.now(), possession.latest(connection))
    try:
        grants.verify(chain, home.device.public, now, home.policy().hash)
    except AuthorityError as error:
        wrong = str(error)
    gone = possession.revoked(home.journal)
    with home.journal.reading() as connection:
        used = tuple(ledger.grant_used(connection, grant.digest) for grant in chain)
    for grant, count in zip(chain, used, strict=True):
        if grant.digest in gone:
            wrong = wrong or f"grant {grant.id} was revoked"
        if grant.uses is not None and count >= grant.uses:
            wrong = wrong or f"grant {grant.id} allows {grant.uses} uses, and they are used up"
    return Standing(tuple(chain), used, wrong)


def given(home: Home) -> list[tuple[Grant, ...]]:
    """Every grant that was given to another key, oldest first."""
    events = home.journal.events(kinds=("granted",))
    return [grants.parse(e.body["chain"].encode()) for e in events if "chain" in e.body]


def named(home: Home, name: str) -> tuple[Grant, ...]:
    """The chain given here whose id or digest begins with `name`. Raises InputError."""
    found = [
        chain
        for chain in given(home)
        if len(name) >= 6 and (chain[-1].id.startswith(name) or chain[-1].digest.startswith(name))
    ]
    if len(found) != 1:
        unknown = f"{name!r} is no file, and no grant given here"
        wrong = "more than one grant begins so" if found else unknown
        raise InputError(f"{wrong}.", fix="See `plam grant show`.")
    return found[0]


def told(standing: Standing, now: datetime) -> str:
    """A chain in words, a grant a paragraph."""
    lines: list[str] = []
    for grant, used in zip(standing.chain, standing.used, strict=True):
        count = "" if grant.uses is None else f", {used} of {grant.uses} uses gone"
        until = f"{grant.not_after.astimezone(now.tzinfo):%a %d %b %Y %H:%M}"
        lines.append(f"{grant.id}  for {grant.holder}")
        lines.append(f"    until {until}{count}")
        tools = sorted(grant.tools) if grant.tools is not None else ["whatever the policy allows"]
        lines += [f"    {tool}{_told(grant.arguments.get(tool, ()))}" for tool in tools]
    lines.append(f"    not good: {standing.wrong}" if standing.wrong else "    good")
    return "\n".join(lines)


def _told(alternatives: Sequence[Bounds]) -> str:
    return " or".join(
        "".join(f" {name} {_bound_told(bound)}" for name, bound in sorted(bounds.items()))
        for bounds in alternatives
    )


def _bound_told(bound: Bound) -> str:
    parts = []
    if bound.values is not None:
        parts.append("in " + ", ".join(sorted(bound.values)) if bound.values else "none")
    if bound.at_most is not None:
        parts.append(f"at most {shown([bound.at_most])}")
    return " and ".join(parts) or "anything"


def _checked(holder: str) -> str:
    try:
        raw = bytes_of(holder.removeprefix(keys.PREFIX))
    except ValueError:
        raw = b""
    if not holder.startswith(keys.PREFIX) or len(raw) != keys.KEY_BYTES:
        raise InputError(f"{holder!r} is not a public key.", fix="It looks like ed25519:….")
    return holder


def end_said(until: str, now: datetime, day_first: bool) -> datetime:
    """When a grant ends that is good `until` then; a week from now where nothing is said.

    Raises InputError for a time that is over.
    """
    if not until:
        return now + LASTS
    said = when.resolve(until, now, day_first=day_first)
    end = said.end if said.all_day and said.end is not None else said.start
    if end <= now:
        raise InputError(f"{until!r} is over already.")
    return end


def bounds_said(
    where: Sequence[str], tools: Sequence[Tool], home: Home
) -> dict[str, tuple[Bounds, ...]]:
    """What words such as `to=anna@example.org` leave of the arguments. Raises InputError."""
    bounds: dict[str, dict[str, Bound]] = {}
    for words in where:
        start, _, rest = words.partition(":")
        one = [tool for tool in tools if tool.name == start]
        for tool in one or tools:
            name, bound = _bound(rest if one else words, tool, home)
            if name in bounds.setdefault(tool.name, {}):
                raise InputError(f"{name} of {tool.name} is said twice.")
            bounds[tool.name][name] = bound
    return {tool: (those,) for tool, those in bounds.items()}


def _bound(words: str, tool: Tool, home: Home) -> tuple[str, Bound]:
    name, equals, said = words.partition("=")
    limit, name, said = name.endswith("<"), name.rstrip("<").strip(), said.strip()
    if not equals or not name or not said:
        raise InputError(f"{words!r} says nothing of an argument.", fix=PINNED)
    param = next((each for each in tool.params if each.name == name), None)
    if param is None:
        raise InputError(
            f"{tool.name} has no argument {name!r}.",
            fix=closest(name, [each.name for each in tool.params])
            or f"For one tool of several: TOOL:{words}",
        )
    if said == "none":
        return name, NOTHING
    if limit or param.role is Role.MONEY:
        if not limit or param.role is not Role.MONEY:
            raise InputError(f"{name} of {tool.name} cannot be bound so.", fix=PINNED)
        return name, Bound(at_most=_amount(said))
    pieces = [said] if param.role is Role.PROSE else [each.strip() for each in said.split(",")]
    values = [value for piece in pieces for value in _values(piece, param, tool, home)]
    return name, Bound(values=frozenset(_key(each) for each in values))


def _values(said: str, param: Param, tool: Tool, home: Home) -> list[Any]:
    if param.role is Role.DESTINATION:
        try:
            return [canonical_address(said) if "@" in said else said]
        except ValueError as error:
            raise InputError(f"{error}.") from error
    if param.choices and said not in param.choices:
        raise InputError(f"{param.name} is one of {', '.join(param.choices)}.")
    if param.kind in PLACES:
        return [ObjectId(param.kind, each.name, said) for each in home.accounts(tool.account)]
    if param.role in (Role.OBJECT, Role.TIME):
        raise InputError(
            f"{param.name} of {tool.name} cannot be named beforehand, but can be none.", fix=PINNED
        )
    return [" ".join(said.split())]


def _amount(said: str) -> Money:
    try:
        return money(Scalar(said, Place("", 0)), "the limit")
    except PolicyError as error:
        raise InputError(error.message, fix=error.fix) from error


def _key(value: Any) -> str:
    return canonical(data(value)).decode("utf-8", "surrogatepass")


def read_chain(raw: bytes) -> tuple[Grant, ...]:
    """A chain as somebody passed it on, with or without its last line break."""
    return grants.parse(raw.rstrip() + b"\n")
