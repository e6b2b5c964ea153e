"""`mail.draft`, `mail.send`, `mail.reply_draft` and `mail.reply`.

What a call writes has a Message-ID that follows from the call's digest, so that after a crash the
owner's folders can tell whether it was written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ...errors import PlamError, ToolError
from ...types import Derived, Effect, ObjectId, Origin, Reconciled, Result, Value
from ..arguments import MailDraft, MailReply, MailReplyDraft, MailSend
from ..context import Context
from ..registry import tool
from .attaching import described, enclosed
from .compose import Letter, answer_subject, letter, message_id
from .mailbox import Raw, SpecialUse, open_mailbox, origin_of, place_of
from .message import Message
from .reading import items_of, listed, missing, opened, shown
from .sender import own, sender_of
from .tone import frame_of, framed


async def _letter(context: Context, args: MailDraft) -> Letter:
    sender = sender_of(context)
    enclosures = await enclosed(context, args.attachments)
    return await asyncio.to_thread(
        letter,
        owner=sender.address,
        name=sender.name,
        to=args.to,
        subject=args.subject,
        body=framed(args),
        date=context.now().astimezone(context.zone),
        call=context.call,
        automatic=context.automatic,
        enclosures=enclosures,
    )


async def _completed(context: Context, args: MailDraft) -> Derived:
    """What the attachments are, and the lines that the tone puts around the text."""
    sender_of(context)
    found = await described(context, args.attachments)
    frame = await frame_of(context, args.tone, args.to, args.body)
    return Derived({**found.args, **frame}, found.versions)


async def _answered(context: Context, message: ObjectId | None) -> tuple[Raw, Message]:
    if message is None:
        raise ToolError("it is not said which message to answer")
    mailbox = await context.connection(open_mailbox)
    found = await mailbox.fetch([message])
    if not found:
        raise missing(1, 1)
    return found[0], opened(found[0])


async def _answer(context: Context, args: MailReply) -> Letter:
    _, message = await _answered(context, args.message)
    if context.automatic and (message.bulk or message.automatic):
        raise ToolError("no machine answers a list or a machine", fix="Answer it yourself.")
    sender = sender_of(context)
    return letter(
        owner=sender.address,
        name=sender.name,
        to=args.to,
        subject=answer_subject(message.subject),
        body=framed(args),
        date=context.now().astimezone(context.zone),
        call=context.call,
        answers=message,
        automatic=context.automatic,
    )


async def _destination(context: Context, args: MailReply) -> Derived:
    """To whom an answer goes: Reply-To, else From; to whom the owner wrote, if it is the owner's.

    A Reply-To that leads elsewhere than From is an origin of its own, so that a rule made for
    answers does not cover it.
    """
    raw, message = await _answered(context, args.message)
    origins = {origin_of(raw.id, context.account.driver)}
    to = tuple(each.spec for each in message.answer_to)
    if message.sender and own(context, message.sender.spec) and not message.reply_to:
        to = tuple(each.spec for each in message.to)
    elif to != tuple(each.spec for each in message.senders[:1]):
        origins.add(Origin("reply-to", ",".join(to)))
    if not to:
        raise ToolError("the message names nobody whom an answer could reach")
    frame = await frame_of(context, args.tone, to, args.body)
    return Derived({"to": Value(to, frozenset(origins)), **frame}, ((raw.id, raw.version),))


async def _drafted(context: Context, draft: Letter) -> Result:
    mailbox = await context.connection(open_mailbox)
    folder = await place_of(mailbox, "drafts")
    placed = await mailbox.append(folder, draft.octets, ("\\Draft", "\\Seen"))
    items = await items_of(context, mailbox, [placed])
    undo = {"draft": placed.id, "version": items[0].version if items else ""}
    return Result(items, f"wrote a draft to {', '.join(draft.recipients)}", undo)


async def _undo_draft(context: Context, undo: Mapping[str, Any]) -> str:
    mailbox = await context.connection(open_mailbox)
    draft = ObjectId("message", context.account.name, undo["draft"])
    found = await mailbox.fetch([draft])
    if not found or found[0].version != undo["version"]:
        raise ToolError(
            "the draft was changed, sent or deleted since", fix="Delete it by hand if it is there."
        )
    await mailbox.discard([draft])
    return "deleted the draft"


async def deliver(context: Context, mail: Letter) -> Result:
    """Send a message from the context's account and keep a copy; the summary says what became.

    Raises AccountError or ConfigError where nothing left, UncertainError where that is not known.
    """
    from .smtp import send

    sender = sender_of(context).address
    await send(context.account, context.secret, mail.octets, sender, mail.recipients)
    summary = f"sent to {', '.join(mail.recipients)}"
    try:
        mailbox = await context.connection(open_mailbox)
        folder = await place_of(mailbox, "sent")
        # Some servers keep a copy by themselves.
        if not await mailbox.find(folder, mail.message_id):
            await mailbox.append(folder, mail.octets, ("\\Seen",))
    except PlamError as error:
        # It left all the same: failing here would have it sent twice.
        summary += f", but no copy was kept: {shown(str(error))}"
    return Result(summary=summary)


async def _kept(context: Context, role: SpecialUse) -> bool:
    mailbox = await context.connection(open_mailbox)
    folder = await mailbox.special(role)
    identity = message_id(sender_of(context).address, context.call)
    return folder is not None and bool(await mailbox.find(folder, identity))


async def _reconcile_draft(context: Context, args: Any) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    return Reconciled.DONE if await _kept(context, "drafts") else Reconciled.NOT_DONE


async def delivered(context: Context, args: Any) -> Reconciled:
    """Whether what the call wrote was sent: a copy proves it, its absence proves nothing."""
    if context.call and await _kept(context, "sent"):
        return Reconciled.DONE
    return Reconciled.UNKNOWN


def _write_preview(verb: str, args: MailDraft) -> str:
    told = ", ".join(map(shown, args.attached)) or listed(args.attachments)
    files = f"; attached {told}" if args.attachments else ""
    return f"{verb} to {listed(args.to)}: {shown(args.subject)} | {shown(framed(args))}{files}"


def _answer_preview(verb: str, args: MailReply) -> str:
    what = shown(args.message.id) if args.message else "?"
    return f"{verb} {what}, to {listed(args.to) or '?'}: {shown(framed(args))}"


@tool(
    "mail.draft",
    effect=Effect.DRAFT,
    args=MailDraft,
    account="mail",
    reversible=True,
    preview=lambda args: _write_preview("draft", args),
    complete=_completed,
    undo=_undo_draft,
    reconcile=_reconcile_draft,
)
async def draft(context: Context, args: MailDraft) -> Result:
    """Put a message among the drafts."""
    return await _drafted(context, await _letter(context, args))


@tool(
    "mail.send",
    effect=Effect.SEND,
    args=MailSend,
    account="mail",
    preview=lambda args: _write_preview("send", args),
    complete=_completed,
    reconcile=delivered,
)
async def send(context: Context, args: MailSend) -> Result:
    """Send a message and keep a copy."""
    return await deliver(context, await _letter(context, args))


@tool(
    "mail.reply_draft",
    effect=Effect.DRAFT,
    args=MailReplyDraft,
    account="mail",
    reversible=True,
    preview=lambda args: _answer_preview("draft an answer to", args),
    complete=_destination,
    undo=_undo_draft,
    reconcile=_reconcile_draft,
)
async def reply_draft(context: Context, args: MailReplyDraft) -> Result:
    """Put an answer among the drafts, in the thread of its message."""
    return await _drafted(context, await _answer(context, args))


@tool(
    "mail.reply",
    effect=Effect.SEND,
    args=MailReply,
    account="mail",
    preview=lambda args: _answer_preview("answer", args),
    complete=_destination,
    reconcile=delivered,
)
async def reply(context: Context, args: MailReply) -> Result:
    """Send an answer, in the thread of its message, and keep a copy."""
    return await deliver(context, await _answer(context, args))
