"""“Always allow like this”: the narrowest rule that would have allowed one waiting call.

The rule names the call's tool, exactly its destinations and places, no attachments, and as many
uses as were seen. It is written into a copy of the policy beside the one in force, with every past
call that it would have allowed too; nothing changes before the owner has read and signed that copy.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .approvals import escaped
from .errors import DamageError, InputError, PolicyError
from .files import write_atomic
from .home import Home
from .policy.constraints import count_of, money_of, shown, values_of
from .policy.decide import PROBATION, TRUSTED, Facts, weight
from .policy.document import parse
from .policy.organisation import decide_under
from .policy.places import UNKNOWN, Read, Reads, read_in
from .policy.replay import CAME
from .policy.terms import ORIGIN_KINDS, Policy, Rule
from .questions import Waiting
from .records import read_call
from .types import Allow, Call, Effect, Event, Param, Role, Tool, Value

PROPOSED = "policy.proposed.yaml"
PAST = timedelta(days=30)
PLACES = ("mailbox", "folder", "path")
Stack = tuple[Policy, Policy | None]
"""The owner's policy, and the organisation's above it."""
ONE_BELOW = "the policy's rules are not written one below the other."
BY_HAND = "Write the rule into the policy yourself, and sign it."

_PLAIN = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@._/+-]*")


@dataclass(frozen=True, slots=True)
class Past:
    """A call of the last month that the rule would have allowed, and what came of it then."""

    event: int
    text: str

    def plain(self) -> dict[str, Any]:
        """The call as JSON data."""
        return {"event": self.event, "text": self.text}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule as YAML, the whole policy with it, and the past calls it would have allowed too."""

    rule: str
    document: bytes
    also: tuple[Past, ...]


def propose(home: Home, tool: Tool | None, question: Waiting) -> Proposal:
    """The narrowest rule for a waiting call.

    Raises InputError where no rule of the language would have allowed it, and says why.
    """
    if tool is None:
        raise InputError(f"nothing here can do {question.call.tool}.")
    signed = home.policy()
    policy = signed.policy
    name = _id(tool.name, policy)
    parts = _rule(tool, question.call)
    # First without a limit: what the rule matches is what its limit is counted from.
    wide = _written(signed.document, policy, [f"id: {name}", *parts])
    past = list(_past(home))
    above = signed.above.policy if signed.above else None
    rate = _rate(home, (parse(wide, PROPOSED), above), name, question, past)
    lines = [f"id: {name}", *parts, f"rate: {rate}/day"]
    if (money := money_of(question.call)) is not None:
        lines.append(f"budget: {shown([money])}/month")
    document = _written(signed.document, policy, lines)
    stack = (parse(document, PROPOSED), above)
    _check(home, stack, name, question)
    also = tuple(_also(home, stack, name, question, past))
    return Proposal(_block(lines, "  "), document, also)


def write(home: Home, proposal: Proposal) -> str:
    """Write the proposed policy beside the one in force; returns the file's path."""
    path = home.policy_path.with_name(PROPOSED)
    write_atomic(path, proposal.document)
    return str(path)


def told(proposal: Proposal, path: str) -> str:
    """A proposal in words."""
    lines = ["This rule would allow it, and no less would:", "", proposal.rule, ""]
    if proposal.also:
        lines.append(f"In the last {PAST.days} days it would also have allowed, limits aside:")
        lines += [f"  {each.event:>6}  {each.text}" for each in proposal.also]
    else:
        lines.append(f"In the last {PAST.days} days it would have allowed nothing else.")
    lines += [
        "",
        f"Nothing has changed. The policy with this rule is {path}; read it, and to put it in",
        f"force: plam policy sign {path}",
    ]
    return "\n".join(lines)


