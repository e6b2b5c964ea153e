"""Strict YAML: a document as a small tree of nodes that know their line, or an error that does.

Only the event level of the YAML library is used, so nothing is ever constructed from the text:
every scalar stays the string that was written (`no` is not False, `007` is not 7), and whoever
reads a field gives it its type.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from ..errors import PolicyError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
LONGEST = 400

# What can make a text read differently from what it is: line and paragraph separators, surrogates,
# private use, and every invisible format character, bidirectional controls included.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file something stands; lines count from 1."""

    file: str
    line: int

    def error(self, message: str, fix: str = "") -> PolicyError:
        """An error that points here."""
        if len(message) > LONGEST:
            message = f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"
        return PolicyError(message, file=self.file, line=self.line, fix=fix)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string as it was written, without its quotes."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with scalar keys, in the order they were written; no key comes twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


Node = Scalar | Items | Table


def read_tree(text: bytes, file: str) -> Table:
    """The one document in `text`, which must be a mapping.

    Raises PolicyError with file and line for anything but plain YAML 1.1 block and flow styles:
    duplicate keys, anchors, aliases, tags, merge keys, directives, several documents, tabs,
    invisible characters, bytes that are not UTF-8, more than 256 KiB, more than 16 levels.
    """
    decoded = _decode(text, file)
    try:
        root = _Builder(file).document(yaml.parse(decoded, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise Place(file, line).error(
            f"this is not YAML: {error.problem or error.context}."
        ) from None
    except yaml.YAMLError as error:
        raise PolicyError(f"this is not YAML: {error}.", file=file, line=1) from None
    if not isinstance(root, Table):
        raise root.place.error("a policy is a mapping of names to values.")
    return root


def closest(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?` where one of `known` is close to `word`, else an empty string."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else ""


def fields(node: Node, known: tuple[str, ...], what: str) -> dict[str, Node]:
    """The fields of a mapping by name. Raises PolicyError for a name that is not in `known`."""
    if not isinstance(node, Table):
        raise node.place.error(f"{what} is a mapping of names to values.")
    for key, _ in node.entries:
        if key.text not in known:
            fix = closest(key.text, known) or f"Known here: {', '.join(known)}."
            raise key.place.error(f"{what} has no field {key.text!r}.", fix)
    return {key.text: value for key, value in node.entries}


def unseen(text: str) -> str:
    """The first invisible or control character of `text` as `U+XXXX NAME`, or an empty string."""
    for char in text:
        if unicodedata.category(char) in _UNSEEN and char not in "\n\r":
            return code_point(char)
    return ""


def code_point(char: str) -> str:
    """`U+0430 CYRILLIC SMALL LETTER A` for a character."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}"


def _decode(text: bytes, file: str) -> str:
    if len(text) > MAX_BYTES:
        raise Place(file, 1).error(
            f"the policy has {len(text)} bytes; at most {MAX_BYTES} are read.", "Make it shorter."
        )
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise Place(file, line).error(
            f"byte 0x{text[error.start]:02x} is not UTF-8.", "Save the file as UTF-8."
        ) from None
    for number, line_text in enumerate(decoded.split("\n"), start=1):
        if "\t" in line_text:
            raise Place(file, number).error("there is a tab.", "Indent with spaces.")
        if hidden := unseen(line_text.removesuffix("\r")):
            raise Place(file, number).error(
                f"there is an invisible character, {hidden}.", "Take it out."
            )
        if "\r" in line_text.removesuffix("\r"):
            raise Place(file, number).error(
                "a carriage return stands alone.", "End lines with a line feed."
            )
    return decoded


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been seen."""

    place: Place
    mapping: bool
    children: list[Node]
    keys: dict[str, int]


class _Builder:
    """Turns parser events into a tree, without recursion, and refuses what is not plain."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = []
        self._root: Node | None = None

    def document(self, events: Iterator[yaml.Event]) -> Node:
        documents = 0
        for event in events:
            place = Place(self._file, event.start_mark.line + 1 if event.start_mark else 1)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise place.error(
                            "a second document begins here.", "Keep one policy in a file."
                        )
                    if event.version or event.tags:
                        raise place.error("directives (%) are not read.", "Take it out.")
                case yaml.AliasEvent():
                    raise place.error(
                        f"aliases (*{event.anchor}) are not read.", "Write the value out."
                    )
                case yaml.ScalarEvent():
                    self._plain(event, place)
                    self._scalar(event, place)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._plain(event, place)
                    self._begin(place, isinstance(event, yaml.MappingStartEvent))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._end()
        if self._root is None:
            raise Place(self._file, 1).error("the policy is empty.")
        return self._root

    def _plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        if event.anchor is not None:
            raise place.error(f"anchors (&{event.anchor}) are not read.", "Write the value out.")
        if event.tag is not None:
            raise place.error(f"tags ({event.tag}) are not read.", "Take it out.")

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        # An escape inside double quotes can spell what the text itself may not contain.
        if hidden := unseen(event.value):
            raise place.error(f"there is an invisible character, {hidden}.", "Take it out.")
        if event.style is None and event.value == "<<" and self._expects_key():
            raise place.error("merge keys (<<) are not read.", "Write the fields out.")
        self._add(Scalar(event.value, place))

    def _begin(self, place: Place, mapping: bool) -> None:
        if self._expects_key():
            raise place.error("a name is a plain word, not a list or a mapping.")
        if len(self._open) >= MAX_DEPTH:
            raise place.error(f"values are nested more than {MAX_DEPTH} deep.")
        self._open.append(_Open(place, mapping, [], {}))

    def _end(self) -> None:
        done = self._open.pop()
        if not done.mapping:
            self._add(Items(tuple(done.children), done.place))
            return
        pairs = zip(done.children[::2], done.children[1::2], strict=True)
        entries = tuple((key, value) for key, value in pairs if isinstance(key, Scalar))
        self._add(Table(entries, done.place))

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        if self._expects_key() and isinstance(node, Scalar):
            keys = self._open[-1].keys
            if node.text in keys:
                raise node.place.error(
                    f"{node.text!r} is given twice, first on line {keys[node.text]}.",
                    "Keep one of them.",
                )
            keys[node.text] = node.place.line
        self._open[-1].children.append(node)

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].mapping and len(self._open[-1].children) % 2 == 0
