"""Pulling a model: whatever breaks, the model that was there stays as it was."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent.errors import (
    BusyError,
    DamageError,
    DownloadError,
    DroppedError,
    ModelError,
    StorageError,
)
from plam_agent.planner import part, pull
from plam_agent.planner.hub import Site
from tests.servers_hub import (
    COMMIT,
    FILE,
    REPO,
    Answer,
    Hub,
    Request,
    drop_header,
    flipped,
    folder,
    gguf,
    hub,
    impatient,
    listening,
    names,
    serving,
    set_body,
    set_header,
)

__all__ = ["folder", "hub", "impatient"]


async def pinned(folder: Path) -> pull.Pin:
    return (await asyncio.to_thread(pull.pins, folder))[f"{REPO}:{FILE}"]


async def test_a_model_arrives_whole_under_its_name_and_is_pinned(hub: Hub, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []

    got = await pull.pull(hub.source, folder, site=hub.site, progress=lambda *now: told.append(now))

    assert (folder / FILE).read_bytes() == hub.content
    assert (got.sha256, got.fetched) == (hub.sha256, len(hub.content))
    assert names(folder) == {"old.gguf", FILE, "pins.json"}
    assert told[-1] == ("pulling", len(hub.content), len(hub.content))
    assert (await pinned(folder)).commit == COMMIT
    assert [each.path.split("/")[4] for each in hub.requests if "resolve" in each.path] == [
        "main",
        COMMIT,
    ]
    assert oct((folder / FILE).stat().st_mode)[-3:] == "600"
    assert hub.sha256 in (folder / "digests").read_text()


async def test_a_model_that_is_here_needs_no_network(hub: Hub, folder: Path) -> None:
    await pull.pull(hub.source, folder, site=hub.site)
    asked = len(hub.requests)

    again = await pull.pull(hub.source, folder, site=hub.site)

    assert (again.fetched, len(hub.requests)) == (0, asked)


async def test_a_file_that_was_copied_here_is_recognised(hub: Hub, folder: Path) -> None:
    (folder / FILE).write_bytes(hub.content)

    assert (await pull.pull(hub.source, folder, site=hub.site)).fetched == 0

    assert not hub.fetches()
    assert (await pinned(folder)).sha256 == hub.sha256


async def test_a_name_is_pinned_for_one_repository(hub: Hub, folder: Path) -> None:
    other = "other/tiny-GGUF:tiny.gguf"
    said = {other: {"commit": COMMIT, "sha256": "1" * 64, "size": 3, "day": "2026-01-01"}}
    (folder / "pins.json").write_text(json.dumps(said))

    await pull.pull(hub.source, folder, site=hub.site)

    assert other not in await asyncio.to_thread(pull.pins, folder)


async def test_a_connection_may_end_at_any_byte(hub: Hub, folder: Path) -> None:
    for at in range(len(hub.content)):

        def ends(answer: Answer, request: Request, at: int = at) -> None:
            answer.cut = at

        hub.requests.clear()
        hub.twists = [ends]

        await pull.pull(hub.source, folder, site=hub.site)

        assert (folder / FILE).read_bytes() == hub.content
        assert [each.headers.get("range") for each in hub.fetches()] == [
            None,
            f"bytes={at}-" if at else None,
        ]
        (folder / FILE).unlink()


@pytest.mark.parametrize("whose", ["hub", "bytes"])
async def test_a_connection_may_end_within_the_headers(hub: Hub, folder: Path, whose: str) -> None:
    for at in range(0, 120, 3):
        left = [at]

        def ends(answer: Answer, request: Request, left: list[int] = left) -> None:
            answer.torn = left.pop() if left else None

        if whose == "hub":
            hub.facts = ends
        else:
            hub.twists = [ends]

        await pull.pull(hub.source, folder, site=hub.site)

        assert (folder / FILE).read_bytes() == hub.content
        (folder / FILE).unlink()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cuts=st.lists(st.integers(0, 300), max_size=4), chunked=st.booleans())
async def test_any_few_cuts_in_a_row_cost_nothing_but_time(
    folder: Path, cuts: list[int], chunked: bool
) -> None:
    def cutting(at: int) -> Callable[[Answer, Request], None]:
        def ends(answer: Answer, request: Request) -> None:
            answer.cut, answer.chunked = at, chunked

        return ends

    async with serving(Hub(twists=[cutting(at) for at in cuts])) as hub:
        await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / FILE).read_bytes() == hub.content
    for name in (FILE, "pins.json"):
        (folder / name).unlink()


async def test_what_arrived_waits_for_the_next_pull(hub: Hub, folder: Path) -> None:
    def ends(answer: Answer, request: Request) -> None:
        answer.cut = 100 if "range" not in request.headers else 0

    hub.always = ends
    with pytest.raises(DroppedError, match="ended"):
        await pull.pull(hub.source, folder, site=hub.site)
    assert names(folder) == {"old.gguf", f"{FILE}.part", f"{FILE}.part.json"}

    hub.always = None
    hub.requests.clear()
    got = await pull.pull(hub.source, folder, site=hub.site)

    assert [each.headers["range"] for each in hub.fetches()] == ["bytes=100-"]
    assert hub.fetches()[0].headers["if-range"] == '"one"'
    assert got.fetched == len(hub.content) - 100
    assert (folder / FILE).read_bytes() == hub.content


async def broken_off(hub: Hub, folder: Path, at: int = 100) -> None:
    """Leave a part of `at` bytes."""

    def ends(answer: Answer, request: Request) -> None:
        answer.cut = at if "range" not in request.headers else 0

    hub.always = ends
    with pytest.raises(DroppedError):
        await pull.pull(hub.source, folder, site=hub.site)
    hub.always = None
    hub.requests.clear()


async def test_a_part_of_another_version_is_not_gone_on_with(hub: Hub, folder: Path) -> None:
    await broken_off(hub, folder)
    hub.content = gguf("newer")

    await pull.pull(hub.source, folder, site=hub.site)

    assert "range" not in hub.fetches()[0].headers
    assert (folder / FILE).read_bytes() == hub.content


async def test_a_part_that_changed_on_disk_is_found_and_thrown_away(hub: Hub, folder: Path) -> None:
    await broken_off(hub, folder)
    (folder / f"{FILE}.part").write_bytes(b"\0" * 100)

    with pytest.raises(DownloadError, match="SHA-256"):
        await pull.pull(hub.source, folder, site=hub.site)
    assert names(folder) == {"old.gguf"}

    await pull.pull(hub.source, folder, site=hub.site)
    assert (folder / FILE).read_bytes() == hub.content


@pytest.mark.parametrize("spoil", ["{no json", "[]", None])
def test_a_part_that_nobody_knows_begins_anew(folder: Path, spoil: str | None) -> None:
    whose = part.Whose("here", "0" * 64, 10)
    one = part.Part(folder / FILE, whose)
    one.open()
    one.write(b"12345")
    one.close()
    facts = folder / f"{FILE}.part.json"
    if spoil is None:
        facts.unlink()
    else:
        facts.write_text(spoil)

    assert part.Part(folder / FILE, whose).open() == 0


def other_range(answer: Answer, request: Request) -> None:
    answer.headers["Content-Range"] = "bytes 7-9/10"


def other_start(answer: Answer, request: Request) -> None:
    answer.headers["Content-Range"] = f"bytes 7-{len(gguf()) - 1}/{len(gguf())}"


def no_range(answer: Answer, request: Request) -> None:
    answer.headers.pop("Content-Range", None)


def ignoring(answer: Answer, request: Request) -> None:
    answer.status, answer.body = 200, gguf()
    no_range(answer, request)


@pytest.mark.parametrize(
    "twist",
    [
        ignoring,
        other_range,
        other_start,
        no_range,
        set_header("ETag", '"two"'),
        set_header("Content-Range", "bytes 100-9999/10000"),
        set_body(lambda body: b"", status=416),
    ],
)
async def test_a_server_that_cannot_go_on_begins_anew(
    hub: Hub, folder: Path, twist: Callable[[Answer, Request], None]
) -> None:
    await broken_off(hub, folder)
    hub.twists = [twist]

    await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / FILE).read_bytes() == hub.content
    ranges = [each.headers.get("range") for each in hub.fetches()]
    assert ranges == (["bytes=100-"] if twist is ignoring else ["bytes=100-", None])


async def test_what_begins_anew_keeps_nothing_of_before(hub: Hub, folder: Path) -> None:
    await broken_off(hub, folder, at=100)

    def less(answer: Answer, request: Request) -> None:
        ignoring(answer, request)
        answer.cut = 40 if request.headers["range"] == "bytes=100-" else 0

    hub.always = less
    with pytest.raises(DroppedError):
        await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / f"{FILE}.part").stat().st_size <= 40


async def test_a_weak_tag_promises_nothing(hub: Hub, folder: Path) -> None:
    hub.etag = 'W/"one"'
    await broken_off(hub, folder)

    await pull.pull(hub.source, folder, site=hub.site)

    assert "if-range" not in hub.fetches()[0].headers
    assert (folder / FILE).read_bytes() == hub.content


async def test_other_bytes_in_the_rest_are_found(hub: Hub, folder: Path) -> None:
    await broken_off(hub, folder)
    hub.always = set_body(flipped)

    with pytest.raises(DownloadError, match="thrown away"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert names(folder) == {"old.gguf"}


async def test_a_hash_of_the_owner_counts_more_than_the_hubs(hub: Hub, folder: Path) -> None:
    with pytest.raises(DownloadError, match="another SHA-256 than the one you gave"):
        await pull.pull(hub.source, folder, site=hub.site, sha256="0" * 64)
    assert not hub.fetches()

    hub.facts = drop_header("X-Linked-Etag")
    got = await pull.pull(hub.source, folder, site=hub.site, sha256=hub.sha256)

    assert got.sha256 == hub.sha256


async def test_the_pinned_hash_counts_where_the_hub_names_none_any_more(
    hub: Hub, folder: Path
) -> None:
    await pull.pull(hub.source, folder, site=hub.site)
    (folder / FILE).unlink()
    hub.facts = drop_header("X-Linked-Etag")

    got = await pull.pull(hub.source, folder, site=hub.site)

    assert got.sha256 == hub.sha256
    (folder / FILE).unlink()
    hub.content = gguf("other")
    with pytest.raises(DownloadError, match="thrown away"):
        await pull.pull(hub.source, folder, site=hub.site)


async def test_another_file_under_a_pinned_name_is_refused_until_it_is_meant(
    hub: Hub, folder: Path
) -> None:
    await pull.pull(hub.source, folder, site=hub.site)
    first, hub.content = hub.content, gguf("other")

    assert (await pull.pull(hub.source, folder, site=hub.site)).fetched == 0
    (folder / FILE).unlink()
    with pytest.raises(DownloadError, match="another tiny"):
        await pull.pull(hub.source, folder, site=hub.site)
    assert not (folder / FILE).exists()
    (folder / FILE).write_bytes(first)

    await pull.pull(hub.source, folder, site=hub.site, renew=True)
    assert (folder / FILE).read_bytes() == hub.content
    assert (await pinned(folder)).sha256 == hub.sha256


async def test_a_pulled_file_that_changed_is_mended(hub: Hub, folder: Path) -> None:
    await pull.pull(hub.source, folder, site=hub.site)
    (folder / FILE).write_bytes(b"GGUF?")

    await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / FILE).read_bytes() == hub.content


async def test_a_file_of_the_owner_is_not_replaced(hub: Hub, folder: Path) -> None:
    (folder / FILE).write_bytes(gguf("mine"))

    with pytest.raises(ModelError, match="another file of that name"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / FILE).read_bytes() == gguf("mine")
    assert not hub.fetches()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 not a model", "not a GGUF file"),
        (gguf(template=""), "no chat template"),
        (gguf(kind="adapter"), "no model"),
        (gguf()[:90], "cut off"),
    ],
)
async def test_what_arrives_and_is_no_model_is_thrown_away(
    hub: Hub, folder: Path, content: bytes, words: str
) -> None:
    hub.content = content

    with pytest.raises(ModelError, match=words):
        await pull.pull(hub.source, folder, site=hub.site)

    assert names(folder) == {"old.gguf"}


async def test_no_room_is_said_before_a_byte_is_fetched(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder)._replace(free=part.SPARE + 10)
    monkeypatch.setattr(part.shutil, "disk_usage", lambda path: usage)

    with pytest.raises(StorageError, match="too full"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert not hub.fetches()


async def test_a_disk_that_fills_up_under_way_keeps_what_arrived(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every byte: some of a write may still fit."""
    write, room = os.pwrite, [0]

    def full(descriptor: int, data: memoryview, offset: int) -> int:
        if offset >= room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[: room[0] - offset], offset)

    for room[0] in range(0, len(hub.content), 7):
        monkeypatch.setattr(part.os, "pwrite", full)
        with pytest.raises(StorageError, match="what arrived is kept") as caught:
            await pull.pull(hub.source, folder, site=hub.site)
        assert caught.value.exit == 1
        assert (folder / f"{FILE}.part").stat().st_size == room[0]
        assert not (folder / FILE).exists()

        monkeypatch.setattr(part.os, "pwrite", write)
        await pull.pull(hub.source, folder, site=hub.site)
        assert (folder / FILE).read_bytes() == hub.content
        (folder / FILE).unlink()


