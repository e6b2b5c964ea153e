"""Radicale on loopback, and a small DAV server that can be told to misbehave. A pytest plugin."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
import trustme

from plam_agent.config import Account
from plam_agent.tools.context import Connections, Context

SECRET = 'pässword "with: colon'
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)
CALENDAR = '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
BOOK = (
    '<D:mkcol xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>'
    "<D:resourcetype><D:collection/><A:addressbook/></D:resourcetype>"
    "<D:displayname>{shown}</D:displayname></D:prop></D:set></D:mkcol>"
)


@dataclass
class Radicale:
    """A running Radicale; `user()` makes a user with nothing."""

    url: str
    folder: Path
    authority: str = ""
    _users: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def user(self) -> DavUser:
        return DavUser(self, f"user{next(self._users)}")


@dataclass
class DavUser:
    server: Radicale
    name: str

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        """A request of another client, blocking; the path is within the user's home."""
        login = base64.b64encode(f"{self.name}:{SECRET}".encode()).decode()
        request = urllib.request.Request(
            f"{self.server.url}/{self.name}/{path}",
            data=body,
            method=method,
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/xml"}
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        trusted = None
        if self.server.authority:
            trusted = ssl.create_default_context(cafile=self.server.authority)
        with urllib.request.urlopen(request, context=trusted, timeout=20) as reply:
            return int(reply.status)

    def collection(self, name: str, shown: str = "", component: str = "VEVENT") -> None:
        """Make a calendar, a task list (VTODO) or an address book (no component)."""
        if not component:
            self.request("MKCOL", f"{name}/", BOOK.format(shown=escape(shown)).encode())
            return
        comps = "".join(f'<C:comp name="{each}"/>' for each in component.split())
        body = (
            f"{CALENDAR}<D:set><D:prop><D:displayname>{escape(shown)}</D:displayname>"
            f"<C:supported-calendar-component-set>{comps}</C:supported-calendar-component-set>"
            "</D:prop></D:set></C:mkcalendar>"
        )
        self.request("MKCALENDAR", f"{name}/", body.encode())

    def account(self, kind: str = "calendar", path: str = "/", **settings: str | int) -> Account:
        driver = "carddav" if kind == "contacts" else "caldav"
        known: dict[str, str | int | bool] = {"url": f"{self.server.url}{path}", "user": self.name}
        if self.server.authority:
            known["ca_file"] = self.server.authority
        return Account("home", kind, driver, known | settings)


@contextlib.contextmanager
def running(folder: Path, *options: str, scheme: str = "http") -> Iterator[Radicale]:
    folder.mkdir(parents=True, exist_ok=True)
    users = "".join(f"user{number}:{SECRET}\n" for number in range(200))
    (folder / "users").write_text(users, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["--config", "", "--server-hosts", f"127.0.0.1:{port}"]
    words += [f"--storage-filesystem-folder={folder}/store", "--auth-type", "htpasswd"]
    words += [f"--auth-htpasswd-filename={folder}/users", "--auth-htpasswd-encryption", "plain"]
    words += ["--auth-delay", "0", "--auth-cache-logins", "True"]
    log = folder / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", *words, *options], stdout=sink, stderr=sink
        )
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(log.read_text()) from None
                    time.sleep(0.05)
            yield Radicale(f"{scheme}://localhost:{port}", folder)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """Radicale with passwords, without TLS."""
    with running(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def radicale_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    """Radicale with a certificate of a private authority."""
    folder = tmp_path_factory.mktemp("radicale-tls")
    authority = trustme.CA()
    mine = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    mine.private_key_pem.write_to_path(folder / "key.pem")
    mine.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    options = ["--server-ssl", "--server-certificate", str(folder / "cert.pem")]
    options += ["--server-key", str(folder / "key.pem")]
    with running(folder, *options, scheme="https") as server:
        server.authority = str(folder / "authority.pem")
        yield server


@pytest.fixture
def dav_user(radicale: Radicale) -> DavUser:
    return radicale.user()


def dav_context(
    account: Account,
    connections: Connections | None = None,
    *,
    call: str = "c0ffee",
    secret: str = SECRET,
) -> Context:
    return Context(
        account=account,
        owner="marie@example.org",
        zone=PARIS,
        now=lambda: NOW,
        secret=lambda name: secret,
        connections=connections or Connections(),
        call=call,
    )


def ics(uid: str, title: str, *more: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20260101T000000Z", "DTSTART:20261124T143000Z", "DTEND:20261124T153000Z"]
    lines += [f"SUMMARY:{title}", *more, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


@dataclass(frozen=True)
class Asked:
    """One request to the small server."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def syncs(self) -> bool:
        return "sync-collection" in self.body

    @property
    def gets(self) -> bool:
        return "multiget" in self.body

    @property
    def lists(self) -> bool:
        return self.method == "PROPFIND" and self.headers.get("depth") == "1"


STALL, DROP, LOSE = "stall", "drop", "lose"
"""Never answer; hang up at once; do it, and hang up in the middle of the answer."""

Fault = Callable[[Asked], "bytes | str | None"]


def reply(
    status: int, body: str | bytes = "", kind: str = "application/xml", **headers: str
) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Some reason", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(raw)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + raw


def multistatus(*responses: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><multistatus xmlns="DAV:" '
        'xmlns:C="urn:ietf:params:xml:ns:caldav">' + "".join(responses) + "</multistatus>"
    )


def response(href: str, *props: str, status: str = "HTTP/1.1 200 OK") -> str:
    return (
        f"<response><href>{escape(href)}</href><propstat><prop>{''.join(props)}</prop>"
        f"<status>{status}</status></propstat></response>"
    )


class SmallDav:
    """One calendar at /cal/, without sync tokens; `fault` answers instead where it returns."""

    def __init__(self) -> None:
        self.fault: Fault = lambda asked: None
        self.files: dict[str, bytes] = {"a.ics": ics("a", "Dentist")}
        self.asked: list[Asked] = []
        self.etags = True
        self.port = 0
        self._count = itertools.count(1)
        self._versions: dict[str, str] = {"a.ics": '"v0"'}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/cal/"

    def account(self, **settings: str | int) -> Account:
        known: dict[str, str | int | bool] = {"url": self.url, "user": "marie", "timeout": 1}
        return Account("home", "calendar", "caldav", known | settings)

    def write(self, name: str, data: bytes) -> None:
        """Somebody else writes."""
        self.files[name] = data
        self._versions[name] = f'"v{next(self._count)}"'

    def version(self, name: str) -> str:
        return self._versions[name]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await self._read(reader)
            self.asked.append(asked)
            answer = self.fault(asked)
            if answer == STALL:
                await reader.read()
                return
            if answer == DROP:
                return
            raw = self._answer(asked) if answer in (None, LOSE) else answer
            assert isinstance(raw, bytes)
            writer.write(raw[: len(raw) // 2] if answer == LOSE else raw)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, value in (x.split(":", 1) for x in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Asked(method, path, headers, body.decode())

    def _answer(self, asked: Asked) -> bytes:
        name = unquote(asked.path.rpartition("/")[2])
        match asked.method:
            case "PROPFIND":
                kind = "<resourcetype><collection/><C:calendar/></resourcetype>"
                listed = [response("/cal/", kind)]
                if asked.headers.get("depth") == "1":
                    listed += [
                        response(f"/cal/{each}", f"<getetag>{escape(version)}</getetag>")
                        for each, version in self._versions.items()
                    ]
                return reply(207, multistatus(*listed))
            case "REPORT" if asked.gets:
                names = [
                    unquote(each).rpartition("/")[2]
                    for each in re.findall("<D:href>(.*?)</D:href>", asked.body)
                ]
                return reply(207, multistatus(*map(self._member, names)))
            case "PUT" | "DELETE":
                return self._write(asked, name)
        return reply(403, '<error xmlns="DAV:"><supported-report/></error>')

    def _member(self, name: str) -> str:
        if name not in self.files:
            gone = "<status>HTTP/1.1 404 Not Found</status>"
            return f"<response><href>/cal/{name}</href>{gone}</response>"
        data = escape(self.files[name].decode())
        return response(
            f"/cal/{name}",
            f"<getetag>{escape(self._versions[name])}</getetag>",
            f"<C:calendar-data>{data}</C:calendar-data>",
        )

    def _write(self, asked: Asked, name: str) -> bytes:
        wanted = asked.headers.get("if-match")
        if wanted != self._versions.get(name):
            return reply(412)
        if asked.method == "DELETE":
            del self.files[name], self._versions[name]
            return reply(204)
        self.write(name, asked.body.encode())
        if self.etags:
            return reply(201, ETag=self._versions[name])
        return reply(201)


@asynccontextmanager
async def small_dav() -> AsyncIterator[SmallDav]:
    small = SmallDav()
    server = await asyncio.start_server(small.serve, "127.0.0.1", 0, limit=1 << 20)
    small.port = server.sockets[0].getsockname()[1]
    try:
        yield small
    finally:
        server.close()


@pytest.fixture
async def dav() -> AsyncIterator[SmallDav]:
    """A small calendar server in this loop."""
    async with small_dav() as small:
        yield small
