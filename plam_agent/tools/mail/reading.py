"""`mail.search` and `mail.read`: messages as items whose every field says where it came from."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ...errors import ContentError, PlamError, ToolError
from ...types import Effect, Item, ObjectId, Result, Value, When
from ..arguments import MailRead, MailSearch
from ..contacts import Contacts, load_contacts
from ..context import Context
from ..lookalikes import spelled
from ..registry import tool
from .mailbox import (
    BEGINNING,
    FETCH_CAP,
    Mailbox,
    Query,
    Raw,
    open_mailbox,
    origin_of,
    special_folder,
)
from .mailbox import Folder as Listed
from .message import Message, parse
from .threads import Place, grouped, place_of

SEARCH_LIMIT = 50
SEARCH_SECONDS = 20.0
_FETCH = 10
_SNIPPET = 200
_SUBJECT = 70
_SHOWN = 5
_JUNK = r"(?:^|[/.])(?:junk|spam|bulk mail|indésirables|pourriel)"
# What people say around a mailbox's name.
_FOLDER_WORDS = (
    r"\b(?:my|the|to|in|into|mailbox|folder|mail|le|la|les|mon|ma|dans|dossier|boîte|courrier)\b"
)


def shown(text: str) -> str:
    """Text on one line with everything invisible escaped, for previews."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def listed(things: Sequence[str | ObjectId]) -> str:
    """Exact arguments, separated by commas."""
    return ", ".join(shown(each.id if isinstance(each, ObjectId) else each) for each in things)


def opened(raw: Raw) -> Message:
    """A stored message, parsed; an empty one is a message without anything."""
    try:
        return parse(raw.raw, name=raw.id.id, size=raw.size, version=raw.version)
    except ContentError:
        return Message(version=raw.version, size=raw.size)


def item_of(raw: Raw, driver: str, *, whole: bool = False, authserv_id: str = "") -> Item:
    """A message as a result: its fields carry the message as their origin.

    `sender` is an addr-spec or "", `date` aware or None; `text` is there where `whole` is asked.
    `authenticated` says whether the server named `authserv_id` found the sender aligned (DMARC).
    `thread` is the Message-ID that the message says its conversation began with: for showing only.
    """
    message = opened(raw)
    sender = message.sender
    fields: dict[str, Any] = {
        "subject": message.subject,
        "sender": sender.spec if sender else "",
        "sender_name": sender.name if sender else "",
        "to": [each.spec for each in message.to],
        "date": message.date or raw.received,
        "snippet": " ".join(message.text.split())[:_SNIPPET],
        "folder": raw.folder,
        "size": raw.size,
        "truncated": raw.truncated,
        "unread": "\\Seen" not in raw.flags,
        "attachments": [
            {"name": a.name, "type": a.type, "size": a.size} for a in message.attachments
        ],
        "facts": list(message.facts(False)),
        "message_id": message.message_id,
        "thread": place_of(message).thread,
        "sender_line": message.sender_line,
        "authenticated": bool(authserv_id) and message.authenticated(authserv_id),
    }
    if whole:
        fields["text"] = message.text
    origins = frozenset({origin_of(raw.id, driver)})
    return Item(raw.id, raw.version, {name: Value(data, origins) for name, data in fields.items()})


async def items_of(
    context: Context, mailbox: Mailbox, ids: Sequence[ObjectId], *, whole: bool = False
) -> tuple[Item, ...]:
    """The items of those messages that still exist, a few in memory at a time."""
    items: list[Item] = []
    authserv_id = str(context.account.settings.get("authserv_id", ""))
    for start in range(0, len(ids), _FETCH):
        octets = FETCH_CAP if whole else BEGINNING
        found = await mailbox.fetch(ids[start : start + _FETCH], octets)
        driver = context.account.driver
        items += [item_of(raw, driver, whole=whole, authserv_id=authserv_id) for raw in found]
    return tuple(items)


async def folder_named(mailbox: Mailbox, wanted: ObjectId) -> str | None:
    """The folder that a `mailbox` object means: its name, whatever its case, or its role."""
    if wanted.kind != "mailbox":
        raise ToolError(f"{wanted.kind} {wanted.id!r} is not a mailbox")
    folders = await mailbox.folders()
    if wanted.id in folders:
        return wanted.id
    folded = {name.casefold(): name for name in reversed(folders)}
    if wanted.id.casefold() in folded:
        return folded[wanted.id.casefold()]
    for role in ("trash", "drafts", "sent", "archive"):
        if special_folder(role, [Listed(wanted.id, wanted.id)]):
            return await mailbox.special(role)
    # On some servers all folders are beneath INBOX, and nobody says so of theirs (RFC 2342).
    beneath = (f"inbox{mark}{wanted.id.casefold()}" for mark in "./")
    return next((folded[name] for name in beneath if name in folded), None)


async def find_folder(context: Context, words: str) -> ObjectId | None:
    """The mailbox that quoted words name, or None; `the archive folder` is Archive."""
    mailbox = await context.connection(open_mailbox)
    plain = re.sub(_FOLDER_WORDS, " ", words, flags=re.IGNORECASE)
    for said in (words, " ".join(plain.split())):
        wanted = ObjectId("mailbox", context.account.name, said)
        if said and (name := await folder_named(mailbox, wanted)):
            return ObjectId("mailbox", context.account.name, name)
    return None


def _query(args: MailSearch, folder: str) -> Query:
    when: When | None = args.when
    return Query(
        folder=folder,
        people=args.people,
        words=args.words,
        since=when.start if when else None,
        before=(when.end or when.start + timedelta(days=1)) if when else None,
    )


