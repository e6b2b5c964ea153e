"""A plan on the screen, step by step, as the journal tells of it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ..language import _
from .plan_seen import STATES, PlanSeen


class PlanView(Vertical):
    """The plan of one request; `tell` its `seen` what happened, and it draws itself anew."""

    DEFAULT_CSS = """
    PlanView { height: auto; margin-left: 2; }
    PlanView .step { height: auto; }
    PlanView .why { height: auto; padding-left: 5; color: $foreground 70%; }
    """

    def __init__(self) -> None:
        """Nothing is known of the plan yet."""
        super().__init__(classes="plan")
        self.seen = PlanSeen()
        self.display = False

    async def redraw(self) -> None:
        """Show what is known now; only what has changed is drawn."""
        self.display = self.seen.committed and bool(self.seen.steps)
        wanted = list(_lines(self.seen))
        there = list(self.query_children(Static))
        for widget, (kind, content) in zip(there, wanted, strict=False):
            widget.set_classes(kind)
            widget.update(content)
        for widget in there[len(wanted) :]:
            await widget.remove()
        if more := wanted[len(there) :]:
            await self.mount_all(
                [Static(content, classes=kind, markup=False) for kind, content in more]
            )


def _lines(seen: PlanSeen) -> Iterator[tuple[str, Content]]:
    """The plan in lines: a mark, the step, and under it why."""
    for number, each in enumerate(seen.steps, 1):
        sign, style, word = STATES[each.state]
        yield (
            "step",
            Content.assemble(
                (f"{sign} ", style),
                (f"{number}. {each.tool}", "bold"),
                f"  {each.args}",
                (f"  [{_(word)}]", style),
            ),
        )
        for line in each.lines:
            yield "why", Content(line)
    for line in seen.looks:
        yield "why", Content(line)
