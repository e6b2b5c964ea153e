"""The things that requests speak of, drawn at random: people, subjects, times, lists, food.

Half of the names are put together from syllables, so that copying them has to be learnt and
remembering them is of no use. Every function takes the random source and returns plain text.
"""

# ruff: noqa: SIM905  (long word lists read better as text)

from __future__ import annotations

import random
from collections.abc import Sequence

GIVEN = (
    "Anna Paul Claire Marie Tom Lucy Omar Priya Chen Yuki Fatima Diego Sofia Lars Ingrid Kwame "
    "Amélie Benoît Chloé Élodie François Gaël Hélène Inès Jérôme Léa Mathis Noémie Océane Pierre "
    "Quentin Rémi Sarah Théo Valérie Zoé Alice Bob Carol David Emma Frank Grace Henry Isabel Jack "
    "Karen Liam Mia Noah Olivia Peter Rachel Sam Tina Victor Wendy Alex Nora Hugo Camille Julien "
    "Nadia Karim Leïla Antoine Margaux Luc Agathe Bruno Cédric Joe John Mary Susan Mike Linda"
).split()
FAMILY = (
    "Smith Martin Dupont Nguyen Garcia Müller Rossi Kowalski Bernard Petit Durand Moreau Lefèvre "
    "Brown Taylor Wilson Evans Okafor Tanaka Kim Silva Haddad Fontaine Mercier Girard Roux Blanc "
    "Morel Clark Hughes Patel Novak Jensen Olsen Laurent Simon Michel Robert Lambert Bonnet"
).split()
SYLLABLES = (
    "ba be bo bri ca ce cho da de dri el en fa fe flo ga gi gra ha hel i ja jo ka ke kri la le li "
    "lo lu ma me mi mo na ne ni no o pa pe pri ra re ri ro sa se si sta ta te ti to tri u va ve vi "
    "wa we xa ya za zo"
).split()
CODAS = ["", "", "", "n", "s", "r", "l", "t", "x", "ck", "nd", "rt", "m", "th"]
RELATIONS = {
    "en": "mom|dad|my boss|my wife|my husband|my sister|my brother|my doctor|the team|my manager|"
    "the accountant|my landlord|my teacher|the plumber|grandma|my colleague|my lawyer|my friend|"
    "my cousin|my parents|the bank|the school|my uncle|my daughter|my son|everyone|my coworkers",
    "fr": "maman|papa|mon chef|ma femme|mon mari|ma sœur|mon frère|mon médecin|l'équipe|mamie|"
    "le comptable|mon propriétaire|le plombier|ma collègue|mon avocat|la direction|ma banque|"
    "l'école|mes parents|mon cousin|ma fille|mon fils|le dentiste|mes amis",
}
SUBJECTS = {
    "en": "the budget|the invoice|the contract|the trip to Rome|the quarterly report|our holiday|"
    "the new website|the rent|the school play|the project plan|the offer|the house|the lease|"
    "the conference|my flight|the delivery|the insurance|the tax return|the server outage|"
    "the wedding|the party|the job interview|the car|the meeting notes|vacation dates|the order|"
    "the refund|the survey|the hotel booking|the training|the newsletter|photos|the agenda",
    "fr": "le budget|la facture|le contrat|le voyage à Rome|le rapport trimestriel|nos vacances|"
    "le nouveau site|le loyer|la pièce de l'école|le projet|l'offre|la maison|le bail|"
    "la conférence|mon vol|la livraison|l'assurance|les impôts|la panne|le mariage|la fête|"
    "l'entretien|la voiture|le compte rendu|les congés|la commande|le remboursement|l'hôtel|"
    "la formation|les photos|l'ordre du jour",
}
EVENTS = {
    "en": "dentist appointment|meeting|team meeting|lunch|dinner|yoga class|haircut|standup|"
    "budget review|piano lesson|doctor's appointment|job interview|birthday party|gym session|"
    "parent teacher meeting|coffee|conference call|board meeting|swimming lesson|car service|"
    "book club|workshop|vet appointment|date night|flight|choir practice|project kickoff|concert|"
    "staff meeting|brunch|one on one|phone call|demo|game night|eye exam|marketing meeting",
    "fr": "rendez-vous chez le dentiste|réunion|réunion d'équipe|déjeuner|dîner|cours de yoga|"
    "coiffeur|point hebdomadaire|cours de piano|rendez-vous médical|entretien|fête d'anniversaire|"
    "séance de sport|réunion parents-profs|café|visioconférence|conseil|cours de natation|"
    "révision de la voiture|atelier|vétérinaire|vol|chorale|lancement du projet|concert|brunch|"
    "appel|démo|soirée jeux|contrôle technique|revue de budget|apéro",
}
CHORES = {
    "en": "call the bank|pay the rent|water the plants|buy stamps|renew my passport|book the hotel|"
    "finish the slides|clean the garage|fix the bike|pick up the kids|return the library books|"
    "take my medicine|feed the cat|wash the car|print the tickets|email the landlord|study|"
    "change the oil|walk the dog|do the laundry|prepare the presentation|update my resume|"
    "check the boiler|order new glasses|pack my suitcase|take out the trash|call grandma",
    "fr": "appeler la banque|payer le loyer|arroser les plantes|acheter des timbres|"
    "renouveler mon passeport|réserver l'hôtel|finir les diapos|ranger le garage|réparer le vélo|"
    "chercher les enfants|rendre les livres|prendre mes médicaments|nourrir le chat|"
    "laver la voiture|imprimer les billets|réviser|promener le chien|faire la lessive|"
    "préparer la présentation|vérifier la chaudière|faire ma valise|sortir les poubelles",
}
GROCERIES = {
    "en": "milk|eggs|bread|butter|apples|coffee|rice|cheese|tomatoes|chicken|toilet paper|"
    "olive oil|bananas|onions|flour|sugar|tea|yogurt|batteries|shampoo|dog food|pasta|salmon|"
    "peanut butter|orange juice|light bulbs|ketchup|paper towels|carrots|soap|a birthday card",
    "fr": "lait|œufs|pain|beurre|pommes|café|riz|fromage|tomates|poulet|papier toilette|"
    "huile d'olive|bananes|oignons|farine|sucre|thé|yaourts|piles|shampoing|croquettes|pâtes|"
    "saumon|jus d'orange|ampoules|moutarde|carottes|savon|crème fraîche|lessive",
}
LISTS = {
    "en": "shopping|grocery|to do|packing|christmas|chores|work|reading|party|wish|movie|errands|"
    "holiday|homework|gift|bucket|cleaning|hardware store|weekend|camping",
    "fr": "courses|tâches|valise|Noël|ménage|travail|lecture|cadeaux|envies|films|vacances|"
    "devoirs|bricolage|week-end|camping|fête",
}
FOOD = {
    "en": "pizza|a large pepperoni pizza|sushi|chicken curry|two burgers|pad thai|fried rice|"
    "a veggie burrito|chinese food|tacos|a cheeseburger|dumplings|ramen|fish and chips|"
    "running shoes|a phone charger|flowers|a bouquet of roses|printer ink|dog food|a blue scarf|"
    "a coffee machine|a desk lamp|headphones|a bottle of wine|ham sandwich|birthday cake",
    "fr": "une pizza|une grande pizza|des sushis|un curry|deux burgers|du riz cantonais|des tacos|"
    "un kebab|des nems|un poke bowl|des chaussures de course|un chargeur|des fleurs|"
    "un bouquet de roses|de l'encre|des croquettes|une écharpe bleue|une cafetière|une lampe|"
    "un casque|une bouteille de vin|un gâteau d'anniversaire|une raquette",
}
MERCHANTS = (
    "Dominos|Pizza Hut|Golden Dragon|Amazon|Fnac|Decathlon|Chez Marcel|Peking Garden|Uber Eats|"
    "Subway|Le Petit Zinc|Interflora|Boulanger|Zara|Ikea|Sushi Shop|Taco Bell|Olive Garden|"
    "Monoprix|Panda Express"
).split("|")
PLACES = {
    "en": "the office|room 4|Central Park|the Blue Café|the library|my place|the town hall|"
    "conference room B|Starbucks|the gym|the airport|Main Street|the cinema|London|the hospital",
    "fr": "au bureau|salle 4|au parc|au Café Bleu|à la bibliothèque|chez moi|à la mairie|"
    "en salle B|à la gare|au gymnase|à l'aéroport|au cinéma|à Lyon|à l'hôpital|au restaurant",
}
MAILBOXES = {
    "en": "Archive|Receipts|Newsletters|Work|Travel|Family|Spam|Invoices|Projects|Bills|Personal|"
    "Later|Clients|School|Taxes|Important",
    "fr": "Archives|Reçus|Factures|Travail|Voyages|Famille|Indésirables|Projets|Banque|Perso|"
    "À lire|Clients|École|Impôts|Newsletters",
}
FILES = {
    "en": "lease.pdf|budget.xlsx|notes.txt|my resume|the tax return|the contract|meeting notes|"
    "recipe.md|todo.txt|the invoice from March|the rental agreement|slides.pptx|"
    "the birth certificate|the floor plan|the cover letter|report.docx|the insurance policy|"
    "passport scan|diary.md|the manual of the boiler|ideas.txt|the quote for the roof",
    "fr": "bail.pdf|budget.xlsx|notes.txt|mon CV|la déclaration d'impôts|le contrat|compte rendu|"
    "recette.md|liste.txt|la facture de mars|l'attestation|diapos.pptx|l'acte de naissance|"
    "le plan de la maison|la lettre de motivation|rapport.docx|le devis de la toiture|"
    "la copie du passeport|journal.md|idées.txt|la notice de la chaudière",
}
FOLDERS = {
    "en": "Documents|Invoices|Photos|Taxes|Projects|Downloads|Recipes|School|Contracts|Travel|"
    "Scans|Archive|Work|House|Receipts",
    "fr": "Documents|Factures|Photos|Impôts|Projets|Téléchargements|Recettes|École|Contrats|"
    "Voyages|Scans|Archives|Travail|Maison|Reçus",
}
LENGTHS = {
    "en": "an hour|two hours|half an hour|30 minutes|45 minutes|one hour|20 minutes|90 minutes|"
    "a quarter of an hour|three hours",
    "fr": "une heure|deux heures|une demi-heure|30 minutes|45 minutes|1 heure|20 minutes|"
    "un quart d'heure|trois heures|90 minutes",
}
BODIES = {
    "en": "I'll be late|I can't come tonight|the meeting is moved to Monday|thanks for the help|"
    "I'll call you tomorrow|dinner is ready|we need the report by Friday|happy birthday|"
    "the keys are under the mat|I agree with the plan|I'm on my way|let's meet next week|"
    "the payment went through|please send me the slides|I love you|the train is delayed|"
    "we won the contract|I'm sick today|see you at eight|could you resend the file",
    "fr": "je serai en retard|je ne peux pas venir ce soir|la réunion est reportée à lundi|"
    "merci pour ton aide|je t'appelle demain|le dîner est prêt|il nous faut le rapport vendredi|"
    "joyeux anniversaire|les clés sont sous le paillasson|je suis d'accord|j'arrive|"
    "on se voit la semaine prochaine|le virement est passé|je suis malade aujourd'hui|"
    "le train a du retard|on a gagné le contrat|à ce soir|peux-tu renvoyer le fichier",
}
DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday".title().split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
    "fr": "une deux trois quatre cinq six sept huit neuf dix onze douze".split(),
}
RELATIVE = {
    "en": "tomorrow|today|tonight|next week|this week|tomorrow morning|this afternoon|next month|"
    "this weekend|in two hours|in half an hour|yesterday|last week|the day after tomorrow|"
    "next year|this evening|tomorrow night|tomorrow afternoon|every day|every week|in three days",
    "fr": "demain|aujourd'hui|ce soir|la semaine prochaine|cette semaine|demain matin|"
    "cet après-midi|le mois prochain|ce week-end|dans deux heures|dans une demi-heure|hier|"
    "la semaine dernière|après-demain|l'année prochaine|demain soir|tous les jours|ce matin",
}


