"""Time zones of a calendar file: names that are known, and zones that the file defines itself.

A VTIMEZONE (RFC 5545 section 3.6.5) is good for its own file only: two files may give the same
name to different zones. A clock time that is skipped or comes twice is read as the standard says
(section 3.3.5): by the offset before the change, and as the first of the two.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import rules

_FROM, _TO = datetime(1900, 1, 1), datetime(2120, 1, 1)
_FIXED = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_YEARLY = frozenset({"YEARLY"})


@dataclass(frozen=True, slots=True)
class Observance:
    """A STANDARD or DAYLIGHT part: from its onsets on, `after` is the offset. Onsets are naive.

    An onset is on the clock that shows `before`.
    """

    before: timedelta
    after: timedelta
    start: datetime
    rule: rules.Rule | None = None
    dates: tuple[datetime, ...] = ()
    name: str = ""


class FileZone(tzinfo):
    """The zone that a VTIMEZONE describes; equal only to itself."""

    def __init__(self, key: str, observances: Sequence[Observance]) -> None:
        """Work out the changes of the clocks. Raises ValueError where there are too many."""
        self.key = key
        onsets = sorted(
            (moment - each.before, each.before, each.after)
            for each in observances
            for moment in _onsets(each)
        )
        self._utc = [moment for moment, _, _ in onsets]
        self._after = [after for _, _, after in onsets]
        # What an onset says of the time before it may be wrong; what was before it is not.
        first = min(observances, key=lambda each: each.start).before
        self._before = [first, *self._after]
        walls = list(zip(self._utc, self._before, self._after, strict=False))
        self._first = [utc + max(before, after) for utc, before, after in walls]
        self._second = [utc + min(before, after) for utc, before, after in walls]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """The offset at a clock time; `fold` chooses where it comes twice or is skipped."""
        if moment is None:
            return self._before[-1]
        walls = self._second if moment.fold else self._first
        return self._before[bisect.bisect_right(walls, moment.replace(tzinfo=None, fold=0))]

    def dst(self, moment: datetime | None) -> timedelta:
        """Not told apart from the offset."""
        return timedelta()

    def tzname(self, moment: datetime | None) -> str:
        """The zone's name."""
        return self.key

    def fromutc(self, moment: datetime) -> datetime:
        """A UTC time with this zone attached, on this zone's clock."""
        utc = moment.replace(tzinfo=None)
        index = bisect.bisect_right(self._utc, utc)
        wall = utc + self._before[index]
        twice = index > 0 and wall < self._first[index - 1]
        return wall.replace(tzinfo=self, fold=1 if twice else 0)

    def __deepcopy__(self, memo: object) -> FileZone:
        """Zones do not change, so copies share them."""
        return self

    def __repr__(self) -> str:
        """The name."""
        return f"FileZone({self.key!r})"


def _onsets(each: Observance) -> set[datetime]:
    found = {each.start, *each.dates}
    if each.rule is None:
        return found
    if each.rule.frequency not in _YEARLY:
        raise ValueError("a time zone whose rule is not yearly")
    until = each.rule.until
    if isinstance(until, datetime) and until.tzinfo is not None:
        until = until.astimezone(UTC).replace(tzinfo=None) + each.before
    for moment in rules.times(each.rule, each.start, _FROM, _TO):
        late = until is not None and (
            moment > until if isinstance(until, datetime) else moment.date() > until
        )
        if late:
            break
        found.add(moment)
    return found


@functools.lru_cache(maxsize=1024)
def known(name: str, windows: str = "") -> tzinfo | None:
    """The zone that everybody knows by this name, None for a name of the file's own.

    `windows` is the Olson name of a Windows zone. Prefixes of other programs are left out
    (`/citadel.org/20250101_1/Europe/Paris`), and `GMT+2` is an offset east of Greenwich.
    """
    parts = name.strip().strip("/").split("/")
    names = ["/".join(parts[i:]) for i in range(len(parts))] if name[:1] == "/" else [name.strip()]
    for each in filter(None, [names[0], windows, *names[1:]]):
        if each.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
            return UTC
        try:
            return ZoneInfo(each)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    fixed = _FIXED.fullmatch(name.strip())
    if fixed and int(fixed[2]) <= 14 and int(fixed[3] or 0) < 60:
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3] or 0))
        return timezone(offset if fixed[1] == "+" else -offset)
    return None
