"""Composes one synthetic message of a kind: sender, subject, facts and a body worn by transport.

Bodies have 20 to 700 characters after folding. German and Spanish know only some kinds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .messages_english import ENGLISH
from .messages_filler import FILLER
from .messages_frames import CLOSINGS, FORWARDS, GREETINGS, INJECTIONS, LEGAL, QUOTES
from .messages_french import FRENCH
from .messages_other import OTHER
from .messages_words import MAIL_HOSTS, Words, company, plain

LIMIT = 700
LANGUAGES = {"en": 0.56, "fr": 0.38, "de": 0.03, "es": 0.03}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message in one language: who sends it and its fragments."""

    frame: str
    subjects: tuple[str, ...]
    cores: tuple[str, ...]
    extras: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A composed message; `drawn` are its slots, those of quoted mail named `quoted …`."""

    kind: str
    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    drawn: Mapping[str, str]


@cache
def _kinds(language: str) -> Mapping[str, Kind]:
    """The fragments of a language by kind; German and Spanish have only some kinds."""
    table = {"en": ENGLISH, "fr": FRENCH, "de": OTHER["de"], "es": OTHER["es"]}[language]
    kinds: dict[str, Kind] = {}
    for block in table.split("== ")[1:]:
        head, *lines = block.splitlines()
        name, frame = head.split()
        parts = {tag: tuple(x[2:].strip() for x in lines if x[:1] == tag) for tag in "SCX"}
        kinds[name] = Kind(frame, parts["S"], parts["C"], parts["X"])
    return kinds


_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_CONTRACTIONS = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux", "the the": "the"}
_CONTRACTED = re.compile(rf"\b({'|'.join(_CONTRACTIONS)})\b")


def _fill(words: Words, template: str) -> str:
    """`template` with its choices made and its slots filled; slots' own brackets survive."""
    while "[" in template and (match := _CHOICE.search(template)):
        picked = words.rng.choice(match[1].split("|"))
        template = template[: match.start()] + picked + template[match.end() :]
    text = _SLOT.sub(lambda slot: words[slot[1]], template)
    return _CONTRACTED.sub(lambda found: _CONTRACTIONS[found[1]], text)


def compose(rng: random.Random, kind: str, labels: Sequence[str]) -> Mail:
    """One message of a kind, in a language that has it."""
    language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    if kind not in _kinds(language):
        language = rng.choice(["en", "fr"])
    entry = _kinds(language)[kind]
    words = Words(rng, language)
    sender = _sender(words, kind, entry.frame)
    facts = _facts(rng, kind, entry.frame)
    subject = _subject(words, entry, facts)
    body = _body(words, kind, entry, facts)
    if rng.random() < 0.04:
        words.drawn["label"] = rng.choice(labels)
        attack = _fill(words, rng.choice(INJECTIONS))
        body = rng.choice([f"{attack} {body}", f"{body} {attack}"])
    body = _worn(rng, " ".join(body.split()), entry.frame)
    return Mail(kind, sender, subject, facts, body[:LIMIT].rstrip(), dict(words.drawn))


