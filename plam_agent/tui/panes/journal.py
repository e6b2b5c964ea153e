"""The journal: what happened, the newest first, searched, explained and taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Input, Static

from ...language import _, mark, ngettext
from ..dates import dated
from .lines import Line, Lines
from .undoing import Undoing
from .working import filled, nothing_here

if TYPE_CHECKING:
    from ...browsing import Entry

PAGE = 128
KEPT = 60
"""How many pages are kept of what was looked at."""

PATIENCE = 0.25
"""How long typing has to rest before it is searched for, in seconds."""

EVERY = 1.0
"""How often it is looked for what is new while the journal is on the screen, in seconds."""

KINDS = {
    "done": "good", "undone": "good", "held": "warning", "asked": "warning", "refused": "error",
    "failed": "error", "unknown": "error", "run": "title",
}  # fmt: skip


class Journal(Undoing):
    """Only numbers are held of what is not on the screen, so its length costs nothing."""

    title = mark("Journal")
    key = "f4"
    order = 30
    essential = "undo"
    NEEDS = ("browsing",)
    FOCUS = "#events"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", mark("Search")),
        Binding("w", "why", mark("Why")),
        Binding("u", "undo", mark("Undo")),
        Binding("a", "everything", mark("Reads too")),
        Binding("escape", "leave_search", show=False),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._numbers: list[int] = []
        self._found: list[int] | None = None
        self._pages: dict[int, dict[int, Entry]] = {}
        self._wanted: set[int] = set()
        self._everything = False

    def compose(self) -> ComposeResult:
        """The search, the events, one of them in full, and what can be done with it."""
        yield Input(placeholder=_("Search the journal"), id="words", compact=True)
        with Container(classes="body"):
            yield Lines(self._line, id="events")
            with VerticalScroll(classes="detail"):
                yield Static("", markup=False, id="event")
        yield from self.foot(("why", _("Why")), ("undo", _("Undo")), ("everything", _("Reads too")))

    def on_mount(self) -> None:
        """Look for what is new while it is on the screen."""
        self.set_interval(EVERY, self._look)

    async def fill(self) -> None:
        """Read the numbers, and the newest page."""
        from ...browsing import numbers

        home = self.session.home
        self._numbers = await self.session.run(numbers, home, everything=self._everything)
        self._pages.clear()
        await self._read(max(0, len(self._shown) - 1) // PAGE)
        self.query_one("#events", Lines).show(len(self._shown))
        self._count()
        self._tell_event()

    @property
    def _shown(self) -> list[int]:
        return self._numbers if self._found is None else self._found

    def _number(self, index: int) -> int | None:
        shown = self._shown
        return shown[-1 - index] if 0 <= index < len(shown) else None

    def _entry(self, index: int) -> Entry | None:
        at = len(self._shown) - 1 - index
        page = self._pages.get(at // PAGE) if at >= 0 else None
        return page.get(self._shown[at]) if page else None

    def _line(self, index: int) -> Line | None:
        entry = self._entry(index)
        if entry is None:
            return None
        return (
            (f"{entry.seq:>7} ", "dim"),
            (f"{dated(entry.at, '%d %b %H:%M:%S')} ", "dim"),
            (filled(_kind(entry.kind), 10) + " ", KINDS.get(entry.kind, "")),
            (entry.text[:400], "dim" if entry.quiet else ""),
        )

    @on(Lines.Needed, "#events")
    def _needed(self, event: Lines.Needed) -> None:
        """Read the page that the line is on, once."""
        page = (len(self._shown) - 1 - event.index) // PAGE
        idle = not self._wanted
        self._wanted.add(page)
        if idle:
            self.begin(self._read_wanted(), "pages")

    async def _read_wanted(self) -> None:
        try:
            while self._wanted:
                # The page that was asked for last is the one that is looked at now.
                await self._read(page := list(self._wanted)[-1])
                self._wanted.discard(page)
                self.query_one("#events", Lines).renew()
                self._tell_event()
        finally:
            self._wanted.clear()

    async def _read(self, page: int) -> None:
        from ...browsing import entries

        shown = self._shown
        seqs = shown[page * PAGE : (page + 1) * PAGE]
        if not seqs:
            return
        read = await self.session.run(entries, self.session.home, seqs)
        if shown is self._shown:
            self._pages[page] = read
            for old in list(self._pages)[:-KEPT]:
                del self._pages[old]

    def _look(self) -> None:
        """Look for what is new, unless that is being done or nobody sees it."""
        shown = self.display and self.screen.is_active and hasattr(self, "session")
        if shown and self._found is None and self.session.opened and not self.at("new"):
            self.begin(self._look_now(), "new")

    async def _look_now(self) -> None:
        """Show what has happened since, and leave the cursor on the event that it is on."""
        from ...browsing import numbers

        last = self._numbers[-1] if self._numbers else 0
        more = await self.session.run(
            numbers, self.session.home, everything=self._everything, after=last
        )
        now = self._numbers[-1] if self._numbers else 0
        if not more or now != last or self._found is not None:
            return
        self._pages.pop(len(self._numbers) // PAGE, None)
        self._numbers.extend(more)
        lines = self.query_one("#events", Lines)
        cursor, top = lines.cursor, lines.scroll_offset.y
        if cursor == 0:
            lines.show(len(self._numbers), 0)
        else:
            lines.show(len(self._numbers), cursor + len(more))
            lines.scroll_to(y=top + len(more), animate=False, force=True, immediate=True)
        self._count()

    @on(Lines.Moved, "#events")
    def _moved(self) -> None:
        self._sure = 0
        self._tell_event()

    def _tell_event(self) -> None:
        """The event under the cursor in full."""
        entry = self._entry(self.query_one("#events", Lines).cursor)
        said = ""
        if entry is not None:
            at = dated(entry.at, "%a %d %b %Y %H:%M:%S")
            said = f"{at}  {entry.seq}  {_kind(entry.kind)}\n{entry.text}"
        elif not self._shown:
            said = nothing_here() if self._found is None else _("Nothing was found.")
        self.query_one("#event", Static).update(said)
        self.query_one("#undo", Button).disabled = entry is None or not entry.undo
        self.query_one("#why", Button).disabled = entry is None

    def _count(self) -> None:
        count = len(self._shown)
        self.tell(ngettext("{count} event", "{count} events", count).format(count=count))

    @on(Input.Changed, "#words")
    def _typed(self) -> None:
        self.begin(self._search(), "search")

    async def _search(self) -> None:
        """Find what holds the words, the newest first; each find is shown at once."""
        from ...browsing import search

        await asyncio.sleep(PATIENCE)
        words = self.query_one("#words", Input).value.strip()
        lines = self.query_one("#events", Lines)
        self._sure = 0
        if not words:
            self._found = None
            self._pages.clear()
            lines.show(len(self._numbers), 0)
            self._count()
            return
        found: list[int] = []
        batches = search(self.session.home, words, everything=self._everything)
        while (batch := await self.session.run(next, batches, None)) is not None:
            found = sorted([*batch, *found])
            if batch or self._found is None:
                self._found = found
                self._pages.clear()
                lines.show(len(found))
                self._count()
                self._tell_event()
        self._found = found
        lines.show(len(found))
        self._count()
        self._tell_event()

    @on(Lines.Chosen, "#events")
    @on(Button.Pressed, "#why")
    def _why_asked(self) -> None:
        self.action_why()

    @on(Button.Pressed, "#undo")
    def _undo_asked(self) -> None:
        self.action_undo()

    @on(Button.Pressed, "#everything")
    def _everything_asked(self) -> None:
        self.action_everything()

    @on(Input.Submitted, "#words")
    def _to_list(self) -> None:
        self.query_one("#events").focus()

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#words").focus()

    def action_leave_search(self) -> None:
        """Show everything again."""
        self.query_one("#words", Input).value = ""
        self.query_one("#events").focus()

    def action_everything(self) -> None:
        """Show reads and counts too, or hide them again."""
        self._everything = not self._everything
        self._found = None
        self.begin(self.fill())

    def action_why(self) -> None:
        """Which rule decided the event under the cursor, why, and where its values came from."""
        number = self._number(self.query_one("#events", Lines).cursor)
        if number is not None:
            self.begin(self._why(number))

    async def _why(self, number: int) -> None:
        reply = await self.session.do("why", {"event": number})
        self.query_one("#event", Static).update(reply.text)
        self._count()

    def action_undo(self) -> None:
        """Take the event under the cursor back; asked for twice, so that no slip of a key does."""
        self.take_back(self._entry(self.query_one("#events", Lines).cursor))


def _kind(kind: str) -> str:
    return _(NAMES[kind]) if kind in NAMES else kind


NAMES = {
    "run": mark("asked for"),
    "plan": mark("planned"),
    "intent": mark("begins"),
    "done": mark("done"),
    "held": mark("held"),
    "asked": mark("asks you"),
    "answered": mark("answered"),
    "refused": mark("refused"),
    "failed": mark("failed"),
    "unknown": mark("unknown"),
    "settled": mark("settled"),
    "undoing": mark("taking back"),
    "undone": mark("taken back"),
    "triaged": mark("sorted"),
    "postponed": mark("put off"),
    "stopped": mark("stopped"),
    "tuned": mark("learning"),
    "forgetting": mark("forgetting"),
    "forgotten": mark("forgotten"),
    "serial": mark("policy"),
    "counted": mark("counted"),
    "receipt": mark("your yes"),
    "granted": mark("granted"),
    "revoked": mark("revoked"),
    "organisation": mark("policy"),
}
