"""A list of any length: only the lines on the screen are asked for, and only they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..plainly import escaped

Part = tuple[str, str]
"""A stretch of text, and the component class that it is drawn in."""

Line = Sequence[Part]


class Lines(ScrollView, can_focus=True):
    """Lines by number, drawn when they are seen; one of them is the line that the cursor is on.

    `line_of` says what a line shows, as stretches that are drawn as they are: nothing in them is
    markup. Where it does not know yet it returns None, is asked for by `Needed`, and again after
    `renew`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--cursor",
        "lines--dim",
        "lines--warning",
        "lines--error",
        "lines--good",
        "lines--title",
    }
    DEFAULT_CSS = """
    Lines { height: 1fr; min-height: 2; background: $surface; color: $foreground; }
    Lines:focus { background-tint: $foreground 4%; }
    Lines > .lines--cursor { background: $primary 35%; text-style: bold; }
    Lines:focus > .lines--cursor { background: $primary; color: $text; text-style: bold; }
    Lines > .lines--dim { color: $foreground 60%; }
    Lines > .lines--warning { color: $text-warning; }
    Lines > .lines--error { color: $text-error; text-style: bold; }
    Lines > .lines--good { color: $text-success; }
    Lines > .lines--title { text-style: bold; color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "first", show=False),
        Binding("end,G", "last", show=False),
        Binding("enter", "choose", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=True)

    class Moved(Message):
        """The cursor is on another line."""

        def __init__(self, lines: Lines, index: int) -> None:
            """Line `index`, from 0."""
            super().__init__()
            self.lines = lines
            self.index = index

        @property
        def control(self) -> Lines:
            """The list."""
            return self.lines

    class Chosen(Moved):
        """Enter was pressed on a line, or it was clicked twice."""

    class Needed(Moved):
        """A line is on the screen that `line_of` does not know."""

    def __init__(self, line_of: Callable[[int], Line | None], *, id: str | None = None) -> None:
        """An empty list; `show` says how many lines there are."""
        super().__init__(id=id)
        self._line_of = line_of
        self._asked: set[int] = set()
        self.count = 0

    def show(self, count: int, cursor: int | None = None) -> None:
        """There are so many lines now; what was drawn of others is drawn anew."""
        self.count = count
        self.virtual_size = Size(0, count)
        self.cursor = self.validate_cursor(self.cursor if cursor is None else cursor)
        self._asked.clear()
        if cursor is not None:
            self._reveal()
        self.refresh()

    def renew(self) -> None:
        """Ask again for the lines on the screen."""
        self._asked.clear()
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        """The nearest line there is."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Say so, and show it."""
        if old != new and self.count:
            self._reveal()
            self.post_message(self.Moved(self, new))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index = y + int(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        base = self.rich_style
        if index >= self.count:
            return Strip.blank(width, base)
        parts = self._line_of(index)
        if parts is None:
            if index not in self._asked:
                self._asked.add(index)
                self.post_message(self.Needed(self, index))
            parts = (("…", "dim"),)
        style = self.get_component_rich_style("lines--cursor") if index == self.cursor else base
        drawn = [
            Segment(flat(text), style if index == self.cursor else self._styled(kind, style))
            for text, kind in parts
        ]
        return Strip(drawn).adjust_cell_length(width, style)

    def _styled(self, kind: str, style: Style) -> Style:
        if not kind:
            return style
        wanted = self.get_component_rich_style(f"lines--{kind}", partial=True)
        return style + Style(color=wanted.color, bold=wanted.bold)

    def _reveal(self) -> None:
        """Scroll as little as shows the cursor, at once."""
        if self.count and self.size.height:
            self.scroll_to_region(
                Region(0, self.cursor, 1, 1), animate=False, force=True, immediate=True
            )

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.cursor = self.validate_cursor(self.cursor + by)

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        self.action_move(by * max(1, self.scrollable_content_region.height - 1))

    def action_first(self) -> None:
        """To the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last line."""
        self.cursor = self.validate_cursor(self.count - 1)

    def action_choose(self) -> None:
        """Choose the line that the cursor is on."""
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; twice chooses."""
        index = event.y + int(self.scroll_offset.y)
        if 0 <= index < self.count:
            self.cursor = index
            if event.chain > 1:
                self.action_choose()

    def on_resize(self) -> None:
        """Keep the cursor on the screen."""
        self._reveal()


def flat(text: str) -> str:
    """Text on one line, with everything that does not show as itself written as an escape."""
    return escaped(" ".join(text.split("\n")))
