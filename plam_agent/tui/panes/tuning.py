"""What was learnt from the owner: versions and their curves, worn, rolled back, learnt now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Static

from ...language import _, mark, told
from ..dates import dated
from ..replies import laid_out
from .curves import curve
from .lines import Line, Lines, flat
from .working import Working, filled, nothing_here

CURVES = {
    "training_losses": mark("Loss on what it learns, by epoch"),
    "training_held": mark("Loss on what it never saw, by epoch"),
}
WIDEST = 60


class Tuning(Working):
    """Versions, the newest first. A way back is always one key away."""

    title = mark("Learning")
    key = "f7"
    order = 60
    essential = "rollback"
    NEEDS = ("cli.tune_status", "tuning.wearing")
    FOCUS = "#versions"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "wear", mark("Wear it")),
        Binding("b", "rollback", mark("Roll back")),
        Binding("enter", "report", show=False),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._versions: list[Mapping[str, Any]] = []
        self._plain: Mapping[str, Any] = {}
        self._text = ""
        self._sure = ""

    def compose(self) -> ComposeResult:
        """The versions, how it stands or one of them with its curves, and what can be done."""
        with Container(classes="body"):
            yield Lines(self._line, id="versions")
            with VerticalScroll(classes="detail", can_focus=True):
                yield Static("", markup=False, id="version")
        yield from self.foot(
            ("wear", _("Wear it")), ("rollback", _("Roll back")), ("stands", _("How it stands"))
        )

    async def fill(self) -> None:
        """Read what is worn, what there was, and what waits to be learnt."""
        from ...cli.tune_status import standing

        self.tell(_("Looking …"))
        self._plain, self._text = await self.session.run(standing, self.session.home)
        self._versions = list(reversed(self._plain["versions"]))
        self._sure = ""
        self.query_one("#versions", Lines).show(len(self._versions), 0)
        self.action_stands()
        self.query_one("#wear", Button).disabled = not self._versions
        self.query_one("#rollback", Button).disabled = not self._plain["worn"]
        worn = ", ".join(each["id"] for each in self._plain["worn"])
        self.tell(_("Worn: {names}.").format(names=worn) if worn else _("No adapter is worn."))

    def _line(self, index: int) -> Line | None:
        if index >= len(self._versions):
            return None
        row = self._versions[index]
        state, kind = _state(row)
        made = datetime.fromisoformat(row["created"]).astimezone(self.session.home.zone)
        return (
            (f"{row['id']:<10}", "title" if row["worn"] else ""),
            (f"{dated(made, '%d %b %Y %H:%M')}  ", "dim"),
            (filled(state, 14), kind),
            (_("{count} examples").format(count=row["rows"]) + _gained(row["figures"]), ""),
        )

    def _row(self) -> Mapping[str, Any] | None:
        cursor = self.query_one("#versions", Lines).cursor
        return self._versions[cursor] if cursor < len(self._versions) else None

    @on(Lines.Moved, "#versions")
    @on(Lines.Chosen, "#versions")
    def _moved(self) -> None:
        self._sure = ""
        self.action_report()

    @on(Button.Pressed, "#wear")
    def _wear_pressed(self) -> None:
        self.action_wear()

    @on(Button.Pressed, "#rollback")
    def _rollback_pressed(self) -> None:
        self.action_rollback()

    @on(Button.Pressed, "#stands")
    def _stands_pressed(self) -> None:
        self.action_stands()

    def action_stands(self) -> None:
        """What is worn, what waits to be learnt, when, and what the last nights did."""
        lines = [] if self._versions else [nothing_here(), ""]
        gains = [
            float(row["figures"]["accepted_after"])
            for row in reversed(self._versions)
            if isinstance(row["figures"].get("accepted_after"), int | float)
        ]
        if len(gains) > 1:
            lines += [_("Answers that were as you wanted, by version"), *self._chart(gains), ""]
        self.query_one("#version", Static).update("\n".join([*lines, flat_lines(self._standing())]))

    def _standing(self) -> str:
        """How it stands, and what each of the last nights came to, in the language in use."""
        text = laid_out(self._text)
        for night in self._plain.get("nights", ()):
            text = text.replace(night["text"], told(night["text"]))
        return text

    def action_report(self) -> None:
        """One version: what became of it, its curves and its figures."""
        if (row := self._row()) is None:
            return
        figures = row["figures"]
        state, _kind = _state(row)
        lines = [f"{row['id']}: {state}"]
        for name, words in CURVES.items():
            values = figures.get(name)
            if isinstance(values, Sequence) and not isinstance(values, str) and len(values) > 1:
                lines += ["", _(words), *self._chart(values)]
        shown = {n: v for n, v in figures.items() if isinstance(v, int | float | str)}
        lines += ["", *(f"{name}: {_figure(value)}" for name, value in shown.items())]
        self.query_one("#version", Static).update(flat_lines("\n".join(lines)))

    def _chart(self, values: Sequence[float]) -> list[str]:
        width = self.query_one(".detail").scrollable_content_region.width - 2
        return curve(values, width=max(12, min(WIDEST, width)))

    def action_wear(self) -> None:
        """Wear the version under the cursor; asked for twice."""
        if (row := self._row()) is None:
            return
        if row["worn"]:
            self.tell(_("{name} is worn already.").format(name=row["id"]))
        elif self._sure != f"wear {row['id']}":
            self._sure = f"wear {row['id']}"
            self.tell(_("Wear {name}? Once more does it.").format(name=row["id"]))
        else:
            self.act(self._wear(row["id"]))

    async def _wear(self, id_: str) -> None:
        from ...tuning.wearing import put_on

        self._sure = ""
        said = await self.session.run(put_on, self.session.home, id_)
        await self.fill()
        self.tell(said, "good")

    def action_rollback(self) -> None:
        """Wear what was worn before, or nothing; asked for twice."""
        if not self._plain.get("worn"):
            self.tell(_("No adapter is worn, so there is no way back."), "error")
        elif self._sure != "back":
            self._sure = "back"
            self.tell(_("Wear what was worn before? Once more does it."))
        else:
            self.act(self._rollback())

    async def _rollback(self) -> None:
        from ...tuning.wearing import rolled_back

        self._sure = ""
        _worn, said = await self.session.run(rolled_back, self.session.home)
        await self.fill()
        self.tell(said, "good")


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    """What became of a version, and the colour of that."""
    if row["worn"]:
        return _("worn"), "good"
    if row["stale"]:
        return _("stale"), "error"
    return (_("proven better"), "") if row["promoted"] else (_("not better"), "dim")


def _gained(figures: Mapping[str, Any]) -> str:
    before, after = figures.get("accepted_before"), figures.get("accepted_after")
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return ""
    return f"  {before:.0%} → {after:.0%}"


def _figure(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def flat_lines(text: str) -> str:
    """Lines, each without anything that moves, hides or reorders."""
    return "\n".join(map(flat, text.split("\n")))
