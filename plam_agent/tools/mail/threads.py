"""Which messages belong to one conversation, by what each says of itself (RFC 5322 section 3.6.4).

A thread is for showing and nothing else: the fields it follows from are the senders' to choose.
Each message is placed by its own References and In-Reply-To alone, so a stranger can put a message
of theirs into a thread, and take no other out of it without having its Message-ID first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .message import Message


class Place(NamedTuple):
    """Where a message says it stands: its Message-ID, and the one its thread began with; or ""."""

    identity: str
    thread: str


def place_of(message: Message) -> Place:
    """The first of References began the thread, else what it answers did, else itself."""
    said = (*message.references[:1], message.in_reply_to, message.message_id)
    return Place(message.message_id, next(filter(None, said), ""))


def grouped(places: Sequence[Place]) -> list[list[int]]:
    """The positions of each thread's messages, in the order given, thread by thread.

    Where the message that a thread began with is here too and says that it stands in another, all
    of it does. Of several with one Message-ID the last given had it first: give the newest first.
    What runs in a circle is one thread; what says nothing of itself stands alone.
    """
    above = {each.identity: each.thread or each.identity for each in places if each.identity}
    known: dict[str, str] = {}
    threads: dict[str | int, list[int]] = {}
    for position, place in enumerate(places):
        root = _root(place.thread, above, known)
        threads.setdefault(root or position, []).append(position)
    return list(threads.values())


def _root(identity: str, above: dict[str, str], known: dict[str, str]) -> str:
    """Where `identity` leads; `known` spares every message of a long thread the same way.

    The first to come round in a circle settles in `known` where all of it leads.
    """
    passed: set[str] = set()
    while identity not in known and identity not in passed:
        passed.add(identity)
        identity = above.get(identity, identity)
    root = known.get(identity, identity)
    known.update(dict.fromkeys(passed, root))
    return root
