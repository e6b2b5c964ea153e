"""A policy, and a decision, in words that need no knowledge of the format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .constraints import COUNT, shown
from .scalars import DAYS
from .terms import (
    AtMost,
    Budget,
    Constraint,
    Domain,
    Empty,
    Entry,
    Label,
    OneOf,
    Over,
    Pattern,
    Policy,
    Prefix,
    Private,
    Rate,
    Rule,
    Then,
    Window,
    Within,
)

DAY_NAMES = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip


def explain(policy: Policy, summaries: Mapping[str, str] | None = None) -> str:
    """The policy in plain words, a sentence for every rule, in lines without a final newline.

    `summaries` maps tools' names to what they do (`Find messages`); a tool without one is named.
    """
    says = summaries or {}
    lines = [f"Policy {policy.serial} of {policy.owner}, in force until {policy.expires}."]
    if policy.organisation:
        lines.append(
            "An organisation's policy stands above it: the stricter answer of the two wins, and "
            f"while that policy is missing, expired or not signed by {policy.organisation}, "
            "everything is refused."
        )
    for title, verb in (
        ("Never, whatever is asked:", "deny"),
        ("Only after asking you:", "confirm"),
        ("By itself, without asking:", "allow"),
    ):
        rules = [_rule_sentence(rule, says) for rule in policy.rules if rule.verb == verb]
        if verb == "confirm" and policy.otherwise.confirm:
            tools = _tools(policy.otherwise.confirm, says)
            rules.append(f"Where no other rule allows it: {tools}.")
        if rules:
            lines += ["", title, *(f"  - {sentence}" for sentence in rules)]
    if policy.private is not None:
        lines += ["", *_private(policy.private)]
    if policy.triage is not None:
        lines += ["", f"Sorting {policy.triage.mailbox}, each message by itself:"]
        lines += [f"  - {_label_sentence(label, says)}" for label in policy.triage.labels]
        lines.append("  - Anything else is left where it is.")
    lines += ["", "Everything that is not named here is refused.", _questions(policy)]
    return "\n".join(lines)


def _private(private: Private) -> list[str]:
    mailboxes = f"mail in {_or(private.mail)} or beneath" if private.mail else ""
    files = f"files in {_or(private.files)} or beneath" if private.files else ""
    calendars = f"the calendar {_or(private.calendars)}" if private.calendars else ""
    people = f"mail from {_members(private.senders)}" if private.senders or private.groups else ""
    if private.groups:
        people += f", the people of {_and(private.groups)} among them"
    return [
        "Private, so that a task which has read any of it asks you before it sends or pays:",
        *(f"  - {each}." for each in (mailboxes, files, calendars, people) if each),
        "  - What cannot be placed, or where who wrote it is not known, counts as private.",
    ]


def _rule_sentence(rule: Rule, says: Mapping[str, str]) -> str:
    parts = [f"{rule.id}: {_tools(rule.tools, says)}"]
    if rule.where:
        conditions = (_condition(name, each) for name, each in rule.where)
        parts.append(f"{'only ' if rule.verb == 'allow' else ''}if {_and(conditions)}")
    limits: tuple[Rate | Budget, ...] = (*rule.rates, *rule.budgets)
    parts += [_limit(limit) for limit in limits]
    if rule.window is not None:
        parts.append(f"only {_window(rule.window)}")
    if rule.min_confidence:
        parts.append(f"only if the model is at least {rule.min_confidence:.0%} sure")
    if rule.authenticated:
        parts.append("only if the sender is proven (DMARC aligned)")
    if not rule.unattended:
        parts.append("only while you are there")
    parts += [f"taking `{name}` only from {_or(sorted(kinds))}" for name, kinds in rule.origin]
    if rule.hold:
        parts.append(f"after waiting {_duration(rule.hold)} for you to take it back")
    return "; ".join(parts) + "."


def _condition(name: str, constraint: Constraint) -> str:
    what = "the number of things" if name == COUNT else f"`{name}`"
    match constraint:
        case OneOf(values):
            return f"{what} is {_or(values)}"
        case Empty():
            return f"{what} is empty"
        case Within(groups, entries):
            return f"{what} is in {_or(groups)} ({_members(entries)})"
        case AtMost(limit):
            return f"{what} is at most {shown([limit])}"
        case Over(limit):
            return f"{what} is over {shown([limit])}"
        case Prefix(text):
            return f"{what} is {text} or under it"
        case Domain(domain):
            return f"{what} is at {domain}, exactly that domain"


def _members(entries: tuple[Entry, ...]) -> str:
    if not entries:
        return "nobody yet"
    words = [str(each) if each.local else f"everybody at {each.domain}" for each in entries]
    return shown(words)


def _label_sentence(label: Label, says: Mapping[str, str]) -> str:
    if not label.then:
        return f"{label.name} ({label.means}): nothing follows."
    sure = f", when at least {label.min_confidence:.0%} sure" if label.min_confidence else ""
    proven = ", when the sender is proven" if label.authenticated else ""
    deeds = _and(_consequence(then, says) for then in label.then)
    return f"{label.name} ({label.means}){sure}{proven}: {deeds}."


def _consequence(then: Then, says: Mapping[str, str]) -> str:
    deed = _tool(then.tool, says)
    if then.propose:
        return f"{deed}, proposed to you first"
    given = [
        f"{name} {value if isinstance(value, str) else ', '.join(value)}"
        for name, value in then.args
    ]
    return deed + (f" ({'; '.join(given)})" if given else "")


def _questions(policy: Policy) -> str:
    away = (
        "When nobody is there to ask, the question waits."
        if policy.unattended == "queue"
        else "When nobody is there to ask, the answer is no."
    )
    wait = _duration(policy.otherwise.expires)
    return f"A question without an answer becomes a no after {wait}. {away}"


def _tools(patterns: Iterable[Pattern], says: Mapping[str, str]) -> str:
    return ", ".join(_tool(pattern.text, says) for pattern in patterns)


def _tool(name: str, says: Mapping[str, str]) -> str:
    if name == "*":
        return "everything"
    if name.endswith(".*"):
        return f"everything in {name[:-2]}"
    summary = says.get(name, "")
    return summary[:1].lower() + summary[1:] if summary else name


def _limit(limit: Rate | Budget) -> str:
    period = "altogether" if limit.period == "ever" else f"a {limit.period}"
    if isinstance(limit, Budget):
        return f"at most {shown([limit.limit])} {period}"
    return f"at most {limit.limit} times {period}"


def _window(window: Window) -> str:
    words = []
    if len(window.days) < len(DAYS):
        words.append("on " + _and(DAY_NAMES[day] for day in sorted(window.days)))
    if (window.start, window.end) != (0, 24 * 60):
        words.append(f"from {_clock(window.start)} to {_clock(window.end)}")
    return " ".join(words) or "at any time"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _duration(seconds: float) -> str:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        number = seconds / size
        if number >= 1 and number == int(number):
            return f"{int(number)} {unit}{'s' if number != 1 else ''}"
    return f"{seconds:g} seconds"


def _or(words: Iterable[str]) -> str:
    return _listed(tuple(words), "or")


def _and(words: Iterable[str]) -> str:
    return _listed(tuple(words), "and")


def _listed(words: tuple[str, ...], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
