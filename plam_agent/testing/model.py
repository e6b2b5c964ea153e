"""A model that says what a test wrote for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import PlanError
from ..planner.engine import Generation
from ..planner.prompt import Prompt, completion

Answer = Mapping[str, Any] | str | Exception
Script = Mapping[str, Answer] | Callable[[Prompt], Answer]


class ScriptedModel:
    """Answers a prompt by the first key of the script that its user message contains.

    An answer is a plan as JSON data (`{"steps": [{"tool": "crm.find", "args": {…}}]}`), text, or an
    error to raise. `prompts` are those it was asked. What it says is checked like any model's.
    """

    fingerprint = "scripted"

    def __init__(self, script: Script, *, confidence: float = 0.99) -> None:
        """Say what `script` says, each time with this confidence."""
        self._script = script
        self._confidence = confidence
        self.prompts: list[Prompt] = []

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """The scripted answer. Raises PlanError where the script has none."""
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
