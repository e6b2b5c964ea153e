"""What the policy says of one frozen call: pure, total, and closed where in doubt.

Deny beats confirm, confirm beats allow, and an allow rule speaks only where every one of its
constraints holds and every argument came from where the rule accepts it. An error is a Deny.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..types import Allow, Call, Confirm, Decision, Deny, Effect, Origin, Role
from . import places
from .addresses import canonical_address
from .compiled import Ready, Table, compiled
from .constraints import COUNT, Seen, UnfitError, count_of, money_of, shown, values_of
from .mandates import split
from .terms import ACCOUNT_ORIGINS, Label, Policy, Rule, Window

PROBATION = 20
NEARLY = 3
"""Of how many rules that nearly allow a call the decision says why they do not."""
TRUSTED = frozenset({"request", "policy", "contacts"})
PROSE_THAT_LEAVES = frozenset({"request", "policy"})
PLUGIN = "plugin"

# Looking up a member of an enumeration takes as long as a comparison.
_SEND = Effect.SEND


def usual_origins(role: Role, effect: Effect) -> frozenset[str] | None:
    """The origin kinds an argument may come from where no rule says; None accepts any."""
    if effect <= Effect.DRAFT:
        return None
    match role:
        case Role.PROSE:
            return PROSE_THAT_LEAVES if effect >= Effect.SEND else None
        case Role.OBJECT:
            # To whom a thing of a plugin's goes only the plugin knows.
            within = frozenset({PLUGIN}) if effect < Effect.SEND else frozenset[str]()
            return TRUSTED | ACCOUNT_ORIGINS | within
    return TRUSTED


_ACCEPTED = {effect: {role: usual_origins(role, effect) for role in Role} for effect in Effect}

Used = Callable[[str, str], int] | Mapping[tuple[str, str], int]
Spent = Callable[[str, str, str], int] | Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision depends on beside the policy and the call.

    `now` is aware and in the owner's zone. `attended` says whether the owner is there to answer.
    `used` gives the uses of (rule id, period) in the running period, reservations included, and
    `spent` the minor units of (rule id, period, currency); periods are `hour`, `day`, `week`,
    `month` and `ever`. A rule with a limit that nobody counts (None) does not allow.
    `known` holds the canonical addresses that were used before. `first_uses` counts, per tool, the
    calls that this model has made already: the first 20 SEND or SPEND calls of a model confirm,
    and a tool that is not there has made none. `batch` is how many things the whole step acts on
    where one step became several calls. `label` is what the triage found; None for a request.
    `reads` is what the call's run has read so far, looked at only under a policy that keeps
    something private; where nobody knows (None), such a policy asks. `beside` is what the call's
    run has bought of the same merchant already, in minor units of a currency.
    """

    now: datetime
    attended: bool
    used: Used | None = None
    spent: Spent | None = None
    known: frozenset[str] = frozenset()
    first_uses: Mapping[str, int] = field(default_factory=dict)
    batch: int = 0
    label: Label | None = None
    reads: places.Reads = None
    beside: Callable[[str], int] | None = None


def decide(policy: Policy, call: Call, facts: Facts) -> Decision:
    """Allow, Confirm or Deny, with the rule's id and reasons a person can read. Never raises.

    The rule is `otherwise` where no rule speaks and the tool is asked about, `triage` where a
    label proposes the call, `expires` for a policy that has ended, and empty where nothing covers
    the tool or the decision failed.
    """
    try:
        return _decide(policy, call, facts)
    except Exception as error:
        return Deny("", (f"this could not be decided: {str(error) or type(error).__name__}",))


def possible(policy: Policy, tool: str) -> bool:
    """Whether any call of the tool could be other than Deny: what the grammar may offer."""
    for rule in policy.rules:
        if rule.verb == "deny" and rule.covers(tool) and not rule.conditional:
            return False
    return policy.otherwise.covers(tool) or any(
        rule.verb != "deny" and rule.covers(tool) for rule in policy.rules
    )


def weight(call: Call, batch: int = 0) -> int:
    """How many uses a call counts for against a rule's rate: one for each thing, at least one."""
    return max(1, count_of(call), batch)


def destinations(call: Call) -> tuple[str, ...]:
    """Whom a call reaches, as `Facts.known` has them: canonical addresses, other text as it is."""
    roles = dict(call.roles)
    return tuple(
        _canonical(str(each))
        for name, value in call.args
        if roles.get(name) is Role.DESTINATION
        for each in values_of(value.data)
    )


