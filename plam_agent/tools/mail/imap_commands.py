"""What is asked of an open IMAP connection: short exchanges, none of which remembers anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from . import headers, imap_syntax
from .imap_connection import Client, select_folder
from .mailbox import Folder, Query
from .matching import within

_BATCH = 20
_DATES_BATCH = 200
# RFC 9051 allows more; no mailbox has them, and a server that says so would never be done with.
_MOST = 100_000_000


def listed(client: Client) -> list[Folder]:
    """The folders that can be selected (LIST, RFC 3501 section 6.3.8)."""
    found = []
    for flags, delimiter, name in client.list_folders():
        attributes = imap_syntax.flag_names(flags)
        if not {"\\noselect", "\\nonexistent"} & {each.lower() for each in attributes}:
            separator = (delimiter or b"\0").decode("ascii", "replace")
            name = "INBOX" if name.upper() == "INBOX" else name
            found.append(Folder(name, name.rsplit(separator, 1)[-1], attributes))
    return found


def select(client: Client, folder: str, *, readonly: bool = True) -> tuple[int, int]:
    """Select a folder afresh; its UIDVALIDITY, and the UID its next message will have."""
    return selected(client, folder, readonly=readonly)[:2]


def selected(client: Client, folder: str, *, readonly: bool = True) -> tuple[int, int, int]:
    """As `select`, and how many messages the server says there are."""
    answer = select_folder(client, folder, readonly=readonly)
    exists = int(answer.get(b"EXISTS", 0))
    if not 0 <= exists < _MOST:
        raise ValueError(f"{exists} messages in {folder}")
    return int(answer[b"UIDVALIDITY"]), int(answer.get(b"UIDNEXT", 1)), exists


def prefixed(client: Client, folder: str) -> str:
    """The name under which a new folder of the owner's belongs."""
    if not client.has_capability("NAMESPACE"):
        return folder
    personal = client.namespace().personal or ()
    prefix = str(personal[0][0]) if personal else ""
    return folder if folder.startswith(prefix) else f"{prefix}{folder}"


def expunge(client: Client, uids: Sequence[int]) -> None:
    """Remove what is marked as deleted: only `uids` where the server has UIDPLUS (RFC 4315)."""
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
    else:
        client.expunge()


def in_time(client: Client, uids: Sequence[int], query: Query) -> Iterator[int]:
    """Those of `uids` within the query's time."""
    for start in range(0, len(uids), _DATES_BATCH):
        batch = uids[start : start + _DATES_BATCH]
        answer = client.fetch(batch, imap_syntax.DATES)
        for uid in batch:
            parts = answer.get(uid, {})
            moment = headers.instant(imap_syntax.date_field(parts)) or imap_syntax.arrival(parts)
            if within(moment, query):
                yield uid


def digests(client: Client, uids: Sequence[int]) -> dict[int, str]:
    """SHA-256 of each message's beginning, blind to line ends."""
    found = {}
    for start in range(0, len(uids), _BATCH):
        answer = client.fetch(uids[start : start + _BATCH], [imap_syntax.BODY])
        for uid, parts in answer.items():
            body = imap_syntax.body_of(parts) or b""
            found[uid] = hashlib.sha256(body.replace(b"\r\n", b"\n")).hexdigest()
    return found


def places(client: Client, hashes: Mapping[int, str], next_uid: int) -> dict[int, int]:
    """Where each of `hashes` is among the messages that came at or after `next_uid`."""
    new = [uid for uid in client.search(f"UID {next_uid}:*") if uid >= next_uid]
    there = digests(client, sorted(new))
    places: dict[int, int] = {}
    for old, digest in hashes.items():
        free = [uid for uid, d in there.items() if d == digest and uid not in places.values()]
        if free:
            places[old] = free[0]
    return places