async def test_a_disk_that_others_fill_is_noticed(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.content = gguf("x" * 300_000)
    usage = shutil.disk_usage(folder)
    left = [usage, usage._replace(free=5)]
    monkeypatch.setattr(part.shutil, "disk_usage", lambda path: left.pop(0))
    monkeypatch.setattr(part, "LOOK", 1)

    with pytest.raises(StorageError, match="part is kept"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / f"{FILE}.part").stat().st_size > 0


async def test_a_name_that_cannot_be_given_leaves_the_part(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(part.os, "fsync", failing)

    with pytest.raises(StorageError):
        await pull.pull(hub.source, folder, site=hub.site)

    assert not (folder / FILE).exists()


async def test_one_file_is_pulled_by_one_at_a_time(hub: Hub, folder: Path) -> None:
    reached, go = asyncio.Event(), asyncio.Event()
    answer = hub.serve

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await go.wait()
        await answer(reader, writer)

    async with listening(slow) as port:
        site = Site(f"http://127.0.0.1:{port}", loopback=True)
        first = asyncio.create_task(pull.pull(hub.source, folder, site=site))
        await reached.wait()

        with pytest.raises(BusyError) as caught:
            await pull.pull(hub.source, folder, site=hub.site)

        assert caught.value.exit == 75
        go.set()
        await first
    assert (folder / FILE).read_bytes() == hub.content


async def test_a_pull_that_is_cancelled_leaves_its_part_and_no_lock(hub: Hub, folder: Path) -> None:
    arrived = asyncio.Event()

    def half(answer: Answer, request: Request) -> None:
        answer.chunked, answer.cut, answer.headers["X"] = True, 100, "y"

    def on(what: str, done: int, total: int) -> None:
        arrived.set()

    hub.always = half
    pulling = asyncio.create_task(pull.pull(hub.source, folder, site=hub.site, progress=on))
    await arrived.wait()
    pulling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pulling
    assert (folder / f"{FILE}.part").stat().st_size == 100

    hub.always = None
    await pull.pull(hub.source, folder, site=hub.site)
    assert (folder / FILE).read_bytes() == hub.content


@pytest.mark.parametrize("damage", ["{", "[]", '{"a": 1}', '{"a": {"commit": "x"}}'])
async def test_damaged_pins_are_not_overlooked(hub: Hub, folder: Path, damage: str) -> None:
    (folder / "pins.json").write_text(damage)

    with pytest.raises(DamageError, match="damaged"):
        await pull.pull(hub.source, folder, site=hub.site)

    assert (folder / "pins.json").read_text() == damage


def test_pins_read_what_they_wrote(folder: Path) -> None:
    said = {"a/b:c.gguf": {"commit": COMMIT, "sha256": "0" * 64, "size": 3, "day": "2026-01-01"}}
    (folder / "pins.json").write_text(json.dumps(said))

    assert pull.pins(folder)["a/b:c.gguf"].size == 3
