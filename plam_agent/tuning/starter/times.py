"""Times as people say them: clocks, days, spans, repetitions, drawn at random."""

# ruff: noqa: SIM905  (long word lists read better as text)

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache


@cache
def items(bank: str) -> tuple[str, ...]:
    """The items of a text that are divided by `|`."""
    return tuple(bank.split("|"))


def pick(rng: random.Random, bank: Sequence[str] | str) -> str:
    """One of a sequence, or of a text whose items are divided by `|`."""
    return rng.choice(items(bank) if isinstance(bank, str) else bank)


DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday".title().split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_MONTHS = {lang: said.split() for lang, said in MONTHS.items()}
NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
    "fr": "une deux trois quatre cinq six sept huit neuf dix onze douze".split(),
}
_MINUTES = ("et demie", "et quart", "moins le quart", "trente", "quinze", "dix")
RELATIVE = {
    "en": "tomorrow|today|tonight|next week|this week|tomorrow morning|this afternoon|next month|"
    "this weekend|in two hours|in half an hour|yesterday|last week|the day after tomorrow|"
    "next year|this evening|tomorrow night|tomorrow afternoon|every day|every week|in three days",
    "fr": "demain|aujourd'hui|ce soir|la semaine prochaine|cette semaine|demain matin|"
    "cet après-midi|le mois prochain|ce week-end|dans deux heures|dans une demi-heure|hier|"
    "la semaine dernière|après-demain|l'année prochaine|demain soir|tous les jours|ce matin",
}


# A form that is itself several ways to say it is drawn from once more.
_CLOCKS: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "en": (
        *("{h}{half}", "{h} {half}", "{h} {half}", "{h}:{m:02d}", "{h}:{m:02d} {half}"),
        *("{said} {half}", "{said} {half}", "{said} {half}", "{said} o'clock"),
        ("half past {said}", "quarter past {said}", "quarter to {said}"),
        ("noon", "midday", "midnight"),
        tuple(f"{{said}} {m}" for m in ("thirty", "fifteen", "forty five", "twenty", "ten")),
        "{said} thirty {half}",
        tuple(f"{{said}} in the {part}" for part in ("morning", "afternoon", "evening")),
        "{said}",
    ),
    "fr": (
        *("{h}h", "{h}h", "{h}h", "{h}h{m:02d}", "{h}h{m:02d}"),
        *("{h} h{minutes}", "{h} heures", "{h}:{m:02d}"),
        ("midi", "minuit", "midi et demi"),
        tuple(f"{{said}} {{hours}} {m}" for m in _MINUTES),
        tuple(f"{{h}} heures {m}" for m in _MINUTES),
        tuple(f"{{early}}h {part}" for part in ("du matin", "du soir", "de l'après-midi")),
        "{said} {hours}",
    ),
}


def clock(rng: random.Random, lang: str) -> str:
    """A time of day."""
    return _clock_en(rng) if lang == "en" else _clock_fr(rng)


def _clock_en(rng: random.Random) -> str:
    hour, minute = rng.randint(1, 12), rng.choice([0, 15, 30, 45, rng.randint(1, 59)])
    half, said = rng.choice(["am", "pm"]), rng.choice(NUMBERS["en"])
    return _form(rng, "en").format(h=hour, m=minute, half=half, said=said)


def _clock_fr(rng: random.Random) -> str:
    hour, said = rng.randint(7, 22), rng.choice(NUMBERS["fr"])
    minute = rng.choice([0, 15, 30, 45, rng.randint(1, 59)])
    form = _form(rng, "fr")
    return form.format(
        h=hour,
        m=minute,
        minutes=f" {minute:02d}" if minute else "",
        said=said,
        hours="heure" if said == "une" else "heures",
        early=rng.randint(2, 11) if "{early}" in form else 0,
    )


