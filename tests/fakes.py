"""Fakes for the seams, as plugin authors have them: a scripted model, and a clock."""

from __future__ import annotations

from plam_agent.testing.clock import FixedClock
from plam_agent.testing.model import Answer, Script
from plam_agent.testing.model import ScriptedModel as ScriptedEngine

__all__ = ["Answer", "FixedClock", "Script", "ScriptedEngine"]
