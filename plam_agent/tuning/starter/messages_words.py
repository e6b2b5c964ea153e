"""The slots of synthetic mail, drawn at random: words, firms, times, amounts, numbers, links.

`Words` draws each slot once for a message, so that a total named twice is the same total.
"""

# ruff: noqa: E501  (shapes read best in one line)

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

from .messages_lexicon import WORDS
from .messages_names import (
    CITIES,
    ENDINGS,
    FIRST,
    KIDS,
    KNOWN_SHOPS,
    LAST,
    MAIL_HOSTS,
    PREFIXES,
    REPOS,
    STEMS,
    STREETS,
    TRADES_EN,
    TRADES_FR,
    USERS,
)
from .messages_times import MONTHS, date, past, preposition, when


def plain(text: str) -> str:
    """`text` in lower-case ASCII letters and digits, as a domain's label would have it."""
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ı", "i"))
    return re.sub("[^a-z0-9]+", "", folded.encode("ascii", "ignore").decode().lower()) or "mail"


def company(rng: random.Random, language: str) -> tuple[str, str]:
    """A firm's display name and the domain it writes from."""
    if rng.random() < 0.18:
        name, domain = rng.choice(KNOWN_SHOPS).split(":")
        return name.replace("_", " "), domain
    stem = rng.choice(STEMS)
    if rng.random() < 0.4:
        stem += rng.choice(
            ["line", "ora", "ly", "ix", "hub", "ista", "wise", "eo", "tek", "box", "ia"]
        )
    trade = rng.choice(TRADES_FR if language == "fr" else TRADES_EN)
    shapes = [
        stem,
        f"{stem} {trade}",
        f"{stem} {trade}",
        f"{trade} {rng.choice(LAST)}",
        f"{rng.choice(LAST)} & {rng.choice(LAST)}",
        stem.lower() + rng.choice(ENDINGS),
        f"{trade} {stem}",
        stem.upper(),
    ]
    name = rng.choice(shapes)
    if "." in name and "Inc" not in name:
        return name, rng.choice(PREFIXES) + plain(name.rpartition(".")[0]) + "." + name.rpartition(
            "."
        )[2]
    label = plain(name if rng.random() < 0.7 else stem)
    return name, rng.choice(PREFIXES) + label + rng.choice(ENDINGS)


def money(rng: random.Random, language: str, top: int = 400) -> str:
    """An amount with its currency, in one of the ways that people and tills write it."""
    units = rng.choice([rng.randint(1, 30), rng.randint(5, 120), rng.randint(40, top)])
    cents = rng.choice(["00", "90", "99", "50", f"{rng.randint(0, 99):02}"])
    if language == "fr":
        return rng.choice(
            [
                f"{units},{cents} €",
                f"{units},{cents}€",
                f"{units} €",
                f"{units} euros",
                f"{units},{cents} EUR",
                f"{units}€",
                f"{units},{cents} CHF",
                f"EUR {units}.{cents}",
            ]
        )
    if language in ("de", "es"):
        return rng.choice([f"{units},{cents} €", f"{units},{cents} EUR", f"{units} €"])
    return rng.choice(
        [
            f"${units}.{cents}",
            f"£{units}.{cents}",
            f"€{units}.{cents}",
            f"{units}.{cents} EUR",
            f"USD {units}.{cents}",
            f"{units} €",
            f"{units}.{cents} €",
            f"${units}",
            f"£{units}",
            f"{units} euros",
            f"CHF {units}.{cents}",
            f"${rng.randint(1, 9)},{rng.randint(100, 999)}.{cents}",
        ]
    )


def order(rng: random.Random) -> str:
    """An order, booking or invoice number."""
    digits = rng.randint
    letters = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
    return rng.choice(
        [
            f"#{digits(1000, 999999)}",
            f"{letters}-{digits(1000, 99999)}",
            f"{digits(100, 999)}-{digits(1000000, 9999999)}-{digits(1000000, 9999999)}",
            f"{digits(10**7, 10**9)}",
            f"2026-{digits(100, 9999)}",
            f"{letters}{digits(100, 999)}",
            f"#{letters[0]}{digits(10000, 99999)}",
            f"F{digits(2024, 2027)}/{digits(10, 999)}",
            f"INV-{digits(1000, 99999)}",
            "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=6)),
        ]
    )


