"""`plam tune status`: what is worn, what there was, what waits to be learnt, and when."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import PlamError

if TYPE_CHECKING:
    from ..adapters import Shelf
    from ..adapters_signed import Manifest
    from ..home import Home

FIGURES = 3
"""How many figures of a version its line has."""
NO_EXTRA = "What training takes is not installed; run: pip install 'plam-agent[tune]'"


def standing(home: Home) -> tuple[dict[str, Any], str]:
    """How it stands, as JSON data and as text. Raises PlamError; blocks."""
    from ..tuning.nights import shelf_of

    shelf = shelf_of(home)
    stands = shelf.standing()
    worn = {each.id: each.scale for each in stands.worn}
    versions = [_version(shelf, each, worn) for each in shelf.versions()]
    plain: dict[str, Any] = {
        "worn": [{"id": id, "scale": scale} for id, scale in worn.items()],
        "trouble": [str(each) for each in stands.trouble],
        "versions": versions,
        "waiting": _waiting(home),
        "nights": _nights(home),
        "when": _when(home),
    }
    return plain, _text(plain, home.settings.adapter is not None)


def _version(shelf: Shelf, manifest: Manifest, worn: Mapping[str, float]) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "worn": manifest.id in worn,
        "promoted": manifest.promoted,
        "stale": shelf.is_stale(manifest.id),
        "created": manifest.created.isoformat(),
        "parent": manifest.parent or None,
        "base": manifest.base,
        "seed": manifest.seed,
        "rows": manifest.rows,
        "rows_hash": manifest.rows_hash,
        "figures": dict(manifest.figures),
    }


def _waiting(home: Home) -> dict[str, Any]:
    """What the next night would learn from; an error in words where it cannot be told."""
    from ..tuning import learning
    from ..tuning.kept import STATE, Kept
    from ..tuning.nights import learnt_through

    try:
        material = learning.gathered(home, learning.offered(home))
        new = material.since(learnt_through(home))
        paused = STATE in Kept(home.path, home.vault).names()
    except PlamError as error:
        return {"error": str(error)}
    return {**material.plain(), "new": new, "paused": paused}


def _nights(home: Home) -> list[dict[str, Any]]:
    """What the last nights did, the newest first."""
    from ..tuning.nights import TUNED

    events = list(home.journal.events(kinds=(TUNED,)))[-5:]
    return [
        {
            "event": event.seq,
            "at": event.time.astimezone(home.zone).isoformat(timespec="minutes"),
            "outcome": event.body.get("outcome", ""),
            "adapter": event.body.get("adapter"),
            "text": str(event.body.get("detail", "")),
        }
        for event in reversed(events)
    ]


def _when(home: Home) -> dict[str, Any]:
    """The window, until when it is open, when it opens next, and why nothing is learnt now.

    `open_until` is None where the window is shut, and with `next` where it never is.
    """
    from ..planner import models
    from ..tuning.conditions import Needs, closes, opens, refusals
    from ..tuning.machine import ThisMachine, last_seen
    from .tune import LIBRARIES

    wishes, now = home.settings.tuning, home.now()
    shut = closes(wishes.window, now)
    following = opens(wishes.window, shut) if shut else None
    why: Sequence[str]
    if not wishes.enabled:
        why = ["It is switched off: [tuning] says enabled = false."]
    elif any(importlib.util.find_spec(each) is None for each in LIBRARIES):
        why = [NO_EXTRA]
    else:
        needs = Needs.of(wishes.window, home.settings.model or models.shipped())
        machine = ThisMachine(home.path, home.zone, home.clock, last_seen(home.journal))
        why = refusals(machine.read(), needs)
    return {
        "enabled": wishes.enabled,
        "window": str(wishes.window),
        "open": shut != now,
        "open_until": _minute(shut) if shut != now else None,
        "next": _minute(following),
        "why_not_now": list(why),
    }


def _text(plain: Mapping[str, Any], named: bool) -> str:
    lines = [*_worn_lines(plain), *_version_lines(plain["versions"])]
    if named:
        lines.append("config.toml names an adapter of its own: that one is worn instead.")
    lines += _waiting_lines(plain["waiting"])
    when = plain["when"]
    lines.append(f"Window: {when['window']}{_hours(when)}.")
    lines += [f"Not now: {each}" for each in when["why_not_now"]]
    lines += [f"{_day(each['at'])}: {each['text']}" for each in plain["nights"]]
    return "\n".join(lines)


def _worn_lines(plain: Mapping[str, Any]) -> list[str]:
    names = ", ".join(each["id"] for each in plain["worn"])
    return [f"Worn: {names or 'nothing yet'}.", *plain["trouble"]]


def _version_lines(versions: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for each in versions:
        state = (
            "worn" if each["worn"]
            else "stale" if each["stale"]
            else "proven better" if each["promoted"]
            else "not better"
        )  # fmt: skip
        shown = [
            f"{name} {value:.3g}"
            for name, value in each["figures"].items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        ][:FIGURES]
        after = f"after {each['parent']}" if each["parent"] else "from the base"
        said = ", ".join([f"{each['rows']} examples", after, *shown])
        lines.append(f"  {each['id']}  {_day(each['created'])}  {state:13}  {said}")
    return lines


def _waiting_lines(waiting: Mapping[str, Any]) -> list[str]:
    if "error" in waiting:
        return [f"Nothing can be learnt now: {waiting['error']}"]
    lines = [f"Examples: {waiting['examples']}, of them {waiting['new']} new."]
    if waiting["missing"]:
        lines.append(f"That is too little to learn from: {waiting['missing']} more.")
    if waiting["paused"]:
        lines.append("A night is paused; the next one goes on with it.")
    return [*lines, *waiting["why_blocked"]]


def _hours(when: Mapping[str, Any]) -> str:
    """Whether the window is open, and until when or from when, in brackets."""
    if when["open_until"]:
        return f" (open now, until {_clock(when['open_until'])})"
    if when["open"]:
        return " (always open)"
    return f" (next {_day(when['next'])})" if when["next"] else ""


def _minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _clock(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M}"


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"
