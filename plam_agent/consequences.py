"""What follows from a label: the tools that the policy names, and what each is called with.

What the owner fixed in the policy is taken as it stands. The message, and the time and place that
it asks for, carry the message's origin.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from . import when
from .binding import Question
from .digest import Told
from .errors import InputError, PolicyError
from .planner import reader
from .planner.engine import Engine
from .policy import grants
from .policy.bounds import Bounds, exactly
from .policy.grants import Grant
from .policy.terms import Then, Triage
from .runtime import Runtime
from .types import POLICY, Item, ObjectId, Role, Tool, Value, When

RUN_TIME = timedelta(hours=12)
WANTED = {"when": "the time asked for", "place": "where it takes place"}


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from the labels at one account."""

    runtime: Runtime
    engine: Engine
    account: str

    def granted(self, section: Triage) -> tuple[Grant, ...]:
        """The grant of a pass: the tools of the labels, with what the owner fixed for them.

        Raises PolicyError where the policy names a tool that is not here.
        """
        home = self.runtime.home
        fixed: dict[str, tuple[Bounds, ...]] = {}
        for then in (then for label in section.labels for then in label.then):
            said = self._fixed(self.tool(then.tool), then)
            bounds = {name: exactly(value.data) for name, value in said.items()}
            fixed[then.tool] = (*fixed.get(then.tool, ()), bounds)
        grant = grants.issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now() + RUN_TIME,
            policy=self.runtime.policy.hash,
            tools={"mail.read", *fixed},
            arguments=fixed,
        )
        return (grant,)

    def tool(self, name: str) -> Tool:
        """The tool of this name. Raises PolicyError where there is none."""
        tool = self.runtime.registry.get(name)
        if tool is None:
            raise PolicyError(
                f"names a tool that is not here: {name}.",
                file=self.runtime.home.policy_path,
                fix="`plam policy check` lists what it knows.",
            )
        return tool

    async def arguments(self, then: Then, item: Item) -> dict[str, Value]:
        """What the owner fixed in the policy, the message itself, and what an event needs of it.

        Raises Question where the message names no time for an event.
        """
        tool = self.tool(then.tool)
        args = self._fixed(tool, then)
        for param in tool.params:
            if param.kind == "message" and param.role is Role.OBJECT:
                data = (item.id,) if param.many else item.id
                args[param.name] = Value(data, Told(item).origins)
        return args | await self._event(item) if tool.name == "calendar.create" else args

    def _fixed(self, tool: Tool, then: Then) -> dict[str, Value]:
        """What the owner fixed in the policy."""
        params = {param.name: param for param in tool.params}
        args: dict[str, Value] = {}
        for name, said in then.args:
            param = params.get(name)
            data: Any = said
            if param is not None and param.role is Role.OBJECT and isinstance(said, str):
                data = ObjectId(param.kind, self.account, said)
            args[name] = Value((data,) if param and param.many else data, frozenset({POLICY}))
        return args

    async def _event(self, item: Item) -> dict[str, Value]:
        """The title, time and place that a message asks for; they carry the message's origin."""
        told = Told(item)
        text = reader.message_value(item)
        got = await reader.extract(self.engine, WANTED, text)
        said = got["when"]
        if said is None:
            raise Question("the message names no time that I could find")
        try:
            moment = await asyncio.to_thread(self._moment, said.data)
        except InputError as error:
            raise Question(f"it names no time that I understand (“{said.data}”)") from error
        args = {
            "title": Value(told.subject or "Meeting", told.origins),
            "when": Value(moment, said.origins),
        }
        place = got["place"]
        return {**args, "place": place} if place is not None else args

    def _moment(self, said: str) -> When:
        home = self.runtime.home
        return when.resolve(said, home.now(), day_first=home.settings.day_first)
