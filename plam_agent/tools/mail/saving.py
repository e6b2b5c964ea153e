"""`mail.save`: the attachments of messages as files in a folder that the owner declared.

What a stranger attached gets a name that can do no harm, never replaces anything, and is never
executable. A file that is there already with the same octets is not written twice, so that saving
again, or finding out after a crash, comes to the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import PlamError, ToolError, UncertainError
from ...types import Derived, Effect, Item, ObjectId, Reconciled, Result, Value
from ..arguments import MailSave
from ..context import Context
from ..files import changing
from ..files.finding import item_of
from ..files.names import ROOT, numbered, safe_name, shown
from ..files.reading import counted, mine
from ..files.root import Folder, Root, opened, told
from ..registry import tool
from . import parts
from .mailbox import open_mailbox, origin_of
from .reading import listed, missing

LARGEST = 64 * 1024 * 1024
MOST = 100
_NUMBERS = 1_000
_TWINS = 20
"""How many files of one name are looked through for what an undo had set aside."""

Saved = dict[str, str]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a message: a name that can be made, its octets, and which message it is from."""

    name: str
    data: bytes
    message: ObjectId


class _Files(parts.Parts):
    """The parts that reading lists as attachments, with their octets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[parts.Attachment, bytes]] = []

    def leaf(self, part: parts.Tree, kind: str, related: bool) -> None:
        """Take one leaf as reading does, and keep its octets where it is a file."""
        before = len(self.attachments)
        super().leaf(part, kind, related)
        self.found += [(each, parts.octets_of(part)) for each in self.attachments[before:]]


def attached(raw: bytes, source: ObjectId) -> list[Attached]:
    """The attachments of a message, in order; pictures within its text and invitations aside.

    Raises ToolError for one of so many lines that not all of it is read.
    """
    if parts.lines_in(raw) > parts.LINES_CAP:
        raise ToolError(f"a message has more than {parts.LINES_CAP:,} lines and is not taken apart")
    files = _Files()
    files.take(parts.tree_of(raw))
    return [
        Attached(safe_name(each.name, _unnamed(each.type)), data, source)
        for each, data in files.found
    ]


def _unnamed(kind: str) -> str:
    if kind == "message/rfc822":
        return "message.eml"
    return f"attachment{mimetypes.guess_extension(kind, strict=True) or ''}"


def _place(context: Context, args: MailSave) -> tuple[Context, str]:
    """The files account that a folder is of, and its path there. Raises ToolError."""
    files = context.other("files")
    if args.to is not None and (files is None or files.account.name != args.to.account):
        files = context.called("files", args.to.account) or files
    if files is None:
        raise ToolError(
            "there is no folder that attachments could go to",
            fix="Declare one: plam account add files …",
        )
    if args.to is not None and args.to.account != files.account.name:
        raise ToolError(
            f"attachments are saved to {files.account.name}, and {shown(args.to.account)} is no "
            "files account"
        )
    return files, mine(files, args.to, "folder", "path")


async def _fetched(context: Context, source: ObjectId) -> list[Attached]:
    """The attachments of one message. Raises ToolError where it is gone, changed or too large."""
    mailbox = await context.connection(open_mailbox)
    raws = await mailbox.fetch([source], LARGEST)
    if not raws:
        raise missing(1, 1)
    raw = raws[0]
    if context.versions.get(source, raw.version) != raw.version:
        raise ToolError("the message is not the one that was listed", fix="Search again.")
    if raw.truncated:
        raise ToolError(
            f"the message is larger than {LARGEST // 1024 // 1024} MiB, so nothing was saved",
            fix="Save its attachments in your mail program.",
        )
    return await asyncio.to_thread(attached, raw.raw, source)


def _twin(folder: Folder, file: Attached) -> str:
    """The name under which exactly these octets are there already, or nothing."""
    for number in range(1, _NUMBERS):
        name = numbered(file.name, number)
        try:
            with folder.reading(name) as fd:
                if changing.same_octets(fd, file.data):
                    return name
        except FileNotFoundError:
            return ""
        except ToolError:
            continue
    return ""


def _put(root: Root, to: str, file: Attached, call: str, count: int) -> Saved | None:
    """Write one file under the first free name; None where it is there already."""
    with root.folder(to) as folder:
        if _twin(folder, file):
            return None
        for number in range(1, _NUMBERS):
            name = numbered(file.name, number)
            temporary = changing.temporary_name(call, f"{to}/{count}")
            try:
                version = changing.create(folder, name, file.data, temporary)
            except FileExistsError:
                continue
            return {"path": folder.at(name), "version": version}
    raise ToolError(f"there are too many files called {shown(file.name)} in {shown(to)}")


def _discard(root: Root, saved: Sequence[Saved], call: str = "") -> None:
    for each in reversed(saved):
        with root.place(each["path"]) as (folder, name):
            changing.remove(folder, name, each["version"], call=call)


def _tidy(folder: Folder, to: str, names: Sequence[str], call: str) -> None:
    """After a crash: delete what was being written, give back what an undo had set aside."""
    for number, name in enumerate(names):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(changing.temporary_name(call, f"{to}/{number}"), dir_fd=folder.fd)
        for other in range(1, len(names) + _TWINS):
            changing.named_again(folder, numbered(name, other), call)


def _save(
    files: Context, to: str, found: Sequence[Attached], call: str, saved: list[Saved]
) -> list[Item]:
    items: list[Item] = []
    with opened(files.account) as root:
        for file in found:
            written = _put(root, to, file, call, len(saved))
            if written is None:
                continue
            saved.append(written)
            entry = root.entry(written["path"])
            if entry is not None:
                items.append(item_of(files, entry, written["version"]))
    return items


def _with_origin(context: Context, item: Item, source: ObjectId) -> Item:
    """The item, whose every field came with the message."""
    origin = frozenset({origin_of(source, context.account.driver)})
    fields = {
        name: Value(value.data, value.origins | origin) for name, value in item.fields.items()
    }
    return Item(item.id, item.version, fields)


async def _complete(context: Context, args: MailSave) -> Derived:
    """Nothing is derived; a call that cannot run is refused before anybody is asked."""
    files, to = _place(context, args)

    def look() -> None:
        with opened(files.account) as root, root.folder(to):
            pass

    await asyncio.to_thread(look)
    return Derived()


async def _undo(context: Context, undo: Mapping[str, Any]) -> str:
    saved: list[Saved] = list(undo["files"])
    files = context.other("files")
    if files is None or files.account.name != undo["account"]:
        files = context.called("files", str(undo["account"]))
    if files is None:
        raise ToolError(f"{shown(str(undo['account']))} is no longer where attachments go")

    def back() -> None:
        with opened(files.account) as root:
            for each in saved:
                with root.place(each["path"]) as (folder, name):
                    changing.expect(folder, name, each["version"])
            _discard(root, saved, context.call)

    await asyncio.to_thread(back)
    return f"removed {counted(len(saved))}"


async def _reconcile(context: Context, args: MailSave) -> Reconciled:
    """Done where every attachment is in the folder."""
    files, to = _place(context, args)
    states: set[bool] = set()
    names: list[str] = []
    for source in dict.fromkeys(args.messages):
        found = await _fetched(context, source)
        names.extend(each.name for each in found)

        def look(found: Sequence[Attached] = found, names: Sequence[str] = names) -> list[bool]:
            with opened(files.account) as root, root.folder(to) as folder:
                if context.call:
                    _tidy(folder, to, names, context.call)
                return [bool(_twin(folder, each)) for each in found]

        states.update(await asyncio.to_thread(look))
    if states == {True}:
        return Reconciled.DONE
    return Reconciled.NOT_DONE if states <= {False} else Reconciled.UNKNOWN


def _preview(args: MailSave) -> str:
    to = shown(args.to.id) if args.to else "?"
    where = "the folder" if to == ROOT else to
    return f"save to {where} the attachments of {listed(args.messages)}"


@tool(
    "mail.save",
    effect=Effect.WRITE,
    args=MailSave,
    account="mail",
    reversible=True,
    preview=_preview,
    complete=_complete,
    undo=_undo,
    reconcile=_reconcile,
)
async def save(context: Context, args: MailSave) -> Result:
    """Save attachments, one message in memory at a time; all of them or, where one fails, none.

    Raises ToolError where a message is gone or too large, or has nothing attached.
    """
    files, to = _place(context, args)
    saved: list[Saved] = []
    items: list[Item] = []
    count = 0
    try:
        for source in dict.fromkeys(args.messages):
            found = await _fetched(context, source)
            count += len(found)
            if count > MOST:
                raise ToolError(f"these are more than {MOST} attachments", fix="Name fewer.")
            made = await asyncio.to_thread(_save, files, to, found, context.call, saved)
            items += [_with_origin(context, item, source) for item in made]
    except BaseException:
        await asyncio.shield(asyncio.to_thread(_take_back, files, saved))
        raise
    if not count:
        raise ToolError("nothing is attached to that", fix="Look at the message itself.")
    there = count - len(saved)
    where = files.account.name if to == ROOT else shown(to)
    said = f"saved {counted(len(saved), 'attachment')} to {where}"
    said += f"; {there} there already" if there else ""
    undo = {"account": files.account.name, "files": saved}
    return Result(tuple(items), said, undo if saved else None)


def _take_back(files: Context, saved: Sequence[Saved]) -> None:
    if not saved:
        return
    try:
        with opened(files.account) as root:
            _discard(root, saved)
    except (OSError, PlamError) as why:
        said = told(why) if isinstance(why, OSError) else why
        raise UncertainError(f"some attachments were saved before it failed: {said}") from why


TOOLS = (save,)