def _rule(tool: Tool, call: Call) -> list[str]:
    """The lines of a rule that allows calls like this one, without id and limits."""
    where: list[str] = []
    origin: list[str] = []
    args = dict(call.args)
    for param in tool.params:
        value = args.get(param.name, Value(None, frozenset()))
        pinned = _pinned(param, value)
        if pinned:
            where.append(f"{param.name}: {pinned}")
        kinds = {each.kind for each in value.origins}
        if pinned and pinned != "none" and not kinds <= TRUSTED:
            # Its origin no longer matters where the owner says the value.
            named = sorted((kinds | TRUSTED) & ORIGIN_KINDS)
            origin.append(f"{param.name}: [{', '.join(named)}]")
    if count := count_of(call):
        where.append(f"count: {{max: {count}}}")
    lines = [f"allow: {tool.name}"]
    if where:
        lines.append(f"where: {{{', '.join(where)}}}")
    if origin:
        lines.append(f"origin: {{{', '.join(origin)}}}")
    return lines


def _pinned(param: Param, value: Value) -> str:
    """What the rule says of an argument, empty where it says nothing."""
    values = values_of(value.data)
    if param.name == "attachments" and values:
        raise InputError("a call with attachments is not allowed for always.", fix=BY_HAND)
    if param.role is Role.MONEY and values:
        return f"{{max: {shown(values)}}}"
    places = param.role is Role.OBJECT and param.kind in PLACES
    if param.role is Role.DESTINATION or places or param.name == "attachments":
        if not values:
            return "none"
        return f"[{', '.join(_scalar(shown([each])) for each in values)}]"
    if param.choices and values:
        return f"[{', '.join(_scalar(str(each)) for each in values)}]"
    return ""


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _id(tool: str, policy: Policy) -> str:
    base = "always-" + re.sub(r"[^a-z0-9]+", "-", tool.lower())[:40]
    return next(name for n in range(1, 10_000) if policy.rule(name := f"{base}-{n}") is None)


def _written(document: bytes, policy: Policy, lines: list[str]) -> bytes:
    """The policy's text with one rule more at the end of its rules, and the next serial.

    Raises InputError where the text has a form that a rule cannot be put into.
    """
    text = document.decode()
    text, times = re.subn(
        r"(?m)^(serial:[ ]*)\d+", lambda match: f"{match[1]}{policy.serial + 1}", text
    )
    rows = text.splitlines(keepends=True)
    if rows and not rows[-1].endswith("\n"):
        rows[-1] += "\n"
    if policy.rules:
        at, indent = _end_of_rules(rows, policy.rules[-1])
        rows.insert(at, _block(lines, indent) + "\n")
    else:
        rows.append("rules:\n" + _block(lines, "  ") + "\n")
    made = "".join(rows).encode()
    try:
        after = parse(made, PROPOSED)
    except PolicyError as error:
        raise InputError(f"no rule can be written for it: {error.message}", fix=BY_HAND) from error
    expected = dataclasses.replace(
        policy, serial=policy.serial + 1, rules=(*policy.rules, after.rules[-1])
    )
    if times != 1 or _bare(after) != _bare(expected):
        raise InputError(ONE_BELOW, fix=BY_HAND)
    return made


def _end_of_rules(rows: list[str], last: Rule) -> tuple[int, str]:
    """The row after the last rule, and the indentation of its dash."""
    first = rows[last.line - 1]
    if not first.lstrip(" ").startswith("- "):
        raise InputError(ONE_BELOW, fix=BY_HAND)
    indent = first[: len(first) - len(first.lstrip(" "))]
    for at in range(last.line, len(rows)):
        row = rows[at]
        if row.strip() and not row.startswith(f"{indent} "):
            return at, indent
    return len(rows), indent


def _block(lines: list[str], indent: str) -> str:
    return "\n".join(f"{indent}{'- ' if n == 0 else '  '}{line}" for n, line in enumerate(lines))


