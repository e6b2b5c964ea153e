"""The text of files of every kind, broken and hostile ones included."""

from __future__ import annotations

import asyncio
import io
import os
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent.errors import ContentError
from plam_agent.tools.files import office, text
from plam_agent.tools.files.text import TEXT_LIMIT, Read, cleaned, decoded, extract, plain

W = 'xmlns:w="urn:w"'


def pdf(*lines: str) -> bytes:
    """A PDF with one page a line, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for line in lines:
        stream = f"BT /F1 12 Tf 72 700 Td ({line}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n".encode())
    out.write(b"%%EOF\n")
    return out.getvalue()


def locked(data: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def docx(body: str) -> bytes:
    return archive({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


def odf(kind: str, body: str, manifest: str = "<m/>") -> bytes:
    names = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d"'
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document {names}>{body}</office:document>",
        }
    )


SHEET = {
    "xl/workbook.xml": "<workbook/>",
    "xl/sharedStrings.xml": "<sst><si><t>Item</t><rPh><t>x</t></rPh></si><si><r><t>To</t></r><r>"
    "<t>tal</t></r></si></sst>",
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    "</styleSheet>",
    "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v>'
    '</c></row><row><c t="inlineStr"><is><t>Tea</t></is></c><c><v>4.5</v></c><c s="1"><v>45000</v>'
    '</c><c s="2"><v>45000.5</v></c><c t="b"><v>1</v></c><c t="s"><v>99</v></c></row></sheetData>'
    "</worksheet>",
    "xl/worksheets/sheet2.xml": "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData>"
    "</worksheet>",
}


async def text_of(folder: Path, data: bytes, name: str = "thing", seconds: float = 60) -> Read:
    path = folder / name
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    try:
        assert text.is_document(data)
        return await extract(fd, name, seconds)
    finally:
        os.close(fd)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf("Hello world", "Second page"), "Hello world\n\nSecond page"),
        (
            docx(
                "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t></w:r></w:p>"
                "<w:p><w:r><w:t>Été</w:t><w:br/><w:t>&lt;b&gt;</w:t></w:r></w:p>"
            ),
            "One\ttwo\nÉté\n<b>",
        ),
        (
            archive(
                {
                    "ppt/presentation.xml": "<p/>",
                    "ppt/slides/slide10.xml": "<s><a:p xmlns:a='a'><a:t>Last</a:t></a:p></s>",
                    "ppt/slides/slide2.xml": "<s><a:p xmlns:a='a'><a:t>First</a:t></a:p></s>",
                }
            ),
            "[1]\nFirst\n\n[2]\nLast",
        ),
        (
            archive(SHEET),
            "[1]\nItem\tTotal\nTea\t4.5\t2023-03-15\t2023-03-15 12:00:00\tTRUE\t\n\n[2]\n7",
        ),
        (
            odf(
                "text",
                "<text:h>Title</text:h><text:p>a<text:s text:c='3'/>b<text:tab/>c"
                "<office:annotation><text:p>aside</text:p></office:annotation></text:p>",
            ),
            "Title\na   b\tc",
        ),
        (
            odf(
                "spreadsheet",
                "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
                "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>"
                "</table:table>",
            ),
            "x\ty",
        ),
    ],
    ids=["pdf", "docx", "pptx", "xlsx", "odt", "ods"],
)
def test_documents_have_text(data: bytes, said: str) -> None:
    assert text.is_document(data)
    assert cleaned(text.document(io.BytesIO(data))[0]) == said


@pytest.mark.parametrize("data", [pdf("Hello"), docx("<w:p><w:t>Hello</w:t></w:p>")])
async def test_a_worker_reads_documents(tmp_path: Path, data: bytes) -> None:
    assert (await text_of(tmp_path, data)).text == "Hello"


BOMB = archive({"word/document.xml": b"<w>" + b" " * (office.UNPACKED + 1)})
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
HOSTILE = {
    "locked pdf": (locked(pdf("Hello")), "is encrypted"),
    "cut pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", "is broken"),
    "no zip": (b"PK\x03\x04" + b"\0" * 100, "is broken"),
    "zip": (archive({"a.txt": "hello"}), "is an archive, not a document"),
    "zip bomb": (BOMB, "unpacks to more than 64 MiB"),
    "many parts": (
        archive({f"{number}": "" for number in range(office.MEMBERS + 1)}),
        "holds more than",
    ),
    "laughs": (
        archive({"word/document.xml": f"<!DOCTYPE w [{LAUGHS}]><w>&l9;</w>"}),
        "declares a document type",
    ),
    "deep": (archive({"word/document.xml": "<w>" * 300}), "nested too deeply"),
    "no xml": (archive({"word/document.xml": "<w:p><oops"}), "is broken"),
    "locked odt": (odf("text", "<x/>", "<encryption-data/>"), "is encrypted"),
    "locked docx": (
        bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted",
    ),
    "doc": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old office format"),
}


def test_a_zip_bomb_is_small() -> None:
    assert len(BOMB) < 200_000


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_and_broken_documents_are_told_apart(kind: str) -> None:
    data, why = HOSTILE[kind]
    with pytest.raises(office.UnreadableError, match=why):
        text.document(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["locked pdf", "cut pdf", "zip bomb"])
async def test_hostile_and_broken_documents_are_named(tmp_path: Path, kind: str) -> None:
    data, why = HOSTILE[kind]
    with pytest.raises(ContentError, match=why) as error:
        await text_of(tmp_path, data, f"{kind}\x1b.bin")
    assert str(error.value).startswith(f"{kind}\\x1b.bin: ")
    assert error.value.fix


def flagged(data: bytes) -> bytes:
    """A ZIP archive whose members say that they are encrypted."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01" + data[at + 9 :]


