"""How an order opens and ends: politeness, wishes, duties; and what that does to a French verb."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from .times import pick


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before an order, and the form of its verbs.

    Forms are `order` (trouve), `formal` (trouvez), `bare` (trouver) and `wish` (trouves). `own`
    openings speak of what the owner does, so no verb may carry `-moi`.
    """

    words: str
    form: str = "order"
    own: bool = False


_ENGLISH = (
    "please |please |can you |can you |could you |could you please |hey |hey, |i need you to |"
    "i want you to |would you |can you please |hi, |ok now |i would like you to |go ahead and |"
    "let's |just |would you please |will you |hello, |ok, |okay |alright, |so |now |hey can you |"
    "hi can you |i'd like you to |i'd love it if you could |do me a favor and |quickly |"
    "do you mind and |kindly |be a dear and |you should |you can |please could you |"
    "hello can you please |is it possible for you to |is there a way to |how about you |"
    "computer, |assistant, |yo |right, |when you have a minute, |if you can, |real quick, |first |"
    "also |and |then |i'm asking you to |help me |make sure to |don't forget to |it's time to |"
    "could i get you to |mind if i ask you to |next, |oh and |actually "
)
_ENGLISH_OWN = (
    "i want to |i need to |i'd like to |i would like to |can i |could i |i have to |let me |"
    "help me |i wanna |i gotta |may i |i'm trying to |i'm going to |i should "
)
_FRENCH: tuple[tuple[str, str, bool], ...] = (
    *((f"{words} ", "order", False) for words in (
        "s'il te plaît", "stp", "dis,", "bon,", "maintenant", "alors", "allez", "hé", "salut,",
        "ok,", "dis-moi,", "vite,", "bonjour,", "hop,", "ensuite", "et", "d'abord", "tiens,",
        "assistant,", "euh", "bon alors", "quand tu peux,", "si possible,", "et puis", "coucou,",
    )),
    *((f"{words} ", "bare", False) for words in (
        "peux-tu", "tu peux", "pourrais-tu", "tu pourrais", "est-ce que tu peux", "tu veux bien",
        "peux-tu s'il te plaît", "est-ce que tu pourrais", "veux-tu", "tu dois", "merci de",
        "serait-il possible de", "est-ce possible de", "n'oublie pas de", "pense à",
        "dis, tu peux", "tu peux stp", "voudrais-tu", "tu saurais", "prière de", "il faudrait",
        "pouvez-vous", "pourriez-vous", "vous pouvez", "veuillez", "je te demande de", "il faut",
        "j'ai besoin de te demander de", "ça t'ennuie de",
    )),
    *((f"{words} ", "bare", True) for words in (
        "je voudrais", "j'aimerais", "je veux", "je dois", "j'ai besoin de",
        "je souhaite", "je souhaiterais", "j'aimerais bien", "on peut",
        "est-ce que je peux", "puis-je", "je peux", "aide-moi à", "j'ai envie de", "on pourrait",
    )),
    *((f"{words} ", "wish", False) for words in (
        "j'aimerais bien que tu", "j'aimerais que tu", "je voudrais que tu", "il faut que tu",
        "il faudrait que tu", "je veux que tu", "j'ai besoin que tu", "ce serait bien que tu",
        "je préférerais que tu",
    )),
    *((f"{words} ", "formal", False) for words in (
        "s'il vous plaît", "bonjour,", "svp", "merci,",
    )),
    ("", "formal", False),
)  # fmt: skip
OPENINGS = {
    "en": tuple(Opening(words) for words in _ENGLISH.split("|"))
    + tuple(Opening(words, own=True) for words in _ENGLISH_OWN.split("|")),
    "fr": tuple(Opening(*each) for each in _FRENCH),
}
PLAIN = Opening("")
TAILS = {
    "en": " please| please| thanks| for me| for me please| now| thank you| right now| asap|"
    " if you can| would you| will you| when you get a chance| today if possible| ok| thx|"
    " as soon as possible| if you don't mind| can you| you know| quickly",
    "fr": " s'il te plaît| merci| stp| s'il vous plaît| svp| merci d'avance| tout de suite|"
    " si tu peux| pour moi| maintenant| quand tu peux| vite| ok| hein| merci beaucoup| d'accord|"
    " dès que possible| si possible",
}
_MINE = re.compile(r"\bme\b|\bmoi\b|\b[mM]'")


def opening(rng: random.Random, lang: str) -> Opening:
    """Mostly none; else one of the language's."""
    if rng.random() < 0.5:
        return PLAIN
    return rng.choice(OPENINGS[lang])


def tail(rng: random.Random, lang: str) -> str:
    """What may stand after an order."""
    return pick(rng, TAILS[lang]) if rng.random() < 0.1 else ""


def speaks_of_me(text: str) -> bool:
    """Whether an order asks for something to be done *for* the owner (`show me`, `montre-moi`)."""
    return _MINE.search(text) is not None


