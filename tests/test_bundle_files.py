"""The file of a bundle: sealed and signed, and refused in a sentence where it is anything else."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plam_agent import keys
from plam_agent.errors import (
    ContentError,
    DamageError,
    LockedError,
    PlamError,
    SignatureError,
)
from plam_agent.memory.sealed import Memories
from plam_agent.tuning import (
    portable_archive,
    portable_records,
)
from plam_agent.tuning.bundle import opened
from plam_agent.tuning.portable_archive import Packing
from plam_agent.tuning.portable_envelope import CHUNK, MORE, Sealed, Sealing
from plam_agent.types import canonical
from tests.bundles import (
    ROOT,
    SECRET,
    bundle,
    files_of,
    first,
    forged,
    lived,
    manifest_of,
    memory,
    other,
    pack,
    plain_of,
    refused,
    second,
    take,
    unopened,
)
from tests.fixtures_agent import House

__all__ = ["bundle", "first", "lived", "other", "second"]


def test_the_documented_way_opens_it_without_this_program(bundle: Path) -> None:
    text = (ROOT / "docs/portability.md").read_text()
    (script,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)

    done = subprocess.run(
        [sys.executable, "-c", script, str(bundle), SECRET], check=True, capture_output=True
    )

    assert done.stdout == plain_of(bundle)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        assert archive.getnames()[-1] == "manifest.json"


def test_the_documented_names_are_those_that_are_taken() -> None:
    text = (ROOT / "docs/portability.md").read_text()
    named = set(re.findall(r"`([a-z/_]+\.(?:json|jsonl|yaml|md|parquet|gguf|safetensors))`", text))

    for name in named & {"README.md", "settings.json", "contacts.jsonl", "manifest.json"}:
        assert portable_archive.largest(name)
    assert {"examples.jsonl", "memory.parquet", "adapter.gguf", "adapter_config.json"} <= named


def test_a_wrong_passphrase_opens_nothing(bundle: Path, other: House) -> None:
    error = refused(other, bundle, "another")

    assert isinstance(error, LockedError)
    assert "passphrase is another" in error.message


def test_no_octet_can_be_changed(bundle: Path, other: House) -> None:
    raw = bundle.read_bytes()
    starts = [0, 5, 12, 30, 100, 200, 260]
    chunks = range(raw.index(b"\n", 12) + 1, len(raw), CHUNK + MORE)
    places = {*starts, *chunks, *(each + 12 for each in chunks), len(raw) - 1, len(raw) // 2}
    for at in sorted(places):
        changed = bytearray(raw)
        changed[at] ^= 1
        bundle.write_bytes(changed)

        error = refused(other, bundle)

        assert error.exit in (2, 3), at


def test_no_cut_goes_unnoticed(bundle: Path, other: House) -> None:
    raw = bundle.read_bytes()
    start = raw.index(b"\n", 12) + 1
    whole = [start + n * (CHUNK + MORE) for n in range((len(raw) - start) // (CHUNK + MORE))]
    assert len(whole) >= 3
    for end in (
        0,
        5,
        12,
        100,
        start,
        start + 20,
        *whole[1:],
        *(e - 7 for e in whole[1:]),
        len(raw) - 1,
    ):
        bundle.write_bytes(raw[:end])

        error = refused(other, bundle)

        assert isinstance(error, DamageError | ContentError), end
    bundle.write_bytes(raw[: whole[2]])
    assert "cut off" in refused(other, bundle).message


def test_chunks_cannot_be_moved_left_out_or_repeated(bundle: Path, other: House) -> None:
    raw = bundle.read_bytes()
    start, step = raw.index(b"\n", 12) + 1, CHUNK + MORE
    head, chunks = raw[:start], [raw[at : at + step] for at in range(start, len(raw), step)]
    for order in (
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], *chunks[2:]],
        [chunks[0], chunks[0], *chunks[1:]],
        [*chunks, chunks[-1]],
        [*chunks[:-2], chunks[-1]],
        [chunks[-1], *chunks],
    ):
        bundle.write_bytes(head + b"".join(order))

        assert isinstance(refused(other, bundle), DamageError)


def test_a_newer_format_says_so(bundle: Path, other: House) -> None:
    raw = bundle.read_bytes()
    bundle.write_bytes(raw.replace(b'"format":1', b'"format":2', 1))

    error = refused(other, bundle)

    assert "newer format 2" in error.message
    assert "Update plam" in error.fix


def test_a_newer_version_says_so(
    lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(portable_archive, "VERSION", 2)
        pack(lived, tmp_path / "b")

    assert "newer version 2" in refused(other, tmp_path / "b").message


@pytest.mark.parametrize(
    "fields",
    [
        {"passes": 10_000},
        {"memory": 1 << 40},
        {"memory": -1},
        {"passes": True},
        {"salt": "AA"},
        {"chunk": 1},
        {"kdf": "none"},
        {"format": "1"},
        {"cipher": None},
    ],
)
def test_an_absurd_header_is_refused_at_once(
    bundle: Path, other: House, fields: dict[str, Any]
) -> None:
    magic, header, rest = bundle.read_bytes().split(b"\n", 2)
    changed = canonical({**json.loads(header), **fields})
    bundle.write_bytes(b"\n".join([magic, changed, rest]))

    assert "header" in refused(other, bundle).message


@pytest.mark.parametrize("raw", [b"", b"plam bundle\n", b"PK\x03\x04", b"plam bundle\n[]\n", b"\n"])
def test_what_is_no_bundle_is_refused(bundle: Path, other: House, raw: bytes) -> None:
    bundle.write_bytes(raw)

    refused(other, bundle)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.binary(max_size=3_000), at=st.integers(0, 2_000))
def test_any_octets_are_refused_in_a_sentence(tmp_path: Path, data: bytes, at: int) -> None:
    path = tmp_path / "any"
    with path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        sealing.write(data)
        sealing.finish()
    with pytest.raises(PlamError), opened(path, SECRET):
        pass
    path.write_bytes(path.read_bytes()[:at] + data)
    with pytest.raises(PlamError), opened(path, SECRET):
        pass


def sealed_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes], form: int) -> Path:
    """What tar writes of these members, sealed as it has to be."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=form) as archive:
        for info, data in members:
            info.size = len(data) if info.isfile() else 0
            archive.addfile(info, io.BytesIO(data))
    with path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        sealing.write(raw.getvalue())
        sealing.finish()
    return path


