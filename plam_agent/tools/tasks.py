"""The task tools: VTODOs (RFC 5545) in the same kind of folder as events.

A task's list is its category, or the sub-folder that its file is in.
"""

from __future__ import annotations

import asyncio
from datetime import tzinfo
from typing import Any

from ..errors import ContentError, InputError, ToolError
from ..types import Effect, Item, ObjectId, Origin, Reconciled, Result, Value, When
from ..when import slot
from .arguments import TasksAdd, TasksDone, TasksSearch
from .calendar import ical, todos
from .calendar.todos import Todo
from .calendar.writing import Files, name_of, uid_of, undo, write
from .collection import Entry, store_of
from .context import Context
from .matching import generic, matches, plain, telling
from .registry import tool

Found = tuple[Todo, Entry]


async def _read(context: Context) -> tuple[list[Found], str]:
    """Every task with its file, by due date and title, and a sentence about broken files."""
    entries = await (await store_of(context)).entries()
    return await asyncio.to_thread(_parse, entries, context.zone)


def _parse(entries: tuple[Entry, ...], zone: tzinfo) -> tuple[list[Found], str]:
    found: list[Found] = []
    broken: list[str] = []
    for entry in entries:
        try:
            found += [(todo, entry) for todo in todos.todos(entry.name, entry.data, zone)]
        except ContentError as why:
            broken.append(str(why))
    found.sort(key=lambda pair: (pair[0].due is None, pair[0].due or 0, pair[0].title, pair[0].uid))
    return found, f"Could not read {'; '.join(broken[:5])}" if broken else ""


def _lists(todo: Todo, entry: Entry) -> tuple[str, ...]:
    folder = entry.name.rpartition("/")[0]
    return (*todo.lists, folder) if folder else todo.lists


def _in_list(todo: Todo, entry: Entry, name: str) -> bool:
    """Whether a task is on the list; a name that only says `list` means any list."""
    if not name or not telling(name) or generic(name):
        return True
    return any(matches(name, each) for each in _lists(todo, entry))


def _open(found: list[Found], words: tuple[str, ...], name: str) -> list[Found]:
    kept = [pair for pair in found if not pair[0].done and _in_list(*pair, name)]
    for quote in words:
        said = [pair for pair in kept if matches(quote, pair[0].title)]
        listed = [pair for pair in kept if any(matches(quote, each) for each in _lists(*pair))]
        kept = said or listed or (kept if generic(quote) else [])
    return kept


def _item(context: Context, todo: Todo, entry: Entry) -> Item:
    origin = frozenset({Origin("calendar", f"{context.account.name}/{todo.uid}")})
    fields: dict[str, Any] = {"title": todo.title, "list": ", ".join(_lists(todo, entry))}
    if todo.due:
        fields["due"] = todo.due
    return Item(
        ObjectId("task", context.account.name, todo.uid),
        entry.version,
        {key: Value(value, origin) for key, value in fields.items()},
    )


async def find_tasks(context: Context, words: str, list: str = "") -> list[Item]:
    """The open tasks that quoted words may mean, on the quoted list where one is named."""
    found, _ = await _read(context)
    chosen = _open(found, (words,) if words.strip() else (), list)
    return [_item(context, *pair) for pair in chosen]


def _within(todo: Todo, due: When | None) -> bool:
    if due is None:
        return True
    if todo.due is None:
        return False
    return due.start <= todo.due < due.end if due.end else todo.due == due.start


@tool(
    "tasks.search",
    effect=Effect.READ,
    args=TasksSearch,
    account="tasks",
    yields="task",
    preview=lambda args: "Look up tasks " + " ".join((*args.words, args.list)),
)
async def search(context: Context, args: TasksSearch) -> Result:
    """List open tasks by due date: on the list, with all the words, due in the time."""
    found, trouble = await _read(context)
    chosen = [p for p in _open(found, args.words, args.list) if _within(p[0], args.due)]
    count = f"{len(chosen)} task{'' if len(chosen) == 1 else 's'}."
    return Result(
        tuple(_item(context, *pair) for pair in chosen), " ".join(filter(None, (count, trouble)))
    )


