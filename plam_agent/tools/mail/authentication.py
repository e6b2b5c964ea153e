"""Who vouches for a message's sender: the Authentication-Results of the owner's own server.

RFC 8601. Anybody can write such a field into a message, so only the topmost one that bears the
configured authserv-id counts: the owner's server adds its own above what it received.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_RESULT = re.compile(r"\s*([a-z0-9._-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)


def aligned(fields: Iterable[str], authserv_id: str, from_domain: str) -> bool:
    """Whether the server `authserv_id` found DMARC (RFC 7489) passing for `from_domain`.

    `fields` are the values of Authentication-Results from the top of the message.
    """
    if not authserv_id or not from_domain:
        return False
    for field in fields:
        server, *results = _clauses(field)
        if server.lower().split()[:1] == [authserv_id.lower()]:
            verdicts = [_dmarc(result, from_domain) for result in results if _is_dmarc(result)]
            return bool(verdicts) and all(verdicts)
    return False


def _is_dmarc(result: str) -> bool:
    match = _RESULT.match(result)
    return match is not None and match[1].lower() == "dmarc"


def _dmarc(result: str, from_domain: str) -> bool:
    match, domains = _RESULT.match(result), _FROM.findall(result)
    return (
        match is not None
        and match[2].lower() == "pass"
        and [each.rpartition("@")[2].rstrip(".").lower() for each in domains] == [from_domain]
    )


def _clauses(field: str) -> list[str]:
    """The parts between semicolons, comments taken out (they nest, and hide semicolons)."""
    return "".join(_without_comments(field[:16_384])).strip().split(";")


def _without_comments(field: str) -> Iterator[str]:
    depth, quoted, escaped = 0, False, False
    for char in field:
        if escaped:
            escaped = False
            continue
        if char == "\\" and (quoted or depth):
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif char == "(" and not quoted:
            depth += 1
        elif char == ")" and not quoted and depth:
            depth -= 1
        elif depth == 0:
            yield "_" if quoted and (char in ";=" or char.isspace()) else char
