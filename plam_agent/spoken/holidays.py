"""Days with a name: fixed feasts, those that follow Easter, and those of a weekday of a month.

Names are in the folded vocabulary (`words.fold`). Easter is the Western one, by the algorithm of
Meeus, Jones and Butcher (Gregorian calendar).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from .clock import Scan
from .dates import Default, weekday_of_month


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year."""
    golden = year % 19
    century, rest = divmod(year, 100)
    skipped, leap = divmod(century, 4)
    corrected = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - skipped - corrected + 15) % 30
    fourth, last = divmod(rest, 4)
    sunday = (32 + 2 * leap + 2 * fourth - moon - last) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _nth(nth: int, weekday: int, month: int) -> Callable[[int], date]:
    return lambda year: weekday_of_month(year, month, weekday, nth)


# Longer names first where one begins with another; patterns over folded text.
HOLIDAYS: tuple[tuple[str, Callable[[int], date]], ...] = (
    (r"christmas eve|(?:the )?(?:reveillon|nuit|night|evening) (?:de |of )?noel", _fixed(12, 24)),
    (r"boxing day", _fixed(12, 26)),
    (r"christmas(?: day)?|(?:day de )?noel", _fixed(12, 25)),
    (
        r"new years?(?: s)? eve|saint sylvestre|(?:the )?reveillon (?:du |de )?"
        r"(?:new year|nouvel an|day de an|jour de an)",
        _fixed(12, 31),
    ),
    (r"new years?(?: s)? day|(?:day|jour) de an|(?:the )?nouvel an", _fixed(1, 1)),
    (r"epiphany|epiphanie|twelfth night|(?:day des |the )rois", _fixed(1, 6)),
    (r"chandeleur|candlemas", _fixed(2, 2)),
    (r"(?:st |saint )?valentines?(?: s)? day|saint valentin", _fixed(2, 14)),
    (r"(?:st|saint) patricks?(?: s)? day|saint patrick", _fixed(3, 17)),
    (r"april fools?(?: s)? day", _fixed(4, 1)),
    (r"may day|fete du travail", _fixed(5, 1)),
    (r"independence day", _fixed(7, 4)),
    (r"bastille day|fete nationale", _fixed(7, 14)),
    (r"assumption(?: day)?|assomption", _fixed(8, 15)),
    (r"halloween", _fixed(10, 31)),
    (r"all saints(?: day)?|toussaint", _fixed(11, 1)),
    (r"remembrance day|armistice(?: day)?", _fixed(11, 11)),
    (r"mardi gras|tuesday gras|shrove tuesday|pancake day", _after_easter(-47)),
    (r"ash wednesday|(?:wednesday des )?cendres", _after_easter(-46)),
    (r"palm sunday|(?:sunday des )?rameaux", _after_easter(-7)),
    (r"maundy thursday|thursday saint", _after_easter(-3)),
    (r"good friday|friday saint", _after_easter(-2)),
    (r"easter monday|monday de paques", _after_easter(1)),
    (r"easter(?: sunday)?|(?:sunday de )?paques", _after_easter(0)),
    (r"ascension(?: day| thursday)?|thursday de ascension", _after_easter(39)),
    (r"whit monday|pentecost monday|monday de pentecote", _after_easter(50)),
    (r"whit ?sunday|pentecost|(?:sunday de )?pentecote", _after_easter(49)),
    (r"thanksgiving(?: day)?", _nth(4, 3, 11)),
    (r"black friday", lambda year: weekday_of_month(year, 11, 3, 4) + timedelta(days=1)),
    (r"memorial day", _nth(-1, 0, 5)),
    (r"labou?r day", _nth(1, 0, 9)),
)


def take(scan: Scan, today: date, default: Default) -> tuple[date, date] | None:
    """Take a named day out: its days [first, last), in the nearest year on the expected side."""
    for pattern, on in HOLIDAYS:
        found = scan.take(
            rf"(?:(?P<w>this|next|last) )?(?:the |la )?(?:{pattern})"
            r"(?P<end> weekend)?(?: (?:of |in |de )?(?P<y>\d{4}))?(?: (?P<w2>next|last)\b)?"
        )
        if found is None:
            continue
        way = found["w"] or found["w2"]
        back = way == "last" or (default == "past" and not way)
        if found["y"]:
            day = on(int(found["y"]))
        elif back:
            day = next(d for y in (0, 1) if (d := on(today.year - y)) <= today)
        else:
            day = next(d for y in (0, 1) if (d := on(today.year + y)) >= today)
        if found["end"]:
            saturday = day - timedelta(days=(day.weekday() - 5) % 7)
            return saturday, saturday + timedelta(days=2)
        return day, day + timedelta(days=1)
    return None
