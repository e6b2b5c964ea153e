"""Clock times and durations: `15h30`, `half past nine`, `ten to six`, `for two hours`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

UNIT = "minute|hour|heure|day|week|month|year"
_FRENCH = r"and half|and quarter|moins the quarter"
_OFFSET = r"(?P<off>half|quarter|\d{1,2})(?: minute)?(?: (?P<dir>after|to))"
CLOCK = (
    r"(?:(?P<word>noon|midnight)"
    rf"|{_OFFSET} (?P<base>\d{{1,2}}|noon|midnight)"
    r"(?: ?(?P<m0>am|pm))?(?: oclock)?"
    r"|(?P<h4>\d{1,2}) hundred(?: (?:and )?(?P<min4>\d{2}))?(?: ?(?P<m4>am|pm)| hour)"
    r"|(?P<h1>\d{1,2})(?:[:.](?P<min1>\d{2}))?(?::\d{2})? ?(?P<m1>am|pm)"
    r"|(?P<h5>\d{1,2}) (?P<min5>\d{2}) ?(?P<m5>am|pm)"
    r"|(?P<h2>\d{1,2}) ?(?:h|heure)"
    rf"(?: ?(?:(?P<min2>\d{{2}})(?: minute)?|(?P<fr>{_FRENCH})))?"
    r"|(?P<h3>\d{1,2}):(?P<min3>\d{2})(?::\d{2})?"
    r"|(?P<h6>\d{1,2}) oclock)"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; 24 is the midnight at the end of the day."""

    hour: int
    minute: int
    sure: bool  # on the 24-hour clock, or said with am or pm

    def spoken(self) -> Clock:
        """The hour as people mean it: 1 to 6 without am or pm is in the afternoon."""
        if self.sure or not 1 <= self.hour <= 6:
            return self
        return Clock(self.hour + 12, self.minute, True)


class Misunderstood(Exception):
    """The words are no time; with a sentence where they say one that cannot be."""


class Scan:
    """Text from which recognised pieces are taken out, one by one."""

    def __init__(self, text: str) -> None:
        """Start with the whole text."""
        self.text = self.original = text

    def take(self, pattern: str) -> re.Match[str] | None:
        """Remove the first match that stands between word boundaries, and return it."""
        found = re.search(rf"(?<![\w:/])(?:{pattern})(?!\w)", self.text)
        if found:
            self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
        return found


def quantity(name: str) -> str:
    """The pattern of a number and a unit, in groups that start with `name`."""
    return rf"(?P<{name}n>\d{{1,4}}) (?P<{name}u>{UNIT})(?P<{name}half> and half)?"


def duration(match: re.Match[str] | None, name: str) -> timedelta | None:
    """The length that `quantity(name)` matched; a month is 30 days."""
    if match is None:
        return None
    units = {
        "minute": timedelta(minutes=1),
        "hour": timedelta(hours=1),
        "heure": timedelta(hours=1),
        "day": timedelta(days=1),
        "week": timedelta(weeks=1),
        "month": timedelta(days=30),
        "year": timedelta(days=365),
    }
    unit = units[match[name + "u"]]
    return int(match[name + "n"]) * unit + (unit / 2 if match[name + "half"] else timedelta())


def clock_in(scan: Scan, *, bare: bool) -> Clock | None:
    """Take a clock time out; a lone number counts as an hour only where `bare` is set."""
    found = scan.take(rf"(?:at |by )?{CLOCK}")
    if found is None:
        lone = scan.take(r"at (?P<h>\d{1,2})(?: (?P<m>\d{2}))?") or (
            scan.take(r"(?P<h>\d{1,2})(?P<m>)") if bare else None
        )
        return _checked(int(lone["h"]), int(lone["m"] or 0), "", sure=False) if lone else None
    if found["word"]:
        return Clock(12 if found["word"] == "noon" else 24, 0, True)
    if found["off"]:
        off = {"half": 30, "quarter": 15}.get(found["off"]) or int(found["off"])
        sure = found["base"] in ("noon", "midnight")
        base = {"noon": 12, "midnight": 24}.get(found["base"]) or int(found["base"])
        clock = _checked(base, 0, found["m0"] or "", sure=sure)
        total = clock.hour * 60 + (off if found["dir"] == "after" else -off)
        return Clock(total // 60 % 24, total % 60, clock.sure)
    for k, sure in (
        ("1", True),
        ("4", False),
        ("5", True),
        ("2", True),
        ("3", False),
        ("6", False),
    ):
        if found[f"h{k}"]:
            minute = found.groupdict().get(f"min{k}")
            meridiem = found.groupdict().get(f"m{k}") or ""
            hour, minutes = int(found[f"h{k}"]), int(minute or 0)
            if k == "2" and found["fr"]:
                minutes = {"and half": 30, "and quarter": 15}.get(found["fr"], 45)
                hour -= found["fr"].startswith("moins")
            if k == "3":  # 15:30 is on the 24-hour clock; so is 3:30 unless somebody said "at"
                sure = not found[0].startswith("at ") or found["h3"].startswith("0")
            return _checked(hour, minutes, meridiem, sure=sure)
    return None


def _checked(hour: int, minute: int, meridiem: str, *, sure: bool) -> Clock:
    if minute > 59 or hour > 24 or (hour == 24 and minute) or hour < 0:
        raise Misunderstood
    if meridiem:
        if hour > 12 and meridiem == "am":
            raise Misunderstood
        hour = hour % 12 + (12 if meridiem == "pm" else 0) if hour <= 12 else hour
        return Clock(hour, minute, True)
    return Clock(hour, minute, sure or hour > 12)
