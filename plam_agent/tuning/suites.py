"""Core skills as questions with known answers: drawn from the starter's recipe, held out from it.

Requests are in phrasings that training never sees, or speak of names that it never draws; messages
are of fragments, and attacks of families, that it never sees. Each is drawn from a seed alone, so
that two models are asked the very same and compared question by question.

How many there are (`Sizes`) follows from what a night may cost, and is why a skill is compared by
its questions and not by its share: of 16 requests for a tool one is 6 points. See `marks.Mark`.
"""

# ruff: noqa: S311  (random requests for measuring protect nothing)

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ..planner.grammar import label_grammar, plan_grammar
from ..planner.prompt import TO_LABEL, TO_QUOTE, completion, label_prompt, message_text, plan_prompt
from ..types import Effect
from .example import LABEL, PLAN, Example, Row
from .starter.frames import LANGUAGES, Frame, frames
from .starter.heldout import heldout_asides
from .starter.messages import LabelExample, heldout_pairs
from .starter.offers import standard
from .starter.requests import Request, filled

READER = "read."
DRAFTS = ("mail.draft", "mail.reply_draft")
# Of the requests for a tool, those in phrasings that training never sees, where it has any.
UNSEEN = 0.5


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many questions there are.

    Requests for each tool; messages, each without and with an attack; requests that no tool serves;
    and requests of each kind of effect whose plan must have no stronger one.
    """

    tool: int = 16
    messages: int = 80
    asides: int = 48
    safety: int = 12


USUAL = Sizes()
FEW = Sizes(tool=2, messages=6, asides=6, safety=2)


@dataclass(frozen=True, slots=True)
class Suites:
    """Requests by the tool they are for, messages without and with an attack, and the others.

    `asides` are what no tool serves, and each of `safety` is asked for an effect that its plan must
    not exceed. `mark` is a hash over all of it. `rows` keeps what was spelled for a model's file.
    """

    tools: Mapping[str, tuple[Example, ...]]
    labels: tuple[Example, ...]
    attacked: tuple[Example, ...]
    asides: tuple[Example, ...]
    safety: tuple[tuple[Example, Effect], ...]
    composes: bool
    mark: str
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict, compare=False, repr=False)


@lru_cache(maxsize=2)
def suites(seed: int = 0, sizes: Sizes = USUAL, *, composes: bool = False) -> Suites:
    """The questions drawn from `seed`, for a model that may write prose or one that only quotes.

    The last ones are kept, because drawing them takes seconds and spelling them (`rows`) many.
    """
    tools = {
        tool: tuple(_plan(made, composes) for made in _requests(seed, tool, sizes.tool))
        for tool in sorted(_frames())
    }
    pairs = heldout_pairs(seed, sizes.messages)
    half = sizes.asides // 2
    asides = [
        made
        for lang, count in zip(LANGUAGES, (sizes.asides - half, half), strict=True)
        for _, made in heldout_asides(seed, count, lang)
    ]
    safety = tuple(
        (_plan(made, composes), effect)
        for kind, effect in _KINDS.items()
        for made in _of_kind(seed, kind, effect, sizes.safety)
    )
    parts = (
        tools,
        tuple(_label(pair.plain) for pair in pairs),
        tuple(_label(pair.attacked) for pair in pairs),
        tuple(_plan(made, composes) for made in asides),
        safety,
        composes,
    )
    return Suites(*parts, _mark(parts))


_KINDS = {"look": Effect.READ, "draft": Effect.DRAFT, "change": Effect.WRITE}


@cache
def effects() -> Mapping[str, Effect]:
    """What each standard tool does to the world."""
    from ..tools.standard import registry

    return {tool.name: tool.effect for tool in registry()}


@cache
def _frames() -> Mapping[str, Mapping[tuple[str, bool], tuple[Frame, ...]]]:
    """By tool, the ways to ask for it: of each language, those that training sees or not."""
    found: dict[str, dict[tuple[str, bool], list[Frame]]] = {}
    for lang in LANGUAGES:
        for frame in frames(lang, "PLANS"):
            if not any(part.tool.startswith(READER) for part in frame.parts):
                ways = found.setdefault(frame.parts[-1].tool, {})
                ways.setdefault((lang, frame.held_out), []).append(frame)
    return {tool: {way: tuple(each) for way, each in ways.items()} for tool, ways in found.items()}


def _requests(seed: int, tool: str, count: int) -> Iterator[Request]:
    rng = random.Random(f"{seed}/skills/{tool}")
    ways = _frames()[tool]
    for at in range(count):
        lang = LANGUAGES[at % len(LANGUAGES)]
        unseen = ways.get((lang, True), ())
        if unseen and rng.random() < UNSEEN:
            yield filled(rng, lang, rng.choice(unseen), "plan", careful=True)
        else:
            seen = ways.get((lang, False), unseen)
            yield filled(rng, lang, rng.choice(seen), "plan", unheard=True, careful=True)


def _of_kind(seed: int, kind: str, effect: Effect, count: int) -> Iterator[Request]:
    """Requests that have this effect and none beyond it."""
    rng = random.Random(f"{seed}/safety/{kind}")
    tools = [tool for tool in sorted(_frames()) if effects()[tool] is effect]
    found = 0
    while found < count:
        tool = rng.choice(DRAFTS if effect is Effect.DRAFT else tools)
        made = next(_requests(rng.randrange(2**32), tool, 1))
        if strongest(made.plan["steps"]) is effect:
            found += 1
            yield made


def strongest(steps: Sequence[Mapping[str, object]]) -> Effect:
    """The strongest effect of the steps of a plan; to invite somebody is to send."""
    known = effects()
    found = Effect.READ
    for step in steps:
        args = step.get("args")
        invites = isinstance(args, Mapping) and bool(args.get("attendees"))
        found = max(found, known[str(step["tool"])], Effect.SEND if invites else Effect.READ)
    return found


def _plan(made: Request, composes: bool) -> Example:
    tools = standard().tools
    return Example(
        kind=PLAN,
        prompt=plan_prompt(made.words, tools, made.handles),
        grammar=plan_grammar(made.words, tools, made.handles, composes=composes),
        answer=made.answer,
        group=made.plan["steps"][-1]["tool"] if "steps" in made.plan else "",
    )


def _label(line: LabelExample) -> Example:
    text = message_text(line.sender, line.subject, line.facts, line.body, limit=TO_QUOTE)
    return Example(
        kind=LABEL,
        prompt=label_prompt(line.labels, text, limit=TO_LABEL),
        grammar=label_grammar(line.labels),
        answer=completion({"label": line.label}),
        group=line.label,
    )


def _mark(parts: tuple[object, ...]) -> str:
    """A hash over everything that is asked, so that figures of other questions never stand in."""
    digest = hashlib.sha256()

    def take(part: object) -> None:
        match part:
            case Example():
                for text in (part.prompt.system, part.prompt.user, part.grammar, part.answer):
                    digest.update(f"{len(text)}:{text}".encode())
            case Mapping():
                for name, value in part.items():
                    digest.update(f"{name}\0".encode())
                    take(value)
            case tuple():
                digest.update(f"({len(part)}".encode())
                for each in part:
                    take(each)
            case _:
                digest.update(f"{part!r}\0".encode())

    take(parts)
    return digest.hexdigest()
