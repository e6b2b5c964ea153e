"""`plam import`: a bundle of `plam export` into this home, checked before anything is kept."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .common import DONE, open_home, say, show
from .export import passphrase_option, told

if TYPE_CHECKING:
    from ..tuning.bundle import Bundle
    from ..tuning.portable_import import Brought


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam import` takes."""
    parser.add_argument("file", type=Path, help="a file of `plam export`")
    parser.add_argument("--look", action="store_true", help="only say what is in it and from whom")
    parser.add_argument("--tune", action="store_true", help="train on what it brings at once")
    parser.add_argument(
        "--from", dest="owner", default="", metavar="ADDRESS", help="it is of this owner, not mine"
    )
    passphrase_option(parser)


async def command(args: argparse.Namespace) -> int:
    """Say what is there and from whom, import it and, with --tune, train on it."""
    from ..passphrase import bundle_passphrase
    from .tune import check_installed

    if args.tune:
        check_installed()
    passphrase = bundle_passphrase(args.bundle_passphrase_fd)
    bundle, brought = await asyncio.to_thread(_import, args, passphrase)
    if brought is None:
        show(args, bundle.plain(), told(bundle))
        return DONE
    plain: dict[str, Any] = {**bundle.plain(), "imported": brought.plain()}
    if not args.tune:
        show(args, plain, f"{told(bundle)}\n{_said(brought)}")
        for each in _next(brought):
            if not args.json:
                say(f"plam: {each}")
        return DONE
    if not args.json:
        say(f"{told(bundle)}\n{_said(brought)}")
    return await _tuned(args, plain, brought)


def _import(args: argparse.Namespace, passphrase: str) -> tuple[Bundle, Brought | None]:
    from ..tuning.bundle import opened
    from ..tuning.portable_import import bring

    with open_home(args) as home, opened(args.file.expanduser(), passphrase) as (bundle, archive):
        return bundle, None if args.look else bring(home, bundle, archive, owner=args.owner)


def _said(brought: Brought) -> str:
    lines = [
        f"Imported {brought.memories} memories, {brought.examples} examples and "
        f"{brought.contacts} addresses; {brought.known} were here already or were forgotten here."
    ]
    lines += [f"  adapter {each} is on the shelf" for each in brought.adapters]
    lines += [f"  {each}" for each in brought.away]
    lines += [f"  to be looked at: {each}" for each in brought.drafts]
    return "\n".join(lines)


def _next(brought: Brought) -> list[str]:
    """What the owner may want to do now."""
    said = []
    if any(each.name == "draft.yaml" for each in brought.drafts):
        draft = next(each for each in brought.drafts if each.name == "draft.yaml")
        said.append(f"the policy is not in force: plam policy diff {draft}, then sign it")
    if any(each.name == "settings.json" for each in brought.drafts):
        said.append("accounts and passwords are added by hand: plam account add …")
    if not brought.own and (brought.memories or brought.examples):
        said.append("this home did not write it, so nothing in it counts as your own word")
    if brought.away or (brought.examples and not brought.adapters):
        said.append("to learn from what it brought, and use it where that is better: plam tune now")
    return said


async def _tuned(args: argparse.Namespace, plain: dict[str, Any], brought: Brought) -> int:
    """Train at once on what is here, and use it only if it is proven better."""
    from ..tuning.nightly import Wishes
    from ..tuning.nights import LITTLE, PAUSED
    from .tune import GO_ON, INTERRUPTED, learn

    with open_home(args) as home:
        done = await learn(args, home, Wishes())
    lines = [*done.notes, done.text, *([f"({GO_ON})"] if done.outcome == PAUSED else [])]
    if done.outcome == LITTLE and any(each.name == "draft.yaml" for each in brought.drafts):
        lines.append(
            "What it brought is about the tools and labels of the policy that came with it."
        )
        lines += [f"{each[:1].upper()}{each[1:]}." for each in _next(brought)[:1]]
    show(args, {**plain, "night": done.plain()}, "\n".join(lines))
    return INTERRUPTED if done.outcome == PAUSED else DONE