def test_an_encrypted_archive_is_named() -> None:
    with pytest.raises(office.UnreadableError, match="is encrypted"):
        text.document(io.BytesIO(flagged(docx("<w:p/>"))))


async def test_a_worker_that_does_not_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_WORKER", "import time; time.sleep(600)")
    started = time.monotonic()
    with pytest.raises(ContentError, match="could not be read within 1 s"):
        await text_of(tmp_path, pdf("x"), seconds=1)
    assert time.monotonic() - started < 10


def wait_for(mark: Path) -> None:
    while not (mark.exists() and mark.read_text()):
        time.sleep(0.02)


async def test_a_cancelled_reading_leaves_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setattr(
        text,
        "_WORKER",
        f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(600)",
    )
    task = asyncio.create_task(text_of(tmp_path, pdf("x")))
    async with asyncio.timeout(30):
        await asyncio.to_thread(wait_for, mark)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(3)",
        "print('no json')",
        "raise SystemExit",
        "print('[]')",
        "print('x' * 3_000_000)",
    ],
)
async def test_a_worker_that_fails_is_a_broken_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(text, "_WORKER", code)
    with pytest.raises(ContentError, match="is broken"):
        await text_of(tmp_path, pdf("x"))


async def test_the_worker_gets_the_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAM_PASSPHRASE", "secret")
    monkeypatch.setattr(
        text,
        "_WORKER",
        "import os, json; print(json.dumps({'text': str(dict(os.environ)), 'notes': []}))",
    )
    assert "secret" not in (await text_of(tmp_path, pdf("x"))).text


def test_a_long_document_is_read_in_part() -> None:
    long = docx("<w:p><w:t>long words</w:t></w:p>" * 20_000)
    said, notes = text.document(io.BytesIO(long))
    assert len(said) == TEXT_LIMIT
    assert notes == ["only the beginning was read"]


def test_a_scanned_document_says_so() -> None:
    assert text.document(io.BytesIO(pdf("")))[1] == ["it has pictures of text only"]


GUESSED = "it is not UTF-8 and was read as Windows-1252"


@pytest.mark.parametrize(
    ("data", "said", "note"),
    [
        (b"", "", ""),
        ("Été".encode(), "Été", ""),
        (b"\xef\xbb\xbfa", "a", ""),
        ("Été".encode("utf-16"), "Été", ""),
        ("Été".encode("utf-16-be").join([b"\xfe\xff", b""]), "Été", ""),
        ("Été".encode("utf-32"), "Été", ""),
        ("Été – “€”".encode("cp1252"), "Été – “€”", GUESSED),
        ("Été".encode()[:-1], "Ét", ""),
        (b"a\r\nb\rc\n\n\n\n\n\n\nd\x1b[31m\x00"[:-1], "a\nb\nc\n\n\nd[31m", ""),
        ("a\u202eb\u2066c".encode(), "abc", ""),
    ],
)
def test_encodings_are_detected(data: bytes, said: str, note: str) -> None:
    assert plain(data, False, "x") == Read(said, (note,) if note else ())


def test_what_is_no_text_is_said() -> None:
    with pytest.raises(ContentError, match=r"pic\.png: is no text"):
        plain(b"\x89PNG\r\n\x1a\n\0\0\0", False, "pic.png")


@given(st.binary(max_size=400))
def test_any_octets_are_text_or_refused(data: bytes) -> None:
    try:
        said, _ = decoded(data)
    except ValueError:
        return
    assert not set(cleaned(said)) & set(map(chr, [*range(9), *range(11, 32), 127]))


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_a_damaged_archive_never_fails_otherwise(noise: bytes, seed: int) -> None:
    whole = archive(SHEET)
    at = seed % len(whole)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    try:
        office.text_of(io.BytesIO(damaged), 1000)
    except office.UnreadableError:
        return
