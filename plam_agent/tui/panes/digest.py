"""What ran while nobody was there: what needs the owner first, then what was done, then counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Static

from ...language import _, mark, ngettext
from ..dates import dated
from .lines import Line, Lines
from .undoing import Undoing
from .working import cut

if TYPE_CHECKING:
    from ...browsing import Entry
    from ...unattended import Away

TITLES = {
    "unknown": (mark("May or may not have happened: look, and say which"), "error"),
    "waits": (mark("Waits for you"), "warning"),
    "failed": (mark("Failed"), "error"),
    "refused": (mark("Was refused"), "error"),
    "expired": (mark("Ran out of time, so it was a no"), "warning"),
    "stopped": (mark("Was stopped, because it asked too much"), "warning"),
    "done": (mark("Was done by itself"), "good"),
    "learnt": (mark("Was learnt"), "title"),
}


class Digest(Undoing):
    """Every line is an event of the journal; nothing here is told by a model."""

    title = mark("While away")
    key = "f3"
    order = 20
    essential = "seen"
    NEEDS = ("unattended",)
    FOCUS = "#parts"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "why", mark("Why")),
        Binding("u", "undo", mark("Undo")),
        Binding("s", "seen", mark("I have seen it")),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._away: Away | None = None
        self._lines: list[tuple[Line, Entry | None]] = []

    def compose(self) -> ComposeResult:
        """The parts with their events, one event in full, and what can be done."""
        with Container(classes="body"):
            yield Lines(self._line, id="parts")
            with VerticalScroll(classes="detail", can_focus=True):
                yield Static("", markup=False, id="part")
        yield from self.foot(
            ("seen", _("I have seen it")), ("digest-why", _("Why")), ("digest-undo", _("Undo"))
        )

    async def fill(self) -> None:
        """Read what has happened since the owner said that they had seen everything."""
        from ...unattended import away

        self._away = await self.session.run(away, self.session.home)
        self._lines = self._laid_out(self._away)
        self._sure = 0
        parts = self.query_one("#parts", Lines)
        parts.show(len(self._lines), min(1, max(0, len(self._lines) - 1)))
        self._tell_event()
        self.tell(self._since(self._away))
        self.query_one("#seen", Button).disabled = self._away.through == self._away.seen

    def _laid_out(self, away: Away) -> list[tuple[Line, Entry | None]]:
        found: list[tuple[Line, Entry | None]] = []
        for part in away.parts:
            words, kind = TITLES[part.name]
            found.append((((f"{_(words)} ({part.count})", kind),), None))
            found += [(_event(each), each) for each in part.entries]
            if (more := part.count - len(part.entries)) > 0:
                said = ngettext("  and {count} more", "  and {count} more", more)
                found.append((((said.format(count=more), "dim"),), None))
        if away.labels:
            total = sum(away.labels.values())
            said = ngettext("{count} message was sorted", "{count} messages were sorted", total)
            found.append((((said.format(count=total), "title"),), None))
            found += [
                (((f"{number:>7} ", "dim"), (label or _("not read"), "")), None)
                for label, number in away.labels.items()
            ]
        return found

    @staticmethod
    def _since(away: Away) -> str:
        if away.empty:
            return _("Nothing ran while you were away.")
        if away.since is None:
            return _("This is everything so far.")
        return _("Since {when}.").format(when=dated(away.since, "%a %d %b %Y %H:%M"))

    def _line(self, index: int) -> Line | None:
        return self._lines[index][0] if index < len(self._lines) else None

    def _entry(self) -> Entry | None:
        cursor = self.query_one("#parts", Lines).cursor
        return self._lines[cursor][1] if cursor < len(self._lines) else None

    @on(Lines.Moved, "#parts")
    def _moved(self) -> None:
        self._sure = 0
        self._tell_event()

    def _tell_event(self) -> None:
        entry = self._entry()
        said = ""
        if entry is not None:
            said = f"{dated(entry.at, '%a %d %b %Y %H:%M:%S')}  {entry.seq}\n{entry.text}"
        self.query_one("#part", Static).update(said)
        self.query_one("#digest-why", Button).disabled = entry is None
        self.query_one("#digest-undo", Button).disabled = entry is None or not entry.undo

    @on(Button.Pressed, "#seen")
    def _seen_pressed(self) -> None:
        self.action_seen()

    @on(Lines.Chosen, "#parts")
    @on(Button.Pressed, "#digest-why")
    def _why_pressed(self) -> None:
        self.action_why()

    @on(Button.Pressed, "#digest-undo")
    def _undo_pressed(self) -> None:
        self.action_undo()

    def action_seen(self) -> None:
        """Begin anew from here the next time; what waits is named until it is answered."""
        if self._away is not None:
            self.act(self._looked(self._away.through))

    async def _looked(self, through: int) -> None:
        from ...unattended import looked

        await self.session.run(looked, self.session.home, through)
        await self.fill()

    def action_why(self) -> None:
        """Which rule decided the event under the cursor, and why."""
        if (entry := self._entry()) is not None:
            self.begin(self._why(entry.seq))

    async def _why(self, number: int) -> None:
        reply = await self.session.do("why", {"event": number})
        self.query_one("#part", Static).update(reply.text)

    def action_undo(self) -> None:
        """Take the event under the cursor back; asked for twice."""
        self.take_back(self._entry())


def _event(entry: Entry) -> Line:
    return (
        (f"{entry.seq:>7} ", "dim"),
        (f"{dated(entry.at, '%d %b %H:%M')}  ", "dim"),
        (cut(entry.text, 400), ""),
    )
