"""What the owner asks of the memory, and tells it: `plam memory`, apart from its files."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from .approvals import escaped
from .desk import Desk
from .errors import BusyError, InputError, PlamError
from .home import Home
from .memory.episodes import MARK
from .memory.facts import LONGEST, OWNER
from .memory.layout import NAME
from .memory.memory import Memory, Tier, fresh_id
from .memory.notes import path_of
from .memory.recollection import Recalled, Recollection
from .memory.sealed import Memories
from .memory.suggestions import state_of, suggest
from .notebook import Notebook
from .noting import KIND
from .recollecting import Recollecting
from .reply import Reply
from .requests import MemoryIt
from .types import PASTE, REQUEST, Origin, Origins, Value

Progress = Callable[[int, int, str], None] | None
SHORT = 8
SUGGESTIONS = "suggestions"
_LEAST = 4
_LINE = 160
_DEEPEST = 12
_MOST = 200


async def remembering(desk: Desk, request: MemoryIt, progress: Progress = None) -> Reply:
    """Do what was asked of the memory; `progress` is told of notes that are read for it.

    Raises InputError, StorageError, DamageError.
    """
    if desk.memory is None:
        raise InputError("nothing is remembered here.")
    match request.verb:
        case "search":
            return await _search(desk, desk.memory, request, progress)
        case "show":
            memory = await desk.memory.opened()
            return await asyncio.to_thread(_show, desk.home, memory.memories, request.id)
        case "add":
            return await _add(desk, desk.memory, request)
        case "edit":
            return await _edit(desk, await desk.memory.opened(), request)
        case "stats":
            memory = await desk.memory.opened()
            return await asyncio.to_thread(_stats, desk.home, memory.memories)
        case "suggest":
            with contextlib.suppress(BusyError):
                await desk.memory.catch_up()
            memory = await desk.memory.opened()
            return await asyncio.to_thread(_suggest, desk.home, memory.memories)
    raise AssertionError(f"nobody does {request.verb}")


async def _search(
    desk: Desk, recollecting: Recollecting, request: MemoryIt, progress: Progress
) -> Reply:
    memory = await recollecting.opened()
    notes: list[str] = []
    try:
        await recollecting.catch_up()
        if not desk.holds:
            notes += await look_at_notes(desk, memory, progress)
    except PlamError as error:
        notes.append(f"plam: what is newest may be missing: {error}")
    tiers = (Tier(request.tier),) if request.tier else None
    now = desk.home.now()
    found = await memory.recall(request.words, now, limit=request.limit, tiers=tiers)
    text = "\n".join(_found_told(each, desk.home) for each in found)
    plain = [
        {**plain_memory(each.memory), "score": round(each.score, 4), "why": each.why}
        for each in found
    ]
    return Reply(plain, text or "Nothing comes to mind.", notes=notes)


def newest(home: Home, most: int) -> list[dict[str, Any]]:
    """What was remembered last, as JSON data, the newest first; passages of notes are not among it.

    Blocks. Raises StorageError, DamageError.
    """
    if not (home.path / NAME).exists():
        return []
    with Memories.open(home.path, home.vault) as store:
        found = store.newest(most, [tier for tier in Tier if tier is not Tier.NOTE])
    return [plain_memory(each) for each in sorted(found, key=lambda m: m.at, reverse=True)]


async def look_at_notes(desk: Desk, memory: Recollection, progress: Progress = None) -> list[str]:
    """Look at the folders of notes, where no service watches them; what cannot be is said."""
    said = []
    for account in desk.home.accounts(KIND):

        def tell(done: int, total: int, name: str = account.name) -> None:
            if progress is not None:
                progress(done, total, f"{name}: {done} of {total} notes read")

        try:
            looked = await Notebook(account, memory, desk.home.zone).look(progress=tell)
            said += [f"plam: {account.name}: left out: {each}" for each in looked.trouble[:5]]
        except PlamError as error:
            said.append(f"plam: {account.name} cannot be looked at: {error}")
    return said


async def _add(desk: Desk, recollecting: Recollecting, request: MemoryIt) -> Reply:
    words = _said(request.words)
    origin = REQUEST if request.typed else PASTE
    id_, origins = fresh_id(), frozenset({origin})
    memory = await recollecting.opened()
    if len(words) <= LONGEST:
        await recollecting.put(id_, Value(words, origins))
    else:
        await memory.add([Memory(id_, Tier.FACT, words, desk.home.now(), origins, OWNER)])
    kept = await memory.get([id_])
    if not kept:
        return Reply({"added": None}, "That is remembered already.")
    return Reply(
        {"added": id_, "trusted": kept[0].trusted},
        f"Remembered as {id_[:SHORT]}.",
        notes=[] if request.typed else [_PASTED],
    )


_PASTED = "plam: it was not typed on a terminal, so it is recalled, but never acted on as your word"


async def _edit(desk: Desk, memory: Recollection, request: MemoryIt) -> Reply:
    words = _said(request.words)
    old = await asyncio.to_thread(_one, memory.memories, request.id)
    if old.tier is Tier.NOTE and path_of(old.source) is not None:
        raise InputError("that is a note.", fix="Edit its file; it is read again by itself.")
    if old.until is not None:
        raise InputError("something newer took its place.", fix="Edit that: plam memory show ID.")
    now = desk.home.now()
    # Whoever forgets the older forgets what was made of it.
    new = replace(
        old,
        id=fresh_id(),
        text=words,
        origins=frozenset({REQUEST if request.typed else PASTE}),
        beneath=(old.id,),
        vector=b"",
    )
    await memory.add([new])
    await memory.replace(replace(old, until=now))
    return Reply(
        {"edited": old.id, "now": new.id, "trusted": new.trusted},
        f"Remembered as {new.id[:SHORT]}; {old.id[:SHORT]} is kept, dated until now.",
        notes=[] if request.typed else [_PASTED],
    )


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise InputError("there are no words to remember.", fix="Say what.")
    return said


def _stats(home: Home, store: Memories) -> Reply:
    counts = {tier.value: store.count(tier) for tier in Tier}
    files = (home.path / f"{NAME}{end}" for end in ("", "-wal", "-shm"))
    size = sum(file.stat().st_size for file in files if file.exists())
    seq = int(store.mark(MARK) or 0)
    event = home.journal.get(seq) if seq else None
    at = event.time.astimezone(home.zone) if event is not None else None
    plain = {
        "memories": sum(counts.values()),
        "tiers": counts,
        "octets": size,
        "recalled": sum(store.uses().values()),
        "derived": {"event": seq, "at": at.isoformat() if at else None},
    }
    told = ", ".join(f"{number} {_plural(tier, number)}" for tier, number in counts.items())
    derived = f"derived up to event {seq}, {at:%a %d %b %Y %H:%M}" if at else "nothing derived yet"
    text = (
        f"{plain['memories']} memories: {told}\n"
        f"{size / 1024:.0f} KiB sealed on disk; recalled {plain['recalled']} times\n"
        f"{derived}"
    )
    return Reply(plain, text)


def _plural(tier: str, number: int) -> str:
    if number == 1:
        return tier
    return "summaries" if tier == "summary" else f"{tier}s"


def _suggest(home: Home, store: Memories) -> Reply:
    """Today's suggestions; that they were shown is remembered, sealed."""
    was = store.mark(SUGGESTIONS)
    try:
        state = state_of(json.loads(was)) if was else {}
    except (ValueError, TypeError, AttributeError):
        # Only counts are lost with it.
        state = {}
    memories = store.all((Tier.EPISODE, Tier.FACT))
    found, after = suggest(memories, state, home.now(), day_first=home.settings.day_first)
    if after != state:
        said = json.dumps({key: each.plain() for key, each in after.items()})
        store.add((), mark=(SUGGESTIONS, said), was=was)
    text = "\n".join(
        f"plam ask {shlex.quote(escaped(' '.join(each.words.split())))}\n    {_short(each.why)}"
        for each in found
    )
    return Reply([each.plain() for each in found], text or "Nothing to suggest.")


