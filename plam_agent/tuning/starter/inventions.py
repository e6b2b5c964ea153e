"""Invented tools: parsed, split into those training sees and those held out, shown and asked for.

A tool is shown under a name, argument names and a summary drawn anew for each tool list, some of
them coined, so that what it does has to be read from its description in the prompt.
"""

# ruff: noqa: SIM905  (long word lists read better as text)

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...types import Effect, Param, Role, Tool
from .entities import coined
from .filling import contracted
from .frames import Frame, frame_of
from .invented_errands import ERRANDS
from .invented_home import HOME
from .invented_records import DEEDS, MACHINES, RECORDS, RIVALS, SHE, WORKINGS
from .requests import Request, filled

ROLES = {"time": Role.TIME, "money": Role.MONEY, "": Role.QUOTE}
# Of a hundred services that no human line asks for, kinds of record and machines: those held out.
HELD_OUT = 22
# How often a name is coined, so that it says nothing.
COINED_NAME, COINED_ARGUMENT = 0.3, 0.08
_MUTE = {"humidificateur", "habitude"}
_COMMON = "about what value text query item key input data field a b x one two".split()
_PREFIXES = "my app home do svc run use tool ext plug api mon get the go kit".split()


@dataclass(frozen=True, slots=True)
class Invention:
    """A tool as a recipe: `args` are (key, names it may be shown under, role)."""

    id: str
    domain: str
    names: tuple[str, ...]
    args: tuple[tuple[str, tuple[str, ...], Role], ...]
    summaries: Mapping[str, tuple[str, ...]]
    frames: Mapping[str, tuple[Frame, ...]]
    rivals: frozenset[str] = frozenset()
    intent: str = ""
    entities: tuple[tuple[str, str], ...] = ()
    split: str = ""

    @property
    def held_out(self) -> bool:
        """Whether training never sees it; what human lines ask for always is seen."""
        if self.intent:
            return False
        return zlib.crc32(f"held {self.split or self.id}".encode()) % 100 < HELD_OUT


@dataclass(frozen=True, slots=True)
class Shown:
    """An invention as one tool list shows it; `names` maps its keys to the arguments shown."""

    invention: Invention
    tool: Tool
    names: Mapping[str, str]

    def answered(self, made: Request) -> Request:
        """`made`, whose one step names the invention, in the names of this list."""
        (step,) = made.plan["steps"]
        order = {param.name: at for at, param in enumerate(self.tool.params)}
        args = {self.names[key]: value for key, value in step["args"].items()}
        args = {name: args[name] for name in sorted(args, key=order.__getitem__)}
        plan = {"steps": [{"tool": self.tool.name, "args": args}]}
        return Request(made.words, plan, made.handles, made.lang, made.kind, made.domain)


@cache
def inventions(held_out: bool | None = None) -> tuple[Invention, ...]:
    """All inventions, those that training sees, or those held out."""
    found = [*_services(), *_made(RECORDS, DEEDS), *_made(MACHINES, WORKINGS)]
    return tuple(each for each in found if held_out in (None, each.held_out))


@cache
def by_intent() -> Mapping[str, Invention]:
    """The invention that a human intent asks for."""
    return {each.intent: each for each in inventions() if each.intent}


def _services() -> Iterable[Invention]:
    for block in re.split(r"^@ ", HOME + ERRANDS, flags=re.MULTILINE)[1:]:
        head, _, rest = block.partition("\n")
        ident, domain = head.split()
        yield _invention(ident, domain, rest)


def _made(things: Mapping[str, tuple[str, ...]], deeds: Mapping[str, str]) -> Iterable[Invention]:
    for ident, said in things.items():
        for deed, text in deeds.items():
            lines = [_agreed(line, ident, said) for line in text.strip().split("\n")]
            domain = "iot_devices" if ident in MACHINES else f"record {ident}"
            lines.append(f"not: {' '.join(RIVALS.get(ident, ()))}")
            yield _invention(f"{ident}.{deed}", domain, "\n".join(lines), split=ident)


