"""Names and addresses that pass for another's at a glance.

Letters that look alike are folded to one (the common ones of Unicode TR 39, section 4), domains are
decoded from Punycode (RFC 3492), and one letter more, less or other counts as alike.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata

from .matching import folded

SHORTEST_NAME = 7  # letters of a name for which one letter off is no other name
SHORTEST_LABEL = 5
# Mail providers whose names are a letter apart from one another.
_MAIL = """
    gmail.com ymail.com mail.com email.com hotmail.com hotmail.fr outlook.com outlook.fr live.com
    live.fr yahoo.com yahoo.fr icloud.com gmx.com gmx.de gmx.net web.de free.fr orange.fr sfr.fr
    laposte.net wanadoo.fr proton.me protonmail.com fastmail.com mailbox.org posteo.de aol.com
"""
_PROVIDERS = frozenset(_MAIL.split())
# Letters of other alphabets, digits and pairs that pass for Latin letters at a glance.
_SMALL = str.maketrans(
    "аеорсухіјѕԁһӏкмтвнгпԛԝүαοενικρτυχγωσցօաոսհզɑɡɩʀｏø013458|",
    "aeopcyxijsdhlkmtbhrnqwyaoevikptuxywoqowonuhqagirooleasbl",
)
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅҮԌԜ", "ABEZHIKMNOPTYXABEKMHOPCTYXIJSYGW")


# Of these, the letters of other alphabets, which no Latin text has.
_FOREIGN = {code: letter for code, letter in _SMALL.items() if code > 127}


def latin(text: str) -> str:
    """The text in small letters without accents, letters that pass for Latin ones replaced."""
    lower = unicodedata.normalize("NFKC", text).translate(_CAPITALS).casefold()
    return folded(lower.translate(_FOREIGN)).translate(_FOREIGN)


def skeleton(name: str) -> str:
    """The shape of a name: letters that look alike are the same, marks and order do not count."""
    return " ".join(sorted(re.findall(r"[^\W_]+", _shape(name))))


def _shape(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).translate(_CAPITALS).casefold().translate(_SMALL)
    shape = folded(lower).translate(_SMALL).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return shape.replace("i", "l")


def alphabets(text: str) -> frozenset[str]:
    """The alphabets of a text's letters, by the names Unicode gives them (`LATIN`, `CYRILLIC`)."""
    return frozenset(
        unicodedata.name(c, "UNKNOWN").split()[0]
        for c in unicodedata.normalize("NFKC", text)
        if c.isalpha()
    )


def spelled(text: str) -> str:
    """Text whose letters that only look Latin say their code point, where that is to be seen.

    That is in addresses and in words of several alphabets: `аnna@example.com` with a Cyrillic
    letter is `а[U+0430]nna@example.com`. What cannot be seen is its code point alone.
    """
    return "".join(
        "".join(
            _spelled(char, "@" in word or "." in word or len(alphabets(word)) > 1) for char in word
        )
        for word in re.split(r"( )", text)
    )


def _spelled(char: str, apart: bool) -> str:
    if not char.isprintable():
        return f"[U+{ord(char):04X}]"
    passes = not char.isascii() and char.isalnum() and _shape(char).isascii()
    accented = folded(char).isascii() or char in "øØ"
    return f"{char}[U+{ord(char):04X}]" if apart and passes and not accented else char


def decoded(domain: str) -> str:
    """A domain with its Punycode labels (`xn--`) as letters; those that are none stay as is."""
    labels = []
    for label in domain.casefold().rstrip(".").split("."):
        if label.startswith("xn--"):
            with contextlib.suppress(UnicodeError):
                label = label[4:].encode("ascii").decode("punycode")
        labels.append(label)
    return ".".join(labels)


def one_off(a: str, b: str) -> bool:
    """Whether two texts differ by one letter more, less, other or swapped with the next."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    left, right = a[i:], b[i:]
    if len(left) == len(right):
        swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
        return left[1:] == right[1:] or swapped
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def name_alike(shown: str, name: str) -> bool:
    """Whether a shown name is a known one, looks the same, or is one letter off a long one."""
    a, b = skeleton(shown), skeleton(name)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) >= SHORTEST_NAME and one_off(a, b))


def domain_alike(domain: str, known: str) -> str:
    """How a domain passes for a known one, in words; empty where it does not.

    The known domain itself and its subdomains are never alike.
    """
    shown, mine = decoded(domain), decoded(known)
    if shown == mine or shown.endswith(f".{mine}") or not mine:
        return ""
    if _shape(shown) == _shape(mine):
        return f"the domain {domain} only looks like {known}"
    if re.search(rf"(?:^|[.-]){re.escape(mine)}(?:[.-])", shown) or shown.endswith(f"-{mine}"):
        return f"the domain {domain} contains {known} but is another"
    if shown in _PROVIDERS:
        return ""
    dashed = mine.replace(".", "-")
    if "-" in dashed and shown.startswith(f"{dashed}."):
        return f"the domain {domain} only looks like {known}"
    short = min(len(shown.partition(".")[0]), len(mine.partition(".")[0]))
    if short >= SHORTEST_LABEL and one_off(_shape(shown), _shape(mine)):
        return f"the domain {domain} is one letter off {known}"
    return ""
