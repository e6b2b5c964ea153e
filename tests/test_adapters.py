"""The shelf of adapters: whole or absent, signed, sealed, and worn only where all is right."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent import keys
from plam_agent.adapters import ACTIVE, Shelf
from plam_agent.adapters_lent import lent
from plam_agent.adapters_signed import (
    Manifest,
    Wardrobe,
    Worn,
    manifest_bytes,
    vouch,
    wardrobe_bytes,
)
from plam_agent.desk import open_engine, shelf_of
from plam_agent.erasing import Order, example_mark, mark_stale
from plam_agent.errors import (
    DamageError,
    InputError,
    ModelError,
    PlamError,
    SignatureError,
    StorageError,
)
from plam_agent.files import framed, unframed
from plam_agent.planner import models
from plam_agent.planner.engine import Adapter, LlamaEngine
from plam_agent.planner.prompt import Prompt
from plam_agent.searching import searched
from plam_agent.warm import Warm
from tests.fixtures_agent import House
from tests.fixtures_home import Home
from tests.test_cli import Shell, plam

__all__ = ["plam"]

Writer = Callable[..., Path]
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
BOSS = keys.Signer(b"o" * 32)
GRAMMAR = """start: %json {
  "x-guidance": {"whitespace_flexible": false}, "type": "object", "additionalProperties": false,
  "properties": {"count": {"type": "integer", "minimum": 0, "maximum": 99},
                 "note": {"type": "string", "maxLength": 6}},
  "required": ["count", "note"]}
"""
PROMPT = Prompt("Count the letters of the message. " * 4, " about money " * 5)


@pytest.fixture(scope="session")
def ggufs(tmp_path_factory: pytest.TempPathFactory, adapter_writer: Writer) -> list[bytes]:
    """Five adapters for the `llama` model."""
    folder = tmp_path_factory.mktemp("ggufs")
    return [adapter_writer(folder / f"{n}.gguf", seed=10 + n).read_bytes() for n in range(5)]


@pytest.fixture
def home(unlocked: Home, tiny: dict[str, Path]) -> Home:
    """A home whose settings name the `llama` model."""
    (unlocked.path / "config.toml").write_text(
        f'owner = "marie@example.org"\nzone = "Europe/Paris"\nmodel = "{tiny["llama"]}"\n'
    )
    return unlocked


@pytest.fixture
def shelf(home: Home) -> Shelf:
    return Shelf(home.path, home.vault, home.device, lambda: BOSS.public)


@pytest.fixture
def manifest(tiny: dict[str, Path]) -> Manifest:
    """One of the owner's, which was proven better."""
    return Manifest(
        base=models.fingerprint(tiny["llama"]),
        architecture="llama",
        created=NOW,
        seed=7,
        rows=150,
        rows_hash="ab" * 32,
        recipe={"rank": 8, "rate": 2e-4, "targets": ["q", "v"]},
        figures={"accepted": 0.75},
        promoted=True,
    )


def put(shelf: Shelf, manifest: Manifest, gguf: bytes, *marks: str) -> str:
    """A version of the kind that the manifest says, and its id."""
    if manifest.kind == "org":
        manifest = vouch(manifest, gguf, BOSS)
    return shelf.put(manifest, gguf, marks).id


def flipped(file: Path, at: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[at % len(raw)] ^= 1
    file.write_bytes(raw)


async def decisions(model: Path, *worn: Adapter) -> tuple[float, ...]:
    """What a fresh engine decides wearing these files."""
    async with LlamaEngine(model, adapters=worn) as engine:
        return (await engine.generate(PROMPT, GRAMMAR, max_tokens=80)).decisions


@contextlib.asynccontextmanager
async def lending(gguf: bytes) -> AsyncIterator[Adapter]:
    """The weights as a file, made beside the loop."""
    with contextlib.ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, lent(gguf))


