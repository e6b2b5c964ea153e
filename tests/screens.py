"""A home in the terminal UI: opened in an app that is driven by keys, with a scripted model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.pilot import Pilot

from plam_agent.config import Settings
from plam_agent.planner.engine import Engine
from plam_agent.tui.app import PlamApp
from plam_agent.tui.screens import Asking
from plam_agent.tui.session import Session
from tests.fakes import Script, ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

MOVE_WORDS = "move my dentist appointment to Friday at 3 pm"
MOVE = {
    "steps": [
        {
            "tool": "calendar.move",
            "args": {"event": " dentist appointment", "when": " Friday at 3 pm"},
        }
    ]
}
BOOK_WORDS = "find the mail from Claire about the budget and book a meeting on Thursday at 10"
BOOK = {
    "steps": [
        {"tool": "mail.search", "args": {"people": " Claire", "words": " budget"}},
        {
            "tool": "calendar.create",
            "args": {"title": " meeting", "when": " Thursday at 10", "attendees": "$1.sender"},
        },
    ]
}
SCRIPT: dict[str, Any] = {"dentist": MOVE, "budget": BOOK}


def session_of(house: House, script: Script = SCRIPT) -> Session:
    """A session of the house whose model is scripted."""

    @asynccontextmanager
    async def opening(_: Settings) -> AsyncIterator[Engine]:
        yield ScriptedEngine(script)

    return Session(house.path, clock=house.clock, opening=opening)


@asynccontextmanager
async def opened(
    house: House,
    script: Script = SCRIPT,
    *,
    size: tuple[int, int] = (80, 24),
    passphrase: str | None = PASSPHRASE,
) -> AsyncIterator[tuple[PlamApp, Pilot[int]]]:
    """The app over the house, its home open where a passphrase is given."""
    app = PlamApp(session_of(house, script), passphrase)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        if passphrase is not None:
            await until(pilot, lambda: app._cards is not None)
        yield app, pilot


async def until(pilot: Pilot[Any], holds: Callable[[], Any], seconds: float = 30.0) -> None:
    """Let the app go on until something holds."""
    left = seconds
    while not holds():
        assert left > 0, "it never came to be:\n" + painted(pilot.app)
        # A pause of the pilot's asks every widget, which costs more than what is waited for.
        await asyncio.sleep(0.02)
        left -= 0.02
    await pilot.pause()


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type text, a key after another; what it changes is painted once."""
    for each in text:
        pilot.app.post_message(events.Key("space" if each == " " else each, each))
    await pilot.pause()


async def asked(pilot: Pilot[Any], kind: type[Asking[Any]]) -> Any:
    """The screen that asks, once what is pressed counts for it."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, kind) and app.screen._since is not None)
    app.screen.reading = 0.0
    return app.screen


def painted(app: Any) -> str:
    """What is on the screen, a line a line."""
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    return "\n".join(line.rstrip() for line in lines)