def _sender(words: Words, kind: str, frame: str) -> str:
    """`Display Name (domain)`, or only the domain."""
    rng = words.rng
    if frame in ("person", "list", "invite"):
        domain = rng.choice(MAIL_HOSTS)
        firm = company(rng, words.language)[1]
        if rng.random() < {"work": 0.9, "invite": 0.7, "meet": 0.4}.get(kind, 0.12):
            domain = re.sub(r"^[a-z]{1,10}\.(?=.+\.)", "", firm)
        first, last = words["first"], words["last"]
        names = [f"{first} {last}"] * 6 + [first, f"{last}, {first}", f"{last} {first}"]
        names += [f"{first} {last}".lower(), plain(first) + plain(last)[:1], f"{first[0]}. {last}"]
        name = "" if rng.random() < 0.06 else rng.choice(names)
        if kind == "calendar" and rng.random() < 0.25:
            name, domain = rng.choice(["Google Calendar", "Zoom", "Outlook", "Agenda"]), firm
    elif kind == "scam" and rng.random() < 0.6:
        name = rng.choice([words["friend"] + " " + words["friendlast"], words["shop"], "Support"])
        domain = rng.choice(MAIL_HOSTS + [company(rng, "en")[1] for _ in range(20)])
    else:
        shop = words["shop"]
        english = words.language != "fr"
        team = rng.choice(["Team", "Customer Service", "Billing", "Orders", "Support", "News"])
        equipe = rng.choice(["Service client", "L'équipe", "Facturation", "Commandes", "Infos"])
        names = [shop] * 6 + ["no-reply", f"{shop} {team}" if english else f"{equipe} {shop}", ""]
        names += [shop.lower(), shop.upper()]
        if frame == "mass":
            person = f"{words['friend']} {words['friendlast']}"
            names += [person, f"{words['friend']} {'from' if english else 'de'} {shop}", shop]
        if kind == "social":
            names += [f"{words['friend']} {words['friendlast']}"] * 4
        if kind == "machine":
            names += ["root", "Cron Daemon", "Mail Delivery System", "MAILER-DAEMON", "builds"]
        if kind in ("announce", "school"):
            names += ["Secretariat" if english else "Secrétariat", "Info", words["city"]]
        name, domain = rng.choice(names), words.shop_domain
    return f"{name} ({domain})" if name else f"({domain})"


# How likely each fact is, by frame and then by kind.
_FACTS: Mapping[str, Mapping[str, float]] = {
    "person": {"list": 0.01, "reply": 0.3, "known": 0.5, "attachment other": 0.02},
    "robot": {"list": 0.12, "auto": 0.7, "reply": 0.02},
    "mass": {"list": 0.86, "auto": 0.25, "reply": 0.01, "known": 0.02, "attachment pdf": 0.03},
    "list": {"list": 0.94, "reply": 0.65, "known": 0.08, "attachment other": 0.05},
    "invite": {"auto": 0.25, "invitation": 0.93, "known": 0.5, "attachment other": 0.1},
    "order": {"list": 0.2, "attachment pdf": 0.2},
    "payment": {"list": 0.15, "attachment pdf": 0.45},
    "paidperson": {"known": 0.3, "reply": 0.4, "attachment pdf": 0.85},
    "booking": {"attachment pdf": 0.5, "attachment other": 0.05},
    "bill": {"attachment pdf": 0.5},
    "bank": {"attachment pdf": 0.15},
    "promo": {"list": 0.9},
    "announce": {"list": 0.6, "attachment pdf": 0.2},
    "meet": {"invitation": 0.12, "known": 0.45, "attachment pdf": 0.05},
    "personal": {"attachment image": 0.15, "attachment pdf": 0.03},
    "family": {"known": 0.8, "attachment image": 0.25},
    "work": {"known": 0.5, "attachment pdf": 0.25, "attachment other": 0.2},
    "social": {"list": 0.4, "reply": 0.25},
    "machine": {"list": 0.05, "attachment other": 0.08},
    "reminder": {"invitation": 0.08},
    "scam": {"list": 0.08, "auto": 0.1, "reply": 0.06, "attachment other": 0.12},
    "support": {"reply": 0.35},
    "school": {"list": 0.25, "auto": 0.3, "attachment pdf": 0.3},
}
FACTS = (
    *("list", "auto", "invitation", "reply", "known"),
    *("attachment pdf", "attachment image", "attachment other"),
)


def _facts(rng: random.Random, kind: str, frame: str) -> tuple[str, ...]:
    chances = {**_FACTS[frame], **_FACTS.get(kind, {})}
    return tuple(fact for fact in FACTS if rng.random() < chances.get(fact, 0.004))


def _subject(words: Words, entry: Kind, facts: Sequence[str]) -> str:
    rng = words.rng
    text = _fill(words, rng.choice(entry.subjects)).strip()
    if "reply" in facts and not text.lower().startswith("re:") and rng.random() < 0.85:
        text = rng.choice(["Re: ", "RE: ", "Re: ", "RE : ", "AW: ", "re: "]) + text
    elif rng.random() < 0.03:
        text = rng.choice(["Fwd: ", "TR : ", "Fw: ", "FWD: "]) + text
    roll = rng.random()
    if roll < 0.03:
        return text.upper()
    if roll < 0.05 and entry.frame != "robot":
        return ""
    if roll < 0.07:
        return rng.choice("✅📦🎉📅💌🔔⚠👋🧾❗") + " " + text
    return text.lower() if roll < 0.1 and entry.frame == "person" else text


