"""Accounts: which the agent may reach; added from a form, removed with their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Static

from ...language import _, mark, ngettext
from .account_form import AccountForm
from .asking import Sure
from .lines import Line, Lines, flat
from .working import Working, filled

if TYPE_CHECKING:
    from ...config import Account

KIND_NAMES = {
    "mail": mark("mail"),
    "calendar": mark("calendar"),
    "contacts": mark("contacts"),
    "tasks": mark("tasks"),
    "files": mark("files"),
    "notes": mark("notes"),
    "model": mark("remote model"),
}


class Accounts(Working):
    """Passwords go into the vault and are never shown again."""

    title = mark("Accounts")
    key = "f9"
    order = 80
    essential = "add"
    NEEDS = ("account_forms",)
    FOCUS = "#accounts"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", mark("Add")),
        Binding("delete", "remove", mark("Remove")),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._accounts: tuple[Account, ...] = ()

    def compose(self) -> ComposeResult:
        """The accounts, one of them in full, and what can be done with it."""
        with Container(classes="body"):
            yield Lines(self._line, id="accounts")
            with VerticalScroll(classes="detail", can_focus=True):
                yield Static("", markup=False, id="account")
        yield from self.foot(("add", _("Add")), ("remove", _("Remove")))

    async def fill(self) -> None:
        """Read the settings again."""
        self._accounts = (await self.session.refresh()).accounts
        count = len(self._accounts)
        self.query_one("#accounts", Lines).show(count)
        self._tell_one()
        said = ngettext("{count} account", "{count} accounts", count).format(count=count)
        self.tell(said if count else _("There is no account yet. Add your mail first."))

    def _line(self, index: int) -> Line | None:
        if index >= len(self._accounts):
            return None
        from ...account_forms import WAYS

        account = self._accounts[index]
        place = next((account.settings[way] for way in WAYS if account.settings.get(way)), "")
        return (
            (filled(account.name, 14) + " ", "title" if account.default else ""),
            (filled(kind_name(account.kind), 14) + " ", ""),
            (filled(account.driver, 9) + " ", "dim"),
            (str(place), "dim"),
        )

    def _account(self) -> Account | None:
        cursor = self.query_one("#accounts", Lines).cursor
        return self._accounts[cursor] if cursor < len(self._accounts) else None

    @on(Lines.Moved, "#accounts")
    def _tell_one(self) -> None:
        account = self._account()
        self.query_one("#remove", Button).disabled = account is None
        lines = []
        if account is not None:
            lines = [f"{account.name}: {kind_name(account.kind)}, {account.driver}"]
            lines += [f"{name} = {value}" for name, value in account.settings.items()]
        self.query_one("#account", Static).update("\n".join(map(flat, lines)))

    @on(Button.Pressed, "#add")
    def _add_pressed(self) -> None:
        self.action_add()

    @on(Button.Pressed, "#remove")
    def _remove_pressed(self) -> None:
        self.action_remove()

    def action_add(self) -> None:
        """Add an account."""
        self.act(self._add())

    async def _add(self) -> None:
        added = await self.app.push_screen_wait(AccountForm(self.session))
        if added:
            await self.fill()
            self.tell(_("{name} is added.").format(name=added), "good")

    def action_remove(self) -> None:
        """Remove the account under the cursor, and its secrets."""
        if (account := self._account()) is not None:
            self.act(self._remove(account))

    async def _remove(self, account: Account) -> None:
        from ...account_forms import line, removed

        about = "\n".join([flat(line(account)), _("Its mail and files stay where they are.")])
        sure = Sure(_("Remove this account?"), about, account.name, _("Remove"))
        if not await self.app.push_screen_wait(sure):
            self.tell(_("Nothing was removed."))
            return
        await self.session.run(removed, self.session.home, account.name)
        await self.fill()
        self.tell(_("{name} is removed.").format(name=account.name), "good")


def kind_name(kind: str) -> str:
    """A kind of account in the owner's language."""
    return _(KIND_NAMES[kind]) if kind in KIND_NAMES else kind