def pick(rng: random.Random, bank: Sequence[str] | str) -> str:
    """One of a sequence, or of a text whose items are divided by `|`."""
    return rng.choice(bank.split("|") if isinstance(bank, str) else bank)


def coined(rng: random.Random) -> str:
    """A capitalised word that no dictionary has."""
    stem = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3)))
    return (stem + rng.choice(CODAS)).capitalize()


def person(rng: random.Random, lang: str) -> str:
    """A name: given, given and family, coined, or a relation."""
    roll = rng.random()
    if roll < 0.3:
        return rng.choice(GIVEN)
    if roll < 0.45:
        return f"{rng.choice(GIVEN)} {rng.choice([*FAMILY, coined(rng)])}"
    if roll < 0.75:
        return coined(rng) if rng.random() < 0.7 else f"{coined(rng)} {coined(rng)}"
    if roll < 0.82:
        return (
            rng.choice(["Mr", "Mrs", "Dr"] if lang == "en" else ["M.", "Mme"])
            + " "
            + (rng.choice([*FAMILY, coined(rng)]))
        )
    return pick(rng, RELATIONS[lang])


def clock(rng: random.Random, lang: str) -> str:
    """A time of day."""
    hour, minute = rng.randint(1, 12), rng.choice([0, 15, 30, 45, rng.randint(1, 59)])
    if lang == "en":
        half = rng.choice(["am", "pm"])
        return rng.choice(
            [
                f"{hour} {half}",
                f"{hour}{half}",
                f"{hour}:{minute:02d}",
                f"{hour}:{minute:02d} {half}",
                f"{rng.choice(NUMBERS['en'])} {half}",
                f"{rng.choice(NUMBERS['en'])} o'clock",
                f"half past {rng.choice(NUMBERS['en'])}",
                "noon",
            ]
        )
    hour = rng.randint(7, 22)
    return rng.choice(
        [f"{hour}h", f"{hour}h{minute:02d}", f"{hour} heures", f"{hour}:{minute:02d}", "midi"]
    )


