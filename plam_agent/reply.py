"""What comes of a request, as a command shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """JSON data, words for the owner, the command's exit code, and notes beside them."""

    plain: Any
    text: str
    code: int = 0
    notes: list[str] = field(default_factory=list)
