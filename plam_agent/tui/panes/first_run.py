"""From nothing to a dry run on one's own mailbox: a home, its recovery key, mail, and a look."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.css.query import NoMatches
from textual.widgets import Button, Checkbox, ContentSwitcher, Input, Label, Select, Static

from ...errors import InputError, PlamError
from ...language import _, current, mark, told, use
from .account_form import AccountForm
from .working import Working, sentence

if TYPE_CHECKING:
    from ..session import Session

SHORTEST = 8
LAST = 20
"""How many of the newest messages are looked at."""

LANGUAGES = {"en": "English", "fr": "Français"}
STEPS = {
    "who": mark("1 of 4: whose home is it?"),
    "rules": mark("2 of 4: what it may do. Read it; nothing is signed before you say so."),
    "recovery": mark("3 of 4: write this key down, and keep it away from this machine."),
    "mail": mark("4 of 4: your mail. Nothing in it is changed."),
    "look": mark("A look at your newest messages. Nothing is changed by it."),
    "locked": mark("There is a home here. Give its passphrase to go on."),
}
ACTS = {
    "who": mark("Next: read the rules"),
    "rules": mark("Sign these rules"),
    "recovery": mark("I have written it down"),
    "mail": mark("Add my mail"),
    "look": mark("Look at my mail"),
    "locked": mark("Unlock"),
}


class FirstRun(Working):
    """Each step has one button that goes on; what was typed stays until it is used."""

    title = mark("Start")
    key = "f10"
    order = 90
    essential = "next"
    NEEDS = ("setup", "model_choice", "account_forms")
    locked = True

    DEFAULT_CSS = """
    FirstRun #step { height: auto; padding: 0 1; text-style: bold; color: $text-accent; }
    FirstRun ContentSwitcher { height: 1fr; }
    FirstRun ContentSwitcher > VerticalScroll { height: 1fr; padding: 0 1; }
    FirstRun Label { color: $foreground 80%; }
    FirstRun #key { text-style: bold; padding: 1 2; }
    FirstRun Select { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "next", mark("Go on"))]

    def __init__(self) -> None:
        """Nothing is made yet."""
        super().__init__()
        self._step = "who"
        self._agreeing: asyncio.Future[bool] | None = None
        self._passphrase = ""
        self._zone = ""

    def compose(self) -> ComposeResult:
        """A step at a time, with the line that says what is wrong and the button that goes on."""
        yield Static("", markup=False, id="step")
        with ContentSwitcher(initial="who", id="steps"):
            with VerticalScroll(id="who", can_focus=False):
                yield Label(_("Your own mail address"))
                yield Input(id="owner", compact=True, placeholder="you@example.org")
                yield Label(_("Your time zone"))
                yield Input(id="zone", compact=True, placeholder="Europe/Paris")
                yield Label(_("Your language"))
                yield Select(
                    [(words, code) for code, words in LANGUAGES.items()],
                    value=current(),
                    allow_blank=False,
                    id="language",
                    compact=True,
                )
                yield Label(_("A passphrase: it seals your keys, and nobody can reset it"))
                yield Input(id="passphrase", compact=True, password=True)
                yield Label(_("The same passphrase again"))
                yield Input(id="again", compact=True, password=True)
            with VerticalScroll(id="rules"):
                yield Static("", markup=False, id="rules-text")
            with VerticalScroll(id="recovery"):
                yield Static("", markup=False, id="key")
                yield Static(
                    _(
                        "Whoever has this key can open this home without the passphrase, and so "
                        "can you where you have forgotten it. It is shown once."
                    ),
                    markup=False,
                )
                yield Checkbox(_("It stands on paper now"), id="written", compact=True)
            with VerticalScroll(id="mail"):
                yield Static("", markup=False, id="mail-text")
            with VerticalScroll(id="look"):
                yield Static("", markup=False, id="look-text")
            with VerticalScroll(id="locked", can_focus=False):
                yield Label(_("The passphrase of this home"))
                yield Input(id="open-with", compact=True, password=True)
        yield from self.foot(("next", _(ACTS["who"])), ("back", _("No, change it")))

    async def load(self, session: Session) -> None:
        """Go on where the home is: no home, locked, without mail, or ready for a look."""
        await self.ready(session)
        if self._agreeing is not None or self._step == "recovery":
            return
        await self.fill()

    async def fill(self) -> None:
        """Find the step that is next."""
        from ...setup import local_zone

        if not await self.session.run(lambda: self.session.exists):
            if not self.query_one("#zone", Input).value:
                self.query_one("#zone", Input).value = await self.session.run(local_zone)
            self._to("who", "#owner")
        elif not self.session.opened:
            self._to("locked", "#open-with")
        elif not await self._mail():
            self._to("mail", "#next")
        else:
            self._to("look", "#next")

    def _answer(self, yes: bool) -> None:
        if self._agreeing is not None and not self._agreeing.done():
            self._agreeing.set_result(yes)

    async def _mail(self) -> bool:
        settings = await self.session.refresh()
        return any(each.kind == "mail" for each in settings.accounts)

    def _to(self, step: str, focus: str = "") -> None:
        self._step = step
        self.query_one("#steps", ContentSwitcher).current = step
        self.query_one("#step", Static).update(_(STEPS[step]))
        button = self.query_one("#next", Button)
        button.label = _(ACTS[step])
        button.disabled = False
        self.query_one("#back").display = step == "rules"
        self.tell("")
        if step == "look":
            self.query_one("#look-text", Static).update(
                _(
                    "The newest messages of your inbox are read, and each is put under one of the "
                    "labels of your policy. You see what would follow, and nothing is changed."
                )
            )
        if step == "mail":
            self.query_one("#mail-text", Static).update(
                _(
                    "Add the mailbox that is to be sorted: on a server (IMAP) or in a folder "
                    "(Maildir). Its password goes into the vault of this home.\n\n"
                    "Then the newest messages are read and you see what would be done with each. "
                    "Nothing is moved, sent or remembered by it."
                )
            )
        if focus and self.display:
            self.query_one(focus).focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id in ("again", "open-with"):
            self.action_next()
        else:
            self.screen.focus_next()

    @on(Button.Pressed, "#next")
    def _next_pressed(self) -> None:
        self.action_next()

    @on(Button.Pressed, "#back")
    def _back_pressed(self) -> None:
        self._answer(False)

    def action_next(self) -> None:
        """Do what this step is for, and go on."""
        match self._step:
            case "rules":
                self._answer(True)
            case "recovery":
                self._written()
            case "who":
                self.act(self._make())
            case "locked":
                self.act(self._unlock())
            case "mail":
                self.act(self._add_mail())
            case "look":
                self.act(self._look())

    async def _make(self) -> None:
        """Make the home: the rules are read before they are signed, and a no leaves nothing."""
        from ...setup import make_home

        owner, zone, first, again = (
            self.query_one(f"#{name}", Input).value
            for name in ("owner", "zone", "passphrase", "again")
        )
        language = str(self.query_one("#language", Select).value)
        if len(first) < SHORTEST:
            raise InputError(
                _("The passphrase is short: {count} letters at least.").format(count=SHORTEST)
            )
        if first != again:
            raise InputError(_("The two passphrases differ."), fix=_("Type them again."))
        await self.session.run(use, language)
        loop = asyncio.get_running_loop()

        def agree(words: str) -> bool:
            return asyncio.run_coroutine_threadsafe(self._agreed(words), loop).result()

        self.tell(_("Making keys …"))
        try:
            recovery, _said = await self.session.run(
                make_home,
                self.session.path,
                owner=owner.strip(),
                zone=zone.strip(),
                language=language,
                passphrase=first,
                agree=agree,
            )
        except PlamError as error:
            self._to("who", "#owner")
            self.tell(sentence(error), "error")
            return
        finally:
            # Whoever leaves while the rules are read has not agreed to them.
            self._answer(False)
            self._agreeing = None
        self._passphrase = first
        for name in ("passphrase", "again"):
            self.query_one(f"#{name}", Input).value = ""
        self.query_one("#key", Static).update(recovery)
        self._to("recovery", "#written")

    async def _agreed(self, words: str) -> bool:
        """The owner's yes to the rules, read first."""
        self._agreeing = asyncio.get_running_loop().create_future()
        self.query_one("#rules-text", Static).update(words)
        self._to("rules", "#rules")
        return await self._agreeing

    def _written(self) -> None:
        if not self.query_one("#written", Checkbox).value:
            self.tell(_("Write it down first, and say so: it is not shown again."), "error")
            return
        self.query_one("#key", Static).update("")
        self.act(self._open())

    async def _open(self) -> None:
        """Open the new home, and choose the model that suits this machine."""
        from ...model_choice import first_model

        self._step = "mail"
        passphrase, self._passphrase = self._passphrase, ""
        await self.session.open(passphrase)
        language = self.session.settings.language
        self.tell(_("Choosing a model for this machine …"))
        name, why = await first_model(self.session.path, language)
        await self.fill()
        self.tell(f"{_('Model: {name}.').format(name=name or _('none'))} {told(why)}")

    async def _unlock(self) -> None:
        secret = self.query_one("#open-with", Input)
        self.tell(_("Opening …"))
        await self.session.open(secret.value)
        secret.value = ""
        await self.fill()

    async def _add_mail(self) -> None:
        if await self.app.push_screen_wait(AccountForm(self.session)):
            await self.fill()
            if self._step == "look":
                await self._look()

    async def _look(self) -> None:
        """Sort the newest messages without changing anything."""
        button = self.query_one("#next", Button)
        button.disabled = True
        self.tell(_("Reading the newest {count} messages …").format(count=LAST))
        try:
            reply = await self.session.do(
                "triage", {"last": LAST, "dry": True}, progress=self._progress
            )
        finally:
            button.disabled = False
        self.query_one("#look-text", Static).update(reply.text)
        self.query_one("#step", Static).update(
            _("This is what would be done. Nothing was changed.")
        )
        notes = " ".join(re.sub(r"^plam\s?: ", "", each) for each in reply.notes)
        self.tell(notes or self._after(reply), "" if notes else "good")

    @staticmethod
    def _after(reply: Any) -> str:
        if not reply.plain["messages"]:
            return _("There is no message in the inbox yet.")
        return _("What may happen by itself stands in the policy: change it there, and sign it.")

    def _progress(self, done: int, total: int, line: str) -> None:
        try:
            self.tell(f"{done}/{total}  {told(line)}")
        except NoMatches:
            return
