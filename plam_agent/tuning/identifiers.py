"""Numbers that stand for one person or account: payment cards, IBANs, national numbers.

A number is looked for however it is spaced, broken over lines, or written in digits of another
script. Whether its check digits are right is asked of python-stdnum, of which a validator is
imported only when something has its shape. Numbers whose check is weak, or that have none, count
only in their usual shape or near a word that names them.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

CARD, IBAN, NATIONAL = "card", "iban", "national number"

BEFORE, AFTER = 60, 25
"""How far from a number the word may stand that names it, in characters."""

_GAP = r"[ ._/,:|'*·•-]{0,3}"
_GROUPS = re.compile(rf"\d+(?:{_GAP}\d+)*")
_DIGITS = re.compile(r"\d+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d~]")
_PHONE = re.compile(
    r"(?:\+ ?\d|\b00[1-9])[\d ().-]{6,18}|(?<![\d.-])\(?0\d{1,4}\)?(?:[ ./-]{1,3}\d{2,8}){1,4}"
)
# Issuers' prefixes with the lengths of their cards (ISO/IEC 7812 and what issuers publish).
_CARDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|3(?:0[0-5]|[689]\d)\d{13}"
    r"|35(?:2[89]|[3-8]\d)\d{12,15}|(?:6011|64[4-9]\d|65\d{2}|62\d{2}|81\d{2}|82\d{2})\d{12,15}"
    r"|220[0-4]\d{12,15}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}"
)
_IBAN = re.compile(
    rf"(?<![A-Z0-9])(?=([A-Z]{_GAP}[A-Z]{_GAP}\d{_GAP}\d(?:{_GAP}[A-Z0-9]){{11,30}}))"
)
_SHORTEST_IBAN, _LONGEST_IBAN = 15, 34


@dataclass(frozen=True, slots=True)
class _Kind:
    """A national number: who checks it, its shape, and the words that name it, if it needs one.

    `digits` are the lengths of one that is digits alone and may be grouped in any way; `shape` is
    a pattern for the others. A `word` beginning with `?` is needed only where the number stands in
    another shape than its own.
    """

    checked: str
    digits: tuple[int, ...] = ()
    shape: str = ""
    word: str = ""


def _spaced(shape: str) -> str:
    """A shape of letters `A`, digits `9` and classes, with gaps allowed between all of them."""
    parts = re.findall(r"\[[^\]]*\]|.", shape)
    known = {"A": "[A-Z]", "9": r"\d"}
    return _GAP.join(known.get(each, each) for each in parts)


_KINDS = (
    _Kind("fr.nir", (15,)),
    _Kind("fr.nir", shape=_spaced("[1-478]99992[AB]99999999")),
    _Kind("de.idnr", (11,)),
    _Kind("be.nn", (11,)),
    _Kind("be.nn", shape=r"\d\d[. ]?\d\d[. ]?\d\d[- ]?\d{3}[. ]?\d\d"),
    _Kind("pl.pesel", (11,)),
    _Kind("no.fodselsnummer", (11,)),
    _Kind("tr.tckimlik", (11,)),
    _Kind("ee.ik", (11,)),
    _Kind("gr.amka", (11,)),
    _Kind("ch.ssn", (13,)),
    _Kind("ro.cnp", (13,)),
    _Kind("za.idnr", (13,)),
    _Kind("cn.ric", (18,)),
    _Kind("cn.ric", shape=_spaced("99999999999999999X")),
    _Kind("it.codicefiscale", shape=_spaced("AAAAAA[0-9L-NP-V][0-9L-NP-V]A") + _GAP
          + _spaced("[0-9L-NP-V][0-9L-NP-V]A[0-9L-NP-V][0-9L-NP-V][0-9L-NP-V]A")),
    _Kind("es.dni", shape=r"\d{1,2}[.]?\d{3}[.]?\d{3}-?[A-Z]"),
    _Kind("es.dni", shape=_spaced("99999999A"), word="dni|nif|documento nacional"),
    _Kind("es.nie", shape=_spaced("[XYZ]9999999A")),
    _Kind("ie.pps", shape=r"\d{7}[A-W][A-IW]?"),
    _Kind("fi.hetu", shape=r"\d{6}[-+A]\d{3}[0-9A-Y]"),
    _Kind("se.personnummer", shape=r"(?:\d{2})?\d{6}[-+]\d{4}"),
    _Kind("is_.kennitala", shape=r"\d{6}-\d{4}"),
    _Kind("cz.rc", shape=r"\d{6}/\d{3,4}"),
    _Kind("kr.rrn", shape=r"\d{6}-\d{7}"),
    _Kind("mx.curp", shape=_spaced("AAAA999999AAAAAA[A-Z0-9]9")),
    _Kind("us.ssn", shape=r"\d{3}([- .])\d{2}\1\d{4}"),
    _Kind("us.ssn", (9,), word="ssn|social security"),
    _Kind("us.itin", shape=r"9\d{2}([- .])\d{2}\1\d{4}"),
    _Kind("br.cpf", shape=r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    _Kind("br.cpf", (11,), word="cpf"),
    _Kind("in_.aadhaar", shape=r"\d{4}([- ])\d{4}\1\d{4}"),
    _Kind("in_.aadhaar", (12,), word="aadhaar|aadhar|uidai"),
    _Kind("gb.nhs", (10,), word="nhs"),
    _Kind("gb.utr", (10,), word="utr|taxpayer reference"),
    _Kind("ca.sin", (9,), word="sin|social insurance|nas|assurance sociale"),
    _Kind("nl.bsn", (8, 9), word="bsn|burgerservicenummer|sofinummer"),
    _Kind("pt.nif", (9,), word="nif|contribuinte"),
    _Kind("at.vnr", (10,), word="svnr|sv-nummer|sozialversicherung\\w*|versicherungsnummer"),
    _Kind("dk.cpr", (10,), word="cpr|personnummer"),
    _Kind("hr.oib", (11,), word="oib"),
    _Kind("bg.egn", (10,), word="egn|егн"),
    _Kind("il.idnr", (8, 9), word="teudat zehut|id number|mispar zehut"),
    _Kind("au.tfn", (8, 9), word="tfn|tax file"),
)  # fmt: skip
_BY_LENGTH = {
    length: [kind for kind in _KINDS if length in kind.digits]
    for length in {length for kind in _KINDS for length in kind.digits}
}
_SHAPES = [
    (kind, re.compile(rf"(?<![A-Z0-9])(?:{kind.shape})(?![A-Z0-9])"))
    for kind in _KINDS
    if kind.shape
]
_WORDS = {kind.word: re.compile(rf"\b(?:{kind.word})\b") for kind in _KINDS if kind.word}
# National Insurance numbers have no check digit; their letters are restricted (HMRC, NIM39110).
_NINO = re.compile(
    rf"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    rf"(?:\d{{6}}|{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d{_GAP})[A-D](?![A-Z0-9])"
)
_NINO_WORD = re.compile(r"\b(?:national insurance|nino|ni (?:number|no))\b")
SHORTEST, LONGEST = 8, 19
DOTTED = 6
FEWEST_DIGITS = 6


def found(text: str) -> str | None:
    """Which kind of identifier a text holds: `card`, `iban` or `national number`; None for none.

    Raises PlamError where something has the shape of one and python-stdnum is not installed.
    """
    known = straightened(text)
    if len(_DIGITS.sub("", known)) > len(known) - FEWEST_DIGITS:
        return None
    return next(_found(known, known.upper()), None)


def straightened(text: str) -> str:
    """The text on one line with ASCII digits and dashes, and without what cannot be seen."""
    if not text.isascii():
        kept = (_plain(char) for char in unicodedata.normalize("NFKC", text))
        text = _DASHES.sub("-", "".join(kept))
    return " ".join(text.split())


def _plain(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    unseen = category in ("Cf", "Me") or "\ufe00" <= char <= "\ufe0f" or char in "\u034f\u3164"
    return "" if unseen else char


def _found(text: str, upper: str) -> Iterator[str]:
    phones = [each.span() for each in _PHONE.finditer(text)]
    for number, start, end in _windows(text):
        if len(number) >= 12 and _CARDS.fullmatch(number) and _valid("luhn", number):
            yield CARD
        alone = not (_letter(text[start - 1 : start]) or _letter(text[end : end + 1]))
        alone = alone and not any(a <= start < b for a, b in phones)
        for kind in _BY_LENGTH.get(len(number), ()):
            if _named(kind.word, text, start, end, unnamed=alone) and _valid(kind.checked, number):
                yield NATIONAL
    # Upper case can be longer than what was written, so that places in it are its own.
    for match in _IBAN.finditer(upper):
        if _is_iban(re.sub(r"[^A-Z0-9]", "", match[1])):
            yield IBAN
    for kind, pattern in _SHAPES:
        for match in pattern.finditer(upper):
            number = re.sub(r"[ .,:|'*·•]", "", match[0])
            if _named(kind.word, upper, *match.span()) and _valid(kind.checked, number):
                yield NATIONAL
    for match in _NINO.finditer(upper):
        as_written = text[match.start() : match.end()] if len(text) == len(upper) else match[0]
        if (
            as_written == match[0]
            or as_written.isalnum()
            or _NINO_WORD.search(upper[max(0, match.start() - BEFORE) : match.start()].casefold())
        ):
            yield NATIONAL


def _windows(text: str) -> Iterator[tuple[str, int, int]]:
    """Every run of whole groups of digits that stand next to one another, joined."""
    for run in _GROUPS.finditer(text):
        groups = list(_DIGITS.finditer(run[0]))
        for first in range(len(groups)):
            number = ""
            for last in groups[first:]:
                number += last[0]
                if len(number) > LONGEST:
                    break
                if len(number) >= SHORTEST and not _version(run[0], groups[first], last):
                    yield number, run.start() + groups[first].start(), run.start() + last.end()


def _version(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether groups have dots between them and one that is too long, as versions of software."""
    between = text[first.start() : last.end()]
    return "." in between and any(len(each) > DOTTED for each in _DIGITS.findall(between))


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _named(word: str, text: str, start: int, end: int, *, unnamed: bool = True) -> bool:
    """Whether the word that a kind needs stands near; where it needs none, `unnamed`."""
    if not word:
        return unnamed
    near = text[max(0, start - BEFORE) : start] + " " + text[end : end + AFTER]
    return _WORDS[word].search(near.casefold()) is not None


def _is_iban(letters: str) -> bool:
    """Whether the text begins with an IBAN (ISO 13616) of its country's length."""
    for length in range(_SHORTEST_IBAN, min(_LONGEST_IBAN, len(letters)) + 1):
        number = letters[:length]
        turned = "".join(str(int(char, 36)) for char in number[4:] + number[:4])
        # A bank that the country's list does not know yet is one all the same.
        if int(turned) % 97 == 1 and _valid("iban", number, check_country=False):
            return True
    return False


def _valid(name: str, number: str, **more: bool) -> bool:
    try:
        module = importlib.import_module(f"stdnum.{name}")
    except ModuleNotFoundError as error:
        # Without it nothing may pass for looked through.
        from .machine import needed

        raise needed("python-stdnum") from error
    return bool(module.is_valid(number, **more))
