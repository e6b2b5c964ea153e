"""Servers that stall, lie, redirect and break: one clear sentence, and a later call goes on."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, ToolError, UncertainError
from plam_agent.tools import dav_transport
from plam_agent.tools.collection import Store, store_of
from plam_agent.tools.context import Connections
from plam_agent.tools.dav_link import url_of
from plam_agent.tools.dav_transport import within
from tests.servers_dav import (
    DROP,
    LOSE,
    SECRET,
    STALL,
    Asked,
    SmallDav,
    dav_context,
    ics,
    multistatus,
    reply,
    response,
    small_dav,
)

KIND = "<resourcetype><collection/><C:calendar/></resourcetype>"
TAG = "<getetag>&quot;v0&quot;</getetag>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghi"))
    + ']><multistatus xmlns="DAV:"><response><href>&i;</href></response></multistatus>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<multistatus xmlns="DAV:"><response><href>&a;</href></response></multistatus>'
)


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    async with Connections() as open_ones:
        yield open_ones


async def opened(account: Account, connections: Connections) -> Store:
    return await store_of(dav_context(account, connections))


def listing(*responses: str) -> bytes:
    return reply(207, multistatus(response("/cal/", KIND), *responses))


def member(href: str) -> bytes:
    return listing(response(href, TAG))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (STALL, "did not answer within 1 s"),
        (DROP, "connection to .* failed"),
        (LOSE, "connection to .* failed"),
        (b"SMTP ready\r\n", "connection to .* failed|did not answer"),
        (reply(207, "<multistatus"), "no XML"),
        (reply(207, "\0\1\2"), "encoding that is not read"),
        (reply(207, "<html/>"), "no WebDAV answer"),
        (reply(207, multistatus("<response/>")), "no name"),
        (reply(207, multistatus(), kind="text/html"), "does not call itself XML"),
        (reply(207, "", kind="text/html"), "no WebDAV answer"),
        (reply(207, BOMB), "document type"),
        (reply(207, OUTSIDE), "document type"),
        (reply(207, "<a>" * 9000), "no XML"),
        (reply(207, multistatus(), Content_Encoding="gzip"), "compressed"),
        (reply(401, WWW_Authenticate='Basic realm="x"'), "refuses the user or password"),
        (reply(401, WWW_Authenticate="Secret"), "no way to log in"),
        (reply(403), "does not allow"),
        (reply(404), "has nothing there"),
        (reply(500), "answered 500"),
        (reply(503, Retry_After="9999"), "too busy"),
        (reply(507), "no space left"),
        (reply(301, Location="/cal/"), "redirect"),
        (reply(301, Location="http://[::"), "redirect|connection"),
        (member("/other/a.ics"), "outside the collection"),
        (member("/cal/../secret.ics"), "no plain path|outside"),
        (member("/cal/%2e%2e/a.ics"), "no plain path"),
        (member("/cal/x%2fy.ics"), "outside the collection"),
        (member("/cal/x/y.ics"), "outside the collection"),
        (member("/cal/a%0d%0ab.ics"), "no plain path"),
        (member(f"/cal/{'x' * 300}.ics"), "no plain path"),
        (member("http://elsewhere.example/cal/a.ics"), "another server"),
        (member("//elsewhere.example/cal/a.ics"), "another server"),
        (member("http://[::"), "another server"),
        (listing(response("/cal/a.ics")), "no usable version"),
        (listing(response("/cal/a.ics", "<getetag>\n</getetag>")), "no usable version"),
        (listing(response("/cal/a.ics", "<getetag>&quot;é&quot;</getetag>")), "no usable version"),
    ],
)
async def test_a_broken_list_is_one_sentence_and_the_next_call_goes_on(
    dav: SmallDav, connections: Connections, answer: bytes | str, said: str
) -> None:
    store = await opened(dav.account(), connections)
    dav.fault = lambda asked: answer if asked.lists else None

    with pytest.raises(AccountError, match=said) as caught:
        await store.entries()
    assert caught.value.fix
    assert str(caught.value).isprintable()
    assert SECRET not in str(caught.value)
    dav.fault = lambda asked: None
    (entry,) = await store.entries()
    assert entry.data == dav.files["a.ics"]


@pytest.mark.parametrize("broken", [STALL, DROP, reply(500), reply(207, "<a"), reply(401)])
async def test_a_server_that_fails_at_first_is_reached_later(
    dav: SmallDav, connections: Connections, broken: bytes | str
) -> None:
    dav.fault = lambda asked: broken
    with pytest.raises(AccountError):
        await opened(dav.account(), connections)
    dav.fault = lambda asked: None
    assert len(await (await opened(dav.account(), connections)).entries()) == 1


async def test_a_server_that_is_not_there_is_said(connections: Connections) -> None:
    async with small_dav() as gone:
        account = gone.account()
    with pytest.raises(AccountError, match="connection to"):
        await opened(account, connections)


async def test_an_answer_without_end_is_cut(
    dav: SmallDav, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dav_transport, "BODY", 100_000)
    dav.files["a.ics"] = ics("a", "x" * 200_000)
    dav.write("b.ics", ics("b", "Small"))
    store = await opened(dav.account(timeout=20), connections)

    large, small = await store.entries()

    # As in a folder: it is there, and it is named as broken by whoever reads it.
    assert (large.data, small.data) == (b"", dav.files["b.ics"])
    dav.fault = lambda asked: reply(207, multistatus() + " " * 200_000) if asked.lists else None
    with pytest.raises(AccountError, match="answer of over"):
        await store.entries()


async def test_an_entry_that_was_not_asked_for_is_refused(
    dav: SmallDav, connections: Connections
) -> None:
    store = await opened(dav.account(), connections)
    other = response("/cal/b.ics", TAG, "<C:calendar-data>x</C:calendar-data>")
    dav.fault = lambda asked: reply(207, multistatus(other)) if asked.gets else None
    with pytest.raises(AccountError, match="not asked for"):
        await store.entries()


async def test_what_vanishes_between_list_and_read_is_left_out(
    dav: SmallDav, connections: Connections
) -> None:
    store = await opened(dav.account(), connections)

    def vanish(asked: Asked) -> None:
        if asked.gets:
            dav.files.clear()

    dav.fault = vanish
    assert await store.entries() == ()


async def test_credentials_never_go_to_another_host(connections: Connections) -> None:
    async with small_dav() as evil, small_dav() as dav:
        seen: list[str] = []

        def need_login(asked: Asked) -> bytes | None:
            if "authorization" not in asked.headers:
                return reply(401, WWW_Authenticate='Basic realm="x"')
            seen.append(asked.method)
            return redirect(asked)

        redirect: Callable[[Asked], bytes | None] = lambda asked: None  # noqa: E731
        dav.fault = need_login
        store = await opened(dav.account(), connections)
        assert len(await store.entries()) == 1
        for status in (301, 302, 307, 308):
            redirect = lambda asked, status=status: reply(status, Location=evil.url)  # noqa: E731
            for attempt in (store.entries, lambda: store.put("n.ics", ics("n", "N"), "")):
                with pytest.raises(AccountError, match="redirects to another place"):
                    await attempt()
        assert "PUT" in seen
        assert evil.asked == []


async def test_a_home_on_another_server_is_said_and_not_asked(connections: Connections) -> None:
    async with small_dav() as evil, small_dav() as dav:
        home = f"<C:calendar-home-set><href>{evil.url}</href></C:calendar-home-set>"
        dav.fault = lambda asked: reply(207, multistatus(response("/cal/", home)))
        with pytest.raises(AccountError, match="which is another server"):
            await opened(dav.account(), connections)
        assert evil.asked == []


async def test_a_redirect_within_the_server_is_followed(
    dav: SmallDav, connections: Connections
) -> None:
    dav.fault = lambda asked: (
        reply(301, Location="/cal/")
        if asked.path == "/.well-known/caldav"
        else None
        if asked.path.startswith("/cal/")
        else reply(404)
    )
    account = dav.account(url=f"http://127.0.0.1:{dav.port}/")
    assert len(await (await opened(account, connections)).entries()) == 1


@pytest.mark.parametrize(
    ("target", "to"),
    [
        ("/b", "https://a.example/b"),
        ("https://a.example/c", "https://a.example/c"),
        ("http://a.example/", None),
        ("https://a.example.evil.example/", None),
        ("https://a.example:444/", None),
        ("https://me@a.example/", None),
        ("//b.example/", None),
        ("ftp://a.example/", None),
    ],
)
def test_where_a_redirect_may_lead(target: str, to: str | None) -> None:
    if to:
        assert within("https://a.example/a", target) == to
        return
    with pytest.raises(AccountError, match="another place"):
        within("https://a.example/a", target)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://dav.example.org/", "without encryption"),
        ("http://127.0.0.1.example.org/", "without encryption"),
        ("dav.example.org", "a url that is none"),
        ("https://", "a url that is none"),
        ("https://[::/", "a url that is none"),
        ("https://a:99999/", "a url that is none"),
        ("ftp://a.example/", "a url that is none"),
        ("https://me:secret@a.example/", "holds more than"),
        ("https://a.example/?x=1", "holds more than"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        url_of(Account("home", "calendar", "caldav", {"url": url}))
    assert "secret" not in str(caught.value)


async def test_a_ca_file_that_is_none_is_said(dav: SmallDav, connections: Connections) -> None:
    with pytest.raises(ConfigError, match="certificates of account home"):
        await opened(dav.account(ca_file="/nowhere.pem"), connections)


async def test_without_a_strong_version_the_server_is_asked_for_it(
    dav: SmallDav, connections: Connections
) -> None:
    dav.etags = False
    store = await opened(dav.account(), connections)
    version = await store.put("b.ics", ics("b", "B"), "")
    assert version == dav.version("b.ics")
    assert (await store.entries())[1].version == version


async def test_a_write_whose_answer_is_lost_is_found_out(
    dav: SmallDav, connections: Connections
) -> None:
    store = await opened(dav.account(), connections)
    (old,) = await store.entries()

    dav.fault = lambda asked: LOSE if asked.method == "PUT" else None
    version = await store.put("a.ics", ics("a", "Moved"), old.version)
    assert version == dav.version("a.ics")
    assert len([each for each in dav.asked if each.method == "PUT"]) == 1

    dav.fault = lambda asked: LOSE if asked.method == "DELETE" else None
    assert b"Moved" in await store.delete("a.ics", version)
    assert dav.files == {}


@pytest.mark.parametrize("fault", [DROP, STALL, reply(500), reply(502)])
async def test_a_write_that_may_have_happened_is_never_guessed(
    dav: SmallDav, connections: Connections, fault: bytes | str
) -> None:
    store = await opened(dav.account(), connections)
    (old,) = await store.entries()
    dav.fault = lambda asked: fault if asked.method in ("PUT", "DELETE") else None

    with pytest.raises(UncertainError, match=r"a.ics was written, so it may or may not"):
        await store.put("a.ics", ics("a", "Moved"), old.version)
    with pytest.raises(UncertainError, match=r"a.ics was removed, so it may or may not"):
        await store.delete("a.ics", old.version)
    # Each was sent once, and the next call goes on.
    assert [each.method for each in dav.asked if each.method in ("PUT", "DELETE")] == [
        "PUT",
        "DELETE",
    ]
    dav.fault = lambda asked: None
    assert await store.put("a.ics", ics("a", "Moved"), old.version) == dav.version("a.ics")


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (reply(412), ToolError, "was changed meanwhile, so nothing was written"),
        (reply(404), ToolError, "was changed meanwhile, so nothing was written"),
        (reply(403), AccountError, "does not allow"),
        (reply(423), AccountError, "locked"),
        (reply(507), AccountError, "no space left"),
        (reply(413), ToolError, "refuses a.ics with 413"),
        (
            reply(403, '<D:error xmlns:D="DAV:" xmlns:C="c"><C:no-uid-conflict/></D:error>'),
            ToolError,
            r"refuses a.ics with 403 \(no-uid-conflict\)",
        ),
        (
            reply(409, '<D:error xmlns:D="DAV:" xmlns:C="c"><C:no-uid-conflict/></D:error>'),
            ToolError,
            r"refuses a.ics with 409 \(no-uid-conflict\)",
        ),
    ],
)
async def test_a_refused_write_says_that_nothing_was_written(
    dav: SmallDav, connections: Connections, answer: bytes, error: type[ToolError], said: str
) -> None:
    store = await opened(dav.account(), connections)
    (old,) = await store.entries()
    dav.fault = lambda asked: answer if asked.method == "PUT" else None
    with pytest.raises(error, match=said) as caught:
        await store.put("a.ics", ics("a", "Moved"), old.version)
    assert not isinstance(caught.value, UncertainError)


async def test_a_cancelled_call_leaves_the_next_one_whole(
    dav: SmallDav, connections: Connections
) -> None:
    store = await opened(dav.account(timeout=20), connections)
    reached = asyncio.Event()

    def stall(asked: Asked) -> str:
        reached.set()
        return STALL

    dav.fault = stall
    call = asyncio.create_task(store.entries())
    await reached.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    dav.fault = lambda asked: None
    assert len(await store.entries()) == 1


@pytest.mark.parametrize("name", ["../a.ics", "x/../../a.ics", "..", "a\r\nb.ics", "", "a/b.ics"])
async def test_nothing_is_written_outside_the_collection(
    dav: SmallDav, connections: Connections, name: str
) -> None:
    store = await opened(dav.account(), connections)
    asked = len(dav.asked)
    with pytest.raises(ToolError, match="is not the name of an entry"):
        await store.put(name, b"", "")
    with pytest.raises(ToolError, match="is not the name of an entry"):
        await store.delete(name, '"v"')
    assert len(dav.asked) == asked


async def test_sync_pages_are_put_together_and_a_refused_token_starts_anew(
    dav: SmallDav, connections: Connections
) -> None:
    tokens: list[str] = []
    refused: set[str] = set()

    def pages(asked: Asked) -> bytes | None:
        if not asked.syncs:
            return None
        token = asked.body.partition("<D:sync-token>")[2].partition("<")[0]
        tokens.append(token)
        if token in refused:
            return reply(403, '<error xmlns="DAV:"><valid-sync-token/></error>')
        names = sorted(dav.files)
        listed = [response(f"/cal/{n}", f"<getetag>{dav.version(n)}</getetag>") for n in names]
        more = "<response><href>/cal/</href><status>HTTP/1.1 507 Full</status></response>"
        page = [listed[0], more] if token == "" else listed[1:]
        newer = "page2" if token == "" else "end"
        return reply(207, multistatus(*page, f"<sync-token>{newer}</sync-token>"))

    dav.fault = pages
    dav.write("b.ics", ics("b", "B"))
    dav.write("c.ics", ics("c", "C"))
    store = await opened(dav.account(timeout=10), connections)
    assert [each.name for each in await store.entries()] == ["a.ics", "b.ics", "c.ics"]
    assert tokens == ["", "page2"]
    refused.add("end")
    assert [each.name for each in await store.entries()] == ["a.ics", "b.ics", "c.ics"]
    assert tokens == ["", "page2", "end", "", "page2"]
    refused.update(("", "page2"))
    # A server that lost its tokens altogether is still listed.
    assert [each.name for each in await store.entries()] == ["a.ics", "b.ics", "c.ics"]
