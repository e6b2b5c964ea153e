"""Whether an edited policy decides some call more freely than the one before it.

Two methods, each used only for what it can show. That no call of a tool is freer is *proven* from
the terms (`implied`): every rule that allows or asks in the new policy speaks only where one of the
old policy did, and every old rule that forbids or asks is still there. That a call is freer is
*shown* by a witness (`witness`), decided under both. Where neither succeeds the answer is that
nobody can tell; a search that found nothing is never taken for a proof.

Calls are compared one by one with the same counts of uses and amounts, the same facts and a
confidence from 0 to 1. Freer is: run rather than asked about, asked about rather than refused, held
for less time, or asked about for longer. Uses are counted by a rule's name, so that a limited rule
under another name starts at nought and is never found to be equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..types import Effect, Tool
from .decide import possible
from .implied import allows_no_more, matches_no_more, unconditional
from .places import keeps
from .terms import Label, Policy, Rule
from .witness import Witness, find

Verdict = Literal["narrower", "equal", "wider", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one tool, or the whole document under the name `policy`, is decided otherwise.

    `freer` is a call that the new policy decides more freely, `stricter` one it decides less
    freely; `why` says what could not be told.
    """

    tool: str
    verdict: Verdict
    freer: Witness | None = None
    stricter: Witness | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an edit does, with every tool that is not decided exactly as before."""

    verdict: Verdict
    differences: tuple[Difference, ...]


def compare(old: Policy, new: Policy, tools: Iterable[Tool]) -> Comparison:
    """Whether `new` is narrower than, equal to or wider than `old`, or nobody can tell.

    `tools` are those of this installation; tools that only the policies name are compared too, and
    for a pattern such as `calendar.*` one that nobody has named.
    """
    known = {tool.name: tool for tool in tools}
    found = list(_whole(old, new))
    for name in sorted({*known, *_named(old), *_named(new)}):
        each = _compare(old, new, name, known.get(name))
        if each.verdict != "equal":
            found.append(each)
    verdicts = {each.verdict for each in found}
    verdict: Verdict = "equal"
    for worst in ("wider", "cannot tell", "narrower"):
        if worst in verdicts:
            verdict = worst
            break
    return Comparison(verdict, tuple(found))


def _whole(old: Policy, new: Policy) -> Iterator[Difference]:
    """What is not about one tool."""
    if old.owner != new.owner or old.device != new.device:
        why = "they name another owner or another machine, and are in force at different places"
        yield Difference("policy", "cannot tell", why=why)
    if old.organisation and old.organisation != new.organisation:
        yield Difference(
            "policy", "cannot tell", why="the organisation's policy no longer stands above it"
        )
    if new.triage is None or not any(label.then for label in new.triage.labels):
        return
    if old.triage is None:
        return
    if new.triage.mailbox != old.triage.mailbox:
        yield Difference("policy", "cannot tell", why="another mailbox is sorted")
    names = [{(each.name, each.means) for each in p.triage.labels} for p in (old, new) if p.triage]
    if names[0] != names[1]:
        why = "the labels or their meanings changed, so that messages may be sorted otherwise"
        yield Difference("policy", "cannot tell", why=why)


def _compare(old: Policy, new: Policy, name: str, tool: Tool | None) -> Difference:
    no_wider = _no_freer(old, new, name, tool)
    no_narrower = _no_freer(new, old, name, tool)
    if no_wider and no_narrower:
        return Difference(name, "equal")
    freer, stricter = find(old, new, name, tool, freer_too=not no_wider)
    if freer is not None:
        return Difference(name, "wider", freer, stricter)
    if no_wider:
        return Difference(name, "narrower", stricter=stricter)
    why = "no freer call was found, and that there is none could not be shown"
    return Difference(name, "cannot tell", stricter=stricter, why=why)


def _named(policy: Policy) -> Iterator[str]:
    patterns = [pattern for rule in policy.rules for pattern in rule.tools]
    for pattern in (*patterns, *policy.otherwise.confirm):
        if pattern.text == "*":
            yield "another.tool"
        elif pattern.text.endswith(".*"):
            yield f"{pattern.text[:-1]}another"
        else:
            yield pattern.text
    for label in policy.triage.labels if policy.triage is not None else ():
        yield from (then.tool for then in label.then)


def _no_freer(old: Policy, new: Policy, name: str, tool: Tool | None) -> bool:
    """Whether it is proven that no call of the tool is decided more freely under `new`."""
    labels = _following(new, name)
    if not possible(new, name) and not labels:
        return True
    if new.expires > old.expires:
        return False
    if old.unattended == "deny" and new.unattended == "queue":
        return False
    if new.otherwise.expires > old.otherwise.expires:
        return False
    if not all(_label_kept(label, old, new, name) for label in labels):
        return False
    effects = tuple(each for each in Effect if tool is None or each >= tool.effect)
    before = _Rules(old, name)
    after = _Rules(new, name)
    # Confirm or better under `old`, whatever the call: no deny of it was lost, as shown below.
    asked = old.otherwise.covers(name) or unconditional(old, name, "confirm")
    asked = asked or (not labels and unconditional(old, name, "allow"))
    if new.otherwise.covers(name) and not asked:
        return False
    # What is private turns a yes into a question, for what can leave the owner's accounts.
    leaves = tool is None or tool.effect_of is not None or tool.effect >= Effect.WRITE
    if leaves and after.allow and not keeps(new.private, old.private):
        return False
    return (
        all(any(matches_no_more(deny, d) for d in after.deny) for deny in before.deny)
        and (
            not after.allow
            or all(
                any(matches_no_more(confirm, c) for c in (*after.confirm, *after.deny))
                for confirm in before.confirm
            )
        )
        and all(
            asked or any(matches_no_more(confirm, c) for c in before.confirm)
            for confirm in after.confirm
        )
        and all(
            _allow_kept(place, before.allow, after.allow, effects, sorted_too=bool(labels))
            for place in range(len(after.allow))
        )
    )


class _Rules:
    """The rules of a policy about one tool, by verb, in the document's order."""

    def __init__(self, policy: Policy, name: str) -> None:
        mine = [rule for rule in policy.rules if rule.covers(name)]
        self.deny = [rule for rule in mine if rule.verb == "deny"]
        self.confirm = [rule for rule in mine if rule.verb == "confirm"]
        self.allow = [rule for rule in mine if rule.verb == "allow"]


