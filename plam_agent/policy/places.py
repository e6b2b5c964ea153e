"""What the owner keeps private: how it is written, what lies in it, and which of two keeps more.

A place in doubt counts as private: what was read and cannot be placed, a message whose sender is
not known where some people's mail is private, a value that came from nobody knows where.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import DamageError
from ..records import decoded
from ..types import Allow, Call, Confirm, Decision, Deny, ObjectId, Origin
from . import scalars
from .addresses import canonical_address
from .constraints import shown, values_of
from .terms import Entry, Group, Private
from .tree import Node, closest, fields

SHOWN = 3
"""How many reasons are told in full."""
SOME = "some places are private"
DOUBT = "whether that is private cannot be told"

_MAIL, _FILES, _CALENDARS = "mail", "files", "calendars"
_FIELDS = (_MAIL, _FILES, _CALENDARS, "from")
_OF_THINGS = {
    "message": _MAIL,
    "mailbox": _MAIL,
    "file": _FILES,
    "folder": _FILES,
    "path": _FILES,
    "event": _CALENDARS,
    "task": _CALENDARS,
    "time": _CALENDARS,
    "contact": "",
}
_OF_ORIGINS = {
    "imap": _MAIL,
    "maildir": _MAIL,
    "files": _FILES,
    "file": _FILES,
    "calendar": _CALENDARS,
    "tasks": _CALENDARS,
    "memory": "",
    "reader": "",
}
# Where a value can come from that is no place: what is said, and what others say of themselves.
_NOWHERE = frozenset(
    {"request", "policy", "contacts", "paste", "web", "shop", "addressbook", "reply-to",
     "organizer", "speaker"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that a run has read; None where that is not known.

    `sender` is the addr-spec of who wrote a message, empty where nobody knows.
    """

    thing: ObjectId | None
    sender: str = ""


Reads = Callable[[], Sequence[Read]] | Sequence[Read] | None
"""What a call's run has read so far, at once or when asked for; None where nobody knows."""

UNKNOWN = Read(None)


def read_private(node: Node | None, groups: Mapping[str, Group]) -> Private | None:
    """The section `private` of a document. Raises PolicyError naming the line."""
    if node is None:
        return None
    found = fields(node, _FIELDS, "private")
    names: list[str] = []
    entries: list[Entry] = []
    for item in scalars.items(found["from"], "from") if "from" in found else ():
        if "@" in scalars.scalar(item, "a sender"):
            entries.append(scalars.entry(item))
            continue
        name = scalars.name(item, "a group")
        if name not in groups:
            fix = closest(name, groups) or "Define it under people:, or write an address."
            raise item.place.error(f"there is no group {name!r}.", fix)
        names.append(name)
        entries.extend(groups[name].entries)
    private = Private(
        mail=_texts(found, _MAIL),
        files=_texts(found, _FILES),
        calendars=_texts(found, _CALENDARS),
        groups=tuple(names),
        senders=tuple(dict.fromkeys(entries)),
        line=node.place.line,
    )
    if not (private.mail or private.files or private.calendars or private.groups or entries):
        raise node.place.error("private names nothing.", "Write mail: [Health], or leave it out.")
    return private


def _texts(found: Mapping[str, Node], name: str) -> tuple[str, ...]:
    texts = []
    for item in scalars.items(found[name], name) if name in found else ():
        written = scalars.scalar(item, f"a place under {name}")
        text = written.rstrip("/")
        if not text or {"..", ""} & set(text.split("/")):
            fix = "Write account/folder, without `..`." if name == _FILES else ""
            raise item.place.error(f"{written!r} is no place.", fix)
        texts.append(text)
    return tuple(texts)


def kept(private: Private, decision: Decision, call: Call, reads: Reads) -> Decision:
    """What is decided of a call that leaves the owner's accounts, once something private counts.

    What would be allowed is asked about; what is asked about says why it should be looked at.
    """
    if isinstance(decision, Deny) or not (why := words(private, call, reads)):
        return decision
    before = decision.reasons
    if isinstance(decision, Allow):
        before = (f"{decision.rule} would allow it, but it could pass on something private",)
    return Confirm(decision.rule, (*before, *why))


