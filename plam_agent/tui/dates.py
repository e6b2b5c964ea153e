"""Days and months in the language in use: the locale of the C library says nothing here."""

from __future__ import annotations

from datetime import datetime

from ..language import _, mark

DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip


def dated(moment: datetime, form: str) -> str:
    """The moment by a form of strftime(3), whose `%a` and `%b` are in the language in use."""
    names = {"%a": DAYS[moment.weekday()], "%b": MONTHS[moment.month - 1]}
    for part, name in names.items():
        form = form.replace(part, _(name))
    return f"{moment:{form}}"
