"""Collect the texts that people read, and compile what translators made of them.

    python scripts/messages.py extract   bring every catalogue up to date: new texts in, old out
    python scripts/messages.py compile   write the .mo file beside each .po
    python scripts/messages.py check     say what is missing or wrong, and change nothing

Catalogues are in `plam_agent/locales/LANGUAGE/LC_MESSAGES` (GNU gettext 0.22, chapters 3, 10):
`plam.po` has what is given to `_`, `mark` and `ngettext`, and `told.po` the sentences that the
program makes and `language.told` finds again (`scripts/sentences.py`).
"""

from __future__ import annotations

import ast
import functools
import re
import string
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts import sentences  # noqa: E402

PACKAGE = ROOT / "plam_agent"
LOCALES = PACKAGE / "locales"
CALLS = {"_": 1, "mark": 1, "ngettext": 2}
"""What takes texts to translate, and how many."""
HEADER = """\
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
Language: {language}
Plural-Forms: {plural}
"""
PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}
_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"((?:[^"\\]|\\.)*)"')
_MAGIC = 0x950412DE


class MessagesError(Exception):
    """A text or a catalogue that cannot be used; the words say which and where."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its plural, if it has one, what it is in a language, and the files it is in."""

    text: str
    plural: str = ""
    said: tuple[str, ...] = ()
    files: frozenset[str] = field(default=frozenset(), compare=False)


def collected(package: Path = PACKAGE) -> dict[str, Message]:
    """Every text of the package that is to be translated. Raises MessagesError.

    An f-string or a sum cannot be looked up in a catalogue, so neither may be given to `_`.
    """
    found: dict[str, Message] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package.parent).as_posix()
        code = path.read_text(encoding="utf-8")
        for given, line in _calls(ast.parse(code)) if "language import" in code else ():
            texts = [each.value for each in given if isinstance(each, ast.Constant)]
            if len(texts) < len(given) or not all(isinstance(each, str) for each in texts):
                if any(isinstance(each, ast.JoinedStr | ast.BinOp) for each in given):
                    raise MessagesError(f"{name}:{line}: put values in after translating")
                continue
            text, plural = str(texts[0]), "".join(str(each) for each in texts[1:])
            before = found.get(text, Message(text))
            if plural and before.plural not in ("", plural):
                raise MessagesError(f"{name}:{line}: {text!r} has two plurals")
            found[text] = Message(text, plural or before.plural, (), before.files | {name})
    return found


@functools.lru_cache(maxsize=4)
def _made(package: Path) -> sentences.Found:
    return sentences.sentences(package)


def spoken(package: Path = PACKAGE) -> dict[str, Message]:
    """Every sentence that the package makes, as a template with numbered holes."""
    return {
        text: Message(text, "", (), frozenset(files))
        for text, files in _made(package).files.items()
    }


def ends(messages: Iterable[Message], package: Path = PACKAGE) -> list[Message]:
    """Errors with what mends them as one sentence, as a call that failed is recorded with both."""
    known = {each.text: each.said[0] for each in messages if each.said and each.said[0]}
    found = {}
    for message, fix in sorted(_made(package).joined):
        if message in known and fix in known:
            count = len(_values(message))
            text, said = (
                f"{first}{'' if first.endswith(('.', '!', '?')) else '.'} {_moved(then, count)}"
                for first, then in ((message, fix), (known[message], known[fix]))
            )
            found[text] = Message(text, "", (said,))
    return [each for text, each in found.items() if text not in known]


def _moved(text: str, count: int) -> str:
    """A template with its holes numbered from `count` on."""
    return re.sub(
        r"(?<!\{)\{(\d+)(:told)?\}", lambda m: f"{{{int(m[1]) + count}{m[2] or ''}}}", text
    )


def _calls(tree: ast.Module) -> Iterator[tuple[list[ast.expr], int]]:
    """The calls of what was imported from `language` under its own name: with what, and where."""
    ours = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("language")
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(name), args=[_, *_]) if name in ours & CALLS.keys():
                yield node.args[: CALLS[name]], node.lineno


def read(path: Path) -> dict[str, Message]:
    """The messages of a .po file, its header left out. Raises MessagesError with file and line."""
    found: dict[str, Message] = {}
    parts: dict[str, str] = {}
    key = "msgid"
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            _add(found, parts, f"{path.name}:{number}")
            parts = {}
            continue
        read_as = _LINE.fullmatch(line.strip())
        if read_as is None:
            raise MessagesError(f"{path.name}:{number}: is no line of a catalogue")
        key = read_as[1] or key
        parts[key] = parts.get(key, "") + _unquoted(read_as[2])
    return found


def _add(found: dict[str, Message], parts: dict[str, str], where: str) -> None:
    text = parts.get("msgid", "")
    if not text:
        return
    if text in found:
        raise MessagesError(f"{where}: {text!r} is there twice")
    said = tuple(parts[key] for key in sorted(parts) if key.startswith("msgstr"))
    found[text] = Message(text, parts.get("msgid_plural", ""), said)


