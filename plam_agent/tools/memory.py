"""Recalling and remembering, as tools: the owner's own memory is an account like any other.

What is recalled carries the origins beneath it, and the journal keeps only which memories it were,
not their words, so that what is forgotten is in no record of having been recalled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from ..errors import InputError, ToolError
from ..types import Effect, Item, ObjectId, Reconciled, Result, Role, Value
from .arguments import QUOTE, Words
from .context import Context, Remembered, Remembering
from .matching import plain
from .registry import Arguments, Plays, tool

KIND = "memory"
RECALL, REMEMBER = "memory.recall", "memory.remember"


class MemoryRecall(Arguments):
    """Recall what happened or what you were told."""

    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()


class MemoryRemember(Arguments):
    """Remember something for good."""

    words: Annotated[Words, Plays(Role.QUOTE, required=True)] = ""


def _memory(context: Context) -> Remembering:
    if context.memory is None:
        raise ToolError("Nothing is remembered here.", fix="Ask without --policy, in a home.")
    return context.memory


def _item(context: Context, found: Remembered) -> Item:
    at = Value(found.at.astimezone(context.zone).isoformat(timespec="minutes"), found.text.origins)
    # A memory does not change under its id without becoming another version of itself.
    version = hashlib.sha256(found.text.data.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    thing = ObjectId(KIND, context.account.name, found.id)
    return Item(thing, version, {"text": found.text, "at": at})


@tool(
    RECALL,
    effect=Effect.READ,
    args=MemoryRecall,
    account=KIND,
    yields=KIND,
    preview=lambda args: "Recall " + (", ".join(map(plain, args.words)) or "what happened last"),
)
async def recall(context: Context, args: MemoryRecall) -> Result:
    """The memories that come nearest to the words, the best first."""
    found = await _memory(context).recall(" ".join(args.words))
    count = f"{len(found)} memor{'y' if len(found) == 1 else 'ies'}."
    return Result(tuple(_item(context, each) for each in found), count)


def _id(context: Context) -> str:
    """The same id for the same call: 128 bits of its digest, which nobody else can know."""
    if not context.call:
        raise ToolError("Only a call can be remembered.")
    return hashlib.sha256(b"plam remembered 1\0" + context.call.encode()).hexdigest()[:32]


async def _forget(context: Context, data: Mapping[str, Any]) -> str:
    try:
        id_ = str(data["id"])
    except KeyError:
        raise InputError("this is no record of something remembered") from None
    await _memory(context).put(id_, None)
    return "it is forgotten"


async def _is_there(context: Context, args: MemoryRemember) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    there = await _memory(context).get(_id(context))
    return Reconciled.DONE if there else Reconciled.NOT_DONE


@tool(
    REMEMBER,
    effect=Effect.WRITE,
    args=MemoryRemember,
    account=KIND,
    yields=KIND,
    reversible=True,
    preview=lambda args: f"Remember “{plain(args.words, 200)}”",
    undo=_forget,
    reconcile=_is_there,
)
async def remember(context: Context, args: MemoryRemember) -> Result:
    """Keep the words for good; what they contradict is dated, and kept as well."""
    if not args.words.strip():
        raise InputError("there is nothing to remember")
    memory, id_ = _memory(context), _id(context)
    await memory.put(id_, Value(args.words.strip(), context.origins))
    kept = await memory.get(id_)
    items = (_item(context, kept),) if kept is not None else ()
    said = "Remembered." if items else "That is remembered already."
    return Result(items, said, {"id": id_} if items else None)


TOOLS = (recall, remember)
