"""What code itself sees in a request: that something is to be recalled, or to be remembered.

For a model that was never shown the tools of memory. Only what begins as nothing else could is
taken, in English and French; everything else is left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..types import Plan, Quote, Step, Tool

FAMILY = "memory."

_REMEMBER = re.compile(
    r"(?:please\s+|s'il\s+(?:te|vous)\s+pla[îi]t,?\s+)?"
    r"(?:remember|keep\s+in\s+mind|don['’]t\s+forget|do\s+not\s+forget|"
    r"souviens-toi|souvenez-vous|rappelle-toi|retiens|retenez|n['’]oublie\s+pas)"
    r"(?:\s+bien)?\s*(?:\bthat\b|\bque\b|\bqu['’]|:)\s*(?P<what>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_RECALL = re.compile(
    r"(?:(?:and|so|et|alors)[, ]+)?(?:"
    r"(?:the\s+)?last\s+time\s+(?:i|we|you)\b"
    r"|when\s+(?:was\s+the\s+last\s+time|did\s+(?:i|we)\s+last)\b"
    r"|what\s+(?:did|have)\s+(?:i|we)\s+"
    r"(?:tell|told|say|said|ask|asked|decide|decided|agree|agreed)\b"
    r"|what\s+did\s+you\s+do\b"
    r"|what\s+do\s+you\s+(?:know|remember)\s+(?:about|of)\b"
    r"|do\s+you\s+(?:remember|recall)\b(?!\s+to\b)"
    r"|(?:recall|remind\s+me)\s+what\s+(?:i|we|you)\b"
    r"|la\s+derni[èe]re\s+fois\s+(?:que|qu['’]|o[ùu])"
    r"|quand\s+(?:ai-je|avons-nous|on\s+a|j['’]ai|nous\s+avons)\b.*\bderni[èe]re\s+fois\b"
    r"|qu['’](?:ai-je|avons-nous|as-tu|est-ce\s+que\s+(?:j['’]ai|nous\s+avons|tu\s+as))\s+"
    r"(?:dit|demand[ée]|d[ée]cid[ée]|fait|convenu)\b"
    r"|que\s+sais-tu\s+(?:de|sur|du|des)\b|qu['’]est-ce\s+que\s+tu\s+sais\b"
    r"|te\s+(?:souviens|rappelles)-tu\b|tu\s+te\s+(?:souviens|rappelles)\b"
    r")",
    re.IGNORECASE,
)


def remembers(tool: Tool) -> bool:
    """Whether a tool is one of memory's."""
    return tool.name.startswith(FAMILY)


def at_once(words: str, tools: Iterable[Tool]) -> Plan | None:
    """The plan of a request that is plainly for the memory, with a tool that is there; or None."""
    there = {tool.name for tool in tools if remembers(tool)}
    said = words.strip()
    if "memory.remember" in there and (found := _REMEMBER.fullmatch(said)):
        return _plan("memory.remember", found["what"].strip())
    if "memory.recall" in there and _RECALL.match(said):
        return _plan("memory.recall", said)
    return None


def _plan(tool: str, words: str) -> Plan:
    return Plan(steps=(Step(1, tool, {"words": Quote(words)}),))
