"""What came of things, in words for a terminal, and the exit code that says the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .approvals import Waiting, card, escaped
from .digest import Digest
from .runtime import Performed

DONE, FAILED, USAGE, REFUSED, WAITING = 0, 1, 2, 3, 4


def code_of(outcomes: Sequence[str]) -> int:
    """The exit code for how calls ended: waiting beats refused beats failed beats done."""
    if "pending" in outcomes:
        return WAITING
    if "refused" in outcomes:
        return REFUSED
    return FAILED if {"failed", "unknown"} & set(outcomes) else DONE


def plan_told(plain: dict[str, Any]) -> str:
    """A plan, a step a line, or what was answered instead."""
    if "error" in plain:
        return str(plain["error"])
    lines = [
        f"{number}. {step['tool']} "
        + json.dumps(step["args"], ensure_ascii=False)
        + "".join(f"  {word} {step[word]}" for word in ("each", "when") if word in step)
        for number, step in enumerate(plain["steps"], 1)
    ]
    return "\n".join(lines) or str(plain["answer"])


def digest_told(digest: Digest) -> str:
    """A triage pass, a message a line."""
    if not digest.messages:
        return "Nothing new."
    dry = " (dry run: nothing was changed)" if digest.dry else ""
    lines = [f"{len(digest.messages)} messages in {digest.seconds:.1f} s{dry}"]
    for message in digest.messages:
        done = ", ".join(map(_action, message.actions)) or "left"
        note = f"  [{escaped(message.trouble)}]" if message.trouble else ""
        lines.append(
            f"  {message.label or 'not read':<11} {message.confidence:4.2f}  "
            f"{escaped(message.subject or message.message_id)[:44]:<44}  {done}{note}"
        )
    counts = ", ".join(f"{number} {label}" for label, number in digest.counts.items())
    lines.append(f"In all: {counts}.")
    if digest.queued:
        lines.append(f"{len(digest.queued)} wait for you: plam approvals list")
    return "\n".join(lines)


def _action(each: Performed) -> str:
    words = {"rehearsed": f"would {each.decision.verb}", "pending": "waits", "done": "done"}
    return f"{each.call.tool} {words.get(each.outcome.verb, each.outcome.verb)}"


def waiting_line(waiting: Waiting) -> str:
    """One question or held call as a line of the list."""
    until = f"(until {waiting.expires:%a %d %b %H:%M})"
    if waiting.due is not None:
        until = f"(held: runs at {waiting.due:%a %d %b %H:%M:%S})"
    return f"{waiting.id:>6}  {escaped(waiting.preview)}  {until}"


def unknown_line(unknown: Mapping[str, Any]) -> str:
    """One line of the list for what may or may not have happened, and how to answer."""
    what = unknown["preview"] or unknown["tool"]
    ask = f"Did it happen? Look, then: plam approvals settle {unknown['id']} yes|no"
    return escaped(f"{unknown['id']}  may or may not have happened: {what}  {ask}")


def waiting_told(waiting: Waiting) -> str:
    """One question or held call in full, and how to answer it."""
    then = f"  until {waiting.expires:%a %d %b %Y %H:%M}; then it is a no"
    if waiting.due is not None:
        then = f"  held: it runs at {waiting.due:%a %d %b %Y %H:%M:%S} while `plam run` runs"
    return (
        f"{card(waiting.call, None, waiting.preview, waiting.reasons)}\n"
        f"  rule: {waiting.rule}\n"
        f"{then}\n\n"
        f"plam approvals approve {waiting.id}   or   edit {waiting.id} --set NAME=VALUE"
        f"   or   deny {waiting.id}"
    )
