"""French requests that no standard tool serves: travel, talk, money, health, devices, shops."""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

ERRANDS = {
    "transport_query": """
?comment (aller|se rendre|on va) (à {city}|à {street})
(~emmène-moi|~guide-moi|~conduis-moi) (à {city}|à {street}|à la maison|au travail)
?(combien de kilomètres|combien de temps|quelle distance) (jusqu'à|pour aller à|d'ici à) {city}
?(à quelle heure|quand) (est|part|arrive) le prochain {transport} (pour {city}|de {city})
?(mon|le) {transport} est (en retard|à l'heure|annulé)
itinéraire (vers|jusqu'à) {city}
?(où suis-je|on est où)
~envoie ma position à {person}
?quel {transport} va à {city}
~montre-moi un plan de {city}
""",
    "transport_taxi": """
(~appelle|~commande|~réserve|~prends)-moi {un_vehicle} [pour {street}] [à {clock}] [{on}]
(~appelle|~commande|~réserve) {un_vehicle} [pour {street}] [à {clock}]
?(j'ai besoin|il me faut) d'un {vehicle} (pour {street}|à {clock}|pour rentrer)
?où est mon {vehicle}
?combien coûte un {vehicle} pour {street}
~annule mon {vehicle}
""",
    "transport_ticket": """
(~réserve|~achète|~prends|~trouve) (un billet de {transport}|un billet|deux billets|une place) (pour|vers) {city} [{on}]
(~réserve|~trouve|~cherche) un vol (pour {city}|de {city} à {city2}) [{on}]
?combien coûte un billet [de {transport}] pour {city}
(~change|~annule|~échange) mon (billet|vol|train) [pour {city}]
(~enregistre-moi|~fais mon enregistrement) sur le vol
?(de quelle porte|de quel quai) part mon {transport}
(~réserve|~trouve) (un hôtel|une chambre|une voiture de location) à {city} [{on}]
?faut-il un visa pour {country}
?quels vaccins pour aller dans ce pays
?(ma valise|mon bagage) (est perdue|a été retrouvé)
""",
    "transport_traffic": """
?(comment est|c'est comment) la circulation [vers {city}|en ville|sur le périph]
?(y a-t-il|il y a) (des bouchons|des embouteillages|un accident|des travaux) [vers {city}|sur ma route|sur l'autoroute]
?combien de temps pour aller (au travail|à {street}|à {city}) [en voiture]
info trafic
?à quelle heure dois-je partir pour (l'aéroport|le travail)
""",
    "social_post": """
(~publie|~poste|~partage|~tweete) ({sms}|une photo|ça|que {sms}) sur {network}
~change mon statut [sur {network}] [en {sms}]
(~like|~partage|~commente) (la photo|le post) de {person}
~tweete à {company} que {sms}
(~envoie|~écris|~fais) (une réclamation|un tweet|une plainte) (à {company}|contre {company}) [sur {network}]
(~dis|~fais savoir) à {company} [sur {network}] que (leur service est en panne|je suis mécontent|leur appli plante)
~envoie ce message à {company} sur {network}
""",
    "social_query": """
?(quoi de neuf|du nouveau) sur {network}
?({person}|quelqu'un) a (publié|posté|liké) quelque chose [sur {network}]
(~ouvre|~montre-moi|~vérifie) (mon fil|mes notifications) {network}
?combien (d'abonnés|d'amis|de likes) j'ai [sur {network}]
?quelles sont les tendances [sur {network}]
?j'ai des (messages|notifications) {network}
?(y a-t-il|il y a) (quelque chose d'important|du nouveau|des mises à jour) (sur les réseaux sociaux|dans mon fil|sur {network})
(~lis-moi|~montre-moi) les (derniers messages|dernières publications) (de mon fil|sur {network}|de mes amis)
?j'ai (des messages privés|des demandes d'amis|des mentions) [sur {network}]
?qu'est-ce que {person} a (publié|partagé|tweeté) [sur {network}]
""",
    "general_joke": """
(~raconte-moi|~dis-moi|~fais-moi) (une blague|une autre blague|une devinette|une histoire drôle|une histoire)
?tu connais (une blague|des blagues|une bonne blague|une devinette)
(~fais-moi rire|~chante une chanson|~chante-moi quelque chose)
?c'est l'histoire d'un gars
(~écris|~raconte|~invente) (un poème|une histoire|un haïku|une rédaction|une chanson) sur ({city}|{animal}|l'amour)
""",
    "general_chat": """
?(qui es-tu|comment vas-tu|que sais-tu faire|tu es humain|tu m'aimes|comment tu t'appelles|tu es là|tu habites où|quel âge as-tu|qui t'a créé|ça va|tu dors)
?(merci|merci beaucoup|bravo|super|génial|parfait|tu es le meilleur|bien joué|excellent|beau travail|trop bien|c'est gentil|nickel|impeccable)
?(ok|d'accord|oui|non|si|laisse tomber|stop|annule|bonjour|salut|bonsoir|au revoir|bonne nuit|à plus|ouais|nan|peut-être|rien|oublie|tant pis)
?(c'est faux|tu as mal compris|répète|redis-le|qu'est-ce que tu as dit|peu importe|n'importe|ce n'est pas ça|mauvaise commande|tu t'es trompé|c'est ça|exactement|tout à fait|je suis d'accord)
?je suis {mood} [aujourd'hui]
?(je déteste|j'adore|j'en ai marre) (les réunions|des mails|les lundis|mon travail|les listes|l'agenda|ce temps|du spam|ma messagerie)
?(je t'aime|épouse-moi|tu es bête|tu m'énerves|tais-toi|tu me manques|tu es drôle)
?(on va|je vais|je suis) (à la plage|à un mariage|au travail|au cinéma) [maintenant]
?il fait (froid|chaud|noir) ici
?(ma journée|la réunion|la fête) était (nulle|super|ennuyeuse|longue)
?(tu peux|peux-tu|pourrais-tu) (expliquer|répéter|reformuler|confirmer) (ça|ce que tu as dit|encore une fois|ma dernière question)
?(vérifie|confirme) (ça|ma dernière commande|la question|ce que j'ai dit)
?(change|mets) (ta voix|ta langue|ton nom) en {language}
?(qu'est-ce que je viens de dire|tu m'écoutes|tu m'entends|tu comprends)
?tu (aimes|connais|as|crois en) ({star}|{team}|des amis|dieu|la musique)
?que penses-tu de ({star}|{news}|la politique)
?parle (moins vite|plus vite|plus fort|en {language})
?j'ai (eu une promotion|un nouveau travail|crevé un pneu|fait un cauchemar|faim|soif|sommeil|froid) [aujourd'hui]
?(mon chef|ma sœur|mon chien|la voisine|ma voiture) est (méchant|malade|en panne|bizarre)
?(que ferais-tu à ma place|aide-moi à choisir|je ne sais pas quoi faire|je m'ennuie)
?{word}
?(bonne année|joyeux noël|bon anniversaire|bon appétit)
?les mails c'est pénible
?cette réunion aurait pu être un mail
?(il n'y a rien à la télé|quel ennui|bof|mouais)
?ma messagerie me rend {mood}
?(oui|ouais|ok|voilà) (c'est|c'était) (ça|juste|bien ça|la bonne réponse|correct|confirmé|vrai|ce que je voulais)
?tu as (bien compris|parfaitement compris|compris ma demande|bien saisi|tout compris)
?(très|trop) (bonne réponse|bien répondu|bien vu|bon)
?(non|euh non|désolé|attends) (ce n'est|c'est) pas (la bonne réponse|ma demande|ça|la bonne commande|ce que j'ai demandé|ma question)
?tu (as fait ça|l'as fait|as fait la tâche) (de travers|mal|n'importe comment)
?(ce n'est|c'est) pas ce que (je voulais|j'ai demandé|je cherchais|j'ai dit)
?(arrête|stop|annule|annule ça|laisse|arrête ça|tais-toi|laisse tomber) [s'il te plaît|tout de suite|maintenant]
?(ça suffit|c'est tout|c'est bon|assez) [arrête|merci|pour le moment]
?(tu peux|peux-tu|pourrais-tu) [simplement|juste] (arrêter|annuler|annuler ça|te taire|laisser tomber)
?(vérifie|confirme|reconfirme) (ce que j'ai dit|les détails|ma dernière instruction|ma dernière question|la dernière chose|la commande)
?(tu peux|pourrais-tu) (vérifier|confirmer) (ce que j'ai dit|les détails|ma demande|la dernière chose|ma question)
?tu as (bien entendu|compris) (ce que j'ai dit|la dernière chose|ma question)
?(ta|cette) (réponse|explication) (n'était pas claire|n'est pas claire|est confuse|ne veut rien dire)
?(explique|précise|développe) (mieux|un peu plus|davantage) [ta réponse|ta dernière phrase|ça]
?je (ne comprends pas|n'ai pas compris|ne te suis pas|n'ai pas saisi) (ta réponse|ce que tu dis|la dernière phrase|)
?(répète|redis|relis) (ça|ta réponse|ce que tu viens de dire|encore une fois) [s'il te plaît]
?(pardon|comment|quoi) (tu peux répéter|qu'est-ce que tu dis|)
?(bien joué|beau boulot|bon travail|chapeau) [merci|l'ami]
?tu (as bien fait|as été parfait|es très utile|es malin|as fait du bon travail)
?merci (de me le rappeler|pour ton aide|pour tout|pour la réponse|de l'avoir fait)
?(l'un ou l'autre|n'importe lequel|les deux|peu importe lequel) (me va|convient|ira|c'est bien)
?ça (m'est égal|n'a pas d'importance|ne change rien|dépend de toi)
?je n'ai pas (de préférence|d'avis)
?(choisis|décide) [pour moi|toi-même]
?j'ai (perdu|trouvé|cassé|emmené|acheté) (mes clés|mon téléphone|la voiture|le chien) [{period}|au garage]
?je peux te (raconter ma journée|dire un secret|parler de mon week-end)
?que sais-tu de moi
""",
    "translate": """
(~traduis|~dis) ({phrase}|ça|cette phrase|mon dernier mail) en {language}
?comment (dit-on|on dit|dire|se dit) {phrase} en {language}
?que veut dire {phrase} en {language}
?c'est quoi {phrase} en {language}
~enseigne-moi (un peu d'|quelques mots d'){language}
""",
    "phone_call": """
(~appelle|~téléphone à|~passe un appel à|~rappelle) ({person}|la police|les pompiers|le dernier numéro)
(raccroche|décroche|ignore l'appel|~mets le haut-parleur)
?qui m'a appelé
(~envoie|~écris) (un sms|un texto|un whatsapp) à {person} (disant|pour dire|:) {sms}
(~lis|~vérifie) (mes sms|mes textos|mon répondeur)
?où est mon téléphone
(~trouve|~localise|~fais sonner) mon téléphone
~bloque ce numéro
""",
    "banking": """
(~envoie|~vire|~paie|~verse|~transfère) {money} (à {person}|sur mon compte {account}|par virement)
?(quel est|c'est quoi|donne-moi) (mon solde|le solde de mon compte {account})
?(combien d'argent j'ai|combien j'ai dépensé {period}|combien me reste-t-il|je dois combien)
(~paie|~règle) (ma facture|la facture) {de_bill}
?quand (dois-je payer|est prélevée) (ma facture|l'échéance) {de_bill}
?pourquoi ma carte (a été refusée|est bloquée)
(~bloque|~commande) (ma carte|ma carte bancaire|un chéquier)
?quel est le taux (de mon livret|du crédit|d'intérêt)
(~montre|~liste) mes (dernières dépenses|opérations|transactions)
?(quand suis-je payé|j'ai été payé|combien je gagne)
(~ouvre|~ferme) un compte {account}
?comment (obtenir un prêt|demander une carte)
?combien de jours de congé il me reste
?(quel est mon|où est mon) (rib|code|bulletin de paie|iban)
""",
    "health": """
?que prendre (pour|contre) {illness}
?combien de (pas|calories) (j'ai fait|ai-je brûlées|aujourd'hui)
?(quel est|quelle est) (mon rythme cardiaque|ma tension|mon poids)
(~démarre|~lance|~arrête|~enregistre) (un entraînement|ma course|une méditation|mes {exercise})
?comment soigner {illness}
?j'ai {illness}
?combien (d'eau|de sommeil|de protéines) il me faut
(~note|~ajoute) {number} {exercise} à mon entraînement
""",
    "car": """
?(quand est|à quand) (la prochaine vidange|le contrôle des pneus)
?(quelle est la pression des pneus|combien d'essence il reste|quelle autonomie il reste)
?comment (changer une roue|démarrer avec des câbles|vérifier l'huile)
?(où ai-je garé|où est garée) la voiture
(~démarre|~chauffe|~klaxonne) (la voiture|avec la voiture)
?qu'est-ce qu'elle a ma voiture
""",
    "photos": """
(~prends|~montre-moi|~supprime|~retouche) (une photo|un selfie|la dernière photo|mes photos de {city})
(~filme|~enregistre une vidéo)
(~montre|~ouvre) mes (photos|albums) (de {person}|de {period}|)
(~recadre|~tourne) cette photo
(~zoome|~allume le flash|~ouvre l'appareil photo)
""",
    "device_commands": """
(~ouvre|~ferme|~lance|~installe|~mets à jour|~désinstalle) {app}
(~active|~désactive|~coupe) (le bluetooth|le wifi|le mode avion|la lampe torche|le mode sombre|le partage)
(~redémarre|~éteins|~verrouille) (l'ordinateur|mon portable|le système|la tablette)
?combien de batterie il reste
~fais une capture d'écran
(~augmente|~baisse) la luminosité de l'écran
(~imprime|~scanne|~photocopie) (ça|la page|dix copies|la carte d'embarquement)
(copie|colle|annule|reviens en arrière|actualise la page)
(~efface|~vide) (mon historique|le cache|les cookies)
(~ouvre|~va sur) (google|le site de {shop})
?quel est (mon adresse ip|le mot de passe du wifi)
~change (mon mot de passe|mon fond d'écran|ma sonnerie)
~rejoins la visio
(~écris|~débogue) (du code|un script python|mon programme)
""",
    "shopping_service": """
?où est (mon colis|mon paquet|ma commande {company})
(~suis|~renvoie|~annule) (mon colis|ma commande|mon retour)
?quand (arrive|sera livré) (mon colis|mon {product}|le paquet)
?(le|ce) {product} est (en stock|en promo|bien)
?quel est le meilleur {product} [à moins de {money}]
(~vends|~loue|~répare) mon {product}
?{shop} (accepte la carte|reprend les articles|vend des {product}s)
?quelle est la garantie de mon {product}
""",
    "lookalikes": """
?comment (écrire un mail formel|se désabonner des mails|finir un mail|arrêter le spam|bien mener une réunion|refuser une réunion|tenir une liste|ranger ses fichiers|partager un agenda|retenir les prénoms)
?(c'est quoi|ça veut dire quoi) (un courriel|un agenda partagé|une lentille de contact|une to-do list|un événement fortuit|une réunion tupperware|une force d'intervention|un facteur|une carte postale)
?combien (de mails sont envoyés par jour|de réunions a un patron|de jours dans le calendrier|de gens ont une adresse mail|d'œufs dans une douzaine)
?combien de temps doit durer (une réunion|une pause déjeuner|un rendez-vous)
?quel est le meilleur (agenda|fournisseur de mail|jour pour une réunion|moyen d'écrire un mail|gestionnaire de tâches)
?pourquoi (je reçois autant de spam|les réunions sont si longues|on dit courriel|l'année a douze mois)
?(le facteur est passé|il y a du courrier le dimanche|quand ouvre la poste|où est la boîte aux lettres la plus proche|combien coûte un timbre)
~liste (les planètes|les présidents {de_country}|les ingrédients {de_dish}|les plus grandes villes {de_country}|trois faits sur {animal})
?(c'est quoi|donne-moi) (le programme télé|les horaires du bus|le calendrier des matchs|la carte des vins|le menu de midi|la liste des prix|le classement des ventes)
?dans quel ordre (regarder {movie}|sont les planètes|lire {book})
(~supprime|~efface|~vide) (mon compte|mon historique|cette photo|l'application|mon profil|la tache|le virus|mon réveil|la dernière chanson)
(~annule|~arrête|~résilie) (mon abonnement|ma salle de sport|ma commande {company}|mon vol|le téléchargement|le minuteur|le taxi|mon assurance|l'appel)
(~ajoute|~mets) (du sel dans la soupe|cette chanson à ma bibliothèque|{money} sur mon forfait|un filtre à la photo|la télé|de la musique|les sous-titres|la table)
(~crée|~fais|~ouvre) (un compte sur {network}|un mot de passe|une réservation|un don|une playlist réunions|un groupe de discussion|un sandwich|la porte)
(~change|~règle) (ma sonnerie|la température|le fond d'écran|le volume|la langue|la chaîne)
(~envoie|~partage) (ma position|un texto|un bisou|un whatsapp|{money}|une demande d'ami|un fax) à {person}
(~vérifie|~cherche|~trouve) (mon rythme cardiaque|le niveau d'huile|le score|mes clés|mes lunettes|une pharmacie|le prix de l'or|mon vol)
(~lis-moi|~raconte-moi) (une histoire|un poème|l'horoscope|les résultats sportifs|un conte sur {animal})
(~réserve|~prends) (une table|un vol|une chambre d'hôtel|un taxi|un billet de train|des places pour {movie})
(~rappelle-moi|~dis-moi) (qui chante {song}|quelle est la capitale {de_country}|quel âge a {star}|comment nouer une cravate|le nom de cet acteur|pourquoi le ciel est bleu)
(~coupe|~désactive|~active) (les notifications|les rappels du téléphone|les lumières de la salle de réunion|le widget agenda)
(~déclare|~dépose|~paie) (mes impôts|une plainte|mon loyer|un sinistre)
(~déplace|~avance|~va) (le curseur|le canapé|de dix secondes|la pièce d'échecs|à {city})
(~contacte|~appelle) (le service client|la police|le support|l'ambassade|le dépanneur)
(~joue|~mets|~lance) (la chanson de la réunion|ma playlist courses|un son de rappel|la musique du film|une liste de chansons {de_genre})
?(mes lentilles me font mal|j'ai perdu mon portefeuille|le facteur est sympa|le lait me rend malade|les œufs sont chers|j'ai oublié mon déjeuner|les réunions m'ennuient)
?(le lait|le pain|le beurre|{ingredient}) (c'est bon pour la santé|c'est frais|c'est végan|c'est en promo)
?combien (coûte le lait|coûtent les œufs|coûte un dentiste|coûte un mariage|coûtent les réunions)
?(que porter à|que fait-on à|à quoi sert|que se passe-t-il à) ({un_event}|une réunion|un mariage)
?(c'était|j'ai eu) {un_event} (inoubliable|horrible|la semaine dernière et c'était super)
?que veut dire ({event}|réunion|rappel|facture|échéance)
~traduis (ma liste|ce mail|le mot réunion|rendez-vous) en {language}
?comment (s'écrit|se prononce) (agenda|rendez-vous|rappel|mercredi|reçu)
?qu'est-ce qui rime avec (mail|liste|réunion|date)
""",
}