def french_verb(form: str) -> Callable[[str], str]:
    """What makes of an imperative the wanted form."""
    if form == "order":
        return lambda said: said
    return lambda said: _inflected(said, form)


# Imperatives whose other forms do not follow from them: infinitive, `vous`, `que tu`.
_IRREGULAR = {
    "mets": ("mettre", "mettez", "mettes"),
    "lis": ("lire", "lisez", "lises"),
    "relis": ("relire", "relisez", "relises"),
    "écris": ("écrire", "écrivez", "écrives"),
    "inscris": ("inscrire", "inscrivez", "inscrives"),
    "dis": ("dire", "dites", "dises"),
    "fais": ("faire", "faites", "fasses"),
    "refais": ("refaire", "refaites", "refasses"),
    "prends": ("prendre", "prenez", "prennes"),
    "reprends": ("reprendre", "reprenez", "reprennes"),
    "rends": ("rendre", "rendez", "rendes"),
    "réponds": ("répondre", "répondez", "répondes"),
    "retiens": ("retenir", "retenez", "retiennes"),
    "préviens": ("prévenir", "prévenez", "préviennes"),
    "ouvre": ("ouvrir", "ouvrez", "ouvres"),
    "découvre": ("découvrir", "découvrez", "découvres"),
    "éteins": ("éteindre", "éteignez", "éteignes"),
    "convertis": ("convertir", "convertissez", "convertisses"),
    "ralentis": ("ralentir", "ralentissez", "ralentisses"),
    "choisis": ("choisir", "choisissez", "choisisses"),
    "traduis": ("traduire", "traduisez", "traduises"),
    "conduis": ("conduire", "conduisez", "conduises"),
    "vois": ("voir", "voyez", "voies"),
    "revois": ("revoir", "revoyez", "revoies"),
    "définis": ("définir", "définissez", "définisses"),
    "finis": ("finir", "finissez", "finisses"),
    "avertis": ("avertir", "avertissez", "avertisses"),
    "répète": ("répéter", "répétez", "répètes"),
    "complète": ("compléter", "complétez", "complètes"),
    "va": ("aller", "allez", "ailles"),
    "reçois": ("recevoir", "recevez", "reçoives"),
    "transmets": ("transmettre", "transmettez", "transmettes"),
    "remets": ("remettre", "remettez", "remettes"),
    "vends": ("vendre", "vendez", "vendes"),
    "suis": ("suivre", "suivez", "suives"),
    "sors": ("sortir", "sortez", "sortes"),
    "souviens": ("souvenir", "souvenez", "souviennes"),
    "prévois": ("prévoir", "prévoyez", "prévoies"),
    "agrandis": ("agrandir", "agrandissez", "agrandisses"),
    "rafraîchis": ("rafraîchir", "rafraîchissez", "rafraîchisses"),
    "réduis": ("réduire", "réduisez", "réduises"),
    "résous": ("résoudre", "résolvez", "résolves"),
    "remplis": ("remplir", "remplissez", "remplisses"),
    "rejoins": ("rejoindre", "rejoignez", "rejoignes"),
    "décris": ("décrire", "décrivez", "décrives"),
    "saisis": ("saisir", "saisissez", "saisisses"),
    "remplace": ("remplacer", "remplacez", "remplaces"),
    "étends": ("étendre", "étendez", "étendes"),
}
_STEMS = (
    ("èv", "ev"), ("èt", "et"), ("èn", "en"), ("èl", "el"), ("èr", "ér"), ("ègl", "égl"),
    ("èch", "éch"), ("ell", "el"), ("ett", "et"), ("oi", "oy"), ("ui", "uy"), ("ai", "ay"),
    ("èg", "ég"), ("èd", "éd"), ("ès", "es"), ("èm", "em"),
)  # fmt: skip


@cache
def _inflected(said: str, form: str) -> str:
    verb, *clitics = said.split("-")
    bare, formal, wish = _IRREGULAR.get(verb) or _regular(verb)
    if form == "formal":
        return "-".join([formal, *clitics])
    inflected = bare if form == "bare" else wish
    before = "".join(_CLITICS.get(each, f"{each} ") for each in _ordered(clitics))
    if before.endswith("e ") and inflected[0] in "aeéèêioôuhy" and before.split()[-1] in _ELIDED:
        before = before[:-2] + "'"
    return before + inflected


_CLITICS = {"moi": "me ", "toi": "te "}
_ELIDED = {"me", "te", "le"}


def _ordered(clitics: list[str]) -> list[str]:
    return sorted(clitics, key=lambda each: each not in ("moi", "m'", "toi"))


def _regular(verb: str) -> tuple[str, str, str]:
    if not verb.endswith("e"):
        raise ValueError(f"no forms are known of the imperative {verb!r}")
    stem = verb[:-1]
    changed = stem
    for ending, other in _STEMS:
        if stem.endswith(ending):
            changed = stem.removesuffix(ending) + other
            break
    return changed + "er", changed + "ez", verb + "s"
