"""What every engine is asked: rules and calls, in words that are nobody's own."""

from __future__ import annotations

from dataclasses import dataclass

from plam_agent.policy.terms import Verb

TOOL = "mail.send"
ORIGINS = (frozenset({"request", "contacts"}), frozenset({"request"}))

Answer = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spec:
    """One rule as every engine gets it; `person` is `a@b`, `@b` or the name of a group."""

    id: str
    verb: Verb
    person: str
    bare: bool
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A call as every engine gets it: to whom, with how many attachments, and what to expect."""

    what: str
    to: str
    files: int
    expected: Answer


def specs(number: int) -> list[Spec]:
    """The rules; the document of another shape would repeat them in the same order."""
    found: list[Spec] = []
    for i in range(number):
        verb: Verb = "deny" if i % 20 == 0 else "confirm" if i % 20 == 1 else "allow"
        person = (f"person{i}@company.example", f"@domain{i}.example", f"team{i}")[i % 3]
        bare = verb == "allow" and i % 4 > 0
        found.append(Spec(f"r{i}", verb, person, bare, ORIGINS[i % 2]))
    return found


def members(group: str) -> list[str]:
    """The addresses of a group."""
    return [f"{name}@{group}.example" for name in ("ann", "bob", "cid", "dee")]


def mails(number: int) -> list[Mail]:
    """The mix: what the last, the middle, a confirm and a deny rule speak of, and nothing at all.

    Each kind has as many calls as the others; the places in the document are spread.
    """
    last, middle, asks, denies = number - 1, number // 2 + 2, number - 19, number - 20
    found: list[Mail] = []
    for what, place, files in (
        ("allowed by the last rule", last, 0),
        ("allowed by a middle rule", middle, 0),
        ("allowed by a middle rule", middle + 1, 0),
        ("confirmed", asks, 1),
        ("denied", denies, 1),
        ("nothing matches", last, 2),
    ):
        spec = specs(place + 1)[-1]
        to = spec.person
        if to.startswith("@"):
            to = f"somebody{to}"
        elif "@" not in to:
            to = members(to)[2]
        nobody = what == "nothing matches"
        found.append(Mail(what, to, files, ("deny", "") if nobody else (spec.verb, spec.id)))
    found.append(Mail("nothing matches", "who@nowhere.example", 0, ("deny", "")))
    return found
