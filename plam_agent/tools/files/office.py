"""The text of office documents: Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300).

Both are ZIP archives of XML. What is unpacked is bounded before it is looked at, and a document
type declaration, which an office never writes, is refused before any entity could be expanded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import BinaryIO
from xml.parsers import expat

MEMBERS = 5_000
UNPACKED = 64 * 1024 * 1024
DEPTH = 200
_CELLS = 200_000
_CHUNK = 64 * 1024


class UnreadableError(Exception):
    """Why a document has no text that can be read, in words that follow its name."""


class FullError(Exception):
    """Enough text was found."""


class Text:
    """Text as it is found, up to a number of characters."""

    def __init__(self, limit: int) -> None:
        """Take at most `limit` characters."""
        self.parts: list[str] = []
        self.room = limit

    def add(self, text: str) -> None:
        """Add some. Raises FullError when there is no more room."""
        self.parts.append(text[: self.room])
        self.room -= len(text)
        if self.room < 0:
            raise FullError

    def __str__(self) -> str:
        return "".join(self.parts)


class _Archive:
    """A ZIP archive whose members are read in bounded pieces."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
            listed = self.zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as why:
            raise UnreadableError("is broken: its archive cannot be opened") from why
        if len(listed) > MEMBERS:
            raise UnreadableError(f"holds more than {MEMBERS} parts")
        if any(each.flag_bits & 1 for each in listed):
            raise UnreadableError("is encrypted")
        self.members = {each.filename: each for each in listed}
        self.room = UNPACKED

    def pieces(self, name: str) -> Iterator[bytes]:
        """The octets of a member; nothing where there is none of that name."""
        if name not in self.members:
            return
        try:
            with self.zip.open(self.members[name]) as member:
                while piece := member.read(_CHUNK):
                    self.room -= len(piece)
                    if self.room < 0:
                        large = UNPACKED // 1024 // 1024
                        raise UnreadableError(f"unpacks to more than {large} MiB")
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
        ) as why:
            raise UnreadableError("is broken: its archive is damaged") from why

    def numbered(self, pattern: str) -> list[str]:
        """The members whose names match, by the number in them."""
        found = [(re.fullmatch(pattern, name), name) for name in self.members]
        return [name for _, name in sorted((int(m[1]), name) for m, name in found if m)]


Start = Callable[[str, Mapping[str, str]], None]


def _parse(
    archive: _Archive,
    name: str,
    start: Start,
    end: Callable[[str], None],
    chars: Callable[[str], None],
) -> None:
    """Walk one XML part; element and attribute names come without their namespace's prefix."""
    parser = expat.ParserCreate()
    depth = 0

    def refuse(*_: object) -> None:
        raise UnreadableError("is broken: it declares a document type")

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise UnreadableError("is broken: it is nested too deeply")
        start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = chars
    parser.buffer_text = True
    try:
        for piece in archive.pieces(name):
            parser.Parse(piece, False)
        if name in archive.members:
            parser.Parse(b"", True)
    except expat.ExpatError as why:
        raise UnreadableError(f"is broken: {expat.errors.messages[why.code]}") from why


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def text_of(file: BinaryIO, limit: int) -> tuple[str, bool]:
    """The text of an office document and whether there is more. Raises UnreadableError."""
    archive = _Archive(file)
    text = Text(limit)
    try:
        _reader_of(archive)(archive, text)
    except FullError:
        return str(text), True
    return str(text), False


def _reader_of(archive: _Archive) -> Callable[[_Archive, Text], None]:
    if "word/document.xml" in archive.members:
        return lambda archive, text: _marked(archive, "word/document.xml", text)
    if "ppt/presentation.xml" in archive.members:
        return _slides
    if "xl/workbook.xml" in archive.members:
        return _sheets
    kind = b"".join(archive.pieces("mimetype"))[:100]
    if kind.startswith(b"application/vnd.oasis.opendocument."):
        manifest = b"".join(archive.pieces("META-INF/manifest.xml"))
        if b"encryption-data" in manifest:
            raise UnreadableError("is encrypted")
        return _open_document
    raise UnreadableError("is an archive, not a document")


def _marked(archive: _Archive, name: str, text: Text) -> None:
    """WordprocessingML and DrawingML: runs of text in paragraphs, tables cell by cell."""
    inside = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        inside += tag == "t"
        if tag in ("tab", "br", "cr"):
            text.add("\t" if tag == "tab" else "\n")

    def end(tag: str) -> None:
        nonlocal inside
        inside -= tag == "t"
        if tag == "p":
            text.add("\n")

    _parse(archive, name, start, end, lambda data: text.add(data) if inside else None)


def _slides(archive: _Archive, text: Text) -> None:
    for number, name in enumerate(archive.numbered(r"ppt/slides/slide(\d{1,6})\.xml"), 1):
        text.add(f"{'' if number == 1 else chr(10)}[{number}]\n")
        _marked(archive, name, text)


