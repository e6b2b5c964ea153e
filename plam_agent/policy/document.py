"""The policy a person edits: from its exact bytes to a `Policy`, or an error that names the line.

What this version could not enforce is an error here; nothing that a person wrote is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from ..types import Money
from . import scalars
from .places import read_private
from .terms import (
    ORIGIN_KINDS,
    AtMost,
    Budget,
    Constraint,
    Domain,
    Empty,
    Entry,
    Group,
    Label,
    OneOf,
    Otherwise,
    Over,
    Pattern,
    Policy,
    Prefix,
    Rate,
    Rule,
    Then,
    Triage,
    Verb,
    Within,
)
from .tree import Items, Node, Scalar, Table, closest, fields, read_tree

__all__ = ["Label", "Otherwise", "Policy", "Rule", "Then", "Triage", "parse"]

VERBS = ("allow", "confirm", "deny")
TOP = (
    "plam", "serial", "owner", "device", "expires", "unattended",
    "people", "private", "rules", "otherwise", "triage", "organisation",
)  # fmt: skip
LIMITS = (
    "origin", "rate", "budget", "total", "min_confidence", "authenticated", "hold", "unattended",
)  # fmt: skip
RULE = ("id", *VERBS, "where", "window", *LIMITS)
# Decisions use these where no rule of the owner's speaks.
RESERVED = ("otherwise", "triage", "expires")
FORMS = ("in", "max", "over", "prefix", "domain")

Groups = Mapping[str, Group]


def parse(text: bytes, file: str) -> Policy:
    """The policy written in `text`; `file` is named in errors.

    Raises PolicyError with file, line and what to write instead.
    """
    tree = read_tree(text, file)
    top = fields(tree, TOP, "a policy")
    for needed in ("plam", "serial", "owner", "device", "expires"):
        if needed not in top:
            raise tree.place.error(f"{needed!r} is missing.", f"Add a line {needed}: …")
    scalars.choice(top["plam"], "plam (the version of the language)", ("1",))
    groups = _people(top.get("people"))
    unattended = "queue"
    if "unattended" in top:
        unattended = scalars.choice(top["unattended"], "unattended", ("queue", "deny"))
    return Policy(
        serial=scalars.integer(top["serial"], "serial", least=1),
        owner=scalars.address(top["owner"], "owner"),
        device=_key(top["device"], "device"),
        expires=scalars.day(top["expires"], "expires"),
        unattended=cast("Literal['queue', 'deny']", unattended),
        people=tuple(groups.values()),
        rules=_rules(top.get("rules"), groups),
        otherwise=_otherwise(top.get("otherwise")),
        triage=_triage(top.get("triage")),
        organisation=_key(top["organisation"], "organisation") if "organisation" in top else "",
        private=read_private(top.get("private"), groups),
        file=file,
    )


def _key(node: Node, what: str) -> str:
    text = scalars.scalar(node, what)
    if not text.startswith("ed25519:") or len(text.split()) != 1 or len(text) > 128:
        raise node.place.error(
            f"{what} {text!r} is not a public key.",
            "`plam policy init` writes it: ed25519:…"
            if what == "device"
            else "Write the key that the organisation gave you: ed25519:…",
        )
    return text


def _named(node: Node | None, what: str) -> Iterable[tuple[str, Scalar, Node]]:
    if node is None:
        return
    if not isinstance(node, Table):
        raise node.place.error(f"{what} is a mapping of names to lists.")
    for key, value in node.entries:
        yield scalars.name(key, f"a name under {what}"), key, value


def _people(node: Node | None) -> Groups:
    return {
        name: Group(
            name,
            tuple(scalars.entry(item) for item in scalars.items(value, f"group {name!r}")),
            key.place.line,
        )
        for name, key, value in _named(node, "people")
    }


def _rules(node: Node | None, groups: Groups) -> tuple[Rule, ...]:
    if node is None:
        return ()
    rules: dict[str, Rule] = {}
    for item in scalars.items(node, "rules"):
        rule = _rule(item, groups)
        if (earlier := rules.setdefault(rule.id, rule)) is not rule:
            raise item.place.error(
                f"rule {rule.id!r} is there twice, first on line {earlier.line}.",
                "Give each rule an id of its own.",
            )
    return tuple(rules.values())


def _rule(node: Node, groups: Groups) -> Rule:
    found = fields(node, RULE, "a rule")
    if "id" not in found:
        raise node.place.error("this rule has no id.", "Add id: some-name.")
    name = scalars.name(found["id"], "id")
    if name in RESERVED:
        raise found["id"].place.error(f"{name!r} is what decisions call something else.")
    verbs = [verb for verb in VERBS if verb in found]
    if len(verbs) != 1:
        raise node.place.error(f"rule {name!r} needs exactly one of allow, confirm and deny.")
    verb = cast("Verb", verbs[0])
    if verb != "allow":
        for limit in LIMITS:
            if limit in found:
                raise found[limit].place.error(
                    f"{limit!r} belongs to an allow rule, and {name!r} is a {verb} rule."
                )
    rates, budgets = _limits(found)
    return Rule(
        id=name,
        verb=verb,
        tools=_patterns(found[verb], everything=verb != "allow"),
        where=_where(found["where"], groups) if "where" in found else (),
        origin=_origin(found["origin"]) if "origin" in found else (),
        rates=rates,
        budgets=budgets,
        window=scalars.window(found["window"]) if "window" in found else None,
        min_confidence=_confidence(found),
        authenticated=_authenticated(found),
        hold=scalars.duration(found["hold"], "hold") if "hold" in found else 0.0,
        unattended="unattended" not in found or scalars.boolean(found["unattended"], "unattended"),
        line=node.place.line,
    )


def _limits(found: Mapping[str, Node]) -> tuple[tuple[Rate, ...], tuple[Budget, ...]]:
    limits: list[Rate | Budget] = []
    if "rate" in found:
        limits.append(scalars.rate(found["rate"]))
    if "budget" in found:
        limits.append(scalars.budget(found["budget"]))
    if "total" in found:
        limits.append(scalars.total(found["total"]))
    return (
        tuple(limit for limit in limits if isinstance(limit, Rate)),
        tuple(limit for limit in limits if isinstance(limit, Budget)),
    )


def _confidence(found: Mapping[str, Node]) -> float:
    node = found.get("min_confidence")
    return scalars.fraction(node, "min_confidence") if node is not None else 0.0


def _authenticated(found: Mapping[str, Node]) -> bool:
    node = found.get("authenticated")
    return node is not None and bool(scalars.choice(node, "authenticated", ("aligned",)))


def _patterns(node: Node, *, everything: bool) -> tuple[Pattern, ...]:
    found = tuple(
        scalars.pattern(item, everything=everything)
        for item in scalars.items(node, "tools", or_one=True)
    )
    if not found:
        raise node.place.error("the list of tools is empty.", "Name a tool, or take the rule out.")
    return found


def _where(node: Node, groups: Groups) -> tuple[tuple[str, Constraint], ...]:
    if not isinstance(node, Table) or not node.entries:
        raise node.place.error("where maps arguments to what they may be.", "{to: [Archive]}")
    return tuple(
        (scalars.name(key, "an argument"), _constraint(key.text, value, groups))
        for key, value in node.entries
    )


def _constraint(name: str, node: Node, groups: Groups) -> Constraint:
    if isinstance(node, Table):
        found = _form(name, node, groups)
    elif isinstance(node, Items):
        found = OneOf(tuple(_literal(name, item) for item in node.items))
        if not found.values:
            raise node.place.error(
                f"{name!r} may be nothing of an empty list.", f"Write {name}: none"
            )
    elif scalars.scalar(node, name) == "none":
        found = Empty()
    else:
        raise node.place.error(f"{name!r} takes a list.", f"Write {name}: [{node.text}]")
    if name == "count" and not (isinstance(found, AtMost | Over) and isinstance(found.limit, int)):
        raise node.place.error("count is a number of things.", "Write {over: 20} or {max: 20}.")
    return found


def _literal(name: str, node: Node) -> str:
    text = scalars.scalar(node, name)
    if text == "none":
        raise node.place.error("`none` stands alone, not in a list.", f"Write {name}: none")
    if "@" in text:
        entry = scalars.entry(node)
        return str(entry)
    return text


def _form(name: str, node: Table, groups: Groups) -> Constraint:
    found = fields(node, FORMS, f"the condition on {name!r}")
    if len(found) != 1:
        raise node.place.error(f"the condition on {name!r} has exactly one of {', '.join(FORMS)}.")
    form, value = next(iter(found.items()))
    match form:
        case "in":
            return _within(value, groups)
        case "max":
            return AtMost(_limit(value))
        case "over":
            return Over(_limit(value))
        case "prefix":
            text = scalars.scalar(value, "prefix")
            if ".." in text.split("/"):
                raise value.place.error("a prefix does not climb with `..`.")
            return Prefix(text)
        case _:
            return Domain(scalars.domain(value, "domain"))


def _limit(node: Node) -> Money | int:
    text = scalars.scalar(node, "a limit")
    if " " in text:
        return scalars.money(node, "a limit")
    return scalars.integer(node, "a limit")


def _within(node: Node, groups: Groups) -> Within:
    names: list[str] = []
    entries: list[Entry] = []
    for item in scalars.items(node, "in"):
        name = scalars.name(item, "a group")
        if name not in groups:
            fix = closest(name, groups) or "Define it under people:."
            raise item.place.error(f"there is no group {name!r}.", fix)
        names.append(name)
        entries.extend(groups[name].entries)
    if not names:
        raise node.place.error("`in` names no group.", "Write {in: [family]}.")
    return Within(tuple(names), tuple(dict.fromkeys(entries)))


def _origin(node: Node) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(node, Table) or not node.entries:
        raise node.place.error("origin maps arguments or roles to lists of origins.")
    return tuple(
        (scalars.name(key, "an argument or role"), _kinds(value)) for key, value in node.entries
    )


def _kinds(node: Node) -> frozenset[str]:
    kinds: set[str] = set()
    for item in scalars.items(node, "a list of origins"):
        kind = scalars.scalar(item, "an origin")
        if kind not in ORIGIN_KINDS:
            fix = closest(kind, ORIGIN_KINDS) or f"Known: {', '.join(sorted(ORIGIN_KINDS))}."
            if kind == "memory":
                fix = "A memory is as good as what it was made of: name that."
            raise item.place.error(f"{kind!r} cannot be named as an origin.", fix)
        kinds.add(kind)
    if not kinds:
        raise node.place.error("the list of origins is empty.", "Write [request].")
    return frozenset(kinds)


def _otherwise(node: Node | None) -> Otherwise:
    if node is None:
        return Otherwise()
    found = fields(node, ("confirm", "expires"), "otherwise")
    if "confirm" not in found:
        raise node.place.error("otherwise has no confirm.", "Write confirm: [mail.send].")
    expires = scalars.duration(found["expires"], "expires") if "expires" in found else 86_400.0
    return Otherwise(_patterns(found["confirm"], everything=True), expires, node.place.line)


def _triage(node: Node | None) -> Triage | None:
    if node is None:
        return None
    found = fields(node, ("mailbox", "labels", "otherwise"), "triage")
    if "mailbox" not in found or "labels" not in found:
        raise node.place.error("triage needs a mailbox and labels.")
    labels: list[Label] = []
    for item in scalars.items(found["labels"], "labels"):
        label = _label(item)
        if any(each.name == label.name for each in labels):
            raise item.place.error(f"label {label.name!r} is there twice.", "Keep one of them.")
        labels.append(label)
    if len(labels) < 2:
        raise found["labels"].place.error(
            "triage chooses among at least two labels.", "Add one, or leave triage out."
        )
    if "otherwise" in found:
        scalars.choice(found["otherwise"], "otherwise", ("leave",))
    mailbox = scalars.scalar(found["mailbox"], "mailbox")
    return Triage(mailbox, tuple(labels), line=node.place.line)


def _label(node: Node) -> Label:
    known = ("label", "means", "then", "min_confidence", "authenticated")
    found = fields(node, known, "a label")
    for needed in ("label", "means"):
        if needed not in found:
            raise node.place.error(f"a label needs {needed!r}.")
    means = scalars.scalar(found["means"], "means")
    if len(means) > 200 or "\n" in means:
        raise found["means"].place.error("means is one line of at most 200 characters.")
    return Label(
        name=scalars.name(found["label"], "label"),
        means=means,
        then=_then(found["then"]) if "then" in found else (),
        min_confidence=_confidence(found),
        authenticated=_authenticated(found),
        line=node.place.line,
    )


def _then(node: Node) -> tuple[Then, ...]:
    if not isinstance(node, Table) or not node.entries:
        raise node.place.error("then maps a tool to its arguments, or to propose.")
    return tuple(_consequence(key, value) for key, value in node.entries)


def _consequence(key: Scalar, node: Node) -> Then:
    tool = scalars.pattern(key, everything=False).text
    if tool.endswith("*"):
        raise key.place.error(f"{tool!r} is not one tool.", "A label names the tool it calls.")
    if isinstance(node, Table):
        args = tuple(
            (scalars.name(name, "an argument"), _argument(value)) for name, value in node.entries
        )
        return Then(tool, args, line=key.place.line)
    scalars.choice(node, tool, ("propose",))
    return Then(tool, propose=True, line=key.place.line)


def _argument(node: Node) -> str | tuple[str, ...]:
    if isinstance(node, Items):
        return tuple(scalars.scalar(item, "an argument") for item in node.items)
    return scalars.scalar(node, "an argument")
