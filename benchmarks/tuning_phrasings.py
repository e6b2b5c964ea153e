"""How simulated owners ask for things, in English and French, in the notation of `patterns`.

`{person}`, `{body}`, `{event}`, `{chore}` and `{when}` are filled in; `{on}` is a time with the
word that stands before it. The plain forms are what somebody says who was misunderstood.
"""

from __future__ import annotations

from collections.abc import Mapping

ASKED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "write": (
            "(write|write to) {person} that {body}",
            "(write|send) {person} (a note|a message|a mail) saying {body}",
            "(tell {person}|let {person} know) by (mail|email) that {body}",
            "write (a note|a mail|an email|a message) to {person} saying {body}",
            "[please] (write to|email|mail) {person} and say {body}",
        ),
        "book": (
            "(book|add|schedule|plan) {event} {on}",
            "put {event} in my (calendar|diary) {on}",
            "(add {event} to|put {event} in) my calendar for {when}",
            "[please] (schedule|plan|book) [a] {event} {on}",
            "(create|make) an event called {event} {on}",
        ),
        "remind": (
            "remind me to {chore} {on}",
            "remind me {on} to {chore}",
            "set a reminder to {chore} {on}",
            "(please|can you) remind me to {chore} {on}",
        ),
        "look": (
            "(show me|find|list) [the|all|my] (mails|messages|emails) from {person}",
            "(any mail|any message|is there mail) from {person}",
            "what is (in my calendar|on my agenda) {on}",
            "do I have anything {on}",
        ),
    },
    "fr": {
        "write": (
            "(écris|envoie) un (mail|message|mot) {aperson} pour dire que {body}",
            "(écris|dis) {aperson} par mail que {body}",
            "préviens {person} par mail que {body}",
            "[s'il te plaît] écris {aperson} que {body}",
            "envoie un (mail|message) {aperson} disant {body}",
        ),
        "book": (
            "(ajoute|note|mets|prévois) {event} {on}",
            "(mets|note) {event} dans mon agenda {on}",
            "(ajoute|prévois) {event} à mon calendrier {on}",
            "[tu peux] (planifier|ajouter|prévoir) {event} {on}",
            "crée un événement {event} {on}",
        ),
        "remind": (
            "rappelle-moi {dechore} {on}",
            "rappelle-moi {on} {dechore}",
            "fais-moi penser {achore} {on}",
            "mets un rappel pour {chore} {on}",
        ),
        "look": (
            "(montre|cherche|trouve)[-moi] les (mails|messages) de {person}",
            "(est-ce que j'ai|j'ai) (un mail|des messages) de {person}",
            "(qu'est-ce que j'ai|j'ai quoi) dans mon agenda {on}",
            "(est-ce que j'ai|j'ai) quelque chose de prévu {on}",
        ),
    },
}
PLAINLY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "mail.send": ("send an email to {person} saying {body}",),
        "mail.draft": ("draft an email to {person} saying {body}",),
        "calendar.create": ("add an event called {event} {on}",),
        "tasks.add": ("add {chore} to my tasks for {when}",),
    },
    "fr": {
        "mail.send": ("envoie un mail {aperson} disant {body}",),
        "mail.draft": ("prépare un brouillon pour {person} disant {body}",),
        "calendar.create": ("ajoute l'événement {event} à mon agenda {on}",),
        "tasks.add": ("ajoute {chore} à mes tâches pour {when}",),
    },
}
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"),
}
TIMES = {
    "en": (
        "at 9",
        "at 10",
        "at 11 am",
        "at 2 pm",
        "at 3 pm",
        "at 3.30 pm",
        "at 4 pm",
        "at 5 pm",
        "at 10:30",
    ),
    "fr": ("à 9 h", "à 10 h", "à 11h", "à 14 h", "à 15 h", "à 15h30", "à 16 h", "à 17h", "à 10h30"),
}
NEXT = {"en": "tomorrow", "fr": "demain"}
