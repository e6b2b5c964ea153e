"""`plam init`: keys, settings and a starter policy, shown in plain words and signed."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, ModelError
from .common import DONE, home_of, open_engine, say, show

if TYPE_CHECKING:
    from ..planner.fitness import Machine
    from ..planner.models import ModelInfo


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam init` takes."""
    parser.add_argument("--owner", metavar="ADDRESS", help="your own mail address")
    parser.add_argument("--zone", metavar="ZONE", help="your time zone, such as Europe/Paris")
    parser.add_argument("--language", default="en", metavar="CODE", help="en or fr")
    parser.add_argument(
        "--policy", default="assistant", metavar="NAME", help="the starter policy (assistant)"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing")


async def command(args: argparse.Namespace) -> int:
    """Make the home; nothing of it is left where a step fails or the owner says no."""
    from .. import keys
    from ..passphrase import passphrase
    from ..setup import make_home

    home = home_of(args)
    owner = args.owner or _asked(args, "Your mail address: ")
    zone = args.zone or _local_zone()
    secret = passphrase(args.passphrase_fd, ask="Choose a passphrase: ", twice=True)
    recovery, said = make_home(
        home,
        owner=owner,
        zone=zone,
        language=args.language,
        passphrase=secret,
        template=args.policy,
        agree=None if args.yes or args.json else _agreed,
    )
    model, why = await _model(home, args.language)
    plain = {
        "home": str(home),
        "recovery_key": recovery,
        "owner_key": keys.public(home, "owner"),
        "model": model,
        "model_advice": why,
    }
    text = (
        f"{said}\n\nThe policy is signed: {home / 'policy.yaml'}\n\n"
        f"Recovery key, to be written down and kept away from this machine:\n\n    {recovery}\n\n"
        f"Model: {model or 'none'}. {why}\n\n"
        "Next: plam account add mail …, then plam triage --dry-run"
    )
    show(args, plain, text)
    return DONE


async def _model(home: Path, language: str) -> tuple[str, str]:
    """The model that is used from now on, by name, and why; nothing is fetched for it.

    The largest model in the home's folder that answers quickly here is taken, else the starter.
    """
    from ..planner import fitness, measured, models

    machine = await measured.machine(home / "models")
    chosen = await asyncio.to_thread(_best_here, home, machine)
    if chosen is not None:
        why = await _tried(home, chosen)
        if not why:
            return chosen.name, f"{fitness.describe(machine)} It was here, and suits this machine."
        return "starter", f"{chosen.name} does not open ({why}), so the starter is used."
    _, why = fitness.advice(machine, language)
    if not await asyncio.to_thread(models.shipped().exists):
        return "", f"{why} The starter is not installed: plam model use FILE.gguf"
    return "starter", why


def _best_here(home: Path, machine: Machine) -> ModelInfo | None:
    from ..planner import fitness, models
    from ..planner.header import read_header

    folder = home / "models"
    here = [info for info in models.models(home) if info.template and info.path.parent == folder]
    well = [
        info for info in here if fitness.fit_file(read_header(info.path), machine).verdict == "well"
    ]
    return max(well, key=lambda info: info.parameters, default=None)


async def _tried(home: Path, chosen: ModelInfo) -> str:
    """Put a model to use; what is wrong with it, or nothing."""
    import dataclasses

    from ..config import load, save

    try:
        async with open_engine(home, chosen.path, None):
            pass
    except ModelError as error:
        return error.message.rstrip(".")
    settings = await asyncio.to_thread(load, home)
    await asyncio.to_thread(save, home, dataclasses.replace(settings, model=chosen.path))
    return ""


def _asked(args: argparse.Namespace, question: str) -> str:
    import sys

    if args.yes or not sys.stdin.isatty():
        raise InputError("Whose home is it?", fix="Give --owner ADDRESS.")
    return input(question).strip()


def _agreed(explained: str) -> bool:
    say(f"\n{explained}\n")
    return input("Sign this policy? [y/N] ").strip().lower() in ("y", "yes", "o", "oui")


def _local_zone() -> str:
    import os

    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        return named
    link = Path("/etc/localtime")
    _, _, zone = str(link.resolve()).partition("zoneinfo/") if link.is_symlink() else ("", "", "")
    return zone or "UTC"
