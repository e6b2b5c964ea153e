"""Clock times and durations: `15h30`, `half past nine`, `ten to six`, `for two hours`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HALF_DAY = timedelta(hours=4)  # of the hours in which people work
UNIT = "sec|minute|hour|heure|day|week|month|year"
_FRENCH = r"and half|and quarter|moins the quarter|moins quarter|moins \d{1,2}"
_OFFSET = r"(?P<off>half|quarter|\d{1,2})(?: minute)?(?: (?P<dir>after|to))"
MARKS = "am|pm|h|heure|:"
CLOCK = (
    r"(?:(?P<word>noon|midnight)"
    rf"(?: (?:(?P<wfr>{_FRENCH})|(?P<wmin>[0-5]?\d)(?! ?(?:{UNIT}|to|-|{MARKS}))))?"
    r"|half (?P<h9>\d{1,2})(?! ?(?:minute|hour|heure))"
    rf"|{_OFFSET} (?P<base>\d{{1,2}}|noon|midnight)"
    r"(?: ?(?P<m0>am|pm))?(?: oclock)?"
    r"|(?P<h7>\d{2})(?P<min7>[0-5]\d) hour"
    r"|at (?P<h8>\d{1,2})\.?(?P<min8>[0-5]\d)(?![\d.])"
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
        "sec": timedelta(seconds=1),
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


def spoken_length(text: str) -> timedelta | None:
    """The length that a whole folded text says: `1 hour and half`, `90 minute`, `1h30`."""
    text = re.sub(r"^(?:for|at|in|during|the|all the(?= day))\s+", "", text.strip())
    if re.fullmatch(r"(?:the )?(?:all )?(?:the )?day(?: long)?", text):
        return timedelta(days=1)
    if re.fullmatch(r"(?:1 )?half (?:1 )?day", text):
        return HALF_DAY
    fraction = re.fullmatch(r"(\d{1,3})[.,](\d{1,2}) ?(h|hour|heure|day|week)", text)
    if fraction:
        unit = {"day": timedelta(days=1), "week": timedelta(weeks=1)}.get(
            fraction[3], timedelta(hours=1)
        )
        return float(f"{fraction[1]}.{fraction[2]}") * unit
    short = re.fullmatch(r"(\d{1,3}) ?(?:h|:|heure) ?([0-5]\d)?(?: ?(?:m|minute))?", text)
    if short:
        return timedelta(hours=int(short[1]), minutes=int(short[2] or 0))
    quarters = re.fullmatch(r"(\d{1,3}) ?(?:h|hour|heure) and quarter", text)
    if quarters:
        return timedelta(hours=int(quarters[1]), minutes=15)
    total = timedelta()
    for piece in re.split(r" and (?!half)", text):
        found = re.fullmatch(quantity("l"), piece) or re.fullmatch(
            r"(?P<ln>\d{1,4}) ?(?P<lu>m)(?P<lhalf>)", piece
        )
        if found is None:
            return None
        total += (
            timedelta(minutes=int(found["ln"])) if found["lu"] == "m" else duration(found, "l")
        ) or timedelta()
    return total


def clock_in(scan: Scan, *, bare: bool) -> Clock | None:
    """Take a clock time out; a lone number counts as an hour only where `bare` is set."""
    found = scan.take(rf"(?:at |by )?{CLOCK}")
    if found is None:
        lone = scan.take(r"at (?P<h>\d{1,2})(?: (?P<m>\d{2}))?") or (
            scan.take(r"(?P<h>\d{1,2})(?: ?(?P<m>[0-5]\d))?") if bare else None
        )
        return _checked(int(lone["h"]), int(lone["m"] or 0), "", sure=False) if lone else None
    if found["word"]:
        hour, minutes = _quarters(12 if found["word"] == "noon" else 24, found["wfr"])
        minutes += int(found["wmin"] or 0)
        return Clock(hour % 24 if minutes else hour, minutes, True)
    if found["h9"]:
        return _checked(int(found["h9"]), 30, "", sure=False)
    if found["off"]:
        off = {"half": 30, "quarter": 15}.get(found["off"]) or int(found["off"])
        sure = found["base"] in ("noon", "midnight")
        base = {"noon": 12, "midnight": 24}.get(found["base"]) or int(found["base"])
        clock = _checked(base, 0, found["m0"] or "", sure=sure)
        total = clock.hour * 60 + (off if found["dir"] == "after" else -off)
        return _idiom(total // 60 % 24, total % 60, sure=clock.sure)
    for k, sure in (
        ("1", True),
        ("4", False),
        ("5", True),
        ("2", True),
        ("3", False),
        ("6", False),
        ("7", True),
        ("8", True),
    ):
        if found[f"h{k}"]:
            minute = found.groupdict().get(f"min{k}")
            meridiem = found.groupdict().get(f"m{k}") or ""
            hour, minutes = int(found[f"h{k}"]), int(minute or 0)
            if k == "2" and found["fr"]:
                hour, minutes = _quarters(hour, found["fr"])
                # Who says `et quart` counts to twelve.
                return _idiom(hour, minutes, sure=hour > 12)
            if k in "38":  # 15:30 and 03:30 are on the 24-hour clock, 3:30 is not
                sure = found[f"h{k}"].startswith("0")
            return _checked(hour, minutes, meridiem, sure=sure)
    return None


def _quarters(hour: int, said: str | None) -> tuple[int, int]:
    """The hour and the minutes of `et quart`, `moins dix` and the like after an hour."""
    if not said:
        return hour, 0
    if said.startswith("and"):
        return hour, 30 if said.endswith("half") else 15
    less = 15 if said.endswith("quarter") else int(said.split()[-1])
    return (hour - 1) % 24, 60 - less


def _idiom(hour: int, minute: int, *, sure: bool) -> Clock:
    """A time counted to twelve: a quarter to one, without am or pm, is after noon."""
    return Clock(hour if sure or hour else 12, minute, sure)


def _checked(hour: int, minute: int, meridiem: str, *, sure: bool) -> Clock:
    if minute > 59 or hour > 24 or (hour == 24 and minute) or hour < 0:
        raise Misunderstood(f"there is no time {hour}:{minute:02}")
    if meridiem:
        if hour > 12 and meridiem == "am":
            raise Misunderstood(f"there is no time {hour} am")
        hour = hour % 12 + (12 if meridiem == "pm" else 0) if hour <= 12 else hour
        return Clock(hour, minute, True)
    return Clock(hour, minute, sure or hour > 12)


def later(start: datetime, length: timedelta) -> datetime:
    """An instant some elapsed time on."""
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
