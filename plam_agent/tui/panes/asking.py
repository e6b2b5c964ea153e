"""What panes ask before they act: a yes that is typed, and never Enter alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, RadioButton, RadioSet, Static, TextArea

from ...language import _
from ..plainly import escaped
from ..screens import Asking, Hints


class Sure(Asking[bool]):
    """Shows what would happen, and takes a typed word for a yes; anything else is a no."""

    DEFAULT_CSS = """
    Sure { align: center middle; }
    Sure > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 94%;
        padding: 0 1; border: round $warning; background: $surface;
    }
    Sure VerticalScroll { height: auto; max-height: 11; margin: 1 0; }
    Sure Horizontal { height: auto; margin-top: 1; }
    Sure Button { margin-right: 1; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, text: str, word: str, act: str) -> None:
        """`word` is what has to be typed, `act` what the button is called."""
        super().__init__()
        self._question, self._text, self._word, self._act = question, text, word, act

    def compose(self) -> ComposeResult:
        """The question, what it is about, and where the word is typed."""
        with Vertical():
            yield Static(self._question, markup=False, classes="question")
            with VerticalScroll():
                yield Static(escaped(self._text), markup=False, id="about")
            yield Static(
                _("To do it, type: {word}").format(word=self._word), markup=False, classes="how"
            )
            yield Input(id="word", compact=True)
            with Horizontal():
                yield Button(self._act, id="sure", variant="warning", disabled=True, compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)

    def on_mount(self) -> None:
        """The word is typed at once."""
        self.query_one("#word").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only the whole word lets it happen."""
        said = event.value.strip().casefold()
        self.query_one("#sure", Button).disabled = said != self._word.casefold()

    def on_input_submitted(self) -> None:
        """Enter goes to the button, and no further."""
        if not (button := self.query_one("#sure", Button)).disabled:
            button.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A yes or a no."""
        event.stop()
        self.dismiss(event.button.id == "sure")

    def action_leave(self) -> None:
        """A no."""
        self.dismiss(False)


class Saying(Hints[str], ModalScreen[str]):
    """Takes words that the owner types, in as many lines as they like."""

    DEFAULT_CSS = """
    Saying { align: center middle; }
    Saying > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 94%;
        padding: 0 1; border: round $primary; background: $surface;
    }
    Saying TextArea { height: 8; }
    Saying Horizontal { height: auto; margin-top: 1; }
    Saying Button { margin-right: 1; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+s", "keep", show=False),
    ]

    def __init__(self, question: str, text: str) -> None:
        """`text` is what stands there at first."""
        super().__init__()
        self._question, self._text = question, text

    def compose(self) -> ComposeResult:
        """The question and where the answer is typed."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield TextArea(self._text, id="words", tab_behavior="focus")
            with Horizontal():
                yield Button(_("Keep (Ctrl+S)"), id="keep", variant="primary", compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)

    def on_mount(self) -> None:
        """The words are typed at once."""
        self.query_one("#words").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The words, or none."""
        event.stop()
        if event.button.id == "keep":
            self.action_keep()
        else:
            self.action_leave()

    def action_keep(self) -> None:
        """What was typed."""
        self.dismiss(self.query_one("#words", TextArea).text.strip())

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss("")


class Naming(Hints[str], ModalScreen[str]):
    """Takes one line of text."""

    DEFAULT_CSS = """
    Naming { align: center middle; }
    Naming > Vertical {
        width: 76; max-width: 96%; height: auto;
        padding: 0 1; border: round $primary; background: $surface;
    }
    Naming Horizontal { height: auto; margin-top: 1; }
    Naming Button { margin-right: 1; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, text: str, act: str) -> None:
        """`text` is what stands there at first, `act` is what the button is called."""
        super().__init__()
        self._question, self._text, self._act = question, text, act

    def compose(self) -> ComposeResult:
        """The question and the line."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield Input(self._text, id="line", compact=True, select_on_focus=False)
            with Horizontal():
                yield Button(self._act, id="go", variant="primary", compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)

    def on_mount(self) -> None:
        """The line is typed at once."""
        self.query_one("#line").focus()

    def on_input_submitted(self) -> None:
        """What was typed."""
        self.dismiss(self.query_one("#line", Input).value.strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """What was typed, or nothing."""
        event.stop()
        if event.button.id == "go":
            self.on_input_submitted()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss("")


class Choosing(Hints[tuple[str, str] | None], ModalScreen[tuple[str, str] | None]):
    """Takes one of several ways, and a line of text for it."""

    DEFAULT_CSS = """
    Choosing { align: center middle; }
    Choosing > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 94%;
        padding: 0 1; border: round $primary; background: $surface;
    }
    Choosing RadioSet { width: 100%; }
    Choosing Horizontal { height: auto; margin-top: 1; }
    Choosing Button { margin-right: 1; min-width: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, question: str, ways: Mapping[str, str], act: str) -> None:
        """`ways` are their names and what they mean, `act` is what the button is called."""
        super().__init__()
        self._question, self._ways, self._act = question, dict(ways), act

    def compose(self) -> ComposeResult:
        """The ways, a line, and what to do."""
        with Vertical():
            yield Static(self._question, markup=False)
            with RadioSet(id="ways", compact=True):
                for number, words in enumerate(self._ways.values()):
                    yield RadioButton(words, value=number == 0)
            yield Input(id="line", compact=True)
            with Horizontal():
                yield Button(self._act, id="go", variant="primary", compact=True)
                yield Button(_("Cancel"), id="leave", compact=True)

    def on_mount(self) -> None:
        """The line is typed at once."""
        self.query_one("#line").focus()

    def on_input_submitted(self) -> None:
        """Enter looks, and changes nothing."""
        self._go()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, or not."""
        event.stop()
        if event.button.id == "go":
            self._go()
        else:
            self.dismiss(None)

    def _go(self) -> None:
        if text := self.query_one("#line", Input).value.strip():
            way = list(self._ways)[max(0, self.query_one("#ways", RadioSet).pressed_index)]
            self.dismiss((way, text))

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
