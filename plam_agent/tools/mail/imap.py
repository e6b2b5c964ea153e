"""A `Mailbox` on an IMAP server (RFC 3501, 9051): what each operation asks of the connection."""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from ...config import Account
from ...errors import AccountError, ConfigError, ToolError, UncertainError
from ...types import ObjectId
from . import imap_commands, imap_syntax
from .imap_connection import Client, ImapConnection, copyuid_lines, create_folder
from .mailbox import (
    BEGINNING,
    FETCH_CAP,
    Page,
    Query,
    Raw,
    SpecialUse,
    folder_of,
    message_id_of,
    special_folder,
)

_BATCH = 20
_WINDOW = 1_000
_WIDEST = 16_000
_QUICK = 1.0


class ImapMailbox:
    """A `Mailbox` on an IMAP server; an async context manager."""

    def __init__(self, account: Account, secret: Callable[[str], str]) -> None:
        """`secret("password")` is asked for when a connection is made. Raises ConfigError."""
        self._connection = ImapConnection(account, secret)
        self._account = account.name
        self._settings = account.settings

    async def __aenter__(self) -> Self:
        """Connect and log in."""
        await self._connection.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log out."""
        await self._connection.__aexit__(kind, error, trace)

    async def folders(self) -> tuple[str, ...]:
        """The names of all folders that can be selected."""
        return tuple(each.name for each in await self._connection.do(imap_commands.listed))

    async def special(self, role: SpecialUse) -> str | None:
        """The folder that plays `role`: by SPECIAL-USE (RFC 6154), else by a common name."""
        return special_folder(role, await self._connection.do(imap_commands.listed), self._settings)

    async def newest(self, folder: str, limit: int) -> list[ObjectId]:
        """The `limit` messages that arrived last, newest first."""
        found: list[ObjectId] = []
        async for page in self.pages(Query(folder=folder), first=min(limit, _WIDEST)):
            found += page.found
            if len(found) >= limit:
                break
        return found[:limit]

    async def pages(self, query: Query, first: int = _WINDOW) -> AsyncIterator[Page]:
        """The messages that match, newest first; the server searches a window of them at a time.

        Windows are of sequence numbers, so that not even the numbers of a large folder are listed.
        They widen while the server is quick. A message that something else removes meanwhile moves
        others into an older window: they are not found twice.
        """
        seen: set[int] = set()
        high, width = -1, max(1, first)
        while high != 0:
            started = asyncio.get_running_loop().time()
            work = functools.partial(self._window, query, high, width)
            validity, uids, high, total = await self._connection.do(work)
            new = [uid for uid in uids if uid not in seen]
            seen.update(new)
            yield Page([self._id(query.folder, validity, uid) for uid in new], high, total)
            if asyncio.get_running_loop().time() - started < _QUICK:
                width = min(2 * width, _WIDEST)

    def _window(
        self, query: Query, high: int, width: int, client: Client
    ) -> tuple[int, list[int], int, int]:
        """UIDVALIDITY, the UIDs that match from `high` down, and what is left of how many."""
        validity, _, exists = imap_commands.selected(client, query.folder)
        high = exists if high < 0 else min(high, exists)
        if not high:
            return validity, [], 0, exists
        low = max(1, high - width + 1)
        keys, charset = imap_syntax.criteria(query)
        within_window: str | list[str]
        if isinstance(keys, str):
            within_window = f"{low}:{high} {keys}"
        else:
            within_window = [f"{low}:{high}", *keys]
        uids = sorted(set(client.search(within_window, charset)), reverse=True)
        if len(uids) > width:
            raise AccountError(f"{self._server} found more messages than it was asked about")
        if query.since is not None or query.before is not None:
            uids = list(imap_commands.in_time(client, uids, query))
        return validity, uids, low - 1, exists

    async def find(self, folder: str, message_id: str) -> list[ObjectId]:
        """The messages of `folder` whose Message-ID is `message_id`."""

        def work(client: Client) -> list[ObjectId]:
            validity, _ = imap_commands.select(client, folder)
            uids = client.search(f"HEADER Message-ID {imap_syntax.quoted(message_id)}")
            return [self._id(folder, validity, uid) for uid in uids]

        return await self._connection.do(work)

    async def fetch(self, ids: Sequence[ObjectId], octets: int = FETCH_CAP) -> list[Raw]:
        """The messages that still exist, in the order of `ids`; none becomes read by it.

        Beginnings come many at a time, what follows them message by message.
        """
        found: dict[ObjectId, Raw] = {}
        for folder, validity, uids in self._grouped(ids):
            for start in range(0, len(uids), _BATCH):
                batch = uids[start : start + _BATCH]
                answer = await self._looked(folder, validity, batch, imap_syntax.SHOWN)
                for uid, parts in answer.items():
                    body = imap_syntax.body_of(parts)
                    if body is None:
                        continue
                    if octets > BEGINNING and len(body) >= BEGINNING:
                        body += await self._rest(folder, validity, uid, octets)
                    each = self._id(folder, validity, uid)
                    found[each] = imap_syntax.raw_of(each, folder, parts, body)
        return [found[each] for each in ids if each in found]

    async def _rest(self, folder: str, validity: int, uid: int, octets: int) -> bytes:
        wanted = f"BODY.PEEK[]<{BEGINNING}.{octets - BEGINNING}>"
        answer = await self._looked(folder, validity, [uid], (wanted,))
        rest = imap_syntax.body_of(answer.get(uid, {}))
        if rest is None:
            raise AccountError(f"{self._server} sends only the beginning of a message")
        return rest[: octets - BEGINNING]

    async def flags(self, ids: Sequence[ObjectId]) -> dict[ObjectId, frozenset[str]]:
        """The flags of each message that still exists."""
        found: dict[ObjectId, frozenset[str]] = {}
        for folder, validity, uids in self._grouped(ids):
            for uid, parts in (await self._looked(folder, validity, uids, ("FLAGS",))).items():
                names = imap_syntax.flag_names(parts.get(b"FLAGS", ()))
                found[self._id(folder, validity, uid)] = names
        return {each: found[each] for each in ids if each in found}

    async def store(
        self, ids: Sequence[ObjectId], add: Collection[str] = (), remove: Collection[str] = ()
    ) -> None:
        """Add and remove flags."""

        def work(folder: str, validity: int, uids: list[int], client: Client) -> None:
            self._open(client, folder, validity, readonly=False)
            with self._connection.effect("changing flags"):
                if add:
                    client.add_flags(uids, sorted(add), silent=True)
                if remove:
                    client.remove_flags(uids, sorted(remove), silent=True)

        await self._in_each_folder(ids, work)

    async def move(self, ids: Sequence[ObjectId], folder: str) -> dict[ObjectId, ObjectId]:
        """Move messages and return each one's new id; all of them or none.

        Uses MOVE (RFC 6851), else COPY and EXPUNGE. The new place is what COPYUID (RFC 4315)
        says, else the one new message there that has the same octets.
        """
        moved: dict[ObjectId, ObjectId] = {}
        for group in self._grouped(ids):
            if group[0] == folder:
                continue
            try:
                moved |= await self._connection.do(functools.partial(self._moved, folder, *group))
            except AccountError as error:
                await self._put_back(moved, error)
                raise
        return moved

    async def append(self, folder: str, raw: bytes, flags: Collection[str] = ()) -> ObjectId:
        """Put a message into `folder`; its id is what APPENDUID says, else found by its octets."""
        digest = hashlib.sha256(raw.replace(b"\r\n", b"\n")).hexdigest()

        def work(client: Client) -> ObjectId:
            validity, next_uid = imap_commands.select(client, folder)
            with self._connection.effect(f"putting a message into {folder}"):
                answer = client.append(folder, raw, sorted(flags))
            if place := imap_syntax.appenduid(answer):
                return self._id(folder, *place)
            with self._connection.effect(f"looking for it in {folder}", begun=True):
                imap_commands.select(client, folder)
                places = imap_commands.places(client, {0: digest}, next_uid)
            if not places:
                raise UncertainError(f"{self._server} does not say where it put the message")
            return self._id(folder, validity, places[0])

        return await self._connection.do(work)

    async def discard(self, ids: Sequence[ObjectId]) -> None:
        """Delete exactly these messages for good."""

        def work(folder: str, validity: int, uids: list[int], client: Client) -> None:
            self._open(client, folder, validity, readonly=False)
            self._may_expunge(client, uids)
            with self._connection.effect("deleting messages"):
                client.add_flags(uids, ["\\Deleted"], silent=True)
                imap_commands.expunge(client, uids)

        await self._in_each_folder(ids, work)

    async def create_folder(self, folder: str, role: SpecialUse | None = None) -> str:
        """Create a folder, beneath the prefix that the server wants (RFC 2342), if it wants one."""

        def work(client: Client) -> str:
            there = {each.name for each in imap_commands.listed(client)}
            if folder in there:
                return folder
            name = imap_commands.prefixed(client, folder)
            if name not in there:
                with self._connection.effect(f"creating {name}"):
                    create_folder(client, name, f"\\{role.capitalize()}" if role else "")
            return name

        return await self._connection.do(work)

    @property
    def _server(self) -> str:
        return self._connection.server.host

    def _id(self, folder: str, validity: int, uid: int) -> ObjectId:
        return message_id_of(self._account, folder, validity, uid)

    def _grouped(self, ids: Sequence[ObjectId]) -> list[tuple[str, int, list[int]]]:
        groups: dict[tuple[str, int], list[int]] = {}
        for each in ids:
            folder, parts = folder_of(each, 2)
            if each.account != self._account or not all(part.isdecimal() for part in parts):
                raise ConfigError(f"{each.id!r} is no message of account {self._account}")
            groups.setdefault((folder, int(parts[0])), []).append(int(parts[1]))
        return [(folder, validity, uids) for (folder, validity), uids in groups.items()]

    async def _in_each_folder(
        self, ids: Sequence[ObjectId], work: Callable[[str, int, list[int], Client], None]
    ) -> None:
        """Do `work` folder by folder; a failure after the first is no failure of the whole."""
        for number, group in enumerate(self._grouped(ids)):
            try:
                await self._connection.do(functools.partial(work, *group))
            except AccountError as error:
                if number:
                    raise UncertainError(
                        f"some messages had been changed before this happened: {error}"
                    ) from error
                raise

    async def _looked(
        self, folder: str, validity: int, uids: list[int], items: Sequence[str]
    ) -> Mapping[int, Mapping[bytes, Any]]:
        def work(client: Client) -> Mapping[int, Mapping[bytes, Any]]:
            self._open(client, folder, validity, readonly=True)
            answer: Mapping[int, Mapping[bytes, Any]] = client.fetch(uids, items)
            return answer

        return await self._connection.do(work)

    def _open(self, client: Client, folder: str, validity: int, *, readonly: bool) -> None:
        if imap_commands.select(client, folder, readonly=readonly)[0] != validity:
            raise AccountError(
                f"the folder {folder} of {self._server} was rebuilt since its messages were "
                "listed, so their numbers mean nothing any more",
                fix="Search again.",
            )

    def _moved(
        self, folder: str, source: str, validity: int, uids: list[int], client: Client
    ) -> dict[ObjectId, ObjectId]:
        effect, doing = self._connection.effect, f"moving messages to {folder}"
        new_validity, next_uid = imap_commands.select(client, folder)
        self._open(client, source, validity, readonly=False)
        hashes = {} if client.has_capability("UIDPLUS") else imap_commands.digests(client, uids)
        copyuid_lines(client)
        if client.has_capability("MOVE"):
            with effect(doing):
                client.move(uids, folder)
            places = imap_syntax.copyuid(copyuid_lines(client))
        else:
            self._may_expunge(client, uids)
            with effect(doing):
                client.copy(uids, folder)
            places = imap_syntax.copyuid(copyuid_lines(client))
            with effect(doing, begun=True):
                client.add_flags(uids, ["\\Deleted"], silent=True)
                imap_commands.expunge(client, uids)
        if hashes:
            with effect(doing, begun=True):
                imap_commands.select(client, folder)
                found = imap_commands.places(client, hashes, next_uid)
            if len(found) < len(hashes):
                raise UncertainError(f"{self._server} does not say where it moved the messages to")
            places = {old: (new_validity, new) for old, new in found.items()}
        return {
            self._id(source, validity, old): self._id(folder, *new)
            for old, new in places.items()
            if old in uids
        }

    async def _put_back(self, moved: dict[ObjectId, ObjectId], error: AccountError) -> None:
        for old, new in moved.items():
            try:
                await self.move([new], folder_of(old, 2)[0])
            except ToolError as worse:
                raise UncertainError(
                    f"some messages had been moved before this happened: {error}"
                ) from worse

    def _may_expunge(self, client: Client, uids: Sequence[int]) -> None:
        """AccountError where only EXPUNGE is there and would take other messages along."""
        if client.has_capability("UIDPLUS"):
            return
        others = set(client.search(["DELETED"])) - set(uids)
        if others:
            raise AccountError(
                f"{self._server} can only delete together with {len(others)} other messages "
                "that are marked as deleted",
                fix="Purge deleted messages with your mail program first.",
            )
