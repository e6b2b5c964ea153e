"""`plam forget`: shown first, erased after a yes, looked for everywhere, and certified."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, PlamError
from .common import DONE, FAILED, WAITING, home_of, open_home, say, show

if TYPE_CHECKING:
    from ..forgetting import Chosen
    from ..home import Home
    from ..memory.memory import Memory
    from ..wanted import Wanted

NEAR = 5
PATIENCE = 20.0
"""How long the contacts may take to say who a person is, in seconds."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam forget` takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    for name, metavar, text in (
        ("--person", "X", "a name or an address; once for each spelling"),
        ("--message", "ID", "INBOX/17/812, or a Message-ID that was sorted"),
        ("--memory", "ID", "one memory, as `plam memory search` shows it"),
    ):
        what.add_argument(name, metavar=metavar, help=text, action="append", default=[])
    what.add_argument("--before", metavar="DATE", help="everything before this day (2026-03-01)")
    what.add_argument("--query", metavar="WORDS", help="whatever holds all of these words")
    what.add_argument("--verify", metavar="FILE", type=Path, help="check a certificate")
    parser.add_argument("--yes", action="store_true", help="do not ask")


async def command(args: argparse.Namespace) -> int:
    """Show what would go and, after a yes, erase it and print the certificate."""
    if args.verify:
        return await asyncio.to_thread(_verify, args)
    with open_home(args) as home:
        wanted = await _spelt(home, _wanted(args, home))
        if not args.yes:
            from ..forgetting import choose

            chosen = await asyncio.to_thread(choose, home, wanted)
            near = await _near(home, wanted, chosen)
            if not _agreed(args, chosen, near):
                return WAITING if args.json or not sys.stdin.isatty() else DONE
        return await asyncio.to_thread(_forget, args, home, wanted)


async def _spelt(home: Home, wanted: Wanted) -> Wanted:
    """The same with the names and addresses that the contacts have for the people."""
    if not wanted.people:
        return wanted
    from ..recollecting import known_people

    try:
        async with asyncio.timeout(PATIENCE):
            known = await known_people(home, home.accounts("contacts"))
    except (PlamError, TimeoutError):
        say("plam: the contacts cannot be read: name every spelling of the person yourself")
        return wanted
    cards = [(each.name, *each.addresses) for each in known.people]
    also = {text for card in cards if wanted.names(card) for text in card}
    if more := sorted(also - set(wanted.people)):
        say(f"plam: also as {', '.join(more)}")
    return dataclasses.replace(wanted, people=(*wanted.people, *more), asked=wanted.people)


def _forget(args: argparse.Namespace, home: Home, wanted: Wanted) -> int:
    from ..certificate import told
    from ..forgetting import forget

    fields = forget(home, wanted)
    show(args, fields, f"{told(fields)}\nCertificate: {fields['path']}")
    checked = fields["checked"]
    return FAILED if checked["keys_in"] or checked["opened_in"] or checked["left"] else DONE


def _verify(args: argparse.Namespace) -> int:
    from .. import keys
    from ..certificate import read, told

    fields = read(args.verify, keys.public(home_of(args), "device"))
    show(args, fields, f"{told(fields)}\nSigned by this device, and unchanged.")
    return DONE


def _wanted(args: argparse.Namespace, home: Home) -> Wanted:
    from ..wanted import Wanted

    before = None
    if args.before is not None:
        try:
            before = datetime.fromisoformat(args.before)
        except ValueError as error:
            raise InputError(
                f"{args.before!r} is no date.", fix="Write it like 2026-03-01."
            ) from error
        if before.tzinfo is None:
            before = before.replace(tzinfo=home.zone)
    named = ("person", "message", "query", "memory", "before")
    return Wanted(
        people=tuple(args.person),
        messages=tuple(args.message),
        query=args.query or "",
        memories=tuple(args.memory),
        before=before,
        by=next(each for each in named if getattr(args, each) not in (None, [])),
    )


async def _near(home: Home, wanted: Wanted, chosen: Chosen) -> list[Memory]:
    """What recall finds for the words beside what holds them: shown, and kept."""
    if not wanted.query:
        return []
    from ..memory.recollection import Recollection

    languages = tuple(dict.fromkeys((home.settings.language, "en")))
    memory = await Recollection.open(home.path, home.vault, None, languages, home.zone)
    async with memory:
        found = await memory.recall(wanted.query, home.now(), limit=NEAR * 2)
    goes = set(chosen.order.memories)
    return [each.memory for each in found if each.memory.id not in goes][:NEAR]


def _agreed(args: argparse.Namespace, chosen: Chosen, near: list[Memory]) -> bool:
    """Show what would go, and ask where somebody is there to answer."""
    plain: dict[str, Any] = {
        **chosen.plain(),
        "near": [{"id": each.id, "text": each.text} for each in near],
    }
    show(args, plain, _told(chosen, near))
    if args.json or not sys.stdin.isatty():
        say("plam: nothing is forgotten yet; --yes forgets it")
        return False
    print("Forget this for ever? Type yes: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != "yes":
        say("Nothing was forgotten.")
        return False
    return True


def _told(chosen: Chosen, near: list[Memory]) -> str:
    from ..approvals import escaped
    from ..forgetting import tier_names

    def line(text: str) -> str:
        return escaped(" ".join(text.split()))[:160]

    records = sum(chosen.kinds.values())
    lines = [
        f"{records} records of the journal would go, "
        f"and of the memory: {tier_names(chosen.tiers) or 'nothing'}."
    ]
    if chosen.dependants:
        lines.append(f"  {chosen.dependants} of them because they were made from the others.")
    if chosen.open:
        lines.append(f"  {len(chosen.open)} questions or held calls end with it: nothing is done.")
    lines += [f"  - {line(each)}" for each in chosen.examples]
    lines += [f"  stays: {line(each)}" for each in chosen.kept]
    if near:
        lines.append("Near it, and not forgotten (--memory ID forgets one):")
        lines += [f"  - {each.id}  {line(each.text)}" for each in near]
    lines.append("Cached states of models go too. Mail, files and calendars stay as they are.")
    return "\n".join(lines)
