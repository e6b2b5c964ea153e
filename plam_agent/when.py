"""Quoted words about time become a `When` in the owner's zone, in English and French.

The grammar must account for every word of the phrase, so that no ordinary word is ever taken for a
time; a slip of the finger in a long word is mended first (`spoken/typos.py`).

Conventions. A weekday is the next one after today, `next` or not, and the last one before today
where the past is expected; `this Friday` on a Friday is today, and `next Friday` on a Thursday is a
week later. An hour from 1 to 6 said without am or pm is in the afternoon, in `4:30` as well; in
`15h`, `03:30` and French `heures` it is on the 24-hour clock. A time of day that has passed today
is tomorrow's where the future is expected. A local time that the clocks skip moves forward by the
gap; one that happens twice is the first. Periods have theirs in `spoken/periods.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .errors import InputError
from .spoken.clock import Clock, Misunderstood, later, spoken_length
from .spoken.dates import MONTHS, Default
from .spoken.days import DAY, Days
from .spoken.parts import Parts
from .spoken.words import Folded, fold
from .types import When

LONGEST = 120
_MINUTE = timedelta(minutes=1)
PARTS = {  # a named part of the day: its hours, local time; 24 is the next midnight
    "morning": (9, 12),
    "afternoon": (14, 18),
    "evening": (18, 22),
    "night": (20, 24),
    "lunchtime": (12, 14),
}
_SHADES = {  # minutes from midnight
    ("early", "morning"): (360, 540),
    ("late", "morning"): (630, 720),
    ("early", "afternoon"): (840, 960),
    ("late", "afternoon"): (960, 1080),
    ("early", "evening"): (1080, 1200),
    ("late", "evening"): (1200, 1320),
    ("late", "night"): (1320, 1440),
}
_OFF = re.compile(r"\b(?:(?:at|by) (?:5|10|20|25)|\d+ minute|quarter)$")
_HOUR = re.compile(r"\d|noon|midnight")
_NUMBERED = re.compile(rf"(?:the )?(?:{DAY}) \d{{1,2}}")
_REPEAT = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|yearly|annually|recurring|repeat\w*|chaque|tous the|"
    r"toutes the|quotidien\w*|hebdomadaire\w*|mensuel\w*|(?:" + DAY + r")s)\b"
)


def resolve(
    phrase: str, now: datetime, *, default: Default = "future", day_first: bool = True
) -> When:
    """The time that `phrase` says, as of `now`, an aware datetime in the owner's zone.

    `default` says which way a phrase such as `Friday` or `at 5 pm` points. `day_first` reads
    12/11 as 12 November. Raises InputError for words that are no time, dates that do not exist and
    repeats.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if len(phrase) > LONGEST:
        raise InputError(f"a time of {len(phrase)} characters is too long", fix=_FIX)
    text = fold(phrase)
    if _REPEAT.search(text):
        raise InputError(
            f"“{phrase}” repeats, and repeating times are not supported yet",
            fix="Say one time, for example “next Monday at 9 am”.",
        )
    if re.fullmatch(r"(?!1$)\d{1,2}(?: [1-5]\d)?", text) and phrase.replace(" ", "").isalpha():
        # "five", "ten thirty": where a time is expected, hours that are spelled are a time.
        text = Folded(f"at {text}")
    reader = _Reader(now, default, day_first)
    try:
        return replace(reader.whole(text), phrase=phrase)
    except Misunderstood as why:
        message = str(why) or f"I do not understand “{phrase}” as a time"
        raise InputError(message, fix=_FIX) from None
    except (OverflowError, ValueError):
        raise InputError(f"“{phrase}” is outside the calendar", fix=_FIX) from None


_FIX = "Say for example “tomorrow at 3 pm”, “Friday morning” or “le 12 décembre à 14 h 30”."


def slot(when: When, duration: timedelta = timedelta(hours=1)) -> tuple[datetime, datetime, bool]:
    """The start, the end and whether it is all day, for an event put at `when`.

    A start without an end, and a part of a day (`tomorrow morning`), get `duration`. Raises
    InputError for a week, a month or a year, which name no day.
    """
    text = fold(when.phrase)
    days = (when.end - when.start).days if when.end else 1
    if when.all_day and days > 1 and not re.search(r"\b(?:to|until|and|au|for \d)\b|-", text):
        raise InputError(f"“{when.phrase}” does not say which day", fix=_FIX)
    if when.all_day:
        return when.start, when.end or _plus_days(when.start, 1), True
    if when.end is None or _part_of_day(text, when.start, when.end):
        return when.start, later(when.start, duration), False
    return when.start, when.end, False


def length(phrase: str) -> timedelta:
    """How long words such as `an hour and a half` or `trois quarts d'heure` say.

    A month is 30 days, a year 365, half a day four hours. Raises InputError for words that are no
    length, and for none at all.
    """
    text = fold(phrase) if len(phrase) <= LONGEST else Folded("")
    found = spoken_length(text)
    if not found:
        raise InputError(
            f"I do not understand “{phrase[:LONGEST]}” as a length of time",
            fix="Say for example “45 minutes”, “an hour and a half” or “une demi-heure”.",
        )
    return found


