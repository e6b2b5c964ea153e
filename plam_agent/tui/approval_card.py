"""The approval card: a frozen call in full, and the owner's answer to it.

A yes is Ctrl+Y and never Enter. It counts only for a call that was read to its end, and only if it
was pressed after the card could be seen; money wants its amount typed. Several calls of one task
are read one after another, and signed together at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Input, Static

from ..approver import is_amount
from ..errors import PlamError
from ..language import _, mark, told, trouble
from .card_view import CardView
from .cards import Always, Answered, Proposing
from .facts import Facts
from .screens import Asking, beginning
from .signing import Signing

YES, NO = "yes", "no"


class Asked(Input):
    """Where something is typed before a yes counts."""

    async def on_key(self, event: events.Key) -> None:
        """Ctrl+Y in its turn: after every letter that was typed before it."""
        if event.key == "ctrl+y":
            event.stop()
            event.prevent_default()
            assert isinstance(self.screen, ApprovalCard)
            await self.screen.action_approve()


class Amount(Asked):
    """Where an amount is typed: one that was pasted was not read."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.action_paste()

    def action_paste(self) -> None:
        """Say why nothing happens."""
        self.notify(_("Type the amount: it cannot be pasted."), severity="warning")


class ApprovalCard(Asking[Answered]):
    """One or several calls before the owner."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "approve", mark("Approve")),
        Binding("e", "edit", mark("Edit")),
        Binding("d", "deny", mark("Deny")),
        Binding("s", "stop", mark("Deny+stop")),
        Binding("w", "write", mark("Always…")),
        Binding("ctrl+a", "approve_rest", mark("All")),
        Binding("right", "next", mark("Next")),
        Binding("left", "previous", mark("Back"), show=False),
        Binding("escape", "leave", mark("Later")),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("end", "page(1000)", show=False),
        Binding("home", "page(-1000)", show=False),
    ]

    DEFAULT_CSS = """
    ApprovalCard { align: center middle; }
    ApprovalCard #card { width: 100%; max-width: 110; height: 100%; max-height: 48;
        border: heavy $warning; background: $background; padding: 0 1; }
    ApprovalCard #body { height: 1fr; }
    ApprovalCard #always-title { margin-top: 1; text-style: bold; }
    ApprovalCard #always { padding-left: 2; color: $foreground 80%; }
    ApprovalCard #hint { height: auto; color: $text-warning; text-style: bold; }
    ApprovalCard Input { display: none; height: 3; }
    ApprovalCard Input.asked { display: block; }
    """

    def __init__(
        self,
        cards: Sequence[Facts],
        signing: Signing,
        *,
        proposing: Proposing | None = None,
        editable: bool = True,
    ) -> None:
        """`cards` are the calls of one task; `proposing` says what "always" would cover."""
        super().__init__()
        self._cards = tuple(cards)
        self._signing = signing
        self._proposing = proposing
        self._editable = editable
        self._at = 0
        self._read = [False] * len(cards)
        self._said: list[str | None] = [None] * len(cards)
        self._amounts = [""] * len(cards)
        self._receipts: list[Any] = [None] * len(cards)
        self._always: dict[int, Always] = {}
        self._asked_for: int | None = None
        """The call whose passphrase is asked for."""
        self._note = ""
        """What was said last, until something else is done."""

    def compose(self) -> ComposeResult:
        """The call, a line that says what is missing, and the keys."""
        with Vertical(id="card"):
            with VerticalScroll(id="body", can_focus=False):
                yield CardView(id="call")
                yield Static(id="always-title", markup=False)
                yield Static(id="always", markup=False)
            yield Static(id="hint", markup=False)
            yield Amount(id="amount")
            yield Asked(id="passphrase", password=True)
        yield Footer(show_command_palette=False)

    async def on_mount(self) -> None:
        """Show the first call."""
        for field in self.query(Input):
            field.can_focus = False
        self.watch(self.query_one("#body"), "scroll_y", lambda: self._look(), init=False)
        await self._show(0)

    @property
    def facts(self) -> Facts:
        """The call that is shown."""
        return self._cards[self._at]

    async def _show(self, at: int) -> None:
        self._at = at
        self._note = ""
        card = self.query_one("#card")
        card.border_title = _("This needs your yes")
        if len(self._cards) > 1:
            card.border_title += "  " + _("{number} of {count}").format(
                number=at + 1, count=len(self._cards)
            )
        await self.query_one("#call", CardView).show(self.facts)
        self._show_always()
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)
        self._ask_nothing()
        self.refresh_bindings()
        self.begin()
        self.call_after_refresh(self._look)
        if self._proposing is not None and at not in self._always:
            beginning(self, partial(self._propose, at), "always", exclusive=True)

    async def _propose(self, at: int) -> None:
        assert self._proposing is not None
        self._always[at] = await self._proposing(self._cards[at])
        if at == self._at:
            self._show_always()

    def _show_always(self) -> None:
        found = self._always.get(self._at)
        text = found.text if found else (_("…") if self._proposing else "")
        title = _("Always like this would cover") if text else ""
        self.query_one("#always-title", Static).update(title)
        self.query_one("#always", Static).update(text)

    def _look(self) -> None:
        """Note whether the end of the call can be seen."""
        body, call = self.query_one("#body", VerticalScroll), self.query_one("#call")
        end = call.virtual_region.bottom
        if body.size.height and end and body.scroll_y + body.size.height >= end:
            self._read[self._at] = True
        self._hint()

    def _hint(self, text: str = "") -> None:
        self._note = text = text or self._note
        said = self._said[self._at]
        if not text and self._asked_for is not None:
            tool = self._cards[self._asked_for].call.tool
            text = _("Type your passphrase to sign {tool}, then Ctrl+Y.").format(tool=tool)
        elif not text and self.query_one("#amount").has_class("asked"):
            amount = self.facts.amount
            text = _("Type the amount, {amount}, then Ctrl+Y.").format(amount=amount)
        elif not text and said is not None:
            text = _("You said yes.") if said == YES else _("You said no.")
        elif not text and not self._read[self._at]:
            text = _("There is more below: read it to the end (Space).")
        hint = self.query_one("#hint", Static)
        hint.update(text)
        hint.display = bool(text)

    # What is typed

    def _ask(self, name: str) -> None:
        """Ask for what has to be typed before a yes counts."""
        self._note = ""
        for field in self.query(Input):
            wanted = field.id == name
            field.set_class(wanted, "asked")
            field.can_focus = wanted
            field.value = ""
        self.query_one(f"#{name}", Input).focus()
        self._hint()

    def _ask_nothing(self) -> None:
        self._asked_for = None
        self._note = ""
        for field in self.query(Input):
            field.remove_class("asked")
            field.can_focus = False
            field.value = ""
        self.set_focus(None)
        self._hint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers nothing."""
        event.stop()
        self._hint(_("Enter approves nothing: Ctrl+Y does."))

    # What the owner says

    async def action_approve(self) -> None:
        """Say yes to the call that is shown, or sign with what was typed."""
        if not self.counts():
            return
        self._note = ""
        if self._asked_for is not None:
            await self._unlocked(self._asked_for)
            return
        if not self._read[self._at]:
            self._hint()
            return
        if self.facts.money and not self._amount_typed():
            return
        self._said[self._at] = YES
        await self._go_on()

    def _amount_typed(self) -> bool:
        field = self.query_one("#amount", Input)
        if not field.has_class("asked"):
            self._ask("amount")
            return False
        if not is_amount(field.value, self.facts.amount):
            field.value = ""
            amount = self.facts.amount
            self._hint(_("That is not the amount. Type {amount}.").format(amount=amount))
            return False
        return True

    async def action_approve_rest(self) -> None:
        """Say yes to every call that has no answer yet: each was read, and none spends."""
        if not self.counts():
            return
        left = [n for n, said in enumerate(self._said) if said is None]
        if unread := [n for n in left if not self._read[n]]:
            await self._show(unread[0])
            self._hint(_("Read each one first."))
            return
        for number in left:
            if not self._cards[number].money:
                self._said[number] = YES
        await self._go_on()

    async def action_deny(self) -> None:
        """Say no to the call that is shown."""
        if self.counts():
            self._said[self._at] = NO
            await self._go_on()

    def action_stop(self) -> None:
        """Say no to all of it, and end the task."""
        if self.counts():
            self.dismiss(Answered((False,) * len(self._cards), stop=True))

    def action_edit(self) -> None:
        """Say something of this call anew; the others wait."""
        if self.counts():
            self.dismiss(Answered((None,) * len(self._cards), edit=self._at))

    def action_leave(self) -> None:
        """Leave it waiting; where something is being typed, only that ends."""
        if any(field.has_class("asked") for field in self.query(Input)):
            if self._asked_for is not None:
                self._said[self._asked_for] = None
            self._ask_nothing()
            return
        self.dismiss(Answered((None,) * len(self._cards)))

    async def action_write(self) -> None:
        """Write the rule that would always allow this beside the policy; it is not in force."""
        found = self._always.get(self._at)
        if not self.counts() or found is None or found.write is None:
            return
        try:
            self._hint(await found.write())
        except PlamError as error:
            self._hint(trouble(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something now."""
        if action in ("next", "previous", "approve_rest"):
            return len(self._cards) > 1
        if action == "edit":
            return self._editable and bool(self.facts.editable)
        return True

    async def _go_on(self) -> None:
        """To the next call without an answer; when all have one, to the signatures."""
        order = [*range(self._at + 1, len(self._cards)), *range(self._at)]
        if (left := next((n for n in order if self._said[n] is None), None)) is not None:
            await self._show(left)
            return
        self._ask_nothing()
        self._sign()

    def _sign(self) -> None:
        """Sign every yes; one that needs a passphrase asks for it. What spends comes last."""
        wanted = [n for n, said in enumerate(self._said) if said == YES and not self._receipts[n]]
        for number in sorted(wanted, key=lambda n: self._cards[n].money):
            if self._signing.asks(self._cards[number]):
                self._asked_for = number
                self._ask("passphrase")
                return
            self._receipts[number] = self._signing.sign(self._cards[number])
        self.dismiss(
            Answered(
                tuple(
                    False if said == NO else receipt
                    for said, receipt in zip(self._said, self._receipts, strict=True)
                )
            )
        )

    async def _unlocked(self, number: int) -> None:
        """Sign one call with the key that the passphrase opens."""
        field = self.query_one("#passphrase", Input)
        typed, field.value = field.value, ""
        if not typed:
            self._hint()
            return
        try:
            await self._signing.open(typed)
        except PlamError as error:
            self._hint(told(error.message))
            return
        self._receipts[number] = self._signing.sign(self._cards[number])
        self._asked_for = None
        self._ask_nothing()
        self._sign()

    # Moving about

    async def action_next(self) -> None:
        """The next call."""
        await self._show((self._at + 1) % len(self._cards))

    async def action_previous(self) -> None:
        """The call before."""
        await self._show((self._at - 1) % len(self._cards))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self._note = ""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        self._note = ""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 2), animate=False)
