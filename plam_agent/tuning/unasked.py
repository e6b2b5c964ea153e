"""Looking into the owner's mail when nobody asked for it: through the gate, and asking nobody.

The grant is for the tools that look and for an hour. A question that is put at night, about nothing
that the owner wanted to know, is none: what the policy does not simply allow is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from ..binding import Bound
from ..freezing import freeze
from ..outcomes import Done
from ..policy import grants
from ..runtime import Runtime
from ..types import Allow, Effect, Item, Value

RUN_TIME = timedelta(hours=1)


class Unasked:
    """One look through an account, as one run."""

    def __init__(self, runtime: Runtime, account: str, run: str, tools: Collection[str]) -> None:
        """`tools` are the names of tools that look."""
        home = runtime.home
        self._runtime = runtime
        self._account = account
        self._run = run
        self._step = 0
        self._grants = (
            grants.issue(
                home.device,
                None,
                holder=home.device.public,
                not_after=home.now() + RUN_TIME,
                policy=runtime.policy.hash,
                tools=set(tools),
            ),
        )

    async def look(self, name: str, args: Mapping[str, Value]) -> Sequence[Item]:
        """What the tool finds; nothing where it fails, or may not be used without a yes."""
        tool = self._runtime.registry.get(name)
        if tool is None or tool.effect is not Effect.READ:
            return ()
        self._step += 1
        call = await freeze(
            self._runtime, self._run, self._step, tool, Bound(args, ()), 1.0, account=self._account
        )
        decision = (await self._runtime.rehearse(call, self._grants)).decision
        if not isinstance(decision, Allow) or decision.hold:
            return ()
        outcome = (await self._runtime.perform(call, self._grants)).outcome
        return outcome.result.items if isinstance(outcome, Done) else ()
