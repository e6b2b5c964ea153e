"""A note's text as passages: by headings and paragraphs, of bounded size, links as their words.

Markdown as people write it in Obsidian: front matter, headings with # or underlined, code fences,
[links](…) and [[wiki links|aliases]]. What is not understood is text. Nothing here is followed,
rendered or run, and whatever a text holds, its passages are found in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

ROOM = 900
"""Letters of a passage at most, its headings apart: what small embedders take at once."""
MOST = 2_000
_TITLE = 120
_HEADINGS = 160
_FRONT = 100
_LINKS = 20
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LISTED = re.compile(r"[ \t]*(?:[-*+>|]|\d{1,9}[.)])[ \t]?")
_INLINE = re.compile(
    r"(?P<ticks>`{1,3})(?P<code>[^`\n]{1,500})(?P=ticks)"
    r"|!?\[\[(?P<page>[^\[\]|#\n]{0,200})(?:#(?P<part>[^\[\]|\n]{0,200}))?"
    r"(?:\|(?P<alias>[^\[\]\n]{0,200}))?\]\]"
    r"|!?\[(?P<words>[^\[\]\n]{0,300})\]\((?P<url>[^()\s]{0,500})(?:[ \t][^()\n]{0,200})?\)"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_KEY = re.compile(r"(?i)(title|date|created)[ \t]*:[ \t]*(.*)")
_SENTENCE = re.compile(r"[.!?…][\"'”’)]?\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: its headings in a line above its words; `names` are what it links to."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A note as read: its passages in order, and the day that it says it is about."""

    passages: tuple[Passage, ...]
    day: date | None = None


@dataclass(slots=True)
class _Block:
    """Lines that belong together, under these headings."""

    headings: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    code: bool = False


def page(text: str, name: str, *, markdown: bool = True) -> Page:
    """The passages of a text; `name` is its file's name without its suffix.

    Its front matter, else its name, gives the title and the day. Plain text has no headings.
    """
    lines = text.split("\n")
    front = _front(lines) if markdown else []
    said: dict[str, str] = {}
    for line in front:
        if known := _KEY.fullmatch(line):
            said.setdefault(known[1].lower(), known[2].strip().strip("\"'"))
    title = " ".join((said.get("title") or name).split())[:_TITLE]
    blocks = _blocks(lines[len(front) + 2 :] if front else lines, markdown=markdown)
    if front:
        blocks = [_Block((), front), *blocks]
    found: list[Passage] = []
    for headings, body in _packed(blocks):
        words, names = (body, _addresses(body)) if not markdown else _plain(body)
        if not words.strip():
            continue
        found.append(Passage(f"{_above(title, headings)}\n{words.strip()}", names))
        if len(found) == MOST:
            break
    day = _day(said.get("date", "")) or _day(said.get("created", "")) or _day(name)
    return Page(tuple(found), day)


def _front(lines: Sequence[str]) -> list[str]:
    """The lines between the first line `---` and the next one; none where nothing closes it."""
    if lines[0].rstrip() != "---":
        return []
    for number, line in enumerate(lines[1 : _FRONT + 2], 1):
        if line.rstrip() in ("---", "..."):
            return list(lines[1:number])
    return []


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _above(title: str, headings: Sequence[str]) -> str:
    parts = [title, *(each for each in headings if each != title)]
    return " › ".join(filter(None, parts))[:_HEADINGS]


def _blocks(lines: Sequence[str], *, markdown: bool) -> list[_Block]:
    """Paragraphs, lists and code fences, each under the headings above it."""
    found: list[_Block] = []
    stack: list[tuple[int, str]] = []
    block = _Block(())
    fence = ""

    def close() -> None:
        nonlocal block
        if block.lines:
            found.append(block)
        block = _Block(tuple(words for _, words in stack))

    def head(level: int, words: str) -> None:
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, _plain(words)[0].strip()[:_TITLE]))
        close()

    for line in lines:
        if fence:
            block.lines.append(line)
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                close()
        elif not line.strip():
            close()
        elif not markdown:
            block.lines.append(line)
        elif opening := _FENCE.match(line):
            close()
            fence, block.code = opening[1], True
            block.lines.append(line)
        elif heading := _HEADING.fullmatch(line):
            close()
            head(len(heading[1]), heading[2] or "")
        elif (
            (under := _UNDERLINE.fullmatch(line))
            and len(block.lines) == 1
            and not _LISTED.match(block.lines[0])
        ):
            words = block.lines.pop()
            head(1 if under[1][0] == "=" else 2, words)
        elif _RULE.fullmatch(line):
            close()
        else:
            block.lines.append(line)
    close()
    return found


def _packed(blocks: Sequence[_Block]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Blocks under the same headings together, as many as there is room for."""
    headings: tuple[str, ...] = ()
    held: list[str] = []
    size = 0
    for block in blocks:
        for piece in cut("\n".join(block.lines), ROOM):
            if held and (block.headings != headings or size + len(piece) > ROOM):
                yield headings, "\n\n".join(held)
                held, size = [], 0
            headings = block.headings
            held.append(piece)
            size += len(piece) + 2
    if held:
        yield headings, "\n\n".join(held)


def cut(text: str, room: int) -> list[str]:
    """The text in pieces of at most `room` letters, cut where a line, a sentence or a word ends."""
    found = []
    at = 0
    while len(text) - at > room:
        piece = text[at : at + room]
        least = room // 2
        line = piece.rfind("\n", least)
        if line < 0:
            ends = [each.end() for each in _SENTENCE.finditer(piece, least)]
            line = ends[-1] if ends else piece.rfind(" ", least)
        end = line if line > 0 else room
        found.append(piece[:end].rstrip())
        at += end
        while at < len(text) and text[at] in " \n":
            at += 1
    found.append(text[at:])
    return [each for each in found if each.strip()]


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Text with its links as the words that are read, and what it names."""
    names: dict[str, None] = {}

    def words(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        if match["url"] is not None:
            return match["words"] or match["url"]
        linked = match["page"].strip()
        if linked and not match[0].startswith("!"):
            names.setdefault(linked.rpartition("/")[2][:80])
        return match["alias"] or " ".join(filter(None, (linked, (match["part"] or "").strip())))

    plain = _INLINE.sub(words, text) if "[" in text else text
    for address in _addresses(plain):
        names.setdefault(address)
    return plain, tuple(names)[:_LINKS]


def _addresses(text: str) -> tuple[str, ...]:
    found = _ADDRESS.findall(text) if "@" in text else ()
    return tuple(dict.fromkeys(found))[:_LINKS]
