"""How many phrases about time are understood, by language and kind, beside dateparser alone.

`python -m benchmarks.when [--quick] [--json FILE]`

Every phrase of the table in `tests/phrases.py` is resolved here and by dateparser with the same
present, zone, order of figures and preferred side. dateparser returns an instant and no span, so it
is scored on the start only: on the day where the table says whole days, on the minute elsewhere; a
phrase that must be refused is right where it finds nothing. What this cannot tell: how the phrases
of other people fall out, since the table was written for this grammar.
"""

from __future__ import annotations

import statistics
import time
import warnings
from datetime import datetime

from plam_agent.errors import InputError
from plam_agent.types import When
from plam_agent.when import resolve
from tests import phrases

from .report import options, report


def ours(phrase: phrases.Phrase) -> When | None:
    """What this project makes of a phrase; None where it refuses."""
    try:
        return resolve(phrase.text, phrase.now, default=phrase.default, day_first=phrase.day_first)
    except InputError:
        return None


def theirs(phrase: phrases.Phrase) -> datetime | None:
    """What dateparser alone makes of a phrase."""
    import dateparser

    return dateparser.parse(
        phrase.text,
        languages=[phrase.language],
        settings={
            "RELATIVE_BASE": phrase.now.replace(tzinfo=None),
            "TIMEZONE": str(phrase.now.tzinfo),
            "PREFER_DATES_FROM": "past" if phrase.default == "past" else "future",
            "DATE_ORDER": "DMY" if phrase.day_first else "MDY",
        },
    )


def start_right(found: datetime | None, phrase: phrases.Phrase) -> bool:
    """Whether an instant is where the phrase begins; a refusal counts where one is due."""
    if found is None or phrase.meaning == "no":
        return found is None and phrase.meaning == "no"
    first = phrase.meaning.partition(" > ")[0][:16]
    return f"{found:%Y-%m-%d %H:%M}"[: len(first)] == first


def main() -> None:
    """Score both, print the table and the time a phrase takes."""
    args = options(__doc__.partition("\n")[0]).parse_args()
    warnings.simplefilter("ignore")
    tables = {
        "table": phrases.TABLE,
        "held out": phrases.HELD_OUT,
        "later": phrases.HELD_OUT_LATER,
    }
    rows: list[dict[str, object]] = []
    figures: dict[str, float] = {}
    times: dict[str, list[float]] = {"plam": [], "dateparser": []}
    counts: dict[tuple[str, str, str], list[int]] = {}
    for name, table in tables.items():
        for phrase in phrases.read(table):
            begin = time.perf_counter()
            mine = ours(phrase)
            middle = time.perf_counter()
            peer = theirs(phrase)
            times["plam"].append(middle - begin)
            times["dateparser"].append(time.perf_counter() - middle)
            marks = (
                1,
                phrases.right(mine, phrase),
                start_right(mine.start if mine else None, phrase),
                start_right(peer, phrase),
            )
            for key in ((name, phrase.language, phrase.kind), (name, "all", "all")):
                sums = counts.setdefault(key, [0, 0, 0, 0])
                for i, mark in enumerate(marks):
                    sums[i] += mark
    for (name, language, kind), (total, whole, start, peer_start) in sorted(counts.items()):
        rows.append(
            {
                "set": name,
                "language": language,
                "kind": kind,
                "phrases": total,
                "plam, whole": whole / total,
                "plam, start": start / total,
                "dateparser, start": peer_start / total,
            }
        )
        if kind == "all":
            label = name.replace(" ", "_")
            figures[f"{label}_right"] = whole / total
            figures[f"{label}_start_right"] = start / total
            figures[f"{label}_dateparser_start_right"] = peer_start / total
    for name, taken in times.items():
        figures[f"{name}_median_ms"] = 1000 * statistics.median(taken)
        figures[f"{name}_slowest_ms"] = 1000 * max(taken)
    report("Phrases about time that come out right", rows, figures, args.json)
    for name in times:
        print(
            f"{name}: median {figures[f'{name}_median_ms']:.2f} ms, "
            f"slowest {figures[f'{name}_slowest_ms']:.0f} ms (the first one loads everything)"
        )


if __name__ == "__main__":
    main()
