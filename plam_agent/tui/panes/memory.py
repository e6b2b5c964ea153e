"""The memory: searched, shown down to where it came from, told something, corrected, forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Input, Static

from ...language import _, mark, ngettext, told
from ..dates import dated
from ..replies import laid_out
from .asking import Choosing, Saying, Sure
from .lines import Line, Lines
from .working import Working, cut

if TYPE_CHECKING:
    from ...wanted import Wanted

MOST = 100
PATIENCE = 0.3

TIERS = {
    "episode": mark("episode"),
    "summary": mark("summary"),
    "fact": mark("fact"),
    "note": mark("note"),
}
WAYS = {
    "person": mark("a person: a name or an address"),
    "message": mark("a message: INBOX/17/812, or a Message-ID"),
    "query": mark("whatever holds all of these words"),
    "before": mark("everything before a day: 2026-03-01"),
}


class Memory(Working):
    """What is remembered. Nothing of it is forgotten before it was shown and a word was typed."""

    title = mark("Memory")
    key = "f5"
    order = 40
    essential = "forget"
    NEEDS = ("remembering", "forgetting", "forgetting_told", "wanted")
    FOCUS = "#memories"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", mark("Search")),
        Binding("t", "tell", mark("Tell it")),
        Binding("e", "correct", mark("Correct")),
        Binding("delete,f", "forget", mark("Forget")),
        Binding("o", "forget_other", mark("Forget …")),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._rows: list[Mapping[str, Any]] = []

    def compose(self) -> ComposeResult:
        """The search, what it found, one memory in full, and what can be done with it."""
        yield Input(placeholder=_("What do you want to remember?"), id="asked", compact=True)
        with Container(classes="body"):
            yield Lines(self._line, id="memories")
            with VerticalScroll(classes="detail"):
                yield Static("", markup=False, id="memory")
        yield from self.foot(
            ("forget", _("Forget")),
            ("forget-other", _("Forget …")),
            ("tell", _("Tell it")),
            ("correct", _("Correct")),
        )

    async def fill(self) -> None:
        """Ask again what was asked; without words, what came last."""
        await self._search(0)

    def _line(self, index: int) -> Line | None:
        if index >= len(self._rows):
            return None
        row = self._rows[index]
        at = datetime.fromisoformat(row["at"]).astimezone(self.session.home.zone)
        return (
            (f"{dated(at, '%d %b %Y')} ", "dim"),
            (f"{_(TIERS[row['tier']]):<9}", "dim" if row["trusted"] else "warning"),
            (cut(row["text"], 400), ""),
        )

    @on(Input.Changed, "#asked")
    def _typed(self) -> None:
        self.begin(self._search(PATIENCE), "search")

    async def _search(self, patience: float) -> None:
        await asyncio.sleep(patience)
        words = self.query_one("#asked", Input).value.strip()
        if words:
            body = {"verb": "search", "words": words, "limit": MOST}
            reply = await self.session.do("memory", body)
            rows, notes = list(reply.plain), list(reply.notes)
        else:
            rows, notes = await self._newest(), []
        self._rows = rows
        self.query_one("#memories", Lines).show(len(rows), 0)
        count = len(rows)
        said = ngettext("{count} memory", "{count} memories", count).format(count=count)
        if not rows:
            said = _("Nothing comes to mind.") if words else _("Nothing is remembered yet.")
        self.tell(" ".join([said, *notes]))
        self._tell_one()

    async def _newest(self) -> list[dict[str, Any]]:
        from ...remembering import newest

        return await self.session.run(newest, self.session.home, MOST)

    def _row(self) -> Mapping[str, Any] | None:
        cursor = self.query_one("#memories", Lines).cursor
        return self._rows[cursor] if cursor < len(self._rows) else None

    @on(Lines.Moved, "#memories")
    def _tell_one(self) -> None:
        """The memory under the cursor, as far as it is known without asking."""
        row = self._row()
        self.query_one("#forget", Button).disabled = row is None
        self.query_one("#correct", Button).disabled = row is None
        said = ""
        if row is not None:
            from ...remembering import escaped_lines

            lines = escaped_lines(row["text"])
            lines.append(_("from: {origins}").format(origins=", ".join(row["origins"])))
            if row.get("why"):
                why = ", ".join(map(told, row["why"].split(", ")))
                lines.append(_("found by: {why}").format(why=why))
            said = "\n".join(lines)
        self.query_one("#memory", Static).update(said)

    @on(Lines.Chosen, "#memories")
    def _chosen(self) -> None:
        if (row := self._row()) is not None:
            self.begin(self._show(row["id"]))

    async def _show(self, id_: str) -> None:
        """One memory, and where it came from, down to the bottom."""
        reply = await self.session.do("memory", {"verb": "show", "id": id_})
        self.query_one("#memory", Static).update(reply.text)

    @on(Button.Pressed, "#forget")
    def _forget_pressed(self) -> None:
        self.action_forget()

    @on(Button.Pressed, "#forget-other")
    def _other_pressed(self) -> None:
        self.action_forget_other()

    @on(Button.Pressed, "#tell")
    def _tell_pressed(self) -> None:
        self.action_tell()

    @on(Button.Pressed, "#correct")
    def _correct_pressed(self) -> None:
        self.action_correct()

    @on(Input.Submitted, "#asked")
    def _to_list(self) -> None:
        self.query_one("#memories").focus()

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#asked").focus()

    def action_tell(self) -> None:
        """Tell it something, in the owner's own words."""
        self.act(self._told())

    async def _told(self) -> None:
        words = await self.app.push_screen_wait(Saying(_("What should be remembered?"), ""))
        if words:
            body = {"verb": "add", "words": words, "typed": True}
            await self._done(await self.session.do("memory", body))

    def action_correct(self) -> None:
        """Correct the memory under the cursor; the older one is kept, dated."""
        if (row := self._row()) is not None:
            self.act(self._corrected(row["id"], row["text"]))

    async def _corrected(self, id_: str, text: str) -> None:
        words = await self.app.push_screen_wait(Saying(_("What is right?"), text))
        if words and words != text:
            body = {"verb": "edit", "id": id_, "words": words, "typed": True}
            await self._done(await self.session.do("memory", body))

    async def _done(self, reply: Any) -> None:
        await self.fill()
        self.tell(reply.text, "error" if reply.code else "good")

    def action_forget(self) -> None:
        """Forget the memory under the cursor, with whatever was made from it."""
        from ...wanted import Wanted

        if (row := self._row()) is not None:
            self.act(self._forget(Wanted(memories=(row["id"],), by="memory")))

    def action_forget_other(self) -> None:
        """Forget a person, a message, words, or everything before a day."""
        self.act(self._forget_chosen())

    async def _forget_chosen(self) -> None:
        from ...forgetting_told import day_of, spelt
        from ...wanted import Wanted

        ways = {name: _(words) for name, words in WAYS.items()}
        chosen = await self.app.push_screen_wait(
            Choosing(_("What is to be forgotten?"), ways, _("Look for it"))
        )
        if chosen is None:
            return
        way, text = chosen
        home = self.session.home
        match way:
            case "person":
                wanted = Wanted(people=(text,), by=way)
            case "message":
                wanted = Wanted(messages=(text,), by=way)
            case "query":
                wanted = Wanted(query=text, by=way)
            case _:
                wanted = Wanted(before=day_of(home, text), by=way)
        self.tell(_("Looking for everything about it …"))
        await self._forget(await spelt(home, wanted, self.tell))

    async def _forget(self, wanted: Wanted) -> None:
        """Show what would go; after the typed word it goes, and the certificate is shown."""
        from ...forgetting import choose, forget
        from ...forgetting_told import certified, near, preview, retrained_when

        home = self.session.home
        self.tell(_("Looking for everything about it …"))
        chosen = await self.session.run(choose, home, wanted)
        when = retrained_when(home)
        if not chosen.order:
            self.tell(_("There is nothing about it, so nothing was forgotten."))
            return
        text = laid_out(preview(chosen, await near(home, wanted, chosen), when))
        sure = Sure(_("Forget this for ever?"), text, _("forget"), _("Forget"))
        if not await self.app.push_screen_wait(sure):
            self.tell(_("Nothing was forgotten."))
            return
        self.tell(_("Forgetting, and looking whether anything is left …"))
        fields = await self.session.run(forget, home, wanted)
        await self.fill()
        checked = fields["checked"]
        left = checked["keys_in"] or checked["opened_in"] or checked["left"]
        self.query_one("#memory", Static).update(laid_out(certified(fields, when)))
        said = _("Something of it is left: read the certificate.") if left else _("Forgotten.")
        self.tell(said, "error" if left else "good")
