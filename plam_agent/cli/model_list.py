"""What `plam model list` and `plam model bench` print: a row for each model, figures for one."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from .common import DONE, home_of, show

if TYPE_CHECKING:
    from ..planner.measured import Measured

TO_BE_HAD = (
    "To be had (plam model pull NAME): about how large the file is, the memory it takes at 4,096",
    "and at 8,192 tokens, its longest context, its licence:",
)


async def listed(args: argparse.Namespace) -> int:
    """List the models on this machine, then the catalogue's others."""
    from ..model_choice import rows

    found = await asyncio.to_thread(rows, home_of(args))
    here = [row for row in found if row["installed"]]
    others = [row for row in found if not row["installed"]]
    lines = ["On this machine (* is in use):", *map(_here_line, here)]
    lines += [] if here else ["  none"]
    lines += ["", *TO_BE_HAD]
    lines += [_catalogue_line(row) for row in others]
    show(args, found, "\n".join(lines))
    return DONE


def _here_line(row: dict[str, Any]) -> str:
    from ..model_choice import UNCALIBRATED

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


def table(name: str, got: Measured, tools: int) -> str:
    """The figures of one model; `tools` is how many were offered."""
    from ..model_choice import milliseconds

    rows = [
        ("loading", f"{got.load:,.0f} ms"),
        ("reading (prefill)", f"{got.read:,.1f} tokens/s"),
        ("writing (decode)", f"{got.written:,.1f} tokens/s"),
        (f"first call, {tools} tools", milliseconds(got.first)),
        ("next calls", milliseconds(got.call)),
        ("memory", f"{got.memory / 1e6:,.0f} MB"),
    ]
    lines = [f"{name}, {got.threads} thread{'s' if got.threads > 1 else ''}"]
    lines += [f"  {what:<24}{figure:>18}" for what, figure in rows]
    return "\n".join([*lines, *([f"  {got.problem}"] if got.problem else [])])