def info(name: str, kind: bytes = tarfile.REGTYPE, **fields: Any) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type = kind
    found.mode = 0o600
    for key, value in fields.items():
        setattr(found, key, value)
    return found


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize(
    "member",
    [
        info("../../etc/passwd"),
        info("/etc/passwd"),
        info("adapters/../keys/owner.key"),
        info("adapters/me-0001/../../x"),
        info("settings.json", tarfile.SYMTYPE, linkname="/etc/passwd"),
        info("settings.json", tarfile.LNKTYPE, linkname="README.md"),
        info("settings.json", tarfile.DIRTYPE),
        info("settings.json", tarfile.FIFOTYPE),
        info("settings.json", tarfile.CHRTYPE),
        info("settings.json", mode=0o4755),
        info("settings.json", uid=1000),
        info("settings.json", uname="root"),
        info("x" * 99),
        info("d/" * 49 + "x" * 60),
        info("réglages.json"),
        info("settings.json\n"),
        info("keys/owner.key"),
        info("policy.yaml"),
        info(""),
    ],
    ids=lambda each: f"{each.name[:24]!r}-{each.type.decode()}-{each.mode:o}-{each.uid}",
)
def test_only_plain_files_with_known_names_are_in_a_bundle(
    tmp_path: Path, member: tarfile.TarInfo, form: int
) -> None:
    path = sealed_tar(tmp_path / "b", (copy.copy(member), b"{}"), form=form)

    error = unopened(path)

    assert isinstance(error, ContentError)
    assert "nothing was imported" in error.message


def test_no_name_is_there_twice(lived: House, tmp_path: Path) -> None:
    path = tmp_path / "b"
    with lived.open() as home, path.open("wb") as file:
        packing = Packing(Sealing(file, SECRET, cost=keys.CHEAP), 0)
        packing.add("settings.json", b"{}")
        packing.add("settings.json", b"[]")
        packing.finish(manifest_of(home), home.device)

    assert "twice" in unopened(path).message


@pytest.mark.parametrize("size", [5 << 20, 1 << 32, 8**11 - 1])
def test_a_file_that_says_it_is_huge_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "b"
    with path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        sealing.write(portable_archive._entry("settings.json", size, 0) + b"{}")
        sealing.finish()

    assert f"{size:,} octets" in unopened(path).message


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        for n in range(portable_archive.MOST_MEMBERS + 1):
            sealing.write(portable_archive._entry(f"adapters/me-{n:04d}/report.html", 0, 0))
        sealing.finish()

    assert "more than" in unopened(path).message


def test_another_devices_signature_is_refused(lived: House, other: House, tmp_path: Path) -> None:
    with other.open() as home:
        device = home.device.public
    forged(lived, tmp_path / "b", {}, device=device)

    assert isinstance(refused(other, tmp_path / "b"), SignatureError)


def test_a_list_that_is_not_of_these_files_is_refused(
    lived: House, other: House, tmp_path: Path
) -> None:
    path = tmp_path / "b"
    with lived.open() as home, path.open("wb") as file:
        packing = Packing(Sealing(file, SECRET, cost=keys.CHEAP), 0)
        packing.add("settings.json", b"{}")
        packing.members[0] = dataclasses.replace(packing.members[0], sha256="0" * 64)
        packing.finish(manifest_of(home), home.device)

    assert "not those of its manifest" in refused(other, path).message


@pytest.mark.parametrize("after", [b"x", b"\0" * 512, b"x" * 512])
def test_nothing_stands_after_the_manifest(
    lived: House, other: House, tmp_path: Path, after: bytes
) -> None:
    forged(lived, tmp_path / "a", {})
    plain = plain_of(tmp_path / "a")
    with (tmp_path / "b").open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        sealing.write(plain + after)
        sealing.finish()

    assert "after its manifest" in refused(other, tmp_path / "b").message


