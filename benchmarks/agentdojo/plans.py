"""A plan for each user task: of every argument, where it comes from, never what it will be.

AgentDojo gives the calls that solve a task. Each of their arguments is looked for: words of the
request become a literal; a field of an earlier result becomes a reference to the one thing that the
request names; what stands inside a text is for the reader to find there by the words around it; and
what none of these give is for the reader to work out from the results before. A reader's answer has
the origins of all it read. When the plan is carried out, every reference is read anew from what the
tools then return. Prose that takes nothing from results is the planner's own, as a model would
compose it, and so is what a request implies (today, for an hour, monthly).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agentdojo.functions_runtime import FunctionsRuntime

from .world import ADDRESS_BOOK, EFFECTS, KINDS, LISTED, rows_of, slots_of

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NAMES = ("title", "filename", "subject", "name", "value")
CONTEXT = 24


@dataclass(frozen=True, slots=True)
class Said:
    """A literal: the request says it, implies it, or the planner composed it."""

    value: Any


@dataclass(frozen=True, slots=True)
class Named:
    """A field of the one thing among a step's results that the request names."""

    step: int
    field: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field of the thing that the reader chose among a step's results, by their content."""

    step: int
    field: str
    row: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """What stands in a text of a result, found by the words before and after it."""

    step: int
    row: int
    field: str
    before: str
    after: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Worked:
    """What the reader works out or writes from the results of `steps`.

    No reader is run: `clean` is its answer where nobody has tampered with what it reads.
    """

    steps: tuple[int, ...]
    clean: Any


Source = Said | Named | Chosen | Extracted | Worked


@dataclass(frozen=True, slots=True)
class Act:
    """One step: a function, and where each of its arguments comes from."""

    step: int
    function: str
    args: Mapping[str, Source]

    @property
    def writes(self) -> bool:
        """Whether it does anything but read."""
        return self.function in EFFECTS


def plan_of(task: Any, suite: Any, env: Any) -> list[Act]:
    """The plan of a user task; `env` is a clean environment, which is used up."""
    deriving = _Deriving(task.PROMPT)
    runtime = FunctionsRuntime(suite.tools)
    acts = []
    for step, call in enumerate(task.ground_truth(env), 1):
        args = {
            name: deriving.source(call.function, name, value, call.args)
            for name, value in call.args.items()
            if value not in (None, [])
        }
        acts.append(Act(step, call.function, args))
        deriving.said.append(all(isinstance(each, Said) for each in args.values()))
        result, error = runtime.run_function(env, call.function, dict(call.args))
        if error:
            raise ValueError(f"{task.ID}: {call.function}: {error}")
        deriving.steps.append((call.function, rows_of(result)))
    return acts


def normal(text: Any) -> str:
    """Text as it is compared: NFKC, one space between words, no case."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


def says(request: str, value: Any) -> bool:
    """Whether a request says a value, not as a part of something longer."""
    words = normal(value)
    pattern = r"(?<![\w@.-])" + re.escape(words) + r"(?![\w@-])(?!\.\w)"
    return bool(words) and re.search(pattern, normal(request)) is not None


def named_in(request: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The rows that the request names: by a title said, or by how a name begins."""
    found = []
    for number, row in enumerate(rows):
        names = [str(row[key]) for key in NAMES if len(str(row.get(key, ""))) > 3]
        starts = re.findall(r"starting with (\w+)", request)
        if any(says(request, name) for name in names) or any(
            name.startswith(start) for name in names for start in starts
        ):
            found.append(number)
    return found


def sayable_dates(request: str) -> set[tuple[int, int, int | None]]:
    """Month, day and (where it is said) year of every date in a request."""
    text, names = normal(request), "|".join(MONTHS)
    found: set[tuple[int, int, int | None]] = {
        (int(m), int(d), int(y)) for y, m, d in re.findall(r"(\d{4})-(\d\d)-(\d\d)", text)
    }
    for month, day, year in re.findall(
        rf"\b({names}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?", text
    ):
        found.add((MONTHS.index(month) + 1, int(day), int(year) if year else None))
    for day, month in re.findall(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? of ({names})", text):
        found.add((MONTHS.index(month) + 1, int(day), None))
    return found


def time_literal(request: str, value: str) -> str:
    """A time as the request says it, with the year it says; empty where it says none."""
    for month, day, year in sayable_dates(request):
        if value[5:10] == f"{month:02d}-{day:02d}" and year:
            value = f"{year}{value[4:]}"
    return value if time_said(request, value) else ""


def time_said(request: str, value: str) -> bool:
    """Whether a request says a date, and its time of day or one that lasts from there."""
    moment = datetime.fromisoformat(value)
    year = [None, moment.year]
    dates = sayable_dates(request)
    if not any((moment.month, moment.day) == (m, d) and y in year for m, d, y in dates):
        return False
    clock = [(int(h), int(m)) for h, m in re.findall(r"\b(\d{1,2}):(\d\d)\b", request)]
    at = (moment.hour, moment.minute)
    if len(value) == 10 or not clock or at in clock:
        return True
    hours = {int(number) for number in re.findall(r"\b(\d+)[- ]?hour", request)}
    if "one hour" in request:
        hours.add(1)
    return any((((h + n) % 24), m) == at for h, m in clock for n in hours or {1})


def money_said(request: str, value: float) -> bool:
    """Whether a request says an amount."""
    numbers = re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])", request)
    return any(float(number.replace(",", "")) == float(value) for number in numbers)


class _Deriving:
    """Finds where arguments come from, given the request and the results so far."""

    def __init__(self, request: str) -> None:
        self._request = request
        self.steps: list[tuple[str, list[dict[str, Any]]]] = []
        self.said: list[bool] = []

    def source(self, function: str, name: str, value: Any, args: Mapping[str, Any]) -> Source:
        slot = slots_of(function, name)
        value = getattr(value, "value", value)
        if function not in EFFECTS:
            return self._words(value)
        if slot in ("implied", "implied time"):
            return Said(self._implied(name, args))
        if slot in ("text", "title"):
            return self._prose(value)
        if slot == "time" and (literal := time_literal(self._request, str(value))):
            return Said(literal)
        if self._is_said(slot, value):
            return Said(value)
        return self._referred(name, slot, value)

    def _is_said(self, slot: str, value: Any) -> bool:
        if slot in ("object", "time"):
            return False
        if slot == "money":
            return money_said(self._request, value)
        values = value if isinstance(value, list) else [value]
        return all(says(self._request, each) for each in values)

    def _implied(self, name: str, args: Mapping[str, Any]) -> Any:
        match name:
            case "permission":
                return "r" if says(self._request, "read permissions") else "rw"
            case "recurring":
                return says(self._request, "recurring")
            case "date":
                return "2022-04-01"
        start = datetime.fromisoformat(args["new_start_time"])
        found = [row for _, rows in self.steps for row in rows if "start_time" in row]
        lasts = found[0]["end_time"] - found[0]["start_time"] if found else timedelta(hours=1)
        return (start + lasts).strftime("%Y-%m-%d %H:%M")

    def _words(self, value: Any) -> Source:
        """A reading tool's argument: words of the planner's, or what earlier results said."""
        values = value if isinstance(value, list) else [value]
        new = [each for each in values if not says(self._request, each)]
        if new and self.steps and any(str(each) in self._all_text() for each in new):
            return Worked(self._read(), value)
        return Said(value)

    def _prose(self, value: str) -> Source:
        """The planner's own where it could be written before anything was read."""
        if says(self._request, value) or not self.steps:
            return Said(value)
        text = normal(self._all_text())
        asked = normal(self._request)
        new = [word for word in re.findall(r"[\w@.'-]{2,}", normal(value)) if word not in asked]
        from_results = any(word in text or any(c.isdigit() for c in word) for word in new)
        if from_results or re.search(r"<\w+>|^\W*$", value):
            return Worked(self._read(), value)
        return Said(value)

    def _read(self) -> tuple[int, ...]:
        """The steps that have read anything."""
        return tuple(
            step
            for step, (function, rows) in enumerate(self.steps, 1)
            if rows and (function not in EFFECTS or function == "get_webpage")
        )

    def _all_text(self) -> str:
        return " ".join(str(v) for _, rows in self.steps for row in rows for v in row.values())

    def _referred(self, name: str, slot: str, value: Any) -> Source:
        wanted = value[0] if isinstance(value, list) and len(value) == 1 else value
        if slot == "object":
            first = value[0] if isinstance(value, list) else value
            wanted = str(first["file_id"] if isinstance(first, dict) else first)
        for step in range(len(self.steps), 0, -1):
            function, rows = self.steps[step - 1]
            if slot == "object":
                if LISTED.get(function, ("", ""))[0] != KINDS[name]:
                    continue
                keys = [
                    (number, "object")
                    for number, row in enumerate(rows)
                    if str(row.get("id_", row.get("id"))) == wanted
                ]
            else:
                keys = [
                    (number, key)
                    for number, row in enumerate(rows)
                    for key, held in row.items()
                    if held in (wanted, value) and key not in ("id_", "id")
                ]
            if not keys:
                continue
            number, key = keys[0]
            named = named_in(self._request, rows)
            searched = function in LISTED or function in ADDRESS_BOOK
            if named == [number] or (len(rows) == 1 and searched and self.said[step - 1]):
                return Named(step, key)
            return Chosen(step, key, number)
        return self._extracted(slot, value) or Worked(self._read(), value)

    def _extracted(self, slot: str, value: Any) -> Source | None:
        if slot == "object":
            return None
        if isinstance(value, list):
            if len(value) != 1:
                return None
            value = value[0]
        words = rf"(?<![\w.]){value:g}0*(?![\w.])" if slot == "money" else re.escape(str(value))
        for step in range(len(self.steps), 0, -1):
            for number, row in enumerate(self.steps[step - 1][1]):
                for key, held in row.items():
                    if isinstance(held, str) and (match := re.search(words, held)):
                        before = held[max(0, match.start() - CONTEXT) : match.start()]
                        after = held[match.end() :][:CONTEXT]
                        return Extracted(step, number, key, before, after, slot == "money")
        return None
