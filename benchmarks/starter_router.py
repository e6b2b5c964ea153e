"""What the model is measured beside: TF-IDF of words and characters with logistic regression.

It chooses a tool or a label and fills no argument. It learns from no more than the model does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from plam_agent.planner.prompt import message_text
from plam_agent.tuning.starter.messages import standard_messages
from plam_agent.tuning.starter.requests import Request, aside, request

from .starter_confidence import Choice
from .starter_scoring import NONE, intent_tool

Pairs = list[tuple[str, str]]
# Of the recipe's requests, those that no tool serves.
ASIDES = 0.3


class Router:
    """Learns (text, class) pairs and says which class a text has."""

    def __init__(self, pairs: Pairs) -> None:
        """Learn `pairs`."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        # What stands in one line only helps no other: leaving it out halves the time.
        rest = {"sublinear_tf": True, "min_df": 2, "dtype": np.float32}
        words = TfidfVectorizer(ngram_range=(1, 2), **rest)
        chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **rest)
        model = LogisticRegression(C=20, max_iter=2000)
        self._model = make_pipeline(make_union(words, chars), model)
        texts, classes = zip(*pairs, strict=True)
        self._model.fit(texts, classes)
        self.lines = len(pairs)

    def chosen(self, texts: Sequence[str]) -> list[str]:
        """The likeliest class of each text."""
        return [str(each) for each in self._model.predict(texts)] if texts else []

    def choices(self, texts: Sequence[str], wanted: Sequence[str]) -> list[Choice]:
        """The likeliest tool of each text, whatever the probability of none, and what it has."""
        rows = self._model.predict_proba(texts)
        classes = [str(each) for each in self._model.classes_]
        found = []
        for row, want in zip(rows, wanted, strict=True):
            tools = [(float(p), tool) for p, tool in zip(row, classes, strict=True) if tool != NONE]
            score, tool = max(tools)
            found.append(Choice(want, tool, score))
        return found


def of_people(lines: Sequence[Mapping[str, Any]]) -> Pairs:
    """Human lines and the tools they want."""
    return [(line["text"], intent_tool(line)) for line in lines]


def of_recipe(seed: int, count: int) -> Pairs:
    """Requests that the recipe makes for training, in both languages, and the tool that acts."""
    rng = random.Random(f"{seed}/router")
    made = [
        aside(rng, lang) if rng.random() < ASIDES else request(rng, lang)
        for lang in rng.choices(("en", "fr"), k=count)
    ]
    return [(each.words, acting(each)) for each in made]


def acting(made: Request) -> str:
    """The tool of a request's last step, or none."""
    steps = made.plan.get("steps", ())
    return str(steps[-1]["tool"]) if steps else NONE


def of_messages(seed: int, count: int) -> Pairs:
    """Messages that the recipe makes for training, under the labels of the standard policy."""
    rng = random.Random(f"{seed}/messages")
    return [
        (message_text(made.sender, made.subject, made.facts, made.body), made.label)
        for made in standard_messages(rng, count)
    ]
