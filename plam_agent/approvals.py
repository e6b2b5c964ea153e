"""What waits for the owner: a durable queue derived from the journal, and the answers to it.

A question is an `asked` event and its end an `answered` one, so the queue survives everything the
journal survives. An approved call is decided about again when it runs; an edited one is a new call
whose changed arguments the owner has said.
"""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import keys, when
from .errors import InputError
from .policy import grants
from .policy.receipts import sign_receipt
from .policy.terms import Label
from .records import origins_of, read_call
from .runtime import Performed, Runtime
from .types import (
    REQUEST,
    Call,
    Confirm,
    Event,
    Outcome,
    Param,
    Pending,
    Role,
    Value,
    When,
)

RUN_TIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One call that waits: `id` names it, `expires` is when silence becomes a no."""

    id: str
    call: Call
    rule: str
    reasons: tuple[str, ...]
    preview: str
    asked: datetime
    expires: datetime
    label: str

    def plain(self) -> dict[str, Any]:
        """The question as JSON data, with the exact arguments and where each came from."""
        return {
            "id": self.id,
            "tool": self.call.tool,
            "account": self.call.account,
            "args": self.call.plain(),
            "origins": {name: origins_of(value.origins) for name, value in self.call.args},
            "rule": self.rule,
            "reasons": list(self.reasons),
            "asked": self.asked.isoformat(),
            "expires": self.expires.isoformat(),
            "digest": self.call.digest,
        }


class Approvals:
    """The questions of one home."""

    def __init__(self, runtime: Runtime) -> None:
        """Answers run through `runtime`."""
        self._runtime = runtime
        self._home = runtime.home

    async def waiting(self) -> list[Waiting]:
        """The open questions, oldest first; those that ran out are answered with a no here."""
        open_ = await asyncio.to_thread(self._open)
        now = self._home.now()
        for late in [each for each in open_ if each.expires <= now]:
            await self._answer(late, "expired")
        return [each for each in open_ if each.expires > now]

    async def get(self, id_: str) -> Waiting:
        """One open question. Raises InputError where it is none."""
        for each in await self.waiting():
            if each.id == id_:
                return each
        raise InputError(f"Nothing waits under {id_!r}.", fix="See `plam approvals list`.")

    async def approve(self, id_: str, key: keys.Signer) -> Performed:
        """Sign a receipt for exactly this call with the approval key, and run it."""
        return await self._run(await self.get(id_), key, "approved")

    async def edit(self, id_: str, changes: Mapping[str, str], key: keys.Signer) -> Performed:
        """Approve the call with some arguments said anew by the owner; `none` empties one.

        Raises InputError for an argument that the tool does not take or cannot understand.
        """
        question = await self.get(id_)
        tool = self._runtime.registry.get(question.call.tool)
        params = {param.name: param for param in tool.params} if tool else {}
        args = dict(question.call.args)
        for name, said in changes.items():
            if name not in params or params[name].derived:
                known = ", ".join(p.name for p in params.values() if not p.derived)
                raise InputError(f"{question.call.tool} has no {name!r}.", fix=f"It has {known}.")
            args[name] = await asyncio.to_thread(self._said, params[name], said)
        call = dataclasses.replace(
            question.call, run=f"edit-{secrets.token_hex(6)}", args=tuple(args.items())
        )
        if tool is not None and tool.effect_of is not None:
            effect = tool.effect_of(self._runtime.arguments(tool, call))
            call = dataclasses.replace(call, effect=max(tool.effect, effect))
        return await self._run(dataclasses.replace(question, call=call), key, "edited")

    async def deny(self, id_: str) -> Event:
        """Answer with a no; the call never runs."""
        return await self._answer(await self.get(id_), "denied")

    def _said(self, param: Param, said: str) -> Value:
        origins = frozenset({REQUEST})
        if said == "none":
            return Value(() if param.many else None, origins)
        if param.role is Role.TIME:
            return Value(when.resolve(said, self._home.now()), origins)
        if param.role in (Role.OBJECT, Role.MONEY):
            raise InputError(
                f"{param.name} cannot be edited.", fix="Deny this one and ask for another."
            )
        if param.choices and said not in param.choices:
            raise InputError(f"{param.name} is one of {', '.join(param.choices)}.")
        if param.many:
            return Value(tuple(part.strip() for part in said.split(",")), origins)
        return Value(said, origins)

    async def _run(self, question: Waiting, key: keys.Signer, answer: str) -> Performed:
        now, policy = self._home.now(), self._runtime.policy.hash
        grant = grants.issue(
            self._home.device,
            None,
            holder=self._home.device.public,
            not_after=now + RUN_TIME,
            policy=policy,
            tools={question.call.tool},
        )
        receipt = sign_receipt(key, question.call, policy, now)
        performed = await self._runtime.perform(
            question.call,
            (grant,),
            receipt=receipt,
            label=self._label(question.label),
            asked=int(question.id),
        )
        if not isinstance(performed.outcome, Pending):
            await self._answer(question, answer, performed.outcome)
        return performed

    def _label(self, name: str) -> Label | None:
        section = self._runtime.policy.policy.triage
        return section.label(name) if section and name else None

    async def _answer(
        self, question: Waiting, answer: str, outcome: Outcome | None = None
    ) -> Event:
        body = {
            "run": question.call.run,
            "asked": int(question.id),
            "answer": answer,
            "event": outcome.event if outcome else 0,
        }
        return await asyncio.to_thread(self._home.journal.append, "answered", body)

    def _open(self) -> list[Waiting]:
        open_: dict[int, Waiting] = {}
        for event in self._home.journal.events(kinds=("asked", "answered", "intent")):
            # An intent that answers a question closes it too: after a crash in between, the same
            # yes must not run the call a second time.
            if event.kind != "asked":
                open_.pop(event.body.get("asked", 0), None)
            elif "call" in event.body:
                open_[event.seq] = _read(event, self._home.now())
        return list(open_.values())


def _read(event: Event, now: datetime) -> Waiting:
    body = event.body
    return Waiting(
        id=str(event.seq),
        call=read_call(body["call"]),
        rule=body["rule"],
        reasons=tuple(body["reasons"]),
        preview=body["preview"],
        asked=event.time.astimezone(now.tzinfo),
        expires=datetime.fromtimestamp(body["expires"], now.tzinfo),
        label=body["label"] or "",
    )


def card(call: Call, decision: Confirm | None, preview: str, reasons: tuple[str, ...] = ()) -> str:
    """A call in full for the owner: exact arguments, resolved times and where each came from."""
    lines = [f"  {call.tool}  ({call.account})", f"  {preview}", ""]
    for name, value in call.args:
        origins = ", ".join(map(_origin, origins_of(value.origins))) or "unknown"
        lines.append(f"  {name}: {_shown(value.data)}")
        lines.append(f"      from {origins}")
    lines += [f"  why: {escaped(reason)}" for reason in (decision.reasons if decision else reasons)]
    return "\n".join(lines)


def _origin(origin: Any) -> str:
    return escaped(origin if isinstance(origin, str) else str(origin))


def _shown(data: Any) -> str:
    match data:
        case tuple() | list():
            return ", ".join(map(_shown, data)) or "none"
        case None | "":
            return "none"
        case When():
            end = f" to {data.end:%a %d %b %Y %H:%M}" if data.end else ""
            at = "" if data.all_day else " %H:%M"
            return f"{data.start.strftime('%a %d %b %Y' + at)}{end} ({escaped(data.phrase)})"
    return escaped(str(getattr(data, "id", data)))


def escaped(text: str) -> str:
    """Text with everything that a terminal would not show as itself written as an escape.

    Line breaks stay, controls, direction overrides and zero-width characters do not.
    """
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )
