"""Which tools a planner is shown, in life as in what is learnt from it."""

from __future__ import annotations

from collections.abc import Iterable

from .home import Home
from .planner import reader
from .policy.decide import possible
from .policy.terms import Policy
from .tools.model import KIND as MODEL
from .types import Tool

READ = "mail.read"


def offered(tools: Iterable[Tool], policy: Policy, home: Home, *, composes: bool) -> list[Tool]:
    """What of `tools` a planner is shown: what the policy leaves and the home has an account for.

    A model that composes is shown the reader's operations too, where there is something to read.
    """
    there = [
        tool
        for tool in tools
        if tool.run is not None
        and tool.account != MODEL
        and possible(policy, tool.name)
        and (not tool.account or home.default_account(tool.account))
    ]
    if composes and any(tool.name == READ for tool in there):
        there += reader.OPERATIONS
    return there
