"""`plam memory`: what is remembered, found, shown with where it came from, told and corrected."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, open_home, replied, requested, say, show
from .line import Line

if TYPE_CHECKING:
    from ..home import Home

LONGEST = 20_000
TIERS = ("episode", "summary", "fact", "note")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam memory` takes."""
    names = "search|show|add|edit|stats|suggest|export|import"
    verbs = parser.add_subparsers(dest="verb", required=True, metavar=names)
    search = verbs.add_parser("search", help="what comes to mind, when it was, why it was found")
    search.add_argument("words", nargs="+", help="times are understood: last week, en mai")
    search.add_argument("--limit", type=int, default=10, metavar="N", help="how many (10)")
    search.add_argument("--tier", choices=TIERS, help="only these")
    one = verbs.add_parser("show", help="one memory, and where it came from, down to the bottom")
    one.add_argument("id", help="an id, or how it begins")
    add = verbs.add_parser("add", help="tell it something, in your own words")
    add.add_argument("words", nargs="+", help="- reads standard input, which is not your word")
    edit = verbs.add_parser("edit", help="correct a memory; the older one is kept, dated")
    edit.add_argument("id", help="an id, or how it begins")
    edit.add_argument("words", nargs="+", help="what is right; - reads standard input")
    verbs.add_parser("stats", help="how much is remembered, and up to when")
    verbs.add_parser("suggest", help="at most three things a day that you may want to ask for")
    out = verbs.add_parser("export", help="write all of it into a file, in plain text")
    out.add_argument("file", type=Path, help="FILE.jsonl or FILE.parquet; must not exist")
    out.add_argument("--notes", action="store_true", help="the passages of your notes as well")
    back = verbs.add_parser("import", help="read a file of memories, all of it or nothing")
    back.add_argument("file", type=Path, help="FILE.jsonl or FILE.parquet")


async def command(args: argparse.Namespace) -> int:
    """Ask the memory, tell it something, or take it elsewhere and back."""
    match args.verb:
        case "export" | "import":
            return await _files(args)
        case "search":
            if not 1 <= args.limit <= 100:
                raise InputError("--limit is from 1 to 100.")
            body = {"words": " ".join(args.words), "limit": args.limit, "tier": args.tier or ""}
        case "add" | "edit":
            body = {"words": _words(args), "typed": _typed(args)}
        case _:
            body = {}
    if args.verb in ("show", "edit"):
        body["id"] = args.id
    line = Line(quiet=args.json)
    try:
        reply = await requested(args, "memory", {"verb": args.verb, **body}, progress=line.tell)
    finally:
        line.clear()
    return replied(args, reply)


def _typed(args: argparse.Namespace) -> bool:
    """Whether the words were typed: a pipe or a script may hold anyone's."""
    return args.words != ["-"] and sys.stdin.isatty()


def _words(args: argparse.Namespace) -> str:
    words = " ".join(args.words) if args.words != ["-"] else sys.stdin.read(LONGEST + 1)
    if not words.strip() or len(words) > LONGEST:
        raise InputError(f"A memory has 1 to {LONGEST} letters.")
    return words


async def _files(args: argparse.Namespace) -> int:
    """Export or import, here: the passphrase is asked for, whether a service runs or not."""
    import asyncio

    file = args.file.expanduser()
    suffix = file.suffix.lower()
    if suffix not in (".jsonl", ".parquet"):
        raise InputError(f"{file.name!r} says no form.", fix="Call it FILE.jsonl or FILE.parquet.")
    with open_home(args) as home:
        act = _export if args.verb == "export" else _import
        return await asyncio.to_thread(act, args, home, file)


def _export(args: argparse.Namespace, home: Home, file: Path) -> int:
    from ..memory import parquet, portable
    from ..memory.memory import Tier
    from ..memory.sealed import Memories

    tiers = [tier for tier in Tier if args.notes or tier is not Tier.NOTE]
    write = portable.write_lines if file.suffix.lower() == ".jsonl" else parquet.write_table
    with Memories.open(home.path, home.vault) as store:
        count = write(file, store.all(tiers), home.device, home.now())
        left = 0 if args.notes else store.count(Tier.NOTE)
    plain = {"exported": count, "file": str(file), "notes_left_out": left}
    show(args, plain, f"Wrote {count} memories to {file}.")
    say(f"plam: {file} is not sealed: whoever can read it can read all of it")
    if left and not args.json:
        say(f"plam: {left} passages of notes are left out, as their files are yours; see --notes")
    return DONE


def _import(args: argparse.Namespace, home: Home, file: Path) -> int:
    from ..memory import parquet, portable
    from ..memory.sealed import Memories

    read = portable.read_lines if file.suffix.lower() == ".jsonl" else parquet.read_table
    found = read(file, home.device.public, home.now())
    with Memories.open(home.path, home.vault) as store:
        kept = store.add(portable.unknown(found, store.all()))
    left = len(found.memories) - len(kept)
    plain = {"imported": len(kept), "left_out": left, "signed": found.signed}
    show(args, plain, f"Imported {len(kept)} memories from {file}.")
    if left and not args.json:
        say(f"plam: {left} were there already, or were forgotten")
    if not found.signed:
        say("plam: this home did not write that file, so nothing in it counts as your own word")
    return DONE
