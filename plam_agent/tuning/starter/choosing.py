"""Utterances to be labelled by what they ask for: an exercise in what words mean.

The prompt is the reader's, so the exercise also teaches to choose by a label's description. Human
lines give most of it; our own patterns give French, and domains that no human line is about.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from ...planner.prompt import Prompt, completion, label_prompt
from .entities import coined
from .frames import Frame, frames
from .meanings import ALIASES, ALIKE, MEANINGS, WIDE
from .offers import FRENCH, People
from .requests import aside, domains, filled
from .utterances import INTENTS, varied

NONE, NONE_MEANS = "none", ("anything else", "none of these", "something else", "autre chose")
SYNTHETIC = 0.4


@dataclass(frozen=True, slots=True)
class Choosing:
    """Labels with their meanings, and utterances with the label each of them has."""

    labels: dict[str, str]
    said: tuple[tuple[str, str], ...]

    def examples(self) -> list[tuple[Prompt, str]]:
        """Prompts that share their system message, and completions."""
        return [
            (label_prompt(self.labels, f" {words}"), completion({"label": label}))
            for words, label in self.said
        ]


def choosing(rng: random.Random, people: People, rows: int) -> Choosing:
    """A random set of intents under names and meanings in either language, and `rows` lines."""
    keys = _keys(rng)
    lang = "fr" if rng.random() < 0.4 else "en"
    labels: dict[str, str] = {}
    label_of: dict[str, str] = {}
    for key in keys:
        names, english, french = MEANINGS[key]
        name = rng.choice(names.split()) if rng.random() < 0.85 else coined(rng).lower()
        if name in labels:
            name = key
        own = lang if rng.random() < 0.9 else "en"
        labels[name] = rng.choice((french if own == "fr" else english).split("|"))
        label_of[key] = name
    if rng.random() < 0.6:
        labels[NONE] = rng.choice(NONE_MEANS)
    said = []
    for _ in range(rows):
        if NONE in labels and rng.random() < 0.2:
            words = _outside(rng, people, keys)
            said.append((words, NONE))
        else:
            key = rng.choice(keys)
            said.append((_inside(rng, people, key), label_of[key]))
    return Choosing(labels, tuple(said))


def _keys(rng: random.Random) -> list[str]:
    chosen: list[str] = []
    wanted = rng.choice((2, 3, 4, 5, 6, 8, 10))
    for key in rng.sample(sorted(MEANINGS), len(MEANINGS)):
        if len(chosen) < wanted and not any(_clash(key, other) for other in chosen):
            chosen.append(key)
    return chosen


@cache
def _clash(one: str, other: str) -> bool:
    """Whether a line could belong to both."""
    if other in WIDE.get(one, ()) or one in WIDE.get(other, ()):
        return True
    return any(one in both and other in both for both in ALIKE)


@cache
def _patterns(key: str, lang: str) -> tuple[Frame, ...]:
    """Our own frames that ask for what `key` means, in training's split."""
    tool = INTENTS.get(key)
    return tuple(
        frame
        for frame in frames(lang, "PLANS", False)
        if len(frame.parts) == 1 and frame.parts[0].tool == tool
    )


@cache
def _domain(key: str, lang: str) -> bool:
    """Whether our own negatives have a domain that is exactly `key`."""
    return key in domains(lang) and key not in WIDE


def _inside(rng: random.Random, people: People, key: str) -> str:
    lang = "fr" if rng.random() < FRENCH else "en"
    human = (people.by_intent or {}).get(key)
    patterns = _patterns(key, lang)
    if human and (rng.random() >= SYNTHETIC or not (patterns or _domain(key, lang))):
        return varied(rng, rng.choice(human)).text
    if patterns:
        return filled(rng, lang, rng.choice(patterns), "plan").words
    if _domain(key, lang):
        return aside(rng, lang, only=key).words
    _, english, french = MEANINGS[key]
    return rng.choice((french if lang == "fr" else english).split("|"))


def _outside(rng: random.Random, people: People, keys: list[str]) -> str:
    """A line that none of `keys` means."""
    while True:
        if people.everyone and rng.random() > SYNTHETIC:
            line = rng.choice(people.everyone)
            key = ALIASES.get(line.intent, line.intent)
            if key in MEANINGS and not _near(key, keys):
                return varied(rng, line).text
        else:
            made = aside(rng, "fr" if rng.random() < FRENCH else "en")
            if made.domain in MEANINGS and not _near(made.domain, keys) and made.domain not in WIDE:
                return made.words


def _near(key: str, keys: list[str]) -> bool:
    return key in keys or any(_clash(key, other) for other in keys)
