"""What waits for the owner: a durable queue derived from the journal, and the answers to it.

A question is an `asked` event and its end an `answered` one, so the queue survives everything the
journal survives. An approved call is decided about again when it runs; an edited one is a new call
whose changed arguments the owner has said.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from . import cards, keys, questions, when
from .errors import InputError
from .freezing import told_anew
from .language import _, told
from .outcomes import Outcome, Pending
from .policy import grants
from .policy.constraints import shown, values_of
from .policy.receipts import sign_receipt
from .policy.terms import Label
from .policy.tree import code_point
from .questions import Questions, Waiting
from .records import origins_of
from .runtime import Performed, Runtime
from .tools.lookalikes import alphabets
from .types import REQUEST, Approval, Call, Confirm, Event, Money, Param, Role, Value, When

__all__ = ["Approvals", "Waiting", "card", "escaped", "marked", "spelled", "unusual"]

RUN_TIME = timedelta(minutes=10)
_DOTTED = re.compile(r"(?:^|\w)\.\w")


class Approvals:
    """The questions of one home."""

    def __init__(self, runtime: Runtime, questions: Questions | None = None) -> None:
        """Answers run through `runtime`; `questions` remembers what was read before."""
        self._runtime = runtime
        self._home = runtime.home
        self._questions = questions or Questions(runtime.home)

    async def waiting(self) -> list[Waiting]:
        """What waits, oldest first; questions that ran out are answered with a no here."""
        open_ = await asyncio.to_thread(self._questions.open)
        now = self._home.now()
        left = []
        for each in open_:
            if each.due is not None or each.expires > now:
                left.append(each)
            else:
                # Somebody may have answered in the same moment: then there is no need to.
                with contextlib.suppress(InputError):
                    await self._answer(each, "expired")
        return left

    async def get(self, id_: str) -> Waiting:
        """One open question. Raises InputError where it is none."""
        for each in await self.waiting():
            if each.id == id_:
                return each
        raise InputError(f"Nothing waits under {id_!r}.", fix="See `plam approvals list`.")

    async def approve(self, id_: str, key: keys.Signer) -> Performed:
        """Sign a receipt for exactly this call with the approval key, and run it."""
        question = await self.get(id_)
        return await self.answer(question, self._signed(question, key), "approved")

    async def edit(self, id_: str, changes: Mapping[str, str], key: keys.Signer) -> Performed:
        """Approve the call with some arguments said anew by the owner; `none` empties one.

        Raises InputError for an argument that the tool does not take or cannot understand.
        """
        question = await self.edited(await self.get(id_), changes)
        return await self.answer(question, self._signed(question, key), "edited")

    async def edited(self, question: Waiting, changes: Mapping[str, str]) -> Waiting:
        """The question with some arguments of its call said anew: a new call. Raises InputError."""
        cards.refuse(changes, "what you changed")
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
        if tool is not None:
            call = await told_anew(self._runtime, tool, call)
        if tool is not None and tool.effect_of is not None:
            effect = tool.effect_of(self._runtime.arguments(tool, call))
            call = dataclasses.replace(call, effect=max(tool.effect, effect))
        # What the owner says anew is the owner's, and needs nobody's grant.
        return dataclasses.replace(question, call=call, grants="")

    async def deny(self, id_: str) -> Event:
        """Answer with a no; the call never runs."""
        return await self._answer(await self.get(id_), "denied")

    async def answer(self, question: Waiting, receipt: Approval, word: str) -> Performed:
        """Run what the owner's receipt is for. Raises InputError if it was answered meanwhile."""
        performed = await self._run(question, receipt=receipt)
        if not isinstance(performed.outcome, Pending):
            await self._record(question, word, performed.outcome)
        return performed

    async def release(self, held: Waiting) -> Performed:
        """Decide again about a held call whose time has come, and run it where that still allows.

        What should have run long ago is asked about instead. Raises InputError if it was undone.
        """
        late = held.expires <= self._home.now()
        return await self._run(held, held=True, late=late)

    def _signed(self, question: Waiting, key: keys.Signer) -> Approval:
        return sign_receipt(key, question.call, self._runtime.policy.hash, self._home.now())

    def _said(self, param: Param, said: str) -> Value:
        origins = frozenset({REQUEST})
        if said == "none":
            return Value(() if param.many else None, origins)
        if param.role is Role.TIME:
            return Value(self._moment(said), origins)
        if param.role in (Role.OBJECT, Role.MONEY):
            raise InputError(
                f"{param.name} cannot be edited.", fix="Deny this one and ask for another."
            )
        if param.choices and said not in param.choices:
            raise InputError(f"{param.name} is one of {', '.join(param.choices)}.")
        if param.many:
            return Value(tuple(part.strip() for part in said.split(",")), origins)
        return Value(said, origins)

    def _moment(self, said: str) -> When:
        return when.resolve(said, self._home.now(), day_first=self._home.settings.day_first)

    async def _run(
        self,
        question: Waiting,
        *,
        receipt: Approval | None = None,
        held: bool = False,
        late: bool = False,
    ) -> Performed:
        return await self._runtime.perform(
            question.call,
            self._grants(question),
            receipt=receipt,
            label=self._label(question.label),
            batch=question.batch,
            asked=int(question.id),
            held=held,
            late=late,
        )

    def _grants(self, question: Waiting) -> tuple[grants.Grant, ...]:
        """What the call runs under: a holder's grants are still those of the holder."""
        if question.grants:
            return grants.parse(question.grants.encode())
        grant = grants.issue(
            self._home.device,
            None,
            holder=self._home.device.public,
            not_after=self._home.now() + RUN_TIME,
            policy=self._runtime.policy.hash,
            tools={question.call.tool},
        )
        return (grant,)

    def _label(self, name: str) -> Label | None:
        section = self._runtime.policy.policy.triage
        return section.label(name) if section and name else None

    async def _answer(self, question: Waiting, answer: str) -> Event:
        """End an open question without running anything. Raises InputError if it has ended."""
        run, seq = question.call.run, int(question.id)
        return await asyncio.to_thread(questions.close, self._home, seq, run, answer)

    async def _record(self, question: Waiting, answer: str, outcome: Outcome) -> Event:
        body = {
            "run": question.call.run,
            "asked": int(question.id),
            "answer": answer,
            "event": outcome.event,
        }
        return await asyncio.to_thread(self._home.journal.append, "answered", body)