def move_to(
    when: When, start: datetime, duration: timedelta, *, all_day: bool = False
) -> tuple[datetime, datetime, bool]:
    """Where an event at `start` that lasts `duration` goes when it is moved to `when`.

    A day alone keeps a timed event's time of day; a start without an end, and a part of a day, keep
    its duration. Returns the new start, the end and whether it is all day.
    """
    if when.all_day:
        slot(when)
        days = (when.end - when.start).days if when.end else 1
        if all_day:
            length = timedelta(days=max(days, duration.days))
            return when.start, _plus_days(when.start, length.days), True
        zone = when.start.tzinfo
        clock = start.astimezone(zone).time()
        begin = local(datetime.combine(when.start.date(), clock), zone)
        return begin, later(begin, duration), False
    kept = timedelta(hours=1) if all_day else duration
    return slot(when, kept)


def _part_of_day(text: str, start: datetime, end: datetime) -> bool:
    """Whether a span is a part of a day that was named (`Friday morning`), without a clock time."""
    named = re.search(rf"\b(?:tonight|{'|'.join(PARTS)})\b", text)
    if named is None or re.search(r"\b(?:to|until|between|for \d)\b|\d ?- ?\d", text):
        return False
    midnight = datetime.combine(start.date(), time())
    from_, to = ((each.replace(tzinfo=None) - midnight) // _MINUTE for each in (start, end))
    hours = [(60 * first, 60 * last) for first, last in PARTS.values()]
    return (from_, to) in (*hours, *_SHADES.values())


def local(naive: datetime, zone: tzinfo | None) -> datetime:
    """A local clock time as an instant: a skipped one moves forward, a doubled one is the first."""
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def _plus_days(start: datetime, days: int) -> datetime:
    return local(datetime.combine(start.date() + timedelta(days=days), time()), start.tzinfo)


def _in_month_of(left: str, right: str) -> str:
    """The bare day of the month at the end of `May 3rd to 5th`, with its month."""
    number = re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?", right.strip())
    month = re.search(rf"\b({MONTHS})\.?(?: the)? \d{{1,2}}(?:st|nd|rd|th)?$", left.strip())
    return f"{number[1]} {month[1]}" if number and month else right


@dataclass(slots=True)
class _Reader:
    """One reading of one phrase; methods raise Misunderstood with a sentence or without."""

    now: datetime
    default: Default
    day_first: bool

    @property
    def _days(self) -> Days:
        return Days(self.now, self.default, self.day_first)

    def whole(self, text: Folded) -> When:
        """The phrase as a range, an open range or a single time."""
        opened = re.match(r"(since|after|before|until|by)\s+(.+)", text)
        if opened and not re.match(r"after (?:\d|noon)\S* .*\bto\b", text):
            return self._open(opened[1], opened[2])
        edge = re.fullmatch(r"(.+?) (after|before|until) (.+)", text)
        if edge and not opened and self._is_clock_of_day(edge[1], edge[3]):
            return self._open(edge[2], f"{edge[3]} {edge[1]}")
        for match in re.finditer(r" (?:to|until|and|au|at) | ?- ?", text):
            minutes_to = _OFF.search(text[: match.start()]) and _HOUR.match(text[match.end() :])
            if match[0] == " to " and minutes_to:
                continue
            found = self._range(text[: match.start()], text[match.end() :], match[0].strip())
            if found:
                return found
        return self._when(self._days.parts(text))

    def _is_clock_of_day(self, day: str, clock: str) -> bool:
        """Whether `tomorrow before 10` is a day and a clock time."""
        try:
            first, last = self._days.parts(day), self._days.parts(clock, bare=True)
        except Misunderstood:
            return False
        return bool(first.days and not first.clock and last.clock and not last.days)

    def _open(self, word: str, rest: str) -> When:
        if word == "since":
            past = _Reader(self.now, "past", self.day_first)
            since = past._when(past._days.parts(rest)).start
            return When("", since, max(self.now, since))
        found = self._when(self._days.parts(rest, bare=True))
        match word:
            case "by":
                return found
            case "after":
                begin = found.end if found.end and found.all_day else found.start
                end = _plus_days(begin, 365 if found.all_day else 1)
                return When("", begin, end)
            case "until":
                end = found.end or found.start
            case _:
                end = found.start
        if end > self.now and self.default != "past":
            return When("", self.now, end)
        return When("", _plus_days(end, -365), end)

    def _range(self, left: str, right: str, joint: str) -> When | None:
        opened = re.search(r"\b(?:from|between|de|du)\b", left)
        if joint in ("au", "at") and not opened:
            return None
        left = re.sub(r"\b(?:from|between|de|du)\b", " ", left).strip()
        day = re.fullmatch(r"(.*?)(\d{1,2})(?:st|nd|rd|th|er)?", left)
        dated = re.match(
            rf"(?:the )?(?:(?:{DAY}) )?\d{{1,2}}(?:st|nd|rd|th|er)? (?:of |de )?(?=(?:{MONTHS})\b)",
            right,
        )
        if day and dated:
            left = f"{day[1]}{day[2]} {right[dated.end() :]}"
        else:
            right = _in_month_of(left, right)
        # In "mardi 24 au jeudi 26" the numbers are days, in "wednesday 3 to 4" they are hours.
        bare = not all(_NUMBERED.fullmatch(side.strip()) for side in (left, right))
        try:
            first, last = (self._days.parts(side, bare=bare) for side in (left, right))
        except Misunderstood:
            return None
        if joint == "and" and not opened and (first.clock or last.clock):
            return None
        if first.days and last.days:
            begin, end = self._when(first), self._when(last)
            if end.start < begin.start and not first.clock and not last.clock:
                week = _plus_days(end.start, 7), _plus_days(end.end or end.start, 7)
                end = replace(end, start=week[0], end=week[1])
            finish = end.end if end.all_day and end.end else end.start
            return self._ordered(begin.start, finish, begin.all_day and end.all_day)
        if first.clock and last.clock and not (first.lasts or last.lasts):
            return self._clocks(first, last)
        return None

    def _clocks(self, first: Parts, last: Parts) -> When | None:
        start, end = first.clock, last.clock
        if start is None or end is None:
            return None
        if not end.sure and not start.sure:
            end = end.spoken()
        if not start.sure:
            start = start.spoken() if start.hour + 12 <= end.hour or not last.clock.sure else start  # type: ignore[union-attr]
        if not end.sure and end.hour <= start.hour and end.hour < 12:
            end = Clock(end.hour + 12, end.minute, True)
        joined = Parts(first.days or last.days, start, first.part or last.part)
        begin = self._when(joined)
        day = begin.start.date()
        if (end.hour % 24, end.minute) <= (start.hour % 24, start.minute):
            day += timedelta(days=1)
        finish = local(datetime.combine(day, time(end.hour % 24, end.minute)), self.now.tzinfo)
        return self._ordered(begin.start, finish, False)

    def _ordered(self, start: datetime, end: datetime, all_day: bool) -> When:
        if end <= start:
            raise Misunderstood("the end of that time comes before its start")
        return When("", start, end, all_day)

    def _when(self, parts: Parts) -> When:
        """What the parts of a phrase amount to."""
        zone = self.now.tzinfo
        if parts.instant:
            end = parts.until or (later(parts.instant, parts.lasts) if parts.lasts else None)
            return When("", parts.instant, end)
        clock = parts.clock
        if clock and parts.part in ("afternoon", "evening", "night") and clock.hour < 12:
            if not (parts.part == "night" and clock.hour < 5):
                clock = Clock(clock.hour + 12, clock.minute, True)
        elif clock and parts.part == "morning":
            early = clock.hour == 12 and not clock.sure
            clock = Clock(0 if early else clock.hour, clock.minute, True)
        clock = clock.spoken() if clock else None
        if parts.days is None:
            if clock is None and not parts.part:
                raise Misunderstood
            day = self._nearest(clock, parts.part)
        else:
            day = parts.days[0]
            if clock and parts.broad:
                raise Misunderstood
        if clock:
            if clock.hour == 24:
                day, clock = day + timedelta(days=1), Clock(0, clock.minute, True)
            start = local(datetime.combine(day, time(clock.hour, clock.minute)), zone)
            return When("", start, later(start, parts.lasts) if parts.lasts else None)
        if parts.part:
            first, last = (60 * hour for hour in PARTS[parts.part])
            first, last = _SHADES.get((parts.shade, parts.part), (first, last))
            midnight = datetime.combine(day, time())
            start = local(midnight + timedelta(minutes=first), zone)
            end = local(midnight + timedelta(minutes=last), zone)
            return When("", start, later(start, parts.lasts) if parts.lasts else end)
        until = parts.days[1] if parts.days else day + timedelta(days=1)
        if parts.lasts:
            if parts.lasts < timedelta(days=1):
                raise Misunderstood("that time says how long, but not from when")
            until = day + timedelta(days=max(1, parts.lasts.days))
        return When(
            "",
            local(datetime.combine(day, time()), zone),
            local(datetime.combine(until, time()), zone),
            all_day=True,
        )

    def _nearest(self, clock: Clock | None, part: str) -> date:
        """The day of a time of day that was said without one."""
        today = self.now.date()
        hour, minute = (clock.hour, clock.minute) if clock else (PARTS[part][1], 0)
        at = (hour, minute)
        present = (self.now.hour, self.now.minute)
        if self.default == "future" and at < present:
            return today + timedelta(days=1)
        if self.default == "past" and at > present and clock:
            return today - timedelta(days=1)
        return today
