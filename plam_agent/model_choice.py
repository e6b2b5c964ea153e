"""Which models there are on this machine, which of them is used, and how that changes."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .config import load, load_if_there, save
from .desk import composes, open_engine
from .errors import ModelError
from .files import storage_error, sync_folder
from .planner import catalogue, fitness, hub, measured, models, pull
from .planner.calibration import Calibration
from .planner.fitness import Machine
from .planner.header import read_header
from .planner.hub import Site
from .planner.measured import Measured
from .planner.models import ModelInfo

LOOPBACK = "PLAM_HUB_LOOPBACK"
"""Set to 1, it lets tests pull from this machine itself without TLS."""

UNCALIBRATED = "its confidence is not calibrated"
Say = Callable[[str], None]


def rows(home: Path) -> list[dict[str, Any]]:
    """Every model here, and those of the catalogue that are not, as JSON data; blocks."""
    folder = home / "models"
    settings = load_if_there(home)
    used = ((settings.model if settings else None) or models.shipped()).resolve()
    machine = fitness.machine(measured.pace(folder))
    found: list[dict[str, Any]] = []
    for info in models.models(home):
        known = measured.of(folder, info.digest)
        if info.problem:
            verdict, why = "no", info.problem
        elif known is not None:
            verdict, why = "measured", told(known)
        else:
            suits = fitness.fit_file(read_header(info.path), machine)
            verdict, why = suits.verdict, suits.why
        found.append(
            {
                "name": info.name,
                "installed": True,
                "path": str(info.path),
                "architecture": info.architecture,
                "parameters": info.parameters,
                "bytes": info.size,
                "context": info.context,
                "license": info.license,
                "sha256": info.digest,
                "used": info.path.resolve() == used,
                "calibrated": info.calibrated,
                "fit": verdict,
                "why": why,
                "problem": info.problem,
            }
        )
    for entry in catalogue.CATALOGUE:
        if (folder / entry.source.name).exists():
            continue
        part = folder / f"{entry.source.name}.part"
        suits = fitness.fit_entry(entry, machine)
        found.append(
            {
                "name": entry.name,
                "installed": False,
                "title": entry.title,
                "repository": entry.repo,
                "file": entry.file,
                "architecture": entry.architecture,
                "parameters": int(entry.billions * 1e9),
                "bytes": int(entry.gigabytes * 1e9),
                "memory_4k": entry.memory(4096),
                "memory_8k": entry.memory(8192),
                "context": entry.context,
                "license": entry.licence,
                "languages": entry.languages,
                "trainable": entry.trainable,
                "training": int(entry.training_gigabytes * 1e9),
                "used": False,
                "fit": suits.verdict,
                "why": suits.why,
                "part": part.stat().st_size if part.exists() else 0,
            }
        )
    return found


def told(got: Measured) -> str:
    """What was measured of a model, in a line."""
    call = f", a request in {milliseconds(got.call)}" if got.call else ""
    return f"{got.read:,.0f} tokens/s read, {got.written:,.0f} written{call}"


def milliseconds(value: float | None) -> str:
    """A time, or a dash where there is none."""
    return "-" if value is None else f"{value:,.0f} ms"


def site() -> Site:
    """The hub of the environment: HF_ENDPOINT, HF_TOKEN."""
    return Site(
        os.environ.get("HF_ENDPOINT") or hub.HUB,
        token=os.environ.get("HF_TOKEN", "").strip(),
        loopback=os.environ.get(LOOPBACK) == "1",
    )


async def fetched(home: Path, name: str, tell: Callable[[str, int, int], None]) -> Path:
    """Fetch a model of the catalogue into the home; what arrives is kept for another try.

    `tell` is told what is done, and how many octets of how many there are. Raises InputError for
    a name that the catalogue lacks, DownloadError, StorageError, ModelError and BusyError.
    """
    entry = catalogue.entry(name)
    source = entry.source if entry else catalogue.source_of(name)
    got = await pull.pull(source, home / "models", site=site(), progress=tell)
    return got.path


async def put_to_use(home: Path, path: Path, adapter: Path | None, say: Say) -> None:
    """Open the model once, and then have the settings name it; `say` is told what to heed.

    Raises ModelError.
    """
    await asyncio.to_thread(_unchanged, home, path)
    header = await asyncio.to_thread(read_header, path)
    suits = fitness.fit_file(header, await asyncio.to_thread(fitness.machine))
    if suits.verdict == "no":
        say(f"plam: it {suits.why}; `plam doctor` says what fits")
    # It is opened once before it is trusted with anything.
    async with open_engine(home, path, adapter):
        pass
    settings = await asyncio.to_thread(load, home)
    if not Calibration.of(header, path).known:
        say(f"plam: {UNCALIBRATED}: a min_confidence lets pass what it was not measured for")
    chosen = path if await asyncio.to_thread(composes, path) else None
    changed = dataclasses.replace(settings, model=chosen, adapter=adapter)
    await asyncio.to_thread(save, home, changed)


def _unchanged(home: Path, path: Path) -> None:
    """Raise ModelError where a pulled file is no longer what was pulled."""
    folder = home / "models"
    if path.parent != folder or not path.is_file():
        return
    pin = pull.pin_of(path)
    if pin is not None and models.fingerprint(path, folder / models.DIGESTS) != pin.sha256:
        raise ModelError(
            "is not what was pulled any more: its SHA-256 has changed.",
            file=path,
            fix="Pull it again with plam model pull.",
        )


def removed(home: Path, name: str, force: bool = False) -> tuple[int, bool, Path]:
    """Delete a model or what arrived of it; the bytes freed, whether it was used, and its path.

    Raises ModelError where it is not the home's, or is used and `force` is not given; blocks.
    """
    folder = home / "models"
    known = catalogue.entry(name)
    path = folder / known.source.name if known else folder / Path(name).name
    if not path.exists() and not path.with_name(f"{path.name}.part").exists():
        path = models.named(home, name)
    if path.parent.resolve() != folder.resolve() or path.suffix != ".gguf":
        raise ModelError(
            "is not one of this home's models.", file=path, fix="Delete it yourself, if you must."
        )
    with pull.alone(path):
        return _deleted(home, path, force)


def _deleted(home: Path, path: Path, force: bool) -> tuple[int, bool, Path]:
    doomed = [path, *(path.with_name(f"{path.name}{end}") for end in (".part", ".part.json"))]
    doomed = [each for each in doomed if each.is_file() or each.is_symlink()]
    if not doomed:
        raise ModelError("is not here.", file=path, fix="See `plam model list`.")
    settings = load_if_there(home)
    used = (
        {each.resolve() for each in (settings.model, settings.adapter) if each is not None}
        if settings
        else set()
    )
    was_used = path.resolve() in used
    if was_used and not force:
        raise ModelError(
            "is in use.", file=path, fix="Run: plam model use starter (or give --force)"
        )
    if was_used and settings is not None:
        adapter_only = settings.model is None or settings.model.resolve() != path.resolve()
        model = settings.model if adapter_only else None
        save(home, dataclasses.replace(settings, model=model, adapter=None))
    freed = sum(each.lstat().st_size for each in doomed)
    try:
        for each in doomed:
            each.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error
    return freed, was_used, path


async def first_model(home: Path, language: str) -> tuple[str, str]:
    """The model that is used from now on, by name, and why; nothing is fetched for it.

    The largest model in the home's folder that answers quickly here is taken, else the starter.
    """
    machine = await measured.machine(home / "models")
    chosen = await asyncio.to_thread(_best_here, home, machine)
    if chosen is not None:
        why = await _tried(home, chosen)
        if not why:
            return chosen.name, f"{fitness.describe(machine)} It was here, and suits this machine."
        return "starter", f"{chosen.name} does not open ({why}), so the starter is used."
    _, why = fitness.advice(machine, language)
    if not await asyncio.to_thread(lambda: models.shipped().exists()):
        return "", f"{why} The starter is not installed: plam model use FILE.gguf"
    return "starter", why


def _best_here(home: Path, machine: Machine) -> ModelInfo | None:
    folder = home / "models"
    here = [info for info in models.models(home) if info.template and info.path.parent == folder]
    well = [
        info for info in here if fitness.fit_file(read_header(info.path), machine).verdict == "well"
    ]
    return max(well, key=lambda info: info.parameters, default=None)


async def _tried(home: Path, chosen: ModelInfo) -> str:
    """Put a model to use; what is wrong with it, or nothing."""
    try:
        async with open_engine(home, chosen.path, None):
            pass
    except ModelError as error:
        return error.message.rstrip(".")
    settings = await asyncio.to_thread(load, home)
    await asyncio.to_thread(save, home, dataclasses.replace(settings, model=chosen.path))
    return ""
