"""Telling guests of a change to an event, by mail from the owner's mail account (RFC 5546, 6047).

The event is written before anybody is told. Where no mail left, the change stands and the sentence
that comes back says that nobody was told: the call is done, and its undo puts the file back. Where
nobody knows whether a mail left, UncertainError says so and that the event is written: the journal
then holds an unknown outcome, and no undo, because putting the file back in silence would leave
guests with an invitation that nothing answers to.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from ...errors import PlamError, UncertainError
from ...types import Reconciled
from ..collection import Store, store_of
from ..context import Context
from ..mail.headers import canonical
from ..matching import plain
from . import ical, itip
from .agenda import named, tell
from .imip import deliver, delivered, scheduling
from .notices import Notice, Sides, notices

_SUBJECTS = {
    "new": "Invitation",
    "changed": "Changed",
    "cancelled": "Cancelled",
    "declined": "Declined",
}
_WORDS = {
    "new": "You are invited to",
    "changed": "This event has changed:",
    "cancelled": "This event is cancelled:",
    "declined": "I cannot take part in",
}
_TOLD = {
    "new": "Invited",
    "changed": "Told of the change:",
    "cancelled": "Told that it is cancelled:",
    "declined": "Declined to",
}


async def notify(
    context: Context, uid: str, before: bytes | None, after: bytes | None, attendees: Sequence[str]
) -> str:
    """Mail the guests of the event `uid` what changed between two versions of its file.

    `context` is the calendar account's, and None stands for no file. Only people among `attendees`,
    which the owner was shown, are mailed. Returns sentences for the owner: whom was told, and who
    was not and why; empty where nobody had to be told.

    Raises UncertainError, which says that the event is written, where a mail may or may not have
    left.
    """
    try:
        sides = await asyncio.to_thread(_sides, context, uid, before, after)
        planned = await asyncio.to_thread(notices, sides)
        server = bool(planned) and _schedules(await store_of(context))
    except PlamError as error:
        return f"The event is written, but no mail was sent: {plain(str(error), 300)}"
    other = sides.organizer()
    if not planned:
        if other is None or before == after or not attendees:
            return ""
        return f"No mail was sent: {other.spec} organizes it, so only your own copy is changed."
    if server:
        return "No mail was sent from here: the calendar's server tells the guests."
    shown = {canonical(each) for each in attendees}
    mail = context.other("mail")
    if mail is None:
        return f"No mail was sent to {_listed(planned)}: there is no mail account."
    told: list[str] = []
    unseen: list[str] = []
    for index, notice in enumerate(planned):
        to = [each for each in notice.to if each in shown]
        unseen += [each for each in notice.to if each not in shown]
        if to:
            told.append(await _tell(context, mail, sides, notice, to, index, told))
    if unseen:
        who = ", ".join(dict.fromkeys(unseen))
        told.append(f"No mail was sent to {who}, who had not been named to you.")
    return " ".join(told)


async def notified(context: Context) -> Reconciled:
    """Whether the call of this calendar context has told guests: known only where it has."""
    mail = context.other("mail")
    return await delivered(mail) if mail is not None else Reconciled.UNKNOWN


def own_addresses(context: Context) -> tuple[str, ...]:
    """The owner's addr-specs in canonical form, the one that mail is sent from first."""
    mail = context.other("mail") if context.account.kind != "mail" else context
    also = str(mail.account.settings.get("address", "")) if mail is not None else ""
    return tuple(dict.fromkeys(filter(None, map(canonical, (also, context.owner)))))


async def organizer(context: Context) -> str:
    """As whom the owner organizes a new event: the address that the guests are told from.

    Where the calendar's server tells them by itself, that is the owner's address.
    """
    if _schedules(await store_of(context)):
        return context.owner
    return own_addresses(context)[0]


def _sides(context: Context, uid: str, before: bytes | None, after: bytes | None) -> Sides:
    old = ical.parse("the event before", before) if before is not None else None
    new = ical.parse("the event", after) if after is not None else None
    return Sides(old, new, uid, own_addresses(context), context.zone, context.now())


def _schedules(store: Store) -> bool:
    """Whether the calendar's server tells the guests by itself (RFC 6638)."""
    return bool(getattr(store, "schedules", False))


def _listed(planned: Sequence[Notice]) -> str:
    return ", ".join(dict.fromkeys(each for notice in planned for each in notice.to))


async def _tell(
    context: Context,
    mail: Context,
    sides: Sides,
    notice: Notice,
    to: Sequence[str],
    index: int,
    earlier: Sequence[str],
) -> str:
    """Send one notice and say how it went."""
    who = ", ".join(to)
    call = context.call
    if call and index:
        # One call may write several messages, each with an identity of its own.
        call = hashlib.sha256(f"{call}/{index}".encode()).hexdigest()
    try:
        subject, body = _words(notice, sides)
        calendar = await asyncio.to_thread(notice.packed)
        letter = scheduling(mail, to, subject, body, notice.method, calendar, call=call)
        said = await deliver(mail, letter)
    except UncertainError as error:
        before = " ".join(earlier)
        raise UncertainError(
            f"the event is written, but whether the mail to {who} left is not known:"
            f" {error.message}" + (f" (before that: {before})" if before else ""),
            fix="Look into the folder of sent mail, or ask them, before inviting them again.",
        ) from error
    except PlamError as error:
        return f"The event is written, but no mail was sent to {who}: {plain(str(error), 300)}"
    _, _, trouble = said.partition(", but ")
    return f"{_TOLD[notice.kind]} {who}." + (f" But {trouble}" if trouble else "")


def _words(notice: Notice, sides: Sides) -> tuple[str, str]:
    """A subject and a text for people whose program reads no calendar parts."""
    event = notice.events[0]
    title = plain(ical.text(event, "SUMMARY"))
    place = plain(ical.text(event, "LOCATION"), 200)
    lines = [f"{_WORDS[notice.kind]} {named(title)}", ""]
    for each in notice.events[:20]:
        repeats = ", and it repeats" if "RRULE" in each or "RDATE" in each else ""
        lines.append(f"When: {tell(ical.span_of(each, sides.zone))} ({sides.zone}){repeats}")
    if place:
        lines.append(f"Where: {place}")
    if notice.method == "REQUEST":
        guests = [guest.address.spec for guest in itip.guests(event)]
        lines.append(f"Guests: {', '.join(guests[:50])}")
    return f"{_SUBJECTS[notice.kind]}: {title or 'an event'}"[:380], "\n".join(lines) + "\n"
