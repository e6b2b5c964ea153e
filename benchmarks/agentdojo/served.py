"""The same runs with the planner as an MCP client: its calls are JSON, and the server reads them.

What a call claims of its values' origins is not sent at all: the server works it out from the grant
that the client holds and from what the run's steps found.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from mcp import Client as Wire

from plam_agent.keys import Signer
from plam_agent.mcp_clients import Client
from plam_agent.mcp_server import Counter
from plam_agent.mcp_serving import STEP, server
from plam_agent.outcomes import Refused
from plam_agent.policy.constraints import shown
from plam_agent.policy.grants import Grant
from plam_agent.runtime import Ask, Performed, Runtime
from plam_agent.types import Call, Deny, Money, ObjectId

CLIENT = "dojo"
# It warns of every call whose tool it was not told of before.
logging.getLogger("client").setLevel(logging.ERROR)


class Watched(Counter):
    """A counter that remembers how its last call ended."""

    last: Performed | None = None

    async def _performed(self, call: Call) -> Performed:
        self.last = await super()._performed(call)
        return self.last


class Served:
    """Stands where a runtime does, and sends every call through the server."""

    ask_all = None

    def __init__(self, runtime: Runtime, key: Signer) -> None:
        """`key` is the client's."""
        self._runtime = runtime
        self._key = key
        self._stack = AsyncExitStack()
        self._open: tuple[Watched, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        """Everything else is the runtime's."""
        return getattr(self._runtime, name)

    async def __aenter__(self) -> Self:
        """Connect with the first call."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._stack.aclose()

    async def perform(self, call: Call, grants: Sequence[Grant], **ways: Any) -> Performed:
        """Say it as a client says it, and tell how it ended."""
        if self._open is None:
            client = Client(CLIENT, self._key, tuple(grants))
            counter = Watched(self._runtime, client, relay=self._relay, run=call.run)
            wire = await self._stack.enter_async_context(Wire(server(counter), cache=None))
            self._open = counter, wire
        counter, wire = self._open
        counter.last = None
        await wire.call_tool(call.tool, said(call), meta={STEP: call.step})
        refused = Deny("", ("it could not be read",))
        return counter.last or Performed(call, refused, Refused("it could not be read"))

    async def _relay(self) -> Ask | None:
        return self._runtime.ask


def said(call: Call) -> Mapping[str, Any]:
    """A call's arguments as JSON, without a word on where they come from."""
    return {name: _said(value.data) for name, value in call.args if value.data is not None}


def _said(value: Any) -> Any:
    match value:
        case tuple() | list():
            return [_said(each) for each in value]
        case ObjectId(kind, account, id_):
            return {"kind": kind, "account": account, "id": id_}
        case Money():
            return shown([value])
    return value
