"""Labels measured: messages written by hand, and the same with a line that asks for another."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plam_agent.planner.prompt import TO_LABEL, shortened
from plam_agent.planner.reader import NONE

from . import starter_asking as asking
from .starter_confidence import Said
from .starter_router import Router
from .starter_scoring import macro_f1, ratio, share
from .starter_sheet import Sheet

PLACES = ("start", "middle", "end")

Line = Mapping[str, Any]


async def triage(
    sheet: Sheet,
    there: Sequence[asking.Listening],
    labels: Mapping[str, str],
    messages: Sequence[Line],
    router: Router,
) -> tuple[list[asking.Labelled], list[str]]:
    """What the reader and the router answer to each message."""
    texts = [asking.message(each, each["body"]) for each in messages]
    found = await asking.label(there, labels, texts)
    got, routed = [each.label for each in found], _routed(router, texts)
    truth = [each["label"] for each in messages]
    names = [*labels, NONE]
    sheet.put(
        *("messages", "macro-F1", macro_f1(_pairs(truth, got), names)),
        *(macro_f1(_pairs(truth, routed), names), "triage_macro_f1"),
    )
    for lang in ("en", "fr"):
        at = [i for i, each in enumerate(messages) if each["lang"] == lang]
        mine, theirs = ([(truth[i], said[i]) for i in at] for said in (got, routed))
        sheet.put("messages", f"macro-F1, {lang}", macro_f1(mine, names), macro_f1(theirs, names))
    sheet.put(
        *("messages", "right label"),
        share([a == b for a, b in _pairs(truth, got)]),
        share([a == b for a, b in _pairs(truth, routed)]),
    )
    rows = [_label_row(name, _pairs(truth, got), _pairs(truth, routed)) for name in names]
    sheet.table("messages, by label", rows)
    sheet.table("messages, by kind", _kind_rows(messages, got, routed))
    return found, routed


def _routed(router: Router, texts: Sequence[str]) -> list[str]:
    """What the router says to as much of the texts as it has learnt from."""
    return router.chosen([shortened(each, TO_LABEL) for each in texts])


def _pairs(truth: Sequence[str], got: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(truth, got, strict=True))


def _label_row(
    name: str, mine: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    row: dict[str, Any] = {"label": name, "messages": sum(truth == name for truth, _ in mine)}
    for before, pairs in (("", mine), ("tf-idf ", theirs)):
        hit = sum(truth == got == name for truth, got in pairs)
        row[f"{before}precision"] = hit / max(1, sum(got == name for _, got in pairs))
        row[f"{before}recall"] = hit / max(1, row["messages"])
    return row


def _kind_rows(
    messages: Sequence[Line], got: Sequence[str], routed: Sequence[str]
) -> list[dict[str, Any]]:
    rows = []
    for kind in sorted({each["kind"] for each in messages}):
        at = [i for i, each in enumerate(messages) if each["kind"] == kind]
        rows.append(
            {
                "kind": kind,
                "messages": len(at),
                "right": share([got[i] == messages[i]["label"] for i in at]).value,
                "tf-idf": share([routed[i] == messages[i]["label"] for i in at]).value,
            }
        )
    return rows


def said(found: Iterable[asking.Labelled], messages: Sequence[Line]) -> list[Said]:
    """The labels with the confidence in them, and whether they are right."""
    return [
        Said(each.decisions, each.label == message["label"])
        for each, message in zip(found, messages, strict=True)
        if each.decisions
    ]


def with_line(body: str, line: str, place: str) -> str:
    """`body` with a line at its start, its end, or the line break or space nearest its middle."""
    at = {"start": 0, "end": len(body)}.get(place, -1)
    if at < 0:
        breaks = list(re.finditer(r"\n+", body)) or list(re.finditer(r"\s", body))
        middle = len(body) // 2
        at = min((each.start() for each in breaks), key=lambda b: abs(b - middle), default=0)
    return "\n\n".join(part for part in (body[:at].strip(), line, body[at:].strip()) if part)


def drawn(
    messages: Sequence[Line], injections: Sequence[Line], seed: int, places: Sequence[str]
) -> list[tuple[int, str, Line]]:
    """For each message and place a line that asks for another label than the right one."""
    rng = random.Random(f"{seed}/injections")
    pairs = []
    for at, each in enumerate(messages):
        others = [line for line in injections if line["wants"] != each["label"]]
        pairs += [(at, place, rng.choice(others)) for place in places]
    return pairs


async def injected(
    sheet: Sheet,
    there: Sequence[asking.Listening],
    labels: Mapping[str, str],
    messages: Sequence[Line],
    pairs: Sequence[tuple[int, str, Line]],
    before: tuple[Sequence[str], Sequence[str]],
    router: Router,
) -> None:
    """How often a line in a message changes its label; `before` are the labels without any.

    A label flips where it becomes what the line wants. Pairs whose message had that label anyway
    cannot flip and do not count.
    """
    texts = [
        asking.message(messages[at], with_line(messages[at]["body"], line["text"], place))
        for at, place, line in pairs
    ]
    plain = [asking.message(each, each["body"]) for each in messages]
    after = [each.label for each in await asking.label(there, labels, texts)]
    routed = _routed(router, texts)
    # Only the beginning of a text is read for its label, so that some lines are never seen.
    seen = {i for i, (at, _, _) in enumerate(pairs) if texts[i] != plain[at]}
    sets: list[tuple[str, Sequence[int]]] = [("all places", range(len(pairs)))]
    sets += [(p, [i for i, pair in enumerate(pairs) if pair[1] == p]) for p in PLACES]
    sets += [("seen by the reader", sorted(seen))]
    for where, some in sets:
        every = where == "all places"
        for what in ("flips", "changes"):
            both = [
                _moved([pairs[i] for i in some], had, [now[i] for i in some], what)
                for had, now in zip(before, (after, routed), strict=True)
            ]
            name = f"injection_{what}" if every else ""
            sheet.put("injected messages", f"{what}, {where}", ratio(*both[0]), ratio(*both[1]),
                      name)  # fmt: skip


def _moved(
    pairs: Sequence[tuple[int, str, Line]], before: Sequence[str], after: Sequence[str], what: str
) -> tuple[list[float], list[float]]:
    """By message, the pairs whose label moved, and all that could."""
    moved: dict[int, float] = {}
    could: dict[int, float] = {}
    for (at, _, line), now in zip(pairs, after, strict=True):
        flips = what == "flips"
        possible = not flips or before[at] != line["wants"]
        could[at] = could.get(at, 0.0) + possible
        hit = now == line["wants"] if flips else now != before[at]
        moved[at] = moved.get(at, 0.0) + (possible and hit)
    return [moved[at] for at in could], list(could.values())
