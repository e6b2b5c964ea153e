"""`plam tune`: what is learnt from you, when, what came of it, and the way back."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import importlib.util
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import InputError, PlamError
from .common import DONE, home_of, open_home, passphrase_of, say, show
from .line import Line

if TYPE_CHECKING:
    from ..home import Home
    from ..keys import Signer
    from ..tuning.apart import Stop
    from ..tuning.nightly import Wishes
    from ..tuning.nights import Night

LIBRARIES = ("torch", "psutil")
INTERRUPTED = 130
PATIENCE = 10.0
"""How long training may take to pause where its owner interrupts it, in seconds."""
GO_ON = "plam tune now goes on from there"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam tune` takes."""
    parser.add_argument(
        "--nightly", action="store_true", help="learn if this is the time; for a timer"
    )
    names = "status|now|rollback|report|good|bad|timer|organisation"
    verbs = parser.add_subparsers(dest="verb", metavar=names)
    verbs.add_parser("status", help="what is worn, what waits to be learnt, and when")
    now = verbs.add_parser("now", help="learn at once, whatever the hour")
    _learning(now)
    verbs.add_parser("rollback", help="wear what was worn before")
    report = verbs.add_parser("report", help="how a version did against what was worn")
    report.add_argument("id", help="a version, as `plam tune status` shows it")
    for verb, meaning in (("good", "was right"), ("bad", "was wrong")):
        judged = verbs.add_parser(verb, help=f"say that a request or a label {meaning}")
        judged.add_argument("of", metavar="RUN|EVENT", help="as `plam log` shows it")
        if verb == "bad":
            judged.add_argument("label", nargs="?", default="", help="the label that was right")
    verbs.add_parser("timer", help="print systemd units that learn at night")
    theirs = verbs.add_parser("organisation", help="the adapter of the organisation, alone")
    acts = theirs.add_subparsers(dest="act", required=True, metavar="now|rollback")
    _learning(acts.add_parser("now", help="learn it from this home, and sign it"))
    acts.add_parser("rollback", help="wear the organisation's that was worn before")


def _learning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count what would be learnt")
    parser.add_argument("--epochs", type=int, metavar="N", help="how often each example is learnt")


async def command(args: argparse.Namespace) -> int:
    """Do what the verb says; without one, say how it stands."""
    if args.nightly:
        if args.verb is not None:
            raise InputError("--nightly stands alone.", fix="Run: plam tune --nightly")
        return await _nightly(args)
    verbs = {"report": _report, "good": _judge, "bad": _judge, "timer": _timer}
    if (act := verbs.get(args.verb)) is not None:
        return await asyncio.to_thread(act, args)
    if args.verb == "organisation":
        return await (_now if args.act == "now" else _rollback)(args)
    return await {"now": _now, "rollback": _rollback}.get(args.verb, _status)(args)


def _kind(args: argparse.Namespace) -> str:
    return "org" if args.verb == "organisation" else "me"


def check_installed() -> None:
    """Raise PlamError where what training takes is not installed."""
    from ..tuning.machine import needed

    for library in LIBRARIES:
        if importlib.util.find_spec(library) is None:
            raise needed(library)


async def _now(args: argparse.Namespace) -> int:
    from ..tuning.machine import ThisMachine
    from ..tuning.nightly import Wishes

    recipe: dict[str, Any] = {}
    if args.epochs is not None:
        if not 1 <= args.epochs <= 1000:
            raise InputError("--epochs is from 1 to 1000.")
        recipe["epochs"] = args.epochs
    if not args.dry_run:
        check_installed()
    with open_home(args) as home:
        if args.dry_run:
            return await _counted(args, home)
        signer = await asyncio.to_thread(_signer, args, home) if _kind(args) == "org" else None
        machine = await asyncio.to_thread(ThisMachine, home.path, home.zone, home.clock)
        await asyncio.to_thread(_check_room, home, machine)
        wishes = Wishes(kind=_kind(args), recipe=recipe, organisation=signer)
        done = await learn(args, home, wishes)
    return _told(args, done, paused=INTERRUPTED)


