"""Sentences of a message that speak to whoever reads it are left out before it is labelled.

Whoever writes a message may ask its reader for a label. A small linear model knows such sentences
by their words, and what it takes for one counts neither for the transformer nor for the linear
model of labels. It is a hurdle and no wall: what a label may lead to is up to the policy.
"""

from __future__ import annotations

import dataclasses

from .linear import Linear, sentences
from .prompt import TO_LABEL, Prompt, parts, shortened
from .reader import NONE

ADDRESSED = "addressed"
"""The class of sentences that speak to the reader."""


def screened(prompt: Prompt, model: Linear) -> Prompt:
    """The prompt of a message to be sorted without the sentences that ask for a label.

    Any other prompt stays as it is: where the owner asks what a message says, all of it counts.
    """
    if not prompt.labels or NONE not in prompt.labels:
        return prompt
    said = without(prompt.said, model)
    return dataclasses.replace(prompt, user=shortened(said, TO_LABEL), said=said)


def addresses(sentence: str, model: Linear) -> bool:
    """Whether a sentence speaks to the reader, as far as the model can tell."""
    return model.classes[int(model.scores({"said": sentence}).argmax())] == ADDRESSED


def without(message: str, model: Linear) -> str:
    """A message (`prompt.message_text`) without such sentences in its subject and its text."""
    found = parts(message)
    if found is None:
        return _kept(message, model)
    sender, subject, facts, body = found
    return f"{sender}\nsubject: {_kept(subject.removeprefix('subject: '), model)}\n{facts}\n" + (
        f" {_kept(body.strip(), model)}"
    )


def _kept(text: str, model: Linear) -> str:
    return " ".join(each for each in sentences(text) if not addresses(each, model))