def written(messages: Iterable[Message], language: str) -> str:
    """The text of a .po file: by file and then by text, so that changes are small."""
    header = HEADER.format(language=language, plural=PLURALS[language])
    blocks = ["\n".join(['msgid ""', 'msgstr ""', *map(_quoted, header.splitlines(True))])]
    for each in sorted(messages, key=lambda m: (min(m.files, default=""), m.text)):
        lines = [f"#: {name}" for name in sorted(each.files)]
        lines += _field("msgid", each.text)
        if each.plural:
            lines += _field("msgid_plural", each.plural)
            for number, said in enumerate(each.said or ("", "")):
                lines += _field(f"msgstr[{number}]", said)
        else:
            lines += _field("msgstr", "".join(each.said[:1]))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _field(name: str, text: str) -> list[str]:
    if "\n" not in text:
        return [f"{name} {_quoted(text)}"]
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    return [f'{name} ""', *map(_quoted, lines)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace(chr(9), chr(92) + "t")}"'


def _unquoted(text: str) -> str:
    known = {"n": "\n", "t": "\t"}
    return re.sub(r"\\(.)", lambda m: known.get(m[1], m[1]), text)


def merged(found: dict[str, Message], old: dict[str, Message]) -> list[Message]:
    """The texts that there are now, with what was said for them where they are the same."""
    return [
        replace(each, said=before.said if before and before.plural == each.plural else ())
        for each in found.values()
        for before in [old.get(each.text)]
    ]


def problems(found: dict[str, Message], there: dict[str, Message]) -> Iterator[str]:
    """What is wrong with a catalogue: missing, left over, or with other values in it."""
    for text, wanted in found.items():
        has = there.get(text)
        if has is None or not has.said or not all(has.said) or has.plural != wanted.plural:
            yield f"{text!r} is not translated"
            continue
        for said in has.said:
            values = _values(text) | _values(wanted.plural)
            # One of something need not be counted.
            least = _values(text) & _values(wanted.plural) if wanted.plural else values
            if not least <= _values(said) <= values:
                yield f"{text!r}: {said!r} has other values in it"
            # A space that holds a line together belongs to the word after it.
            if text.strip() == text and said.strip(" \n\t") != said:
                yield f"{text!r}: {said!r} begins or ends with a space"
            if text.count("\n") != said.count("\n"):
                yield f"{text!r}: {said!r} has another number of lines"
    yield from (f"{text!r} is nowhere in the program" for text in there if text not in found)


def _values(text: str) -> set[str]:
    try:
        return {str(name) for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def compiled(messages: Iterable[Message], language: str) -> bytes:
    """The .mo file for messages (GNU gettext 0.22, section 10.3), without a hash table."""
    pairs = {"": HEADER.format(language=language, plural=PLURALS[language])}
    for each in messages:
        if each.said and all(each.said):
            pairs["\0".join(filter(None, (each.text, each.plural)))] = "\0".join(each.said)
    texts = [each.encode() for pair in zip(*sorted(pairs.items()), strict=True) for each in pair]
    count = len(pairs)
    at = 7 * 4 + len(texts) * 8
    table, data = b"", b""
    for each in texts:
        table += struct.pack("<II", len(each), at + len(data))
        data += each + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return head + table + data


KINDS = {"plam": collected, "told": spoken}
"""The catalogues of a language by name, and what collects their texts."""


def catalogues(kind: str = "plam") -> Iterator[tuple[str, Path]]:
    """The languages there are, and the .po file of this kind that each has or lacks."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/plam.po")):
        yield path.parts[-3], path.with_stem(kind)


def binary(path: Path, language: str) -> bytes:
    """The .mo file for a .po file."""
    said = list(read(path).values())
    return compiled([*said, *(ends(said) if path.stem == "told" else ())], language)


def main(arguments: list[str]) -> int:
    """Do one of the three; 1 where `check` finds something, 2 for a usage that there is not."""
    if len(arguments) != 1 or arguments[0] not in ("extract", "compile", "check"):
        print(__doc__)
        return 2
    wrong = 0
    for kind, collect in KINDS.items():
        found = collect()
        for language, path in catalogues(kind):
            wrong += _done(arguments[0], language, path, found)
    return 1 if wrong and arguments[0] == "check" else 0


def _done(what: str, language: str, path: Path, found: dict[str, Message]) -> int:
    """Do one of the three with one catalogue; how much is wrong with it."""
    if what == "compile":
        path.with_suffix(".mo").write_bytes(binary(path, language))
        return 0
    there = read(path) if path.exists() else {}
    if what == "extract":
        there = {each.text: each for each in merged(found, there)}
        path.write_text(written(there.values(), language), encoding="utf-8")
    wrong = list(problems(found, there))
    for each in wrong:
        print(f"{language}: {path.name}: {each}")
    return len(wrong)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except MessagesError as error:
        sys.exit(str(error))
