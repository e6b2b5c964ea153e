"""The policy in plain words, edited with what is wrong beside it, kept as a draft, and signed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Button, Static, TextArea

from ...errors import PlamError
from ...language import _, mark, ngettext, told
from .asking import Sure
from .lines import flat
from .working import Working, sentence

if TYPE_CHECKING:
    from ...drafting import Edited

PATIENCE = 0.4
"""How long typing has to rest before the text is read, in seconds."""

VERDICTS = {
    "narrower": mark("It allows less than the policy in force."),
    "equal": mark("It allows exactly what the policy in force allows."),
    "wider": mark("It allows more than the policy in force."),
    "cannot tell": mark("Nobody can tell whether it allows more than the policy in force."),
}


class Policy(Working):
    """Words for reading, a text for editing. Nothing is in force before the passphrase is given."""

    title = mark("Policy")
    key = "f6"
    order = 50
    essential = "sign"
    NEEDS = ("drafting",)
    FOCUS = ".body > VerticalScroll"

    DEFAULT_CSS = """
    Policy .body > VerticalScroll { height: 1fr; padding: 0 1; }
    Policy TextArea, Policy TextArea:focus { height: 1fr; border: none; padding: 0; }
    Policy #problems { height: auto; max-height: 5; padding: 0 1; background: $panel; }
    Policy #problems.error { color: $text-error; }
    Policy .body > VerticalScroll { display: none; }
    Policy.words .body > VerticalScroll { display: block; }
    Policy.words TextArea { display: none; }
    Policy.wide .body > VerticalScroll {
        display: block; width: 1fr; border-left: solid $primary 40%;
    }
    Policy.wide TextArea { display: block; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "edit", mark("Edit or read")),
        Binding("ctrl+g", "go", mark("Go to the line")),
        Binding("ctrl+s", "sign", mark("Sign")),
        Binding("ctrl+o", "drop", mark("Drop the draft")),
    ]

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__(classes="words")
        self._edited: Edited | None = None
        self._kept = ""
        self._sure = False

    def compose(self) -> ComposeResult:
        """The text, its words, what is wrong with it, and what can be done."""
        with Container(classes="body"):
            yield TextArea(id="text", show_line_numbers=True, tab_behavior="indent")
            with VerticalScroll(can_focus=True):
                yield Static("", markup=False, id="words")
        yield Static("", markup=False, id="problems")
        yield from self.foot(
            ("sign", _("Sign")),
            ("edit", _("Edit or read")),
            ("go", _("Go to the line")),
            ("drop", _("Drop the draft")),
        )

    async def fill(self) -> None:
        """The draft where there is one, else the policy; what is typed and not kept stays."""
        from ...drafting import drafted, text_of

        area = self.query_one("#text", TextArea)
        if self._edited is None or area.text == self._kept:
            path = self.session.path
            draft = await self.session.run(drafted, path)
            text = draft if draft is not None else await self.session.run(text_of, path)
            self._kept = text
            if area.text != text:
                area.load_text(text)
        await self._read(0)

    @on(TextArea.Changed, "#text")
    def _typed(self) -> None:
        self._sure = False
        if self._edited is not None and self.query_one("#text", TextArea).text != self._kept:
            self.begin(self._read(PATIENCE), "read")

    async def _read(self, patience: float) -> None:
        """Keep the text as a draft, and say what it is worth as a policy."""
        from ...drafting import drafted, edited, keep

        await asyncio.sleep(patience)
        text = self.query_one("#text", TextArea).text
        if text != self._kept:
            await self.session.run(keep, self.session.path, text)
            self._kept = text
        found = await self.session.run(edited, self.session.path, text)
        if text != self.query_one("#text", TextArea).text:
            return
        self._edited = found
        draft = await self.session.run(drafted, self.session.path) is not None
        self.query_one("#drop", Button).disabled = not draft
        self._tell_edited(draft, await self._force(draft))

    async def _force(self, draft: bool) -> str:
        """Whether the text is what decides now, in a sentence."""
        if draft:
            return _("A draft, not in force.")
        try:
            await self.session.policy()
        except PlamError as error:
            return _("Nothing is in force: {why}").format(why=told(error.message))
        return _("This is the policy in force.")

    def _tell_edited(self, draft: bool, force: str) -> None:
        found = self._edited
        if found is None:
            return
        problems = self.query_one("#problems", Static)
        problems.set_class(found.error is not None, "error")
        self.query_one("#go", Button).disabled = not self._line()
        if found.error is not None:
            problems.update(sentence(found.error).removeprefix("policy.yaml:"))
            self.tell(_("This is no policy yet; it is kept as a draft."), "error")
            return
        self.query_one("#words", Static).update(found.words)
        lines = [
            f"{each.line}: {told(each.message)}" if each.line else told(each.message)
            for each in found.findings
        ]
        problems.update("\n".join(map(flat, lines)))
        problems.display = bool(lines)
        count = len(lines)
        said = [force]
        if draft and found.against is not None:
            said.append(_(VERDICTS[found.against.verdict]))
        if count:
            said.append(
                ngettext("{count} thing to look at.", "{count} things to look at.", count).format(
                    count=count
                )
            )
        self.tell(" ".join(said))

    def _line(self) -> int:
        """The line of the first thing that is wrong, or 0."""
        found = self._edited
        if found is None:
            return 0
        if found.error is not None:
            return found.error.line or 0
        return next((each.line for each in found.findings if each.line), 0)

    @on(Button.Pressed, "#edit")
    def _edit_pressed(self) -> None:
        self.action_edit()

    @on(Button.Pressed, "#go")
    def _go_pressed(self) -> None:
        self.action_go()

    @on(Button.Pressed, "#sign")
    def _sign_pressed(self) -> None:
        self.action_sign()

    @on(Button.Pressed, "#drop")
    def _drop_pressed(self) -> None:
        self.action_drop()

    def action_edit(self) -> None:
        """Edit the text, or read it in plain words; side by side where there is room."""
        area = self.query_one("#text", TextArea)
        words = self.query_one(".body > VerticalScroll")
        if self.has_class("wide"):
            (words if area.has_focus else area).focus()
            return
        self.toggle_class("words")
        (words if self.has_class("words") else area).focus()

    def action_go(self) -> None:
        """Put the cursor on the first line that something is wrong with."""
        if line := self._line():
            self.remove_class("words")
            area = self.query_one("#text", TextArea)
            area.move_cursor((line - 1, 0))
            area.focus()

    def action_drop(self) -> None:
        """Forget the draft, after it was asked for twice."""
        if not self._sure:
            self._sure = True
            self.tell(_("Throw the draft away? Once more does it."))
            return
        self._sure = False
        self.act(self._dropped())

    async def _dropped(self) -> None:
        from ...drafting import drop

        await self.session.run(drop, self.session.path)
        self._edited = None
        await self.fill()

    def action_sign(self) -> None:
        """Sign the text with the owner key: it is in force from then on."""
        self.act(self._sign())

    async def _sign(self) -> None:
        from ...drafting import highest, put_in_force, raised
        from ...drafting import told as compared

        await self._read(0)
        found = self._edited
        if found is None or found.error is not None or found.policy is None:
            self.tell(_("Mend the line first: this is no policy yet."), "error")
            return
        home = self.session.home
        text = raised(self._kept, await self.session.run(highest, home))
        about = [f"{each.line}: {flat(told(each.message))}" for each in found.findings]
        if found.against is not None:
            differences = compared(found.against, _("What you sign"), _("the policy in force"))
            about += map(told, differences)
        if text != self._kept:
            about.append(_("Its serial is set to the next one."))
        sure = Sure(_("Sign this policy?"), "\n".join(about), _("sign"), _("Sign"))
        if not await self.app.push_screen_wait(sure):
            self.tell(_("Nothing was signed; the draft is kept."))
            return
        passphrase = await self.session.ask_passphrase(_("Your passphrase signs the policy."))
        if not passphrase:
            self.tell(_("Nothing was signed; the draft is kept."))
            return
        self.tell(_("Signing …"))
        try:
            signed = await self.session.run(put_in_force, home, passphrase, text.encode())
        except PlamError as error:
            kept = _("Nothing was signed; the draft is kept.")
            self.tell(f"{sentence(error)} {kept}", "error")
            return
        self._edited = None
        await self.fill()
        self.tell(
            _("Signed: policy {serial} is in force.").format(serial=signed.policy.serial), "good"
        )
