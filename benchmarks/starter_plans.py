"""Plans measured: human lines, what the recipe holds out, and requests written by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plam_agent.planner.retrieval import ranked
from plam_agent.tuning.starter import heldout
from plam_agent.tuning.starter.offers import Offer
from plam_agent.tuning.starter.requests import Request
from plam_agent.types import Tool

from . import starter_asking as asking
from . import starter_scoring as scoring
from .starter_asking import Planned
from .starter_confidence import FLOOR, Choice, Said, best, crossed, point
from .starter_router import Router, acting
from .starter_scoring import NONE, Measure, entities, first_tool, intent_tool, ratio, share
from .starter_sheet import Sheet

FLOORS = (0.9, 0.95, 0.97, FLOOR, 0.99)
LANGUAGES = ("en", "fr")

Engines = Sequence[asking.Listening]
Asked = tuple[Offer, Request]
Line = Mapping[str, Any]


async def human(
    sheet: Sheet,
    there: Engines,
    tools: Sequence[Tool],
    lines: Sequence[Line],
    model: Path | None,
    routers: Mapping[str, Router],
) -> list[Said]:
    """Human lines through the command line, and through the engine for what it was sure of."""
    command = asyncio.to_thread(asking.through_command, lines, model)
    plans, found = await asyncio.gather(
        command, asking.each(there, lines, lambda e, x: asking.plan_words(e, x["text"], tools))
    )
    texts = [line["text"] for line in lines]
    wanted = [intent_tool(line) for line in lines]
    chosen = [first_tool(plan["steps"]) for plan in plans]
    routed = routers["people"].chosen(texts)
    sheet.put(
        *("human", "right tool", _right(chosen, wanted), _right(routed, wanted)),
        name="tool_recall",
    )
    sheet.put(
        *("human", "rightly none", _none(chosen, wanted), _none(routed, wanted)),
        name="none_recall",
    )
    sheet.put(
        *("human", "abstention precision", _precision(chosen, wanted), _precision(routed, wanted)),
        name="abstention_precision",
    )
    right = [i for i, tool in enumerate(chosen) if tool == wanted[i] != NONE]
    spans = [entities(lines[i]) for i in right]
    hits = [scoring.covered(entities(lines[i]), plans[i]["steps"][:1]) for i in right]
    sheet.put("human", "spans", ratio(hits, [len(each) for each in spans]), name="span_coverage")
    sheet.table("human lines, by tool", [_row(t, wanted, chosen, routed) for t in _order(wanted)])
    sheet.figures["errors"] = float(sum("error" in plan for plan in plans))
    same = [first_tool(each.sure) == tool for each, tool in zip(found, chosen, strict=True)]
    sheet.figures["same_as_command"] = share(same).value

    mine = [
        Choice(want, first_tool(each.steps), each.score)
        for want, each in zip(wanted, found, strict=True)
    ]
    theirs = {name: router.choices(texts, wanted) for name, router in routers.items()}
    at = best(mine)
    sheet.put(
        *("human", f"right tool, {FLOOR} rightly none", _at(mine), _at(theirs["people"])),
        name="tool_recall_at_98",
    )
    sheet.figures["threshold_at_98"] = at.threshold
    sheet.figures["threshold"] = asking.least(there[0])
    other = crossed(mine)
    sheet.figures["tool_recall_crossed"] = other.tool_recall
    sheet.figures["none_recall_crossed"] = other.none_recall
    sheet.figures["router_tool_recall"] = best(theirs["people"]).tool_recall
    sheet.figures["router_with_recipe_tool_recall"] = best(theirs["recipe"]).tool_recall
    sheet.table(
        "human lines, where the threshold varies", _curve(mine, theirs, asking.least(there[0]))
    )
    return [
        Said(each.decisions, _whole(each, line))
        for each, line in zip(found, lines, strict=True)
        if each.sure
    ]


def _whole(planned: Planned, line: Line) -> bool:
    """Whether the tool is right and every span is there."""
    spans = entities(line)
    if first_tool(planned.steps) != intent_tool(line):
        return False
    return scoring.covered(spans, planned.steps[:1]) == len(spans)


def _curve(
    mine: Sequence[Choice], theirs: Mapping[str, Sequence[Choice]], threshold: float
) -> list[dict[str, Any]]:
    rows = []
    shipped = point(mine, threshold)
    for name, at in [("as shipped", shipped), *((f"{f:.2f}", best(mine, f)) for f in FLOORS)]:
        floor = at.none_recall if name == "as shipped" else float(name)
        rows.append(
            {
                "rightly none": name,
                "threshold": at.threshold,
                "is none": at.none_recall,
                "right tool": at.tool_recall,
                **{f"tf-idf {key}": best(some, floor).tool_recall for key, some in theirs.items()},
            }
        )
    return rows


def _at(choices: Sequence[Choice]) -> Measure:
    threshold = best(choices).threshold
    wanting = [each for each in choices if each.wanted != NONE]
    return share([each.tool == each.wanted and each.score >= threshold for each in wanting])


def _right(chosen: Sequence[str], wanted: Sequence[str]) -> Measure:
    return share([c == w for c, w in zip(chosen, wanted, strict=True) if w != NONE])


def _none(chosen: Sequence[str], wanted: Sequence[str]) -> Measure:
    return share([c == NONE for c, w in zip(chosen, wanted, strict=True) if w == NONE])


def _precision(chosen: Sequence[str], wanted: Sequence[str]) -> Measure:
    return share([w == NONE for c, w in zip(chosen, wanted, strict=True) if c == NONE])


def _order(wanted: Sequence[str]) -> list[str]:
    return sorted(set(wanted), key=lambda tool: (tool == NONE, tool))


def _row(
    tool: str, wanted: Sequence[str], chosen: Sequence[str], routed: Sequence[str]
) -> dict[str, Any]:
    mine = [i for i, want in enumerate(wanted) if want == tool]
    wrong = Counter(chosen[i] for i in mine if chosen[i] != tool).most_common(2)
    return {
        "tool": tool,
        "lines": len(mine),
        "right": share([chosen[i] == tool for i in mine]).value,
        "tf-idf": share([routed[i] == tool for i in mine]).value,
        "mostly mistaken for": ", ".join(f"{other} {count}" for other, count in wrong),
    }


async def held_out(
    sheet: Sheet, there: Engines, sizes: Mapping[str, int], seed: int, router: Router
) -> list[Said]:
    """What training never sees: phrasings, names, asides and tools; within a grammar and without.

    `sizes` are lines a language, by set.
    """
    said: list[Said] = []
    phrasings = _made(heldout.heldout_phrasings, seed, sizes["phrasings"])
    found = await _exact(sheet, there, "phrasings", phrasings, "heldout_phrasing_exact", router)
    for (offer, made), (within, _) in zip(phrasings, found, strict=True):
        if within.sure:
            said.append(Said(within.decisions, _same(within.sure, offer, made)))
    for what, hits in (
        ("exact", [_same(w.sure, *a) for a, (w, _) in zip(phrasings, found, strict=True)]),
        ("tools", [_tools(w.sure) == _tools(a[1].plan["steps"])
                   for a, (w, _) in zip(phrasings, found, strict=True)]),
    ):  # fmt: skip
        languages = [made.lang for _, made in phrasings]
        between = scoring.gap(hits, languages, [""] * len(hits))
        sheet.put("phrasings", f"English minus French, {what}, points", between,
                  name=f"french_gap_phrasings_{what}")  # fmt: skip
    names = _made(heldout.heldout_entities, seed, sizes["entities"])
    await _exact(sheet, there, "names", names, "heldout_entity_exact", router, free=False)

    asides = _made(heldout.heldout_asides, seed, sizes["asides"])
    left = await asking.each(there, asides, lambda e, a: asking.plan_asked(e, a, free=False))
    chosen = [first_tool(w.sure) for w, _ in [*left, *found]]
    wanted = [acting(made) for _, made in [*asides, *phrasings]]
    routed = router.chosen([made.words for _, made in [*asides, *phrasings]])
    sheet.put(
        *("asides", "rightly none", _none(chosen, wanted), _none(routed, wanted)),
        name="heldout_none_recall",
    )
    sheet.put(
        *("asides, phrasings", "abstention precision"),
        *(_precision(chosen, wanted), _precision(routed, wanted)),
    )

    tools = _made(heldout.heldout_tools, seed, sizes["tools"])
    await _exact(sheet, there, "tools", tools, "heldout_tools_exact", None)
    alone = _made(_tools_alone, seed, sizes["tools"] // 2)
    await _exact(sheet, there, "tools alone", alone, "heldout_tools_alone_exact", None, free=False)
    return said


def _tools_alone(seed: int, count: int, lang: str) -> list[Asked]:
    return heldout.heldout_tools(seed, count, lang, beside=False)


def _made(source: Callable[[int, int, str], list[Asked]], seed: int, size: int) -> list[Asked]:
    asked = [each for lang in LANGUAGES for each in source(seed, size, lang)]
    # Requests to the same tools stand together, so that those are read once.
    return sorted(asked, key=lambda each: [tool.name for tool in each[0].tools])


async def _exact(
    sheet: Sheet,
    there: Engines,
    where: str,
    asked: Sequence[Asked],
    name: str,
    router: Router | None,
    *,
    free: bool = True,
) -> list[tuple[Planned, Planned]]:
    """Exact calls of one set, all and by language, and the right tools alone."""
    found = await asking.each(there, asked, lambda e, a: asking.plan_asked(e, a, free=free))

    def exact(steps: Callable[[Planned, Planned], Sequence[Line]]) -> list[bool]:
        return [_same(steps(*f), *a) for f, a in zip(found, asked, strict=True)]

    sure = exact(lambda within, _: within.sure)
    sheet.put(where, "exact", share(sure), name=name)
    for lang in LANGUAGES:
        mine = [hit for hit, (_, made) in zip(sure, asked, strict=True) if made.lang == lang]
        sheet.put(where, f"exact, {lang}", share(mine))
    sheet.put(where, "exact, sure or not", share(exact(lambda within, _: within.steps)))
    if free:
        without = share(exact(lambda _, without: without.steps))
        sheet.put(where, "exact, without grammar", without, name=f"{name}_free")
        sheet.put(where, "no plan, without grammar", share([w.failed for _, w in found]))
    hits = [
        _tools(within.sure) == _tools(made.plan["steps"])
        for (within, _), (_, made) in zip(found, asked, strict=True)
    ]
    if router is not None:
        chosen = router.chosen([made.words for _, made in asked])
    else:
        # No classifier knows these tools; what shares the most words with the request does.
        chosen = [o.tools[ranked(made.words, o.tools)[0]].name for o, made in asked]
    routed = [tool == acting(made) for tool, (_, made) in zip(chosen, asked, strict=True)]
    sheet.put(where, "right tools" if router else "right tools (BM25)", share(hits), share(routed))
    return found


def _same(steps: Sequence[Line], offer: Offer, made: Request) -> bool:
    return scoring.same_call(steps, made.plan["steps"], offer.tools)


def _tools(steps: Sequence[Line]) -> list[str]:
    return [str(step["tool"]) for step in steps]


async def by_hand(
    sheet: Sheet,
    there: Engines,
    tools: Sequence[Tool],
    sets: Mapping[str, Sequence[Line]],
    router: Router,
) -> None:
    """Requests written by hand: `sets` are `fr`, `en` and `steps`."""
    gaps: list[tuple[bool, str, str]] = []
    for lang in LANGUAGES:
        lines = sets[lang]
        found = await _planned(there, tools, lines)
        had = [_tools(each.sure) for each in found]
        routed = [[] if t == NONE else [t] for t in router.chosen([x["text"] for x in lines])]
        mine = [scoring.serves(h, x) for h, x in zip(had, lines, strict=True)]
        theirs = [scoring.serves(r, x) for r, x in zip(routed, lines, strict=True)]
        where = f"by hand, {lang}"
        for what, kind in (("right tool", _one), ("both tools", _two), ("rightly none", _no)):
            of = [i for i, line in enumerate(lines) if kind(line)]
            # A router has one answer, so that it is never right where two tools are asked for.
            beside = share([theirs[i] for i in of]) if kind is not _two else None
            figure = f"hand_{what.replace(' ', '_')}_{lang}"
            sheet.put(where, what, share([mine[i] for i in of]), beside, figure)
        sheet.put(
            *(where, "abstention precision"),
            share([_no(x) for h, x in zip(had, lines, strict=True) if not h]),
            share([_no(x) for r, x in zip(routed, lines, strict=True) if not r]),
        )
        right = [i for i, hit in enumerate(mine) if hit and not _no(lines[i])]
        spans = [[span["text"] for span in lines[i]["spans"]] for i in right]
        hits = [scoring.covered(s, found[i].sure) for s, i in zip(spans, right, strict=True)]
        sheet.put(where, "spans", ratio(hits, [len(each) for each in spans]))
        gaps += [(mine[i], lang, x["tool"]) for i, x in enumerate(lines) if _one(x)]
    between = scoring.gap(*zip(*gaps, strict=True))
    sheet.put("by hand", "English minus French, same tools, points", between, name="french_gap")
    await _steps(sheet, there, tools, sets["steps"])


async def _steps(
    sheet: Sheet, there: Engines, tools: Sequence[Tool], lines: Sequence[Line]
) -> None:
    had = [_tools(each.sure) for each in await _planned(there, tools, lines)]
    hits = [scoring.steps_right(h, line) for h, line in zip(had, lines, strict=True)]
    sheet.put("several steps", "steps right", share(hits), name="steps_right")
    for lang in LANGUAGES:
        mine = [hit for hit, line in zip(hits, lines, strict=True) if line["lang"] == lang]
        sheet.put("several steps", f"steps right, {lang}", share(mine))
    last = [h[-1:] == line["steps"][-1:] for h, line in zip(had, lines, strict=True)]
    sheet.put("several steps", "right last step", share(last))


async def _planned(there: Engines, tools: Sequence[Tool], lines: Sequence[Line]) -> list[Planned]:
    return await asking.each(there, lines, lambda e, x: asking.plan_words(e, x["text"], tools))


def _one(line: Line) -> bool:
    return bool(line.get("tool", NONE) != NONE)


def _two(line: Line) -> bool:
    return "tools" in line


def _no(line: Line) -> bool:
    return bool(line.get("tool") == NONE)
