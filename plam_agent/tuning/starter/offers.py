"""Tool lists as installations could show them, and the requests that are made to each.

A list holds the standard tools or some of them, now and then under other names, and invented ones
beside or instead. What a request means depends on the list: a tool that is not offered is not
chosen, and a request that an offered invention serves is no longer out of scope.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ...planner.reader import OPERATIONS
from ...types import Tool
from .annotations import as_invented, as_request
from .frames import TOOLS
from .invented_records import RECORDS
from .inventions import (
    Invention,
    Shown,
    by_intent,
    invented_request,
    inventions,
    plain_request,
    shown,
)
from .meanings import TOUCHES
from .renames import RENAMES
from .requests import Request, aside, request
from .utterances import Utterance, varied

FRENCH = 0.62
# Shares of the rows of a group: human lines that want a tool, any human lines, human lines for an
# invention, synthetic requests, requests for an invention, for one not offered, and out of scope.
HUMAN_WANTING, HUMAN_ANY, HUMAN_INVENTED = 0.24, 0.16, 0.05
SYNTHETIC, INVENTED, NOT_OFFERED, ASIDE = 0.3, 0.12, 0.04, 0.11
# Of requests whose tools are not all there, those that are kept and have no answer.
KEPT = 0.5
RENAMED_ALL, RENAMED_SOME, READER = 0.05, 0.1, 0.12


@dataclass(frozen=True, slots=True)
class People:
    """Human utterances, sorted by what they ask for."""

    everyone: tuple[Utterance, ...] = ()
    wanting: tuple[Utterance, ...] = ()
    by_intent: Mapping[str, tuple[Utterance, ...]] | None = None

    @classmethod
    def of(cls, lines: Iterable[Utterance]) -> People:
        """Sort `lines`."""
        everyone = tuple(lines)
        found: dict[str, list[Utterance]] = {}
        for each in everyone:
            found.setdefault(each.intent, []).append(each)
        wanting = tuple(each for each in everyone if each.tool)
        return cls(everyone, wanting, {intent: tuple(said) for intent, said in found.items()})


@dataclass(frozen=True, slots=True)
class Standing:
    """A standard tool as a list shows it; `names` maps its own argument names to those shown."""

    tool: Tool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """One tool list: `tools` in the order shown, and what stands behind them."""

    tools: tuple[Tool, ...]
    standing: Mapping[str, Standing]
    invented: tuple[Shown, ...]

    @property
    def served(self) -> frozenset[str]:
        """The domains that some invention of the list is about, or touches."""
        found = {each.invention.domain for each in self.invented}
        if found:
            found.add("lookalikes")
        return frozenset(found.union(*(TOUCHES.get(domain, ()) for domain in found)))

    def answered(self, made: Request) -> Request | None:
        """`made` in the names of this list, or None where it wants a tool that is not here."""
        if made.kind == "invented" or "steps" not in made.plan:
            return made
        if not made.tools <= self.standing.keys():
            return None
        steps = [self._step(step) for step in made.plan["steps"]]
        return replace(made, plan={"steps": steps})

    def _step(self, step: Mapping[str, Any]) -> Mapping[str, Any]:
        standing = self.standing[step["tool"]]
        if standing.tool.name == step["tool"]:
            return step
        args = {standing.names[name]: value for name, value in step["args"].items()}
        return {**step, "tool": standing.tool.name, "args": args}


def offer(rng: random.Random, *, held_out: bool = False) -> Offer:
    """A tool list; with `held_out` its inventions are those that training never sees."""
    roll = rng.random()
    instead = roll < 0.14
    there = _few(rng) if instead else _cut(rng)
    count = rng.randint(4, 16) if instead else rng.choice((0, 0, 0, 0, 1, 1, 2, 2, 3, 5, 8, 14))
    if held_out:
        count = max(count, 3)
    families = {_family(tool) for tool in there}
    drawn = _drawn(rng, count, families, held_out=held_out)
    return _offer(rng, there, drawn, shuffled=rng.random() < 0.5)


def standard(*, reader: bool = False) -> Offer:
    """The standard tools in their order and nothing beside them but what the reader does."""
    tools = (*TOOLS, *OPERATIONS) if reader else TOOLS
    return Offer(tuple(tools), {tool.name: _own(tool) for tool in tools}, ())


def _own(tool: Tool) -> Standing:
    return Standing(tool, {param.name: param.name for param in tool.params})


def _family(tool: Tool) -> str:
    return tool.name.partition(".")[0]


def _cut(rng: random.Random) -> list[Tool]:
    tools = list(TOOLS)
    roll = rng.random()
    if roll < 0.3:
        for gone in rng.sample(tools, rng.choice([1, 1, 2, 3, 5, 8, 12])):
            tools.remove(gone)
    elif roll < 0.6:
        # An account that is not there takes its whole family of tools along.
        families = sorted({_family(tool) for tool in tools})
        lost = rng.sample(families, rng.choice([1, 1, 2]))
        tools = [tool for tool in tools if _family(tool) not in lost]
    return tools


def _few(rng: random.Random) -> list[Tool]:
    families = sorted({_family(tool) for tool in TOOLS})
    kept = rng.sample(families, rng.choice([0, 0, 1, 1, 2, 3]))
    return [tool for tool in TOOLS if _family(tool) in kept]


@cache
def _kinds(held_out: bool) -> tuple[tuple[Invention, ...], ...]:
    """Services, records and machines, each as often drawn as its kind and not its number."""
    found: tuple[list[Invention], list[Invention], list[Invention]] = ([], [], [])
    for each in inventions(held_out):
        found[0 if not each.split else 1 if each.split in RECORDS else 2].append(each)
    services, records, machines = found
    return tuple(services), tuple(records), tuple(machines)


def _drawn(
    rng: random.Random, count: int, families: set[str], *, held_out: bool
) -> list[Invention]:
    services, records, machines = _kinds(held_out)
    found: dict[str, Invention] = {}
    for _ in range(count):
        kind = rng.choices((services, records, machines), (0.62, 0.26, 0.12))[0]
        each = rng.choice(kind)
        if not each.rivals & families:
            found[each.id] = each
    return list(found.values())


def _offer(
    rng: random.Random, there: list[Tool], drawn: list[Invention], *, shuffled: bool
) -> Offer:
    roll = rng.random() if shuffled or drawn else 1.0
    share = 1.0 if roll < RENAMED_ALL else 0.3 if roll < RENAMED_ALL + RENAMED_SOME else 0.0
    lang = "fr" if rng.random() < 0.3 else "en"
    standing: dict[str, Standing] = {}
    taken: set[str] = {tool.name for tool in TOOLS}
    for tool in there:
        if share and rng.random() < share:
            standing[tool.name] = _renamed(rng, tool, lang, taken)
        else:
            standing[tool.name] = _own(tool)
        taken.add(standing[tool.name].tool.name)
    invented = []
    for each in drawn:
        invented.append(shown(rng, each, "fr" if rng.random() < 0.3 else "en", taken))
        taken.add(invented[-1].tool.name)
    if rng.random() < READER and "mail.search" in standing:
        standing |= {operation.name: _own(operation) for operation in OPERATIONS}
    tools = [each.tool for each in standing.values()] + [each.tool for each in invented]
    if shuffled:
        rng.shuffle(tools)
    return Offer(tuple(tools), standing, tuple(invented))


def _renamed(rng: random.Random, tool: Tool, lang: str, taken: set[str]) -> Standing:
    names, args, english, french = RENAMES[tool.name]
    others = dict(each.split("=") for each in args.split())
    own: dict[str, str] = {}
    for param in tool.params:
        choices = others.get(param.name, "").split(",") if rng.random() < 0.7 else []
        free = [name for name in choices if name and name not in own.values()]
        own[param.name] = rng.choice(free) if free else param.name
    if len(set(own.values())) < len(own):
        own = {param.name: param.name for param in tool.params}
    params = tuple(replace(param, name=own[param.name]) for param in tool.params)
    name = rng.choice([name for name in names.split() if name not in taken] or [tool.name])
    summary = rng.choice((french if lang == "fr" else english).split(" / "))
    return Standing(replace(tool, name=name, summary=summary, params=params), own)


def asked(rng: random.Random, people: People, offered: Offer, rows: int) -> list[Request]:
    """Up to `rows` requests to one tool list, each with the plan it means there."""
    made = [_asked(rng, people, offered) for _ in range(rows)]
    kept = [each for each in made if each is not None]
    return kept or [aside(rng, "en", offered.served)]


def _asked(rng: random.Random, people: People, offered: Offer) -> Request | None:
    lang = "fr" if rng.random() < (FRENCH if people.everyone else 0.5) else "en"
    # Where few standard tools are there, little is asked of those that are not.
    there = max(0.25, min(1.0, len(offered.standing) / 20))
    wanted = dict(_intended(people, offered))
    weights = (
        HUMAN_WANTING * there if people.wanting else 0.0,
        HUMAN_ANY if people.everyone else 0.0,
        HUMAN_INVENTED if wanted else 0.0,
        SYNTHETIC * there,
        INVENTED if offered.invented else 0.0,
        NOT_OFFERED,
        ASIDE,
    )
    way = rng.choices(range(7), weights)[0]
    if way == 2:
        intent = rng.choice(list(wanted))
        return as_invented(varied(rng, rng.choice(wanted[intent][1])), wanted[intent][0])
    if way < 2:
        return _human(rng, rng.choice(people.everyone if way else people.wanting), offered, wanted)
    if way == 3:
        made = request(rng, lang)
        return offered.answered(made) or _unanswered(rng, made)
    if way == 4:
        return invented_request(rng, rng.choice(offered.invented), lang)
    if way == 5:
        return _other(rng, offered, lang)
    return aside(rng, lang, offered.served)


def _intended(
    people: People, offered: Offer
) -> Iterator[tuple[str, tuple[Shown, Sequence[Utterance]]]]:
    for each in offered.invented:
        intent = each.invention.intent
        if people.by_intent and people.by_intent.get(intent):
            yield intent, (each, people.by_intent[intent])


def _human(
    rng: random.Random,
    line: Utterance,
    offered: Offer,
    wanted: Mapping[str, tuple[Shown, Sequence[Utterance]]],
) -> Request | None:
    if line.intent in wanted:
        return as_invented(varied(rng, line), wanted[line.intent][0])
    if not line.tool:
        # What an offered invention is about may be asked in a way its intent does not name.
        kin = by_intent().get(line.intent)
        if kin is not None and kin.domain in offered.served:
            return None
    made = as_request(varied(rng, line))
    return offered.answered(made) or _unanswered(rng, made)


def _unanswered(rng: random.Random, made: Request) -> Request | None:
    if rng.random() >= KEPT:
        return None
    return replace(made, plan={"none": True})


def _other(rng: random.Random, offered: Offer, lang: str) -> Request | None:
    """A request for a tool that is not offered: nothing that is offered serves it."""
    kind = rng.choices(_kinds(False), (0.5, 0.35, 0.15))[0]
    each = rng.choice(kind)
    if any(each.id == other.invention.id for other in offered.invented):
        return None
    near = each.domain in offered.served
    if near and not each.split:
        return None
    families = {name.partition(".")[0] for name in offered.standing}
    return None if each.rivals & families else plain_request(rng, each, lang)


def groups(
    rng: random.Random,
    people: People,
    *,
    rows: int,
    count: int,
    of_one: int = 2,
    length: Callable[[Request], int] = lambda made: len(made.words) + len(made.answer),
) -> list[tuple[Offer, list[Request]]]:
    """`count` groups of up to `rows` requests, each with its tool list.

    A list serves `of_one` groups, shorter and longer requests apart by `length`, so that padding
    wastes little; the groups come in random order.
    """
    made: list[tuple[Offer, list[Request]]] = []
    while len(made) < count:
        offered = offer(rng)
        pool = asked(rng, people, offered, rows * of_one)
        pool.sort(key=length)
        size = max(1, -(-len(pool) // of_one))
        made += [(offered, pool[at : at + size]) for at in range(0, len(pool), size)]
    del made[count:]
    rng.shuffle(made)
    return made
