"""What the panes have in common: work beside the screen, one line that says what came of it."""

from __future__ import annotations

from collections.abc import Coroutine
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.widgets import Button, Static
from textual.worker import Worker

from ...errors import PlamError
from ...language import _, told, trouble
from ..pane import Pane
from .lines import flat

if TYPE_CHECKING:
    from ..session import Session

WIDE = 110
"""From this width on, what is read stands beside what is chosen from."""


class Working(Pane):
    """A pane with a line that says what goes on; what it does runs beside the screen."""

    DEFAULT_CSS = """
    Working { height: 1fr; }
    Working .said { height: auto; max-height: 3; padding: 0 1; color: $foreground 80%; }
    Working .said.error { color: $text-error; }
    Working .said.good { color: $text-success; }
    Working .acts { height: auto; }
    Working .acts Button { margin-right: 1; min-width: 8; }
    Working .detail { height: 8; border-top: solid $primary 40%; padding: 0 1; }
    Working .body { height: 1fr; layout: vertical; }
    Working.wide .body { layout: horizontal; }
    Working.wide .body > .detail {
        width: 1fr; height: 1fr; border-top: none; border-left: solid $primary 40%;
    }
    Working Input { width: 1fr; }
    """

    NEEDS: ClassVar[tuple[str, ...]] = ()
    """The modules of the package that it calls; they are imported beside the screen."""

    FOCUS: ClassVar[str] = ""
    """What has the focus when the pane is shown and nothing else has it."""

    session: Session
    _first = True

    async def load(self, session: Session) -> None:
        """Show what is so now."""
        self.focus_first()
        await self.ready(session)
        await self.fill()

    def focus_first(self) -> None:
        """Give the focus to where keys are of use, unless something in the pane was given it."""
        focused = self.screen.focused
        if self.FOCUS and (self._first or focused is None or self not in focused.ancestors):
            self._first = False
            self.query_one(self.FOCUS).focus()

    async def ready(self, session: Session) -> None:
        """Import what the pane needs, so that no key waits for it."""
        self.session = session
        for name in self.NEEDS:
            await session.run(import_module, f"plam_agent.{name}")

    async def fill(self) -> None:
        """Read what the pane shows; raises PlamError where that cannot be read."""

    def foot(self, *acts: tuple[str, str]) -> ComposeResult:
        """The line that says what goes on, and a button for each act: its id and its words."""
        yield Static("", markup=False, classes="said", id=f"{self.name_of}-said")
        with Horizontal(classes="acts"):
            for id_, words in acts:
                yield Button(words, id=id_, compact=True)

    @property
    def name_of(self) -> str:
        """The pane's name, which its parts' ids begin with where several panes have the like."""
        return type(self).__module__.rpartition(".")[2]

    def tell(self, text: str, kind: str = "") -> None:
        """Say one thing, in the place of what was said before; `kind` is `error` or `good`."""
        try:
            said = self.query_one(f"#{self.name_of}-said", Static)
        except NoMatches:
            return
        said.set_classes(f"said {kind}".strip())
        said.update(flat(told(text)))

    def said(self) -> str:
        """What was said last."""
        return str(self.query_one(f"#{self.name_of}-said", Static).content)

    def begin(self, doing: Coroutine[Any, Any, None], group: str = "look") -> Worker[None]:
        """Look something up; what it raises is told, and an earlier look of the group is ended."""
        return self.run_worker(self._tried(doing), group=group, exclusive=True)

    def act(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something that changes something; it is never cut off, and one is done at a time."""
        if self.at("act"):
            doing.close()
            self.tell(_("Something is still being done: wait for it."), "error")
            return
        self.run_worker(self._tried(doing), group="act")

    def at(self, group: str) -> bool:
        """Whether something of this group is being done in this pane."""
        return any(
            each.group == group and each.node is self and not each.is_finished
            for each in self.workers
        )

    async def _tried(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except PlamError as error:
            self.tell(sentence(error), "error")

    def on_resize(self) -> None:
        """Side by side where there is room."""
        self.set_class(self.size.width >= WIDE, "wide")


def sentence(error: PlamError) -> str:
    """What went wrong and what to do, for a line; a command to be typed is not cut."""
    return flat(trouble(error))


def cut(text: str, width: int) -> str:
    """Text on one line of so many cells, with … where there was more."""
    line = flat(text)
    if cell_len(line) <= width:
        return line
    while line and cell_len(line) > width - 1:
        line = line[: min(len(line) - 1, width)]
    return line + "…"


def filled(text: str, width: int) -> str:
    """Text in exactly so many cells, cut where it is longer."""
    line = cut(text, width)
    return line + " " * (width - cell_len(line))


def nothing_here() -> str:
    """What a list says that has no lines."""
    return _("There is nothing here yet.")
