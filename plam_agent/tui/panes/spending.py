"""What was spent: when, by whom it was allowed and under which rule, and what is left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Button, Input, Label, Static

from ...errors import InputError, PlamError
from ...language import _, mark, ngettext, trouble
from ..dates import dated
from ..plainly import escaped
from .asking import Naming, Sure
from .lines import Line, Lines
from .working import Working, cut, filled

if TYPE_CHECKING:
    from datetime import datetime

    from ...budgets import Left
    from ...spending import Spent
    from ...types import Money

PATIENCE = 0.4
"""How long typing has to rest before the days are looked up, in seconds."""

STATES = {
    "bought": mark("bought"),
    "not bought": mark("not bought"),
    "unknown": mark("unknown"),
    "under way": mark("under way"),
}
PERIODS = {
    "hour": mark("{left} of {limit} left this hour"),
    "day": mark("{left} of {limit} left today"),
    "week": mark("{left} of {limit} left this week"),
    "month": mark("{left} of {limit} left this month"),
    "ever": mark("{left} of {limit} left"),
}


class Spending(Working):
    """Purchases between two days, the newest first, and their sums."""

    title = mark("Spending")
    key = "ctrl+p"
    order = 35
    essential = "save"
    NEEDS = ("spending", "budgets", "when", "tools.purchase.money")
    FOCUS = "#purchases"

    DEFAULT_CSS = """
    Spending .days { height: 1; }
    Spending .days Label { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "days", mark("Days")),
        Binding("s", "save", mark("Save as a table")),
        Binding("escape", "leave_days", show=False),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._spent: list[Spent] = []
        self._days: tuple[datetime | None, datetime | None] | None = None

    def compose(self) -> ComposeResult:
        """The days, the purchases, the sums and one purchase in full, and what can be done."""
        with Horizontal(classes="days"):
            yield Label(_("From"))
            yield Input(placeholder=_("the beginning"), id="since", compact=True)
            yield Label(_("to"))
            yield Input(placeholder=_("now"), id="until", compact=True)
        with Container(classes="body"):
            yield Lines(self._line, id="purchases")
            with VerticalScroll(classes="detail"):
                yield Static("", markup=False, id="sums")
                yield Static("", markup=False, id="purchase")
        yield from self.foot(("save", _("Save as a table")))

    async def fill(self) -> None:
        """Read the purchases between the two days; at first those of this month."""
        from ...policy.ledger import window_start

        if self._days is None:
            home = self.session.home
            self._days = (None, None)
            month = window_start(home.now(), "month", home.zone)
            with self.prevent(Input.Changed):
                self.query_one("#since", Input).value = f"{month:%Y-%m-%d}"
        await self._look(0)

    async def _look(self, patience: float) -> None:
        from ...spending import day, spending

        await asyncio.sleep(patience)
        home = self.session.home
        since = self.query_one("#since", Input).value.strip()
        until = self.query_one("#until", Input).value.strip()
        try:
            first = await self.session.run(day, home, since) if since else None
            last = await self.session.run(day, home, until, after=True) if until else None
        except InputError:
            # Sums of other days than those that stand there would be wrong.
            self._show([], [], "")
            raise
        self._days = first, last
        spent = await self.session.run(spending, home.journal, first, last)
        budgets, why = await self._left()
        self._show(spent, budgets, why)

    async def _left(self) -> tuple[list[Left], str]:
        """What is left of every budget; where no policy is in force, why that cannot be said."""
        from ...budgets import left

        try:
            return await self.session.run(left, self.session.home), ""
        except PlamError as error:
            return [], trouble(error)

    def _show(self, spent: list[Spent], budgets: list[Left], why: str) -> None:
        from ...spending import total

        self._spent = spent[::-1]
        lines = _sums(spent, budgets)
        if why:
            lines.append(_("What is left cannot be said: {why}").format(why=escaped(why)))
        self.query_one("#sums", Static).update("\n".join([*lines, ""]))
        self.query_one("#purchases", Lines).show(len(spent), 0)
        self.query_one("#save", Button).disabled = not spent
        self._tell_one()
        if not spent:
            self.tell(_("Nothing was bought on these days."))
            return
        said = ngettext("{count} purchase, {sum} in all", "{count} purchases, {sum} in all",
                        len(spent))  # fmt: skip
        self.tell(said.format(count=len(spent), sum=_together(total(spent))))

    def _line(self, index: int) -> Line | None:
        if index >= len(self._spent):
            return None
        from ...tools.purchase.money import shown
        from ...types import Money

        one = self._spent[index]
        state = "" if one.state == "bought" else f"{_(STATES[one.state])}: "
        back = _("{sum} given back: ").format(sum=_sum(one.refunded, one.currency))
        return (
            (f"{dated(one.at.astimezone(self.session.home.zone), '%d %b %Y')}  ", "dim"),
            (f"{shown(Money(one.net, one.currency)):>12}  ", ""),
            (filled(one.merchant, 20) + "  ", ""),
            (state, "error" if one.state == "unknown" else "warning"),
            (back if one.refunded else "", "good"),
            (cut("; ".join(one.what), 400), "dim"),
        )

    @on(Lines.Moved, "#purchases")
    @on(Lines.Chosen, "#purchases")
    def _moved(self) -> None:
        self._tell_one()
        self.query_one("#purchase").scroll_visible(animate=False)

    def _tell_one(self) -> None:
        """The purchase under the cursor in full."""
        cursor = self.query_one("#purchases", Lines).cursor
        text = self._told(self._spent[cursor]) if cursor < len(self._spent) else ""
        self.query_one("#purchase", Static).update(escaped(text))

    def _told(self, one: Spent) -> str:
        at = one.at.astimezone(self.session.home.zone)
        lines = [
            f"{dated(at, '%a %d %b %Y %H:%M')}  {one.merchant}  {_(STATES[one.state])}",
            *one.what,
            _("Paid: {sum}").format(sum=_sum(one.paid, one.currency)),
        ]
        if one.refunded:
            lines.append(_("Given back: {sum}").format(sum=_sum(one.refunded, one.currency)))
        lines.append(
            _("Allowed by you, under {rule}").format(rule=one.rule)
            if one.by == "you"
            else _("Allowed by the rule {rule} alone").format(rule=one.rule)
        )
        event = _("Event {number}").format(number=one.event)
        lines.append(f"{event}  {_('Order')}: {one.order}" if one.order else event)
        return "\n".join(lines)

    @on(Input.Changed, "#since")
    @on(Input.Changed, "#until")
    def _typed(self) -> None:
        self.begin(self._look(PATIENCE), "days")

    @on(Input.Submitted, "#since")
    @on(Input.Submitted, "#until")
    def _to_list(self) -> None:
        self.query_one("#purchases").focus()

    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    def action_days(self) -> None:
        """Type from which day on."""
        self.query_one("#since").focus()

    def action_leave_days(self) -> None:
        """Back to the purchases."""
        self.query_one("#purchases").focus()

    def action_save(self) -> None:
        """Write what is shown to a file, as a table for a spreadsheet."""
        if not self._spent:
            self.tell(_("There is nothing to save."), "error")
        elif not self.at("days"):
            self.act(self._save(self._spent[::-1]))

    async def _save(self, spent: list[Spent]) -> None:
        from ...spending import as_csv

        home = self.session.home
        name = f"~/plam-{spent[0].at.astimezone(home.zone):%Y-%m-%d}.csv"
        question = _("In which file? It is for you alone to read.")
        said = await self.app.push_screen_wait(Naming(question, name, _("Save")))
        if not said:
            self.tell(_("Nothing was written."))
            return
        table = as_csv(spent, home.zone).encode()
        path, there = await self.session.run(_placed, said, home.path)
        if there:
            word, act = _("replace"), _("Replace")
            sure = Sure(_("There is such a file already. Replace it?"), str(path), word, act)
            if not await self.app.push_screen_wait(sure):
                self.tell(_("Nothing was written."))
                return
        await self.session.run(_write, path, table, replace=there)
        self.tell(_("Written: {file}").format(file=path), "good")


