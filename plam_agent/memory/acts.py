"""A call in plain words: what it does or did, with the origins of just the words that are shown.

Nothing that a tool or a server answered is said again here, only what the call itself held. Things
in the owner's accounts are counted, or called what the request called them; the id of a message
says nothing to a person, and the name of a file may be somebody else's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..types import CONTACTS, Call, Money, ObjectId, Origin, Origins, Role, Value, When

LONGEST = 160
"""Characters of one value that are said."""

MOST = 6
"""Values of one argument that are said."""

SAME: Origins = frozenset()
_PLACES = frozenset({"mailbox", "folder", "path"})
_ADDRESS = re.compile(r"[^\s@<>,;:()\"'«»“”]+@[^\s@<>,;:()\"'«»“”]+\.[^\s@<>,;:()\"'«»“”.!?]+")


@dataclass(frozen=True, slots=True)
class Act:
    """A call in words: `wanted` as in `send mail to Anna`, `done` as in `Sent mail to Anna`.

    `origins` are those of the words that are shown, `people` the addresses and names among them.
    """

    wanted: str
    done: str
    origins: Origins
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    wanted: str
    done: str
    parts: tuple[tuple[str, str], ...]


_MAIL = ((" to ", "to"), (" about ", "subject"))
_PHRASES: Mapping[str, _Phrase] = {
    "mail.send": _Phrase("send mail", "Sent mail", _MAIL),
    "mail.draft": _Phrase("draft mail", "Drafted mail", _MAIL),
    "mail.reply": _Phrase("send an answer", "Sent an answer", ((" to ", "to"),)),
    "mail.reply_draft": _Phrase("draft an answer", "Drafted an answer", ((" to ", "to"),)),
    "mail.flag": _Phrase("mark", "Marked", ((" ", "messages"), (" as ", "flag"))),
    "mail.move": _Phrase("move", "Moved", ((" ", "messages"), (" to ", "to"))),
    "mail.trash": _Phrase("trash", "Trashed", ((" ", "messages"),)),
    "mail.save": _Phrase(
        "save the attachments of",
        "Saved the attachments of",
        ((" ", "messages"), (" in ", "to")),
    ),
    "calendar.create": _Phrase(
        "add to the calendar",
        "Added to the calendar",
        ((" ", "title"), (" on ", "when"), (" at ", "place"), (" with ", "attendees")),
    ),
    "calendar.move": _Phrase(
        "move", "Moved", ((" ", "event"), (" to ", "when"), (", telling ", "attendees"))
    ),
    "calendar.update": _Phrase(
        "change",
        "Changed",
        ((" ", "event"), (", title ", "title"), (", place ", "place"), (", with ", "attendees")),
    ),
    "calendar.cancel": _Phrase(
        "cancel", "Cancelled", ((" ", "event"), (", telling ", "attendees"))
    ),
    "calendar.answer": _Phrase(
        "answer an invitation",
        "Answered an invitation",
        ((" with ", "answer"), (" to ", "to"), (": ", "about")),
    ),
    "tasks.add": _Phrase(
        "add the task",
        "Added the task",
        ((" ", "title"), (" to the list ", "list"), (", due ", "due")),
    ),
    "tasks.done": _Phrase("complete", "Completed", ((" ", "task"),)),
    "contacts.add": _Phrase(
        "save the contact", "Saved the contact", ((" ", "name"), (" with ", "address"))
    ),
    "files.write": _Phrase("write", "Wrote", ((" ", "file"),)),
    "files.move": _Phrase("move", "Moved", ((" ", "files"), (" to ", "to"))),
    "files.trash": _Phrase("trash", "Trashed", ((" ", "files"),)),
    "purchase.buy": _Phrase(
        "buy", "Bought", ((" ", "item"), (" from ", "merchant"), (" for ", "total"))
    ),
}  # fmt: skip
# What is said of a tool that has no phrase of its own.
_SAID = (Role.QUOTE, Role.DESTINATION, Role.TIME, Role.MONEY)


def act(
    call: Call, said: Mapping[str, Any], words: Origins, names: Mapping[str, str], count: int = 1
) -> Act:
    """A call in words.

    `said` are the step's arguments as the request put them, and `words` that request's origins.
    `names` maps addresses, in lower case, to the names of contacts. With a `count` several calls
    that say the same are told as one.
    """
    args, roles = dict(call.args), dict(call.roles)
    phrase = _PHRASES.get(call.tool)
    if phrase is None:
        parts = tuple((f", {name} ", name) for name in args if roles.get(name) in _SAID)
        phrase = _Phrase(f"do {call.tool}", f"Did {call.tool}", parts)
    text, origins, people = "", frozenset[Origin](), dict[str, None]()
    for before, name in phrase.parts:
        value = args.get(name)
        if value is None:
            continue
        shown, whence = _shown(value, roles.get(name), said.get(name), words, names, count)
        if not shown:
            continue
        text += before + shown
        origins |= whence
        if roles.get(name) is Role.DESTINATION:
            for each in _texts(value.data)[:MOST]:
                people |= dict.fromkeys(_both(each, names))
    return Act(phrase.wanted + text, phrase.done + text, origins, tuple(people))


def _shown(
    value: Value,
    role: Role | None,
    said: Any,
    words: Origins,
    names: Mapping[str, str],
    count: int,
) -> tuple[str, Origins]:
    """An argument in words and the origins of those words; empty where there is nothing to say."""
    data = value.data
    if isinstance(data, When):
        return _moment(data), value.origins
    if isinstance(data, Money):
        return f"{data.minor} {data.currency} in minor units", value.origins
    things = data if isinstance(data, tuple) else (data,)
    if things and all(isinstance(each, ObjectId) for each in things):
        kind = things[0].kind
        if kind in _PLACES:
            return _listed([line(each.id) for each in things]), value.origins
        called = said if isinstance(said, str) and not said.startswith("$") else ""
        if called and count == 1:
            return f"“{line(called)}”", words
        many = len(things) * count
        return (f"{many} {kind}s" if many > 1 else f"{_article(kind)} {kind}"), frozenset()
    texts = _texts(data)
    if not texts:
        return "", frozenset()
    if role is Role.DESTINATION:
        called_so = frozenset({CONTACTS}) if any(each.lower() in names for each in texts) else SAME
        shown = _listed([line(names.get(each.lower(), each)) for each in texts])
        return shown, value.origins | called_so
    return _listed([f"“{line(each)}”" for each in texts]), value.origins


def people_in(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The addresses and the contacts' names in a text; a given name of just one contact counts."""
    found = dict.fromkeys(_ADDRESS.findall(text))
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    given = [name.casefold().split()[0] for name in set(names.values()) if name.split()]
    for address, name in names.items():
        parts = name.casefold().split()
        whole = len(parts) > 1 and all(part in words for part in parts)
        if parts and (whole or (parts[0] in words and given.count(parts[0]) == 1)):
            found |= dict.fromkeys((name, address))
    return tuple(found)[: 2 * MOST]


def line(text: str, limit: int = LONGEST) -> str:
    """A text on one line, without anything that moves or hides on a screen, and not too long."""
    shown = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _texts(data: Any) -> list[str]:
    parts = data if isinstance(data, tuple | list) else (data,)
    return [str(each) for each in parts if isinstance(each, str | int | bool) and each != ""]


def _both(address: str, names: Mapping[str, str]) -> tuple[str, ...]:
    name = names.get(address.lower(), "")
    return (line(address), line(name)) if name else (line(address),)


def _listed(texts: list[str]) -> str:
    more = len(texts) - MOST
    return ", ".join(texts[:MOST]) + (f" and {more} more" if more > 0 else "")


def _article(kind: str) -> str:
    return "an" if kind[:1] in "aeiou" else "a"


def _moment(when: When) -> str:
    day = f"{when.start:%A} {when.start.day} {when.start:%B %Y}"
    return day if when.all_day else f"{day} at {when.start:%H:%M}"
