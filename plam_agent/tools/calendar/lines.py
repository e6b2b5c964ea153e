"""Which line of an iCalendar file is wrong, so that its owner can find it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...errors import ContentError


def check_lines(name: str, data: bytes) -> None:
    """Raise ContentError at the first line that is no content line, or a BEGIN without END."""
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as why:
        line = data[: why.start].count(b"\n") + 1
        raise ContentError("the text is not UTF-8", file=name, line=line) from None
    fix = "Repair the file or move it out of the folder."
    open_parts: list[tuple[str, int]] = []
    for number, content in enumerate(lines, 1):
        if not content.strip() or content[0] in " \t":
            continue
        if not re.match("\ufeff?[A-Za-z0-9.-]+[;:]", content):
            raise ContentError("this is not a line of iCalendar", file=name, line=number, fix=fix)
        word, _, value = content.partition(":")
        if word.upper().lstrip("\ufeff") == "BEGIN":
            open_parts.append((value.strip().upper(), number))
        elif word.upper() == "END":
            begun = open_parts.pop() if open_parts else ("", number)
            if begun[0] != value.strip().upper():
                raise ContentError(
                    f"END:{value.strip()} closes nothing that is open",
                    file=name,
                    line=number,
                    fix=fix,
                )
    if open_parts:
        what, number = open_parts[-1]
        raise ContentError(f"BEGIN:{what} is never closed", file=name, line=number, fix=fix)
    if not any(line.upper().startswith("BEGIN:VCALENDAR") for line in lines):
        raise ContentError("there is no calendar in it", file=name, line=1, fix=fix)


def line_of(data: bytes, start: str) -> int:
    """The number of the first line that starts so; 1 where none does."""
    lines: Iterable[bytes] = data.splitlines()
    wanted = start.encode().upper()
    return next((n for n, line in enumerate(lines, 1) if line.upper().startswith(wanted)), 1)