def phone(rng: random.Random, language: str) -> str:
    """A telephone number from national or fictional ranges."""
    four = f"{rng.randint(0, 9999):04}"
    pairs = " ".join(f"{rng.randint(0, 99):02}" for _ in range(4))
    if language == "fr":
        return rng.choice(
            [
                f"0{rng.randint(1, 9)} {pairs}",
                f"0{rng.randint(6, 7)}.{pairs.replace(' ', '.')}",
                f"+33 {rng.randint(1, 7)} {pairs}",
                f"06{pairs.replace(' ', '')}",
            ]
        )
    return rng.choice(
        [
            f"555-{four}",
            f"(202) 555-{four}",
            f"+1 202 555 {four}",
            f"020 7946 {four}",
            f"07700 90{four}",
            f"+44 20 7946 {four}",
            f"+49 30 {four}{rng.randint(10, 99)}",
        ]
    )


def url(rng: random.Random, domain: str) -> str:
    """A link, sometimes as text extraction leaves it."""
    path = "".join(rng.choices("abcdefghijkmnpqrstuvwxyz0123456789", k=rng.randint(4, 12)))
    link = f"https://{domain}/{rng.choice(['', 'c/', 'account/', 'track?id=', 'u/', 'v2/', 'x?utm='])}{path}"
    return rng.choice([link, f"<{link}>", f"( {link} )", f"[{link}]", "[link]", "here", link])


class Words:
    """The slots of one message: each is drawn when first asked for and stays."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng = rng
        self.language = language
        self.drawn: dict[str, str] = {}
        self.shop_domain = ""

    def __getitem__(self, slot: str) -> str:
        if slot not in self.drawn:
            self.drawn[slot] = self._draw(slot)
        return self.drawn[slot]

    def _draw(self, slot: str) -> str:
        rng, language, name = self.rng, self.language, slot.rstrip("0123456789")
        if name in WORDS[language]:
            return rng.choice(WORDS[language][name])
        if name == "shop":
            shop, domain = company(rng, language)
            if slot == "shop":
                self.shop_domain = domain
            return shop
        if name == "onwhen":
            return preposition(self["when"], language)
        if name == "url":
            return url(rng, self.shop_domain or "example.org")
        if name in LISTS:
            return rng.choice(LISTS[name])
        return SLOTS[name](rng, language)


LISTS: dict[str, Sequence[str]] = {
    "me": FIRST, "first": FIRST, "friend": FIRST, "kid": KIDS, "last": LAST, "melast": LAST,
    "friendlast": LAST, "city": CITIES, "repo": REPOS, "user": USERS,
}  # fmt: skip
SLOTS: dict[str, Callable[[random.Random, str], str]] = {
    "when": when,
    "past": past,
    "date": date,
    "deadline": date,
    "amount": lambda rng, language: money(rng, language, 900),
    "price": money,
    "order": lambda rng, _: order(rng),
    "phone": phone,
    "qty": lambda rng, _: str(rng.randint(1, 6)),
    "n": lambda rng, _: str(rng.randint(2, 30)),
    "num": lambda rng, _: str(rng.choice([rng.randint(20, 999), rng.randint(1000, 999999)])),
    "card": lambda rng, _: f"{rng.randint(0, 9999):04}",
    "pct": lambda rng, language: f"{rng.randint(1, 16) * 5}{' ' if language == 'fr' else ''}%",
    "code": lambda rng, _: rng.choice(
        [
            f"{rng.randint(0, 999999):06}",
            f"{rng.randint(0, 9999):04}",
            f"G-{rng.randint(0, 999999):06}",
            f"{rng.randint(100, 999)} {rng.randint(100, 999)}",
        ]
    ),
    "track": lambda rng, _: (
        rng.choice(["1Z", "LX", "6A", "JD0", "00"])
        + f"{rng.randint(10**8, 10**11)}"
        + rng.choice(["", "FR", "GB", "DE"])
    ),
    "promo": lambda rng, _: (
        rng.choice(["SAVE", "HELLO", "MERCI", "VIP", "AUTUMN", "ETE", "BONUS"])
        + str(rng.randint(5, 50))
    ),
    "iban": lambda rng, _: (
        f"{rng.choice(['FR', 'DE', 'GB'])}{rng.randint(10, 99)} {rng.randint(1000, 9999)} {rng.randint(1000, 9999)} {rng.randint(1000, 9999)}"
    ),
    "street": lambda rng, _: f"{rng.randint(1, 140)} {rng.choice(STREETS)}, {rng.choice(CITIES)}",
    "month": lambda rng, language: rng.choice(MONTHS[language]),
    "memail": lambda rng, _: f"{rng.choice(USERS)}@{rng.choice(MAIL_HOSTS)}",
}
