"""A folder of .ics files as lists of tasks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from plam_agent.config import Account
from plam_agent.errors import InputError, ToolError
from plam_agent.tools.arguments import STANDARD, TasksAdd, TasksDone, TasksSearch
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.registry import params_of
from plam_agent.tools.standard import registry
from plam_agent.tools.tasks import add, done, find_tasks, search
from plam_agent.types import ObjectId, Reconciled, Result, Tool
from plam_agent.when import resolve

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


def context(folder: Path, call: str = "c0ffee") -> Context:
    return Context(
        account=Account("todo", "tasks", "ics", {"path": str(folder)}),
        owner="marie@example.org",
        zone=PARIS,
        now=lambda: NOW,
        secret=lambda name: "",
        connections=Connections(),
        call=call,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    for name, *lines in (
        ("milk.ics", "UID:milk", "SUMMARY:Milk", "CATEGORIES:Shopping"),
        ("eggs.ics", "UID:eggs", "SUMMARY:Eggs", "CATEGORIES:Shopping", "STATUS:COMPLETED"),
        ("work/report.ics", "UID:report", "SUMMARY:Rapport annuel", "DUE;VALUE=DATE:20261127"),
    ):
        body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VTODO", *lines]
        text = "\r\n".join([*body, "END:VTODO", "END:VCALENDAR", ""])
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


async def run(tool: Tool, folder: Path, args: Any, call: str = "c0ffee") -> Result:
    assert tool.run is not None
    return await tool.run(context(folder, call), args)


async def titles(folder: Path, **args: Any) -> list[str]:
    result = await run(search, folder, TasksSearch(**args))
    return [str(item.fields["title"].data) for item in result.items]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*.ics")}


async def test_a_search_lists_open_tasks_by_due_date(folder: Path) -> None:
    assert await titles(folder) == ["Rapport annuel", "Milk"]
    assert await titles(folder, words=("rapports",)) == ["Rapport annuel"]
    assert await titles(folder, words=("eggs",)) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("shopping", ["Milk"]),
        ("my shopping list", ["Milk"]),
        ("work", ["Rapport annuel"]),
        ("the list", ["Rapport annuel", "Milk"]),
        ("garden", []),
    ],
)
async def test_a_list_is_a_category_or_a_folder(folder: Path, name: str, found: list[str]) -> None:
    assert await titles(folder, list=name) == found


async def test_a_search_narrows_by_due_date(folder: Path) -> None:
    assert await titles(folder, due=resolve("next week", NOW)) == ["Rapport annuel"]
    assert await titles(folder, due=resolve("tomorrow", NOW)) == []


async def test_words_that_name_a_list_find_what_is_on_it(folder: Path) -> None:
    assert await titles(folder, words=("my shopping list",)) == ["Milk"]


async def test_each_title_becomes_a_task_and_all_are_undone(folder: Path) -> None:
    before = snapshot(folder)
    args = TasksAdd(title=("Bread", "Jam"), list="Shopping", due=resolve("tomorrow", NOW))
    assert add.reconcile is not None
    assert add.undo is not None
    assert await add.reconcile(context(folder), args) is Reconciled.NOT_DONE

    result = await run(add, folder, args)

    assert await titles(folder, list="shopping") == ["Bread", "Jam", "Milk"]
    assert result.summary == "Added “Bread”, “Jam” to Shopping."
    assert await add.reconcile(context(folder), args) is Reconciled.DONE
    (todo,) = Calendar.from_ical((folder / "plam-c0ffee-1.ics").read_bytes()).walk("VTODO")
    assert (str(todo["SUMMARY"]), todo["CATEGORIES"].cats) == ("Jam", ["Shopping"])
    assert result.undo is not None
    await add.undo(context(folder), result.undo)
    assert snapshot(folder) == before


async def test_an_add_that_fails_half_way_leaves_nothing(folder: Path) -> None:
    (folder / "plam-c0ffee-1.ics").write_text("taken")
    before = snapshot(folder)
    with pytest.raises(ToolError, match="exists already"):
        await run(add, folder, TasksAdd(title=("Bread", "Jam")))
    assert snapshot(folder) == before


async def test_a_task_is_done_and_undone(folder: Path) -> None:
    before = snapshot(folder)
    tasks = tuple(item.id for item in await find_tasks(context(folder), "milk"))
    assert tasks == (ObjectId("task", "todo", "milk"),)
    args = TasksDone(task=tasks)
    assert done.reconcile is not None
    assert done.undo is not None
    assert await done.reconcile(context(folder), args) is Reconciled.NOT_DONE

    result = await run(done, folder, args)

    assert await titles(folder) == ["Rapport annuel"]
    assert "STATUS:COMPLETED" in (folder / "milk.ics").read_text()
    assert await done.reconcile(context(folder), args) is Reconciled.DONE
    assert result.undo is not None
    await done.undo(context(folder), result.undo)
    assert snapshot(folder) == before


async def test_done_is_all_or_nothing(folder: Path) -> None:
    before = snapshot(folder)
    gone = ObjectId("task", "todo", "nowhere")
    with pytest.raises(ToolError, match="no such task"):
        await run(done, folder, TasksDone(task=(ObjectId("task", "todo", "milk"), gone)))
    assert snapshot(folder) == before


async def test_a_task_without_a_title_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="title"):
        await run(add, folder, TasksAdd(title=("  ",)))


async def test_tasks_are_found_by_words_and_list(folder: Path) -> None:
    assert len(await find_tasks(context(folder), "rapport", "work")) == 1
    assert await find_tasks(context(folder), "rapport", "shopping") == []


async def test_a_broken_file_is_named(folder: Path) -> None:
    (folder / "bad.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VCALENDAR\n")
    result = await run(search, folder, TasksSearch())
    assert len(result.items) == 2
    assert "bad.ics:3" in result.summary


def task(folder: Path, *lines: str) -> Path:
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VTODO", "UID:again"]
    path = folder / "again.ics"
    text = "\r\n".join([*body, "SUMMARY:Again", *lines, "END:VTODO", "END:VCALENDAR", ""])
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ("DUE;VALUE=DATE:20261127", "11-27 00:00"),
        ("DUE;TZID=America/New_York:20261127T090000", "11-27 15:00"),
        ("DUE:20261127T090000", "11-27 09:00"),
        ("DUE:20261127T090000Z", "11-27 10:00"),
        ("DTSTART:20261127T090000|DURATION:PT2H", "11-27 11:00"),
        ("DTSTART;VALUE=DATE:20261127|RRULE:FREQ=WEEKLY", "11-27 00:00"),
        ("STATUS:COMPLETED", None),
        ("STATUS:CANCELLED", None),
        ("COMPLETED:20261101T000000Z", None),
        ("PERCENT-COMPLETE:100", None),
        ("STATUS:NEEDS-ACTION|COMPLETED:20261101T000000Z", ""),
        ("STATUS:IN-PROCESS|PERCENT-COMPLETE:100", ""),
    ],
)
async def test_a_task_is_due_and_done_as_its_file_says(
    tmp_path: Path, lines: str, due: str | None
) -> None:
    task(tmp_path, *lines.split("|"))
    found = [
        f"{item.fields['due'].data:%m-%d %H:%M}" if "due" in item.fields else ""
        for item in await find_tasks(context(tmp_path), "")
    ]
    assert found == ([] if due is None else [due])


@pytest.mark.parametrize(
    ("lines", "dues"),
    [
        ("DUE;VALUE=DATE:20261127|RRULE:FREQ=WEEKLY;COUNT=3", "1127 1204 1211"),
        ("DUE;VALUE=DATE:20261127|RRULE:FREQ=WEEKLY;UNTIL=20261204", "1127 1204"),
        (
            "DTSTART;VALUE=DATE:20261126|DUE;VALUE=DATE:20261127|RRULE:FREQ=WEEKLY;COUNT=3"
            "|EXDATE;VALUE=DATE:20261203",
            "1127 1211",
        ),
        ("DUE;TZID=Europe/Paris:20270321T090000|RRULE:FREQ=WEEKLY;COUNT=2", "0321 0328"),
        ("DTSTART:20261231T080000|RRULE:FREQ=MONTHLY;COUNT=3", "1231 0131 0331"),
    ],
)
async def test_a_repeating_task_goes_to_its_next_date(
    tmp_path: Path, lines: str, dues: str
) -> None:
    path = task(tmp_path, "STATUS:NEEDS-ACTION", *lines.split("|"))
    id = ObjectId("task", "todo", "again")
    clock = set()
    for due in dues.split():
        (item,) = await find_tasks(context(tmp_path), "")
        assert f"{item.fields['due'].data:%m%d}" == due
        clock.add(f"{item.fields['due'].data:%H%M}")
        await run(done, tmp_path, TasksDone(task=(id,)))
    assert await find_tasks(context(tmp_path), "") == []
    assert "STATUS:COMPLETED" in path.read_text()
    assert len(clock) == 1


def test_the_standard_tools_are_those_of_the_catalogue() -> None:
    tools = list(registry())
    assert [tool.name for tool in tools] == list(STANDARD)
    for tool in tools:
        assert tool.args is STANDARD[tool.name]
        assert tool.params == params_of(STANDARD[tool.name])
        assert tool.run is not None
        assert tool.preview is not None
