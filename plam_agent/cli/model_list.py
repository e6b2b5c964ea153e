"""What `plam model list` and `plam model bench` print: a row for each model, figures for one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import DONE, home_of, show

if TYPE_CHECKING:
    from ..planner.measured import Measured

UNCALIBRATED = "its confidence is not calibrated"
TO_BE_HAD = (
    "To be had (plam model pull NAME): about how large the file is, the memory it takes at 4,096",
    "and at 8,192 tokens, its longest context, its licence:",
)


async def listed(args: argparse.Namespace) -> int:
    """List the models on this machine, then the catalogue's others."""
    home = home_of(args)
    rows = await asyncio.to_thread(_rows, home)
    here = [row for row in rows if row["installed"]]
    others = [row for row in rows if not row["installed"]]
    lines = ["On this machine (* is in use):", *map(_here_line, here)]
    lines += [] if here else ["  none"]
    lines += ["", *TO_BE_HAD]
    lines += [_catalogue_line(row) for row in others]
    show(args, rows, "\n".join(lines))
    return DONE


def _here_line(row: dict[str, Any]) -> str:
    mark = "*" if row["used"] else " "
    said = row["problem"] or _suits(row)
    if not row["problem"] and not row["calibrated"]:
        said += f"; {UNCALIBRATED}"
    return (
        f"{mark} {row['name']:<28} {row['parameters'] / 1e6:>8.1f}M {row['bytes'] / 1e6:>8.1f} MB "
        f" {row['architecture']:<8} {row['path']}\n      {said}"
    )


def _catalogue_line(row: dict[str, Any]) -> str:
    trained = f"; adapters train in {row['training'] / 1e9:.1f} GB" if row["trainable"] else ""
    part = f"; {row['part'] / 1e6:,.0f} MB of it are here" if row["part"] else ""
    return (
        f"  {row['name']:<14} {row['bytes'] / 1e9:>5.2f} GB  {row['memory_4k'] / 1e9:>4.1f} "
        f"{row['memory_8k'] / 1e9:>4.1f} GB  {row['context'] // 1024:>4}k  {row['license']}\n"
        f"      {_suits(row)}; languages {row['languages']}{trained}{part}"
    )


def _suits(row: dict[str, Any]) -> str:
    return f"{row['fit']}: {row['why'].removeprefix('is ')}"


def _rows(home: Path) -> list[dict[str, Any]]:
    """Every model here, and those of the catalogue that are not, as JSON data."""
    from ..config import load_if_there
    from ..planner import fitness, measured, models
    from ..planner.catalogue import CATALOGUE
    from ..planner.header import read_header

    folder = home / "models"
    settings = load_if_there(home)
    used = ((settings.model if settings else None) or models.shipped()).resolve()
    machine = fitness.machine(measured.pace(folder))
    rows: list[dict[str, Any]] = []
    for info in models.models(home):
        known = measured.of(folder, info.digest)
        if info.problem:
            verdict, why = "no", info.problem
        elif known is not None:
            verdict, why = "measured", _told(known)
        else:
            suits = fitness.fit_file(read_header(info.path), machine)
            verdict, why = suits.verdict, suits.why
        rows.append(
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
    for entry in CATALOGUE:
        if (folder / entry.source.name).exists():
            continue
        part = folder / f"{entry.source.name}.part"
        suits = fitness.fit_entry(entry, machine)
        rows.append(
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
    return rows


def table(name: str, got: Measured, tools: int) -> str:
    """The figures of one model; `tools` is how many were offered."""
    rows = [
        ("loading", f"{got.load:,.0f} ms"),
        ("reading (prefill)", f"{got.read:,.1f} tokens/s"),
        ("writing (decode)", f"{got.written:,.1f} tokens/s"),
        (f"first call, {tools} tools", _milliseconds(got.first)),
        ("next calls", _milliseconds(got.call)),
        ("memory", f"{got.memory / 1e6:,.0f} MB"),
    ]
    lines = [f"{name}, {got.threads} thread{'s' if got.threads > 1 else ''}"]
    lines += [f"  {what:<24}{figure:>18}" for what, figure in rows]
    return "\n".join([*lines, *([f"  {got.problem}"] if got.problem else [])])


def _told(got: Measured) -> str:
    call = f", a request in {_milliseconds(got.call)}" if got.call else ""
    return f"{got.read:,.0f} tokens/s read, {got.written:,.0f} written{call}"


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f} ms"