def _bare(policy: Policy) -> Policy:
    """A policy without the lines on which things stand."""

    def bare(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(bare(each) for each in value)
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        changes = {
            f.name: 0 if f.name == "line" else bare(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if f.init
        }
        return dataclasses.replace(value, **changes)

    same: Policy = bare(policy)
    return dataclasses.replace(same, file="")


def _facts(home: Home, call: Call, batch: int = 0, reads: Reads = ()) -> Facts:
    """The facts under which the rule alone decides: nothing is used, nothing is new."""
    return Facts(
        now=home.now(),
        attended=True,
        used=lambda rule, period: 0,
        spent=lambda rule, period, currency: 0,
        first_uses={call.tool: PROBATION},
        batch=batch,
        reads=reads,
    )


def _allows(home: Home, stack: Stack, name: str, call: Call, batch: int = 0) -> bool:
    """Whether the rule would allow a call, had its run read nothing private."""
    decision, _ = decide_under(*stack, call, _facts(home, call, batch))
    return isinstance(decision, Allow) and decision.rule == name


def _reads(home: Home, run: str) -> list[Read]:
    """What a run has read."""
    readings: set[int] = set()
    found: list[Read] = []
    for event in home.journal.events(run=run, kinds=("intent", "done", "failed")):
        body = event.body
        if event.kind == "intent" and body.get("call", {}).get("effect") == Effect.READ.name:
            readings.add(event.seq)
        elif (intent := body.get("intent")) in readings:
            readings.remove(intent)
            found.extend(read_in(body.get("result")) if event.kind == "done" else ())
    return [*found, *(UNKNOWN for _ in readings)]


def _check(home: Home, stack: Stack, name: str, question: Waiting) -> None:
    """Raise InputError unless the rule would have allowed exactly this call, as it came."""
    policy, call = stack[0], question.call
    label = policy.triage.label(question.label) if policy.triage and question.label else None
    # Looked up only under a policy that keeps something private.
    facts = _facts(home, call, question.batch, lambda: _reads(home, call.run))
    decision, _ = decide_under(*stack, call, dataclasses.replace(facts, label=label))
    if not (isinstance(decision, Allow) and decision.rule == name):
        why = "; ".join(decision.reasons) or "another rule speaks first"
        raise InputError(f"no narrow rule would allow it: {escaped(why)}.", fix=BY_HAND)


def _past(home: Home) -> Iterator[tuple[Event, Call]]:
    """The calls of the last month, oldest first, each once: as decided last."""
    since = home.now() - PAST
    found: dict[str, tuple[Event, Call]] = {}
    for event in home.journal.events(kinds=tuple(CAME)):
        body = event.body.get("call")
        # What a grant did not cover stays refused, whatever the policy says.
        if body is None or event.time < since or event.body.get("rule") == "grant":
            continue
        try:
            call = read_call(body)
        except DamageError:
            continue
        found[call.digest] = (event, call)
    yield from found.values()


def _rate(
    home: Home, stack: Stack, name: str, question: Waiting, past: Iterable[tuple[Event, Call]]
) -> int:
    """How many uses of such calls the busiest day saw, this one counted."""
    days: Counter[str] = Counter()
    for event, call in past:
        batch = int(event.body.get("batch") or 0)
        if event.kind == "intent" and _allows(home, stack, name, call, batch):
            days[event.time.astimezone(home.zone).date().isoformat()] += weight(call, batch)
    today = home.now().date().isoformat()
    days[today] += weight(question.call, question.batch)
    return max(days.values())


def _also(
    home: Home, stack: Stack, name: str, question: Waiting, past: Iterable[tuple[Event, Call]]
) -> Iterator[Past]:
    said_no = {
        event.body.get("asked")
        for event in home.journal.events(kinds=("answered",))
        if event.body.get("answer") in ("denied", "expired")
    }
    for event, call in past:
        batch = int(event.body.get("batch") or 0)
        if call.digest == question.call.digest or not _allows(home, stack, name, call, batch):
            continue
        then = "YOU DID NOT WANT IT" if event.seq in said_no else CAME[event.kind]
        if "the owner said no" in event.body.get("reasons", ()):
            then = "YOU SAID NO"
        what = event.body.get("preview") or _line(call)
        at = f"{event.time.astimezone(home.zone):%d %b %H:%M}"
        yield Past(event.seq, f"{at}  {escaped(str(what)).replace(chr(10), ' ')}  ({then})")


def _line(call: Call) -> str:
    args = "; ".join(f"{name} {shown(values_of(value.data))}" for name, value in call.args)
    return f"{call.tool} {args}"
