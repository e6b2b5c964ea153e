"""The words that fill the slots of synthetic mail: people, shops, things, places, times, money.

`Words` draws each slot once for a message, so that a total named twice is the same total.
"""

# ruff: noqa: E501, SIM905  (words and shapes read best in one line, split by the program)

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

from .messages_lexicon import MORE_CITIES, MORE_ENGLISH, MORE_FIRST, MORE_FRENCH, MORE_LAST

FIRST = """Anna Marie Paul Lena Jonas Camille Hugo Chloé Louis Inès Jules Emma Lucas Sofia Mateo Aisha
Omar Fatima Yusuf Priya Arjun Mei Wei Yuki Kenji Olga Ivan Katarzyna Piotr Zoé Élodie Benoît François Agnès
Gérard Monique Nathalie Olivier Thomas Sarah Rachel David Michael Linda Susan James Oliver Amelia Isla
Grace Noah Liam Ethan Ava Mia Freya Lars Ingrid Björn Sven Giulia Marco Chiara Luca Carmen Pablo Lucía
João Beatriz Mariana Eva Tomáš Jana Nikos Eleni Deniz Ayşe Amina Kwame Zanele Thabo Noor Samir Leïla Karim
Valérie Patrick Sylvie Thierry Margaux Gaspard Léo Manon Théo Clément Aurélie Mathilde Antoine Hélène Claire
Rose Victor Simone Alice Arthur Robin Jo Sam Alex Max Kim Nina Ruth Walter Heike Jürgen Uwe Petra""".split()
LAST = """Kowalska Lindner Moreau Dubois Martin Bernard Lefèvre Girard Roux Fontaine Chevalier Mercier
Garnier Faure Rousseau Blanc Guérin Boyer Perrin Smith Jones Taylor Brown Walker Wright Hughes Evans Green
Baker O'Connor Murphy Kelly MacLeod Fraser Schmidt Weber Becker Hoffmann Koch Richter Novák Svoboda Rossi
Bianchi Ferrari García Fernández López Silva Santos Costa Yılmaz Demir Haddad Benali Diallo Traoré Okafor
Mensah Ndlovu Patel Singh Sharma Khan Nguyen Tran Chen Wang Tanaka Sato Kim Park Ivanova Petrov Larsen
Nielsen Johansson Virtanen Papadopoulos Nowak Zieliński Horváth Popescu Da Silva-Reis Lambert Bonnet""".split()
KIDS = "Tim Lou Nino Adèle Lily Ben Mila Noé Jade Raphaël Oscar Ella Finn Zoe Basile Louise".split()
CITIES = """Lyon Paris Nantes Lille Bordeaux Toulouse Strasbourg Rennes Grenoble Marseille Annecy Dijon Brest
London Leeds Bristol Glasgow Dublin Cork Berlin Hamburg Köln Vienna Zürich Geneva Lausanne Brussels Ghent
Amsterdam Utrecht Madrid Valencia Lisbon Porto Milan Turin Rome Naples Warsaw Prague Budapest Athens Oslo
Copenhagen Stockholm Helsinki Tallinn Riga Boston Chicago Seattle Denver Montréal Toronto Tokyo Kyoto Seoul
Singapore Sydney Melbourne Auckland Nairobi Dakar Tunis Casablanca Lima Bogotá""".split()
MAIL_HOSTS = """gmail.com gmail.com outlook.com yahoo.com hotmail.com icloud.com posteo.de gmx.net web.de orange.fr
free.fr laposte.net wanadoo.fr sfr.fr proton.me protonmail.com fastmail.com mailbox.org riseup.net yahoo.fr
hotmail.fr live.com aol.com bluewin.ch skynet.be btinternet.com tutanota.com zoho.com example.org example.com""".split()
KNOWN_SHOPS = """Amazon:amazon.com Amazon:amazon.fr Apple:email.apple.com PayPal:paypal.com Google:google.com
Netflix:mailer.netflix.com Spotify:spotify.com SNCF_Connect:sncfconnect.com Uber:uber.com Airbnb:airbnb.com
Booking.com:booking.com Fnac:fnac.com Decathlon:decathlon.com IKEA:ikea.com Etsy:etsy.com eBay:ebay.com
LinkedIn:linkedin.com GitHub:github.com Stripe:stripe.com Zalando:zalando.fr Leboncoin:leboncoin.fr OVHcloud:ovh.com
Doctolib:doctolib.fr La_Poste:laposte.fr DHL:dhl.com Chronopost:chronopost.fr Microsoft:microsoft.com Zoom:zoom.us
Medium:medium.com Substack:substack.com Le_Monde:lemonde.fr The_Guardian:theguardian.com Deliveroo:deliveroo.com
Dropbox:dropbox.com Slack:slack.com Steam:steampowered.com Patreon:patreon.com Eventbrite:eventbrite.com
Meetup:meetup.com Orange:orange.fr EDF:edf.fr Bouygues:bouyguestelecom.fr Vinted:vinted.fr Cdiscount:cdiscount.com""".split()
STEMS = """Nova Lumen Alder Birch Fjord Cobalt Marigold Juniper Pepper Tandem Atlas Orchid Willow Basalt Quill
Harbor Meadow Saffron Velo Kite Bolt Amber Coral Delta Echo Fable Grove Hazel Indigo Jasper Karma Lotus Maple
Nimbus Olive Pixel Quartz Raven Sierra Terra Umbra Vista Wren Zephyr Brume Cigale Chouette Étoile Fougère Galet
Hirondelle Lavande Mistral Noisette Oasis Pivoine Renard Sirocco Tilleul Verveine Abeille Colibri Écume Mirabelle
Sonne Stern Wald Bach Linden Kiefer Nord Sol Luna Rio Monte Verde""".split()
TRADES_EN = "Books|Bakery|Bikes|Foods|Coffee|Garden|Home|Records|Tickets|Energy|Telecom|Insurance|Travel|Pharmacy|Studio|Labs|Cloud|Outdoor|Wine|Toys|Optics|Hardware|Fashion|Mobility|Rail|Air|Museum|Theatre|Foundation|Cinema|Press|Journal|Sports|Pets|Flowers|Kitchen|Audio|Pay|Bank|Market|Store|Shop|& Co|Ltd|Inc.|Group|Club|Society|Clinic".split(
    "|"
)
TRADES_FR = "Librairie|Boulangerie|Vélos|Épicerie|Cafés|Jardinerie|Maison|Disques|Billetterie|Énergie|Télécom|Assurances|Voyages|Pharmacie|Atelier|Fromagerie|Vins|Jouets|Optique|Quincaillerie|Mode|Mutuelle|Musée|Théâtre|Fondation|Cinéma|Presse|Association|Fleurs|Cuisine|Banque|Marché|Boutique|Clinique|Garage|Traiteur|Coopérative|Festival|Éditions|Médiathèque".split(
    "|"
)
ENDINGS = (
    ".com|.com|.fr|.fr|.org|.net|.io|.eu|.co.uk|.de|.shop|.example|.be|.ch|.app|.coop|.store".split(
        "|"
    )
)
PREFIXES = "|||||mail.|news.|info.|email.|shop.|e.|notify.|m.|send.|newsletter.".split("|")
STREETS = "Mill Lane|High Street|Church Road|Station Road|Oak Avenue|rue des Lilas|rue Victor-Hugo|avenue Jean-Jaurès|place du Marché|chemin des Vignes|Hauptstraße|Gartenweg|Via Roma".split(
    "|"
)
REPOS = "libfoo kestrel parsley nginx-conf tinyorm webkitten gitbox ferrous numpyish imapd dotfiles homelab mailsync airflow-dags terraform-core blog api frontend kernel-next pandoc-x".split()
USERS = (
    "jdoe mk42 anna-k zebu octo lhx tpetit gizmo r2d rmoreau fblanc netadmin maple8 koala".split()
)