def words(private: Private, call: Call, reads: Reads) -> tuple[str, ...]:
    """Why a call could pass on something private; empty where nothing says so.

    What its run has read counts, and what its arguments are or came from.
    """
    known = reads() if callable(reads) else reads
    found: dict[tuple[str, str], dict[str, None]] = {}

    def note(which: str, what: str, why: str) -> None:
        found.setdefault((which, why), {})[what] = None

    if known is None:
        note("this run has read", "nobody knows what", SOME)
    for read in known or ():
        if why := _of_read(private, read):
            note("this run has read", _named(read.thing) if read.thing else "something", why)
    for name, value in call.args:
        if values_of(value.data):
            for what, why in _of_value(private, value, known or ()):
                note(f"`{name}` is from", what, why)
    said = [f"{which} {shown(list(what))}, and {why}" for (which, why), what in found.items()]
    more = [f"there are {len(said) - SHOWN} more such reasons"] if len(said) > SHOWN else []
    return (*said[:SHOWN], *more)


def _named(thing: ObjectId) -> str:
    return f"{thing.kind} {thing.account}/{thing.id}"


def _of_read(private: Private, read: Read) -> str:
    if read.thing is None:
        return SOME
    return _of_thing(private, read.thing, read.sender)


def _of_thing(private: Private, thing: ObjectId, sender: str | None) -> str:
    """Why a thing is private or in doubt; `sender` is None for what nobody wrote."""
    sort = _OF_THINGS.get(thing.kind)
    if sort is None or not thing.account or not thing.id:
        return DOUBT
    if sort == _CALENDARS:
        return _placed(private, sort, thing.account, None)
    where = f"{thing.account}/{thing.id}" if sort == _FILES else thing.id
    return _placed(private, sort, where, sender if thing.kind == "message" else None)


def _of_value(private: Private, value: Any, known: Sequence[Read]) -> Iterator[tuple[str, str]]:
    """What of an argument is private or in doubt, and why: the things it is, and its origins."""
    for each in values_of(value.data):
        if isinstance(each, ObjectId):
            sender = next((read.sender for read in known if read.thing == each), "")
            if why := _of_thing(private, each, sender):
                yield _named(each), why
    if not value.origins:
        yield "nobody knows where", SOME
    for origin in sorted(value.origins):
        yield from _of_origin(private, origin, known)


def _of_origin(
    private: Private, origin: Origin, known: Sequence[Read]
) -> Iterator[tuple[str, str]]:
    for each in origin.beneath:
        yield from _of_origin(private, each, known)
    if origin.kind in _NOWHERE or (origin.beneath and origin.kind in ("memory", "reader")):
        return
    sort = _OF_ORIGINS.get(origin.kind)
    why = DOUBT
    if sort and not origin.locator:
        why = why if _named_of(private, sort) else ""
    elif sort == _CALENDARS:
        why = _placed(private, sort, origin.locator.partition("/")[0], None)
    elif origin.kind == "file":
        # A path of this machine, and not of an account.
        why = why if private.files else ""
    elif sort:
        sender = _sender_of(origin, known) if sort == _MAIL else None
        why = _placed(private, sort, origin.locator, sender)
    if why:
        yield str(origin), why


def _sender_of(origin: Origin, known: Sequence[Read]) -> str:
    """Who wrote the message that a value came from, if the run has read it: `INBOX/812`."""
    folder, _, last = origin.locator.rpartition("/")
    for read in known:
        if read.thing is not None and read.thing.kind == "message" and read.sender:
            at = read.thing.id
            if at == origin.locator or (at.startswith(f"{folder}/") and at.endswith(f"/{last}")):
                return read.sender
    return ""