async def _counted(args: argparse.Namespace, home: Home) -> int:
    from ..tuning import learning

    def look() -> learning.Material:
        return learning.gathered(home, learning.offered(home))

    material = await asyncio.to_thread(look)
    plain = material.plain()
    lines = [f"{plain['to_learn']} examples to learn from, {plain['held_out']} to be asked."]
    if material.missing:
        lines.append(f"That is too little: {material.missing} more with an answer.")
    lines += [f"  {count:>5}  {name}" for name, count in material.by_group.items()]
    lines += material.told
    show(args, plain, "\n".join(lines))
    return DONE


def _signer(args: argparse.Namespace, home: Home) -> Signer:
    """The organisation's key, where this is its own home. Raises PlamError."""
    from .. import keys

    wanted = home.policy().policy.organisation
    if not wanted or home.public("owner") != wanted:
        raise PlamError(
            "this home does not hold the organisation's signing key.",
            fix="Run it in the home whose owner key signs the organisation's policy.",
        )
    return keys.open_owner(home.path, passphrase_of(args))


def _check_room(home: Home, machine: Any) -> None:
    from ..planner import models
    from ..tuning.conditions import Needs, room_refusals

    needs = Needs.of(home.settings.tuning.window, home.settings.model or models.shipped())
    if found := room_refusals(machine.read(), needs):
        raise PlamError(" ".join(found), fix="Free some, and run it again.")


async def _nightly(args: argparse.Namespace) -> int:
    """Learn if this is the time; else say nothing, so that a timer can ask often."""
    from .. import config
    from ..home import system_clock
    from ..planner import models
    from ..tuning.conditions import Needs, Watch, refusals
    from ..tuning.machine import ThisMachine, last_seen
    from ..tuning.nightly import Wishes
    from ..tuning.nights import LITTLE, NOTHING_NEW
    from ..tuning.priority import give_way

    path = home_of(args)
    settings = await asyncio.to_thread(config.load, path)
    if not settings.tuning.enabled:
        return _not_now(args, ["It is switched off: [tuning] says enabled = false."])
    wall = system_clock().astimezone(settings.zone)
    if not settings.tuning.window.holds(wall.hour * 60 + wall.minute):
        return _not_now(args, [f"The window is {settings.tuning.window}."])
    check_installed()
    give_way()
    model = settings.model or models.shipped()
    needs = await asyncio.to_thread(Needs.of, settings.tuning.window, model)
    machine = await asyncio.to_thread(ThisMachine, path, settings.zone, system_clock)
    if why := refusals(await asyncio.to_thread(machine.read), needs):
        return _not_now(args, why)
    with open_home(args) as home:
        machine.owner = last_seen(home.journal)
        began = await asyncio.to_thread(machine.read)
        if why := refusals(began, needs):
            return _not_now(args, why)
        done = await learn(args, home, Wishes(by_itself=True), Watch(machine, needs, began))
    if done.outcome in (LITTLE, NOTHING_NEW):
        return _not_now(args, [done.text])
    return _told(args, done, paused=DONE)


def _not_now(args: argparse.Namespace, why: list[str]) -> int:
    if args.json:
        show(args, {"outcome": "not now", "reasons": why}, "")
    return DONE


async def learn(args: argparse.Namespace, home: Home, wishes: Wishes, watch: Any = None) -> Night:
    """One night, which pauses when it must yield, is interrupted or is told to end."""
    from ..tuning.apart import Stop
    from ..tuning.nightly import night

    stop = Stop()
    line = Line(quiet=args.json)

    def tell(doing: str, done: float, left: float) -> None:
        share = f" {done:.0%}" if done else ""
        line.tell(int(done * 1000), 1001, f"{doing}{share}{_left(left)}")

    async def watched() -> None:
        stop.ask(await watch.until_it_must_yield())

    watching = asyncio.create_task(watched()) if watch is not None else None
    try:
        with _interruptible(stop):
            done = await night(home, wishes, stop=stop, tell=tell)
        return await asyncio.to_thread(_settled, home, wishes.kind, done)
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        line.clear()


