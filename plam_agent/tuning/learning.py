"""What a night has to learn from: the examples that may be learnt, and which are kept to be asked.

The newest are held out, never trained on: a candidate has to do better on what came after
everything that it knows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ..home import Home
from ..policy.terms import Label
from ..types import Tool, canonical
from .example import Example

HELD_SHARE, LEAST_HELD, LEAST_LEARNT = 0.25, 20, 30
LEAST = LEAST_HELD + LEAST_LEARNT
EARLY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Material:
    """The examples: those to learn from, in the order of learning, and those asked afterwards.

    `cut` is when the first one that is asked was said; `blocked` counts by kind what the screen
    left out and `told` has a sentence for each kind. Where there is too little, `held` is empty.
    """

    learnt: tuple[Example, ...]
    held: tuple[Example, ...] = ()
    cut: datetime | None = None
    blocked: Mapping[str, int] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many examples with an answer are missing before anything can be learnt."""
        return max(0, LEAST - len(answered((*self.learnt, *self.held))))

    @property
    def by_group(self) -> dict[str, int]:
        """How many there are by what was wanted first: a tool, a label."""
        return _counts(each.group for each in (*self.learnt, *self.held) if each.group)

    @property
    def through(self) -> datetime | None:
        """When the newest of them was said."""
        return max((at for each in (*self.learnt, *self.held) if (at := each.at)), default=None)

    def beside(self, style: Sequence[Example]) -> Material:
        """The same with examples of style, which are learnt and never asked: prose has no key."""
        there = [each for each in style if self.cut is None or when(each) <= self.cut]
        return replace(self, learnt=(*self.learnt, *there))

    def since(self, moment: datetime | None) -> int:
        """How many of them were said after that moment."""
        return sum(moment is None or when(e) > moment for e in (*self.learnt, *self.held))

    def plain(self) -> dict[str, object]:
        """Counts as JSON data, and nothing of what the examples say."""
        return {
            "examples": len(self.learnt) + len(self.held),
            "to_learn": len(self.learnt),
            "held_out": len(self.held),
            "missing": self.missing,
            "by_kind": _counts(each.kind for each in (*self.learnt, *self.held)),
            "by_group": self.by_group,
            "blocked": dict(self.blocked),
            "why_blocked": list(self.told),
        }


@dataclass(frozen=True, slots=True)
class Offered:
    """What is shown to the model today: tools, labels, the mailbox that is sorted into them.

    `composes` says whether the model may write prose of its own.
    """

    tools: tuple[Tool, ...]
    labels: tuple[Label, ...] = ()
    mailbox: str = "INBOX"
    composes: bool = False


def offered(home: Home) -> Offered:
    """What this home's model is shown; the tools are those of `Agent.tools`, in their order.

    Raises SignatureError and PolicyError where there is no policy in force. Blocks.
    """
    from ..desk import composes
    from ..offering import offered as offered_by
    from ..plugins.loading import load
    from ..tools.mcp import tools_of
    from ..tools.standard import everything

    policy = home.policy().policy
    writes = composes(home.settings.model)
    loaded = load(home, everything(tools_of(home.path, home.settings.accounts)))
    there = offered_by(loaded.registry, policy, loaded.home(home), composes=writes)
    triage = policy.triage
    labels, mailbox = (triage.labels, triage.mailbox) if triage else ((), "INBOX")
    return Offered(tuple(there), labels, mailbox, writes)


def gathered(home: Home, today: Offered) -> Material:
    """What this home's owner has taught so far, screened and split. Raises DamageError; blocks."""
    from .dataset import curriculum, examples
    from .portable_examples import imported
    from .screen import Screen, screened, told

    wishes = home.settings.tuning
    found = examples(
        home.journal,
        now=home.now(),
        tools=today.tools,
        labels=today.labels,
        mailbox=today.mailbox,
        composes=today.composes,
    )
    if more := imported(
        home, now=home.now(), tools=today.tools, labels=today.labels, writes=today.composes
    ):
        found = curriculum([*found, *more])
    screen = Screen(terms=wishes.terms, labels=wishes.labels, left_out=wishes.left_out)
    passed, style = screened(found, screen), screened(_style(home, today), screen)
    blocked = passed.blocked + style.blocked
    return split(passed.kept, blocked, told(blocked)).beside(style.kept)


def _style(home: Home, today: Offered) -> list[Example]:
    """How the owner writes, where they consent and the model writes."""
    from .dataset import HALF_LIFE, OLDEST
    from .style import pairs, style_examples

    if not (home.settings.tuning.learn_from_sent and today.composes):
        return []
    now = home.now()
    said = [pair for pair in pairs(home.journal) if pair.at >= now - OLDEST * HALF_LIFE]
    return style_examples(said, now=now, tools=today.tools, half_life=HALF_LIFE)


def split(
    examples: Sequence[Example], blocked: Mapping[str, int] | None = None, told: Sequence[str] = ()
) -> Material:
    """Hold out the newest quarter of those that have an answer, LEAST_HELD at least.

    What was only wrong and came later is neither learnt nor asked. The order of what is learnt
    stays: whoever made the examples knows what is best learnt first.
    """
    known = sorted(answered(examples), key=when)
    if len(known) < LEAST:
        return Material(tuple(examples), blocked=blocked or {}, told=tuple(told))
    held = known[-max(LEAST_HELD, round(HELD_SHARE * len(known))) :]
    cut, asked = when(held[0]), {id(each) for each in held}
    learnt = [e for e in examples if id(e) not in asked and (e.answer or when(e) <= cut)]
    return Material(tuple(learnt), tuple(held), cut, blocked or {}, tuple(told))


def newest_counts_one(examples: Sequence[Example]) -> list[Example]:
    """The examples with the heaviest at 1.

    What is old counts less than what is new, and not less than core skills: an owner who was away
    for two months has the same habits.
    """
    most = max((each.weight for each in examples), default=0.0)
    return [replace(each, weight=each.weight / most) for each in examples] if most else [*examples]


def still_held(material: Material, cut: datetime, learnt: set[str]) -> tuple[Example, ...]:
    """What may be asked after a night that was paused: what is newer than what it learns from."""
    every = answered((*material.learnt, *material.held))
    return tuple(e for e in every if when(e) >= cut and digest(e) not in learnt)


def answered(examples: Sequence[Example]) -> list[Example]:
    """Those that say what would have been right."""
    return [each for each in examples if each.answer]


def when(example: Example) -> datetime:
    """When the owner said so; long ago where that is not known."""
    return example.at or EARLY


def digest(example: Example) -> str:
    """A name for exactly this example."""
    said = [example.kind, example.prompt.system, example.prompt.user, example.answer]
    return hashlib.sha256(canonical([*said, *example.against])).hexdigest()


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
