"""Fakes for the seams: a scripted model, and a clock that stands where it is put."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from plam_agent.errors import PlanError
from plam_agent.planner.engine import Generation
from plam_agent.planner.prompt import Prompt, completion

Answer = Mapping[str, Any] | str | Exception
Script = Mapping[str, Answer] | Callable[[Prompt], Answer]


class ScriptedEngine:
    """Answers a prompt by the first key of the script that its user message contains."""

    fingerprint = "scripted"

    def __init__(self, script: Script, *, confidence: float = 0.99) -> None:
        self._script = script
        self._confidence = confidence
        self.prompts: list[Prompt] = []

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        self.prompts.append(prompt)
        answer = self._answer(prompt)
        if isinstance(answer, Exception):
            raise answer
        text = answer if isinstance(answer, str) else completion(answer)
        return Generation(text, self._confidence, (self._confidence,), len(text), 0, 1.0)

    def _answer(self, prompt: Prompt) -> Answer:
        if callable(self._script):
            return self._script(prompt)
        for key, answer in self._script.items():
            if key in prompt.user:
                return answer
        raise PlanError(f"the script has no answer to {json.dumps(prompt.user)}")


class FixedClock:
    """A clock that moves only when told."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)
