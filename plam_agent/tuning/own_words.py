"""What of a sent message its writer wrote: nothing quoted, nothing forwarded, no signature.

Replies above, below and between what is quoted are understood, in English and French, as Outlook,
Gmail, Apple Mail and plain-text programs write them. In doubt there is no text: somebody else's
words must never pass for the writer's. Every pattern looks at one line, so that no message takes
longer than its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 20_000
"""Characters of a message that are looked at; a longer one has no text."""

_LAST = 10
"""Lines at the end among which a signature without a mark is looked for."""

_SHINGLE = 6
"""So many words in a row that also stand in what is quoted are quoted without a mark."""

_QUOTE = re.compile(r"[ \t]*[>|]")
_MARK = re.compile(r"[ \t]*(?:[>|][ \t]?)+")
# The last line of what comes before a quotation: `On …, Anna wrote:`, `Le … Anna a écrit :`.
_WROTE = re.compile(
    r"(?:\bwrote|\ba écrit|\bécrivit|\bhat geschrieben|\bschrieb)[^\n]{0,120}:\s*$", re.IGNORECASE
)
_BEGINS = re.compile(r"[ \t]*(?:on|le|am)\b", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}[:h.]\d{2}|\b(?:19|20)\d\d\b|<[^<>@\s]{1,80}@[^<>@\s]{1,120}>")
_CUT = re.compile(
    r"[ \t*_]*(?:"
    r"-{2,}[ ]?(?:original message|original appointment|forwarded message|reply message"
    r"|message d['’]origine|message transféré|message original|message réexpédié"
    r"|message initial)[ ]?-{0,}"
    r"|begin forwarded message ?:|début du message (?:réexpédié|transféré) ?:"
    r"|(?:_{10,}|={20,})"
    r")[ \t*_]*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"[ \t*]*(?:from|sent|to|cc|date|subject|de|envoyé|à|objet|répondre à|reply-to)[ \xa0]?\*? ?:",
    re.IGNORECASE,
)
_FROM = re.compile(r"[ \t*]*(?:from|de)[ \xa0]?\*? ?:\*?", re.IGNORECASE)
_SIGNATURE = re.compile(r"--[ \t]*$")
_DEVICE = re.compile(
    r"[ \t]*(?:sent (?:from|with|via) (?:my |outlook|mail|yahoo|proton|samsung|gmail|the )"
    r"|get outlook for|envoyé (?:de|depuis|avec|à partir de) |télécharg(?:er|ez) outlook"
    r"|obtenir outlook|provenance : courrier|sorry for (?:any )?typos)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"[ \t*]*(?:(?:this|the information in this) (?:e-?mail|message)\b"
    r".{0,80}\b(?:confidential|intended)"
    r"|confidential(?:ity)? notice|disclaimer\b|ce (?:message|courriel|mail)\b.{0,80}\bconfident"
    r"|ce message et (?:toutes|ses)|please consider the environment|pensez à l['’]environnement)",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"https?://|www\.|@[\w-]+\.|(?:\+|\(?0)\d[\d .()/-]{6,}\d"
    r"|\b(?:tél|tel|phone|mobile|fax|mob)\b ?[.:]",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    r"(?im)^[ \t*]*(?:(?:from|sent|subject|envoyé|objet)[ \xa0]?\*? ?:"
    r"|-{2,} ?(?:original|forwarded|message))|(?:\bwrote|\ba écrit)[ \xa0]?:\s*$"
)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the writer wrote, and what was quoted: what they answered, as far as it stands there."""

    text: str
    quoted: str


def own_words(message: str) -> OwnWords | None:
    """What of a message its writer wrote, or None where that is nothing, or cannot be told."""
    if len(message) > LONGEST:
        return None
    lines = [line.rstrip() for line in _plain(message).split("\n")]
    lines, after = _cut(lines)
    mine, theirs = _apart(lines)
    mine = _signed_off(mine)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(mine)).strip()
    quoted = "\n".join([*theirs, *after]).strip()
    if not re.search(r"\w", text) or _LEFT_OVER.search(text) or _share(text, quoted):
        return None
    return OwnWords(text, quoted)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)


def _cut(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first mark after which all is somebody else's, and what after it."""
    for at, line in enumerate(lines):
        if _CUT.match(line) or _is_header(lines, at):
            return list(lines[:at]), list(lines[at + 1 :])
        if start := _attribution(lines, at):
            rest = lines[at + 1 :]
            following = next((each for each in rest if each.strip()), "")
            if not _QUOTE.match(following):
                # A quotation without marks has no end.
                return list(lines[: at + 1 - start]), list(rest)
    return list(lines), []


def _is_header(lines: Sequence[str], at: int) -> bool:
    """Whether the head of another message begins here: From, and two more of its fields."""
    if not _FROM.match(lines[at]):
        return False
    return sum(bool(_HEADER.match(each)) for each in lines[at : at + 8]) >= 3


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines say who wrote what follows line `at`, that one included; 0 for none."""
    if _QUOTE.match(lines[at]) or not _WROTE.search(lines[at]):
        return 0
    for count in range(1, 5):
        first = at + 1 - count
        if first < 0 or (count > 1 and not lines[first].strip()):
            break
        whole = " ".join(lines[first : at + 1])
        if _BEGINS.match(lines[first]) and _DATED.search(whole):
            return count
    return 1 if _DATED.search(lines[at]) or len(lines[at].split()) <= 6 else 0


def _apart(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that are the writer's and those that are quoted, without what introduces these."""
    kind = [_QUOTE.match(line) is not None for line in lines]
    said_by: set[int] = set()
    for at in range(len(lines)):
        if count := _attribution(lines, at):
            said_by |= set(range(at + 1 - count, at + 1))
        if not kind[at] and 0 < at < len(lines) - 1 and kind[at - 1] and lines[at].strip():
            # A long line that was broken on its way: between marks without a space is no answer.
            end = next((n for n in range(at, len(lines)) if kind[n] or not lines[n].strip()), at)
            if end < len(lines) and kind[end] and end - at <= 2:
                for n in range(at, end):
                    kind[n] = True
    mine = [line for at, line in enumerate(lines) if not kind[at] and at not in said_by]
    theirs = [_MARK.sub("", line, count=1) for at, line in enumerate(lines) if kind[at]]
    return mine, theirs


def _signed_off(lines: Sequence[str]) -> list[str]:
    """The lines without signature, notices and what programs write beneath."""
    kept: list[str] = []
    for line in lines:
        if _SIGNATURE.match(line) or _NOTICE.match(line):
            break
        if not _DEVICE.match(line):
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    first = max(0, len(kept) - _LAST)
    # Where to be reached is not how somebody writes; what stands below it is not either.
    blank = [at for at in range(first, len(kept)) if not kept[at].strip()]
    for at in range(first, len(kept)):
        if _REACHED.search(kept[at]) and (not blank or at > blank[-1]) and len(kept[at]) < 100:
            return kept[:at]
    return kept


def _share(text: str, quoted: str) -> bool:
    """Whether some words in a row stand in both: then they were quoted without a mark."""
    mine, theirs = _words(text), _words(quoted)
    if len(mine) < _SHINGLE:
        return bool(mine) and " ".join(mine) in " ".join(theirs) and len(mine) > 2
    runs = {tuple(theirs[at : at + _SHINGLE]) for at in range(len(theirs) - _SHINGLE + 1)}
    return any(tuple(mine[at : at + _SHINGLE]) in runs for at in range(len(mine) - _SHINGLE + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
