"""The conversation: what the owner asked, the plan as it is committed, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from ..errors import PlamError
from ..language import _, mark, ngettext, told, trouble
from .composer import Composer
from .pane import Pane
from .plainly import escaped, flat
from .plan_seen import KINDS
from .plan_view import PlanView
from .screens import beginning

if TYPE_CHECKING:
    from ..reply import Reply
    from .session import Session

LOOK = 0.1
"""Seconds between two looks at the journal while a request runs."""


class Activity(Static):
    """One line that says what is being done now; empty when nothing is."""

    def tell(self, done: int, total: int, text: str) -> None:
        """Show how far something has come."""
        # What others wrote may be in it, and a line is a line.
        said = flat(told(text))
        self.update(f"… {said}" if done < total or not total else "…")


class Conversation(Pane):
    """Requests, plans and answers, the newest at the end."""

    title = mark("Talk")
    key = "f1"
    essential = "composer"
    order = 0
    locked = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "interrupt", mark("Stop")),
        Binding("pageup", "page(-1)", mark("Up"), show=False),
        Binding("pagedown", "page(1)", mark("Down"), show=False),
    ]

    DEFAULT_CSS = """
    Conversation #said { height: 1fr; padding: 0 1; }
    Conversation .words { color: $primary; text-style: bold; margin-top: 1; }
    Conversation .answer { margin: 0 0 0 2; }
    Conversation .trouble { margin: 0 0 0 2; color: $text-error; }
    Conversation Activity { height: 1; color: $text-muted; padding: 0 1; }
    Conversation Composer { height: auto; min-height: 3; max-height: 8; border: round $primary; }
    Conversation Composer.pasted { border: round $warning; }
    """

    def __init__(self) -> None:
        """Nothing was said yet."""
        super().__init__(id="pane-conversation")
        self._session: Session | None = None
        self._working: Worker[None] | None = None
        self.pending: tuple[str, ...] = ()
        self._after = 0

    def compose(self) -> ComposeResult:
        """What was said, what is being done, and where to type."""
        with VerticalScroll(id="said", can_focus=False):
            yield Static(
                _("Ask in your own words, in English or French. Nothing is done without a rule."),
                classes="answer",
                markup=False,
            )
        yield Activity(id="activity", markup=False)
        yield Composer()

    async def load(self, session: Session) -> None:
        """Remember whom to ask, and put the cursor where one types."""
        self._session = session
        self.query_one(Composer).focus()

    def add(self, text: str | Content, classes: str) -> Static:
        """Say something at the end; the end stays in view."""
        line = Static(text, classes=classes, markup=False)
        self._append(line)
        return line

    def _append(self, widget: Widget) -> None:
        said = self.query_one("#said", VerticalScroll)
        said.mount(widget)
        said.anchor()

    def on_composer_sent(self, event: Composer.Sent) -> None:
        """Carry out what was sent, one request at a time."""
        event.stop()
        if self._session is None or not self._session.opened:
            self.notify(_("The home is locked: unlock it first."), severity="warning")
            return
        if self._working is not None and self._working.is_running:
            self.notify(_("One request at a time: Escape stops the one that runs."))
            return
        self.query_one(Composer).empty()
        self._working = beginning(
            self, partial(self._ask, self._session, event.words, event.typed), "request"
        )

    def action_interrupt(self) -> None:
        """Stop the request that runs; what was done until now is recorded."""
        if self._working is not None and self._working.is_running:
            self._working.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping means something only while something runs."""
        if action == "interrupt":
            return self._working is not None and self._working.is_running
        return True

    def action_page(self, pages: int) -> None:
        """Look at what was said before."""
        said = self.query_one("#said", VerticalScroll)
        said.scroll_relative(y=pages * max(1, said.size.height - 1), animate=False)

    async def _ask(self, session: Session, words: str, typed: bool) -> None:
        self.refresh_bindings()
        label = "" if typed else " " + _("[pasted]")
        self.add(f"> {escaped(words)}{label}", "words")
        plan, activity = PlanView(), self.query_one(Activity)
        self._append(plan)
        activity.update("…")
        body = {"words": words, "typed": typed, "attended": True}
        try:
            # Known before anything is asked, so that a quick answer is not missed.
            self._after = await session.last_event()
            async with self._followed(session, words, plan):
                reply = await session.do("ask", body, progress=activity.tell)
            self._answered(reply)
        except PlamError as error:
            self.add(escaped(trouble(error)), "trouble")
        except asyncio.CancelledError:
            if self.query("#said"):
                self.add(_("Stopped. What was done until now is in the journal."), "trouble")
            raise
        finally:
            activity.update("")
            self.call_after_refresh(self.refresh_bindings)
            # The screen may be gone already.
            for said in self.query("#said").results(VerticalScroll):
                said.anchor()

    def _answered(self, reply: Reply) -> None:
        self.add(escaped(reply.text), "answer")
        self.pending = tuple(reply.plain.get("pending") or ()) if reply.plain else ()
        if count := len(self.pending):
            self.add(
                ngettext(
                    "{count} call waits for your yes: F2 shows it.",
                    "{count} calls wait for your yes: F2 shows them.",
                    count,
                ).format(count=count),
                "answer",
            )

    @asynccontextmanager
    async def _followed(
        self, session: Session, words: str, plan: PlanView
    ) -> AsyncGenerator[None, None]:
        """Draw the plan from the journal as it grows, and once more when nothing more comes."""
        following = asyncio.create_task(self._follow(session, words, plan))
        try:
            yield
        except PlamError:
            await self._caught_up(following, session, words, plan)
            raise
        else:
            await self._caught_up(following, session, words, plan)
        finally:
            following.cancel()

    async def _follow(self, session: Session, words: str, plan: PlanView) -> None:
        while True:
            await self._look(session, words, plan)
            await asyncio.sleep(LOOK)

    async def _look(self, session: Session, words: str, plan: PlanView) -> None:
        events = await session.events(self._after, KINDS)
        changed = False
        for event in events:
            if event.kind == "run" and not plan.seen.run and event.body.get("words") == words:
                plan.seen.run = str(event.body.get("run"))
            changed = plan.seen.tell(event) or changed
        if changed:
            await plan.redraw()
            self.query_one("#said", VerticalScroll).anchor()
        if events:
            self._after = events[-1].seq

    async def _caught_up(
        self, following: asyncio.Task[None], session: Session, words: str, plan: PlanView
    ) -> None:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        await self._look(session, words, plan)
        plan.seen.end()
        await plan.redraw()
