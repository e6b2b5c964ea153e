"""Adapters as folders of a bundle, and back onto a shelf where the same model is used.

    adapters/me-0003/adapter.json               what it is, how it was made, on which examples
                     adapter.gguf               the weights as llama.cpp wears them
                     adapter_config.json        the same weights as PEFT reads them
                     adapter_model.safetensors
                     report.html, report.json   how it was judged

A version that is stale or was not promoted is not taken along. One that comes is tied to the
imported examples that it was trained on, so that it goes stale when one of them is forgotten; where
they did not all come, what it learnt could never be forgotten, so it stays away.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic

from ..adapters_signed import Manifest, check_scale, kind_of
from ..desk import shelf_of
from ..erasing import EXAMPLES, example_mark
from ..errors import InputError, ModelError, PlamError
from ..planner import models
from ..planner.header import read_header
from .portable_peft import peft_of

if TYPE_CHECKING:
    from ..home import Home
    from .portable_archive import Archive

FOLDER = "adapters"
ABOUT = "adapter.json"
WEIGHTS = "adapter.gguf"
_MANIFEST = pydantic.TypeAdapter(Manifest)
REPORTS = ("report.html", "report.json")


@dataclass(frozen=True, slots=True)
class Packed:
    """An adapter in a bundle: `scale` is how strongly it was worn, None where it was not.

    `examples` are the ids of the bundle's examples that it was trained on, and `unknown` counts
    what it was trained on beside them.
    """

    kind: str
    id: str
    manifest: Manifest
    scale: float | None
    examples: tuple[str, ...]
    unknown: int


def base_of(home: Home) -> tuple[str, Path]:
    """The fingerprint of the model in use, empty where it is gone, and its file."""
    file = home.settings.model or models.shipped()
    try:
        return models.fingerprint(file, models.digests_in(home.path)), file
    except ModelError:
        return "", file


def packed(
    home: Home, records: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The adapters that may leave the home: the id of each, and its files by name.

    `records` are the examples in the bundle. Raises DamageError and SignatureError.
    """
    shelf = shelf_of(home)
    base, file = base_of(home)
    worn = {each.id: each.scale for each in shelf.active()} if base else {}
    marks: dict[str, set[str]] = {}
    for record in records:
        for source in record["sources"]:
            marks.setdefault(example_mark(home.vault, source), set()).add(record["id"])
    for manifest in shelf.versions():
        if shelf.is_stale(manifest.id) or not manifest.promoted:
            continue
        folder = shelf.folder / manifest.id
        trained = (folder / EXAMPLES).read_text(encoding="ascii").split()
        known = {each for mark in trained for each in marks.get(mark, ())}
        about = {
            "adapter": manifest.plain(),
            "scale": worn.get(manifest.id),
            "examples": sorted(known),
            "unknown": sum(mark not in marks for mark in trained),
        }
        gguf = shelf.weights(manifest.id)
        files = {ABOUT: json_text(about), WEIGHTS: gguf}
        if manifest.base == base:
            # A model that is no longer here cannot say how its heads lie.
            with contextlib.suppress(ModelError):
                files |= peft_of(gguf, read_header(file))
        files |= {each: (folder / each).read_bytes() for each in REPORTS if each in manifest.files}
        yield manifest.id, files


def unpacked(archive: Archive) -> list[Packed]:
    """The adapters in a bundle, oldest first, without their weights. Raises ContentError."""
    found = []
    ids = {name.split("/")[1] for name in archive.members if name.startswith(f"{FOLDER}/")}
    for id in sorted(ids):
        try:
            said = json.loads(archive.read(f"{FOLDER}/{id}/{ABOUT}"))
            manifest = _MANIFEST.validate_python(said["adapter"])
            digest = archive.members[f"{FOLDER}/{id}/{WEIGHTS}"].sha256
            if manifest.id != id or manifest.weights_hash != digest or not manifest.promoted:
                raise ValueError("another adapter")
            scale = said["scale"]
            each = Packed(
                kind_of(id),
                id,
                manifest,
                None if scale is None else check_scale(float(scale)),
                tuple(map(str, said["examples"])),
                int(said["unknown"]),
            )
            if manifest.kind != each.kind:
                raise ValueError("another kind")
        except (
            LookupError, TypeError, ValueError, AttributeError, RecursionError, InputError,
        ) as error:  # fmt: skip
            raise archive.wrong(f"its adapter {id} is none") from error
        found.append(each)
    return found


def taken(
    home: Home,
    archive: Archive,
    adapters: Sequence[Packed],
    sources: Mapping[str, Sequence[str]],
    origin: str,
) -> tuple[list[str], list[str]]:
    """Put adapters on the shelf and wear those that were worn, where nothing is worn yet.

    `sources` says of which records and memories of this home each example of the bundle is made
    now; `origin` names the device that trained them. Returns the new ids, and for each that stays
    away one sentence. Raises StorageError, DamageError.
    """
    shelf = shelf_of(home)
    base, _ = base_of(home)
    there = {each.weights_hash for each in shelf.versions()}
    new: list[str] = []
    away: list[str] = []
    worn = {each.kind for each in shelf.active()} if base else set()
    for each in adapters:
        manifest = each.manifest
        if manifest.weights_hash in there:
            continue
        if manifest.base != base:
            away.append(f"{each.id} was trained on another model: train again with `plam tune now`")
            continue
        if each.unknown or not set(each.examples) <= set(sources):
            away.append(
                f"{each.id} was trained on examples that are not here, so that it could not "
                "forget them: train again with `plam tune now`"
            )
            continue
        beneath = {source for id in each.examples for source in sources[id]}
        folder = f"{FOLDER}/{each.id}/"
        report = {
            name: archive.read(folder + name)
            for name in REPORTS
            if folder + name in archive.members
        }
        figures = {**manifest.figures, "imported": {"id": each.id, "device": origin}}
        try:
            kept = shelf.put(
                dataclasses.replace(manifest, id="", parent="", figures=figures),
                archive.read(folder + WEIGHTS),
                {example_mark(home.vault, source) for source in beneath},
                report,
                forgotten=functools.partial(_forgotten, home, beneath),
            )
            new.append(kept.id)
            if each.scale is not None and kept.kind not in worn:
                shelf.activate({kept.id: each.scale})
        except PlamError as error:
            away.append(f"{each.id}: {error.message}")
    return new, away


def _forgotten(home: Home, sources: Iterable[str]) -> bool:
    """Whether a record among these sources was forgotten."""
    seqs = [int(each.removeprefix("event:")) for each in sources if each.startswith("event:")]
    return any(home.journal.get(seq).body.get("forgotten") for seq in seqs)


def json_text(data: Any) -> bytes:
    """JSON data as a file that a person can read."""
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
