"""Everything that a hostile shop can do, by name."""

from __future__ import annotations

from collections.abc import Mapping

from . import hostile_money, hostile_promises, hostile_wire, hostile_words
from .hostile import Hostile

_MODULES = (hostile_money, hostile_promises, hostile_wire, hostile_words)
BEHAVIOURS: Mapping[str, Hostile] = {each.name: each for m in _MODULES for each in m.ALL}
