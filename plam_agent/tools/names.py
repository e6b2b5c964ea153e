"""Whether said words are a name: accents, order, titles, initials and short forms aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .matching import tokens
from .vcard import Card

_TITLES = """
    mr mrs ms miss mister madam sir dr doctor prof professor reverend
    m mme mlle monsieur madame mademoiselle docteur professeur me maitre
"""
TITLES = frozenset(_TITLES.split())
# A name and the short forms people use for it, folded.
_SHORT = """
alexander alex al sandy sacha|alexandra alex sandra sacha|alexandre alex sacha|amelie lili
andrew andy drew|anthony tony|antoine tony toinou|barbara barb babs|benjamin ben benji
bernard bernie|catherine cathy cath kate katie cat|charles charlie chuck chas
charlotte lotte charlie|christian chris|christine chris tina|christopher chris kit
christophe chris tophe|daniel dan danny|daniele dany|david dave davy|deborah deb debbie
dominique dom|donald don|edward ed eddie ted ned|elizabeth liz lizzie beth betty eliza lisa
elisabeth babeth lise elise|emmanuel manu|emmanuelle manu|frances fran|francis frank
francois fanfan|francoise fanchon soizic|frederic fred|frederick fred|gabriel gab gabe
gabrielle gaby|genevieve ginette|george georgie|gerald gerry jerry|gerard gege|gregory greg
guillaume guy gui|guillermo memo|henry harry hank|isabelle isa|isabella bella izzy
jacqueline jackie|jacques jacquot|james jim jimmy jamie|jean jeannot|jennifer jen jenny
jeremy jerry jem|jessica jess|joanna jo|john jack johnny jon|jonathan jon johnny nathan
joseph joe joey jojo|josephine jo josie|joshua josh|judith judy|julien juju
katherine kate katie kathy kat|kathryn kate katie|kenneth ken kenny|laurence lolo|laurent lolo
lawrence larry|leonard leo len lenny|lucie lulu|ludovic ludo|madeleine mado
margaret maggie meg peggy|marguerite margot|matthew matt|matthieu matt|mathieu matt
maximilian max|maximilien max|maxime max|michael mike mick mickey|michel mimi michou
nathalie nath|nathaniel nate nat|nicholas nick nico|nicolas nico nick|olivier olive oli
oliver ollie|pamela pam|patricia pat patty tricia|patrick pat paddy|peter pete|philip phil pip
philippe phil|pierre pierrot|raymond ray|rebecca becky becca|richard rick dick rich richie
robert bob rob bobby robbie bert|ronald ron|samantha sam|samuel sam sammy|sandrine sandy
sebastian seb|sebastien seb|sophie soso|stephane steph|stephanie steph|stephen steve
steven steve|stuart stu|susan sue susie|suzanne suzy suze|terence terry|theodore ted theo
therese tess|thomas tom tommy|timothy tim timmy|valerie val|veronique vero|victoria vicky tori
victor vic|vincent vince|virginie gigi|walter walt|william will bill billy liam willy
xavier xav|yves yvon|zacharie zac|zachary zach zack|jean pierre jp|jean paul jp|jean claude jc
jean luc jl|marie christine mc|jean francois jef|jean michel jm jeanmi|marie claude mc
"""
_EXPANDED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"}
)
_FLAT = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Cyrillic and Greek letters as passports write them, without their finer points.
_OTHERS = "абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґ" + "αβγδεζηθικλμνξοπρστυφχψω"
_AS_LATIN = (
    "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e yu ya i yi ye g "
    "a v g d e z i th i k l m n x o p r s t y f ch ps o"
)
_LETTERS = dict(zip(_OTHERS, _AS_LATIN.split(), strict=True))
_LATIN = str.maketrans({**_LETTERS, "ъ": "", "ь": ""})
_MARKS = re.compile(r"[^\W_]+")


def _shorts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in _SHORT.replace("\n", "|").split("|"):
        words = entry.split()
        compound = words and words[0] in ("jean", "marie") and len(words) > 2
        full, short = (" ".join(words[:2]), words[2:]) if compound else (words[:1], words[1:])
        key = full if isinstance(full, str) else "".join(full)
        found.setdefault(key, set()).update(short)
    return {name: frozenset(short) for name, short in found.items() if name}


SHORT_FORMS = _shorts()


def forms(text: str) -> frozenset[tuple[str, ...]]:
    """The ways a name is written in plain Latin letters: `Müller` is `muller` and `mueller`."""
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    found = set()
    for table in (_EXPANDED, _FLAT):
        # Accents go first where they would hide a letter of another alphabet.
        latin = _unmarked(lower.translate(table)).translate(_LATIN)
        found.add(tuple(_MARKS.findall(_unmarked(latin))))
    return frozenset(words for words in found if words)


def _unmarked(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def without_titles(words: Sequence[str]) -> list[str]:
    """The words of a name without its titles, unless nothing else is there."""
    left = [word for word in words if word not in TITLES]
    return left or list(words)


def is_full(card: Card, said: str) -> bool:
    """Whether words are a whole name or nickname, in any order, middle names and hyphens aside."""
    names = [card.name, *card.nicknames]
    if card.given and card.family:
        names += [f"{card.given} {card.family}", f"{card.given} {card.middle} {card.family}"]
    return _any(names, said)


def is_part(card: Card, said: str) -> bool:
    """Whether words are a given name, a family name, or the first or last word of the name."""
    words = tokens(card.name)
    names = [card.given, card.family, *words[:1], *words[-1:], *re.split(r"[\s]+", card.given)[:1]]
    return _any(names, said)


def is_short(card: Card, said: str) -> bool:
    """Whether words use the usual short form of the given name: `Bob` or `Bob Smith` for Robert."""
    given = card.given or " ".join(tokens(card.name)[:1])
    short = {form for words in forms(given) for form in _short_of(words)}
    names = [name for form in short for name in (form, f"{form} {card.family}".strip())]
    # The other way round as well: the card says Bob, the owner says Robert.
    longer = [
        name
        for name, shorts in SHORT_FORMS.items()
        if any(" ".join(words) in shorts for words in forms(given))
    ]
    names += [name for form in longer for name in (form, f"{form} {card.family}".strip())]
    return _any(names, said)


def is_initials(card: Card, said: str) -> bool:
    """Whether words have initials for some names: `J. Smith`, `Anna W`, `J P Dupont`, `JPD`."""
    names = tokens(card.name)
    words = tokens(said)
    if len(words) == 1 and len(names) > 1 and len(words[0]) == len(names):
        return words[0] == "".join(name[0] for name in names)
    if len(words) != len(names) or all(len(word) == 1 for word in words):
        return False
    if not any(len(word) == 1 for word in words):
        return False
    return any(
        all(w == n or (len(w) == 1 and n.startswith(w)) for w, n in zip(words, order, strict=True))
        for order in (names, names[::-1])
    )


def is_partial(card: Card, said: str) -> bool:
    """Whether every word begins a word of the name."""
    there = {
        word
        for text in (card.name, card.given, card.family, *card.nicknames)
        for words in forms(text)
        for word in words
    }
    return any(
        all(any(o == w or (len(w) >= 3 and o.startswith(w)) for o in there) for w in words)
        for words in forms(said)
    )


def _short_of(words: tuple[str, ...]) -> set[str]:
    found = set(SHORT_FORMS.get(" ".join(words), ()))
    if words:
        found |= SHORT_FORMS.get(words[0], frozenset())
    return found


def _same(there: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if sorted(there) == sorted(words):
        return True
    return "".join(there) == "".join(words)


def _any(names: Sequence[str], said: str) -> bool:
    wanted = forms(said)
    return any(
        _same(there, words)
        for name in names
        if name.strip()
        for there in forms(name)
        for words in wanted
    )
