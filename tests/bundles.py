"""Homes that leave as a file, and what reads, changes and forges such files."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config, keys
from plam_agent.adapters_signed import Manifest as Version
from plam_agent.adapters_signed import vouch
from plam_agent.approvals import Approvals
from plam_agent.desk import shelf_of
from plam_agent.erasing import example_mark
from plam_agent.errors import (
    PlamError,
)
from plam_agent.home import Home
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.sealed import Memories
from plam_agent.planner import models
from plam_agent.tuning import (
    portable_examples,
)
from plam_agent.tuning.bundle import Bundle, export, opened
from plam_agent.tuning.portable_archive import Manifest, Packing
from plam_agent.tuning.portable_envelope import Sealed, Sealing
from plam_agent.tuning.portable_import import Brought, bring
from plam_agent.types import REQUEST, canonical
from tests.fakes import FixedClock
from tests.fixtures_agent import PASSPHRASE, House, build
from tests.test_tuning_feedback import INVITE, INVITE_WORDS, asked

SECRET = "bundle horse battery"
PASSWORD = "s3cret-mail-password"
ROOT = Path(__file__).parents[1]
Writer = Callable[..., Path]


@pytest.fixture(scope="session")
def first(
    tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, Path], adapter_writer: Writer
) -> House:
    """A home in which something happened: an invitation, memories, a password, an adapter."""
    folder = tmp_path_factory.mktemp("first")
    house = build(folder)
    wear_model(house, tiny["llama"])
    asyncio.run(_invited(house))
    with house.open() as home:
        home.secrets.set("mail", "password", PASSWORD)
        with Memories.open(home.path, home.vault) as store:
            met = memory("We met about the budget.", house, tier=Tier.EPISODE, source="run:a1")
            store.add(
                [
                    met,
                    memory("A day in June.", house, tier=Tier.SUMMARY, beneath=(met.id,)),
                    memory("Zoëlle likes green tea.", house),
                    memory(f"My mail password is {PASSWORD}.", house),
                    memory("A page of my notes.", house, tier=Tier.NOTE, source="note:vault/a.md"),
                ]
            )
        (record,) = export_records(home)
        gguf = adapter_writer(folder / "a.gguf", seed=3).read_bytes()
        put_adapter(home, gguf, tiny["llama"], record["sources"])
    return house


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, Path]) -> House:
    house = build(tmp_path_factory.mktemp("second"))
    wear_model(house, tiny["llama"])
    return house


@pytest.fixture
def lived(first: House, tmp_path: Path) -> House:
    """A home in which something happened, to do with it what a test likes."""
    return copied(first, tmp_path / "lived")


@pytest.fixture
def other(second: House, tmp_path: Path) -> House:
    """Another home of the same owner, with the same model."""
    return copied(second, tmp_path / "other")


def copied(house: House, path: Path) -> House:
    shutil.copytree(house.path, path)
    return House(path, house.data, FixedClock(house.clock.now))


async def _invited(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, INVITE_WORDS, INVITE)
            key = keys.open_approval(home.path, PASSPHRASE)
            await Approvals(runtime).approve(answer.pending[0], key)


def wear_model(house: House, model: Path) -> None:
    config.save(house.path, dataclasses.replace(config.load(house.path), model=model))


def memory(text: str, house: House, **fields: Any) -> Memory:
    said: dict[str, Any] = {"tier": Tier.FACT, "origins": frozenset({REQUEST}), "source": "owner"}
    return Memory(id=fresh_id(), text=text, at=house.clock(), **{**said, **fields})


def export_records(home: Home) -> list[dict[str, Any]]:
    found = portable_examples.every(home, home.now())
    return [portable_examples.record_of(each) for each in found]


def put_adapter(
    home: Home,
    gguf: bytes,
    model: Path,
    sources: list[str],
    organisation: keys.Signer | None = None,
) -> str:
    """A version that is worn; of an `organisation`, where that signs it."""
    marks = [example_mark(home.vault, each) for each in sources]
    version = Version(
        base=models.fingerprint(model),
        architecture="llama",
        created=home.now(),
        rows=1,
        figures={"accepted": 0.75},
        promoted=True,
    )
    if organisation is not None:
        version = vouch(version, gguf, organisation)
    shelf = shelf_of(home)
    id = shelf.put(version, gguf, marks, {"report.html": b"<p>better</p>"}).id
    shelf.activate({id: 1.0})
    return id


def pack(house: House, path: Path, **options: Any) -> Bundle:
    with house.open() as home:
        return export(home, path, SECRET, cost=keys.CHEAP, **options)


def take(house: House, path: Path, passphrase: str = SECRET, **options: Any) -> Brought:
    with house.open() as home, opened(path, passphrase) as (bundle, archive):
        return bring(home, bundle, archive, **options)


def take_in(home: Home, path: Path) -> Brought:
    with opened(path, SECRET) as (bundle, archive):
        return bring(home, bundle, archive)


def files_of(path: Path) -> dict[str, bytes]:
    with opened(path, SECRET) as (_, archive):
        return {name: archive.read(name) for name in archive.members}


def plain_of(path: Path) -> bytes:
    with path.open("rb") as file:
        sealed = Sealed(file, SECRET, path)
        return b"".join(sealed.read(0, sealed.size))


def state(house: House) -> tuple[Any, ...]:
    """Whatever an import could change, but for the journal's own bookkeeping."""
    with house.open() as home:
        events = [(e.kind, canonical(e.body)) for e in home.journal.events()]
        with Memories.open(home.path, home.vault) as store:
            memories = list(store.all())
        adapters = shelf_of(home).versions()
    drafts = {
        each.relative_to(house.path): each.read_bytes()
        for each in (house.path / "imported").rglob("*")
        if each.is_file()
    }
    return events, memories, adapters, drafts, (house.path / "config.toml").read_bytes()


@pytest.fixture
def bundle(lived: House, other: House, tmp_path: Path) -> Iterator[Path]:
    """A bundle of several chunks; whatever a test does to it, nothing is imported."""
    with lived.open() as home, Memories.open(home.path, home.vault) as store:
        store.add([memory(os.urandom(40_000).hex(), lived) for _ in range(6)])
    path = tmp_path / "b"
    pack(lived, path)
    before = state(other)
    yield path
    assert state(other) == before


def unopened(path: Path) -> PlamError:
    with pytest.raises(PlamError) as found, opened(path, SECRET):
        pass
    assert "\n" not in str(found.value)
    return found.value


def refused(other: House, path: Path, passphrase: str = SECRET) -> PlamError:
    with pytest.raises(PlamError) as found:
        take(other, path, passphrase)
    assert "\n" not in str(found.value)
    return found.value


def manifest_of(home: Home, **fields: Any) -> Manifest:
    said: dict[str, Any] = {
        "made": "2026-11-23T08:00:00+00:00",
        "owner": home.settings.owner,
        "owner_key": home.public("owner"),
        "device": home.device.public,
        "program": "plam 0",
        "base": "0" * 64,
        "base_name": "tiny",
        "counts": {},
    }
    return Manifest(**{**said, **fields})


def forged(house: House, path: Path, files: dict[str, bytes], **fields: Any) -> Path:
    """A bundle with these files, sealed and signed as it has to be."""
    files = {"settings.json": b"{}", **files}
    with house.open() as home, path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        packing = Packing(sealing, 0)
        for name, data in files.items():
            packing.add(name, data)
        packing.finish(manifest_of(home, **fields), home.device)
    return path
