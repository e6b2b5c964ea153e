"""The things that requests speak of, drawn at random: people, subjects, times, lists, food.

Half of the names are put together from syllables, so that copying them has to be learnt and
remembering them is of no use. Every function takes the random source and returns plain text.
"""

# ruff: noqa: SIM905  (long word lists read better as text)

from __future__ import annotations

import random

from .times import pick

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
    "en": "aunt ruth|my son's teacher|hr|the landlord|my assistant|the client|customer support|"
    "my neighbor|my girlfriend|my boyfriend|the dentist|the kids|the whole team|"
    "my roommate|my mother|my father|dr brown|the office|my accountant|my friend sam|"
    "the babysitter|my wife|"
    "mom|dad|my boss|my wife|my husband|my sister|my brother|my doctor|the team|my manager|"
    "the accountant|my landlord|my teacher|the plumber|grandma|my colleague|my lawyer|my friend|"
    "my cousin|my parents|the bank|the school|my uncle|my daughter|my son|everyone|my coworkers",
    "fr": "tante Odile|la prof de mon fils|les ressources humaines|mon assistante|le client|"
    "le service client|ma voisine|mon copain|ma copine|la nounou|toute l'équipe|mon coloc|"
    "ma mère|mon père|le docteur Petit|le bureau|mon ami Karim|le syndic|ma tante|"
    "mes collègues|la mairie|"
    "maman|papa|mon chef|ma femme|mon mari|ma sœur|mon frère|mon médecin|l'équipe|mamie|"
    "le comptable|mon propriétaire|le plombier|ma collègue|mon avocat|la direction|ma banque|"
    "l'école|mes parents|mon cousin|ma fille|mon fils|le dentiste|mes amis",
}
SUBJECTS = {
    "en": "work|the weather in march|the schedule|the new job|dinner plans|the broken heater|"
    "my order|the bill|the game|school|the visa|the application|the parking permit|rent|"
    "the keys|the dog|the meeting tomorrow|the test results|the password|our trip|"
    "the concert tickets|the donation|taxes|"
    "the budget|the invoice|the contract|the trip to Rome|the quarterly report|our holiday|"
    "the new website|the rent|the school play|the project plan|the offer|the house|the lease|"
    "the conference|my flight|the delivery|the insurance|the tax return|the server outage|"
    "the wedding|the party|the job interview|the car|the meeting notes|vacation dates|the order|"
    "the refund|the survey|the hotel booking|the training|the newsletter|photos|the agenda",
    "fr": "le travail|le planning|le nouveau poste|le chauffage en panne|ma commande|l'école|"
    "le visa|le dossier|la place de parking|les clés|le chien|la réunion de demain|"
    "les résultats|le mot de passe|notre voyage|les billets|le don|l'emploi du temps|"
    "la cantine|le permis|"
    "le budget|la facture|le contrat|le voyage à Rome|le rapport trimestriel|nos vacances|"
    "le nouveau site|le loyer|la pièce de l'école|le projet|l'offre|la maison|le bail|"
    "la conférence|mon vol|la livraison|l'assurance|les impôts|la panne|le mariage|la fête|"
    "l'entretien|la voiture|le compte rendu|les congés|la commande|le remboursement|l'hôtel|"
    "la formation|les photos|l'ordre du jour",
}
EVENTS = {
    "en": "appointment|party|wedding|training|interview|run|movie night|exam|class|webinar|"
    "check up|barbecue|anniversary|play date|soccer practice|review|sync|sprint planning|"
    "town hall|funeral|graduation|trip|hike|massage|picnic|reunion|physio|rehearsal|"
    "presentation|deadline|pick up|delivery|conference|breakfast|drinks|inspection|"
    "open house|blood test|baby shower|lecture|"
    "dentist appointment|meeting|team meeting|lunch|dinner|yoga class|haircut|standup|"
    "budget review|piano lesson|doctor's appointment|job interview|birthday party|gym session|"
    "parent teacher meeting|coffee|conference call|board meeting|swimming lesson|car service|"
    "book club|workshop|vet appointment|date night|flight|choir practice|project kickoff|concert|"
    "staff meeting|brunch|one on one|phone call|demo|game night|eye exam|marketing meeting",
    "fr": "rendez-vous|anniversaire|mariage|formation|examen|cours|entraînement|barbecue|match|"
    "visite|sortie|randonnée|pique-nique|kiné|répétition|présentation|conférence|"
    "petit-déjeuner|dentiste|médecin|prise de sang|bilan|soutenance|baptême|goûter|"
    "week-end|footing|consultation|massage|exposé|état des lieux|livraison|"
    "rendez-vous chez le dentiste|réunion|réunion d'équipe|déjeuner|dîner|cours de yoga|"
    "coiffeur|point hebdomadaire|cours de piano|rendez-vous médical|entretien|fête d'anniversaire|"
    "séance de sport|réunion parents-profs|café|visioconférence|conseil|cours de natation|"
    "révision de la voiture|atelier|vétérinaire|vol|chorale|lancement du projet|concert|brunch|"
    "appel|démo|soirée jeux|contrôle technique|revue de budget|apéro",
}
CHORES = {
    "en": "buy milk|call mom|send the invoice|mow the lawn|vacuum|pay the electricity bill|"
    "cancel the gym|sign the form|pick up my prescription|order flowers|write the report|"
    "meet joe for lunch|get gas|fix the sink|defrost the chicken|go to the bank|"
    "charge the car|submit my timesheet|register for the course|drop off the parcel|"
    "book a haircut|clean the fridge|check the oven|buy a present|make dinner|go jogging|"
    "stretch|drink water|take out the bins|sweep the porch|iron my shirt|"
    "call the bank|pay the rent|water the plants|buy stamps|renew my passport|book the hotel|"
    "finish the slides|clean the garage|fix the bike|pick up the kids|return the library books|"
    "take my medicine|feed the cat|wash the car|print the tickets|email the landlord|study|"
    "change the oil|walk the dog|do the laundry|prepare the presentation|update my resume|"
    "check the boiler|order new glasses|pack my suitcase|take out the trash|call grandma",
    "fr": "acheter du pain|appeler maman|envoyer la facture|tondre la pelouse|"
    "passer l'aspirateur|payer l'électricité|résilier la salle de sport|"
    "signer le formulaire|aller à la pharmacie|commander des fleurs|rédiger le rapport|"
    "faire le plein|réparer l'évier|aller à la banque|recharger la voiture|"
    "m'inscrire au cours|déposer le colis|prendre rendez-vous chez le coiffeur|"
    "nettoyer le frigo|acheter un cadeau|faire à dîner|boire de l'eau|repasser ma chemise|"
    "rappeler le plombier|déclarer mes impôts|sortir le chien|relire le contrat|"
    "appeler la banque|payer le loyer|arroser les plantes|acheter des timbres|"
    "renouveler mon passeport|réserver l'hôtel|finir les diapos|ranger le garage|réparer le vélo|"
    "chercher les enfants|rendre les livres|prendre mes médicaments|nourrir le chat|"
    "laver la voiture|imprimer les billets|réviser|promener le chien|faire la lessive|"
    "préparer la présentation|vérifier la chaudière|faire ma valise|sortir les poubelles",
}
GROCERIES = {
    "en": "bacon|lettuce|garlic|beer|wine|cereal|trash bags|detergent|potatoes|ham|turkey|honey|"
    "tuna|a dozen eggs|two avocados|cat litter|toothpaste|nails|paint|a hammer|diapers|"
    "ice cream|mangoes|tofu|oat milk|sponges|"
    "milk|eggs|bread|butter|apples|coffee|rice|cheese|tomatoes|chicken|toilet paper|"
    "olive oil|bananas|onions|flour|sugar|tea|yogurt|batteries|shampoo|dog food|pasta|salmon|"
    "peanut butter|orange juice|light bulbs|ketchup|paper towels|carrots|soap|a birthday card",
    "fr": "jambon|salade|ail|bière|vin|céréales|sacs poubelle|pommes de terre|miel|thon|"
    "deux avocats|litière|dentifrice|peinture|couches|glace|citrons|tofu|lait d'avoine|"
    "éponges|bananes|courgettes|moutarde|sel|une baguette|du café|de la farine|des œufs|"
    "lait|œufs|pain|beurre|pommes|café|riz|fromage|tomates|poulet|papier toilette|"
    "huile d'olive|bananes|oignons|farine|sucre|thé|yaourts|piles|shampoing|croquettes|pâtes|"
    "saumon|jus d'orange|ampoules|moutarde|carottes|savon|crème fraîche|lessive",
}
LISTS = {
    "en": "wedding|books|ideas|groceries|home improvement|birthday|costco|pharmacy|office|"
    "garden|task|bills|meals|dinner|baby|things to buy|moving|pets|"
    "shopping|grocery|to do|packing|christmas|chores|work|reading|party|wish|movie|errands|"
    "holiday|homework|gift|bucket|cleaning|hardware store|weekend|camping",
    "fr": "mariage|livres|idées|anniversaire|pharmacie|bureau|jardin|factures|repas|bébé|"
    "déménagement|choses à acheter|corvées|lectures|travaux|animaux|"
    "courses|tâches|valise|Noël|ménage|travail|lecture|cadeaux|envies|films|vacances|"
    "devoirs|bricolage|week-end|camping|fête",
}
FOOD = {
    "en": "a burger|thai food|a salad|hot wings|spring rolls|a dozen donuts|some ice cream|"
    "indian food|a calzone|sandwiches|a new toaster|a bike helmet|paper|batteries|a book|"
    "a phone case|vitamins|a winter coat|lasagna|a vegan bowl|two large pizzas|a sub|"
    "lo mein|chicken wings|butter chicken|"
    "pizza|a large pepperoni pizza|sushi|chicken curry|two burgers|pad thai|fried rice|"
    "a veggie burrito|chinese food|tacos|a cheeseburger|dumplings|ramen|fish and chips|"
    "running shoes|a phone charger|flowers|a bouquet of roses|printer ink|dog food|a blue scarf|"
    "a coffee machine|a desk lamp|headphones|a bottle of wine|ham sandwich|birthday cake",
    "fr": "un burger|à manger thaï|une salade|des rouleaux de printemps|des makis|une glace|"
    "un plat indien|un calzone|des sandwichs|un grille-pain|un casque de vélo|du papier|"
    "des piles|un livre|une coque de téléphone|un manteau|des lasagnes|"
    "deux grandes pizzas|un bo bun|des ailes de poulet|un couscous|une paella|"
    "une pizza|une grande pizza|des sushis|un curry|deux burgers|du riz cantonais|des tacos|"
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
MADE_BODIES = {
    "en": "i can't make it to the {event}|can we meet {when}|i'll bring {topic}|where is {topic}|"
    "please {chore}|did you talk to {person}|the {event} is at {when}|{person} is sick|"
    "don't forget {topic}|i sent you {topic}|i will be there {when}|call me {when}|"
    "we should talk about {topic}|thanks for {topic}|{person} says hi|what time is the {event}",
    "fr": "je ne peux pas venir {when}|on peut se voir {when}|j'apporte {topic}|où est {topic}|"
    "il faut {chore}|as-tu parlé à {person}|c'est {when}|{person} est malade|n'oublie pas {topic}|"
    "je t'ai envoyé {topic}|je serai là {when}|appelle-moi {when}|il faut qu'on parle de {topic}|"
    "merci pour {topic}|{person} t'embrasse|à quelle heure est {topic}",
}
MEANS = {
    "en": "asks for a meeting|is an invoice|is an invitation|is a newsletter|is about money|"
    "is urgent|mentions a deadline|asks a question|is a complaint|contains a date|is an apology|"
    "is spam|asks for a callback|confirms the order|proposes a time|is a reminder|says yes|"
    "is a job offer|cancels something|needs an answer",
    "fr": "demande un rendez-vous|est une facture|est une invitation|est une newsletter|"
    "parle d'argent|est urgent|mentionne une échéance|pose une question|est une plainte|"
    "contient une date|est du spam|demande un rappel|confirme la commande|propose une heure|"
    "est une relance|dit oui|annule quelque chose|attend une réponse|est une offre d'emploi",
}
_UNHEARD = (
    "qua zhu thra vlo sti ple dwa gno phi jur oux yel wim bru skei trao nim usk ver ghi bla cti "
    "mau leu rhe tsu pno eik"
).split()


def unheard(rng: random.Random) -> str:
    """A capitalised word put together from syllables that training never draws."""
    return "".join(rng.choice(_UNHEARD) for _ in range(rng.randint(2, 3))).capitalize()


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


_WARES = {
    "en": (
        "a|two|three|a large|a small|some|one|a cheap|four",
        "pizza|burger|sandwich|burrito|curry|salad|noodle soup|pasta dish|wrap|kebab|taco platter|"
        "vacuum cleaner|kettle|phone case|mouse|keyboard|notebook|raincoat|umbrella|tent|pan|"
        "pillow|desk chair|water bottle|toy train|ladder|drill|pair of gloves|yoga mat|suitcase",
        "|||with extra cheese|with chicken|without onions|with mushrooms|for two|in blue|for kids|"
        "with fries|and a coke|gluten free|in size M|no pickles|with free delivery|with olives",
    ),
    "fr": (
        "une|deux|trois|une grande|une petite|une bonne|quatre",
        "pizza|salade|quiche|soupe|paella|tarte|crêpe|galette|formule du midi|barquette de frites|"
        "bouilloire|coque de téléphone|souris|valise|tente|poêle|chaise de bureau|gourde|perceuse|"
        "échelle|paire de gants|bouillotte|lampe de poche|guirlande|trottinette|enceinte",
        "|||quatre fromages|au poulet|sans oignons|aux champignons|pour deux|bleue|pour enfant|"
        "avec des frites|au chèvre|sans gluten|en taille M|avec livraison gratuite|aux olives",
    ),
}


def food(rng: random.Random, lang: str) -> str:
    """Something to order: a dish or an article of a shop."""
    if rng.random() < 0.65:
        return pick(rng, FOOD[lang])
    return " ".join(" ".join(pick(rng, bank) for bank in _WARES[lang]).split())


def address(rng: random.Random) -> str:
    """A mail address."""
    local = rng.choice([coined(rng), rng.choice(GIVEN), f"{coined(rng)}.{coined(rng)}"]).lower()
    return f"{local}@{coined(rng).lower()}.{rng.choice(['org', 'com', 'fr', 'net', 'eu'])}"


def amount(rng: random.Random) -> str:
    """An amount of money."""
    number = rng.choice([5, 10, 15, 20, 30, 50, rng.randint(3, 200)])
    return rng.choice([f"{number} euros", f"{number} €", f"€{number}", f"${number}", f"{number}€"])