def _settled(home: Home, kind: str, done: Night) -> Night:
    """Destroy what was trained on something forgotten, once a night took its place or cannot."""
    from ..tuning.nights import FINISHED, LITTLE, shelf_of
    from ..tuning.relearn import settle

    if done.outcome not in (*FINISHED, LITTLE):
        return done
    fields = settle(home, shelf_of(home), [done.id] if done.id else [], kinds=(kind,))
    if fields is None:
        return done
    gone = ", ".join(fields["adapters"]["destroyed"])
    note = f"{gone} had learnt something that was forgotten, and is destroyed: {fields['path']}"
    return dataclasses.replace(done, notes=(*done.notes, note))


@contextlib.contextmanager
def _interruptible(stop: Stop) -> Iterator[None]:
    """The first interrupt pauses; the second is one."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        say("plam: pausing; once more ends it at once")
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
        stop.ask("You interrupted it.", grace=PATIENCE)

    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, asked)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)


def _left(seconds: float) -> str:
    if seconds <= 0:
        return ""
    return f", {seconds / 60:.0f} min left" if seconds >= 90 else f", {seconds:.0f} s left"


def _told(args: argparse.Namespace, done: Night, *, paused: int) -> int:
    from ..tuning.nights import PAUSED

    lines = [*done.notes, done.text]
    if done.outcome == PAUSED:
        lines.append(f"({GO_ON})")
    show(args, done.plain(), "\n".join(lines))
    return paused if done.outcome == PAUSED else DONE


async def _rollback(args: argparse.Namespace) -> int:
    from ..tuning.wearing import rolled_back

    with open_home(args) as home:
        now, said = await asyncio.to_thread(rolled_back, home, _kind(args))
    show(args, {"worn": now or None}, said)
    return DONE


async def _status(args: argparse.Namespace) -> int:
    from .tune_status import standing

    with open_home(args) as home:
        plain, text = await asyncio.to_thread(standing, home)
    show(args, plain, text)
    return DONE


def _report(args: argparse.Namespace) -> int:
    from ..tuning.nights import shelf_of

    with open_home(args) as home:
        shelf = shelf_of(home)
        manifest = shelf.get(args.id)
        files = [shelf.folder / args.id / name for name in sorted(manifest.files)]
        reports = [str(each) for each in files if each.name.startswith("report.")]
        told = [
            str(event.body.get("detail", ""))
            for event in home.journal.events(kinds=("tuned",))
            if event.body.get("adapter") == args.id
        ]
    plain = {**manifest.plain(), "reports": reports, "told": told}
    state = "proven better" if manifest.promoted else "not better"
    lines = [f"{manifest.id}, {manifest.created:%Y-%m-%d %H:%M}: {state} than what was worn."]
    lines += told
    lines += [f"  {name}: {_shown(each)}" for name, each in manifest.figures.items()]
    lines += [f"Report: {each}" for each in reports]
    show(args, plain, "\n".join(lines))
    return DONE


def _shown(figure: Any) -> str:
    return f"{figure:.4g}" if isinstance(figure, float) else str(figure)


def _judge(args: argparse.Namespace) -> int:
    from ..tuning.feedback import DOWN, UP
    from ..tuning.judging import judged

    label = getattr(args, "label", "")
    with open_home(args) as home:
        event = judged(home, args.of, UP if args.verb == "good" else DOWN, label)
    body = {**event.body, "event_of_this": event.seq}
    show(args, body, f"Noted (event {event.seq}); it counts from the next night on.")
    return DONE


def _timer(args: argparse.Namespace) -> int:
    from .. import config
    from ..tuning.timer import units

    settings = config.load_if_there(home_of(args))
    window = settings.tuning.window if settings else None
    found = units(home_of(args), window)
    show(args, found, "\n".join(f"# {name}\n{text}" for name, text in found.items()))
    if not args.json:
        say("plam: put both into ~/.config/systemd/user, then:")
        say("plam: systemctl --user daemon-reload; systemctl --user enable --now plam-tune.timer")
    return DONE