def _search_preview(args: MailSearch) -> str:
    said = [f"people {listed(args.people)}"] if args.people else []
    said += [f"words {listed(args.words)}"] if args.words else []
    said += [f"when {shown(args.when.phrase)}"] if args.when else []
    said += [f"in {shown(args.mailbox.id if args.mailbox else 'INBOX')}"]
    return f"search mail: {', '.join(said)}"


@tool(
    "mail.search",
    effect=Effect.READ,
    args=MailSearch,
    account="mail",
    yields="message",
    preview=_search_preview,
)
async def search(context: Context, args: MailSearch) -> Result:
    """The newest messages that match, at most SEARCH_LIMIT, from INBOX or the mailbox given.

    Where INBOX has none, what was sorted away is looked through; never trash, drafts and junk.
    Of each conversation with several messages it says how many they are and the newest's subject.
    """
    mailbox = await context.connection(open_mailbox)
    folder = "INBOX" if args.mailbox is None else await folder_named(mailbox, args.mailbox)
    if folder is None:
        raise ToolError(
            f"there is no mailbox called {shown(args.mailbox.id if args.mailbox else '')}"
        )
    deadline = asyncio.get_running_loop().time() + SEARCH_SECONDS
    ids, more = await _found(context, mailbox, _query(args, folder), deadline)
    if not ids and args.mailbox is None and (args.people or args.words):
        for folder in await _others(mailbox):
            ids, more = await _found(context, mailbox, _query(args, folder), deadline)
            if ids or asyncio.get_running_loop().time() > deadline:
                break
        folder = folder if ids else "INBOX and the other mailboxes"
    items = await items_of(context, mailbox, ids[:SEARCH_LIMIT])
    told = f"found {counted(len(items))} in {folder}{more}{_conversations(items)}"
    return Result(items, told + await _impostors(context, items))


def _conversations(items: Sequence[Item]) -> str:
    """The conversations of several messages, newest first, with the newest subject of each."""
    said = [{name: value.data for name, value in item.fields.items()} for item in items]
    threads = grouped([Place(each["message_id"], each["thread"]) for each in said])
    several = [each for each in threads if len(each) > 1]
    lines = [
        f"{counted(len(each))}: {shown(said[each[0]]['subject'])[:_SUBJECT] or '(no subject)'}"
        for each in several[:_SHOWN]
    ]
    if len(several) > _SHOWN:
        lines.append(f"and {len(several) - _SHOWN} more conversations")
    return "".join(f"\n  {line}" for line in lines)


async def _impostors(context: Context, items: Sequence[Item]) -> str:
    """A line for each sender who passes for one of the owner's contacts and is not."""
    there = context.other("contacts")
    senders = {
        (str(item.fields["sender_name"].data), str(item.fields["sender"].data)) for item in items
    }
    if there is None or not senders:
        return ""
    try:
        contacts = await load_contacts(there)
    except PlamError:
        return ""  # a warning less, and the addresses stand there all the same
    lines = await asyncio.to_thread(_passing, contacts, sorted(senders))
    more = [f"and {len(lines) - _SHOWN} more of them"] if len(lines) > _SHOWN else []
    return "".join(f"\n  {line}" for line in (*lines[:_SHOWN], *more))


def _passing(contacts: Contacts, senders: Sequence[tuple[str, str]]) -> list[str]:
    found = [(name, contacts.imitates(name, address)) for name, address in senders if address]
    return [
        f"CAREFUL: “{shown(name)[:_SUBJECT]}” is not {shown(each.person.name)[:_SUBJECT]}: "
        f"{spelled(each.why)}"
        for name, each in found
        if each is not None
    ]


async def _found(
    context: Context, mailbox: Mailbox, query: Query, deadline: float
) -> tuple[list[ObjectId], str]:
    """The newest messages of one folder, and a remark where not all were looked at."""
    ids: list[ObjectId] = []
    async for page in mailbox.pages(query):
        ids += page.found
        looked = page.total - page.left
        where = f"{looked:,} of {counted(page.total)} in {shown(query.folder)}"
        context.progress(looked, page.total, f"looked through {where}, {len(ids)} found")
        if len(ids) >= SEARCH_LIMIT:
            return ids, f" (the newest {SEARCH_LIMIT})"
        if page.left and asyncio.get_running_loop().time() > deadline:
            return ids, f"; {page.left} older ones were not searched: say from when it is"
    return ids, ""


async def _others(mailbox: Mailbox) -> list[str]:
    """The mailboxes besides INBOX in which a message may have been put away."""
    apart = {await mailbox.special("trash"), await mailbox.special("drafts"), "INBOX"}
    return [
        name
        for name in await mailbox.folders()
        if name not in apart and not re.search(_JUNK, name, re.IGNORECASE)
    ]


@tool(
    "mail.read",
    effect=Effect.READ,
    args=MailRead,
    account="mail",
    yields="message",
    preview=lambda args: f"read {listed(args.messages)}",
)
async def read(context: Context, args: MailRead) -> Result:
    """The messages with their text; reading leaves them unread. Raises ToolError if one is gone."""
    mailbox = await context.connection(open_mailbox)
    items = await items_of(context, mailbox, args.messages, whole=True)
    gone = len(set(args.messages)) - len({item.id for item in items})
    if gone:
        raise missing(gone, len(args.messages))
    return Result(items, f"read {counted(len(items))}{await _impostors(context, items)}")


def counted(number: int) -> str:
    """`1 message`, `2,000 messages`."""
    return f"{number:,} message{'' if number == 1 else 's'}"


def missing(gone: int, of: int) -> ToolError:
    """The error for messages that are no longer where they were found."""
    return ToolError(
        f"{gone} of {counted(of)} cannot be found any more: moved or deleted by something else",
        fix="Search again.",
    )
