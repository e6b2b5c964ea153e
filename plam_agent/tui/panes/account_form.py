"""The form that adds an account: what it is, where it is, and the password for the vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from ...errors import InputError, PlamError
from ...language import _, mark
from ..screens import Hints
from .lines import flat
from .working import sentence

if TYPE_CHECKING:
    from ..session import Session

WAYS = {
    "imap": mark("Mail on a server (IMAP and SMTP)"),
    "maildir": mark("Mail in a folder (Maildir)"),
    "caldav": mark("Calendar on a server (CalDAV)"),
    "ics": mark("Calendar in a folder (.ics)"),
    "carddav": mark("Contacts on a server (CardDAV)"),
    "vcf": mark("Contacts in a folder (.vcf)"),
    "tasks": mark("Tasks on a server (CalDAV)"),
    "files": mark("A folder of files"),
    "notes": mark("A folder of notes"),
    "openai": mark("A remote model"),
}
KINDS = {
    "imap": "mail", "maildir": "mail", "caldav": "calendar", "ics": "calendar",
    "carddav": "contacts", "vcf": "contacts", "tasks": "tasks", "files": "files",
    "notes": "notes", "openai": "model",
}  # fmt: skip
SERVER = ("imap", "caldav", "carddav", "tasks", "openai")
FIELDS = {
    "host": mark("IMAP server"),
    "smtp_host": mark("SMTP server, if mail is to be sent"),
    "path": mark("Folder"),
    "url": mark("Address of the server (https://…)"),
    "user": mark("User name"),
    "model": mark("What the model is called there"),
    "password": mark("Password; it goes into the vault"),
    "token_command": mark("Instead: a command that prints an OAuth 2 token"),
    "name": mark("What you call it"),
    "port": mark("Port, where it is another than usual"),
}
ASKED: Mapping[str, tuple[str, ...]] = {
    "imap": ("host", "user", "password", "smtp_host", "name", "port", "token_command"),
    "openai": ("url", "model", "password", "name"),
    **dict.fromkeys(("caldav", "carddav", "tasks"), ("url", "user", "password", "name")),
    **dict.fromkeys(("maildir", "ics", "vcf", "files", "notes"), ("path", "name")),
}


class AccountForm(Hints[str], ModalScreen[str]):
    """Answers with the name of the account that was added, or nothing."""

    DEFAULT_CSS = """
    AccountForm { align: center middle; }
    AccountForm > Vertical {
        width: 76; max-width: 98%; height: auto; max-height: 96%;
        padding: 0 1; border: round $primary; background: $surface;
    }
    AccountForm VerticalScroll { height: auto; max-height: 15; }
    AccountForm .field { height: auto; }
    AccountForm Label { color: $foreground 80%; }
    AccountForm #wrong { color: $text-error; height: auto; max-height: 4; }
    AccountForm Horizontal { height: auto; }
    AccountForm Button { margin-right: 1; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s", "add", show=False),
    ]

    def __init__(self, session: Session, way: str = "imap") -> None:
        """`way` is how the account is reached at first."""
        super().__init__()
        self._session = session
        self._way = way

    def compose(self) -> ComposeResult:
        """What it is, its fields, what is wrong with them, and the two ways out."""
        with Vertical():
            yield Select(
                [(_(words), way) for way, words in WAYS.items()],
                value=self._way,
                allow_blank=False,
                id="way",
                compact=True,
            )
            with VerticalScroll(can_focus=False):
                for name, words in FIELDS.items():
                    with Vertical(classes="field", id=f"field-{name}"):
                        yield Label(_(words))
                        yield Input(id=f"account-{name}", compact=True, password=name == "password")
                with Vertical(classes="field", id="field-shared"):
                    yield Checkbox(_("Others see what is in it"), id="shared", compact=True)
            yield Static("", markup=False, id="wrong")
            with Horizontal():
                yield Button(_("Add (Ctrl+S)"), id="add-it", variant="primary", compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)

    def on_mount(self) -> None:
        """Only the fields that this way has are shown."""
        self._shown()
        self.query_one(f"#account-{ASKED[self._way][0]}").focus()

    @on(Select.Changed, "#way")
    def _changed(self, event: Select.Changed) -> None:
        self._way = str(event.value)
        self._shown()

    def _shown(self) -> None:
        asked = ASKED[self._way]
        for name in FIELDS:
            self.query_one(f"#field-{name}").display = name in asked
        self.query_one("#field-shared").display = self._way not in ("openai", "imap", "maildir")

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Add it, or leave."""
        event.stop()
        if event.button.id == "add-it":
            self.action_add()
        else:
            self.dismiss("")

    def action_leave(self) -> None:
        """Nothing is added."""
        self.dismiss("")

    def action_add(self) -> None:
        """Add what was typed; what is wrong with it is said, and all of it stays."""
        self.run_worker(self._added(), exclusive=True)

    async def _added(self) -> None:
        wrong = self.query_one("#wrong", Static)
        wrong.update(_("Adding …"))
        given = {name: self._typed(name) for name in ASKED[self._way]}
        shared = self.query_one("#shared", Checkbox)
        try:
            name = await added(
                self._session, self._way, given, shared=shared.display and shared.value
            )
        except PlamError as error:
            wrong.update(flat(sentence(error)))
            return
        self.dismiss(name)

    def _typed(self, name: str) -> str:
        value = self.query_one(f"#account-{name}", Input).value
        return value if name == "password" else value.strip()


async def added(
    session: Session, way: str, given: Mapping[str, str], *, shared: bool = False
) -> str:
    """Add the account that a form describes; its name. Raises InputError, ConfigError."""
    from pathlib import Path

    from ... import account_forms

    options: dict[str, Any] = {
        n: v for n, v in given.items() if v and n not in ("password", "name")
    }
    if "path" in options:
        options["path"] = Path(options["path"])
    if "port" in options:
        if not options["port"].isdigit():
            raise InputError(_("The port is no number."), fix=_("Leave it empty, or write 993."))
        options["port"] = int(options["port"])
    missing = next((n for n in ASKED[way] if n in NEEDED.get(way, ()) and n not in options), "")
    if missing:
        raise InputError(_("Still empty: {field}.").format(field=_(FIELDS[missing])))
    options["shared"] = shared
    kind = KINDS[way]

    def add() -> str:
        home = session.home
        account = account_forms.described(kind, options, name=given.get("name", "") or kind)
        password = given.get("password") or None
        if account_forms.needs_password(account) and password is None and way != "openai":
            raise InputError(_("Still empty: {field}.").format(field=_(FIELDS["password"])))
        if "token_command" in options:
            password = None
        account_forms.added(home, account, password)
        return account.name

    name = await session.run(add)
    await session.refresh()
    return name


NEEDED = {
    "imap": ("host", "user"),
    "openai": ("url", "model"),
    **dict.fromkeys(("caldav", "carddav", "tasks"), ("url", "user")),
    **dict.fromkeys(("maildir", "ics", "vcf", "files", "notes"), ("path",)),
}
