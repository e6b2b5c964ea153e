"""One tool called by itself, past the gate, and its effect taken back as the journal would."""

from __future__ import annotations

import json
from typing import Any

from plam_agent.tools.context import Context
from plam_agent.tools.registry import Registry
from plam_agent.types import Result, data


async def ran(tools: Registry, context: Context, name: str, given: Any) -> Result:
    """What the tool of this name returns, all of which has a JSON form."""
    tool = tools.get(name)
    assert tool is not None
    assert tool.run is not None
    result = await tool.run(context, given)
    json.dumps(data(result.undo))
    data([dict(item.fields) for item in result.items])
    return result


async def undone(tools: Registry, context: Context, name: str, result: Result) -> str:
    """What the tool says once it has taken `result` back, after that was JSON in between."""
    tool = tools.get(name)
    assert tool is not None
    assert tool.undo is not None
    assert result.undo is not None
    return await tool.undo(context, json.loads(json.dumps(result.undo)))