def _one(store: Memories, said: str) -> Memory:
    """The memory of this id, or whose id alone begins so. Raises InputError."""
    wanted = said.lower()
    if len(wanted) < _LEAST or not set(wanted) <= set("0123456789abcdef"):
        raise InputError(
            f"{escaped(said)[:40]!r} is no id of a memory.",
            fix="See `plam memory search`; its first letters are enough.",
        )
    ids = [each for each in store.changes(0).changed if each.startswith(wanted)]
    if len(ids) > 1:
        raise InputError(f"{len(ids)} memories begin with {wanted}.", fix="Give more letters.")
    found = store.get(ids)
    if not found:
        gone = store.was_forgotten(wanted)
        raise InputError(
            f"{'it was forgotten' if gone else f'there is no memory {wanted}'}.",
            fix="" if gone else "See `plam memory search`.",
        )
    return found[0]


@dataclass(slots=True)
class _Tree:
    """What a memory stands on, down to the bottom; each memory is opened once."""

    store: Memories
    seen: set[str]

    def plain(self, memory: Memory, depth: int = 0) -> dict[str, Any]:
        """The memory with all that is beneath it, as JSON data."""
        self.seen.add(memory.id)
        found = {**plain_memory(memory), "beneath": []}
        wanted = [*memory.beneath, *_recalled(memory.origins)]
        for id_ in dict.fromkeys(wanted):
            if id_ in self.seen or depth >= _DEEPEST or len(self.seen) >= _MOST:
                found["beneath"].append({"id": id_, "see": "above" if id_ in self.seen else "more"})
            elif under := self.store.get([id_]):
                found["beneath"].append(self.plain(under[0], depth + 1))
            else:
                found["beneath"].append({"id": id_, "see": "forgotten"})
        return found


