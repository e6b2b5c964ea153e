"""Ordering things at merchants that sell to agents, within what the owner allows."""

from .tools import MORE, TOOLS

__all__ = ["MORE", "TOOLS"]
