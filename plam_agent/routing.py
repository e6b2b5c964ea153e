"""Which model is asked: the one on this machine, or a remote one where the policy lets it be.

What a prompt holds leaves the machine when a remote model reads it, so each such prompt is a call
through the gate, with the origins of what it holds. A rule that allows `model.ask` lets a request
go; `model.read` is for messages, and because they come from others its rule has to name their
origins too. Where the policy does not let a prompt go, it stays, and the model here answers it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal, cast

from .config import Account
from .errors import AccountError
from .outcomes import Done, Failed, Unknown
from .planner.engine import Engine, Generation
from .planner.prompt import Prompt
from .planner.remote import CONTEXT, Endpoint, RemoteEngine
from .planner.schema import PLAN
from .policy import grants
from .policy.decide import possible
from .runtime import Runtime
from .tools.model import ASKS, KIND, READS, TOOLS, host_of, name_of, open_letters
from .types import POLICY, Allow, Call, Confirm, Decision, Deny, Origins, Value

RUN_TIME = timedelta(hours=12)
# No step of a plan has such a number.
_FIRST = 1_000
_OWNERS = frozenset({POLICY})
_TOOLS = {tool.name: tool for tool in TOOLS}


class Stays(Exception):
    """The policy does not let this leave the machine."""


class Routed:
    """Within one run, the remote model where the policy lets a prompt go, and else the local one.

    `remote` alone raises Stays where it does not.
    """

    def __init__(self, runtime: Runtime, local: Engine, account: Account, run: str) -> None:
        """`account` is of the kind `model`. Raises ConfigError where it leads nowhere."""
        self._runtime = runtime
        self._local = local
        self._account = account
        self._run = run
        self._steps = itertools.count(_FIRST)
        device = runtime.home.device
        self._grants = (
            grants.issue(
                device,
                None,
                holder=device.public,
                not_after=runtime.home.now() + RUN_TIME,
                policy=runtime.policy.hash,
                tools={ASKS, READS},
            ),
        )
        self.remote = RemoteEngine(_endpoint(account), self._send)

    @property
    def fingerprint(self) -> str:
        """That of the model on this machine."""
        return self._local.fingerprint

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """An answer of the one or the other.

        Raises PlanError, and AccountError where the remote model may be asked and does not answer.
        """
        try:
            return await self.remote.generate(prompt, grammar, max_tokens=max_tokens)
        except Stays:
            return await self._local.generate(prompt, grammar, max_tokens=max_tokens)

    async def _send(self, kind: str, body: bytes, origins: Origins) -> bytes:
        """Send a prompt through the gate. Raises Stays and AccountError."""
        runtime, name = self._runtime, ASKS if kind == PLAN else READS
        if not possible(runtime.policy.policy, name):
            raise Stays
        context = runtime.surroundings(self._account.name)
        letters = await context.connection(open_letters)
        content = letters.put(body)
        try:
            call = self._call(name, kind, content, origins)
            decision = (await runtime.rehearse(call, self._grants)).decision
            # A question that nobody is there to answer would outlive what it is about.
            if not self._may_be_put(decision):
                raise Stays
            outcome = (await runtime.perform(call, self._grants)).outcome
            if isinstance(outcome, Failed | Unknown):
                raise AccountError(outcome.detail)
            if not isinstance(outcome, Done):
                raise Stays
            answer = letters.fetch(content)
        finally:
            letters.drop(content)
        if answer is None:
            raise AccountError("the remote model was stopped before it answered")
        runtime.planned_by(self._run, self.remote.fingerprint)
        return answer

    def _may_be_put(self, decision: Decision) -> bool:
        match decision:
            case Allow(hold=hold):
                return not hold
            case Confirm():
                return self._runtime.ask is not None
        # What is refused is recorded.
        return isinstance(decision, Deny)

    def _call(self, name: str, kind: str, content: str, origins: Origins) -> Call:
        tool = _TOOLS[name]
        return Call(
            run=self._run,
            step=next(self._steps),
            account=self._account.name,
            tool=name,
            effect=tool.effect,
            reversible=False,
            args=(
                ("host", Value(host_of(self._account), _OWNERS)),
                ("model", Value(self._account.settings["model"], _OWNERS)),
                ("purpose", Value(kind, _OWNERS)),
                ("content", Value(content, origins)),
            ),
            roles=tuple((param.name, param.role) for param in tool.params),
        )


def routed(
    runtime: Runtime, local: Engine, run: str, tools: Iterable[str] = (ASKS, READS)
) -> Engine:
    """What answers the prompts of one run; `tools` are those by which it may ask a remote model.

    Raises ConfigError for an account that leads nowhere.
    """
    account = runtime.home.default_account(KIND)
    policy = runtime.policy.policy
    if account is None or not any(possible(policy, name) for name in tools):
        return local
    return Routed(runtime, local, account, run)


def _endpoint(account: Account) -> Endpoint:
    said = account.settings
    form = cast("Literal['json_schema', 'json_object']", said.get("form", "json_schema"))
    return Endpoint(
        name=name_of(account),
        model=str(said["model"]),
        form=form,
        logprobs=bool(said.get("logprobs")),
        context=int(said.get("context", CONTEXT)),
    )