class TestVersions:
    def test_what_is_put_comes_back_as_it_was(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        kept = shelf.put(manifest, ggufs[0], ["b", "a", "b"], {"report.html": b"<p>"})

        assert kept.id == "me-0001"
        assert shelf.versions() == [kept]
        assert shelf.get("me-0001") == kept
        assert shelf.weights("me-0001") == ggufs[0]
        assert dataclasses.replace(kept, id="", weights_hash="", files={}) == manifest
        folder = shelf.folder / "me-0001"
        assert (folder / "examples").read_text() == "a\nb\n"
        assert (folder / "report.html").read_bytes() == b"<p>"
        assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_the_weights_lie_sealed_under_a_key_of_their_own(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        one, other = put(shelf, manifest, ggufs[0]), put(shelf, manifest, ggufs[0])

        files = [shelf.folder / each / "weights" for each in (one, other)]
        assert files[0].read_bytes() != files[1].read_bytes()
        for raw in [each.read_bytes() for each in home.path.rglob("*") if each.is_file()]:
            assert b"GGUF" not in raw
            assert b"lora_a" not in raw
        # Sealed to the one version: elsewhere they do not open.
        shutil.copy(files[0], files[1])
        with pytest.raises(DamageError, match="does not open"):
            shelf.weights(other)

    def test_a_version_that_is_there_is_never_replaced(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        first = shelf.put(manifest, ggufs[0], ())

        with pytest.raises(InputError, match="me-0001"):
            shelf.put(first, ggufs[0], ())
        with pytest.raises(InputError, match="other weights"):
            shelf.put(dataclasses.replace(first, id=""), ggufs[1], ())
        with pytest.raises(InputError, match="name"):
            shelf.put(dataclasses.replace(manifest, id="org-0001"), ggufs[0], ())

        assert shelf.ids() == ["me-0001"]

    def test_each_kind_is_numbered_and_no_number_is_given_twice(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        theirs = dataclasses.replace(manifest, kind="org")
        made = [put(shelf, each, ggufs[0]) for each in (manifest, theirs, manifest)]
        shelf.remove("me-0002")

        made.append(put(shelf, manifest, ggufs[0]))

        assert made == ["me-0001", "org-0001", "me-0002", "me-0003"]
        assert shelf.ids() == ["org-0001", "me-0001", "me-0003"]

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"architecture": "qwen3"}, ModelError),
            ({"figures": {"a": float("nan")}}, InputError),
            ({"figures": {"a": object()}}, InputError),
        ],
    )
    def test_what_is_no_adapter_is_not_kept(
        self,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        change: dict[str, object],
        error: type[PlamError],
    ) -> None:
        with pytest.raises(error):
            shelf.put(dataclasses.replace(manifest, **change), ggufs[0], ())  # type: ignore[arg-type]

        assert list(shelf.folder.glob("*")) == []

    def test_a_model_or_nonsense_is_not_kept(
        self, shelf: Shelf, manifest: Manifest, tiny: dict[str, Path]
    ) -> None:
        for gguf in (tiny["llama"].read_bytes(), b"GGUF", b""):
            with pytest.raises(ModelError):
                shelf.put(manifest, gguf, ())

    @pytest.mark.parametrize("name", ["stale", "weights", "../report.html", "report.", "x"])
    def test_a_report_is_named_like_one(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes], name: str
    ) -> None:
        with pytest.raises(InputError, match="report"):
            shelf.put(manifest, ggufs[0], (), {name: b""})

    def test_what_was_forgotten_meanwhile_keeps_it_off_the_shelf(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        from plam_agent.errors import BusyError
        from plam_agent.files import locked

        def forgotten() -> bool:
            with pytest.raises(BusyError), locked(home.path / "forgetting.lock", wait=False):
                pass
            return True

        with pytest.raises(InputError, match="forgotten meanwhile"):
            shelf.put(manifest, ggufs[0], (), forgotten=forgotten)

        assert shelf.ids() == []


class TestSignatures:
    def test_another_devices_manifest_does_not_verify(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        kept = shelf.put(manifest, ggufs[0], ())
        shelf.activate({kept.id: 1.0})
        thief = keys.Signer(b"t" * 32)

        (shelf.folder / kept.id / "manifest.json").write_bytes(manifest_bytes(kept, thief))

        with pytest.raises(SignatureError, match="not signed by this device"):
            shelf.get(kept.id)
        assert shelf.active() == ()
        (trouble,) = shelf.trouble()
        assert "me-0001 is not worn: it is not signed by this device" in str(trouble)

    def test_another_versions_manifest_is_not_taken(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        one, other = put(shelf, manifest, ggufs[0]), put(shelf, manifest, ggufs[1])

        shutil.copy(shelf.folder / one / "manifest.json", shelf.folder / other / "manifest.json")

        with pytest.raises(SignatureError, match="another version's"):
            shelf.get(other)
        assert [each.id for each in shelf.versions()] == [one]

    def test_a_signature_of_one_thing_is_none_of_another(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        kept = shelf.put(manifest, ggufs[0], ())
        fields = unframed((shelf.folder / kept.id / "manifest.json").read_bytes(), home.path)

        (shelf.folder / ACTIVE).write_bytes(framed(fields))

        (trouble,) = shelf.trouble()
        assert "no adapter is worn: active.json is not signed" in str(trouble)

    def test_what_is_worn_is_signed_too(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        id = put(shelf, manifest, ggufs[0])
        thief = keys.Signer(b"t" * 32)

        (shelf.folder / ACTIVE).write_bytes(wardrobe_bytes(Wardrobe((Worn(id),)), thief))

        assert shelf.active() == ()
        (trouble,) = shelf.trouble()
        assert "plam tune rollback" in trouble.fix
        assert shelf.rollback() is None
        assert shelf.trouble() == ()
        assert [each.id for each in shelf.activate({id: 0.5})] == [id]

    def test_an_organisations_adapter_is_signed_by_the_one_of_the_policy(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        theirs = vouch(manifest, ggufs[0], BOSS)
        kept = shelf.put(theirs, ggufs[0], ())
        shelf.activate({kept.id: 1.0})
        assert shelf.active() == (Worn("org-0001"),)

        other = keys.Signer(b"x" * 32).public
        for key, said in ((other, "is not signed by the org"), ("", "your policy names none")):
            elsewhere = Shelf(home.path, home.vault, home.device, lambda key=key: key)
            assert elsewhere.active() == ()
            (trouble,) = elsewhere.trouble()
            assert said in str(trouble)
            with pytest.raises(SignatureError):
                elsewhere.put(theirs, ggufs[0], ())

    @pytest.mark.parametrize(
        "change",
        [
            {"vouched": ""},
            {"vouched": "A" * 86},
            {"base": "0" * 64},
            {"recipe": {}},
            {"organisation": keys.Signer(b"x" * 32).public},
            {"rows": 151},
        ],
    )
    def test_what_the_organisation_did_not_sign_is_not_kept(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes], change: dict[str, object]
    ) -> None:
        theirs = vouch(manifest, ggufs[0], BOSS)

        with pytest.raises(SignatureError, match="organisation"):
            shelf.put(dataclasses.replace(theirs, **change), ggufs[0], ())  # type: ignore[arg-type]

    def test_what_was_measured_here_is_not_the_organisations_to_sign(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        theirs = vouch(dataclasses.replace(manifest, promoted=False), ggufs[0], BOSS)
        proven = dataclasses.replace(theirs, promoted=True, figures={"accepted": 0.8})

        assert shelf.put(proven, ggufs[0], ()).figures == {"accepted": 0.8}

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        name=st.sampled_from(["manifest.json", "weights", "examples", "report.html", ACTIVE]),
        at=st.integers(min_value=0, max_value=1 << 20),
    )
    def test_no_byte_can_be_changed(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes], name: str, at: int
    ) -> None:
        if not shelf.ids():
            kept = shelf.put(manifest, ggufs[0], ["a" * 32], {"report.html": b"<p>fine</p>"})
            shelf.activate({kept.id: 1.0})
        file = shelf.folder / ACTIVE if name == ACTIVE else shelf.folder / "me-0001" / name
        before = file.read_bytes()
        try:
            flipped(file, at)

            assert shelf.active() == ()
            (trouble,) = shelf.trouble()
            assert trouble.fix
        finally:
            file.write_bytes(before)
        assert shelf.active() == (Worn("me-0001"),)


class TestWearing:
    def test_a_version_takes_the_place_of_the_one_of_its_kind(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        theirs = dataclasses.replace(manifest, kind="org")
        first, second = put(shelf, manifest, ggufs[0]), put(shelf, manifest, ggufs[1])
        house = put(shelf, theirs, ggufs[2])

        assert shelf.active() == ()
        assert shelf.activate({first: 1.0}) == (Worn(first),)
        assert shelf.activate({house: 0.5}) == (Worn(house, 0.5), Worn(first))
        assert shelf.activate({second: 2.0}) == (Worn(house, 0.5), Worn(second, 2.0))
        assert shelf.active() == (Worn(house, 0.5), Worn(second, 2.0))

    def test_one_goes_back_step_by_step_and_each_kind_alone(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        theirs = dataclasses.replace(manifest, kind="org")
        mine = [put(shelf, manifest, gguf) for gguf in ggufs[:3]]
        house = [put(shelf, theirs, gguf) for gguf in ggufs[3:]]
        for id in (mine[0], house[0], mine[1], mine[2], house[1]):
            shelf.activate({id: 1.0})

        assert shelf.rollback() == Worn(mine[1])
        assert shelf.active() == (Worn(house[1]), Worn(mine[1]))
        assert shelf.rollback("org") == Worn(house[0])
        assert shelf.rollback() == Worn(mine[0])
        assert shelf.rollback() is None
        assert shelf.rollback() is None
        assert shelf.active() == (Worn(house[0]),)
        shelf.activate({mine[2]: 1.0})
        assert shelf.rollback() is None

    def test_going_back_passes_over_what_can_no_longer_be_worn(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        mark = example_mark(home.vault, "event:3")
        mine = [
            put(shelf, manifest, gguf, *([mark] if n == 1 else []))
            for n, gguf in enumerate(ggufs[:4])
        ]
        for id in mine:
            shelf.activate({id: 1.0})
        mark_stale(home.path, home.vault, Order(seqs=(3,)), NOW)
        flipped(shelf.folder / mine[2] / "weights", 500)

        assert shelf.rollback() == Worn(mine[0])

    def test_a_stale_version_is_not_worn_from_the_moment_it_is_marked(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        stale = put(shelf, manifest, ggufs[0], example_mark(home.vault, "memory:x"))
        shelf.activate({stale: 1.0})
        key = shelf.worn_key()

        mark_stale(home.path, home.vault, Order(memories=("x",)), NOW)

        assert shelf.is_stale(stale)
        assert shelf.active() == ()
        assert shelf.worn_key() != key
        (trouble,) = shelf.trouble()
        assert "me-0001 is not worn: it was trained on something that was forgotten" in str(trouble)
        assert trouble.fix == "Run: plam tune"
        with pytest.raises(InputError), shelf.opened(Worn(stale)):
            pass
        with pytest.raises(InputError):
            shelf.activate({stale: 1.0})

    def test_a_version_for_another_base_is_not_worn(
        self,
        home: Home,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
    ) -> None:
        id = put(shelf, manifest, ggufs[0])
        shelf.activate({id: 1.0})

        assert shelf.active(tiny["phi3"]) == ()
        config = home.path / "config.toml"
        config.write_text(config.read_text().replace("llama.gguf", "qwen3.gguf"))
        assert shelf.active() == ()
        (trouble,) = shelf.trouble()
        assert "for another model" in str(trouble)
        assert shelf.active(tiny["llama"]) == (Worn(id),)

    def test_a_version_that_was_not_proven_better_is_not_worn(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        id = put(shelf, dataclasses.replace(manifest, promoted=False), ggufs[0])

        with pytest.raises(InputError, match="not proven better"):
            shelf.activate({id: 1.0})

        assert shelf.active() == ()

    @pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf"), 100.0])
    def test_a_scale_is_a_number_that_makes_sense(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes], scale: float
    ) -> None:
        id = put(shelf, manifest, ggufs[0])

        with pytest.raises(InputError, match="count"):
            shelf.activate({id: scale})

    def test_of_several_that_cannot_all_be_worn_none_is(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        id = put(shelf, manifest, ggufs[0])

        with pytest.raises(InputError, match="not there"):
            shelf.activate({id: 1.0, "org-0009": 1.0})
        with pytest.raises(InputError, match="no adapter"):
            shelf.activate({"../me-0001": 1.0})

        assert shelf.active() == ()

    def test_what_is_worn_is_told_apart_cheaply(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        seen = {shelf.worn_key()}
        id = put(shelf, manifest, ggufs[0])
        assert shelf.worn_key() in seen

        for scale in (1.0, 0.5):
            shelf.activate({id: scale})
            assert shelf.worn_key() not in seen
            assert shelf.worn_key() == shelf.worn_key()
            seen.add(shelf.worn_key())
        (shelf.folder / id / "weights").unlink()
        assert shelf.worn_key() not in seen


class TestRemoving:
    def test_neither_key_nor_bytes_are_left(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        mine = [put(shelf, manifest, gguf) for gguf in ggufs[:3]]
        for id in mine:
            shelf.activate({id: 1.0})
        sealed = (shelf.folder / mine[2] / "weights").read_bytes()
        inode = os.open(shelf.folder / mine[2] / "weights", os.O_RDONLY)

        key = shelf.remove(mine[2])

        assert len(key) > 32
        assert key in sealed
        assert shelf.ids() == mine[:2]
        assert shelf.active() == ()
        # Whoever holds the file open finds no key in it either.
        assert key not in os.pread(inode, len(sealed), 0)
        os.close(inode)
        for file in home.path.rglob("*"):
            assert mine[2] not in file.name
            if file.is_file():
                assert key not in file.read_bytes()
                assert sealed[-64:] not in file.read_bytes()
        shelf.remove(mine[1])
        assert shelf.rollback() == Worn(mine[0])

    def test_a_search_names_weights_and_looks_for_destroyed_keys_in_them(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        gone, stays = put(shelf, manifest, ggufs[0]), put(shelf, manifest, ggufs[1])
        copy = (shelf.folder / gone / "weights").read_bytes()
        key = shelf.remove(gone)
        with home.journal() as journal:
            clean = searched(home.path, journal, home.vault, words=["bicycle"], keys=[key])
            (home.path / "adapters" / stays / "weights").write_bytes(copy)
            found = searched(home.path, journal, home.vault, words=["bicycle"], keys=[key])

        assert clean.passed_over == (f"adapters/{stays}/weights",)
        assert clean.keys == ()
        assert found.keys == (f"adapters/{stays}/weights",)

    def test_a_damaged_version_can_be_removed(
        self, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        id = put(shelf, manifest, ggufs[0])
        (shelf.folder / id / "manifest.json").write_bytes(b"x")
        (shelf.folder / id / "weights").write_bytes(b"\xff\xff")

        shelf.remove(id)

        assert shelf.ids() == []
        with pytest.raises(InputError, match="not there"):
            shelf.remove(id)


CRASHING = """
import json, os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from plam_agent import files, keys
from plam_agent.adapters import Shelf
from plam_agent.adapters_signed import Manifest
from plam_agent.vault import Vault
from tests.fixtures_home import PASSPHRASE

home, base, first, second = sys.argv[1:5]
master = keys.unlock(Path(home), PASSPHRASE)
shelf = Shelf(Path(home), Vault(master), keys.open_device(Path(home), master))
at = datetime(2026, 6, 1, tzinfo=UTC)
made = Manifest(base=base, architecture="llama", created=at, promoted=True)
one, two = Path(first).read_bytes(), Path(second).read_bytes()

def night():
    shelf.activate({shelf.put(made, two, ["b"], {"report.html": b"x"}).id: 1.0})

def back():
    shelf.rollback()

def gone():
    shelf.remove(shelf.ids()[-1])

acts = {"night": night, "back": back, "gone": gone}

def killed_at(count, act):
    # In the child, before the call number `count` to the file system. Writes are torn in half.
    left = [count]
    def dying(real, tear=False):
        def called(*args, **named):
            left[0] -= 1
            if left[0] == 0:
                if tear and args:
                    real(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **named)
        return called
    for name in ("fsync", "rename", "replace", "unlink", "mkdir", "rmdir", "open", "link"):
        setattr(os, name, dying(getattr(os, name)))
    def hook(event, args):
        if event == "open" and isinstance(args[0], str) and args[0].startswith(home):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    real_fdopen = os.fdopen
    def fdopen(descriptor, *args, **named):
        file = real_fdopen(descriptor, *args, **named)
        real_write = file.write
        class Torn:
            def __enter__(self): return self
            def __exit__(self, *_): file.close()
            def write(self, data):
                left[0] -= 1
                if left[0] == 0:
                    real_write(data[: len(data) // 2])
                    file.flush()
                    os.kill(os.getpid(), signal.SIGKILL)
                return real_write(data)
            def __getattr__(self, name): return getattr(file, name)
        return Torn()
    os.fdopen = fdopen
    act()

count, kills = 0, 0
name = sys.argv[5]
while True:
    count += 1
    os.system(f"rm -rf {home}/adapters && cp -a {home}/adapters.before {home}/adapters")
    was = [(each.id, each.scale) for each in shelf.active()]
    child = os.fork()
    if child == 0:
        try:
            killed_at(count, acts[name])
        except BaseException as error:
            print("failed:", repr(error), file=sys.stderr, flush=True)
            os._exit(3)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    standing = shelf.standing()
    assert not standing.trouble, (count, standing)
    now = [(each.id, each.scale) for each in standing.worn]
    for id in shelf.ids():
        shelf.weights(id)
    if not os.WIFSIGNALED(status):
        expected = now
        break
    kills += 1
    seen = globals().setdefault("seen", [])
    seen.append((was, now))
    shelf.sweep()
    assert not list(Path(home, "adapters").glob(".*")), count
    # Whoever comes next is not in its way.
    acts[name]()
    assert not shelf.standing().trouble
for was, now in seen:
    assert now in (was, expected), (was, now, expected)
print(json.dumps([kills, sum(now == was for was, now in seen), len(seen)]))
"""


@pytest.mark.parametrize("act", ["night", "back", "gone"])
def test_whoever_is_killed_at_any_moment_leaves_what_was_worn_or_what_is_to_be(
    home: Home,
    shelf: Shelf,
    manifest: Manifest,
    ggufs: list[bytes],
    tmp_path: Path,
    act: str,
) -> None:
    for gguf in ggufs[:2]:
        shelf.activate({put(shelf, manifest, gguf): 1.0})
    shutil.copytree(shelf.folder, home.path / "adapters.before")
    files = []
    for n, gguf in enumerate(ggufs[:2]):
        files.append(tmp_path / f"{n}.gguf")
        files[-1].write_bytes(gguf)

    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(home.path), manifest.base, *map(str, files), act],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    kills, before, seen = json.loads(done.stdout)
    assert kills >= {"night": 40, "back": 8, "gone": 15}[act]
    assert 0 < before < seen


@pytest.mark.parametrize("failing", range(6))
def test_a_disk_that_refuses_leaves_nothing_half(
    shelf: Shelf,
    manifest: Manifest,
    ggufs: list[bytes],
    failing: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import errno

    from plam_agent import files

    first = put(shelf, manifest, ggufs[0])
    shelf.activate({first: 1.0})
    real, count = os.fsync, iter(range(100))

    def full(descriptor: int) -> None:
        if next(count) == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        put(shelf, manifest, ggufs[1])
    monkeypatch.undo()

    assert shelf.ids() == [first]
    assert not list(shelf.folder.glob(".*"))
    assert shelf.active() == (Worn(first),)


def test_half_folders_are_never_versions_and_are_swept(
    shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
) -> None:
    id = put(shelf, manifest, ggufs[0])
    half = shelf.folder / ".me-0002.abcdef"
    shutil.copytree(shelf.folder / id, half)
    (half / "manifest.json").unlink()
    (shelf.folder / ".active.json.abc").write_bytes(b"{")
    (shelf.folder / "notes").mkdir()

    assert shelf.ids() == [id]
    shelf.sweep()

    assert sorted(each.name for each in shelf.folder.iterdir()) == [id, "notes"]


def test_nobody_sweeps_what_another_is_at(
    shelf: Shelf, home: Home, manifest: Manifest, ggufs: list[bytes]
) -> None:
    from plam_agent.files import locked

    put(shelf, manifest, ggufs[0])
    half = shelf.folder / ".me-0002.abcdef"
    half.mkdir()

    with locked(home.path / "adapters.lock"):
        shelf.sweep()

    assert half.is_dir()


def test_several_put_and_activate_at_once(
    home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def several(n: int) -> list[str]:
        mine = Shelf(home.path, home.vault, home.device)
        made = []
        for _ in range(4):
            made.append(put(mine, manifest, ggufs[n]))
            mine.activate({made[-1]: 1.0})
            assert not mine.trouble()
        return made

    with ThreadPoolExecutor(3) as pool:
        made = [each for some in pool.map(several, range(3)) for each in some]

    assert len(set(made)) == 12
    assert len(shelf.versions()) == 12
    seen = {each.id for each in shelf.active()}
    while (back := shelf.rollback()) is not None:
        seen.add(back.id)
    assert seen == set(made)


class TestLending:
    def test_the_weights_are_a_file_in_memory_that_nobody_can_change(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        id = put(shelf, manifest, ggufs[0])

        with shelf.opened(Worn(id, 0.5)) as adapter:
            assert adapter.file.read_bytes() == ggufs[0]
            assert adapter.scale == 0.5
            assert adapter.digest == shelf.get(id).weights_hash
            assert str(adapter.file).startswith("/proc/self/fd/")
            with pytest.raises(PermissionError):
                adapter.file.write_bytes(b"other")
        assert not adapter.file.exists() or adapter.file.read_bytes() != ggufs[0]

    @pytest.mark.parametrize("runtime", [True, False])
    def test_where_there_are_none_in_memory_a_private_file_is_and_goes(
        self, ggufs: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: bool
    ) -> None:
        monkeypatch.delattr(os, "memfd_create")
        for name in ("run", "mine"):
            (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run") if runtime else "")
        folder = tmp_path / ("run" if runtime else "mine")
        (folder / ".plam-adapter-left").write_bytes(b"of somebody who was cut off")

        with lent(ggufs[0], folder=tmp_path / "mine") as adapter:
            with lent(ggufs[1], folder=tmp_path / "mine") as other:
                assert other.file.read_bytes() == ggufs[1]
            assert adapter.file.read_bytes() == ggufs[0]
            assert adapter.file.stat().st_mode & 0o777 == 0o600
            assert list(folder.iterdir()) == [adapter.file]
        assert not list(folder.iterdir())

    def test_a_runtime_folder_that_others_can_enter_is_not_used(
        self, ggufs: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(os, "memfd_create")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        tmp_path.chmod(0o755)

        with lent(ggufs[0], folder=tmp_path / "mine") as adapter:
            assert adapter.file.parent == tmp_path / "mine"

    async def test_two_adapters_behind_one_path_are_told_apart(
        self, ggufs: list[bytes], tiny: dict[str, Path], tmp_path: Path
    ) -> None:
        """The descriptor's number is the same, and so can be size, name and time."""
        files = [tmp_path / f"{n}.gguf" for n in range(2)]
        for file, gguf in zip(files, ggufs, strict=False):
            await asyncio.to_thread(file.write_bytes, gguf)
        expected = [await decisions(tiny["llama"], Adapter(file)) for file in files]
        digests = tmp_path / "digests"
        assert len(ggufs[0]) == len(ggufs[1])

        async with LlamaEngine(tiny["llama"], digests=digests) as engine:
            prints, paths = set(), set()
            for n in (0, 1, 0, 1):
                async with lending(ggufs[n]) as adapter:
                    await asyncio.to_thread(os.utime, adapter.file, (1, 1))
                    # As somebody would give it who does not say what it must be.
                    await engine.wear(Adapter(adapter.file))
                    paths.add(adapter.file)
                    named = await asyncio.to_thread(models.fingerprint, adapter.file, digests)
                    assert named == adapter.digest
                got = await engine.generate(PROMPT, GRAMMAR, max_tokens=80)
                assert got.decisions == pytest.approx(expected[n], abs=1e-4)
                prints.add(engine.fingerprint)

        assert len(paths) == 1
        assert len(prints) == 2
        assert "memfd" not in await asyncio.to_thread(digests.read_text)

    async def test_what_is_not_what_was_vouched_for_is_not_worn(
        self, ggufs: list[bytes], tiny: dict[str, Path]
    ) -> None:
        async with LlamaEngine(tiny["llama"]) as engine:
            bare = engine.fingerprint
            async with lending(ggufs[0]) as one, lending(ggufs[1]) as other:
                mixed = Adapter(one.file, 1.0, other.digest)
                with pytest.raises(ModelError, match="vouched"):
                    await engine.wear(mixed)
            assert engine.fingerprint == bare

    async def test_what_is_not_worn_any_more_is_freed_and_read_again(
        self, ggufs: list[bytes], tiny: dict[str, Path]
    ) -> None:
        found: dict[int, set[tuple[float, ...]]] = {}

        async with LlamaEngine(tiny["llama"]) as engine:
            assert engine._decoder is not None
            for n in (0, 1, 2, 0, 2, 1, 0, 1, 2):
                async with lending(ggufs[n]) as adapter:
                    await engine.wear(adapter)
                # It is loaded: its file need not be there any more.
                await engine.wear(adapter)
                got = await engine.generate(PROMPT, GRAMMAR, max_tokens=80)
                found.setdefault(n, set()).add(got.decisions)
                loaded = engine._decoder.weights._adapters
                assert list(loaded) == [adapter.digest]

        assert [len(each) for each in found.values()] == [1, 1, 1]
        assert len(set.union(*found.values())) == 3


ALONE = """
import asyncio, json, sys
from pathlib import Path
from plam_agent.planner.engine import Adapter, LlamaEngine
from plam_agent.planner.prompt import Prompt

async def main(model, stack, system, user, grammar):
    worn = [Adapter(Path(file), scale) for file, scale in stack]
    async with LlamaEngine(Path(model), adapters=worn) as engine:
        got = await engine.generate(Prompt(system, user), grammar, max_tokens=80)
    print(json.dumps([got.decisions, engine.fingerprint]))

asyncio.run(main(*json.loads(sys.argv[1])))
"""


class TestTheEngine:
    async def test_both_are_worn_stacked_as_a_fresh_process_wears_the_files(
        self,
        home: Home,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
        tmp_path: Path,
    ) -> None:
        def prepare() -> tuple[list[float], str]:
            theirs = dataclasses.replace(manifest, kind="org")
            house, mine = put(shelf, theirs, ggufs[0]), put(shelf, manifest, ggufs[1])
            shelf.activate({mine: 0.5, house: 1.0})
            stack = []
            for name, scale, gguf in (("house", 1.0, ggufs[0]), ("mine", 0.5, ggufs[1])):
                (tmp_path / name).write_bytes(gguf)
                stack.append((str(tmp_path / name), scale))
            asked = json.dumps([str(tiny["llama"]), stack, PROMPT.system, PROMPT.user, GRAMMAR])
            said = subprocess.run(
                [sys.executable, "-c", ALONE, asked], capture_output=True, check=True, text=True
            )
            found: tuple[list[float], str] = json.loads(said.stdout)
            return found

        expected, name = await asyncio.to_thread(prepare)
        bare = await decisions(tiny["llama"])
        said: list[str] = []
        async with open_engine(
            home.path, tiny["llama"], None, home.vault, shelf, said.append
        ) as engine:
            got = await engine.generate(PROMPT, GRAMMAR, max_tokens=80)
            assert engine.fingerprint == name

        assert got.decisions == pytest.approx(expected, abs=1e-4)
        assert got.decisions != pytest.approx(bare, abs=1e-4)
        assert said == []

    @pytest.mark.parametrize("wrong", ["bytes", "stale", "base", "shape", "missing", "forged"])
    async def test_what_cannot_be_worn_is_said_and_the_rest_is_worn(
        self,
        home: Home,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
        tmp_path: Path,
        adapter_writer: Writer,
        wrong: str,
    ) -> None:
        gguf = ggufs[1]
        if wrong == "shape":
            gguf = adapter_writer(tmp_path / "wide.gguf", width=128).read_bytes()

        def prepare() -> None:
            house = put(shelf, dataclasses.replace(manifest, kind="org"), ggufs[0])
            mine = put(shelf, manifest, gguf, example_mark(home.vault, "event:3"))
            shelf.activate({mine: 1.0, house: 1.0})
            folder = shelf.folder / mine
            match wrong:
                case "bytes":
                    flipped(folder / "weights", 4000)
                case "stale":
                    mark_stale(home.path, home.vault, Order(seqs=(3,)), NOW)
                case "base":
                    other = dataclasses.replace(shelf.get(mine), base="0" * 64)
                    (folder / "manifest.json").write_bytes(manifest_bytes(other, home.device))
                case "missing":
                    shutil.rmtree(folder)
                case "forged":
                    flipped(folder / "manifest.json", 100)
            (tmp_path / "house").write_bytes(ggufs[0])

        await asyncio.to_thread(prepare)
        expected = await decisions(tiny["llama"], Adapter(tmp_path / "house"))
        said: list[str] = []
        async with open_engine(
            home.path, tiny["llama"], None, home.vault, shelf, said.append
        ) as engine:
            got = await engine.generate(PROMPT, GRAMMAR, max_tokens=80)

        assert got.decisions == pytest.approx(expected, abs=1e-4)
        (line,) = said
        assert "the adapter me-0001 is not worn: " in line
        assert "\n" not in line

    async def test_a_file_that_the_settings_name_is_worn_instead(
        self,
        home: Home,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
        tiny_adapter: Path,
    ) -> None:
        await asyncio.to_thread(lambda: shelf.activate({put(shelf, manifest, ggufs[0]): 1.0}))
        expected = await decisions(tiny["llama"], Adapter(tiny_adapter))

        async with open_engine(home.path, tiny["llama"], tiny_adapter, home.vault, shelf) as engine:
            got = await engine.generate(PROMPT, GRAMMAR, max_tokens=80)
        async with open_engine(home.path, tiny["llama"], None, home.vault) as without:
            bare = without.fingerprint

        assert got.decisions == pytest.approx(expected, abs=1e-4)
        assert bare == await asyncio.to_thread(models.fingerprint, tiny["llama"])

    async def test_the_service_wears_what_was_activated_since_and_never_what_went_stale(
        self,
        home: Home,
        shelf: Shelf,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
    ) -> None:
        from plam_agent import config

        settings = await asyncio.to_thread(config.load, home.path)
        warm, said, prints = Warm(home.path), list[str](), []

        async def used() -> LlamaEngine:
            async with warm.lent(settings, home.vault, shelf, said.append) as engine:
                await engine.generate(PROMPT, GRAMMAR, max_tokens=80)
                prints.append(engine.fingerprint)
                return engine

        def wear(n: int) -> None:
            shelf.activate({put(shelf, manifest, ggufs[n], example_mark(home.vault, "event:3")): 1})

        engines = [await used()]
        for n in (0, 1):
            await asyncio.to_thread(wear, n)
            engines += [await used(), await used()]
        await asyncio.to_thread(shelf.rollback)
        engines.append(await used())
        assert said == []
        gone = Order(seqs=(3,))
        await asyncio.to_thread(mark_stale, home.path, home.vault, gone, NOW + timedelta(days=1))
        engines += [await used(), await used()]
        await warm.close()

        assert len({id(each) for each in engines}) == 1
        bare, first, _, second, _, back, stale, after = prints
        assert len({bare, first, second}) == 3
        assert back == first
        assert stale == after == bare
        (line,) = said
        assert "forgotten" in line

    async def test_in_the_middle_of_a_request_only_what_must_not_be_worn_comes_off(
        self, home: Home, shelf: Shelf, manifest: Manifest, ggufs: list[bytes]
    ) -> None:
        from plam_agent import config

        settings = await asyncio.to_thread(config.load, home.path)
        warm = Warm(home.path)

        def wear(n: int) -> None:
            shelf.activate(
                {put(shelf, manifest, ggufs[n], example_mark(home.vault, f"event:{n}")): 1}
            )

        await asyncio.to_thread(wear, 0)
        async with warm.lent(settings, home.vault, shelf) as engine:
            first = engine.fingerprint
            await asyncio.to_thread(wear, 1)
            async with warm.lent(settings, home.vault, shelf):
                assert engine.fingerprint == first
            await asyncio.to_thread(mark_stale, home.path, home.vault, Order(seqs=(0,)), NOW)
            async with warm.lent(settings, home.vault, shelf):
                second = engine.fingerprint
        async with warm.lent(settings, home.vault, shelf):
            assert engine.fingerprint == second != first
        await warm.close()


class TestAHome:
    """With a policy that somebody signed."""

    def test_the_organisation_is_the_one_that_the_signed_policy_names(
        self, house: House, manifest: Manifest, ggufs: list[bytes], tiny: dict[str, Path]
    ) -> None:
        config = house.path / "config.toml"
        config.write_text(f'model = "{tiny["llama"]}"\n' + config.read_text())
        with house.open() as home:
            theirs = vouch(manifest, ggufs[0], BOSS)
            with pytest.raises(SignatureError, match="your policy names none"):
                shelf_of(home).put(theirs, ggufs[0], ())
        house.edit_policy(lambda text: f"organisation: {BOSS.public}\n{text}")
        with house.open() as home:
            shelf = shelf_of(home)
            shelf.activate({shelf.put(theirs, ggufs[0], ()).id: 1.0})
            assert shelf.active() == (Worn("org-0001"),)
            key = shelf.worn_key()
            home.policy_path.write_bytes(home.policy_path.read_bytes() + b"# more\n")
            (trouble,) = shelf.trouble()
            assert "cannot be checked, as your policy is not in force" in str(trouble)
            assert shelf.worn_key() != key

    def test_the_doctor_says_what_is_worn_and_what_cannot_be(
        self,
        plam: Shell,
        house: House,
        manifest: Manifest,
        ggufs: list[bytes],
        tiny: dict[str, Path],
    ) -> None:
        assert plam("doctor") == 0
        assert "adapters             none is worn" in plam.out
        config = house.path / "config.toml"
        config.write_text(f'model = "{tiny["llama"]}"\n' + config.read_text())
        with house.open() as home:
            shelf = shelf_of(home)
            put(shelf, manifest, ggufs[1])
            shelf.activate({put(shelf, manifest, ggufs[0], example_mark(home.vault, "event:1")): 1})
        assert plam("doctor", "--json") == 0
        (said,) = [each["detail"] for each in plam.json if each["check"] == "adapters"]
        assert said == "me-0002 is worn"

        with house.open() as home:
            mark_stale(home.path, home.vault, Order(seqs=(1,)), NOW)
        assert plam("doctor", "--json") == 1
        (wrong,) = [each for each in plam.json if not each["ok"]]
        assert wrong["check"] == "adapters"
        assert (
            "me-0002 is not worn: it was trained on something that was forgotten" in wrong["detail"]
        )
        assert wrong["fix"] == "Run: plam tune"

        flipped(house.path / "adapters" / "me-0001" / "manifest.json", 40)
        (house.path / "adapters" / "me-0002" / "stale").unlink()
        assert plam("doctor", "--json") == 1
        (wrong,) = [each for each in plam.json if not each["ok"]]
        assert "me-0001/manifest.json: is damaged" in wrong["detail"]
