"""Secrets: keys by their known beginnings, private key blocks, passwords, and tokens of chance.

What a service gives its keys to be known by is matched exactly. What stands after a word for a
password counts where it looks like one. Any other token counts only where its characters are mixed
as chance mixes them, and not within links and addresses, which are full of such tokens in ordinary
mail; in a link, only what a name such as `token` announces.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

from .identifiers import straightened

SECRET, PASSWORD = "secret", "password"

_KEYS = re.compile(
    r"""(?<![A-Za-z0-9])(?:
      (?:AKIA|ASIA)[0-9A-Z]{16}
    | gh[pousr]_[A-Za-z0-9]{30,} | github_pat_\w{22,} | gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{20,}
    | xox[abeprs]-[\w-]{10,} | xapp-\d-[\w-]{10,}
    | AIza[\w-]{30,} | ya29\.[\w-]{20,} | GOCSPX-[\w-]{20,}
    | (?:sk|rk|pk)_(?:live|test)_\w{16,} | whsec_\w{16,} | sk-(?:[a-z]+-)*[\w-]{20,}
    | npm_\w{30,} | pypi-[\w-]{30,} | hf_\w{30,} | dop_v1_\w{30,} | shp(?:at|ca|pa|ss)_\w{30,}
    | SG\.[\w-]{16,}\.[\w-]{16,} | key-[0-9a-f]{32} | lin_api_\w{30,} | dapi[0-9a-f]{32}
    | hv[sbr]\.[\w-]{20,} | dp\.(?:pt|st|ct)\.\w{30,} | sq0[a-z]{3}-[\w-]{20,}
    | tskey-\w+-\w{10,} | nfp_\w{30,} | AC[0-9a-f]{32} | r8_\w{30,} | secret_\w{40,}
    | \d{8,10}:AA[\w-]{30,} | AGE-SECRET-KEY-1[0-9A-Z]{50,} | EAA[A-Za-z0-9]{60,}
    | eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?
    )""",
    re.VERBOSE,
)
_BLOCKS = re.compile(
    r"-{3,} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d|AccountKey=[\w+/=]{20,}"
    r"|hooks\.slack\.com/services/\w+/\w+/\w+|discord(?:app)?\.com/api/webhooks/\d+/[\w-]+"
    r"|\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,80}:(?!\*+@)[^\s/@]{3,}@[\w\[]",
    re.IGNORECASE,
)
_WORD = (
    r"(?:pass ?word|pass ?wd|pwd|pass ?phrase|pass ?code|mot[ _-]de[ _-]passe|mdp|"
    r"phrase secr[eè]te|code (?:d'acc[eè]s|secret|pin)|passwort|kennwort|zugangscode|"
    r"contrase[nñ]a|clave(?: de acceso)?|senha|palavra-passe|parola d'ordine|wachtwoord|"
    r"l[oö]senord|adgangskode|passord|has[lł]o|salasana|"
    r"(?:api|access|private|recovery|secret(?: access)?)[ _-]?key|client[ _-]?secret|"
    r"(?:auth|access|bearer|api|refresh|secret)[ _-]?token|cl[eé] (?:d'api|secr[eè]te)|"
    r"pin(?: ?code| number)?|puk|cvv2?|cvc2?|cryptogramme|"
    r"(?:verification|security|one[ -]time|log-?in|access|confirmation|recovery) code|otp|"
    r"code de (?:v[eé]rification|s[eé]curit[eé]))"
)
_HINT = re.compile(
    r"pass|pwd|mdp|secr|code|kennw|contras|clave|senha|parola|wachtw|l[oö]sen|has[lł]o|salas"
    r"|key|token|cl[eé] d|pin|puk|cv[vc]|crypt|otp",
    re.IGNORECASE,
)
_FOR = r"(?: (?:for|du|de la|de|pour|f[uü]r|del|of) [\w'-]{1,20}(?: [\w'-]{1,20})?)?"
_VALUE = r" ?[\"'«“]? ?([^\s\"'»”<>]{3,128})"
# After a sign anything may be the password; after "is", only what does not look like a word.
_AFTER_SIGN = re.compile(
    rf"(?<!\w){_WORD}s?{_FOR}[\"'»)]{{0,2}} ?(?::=?|=>?|->|→){_VALUE}", re.IGNORECASE
)
_AFTER_IS = re.compile(
    rf"(?<!\w){_WORD}{_FOR} (?:is|was|est|sera|ist|lautet|es|[eéè]|reste)"
    rf"(?: still| now| now set to)? ?:?{_VALUE}",
    re.IGNORECASE,
)
_SENTENCE = """
a an and any about are as at be been before being but by can cannot click cliquez change changed
choose contact create do does enter entrez expire expired expires forgot forgotten for follow from
has have here hidden how i ici if in is it le la les link log login must my need never new no none
not nous of on only open optional or our over passed please pour press protected provided read
recover remember required requires reset restore safe same see select sent set shared should sign
soon still strong successfully tap temporary that the then there these they this to unchanged
unknown updated use used valid visit vous votre was we weak when where which will with within
without you your modifié oublié perdu obligatoire requis réinitialiser réinitialisez utilisez
choisissez saisissez voir si un une des du en et est ne pas plus nicht bitte hier vergessen
zurücksetzen haga clic aquí
"""
_GOES_ON = frozenset(_SENTENCE.split())
_IN_LINK = re.compile(
    r"[?&#;](?:[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api_?key|access_?key|signature|sig|session|"
    r"sess|auth|otp|jwt)|key|code)=([\w%.~+/-]{12,})",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|cid:|mailto:)\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"\S{1,250}@\S{1,250}")
_TOKEN = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_HEX = re.compile(r"[0-9a-fA-F-]+")
_TURNS, _ENTROPY = 0.3, 3.6
"""How often a token changes between capitals, small letters and digits, and its bits a letter."""


def found(text: str) -> str | None:
    """Which kind of secret a text holds: `secret` or `password`; None for none."""
    known = straightened(text)
    # Long keys are broken over lines, and only the break is in the way.
    whole = re.sub(r"(?<=[\w-])=?\n[ \t]*(?=[\w-])", "", text) if "\n" in text else known
    if any(_KEYS.search(each) or _BLOCKS.search(each) for each in (known, whole)):
        return SECRET
    if _HINT.search(known):
        if any(_is_password(each[1], sign=True) for each in _AFTER_SIGN.finditer(known)):
            return PASSWORD
        if any(_is_password(each[1], sign=False) for each in _AFTER_IS.finditer(known)):
            return PASSWORD
    if any(_by_chance(each[1], least=12) for each in _IN_LINK.finditer(known)):
        return SECRET
    bare = _ADDRESS.sub(" ", _LINK.sub(" ", known))
    if any(_by_chance(each) for each in _TOKEN.findall(bare)):
        return SECRET
    return None


def _is_password(said: str, *, sign: bool) -> bool:
    """Whether what stands after the word can be a password, and is no part of a sentence."""
    value = said.rstrip(".,;:!?)]}")
    if len(value) < 3 or value.casefold() in _GOES_ON or _LINK.match(value):
        return False
    if re.fullmatch(r"[*•●x×_.…-]+|[<\[{(].*", value, re.IGNORECASE):
        return False
    mixed = any(char.isdigit() for char in value) or any(char.isupper() for char in value[1:])
    mixed = mixed or re.search(r"\w[^\w\s'’.,-]+\w", value) is not None
    return mixed or (sign and value.isalpha() and len(value) >= 4 and value[0].islower())


def _by_chance(token: str, *, least: int = 20) -> bool:
    """Whether the characters of a token are mixed as chance mixes them."""
    bare = token.strip("=_-/")
    if len(bare) < least or _HEX.fullmatch(bare):
        return False
    kinds = "".join(
        "d" if c.isdigit() else "u" if c.isupper() else "l" for c in bare if c.isalnum()
    )
    if len(set(kinds)) < 3 or kinds.count("d") < 2:
        return False
    turns = sum(a != b for a, b in itertools.pairwise(kinds)) / len(kinds)
    counts = Counter(bare).values()
    entropy = -sum(n / len(bare) * math.log2(n / len(bare)) for n in counts)
    return turns >= _TURNS and entropy >= min(_ENTROPY, math.log2(len(bare)) - 0.6)
