"""A DAV collection as a store of entries (RFC 4791 section 5.3, RFC 6352 section 6.3, RFC 6578).

What was read stays by its version (ETag), so that a second look costs one question, answered with
what changed. Nothing is written but at the version that was read.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from ..errors import AccountError, ToolError, UncertainError
from . import dav_xml
from .collection import LARGEST, Entry
from .dav_link import Answer, Link, LostError, TooLargeError, refused
from .dav_xml import DAV, Kind, Part
from .matching import plain

BATCH = 100
TOTAL = 256 * 1024 * 1024
"""How many octets of entries are kept."""

_XML = {"Content-Type": "application/xml; charset=utf-8"}
_PAGES = 200
_TOO_LARGE = 8
_DONE = (200, 201, 204)
_SAYING = "a later look shows what became of it."


class DavStore:
    """One collection; its methods take turns."""

    def __init__(self, link: Link, kind: Kind, path: str) -> None:
        """Use the collection at `path`; nothing is read yet."""
        self.link = link
        self.kind = kind
        self.path = path if path.endswith("/") else f"{path}/"
        self._turn = asyncio.Lock()
        self._token = ""
        self._syncs = True
        self._versions: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._large = 0

    async def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order of name. Raises AccountError where the server fails."""
        async with self._turn:
            await self._update()
            missing = [
                name
                for name, version in self._versions.items()
                if name not in self._entries or self._entries[name].version != version
            ]
            self._large = 0
            for start in range(0, len(missing), BATCH):
                await self._fetch(missing[start : start + BATCH])
                if sum(len(each.data) for each in self._entries.values()) > TOTAL:
                    raise AccountError(
                        f"{self.link.host} has over {TOTAL // 1024 // 1024} MB in this collection",
                        fix="Keep less in one collection.",
                    )
            gone = self._entries.keys() - self._versions.keys()
            for name in gone:
                del self._entries[name]
            return tuple(self._entries[name] for name in sorted(self._entries))

    async def put(self, name: str, data: bytes, if_version: str) -> str:
        """Write an entry if it is still at `if_version` (empty: does not exist).

        The new version is the server's. Raises ToolError where it is at another one,
        UncertainError where no answer came and a look does not settle it.
        """
        async with self._turn:
            path = self._path(name)
            headers = {"Content-Type": self.kind.media, **_only_at(if_version)}
            try:
                answer = await self.link.send("PUT", path, data, headers, effect=True)
            except LostError as why:
                if not why.sent:
                    raise
                return await self._after_lost_put(name, data, why)
            if answer.status not in _DONE:
                if answer.status >= 500 and answer.status != 507:
                    return await self._after_lost_put(
                        name, data, refused(self.link, answer, "writing an entry")
                    )
                raise self._not_written(name, answer, if_version)
            self._entries.pop(name, None)
            tag = answer.headers.get("ETag", "").strip()
            if tag and not tag.startswith("W/"):
                return dav_xml.version(tag, self.link.host, name)
            # A server that stored something else than what it was sent gives no strong ETag.
            try:
                now = await self._look(name)
            except AccountError as why:
                raise UncertainError(
                    f"{name} was written, but its new version could not be read",
                    fix=f"Look it up again: {_SAYING}",
                ) from why
            if now is None:
                raise UncertainError(
                    f"{name} was written and is not there", fix="Look it up again."
                )
            return now.version

    async def delete(self, name: str, if_version: str) -> bytes:
        """Remove an entry if it is still at `if_version`, and return what it held."""
        async with self._turn:
            before = self._entries.get(name)
            if before is None or before.version != if_version:
                before = await self._look(name)
            if before is None or before.version != if_version:
                raise changed(name, if_version)
            try:
                answer = await self.link.send(
                    "DELETE", self._path(name), "", _only_at(if_version), effect=True
                )
            except LostError as why:
                if not why.sent:
                    raise
                await self._after_lost_delete(name, why)
            else:
                if answer.status >= 500:
                    await self._after_lost_delete(
                        name, refused(self.link, answer, "removing an entry")
                    )
                elif answer.status not in _DONE:
                    raise self._not_written(name, answer, if_version)
            self._entries.pop(name, None)
            self._versions.pop(name, None)
            return before.data

    async def _update(self) -> None:
        """Bring the names and versions up to date."""
        if self._syncs:
            for token in dict.fromkeys((self._token, "")):
                if await self._sync(token):
                    return
            self._syncs = False
        answer = await self.link.send(
            "PROPFIND",
            self.path,
            dav_xml.propfind(("D:getetag", "D:resourcetype")),
            {"Depth": "1", **_XML},
        )
        if answer.status != 207:
            raise refused(self.link, answer, "listing the collection")
        self._versions = {}
        self._take(dav_xml.parts(answer.tree, self.link.host))

    async def _sync(self, token: str) -> bool:
        """Take over what changed since `token` (empty: everything); False where it is refused.

        A server may forget what it said at a token (RFC 6578 section 3.2), and may answer in
        pages (section 3.6).
        """
        versions = dict(self._versions) if token else {}
        for _ in range(_PAGES):
            answer = await self.link.send("REPORT", self.path, dav_xml.sync(token), _XML)
            if answer.status != 207:
                if answer.status in (401, 500, 502, 503, 504):
                    raise refused(self.link, answer, "listing the collection")
                return False
            listed = dav_xml.parts(answer.tree, self.link.host)
            newer = dav_xml.sync_token(answer.tree)
            if not newer:
                return False
            before, self._versions = self._versions, versions
            try:
                more = self._take(listed)
            except BaseException:
                self._versions = before
                raise
            self._token = ""
            if len(versions) > dav_xml.MEMBERS or (more and newer == token):
                break
            if not more:
                self._token = newer
                return True
            token = newer
        raise dav_xml.strange(self.link.host, "a list without an end")

    def _take(self, listed: Sequence[Part]) -> bool:
        """Note the members of a list; True where the server says that there are more."""
        more = False
        for part in listed:
            path = self._member(part.href)
            if path.rstrip("/") == self.path.rstrip("/"):
                more = more or part.status == 507
                continue
            name = dav_xml.name_of(path.rstrip("/"), self.path)
            if name is None:
                raise dav_xml.strange(self.link.host, "an entry from outside the collection")
            if part.status in (404, 410):
                self._versions.pop(name, None)
            elif f"{DAV}collection" not in part.children(f"{DAV}resourcetype"):
                tag = part.text(f"{DAV}getetag")
                self._versions[name] = dav_xml.version(tag, self.link.host, name)
                self._paths[name] = path
        return more

    async def _fetch(self, names: Sequence[str]) -> None:
        """Read entries; those that are gone by now are left out."""
        try:
            found = await self._multiget(names)
        except TooLargeError:
            self._large += 1
            if self._large > _TOO_LARGE:
                raise
            if len(names) == 1:
                # As in a folder, a file that is too large is there and has no content.
                self._entries[names[0]] = Entry(names[0], b"", self._versions[names[0]])
                return
            half = len(names) // 2
            await self._fetch(names[:half])
            await self._fetch(names[half:])
            return
        for name in names:
            entry = found.get(name)
            if entry is None:
                self._versions.pop(name, None)
                # Whether it is gone or was forgotten, the next look asks for everything.
                self._token = ""
            else:
                self._entries[name] = entry
                self._versions[name] = entry.version

    async def _multiget(self, names: Sequence[str]) -> dict[str, Entry]:
        wanted = {self._path(name): name for name in names}
        body = dav_xml.multiget(self.kind, wanted)
        answer = await self.link.send("REPORT", self.path, body, {"Depth": "0", **_XML})
        if answer.status != 207:
            raise refused(self.link, answer, "reading the collection")
        found = {}
        for part in dav_xml.parts(answer.tree, self.link.host):
            name = dav_xml.name_of(self._member(part.href), self.path)
            if name is None or name not in names:
                raise dav_xml.strange(self.link.host, "an entry that was not asked for")
            if self.kind.data not in part.props:
                continue
            version = dav_xml.version(part.text(f"{DAV}getetag"), self.link.host, name)
            data = crlf(part.text(self.kind.data))
            found[name] = Entry(name, data if len(data) <= LARGEST else b"", version)
        return found

    async def _look(self, name: str) -> Entry | None:
        """The entry as it is on the server now."""
        return (await self._multiget([name])).get(name)

    async def _after_lost_put(self, name: str, data: bytes, why: AccountError) -> str:
        """The version if what was written is there. Raises UncertainError otherwise."""
        self._entries.pop(name, None)
        try:
            now = await self._look(name)
        except AccountError:
            now = None
        if now is not None and same(now.data, data):
            return now.version
        raise UncertainError(
            f"{why.message} while {name} was written, so it may or may not have been",
            fix=f"Look it up again: {_SAYING}",
        ) from why

    async def _after_lost_delete(self, name: str, why: AccountError) -> None:
        """Return if the entry is gone. Raises UncertainError otherwise."""
        try:
            if await self._look(name) is None:
                return
        except AccountError:
            # Nothing is known, which is said below.
            pass
        raise UncertainError(
            f"{why.message} while {name} was removed, so it may or may not have been",
            fix=f"Look it up again: {_SAYING}",
        ) from why

    def _not_written(self, name: str, answer: Answer, if_version: str) -> ToolError:
        if answer.status == 412 or (answer.status in (404, 410) and if_version):
            return changed(name, if_version)
        told = [plain(each, 40) for each in answer.conditions[:3]]
        if answer.status in (400, 403, 409, 413, 415) and (told or answer.status != 403):
            why = f" ({', '.join(told)})" if told else ""
            return ToolError(
                f"{self.link.host} refuses {name} with {answer.status}{why}; nothing was written",
                fix="Look it up again, or write it in another way.",
            )
        return refused(self.link, answer, "writing into the collection")

    def _member(self, href: str) -> str:
        return dav_xml.path_of(href, f"{self._origin}{self.path}", self.link.host)

    @property
    def _origin(self) -> str:
        return "/".join(self.link.url.split("/", 3)[:3])

    def _path(self, name: str) -> str:
        if not dav_xml.is_name(name):
            raise ToolError(f"{plain(name)!r} is not the name of an entry")
        return self._paths.get(name) or dav_xml.path_to(self.path, name)


def changed(name: str, if_version: str) -> ToolError:
    """The entry is at another version."""
    what = "was changed meanwhile" if if_version else "exists already"
    return ToolError(f"{name} {what}, so nothing was written", fix="Look it up again and retry.")


def crlf(text: str) -> bytes:
    """Content with the line ends of its format, which XML has made plain (RFC 5545 3.1)."""
    return re.sub(r"\r\n|\r|\n", "\r\n", text).encode()


def same(one: bytes, other: bytes) -> bool:
    """Whether two files say the same, however their lines are folded and ordered."""
    return _lines(one) == _lines(other)


def _lines(data: bytes) -> list[bytes]:
    plain_ends = data.replace(b"\r\n", b"\n")
    return sorted(line for line in re.sub(b"\n[ \t]", b"", plain_ends).split(b"\n") if line)


def _only_at(version: str) -> dict[str, str]:
    return {"If-Match": version} if version else {"If-None-Match": "*"}
