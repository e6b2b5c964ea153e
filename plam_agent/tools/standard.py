"""Every standard tool, in the order of the catalogue of arguments."""

from __future__ import annotations

from . import contacts, mail, purchase, tasks
from .arguments import STANDARD
from .calendar import tools as calendar
from .registry import Registry


def registry() -> Registry:
    """A new registry with all standard tools, in the order in which the grammar offers them."""
    there = (*mail.TOOLS, *calendar.TOOLS, *tasks.TOOLS, *contacts.TOOLS, *purchase.TOOLS)
    tools = {tool.name: tool for tool in there}
    return Registry(tools[name] for name in STANDARD)
