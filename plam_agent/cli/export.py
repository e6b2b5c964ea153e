"""`plam export`: everything that may leave the home, as one sealed and signed file."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from .common import DONE, open_home, say, show
from .line import Line

if TYPE_CHECKING:
    from ..tuning.bundle import Bundle

PARTS = ("memory", "examples", "adapters", "policy")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam export` takes."""
    parser.add_argument("file", type=Path, help="the file to write; must not exist")
    parser.add_argument(
        "--without", choices=PARTS, action="append", default=[], help="leave this out"
    )
    passphrase_option(parser)


def passphrase_option(parser: argparse.ArgumentParser) -> None:
    """How the passphrase of a bundle is given, which is not that of the home."""
    parser.add_argument(
        "--bundle-passphrase-fd",
        metavar="N",
        type=int,
        help="read the passphrase of the file from descriptor N ($PLAM_BUNDLE_PASSPHRASE)",
    )


async def command(args: argparse.Namespace) -> int:
    """Write the bundle, and say what is in it and how big it is."""
    from ..passphrase import bundle_passphrase

    return await asyncio.to_thread(
        _export, args, bundle_passphrase(args.bundle_passphrase_fd, twice=True)
    )


def _export(args: argparse.Namespace, passphrase: str) -> int:
    from ..tuning.bundle import export

    line = Line(quiet=args.json)
    try:
        with open_home(args) as home:
            bundle = export(
                home,
                args.file.expanduser(),
                passphrase,
                without=args.without,
                progress=lambda what: line.tell(0, 1, what),
            )
    finally:
        line.clear()
    show(args, bundle.plain(), f"Wrote {told(bundle)}")
    if not args.json:
        say("plam: it opens with its own passphrase alone, which nobody can give back to you")
        say("plam: passwords and keys are not in it; passages of notes are not, as they are files")
    return DONE


def told(bundle: Bundle) -> str:
    """What a bundle holds and who made it, in plain words."""
    manifest = bundle.manifest
    lines = [
        f"{bundle.path} ({size(bundle.size)}), made at {manifest.made}",
        f"  by {manifest.owner} on the device {manifest.device}",
        f"  for the model {manifest.base_name} ({manifest.base[:16]}…)",
    ]
    for what, members in (
        ("memories", ("memory.parquet",)),
        ("examples", ("examples.jsonl",)),
        ("adapters", ("adapters/",)),
        ("policies", ("policies/",)),
        ("contacts", ("contacts.jsonl",)),
        ("accounts", ("settings.json",)),
    ):
        if what in manifest.counts:
            octets = sum(m.size for m in bundle.members if m.name.startswith(members))
            lines.append(f"  {manifest.counts[what]:>7,} {what:<9} {size(octets):>9}")
    lines += [f"  left out: {each}" for each in manifest.left_out]
    return "\n".join(lines)


def size(octets: int) -> str:
    """A size as people read it."""
    for unit, each in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if octets >= each:
            return f"{octets / each:.1f} {unit}"
    return f"{octets} B"
