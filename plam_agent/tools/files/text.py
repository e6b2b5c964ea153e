"""The text of a file: plain text here, documents in a worker process that can be killed.

A document comes from strangers and its parsers are large: the worker gets the open file as its
standard input and nothing else, runs under limits of time and memory, and answers in JSON.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import ContentError
from . import office
from .names import shown

TEXT_LIMIT = 100_000
PLAIN_LIMIT = 1024 * 1024
DOCUMENT_LIMIT = 64 * 1024 * 1024
SECONDS = 40.0
_CPU_SECONDS = 20
MEMORY = 1024 * 1024 * 1024
_PAGES = 2_000
_BROKEN = "is broken: it cannot be read"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKAGE = Path(__file__).resolve().parents[3]
_WORKER = f"import sys; sys.path.insert(0, {str(_PACKAGE)!r}); from {__name__} import main; main()"


@dataclass(frozen=True, slots=True)
class Read:
    """The text of a file and what there is to say about it (`only the beginning`, …)."""

    text: str
    notes: tuple[str, ...] = ()


def is_document(head: bytes) -> bool:
    """Whether these first octets are those of a PDF or of an office document."""
    return b"%PDF-" in head[:1024] or head.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def decoded(data: bytes) -> tuple[str, str]:
    """Octets as text, and a note where its encoding had to be guessed.

    UTF-8, or UTF-16 and UTF-32 with a byte order mark; else Windows-1252. The end may be cut.
    Raises ValueError for what is no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return codecs.getincrementaldecoder(name)("replace").decode(data), ""
    if b"\0" in data:
        raise ValueError("no text")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "it is not UTF-8 and was read as Windows-1252"


# UTF-32 first: its mark begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def cleaned(text: str) -> str:
    """Text without control and direction characters, each line ended by a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = _UNSEEN.sub("", text).encode("utf-8", "replace").decode()
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")


def plain(data: bytes, more: bool, name: str) -> Read:
    """The text of a plain file from its first octets; `more` says that there are others.

    Raises ContentError for what is no text.
    """
    try:
        text, note = decoded(data)
    except ValueError:
        raise ContentError(
            "is no text, and no document that can be read", file=shown(name)
        ) from None
    text = cleaned(text)
    cut = more or len(text) > TEXT_LIMIT
    notes = (note, "only the beginning was read" if cut else "")
    return Read(text[:TEXT_LIMIT], tuple(filter(None, notes)))


async def extract(fd: int, name: str, seconds: float = SECONDS) -> Read:
    """The text of a document, by a worker that reads it from the open descriptor.

    Raises ContentError, naming the file, for one that is encrypted, broken, or takes too long.
    """
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", "-c", _WORKER,
        stdin=fd,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            assert worker.stdout is not None
            answer = b""
            # JSON writes a character in six octets at most.
            while len(answer) < 8 * TEXT_LIMIT:
                part = await worker.stdout.read(65_536)
                if not part:
                    await worker.wait()
                    break
                answer += part
    except TimeoutError:
        raise ContentError(
            f"could not be read within {seconds:.0f} s", file=shown(name), fix="Open it yourself."
        ) from None
    finally:
        if worker.returncode is None:
            worker.kill()
        # What it had still to say is let go of, so that its pipe closes.
        await worker.communicate()
    try:
        body = (
            json.loads(answer)
            if worker.returncode == 0
            else {"error": "is broken: it cannot be read"}
        )
        if "error" in body:
            raise ContentError(str(body["error"]), file=shown(name), fix="Open it yourself.")
        return Read(cleaned(str(body["text"]))[:TEXT_LIMIT], tuple(map(str, body["notes"])))
    except (ValueError, TypeError, KeyError):
        raise ContentError(
            "is broken: it cannot be read", file=shown(name), fix="Open it yourself."
        ) from None


def main() -> None:
    """The worker: a document on standard input, its text as JSON on standard output."""
    _confine()
    try:
        with open(0, "rb", closefd=False) as file:
            file.seek(0)
            text, notes = document(file)
        answer: dict[str, Any] = {"text": text, "notes": notes}
    except office.UnreadableError as why:
        answer = {"error": str(why)}
    except MemoryError:
        answer = {"error": "is broken: reading it takes too much memory"}
    except Exception:
        # A hostile document can make a parser fail in any way; all of them mean the same.
        answer = {"error": _BROKEN}
    sys.stdout.write(json.dumps(answer))


def _confine() -> None:
    import resource

    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS))
    for which, most in (*limits, (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        # macOS refuses some of them.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def document(file: BinaryIO) -> tuple[str, list[str]]:
    """The text of a document and notes on it, as the worker reads it. Raises UnreadableError."""
    head = file.read(1024)
    file.seek(0)
    if head.startswith(_OLE):
        data = file.read(4 * 1024 * 1024)
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise office.UnreadableError("is encrypted")
        raise office.UnreadableError("is in an old office format that cannot be read")
    if b"%PDF-" in head:
        return _pdf(file)
    text, more = office.text_of(file, TEXT_LIMIT)
    return text, ["only the beginning was read"] if more else []


def _pdf(file: BinaryIO) -> tuple[str, list[str]]:
    """The text of a PDF page by page (ISO 32000); what was scanned has none."""
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError

    try:
        reader = pypdf.PdfReader(io.BytesIO(file.read(DOCUMENT_LIMIT)), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise office.UnreadableError("is encrypted")
        text = office.Text(TEXT_LIMIT)
        pages = len(reader.pages)
        with contextlib.suppress(office.FullError):
            for page in reader.pages[:_PAGES]:
                text.add((page.extract_text() or "") + "\n\n")
    except (FileNotDecryptedError, DependencyError) as why:
        raise office.UnreadableError("is encrypted") from why
    except PdfReadError as why:
        raise office.UnreadableError("is broken: it is no PDF that can be read") from why
    notes = ["only the beginning was read"] if text.room < 0 or pages > _PAGES else []
    if not str(text).strip():
        notes.append("it has pictures of text only" if pages else "it has no pages")
    return str(text), notes