def _placed(said: str, home: Path) -> tuple[Path, bool]:
    """The file that the owner named, and whether it is there. Raises InputError."""
    try:
        path = Path(said).expanduser()
    except RuntimeError as error:
        raise InputError(_("there is no such person on this machine.")) from error
    if not path.is_absolute():
        path = Path.home() / path
    if "\0" in said or path.is_dir():
        raise InputError(_("this is no file that can be written."), fix=_("Name a file."))
    if path.parent.resolve().is_relative_to(home.resolve()):
        raise InputError(_("plam's own files lie there."), fix=_("Name a file in another folder."))
    there = path.is_symlink() or path.exists()
    if there and not path.is_file():
        raise InputError(_("this is no file that can be written."), fix=_("Name a file."))
    return path, there


def _write(path: Path, table: bytes, *, replace: bool) -> None:
    """Write it for the owner alone (0600); never over what nobody agreed to lose."""
    from ...files import write_atomic, write_new

    (write_atomic if replace else write_new)(path, table)


def _sums(spent: list[Spent], budgets: list[Left]) -> list[str]:
    """The sums by rule, with what is left of each budget; the rules that asked come after."""
    from ...spending import total

    rules = dict.fromkeys([*(each.rule for each in budgets), *_rules(spent)])
    lines = []
    for rule in rules:
        here = [each for each in spent if each.rule == rule and each.by != "you"]
        parts = [_together(total(here))] if here else []
        for each in budgets:
            if each.rule == rule:
                limit, rest = _sum(each.limit.minor, each.limit.currency), each.left
                words = _(PERIODS[each.period])
                parts.append(words.format(left=_sum(rest.minor, rest.currency), limit=limit))
        if parts:
            lines.append(f"{rule}: {'; '.join(parts)}")
    if asked := [each for each in spent if each.by == "you"]:
        lines.append(_("you said yes: {sum}").format(sum=_together(total(asked))))
    return [escaped(line) for line in lines]


def _rules(spent: Iterable[Spent]) -> list[str]:
    return [each.rule for each in spent if each.by != "you"]


def _sum(minor: int, currency: str) -> str:
    from ...tools.purchase.money import shown
    from ...types import Money

    return shown(Money(minor, currency))


def _together(sums: Iterable[Money]) -> str:
    from ...tools.purchase.money import shown

    return ", ".join(map(shown, sums))
