"""Whether a message answers a query, for stores that do not search by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from . import headers
from .headers import Address
from .mailbox import Query
from .message import Message

_DATE = re.compile(rb"(?im)^date[ \t]*:(.*(?:\r?\n[ \t].*)*)")


def matches(message: Message, query: Query, received: datetime | None) -> bool:
    """Whether `message` has the people, the words and the time that `query` asks for."""
    people = _folded(_described(each) for each in (*message.senders, *message.to, *message.cc))
    said = _folded((message.subject, message.text))
    return (
        within(message.date or received, query)
        and all(_fold(person) in people for person in query.people)
        and all(_fold(word) in said for word in query.words)
    )


def within(moment: datetime | None, query: Query) -> bool:
    """Whether `moment` is at or after `since` and before `before`; no moment is within nothing."""
    if query.since is None and query.before is None:
        return True
    if moment is None:
        return False
    return (query.since is None or moment >= query.since) and (
        query.before is None or moment < query.before
    )


def may_be_within(head: bytes, received: datetime, query: Query) -> bool:
    """Whether a message with these header fields may be in the query's time; False is certain.

    Reading the one field is a hundred times quicker than parsing them all. What stands in it and
    the arrival must both be outside, as one counts where a parser does not find the other.
    """
    if query.since is None and query.before is None:
        return True
    dates = _DATE.findall(head)
    alone = b"\r" in head.replace(b"\r\n", b"")
    if len(dates) > 1 or alone or not head.isascii() or within(received, query):
        return True
    said = headers.instant(dates[0].decode("ascii").lstrip(" \t")) if dates else None
    return said is not None and within(said, query)


def _described(each: Address) -> str:
    return f"{each.name} <{each.spec}>"


def _folded(parts: Iterable[str]) -> str:
    return "\n".join(_fold(part) for part in parts)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
