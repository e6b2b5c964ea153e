"""Which line of an iCalendar file is wrong, so that its owner can find it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...errors import ContentError

# Reading takes some 50 microseconds a line or date, so that a file within these takes seconds.
MOST_LINES = 100_000
MOST_PARTS = 10_000
MOST_PROPERTIES = 5_000  # of one part
MOST_DATES = 10_000  # in one property
DEEPEST = 32
LONGEST = 2 * 1024 * 1024  # characters of one property, unfolded
_DATES = re.compile(r"(?:RDATE|EXDATE|RRULE|EXRULE|FREEBUSY)[;:]", re.IGNORECASE)


def check_lines(name: str, data: bytes) -> None:
    """Raise ContentError at the first line that is no content line, or a BEGIN without END."""
    open_parts: list[tuple[str, int]] = []
    calendars = 0
    for number, content in _unfolded(_lines(name, data)):
        if not re.match("\ufeff?[A-Za-z0-9.-]+[;:]", content):
            raise _refusal("this is not a line of iCalendar", name, number)
        word, _, value = content.partition(":")
        value = value.strip()[:60]
        if word.upper().lstrip("\ufeff") == "BEGIN":
            open_parts.append((value.upper(), number))
            calendars += value.upper() == "VCALENDAR"
        elif word.upper() == "END":
            begun = open_parts.pop() if open_parts else ("", number)
            if begun[0] != value.upper():
                raise _refusal(f"END:{value} closes nothing that is open", name, number)
    if open_parts:
        what, number = open_parts[-1]
        raise _refusal(f"BEGIN:{what} is never closed", name, number)
    if not calendars:
        raise _refusal("there is no calendar in it", name, 1)


def check_bounds(name: str, data: bytes) -> None:
    """Raise ContentError at the line where a file becomes too much to be read in seconds."""
    open_parts: list[tuple[str, int]] = []
    properties: list[int] = []
    parts = 0
    for total, (number, content) in enumerate(_unfolded(_lines(name, data)), 1):
        if total > MOST_LINES:
            raise _refusal(f"this file has more than {MOST_LINES:,} lines", name, number)
        if len(content) > LONGEST:
            raise _refusal(f"this line is longer than {LONGEST:,} characters", name, number)
        if _DATES.match(content) and content.count(",") >= MOST_DATES:
            raise _refusal(f"this line has more than {MOST_DATES:,} dates", name, number)
        word, _, value = content.partition(":")
        if word.upper().lstrip("\ufeff") == "BEGIN":
            open_parts.append((value.strip().upper()[:60], number))
            properties.append(0)
            parts += 1
            if parts > MOST_PARTS:
                raise _refusal(f"more than {MOST_PARTS:,} events and parts", name, number)
            if len(open_parts) > DEEPEST:
                raise _refusal(f"parts are nested more than {DEEPEST} deep", name, number)
        elif word.upper() == "END":
            open_parts[-1:], properties[-1:] = [], []
        elif open_parts:
            properties[-1] += 1
            if properties[-1] > MOST_PROPERTIES:
                what, begun = open_parts[-1]
                said = f"the {what} of line {begun} has more than {MOST_PROPERTIES:,} properties"
                raise _refusal(said, name, number)


def _refusal(what: str, name: str, line: int) -> ContentError:
    fix = "Repair the file or move it out of the folder."
    what = "".join(char if char.isprintable() else " " for char in what)
    return ContentError(what, file=name, line=line, fix=fix)


def _lines(name: str, data: bytes) -> list[str]:
    try:
        # Only these end a line: what else Unicode calls a line end may stand in a text.
        return re.split(r"\r\n|\n|\r", data.decode("utf-8"))
    except UnicodeDecodeError as why:
        line = data[: why.start].count(b"\n") + 1
        raise ContentError("the text is not UTF-8", file=name, line=line) from None


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Content lines with the number of their first line; blank ones are left out."""
    pending: list[str] = []
    begun = 0
    for number, line in enumerate(lines, 1):
        if line and line[0] in " \t":
            pending.append(line[1:])
        elif line.strip():
            if begun:
                yield begun, "".join(pending)
            pending, begun = [line], number
    if begun:
        yield begun, "".join(pending)


def line_of(data: bytes, start: str) -> int:
    """The number of the first line that starts so; 1 where none does."""
    lines: Iterable[bytes] = data.splitlines()
    wanted = start.encode().upper()
    return next((n for n, line in enumerate(lines, 1) if line.upper().startswith(wanted)), 1)
