"""What training never sees, for measuring: phrasings, tools and names held out by their hash."""

# ruff: noqa: S311  (random requests for measuring protect nothing)

from __future__ import annotations

import random

from .inventions import invented_request
from .offers import Offer, People, asked, offer, standard
from .requests import Request, aside, request

Asked = tuple[Offer, Request]


def heldout_phrasings(seed: int, count: int, lang: str) -> list[Asked]:
    """Requests to the standard tools in phrasings that training never sees."""
    rng = random.Random(f"phrasings/{seed}/{lang}")
    return [_standard(request(rng, lang, held_out=True)) for _ in range(count)]


def heldout_entities(seed: int, count: int, lang: str) -> list[Asked]:
    """Requests in known phrasings that speak of names training never draws."""
    rng = random.Random(f"entities/{seed}/{lang}")
    return [_standard(request(rng, lang, unheard=True)) for _ in range(count)]


def heldout_asides(seed: int, count: int, lang: str) -> list[Asked]:
    """Requests that no standard tool serves, in phrasings that training never sees."""
    rng = random.Random(f"asides/{seed}/{lang}")
    return [_standard(aside(rng, lang, held_out=True)) for _ in range(count)]


def heldout_tools(seed: int, count: int, lang: str, *, beside: bool = True) -> list[Asked]:
    """Requests for tools that training never sees, described in the list they are offered in.

    With `beside` the standard tools, or some of them, stand beside.
    """
    rng = random.Random(f"tools/{seed}/{lang}")
    made: list[Asked] = []
    while len(made) < count:
        offered = offer(rng, held_out=True)
        if beside == (len(offered.standing) > 5) and offered.invented:
            chosen = rng.choice(offered.invented)
            made.append((offered, invented_request(rng, chosen, lang, careful=True)))
    return made


def heldout_lists(seed: int, count: int, lang: str) -> list[Asked]:
    """Requests of every kind to lists with tools that training never sees."""
    rng = random.Random(f"lists/{seed}/{lang}")
    made: list[Asked] = []
    while len(made) < count:
        offered = offer(rng, held_out=True)
        some = [each for each in asked(rng, People(), offered, 4) if each.lang == lang]
        made += [(offered, each) for each in some[:1] if offered.invented]
    return made


def _standard(made: Request) -> Asked:
    """A request to the standard tools, and to the reader where its plan has it answer."""
    offered = standard(reader=any(tool.startswith("read.") for tool in made.tools))
    answered = offered.answered(made)
    if answered is None:
        raise ValueError(f"no standard tool serves {made.words!r}")
    return offered, answered
