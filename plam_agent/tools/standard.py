"""Every standard tool, in the order of the catalogue of arguments."""

from __future__ import annotations

from collections.abc import Iterable

from ..types import Tool
from . import contacts, files, mail, memory, model, purchase, tasks
from .arguments import STANDARD
from .calendar import tools as calendar
from .registry import Registry


def registry() -> Registry:
    """A new registry with all standard tools, in the order in which the grammar offers them."""
    families = (mail, calendar, tasks, contacts, files, purchase)
    tools = {tool.name: tool for family in families for tool in family.TOOLS}
    return Registry(tools[name] for name in STANDARD)


def with_memory() -> Registry:
    """The standard tools, and those that recall and remember."""
    return Registry([*registry(), *memory.TOOLS])


def everything(more: Iterable[Tool] = ()) -> Registry:
    """What a request may be planned with, and what no plan names: they ask a remote model.

    `more` are tools that this home alone has, such as those of its MCP servers.
    """
    return Registry([*with_memory(), *purchase.MORE, *model.TOOLS, *more])
