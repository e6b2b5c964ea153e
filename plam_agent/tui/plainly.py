"""Text as it can be shown: nothing in it moves, hides or reorders anything."""

from __future__ import annotations

from ..language import SOURCE, current


def escaped(text: str) -> str:
    """`approvals.escaped`, imported when there is something to show: after the first picture."""
    from .. import approvals

    # French has a space before a colon that does not break, and on a screen it is a space.
    return approvals.escaped(
        text if current() == SOURCE else text.replace("\N{NO-BREAK SPACE}", " ")
    )


def flat(text: str) -> str:
    """Text in one line, escaped."""
    return escaped(" ".join(text.split()))
