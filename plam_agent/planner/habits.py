"""What an owner usually chooses: linear models that an adapter's file carries beside its weights.

Some choices hang on a name or a word alone: under which label a person's mail belongs, how long a
meeting of some kind is, in what tone somebody is written to. A linear model learns such a thing
from a few examples, where low-rank weights need many. A label is the choice of both together, as
with the linear models of the model file itself (`leaning`). An argument that requests leave unsaid
is the habit's alone: there are no words for it that the model could read. How strongly the adapter
is worn makes no difference to them: it is for weights that may cost skills.

The fields of the model number N are `plam.habit.N.of`, what is chosen: `label`, or TOOL.ARGUMENT
for an argument that requests leave unsaid; `plam.habit.N.among` (strings), the labels that there
are, or the argument's values with NOTHING for saying none; and those of a linear model
(`prior`), whose classes are those that were ever chosen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError
from .header import Header
from .leaning import FIRST, LABEL, LEAST, NEUTRAL, Leaning
from .linear import Linear
from .prior import Reading, Stored, stored
from .prompt import Prompt, completion, parts

PREFIX = "plam.habit"
OF_LABEL = "label"
NOTHING = "(nothing)"
"""The class of leaving an argument unsaid."""
MOST = 64
"""How many there may be in one file."""


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """How one thing is chosen: `of`, `among` and the classes of `model` are as in the file."""

    of: str
    among: tuple[str, ...]
    model: Linear


def habits_of(header: Header, file: Path) -> tuple[Habit, ...]:
    """What an adapter's file carries. Raises ModelError where it is impossible."""
    found: list[Habit] = []
    while f"{PREFIX}.{len(found)}.of" in header.fields:
        prefix = f"{PREFIX}.{len(found)}"
        model = Reading(header, prefix, file).linear()
        among = header.texts.get(f"{prefix}.among", ())
        of = header.text(f"{prefix}.of")
        if model is None or not among or not (of == OF_LABEL or "." in of) or len(found) == MOST:
            raise ModelError(
                f"The adapter's {prefix} says nothing that can be chosen.",
                file=file,
                fix="Train it again.",
            )
        found.append(Habit(of, among, model))
    return tuple(found)


def stored_habits(habits: Iterable[Habit]) -> dict[str, str | Stored]:
    """The fields that hold them in a file."""
    fields: dict[str, str | Stored] = {}
    for number, each in enumerate(habits):
        prefix = f"{PREFIX}.{number}"
        fields |= {f"{prefix}.of": each.of, f"{prefix}.among": each.among}
        fields |= {n: v for n, v in stored(prefix, each.model).items() if v is not None}
    return fields


def leanings(worn: Sequence[Habit], prompt: Prompt) -> tuple[Leaning, ...]:
    """What the worn habits say to a message; nothing where they have no say."""
    return tuple(
        _label(habit, prompt)
        for habit in worn
        if habit.of == OF_LABEL and prompt.labels and set(prompt.labels) == set(habit.among)
    )


def fields(message: str) -> dict[str, str]:
    """The parts of a message (`prompt.message_text`) as habits read them: who wrote it counts."""
    found = parts(message)
    names = ("from", "subject", "facts", "body")
    return dict(zip(names, found, strict=True)) if found else {"body": message}


def _label(habit: Habit, prompt: Prompt) -> Leaning:
    scores = habit.model.scores(fields(prompt.user))
    likely = dict(zip(habit.model.classes, habit.model.strength * scores, strict=True))
    weights = {
        json.dumps(label, ensure_ascii=False)[1:]: max(float(likely[label]), LEAST)
        if label in likely
        else NEUTRAL
        for label in habit.among
    }
    return Leaning(LABEL, weights)


def completed(worn: Sequence[Habit], prompt: Prompt, text: str) -> str:
    """The answer `text` with what the request left unsaid as the owner usually has it.

    Only arguments that are offered and left unsaid, and their own choices, come in. Of two habits
    of one argument the one that is worn last counts.
    """
    unsaid = {habit.of: habit.model for habit in worn if habit.of != OF_LABEL}
    if not unsaid or not text.startswith(FIRST[:9]):
        return text
    tools = {tool.name: tool for tool in prompt.tools}
    plan = json.loads(text)
    for step in plan["steps"]:
        tool = tools.get(step["tool"])
        for param in tool.params if tool else ():
            model = unsaid.get(f"{step['tool']}.{param.name}") if param.tacit else None
            if tool is None or model is None:
                continue
            value = model.classes[int(model.scores({"words": prompt.said}).argmax())]
            args = {name: said for name, said in step["args"].items() if name != param.name}
            if value in param.choices:
                args[param.name] = value
            order = [each.name for each in tool.params]
            step["args"] = dict(sorted(args.items(), key=lambda item: order.index(item[0])))
    return completion(plan)
