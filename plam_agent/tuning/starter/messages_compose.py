"""Composes one synthetic message of a kind: sender, subject, facts and a body worn by transport.

Bodies have up to 1,500 characters after folding. German and Spanish know only some kinds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .messages_frames import CLOSINGS, FORWARDS, GREETINGS, LEGAL, QUOTES
from .messages_grammar import fill
from .messages_names import MAIL_HOSTS
from .messages_tables import Kind, fillers, kinds, phrases
from .messages_words import Words, company, plain

LIMIT = 1500
LANGUAGES = {"en": 0.48, "fr": 0.47, "de": 0.025, "es": 0.025}
# Kinds that a machine or an absent person sends: hardly any greeting, and no small talk.
TERSE = frozenset({"machine", "autoreply"})
# What an answer quotes, by its kind; others quote private mail or work.
QUOTED = {
    "family": ("family",),
    "recall": ("meet", "party", "personal", "work"),
    "oneliner": ("meet", "personal", "work", "recall"),
    "mention": ("mention", "personal"),
    "meet": ("personal", "work", "recall"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A composed message; `drawn` are its slots, those of quoted mail named `quoted …`."""

    kind: str
    language: str
    sender: str
    subject: str
    facts: tuple[str, ...]
    body: str
    drawn: Mapping[str, str]


