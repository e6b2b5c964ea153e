"""The calendar, task and contact tools on a real CalDAV and CardDAV server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from plam_agent.config import Account
from plam_agent.errors import InputError, ToolError
from plam_agent.tools import contacts, tasks
from plam_agent.tools.arguments import (
    CalendarCancel,
    CalendarCreate,
    CalendarMove,
    CalendarSearch,
    CalendarUpdate,
    ContactsAdd,
    ContactsSearch,
    TasksAdd,
    TasksDone,
    TasksSearch,
)
from plam_agent.tools.calendar.tools import TOOLS, find_events
from plam_agent.tools.collection import store_of
from plam_agent.tools.context import Connections, Context
from plam_agent.types import Reconciled, Result, Tool, When
from plam_agent.when import resolve
from tests.servers_dav import NOW, DavUser, dav_context, ics

TOOL = {tool.name: tool for tool in (*TOOLS, *tasks.TOOLS, *contacts.TOOLS)}


class Desk:
    """One user's account, its tools, and another client of the same server."""

    def __init__(self, user: DavUser, account: Account, connections: Connections) -> None:
        self.user = user
        self.account = account
        self.connections = connections

    def context(self, call: str = "c0ffee") -> Context:
        return dav_context(self.account, self.connections, call=call)

    async def run(self, name: str, args: Any, call: str = "c0ffee") -> Result:
        tool = self._tool(name)
        assert tool.run is not None
        return await tool.run(self.context(call), args)

    async def undo(self, name: str, result: Result) -> str:
        tool = self._tool(name)
        assert tool.undo is not None
        assert result.undo is not None
        return await tool.undo(self.context(), result.undo)

    async def reconcile(self, name: str, args: Any, call: str = "c0ffee") -> Reconciled:
        tool = self._tool(name)
        assert tool.reconcile is not None
        return await tool.reconcile(self.context(call), args)

    async def kept(self) -> dict[str, list[bytes]]:
        """Every entry's lines; a server may order and fold them anew."""
        entries = await (await store_of(self.context())).entries()
        return {each.name: sorted(each.data.split(b"\r\n")) for each in entries}

    async def elsewhere(self, name: str, data: bytes) -> None:
        await asyncio.to_thread(self.user.request, "PUT", f"mine/{name}", data)

    def _tool(self, name: str) -> Tool:
        return TOOL[name]


async def desk(user: DavUser, kind: str, component: str) -> AsyncIterator[Desk]:
    await asyncio.to_thread(user.collection, "mine", "Mine", component)
    async with Connections() as connections:
        yield Desk(user, user.account(kind), connections)


@pytest.fixture
async def calendar(dav_user: DavUser) -> AsyncIterator[Desk]:
    async for each in desk(dav_user, "calendar", "VEVENT"):
        await each.elsewhere("dentist.ics", ics("dentist", "Dentist"))
        weekly = ics("standup", "Réunion", "RRULE:FREQ=WEEKLY;COUNT=10")
        await each.elsewhere("standup.ics", weekly)
        yield each


@pytest.fixture
async def todo(dav_user: DavUser) -> AsyncIterator[Desk]:
    async for each in desk(dav_user, "tasks", "VTODO"):
        yield each


@pytest.fixture
async def people(dav_user: DavUser) -> AsyncIterator[Desk]:
    async for each in desk(dav_user, "contacts", ""):
        yield each


def when(phrase: str) -> When:
    return resolve(phrase, NOW)


async def titles(calendar: Desk, *words: str, phrase: str = "next week") -> list[str]:
    args = CalendarSearch(words=words, when=when(phrase))
    items = (await calendar.run("calendar.search", args)).items
    return [f"{i.fields['start'].data:%a %H:%M} {i.fields['title'].data}" for i in items]


async def test_an_event_is_created_recognised_and_undone(calendar: Desk) -> None:
    before = await calendar.kept()
    args = CalendarCreate(title="Lunch; « fête »", when=when("next friday at noon"), place="Léa’s")
    assert await calendar.reconcile("calendar.create", args) is Reconciled.NOT_DONE

    result = await calendar.run("calendar.create", args)

    assert await titles(calendar, "lunch") == ["Fri 12:00 Lunch; « fête »"]
    assert await calendar.reconcile("calendar.create", args) is Reconciled.DONE
    with pytest.raises(ToolError, match="exists already"):
        await calendar.run("calendar.create", args)
    await calendar.undo("calendar.create", result)
    assert await calendar.kept() == before


