"""What an approval card says of a call: gathered once, before the card is shown.

Everything is rendered here from the call that the receipt is for, and from what this side knows of
its tool; of what the asking program says only its reasons are shown, as its own. It blocks.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from ..approvals import escaped, spelled, unusual
from ..approver import amount_of, spends
from ..errors import DamageError, InputError, PlamError
from ..home import Home
from ..language import _, mark, ngettext
from ..policy import ledger
from ..policy.addresses import canonical_address
from ..policy.constraints import values_of
from ..policy.explain import explain
from ..questions import Waiting
from ..records import read_call
from ..tools.registry import Registry
from ..types import Call, Effect, Event, Origin, Param, Role, Tool, Value, When
from .dates import dated

LOOKED = 20_000
"""Events of the past that are looked through for earlier uses of a value."""

SENTENCE = 200
"""Characters of a preview that is still read at a glance; of a longer one the tool says less."""

EFFECTS = {
    Effect.READ: mark("reads"),
    Effect.DRAFT: mark("drafts"),
    Effect.WRITE: mark("changes your own things"),
    Effect.SEND: mark("reaches others"),
    Effect.SPEND: mark("spends money"),
}
ORIGINS = {
    "request": mark("your own words"),
    "policy": mark("your policy"),
    "contacts": mark("your contacts"),
    "paste": mark("pasted text"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One argument: its value line by line, and what there is to know about it."""

    name: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    """Code points, the time in another zone."""
    origin: str
    trusted: bool
    used: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A call as a card shows it; `frame` is what was asked, `amount` what has to be typed."""

    frame: Mapping[str, Any]
    call: Call
    policy: str
    summary: str
    effect: str
    arguments: tuple[Said, ...]
    changes: tuple[str, ...]
    """A diff: lines that begin with `-`, `+` or a space."""
    rule: str
    rule_text: str
    reasons: tuple[str, ...]
    money: bool
    amount: str
    editable: tuple[Param, ...]
    original: tuple[str, ...] = ()
    """What a reply answers."""


def gather(
    home: Home, registry: Registry, frame: Mapping[str, Any], before: Call | None = None
) -> Facts:
    """What the card of a `consent.confirm_frame` shows; `before` is the call before it was edited.

    Raises InputError for what is no call, or spends what cannot be said.
    """
    try:
        call = read_call(frame["call"])
        policy, rule = str(frame["policy"]), str(frame["rule"])
        reasons = tuple(map(str, frame["reasons"]))
        asker = str(frame.get("preview", ""))
    except (LookupError, TypeError, AttributeError, DamageError) as error:
        raise InputError("this is no call to approve, or not the one of its digest.") from error
    tool = registry.get(call.tool)
    money = spends(registry, call)
    past = _Past(home, call)
    return Facts(
        frame=frame,
        call=call,
        policy=policy,
        summary=escaped(_preview(tool, call, asker)),
        effect=_effect(call, money),
        arguments=tuple(_said(home, past, call, tool, name, value) for name, value in call.args),
        changes=_changes(call, before),
        rule=escaped(rule),
        rule_text=_rule_text(home, rule),
        reasons=tuple(map(escaped, reasons)),
        money=money,
        amount=amount_of(call, registry.get(call.tool)) if money else "",
        editable=tuple(
            each
            for each in (tool.params if tool else ())
            if not each.derived and each.role not in (Role.OBJECT, Role.MONEY, Role.SECRET)
        ),
    )


def waiting_frame(waiting: Waiting, policy: str) -> dict[str, Any]:
    """A question of the queue as the frame that its card is gathered from."""
    from ..consent import confirm_frame

    return confirm_frame(waiting.call, waiting.rule, waiting.reasons, waiting.preview, policy)


def question_of(home: Home, facts: Facts) -> Waiting:
    """What is asked about as a question, for what "always like this" would cover."""
    now = home.now()
    preview = str(facts.frame.get("preview", ""))
    return Waiting("0", facts.call, facts.rule, facts.reasons, preview, now, now, "")


def _preview(tool: Tool | None, call: Call, asker: str) -> str:
    """What the call does: this side's own words for it where the tool is known here."""
    if tool is None:
        return _("a tool that is not known here: {tool}").format(tool=call.tool)
    if tool.preview is not None:
        from ..claims import arguments

        with contextlib.suppress(PlamError):
            said = tool.preview(arguments(tool, call))
            # What is long in it is among the arguments, with its lines.
            if len(said) <= SENTENCE:
                return said
        return tool.summary
    return asker if asker and len(asker) <= SENTENCE else tool.summary


def _effect(call: Call, money: bool) -> str:
    effect = Effect.SPEND if money and call.effect > Effect.READ else call.effect
    undo = _("can be undone") if call.reversible else _("cannot be undone")
    said = _(EFFECTS[effect])
    return said if call.effect is Effect.READ else f"{said}, {undo}"


def _said(home: Home, past: _Past, call: Call, tool: Tool | None, name: str, value: Value) -> Said:
    role = dict(call.roles).get(name)
    # A tuple of things is a line each, so that none hides behind another.
    parts = value.data if isinstance(value.data, tuple) and value.data else (value.data,)
    lines = [line for each in parts for line in spelled(each).split("\n")]
    notes = [_("has {character}").format(character=each) for each in unusual(value.data, role)]
    if isinstance(value.data, When):
        notes += zones(value.data, home.zone)
    trusted = bool(value.origins) and all(each.kind in ORIGINS for each in value.origins)
    return Said(
        escaped(name),
        tuple(lines),
        tuple(notes),
        ", ".join(origin_words(each) for each in sorted(value.origins)) or _("nobody knows where"),
        trusted and not any(each.kind == "paste" for each in value.origins),
        past.used(name, role, value.data),
    )


