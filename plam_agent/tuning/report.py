"""What a night came to, to be read: one HTML page that loads nothing and runs nothing, and JSON.

There are figures in it, names of tools and the reasons of the verdict, and nothing that anybody
said. Every text is escaped, and the page forbids itself scripts and the network.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from .promote import Verdict

WIDTH, HEIGHT, MARGIN = 640, 220, 44
BAR, ROOM, NAMES = 16, 8, 150
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
color:#222;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:right;padding:.15rem .5rem;
border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}
svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#444}
.before{fill:#b9c3cf}.after{fill:#2f6db5}.axis{stroke:#999}.line{fill:none;stroke-width:2}
.learnt{stroke:#2f6db5}.held{stroke:#c2571a}.dot{stroke:none}
@media(prefers-color-scheme:dark){body{background:#181a1d;color:#ddd}svg text{fill:#bbb}
th,td{border-color:#333}}
"""


@dataclass(frozen=True, slots=True)
class Course:
    """How training went: each epoch's mean loss in nats a choice, learnt and held out.

    `facts` are what else there is to say, in words: how many rows, how long it took.
    """

    learnt: Sequence[float] = ()
    held: Sequence[float] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def report(title: str, verdict: Verdict, course: Course) -> dict[str, bytes]:
    """The files of a report by their names: `report.html` and `report.json`."""
    plain = {
        "title": title,
        "promoted": verdict.promote,
        "reasons": list(verdict.reasons),
        "figures": dict(verdict.figures),
        "losses": {"learnt": _finite(course.learnt), "held": _finite(course.held)},
        "facts": dict(course.facts),
    }
    data = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return {"report.html": _page(title, verdict, course).encode(), "report.json": data.encode()}


def _page(title: str, verdict: Verdict, course: Course) -> str:
    figures = verdict.figures
    promoted = "It is worn from now on." if verdict.promote else "It is not worn."
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p><strong>{promoted}</strong></p>",
        "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in verdict.reasons) + "</ul>",
        _facts(course.facts),
        "<h2>Your examples that it has not seen</h2>",
        _bars([("as you wanted", figures.get("accepted_before"), figures.get("accepted_after"))]),
        _interval(figures),
        "<h2>Loss</h2>",
        _curve(course),
        "<h2>What it could do before</h2>",
        _bars(
            (name, each.get("before"), each.get("after"))
            for name, each in figures.get("skills", {}).items()
        ),
        _table(figures.get("skills", {})),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width"><meta name="referrer"'
        f' content="no-referrer"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>{''.join(body)}</body></html>\n"
    )


def _finite(values: Sequence[float]) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]


def _facts(facts: Mapping[str, str]) -> str:
    if not facts:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(str(said))}</td></tr>"
        for name, said in facts.items()
    )
    return f"<table>{rows}</table>"


def _interval(figures: Mapping[str, Any]) -> str:
    names = ("accepted_gain_points", "accepted_gain_low", "accepted_gain_high")
    if any(name not in figures for name in names):
        return ""
    gain, low, high = (float(figures[name]) for name in names)
    return (
        f"<p>Of {int(figures.get('held', 0))}: a gain of {gain:+.1f} points, between {low:+.1f}"
        f" and {high:+.1f} (95 % bootstrap interval).</p>"
    )


def _bars(rows: Iterable[tuple[str, float | None, float | None]]) -> str:
    """Two bars a row, before above after, each from nothing to all."""
    known = [(name, _share(before), _share(after)) for name, before, after in rows]
    if not known:
        return "<p>Nothing was measured.</p>"
    each = 2 * BAR + ROOM
    span = WIDTH - NAMES - MARGIN
    parts = []
    for at, (name, *shares) in enumerate(known):
        top = at * each + ROOM
        parts.append(f'<text x="0" y="{top + BAR + 4}">{escape(name)}</text>')
        for place, (kind, share) in enumerate(zip(("before", "after"), shares, strict=True)):
            y = top + place * BAR
            wide = max(1.0, share * span)
            parts.append(
                f'<rect class="{kind}" x="{NAMES}" y="{y}" width="{wide:.1f}" height="{BAR - 2}"/>'
                f'<text x="{NAMES + wide + 5:.1f}" y="{y + BAR - 4}">{100 * share:.0f} %</text>'
            )
    high = len(known) * each + ROOM
    return _svg(high, "Shares before (grey) and after (blue)", parts)


def _curve(course: Course) -> str:
    lines = [("learnt", course.learnt), ("held", course.held)]
    lines = [(kind, [float(x) for x in values]) for kind, values in lines if len(values)]
    every = [value for _, values in lines for value in values if math.isfinite(value)]
    if not every:
        return "<p>No course of training was noted.</p>"
    most, last = max(every) or 1.0, max(len(values) for _, values in lines)
    across, down = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

    def place(at: int, value: float) -> tuple[float, float]:
        x = MARGIN + across * at / max(1, last - 1)
        return x, HEIGHT - MARGIN - down * max(0.0, value) / most

    foot = HEIGHT - MARGIN
    parts = [
        f'<line class="axis" x1="{MARGIN}" y1="{foot}" x2="{WIDTH - MARGIN}" y2="{foot}"/>',
        f'<line class="axis" x1="{MARGIN}" y1="{MARGIN}" x2="{MARGIN}" y2="{foot}"/>',
        f'<text x="4" y="{MARGIN + 4}">{most:.3f}</text><text x="4" y="{foot}">0</text>',
        f'<text x="{WIDTH - MARGIN}" y="{foot + 18}" text-anchor="end">epoch {last}</text>',
    ]
    for kind, values in lines:
        points = [place(at, value) for at, value in enumerate(values) if math.isfinite(value)]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line {kind}" points="{path}"/>')
        said = "what it learnt from" if kind == "learnt" else "held out"
        x, y = points[-1]
        parts.append(f'<text x="{x:.1f}" y="{y - 6:.1f}" text-anchor="end">{said}</text>')
    return _svg(HEIGHT, "Mean loss of each epoch, in nats a choice", parts)


def _table(skills: Mapping[str, Mapping[str, Any]]) -> str:
    rows = []
    for name, each in skills.items():
        chance = each.get("chance")
        cells = (
            int(each.get("questions", 0)),
            f"{100 * _share(each.get('before')):.1f}",
            f"{100 * _share(each.get('after')):.1f}",
            int(each.get("lost", 0)),
            int(each.get("gained", 0)),
            "" if chance is None else f"{float(chance):+.2f}",
        )
        tds = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        rows.append(f"<tr><td>{escape(name)}</td>{tds}</tr>")
    heads = ("skill", "questions", "before, %", "after, %", "lost", "gained", "chance, points")
    head = "".join(f"<th>{each}</th>" for each in heads)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _svg(high: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {high}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _share(value: float | None) -> float:
    return min(1.0, max(0.0, float(value or 0.0)))