def _body(words: Words, kind: str, entry: Kind, facts: Sequence[str]) -> str:
    """Greeting, core, extras, farewell and what mailers add; newlines are folded later."""
    rng, language = words.rng, words.language
    frame = {"list": "person", "invite": "robot"}.get(entry.frame, entry.frame)
    long = rng.random() < 0.4
    count = 1 + (rng.random() < (0.5 if long else 0.08))
    cores = [_fill(words, x) for x in rng.sample(entry.cores, min(count, len(entry.cores)))]
    most = rng.choice([1, 2, 3, 5]) if long else rng.choice([0, 0, 1, 1, 2, 3])
    rest = [_fill(words, x) for x in rng.sample(entry.extras, min(len(entry.extras), most))]
    filler = FILLER[frame][language].splitlines()
    some = rng.randint(1, 8) if long else rng.choice([0, 0, 1])
    rest += [_fill(Words(rng, language), x) for x in rng.sample(filler, min(len(filler), some))]
    rest += cores[1:]
    rng.shuffle(rest)
    # People come to the point late; machines say it first.
    before = rng.choice([0, 0, 1, 2]) if frame == "person" else rng.choice([0, 0, 0, 0, 1])
    parts = [*rest[:before], cores[0], *rest[before:]]
    if rng.random() < 0.72:
        parts.insert(0, _fill(words, rng.choice(GREETINGS[frame][language].split("|"))))
    if rng.random() < 0.78 and not (entry.frame == "invite" and rng.random() < 0.8):
        parts.append(_fill(words, rng.choice(CLOSINGS[frame][language].split("|"))))
    if rng.random() < 0.05:
        parts.append(_fill(words, rng.choice(LEGAL[language].split("|"))))
    if kind in ("personal", "work") and language in FORWARDS and rng.random() < 0.06:
        _quote(words, "newsletter")
        parts = [*parts[:1], _fill(words, FORWARDS[language])]
    elif frame == "person" and "reply" in facts and rng.random() < 0.6:
        _quote(words, "family" if kind == "family" else rng.choice(["personal", "work"]))
        parts.append(_fill(words, rng.choice(QUOTES[language].split("|"))))
    return " ".join(part for part in parts if part)


def _quote(words: Words, kind: str) -> None:
    """Fill `{reply}` with another message's core; remember which slots it brought along."""
    kinds = _kinds(words.language)
    other = Words(words.rng, words.language)
    core = words.rng.choice(kinds.get(kind, kinds["personal"]).cores)
    words.drawn["reply"] = _fill(other, core)
    words.drawn.update((f"quoted {slot}", value) for slot, value in other.drawn.items())


def _worn(rng: random.Random, text: str, frame: str) -> str:
    """`text` as real mail arrives: stray encodings, HTML remains, bullets, careless typing."""
    roll = rng.random()
    if roll < 0.015:
        text = text.encode("utf-8").decode("latin-1").replace("\xa0", " ")
    elif roll < 0.03:
        text = text.replace("=", "=3D").replace(". ", ".=20 ", 2).replace("é", "=C3=A9")
    elif roll < 0.05:
        text = text.replace(" & ", " &amp; ").replace(". ", ".&nbsp; ", 2).replace("'", "&#39;")
    elif roll < 0.08 and frame != "person":
        text = text.replace(". ", rng.choice([" | ", " • ", " ★ ", " - ", " * ", " --- "]))
    elif roll < 0.12 and frame in ("person", "list"):
        text = text.lower()
    elif roll < 0.15 and frame in ("person", "list"):
        text = text.translate(str.maketrans("éèêàçôûù", "eeeacouu"))
    elif roll < 0.21 and len(text) > 40:
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(1, len(text) - 1)
            text = text[:at] + text[at + 1 :] if text[at].isalpha() else text
    elif roll < 0.23:
        text = text.replace(". ", "! ") if frame != "person" else text.replace(". ", "... ")
    elif roll < 0.25 and frame != "person":
        text = (
            rng.choice(["\u034f \u200c " * rng.randint(3, 12), "[https://img.example/1.png] "])
            + text
        )
    return text
