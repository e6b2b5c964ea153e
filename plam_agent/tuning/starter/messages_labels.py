"""What people sort their mail into: kinds of message, label names and meanings, fields to extract.

A `Concept` covers kinds with a weight; where two offered labels cover a kind, the heavier (more
specific) one is the truth. A kind that is `unsure` under an offered label is never generated
beside it, so that no example teaches an arguable answer.
"""

# ruff: noqa: E501  (a table row is one line, however long)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NONE = "none"
STANDARD: Mapping[str, str] = {
    "receipt": "proof of a payment or an order",
    "newsletter": "regular mail sent to many",
    "invitation": "asks for a meeting at a time",
    "personal": "a person writes to me",
}
NONE_MEANS = ("anything else",)
OTHER_NONE_MEANS = (
    "anything else",
    "none of these",
    "everything else",
    "other mail",
    "tout le reste",
    "autre chose",
    "rien de tout cela",
    "anything that fits no other label",
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing to sort mail into: kinds with weights, kinds left out, and how owners word it."""

    covers: Mapping[str, int]
    unsure: frozenset[str]
    names: tuple[str, ...]
    means: tuple[str, ...]


def _concept(covers: str, unsure: str, names: str, means: str) -> Concept:
    weights = {kind.rstrip("-"): 1 if kind.endswith("-") else 2 for kind in covers.split()}
    return Concept(
        weights, frozenset(unsure.split()), tuple(names.split("|")), tuple(means.split("|"))
    )


CONCEPTS: Mapping[str, Concept] = {
    "receipt": _concept("order payment paidperson proof booking-", "", "receipt|receipts|paid|purchase|proof|orders|reçu|reçus|facture|factures|achats|justificatif|comptabilité|accounting|expenses", "proof of a payment or an order|shows that something was paid or ordered|receipts and order confirmations|confirms a purchase or a payment I made|paid invoices, order confirmations and tickets bought|documents for my tax return: what I bought and paid|something I bought, with its price|preuve d'un paiement ou d'une commande|confirme un achat ou un paiement|factures payées et confirmations de commande|ce que j'ai acheté ou payé|reçus et confirmations d'achat|money went from me to someone, and here is the confirmation|an order or a payment went through|what I need for my accounts|says that I paid, booked or bought|a till slip, a paid bill, a donation, an order that was accepted|un paiement ou un achat est confirmé|tout ce qui prouve que j'ai payé|pour ma comptabilité : achats, dons, factures réglées|proof that something has been paid for"),
    "purchase": _concept("order payment paidperson proof shipping-", "booking fakereceipt", "orders|shopping|commandes|achats|purchases|shops", "orders and deliveries|everything about what I ordered, from purchase to parcel|order confirmations, receipts and shipping notices|commandes et livraisons|mes achats en ligne, du paiement à la livraison|about things I bought, paid or sent to me"),
    "newsletter": _concept("newsletter promo moneynews webinar", "school announce", "newsletter|newsletters|news|bulk|mailing|subscriptions|lettre|lettres|infolettre|diffusion|lists|reading", "regular mail sent to many|mail sent to many people at once|newsletters and promotions|bulk mail: digests, offers, announcements|news and advertising sent to all subscribers|mail that goes to a whole list of readers|lettre d'information ou publicité envoyée à beaucoup de gens|envoyé régulièrement à de nombreux abonnés|infolettres, promotions et annonces|courrier de masse|written for everyone on a list, not for me|editions, programmes, offers that thousands get|mailings I subscribed to|the same text for all subscribers|promotion, digest or public event, sent in bulk|le même texte pour tous les abonnés|publications et offres envoyées en nombre|ce à quoi je suis abonné|written for many readers"),
    "news": _concept("newsletter moneynews", "promo announce webinar", "news|reading|digest|articles|actu|lecture|infolettres", "articles and news to read|digests and editorial newsletters|something to read: essays, news, digests|lettres d'information à lire|actualités et articles|news from sites and authors I follow"),
    "ads": _concept("promo", "newsletter announce scam webinar fakereceipt fakeinvite jobad moneynews", "ads|promo|promotions|marketing|offers|pub|publicité|soldes|deals", "advertising and offers|a shop wants to sell me something|discounts, sales and promotions|publicité et offres commerciales|promotions, soldes, codes de réduction|marketing mail from shops"),
    "invitation": _concept("meet calendar party", "webinar announce", "invitation|invitations|meeting|meetings|appointment|invite|rdv|rendez-vous|réunion|agenda|calendar|date", "asks for a meeting at a time|someone proposes a time to meet|wants to meet me, with a date|requests for appointments, calls and meetings|asks me to come somewhere at a given time|invites me to a meeting or a party|propose un rendez-vous à une date|demande de réunion ou de rendez-vous|m'invite à une heure précise|quelqu'un veut me voir et propose un moment|someone asks whether I can come, and when|wants a slot in my calendar|a meeting, meal or call is proposed|I am asked to meet somebody|proposes an appointment that I should accept or refuse|on me demande un moment pour se voir|propose de se rencontrer|quelqu'un veut fixer une date avec moi|une invitation personnelle ou un rendez-vous à accepter"),
    "personal": _concept("personal family work mention recall oneliner meet- party- paidperson- proof-", "school", "personal|person|people|human|humans|private|important|perso|personnel|humain|direct|letters", "a person writes to me|written by a human being, to me|someone I could answer, not a machine|real people writing to me personally|individual mail from a person|une personne m'écrit|écrit par un humain, pour moi|message personnel d'une personne|quelqu'un m'écrit directement|mail from real people, not from machines|a human being addresses me alone|friends, family, colleagues and strangers who write themselves|not automatic, not a mailing: somebody wrote this|letters from people|someone wrote to me and may expect an answer|un être humain s'adresse à moi|ni automatique ni envoyé en masse : quelqu'un m'écrit|amis, famille, collègues|mail typed by a person for me"),
    "friends": _concept("personal family recall oneliner mention", "meet party work proof paidperson", "friends|ami|amis|proches|loved-ones|private", "friends and family|my friends or my family write to me|private mail from people I know|amis et famille|mes proches m'écrivent|des nouvelles de mes amis"),
    "family": _concept("family", "personal meet party recall oneliner mention school", "family|famille|relatives|home|parents", "my family writes to me|from mum, dad, grandparents and children|mail from relatives|ma famille m'écrit|des nouvelles de la famille|parents, enfants, grands-parents"),
    "work": _concept("work", "meet party calendar machine job jobad announce personal recall mention oneliner webinar discussion proof autoreply", "work|job|office|boulot|travail|bureau|pro|colleagues", "work: colleagues and projects|a colleague or a client writes about work|mail about my projects at work|travail : collègues et projets|un collègue ou un client m'écrit|mes dossiers en cours au bureau"),
    "bill": _concept("bill", "terms", "bill|bills|to-pay|due|à-payer|impayé|échéance|dues|payable", "I have to pay this|an invoice that is not paid yet|bills to pay and payment reminders|a demand for payment|facture à payer|on me demande de payer|échéances et relances de paiement|something due that I still owe"),
    "invoice": _concept("bill payment- paidperson-", "order booking proof fakereceipt", "invoice|invoices|finance|money|factures|argent|paiements", "invoices, paid or not|bills and payments|everything about invoices|factures, payées ou non|factures et paiements"),
    "travel": _concept("booking", "proof order payment reminder", "travel|trips|booking|tickets|voyage|voyages|billets|réservations", "travel and bookings|tickets, hotels, trains and flights|reservations I made|voyages et réservations|billets et réservations|hotel, train and event bookings"),
    "shipping": _concept("shipping", "", "shipping|delivery|parcel|parcels|packages|colis|livraison|livraisons|tracking", "a parcel is on its way or arrived|delivery notices|where my parcel is|suivi de colis|avis de livraison|mon colis arrive|shipping and tracking updates"),
    "security": _concept("security", "scam fakereceipt fakeinvite terms", "security|alert|codes|login|account|sécurité|connexion|comptes|otp", "login codes and security alerts|password resets, codes, new sign-ins|about access to my accounts|codes de connexion et alertes de sécurité|mots de passe et connexions|verification codes and account security"),
    "notification": _concept("social reminder machine", "shipping security support survey terms jobad job bank calendar discussion bill autoreply announce school", "notification|notifications|updates|robots|auto|alertes|notifs|automatique", "automatic notices from sites and programs|a machine tells me something happened|social networks, reminders, build results|notifications automatiques|réseaux sociaux, rappels, robots|notices from apps and services"),
    "social": _concept("social", "", "social|forums|networks|réseaux|communauté|community", "social networks and forums|likes, comments, followers, mentions|réseaux sociaux et forums|commentaires et mentions|someone reacted to me on a site"),
    "system": _concept("machine autoreply", "security reminder", "system|ci|monitoring|servers|technique|serveurs|logs|ops", "builds, servers, bounces and scripts|messages from machines I run|technical reports from servers|messages techniques des serveurs|alertes serveur, sauvegardes, erreurs d'envoi"),
    "spam": _concept("scam fakereceipt fakeinvite", "promo webinar jobad survey", "spam|scam|fraud|junk|arnaque|indésirable|phishing|danger", "spam and scams|someone tries to cheat me|fraud, phishing and junk|arnaques et hameçonnage|tentative d'escroquerie|unwanted and dangerous mail"),
    "school": _concept("school", "", "school|kids|école|enfants|class|scolaire|collège", "the school of my children|messages from school|school and teachers|l'école des enfants|messages de l'école|la vie scolaire"),
    "bank": _concept("bank", "bill payment scam fakereceipt fakeinvite moneynews terms", "bank|banking|statements|banque|relevés|comptes|finances", "my bank: statements and notices|account statements|from my bank about my accounts|ma banque : relevés et avis|relevés de compte|messages de la banque"),
    "job": _concept("job jobad", "meet party work", "job|jobs|applications|career|candidature|emploi|recrutement|hiring", "answers to my job applications|applications and recruiters|my search for a job|mes candidatures|réponses aux candidatures|recherche d'emploi"),
    "support": _concept("support", "survey", "support|tickets|service|helpdesk|assistance|sav|clientèle", "customer service tickets|answers from support|my requests to customer care|tickets d'assistance|réponses du service client|suivi de mes demandes"),
    "discussion": _concept("discussion", "", "list|lists|discussion|mailing-list|community|liste|listes|debates", "discussions on mailing lists|posts to a mailing list|technical lists I read|discussions sur les listes|messages des listes de diffusion où l'on débat|debates by members of a list"),
    "survey": _concept("survey", "support promo", "survey|feedback|avis|enquête|opinion|sondage", "someone wants my opinion|surveys and requests for a rating|asks me to rate something|on me demande mon avis|enquêtes de satisfaction|questionnaires and reviews to write"),
    "terms": _concept("terms", "announce bank bill", "terms|contract|legal|contrats|conditions|changes", "changes to terms, prices or contracts|a contract or its conditions change|legal notices from services I use|changements de contrat, de prix ou de conditions|mes contrats et leurs conditions"),
    "notice": _concept("announce", "newsletter terms school webinar", "notices|residents|members|avis|voisinage", "notices to residents, members or staff|announcements from my building or my club|informations aux habitants et aux membres"),
    "away": _concept("autoreply", "", "away|absent|out-of-office|absence|congés", "automatic replies from people who are away|someone is out of the office|réponses automatiques d'absence"),
}  # fmt: skip
# Words by which an owner asks whether a message is something, and the concept that they mean.
ASKED: Mapping[str, tuple[str, ...]] = {
    "receipt": ("a receipt", "it is a receipt", "is a receipt", "a proof of payment", "an order confirmation or a receipt", "un reçu", "c'est un reçu", "une preuve de paiement", "a paid invoice or an order"),
    "newsletter": ("a newsletter", "it's a newsletter", "bulk mail", "advertising or a newsletter", "une newsletter", "une infolettre", "une lettre d'information ou une pub", "c'est une newsletter", "sent to many people"),
    "invitation": ("an invitation", "asks for a meeting", "a request for a meeting", "someone wants to meet me", "une invitation", "une demande de rendez-vous", "quelqu'un veut me voir", "wants an appointment", "it proposes a date", "invites me"),
    "personal": ("personal", "written by a person", "from a real person", "a person wrote it", "personnel", "écrit par une personne", "un vrai message de quelqu'un", "c'est personnel", "not from a machine"),
    "bill": ("a bill", "a bill to pay", "something I have to pay", "an unpaid invoice", "une facture à payer", "quelque chose à payer", "asks me for money I owe", "un impayé"),
    "spam": ("spam", "a scam", "phishing", "it's a fraud", "dangerous", "une arnaque", "du spam", "de l'hameçonnage", "someone tries to cheat me"),
    "shipping": ("about a parcel", "a delivery notice", "about a delivery", "un avis de livraison", "à propos d'un colis", "a shipping notice"),
    "security": ("a login code or a security alert", "about my password or a sign-in", "un code de connexion ou une alerte de sécurité", "about the security of my account"),
    "survey": ("a survey", "asks for my opinion", "une enquête", "on me demande mon avis"),
    "away": ("an automatic reply", "someone is away", "une réponse automatique d'absence"),
    "work": ("about work", "work", "professionnel", "lié au travail"),
    "travel": ("about a trip I booked", "a travel booking", "une réservation de voyage ou de billets", "my tickets"),
}  # fmt: skip
# How often a kind is drawn among those that share its label.
KIND_WEIGHT: Mapping[str, float] = {
    "order": 3,
    "payment": 3,
    "paidperson": 1.2,
    "booking": 1.3,
    "newsletter": 3,
    "promo": 2.6,
    "announce": 0.9,
    "meet": 3,
    "calendar": 1.6,
    "personal": 3,
    "family": 1.2,
    "work": 2,
    "bill": 1.6,
    "shipping": 1.6,
    "security": 1.6,
    "scam": 1.5,
    "social": 1.3,
    "machine": 1.3,
    "reminder": 1.3,
    "discussion": 0.7,
    "school": 0.5,
    "job": 0.6,
    "support": 0.8,
    "bank": 0.8,
    "proof": 1.5,
    "moneynews": 0.9,
    "webinar": 1.7,
    "party": 0.9,
    "mention": 2.4,
    "recall": 2.4,
    "oneliner": 1.2,
    "fakereceipt": 1.7,
    "fakeinvite": 0.6,
    "autoreply": 1.0,
    "survey": 0.9,
    "terms": 1.1,
    "jobad": 0.5,
}


@dataclass(frozen=True, slots=True)
class Field:
    """Something to quote from a message: the slot that holds it and the slots it is mixed up with."""

    slot: str
    confusable: frozenset[str]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    means: tuple[str, ...]


def _field(slot: str, confusable: str, kinds: str, names: str, means: str) -> Field:
    return Field(
        slot,
        frozenset(confusable.split()),
        tuple(kinds.split()),
        tuple(names.split("|")),
        tuple(means.split("|")),
    )


FIELDS: Mapping[str, Field] = {
    "time": _field("when", "date date2 deadline past vague", "meet calendar webinar", "time|time|when|date|moment|heure", "the time that is meant|the time that is meant|when it takes place|what time it is about|le moment dont il s'agit|quand cela a lieu"),
    "when": _field("when", "date date2 deadline vague", "meet meet calendar", "when|when|when|time|date|start|quand|moment|heure", "the time asked for|the time asked for|the time asked for|when to meet|the day and time proposed|when it takes place|the proposed time|le moment proposé|la date et l'heure|quand on se voit|l'horaire demandé"),
    "place": _field("place", "city city2 hotel street place2 thing", "meet meet calendar", "place|place|where|location|lieu|où|room", "where it takes place|where it takes place|where to meet|the place|where it takes place|the location|le lieu|où cela se passe|l'endroit du rendez-vous|the room or address"),
    "amount": _field("amount", "price price2 price3 price4", "order payment bill booking paidperson proof", "amount|amount|total|sum|price|montant|somme|paid", "how much it costs|how much it costs|combien cela coûte|the amount|the total|how much was paid or is due|the sum of money|le montant|la somme totale|combien|the total amount, with its currency"),
    "name": _field("sendername", "first shop", "personal work mention order promo bill newsletter support autoreply", "name|name|sender|who|nom|expéditeur|qui", "the name of the person or firm|the name of the person or firm|who sends this message|the sender's name|le nom de la personne ou de l'entreprise|qui écrit"),
    "wish": _field("wish", "first", "personal mention work", "wish|request|wants|asks|demande|souhait", "what the sender wants|what I am asked to do|the request|what the sender asks for|ce que veut l'expéditeur|ce qu'on me demande|la demande"),
    "merchant": _field("shop", "shop2 hotel", "order payment promo shipping bill", "merchant|shop|company|vendor|marchand|boutique|entreprise|seller", "the name of the shop|who sells it|the company that sends this|the merchant's name|le nom de la boutique|l'entreprise|le vendeur"),
    "deadline": _field("deadline", "date date2 when", "bill bill meet work school", "deadline|due|until|before|échéance|limite|due_date", "the last day to answer or pay|due date|until when|by when it must be done|la date limite|l'échéance|avant quand"),
    "phone": _field("phone", "num iban", "order bill meet personal machine", "phone|tel|number|telephone|téléphone|call", "the telephone number|a number to call|phone number|le numéro de téléphone|le numéro à appeler"),
    "order": _field("order", "num track", "order order payment bill booking", "order|order_number|reference|invoice|commande|référence|numéro|number", "the order number|the number of the order or invoice|the reference number|le numéro de commande|la référence|le numéro de facture ou de commande"),
    "tracking": _field("track", "order num", "shipping", "tracking|parcel|colis|suivi|shipment", "the tracking number|the parcel's number|le numéro de suivi|le numéro du colis"),
    "item": _field("product", "product2 product3 product4 plan", "order order shipping promo personal", "item|product|what|article|produit|thing", "what was bought|the product|the thing it is about|l'article|le produit|ce qui a été commandé"),
    "iban": _field("iban", "", "bill", "iban|account|compte|bank_account", "the IBAN|the account to pay to|l'IBAN|le compte à créditer"),
    "code": _field("promo", "code order num", "promo", "code|coupon|promo|voucher", "the discount code|the voucher's code|le code promo|le code de réduction"),
}  # fmt: skip
