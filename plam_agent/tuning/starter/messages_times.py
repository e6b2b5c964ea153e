"""Times as mail says them: days, clocks, what is past, in four languages."""

# ruff: noqa: E501, SIM905  (words and shapes read best in one line, split by the program)

from __future__ import annotations

import random
import re

DAYS = {
    "en": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday".split("|"),
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche".split("|"),
    "de": "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag".split("|"),
    "es": "lunes|martes|miércoles|jueves|viernes|sábado|domingo".split("|"),
}
MONTHS = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December".split(
        "|"
    ),
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre".split(
        "|"
    ),
    "de": "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember".split(
        "|"
    ),
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre".split(
        "|"
    ),
}
CLOCK = {
    "en": [
        "at {h} pm",
        "at {h}",
        "at {h}:{m}",
        "at {H}:{m}",
        "at {h}.{m}pm",
        "at {h}:{m} PM",
        "at {h} o'clock",
        "at noon",
        "from {h} to {i} pm",
        "at half past {h}",
        "in the evening",
        "{H}:{m}",
        "around {h}",
        "{h}-{i}pm",
        "between {h} and {i}",
        "at {a}am",
        "at {a}:{m} am",
        "after work",
    ],
    "fr": [
        "à {H}h",
        "à {H} h",
        "à {H}h{m}",
        "à {H} h {m}",
        "à {H}:{m}",
        "vers {H}h",
        "à midi",
        "de {H}h à {I}h",
        "entre {H} h et {I} h",
        "dans la matinée",
        "en fin d'après-midi",
        "en soirée",
        "à {a}h",
        "à {a}h{m}",
        "à {a} heures",
        "{H}h{m}",
    ],
    "de": ["um {H} Uhr", "um {H}:{m} Uhr", "ab {H} Uhr", "abends"],
    "es": ["a las {H}:{m}", "a las {h}", "por la tarde"],
}
SHORT = {
    "janvier": "janv.",
    "février": "févr.",
    "avril": "avr.",
    "juillet": "juil.",
    "septembre": "sept.",
    "octobre": "oct.",
    "novembre": "nov.",
    "décembre": "déc.",
}
RELATIVE = {
    "en": [
        "tomorrow",
        "tonight",
        "today",
        "this afternoon",
        "the day after tomorrow",
        "next {day}",
        "this {day}",
        "tomorrow morning",
        "{day} morning",
        "{day} afternoon",
        "{day} evening",
        "{day} next week",
        "{day} lunchtime",
        "this weekend",
        "next week",
    ],
    "fr": [
        "demain",
        "ce soir",
        "cet après-midi",
        "après-demain",
        "{day} prochain",
        "ce {day}",
        "demain matin",
        "{day} matin",
        "{day} après-midi",
        "{day} soir",
        "{day} de la semaine prochaine",
        "{day} midi",
        "ce week-end",
        "la semaine prochaine",
    ],
    "de": ["morgen", "übermorgen", "nächsten {day}", "heute Abend"],
    "es": ["mañana", "pasado mañana", "el próximo {day}", "esta noche"],
}


def date(rng: random.Random, language: str) -> str:
    """A day as mail writes it, without a preposition."""
    day, month = rng.randint(1, 28), rng.randint(1, 12)
    name, week, year = (
        MONTHS[language][month - 1],
        rng.choice(DAYS[language]),
        rng.choice([2025, 2026, 2027]),
    )
    if language == "en":
        forms = [
            f"{day} {name}",
            f"{name} {day}",
            f"{name} {day}, {year}",
            f"{day} {name[:3]} {year}",
            f"{week}, {day} {name}",
            f"{week} {day} {name}",
            f"{month}/{day}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{week}",
            f"{week[:3]} {day} {name[:3]}",
        ]
    elif language == "fr":
        forms = [
            f"{day} {name}",
            f"{day} {name} {year}",
            f"{week} {day} {name}",
            f"{day:02}/{month:02}/{year}",
            f"{day:02}/{month:02}",
            f"{week} {day}",
            f"{day} {SHORT.get(name, name)} {year}",
            f"{year}-{month:02}-{day:02}",
        ]
    else:
        forms = (
            [f"{day}. {name}", f"{day}.{month}.{year}"]
            if language == "de"
            else [f"{day} de {name}", f"{day}/{month}/{year}"]
        )
    return rng.choice(forms)


def when(rng: random.Random, language: str) -> str:
    """A time as a person proposes it: a day, mostly with a clock time."""
    roll = rng.random()
    day = rng.choice(DAYS[language])
    if roll < 0.35:
        said = day
    elif roll < 0.65:
        said = rng.choice(RELATIVE[language]).replace("{day}", day)
    else:
        said = date(rng, language)
    if rng.random() < 0.82:
        hour = rng.randint(1, 9)
        fill = {
            "h": hour,
            "i": hour + 1,
            "H": hour + 12,
            "I": hour + 13,
            "a": rng.randint(8, 11),
            "m": rng.choice(["00", "15", "30", "45", "30", "20"]),
        }
        said += rng.choice([" ", " ", " ", ", "]) + rng.choice(CLOCK[language]).format(**fill)
    return said


def preposition(said: str, language: str) -> str:
    """`said` with the word that a sentence needs before it: "on Friday", "le 12 mars", "demain"."""
    if language == "en":
        needs = said[:1].isupper() or said[:1].isdigit()
        return f"on {said}" if needs else said
    if language == "fr":
        dated = said[:1].isdigit() or bool(
            re.match(r"\w+ \d", said) and said.split()[0] in DAYS["fr"]
        )
        return f"le {said}" if dated else said
    if language == "de":
        return f"am {said}" if said[:1].isupper() or said[:1].isdigit() else said
    return f"el {said}" if said[:1].isdigit() or said.split()[0] in DAYS["es"] else said


def past(rng: random.Random, language: str) -> str:
    """A time that is over, as it stands after "on" in English and by itself in French."""
    day, month = rng.choice(DAYS[language]), rng.choice(MONTHS[language])
    if language == "fr":
        forms = ["hier", "avant-hier", f"{day}", f"{day} dernier", f"{day} soir", "hier à midi"]
        forms += [f"{day} à {rng.randint(8, 20)}h", f"le {rng.randint(2, 28)} {month}", "hier soir"]
    else:
        forms = [day, f"{day} evening", f"{day} at {rng.randint(1, 9)}", f"{day} night", day]
        forms += [f"{rng.randint(2, 28)} {month}", f"{month} {rng.randint(2, 28)}", f"{day} last"]
    return rng.choice(forms)