async def test_an_event_is_moved_and_moved_back(calendar: Desk) -> None:
    before = await calendar.kept()
    (found,) = await find_events(calendar.context(), "dentist")
    args = CalendarMove(event=found.id, when=when("thursday at 4 pm"))

    result = await calendar.run("calendar.move", args)

    assert await titles(calendar, "dentist") == ["Thu 16:00 Dentist"]
    assert await calendar.reconcile("calendar.move", args) is Reconciled.DONE
    await calendar.undo("calendar.move", result)
    assert await calendar.kept() == before


async def test_an_event_is_updated_and_cancelled_and_both_undone(calendar: Desk) -> None:
    before = await calendar.kept()
    (found,) = await find_events(calendar.context(), "dentist")

    args = CalendarUpdate(event=found.id, title="Orthodontist", place="Rue de Paris")
    updated = await calendar.run("calendar.update", args)
    assert await titles(calendar, "orthodontist") == ["Tue 15:30 Orthodontist"]
    await calendar.undo("calendar.update", updated)
    cancelled = await calendar.run("calendar.cancel", CalendarCancel(event=found.id))
    assert await titles(calendar, "dentist") == []
    await calendar.undo("calendar.cancel", cancelled)
    assert await calendar.kept() == before


async def test_one_date_of_a_series_is_moved_and_cancelled_alone(calendar: Desk) -> None:
    (first,) = await find_events(calendar.context(), "réunion")
    await calendar.run("calendar.move", CalendarMove(event=first.id, when=when("friday at 11 am")))
    assert await titles(calendar, "réunion", phrase="in the next 2 weeks")

    await calendar.run("calendar.cancel", CalendarCancel(event=first.id))
    (next_one,) = await find_events(calendar.context(), "réunion")
    assert next_one.fields["start"].data.day == 1


async def test_what_another_client_changed_is_neither_overwritten_nor_undone(
    calendar: Desk,
) -> None:
    (found,) = await find_events(calendar.context(), "dentist")
    args = CalendarMove(event=found.id, when=when("thursday at 4 pm"))
    result = await calendar.run("calendar.move", args)
    await calendar.elsewhere("dentist.ics", ics("dentist", "Dentist upstairs"))

    with pytest.raises(ToolError, match="was changed meanwhile"):
        await calendar.undo("calendar.move", result)
    assert await titles(calendar, "dentist") == ["Tue 15:30 Dentist upstairs"]


async def test_tasks_are_added_searched_done_and_undone(todo: Desk) -> None:
    args = TasksAdd(title=("Bread", "Jam"), list="Shopping", due=when("tomorrow"))
    added = await todo.run("tasks.add", args)
    assert await todo.reconcile("tasks.add", args) is Reconciled.DONE
    listed = await todo.run("tasks.search", TasksSearch(list="shopping"))
    assert [item.fields["title"].data for item in listed.items] == ["Bread", "Jam"]

    done = await todo.run("tasks.done", TasksDone(task=(listed.items[0].id,)))
    left = await todo.run("tasks.search", TasksSearch())
    assert [item.fields["title"].data for item in left.items] == ["Jam"]
    await todo.undo("tasks.done", done)
    again = await todo.run("tasks.search", TasksSearch())
    assert len(again.items) == 2
    await todo.undo("tasks.add", added)
    assert await todo.kept() == {}


async def test_a_contact_is_saved_found_and_taken_back(people: Desk) -> None:
    args = ContactsAdd(name="Zoë Müller", address=("zoe@example.org",))
    result = await people.run("contacts.add", args)

    found = await people.run("contacts.search", ContactsSearch(name=("zoe",)))
    assert [item.fields["address"].data for item in found.items] == ["zoe@example.org"]
    assert await people.reconcile("contacts.add", args) is Reconciled.DONE
    with pytest.raises(InputError, match="in the contacts already"):
        await people.run("contacts.add", args)
    await people.undo("contacts.add", result)
    assert (await people.run("contacts.search", ContactsSearch())).items == ()
