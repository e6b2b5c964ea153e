"""Names in a policy that nothing has: mailboxes, calendars, folders of files, people.

What an account holds is looked up elsewhere and given here as names. A kind of which some account
was not looked at says nothing of what it lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..types import Param, Role, Tool
from .addresses import canonical_address
from .check import Finding
from .constraints import shown
from .places import in_mailbox
from .terms import Constraint, OneOf, Policy, Prefix
from .tree import closest

MAILBOX, FOLDER = "mailbox", "folder"
_FILES = (FOLDER, "path", "file")


@dataclass(frozen=True, slots=True)
class There:
    """What the owner's accounts hold, None where some account of the kind was not looked at.

    `mailboxes` are names of all mail accounts, `calendars` the accounts of events and tasks,
    `folders` the folders of each account of files by relative path, the root as an empty text, and
    `addresses` the canonical addresses of the contacts. `unchecked` says what was not looked at.
    """

    mailboxes: Collection[str] | None = None
    calendars: Collection[str] = ()
    folders: Mapping[str, Collection[str]] | None = None
    addresses: Collection[str] | None = None
    unchecked: tuple[str, ...] = field(default=())


def absent(policy: Policy, tools: Iterable[Tool], there: There) -> list[Finding]:
    """Every name of the policy that nothing in the accounts has, in the order of its lines.

    People whom no contact knows are notes: one may well write to somebody who is none.
    """
    return sorted(
        {*_places(policy, tools, there), *_private(policy, there), *_people(policy, there)}
    )


def _places(policy: Policy, tools: Iterable[Tool], there: There) -> Iterator[Finding]:
    known = {tool.name: tool for tool in tools}
    for rule in policy.rules:
        covered = [tool for name, tool in known.items() if rule.covers(name)]
        for name, constraint in rule.where:
            kinds = {p.kind for tool in covered for p in tool.params if _placed(p, name)}
            if len(kinds) == 1:
                yield from _of_kind(kinds.pop(), constraint, rule.id, rule.line, there)
    if policy.triage is None:
        return
    where = OneOf((policy.triage.mailbox,))
    yield from _of_kind(MAILBOX, where, "triage", policy.triage.line, there)
    for label in policy.triage.labels:
        for then in label.then:
            params = known[then.tool].params if then.tool in known else ()
            for name, value in then.args:
                texts = (value,) if isinstance(value, str) else value
                for param in params:
                    if _placed(param, name):
                        who = f"the label {label.name}"
                        yield from _of_kind(param.kind, OneOf(texts), who, then.line, there)


def _placed(param: Param, name: str) -> bool:
    return param.name == name and param.role is Role.OBJECT


def _of_kind(
    kind: str, constraint: Constraint, who: str, line: int, there: There
) -> Iterator[Finding]:
    if isinstance(constraint, OneOf):
        texts, beneath = constraint.values, False
    elif isinstance(constraint, Prefix):
        texts, beneath = (constraint.text,), True
    else:
        return
    for text in texts:
        if kind == MAILBOX and there.mailboxes is not None:
            yield from _mailbox(text, beneath, who, line, there.mailboxes)
        elif kind in _FILES and there.folders is not None:
            folders = {each for those in there.folders.values() for each in those}
            # What is named need not be there yet; the folder that it lies in has to be.
            path = text.strip("/") if kind == FOLDER or beneath else text.rpartition("/")[0]
            if not _folder(path, folders, beneath=beneath):
                fix = _alike(path, folders, FOLDER)
                yield Finding(
                    line, f"{who} names {text!r}, and no such folder is there. {fix}".strip()
                )


def _folder(path: str, folders: Collection[str], *, beneath: bool) -> bool:
    if path in ("", ".") or path in folders:
        return True
    # Without a mark at its end, a prefix may be one file's name.
    return beneath and path.rpartition("/")[0] in folders and "." in path.rpartition("/")[2]


def _mailbox(
    text: str, beneath: bool, who: str, line: int, mailboxes: Collection[str]
) -> Iterator[Finding]:
    if text in mailboxes or text.upper() == "INBOX":
        return
    if beneath and any(each.startswith(text) for each in mailboxes):
        return
    fix = _alike(text, mailboxes, MAILBOX)
    yield Finding(line, f"{who} names the mailbox {text!r}, and there is none. {fix}".strip())


def _alike(text: str, known: Collection[str], kind: str) -> str:
    """A sentence naming what looks like `text`: by its letters, or spelled nearly so."""
    folded = {each.casefold(): each for each in sorted(known)}
    leaves = {each.rpartition("/")[2].rpartition(".")[2].casefold(): each for each in sorted(known)}
    found = folded.get(text.casefold()) or leaves.get(text.casefold())
    if found is None:
        near = closest(text.casefold(), folded)
        found = next((real for fold, real in folded.items() if near and repr(fold) in near), None)
    return f"There is a {kind} {shown([found])!r}." if found else ""


def _private(policy: Policy, there: There) -> Iterator[Finding]:
    private = policy.private
    if private is None:
        return
    for each in private.mail if there.mailboxes is not None else ():
        if not any(in_mailbox(name, each) for name in there.mailboxes or ()):
            fix = _alike(each, there.mailboxes or (), MAILBOX)
            said = f"private names the mailbox {each!r}, and there is none. {fix}"
            yield Finding(private.line, said.strip())
    for each in private.calendars:
        if each.casefold() not in {name.casefold() for name in there.calendars}:
            fix = _alike(each, there.calendars, "calendar")
            said = f"private names the calendar {each!r}, and no account is called so. {fix}"
            yield Finding(private.line, said.strip())
    folders = there.folders
    for each in private.files if folders is not None else ():
        account, _, path = each.partition("/")
        held = next((v for k, v in (folders or {}).items() if k == account.casefold()), None)
        if held is None:
            fix = _alike(account, list(folders or ()), "root")
            said = f"private names files in {account!r}, and no account is called so. {fix}"
            yield Finding(private.line, said.strip())
        elif not _folder(path, held, beneath=True):
            fix = _alike(path, held, FOLDER)
            said = f"private names {each!r}, and no such folder is there. {fix}"
            yield Finding(private.line, said.strip())


def _people(policy: Policy, there: There) -> Iterator[Finding]:
    if there.addresses is None:
        return
    known = {*there.addresses, canonical_address(policy.owner)}
    for group in policy.people:
        unknown = [str(each) for each in group.entries if each.local and str(each) not in known]
        for each in unknown:
            near = closest(each, known)
            said = f"No contact has the address {each} of the group {group.name}. {near}"
            yield Finding(group.line, said.strip(), note=True)
