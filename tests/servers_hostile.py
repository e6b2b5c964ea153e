"""A small IMAP and a small SMTP server on loopback that keep their word until told not to.

Each names the stages of its protocol; a fault at a stage takes the place of the answer there, and
at `after STAGE` of the answer once the effect has happened.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.servers import fake_server

PASSWORD = "open sesame"
PIECE = 65_536
VALIDITY = 77

Fault = Callable[["Wire"], Awaitable[None]]


@dataclass
class Wire:
    """One client's connection; `tag` is that of the command being answered, if it has one."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    tag: bytes = b""

    async def say(self, *lines: bytes) -> None:
        self.writer.write(b"".join(line + b"\r\n" for line in lines))
        await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the client has gone."""
        while await self.reader.read(PIECE):
            pass
        raise ConnectionResetError


async def stall(wire: Wire) -> None:
    """Say nothing more."""
    await wire.gone()


async def drop(wire: Wire) -> None:
    """Close the connection."""
    raise ConnectionResetError


def says(*lines: bytes, then: Fault | None = None) -> Fault:
    """Say these lines, in which TAG is the command's own."""

    async def fault(wire: Wire) -> None:
        await wire.say(*(line.replace(b"TAG", wire.tag) for line in lines))
        if then is not None:
            await then(wire)

    return fault


def heard(fault: Fault) -> Fault:
    """The fault, once the client has said something."""

    async def after(wire: Wire) -> None:
        await wire.reader.readexactly(1)
        await fault(wire)

    return after


def drips(octets: bytes = b"x") -> Fault:
    """One octet at a time, for ever, and never the end of a line."""

    async def fault(wire: Wire) -> None:
        end = asyncio.ensure_future(wire.gone())
        while not end.done():
            wire.writer.write(octets)
            await asyncio.wait({end}, timeout=0.02)
        await end

    return fault


