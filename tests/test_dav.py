"""Collections on a real server: found, read, written only at the version that was read."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, ToolError
from plam_agent.tools.collection import FolderStore, Store, store_of
from plam_agent.tools.context import Connections
from plam_agent.tools.dav import Server
from plam_agent.tools.dav_store import DavStore
from tests.servers_dav import SECRET, DavUser, Radicale, dav_context, ics


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    async with Connections() as open_ones:
        yield open_ones


async def opened(account: Account, connections: Connections) -> DavStore:
    store = await store_of(dav_context(account, connections))
    assert isinstance(store, DavStore)
    return store


@pytest.mark.parametrize("path", ["/", "", "/{user}/", "/{user}", "/{user}/cal/", "/{user}/cal"])
async def test_the_url_may_be_any_place_that_leads_to_the_collection(
    dav_user: DavUser, connections: Connections, path: str
) -> None:
    await asyncio.to_thread(dav_user.collection, "cal", "Home")

    store = await opened(dav_user.account(path=path.format(user=dav_user.name)), connections)

    assert store.path == f"/{dav_user.name}/cal/"
    assert await store.entries() == ()


async def test_the_kind_of_the_account_chooses_among_collections(
    dav_user: DavUser, connections: Connections
) -> None:
    for name, component in (("cal", "VEVENT"), ("todo", "VTODO"), ("people", "")):
        await asyncio.to_thread(dav_user.collection, name, name.title(), component)
    found = {}
    for kind in ("calendar", "tasks", "contacts"):
        async with Connections() as own:
            found[kind] = (await opened(dav_user.account(kind), own)).path.split("/")[-2]

    assert found == {"calendar": "cal", "tasks": "todo", "contacts": "people"}


async def test_several_collections_are_named_and_one_is_chosen_by_either_name(
    dav_user: DavUser, connections: Connections
) -> None:
    await asyncio.to_thread(dav_user.collection, "c1", "Home")
    await asyncio.to_thread(dav_user.collection, "c2", "Café & work")

    with pytest.raises(ConfigError, match=r"several calendars: .*Home \(c1\)"):
        await opened(dav_user.account(), connections)
    with pytest.raises(ConfigError, match=r"no calendar 'Nowhere'.*Café & work \(c2\)"):
        await opened(dav_user.account(collection="Nowhere"), connections)
    for name in ("c2", "café & WORK"):
        async with Connections() as own:
            store = await opened(dav_user.account(collection=name), own)
            assert store.path.endswith("/c2/")


async def test_an_account_without_a_collection_of_its_kind_says_so(
    dav_user: DavUser, connections: Connections
) -> None:
    await asyncio.to_thread(dav_user.collection, "cal")
    with pytest.raises(ConfigError, match="no address book"):
        await opened(dav_user.account("contacts"), connections)
    with pytest.raises(ConfigError, match="no task list"):
        await opened(dav_user.account("tasks", f"/{dav_user.name}/cal/"), connections)


async def test_an_entry_is_written_read_changed_and_removed(
    dav_user: DavUser, connections: Connections
) -> None:
    await asyncio.to_thread(dav_user.collection, "cal")
    store = await opened(dav_user.account(), connections)
    name = "a b é & %41.ics"

    first = await store.put(name, ics("a", "Café"), "")
    (entry,) = await store.entries()
    assert (entry.name, entry.version) == (name, first)
    assert b"SUMMARY:Caf\xc3\xa9\r\n" in entry.data
    second = await store.put(name, ics("a", "Tea"), first)
    assert second != first
    for version in (first, ""):
        with pytest.raises(ToolError, match="so nothing was written"):
            await store.put(name, ics("a", "Lost"), version)
    with pytest.raises(ToolError, match="was changed meanwhile"):
        await store.delete(name, first)
    assert b"SUMMARY:Tea" in await store.delete(name, second)
    assert await store.entries() == ()
    with pytest.raises(ToolError, match="was changed meanwhile"):
        await store.put(name, ics("a", "Again"), second)


async def test_only_what_changed_is_read_again(
    dav_user: DavUser, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(dav_user.collection, "cal")
    for number in range(5):
        await asyncio.to_thread(
            dav_user.request, "PUT", f"cal/e{number}.ics", ics(f"e{number}", "Old")
        )
    store = await opened(dav_user.account(), connections)
    read: list[list[str]] = []
    real = DavStore._multiget

    async def noted(self: DavStore, names: list[str]) -> object:
        read.append(list(names))
        return await real(self, names)

    monkeypatch.setattr(DavStore, "_multiget", noted)
    before = await store.entries()
    await asyncio.to_thread(dav_user.request, "PUT", "cal/e2.ics", ics("e2", "New"))
    await asyncio.to_thread(dav_user.request, "DELETE", "cal/e3.ics")
    after = await store.entries()

    assert [len(each) for each in read] == [5, 1]
    assert read[1] == ["e2.ics"]
    assert [each.name for each in before] == [f"e{n}.ics" for n in range(5)]
    assert [each.name for each in after] == ["e0.ics", "e1.ics", "e2.ics", "e4.ics"]
    assert b"SUMMARY:New" in after[2].data
    store._token = "http://radicale.org/ns/sync/" + "0" * 64
    assert await store.entries() == after
    assert len(read) == 2


async def test_a_private_authority_is_trusted_where_it_is_named(
    radicale_tls: Radicale, connections: Connections
) -> None:
    user = radicale_tls.user()
    await asyncio.to_thread(user.collection, "cal")
    store = await opened(user.account(), connections)
    assert await store.put("a.ics", ics("a", "A"), "") == (await store.entries())[0].version

    with pytest.raises(AccountError, match="certificate") as error:
        await opened(user.account(ca_file=""), Connections())
    assert "ca_file" in error.value.fix


async def test_a_wrong_password_is_said(dav_user: DavUser, connections: Connections) -> None:
    with pytest.raises(AccountError, match="refuses the user or password of account home"):
        await store_of(dav_context(dav_user.account(), connections, secret="wrong"))


async def store(kind: str, user: DavUser, folder: Path, connections: Connections) -> Store:
    if kind == "folder":
        return FolderStore(folder, ".ics")
    return await opened(user.account(), connections)


@pytest.mark.parametrize(("kind", "rounds"), [("folder", 40), ("server", 6)])
async def test_two_clients_that_edit_one_event_lose_no_update(
    dav_user: DavUser, tmp_path: Path, kind: str, rounds: int
) -> None:
    if kind == "server":
        await asyncio.to_thread(dav_user.collection, "cal")
    written: list[str] = []
    refused: list[str] = []
    chance = random.Random(7)

    async def edit(mine: Store, who: str) -> None:
        for number in range(rounds):
            while True:
                (entry,) = await mine.entries()
                for _ in range(chance.randrange(3)):
                    await asyncio.sleep(0)
                mark = f"X-{who}:{number}"
                data = entry.data.replace(b"END:VEVENT", mark.encode() + b"\r\nEND:VEVENT")
                try:
                    await mine.put(entry.name, data, entry.version)
                except ToolError as why:
                    refused.append(why.message)
                    continue
                written.append(mark)
                break

    async with Connections() as one, Connections() as two:
        first = await store(kind, dav_user, tmp_path, one)
        second = await store(kind, dav_user, tmp_path, two)
        await first.put("a.ics", ics("a", "A"), "")
        await asyncio.gather(edit(first, "ONE"), edit(second, "TWO"))
        (entry,) = await first.entries()

    assert len(written) == 2 * rounds
    assert refused
    assert all("was changed meanwhile" in each for each in refused)
    assert all(f"{mark}\r\n".encode() in entry.data for mark in written)


async def test_a_token_is_used_in_place_of_a_password(tmp_path: Path) -> None:
    from tests.servers_dav import reply, small_dav

    count = tmp_path / "count"
    script = tmp_path / "token.py"
    script.write_text(
        f"import pathlib; p = pathlib.Path({str(count)!r})\n"
        "n = len(p.read_text()) if p.exists() else 0\n"
        "p.write_text('x' * (n + 1)); print(f'token-{n}')\n"
    )
    async with small_dav() as dav, Connections() as connections:
        valid = ["Bearer token-0"]
        dav.fault = lambda asked: (
            None
            if asked.headers.get("authorization") in valid
            else reply(401, WWW_Authenticate='Bearer realm="x"')
        )
        account = dav.account(token_command=f"{sys.executable} {script}", timeout=20)
        mine = await opened(account, connections)
        assert len(await mine.entries()) == 1
        valid[:] = ["Bearer token-1"]
        assert len(await mine.entries()) == 1
        valid[:] = []
        with pytest.raises(AccountError, match="refuses the token"):
            await mine.entries()


async def test_the_vault_is_asked_for_the_password_off_the_event_loop(dav_user: DavUser) -> None:
    asked: list[threading.Thread] = []

    def secret(name: str) -> str:
        asked.append(threading.current_thread())
        return SECRET

    async with Connections() as own:
        context = dataclasses.replace(dav_context(dav_user.account(), own), secret=secret)
        await Server.of(context)

    assert asked
    assert threading.current_thread() not in asked
