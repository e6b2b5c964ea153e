"""The terminal UI: panes with a key each, and the cards that ask.

What the first picture needs is imported here, and nothing else: the panes, the home, the model and
the memory come after it was painted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Footer, Static, Tab, Tabs

from ..errors import LockedError, PlamError
from ..language import _, mark, ngettext, told, trouble
from . import theme
from .conversation import Conversation
from .pane import Pane
from .plainly import escaped
from .screens import Hints, Noting, beginning
from .waiting import WaitingPane

if TYPE_CHECKING:
    from textual.driver import Driver

    from .cards import Cards
    from .session import Session

COUNT_EVERY = 2.0
"""Seconds between two looks at how much waits."""


class Main(Hints[None]):
    """The screen with the panes."""

    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (110, "wide")]  # noqa: RUF012  (as in the base class)


class PlamApp(Noting[int]):
    """The app of one session; it asks for the passphrase unless it is given one."""

    TITLE = "plam"
    ENABLE_COMMAND_PALETTE = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "reload", mark("Refresh"), show=False),
        Binding("ctrl+t", "theme", mark("Colours")),
        Binding("ctrl+q", "quit", mark("Quit"), priority=True),
    ]

    CSS = """
    Main { layout: vertical; }
    #top { height: 1; background: $panel; }
    #name { width: auto; padding: 0 1; text-style: bold; color: $primary; }
    #state { width: 1fr; color: $text-muted; }
    #count { width: auto; padding: 0 1; color: $text-warning; text-style: bold; }
    #tabs Tab { color: $foreground 85%; }
    #tabs Tab.-active { color: $primary; text-style: bold; }
    #panes { height: 1fr; }
    .pane-trouble { padding: 1 2; color: $text-error; height: auto; }
    """

    def __init__(self, session: Session, passphrase: str | None = None) -> None:
        """The session is not open yet; it is opened with the passphrase, or with what is typed."""
        super().__init__()
        self.session = session
        self._passphrase = passphrase
        self._kinds: list[type[Pane]] = [Conversation, WaitingPane]
        self._shown: dict[str, Pane] = {}
        self._cards: Cards | None = None
        self._counted = -1

    def get_driver_class(self) -> type[Driver]:
        """Textual's own, or ours in the place of the one for a terminal."""
        found = super().get_driver_class()
        if found.__name__ == "LinuxDriver":
            from .terminal import Terminal

            return Terminal
        return found

    def get_default_screen(self) -> Screen[Any]:
        """The screen with the panes."""
        return Main()

    def compose(self) -> ComposeResult:
        """One line about the home, the tabs, the pane, and the keys."""
        with Horizontal(id="top"):
            yield Static("plam", id="name", markup=False)
            yield Static(_("opening …"), id="state", markup=False)
            yield Static("", id="count", markup=False)
        yield Tabs(*(self._tab(each) for each in self._kinds), id="tabs")
        with ContentSwitcher(id="panes", initial="pane-conversation"):
            yield self._made(Conversation)
        yield Footer(show_command_palette=False)

    def _tab(self, kind: type[Pane]) -> Tab:
        return Tab(f"{_key_name(kind.key)} {_(kind.title)}", id=f"tab-{kind.__name__}")

    def _made(self, kind: type[Pane]) -> Pane:
        pane = kind()
        if pane.id is None:
            pane.id = f"pane-{kind.__name__}"
        self._shown[kind.__name__] = pane
        return pane

    def on_mount(self) -> None:
        """Paint first; everything else comes after."""
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.named(os.environ.get(theme.VARIABLE, ""))
        self.query_one(Tabs).can_focus = False
        self.call_after_refresh(lambda: beginning(self, self._begin, "begin"))

    async def _begin(self) -> None:
        """Open the home, and find the panes meanwhile."""
        session = self.session
        session.changed = self._changed
        session.say = self._say
        session.later = lambda act: self._doing(lambda _: act())
        session.ask_passphrase = self.ask_passphrase
        self.theme = await session.run(theme.chosen, session.path)
        beginning(self, self._find_panes, "panes")
        if await session.run(lambda: session.exists):
            await self._open()
        else:
            self._state(_("there is no home here yet"))

    async def _find_panes(self) -> None:
        """Put a tab for each pane there is; without a home the one that makes one is shown."""
        from .pane import discovered

        found = await asyncio.to_thread(discovered)
        tabs = self.query_one(Tabs)
        for each in found:
            self._kinds.append(each)
            await tabs.add_tab(self._tab(each))
        for each in self._kinds:
            if each.key:
                # A text area has uses of its own for some of these keys, and goes first otherwise.
                action = f"pane('{each.__name__}')"
                self._bindings.bind(each.key, action, "", show=False, priority=True)
        first = next((each for each in found if each.__name__ == "FirstRun"), None)
        if first is not None and not await self.session.run(lambda: self.session.exists):
            self.action_pane(first.__name__)

    async def _open(self) -> None:
        """Open the home with the passphrase that was given, else with what is typed."""
        try:
            if self._passphrase is None:
                await self.unlock()
            else:
                given, self._passphrase = self._passphrase, None
                await self.session.open(given)
        except LockedError as error:
            self.notify(trouble(error), severity="error", timeout=10)
            await self.unlock()
        except PlamError as error:
            self._state(_("not open"))
            self.notify(trouble(error), severity="error", timeout=60)

    async def unlock(self) -> None:
        """Ask for the passphrase until the home is open, or the owner leaves it locked."""
        from .unlock import Passphrase

        why = _("The passphrase of {home}").format(home=self.session.path)
        if await self.ask(Passphrase(why, self.session.open)) is None:
            self._state(_("locked: Ctrl+R asks again"))

    async def ask_passphrase(self, why: str) -> str | None:
        """The passphrase as the owner types it, None where they do not."""
        from .unlock import Passphrase

        said: str | None = await self.ask(Passphrase(why))
        return said

    async def ask(self, screen: Screen[Any]) -> Any:
        """What a screen that asks returns; taken away where whoever asked is gone."""
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def settle(result: Any) -> None:
            if not answered.done():
                answered.set_result(result)

        await self.push_screen(screen, settle)
        try:
            return await answered
        finally:
            if not answered.done() or answered.cancelled():
                with contextlib.suppress(Exception):
                    screen.dismiss(None)

    def _changed(self) -> None:
        """The home was opened, or something in it has changed."""
        if self.session.opened and self._cards is None:
            self._opened()
        beginning(self, self._count, "count", exclusive=True)

    def _opened(self) -> None:
        from .cards import Cards
        from .screen_asker import ScreenAsker

        self._cards = Cards(self.session, ScreenAsker(self.ask))
        self.session.confirm = self._cards.confirm
        self._state(_("open"))
        self.set_interval(COUNT_EVERY, self._tick)
        beginning(self, self._warm_up, "warm")
        beginning(self, partial(self._load, self.current), "load")

    async def _warm_up(self) -> None:
        """Open what requests will need, and say in the first line who works."""
        with contextlib.suppress(PlamError):
            status = await self.session.status()
            if status is not None:
                self._state(_("the service runs as process {pid}").format(pid=status["pid"]))
                return
        self._state(_("opening the model …"))
        await self.session.warm_up()
        self._state(_("ready; no service runs, so this window does the work"))

    def _state(self, text: str) -> None:
        self.query_one("#state", Static).update(text)

    def _say(self, text: str) -> None:
        self.notify(escaped(told(text)), timeout=10)

    def _tick(self) -> None:
        beginning(self, self._count, "count", exclusive=True)

    async def _count(self) -> None:
        """Say how much waits; the pane that lists it follows."""
        if not self.session.opened or self._cards is None:
            return
        count = await self._cards.count()
        if count == self._counted:
            return
        self._counted = count
        text = ngettext("{count} waits", "{count} wait", count).format(count=count) if count else ""
        self.query_one("#count", Static).update(text)
        if isinstance(self.current, WaitingPane):
            await self._load(self.current)

    @property
    def current(self) -> Pane:
        """The pane that is shown."""
        shown = self.query_one(ContentSwitcher).current
        return next(each for each in self._shown.values() if each.id == shown)

    # Panes

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Panes change only while nothing is asked."""
        return action != "pane" or not self.screen.is_modal

    def action_pane(self, name: str) -> None:
        """Show a pane."""
        self.query_one(Tabs).active = f"tab-{name}"

    async def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show the pane of a tab, made when it is shown for the first time."""
        name = (event.tab.id or "").removeprefix("tab-")
        kind = next((each for each in self._kinds if each.__name__ == name), None)
        if kind is None:
            return
        switcher = self.query_one(ContentSwitcher)
        if name not in self._shown:
            await switcher.add_content(self._made(kind), set_current=True)
        pane = self._shown[name]
        switcher.current = pane.id
        beginning(self, partial(self._load, pane), "load", exclusive=True)

    async def _load(self, pane: Pane) -> None:
        """Fill a pane; what keeps it from being filled is said in its place."""
        await pane.query(".pane-trouble").remove()
        if not (self.session.opened or pane.locked):
            await pane.mount(Static(_("The home is locked."), classes="pane-trouble"), before=0)
            return
        try:
            await pane.load(self.session)
        except PlamError as error:
            said = Static(trouble(error), classes="pane-trouble", markup=False)
            await pane.mount(said, before=0)

    async def action_reload(self) -> None:
        """Read anew what the pane shows; a locked home asks for its passphrase again."""
        if not self.session.opened and await self.session.run(lambda: self.session.exists):
            beginning(self, self._open, "begin", exclusive=True)
            return
        beginning(self, partial(self._load, self.current), "load", exclusive=True)

    def action_theme(self) -> None:
        """The next of the three looks, kept for the next time."""
        self.theme = theme.after(self.theme)
        beginning(
            self, partial(self.session.run, theme.keep, self.session.path, self.theme), "theme"
        )

    # What waits

    def on_waiting_pane_chosen(self, event: WaitingPane.Chosen) -> None:
        """Put a task before the owner."""
        self._doing(lambda cards: cards.answer_task(event.task))

    def on_waiting_pane_settled(self, event: WaitingPane.Settled) -> None:
        """Record what they found."""
        self._doing(lambda cards: cards.settle(event.event, event.happened))

    def _doing(self, act: Callable[[Cards], Any]) -> None:
        if self._cards is None:
            return
        cards = self._cards

        async def do() -> None:
            try:
                for line in await act(cards):
                    self._say(line)
            except PlamError as error:
                self.notify(trouble(error), severity="error", timeout=15)
            self._counted = -1
            await self._count()

        beginning(self, do, "answering")

    async def action_quit(self) -> None:
        """Stop what runs, put everything away, and seal the journal."""
        self.workers.cancel_all()
        self.exit(0)

    async def on_unmount(self) -> None:
        """Close the session once nothing is shown any more."""
        await self.session.close()


def _key_name(key: str) -> str:
    return key.upper().replace("CTRL+", "^")
