"""`plam model`: the models on this machine and in the catalogue, and which of them is used."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, composes, home_of, say, show
from .model_list import listed, table

if TYPE_CHECKING:
    from ..config import Settings
    from ..planner.engine import Engine


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam model` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|pull|use|remove|bench")
    verbs.add_parser("list", help="models here, models to be had, and how each suits this machine")
    pull = verbs.add_parser("pull", help="fetch a model from the hub; goes on where it broke off")
    pull.add_argument("model", help="a name of the catalogue, or OWNER/REPOSITORY:FILE.gguf")
    pull.add_argument("--sha256", metavar="HEX", default="", help="the hash that it must have")
    pull.add_argument("--revision", metavar="NAME", default="main", help="branch, tag or commit")
    pull.add_argument("--renew", action="store_true", help="another file than last time is meant")
    pull.add_argument("--use", action="store_true", help="use it from then on")
    use = verbs.add_parser("use", help="plan and read with this model from now on")
    use.add_argument("model", help="a GGUF file, a name from the list, or `starter`")
    use.add_argument("--adapter", type=Path, metavar="FILE", help="a LoRA adapter to wear")
    remove = verbs.add_parser("remove", help="delete a model from the home")
    remove.add_argument("model", help="a name from the list, or its file")
    remove.add_argument("--force", action="store_true", help="even if it is used")
    bench = verbs.add_parser("bench", help="measure how fast a model is here")
    bench.add_argument("model", nargs="?", help="the one in use, unless one is named")
    bench.add_argument("--seconds", type=float, default=2.0, help="how long for each figure (2)")


async def command(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs = {"list": listed, "pull": _pull, "use": _use, "remove": _remove, "bench": _bench}
    return await verbs[args.verb](args)


async def _pull(args: argparse.Namespace) -> int:
    from ..model_choice import put_to_use, site
    from ..planner import catalogue, fitness, hub, pull
    from .progress import Progress

    home = home_of(args)
    entry = catalogue.entry(args.model)
    source = entry.source if entry else catalogue.source_of(args.model)
    source = catalogue.Source(source.repo, source.file, args.revision)
    sha256 = args.sha256.lower()
    if sha256 and not hub.SHA256.fullmatch(sha256):
        raise InputError("--sha256 is no SHA-256.", fix="Give its 64 hexadecimal digits.")
    if args.use:
        await asyncio.to_thread(_needed_settings, home)
    if entry is not None:
        suits = fitness.fit_entry(entry, await asyncio.to_thread(fitness.machine))
        if suits.verdict == "no":
            say(f"plam: {entry.title} {suits.why}")
    progress = Progress(source.name)
    try:
        got = await pull.pull(
            source,
            home / "models",
            site=site(),
            sha256=sha256,
            renew=args.renew,
            progress=progress,
        )
    except asyncio.CancelledError:
        progress.end()
        say("plam: what arrived is kept; the same command goes on from there")
        raise
    finally:
        progress.end()
    if args.use:
        await put_to_use(home, got.path, None, say)
    plain = {
        "model": str(got.path),
        "repository": got.source.repo,
        "commit": got.source.revision,
        "sha256": got.sha256,
        "bytes": got.size,
        "fetched": got.fetched,
        "license": entry.licence if entry else "",
        "used": args.use,
    }
    came = "is here already" if not got.fetched else f"is here: {got.size / 1e6:,.1f} MB, checked"
    licence = f" Its licence: {entry.licence}." if entry else ""
    then = "It is used from now on." if args.use else f"To use it: plam model use {got.path.name}"
    show(args, plain, f"{got.path.name} {came} (SHA-256 {got.sha256}).{licence} {then}")
    return DONE


async def _use(args: argparse.Namespace) -> int:
    from ..model_choice import put_to_use
    from ..planner import models

    home = home_of(args)
    await asyncio.to_thread(_needed_settings, home)
    path = await asyncio.to_thread(models.named, home, args.model)
    adapter = args.adapter.expanduser().absolute() if args.adapter else None
    await put_to_use(home, path, adapter, say)
    show(args, {"model": str(path)}, f"Using {path}.")
    return DONE


async def _remove(args: argparse.Namespace) -> int:
    from ..model_choice import removed

    home = home_of(args)
    freed, was_used, path = await asyncio.to_thread(removed, home, args.model, args.force)
    starter = " It was in use: the settings name it no more." if was_used else ""
    plain = {"removed": str(path), "freed": freed, "was_used": was_used}
    show(args, plain, f"{path.name} is gone; {freed / 1e6:,.1f} MB are free again.{starter}")
    return DONE


async def _bench(args: argparse.Namespace) -> int:
    from ..config import load_if_there
    from ..errors import PlanError
    from ..operations import planned
    from ..planner import measured, models
    from ..tools.standard import registry

    if not 0.05 <= args.seconds <= 60:
        raise InputError("--seconds is not between 0.05 and 60.", fix="Give 2.")
    home = home_of(args)
    settings = await asyncio.to_thread(load_if_there, home)
    used = (settings.model if settings else None) or models.shipped()
    path = await asyncio.to_thread(models.named, home, args.model) if args.model else used
    tools = list(registry())
    folder = home / "models"
    digests = folder / models.DIGESTS
    info = await asyncio.to_thread(models.inspect, path, digests=digests)
    own = await asyncio.to_thread(composes, path)

    async def call(engine: Engine, words: str) -> None:
        plan = await planned(engine, tools, words, own)
        if "error" in plan:
            raise PlanError(plan["error"])

    say(f"Measuring {info.name} for about {3 * args.seconds:.0f} s …")
    got = await measured.measure(path, call, seconds=args.seconds, digests=digests)
    if home.is_dir():
        await asyncio.to_thread(measured.keep, folder, digest=info.digest, measured=got)
    plain = {
        "model": info.name,
        "path": str(path),
        "parameters": info.parameters,
        "threads": got.threads,
        "load_ms": round(got.load, 1),
        "prefill_tokens_per_s": round(got.read, 1),
        "decode_tokens_per_s": round(got.written, 1),
        "first_call_ms": got.first and round(got.first, 1),
        "call_ms": got.call and round(got.call, 1),
        "memory_bytes": got.memory,
        "problem": got.problem,
    }
    show(args, plain, table(info.name, got, len(tools)))
    return DONE


def _needed_settings(home: Path) -> Settings:
    from ..config import load

    return load(home)
