"""What waits for the owner, task by task: opened as cards, and answered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ..language import _, mark, ngettext, told
from .dates import dated
from .pane import Pane
from .plainly import flat

if TYPE_CHECKING:
    from .cards import Task
    from .session import Session


class TaskList(OptionList):
    """The list; Enter opens what is under the cursor, and approves nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", mark("Read and answer"))]


class WaitingPane(Pane):
    """A list of tasks that wait, and of what may or may not have happened."""

    title = mark("Waiting")
    key = "f2"
    essential = "tasks"
    order = 10

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "settle(True)", mark("It happened")),
        Binding("n", "settle(False)", mark("It did not")),
    ]

    DEFAULT_CSS = """
    WaitingPane #tasks { height: 1fr; border: none; padding: 0 1; }
    WaitingPane #nothing { padding: 1 2; color: $text-muted; }
    """

    class Chosen(Message):
        """A task was opened."""

        def __init__(self, task: Task) -> None:
            """The task."""
            super().__init__()
            self.task = task

    class Settled(Message):
        """The owner says what became of something uncertain."""

        def __init__(self, event: int, happened: bool) -> None:
            """The event's number, and whether it happened."""
            super().__init__()
            self.event, self.happened = event, happened

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__(id="pane-waiting")
        self._tasks: dict[str, Task] = {}
        self._unknown: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """The list, or that there is nothing in it."""
        yield Static(_("Nothing waits for you."), id="nothing", markup=False)
        yield TaskList(id="tasks", markup=False)

    async def load(self, session: Session) -> None:
        """Read what waits now."""
        from .cards import read

        tasks, unknown = await session.run(read, session.home)
        self._tasks = {each.run: each for each in tasks}
        self._unknown = {f"unknown-{each['id']}": int(each["id"]) for each in unknown}
        options = self.query_one("#tasks", OptionList)
        options.clear_options()
        options.add_options([Option(_line(each), id=each.run) for each in tasks])
        options.add_options(
            [Option(_uncertain(each), id=f"unknown-{each['id']}") for each in unknown]
        )
        self.query_one("#nothing").display = not (tasks or unknown)
        options.display = bool(tasks or unknown)
        if options.option_count:
            options.highlighted = 0
            options.focus()
        self.refresh_bindings()

    @property
    def chosen(self) -> str:
        """The id of the line under the cursor, or nothing."""
        options = self.query_one("#tasks", OptionList)
        if options.highlighted is None:
            return ""
        return options.get_option_at_index(options.highlighted).id or ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the task: that approves nothing."""
        event.stop()
        if task := self._tasks.get(event.option_id or ""):
            self.post_message(self.Chosen(task))

    def on_option_list_option_highlighted(self) -> None:
        """What can be done depends on the line."""
        self.refresh_bindings()

    def action_settle(self, happened: bool) -> None:
        """Say what became of it."""
        if (event := self._unknown.get(self.chosen)) is not None:
            self.post_message(self.Settled(event, happened))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is uncertain is settled."""
        if action == "settle":
            return self.chosen in self._unknown
        return True


def _line(task: Task) -> str:
    first = task.questions[0]
    count = len(task.questions)
    until = min(each.expires for each in task.questions)
    lines = [flat(told(first.preview))]
    if count > 1:
        lines.append(
            "  "
            + ngettext("and {count} more", "and {count} more", count - 1).format(count=count - 1)
        )
    if task.words:
        lines.append("  " + _("you asked: {words}").format(words=flat(task.words)))
    if first.due is not None:
        lines.append("  " + _("held: runs at {time}").format(time=dated(first.due, "%a %H:%M:%S")))
    else:
        lines.append(
            "  " + _("until {time}; then it is a no").format(time=dated(until, "%a %d %H:%M"))
        )
    return "\n".join(lines)


def _uncertain(unknown: dict[str, Any]) -> str:
    what = unknown.get("preview") or unknown.get("tool")
    said = _("May or may not have happened: {what}").format(what=flat(told(str(what))))
    return f"{said}\n  " + _("Look, then say what you found.")