def card(call: Call, decision: Confirm | None, preview: str, reasons: tuple[str, ...] = ()) -> str:
    """A call in full for the owner: exact arguments, resolved times and where each came from.

    Lines of a text are marked, so that no text looks like another argument, and what is unusual in
    an address is named by its code point.
    """
    roles = dict(call.roles)
    lines = [f"  {escaped(call.tool)}  ({escaped(call.account)})", f"  {_said(preview)}", ""]
    for name, value in call.args:
        origins = ", ".join(map(_origin, origins_of(value.origins))) or _("an unknown origin")
        lines.append(f"  {escaped(name)}: {marked(spelled(value.data))}")
        has = (
            _("has {character}").format(character=e) for e in unusual(value.data, roles.get(name))
        )
        lines += [f"      {each}" for each in has]
        lines.append("      " + _("from {origin}").format(origin=origins))
    why = _("  why: {reason}")
    given = decision.reasons if decision else reasons
    lines += [why.format(reason=_said(reason)) for reason in given]
    return "\n".join(lines)


def _said(text: str) -> str:
    """A sentence of the program in the language in use; what others wrote in it is escaped."""
    return _under(told(escaped(text)))


def _origin(origin: Any) -> str:
    return marked(origin if isinstance(origin, str) else str(origin))


def marked(text: str) -> str:
    """Text escaped, its lines after the first marked as belonging to it."""
    return _under(escaped(text))


def _under(text: str) -> str:
    return text.replace("\n", "\n      | ")


def unusual(data: Any, role: Role | None) -> list[str]:
    """The characters of addresses that may deceive, each by its code point.

    In a mail address, a domain or a handle that is whatever is not plain ASCII, a space too. A
    postal address has words: what may deceive there is what cannot be seen, and a word of several
    alphabets or with a dot, as domains have.
    """
    chars: dict[str, None] = {}
    for text in values_of(data):
        if not isinstance(text, str):
            continue
        if role is Role.DESTINATION and " " in text.strip() and "@" not in text:
            chars |= dict.fromkeys(char for char in text if char != " " and not _seen(char))
            found = [word for word in text.split() if _is_name(word)]
        else:
            found = [text] if role is Role.DESTINATION else _addresses_in(text)
        chars |= {char: None for word in found for char in word if not "!" <= char <= "~"}
    return [code_point(char) for char in chars]


def _seen(char: str) -> bool:
    return char.isprintable() and not char.isspace()


def _is_name(word: str) -> bool:
    return _DOTTED.search(word) is not None or len(alphabets(word)) > 1


def _addresses_in(text: str) -> list[str]:
    return [word for word in text.split() if "@" in word]


def spelled(data: Any) -> str:
    """Data as the owner reads it, with everything escaped that does not show as itself."""
    match data:
        case tuple() | list():
            return ", ".join(map(spelled, data)) or "none"
        case None | "":
            return "none"
        case Money():
            return shown([data])
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
