"""Label sets as owners write them, and which messages belong under each of their labels.

A set has 2 to 9 labels with `none`, named in words or in codes that say nothing, or is a question
with `yes` and `no`. No set that this module makes has a message that could be argued about.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...planner.reader import ANYTHING_ELSE
from .messages_compose import Mail, compose
from .messages_labels import (
    ASKED,
    CONCEPTS,
    KIND_WEIGHT,
    NONE,
    NONE_MEANS,
    OTHER_NONE_MEANS,
    STANDARD,
    Concept,
)
from .messages_lexicon import WORDS

# Shares of the owner's four labels, of other label sets, of sets by subject and of questions.
STANDARD_SHARE, CONCEPT_SHARE, SUBJECT_SHARE, QUESTION_SHARE = 0.58, 0.24, 0.06, 0.12
CODED = 0.18
# How often a label of the four and `none` is the right one, and any other.
LABEL_WEIGHT: Mapping[str, float] = {"personal": 1.3, NONE: 1.7}
# Kinds that speak of a subject, whoever sends them.
SPEAKING = ("newsletter", "personal", "social", "webinar", "meet", "discussion", "work", "survey")


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Labels (name to meaning, `none` or `no` last) and the kinds that each is the truth for.

    In a set by subject, `subjects` maps a label to the topic that makes it the right one.
    """

    labels: Mapping[str, str]
    kinds: Mapping[str, Sequence[str]]
    subjects: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def draw(self, rng: random.Random, *, language: str = "", held_out: bool = False) -> Drawn:
        """A message and its label."""
        targets = list(self.kinds)
        weights = [LABEL_WEIGHT.get(target, 1.0) for target in targets]
        while True:
            label = rng.choices(targets, weights)[0]
            kinds = self.kinds[label]
            kind = rng.choices(kinds, [KIND_WEIGHT[each] for each in kinds])[0]
            if not self.subjects:
                return Drawn(compose(rng, kind, language=language, held_out=held_out), label)
            topic = self.subjects.get(label) or _subject(rng, self.language)
            given = {"topic": topic}
            mail = compose(rng, kind, language=self.language, held_out=held_out, given=given)
            seen = f"{mail.subject} {mail.body[:220]}"
            named = [name for name, each in self.subjects.items() if each in seen]
            if named == ([label] if label in self.subjects else []):
                return Drawn(mail, label)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message and the label that is right for it."""

    mail: Mail
    label: str


def standard() -> LabelSet:
    """The four labels of the policy that comes with the program."""
    offered = [(name, means, CONCEPTS[name]) for name, means in STANDARD.items()]
    return _concepts(offered, NONE_MEANS[0])


def label_set(rng: random.Random) -> LabelSet:
    """One label set as an owner could write it."""
    shares = [STANDARD_SHARE, CONCEPT_SHARE, SUBJECT_SHARE, QUESTION_SHARE]
    made = rng.choices([_usual, _varied, _subjects, _question], shares)[0](rng)
    if made.labels.keys() == {"yes", "no"} or made.labels.keys() == {*STANDARD, NONE}:
        return made
    return _coded(rng, made) if rng.random() < CODED else made


def _usual(rng: random.Random) -> LabelSet:
    offered = [(name, means, CONCEPTS[name]) for name, means in STANDARD.items()]
    if rng.random() < 0.3:
        rng.shuffle(offered)
    return _concepts(
        offered, NONE_MEANS[0] if rng.random() < 0.85 else rng.choice(OTHER_NONE_MEANS)
    )


def _varied(rng: random.Random) -> LabelSet:
    if rng.random() < 0.35:
        chosen = list(STANDARD)
        rng.shuffle(chosen)
    else:
        chosen = _disjoint(rng, rng.choice([1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8]))
    offered: list[tuple[str, str, Concept]] = []
    for concept in chosen:
        names = [n for n in CONCEPTS[concept].names if all(n != taken for taken, _, _ in offered)]
        offered.append((rng.choice(names), rng.choice(CONCEPTS[concept].means), CONCEPTS[concept]))
    return _concepts(offered, rng.choice([*NONE_MEANS, *OTHER_NONE_MEANS]))


def _concepts(offered: Sequence[tuple[str, str, Concept]], none_means: str) -> LabelSet:
    labels = {**{name: means for name, means, _ in offered}, NONE: none_means}
    kinds: dict[str, list[str]] = {}
    for kind in KIND_WEIGHT:
        weight, label = max((c.covers.get(kind, 0), name) for name, _, c in offered)
        unsure = any(kind in c.unsure for _, _, c in offered)
        if weight == 2 or not unsure:
            kinds.setdefault(label if weight else NONE, []).append(kind)
    return LabelSet(labels, kinds)


def _disjoint(rng: random.Random, count: int) -> list[str]:
    """Up to `count` concepts of which no two claim a kind with the same weight."""
    chosen: list[str] = []
    claimed: set[tuple[str, int]] = set()
    for name in rng.sample(sorted(CONCEPTS), len(CONCEPTS)):
        claims = set(CONCEPTS[name].covers.items())
        if len(chosen) < count and not claims & claimed:
            chosen.append(name)
            claimed |= claims
    return chosen


def _subject(rng: random.Random, language: str) -> str:
    return rng.choice(WORDS[language]["topic"])


_ABOUT = {
    "en": ["about {t}", "{t}", "everything on {t}", "it is about {t}", "mail that mentions {t}"],
    "fr": [
        "au sujet de : {t}",
        "{t}",
        "tout sur {t}",
        "cela concerne {t}",
        "messages qui parlent de {t}",
    ],
}


def _named(rng: random.Random, topic: str, taken: Sequence[str]) -> str:
    word = max(topic.replace("'", " ").replace("-", " ").split(), key=len).lower()
    return (
        word
        if word not in taken and rng.random() < 0.6
        else f"{rng.choice('kmpqtz')}{len(taken) + 1}"
    )


def _subjects(rng: random.Random) -> LabelSet:
    """Labels that each stand for one subject, in one language."""
    language = rng.choice(["en", "fr"])
    topics: dict[str, str] = {}
    while len(topics) < 1 + rng.randrange(5):
        topic = _subject(rng, language)
        if not any(topic in each or each in topic for each in topics.values()):
            topics[_named(rng, topic, list(topics))] = topic
    means = {name: rng.choice(_ABOUT[language]).format(t=topic) for name, topic in topics.items()}
    labels = {**means, NONE: rng.choice([*NONE_MEANS, *OTHER_NONE_MEANS])}
    return LabelSet(labels, dict.fromkeys([*topics, NONE], SPEAKING), topics, language)


def _question(rng: random.Random) -> LabelSet:
    """Whether a message is what the owner's words say, as `reader.holds` asks it."""
    if rng.random() < 0.3:
        language = rng.choice(["en", "fr"])
        topic = _subject(rng, language)
        means = rng.choice(_ABOUT[language]).format(t=topic)
        kinds = {"yes": SPEAKING, "no": SPEAKING}
        return LabelSet({"yes": means, "no": ANYTHING_ELSE}, kinds, {"yes": topic}, language)
    name = rng.choice(sorted(ASKED))
    concept = CONCEPTS[name]
    means = rng.choice(ASKED[name] if rng.random() < 0.8 else concept.means)
    sides: dict[str, list[str]] = {"yes": [], "no": []}
    for kind in KIND_WEIGHT:
        if kind in concept.covers or kind not in concept.unsure:
            sides["yes" if kind in concept.covers else "no"].append(kind)
    return LabelSet({"yes": means, "no": ANYTHING_ELSE}, sides)


def _coded(rng: random.Random, named: LabelSet) -> LabelSet:
    """The same set under names that say nothing, so that only the meanings do."""
    shape = rng.choice(["{l}{n}", "{l}", "{n}", "label{n}", "{l}{l2}{n}", "box-{n}", "zone{l}"])
    codes: dict[str, str] = {NONE: NONE}
    letters = rng.sample("abcdefghijkmpqrstuvwxyz", 18)
    numbers = rng.sample(range(1, 30), 9)
    for at, name in enumerate(label for label in named.labels if label != NONE):
        code = shape.format(l=letters[at], l2=letters[at + 9], n=numbers[at])
        codes[name] = code.upper() if shape in ("{l}", "{l}{n}") else code
    return LabelSet(
        {codes[name]: means for name, means in named.labels.items()},
        {codes[name]: kinds for name, kinds in named.kinds.items()},
        {codes[name]: topic for name, topic in named.subjects.items()},
        named.language,
    )