def _decide(policy: Policy, call: Call, facts: Facts) -> Decision:
    if facts.now.utcoffset() is None:
        raise ValueError("the present has no time zone")
    if facts.now.date() > policy.expires:
        return Deny("expires", (f"the policy expired on {policy.expires}",))
    seen = Seen(call, facts.batch)
    label = facts.label
    follows = label.follows(call.tool) if label is not None else None
    if label is not None and follows is None:
        return Deny("triage", (f"the label {label.name} does not call for {call.tool}",))

    table = compiled(policy).table(call.tool)
    decision = _by_rules(policy, table, call, seen, facts)
    if follows is not None and follows.propose and _may_propose(policy, call, decision):
        name = label.name if label is not None else ""
        why = (f"the label {name} proposes {call.tool} and leaves the answer to you",)
        decision = Confirm("triage", why + _strange_words(None, call, seen, facts))
    if isinstance(decision, Allow) and _on_probation(call, facts):
        uses = facts.first_uses.get(call.tool, 0)
        new = (
            f"{decision.rule} would allow it, but this model is new: "
            f"its first {PROBATION} calls of {call.tool} are asked about, and it made {uses}"
        )
        decision = Confirm(decision.rule, (new,))
    if policy.private is not None and call.effect >= _SEND:
        decision = places.kept(policy.private, decision, call, facts.reads)
    if isinstance(decision, Confirm):
        if not facts.attended and policy.unattended == "deny":
            away = "nobody is there to ask, and the policy then says no"
            return Deny(decision.rule, (*decision.reasons, away))
        if decision.expires != policy.otherwise.expires:
            return dataclasses.replace(decision, expires=policy.otherwise.expires)
    return decision


def _by_rules(policy: Policy, table: Table, call: Call, seen: Seen, facts: Facts) -> Decision:
    candidates = table.candidates(seen, call.effect)
    for ready in candidates:
        if ready.verb == "deny" and _matches(ready, seen, facts):
            return ready.decision
    for ready in candidates:
        if ready.verb == "confirm" and _matches(ready, seen, facts):
            words = ready.decision.reasons + _strange_words(None, call, seen, facts)
            return Confirm(ready.rule.id, words)

    strange: Decision | None = None
    nearly: dict[int, list[str]] = {}
    for ready in candidates:
        if ready.verb != "allow":
            continue
        if failures := _failures(ready, call, seen, facts):
            nearly[ready.place] = failures
        elif words := _strange_words(ready, call, seen, facts):
            strange = strange or Confirm(ready.rule.id, words)
        else:
            return ready.decision
    if strange is not None:
        return strange
    reasons = _near_words(table, nearly, call, seen, facts)
    if policy.otherwise.covers(call.tool):
        asked = f"{call.tool} is asked about where no rule allows it"
        words = _strange_words(None, call, seen, facts)
        return Confirm("otherwise", (*reasons, asked, *words))
    return Deny("", (*reasons, f"no rule allows {call.tool}"))


def _near_words(
    table: Table, nearly: dict[int, list[str]], call: Call, seen: Seen, facts: Facts
) -> list[str]:
    """Why the rules that come nearest do not allow it, first those that look at such values."""
    places = list(nearly)[:NEARLY]
    for ready in table.allowing:
        if len(places) == NEARLY:
            break
        if ready.place not in nearly:
            nearly[ready.place] = _failures(ready, call, seen, facts)
            places.append(ready.place)
    words = [
        f"{table.rules[place].rule.id} would allow it, but {' and '.join(nearly[place])}"
        for place in sorted(places)
    ]
    if more := len(table.allowing) - len(words):
        words.append(f"{more} more rules for {call.tool} do not allow it either")
    return words


def _may_propose(policy: Policy, call: Call, decision: Decision) -> bool:
    # Only silence gives way to a proposal, never a deny that the owner wrote.
    return not (isinstance(decision, Deny) and policy.rule(decision.rule) is not None)


def _on_probation(call: Call, facts: Facts) -> bool:
    return call.effect >= _SEND and facts.first_uses.get(call.tool, 0) < PROBATION


def _matches(ready: Ready, seen: Seen, facts: Facts) -> bool:
    """Whether a confirm or deny rule applies: in doubt it does."""
    window = ready.rule.window
    if window is not None and not _inside(window, facts.now):
        return False
    for condition in ready.where:
        if condition.name != COUNT and condition.name not in seen.roles:
            return False
        try:
            if not condition.met_by_any(seen):
                return False
        except UnfitError:
            continue
    return True


def _failures(ready: Ready, call: Call, seen: Seen, facts: Facts) -> list[str]:
    """Every reason why an allow rule does not allow the call, origins aside."""
    rule, label = ready.rule, facts.label
    reasons = _unmet_where(ready, call, seen)
    if ready.bare and label is None and call.confidence >= 0.0:
        return reasons
    if ready.most is not None and facts.beside is not None:
        reasons += split(ready.most, call, facts.beside(ready.most.currency))
    if rule.rates or rule.budgets:
        reasons += _over_limits(rule, call, facts)
    if rule.window is not None and not _inside(rule.window, facts.now):
        reasons.append("this is not its time")
    if not rule.unattended and not facts.attended:
        reasons.append("nobody is there to see it")
    least = max(rule.min_confidence, label.min_confidence if label is not None else 0.0)
    # Written so that a confidence that is no number fails too.
    if not call.confidence >= least:
        reasons.append(f"the confidence is {call.confidence:.2f}, below {least:.2f}")
    needs_sender = rule.authenticated or (label is not None and label.authenticated)
    if needs_sender and call.authenticated is not True:
        reasons.append("the sender is not authenticated")
    if label is not None and not needs_sender and not _mild(call):
        reasons.append(
            f"a message can lead to {call.effect.name} only where `authenticated: aligned` is asked"
        )
    return reasons


