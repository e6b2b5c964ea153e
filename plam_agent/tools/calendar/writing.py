"""Writing calendar files so that every write can be taken back exactly.

What an undo needs is the file before and the version after: it is put back only if nobody changed
the file since.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import InputError, ToolError
from ..collection import Entry, Store, store_of
from ..context import Context

Files = list[dict[str, str]]
_MAILED = ("Invited ", "Told of ", "Told that ", "Declined to ", "server tells")


def uid_of(context: Context, index: int = 0) -> str:
    """A UID that the call determines, so that a repeated call is recognised."""
    call = context.call
    base = call[:40] if call else uuid.uuid4().hex
    return f"plam-{base}-{index}" if index else f"plam-{base}"


def name_of(uid: str) -> str:
    """The file name of a new item."""
    return re.sub(r"[^A-Za-z0-9._@-]", "_", uid).lstrip(".")[:150] + ".ics"


async def write(store: Store, name: str, before: Entry | None, after: bytes | None) -> Files:
    """Replace a file (None: no file), and return what would take it back."""
    if after is None:
        if before is None:
            return []
        await store.delete(name, before.version)
        version = ""
    else:
        version = await store.put(name, after, before.version if before else "")
    old = base64.b64encode(before.data).decode("ascii") if before else ""
    return [{"name": name, "before": old, "existed": "yes" if before else "", "after": version}]


async def undo(context: Context, data: Mapping[str, Any]) -> str:
    """Put every file back as it was. Raises ToolError if one was changed since.

    Where guests were told of the change, the sentence says that this stays so.
    """
    store = await store_of(context)
    files = data.get("files")
    if not isinstance(files, Sequence) or isinstance(files, str):
        raise InputError("this is no record of a change to calendar files")
    for change in reversed(files):
        try:
            name, after = str(change["name"]), str(change["after"])
            before = base64.b64decode(change["before"], validate=True)
            existed = bool(change["existed"])
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise InputError("this is no record of a change to calendar files") from None
        if existed:
            await store.put(name, before, after)
        elif after:
            await store.delete(name, after)
    count = len(files)
    if not count:
        raise ToolError("there was nothing to take back")
    told = f"{count} file{'s' if count > 1 else ''} of {context.account.name} as before"
    mailed = str(data.get("told", ""))
    if any(word in mailed for word in _MAILED):
        told += f"; mail was sent and cannot be taken back ({mailed}) Tell them yourself"
    return told
