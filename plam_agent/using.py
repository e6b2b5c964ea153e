"""What a running tool of a plugin uses other tools with: the same gate, under the plugin's grant.

Such a call runs only where the policy allows it by itself, because nobody planned it and nobody
was asked about it; and what a plugin says carries the plugin's origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from .binding import Bound
from .errors import PlamError, ToolError, UncertainError
from .outcomes import Done, Unknown
from .policy import possession
from .policy.grants import Grant, permits
from .types import Allow, Call, Effect, Origin, Result, Value

if TYPE_CHECKING:
    from .plugins.loading import Leave
    from .runtime import Runtime

APART = 1_000
"""The calls that a tool makes in step n of a plan are the steps from 1,000 n on."""


@dataclass(frozen=True, slots=True)
class Using:
    """Uses tools within one call of a plugin's tool; `chain` are the grants that call is under."""

    runtime: Runtime
    leave: Leave
    call: Call
    chain: Sequence[Grant]
    _number: count[int] = field(default_factory=lambda: count(1))

    async def __call__(self, tool: str, args: Mapping[str, Any]) -> Result:
        """What the tool found. Raises ToolError where it was not run, UncertainError as it says."""
        call = await self._frozen(tool, args)
        runtime, home = self.runtime, self.runtime.home
        if call.effect >= Effect.SEND:
            raise ToolError(f"{tool} would leave your accounts, and a plugin does not do that")
        if possession.delegated(self.chain, home.device.public):
            for each in self.chain:
                if reason := permits(each, call):
                    raise ToolError(f"whoever asked for it was not given {tool}: {reason}")
        own = (self.leave.grant(home.device, runtime.policy.hash, home.now()),)
        decision = (await runtime.rehearse(call, own)).decision
        if not isinstance(decision, Allow) or decision.hold:
            why = "; ".join(decision.reasons) or "it would be held"
            raise ToolError(f"{tool} is not allowed by itself: {why}")
        outcome = (await runtime.perform(call, own)).outcome
        if isinstance(outcome, Done) and outcome.result is not None:
            return outcome.result
        raise (UncertainError if isinstance(outcome, Unknown) else ToolError)(outcome.detail)

    async def _frozen(self, name: str, args: Mapping[str, Any]) -> Call:
        from .freezing import freeze

        tool = self.runtime.registry.get(name)
        if tool is None or name not in self.leave.calls.get(self.call.tool, ()):
            raise ToolError(f"{self.call.tool} was not given {name}")
        known = {param.name for param in tool.params if not param.derived}
        if wrong := sorted(args.keys() - known):
            raise ToolError(f"{name} takes no {wrong[0]}")
        said = frozenset[Origin]().union(*(value.origins for _, value in self.call.args))
        mine = said | {Origin("plugin", self.leave.plugin)}
        values = {
            key: Value(each.data, each.origins | mine)
            if isinstance(each, Value)
            else Value(each, mine)
            for key, each in args.items()
        }
        step = self.call.step * APART + next(self._number)
        try:
            return await freeze(
                self.runtime, self.call.run, step, tool, Bound(values, ()), self.call.confidence
            )
        except PlamError as error:
            raise ToolError(f"{name} was not used: {error.message}", fix=error.fix) from error