def _mild(call: Call) -> bool:
    return call.effect <= Effect.DRAFT or (call.effect == Effect.WRITE and call.reversible)


def _unmet_where(ready: Ready, call: Call, seen: Seen) -> list[str]:
    reasons: list[str] = []
    for condition in ready.where:
        name = condition.name
        if name != COUNT and name not in seen.roles:
            # A rule for several tools constrains an argument only of those that have it, but what
            # leaves the owner's accounts is not let through by a condition nobody could check.
            if call.effect >= Effect.SEND:
                reasons.append(f"{call.tool} has no `{name}` to look at")
                continue
            if ready.several:
                continue
        try:
            reason = condition.unmet(seen)
        except UnfitError as error:
            reason = f"`{name}` cannot be compared: {error}"
        if reason:
            reasons.append(reason)
    return reasons


def _over_limits(rule: Rule, call: Call, facts: Facts) -> list[str]:
    reasons: list[str] = []
    units = weight(call, facts.batch)
    for rate in rule.rates:
        used = _uses(facts.used, rule.id, rate.period)
        if used is None:
            reasons.append("nobody counts its uses")
        elif used < 0 or used + units > rate.limit:
            each = "" if rate.period == "ever" else f" each {rate.period}"
            reasons.append(f"its limit is {rate.limit}{each}, {used} are used, this needs {units}")
    for budget in rule.budgets:
        reasons += _over_budget(rule, budget.limit.currency, budget.limit.minor, budget.period,
                                call, facts)  # fmt: skip
    return reasons


def _over_budget(
    rule: Rule, currency: str, limit: int, period: str, call: Call, facts: Facts
) -> list[str]:
    try:
        amount = money_of(call)
    except UnfitError as error:
        return [str(error)]
    if amount is None or amount.minor < 0:
        return ["it says no amount that its budget could count"]
    if amount.currency != currency:
        return [f"the amount is not in {currency}"]
    spent = _minor_spent(facts.spent, rule.id, period, currency)
    if spent is None:
        return ["nobody counts what it spends"]
    if spent < 0 or spent + amount.minor > limit:
        return [f"{shown([amount])} is more than is left of its budget"]
    return []


def _uses(used: Used | None, rule: str, period: str) -> int | None:
    if used is None:
        return None
    return used.get((rule, period), 0) if isinstance(used, Mapping) else used(rule, period)


def _minor_spent(spent: Spent | None, rule: str, period: str, currency: str) -> int | None:
    if spent is None:
        return None
    if isinstance(spent, Mapping):
        return spent.get((rule, period, currency), 0)
    return spent(rule, period, currency)


def _inside(window: Window, now: datetime) -> bool:
    minute = now.hour * 60 + now.minute
    if window.start < window.end:
        return now.weekday() in window.days and window.start <= minute < window.end
    yesterday = (now - timedelta(days=1)).weekday()
    return (now.weekday() in window.days and minute >= window.start) or (
        yesterday in window.days and minute < window.end
    )


def _acceptable(origin: Origin, accepted: frozenset[str]) -> bool:
    # A memory is only as good as what it was made of, and worth nothing where that is unknown.
    itself = bool(origin.beneath) if origin.kind == "memory" else origin.kind in accepted
    return itself and all(_acceptable(each, accepted) for each in origin.beneath)


def _strange_words(ready: Ready | None, call: Call, seen: Seen, facts: Facts) -> tuple[str, ...]:
    """A sentence for every argument that did not come from where it may come from."""
    words: list[str] = []
    usual = _ACCEPTED[call.effect]
    named = ready.origin if ready is not None else {}
    for name, value in call.args:
        found, role = seen.values[name], seen.roles[name]
        if not found:
            continue
        accepted = usual[role]
        if named and (name in named or role in named):
            accepted = named[name] if name in named else named[role]
        if accepted is None:
            continue
        origins = value.origins
        for origin in origins:
            if origin.beneath or origin.kind == "memory" or origin.kind not in accepted:
                break
        else:
            if origins:
                continue
        strange = sorted((each for each in origins if not _acceptable(each, accepted)), key=str)
        if origins and not strange:
            continue
        source = ", ".join(_origin_words(each) for each in strange) or "nobody knows where"
        words.append(f"`{name}` is {shown(found)}, from {source}")
        if role is Role.DESTINATION:
            words[-1] += f" ({_used_before(found, facts.known)})"
    return tuple(words)


def _origin_words(origin: Origin) -> str:
    beneath = ", ".join(_origin_words(each) for each in origin.beneath)
    return f"{origin} (made of {beneath})" if beneath else str(origin)


def _used_before(found: tuple[object, ...], known: frozenset[str]) -> str:
    new = [text for text in map(str, found) if _canonical(text) not in known]
    if not new:
        return "used before"
    return "never used before" if len(new) == len(found) else f"{shown(new)}: never used"


def _canonical(text: str) -> str:
    try:
        return canonical_address(text)
    except ValueError:
        return text
