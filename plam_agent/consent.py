"""The owner's yes between two processes: the call in full one way, a signed receipt the other.

The process that has the terminal shows the call and signs with the approval key; the one that runs
it never holds that key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from .errors import InputError
from .files import bytes_of, text_of
from .home import Home
from .records import call_body
from .runtime import Answer, Ask, AskAll
from .types import Approval, Call, Confirm

CONFIRM_SECONDS = 600.0

Confirming = Callable[[dict[str, Any]], Awaitable[Any]]


def asking(home: Home, confirm: Confirming) -> Ask:
    """Puts calls before the owner as JSON, as the runtime asks."""

    async def ask(call: Call, decision: Confirm, preview: str) -> Approval | bool | None:
        policy = await asyncio.to_thread(home.policy)
        frame = confirm_frame(call, decision.rule, decision.reasons, preview, policy.hash)
        return read_answer(await confirm(frame))

    return ask


def asking_all(home: Home, confirm: Confirming) -> AskAll:
    """Puts several calls before the owner as one frame of JSON, `{"several": [...]}`."""

    async def ask(asked: Sequence[tuple[Call, Confirm, str]]) -> Sequence[Answer]:
        policy = await asyncio.to_thread(home.policy)
        frames = [
            confirm_frame(call, decision.rule, decision.reasons, preview, policy.hash)
            for call, decision, preview in asked
        ]
        said = await confirm({"several": frames})
        if said is None:
            return [None] * len(frames)
        if not isinstance(said, list) or len(said) != len(frames):
            raise InputError("this is no answer to several questions.")
        return [read_answer(each) for each in said]

    return ask


def confirm_frame(
    call: Call, rule: str, reasons: tuple[str, ...], preview: str, policy: str
) -> dict[str, Any]:
    """What the owner's end needs to show a call and to sign a receipt for it."""
    return {
        "call": call_body(call),
        "rule": rule,
        "reasons": list(reasons),
        "preview": preview,
        "policy": policy,
    }


def answer_body(receipt: Approval) -> dict[str, Any]:
    """A receipt as JSON."""
    return {
        "digest": receipt.digest,
        "policy": receipt.policy,
        "expires": receipt.expires.isoformat(),
        "signature": text_of(receipt.signature),
    }


def read_answer(body: Any) -> Approval | bool | None:
    """A receipt, False for a no, None for silence. Raises InputError for anything else."""
    if body is None or body is False:
        return body
    try:
        return Approval(
            str(body["digest"]),
            str(body["policy"]),
            datetime.fromisoformat(body["expires"]).astimezone(),
            bytes_of(body["signature"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("this is no answer to a question.") from error
