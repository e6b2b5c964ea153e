"""`calendar.answer`: answering an invitation that came by mail, and keeping it in the calendar.

A cancellation and a guest's answer are taken over by `accept`; then no mail is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from ...errors import AccountError, PlamError, ToolError, UncertainError
from ...types import Derived, Effect, Origin, Reconciled, Result, Value
from ..arguments import CalendarAnswer
from ..collection import store_of
from ..context import Context
from ..mail.mailbox import origin_of
from ..mail.reading import listed, shown
from ..registry import tool
from . import ical, itip, keeping, writing
from .agenda import named, tell
from .imip import deliver, delivered, scheduling
from .incoming import Asked, asked_in, described, guest_of, news_of, speaker_of, standing_of
from .invitations import own_addresses
from .received import Part

_VERBS = {"accept": "Accept", "decline": "Decline", "tentative": "Tentatively accept"}
_DONE = {"accept": "Accepted", "decline": "Declined", "tentative": "Tentatively accepted"}


async def _complete(context: Context, args: CalendarAnswer) -> Derived:
    """To whom the answer goes, and what it is about; both are the message's words.

    Somebody in whose name it speaks and who did not send it is an origin of its own, so that a rule
    made for answers does not cover it.
    """
    asked = await asked_in(context, args.message)
    _fitting(asked, args.answer)
    origins = {origin_of(asked.raw.id, context.account.driver)}
    speaker = speaker_of(asked.part).spec
    if speaker != asked.sender:
        origins.add(Origin("organizer" if asked.to else "speaker", speaker))
    found = {"to": asked.to, "about": await described(context, asked)}
    derived = {name: Value(data, frozenset(origins)) for name, data in found.items()}
    return Derived(derived, ((asked.raw.id, asked.raw.version),))


def _fitting(asked: Asked, answer: str) -> None:
    if asked.part.method != "REQUEST" and answer != "accept":
        raise ToolError(
            f"{news_of(asked)}, and that asks for no answer",
            fix="Accept it to have your calendar say so; no mail is sent.",
        )


def _preview(args: CalendarAnswer) -> str:
    verb = _VERBS[args.answer]
    about = shown(args.about) or (shown(args.message.id) if args.message else "?")
    if args.about and not args.to:
        return f"Take over into the calendar, without a mail: {about}"
    return f"{verb} by mail to {listed(args.to) or '?'}: {about}"


async def _reconcile(context: Context, args: CalendarAnswer) -> Reconciled:
    """The copy among the sent mail is written last, so it proves both.

    What sends no mail is done where doing it would change nothing.
    """
    if args.to:
        return await delivered(context)
    try:
        asked = await asked_in(context, args.message)
    except AccountError:
        raise
    except ToolError:
        return Reconciled.UNKNOWN
    if asked.entry is None or asked.to:
        return Reconciled.UNKNOWN
    same = await asyncio.to_thread(_taken_over(asked, context)) == asked.entry.data
    return Reconciled.DONE if same else Reconciled.NOT_DONE


async def _undo(context: Context, data: Mapping[str, Any]) -> str:
    """Put the calendar back; what was mailed cannot be taken back, and the sentence says so."""
    calendar = context.other("calendar")
    if calendar is None or calendar.account.name != data.get("calendar"):
        raise ToolError(f"calendar {data.get('calendar')} is no longer the default one")
    told = await writing.undo(calendar, data)
    to = str(data.get("to", ""))
    mail = f"; the answer mailed to {to} cannot be taken back: answer again" if to else ""
    return told + mail


@tool(
    "calendar.answer",
    effect=Effect.SEND,
    args=CalendarAnswer,
    account="mail",
    preview=_preview,
    complete=_complete,
    undo=_undo,
    reconcile=_reconcile,
)
async def answer(context: Context, args: CalendarAnswer) -> Result:
    """Mail the answer to the organizer and write it into the default calendar.

    The calendar is written first and put back where no mail left. Raises UncertainError where
    nobody knows whether it left; the calendar then has the answer.
    """
    asked = await asked_in(context, args.message)
    _fitting(asked, args.answer)
    if context.versions.get(asked.raw.id, asked.raw.version) != asked.raw.version:
        raise ToolError("the message is not the one that was looked at", fix="Look it up again.")
    if set(args.to) != set(asked.to):
        raise ToolError("the organizer is not the one that was shown", fix="Look it up again.")
    if args.about and args.about != await described(context, asked):
        raise ToolError("the event is not the one that was shown", fix="Look it up again.")
    if asked.part.method != "REQUEST":
        files = await _keep(asked, _taken_over(asked, context))
        return Result(
            (), f"{news_of(asked)}; your calendar says so now.", _taking_back(asked, files)
        )
    if context.automatic and (asked.message.bulk or asked.message.automatic):
        raise ToolError("no machine answers a list or a machine", fix="Answer it yourself.")
    files = await _keep(asked, lambda: _with_answer(asked, context, args.answer))
    try:
        told = await _mail(context, asked, args)
    except UncertainError as error:
        raise UncertainError(
            f"your calendar has the answer, but whether the mail left is not known: "
            f"{error.message}",
            fix=error.fix,
        ) from error
    except PlamError:
        await _put_back(asked, files)
        raise
    kept = _kept(asked, args.answer, files)
    return Result((), f"{told}; {kept}", _taking_back(asked, files, args.to))


def _with_answer(asked: Asked, context: Context, said: str) -> bytes | None:
    if said == "decline":
        return keeping.declined(asked.entry, asked.part, context.zone)
    me, standing = _me(context, asked.part), itip.ANSWERS[said]
    return keeping.accepted(asked.entry, asked.part, me, standing, context.zone)


def _me(context: Context, part: Part) -> str:
    """Under which of the owner's addresses they were invited."""
    mine = own_addresses(context)
    invited = {guest.address.spec for event in part.events for guest in itip.guests(event)}
    return next((each for each in mine if each in invited), mine[0])


