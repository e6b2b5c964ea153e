"""What people ask assistants for, in words: each intent with names and meanings in two languages.

The keys are the intents of HWU64, and a few domains of our own; `ALIASES` are rare intents that
mean what a larger one means.
"""

# ruff: noqa: E501  (one meaning a line)

from __future__ import annotations

ALIASES = {
    "factoid": "qa_factoid", "music": "play_music", "podcasts": "play_podcasts",
    "post": "social_post", "cooking_query": "cooking_recipe", "quirky": "general_quirky",
    "music_dislikeness": "music_likeness", "iot_lights": "iot_hue_lighton",
    "general_chat": "general_quirky",
}  # fmt: skip
# Domains of our own negatives that are wider than one intent: never beside these intents.
WIDE = {
    "iot_lights": {"iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightdim", "iot_hue_lightup",
                   "iot_hue_lightchange"},
    "iot_devices": {"iot_wemo_on", "iot_wemo_off", "iot_coffee", "iot_cleaning"},
    "audio_volume": {"audio_volume_up", "audio_volume_down", "audio_volume_mute"},
    "general_chat": {"general_affirm", "general_negate", "general_praise", "general_commandstop",
                     "general_confirm", "general_dontcare", "general_explain", "general_repeat",
                     "general_quirky"},
    "play_music": {"play_music", "music_settings", "music_query", "music_likeness"},
    "music_query": {"music_query", "music_likeness"},
    "play_podcasts": {"play_podcasts", "play_audiobook"},
    "alarm_set": {"alarm_set", "alarm_query", "alarm_remove"},
    "datetime_query": {"datetime_query", "datetime_convert"},
    "takeaway_query": {"takeaway_query", "takeaway_order", "recommendation_locations"},
}  # fmt: skip
# What else a tool of a domain may serve: negatives of these are not drawn beside it.
TOUCHES = {
    **{intent: {wide} for wide, intents in WIDE.items() for intent in intents},
    "timer": {"alarm_set"}, "units": {"qa_currency", "qa_maths"}, "spelling": {"qa_definition"},
    "sms": {"phone_call"}, "print": {"device_commands"}, "qa_factoid": {"qa_definition"},
    "qa_definition": {"qa_factoid"}, "recommendation_locations": {"takeaway_query"},
    "transport_ticket": {"transport_query", "recommendation_events"}, "play_game": {"qa_maths"},
    "recommendation_events": {"recommendation_locations", "transport_query"},
}  # fmt: skip

