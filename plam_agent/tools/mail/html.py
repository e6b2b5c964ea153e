"""HTML mail as text a person can read: nothing is loaded, run, or shown that was hidden.

One pass over the characters, so the time is linear in the input whatever the sender nested or
left open; a validating parser would be neither faster nor safer for the one thing wanted here.
"""

from __future__ import annotations

import html
import re

INPUT_CAP = 256 * 1024
OUTPUT_CAP = 100_000

_DROPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math"})
_DROPPED_RAW = frozenset({"script", "style", "title"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot "
        "thead tr ul",
    )
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol"})
_NAME = re.compile(r"/?\s*([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z_:][-a-zA-Z0-9_:.]{0,60})(?:\s{0,8}=\s{0,8}("[^"]*"|'[^']*'|[^\s"'>]+))?"""
)
_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)"
    r"|(?:^|;)(?:font-size|max-height|height|width):0[a-z%]*(?:!important)?(?:;|$)"
)
_TAG_CAP = 2048


def text_of(source: str) -> str:
    """The visible text of an HTML document: blocks on their own lines, links as `text <url>`.

    At most the first INPUT_CAP characters are read and OUTPUT_CAP returned.
    """
    page = _Page(source[:INPUT_CAP])
    page.read()
    return page.text()


class _Page:
    """The state of one pass: where it is, what it has written, and what is hidden."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.folded = source.lower()
        self.out: list[str] = []
        self.hidden_by = ""
        self.hidden_depth = 0
        self.link = ""
        self.link_start = 0
        self.pre = 0

    def read(self) -> None:
        """Walk over text, comments and tags from the start to the end."""
        at, source = 0, self.source
        while at < len(source):
            start = source.find("<", at)
            if start < 0:
                self._say(source[at:])
                return
            self._say(source[at:start])
            at = self._markup(start)

    def _markup(self, start: int) -> int:
        source = self.source
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            return len(source) if end < 0 else end + 3
        named = _NAME.match(source, start + 1)
        if named is None and source[start + 1 : start + 2] not in ("!", "?"):
            self._say("<")
            return start + 1
        end = source.find(">", start + 1)
        if end < 0:
            return len(source)
        if named is None:
            return end + 1
        closing = source[start + 1] == "/"
        if not closing and self._quotes_open(start, end):
            further = source.find(">", end + 1, start + _TAG_CAP)
            while further >= 0 and self._quotes_open(start, further):
                further = source.find(">", further + 1, start + _TAG_CAP)
            end = further if further >= 0 else end
        name = named[1].lower()
        if closing:
            self._close(name)
            return end + 1
        return self._open(name, source[named.end() : min(end, start + _TAG_CAP)], end + 1)

    def _quotes_open(self, start: int, end: int) -> bool:
        piece = self.source[start : min(end, start + _TAG_CAP)]
        return '="' in piece and piece.count('"') % 2 == 1

    def _open(self, name: str, inside: str, after: int) -> int:
        if name in _DROPPED_RAW:
            end = self.folded.find(f"</{name}", after)
            return len(self.source) if end < 0 else end
        if self.hidden_by:
            self.hidden_depth += name == self.hidden_by
            return after
        attributes = _attributes(inside)
        alone = name in _VOID or inside.endswith("/")
        if not alone and (name in _DROPPED or _hidden(attributes)):
            self.hidden_by, self.hidden_depth = name, 1
            return after
        if name == "br":
            self.out.append("\n")
        elif name in _BLOCKS:
            self.out.append("\n\n" if name in _PARAGRAPHS else "\n")
        elif name in ("td", "th"):
            self.out.append(" ")
        if name == "li":
            self.out.append("- ")
        elif name == "img" and attributes.get("alt", "").strip():
            self._say(f" {attributes['alt']} ")
        elif name == "a":
            self.link, self.link_start = attributes.get("href", ""), len(self.out)
        elif name == "pre":
            self.pre += 1
        return after

    def _close(self, name: str) -> None:
        if self.hidden_by:
            self.hidden_depth -= name == self.hidden_by
            if self.hidden_depth == 0:
                self.hidden_by = ""
            return
        if name == "a" and self.link:
            self._end_link()
        elif name == "pre":
            self.pre = max(0, self.pre - 1)
        if name in _BLOCKS:
            self.out.append("\n\n" if name in _PARAGRAPHS else "\n")

    def _end_link(self) -> None:
        url, self.link = " ".join(self.link.split())[:300], ""
        shown = "".join(self.out[self.link_start :]).strip()
        scheme = url.partition(":")[0].lower()
        if (
            scheme in ("http", "https", "mailto")
            and shown
            and url not in (shown, f"mailto:{shown}")
        ):
            self.out.append(f" <{url}>")

    def _say(self, text: str) -> None:
        if text and not self.hidden_by:
            plain = html.unescape(text)
            self.out.append(plain if self.pre else re.sub(r"[ \t\r\n\f]+", " ", plain))

    def text(self) -> str:
        """What was written, with runs of blank lines and spaces folded."""
        lines = [line.strip(" \t") for line in "".join(self.out).split("\n")]
        joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        return re.sub(r" {2,}", " ", joined).strip()[:OUTPUT_CAP]


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(inside):
        value = (match[2] or "").strip("\"'")
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def _hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    style = re.sub(r"\s+", "", attributes.get("style", "")).lower()
    return bool(style) and _HIDDEN_STYLE.search(style) is not None
