"""What people are to the owner or to one another: `my brother`, `le mari de Claire`, `the team`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .matching import tokens
from .vcard import Card

OWN = frozenset({"my", "mon", "ma", "mes", "the", "our", "notre", "nos", "le", "la", "les", "l"})
RELATIONS = {  # one word for each relation, so that "mon frère" finds the note "brother"
    "frere": "brother",
    "bro": "brother",
    "soeur": "sister",
    "sis": "sister",
    "mere": "mother",
    "maman": "mother",
    "mum": "mother",
    "mummy": "mother",
    "mom": "mother",
    "pere": "father",
    "papa": "father",
    "dad": "father",
    "daddy": "father",
    "femme": "wife",
    "epouse": "wife",
    "mari": "husband",
    "epoux": "husband",
    "conjoint": "spouse",
    "conjointe": "spouse",
    "compagnon": "partner",
    "compagne": "partner",
    "copain": "boyfriend",
    "copine": "girlfriend",
    "fils": "son",
    "fille": "daughter",
    "chef": "boss",
    "patron": "boss",
    "patronne": "boss",
    "manager": "boss",
    "medecin": "doctor",
    "dentiste": "dentist",
    "avocat": "lawyer",
    "avocate": "lawyer",
    "comptable": "accountant",
    "plombier": "plumber",
    "voisin": "neighbour",
    "voisine": "neighbour",
    "neighbor": "neighbour",
    "oncle": "uncle",
    "tante": "aunt",
    "auntie": "aunt",
    "neveu": "nephew",
    "niece": "niece",
    "cousine": "cousin",
    "grandma": "grandmother",
    "granny": "grandmother",
    "mamie": "grandmother",
    "grandpa": "grandfather",
    "papi": "grandfather",
    "papy": "grandfather",
    "collegue": "colleague",
    "coworker": "colleague",
    "ami": "friend",
    "amie": "friend",
    "assistante": "assistant",
    "associe": "associate",
    "associee": "associate",
}
_SAME = {  # relations that answer for one another in RELATED (RFC 6350, section 6.6.6)
    "husband": "spouse",
    "wife": "spouse",
    "partner": "spouse",
    "boyfriend": "spouse",
    "girlfriend": "spouse",
    "sweetheart": "spouse",
    "brother": "sibling",
    "sister": "sibling",
    "mother": "parent",
    "father": "parent",
    "son": "child",
    "daughter": "child",
    "co-worker": "colleague",
    "neighbor": "neighbour",
    "manager": "boss",
}
_INVERSE = {"spouse": "spouse", "sibling": "sibling", "parent": "child", "child": "parent"}
_PRECISE = frozenset(_SAME)
_KNOWN = {*RELATIONS.values(), *_SAME, *_SAME.values(), "dentist", "doctor", "boss", "sibling"}
_GROUPS = {
    "famille": "family",
    "families": "family",
    "equipe": "team",
    "amis": "friends",
    "copains": "friends",
    "collegues": "colleagues",
    "voisins": "neighbours",
    "neighbors": "neighbours",
    "parents": "parents",
    "enfants": "children",
    "kids": "children",
    "freres": "brothers",
    "soeurs": "sisters",
    "cousins": "cousins",
    "bureau": "office",
    "travail": "work",
}
_OF = re.compile(r"^(?P<what>.+?)\s+(?:de\s+la|de|du|des|d['’]|of)\s*(?P<who>.+)$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"^(?P<who>.+?)(?:['’]s|(?<=s)['’])\s+(?P<what>.+)$", re.IGNORECASE)


def relation(word: str) -> str:
    """A folded word for a relation as the one word that stands for it; empty for other words."""
    meant = RELATIONS.get(word, word)
    return meant if meant in _KNOWN else ""


def between(said: str) -> tuple[str, str] | None:
    """The relation and the person of `Claire's husband` or `le mari de Claire`."""
    for form in (_POSSESSIVE, _OF):
        found = form.match(said.strip())
        if found is None:
            continue
        words = [word for word in tokens(found["what"]) if word not in OWN]
        if len(words) == 1 and relation(words[0]):
            return relation(words[0]), found["who"].strip()
    return None


def alike(kind: str, wanted: str) -> bool:
    """Whether a relation on a card is the one that was said: a brother is a sibling, no sister."""
    kind = RELATIONS.get(kind, kind)
    if kind == wanted:
        return True
    if kind in _PRECISE and wanted in _PRECISE:
        partners = {"partner", "sweetheart"}
        return _SAME[kind] == _SAME[wanted] and bool({kind, wanted} & partners)
    return _SAME.get(kind, kind) == _SAME.get(wanted, wanted)


def inverse(kind: str, wanted: str) -> bool:
    """Whether a relation said of one side makes the other side the one that is wanted."""
    kind = RELATIONS.get(kind, kind)
    back = _INVERSE.get(_SAME.get(kind, kind))
    return back is not None and back == _SAME.get(wanted, wanted)


def remarks(card: Card) -> list[list[str]]:
    """What the owner noted of a person, a remark a list of words: notes, nicknames, categories."""
    pieces = [piece for text in card.notes for piece in re.split(r"[,;.\n]", text)]
    return [
        [RELATIONS.get(word, word) for word in tokens(text) if word not in OWN]
        for text in (*card.nicknames, *pieces, *card.categories, *_typeless(card))
    ]


def _typeless(card: Card) -> list[str]:
    return [who for kind, who in card.relations if not kind]


def is_related(card: Card, words: Sequence[str]) -> bool:
    """Whether a whole remark says the relation: "the wedding of my brother" makes no brother."""
    wanted = [RELATIONS.get(word, word) for word in words]
    return bool(wanted) and wanted in remarks(card)


def group_name(text: str) -> str:
    """The name of a group, folded: `l'équipe` and `the team` are the same."""
    words = [_GROUPS.get(word, word) for word in tokens(text) if word not in OWN]
    return " ".join(words)