# key: names (English, French), meanings in English, meanings in French.
# fmt: off
MEANINGS: dict[str, tuple[str, str, str]] = {
    "alarm_query": ("alarm_query alarms_set réveils", "asks which alarms are set|wants to know when an alarm rings|about alarms that exist", "demande quels réveils sont réglés|veut savoir quand sonne un réveil"),
    "alarm_remove": ("alarm_remove alarm_off enlever_réveil", "wants an alarm gone|switch an alarm off|delete a wake-up alarm", "veut supprimer un réveil|désactiver une alarme"),
    "alarm_set": ("alarm_set wake_up réveil", "wants an alarm at a time|set a wake-up alarm|be woken up", "veut un réveil à une heure|régler une alarme|être réveillé"),
    "audio_volume_down": ("volume_down quieter moins_fort", "wants the sound lower|turn the volume down|it is too loud", "veut baisser le son|c'est trop fort"),
    "audio_volume_mute": ("mute silence muet", "wants silence|mute the speaker|no sound for now", "veut couper le son|silence"),
    "audio_volume_up": ("volume_up louder plus_fort", "wants the sound louder|turn the volume up|cannot hear it", "veut monter le son|on n'entend pas assez"),
    "calendar_query": ("calendar_query agenda_ask voir_agenda", "asks what is in the calendar|wants to know about appointments, meetings or reminders|am I free|when an event is", "demande ce qu'il y a dans l'agenda|veut connaître ses rendez-vous ou rappels|suis-je libre|quand est un événement"),
    "calendar_remove": ("calendar_remove cancel_event annuler", "wants an appointment or event cancelled|delete something from the calendar|clear the schedule", "veut annuler un rendez-vous|supprimer un événement de l'agenda|vider le planning"),
    "calendar_set": ("calendar_set new_event nouveau_rdv", "wants an event, appointment or reminder added|be reminded of something|schedule a meeting", "veut ajouter un rendez-vous ou un rappel|qu'on lui rappelle quelque chose|planifier une réunion"),
    "cooking_recipe": ("recipe cooking recette", "asks how to cook something|a recipe or its ingredients|kitchen questions", "demande une recette|comment cuisiner quelque chose|question de cuisine"),
    "datetime_convert": ("time_zones convert_time fuseaux", "compares times between time zones|what time it is there if it is so late here", "compare des heures entre fuseaux|convertir une heure d'un pays à l'autre"),
    "datetime_query": ("datetime clock date_heure", "asks for the time or the date|which day something falls on|what time it is somewhere", "demande l'heure ou la date|quel jour on est|quelle heure il est quelque part"),
    "email_addcontact": ("add_contact save_address nouveau_contact", "wants a person or address saved in the contacts|add a contact|store a mail address", "veut enregistrer un contact|ajouter une adresse au carnet|garder une adresse"),
    "email_query": ("email_query inbox courrier", "asks about mail that came|check the inbox for new messages|did somebody write", "demande s'il y a du courrier|consulter les mails reçus|quelqu'un a-t-il écrit"),
    "email_querycontact": ("contact_query address_book coordonnées", "asks for somebody's number, address or birthday|look a person up in the contacts", "demande le numéro, l'adresse ou l'anniversaire de quelqu'un|chercher une personne dans les contacts"),
    "email_sendemail": ("send_email write_mail envoyer_mail", "wants mail sent|write or answer an email|tell somebody something by mail", "veut envoyer un mail|écrire ou répondre à un courriel|dire quelque chose à quelqu'un par mail"),
    "general_affirm": ("affirm yes oui", "says yes or that it was right|confirms that the answer is correct", "dit oui ou que c'est juste|confirme la réponse"),
    "general_commandstop": ("stop enough arrête", "tells the assistant to stop|cancel the last command", "demande à l'assistant d'arrêter|annule la dernière commande"),
    "general_confirm": ("confirm_please check_that vérifie", "asks the assistant to confirm what was said|check the last command again", "demande à l'assistant de confirmer|vérifier la dernière commande"),
    "general_dontcare": ("dont_care whatever égal", "does not mind|either is fine|has no preference", "ça lui est égal|n'a pas de préférence"),
    "general_explain": ("explain clarify explique", "did not understand the assistant|asks for an explanation of the answer", "n'a pas compris l'assistant|demande une explication de la réponse"),
    "general_joke": ("joke humour blague", "wants a joke|be made to laugh|something funny", "veut une blague|quelque chose de drôle|une histoire pour rire"),
    "general_negate": ("negate wrong faux", "says the assistant got it wrong|that was not what was meant", "dit que l'assistant s'est trompé|ce n'était pas ça"),
    "general_praise": ("praise thanks merci", "praises or thanks the assistant|well done", "félicite ou remercie l'assistant|bravo"),
    "general_quirky": ("smalltalk chat bavardage", "small talk|tells about the day or feelings|an odd remark or question to the assistant", "bavarde|raconte sa journée ou son humeur|une remarque étrange"),
    "general_repeat": ("repeat again répète", "asks to hear the answer again|say that once more", "demande de répéter|redire la réponse"),
    "iot_cleaning": ("vacuum cleaning aspirateur", "wants the robot vacuum to clean|start the vacuum cleaner", "veut lancer l'aspirateur|faire nettoyer le robot"),
    "iot_coffee": ("coffee espresso café", "wants coffee made|start the coffee machine", "veut un café|lancer la machine à café"),
    "iot_hue_lightchange": ("light_colour colours couleur", "wants lights of another colour|change the mood of the light", "veut changer la couleur de la lumière|une autre ambiance lumineuse"),
    "iot_hue_lightdim": ("light_dim darker tamiser", "wants the light dimmer|less bright", "veut moins de lumière|tamiser la lampe"),
    "iot_hue_lightoff": ("light_off dark éteindre", "wants the lights off|switch a lamp off", "veut éteindre la lumière|couper une lampe"),
    "iot_hue_lighton": ("light_on lamps allumer", "wants the lights on|it is too dark", "veut allumer la lumière|il fait trop sombre"),
    "iot_hue_lightup": ("light_up brighter plus_clair", "wants the light brighter|raise the lights", "veut plus de lumière|éclaircir"),
    "iot_wemo_off": ("plug_off socket_off prise_off", "wants a smart plug off|cut a socket", "veut couper une prise|éteindre une prise connectée"),
    "iot_wemo_on": ("plug_on socket_on prise_on", "wants a smart plug on|power a socket", "veut allumer une prise|mettre une prise sous tension"),
    "lists_createoradd": ("list_add new_list ajouter_liste", "wants something added to a list|start a new list|put groceries on the list", "veut ajouter à une liste|créer une nouvelle liste|mettre des courses sur la liste"),
    "lists_query": ("list_query show_list voir_liste", "asks what is on a list|which lists there are|read a list out", "demande ce qu'il y a sur une liste|quelles listes existent|lire une liste"),
    "lists_remove": ("list_remove cross_off enlever_liste", "wants something off a list|delete a list", "veut enlever quelque chose d'une liste|supprimer une liste"),
    "music_likeness": ("music_taste like_song goûts", "says which music is liked or not|an opinion on a song", "dit quelle musique lui plaît|un avis sur une chanson"),
    "music_query": ("music_query what_song quel_titre", "asks what is playing|about a song or an artist", "demande ce qui passe|question sur une chanson ou un artiste"),
    "music_settings": ("music_settings shuffle mode_lecture", "wants repeat or shuffle|skip within the playlist", "veut répéter ou mélanger|changer le mode de lecture"),
    "news_query": ("news headlines actualités", "asks for the news|what happened in the world or in sport", "demande les nouvelles|ce qui se passe dans le monde ou le sport"),
    "play_audiobook": ("audiobook listen_book livre_audio", "wants an audiobook played|go on with a book", "veut écouter un livre|reprendre un livre audio"),
    "play_game": ("game play jeu", "wants to play a game|start a game", "veut jouer|lancer un jeu"),
    "play_music": ("play_music song musique", "wants music played|a song, an artist or a playlist", "veut de la musique|une chanson, un artiste ou une playlist"),
    "play_podcasts": ("podcast episode émission", "wants a podcast played|an episode of a show", "veut écouter un podcast|un épisode d'une émission"),
    "play_radio": ("radio station fréquence", "wants the radio on|a radio station", "veut la radio|une station de radio"),
    "qa_currency": ("currency exchange devises", "asks for an exchange rate|convert money between currencies", "demande un taux de change|convertir de l'argent"),
    "qa_definition": ("definition meaning_of définition", "asks what a word or thing means|a definition or description", "demande le sens d'un mot|une définition"),
    "qa_factoid": ("facts trivia savoir", "asks a question of general knowledge|about a person, a place or history", "pose une question de culture générale|sur une personne, un lieu ou l'histoire"),
    "qa_maths": ("maths sum calcul", "wants a sum worked out|arithmetic", "veut un calcul|une opération"),
    "qa_stock": ("stocks shares bourse", "asks for the price of a share|how a company does on the stock market", "demande le cours d'une action|la bourse"),
    "recommendation_events": ("events outings sorties", "asks what goes on in town|concerts, festivals or things to do", "demande ce qu'il y a à faire en ville|concerts, spectacles ou sorties"),
    "recommendation_locations": ("places nearby lieux", "looks for a shop, restaurant or place nearby|where the nearest one is", "cherche un magasin, un restaurant ou un lieu|où est le plus proche"),
    "recommendation_movies": ("movies cinema films", "asks which films are on|a film to watch", "demande quels films passent|un film à voir"),
    "social_post": ("post tweet publier", "wants something posted on a social network|tweet a complaint", "veut publier sur un réseau social|tweeter quelque chose"),
    "social_query": ("social feed réseaux", "asks what is new on a social network|who posted something", "demande ce qu'il y a de neuf sur un réseau social|qui a publié"),
    "takeaway_order": ("order_food takeaway commander", "wants food ordered|a takeaway or delivery from a restaurant", "veut commander à manger|un plat à emporter ou livré"),
    "takeaway_query": ("takeaway_query delivery livraison", "asks whether a restaurant delivers|where the ordered food is", "demande si un restaurant livre|où en est la commande de repas"),
    "transport_query": ("route directions itinéraire", "asks for the way or for train times|how long a journey takes", "demande le chemin ou un horaire|combien de temps dure un trajet"),
    "transport_taxi": ("taxi ride course", "wants a taxi|a ride to a place", "veut un taxi|une course"),
    "transport_ticket": ("ticket booking billet", "wants a train, bus or plane ticket|book a journey", "veut un billet de train, de car ou d'avion|réserver un voyage"),
    "transport_traffic": ("traffic jam circulation", "asks about traffic|how the roads are", "demande l'état de la circulation|les bouchons"),
    "weather_query": ("weather forecast météo", "asks about the weather|will it rain, how warm it is", "demande la météo|va-t-il pleuvoir, quelle température"),
    "iot_devices": ("devices home maison", "wants a machine or door of the house switched, set or checked", "veut commander un appareil ou une porte de la maison"),
    "translate": ("translate language traduction", "wants words in another language", "veut une traduction|dire quelque chose dans une autre langue"),
    "phone_call": ("phone call appel", "wants somebody called or texted|about the phone itself", "veut appeler quelqu'un ou envoyer un sms|à propos du téléphone"),
    "banking": ("bank money banque", "asks the bank: payments, balances, cards|about pay and bills", "question d'argent : virement, solde, carte|factures et salaire"),
    "health": ("health body santé", "asks about health, illness or exercise", "question de santé, de maladie ou de sport"),
    "car": ("car driving voiture", "about the owner's car", "à propos de la voiture"),
    "photos": ("photos camera images", "about taking or finding pictures", "prendre ou retrouver des photos"),
    "device_commands": ("computer apps ordinateur", "commands to a phone or computer|open an app, change a setting", "commande au téléphone ou à l'ordinateur|ouvrir une appli, un réglage"),
    "shopping_service": ("parcel service colis", "about parcels, returns and goods of a shop", "colis, retours et articles d'un magasin"),
    "audio_volume": ("sound volume son", "about how loud it is", "à propos du volume"),
}
# fmt: on
# Intents that a person could take for one another: never offered together.
ALIKE = (
    {"calendar_set", "alarm_set"},
    {"calendar_query", "alarm_query", "datetime_query"},
    {"calendar_query", "recommendation_events"},
    {"general_affirm", "general_praise"},
    {"general_explain", "general_repeat"},
    {"general_confirm", "general_repeat"},
    {"takeaway_query", "recommendation_locations"},
    {"qa_definition", "qa_factoid"},
    {"music_settings", "play_music"},
    {"takeaway_order", "takeaway_query"},
    {"general_quirky", "qa_factoid"},
    {"general_quirky", "general_joke"},
    {"lists_createoradd", "calendar_set"},
    {"play_podcasts", "play_audiobook"},
)