def origin_words(origin: Origin) -> str:
    """Where a value came from, for a person; what lies beneath a memory is named too."""
    words = ORIGINS.get(origin.kind)
    said = _(words) if words and not origin.locator else escaped(str(origin))
    if origin.beneath:
        beneath = ", ".join(origin_words(each) for each in origin.beneath)
        return _("{origin} (made of {beneath})").format(origin=said, beneath=beneath)
    return said


def zones(said: When, mine: tzinfo) -> list[str]:
    """A time in the owner's zone and in one more: that it was given in, the machine's, or UTC."""
    if said.all_day:
        return [_("the whole day, in {zone}").format(zone=zone_name(mine, said.start))]
    others = [said.start.tzinfo, datetime.now().astimezone().tzinfo]
    offset = said.start.astimezone(mine).utcoffset()
    different = [
        each for each in others if each and said.start.astimezone(each).utcoffset() != offset
    ]
    shown = [mine, *(different[:1] or [UTC])]
    return [_in_zone(said, each) for each in shown]


def _in_zone(said: When, zone: tzinfo) -> str:
    start = said.start.astimezone(zone)
    end = said.end.astimezone(zone) if said.end else None
    until = f" – {end:%H:%M}" if end and end.date() == start.date() else ""
    if end and not until:
        until = f" – {end:%Y-%m-%d %H:%M}"
    return f"{dated(start, '%a %Y-%m-%d %H:%M')}{until} {zone_name(zone, start)}"


def zone_name(zone: tzinfo, at: datetime) -> str:
    """A zone as a person reads it: its name and how far it is from UTC then."""
    there = at.astimezone(zone)
    name = getattr(zone, "key", None) or there.tzname() or ""
    return name if name == "UTC" else f"{name} (UTC{there:%z})"


def _changes(call: Call, before: Call | None) -> tuple[str, ...]:
    """What an edit changes, argument by argument; else the change that the tool worked out."""
    if before is None:
        derived = dict(call.args).get("change")
        return tuple(escaped(str(derived.data)).split("\n")) if derived and derived.data else ()
    lines: list[str] = []
    old, new = dict(before.args), dict(call.args)
    for name in dict.fromkeys((*old, *new)):
        was = spelled(old[name].data).split("\n") if name in old else []
        now = spelled(new[name].data).split("\n") if name in new else []
        if was != now:
            lines.append(f"  {escaped(name)}")
            lines += [each for each in difflib.ndiff(was, now) if not each.startswith("?")]
    return tuple(lines)


def _rule_text(home: Home, rule: str) -> str:
    """The rule that asks as the owner reads it; empty where it is none of the policy's."""
    try:
        signed = home.policy()
    except PlamError:
        return ""
    above = [signed.above.policy] if signed.above else []
    for policy in (signed.policy, *above):
        for line in explain(policy).splitlines():
            if rule and line.startswith(f"  - {rule}: "):
                return escaped(line.removeprefix("  - "))
    if rule == "otherwise":
        return _("Where no rule allows it, this tool is asked about.")
    return ""


class _Past:
    """What calls of the past held, read from the journal once for a card."""

    def __init__(self, home: Home, call: Call) -> None:
        self._home = home
        self._seen: dict[tuple[str, str], tuple[int, datetime]] = {}
        with home.journal.reading() as connection:
            last = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        first = max(0, int(last) - LOOKED)
        for event in home.journal.events(after=first, kinds=("intent",)):
            self._note(event, call)

    def _note(self, event: Event, call: Call) -> None:
        body = event.body.get("call")
        if not isinstance(body, Mapping) or body.get("digest") == call.digest:
            return
        try:
            then = read_call(body)
        except DamageError:
            return
        roles = dict(then.roles)
        for name, value in then.args:
            place = _place(name, roles.get(name), then.tool)
            for each in _each(value.data, roles.get(name)):
                count, _last = self._seen.get((place, each), (0, event.time))
                self._seen[place, each] = (count + 1, event.time)

    def used(self, name: str, role: Role | None, data: Any) -> str:
        """How often each of the values was used before, in words; empty for prose and nothing."""
        found = list(_each(data, role))
        if not found or role is Role.PROSE:
            return ""
        counts = [self._count(name, role, each) for each in found]
        if all(not count for count, _last in counts):
            return _("never used before")
        new = [each for each, (count, _last) in zip(found, counts, strict=True) if not count]
        if new:
            return _("never used before: {values}").format(values=", ".join(map(escaped, new)))
        count, last = min(counts, key=lambda each: each[0])
        if last is None:
            return _("used before")
        said = ngettext("used {count} time before", "used {count} times before", count)
        at = last.astimezone(self._home.zone)
        return _("{times}, last on {day}").format(
            times=said.format(count=count), day=f"{at:%Y-%m-%d}"
        )

    def _count(self, name: str, role: Role | None, value: str) -> tuple[int, datetime | None]:
        places = [key for key in self._seen if key[1] == value and key[0] in (name, str(role))]
        if places:
            count, last = max((self._seen[key] for key in places), key=lambda each: each[0])
            return count, last
        if role is Role.DESTINATION:
            reached = self._home.vault.mark("reached", value)
            with self._home.journal.reading() as connection:
                return int(ledger.was_reached(connection, reached)), None
        return 0, None


def _place(name: str, role: Role | None, tool: str) -> str:
    """Under what a value is remembered: an address is one wherever it stood."""
    return str(role) if role is Role.DESTINATION else name


def _each(data: Any, role: Role | None) -> Iterable[str]:
    for each in values_of(data):
        text = spelled(each)
        if role is Role.DESTINATION:
            try:
                text = canonical_address(str(each))
            except ValueError:
                text = str(each)
        if text and text != "none":
            yield text