def _form(rng: random.Random, lang: str) -> str:
    form = rng.choice(_CLOCKS[lang])
    return form if isinstance(form, str) else rng.choice(form)


ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_DAY_EN = (
    "{w}|{w}|{w}|next {w}|this {w}|{m} {n}|the {n}th|{n} {m}|the {n}th of {m}|{w} morning|"
    "{w} afternoon|{w} evening|{w} night|{m} {o}|{m} twenty {o}|the {o}|the {o} of {m}|"
    "{w} the {n}th|{w} {m} {n}|{k}/{n}|the week of {m} {n}|{m}|next {m}|early {m}|{w} week|"
    "{w} next week|the end of {m}"
).split("|")
_DAY_FR = (
    "{w}|{w}|{w}|{w} prochain|ce {w}|le {n} {m}|{w} {n}|le {n}|{w} matin|{w} soir|{w} après-midi|"
    "{w} {n} {m}|le premier {m}|le {n}/{k:02d}|{w} midi|{w} en huit|début {m}|fin {m}|en {m}|"
    "la semaine du {n}|{w} de la semaine prochaine|le {w} {n} {m}|{w} dans la matinée"
).split("|")


def day(rng: random.Random, lang: str) -> str:
    """A day, without a preposition."""
    form = rng.choice(_DAY_EN if lang == "en" else _DAY_FR)
    return form.format(
        w=rng.choice(DAYS[lang]),
        m=rng.choice(_MONTHS[lang]),
        n=rng.randint(2, 29),
        k=rng.randint(1, 12),
        o=rng.choice(ORDINALS[:9] if "twenty" in form else ORDINALS) if "{o}" in form else "",
    )


def when(rng: random.Random, lang: str) -> str:
    """A time as it would follow `on` or `at` or stand by itself, without the preposition."""
    at = "at" if lang == "en" else "à"
    roll = rng.random()
    if roll < 0.28:
        return pick(rng, RELATIVE[lang])
    if roll < 0.5:
        return day(rng, lang)
    if roll < 0.59:
        return clock(rng, lang)
    if roll < 0.69:
        return f"{rng.choice(_NEAR[lang])} {at} {clock(rng, lang)}"
    if roll < 0.72:
        return rng.choice(OFTEN[lang]).format(w=rng.choice(DAYS[lang]), c=clock(rng, lang))
    if roll < 0.75:
        return rng.choice(SOON[lang]).format(n=rng.choice([2, 3, 5, 10, 15, 20, 30, 45]),
                                             s=rng.choice(NUMBERS[lang][1:]))  # fmt: skip
    if roll < 0.92:
        return (
            f"{rng.choice(DAYS[lang]) if roll < 0.83 else day(rng, lang)} {at} {clock(rng, lang)}"
        )
    if roll < 0.95:
        return f"{clock(rng, lang)} {day(rng, lang)}"
    return _between(rng, lang)


def _between(rng: random.Random, lang: str) -> str:
    first, second, on = clock(rng, lang), clock(rng, lang), day(rng, lang)
    forms = (
        [
            "{d} from {a} to {b}",
            "{d} between {a} and {b}",
            "after {a}",
            "before {a} {d}",
            "around {a}",
        ]
        if lang == "en"
        else ["{d} de {a} à {b}", "{d} entre {a} et {b}", "après {a}", "{d} avant {a}", "vers {a}"]
    )
    return rng.choice(forms).format(a=first, b=second, d=on)


_NEAR = {
    "en": ["tomorrow", "tomorrow", "today", "tonight", "this afternoon"],
    "fr": ["demain", "demain", "aujourd'hui", "ce soir", "après-demain", "cet après-midi"],
}
OFTEN = {
    "en": ["every {w}", "every {w} at {c}", "every morning", "every day at {c}", "every month",
           "once a week", "{w}s", "every weekday at {c}", "every other {w}", "daily", "weekly"],
    "fr": ["tous les {w}s", "chaque {w}", "chaque {w} à {c}", "tous les jours à {c}",
           "tous les matins", "chaque mois", "une fois par semaine", "un {w} sur deux",
           "toutes les semaines", "chaque soir"],
}  # fmt: skip
SOON = {
    "en": ["in {n} minutes", "in {s} hours", "in {s} days", "in a week", "in a few minutes",
           "{s} hours from now", "in {s} weeks", "in an hour", "later today", "in the morning"],
    "fr": ["dans {n} minutes", "dans {s} heures", "dans {s} jours", "dans une semaine",
           "dans quelques minutes", "d'ici {s} jours", "dans {s} semaines", "dans une heure",
           "en fin de journée", "dans la matinée", "plus tard"],
}  # fmt: skip