def floods(piece: bytes) -> Fault:
    """The same piece for ever, as fast as it is taken."""

    async def fault(wire: Wire) -> None:
        block = piece * max(1, PIECE // len(piece))
        try:
            while True:
                wire.writer.write(block.replace(b"TAG", wire.tag))
                await wire.writer.drain()
                # Where it is taken at once, nothing else makes room for others.
                await asyncio.sleep(0)
        finally:
            # What is left would be waited for, though nobody takes it any more.
            wire.writer.transport.abort()

    return fault


@dataclass
class Hostile:
    """What both servers have: a port, the faults by stage, and what clients said."""

    port: int = 0
    faults: dict[str, Fault] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    connections: int = 0

    async def conversation(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        raise NotImplementedError

    async def stage(self, name: str, wire: Wire) -> bool:
        """Whether a fault took the place of the answer."""
        self.heard.append(name)
        fault = self.faults.get(name)
        if fault is None:
            return False
        await fault(wire)
        return True


@dataclass
class Message:
    """One message in a folder."""

    raw: bytes
    flags: set[bytes] = field(default_factory=set)


@dataclass
class HostileImap(Hostile):
    """As much of IMAP4rev1 as a mail account needs, and MOVE and UIDPLUS unless taken away."""

    folders: dict[str, dict[int, Message]] = field(default_factory=dict)
    capabilities: bytes = b"IMAP4rev1 UIDPLUS MOVE"
    validity: int = VALIDITY
    next_uid: int = 100

    def put(self, folder: str, raw: bytes) -> int:
        """Put a message into a folder and return its UID."""
        self.next_uid += 1
        self.folders.setdefault(folder, {})[self.next_uid] = Message(raw)
        return self.next_uid

    def subjects(self, folder: str) -> list[str]:
        """The subjects of all messages of a folder, in order."""
        found = (re.search(rb"Subject: (.*)\r\n", m.raw) for m in self.folders[folder].values())
        return sorted(match[1].decode() for match in found if match)

    async def conversation(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        wire = Wire(reader, writer)
        if not await self.stage("greeting", wire):
            await wire.say(b"* OK ready")
        session = _Session(self, wire)
        while line := await reader.readline():
            while match := re.search(rb"\{(\d+)\}\r\n$", line):
                await wire.say(b"+ go on")
                line += await reader.readexactly(int(match[1])) + await reader.readline()
            await session.command(line.removesuffix(b"\r\n"))


class _Session:
    """One client's session: which folder is selected."""

    def __init__(self, server: HostileImap, wire: Wire) -> None:
        self.server = server
        self.wire = wire
        self.folder = ""

    @property
    def here(self) -> dict[int, Message]:
        return self.server.folders[self.folder]

    async def command(self, line: bytes) -> None:
        tag, _, rest = line.partition(b" ")
        self.wire.tag = tag
        verb, _, rest = rest.partition(b" ")
        if verb.upper() == b"UID":
            verb, _, rest = rest.partition(b" ")
        name = verb.decode("ascii").upper()
        name = "SELECT" if name == "EXAMINE" else name
        if await self.server.stage(name, self.wire):
            return
        lines, said = await getattr(self, f"on_{name.lower()}", self.unknown)(rest)
        if name == "LOGOUT":
            raise ConnectionResetError
        if not await self.server.stage(f"after {name}", self.wire):
            await self.wire.say(*lines, tag + b" " + said)

    async def unknown(self, rest: bytes) -> tuple[list[bytes], bytes]:
        return [], b"BAD what?"

    async def on_capability(self, rest: bytes) -> tuple[list[bytes], bytes]:
        return [b"* CAPABILITY " + self.server.capabilities], b"OK done"

    async def on_login(self, rest: bytes) -> tuple[list[bytes], bytes]:
        right = PASSWORD.encode() in rest
        return [], b"OK welcome" if right else b"NO [AUTHENTICATIONFAILED] no"

    async def on_noop(self, rest: bytes) -> tuple[list[bytes], bytes]:
        return [], b"OK done"

    async def on_logout(self, rest: bytes) -> tuple[list[bytes], bytes]:
        await self.wire.say(b"* BYE", self.wire.tag + b" OK bye")
        return [], b""

    async def on_list(self, rest: bytes) -> tuple[list[bytes], bytes]:
        names = (name.encode() for name in self.server.folders)
        return [b'* LIST () "/" "' + name + b'"' for name in names], b"OK done"

    async def on_create(self, rest: bytes) -> tuple[list[bytes], bytes]:
        self.server.folders.setdefault(_unquoted(rest), {})
        return [], b"OK done"

    async def on_select(self, rest: bytes) -> tuple[list[bytes], bytes]:
        name = _unquoted(rest)
        if name not in self.server.folders:
            return [], b"NO no such folder"
        self.folder = name
        return [
            b"* FLAGS (\\Seen \\Flagged \\Deleted \\Draft)",
            b"* %d EXISTS" % len(self.here),
            b"* 0 RECENT",
            b"* OK [UIDVALIDITY %d] UIDs" % self.server.validity,
            b"* OK [UIDNEXT %d] next" % (self.server.next_uid + 1),
        ], b"OK [READ-WRITE] done"

    async def on_search(self, rest: bytes) -> tuple[list[bytes], bytes]:
        uids = sorted(self.here)
        if window := re.match(rb"(\d+):(\d+) ", rest):
            uids = uids[int(window[1]) - 1 : int(window[2])]
        if after := re.match(rb"UID (\d+):", rest):
            uids = [uid for uid in uids if uid >= int(after[1])]
        if named := re.search(rb'HEADER Message-ID "?([^"]*)"?', rest, re.IGNORECASE):
            uids = [uid for uid in uids if named[1] in self.here[uid].raw]
        if b"DELETED" in rest:
            uids = [uid for uid in uids if b"\\Deleted" in self.here[uid].flags]
        return [b"* SEARCH" + b"".join(b" %d" % uid for uid in uids)], b"OK done"

    async def on_fetch(self, rest: bytes) -> tuple[list[bytes], bytes]:
        wanted, items = rest.split(b" ", 1)
        lines = []
        for number, uid in enumerate(sorted(self.here), 1):
            if uid in _numbers(wanted):
                lines.append(b"* %d FETCH (%s)" % (number, self.parts(uid, items)))
        return lines, b"OK done"

    def parts(self, uid: int, items: bytes) -> bytes:
        message = self.here[uid]
        parts = [b"UID %d" % uid]
        if b"FLAGS" in items:
            parts.append(b"FLAGS (%s)" % b" ".join(sorted(message.flags)))
        if b"INTERNALDATE" in items:
            parts.append(b'INTERNALDATE "03-Mar-2026 09:00:00 +0000"')
        if b"RFC822.SIZE" in items:
            parts.append(b"RFC822.SIZE %d" % len(message.raw))
        if body := re.search(rb"BODY\.PEEK\[\]<(\d+)\.(\d+)>", items):
            start, size = int(body[1]), int(body[2])
            octets = message.raw[start : start + size]
            parts.append(b"BODY[]<%d> {%d}\r\n%s" % (start, len(octets), octets))
        return b" ".join(parts)

    async def on_store(self, rest: bytes) -> tuple[list[bytes], bytes]:
        wanted, sign, flags = re.fullmatch(rb"(\S+) ([+-])FLAGS\S* \((.*)\)", rest).groups()
        for uid in _numbers(wanted) & set(self.here):
            for flag in flags.split():
                (self.here[uid].flags.add if sign == b"+" else self.here[uid].flags.discard)(flag)
        return [], b"OK done"

    async def on_move(self, rest: bytes) -> tuple[list[bytes], bytes]:
        code = self.copied(rest)
        wanted, _ = rest.split(b" ", 1)
        for uid in _numbers(wanted) & set(self.here):
            del self.here[uid]
        return [b"* OK [COPYUID %s] moved" % code] if code else [], b"OK done"

    async def on_copy(self, rest: bytes) -> tuple[list[bytes], bytes]:
        code = self.copied(rest)
        return [], b"OK [COPYUID %s] copied" % code if code else b"OK copied"

    def copied(self, rest: bytes) -> bytes:
        wanted, name = rest.split(b" ", 1)
        uids = sorted(_numbers(wanted) & set(self.here))
        new = [self.server.put(_unquoted(name), self.here[uid].raw) for uid in uids]
        if b"UIDPLUS" not in self.server.capabilities:
            return b""
        sets = (b",".join(b"%d" % uid for uid in each) for each in (uids, new))
        return b"%d %s %s" % (self.server.validity, *sets)

    async def on_expunge(self, rest: bytes) -> tuple[list[bytes], bytes]:
        only = _numbers(rest) if rest else set(self.here)
        for uid in [u for u in self.here if b"\\Deleted" in self.here[u].flags and u in only]:
            del self.here[uid]
        return [], b"OK done"

    async def on_append(self, rest: bytes) -> tuple[list[bytes], bytes]:
        head, raw = rest.split(b"}\r\n", 1)
        name = re.match(rb'"?([^"( ]+)"?', head)
        assert name is not None
        uid = self.server.put(name[1].decode(), raw)
        if b"UIDPLUS" not in self.server.capabilities:
            return [], b"OK done"
        return [], b"OK [APPENDUID %d %d] done" % (self.server.validity, uid)

    async def on_starttls(self, rest: bytes) -> tuple[list[bytes], bytes]:
        return [], b"NO not today"


def _unquoted(name: bytes) -> str:
    return name.strip().strip(b'"').decode("ascii")


def _numbers(wanted: bytes) -> set[int]:
    found: set[int] = set()
    for piece in wanted.split(b","):
        low, _, high = piece.partition(b":")
        found |= set(range(int(low), int(high or low) + 1))
    return found


@dataclass
class HostileSmtp(Hostile):
    """As much of SMTP as handing over a message needs; `received` is what it took."""

    extensions: tuple[bytes, ...] = (b"8BITMIME",)
    received: list[bytes] = field(default_factory=list)
    refused: dict[str, bytes] = field(default_factory=dict)

    async def conversation(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        wire = Wire(reader, writer)
        if not await self.stage("greeting", wire):
            await wire.say(b"220 ready")
        while line := await reader.readline():
            words = line.decode("ascii").split()
            name = words[0].upper() if words else ""
            if name == "AUTH" and len(words) == 2:
                await wire.say(b"334 ")
                await reader.readline()
            if await self.stage(name, wire):
                continue
            if name == "DATA":
                await self.taken(wire)
            else:
                await wire.say(*self.answer(name, line.decode("ascii").strip()))
            if name == "QUIT":
                return

    def answer(self, name: str, line: str) -> list[bytes]:
        match name:
            case "EHLO":
                names = [b"localhost", *self.extensions]
                return [b"250-" + each for each in names[:-1]] + [b"250 " + names[-1]]
            case "AUTH":
                return [b"235 welcome"]
            case "RCPT":
                for who, said in self.refused.items():
                    if f"<{who}>" in line:
                        return [said]
            case "QUIT":
                return [b"221 bye"]
            case "STARTTLS":
                return [b"454 not today"]
        return [b"250 fine"]

    async def taken(self, wire: Wire) -> None:
        await wire.say(b"354 go on")
        if await self.stage("BODY", wire):
            return
        raw = b""
        while not raw.endswith(b"\r\n.\r\n"):
            raw += await wire.reader.readuntil(b"\r\n")
        if await self.stage("END", wire):
            return
        self.received.append(raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))
        if not await self.stage("after END", wire):
            await wire.say(b"250 taken")


@asynccontextmanager
async def serving(server: Hostile) -> AsyncIterator[Hostile]:
    """Let the server listen; with a `context` it speaks TLS from the first octet on."""
    async with fake_server(server.conversation, ssl=server.context) as port:
        server.port = port
        yield server