@pytest.mark.parametrize(("at", "what"), [(-1, "after its manifest"), (1000, "behind its file")])
def test_nothing_hides_where_nothing_stands(
    lived: House, tmp_path: Path, at: int, what: str
) -> None:
    forged(lived, tmp_path / "a", {})
    plain = bytearray(plain_of(tmp_path / "a"))
    assert plain[at] == 0
    plain[at] = 1
    with (tmp_path / "b").open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        sealing.write(plain)
        sealing.finish()

    assert what in unopened(tmp_path / "b").message


RECORD: dict[str, Any] = {
    "kind": "label",
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}],
    "against": [], "at": None, "group": "", "words": "u", "tools": [], "labels": [["a", "b"]],
    "told": [], "handles": [], "grammar": "",
}  # fmt: skip


def line(**fields: Any) -> bytes:
    said = {**RECORD, **fields}
    return canonical({"id": portable_records.digest(said), **said, "weight": 1.0, "sources": []})


@pytest.mark.parametrize(
    "lines",
    [
        b"{",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        line() + b"\n" + line() + b"\n",
        line(),
        line().replace(b'"group":""', b'"group":"x"') + b"\n",
        line(more=1) + b"\n",
        line(at="2026-06-01T08:00:00") + b"\n",
        line(labels=[]) + b"\n",
        line(kind="other") + b"\n",
        line(messages=[]) + b"\n",
        line().replace(b'"weight":1.0', b'"weight":1e999') + b"\n",
        b'{"a": "' + b"x" * (2 << 20) + b'"}\n',
    ],
    ids=lambda each: each[:12].decode() + str(len(each)),
)
def test_a_line_that_is_no_example_is_refused(
    lived: House, other: House, tmp_path: Path, lines: bytes
) -> None:
    forged(lived, tmp_path / "b", {"examples.jsonl": lines})

    error = refused(other, tmp_path / "b")

    assert "example" in error.message
    assert isinstance(error, ContentError)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("memory.parquet", b"PAR1 nothing PAR1"),
        ("contacts.jsonl", b'{"address": 1}\n'),
        ("contacts.jsonl", b"[" * 100_000),
        ("adapters/me-0001/adapter.json", b"{}"),
        ("adapters/me-0001/adapter.json", b"[" * 100_000),
        ("adapters/me-0001/adapter.gguf", b"GGUF"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    lived: House, other: House, tmp_path: Path, name: str, data: bytes
) -> None:
    forged(lived, tmp_path / "b", {name: data})

    assert isinstance(refused(other, tmp_path / "b"), ContentError)


@pytest.mark.parametrize(
    "change",
    [
        {"figures": 1},
        {"kind": "org"},
        {"id": "me-0002"},
        {"promoted": False},
        {"weights_hash": "0" * 64},
        {"created": "yesterday"},
        {"scale": -1},
        {"scale": float("inf")},
        {"examples": 5},
    ],
    ids=str,
)
def test_an_adapter_that_says_what_cannot_be_is_refused(
    lived: House, other: House, tmp_path: Path, change: dict[str, Any]
) -> None:
    pack(lived, tmp_path / "a")
    files = files_of(tmp_path / "a")
    about = json.loads(files["adapters/me-0001/adapter.json"])
    outer = {key: value for key, value in change.items() if key in about}
    about = {**about, "adapter": {**about["adapter"], **change}, **outer}
    files["adapters/me-0001/adapter.json"] = json.dumps(about).encode()
    forged(lived, tmp_path / "b", files)

    assert "me-0001" in refused(other, tmp_path / "b").message


def test_memories_that_another_device_signed_are_refused(
    lived: House, other: House, tmp_path: Path
) -> None:
    with other.open() as home, Memories.open(home.path, home.vault) as store:
        store.add([memory("Not mine.", other)])
    pack(other, tmp_path / "a")
    files = files_of(tmp_path / "a")
    forged(lived, tmp_path / "b", {"memory.parquet": files["memory.parquet"]})

    with pytest.raises(SignatureError, match="memories are not signed"):
        take(lived, tmp_path / "b")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parts=st.lists(st.integers(0, 3 * CHUNK), max_size=4))
def test_whatever_is_sealed_comes_back(tmp_path: Path, parts: list[int]) -> None:
    plain = os.urandom(sum(parts))
    path = tmp_path / "sealed"
    with path.open("wb") as file:
        sealing = Sealing(file, SECRET, cost=keys.CHEAP)
        at = 0
        for each in parts:
            sealing.write(plain[at : at + each])
            at += each
        sealing.finish()
    with path.open("rb") as file:
        sealed = Sealed(file, SECRET, path)
        assert sealed.size == len(plain)
        assert b"".join(sealed.read(0, len(plain))) == plain
        middle = len(plain) // 3
        assert b"".join(sealed.read(middle, middle)) == plain[middle : 2 * middle]
