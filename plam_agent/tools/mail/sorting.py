"""`mail.flag`, `mail.move` and `mail.trash`, each with what takes it back exactly."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import ToolError, UncertainError
from ...types import Effect, ObjectId, Reconciled, Result
from ..arguments import MailFlag, MailMove, MailTrash
from ..context import Context
from ..registry import tool
from .mailbox import BEGINNING, Mailbox, folder_of, open_mailbox, place_of
from .reading import counted, folder_named, listed, missing, shown

_ARRIVED_SINCE = 50
"""How many messages may have come to a folder between a move and the look for it."""

_FLAGS = {
    "important": ("\\Flagged", True),
    "unimportant": ("\\Flagged", False),
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
}


async def _present(mailbox: Mailbox, ids: Sequence[ObjectId]) -> dict[ObjectId, frozenset[str]]:
    """The flags of all of `ids`; ToolError where one is gone, before anything is done."""
    flags = await mailbox.flags(ids)
    if len(flags) < len(set(ids)):
        raise missing(len(set(ids)) - len(flags), len(set(ids)))
    return flags


async def _undo_flag(context: Context, undo: Mapping[str, Any]) -> str:
    mailbox = await context.connection(open_mailbox)
    ids = [ObjectId("message", context.account.name, each) for each in undo["messages"]]
    await _present(mailbox, ids)
    flag, added = undo["flag"], undo["added"]
    await mailbox.store(ids, add=() if added else (flag,), remove=(flag,) if added else ())
    return f"took the flag back from {counted(len(ids))}"


async def _reconcile_flag(context: Context, args: MailFlag) -> Reconciled:
    mailbox = await context.connection(open_mailbox)
    flag, wanted = _FLAGS[args.flag]
    flags = await mailbox.flags(args.messages)
    states = {(flag in flags[each]) == wanted if each in flags else None for each in args.messages}
    if states == {True}:
        return Reconciled.DONE
    return Reconciled.NOT_DONE if states == {False} else Reconciled.UNKNOWN


@tool(
    "mail.flag",
    effect=Effect.WRITE,
    args=MailFlag,
    account="mail",
    reversible=True,
    preview=lambda args: f"mark as {args.flag}: {listed(args.messages)}",
    undo=_undo_flag,
    reconcile=_reconcile_flag,
)
async def flag(context: Context, args: MailFlag) -> Result:
    """Set or take away one flag; undo touches only the messages where it changed."""
    mailbox = await context.connection(open_mailbox)
    name, wanted = _FLAGS[args.flag]
    flags = await _present(mailbox, args.messages)
    changing = [each for each in flags if (name in flags[each]) != wanted]
    if changing:
        await mailbox.store(
            changing, add=(name,) if wanted else (), remove=() if wanted else (name,)
        )
    undo = {"flag": name, "added": wanted, "messages": [each.id for each in changing]}
    summary = f"marked {counted(len(flags))} as {args.flag}"
    return Result(summary=summary, undo=undo if changing else None)


async def _moved(context: Context, ids: Sequence[ObjectId], folder: str) -> Result:
    mailbox = await context.connection(open_mailbox)
    await _present(mailbox, ids)
    parts = 2 if context.account.driver == "imap" else 1
    moving = [each for each in dict.fromkeys(ids) if folder_of(each, parts)[0] != folder]
    places = await mailbox.move(moving, folder) if moving else {}
    if moving and not places:
        raise UncertainError(
            f"{context.account.settings.get('host', 'the mailbox')} does not say whether it moved "
            f"anything to {folder}",
            fix="Look into the mailbox before you try again.",
        )
    undo = {
        "moves": [{"now": new.id, "back": folder_of(old, parts)[0]} for old, new in places.items()]
    }
    there = len(dict.fromkeys(ids)) - len(moving)
    summary = f"moved {counted(len(places))} to {folder}"
    summary += f"; {there} there already" if there else ""
    summary += f"; {len(moving) - len(places)} gone meanwhile" if len(places) < len(moving) else ""
    return Result(summary=summary, undo=undo if places else None)


async def _undo_move(context: Context, undo: Mapping[str, Any]) -> str:
    mailbox = await context.connection(open_mailbox)
    moves = [
        (ObjectId("message", context.account.name, each["now"]), each["back"])
        for each in undo["moves"]
    ]
    try:
        await _present(mailbox, [now for now, _ in moves])
    except ToolError as error:
        raise ToolError(
            f"these messages were moved or deleted again since: {error.message}",
            fix="Move them by hand.",
        ) from error
    count = 0
    for folder in dict.fromkeys(back for _, back in moves):
        count += len(await mailbox.move([now for now, back in moves if back == folder], folder))
    return f"moved {counted(count)} back"


async def _reconcile_move(context: Context, args: MailMove | MailTrash) -> Reconciled:
    """Not done where nothing left its place, done where all arrived.

    A UID says nothing about where a message went, but its content does: the call knows the hash of
    each message that it was decided about.
    """
    mailbox = await context.connection(open_mailbox)
    ids = list(dict.fromkeys(args.messages))
    still = await mailbox.flags(ids)
    if len(still) == len(ids):
        return Reconciled.NOT_DONE
    target = await _target(mailbox, args)
    if still or target is None:
        return Reconciled.UNKNOWN
    if await _arrived(context, mailbox, ids, target):
        return Reconciled.DONE
    parts = 2 if context.account.driver == "imap" else 1
    sources = [folder_of(each, parts)[0] for each in ids]
    back = await _hold(context, mailbox, ids, sources)
    return Reconciled.NOT_DONE if back else Reconciled.UNKNOWN


async def _arrived(
    context: Context, mailbox: Mailbox, ids: Sequence[ObjectId], target: str
) -> bool:
    if context.account.driver == "imap":
        return await _hold(context, mailbox, ids, [target] * len(ids))
    # In a Maildir a message keeps its name.
    there = [
        ObjectId("message", each.account, f"{target}/{folder_of(each, 1)[1][0]}") for each in ids
    ]
    return len(await mailbox.flags(there)) == len(there)


async def _hold(
    context: Context, mailbox: Mailbox, ids: Sequence[ObjectId], folders: Sequence[str]
) -> bool:
    """Whether each message's content is in its folder, and so often as the call moves it."""
    wanted = {folder: collections.Counter[str]() for folder in folders}
    for each, folder in zip(ids, folders, strict=True):
        wanted[folder][context.versions.get(each, "")] += 1
    for folder, versions in wanted.items():
        newest = await mailbox.newest(folder, versions.total() + _ARRIVED_SINCE)
        there = collections.Counter(raw.version for raw in await mailbox.fetch(newest, BEGINNING))
        if not versions <= there:
            return False
    return True