ENGLISH: dict[str, Sequence[str]] = {
    "product": "wireless headphones|running shoes|wool scarf|coffee grinder|desk lamp|garden hose|rain jacket|espresso beans 1 kg|yoga mat|cast iron pan|mechanical keyboard|bike helmet|board game|phone case|notebook set|electric kettle|sunglasses|hiking boots|water filter|toaster|duvet cover|guitar strings|puzzle|face cream|olive oil|tea sampler|backpack|tent|screwdriver|drill|USB-C cable|monitor|paperback|vinyl record|candle|bookshelf|rug|sweater|jeans|perfume|cat food|umbrella|teapot|ladder|printer ink|smart watch|hard drive|chocolate box".split(
        "|"
    ),
    "topic": "climate policy|urban gardening|the housing crisis|machine learning|sourdough|the school strike|remote work|local elections|privacy|open source licences|cycling in winter|the new museum|mortgage rates|vaccines|electric cars|quantum computing|medieval maps|trail running|knitting patterns|jazz|the budget|the roof|the move|the summer camp|database indexes|the garden fence|energy prices|the book club|the neighbours|time zones|memory safety|the choir|bird migration|antique clocks|the heating|tax returns|type systems|the wedding|the boiler|the thesis|public transport|film photography|fermentation|chess openings|the merger|pension reform".split(
        "|"
    ),
    "project": "Project Heron|the website relaunch|Q3 planning|the annual report|the Meyer account|phase two|the grant proposal|the audit|onboarding|the roadmap|the data migration|the trade fair|the pilot study|the tender|the budget 2027|design system|the app launch|the lab move|hiring|the product catalogue|Blue Door|the safety training|the workshop|customer survey".split(
        "|"
    ),
    "event": "Autumn Fair|Jazz Night|the spring concert|City Marathon|Design Week|Open House|the film festival|Pottery workshop|Annual General Meeting|Hamlet|the light show|Python meetup|Science Slam|Wine tasting|the book launch|Carnival|Flea market|Yoga class|the summer party|Choir rehearsal|dentist|team dinner".split(
        "|"
    ),
    "place": "the Blue Door café|Room 204|your office|the station|my place|the library|12 Mill Lane|the canteen|Café Central|Meeting room B|the town hall|the climbing gym|Building 7, 3rd floor|the usual pub|the park entrance|the Thai restaurant|the hotel lobby|our shop|the clubhouse|the museum café|Studio 4|the school hall|45 High Street|the tennis court|the lab".split(
        "|"
    ),
    "hotel": "Hotel Astoria|Seaview Lodge|The Old Mill|City Hostel|Casa Verde|Hôtel du Parc|Apartment Luna|Grand Plaza|Camping Les Pins|Pension Edelweiss|Riverside Inn".split(
        "|"
    ),
    "job": "garden work|bathroom tiles|piano lessons|translation|bike repair|roof repair|babysitting|massage|logo design|house cleaning|tax advice|plumbing|photo session|painting of the hall|dog sitting|car service|driving lessons".split(
        "|"
    ),
    "role": "data engineer|project manager|nurse|primary teacher|graphic designer|accountant|research assistant|web developer|sales manager|architect|librarian|electrician|product owner|copy editor|intern|chef|lab technician".split(
        "|"
    ),
    "adj": "Quiet|Curious|Green|Monday|Slow|Northern|Honest|Modern|Little|Data|Urban|Garden|Sunday|Daily|Practical|Open".split(
        "|"
    ),
    "plan": "Premium|the Family plan|Pro (annual)|Basic hosting|cloud storage 200 GB|the music plan|the gym membership|mobile plan 20 GB|fibre internet|the digital edition|Team plan|antivirus|the meal kit|domain renewal|home insurance".split(
        "|"
    ),
    "device": "Chrome on Windows|Safari on iPhone|Firefox on Linux|an Android phone|a new MacBook|an unknown device|Edge on Windows 11".split(
        "|"
    ),
    "quote": "Simplicity is the last thing we learn.|Less haste, more speed.|Small steps go far.|Ask before you assume.|Nothing is finished, only left.".split(
        "|"
    ),
    "tag": "[dev]|[users]|[announce-discuss]|[ml-chat]|[debian-x]|[choir]|[parents]|[admins]|[py-help]|[board]|[lists-core]".split(
        "|"
    ),
}
FRENCH: dict[str, Sequence[str]] = {
    "product": "casque sans fil|chaussures de course|écharpe en laine|moulin à café|lampe de bureau|tuyau d'arrosage|veste de pluie|café en grains 1 kg|tapis de yoga|poêle en fonte|clavier mécanique|casque de vélo|jeu de société|coque de téléphone|lot de carnets|bouilloire|lunettes de soleil|chaussures de randonnée|carafe filtrante|grille-pain|housse de couette|cordes de guitare|puzzle|crème visage|huile d'olive|coffret de thés|sac à dos|tente|tournevis|perceuse|câble USB-C|écran 27 pouces|roman|vinyle|bougie|étagère|tapis|pull|jean|parfum|croquettes|parapluie|théière|échelle|cartouches d'encre|montre connectée|disque dur|boîte de chocolats".split(
        "|"
    ),
    "topic": "la politique climatique|les jardins partagés|la crise du logement|l'intelligence artificielle|le pain au levain|la grève|le télétravail|les élections municipales|la vie privée|les logiciels libres|le vélo en hiver|le nouveau musée|les taux d'emprunt|la vaccination|les voitures électriques|la physique quantique|les cartes anciennes|la course à pied|le tricot|le jazz|le budget|la toiture|le déménagement|la colonie de vacances|les bases de données|la clôture|le prix de l'énergie|le club de lecture|les voisins|l'heure d'été|la chorale|les oiseaux migrateurs|les horloges|le chauffage|les impôts|le mariage|la chaudière|la thèse|les transports en commun|la photo argentique|les échecs|la fusion|la réforme des retraites|la copropriété".split(
        "|"
    ),
    "project": "le projet Héron|la refonte du site|le plan de charge|le rapport annuel|le dossier Meyer|la phase 2|la demande de subvention|l'audit|l'intégration des nouveaux|la feuille de route|la migration|le salon|l'étude pilote|l'appel d'offres|le budget 2027|la charte graphique|le lancement|les recrutements|le catalogue|la formation sécurité|l'atelier|l'enquête clients|la convention".split(
        "|"
    ),
    "event": "la foire d'automne|la nuit du jazz|le concert de printemps|le marathon|les portes ouvertes|le festival du film|l'atelier poterie|l'assemblée générale|Le Malade imaginaire|la fête des lumières|la rencontre Python|la dégustation de vins|le lancement du livre|le carnaval|la brocante|le cours de yoga|la fête de l'été|la répétition de la chorale|dentiste|le repas d'équipe".split(
        "|"
    ),
    "place": "au café de la Gare|salle 204|à ton bureau|à la gare|chez moi|à la bibliothèque|au 12 rue des Lilas|à la cantine|au Café Central|salle de réunion B|à la mairie|à la salle d'escalade|bâtiment 7, 3e étage|au bistrot habituel|à l'entrée du parc|au restaurant thaï|à l'accueil de l'hôtel|à la boutique|au club|au musée|au studio 4|au gymnase|place du Marché|au tennis|au cabinet".split(
        "|"
    ),
    "hotel": ENGLISH["hotel"],
    "job": "l'entretien du jardin|le carrelage|les cours de piano|la traduction|la réparation du vélo|la toiture|la garde des enfants|la séance d'ostéo|le logo|le ménage|la plomberie|la séance photo|la peinture du couloir|la révision de la voiture|les leçons de conduite|le devis signé".split(
        "|"
    ),
    "role": "ingénieur données|chef de projet|infirmière|professeur des écoles|graphiste|comptable|assistant de recherche|développeuse web|responsable commercial|architecte|bibliothécaire|électricien|correctrice|stagiaire|cuisinier".split(
        "|"
    ),
    "adj": "Petite|Curieuse|Verte|Belle|Grande|Nouvelle|Libre|Bonne|Quotidienne|Ouverte".split("|"),
    "plan": "Premium|la formule Famille|l'offre Pro|l'hébergement de base|le stockage 200 Go|l'abonnement musique|la salle de sport|le forfait mobile 20 Go|la fibre|l'édition numérique|l'offre Équipe|l'antivirus|le panier bio|le nom de domaine|l'assurance habitation".split(
        "|"
    ),
    "device": "Chrome sous Windows|Safari sur iPhone|Firefox sous Linux|un téléphone Android|un nouveau MacBook|un appareil inconnu".split(
        "|"
    ),
    "quote": "Rien ne sert de courir.|Petit à petit, l'oiseau fait son nid.|Le mieux est l'ennemi du bien.|On apprend en marchant.".split(
        "|"
    ),
    "tag": "[dev]|[membres]|[discussion]|[libre]|[chorale]|[parents]|[admin]|[ca]|[debian-fr]|[quartier]".split(
        "|"
    ),
}
GERMAN = {
    "product": "Kopfhörer|Laufschuhe|Teekanne|Wolldecke|Schreibtischlampe".split("|"),
    "topic": "Klimapolitik|Garten|Radfahren|Umzug|Steuern".split("|"),
    "place": "im Café Central|im Büro|bei mir|Raum 204".split("|"),
}
SPANISH = {
    "product": "auriculares|zapatillas|tetera|manta|lámpara".split("|"),
    "topic": "el clima|el jardín|la bicicleta|la mudanza|los impuestos".split("|"),
    "place": "en el café Central|en la oficina|en mi casa|sala 204".split("|"),
}

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


for _kinds_of_words, _more in ((ENGLISH, MORE_ENGLISH), (FRENCH, MORE_FRENCH)):
    for _slot, _line in _more.items():
        _kinds_of_words[_slot] = [*_kinds_of_words.get(_slot, ()), *_line.split("|")]
for _names, _text in ((FIRST, MORE_FIRST), (LAST, MORE_LAST), (CITIES, MORE_CITIES)):
    _names += _text.split()
WORDS = {"en": ENGLISH, "fr": FRENCH, "de": {**ENGLISH, **GERMAN}, "es": {**ENGLISH, **SPANISH}}


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
