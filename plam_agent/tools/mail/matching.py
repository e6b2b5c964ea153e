"""Whether a message answers a query, for stores that do not search by themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from .headers import Address
from .mailbox import Query
from .message import Message


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


def _described(each: Address) -> str:
    return f"{each.name} <{each.spec}>"


def _folded(parts: Iterable[str]) -> str:
    return "\n".join(_fold(part) for part in parts)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