def _open_document(archive: _Archive, text: Text) -> None:
    """OpenDocument text, spreadsheets and presentations, without comments and tracked changes."""
    paragraphs = skipped = cells = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal paragraphs, skipped, cells
        skipped += tag in _ASIDE
        if skipped:
            return
        paragraphs += tag in ("p", "h")
        if tag == "table-row":
            cells = 0
        elif tag in ("table-cell", "covered-table-cell"):
            text.add("\t" if cells else "")
            cells += 1
        elif tag == "s" and paragraphs:
            count = attributes.get("c", "1")
            text.add(" " * min(int(count) if count.isdigit() else 1, 100))
        elif tag in ("tab", "line-break") and paragraphs:
            text.add("\t" if tag == "tab" else "\n")

    def end(tag: str) -> None:
        nonlocal paragraphs, skipped
        if skipped:
            skipped -= tag in _ASIDE
            return
        paragraphs -= tag in ("p", "h")
        if tag == "table-row" or (tag in ("p", "h") and not cells):
            text.add("\n")

    def chars(data: str) -> None:
        if paragraphs and not skipped:
            text.add(data)

    _parse(archive, "content.xml", start, end, chars)


_ASIDE = frozenset({"annotation", "tracked-changes", "notes"})


def _sheets(archive: _Archive, text: Text) -> None:
    """SpreadsheetML: each sheet row by row, its cells apart by tabs."""
    strings = _strings(archive)
    dates = _date_styles(archive)
    for number, name in enumerate(archive.numbered(r"xl/worksheets/sheet(\d{1,6})\.xml"), 1):
        text.add(f"{'' if number == 1 else chr(10)}[{number}]\n")
        _Sheet(text, strings, dates).read(archive, name)


class _Sheet:
    """One sheet being read."""

    def __init__(self, text: Text, strings: list[str], dates: frozenset[int]) -> None:
        self.text = text
        self.strings = strings
        self.dates = dates
        self.kind = self.style = self.value = ""
        self.taking = self.filled = False

    def read(self, archive: _Archive, name: str) -> None:
        _parse(archive, name, self.start, self.end, self.chars)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self.filled = False
        elif tag == "c":
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.value = ""
        elif tag in ("v", "t"):
            self.taking = True

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.taking = False
        elif tag == "c" and self.value:
            self.text.add(f"{chr(9) if self.filled else ''}{self.shown()}")
            self.filled = True
        elif tag == "row" and self.filled:
            self.text.add("\n")

    def chars(self, data: str) -> None:
        if self.taking:
            self.value += data

    def shown(self) -> str:
        """The cell's value as a person sees it, as far as a value alone tells."""
        if self.kind == "s":
            at = int(self.value) if self.value.isdecimal() else -1
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        if self.kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        if self.kind == "n" and self.style.isdecimal() and int(self.style) in self.dates:
            return _date(self.value)
        return self.value


def _date(serial: str) -> str:
    """A spreadsheet's number of days since 1899-12-30 (ECMA-376 part 1, 18.17.4) as ISO 8601."""
    try:
        moment = datetime(1899, 12, 30) + timedelta(days=float(serial))
    except (ValueError, OverflowError):
        return serial
    moment = (moment + timedelta(seconds=0.5)).replace(microsecond=0)
    return str(moment.date()) if not moment.time().isoformat().strip("0:") else str(moment)


def _strings(archive: _Archive) -> list[str]:
    """The shared strings, without phonetic hints."""
    found: list[str] = []
    taking = aside = 0
    size = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal taking, aside
        if tag == "si":
            found.append("")
            if len(found) > _CELLS:
                raise UnreadableError(f"holds more than {_CELLS} texts")
        taking += tag == "t"
        aside += tag == "rPh"

    def end(tag: str) -> None:
        nonlocal taking, aside
        taking -= tag == "t"
        aside -= tag == "rPh"

    def chars(data: str) -> None:
        nonlocal size
        if taking and not aside and found:
            size += len(data)
            found[-1] += data

    _parse(archive, "xl/sharedStrings.xml", start, end, chars)
    return found


def _date_styles(archive: _Archive) -> frozenset[int]:
    """The cell styles that show a number as a date (ECMA-376 part 1, 18.8.30)."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = True
        elif tag == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and inside and len(styles) < _CELLS:
            styles.append(attributes.get("numFmtId", ""))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    _parse(archive, "xl/styles.xml", start, end, lambda data: None)

    def is_date(number: str) -> bool:
        if number in formats:
            code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", formats[number])
            return re.search(r"[dy]", code, re.IGNORECASE) is not None
        return number.isdecimal() and int(number) in (14, 15, 16, 17, 22)

    return frozenset(at for at, number in enumerate(styles) if is_date(number))
