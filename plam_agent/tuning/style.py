"""How the owner writes: with their consent, what they sent becomes examples of their own style.

The examples are made of what was recorded (`sent.py`), so that they come from the journal alone and
are forgotten with it. A planner sees no message, so what came in is no part of an example: the
request of one is what the owner wrote without greeting and closing, and its answer is the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import PlanError
from ..journal import Journal
from ..planner.grammar import MAX_PROSE, plan_grammar
from ..planner.prompt import plan_prompt
from ..planner.scope import mint
from ..planner.written import written
from ..types import REQUEST, Tool, Value
from .example import PLAN, Example

SEARCH = "mail.search"
SHORTEST = 3
"""Words of a message below which nothing can be seen of how somebody writes."""

WEIGHT = 0.3
"""What a sent message weighs beside what the owner said of a proposal."""

_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|coucou"
    r"|ch[eè]re?s?|madame|monsieur)\b[^\n.?]{0,60}[,!:.]?$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:kind|best|warm(?:est)?|many)?\s?(?:regards|wishes|thanks)|best|cheers|thanks|thank you"
    r"|love|yours(?: \w+)?|sincerely|see you(?: \w+)?|talk soon|take care|all the best|cordialement"
    r"|bien cordialement|bien à (?:toi|vous)|à (?:bientôt|demain|plus|très vite|lundi)|amitiés"
    r"|amicalement|bises|bisous|merci(?: d['’]avance)?|salutations|sincères salutations)[,.! ]*$",
    re.IGNORECASE,
)
_FRENCH = re.compile(
    r"\b(?:je|vous|nous|merci|bonjour|pour|est|les|des|une|pas|avec)\b|[éèêàç]", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"\b(?:i|you|the|is|are|thanks|hello|dear|for|and|not|with|to)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What the owner wrote, to whom, and what they answered by it; `seq` is its event's number."""

    seq: int
    at: datetime
    to: tuple[str, ...]
    came: str
    wrote: str


def pairs(journal: Journal) -> list[Pair]:
    """What was recorded of what the owner wrote, and not forgotten since. Raises DamageError."""
    return [
        Pair(
            event.seq,
            datetime.fromisoformat(event.body["at"]),
            tuple(map(str, event.body["to"])),
            str(event.body["came"]),
            str(event.body["wrote"]),
        )
        for event in journal.events(kinds=("wrote",))
        if "wrote" in event.body
    ]


def style_examples(
    said: Iterable[Pair], *, now: datetime, tools: Sequence[Tool], half_life: timedelta
) -> list[Example]:
    """Pairs as plans with the owner's text as their body, for models that compose."""
    found = (_example(pair, tools) for pair in said)
    return [
        replace(one, weight=WEIGHT * 0.5 ** max(0.0, (now - (one.at or now)) / half_life))
        for one in found
        if one is not None
    ]


def _example(pair: Pair, tools: Sequence[Tool]) -> Example | None:
    if len(pair.to) != 1 or len(pair.wrote) > MAX_PROSE or len(pair.wrote.split()) < SHORTEST:
        return None
    gist, address = " ".join(core(pair.wrote).split()), pair.to[0]
    french = len(_FRENCH.findall(pair.wrote)) > len(_ENGLISH.findall(pair.wrote))
    if pair.came:
        words = (
            f"Prépare une réponse à {address} : " if french else f"Draft an answer to {address}: "
        )
        steps: list[dict[str, Any]] = [
            {"tool": SEARCH, "args": {"people": address}},
            {"tool": "mail.reply_draft", "args": {"message": "$1", "body": pair.wrote}},
        ]
    else:
        words = f"Écris un brouillon à {address} : " if french else f"Draft a mail to {address}: "
        steps = [{"tool": "mail.draft", "args": {"to": address, "body": pair.wrote}}]
    scope = mint(Value(words + gist, frozenset({REQUEST})))
    if len(scope.handles) != 1 or not gist:
        # What would be said by a handle is not how the owner writes it.
        return None
    try:
        answer = written(steps, scope, tools, prose={(len(steps), "body")})
    except PlanError:
        return None
    prompt = replace(plan_prompt(scope.shown, tools, scope.handles), origins=frozenset({REQUEST}))
    return Example(
        PLAN,
        prompt,
        plan_grammar(scope.shown, tools, scope.handles),
        answer,
        at=pair.at,
        sources=(f"event:{pair.seq}",),
        group=str(steps[-1]["tool"]),
    )


def core(text: str) -> str:
    """A text without its greeting, its closing and the name beneath."""
    lines = text.strip().split("\n")
    if len(lines) > 1 and _GREETING.match(lines[0].strip()):
        del lines[0]
    for at in range(len(lines) - 1, max(0, len(lines) - 5), -1):
        if _CLOSING.match(lines[at].strip()):
            del lines[at:]
            break
    return "\n".join(lines).strip()
