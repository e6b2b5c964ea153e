"""A policy, and a decision, in words that need no knowledge of the format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..language import _, mark, told
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
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"),
    mark("Saturday"), mark("Sunday"),
)  # fmt: skip
PERIODS = {
    "hour": mark("an hour"),
    "day": mark("a day"),
    "week": mark("a week"),
    "month": mark("a month"),
    "ever": mark("altogether"),
}
DURATIONS = (
    (86_400, mark("{count} day"), mark("{count} days")),
    (3_600, mark("{count} hour"), mark("{count} hours")),
    (60, mark("{count} minute"), mark("{count} minutes")),
    (1, mark("{count} second"), mark("{count} seconds")),
)


def explain(policy: Policy, summaries: Mapping[str, str] | None = None) -> str:
    """The policy in plain words, a sentence for every rule, in lines without a final newline.

    `summaries` maps tools' names to what they do (`Find messages`); a tool without one is named.
    """
    says = summaries or {}
    lines = [
        _("Policy {serial} of {owner}, in force until {day}.").format(
            serial=policy.serial, owner=policy.owner, day=policy.expires
        )
    ]
    if policy.organisation:
        lines.append(
            _(
                "An organisation's policy stands above it: the stricter answer of the two wins, "
                "and while that policy is missing, expired or not signed by {key}, everything is "
                "refused."
            ).format(key=policy.organisation)
        )
    for title, verb in (
        (_("Never, whatever is asked:"), "deny"),
        (_("Only after asking you:"), "confirm"),
        (_("By itself, without asking:"), "allow"),
    ):
        rules = [_rule_sentence(rule, says) for rule in policy.rules if rule.verb == verb]
        if verb == "confirm" and policy.otherwise.confirm:
            tools = _tools(policy.otherwise.confirm, says)
            rules.append(_("Where no other rule allows it: {tools}.").format(tools=tools))
        if rules:
            lines += ["", title, *(f"  - {sentence}" for sentence in rules)]
    if policy.private is not None:
        lines += ["", *_private(policy.private)]
    if policy.triage is not None:
        lines += [
            "",
            _("Sorting {mailbox}, each message by itself:").format(mailbox=policy.triage.mailbox),
        ]
        lines += [f"  - {_label_sentence(label, says)}" for label in policy.triage.labels]
        lines.append("  - " + _("Anything else is left where it is."))
    lines += ["", _("Everything that is not named here is refused."), _questions(policy)]
    return "\n".join(lines)


def _private(private: Private) -> list[str]:
    beneath = _or(private.mail)
    mailboxes = _("mail in {places} or beneath").format(places=beneath) if private.mail else ""
    folders = _or(private.files)
    files = _("files in {places} or beneath").format(places=folders) if private.files else ""
    named = _or(private.calendars)
    calendars = _("the calendar {names}").format(names=named) if private.calendars else ""
    people = ""
    if private.senders or private.groups:
        people = _("mail from {people}").format(people=_members(private.senders))
    if private.groups:
        people += _(", the people of {groups} among them").format(groups=_and(private.groups))
    return [
        _("Private, so that a task which has read any of it asks you before it sends or pays:"),
        *(f"  - {each}." for each in (mailboxes, files, calendars, people) if each),
        "  - " + _("What cannot be placed, or where who wrote it is not known, counts as private."),
    ]


def _rule_sentence(rule: Rule, says: Mapping[str, str]) -> str:
    parts = [f"{rule.id}: {_tools(rule.tools, says)}"]
    if rule.where:
        conditions = (_condition(name, each) for name, each in rule.where)
        only = _("only if {conditions}") if rule.verb == "allow" else _("if {conditions}")
        parts.append(only.format(conditions=_and(conditions)))
    limits: tuple[Rate | Budget, ...] = (*rule.rates, *rule.budgets)
    parts += [_limit(limit) for limit in limits]
    if rule.window is not None:
        parts.append(_("only {time}").format(time=_window(rule.window)))
    if rule.min_confidence:
        parts.append(
            _("only if the model is at least {share} sure").format(
                share=_share(rule.min_confidence)
            )
        )
    if rule.authenticated:
        parts.append(_("only if the sender is proven (DMARC aligned)"))
    if not rule.unattended:
        parts.append(_("only while you are there"))
    parts += [
        _("taking `{name}` only from {origins}").format(name=name, origins=_or(sorted(kinds)))
        for name, kinds in rule.origin
    ]
    if rule.hold:
        waits = _("after waiting {time} for you to take it back")
        parts.append(waits.format(time=_duration(rule.hold)))
    return _("; ").join(parts) + "."


def _condition(name: str, constraint: Constraint) -> str:
    what = _("the number of things") if name == COUNT else f"`{name}`"
    match constraint:
        case OneOf(values):
            return _("{what} is {value}").format(what=what, value=_or(values))
        case Empty():
            return _("{what} is empty").format(what=what)
        case Within(groups, entries):
            return _("{what} is in {groups} ({people})").format(
                what=what, groups=_or(groups), people=_members(entries)
            )
        case AtMost(limit):
            return _("{what} is at most {limit}").format(what=what, limit=shown([limit]))
        case Over(limit):
            return _("{what} is over {limit}").format(what=what, limit=shown([limit]))
        case Prefix(text):
            return _("{what} is {text} or under it").format(what=what, text=text)
        case Domain(domain):
            return _("{what} is at {domain}, exactly that domain").format(what=what, domain=domain)


def _members(entries: tuple[Entry, ...]) -> str:
    if not entries:
        return _("nobody yet")
    everybody = _("everybody at {domain}")
    words = [str(each) if each.local else everybody.format(domain=each.domain) for each in entries]
    return told(shown(words))


def _label_sentence(label: Label, says: Mapping[str, str]) -> str:
    head = f"{label.name} ({label.means})"
    if not label.then:
        return _("{label}: nothing follows.").format(label=head)
    if label.min_confidence:
        head += _(", when at least {share} sure").format(share=_share(label.min_confidence))
    if label.authenticated:
        head += _(", when the sender is proven")
    deeds = _and(_consequence(then, says) for then in label.then)
    return _("{label}: {deeds}.").format(label=head, deeds=deeds)


def _consequence(then: Then, says: Mapping[str, str]) -> str:
    deed = _tool(then.tool, says)
    if then.propose:
        return _("{deed}, proposed to you first").format(deed=deed)
    given = [
        f"{name} {value if isinstance(value, str) else ', '.join(value)}"
        for name, value in then.args
    ]
    return deed + (f" ({'; '.join(given)})" if given else "")


def _questions(policy: Policy) -> str:
    away = (
        _("When nobody is there to ask, the question waits.")
        if policy.unattended == "queue"
        else _("When nobody is there to ask, the answer is no.")
    )
    wait = _duration(policy.otherwise.expires)
    no = _("A question without an answer becomes a no after {time}.").format(time=wait)
    return f"{no} {away}"


def _tools(patterns: Iterable[Pattern], says: Mapping[str, str]) -> str:
    return ", ".join(_tool(pattern.text, says) for pattern in patterns)


def _tool(name: str, says: Mapping[str, str]) -> str:
    if name == "*":
        return _("everything")
    if name.endswith(".*"):
        return _("everything in {family}").format(family=name[:-2])
    summary = told(says.get(name, ""))
    return summary[:1].lower() + summary[1:] if summary else name


def _limit(limit: Rate | Budget) -> str:
    words = _(PERIODS[limit.period])
    if isinstance(limit, Budget):
        return _("at most {limit} {period}").format(limit=shown([limit.limit]), period=words)
    return _("at most {limit} times {period}").format(limit=limit.limit, period=words)


def _window(window: Window) -> str:
    words = []
    if len(window.days) < len(DAYS):
        days = _and(_(DAY_NAMES[day]) for day in sorted(window.days))
        words.append(_("on {days}").format(days=days))
    if (window.start, window.end) != (0, 24 * 60):
        words.append(
            _("from {start} to {end}").format(start=_clock(window.start), end=_clock(window.end))
        )
    return " ".join(words) or _("at any time")


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _duration(seconds: float) -> str:
    for size, one, many in DURATIONS:
        number = seconds / size
        if number >= 1 and number == int(number):
            return _(one if number == 1 else many).format(count=int(number))
    return _("{count} seconds").format(count=f"{seconds:g}")


def _share(confidence: float) -> str:
    return f"{confidence:.0%}"


def _or(words: Iterable[str]) -> str:
    return _listed(tuple(words), _("{these} or {last}"))


def _and(words: Iterable[str]) -> str:
    return _listed(tuple(words), _("{these} and {last}"))


def _listed(words: tuple[str, ...], several: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return several.format(these=", ".join(words[:-1]), last=words[-1])