def day(rng: random.Random, lang: str) -> str:
    """A day, without a preposition."""
    month = rng.choice(MONTHS[lang].split())
    number = rng.randint(1, 30)
    weekday = rng.choice(DAYS[lang])
    if lang == "en":
        return rng.choice(
            [
                weekday,
                weekday,
                f"next {weekday}",
                f"{month} {number}",
                f"the {number}th",
                f"{number} {month}",
                f"the {number}th of {month}",
                f"{weekday} {rng.choice(['morning', 'afternoon', 'evening'])}",
            ]
        )
    return rng.choice(
        [
            weekday,
            weekday,
            f"{weekday} prochain",
            f"le {number} {month}",
            f"{weekday} {number}",
            f"le {number}",
            f"{weekday} {rng.choice(['matin', 'soir', 'après-midi'])}",
        ]
    )


def when(rng: random.Random, lang: str) -> str:
    """A time as it would follow `on` or `at` or stand by itself, without the preposition."""
    at = "at" if lang == "en" else "à"
    roll = rng.random()
    if roll < 0.3:
        return pick(rng, RELATIVE[lang])
    if roll < 0.5:
        return day(rng, lang)
    if roll < 0.6:
        return clock(rng, lang)
    if roll < 0.7:
        nearby = ["tomorrow", "today"] if lang == "en" else ["demain", "aujourd'hui"]
        return f"{rng.choice(nearby)} {at} {clock(rng, lang)}"
    if roll < 0.94:
        return f"{day(rng, lang)} {at} {clock(rng, lang)}"
    if lang == "en":
        return f"{day(rng, lang)} from {clock(rng, lang)} to {clock(rng, lang)}"
    return f"{day(rng, lang)} de {clock(rng, lang)} à {clock(rng, lang)}"