def _allow_kept(
    place: int,
    before: list[Rule],
    after: list[Rule],
    effects: tuple[Effect, ...],
    *,
    sorted_too: bool,
) -> bool:
    """Whether a new allow rule lets nothing through, and nothing sooner, than the old ones did."""
    new = after[place]
    for at, old in enumerate(before):
        if old.hold > new.hold or not allows_no_more(new, old, effects, sorted_too=sorted_too):
            continue
        # The first rule that passes says how long a call is held. An old one that says longer
        # must still come first, or what it held would be held for less time.
        longer = [each for each in before[:at] if each.hold > new.hold]
        if all(
            any(
                allows_no_more(each, first, effects, sorted_too=sorted_too)
                for first in after[:place]
            )
            for each in longer
        ):
            return True
    return False


def _following(policy: Policy, name: str) -> list[Label]:
    labels = policy.triage.labels if policy.triage is not None else ()
    return [label for label in labels if label.follows(name) is not None]


def _label_kept(label: Label, old: Policy, new: Policy, name: str) -> bool:
    """Whether the label led to the same call before, and as easily."""
    was = old.triage.label(label.name) if old.triage is not None else None
    if was is None or old.triage is None or new.triage is None:
        return False
    then, before = label.follows(name), was.follows(name)
    return (
        then is not None
        and before is not None
        and old.triage.mailbox == new.triage.mailbox
        and (then.args, then.propose) == (before.args, before.propose)
        and label.means == was.means
        and label.min_confidence >= was.min_confidence
        and label.authenticated == was.authenticated
    )
