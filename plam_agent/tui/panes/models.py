"""Models: those on this machine and those to be had, which one is used, and what suits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Static

from ...language import _, mark, told
from .asking import Sure
from .lines import Line, Lines, flat
from .working import Working, filled

SUITS = {
    "well": mark("suits"),
    "slow": mark("slow here"),
    "no": mark("does not suit"),
    "measured": mark("measured"),
}


class Models(Working):
    """What is used is opened once before it is trusted with anything."""

    title = mark("Models")
    key = "f8"
    order = 70
    essential = "use"
    NEEDS = ("model_choice",)
    FOCUS = "#models"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", show=False),
        Binding("p", "use", mark("Use it")),
        Binding("delete", "remove", mark("Delete")),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._rows: list[dict[str, Any]] = []

    def compose(self) -> ComposeResult:
        """The models, one of them in full, and what can be done with it."""
        with Container(classes="body"):
            yield Lines(self._line, id="models")
            with VerticalScroll(classes="detail", can_focus=True):
                yield Static("", markup=False, id="model")
        yield from self.foot(("use", _("Use it")), ("fetch", _("Fetch")), ("remove", _("Delete")))

    async def fill(self) -> None:
        """Look what there is, and how each suits this machine."""
        from ...model_choice import rows

        self.tell(_("Looking what there is …"))
        self._rows = await self.session.run(rows, self.session.path)
        used = next((i for i, row in enumerate(self._rows) if row["used"]), 0)
        self.query_one("#models", Lines).show(len(self._rows), used)
        self._tell_one()
        name = self._rows[used]["name"] if self._rows and self._rows[used]["used"] else ""
        self.tell(_("In use: {name}.").format(name=name) if name else _("No model is in use."))

    def _line(self, index: int) -> Line | None:
        if index >= len(self._rows):
            return None
        row = self._rows[index]
        here = row["installed"]
        return (
            ("* " if row["used"] else "  ", "good"),
            (filled(row["name"], 26) + " ", "title" if row["used"] else "" if here else "dim"),
            (f"{row['bytes'] / 1e9:>6.2f} GB  ", "dim"),
            (filled(_("here") if here else _("to be had"), 11), "" if here else "dim"),
            (_suits(row), "error" if row["fit"] == "no" else ""),
        )

    def _row(self) -> Mapping[str, Any] | None:
        cursor = self.query_one("#models", Lines).cursor
        return self._rows[cursor] if cursor < len(self._rows) else None

    @on(Lines.Moved, "#models")
    def _tell_one(self) -> None:
        row = self._row()
        here = row is not None and row["installed"]
        self.query_one("#use", Button).disabled = not here
        self.query_one("#fetch", Button).disabled = row is None or here
        self.query_one("#remove", Button).disabled = not here
        if row is None:
            return
        lines = [row["name"], flat(f"{_suits(row)}: {told(row['why']).removeprefix('is ')}")]
        if here:
            lines.append(flat(str(row["path"])))
            if not row["problem"] and not row["calibrated"]:
                lines.append(_("Its confidence is not calibrated."))
            lines.append(f"SHA-256 {row['sha256']}")
        else:
            lines.append(f"{row['title']}, {row['repository']}")
            lines.append(
                _("Memory at 4,096 tokens: {size} GB. Languages: {languages}.").format(
                    size=f"{row['memory_4k'] / 1e9:.1f}", languages=row["languages"]
                )
            )
        lines.append(_("Licence: {name}").format(name=row["license"] or _("not stated")))
        self.query_one("#model", Static).update("\n".join(map(flat, lines)))

    @on(Lines.Chosen, "#models")
    @on(Button.Pressed, "#use")
    def _use_pressed(self) -> None:
        self.action_use()

    @on(Button.Pressed, "#remove")
    def _remove_pressed(self) -> None:
        self.action_remove()

    @on(Button.Pressed, "#fetch")
    def _fetch_pressed(self) -> None:
        row = self._row()
        if row is not None and not row["installed"]:
            self.act(self._fetch(row))

    def action_use(self) -> None:
        """Plan and read with the model under the cursor from now on."""
        row = self._row()
        if row is None or not row["installed"]:
            self.tell(_("It is not here: fetch it first."), "error")
            return
        self.act(self._use(row))

    async def _use(self, row: Mapping[str, Any]) -> None:
        from pathlib import Path

        from ...model_choice import put_to_use

        self.tell(_("Opening {name} …").format(name=row["name"]))
        heed: list[str] = []
        await put_to_use(self.session.path, Path(row["path"]), None, heed.append)
        await self.session.refresh()
        await self.fill()
        said = _("{name} is used from now on.").format(name=row["name"])
        self.tell(" ".join([said, *(told(each.removeprefix("plam: ")) for each in heed)]), "good")

    async def _fetch(self, row: Mapping[str, Any]) -> None:
        """Fetch it from the hub, which is asked for nothing but that file."""
        from ...model_choice import fetched

        def tell(_what: str, done: int, total: int) -> None:
            share = f" {done / total:.0%}" if total else ""
            self.tell(_("Fetching {name} …").format(name=row["name"]) + share)

        self.tell(_("Fetching {name} …").format(name=row["name"]))
        await fetched(self.session.path, row["name"], tell)
        await self.fill()
        self.tell(_("{name} is here, and checked.").format(name=row["name"]), "good")

    def action_remove(self) -> None:
        """Delete the model under the cursor from the home."""
        row = self._row()
        if row is not None and row["installed"]:
            self.act(self._remove(row))

    async def _remove(self, row: Mapping[str, Any]) -> None:
        from ...model_choice import removed

        sure = Sure(_("Delete this model?"), str(row["path"]), _("delete"), _("Delete"))
        if not await self.app.push_screen_wait(sure):
            self.tell(_("Nothing was deleted."))
            return
        name = row["path"].rpartition("/")[2]
        freed, _used, path = await self.session.run(removed, self.session.path, name)
        await self.fill()
        size = f"{freed / 1e6:,.1f}"
        self.tell(
            _("{name} is gone; {size} MB are free again.").format(name=path.name, size=size),
            "good",
        )


def _suits(row: Mapping[str, Any]) -> str:
    return _(SUITS[row["fit"]]) if row["fit"] in SUITS else str(row["fit"])
