"""What stands around a message in any mailbox: greetings, farewells and footers.

`{reply}` quotes what is answered.
"""

# ruff: noqa: E501  (a fragment is one line, however long)

from __future__ import annotations

from collections.abc import Mapping

GREETINGS: Mapping[str, Mapping[str, str]] = {
    "person": {
        "en": "Hi {me},|Hello {me},|Dear {me},|{me},|Hey {me}!|Hi,|Hello!|hi there,|Good morning {me},|Dear {me} {melast},|Hey,|Good evening,||",
        "fr": "Bonjour {me},|Salut {me},|Salut !|Coucou {me},|Coucou,|Cher {me},|Chère {me},|{me},|Bonjour,|Bonsoir {me},|Hello {me},|Hello !|Bonjour Madame, Bonjour Monsieur,||",
        "de": "Hallo {me},|Liebe {me},|Guten Tag,|Hi {me},|",
        "es": "Hola {me}:|Querida {me}:|Buenos días:|Hola,|",
    },
    "robot": {
        "en": "Hello {me},|Dear {me},|Hi {me},|Dear customer,|Dear {me} {melast},|Hi there,|Dear Mr {melast},|Dear Ms {melast},||||",
        "fr": "Bonjour {me},|Bonjour,|Cher client,|Chère cliente, cher client,|Bonjour {me} {melast},|Madame, Monsieur,|M. {melast},|Mme {melast},||||",
        "de": "Guten Tag {me} {melast},|Sehr geehrte Damen und Herren,|",
        "es": "Estimado cliente:|Hola {me}:|",
    },
    "mass": {
        "en": "View in browser|View this email in your browser|Having trouble reading this? Open online.|Hello {me},|Hi friend,|Dear readers,|Dear all,|Hello everyone,|{shop} | Online version||||",
        "fr": "Voir dans le navigateur|Si ce message ne s'affiche pas, cliquez ici|Version en ligne|Bonjour {me},|Chers lecteurs,|Chers adhérents,|Bonjour à toutes et à tous,|Chers amis,||||",
        "de": "Im Browser ansehen|Liebe Leserinnen und Leser,|",
        "es": "Ver en el navegador|Queridos lectores:|",
    },
}
CLOSINGS: Mapping[str, Mapping[str, str]] = {
    "person": {
        "en": "Best, {first}|Cheers, {first}|Love, {first}|Best regards, {first} {last}|{first}|Yours, {first}|Talk soon, {first}|Take care! {first}|Kind regards {first} {last} -- {first} {last} {street} {phone9}|x {first}|Thanks, {first}|Sent from my iPhone|{first} Sent from my Android phone|Regards, {first} {last}||",
        "fr": "Bises, {first}|À bientôt, {first}|Amicalement, {first}|Bien à toi, {first}|Cordialement, {first} {last}|{first}|Bien cordialement, {first} {last} -- {first} {last} {street}|Je t'embrasse, {first}|Merci, {first}|À plus ! {first}|Envoyé de mon iPhone|Bonne journée, {first}|A+ {first}|Sincères salutations, {first} {last}||",
        "de": "Viele Grüße {first}|Liebe Grüße, {first}|",
        "es": "Un abrazo, {first}|Saludos, {first} {last}|",
    },
    "robot": {
        "en": "The {shop} team|Kind regards, {shop}|Your {shop} team|Thank you, {shop} customer service|This is an automated message, please do not reply.|© 2026 {shop}|{shop}, {street}|Privacy | Terms | Contact|Help – Unsubscribe – Privacy|||",
        "fr": "L'équipe {shop}|Cordialement, {shop}|Votre service client {shop}|Ceci est un message automatique, merci de ne pas y répondre.|© 2026 {shop}|{shop}, {street}|Mentions légales | Contact|Aide – Se désabonner – Confidentialité|||",
        "de": "Ihr {shop}-Team|Bitte antworten Sie nicht auf diese E-Mail.|",
        "es": "El equipo de {shop}|Por favor, no responda a este mensaje.|",
    },
    "mass": {
        "en": "Unsubscribe|Unsubscribe | Update your preferences|You are receiving this because you signed up at {shop}. Unsubscribe: {url}|© {shop}, {street}. Unsubscribe|If you no longer wish to receive these emails, click here.|{friend} and the {shop} team|Manage preferences · Unsubscribe · Privacy|Was this email useful? Yes / No|Sent to {memail}. Unsubscribe from this list|||",
        "fr": "Se désinscrire|Se désabonner | Gérer mes préférences|Vous recevez ce message car vous êtes inscrit à {shop}. Désinscription : {url}|© {shop}, {street}. Se désabonner|Pour ne plus recevoir nos messages, cliquez ici.|{friend} et toute l'équipe|Conformément au RGPD, vous disposez d'un droit d'accès. Désinscription|Envoyé à {memail}. Me désabonner|||",
        "de": "Newsletter abbestellen|Abmelden | Impressum|",
        "es": "Darse de baja|Cancelar suscripción | Aviso legal|",
    },
}
LEGAL: Mapping[str, str] = {
    "en": "This email and its attachments are confidential. If you are not the intended recipient, delete it.|Please consider the environment before printing.|Registered office: {street}. Company no. {num}.|Scanned for viruses.",
    "fr": "Ce message et ses pièces jointes sont confidentiels. Si vous n'en êtes pas le destinataire, merci de le détruire.|Pensez à l'environnement avant d'imprimer.|SAS au capital de {num}000 euros, RCS {city}.|Message analysé par un antivirus.",
    "de": "Diese E-Mail ist vertraulich.|Amtsgericht {city}, HRB {num}.",
    "es": "Este mensaje es confidencial.|Antes de imprimir, piense en el medio ambiente.",
}
QUOTES: Mapping[str, str] = {
    "en": "On {date8}, {me} wrote: > {reply}|> {reply}|-----Original Message----- From: {me} {melast} Subject: Re: {reply}|{me} {melast} <{memail}> wrote: > {reply}",
    "fr": "Le {date8}, {me} a écrit : > {reply}|> {reply}|-----Message d'origine----- De : {me} {melast} {reply}|{me} {melast} <{memail}> a écrit : > {reply}",
    "de": "Am {date8} schrieb {me}: > {reply}",
    "es": "El {date8}, {me} escribió: > {reply}",
}
FORWARDS: Mapping[str, str] = {
    "en": "[FYI|I thought of you when I read this|Have a look at this|What do you think of that?|Could this be something for us?] ---------- Forwarded message --------- From: {shop} Subject: {reply}",
    "fr": "[Pour info|J'ai pensé à toi en lisant ça|Regarde un peu|Tu en penses quoi ?|Ça pourrait nous intéresser ?] ---------- Message transféré --------- De : {shop} Objet : {reply}",
}
