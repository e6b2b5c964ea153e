"""Text as it can be shown: nothing in it moves, hides or reorders anything."""

from __future__ import annotations


def escaped(text: str) -> str:
    """`approvals.escaped`, imported when there is something to show: after the first picture."""
    from .. import approvals

    return approvals.escaped(text)


def flat(text: str) -> str:
    """Text in one line, escaped."""
    return escaped(" ".join(text.split()))