def capital(text: str) -> str:
    """`text` as it stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def compose(
    rng: random.Random,
    kind: str,
    *,
    language: str = "",
    held_out: bool = False,
    given: Mapping[str, str] | None = None,
) -> Mail:
    """One message of a kind, in `language` or in one that has the kind.

    `given` are slots that are already drawn. Raises KeyError where `language` lacks the kind.
    """
    if not language:
        language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        if kind not in kinds(language, held_out=held_out):
            language = rng.choice(["en", "fr"])
    writer = _Writer(Words(rng, language), kind, held_out)
    writer.words.drawn.update(given or {})
    entry = kinds(language, held_out=held_out)[kind]
    sender = _sender(writer.words, kind, entry.frame)
    facts = _facts(rng, kind, entry.frame)
    subject = writer.subject(entry, facts)
    body = writer.body(entry, facts)
    body = _worn(rng, " ".join(body.split()), entry.frame)[:LIMIT].rstrip()
    if kind in ("payment", "security", "family", "calendar") and rng.random() < 0.02:
        body = ""
    return Mail(kind, language, sender, subject, facts, body, dict(writer.words.drawn))


# How often a person of a kind writes from a firm's address.
_FIRM = {"work": 0.9, "calendar": 0.7, "meet": 0.4, "recall": 0.35, "proof": 0.3, "autoreply": 0.8}
# How often a sender has one of the names that RFC 2606 reserves, whoever it is.
RESERVED_SHARE = 0.25
# How often code has found out nothing about a message.
FACTLESS = 0.15
SCAMS = frozenset({"scam", "fakereceipt", "fakeinvite"})


def _sender(words: Words, kind: str, frame: str) -> str:
    """`Display Name (domain)`, or only the domain."""
    rng = words.rng
    if frame in ("person", "list", "invite") or kind == "autoreply":
        domain = rng.choice(MAIL_HOSTS)
        firm = company(rng, words.language)[1]
        if rng.random() < _FIRM.get(kind, 0.12):
            domain = re.sub(r"^[a-z]{1,10}\.(?=.+\.)", "", firm)
        first, last = words["first"], words["last"]
        names = [f"{first} {last}"] * 6 + [first, f"{last}, {first}", f"{last} {first}"]
        names += [f"{first} {last}".lower(), plain(first) + plain(last)[:1], f"{first[0]}. {last}"]
        name = "" if rng.random() < 0.06 else rng.choice(names)
        if kind == "calendar" and rng.random() < 0.25:
            name, domain = rng.choice(["Google Calendar", "Zoom", "Outlook", "Agenda"]), firm
    elif kind in SCAMS and rng.random() < 0.6:
        name = rng.choice([words["friend"] + " " + words["friendlast"], words["shop"], "Support"])
        domain = rng.choice(MAIL_HOSTS + [company(rng, "en")[1] for _ in range(20)])
    else:
        shop = words["shop"]
        english = words.language != "fr"
        team = rng.choice(["Team", "Customer Service", "Billing", "Orders", "Support", "News"])
        word = words["brandword"] if words.language in ("en", "fr") else "Info"
        equipe = rng.choice(["Service client", "L'équipe", "Facturation", "Commandes", "Infos"])
        names = [shop] * 6 + ["no-reply", f"{shop} {team}" if english else f"{equipe} {shop}", ""]
        names += [shop.lower(), shop.upper(), f"{shop} {word}", word, f"{word} – {shop}"]
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
    if rng.random() < RESERVED_SHARE:
        domain = _reserved(rng, domain, name)
    if name and (frame in ("person", "list") or words["shop"].lower() in name.lower()):
        words.drawn["sendername"] = name
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
    "mention": {"known": 0.55, "reply": 0.4},
    "recall": {"known": 0.6, "reply": 0.5, "attachment image": 0.06},
    "oneliner": {"known": 0.65, "reply": 0.6, "attachment image": 0.08},
    "proof": {"known": 0.5, "reply": 0.2, "attachment pdf": 0.5},
    "party": {"known": 0.55, "reply": 0.2},
    "webinar": {"list": 0.82, "auto": 0.25, "invitation": 0.06},
    "fakereceipt": {"list": 0.05, "auto": 0.2, "attachment pdf": 0.25, "attachment other": 0.15},
    "fakeinvite": {"invitation": 0.45, "auto": 0.2},
    "autoreply": {"auto": 0.92, "reply": 0.5, "known": 0.2},
    "survey": {"list": 0.3},
    "terms": {"list": 0.25, "attachment pdf": 0.2},
    "jobad": {"list": 0.4},
    "school": {"list": 0.25, "auto": 0.3, "attachment pdf": 0.3},
}
FACTS = (
    *("list", "auto", "invitation", "reply", "known"),
    *("attachment pdf", "attachment image", "attachment other"),
)


def _reserved(rng: random.Random, domain: str, name: str) -> str:
    label = plain(rng.choice([domain.split(".")[-2], name.split(" ")[-1], "mail"]))
    forms = ["example.org", "example.com", "example.net", f"{label}.example", f"{label}.example"]
    return rng.choice([*forms, f"{label}.example.org", f"{label}.test"])


def _facts(rng: random.Random, kind: str, frame: str) -> tuple[str, ...]:
    chances = {**_FACTS[frame], **_FACTS.get(kind, {})}
    if rng.random() < FACTLESS and kind != "discussion":
        return ()
    return tuple(fact for fact in FACTS if rng.random() < chances.get(fact, 0.004))


@dataclass(slots=True)
class _Writer:
    """Writes the parts of one message with one set of words."""

    words: Words
    kind: str
    held_out: bool

    def fill(self, fragment: str, words: Words | None = None) -> str:
        words = words or self.words
        return fill(words, fragment, phrases(words.language))

    def subject(self, entry: Kind, facts: Sequence[str]) -> str:
        rng, language = self.words.rng, self.words.language
        subjects, words = entry.subjects, self.words
        if rng.random() < 0.02 and language in ("en", "fr"):
            abroad = "fr" if language == "en" else "en"
            other = kinds(abroad, held_out=self.held_out).get(self.kind)
            subjects, words = (other.subjects, Words(rng, abroad)) if other else (subjects, words)
        text = self.fill(rng.choice(subjects), words).strip()
        if "reply" in facts and not text.lower().startswith("re:") and rng.random() < 0.85:
            text = rng.choice(["Re: ", "RE: ", "Re: ", "RE : ", "AW: ", "re: ", "Re: TR : "]) + text
        elif rng.random() < 0.03:
            text = rng.choice(["Fwd: ", "TR : ", "Fw: ", "FWD: ", "Re: TR: "]) + text
        roll = rng.random()
        if roll < 0.03:
            return text.upper()
        if roll < 0.05 and entry.frame != "robot":
            return ""
        if roll < 0.07:
            return rng.choice("✅📦🎉📅💌🔔⚠👋🧾❗") + " " + text
        if roll < 0.14 and entry.frame == "person":
            return text.lower()
        return capital(text) if roll < 0.6 else text

    def body(self, entry: Kind, facts: Sequence[str]) -> str:
        """Greeting, core, extras, farewell and what mailers add; newlines are folded later."""
        rng, language, kind = self.words.rng, self.words.language, self.kind
        frame = {"list": "person", "invite": "robot"}.get(entry.frame, entry.frame)
        roll = rng.random()
        long, huge = roll < 0.42, roll < 0.07
        count = 1 + (rng.random() < (0.55 if long else 0.1)) + huge
        bare = kind == "oneliner" or roll > 0.9
        if bare:
            long, huge, count = False, False, 1
        cores = [self._core(x) for x in rng.sample(entry.cores, min(count, len(entry.cores)))]
        most = rng.choice([1, 2, 3, 5]) if long else rng.choice([0, 0, 1, 1, 2, 3])
        most = min(most, 1) if bare else most
        rest = [self._core(x) for x in rng.sample(entry.extras, min(len(entry.extras), most))]
        rest += [] if bare else self._filler(frame, long, huge)
        rest += cores[1:]
        rng.shuffle(rest)
        # People come to the point late; machines say it first.
        before = rng.choice([0, 0, 0, 1, 2]) if frame == "person" else rng.choice([0, 0, 0, 0, 1])
        parts = [*rest[:before], cores[0], *rest[before:]]
        greeted = 0.15 if kind in TERSE else 0.3 if bare else 0.72
        if rng.random() < greeted:
            parts.insert(0, self.fill(rng.choice(GREETINGS[frame][language].split("|"))))
        if rng.random() < greeted and not (entry.frame == "invite" and rng.random() < 0.8):
            closings = CLOSINGS["person" if kind == "autoreply" else frame][language]
            parts.append(self.fill(rng.choice(closings.split("|"))))
        if rng.random() < 0.05:
            parts.append(self.fill(rng.choice(LEGAL[language].split("|"))))
        if kind in ("personal", "work", "mention") and language in FORWARDS and rng.random() < 0.06:
            self._quote(("newsletter", "promo"))
            parts = [*parts[:1], self.fill(FORWARDS[language])]
        elif entry.frame == "person" and "reply" in facts and rng.random() < 0.6:
            self._quote(QUOTED.get(kind, ("personal", "work")))
            parts.append(self.fill(rng.choice(QUOTES[language].split("|"))))
        return " ".join(part for part in parts if part)

    def _core(self, fragment: str) -> str:
        text = self.fill(fragment)
        return capital(text) if self.kind != "oneliner" else text

    def _filler(self, frame: str, long: bool, huge: bool) -> list[str]:
        rng, language = self.words.rng, self.words.language
        if self.kind in TERSE:
            return []
        sentences = fillers(frame, language)
        some = rng.randint(6, 14) if huge else rng.randint(1, 8) if long else rng.choice([0, 0, 1])
        chosen = rng.sample(sentences, min(len(sentences), some))
        written = []
        for fragment in chosen:
            other = Words(rng, language)
            written.append(capital(self.fill(fragment, other)))
            for slot in ("product", "place", "wish"):
                if slot in other.drawn:
                    self.words.drawn[f"quoted {slot}"] = other.drawn[slot]
        return written

    def _quote(self, quoted: Sequence[str]) -> None:
        """Fill `{reply}` with another message's core; remember which slots it brought along."""
        rng, language = self.words.rng, self.words.language
        known = kinds(language)
        other = Words(rng, language)
        core = rng.choice(known.get(rng.choice(quoted), known["personal"]).cores)
        self.words.drawn["reply"] = self.fill(core, other)
        self.words.drawn.update((f"quoted {slot}", value) for slot, value in other.drawn.items())


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