def _agreed(line: str, ident: str, said: tuple[str, ...]) -> str:
    """A line about X with the thing in X's place, articles and all."""
    french = line.startswith("fr")
    if not french and not line.startswith("en"):
        return line.replace("XS", f"{ident}s").replace("X", ident)
    one = said[len(said) // 2] if french else said[0]
    several = said[-1] if french else said[len(said) // 2 - 1]
    line = line.replace("XS", several)
    if not french:
        article = "an" if one[0] in "aeiou" else "a"
        return line.replace("a X", f"{article} {one}").replace("X", one)
    she, vowel = one in SHE, one[0] in "aeéèiou" or one in _MUTE
    le = f"l'{one}" if vowel else f"{'la' if she else 'le'} {one}"
    du = contracted("de", le)
    for before, after in (
        ("un X", f"{'une' if she else 'un'} {one}"),
        ("le X", le),
        ("du X", du),
        ("nouveau X", f"{'nouvelle' if she else 'nouveau'} {one}"),
        ("X", one),
    ):
        line = line.replace(before, after)
    return line


def _invention(ident: str, domain: str, text: str, split: str = "") -> Invention:
    said: dict[str, str] = {}
    frames: dict[str, list[Frame]] = {"en": [], "fr": []}
    for line in text.strip().split("\n"):
        if line[2] == ">":
            words, _, answer = line[4:].partition(" =>")
            frames[line[:2]].append(frame_of(line[:2], f"{words} => {ident}{answer}", domain))
        else:
            name, _, rest = line.partition(":")
            said[name] = rest.strip()
    args = []
    for each in said["args"].split():
        key, _, rest = each.partition("=")
        names, _, role = rest.partition(":")
        args.append((key, tuple(names.split(",")), ROLES[role]))
    intent, *pairs = said.get("human", "").split() or [""]
    return Invention(
        ident,
        domain,
        tuple(said["names"].split()),
        tuple(args),
        {lang: tuple(said[lang].split(" / ")) for lang in ("en", "fr")},
        {lang: tuple(made) for lang, made in frames.items()},
        frozenset(said.get("not", "").split()),
        intent,
        tuple((kind, key) for kind, _, key in (pair.partition("=") for pair in pairs)),
        split,
    )


def shown(rng: random.Random, invention: Invention, lang: str, taken: Iterable[str] = ()) -> Shown:
    """An invention under a name that is not `taken`, described in `lang`."""
    names: dict[str, str] = {}
    for key, choices, _ in invention.args:
        free = [name for name in choices if name not in names.values()]
        name = rng.choice(free) if free else key
        if rng.random() < COINED_ARGUMENT:
            name = rng.choice((coined(rng).lower(), rng.choice(_COMMON)))
        while name in names.values():
            name = coined(rng).lower()
        names[key] = name
    params = [Param(names[key], role, many=role is Role.QUOTE) for key, _, role in invention.args]
    if rng.random() < 0.2:
        rng.shuffle(params)
    name = _name(rng, invention)
    while name in taken:
        name = f"{name}_{coined(rng).lower()}"
    summary = rng.choice(invention.summaries[lang])
    tool = Tool(name, summary, Effect.READ, object, tuple(params))
    return Shown(invention, tool, names)


def _name(rng: random.Random, invention: Invention) -> str:
    roll = rng.random()
    if roll < COINED_NAME:
        first = coined(rng).lower()
        return first if rng.random() < 0.4 else f"{first}.{rng.choice(_PREFIXES)}"
    name = rng.choice(invention.names)
    if roll < COINED_NAME + 0.25 and "." not in name:
        return f"{rng.choice((rng.choice(_PREFIXES), coined(rng).lower()))}.{name}"
    return name


def invented_request(
    rng: random.Random, each: Shown, lang: str, *, careful: bool = False
) -> Request:
    """A request for a shown invention; `careful` leaves slips out."""
    frame = rng.choice(each.invention.frames[lang])
    return each.answered(filled(rng, lang, frame, "invented", careful=careful))


def plain_request(rng: random.Random, invention: Invention, lang: str) -> Request:
    """A request for an invention where nothing that serves it is offered."""
    made = filled(rng, lang, rng.choice(invention.frames[lang]), "none")
    nothing: dict[str, Any] = {"none": True}
    return Request(made.words, nothing, made.handles, lang, "none", invention.domain)