def _named_of(private: Private, sort: str) -> bool:
    if sort == _MAIL:
        return bool(private.mail or private.groups or private.senders)
    return bool(private.files if sort == _FILES else private.calendars)


def _placed(private: Private, sort: str, where: str, sender: str | None) -> str:
    """Why what lies at `where` is private, or may be; empty where it is not."""
    if sort == _CALENDARS:
        named = [each for each in private.calendars if _folded(each) == _folded(where)]
        return f"the calendar {named[0]} is private" if named else ""
    if sort == _FILES:
        named = [each for each in private.files if _under(where, each, "/")]
        return f"what lies in {named[0]} is private" if named else ""
    if sort != _MAIL:
        return ""
    named = [each for each in private.mail if in_mailbox(where, each)]
    if named:
        return f"mail in {named[0]} is private"
    if sender is None or not (private.groups or private.senders):
        return ""
    try:
        address = canonical_address(sender)
    except ValueError:
        return "who wrote it is not known, and some people's mail is private"
    for each in private.senders:
        if str(each) in (address, address[address.rindex("@") :]):
            return f"mail from {each} is private"
    return ""


def in_mailbox(where: str, mailbox: str) -> bool:
    """Whether what lies at `where`, a mailbox or a message in one, is in `mailbox` or beneath."""
    # On some servers all mailboxes lie beneath INBOX, whether the owner says so or not.
    text = _folded(where)
    bare = text[6:] if text.startswith(("inbox/", "inbox.")) else text
    return _under(text, mailbox, "/.") or _under(bare, mailbox, "/.")


def _under(text: str, place: str, marks: str) -> bool:
    inner, outer = _folded(text), _folded(place)
    return inner == outer or any(inner.startswith(outer + mark) for mark in marks)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def keeps(new: Private | None, old: Private | None) -> bool:
    """Whether it is proven that whatever `old` keeps private `new` does too."""
    if old is None:
        return True
    if new is None:
        return False
    calendars = set(map(_folded, new.calendars))
    people = set(map(str, new.senders))
    return (
        all(any(_under(mine, each, "/.") for each in new.mail) for mine in old.mail)
        and all(any(_under(mine, each, "/") for each in new.files) for mine in old.files)
        and calendars.issuperset(map(_folded, old.calendars))
        and all(str(e) in people or f"@{e.domain}" in people for e in old.senders)
        # That some people are named is what makes an unknown sender one of them.
        and bool(new.groups or new.senders) >= bool(old.groups or old.senders)
    )


def samples(private: Private | None) -> Iterator[Read]:
    """Something in each private place and something just beneath, for a search of examples."""
    if private is None:
        return
    for each in private.mail:
        yield Read(ObjectId("message", "mail", f"{each}/1/1"), "someone@elsewhere.example")
        yield Read(ObjectId("message", "mail", f"{each}/inside/1/1"), "someone@elsewhere.example")
    for each in private.files:
        account, _, path = each.partition("/")
        yield Read(ObjectId("file", account, path or "inside"))
        yield Read(ObjectId("file", account, f"{path}/inside".lstrip("/")))
    for each in private.calendars:
        yield Read(ObjectId("event", each, "1"))
    for who in private.senders:
        sender = f"{who.local or 'someone'}@{who.domain}"
        yield Read(ObjectId("message", "mail", "INBOX/1/1"), sender)
    if private.groups or private.senders:
        yield Read(ObjectId("message", "mail", "INBOX/1/1"))


def read_in(result: Any) -> tuple[Read, ...]:
    """What a recorded result says was read; something unknown where it cannot be made out."""
    try:
        things = [decoded(item) for item, _ in result["items"]]
        senders: Iterable[Any] = result.get("senders") or [""] * len(things)
        return tuple(
            Read(thing if isinstance(thing, ObjectId) else None, str(sender))
            for thing, sender in zip(things, senders, strict=True)
        )
    except (KeyError, TypeError, ValueError, AttributeError, DamageError):
        return (UNKNOWN,)