async def _target(mailbox: Mailbox, args: MailMove | MailTrash) -> str | None:
    if isinstance(args, MailTrash):
        return await mailbox.special("trash")
    return await folder_named(mailbox, args.to) if args.to else None


def _move_preview(args: MailMove) -> str:
    to = shown(args.to.id) if args.to else "?"
    return f"move to {to}: {listed(args.messages)}"


@tool(
    "mail.move",
    effect=Effect.WRITE,
    args=MailMove,
    account="mail",
    reversible=True,
    preview=_move_preview,
    undo=_undo_move,
    reconcile=_reconcile_move,
)
async def move(context: Context, args: MailMove) -> Result:
    """Move messages; a mailbox that the owner named and that does not exist is created."""
    if args.to is None:
        raise ToolError("it is not said which mailbox to move to")
    mailbox = await context.connection(open_mailbox)
    folder = await _target(mailbox, args)
    if folder is None:
        await _present(mailbox, args.messages)
        folder = await mailbox.create_folder(args.to.id)
    return await _moved(context, args.messages, folder)


@tool(
    "mail.trash",
    effect=Effect.WRITE,
    args=MailTrash,
    account="mail",
    reversible=True,
    preview=lambda args: f"put in the trash: {listed(args.messages)}",
    undo=_undo_move,
    reconcile=_reconcile_move,
)
async def trash(context: Context, args: MailTrash) -> Result:
    """Move messages to the account's trash; nothing is deleted."""
    mailbox = await context.connection(open_mailbox)
    await _present(mailbox, args.messages)
    folder = await place_of(mailbox, "trash")
    return await _moved(context, args.messages, folder)