def topic(rng: random.Random, lang: str) -> str:
    """What a message is about."""
    if rng.random() < 0.3:
        head = rng.choice(["project", "invoice", "the order", "client"] if lang == "en" else
                          ["le projet", "la facture", "la commande", "le client"])  # fmt: skip
        return f"{head} {rng.choice([coined(rng), str(rng.randint(10, 9999))])}"
    return pick(rng, SUBJECTS[lang])


def event(rng: random.Random, lang: str) -> str:
    """What stands in a calendar."""
    found = pick(rng, EVENTS[lang])
    if rng.random() < 0.15:
        return f"{coined(rng)} {found}" if lang == "en" else f"{found} {coined(rng)}"
    return found


def file(rng: random.Random, lang: str) -> str:
    """A file as it is spoken of: a name, or what it holds."""
    if rng.random() < 0.35:
        ending = rng.choice(["pdf", "txt", "docx", "md", "xlsx", "odt", "jpg"])
        return f"{coined(rng).lower()}.{ending}"
    return pick(rng, FILES[lang])


def thing(rng: random.Random, lang: str) -> str:
    """What is put on a list: a chore, groceries or something coined."""
    roll = rng.random()
    if roll < 0.45:
        return pick(rng, GROCERIES[lang])
    if roll < 0.9:
        return pick(rng, CHORES[lang])
    return coined(rng).lower()


def address(rng: random.Random) -> str:
    """A mail address."""
    local = rng.choice([coined(rng), rng.choice(GIVEN), f"{coined(rng)}.{coined(rng)}"]).lower()
    return f"{local}@{coined(rng).lower()}.{rng.choice(['org', 'com', 'fr', 'net', 'eu'])}"


def amount(rng: random.Random) -> str:
    """An amount of money."""
    number = rng.choice([5, 10, 15, 20, 30, 50, rng.randint(3, 200)])
    return rng.choice([f"{number} euros", f"{number} €", f"€{number}", f"${number}", f"{number}€"])
