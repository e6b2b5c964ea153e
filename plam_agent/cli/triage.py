"""`plam triage`: one headless pass over new mail, with a digest."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .common import DONE, FAILED, WAITING, open_engine, open_home, open_runtime, say, show

if TYPE_CHECKING:
    from ..triage import Digest


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam triage` takes."""
    parser.add_argument("--account", default="", metavar="NAME", help="which mail account")
    parser.add_argument("--last", type=int, default=0, metavar="N", help="the newest N only")
    parser.add_argument(
        "--dry-run", action="store_true", help="decide and change nothing, remember nothing"
    )


async def command(args: argparse.Namespace) -> int:
    """Label each new message and do what the policy says follows."""
    from ..triage import is_autonomous, triage

    with open_home(args) as home:
        settings = home.settings
        async with (
            open_engine(home.path, settings.model, settings.adapter) as engine,
            open_runtime(home, model=engine.fingerprint) as runtime,
        ):
            dry = args.dry_run
            if not dry and not is_autonomous(runtime):
                dry = True
                say("plam: a dry run, because the policy lets nothing run by itself yet")
            digest = await triage(
                runtime,
                engine,
                account=args.account,
                last=args.last,
                dry=dry,
                progress=None if args.json else _progress,
            )
    show(args, digest.plain(), told(digest))
    if digest.stopped:
        say(f"plam: stopped early: {digest.stopped} The next pass goes on from here.")
        return FAILED
    return WAITING if digest.queued else DONE


def _progress(done: int, total: int, line: str) -> None:
    from ..approvals import escaped

    if sys.stderr.isatty():
        shown = escaped(line)[:70]
        print(f"\r\033[K{done}/{total}  {shown}", end="", file=sys.stderr, flush=True)
        if done == total:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def told(digest: Digest) -> str:
    """The digest in words."""
    from ..approvals import escaped

    if not digest.messages:
        return "Nothing new."
    dry = " (dry run: nothing was changed)" if digest.dry else ""
    lines = [f"{len(digest.messages)} messages in {digest.seconds:.1f} s{dry}"]
    for message in digest.messages:
        done = ", ".join(_action(each.call.tool, each) for each in message.actions) or "left"
        note = f"  [{message.trouble}]" if message.trouble else ""
        lines.append(
            f"  {message.label or 'not read':<11} {message.confidence:4.2f}  "
            f"{escaped(message.subject or message.message_id)[:44]:<44}  {done}{note}"
        )
    counts = ", ".join(f"{number} {label}" for label, number in digest.counts.items())
    lines.append(f"In all: {counts}.")
    if digest.queued:
        lines.append(f"{len(digest.queued)} wait for you: plam approvals list")
    return "\n".join(lines)


def _action(tool: str, each: object) -> str:
    from ..runtime import Performed

    assert isinstance(each, Performed)
    words = {"rehearsed": f"would {each.decision.verb}", "pending": "waits", "done": "done"}
    return f"{tool} {words.get(each.outcome.verb, each.outcome.verb)}"
