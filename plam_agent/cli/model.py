"""`plam model`: the models on this machine, and which of them is used."""

from __future__ import annotations

import argparse
from pathlib import Path

from .common import DONE, home_of, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam model` takes."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|use")
    verbs.add_parser("list", help="the shipped model, and those in the home's models folder")
    use = verbs.add_parser("use", help="plan and read with this model from now on")
    use.add_argument("model", help="a GGUF file, a name from the list, or `starter`")
    use.add_argument("--adapter", type=Path, metavar="FILE", help="a LoRA adapter to wear")


async def command(args: argparse.Namespace) -> int:
    """List or use."""
    return _list(args) if args.verb == "list" else await _use(args)


def _list(args: argparse.Namespace) -> int:
    from ..config import load
    from ..planner import models

    home = home_of(args)
    used = None
    if (home / "config.toml").exists():
        used = load(home).model
    used = (used or models.shipped()).resolve()
    found = models.models(home)
    plain = [
        {
            "name": m.name,
            "path": str(m.path),
            "architecture": m.architecture,
            "parameters": m.parameters,
            "bytes": m.size,
            "context": m.context,
            "license": m.license,
            "used": m.path.resolve() == used,
        }
        for m in found
    ]
    lines = [
        f"{'*' if m.path.resolve() == used else ' '} {m.name:<28} {m.parameters / 1e6:>8.1f}M "
        f"{m.size / 1e6:>8.1f} MB  {m.architecture:<8} {m.path}"
        for m in found
    ]
    show(args, plain, "\n".join(lines) or "There is no model here.")
    return DONE


async def _use(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from ..config import load, save
    from ..planner import models
    from ..planner.engine import Adapter, LlamaEngine

    home = home_of(args)
    settings = load(home)
    named = {m.name: m.path for m in models.models(home)}
    path = models.shipped() if args.model == "starter" else named.get(args.model, Path(args.model))
    path = path.expanduser().absolute()
    adapter = args.adapter.expanduser().absolute() if args.adapter else None
    # It is opened once before it is trusted with anything.
    async with LlamaEngine(path, adapters=[Adapter(adapter)] if adapter else []):
        pass
    chosen = None if path.resolve() == models.shipped().resolve() else path
    save(home, replace(settings, model=chosen, adapter=adapter))
    show(args, {"model": str(path)}, f"Using {path}.")
    return DONE
