"""Times measured from now: `in 3 days`, `two hours ago`, `next week`, `the last two hours`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from .clock import UNIT, Misunderstood, Scan, duration, later, quantity
from .dates import ORDINAL, add_months, date_of, week
from .parts import Parts
from .vocabulary import WEEKDAYS

_DAY = "|".join(WEEKDAYS)
_CLOCKED = ("sec", "minute", "hour", "heure")
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Relative:
    """What is measured from `now`."""

    now: datetime

    def distance(self, scan: Scan, parts: Parts) -> Parts:
        """`in two hours`, `3 days ago`, `now`."""
        past = scan.take(rf"{quantity('q')} ago")
        ahead = past or scan.take(
            rf"in {quantity('q')}(?: time)?|{quantity('r')} (?:from (?:now|today)|later)"
        )
        if not ahead:
            now = scan.take(r"(?<!from )(?:right )?now|at the moment|as of now")
            return replace(parts, instant=self.now) if now else parts
        name = "q" if ahead.groupdict().get("qn") else "r"
        sign = -1 if past else 1
        unit, count = ahead[name + "u"], int(ahead[name + "n"])
        if unit in _CLOCKED:
            length = duration(ahead, name) or timedelta()
            return replace(parts, instant=later(self.now, sign * length))
        if unit in ("day", "week"):
            # In French eight days are a week and fifteen a fortnight, today included.
            length = duration(ahead, name) or timedelta()
            day = self.now.date() + sign * timedelta(days=length.days)
        else:
            day = add_months(self.now.date(), sign * count * (12 if unit == "year" else 1))
        return replace(parts, days=(day, day + _ONE))

    def span(self, scan: Scan, parts: Parts) -> Parts:
        """`this week`, `the next five days`, `the rest of the day`."""
        today = self.now.date()
        run = scan.take(
            r"(?:(?:the |over )?(?P<way>next|last) (?P<n>\d+)|(?P<n2>\d+) (?P<way2>next|last)) "
            rf"(?P<u>{UNIT})"
        ) or scan.take(r"(?:the |over the )?(?P<way>last|next)(?P<n>) (?P<u>hour|heure)")
        if run:
            count = int(run["n"] or run.groupdict().get("n2") or 1)
            way = run["way"] or run["way2"]
            return self._run(way, count, run["u"], parts)
        if scan.take(r"(?:the )?(?:rest|remainder|reste) (?:of |de )?(?:the |this )?week"):
            return replace(parts, days=(today, week(today, 1)), broad=True)
        if scan.take(r"(?:the )?(?:rest|remainder|reste) (?:of |de |du )?(?:the |this )?month"):
            return replace(parts, days=(today, add_months(today.replace(day=1), 1)), broad=True)
        if scan.take(r"later this week"):
            return replace(parts, days=(today + _ONE, week(today, 1)), broad=True)
        so_far = scan.take(r"so far (?:this )?(?P<u>week|month|year|today)")
        if so_far:
            begin = {"week": week(today, 0), "month": today.replace(day=1)}.get(
                so_far["u"], today.replace(month=1, day=1) if so_far["u"] == "year" else today
            )
            start = datetime(begin.year, begin.month, begin.day, tzinfo=self.now.tzinfo)
            return replace(parts, instant=min(start, self.now), until=self.now)
        if scan.take(
            r"(?:the )?(?:rest|remainder|reste|end) (?:of |de )?(?:the |this )?day|day today"
            r"|later today"
        ):
            return replace(parts, days=(today, today + _ONE))
        after = scan.take(r"(?:the )?(week|weekend|month|year) (after next|before last)")
        if after:
            return self._shifted(after[1], 2 if after[2] == "after next" else -2, scan, parts)
        span = scan.take(
            r"(?:(?:the|in|of|de|over|during|at|au|du) )*(this|next|last) (weekend|week|month|year)"
        )
        alone = None if span else scan.take(r"(?:(?:on|at|over|for|the) )*(weekend)")
        if alone is None and span is None:
            alone = scan.take(r"(?:in|over|during|within) the (week|month|year)")
        if not span and not alone:
            return parts
        way, unit = (span[1], span[2]) if span else ("this", alone[1] if alone else "")
        return self._shifted(unit, {"this": 0, "next": 1, "last": -1}[way], scan, parts)

    def _shifted(self, unit: str, shift: int, scan: Scan, parts: Parts) -> Parts:
        """The week, weekend, month or year `shift` on from this one."""
        today = self.now.date()
        if unit == "week":
            monday = week(today, shift)
            named = scan.take(rf"(?:on |the )*({_DAY})(?: of| de)?")
            if named:
                day = monday + timedelta(days=WEEKDAYS.index(named[1]))
                return replace(parts, days=(day, day + _ONE))
            return replace(parts, days=(monday, monday + 7 * _ONE), broad=True)
        if unit == "weekend":
            saturday = week(today, shift) + timedelta(days=5)
            return replace(parts, days=(saturday, saturday + 2 * _ONE), broad=True)
        if unit == "year":
            return replace(
                parts,
                days=(date(today.year + shift, 1, 1), date(today.year + shift + 1, 1, 1)),
                broad=True,
            )
        first = add_months(today.replace(day=1), shift)
        nth = scan.take(rf"(?:the )?(\d{{1,2}}){ORDINAL}?(?: of| de)?(?! ?(?:am|pm|h\b|:|heure))")
        if nth:
            day = date_of(first.year, first.month, int(nth[1]))
            return replace(parts, days=(day, day + _ONE))
        return replace(parts, days=(first, add_months(first, 1)), broad=True)

    def _run(self, way: str, count: int, unit: str, parts: Parts) -> Parts:
        """`the next 3 days`, `the last two hours`."""
        today, sign = self.now.date(), 1 if way == "next" else -1
        if not count:
            raise Misunderstood
        if unit in _CLOCKED:
            steps = {"sec": timedelta(seconds=1), "minute": timedelta(minutes=1)}
            other = later(self.now, sign * count * steps.get(unit, timedelta(hours=1)))
            return replace(parts, instant=min(self.now, other), until=max(self.now, other))
        if unit in ("day", "week"):
            far = today + sign * timedelta(days=count * (7 if unit == "week" else 1))
        else:
            far = add_months(today, sign * count * (12 if unit == "year" else 1))
        days = (today, far) if sign > 0 else (far, today + _ONE)
        return replace(parts, days=days, broad=True)
