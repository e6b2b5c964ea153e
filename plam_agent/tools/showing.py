"""Text of others on one line of a card: nothing of it moves, hides or reorders anything."""

from __future__ import annotations


def shown(text: object) -> str:
    r"""`text` on one line, with everything that does not print as itself written as an escape.

    Nothing is cut and nothing left out: `a\nb` stays apart from `ab`.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in str(text)
    )