def _recalled(origins: Origins | tuple[Origin, ...]) -> list[str]:
    """The memories among origins, and beneath them."""
    found = []
    for each in sorted(origins):
        found += [each.locator] if each.kind == "memory" else []
        found += _recalled(each.beneath)
    return found


def _show(home: Home, store: Memories, said: str) -> Reply:
    memory = _one(store, said)
    plain = _Tree(store, set()).plain(memory)
    plain["above"] = sorted(store.dependants([memory.id]))
    plain["recalled"] = store.uses().get(memory.id, 0)
    head = [
        f"{memory.id}  {memory.tier.value}, {'yours alone' if memory.trusted else 'untrusted'}",
        *(f"  {line}" for line in escaped_lines(memory.text)),
        f"  when: {_moment(memory.at, home)}"
        + (f" until {_moment(memory.until, home)}" if memory.until else ""),
        f"  from: {_from(memory, home)}",
    ]
    if memory.people:
        head.append(f"  names: {escaped(', '.join(memory.people))}")
    beneath = [line for each in plain["beneath"] for line in _tree_told(each, home, 1)]
    if beneath:
        head += ["  it stands on:", *beneath]
    if plain["above"]:
        head.append(f"  {len(plain['above'])} stand on it: " + _ids(plain["above"]))
    return Reply(plain, "\n".join(head))


def _tree_told(plain: dict[str, Any], home: Home, depth: int) -> list[str]:
    room = "    " * depth
    if "see" in plain:
        words = {"above": "see above", "more": "and more", "forgotten": "forgotten"}[plain["see"]]
        return [f"{room}{plain['id'][:SHORT]}  ({words})"]
    at = datetime.fromisoformat(plain["at"])
    lines = [
        f"{room}{plain['id'][:SHORT]}  {_moment(at, home)}  {_short(plain['text'])}",
        f"{room}  from: {escaped(', '.join(plain['origins']))} ({escaped(plain['source'])})",
    ]
    return lines + [line for each in plain["beneath"] for line in _tree_told(each, home, depth + 1)]


def plain_memory(memory: Memory) -> dict[str, Any]:
    """A memory as JSON data, without its embedding; origins in full, as text."""
    return {
        "id": memory.id,
        "tier": memory.tier.value,
        "text": memory.text,
        "at": memory.at.isoformat(),
        "until": memory.until.isoformat() if memory.until else None,
        "origins": [origin_told(each) for each in sorted(memory.origins)],
        "trusted": memory.trusted,
        "source": memory.source,
        "place": memory.place,
        "people": list(memory.people),
    }


def origin_told(origin: Origin) -> str:
    """An origin with those beneath it: `memory:ID (imap:INBOX/812)`."""
    if not origin.beneath:
        return str(origin)
    return f"{origin} ({', '.join(map(origin_told, origin.beneath))})"


def _found_told(found: Recalled, home: Home) -> str:
    memory = found.memory
    until = f" until {_moment(memory.until, home)}" if memory.until else ""
    why = f"\n          why: {escaped(found.why)}" if found.why else ""
    return (
        f"{memory.id[:SHORT]}  {_moment(memory.at, home)}{until}  {_short(memory.text)}"
        f"{why}\n          from: {_from(memory, home)}"
    )


def _from(memory: Memory, home: Home) -> str:
    origins = ", ".join(origin_told(each) for each in sorted(memory.origins)) or "nobody knows"
    if memory.source.startswith("run:"):
        origins += f" (plam log --run {memory.source.removeprefix('run:')})"
    elif (place := path_of(memory.source)) is not None:
        folder = next((a for a in home.settings.accounts if a.name == place[0]), None)
        if folder is not None:
            origins += f" ({Path(str(folder.settings.get('path', ''))) / place[1]})"
    return escaped(origins)


def _moment(at: datetime, home: Home) -> str:
    return f"{at.astimezone(home.zone):%a %d %b %Y %H:%M}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return escaped(line if len(line) <= _LINE else f"{line[: _LINE - 1]}…")


def escaped_lines(text: str) -> list[str]:
    """A text's lines, each without anything that moves, hides or reorders."""
    return [escaped(line) for line in text.split("\n")]


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 10} more" if len(ids) > 10 else ""
    return ", ".join(each[:SHORT] for each in ids[:10]) + more
