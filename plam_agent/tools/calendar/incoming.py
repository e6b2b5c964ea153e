"""A message that asks for something by its calendar part, and where the event stands.

What may not be answered or taken over is refused here, before anybody is asked about it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ...errors import ContentError, InputError, PlamError, ToolError
from ...types import ObjectId
from ..collection import Entry, store_of
from ..contacts import load_contacts
from ..context import Context
from ..mail.headers import Address
from ..mail.mailbox import Raw, open_mailbox
from ..mail.message import Message
from ..mail.reading import missing, opened
from ..matching import plain
from . import ical, itip, keeping, received
from .agenda import named, tell
from .invitations import own_addresses
from .received import Part

_NO_REQUESTS = {
    "PUBLISH": "it announces an event and asks for no answer",
    "ADD": "it adds a date to a series, which cannot be answered by itself",
    "REFRESH": "a guest asks for the latest version of an event",
    "COUNTER": "a guest proposes another time",
    "DECLINECOUNTER": "the organizer declines a proposed time",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that holds a calendar part, and where the event stands in the owner's calendar."""

    raw: Raw
    message: Message
    part: Part
    calendar: Context | None
    entry: Entry | None

    @property
    def sender(self) -> str:
        """The addr-spec in From; empty where there is none or several."""
        return self.message.senders[0].spec if len(self.message.senders) == 1 else ""

    @property
    def to(self) -> tuple[str, ...]:
        """To whom an answer goes: the organizer, where one is asked for."""
        organizer = self.part.organizer
        return (organizer.spec,) if self.part.method == "REQUEST" and organizer else ()


async def asked_in(context: Context, wanted: ObjectId | None) -> Asked:
    """The message and its part, checked against the calendar. Raises ToolError with the reason."""
    if wanted is None:
        raise InputError("it is not said which invitation to answer")
    mailbox = await context.connection(open_mailbox)
    found = await mailbox.fetch([wanted])
    if not found:
        raise missing(1, 1)
    raw = found[0]
    message = await asyncio.to_thread(opened, raw)
    if message.invitation is None:
        raise ToolError("the message holds no invitation", fix="Answer it by mail.reply.")
    if raw.truncated:
        raise ToolError("the message is too large for its invitation to be read")
    calendar = context.other("calendar")
    try:
        part = await asyncio.to_thread(
            received.read, message.invitation.text, message.invitation.method, context.zone
        )
        if part.method in _NO_REQUESTS or part.method not in ("REQUEST", "CANCEL", "REPLY"):
            why = _NO_REQUESTS.get(part.method, f"it is a {plain(part.method, 20)}")
            raise ToolError(f"there is nothing to answer: {why}")
        entries = await (await store_of(calendar)).entries() if calendar is not None else ()
        entry = await asyncio.to_thread(keeping.holding, entries, part.uid)
        asked = Asked(raw, message, part, calendar, entry)
        await asyncio.to_thread(_check, asked, own_addresses(context), context)
    except ContentError as error:
        why = plain(error.message, 300)
        raise ToolError(f"the invitation cannot be read: {why}") from error
    return asked


def _check(asked: Asked, mine: tuple[str, ...], context: Context) -> None:
    """Refuse what may not be answered or taken over, whoever asks for it."""
    part, entry = asked.part, asked.entry
    if part.organizer is None:
        raise ToolError("the invitation names no organizer whom an answer could reach")
    if part.method == "REQUEST" and part.organizer.spec in mine:
        raise ToolError("you organize this event yourself")
    if part.method != "REPLY":
        keeping.check(entry, part, context.zone)
    if part.method == "REQUEST":
        return
    if entry is None:
        raise ToolError(f"{news_of(asked)}, and your calendar does not have it")
    if part.method == "REPLY":
        if part.organizer.spec not in mine:
            raise ToolError("it answers somebody else's invitation")
        keeping.answered(entry, part, guest_of(part).spec, standing_of(part), context.zone)


def speaker_of(part: Part) -> Address:
    """In whose name a part speaks: a guest's answer in the guest's, all others in the organizer's.

    Whether they sent it is another matter: From is the sender's to choose as well.
    """
    if part.method == "REPLY":
        return guest_of(part)
    assert part.organizer is not None
    return part.organizer


def guest_of(part: Part) -> Address:
    """Whom a REPLY speaks for: exactly one guest (RFC 5546 section 3.2.3)."""
    found = {guest.address.spec: guest.address for e in part.events for guest in itip.guests(e)}
    if len(found) != 1:
        raise ToolError("the answer in it is not that of one guest")
    return next(iter(found.values()))


def standing_of(part: Part) -> str:
    """What a REPLY answers. Raises ToolError where that is nothing."""
    standing = itip.guests(part.main)[0].standing
    if standing not in itip.STANDINGS or standing == "NEEDS-ACTION":
        raise ToolError(f"the answer in it is {plain(standing, 30)}, which says nothing")
    return standing


def news_of(asked: Asked) -> str:
    """What a cancellation or a guest's answer says, in words."""
    part = asked.part
    title = named(part.title)
    if part.method == "CANCEL":
        who = part.organizer.spec if part.organizer else asked.sender
        return f"{who} cancels {title}"
    return f"{guest_of(part).spec} {itip.STANDINGS[standing_of(part)]} {title}"


async def described(context: Context, asked: Asked) -> str:
    """Title, time and organizer on one line, and before them whatever is odd about them."""
    part, organizer = asked.part, asked.part.organizer
    assert organizer is not None
    odd: list[str] = []
    speaker = speaker_of(part).spec
    if speaker != asked.sender:
        odd.append(f"IN THE NAME OF {speaker} BUT SENT BY {asked.sender or 'NOBODY'}")
    if part.method == "REQUEST":
        person = await _lookalike(context, organizer.name, organizer.spec)
        if person:
            odd.append(f"NOT THE ADDRESS OF {person}")
        mine = own_addresses(context)
        if not any(guest.address.spec in mine for e in part.events for guest in itip.guests(e)):
            odd.append("YOU ARE NOT AMONG ITS GUESTS")
    when = tell(ical.span_of(part.main, context.zone))
    repeats = ", repeating" if "RRULE" in part.main or "RDATE" in part.main else ""
    dates = f" and {len(part.events) - 1} changed dates" if len(part.events) > 1 else ""
    said = "" if part.method == "REQUEST" else f"{news_of(asked)}: "
    who = plain(organizer.name, 40)
    by = f", organized by “{who}” {organizer.spec}" if who else f", organized by {organizer.spec}"
    warning = "".join(f"{each}; " for each in odd)
    return f"{warning}{said}{named(part.title)}, {when}{repeats}{dates}{by}"[:400]


async def _lookalike(context: Context, name: str, address: str) -> str:
    """The person in the owner's contacts whose name this is, where the address is not theirs."""
    contacts = context.other("contacts")
    if contacts is None or not name:
        return ""
    try:
        found = (await load_contacts(contacts)).lookalike(name, address)
    except PlamError:
        return ""  # a warning less, and the address stands there all the same
    return plain(found.name, 40) if found is not None else ""
