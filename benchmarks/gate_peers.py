"""The same rules and calls for Cedar and Casbin, and their answers in this project's words."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from .gate_mix import TOOL, Answer, Mail, Spec, members

CASBIN = """
[request_definition]
r = names, files, origins
[policy_definition]
p = name, files, origins, eft, id
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = p.name in r.names && p.files in r.files && p.origins in r.origins
"""


def cedar(rules: Sequence[Spec]) -> tuple[Any, Any]:
    """Cedar's policies and people, parsed."""
    import cedarpy

    text: list[str] = []
    people: list[dict[str, Any]] = []
    for spec in rules:
        resource, conditions = "resource", []
        if spec.person.startswith("@"):
            conditions.append(f'context.domain == "{spec.person[1:]}"')
        elif "@" in spec.person:
            resource = f'resource == Person::"{spec.person}"'
        else:
            resource = f'resource in Group::"{spec.person}"'
            parent = {"type": "Group", "id": spec.person}
            people.append({"uid": parent, "attrs": {}, "parents": []})
            people += [
                {"uid": {"type": "Person", "id": each}, "attrs": {}, "parents": [parent]}
                for each in members(spec.person)
            ]
        if spec.bare:
            conditions.append("context.files == 0")
        if spec.verb == "allow":
            accepted = ", ".join(f'"{each}"' for each in sorted(spec.origins))
            conditions.append(f"[{accepted}].containsAll(context.origins)")
        effect = "permit" if spec.verb == "allow" else "forbid"
        when = f" when {{ {' && '.join(conditions)} }}" if conditions else ""
        text.append(
            f'@id("{spec.verb} {spec.id}") {effect}(principal == Agent::"plam", '
            f'action == Action::"{TOOL}", {resource}){when};'
        )
    entities = cedarpy.Entities.from_json_str(json.dumps(people))
    return cedarpy.PolicySet.from_str("\n".join(text)), entities


def cedar_request(mail: Mail) -> dict[str, Any]:
    """A mail as Cedar is asked about it."""
    return {
        "principal": {"type": "Agent", "id": "plam"},
        "action": {"type": "Action", "id": TOOL},
        "resource": {"type": "Person", "id": mail.to},
        "context": {
            "domain": mail.to.partition("@")[2],
            "files": mail.files,
            "origins": ["request"],
        },
    }


def cedar_answer(result: Any) -> Answer:
    """What Cedar's result says in our words: a deny beats a question."""
    found = {
        tuple(each.split(" ")) for each in result.diagnostics.id_annotations_by_reason.values()
    }
    for verb in ("deny", "confirm", "allow"):
        for each, rule in sorted(found):
            if each == verb:
                return verb, rule
    return "deny", ""


def casbin(rules: Sequence[Spec]) -> Any:
    """Casbin's enforcer with the rules in order of what beats what."""
    import casbin as library

    logging.getLogger("casbin").setLevel(logging.CRITICAL)
    model = library.Model()
    model.load_model_from_text(CASBIN)
    enforcer = library.Enforcer(model)
    order = ("deny", "confirm", "allow")
    for spec in sorted(rules, key=lambda spec: order.index(spec.verb)):
        effect = "allow" if spec.verb == "allow" else "deny"
        origins = "|".join(sorted(spec.origins)) if spec.verb == "allow" else "any"
        name = f"{spec.verb} {spec.id}"
        row = [spec.person, "none" if spec.bare else "any", origins, effect, name]
        enforcer.model.add_policy("p", "p", row)
    return enforcer


def casbin_request(mail: Mail, rules: Sequence[Spec]) -> tuple[frozenset[str], ...]:
    """A mail as Casbin is asked about it: every name that the recipient goes by, and so on."""
    domain = mail.to.partition("@")[2]
    group = domain.removesuffix(".example")
    names = {mail.to, f"@{domain}"} | {spec.person for spec in rules if spec.person == group}
    files = {"any"} if mail.files else {"any", "none"}
    return frozenset(names), frozenset(files), frozenset({"any", "request", "contacts|request"})


def casbin_answer(found: Any) -> Answer:
    """What Casbin's result says in our words."""
    verb, _, rule = found[1][4].partition(" ") if found[1] else ("deny", "", "")
    return verb, rule