def _taken_over(asked: Asked, context: Context) -> Callable[[], bytes | None]:
    part, entry = asked.part, asked.entry
    assert entry is not None
    if part.method == "CANCEL":
        return lambda: keeping.declined(entry, part, context.zone)
    guest, standing = guest_of(part).spec, standing_of(part)
    return lambda: keeping.answered(entry, part, guest, standing, context.zone)


async def _keep(asked: Asked, written: Callable[[], bytes | None]) -> writing.Files:
    """Write the file if anything in it changes; what would take it back."""
    if asked.calendar is None:
        return []
    after = await asyncio.to_thread(written)
    if after == (asked.entry.data if asked.entry else None):
        return []
    name = asked.entry.name if asked.entry else keeping.name_for(asked.part.uid)
    return await writing.write(await store_of(asked.calendar), name, asked.entry, after)


async def _put_back(asked: Asked, files: writing.Files) -> None:
    """Undo the write, because no mail left. Raises UncertainError where it cannot be undone."""
    if asked.calendar is None or not files:
        return
    try:
        await writing.undo(asked.calendar, {"files": files})
    except PlamError as error:
        raise UncertainError(
            f"no mail was sent, but your calendar has the answer and could not be put back:"
            f" {error.message}",
            fix="Remove the event by hand, or answer again.",
        ) from error


async def _mail(context: Context, asked: Asked, args: CalendarAnswer) -> str:
    standing, word = itip.ANSWERS[args.answer], _DONE[args.answer]
    me = _me(context, asked.part)
    data = await asyncio.to_thread(
        itip.reply, asked.part.calendar, asked.part.events, me, standing, context.now()
    )
    title = asked.part.title or "an event"
    when = tell(ical.span_of(asked.part.main, context.zone))
    mail = scheduling(
        context,
        args.to,
        f"{word}: {title}",
        f"{word}: {title}\n\nWhen: {when} ({context.zone})\n",
        "REPLY",
        data,
        call=context.call,
        answers=asked.message,
    )
    return f"{word} {named(asked.part.title)}, {await deliver(context, mail)}"


def _kept(asked: Asked, said: str, files: writing.Files) -> str:
    if asked.calendar is None:
        return "there is no calendar to keep it in"
    if not files:
        return f"{asked.calendar.account.name} is as it was"
    where = asked.calendar.account.name
    return f"removed from {where}" if said == "decline" else f"written into {where}"


def _taking_back(
    asked: Asked, files: writing.Files, to: tuple[str, ...] = ()
) -> Mapping[str, Any] | None:
    if asked.calendar is None or not files:
        return None
    return {"files": files, "calendar": asked.calendar.account.name, "to": ", ".join(to)}


TOOLS = (answer,)