async def _added(context: Context, args: TasksAdd) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    there = {entry.name for entry in await (await store_of(context)).entries()}
    names = {name_of(uid_of(context, i)) for i in range(max(1, len(args.title)))}
    if names <= there:
        return Reconciled.DONE
    return Reconciled.UNKNOWN if names & there else Reconciled.NOT_DONE


def _preview_add(args: TasksAdd) -> str:
    titles = ", ".join(f"“{title}”" for title in args.title)
    to = f" to {args.list}" if args.list else ""
    return f"Add {titles}{to}" + (f", due {args.due.phrase}" if args.due else "")


@tool(
    "tasks.add",
    effect=Effect.WRITE,
    args=TasksAdd,
    account="tasks",
    reversible=True,
    preview=_preview_add,
    undo=undo,
    reconcile=_added,
)
async def add(context: Context, args: TasksAdd) -> Result:
    """Write one file a title; all of them or, where one cannot be written, none."""
    if not args.title or not all(title.strip() for title in args.title):
        raise InputError("a task needs a title")
    due = ical.Span(*slot(args.due)) if args.due else None
    store = await store_of(context)
    files: Files = []
    made: list[Item] = []
    try:
        for i, title in enumerate(args.title):
            uid = uid_of(context, i)
            data = await asyncio.to_thread(
                todos.new_todo, uid, title, due=due, list_name=args.list, stamp=context.now()
            )
            files += await write(store, name_of(uid), None, data)
            lists = (args.list,) if args.list else ()
            todo = Todo(uid, title, due.start if due else None, False, lists)
            made.append(_item(context, todo, Entry(name_of(uid), data, files[-1]["after"])))
    except BaseException:
        if files:
            await asyncio.shield(undo(context, {"files": files}))
        raise
    to = f" to {plain(args.list)}" if args.list else ""
    told = f"Added {', '.join(f'“{plain(title)}”' for title in args.title)}{to}."
    return Result(tuple(made), told, {"files": files})


def _wanted(found: list[Found], task: ObjectId) -> Found:
    for todo, entry in found:
        if todo.uid == task.id:
            return todo, entry
    raise ToolError("there is no such task any more", fix="Look it up again.")


async def _finished(context: Context, args: TasksDone) -> Reconciled:
    found, _ = await _read(context)
    try:
        pairs = [(task, *_wanted(found, task)) for task in args.task]
    except ToolError:
        return Reconciled.UNKNOWN
    if any(todo.repeats for _, todo, _ in pairs):
        # It is open again at its next date: only its version tells.
        same = all(context.versions.get(task) == entry.version for task, _, entry in pairs)
        return Reconciled.NOT_DONE if same else Reconciled.UNKNOWN
    states = {todo.done for _, todo, _ in pairs}
    if states == {True}:
        return Reconciled.DONE
    return Reconciled.UNKNOWN if True in states else Reconciled.NOT_DONE


@tool(
    "tasks.done",
    effect=Effect.WRITE,
    args=TasksDone,
    account="tasks",
    reversible=True,
    preview=lambda args: f"Mark {len(args.task)} task{'' if len(args.task) == 1 else 's'} as done",
    undo=undo,
    reconcile=_finished,
)
async def done(context: Context, args: TasksDone) -> Result:
    """Mark tasks as completed; all of them or, where one cannot be written, none."""
    if not args.task:
        raise InputError("no task was named")
    store = await store_of(context)
    files: Files = []
    titles: list[str] = []
    try:
        for task in dict.fromkeys(args.task):
            # Read again each time: two tasks may share a file, and its version has just changed.
            found, _ = await _read(context)
            todo, entry = _wanted(found, task)
            data = await asyncio.to_thread(
                todos.completed,
                entry.name,
                entry.data,
                todo.uid,
                zone=context.zone,
                stamp=context.now(),
            )
            files += await write(store, entry.name, entry, data)
            titles.append(f"“{plain(todo.title)}”")
    except BaseException:
        if files:
            await asyncio.shield(undo(context, {"files": files}))
        raise
    return Result((), f"Done: {', '.join(titles)}.", {"files": files})


TOOLS = (search, add, done)
