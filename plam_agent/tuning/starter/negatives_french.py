"""French requests that no standard tool serves, written as the English ones are."""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

NEGATIVES = {
    "weather_query": """
?(quel temps fait-il|quel temps fera-t-il|c'est quoi la météo|quelle est la météo|il fait quel temps) [à {city}|demain|aujourd'hui|{on}|dehors|ce week-end]
?(est-ce qu'il va|va-t-il|il va|il risque de) {weather} [à {city}] [{on}]
?(faut-il|j'ai besoin d'|je prends) (un parapluie|un manteau|des bottes|de la crème solaire) [{on}]
?(il fait|il fera|il va faire) (combien|froid|chaud|beau) [à {city}] [{on}]
?(quelle est la température|quelles sont les températures|combien de degrés) [à {city}] [{on}]
(~donne-moi|~dis-moi|~montre-moi|~vérifie) (la météo|les prévisions|le bulletin météo|la température) [de {city}|pour {city}] [{on}]
?il (pleut|neige|gèle|fait froid|fait beau) (dehors|à {city}|en ce moment)
?y a-t-il (un orage|de la pluie|du vent) de prévu [{on}]
météo {on} à {city}
?à quelle heure (se couche|se lève) le soleil
?il faut annuler le barbecue à cause de la pluie
""",
    "play_music": """
(~joue|~mets|~lance|~passe) (de la musique|{genre}|ma playlist|une chanson de {artist}|{song}|{artist}|un morceau de {artist}|ma playlist de réunion|la chanson suivante)
(~mets|~ajoute) {song} [de {artist}] (dans la file|en boucle|dans ma playlist)
(~mets en pause|~arrête|~passe|~reprends|~coupe) (la musique|cette chanson|la lecture|le morceau)
?(j'ai envie d'écouter|je veux écouter|j'aimerais entendre) ({genre}|{artist}|{song}|de la musique)
musique s'il te plaît
(chanson|morceau|piste) (suivante|précédente|suivant)
?remets la même chanson
~fais-moi une playlist de chansons {de_genre}
mode aléatoire
""",
    "music_query": """
?(c'est quoi|quelle est) (cette chanson|cette musique|ce morceau|le titre qui passe)
?qui (chante|a écrit|a composé) (ça|{song}|cette chanson)
?en quelle année est sortie {song}
?comment s'appelle (ce groupe|cette chanson|ce chanteur)
?j'(adore|aime bien) (cette chanson|{artist}|ce morceau)
?combien d'albums a fait {artist}
?je déteste {artist}
""",
    "play_podcasts": """
(~joue|~lance|~reprends|~mets|~télécharge) (le podcast {podcast}|{podcast}|le dernier épisode {de_podcast}|mon podcast|l'épisode suivant)
~abonne-moi à {podcast}
(~lis|~reprends|~lance|~continue) (le livre audio {book}|mon livre audio|le chapitre {number} {de_book})
(~avance|~recule) de trente secondes
?tu connais un bon podcast sur {news}
""",
    "play_radio": """
(~mets|~allume|~lance|~passe sur) ({station}|la radio|{station} à la radio|ma station préférée)
?quelles stations (passent|diffusent) {genre}
radio s'il te plaît
~trouve une station qui passe {genre}
""",
    "play_game": """
?(jouons|on joue|tu veux jouer|on fait une partie) ({game}|à un jeu|ensemble)
(~lance|~ouvre|~démarre) (une partie|un jeu|tetris|le jeu)
(~lance un dé|~tire à pile ou face|~lance les dés)
(~donne-moi|~choisis) un nombre au hasard [entre {number} et {number2}]
nouvelle partie
""",
    "iot_lights": """
(~allume|~éteins) (la lumière|les lumières|la lampe|tout) [dans {le_room}] [à {clock}]
(~baisse|~tamise|~augmente|~monte) (la lumière|les lumières|l'éclairage) [dans {le_room}] [à {level}]
(~mets|~passe|~change) les lumières {du_room} en {colour}
?(il fait|c'est) trop (sombre|clair) ici
?la lumière {du_room} est allumée
?est-ce que j'ai laissé la lumière allumée dans {le_room}
lumière
(~active|~lance) l'ambiance (cinéma|lecture|fête|réunion)
""",
    "iot_devices": """
(~allume|~éteins|~démarre|~arrête|~lance) {le_device} [dans {le_room}] [à {clock}]
(~règle|~mets|~baisse|~monte) (le thermostat|le chauffage|la température) [à {number} degrés|à {level}]
?(est-ce que|dis) {le_device} est (allumée|éteinte|en marche)
(~ouvre|~ferme|~verrouille|~déverrouille) (la porte|le garage|la voiture|les volets|la fenêtre|le portail|les rideaux)
(~active|~désactive) l'alarme de la maison
?la porte est (fermée|verrouillée|ouverte)
(~fais|~prépare)-moi (un café|un thé|un expresso)
(~fais|~prépare) (un café|du café|un thé)
(~passe|~lance) (l'aspirateur|le robot|la serpillière) [dans {le_room}]
~nettoie (le salon|la maison|{le_room})
rappelle à mon téléphone de se charger
(~connecte|~associe) (mon téléphone|l'enceinte|le casque)
""",
    "audio_volume": """
(~baisse|~monte|~augmente|~coupe|~remets) le (son|volume)
(~mets|~règle) le volume (à {level}|à {number}|au maximum)
(plus fort|moins fort|tais-toi|silence|chut|parle plus fort)
?c'est trop (fort|bas)
?on n'entend rien
~coupe le micro [pendant {minutes}]
""",
    "alarm_set": """
(~mets|~règle|~programme|~crée) (un réveil|le réveil|une alarme|mon réveil) (à|pour) {clock} [{on}]
~réveille-moi (à {clock}|dans {minutes}) [{on}]
(~lance|~mets|~démarre) un minuteur de {minutes}
(~annule|~arrête|~supprime|~coupe|~désactive) (mon réveil|l'alarme|le minuteur|toutes les alarmes)
?(quelles alarmes|quels réveils) (ai-je|sont réglés|j'ai)
?à quelle heure (sonne|est) mon réveil
?il reste combien de temps sur le minuteur
?j'ai un réveil demain
lance le chronomètre
réveil {clock}
""",
    "datetime_query": """
?quelle heure est-il [à {city}]
?il est quelle heure [à {city}|là-bas]
?(quel jour sommes-nous|on est quel jour|quelle est la date|on est le combien|quel jour tombe noël|quel jour on est)
?(combien de jours|combien de semaines|dans combien de temps) (avant noël|jusqu'à pâques|avant l'été|avant {day})
?(quel est|c'est quoi) le décalage horaire entre {city} et {city2}
?s'il est {clock} à {city} quelle heure est-il à {city2}
?quel jour était le {number} mars
?quand (change-t-on d'heure|est le changement d'heure|tombe la fête des mères)
?qui a inventé le calendrier
?en quelle année sommes-nous
(~donne-moi|~dis-moi|~montre-moi) (l'heure|la date|l'heure exacte|le jour) [à {city}|d'aujourd'hui]
?(tu peux|pourrais-tu) me (dire|donner) l'heure [à {city}]
?quel jour (est|tombe|sera) {day}
?(y a-t-il|quand est) un jour férié [{on}]
?(l'heure s'il te plaît|la date du jour|date et heure)
""",
    "news_query": """
(~donne-moi|~lis-moi|~dis-moi|~montre-moi) (les nouvelles|les infos|les actualités|les gros titres) [sur {news}|de {city}]
?(quoi de neuf|que se passe-t-il|qu'est-ce qui se passe) (dans le monde|dans l'actualité|à {city}|en politique)
?(des nouvelles|du nouveau|quoi de neuf) sur {news}
?que s'est-il passé (dans le monde|à {city}) (hier|aujourd'hui|cette semaine)
?qui a gagné (le match|la partie|l'élection|la course|la coupe) [{period}]
?(quel est|c'est quoi|donne-moi) le (score|résultat) du match [de {team}]
?quand (joue|jouent) {team}
?{team} a gagné [{period}]
~préviens-moi s'il y a du nouveau sur {news}
""",
    "qa_factoid": """
?(qui est|qui était|quel âge a|où est né|quand est mort|combien mesure) {star}
?{star} est (mort|marié|toujours vivant)
?(quelle est|c'est quoi) (la capitale|la population|la superficie|la monnaie) {de_country}
?(à quelle distance est|quelle est la taille de) (la lune|la terre|mars|la tour eiffel)
?(à quelle vitesse court|combien de temps vit|combien pèse) {animal}
?pourquoi (le ciel est bleu|la mer est salée|l'herbe est verte)
?qui a inventé (le téléphone|l'électricité|la roue|le courriel|internet|la réunion)
?combien (d'os|de planètes|de pays|d'habitants|de continents) (y a-t-il|il y a) [en {city}]
?quand (a été construite la tour eiffel|a eu lieu la révolution|a été envoyé le premier mail)
?(quel est|quelle est) (le plus long fleuve|la plus haute montagne|la plus grande ville|le plus grand lac) {de_country}
(~dis-moi|~raconte-moi) (quelque chose d'intéressant|une anecdote|une citation) [sur {animal}|de {star}]
(~cherche|~recherche) (sur internet|sur google|sur wikipédia|en ligne) {star}
?qui a écrit {book}
?qui dirige {company}
?où se trouve {country}
?pourquoi fait-on des réunions
?comment marche le courrier électronique
?qui est le président {de_country}
""",
    "qa_definition": """
?(que veut dire|que signifie|ça veut dire quoi) ({word}|{bareword})
(~définis|~explique-moi|~décris|~explique) ({noun}|le mot {bareword}|{word})
?(c'est quoi|qu'est-ce que c'est que|qu'est-ce que) {noun}
?comment (ça s'écrit|on écrit|on prononce|s'écrit) {bareword}
?(donne-moi un synonyme|quel est le contraire|un autre mot) (de|pour) {bareword}
?quelle est la différence entre {noun} et {noun2}
?c'est quoi (un mail|un agenda|un rappel|une pièce jointe|un spam|un brouillon|un contact)
?que veut dire (cci|rsvp|ndlr|cc)
~fais une phrase avec {bareword}
~épelle {bareword}
?à quoi ressemble ({animal}|{noun}|{un_product})
~décris-moi ({animal}|{noun})
(~cherche|~trouve) (la définition|le sens) (de {bareword}|du mot {word})
(~trouve-moi|~donne-moi) des informations sur ({animal}|{noun}|{country})
""",
    "qa_maths": """
?(combien font|ça fait combien|calcule|combien fait) {sum}
?{sum}
(~calcule|~résous) {sum}
?combien font {number} (plus|fois|moins|divisé par) {number2}
?quel est {number} pour cent de {number2}
(~additionne|~multiplie) {number} (et|par) {number2}
?est-ce que {number} est un nombre premier
?combien de pourboire pour {money}
""",
    "qa_currency": """
(~convertis|~change) ({money}|{number} {currency}) en {currency2}
?combien (font|valent) ({money}|{number} {currency}) en {currency2}
?(quel est|c'est quoi) le taux de change [entre {currency} et {currency2}|aujourd'hui]
~convertis {number} {unit} en {unit2}
?combien de {unit} dans {number} {unit2}
?combien de {currency} pour {money}
""",
    "qa_stock": """
?(quel est|c'est quoi|donne-moi) le (cours|prix|cours de bourse) de l'action {company}
?comment (va|se porte) (la bourse|l'action {company}|le cac 40) [aujourd'hui]
?(faut-il|je dois) (acheter|vendre) (des actions {company}|{company})
(~achète|~vends) {number} actions {company}
action {company}
""",
    "cooking_recipe": """
?(comment faire|comment cuisiner|comment on fait|comment préparer|comment réussir) {dish}
(~donne-moi|~trouve-moi|~cherche|~montre-moi) (la recette|une recette) {de_dish}
?(combien de temps|à quelle température) (faut-il cuire|cuire|on cuit) {ingredient}
?(que faire|qu'est-ce que je peux cuisiner|quoi cuisiner) avec {ingredient} [et {ingredient2}]
?par quoi remplacer (le|la|les|du) {ingredient}
?combien de calories dans {dish}
?quels ingrédients (faut-il|pour faire) {dish}
?(qu'est-ce qu'on mange|je fais quoi à manger|quoi manger) ce soir
?combien de temps se garde {ingredient} au frigo
recette {de_dish}
""",
    "takeaway_query": """
?(est-ce que {shop} livre|{shop} fait des plats à emporter|{shop} livre à domicile)
?(où en est|où est) (ma commande|mon repas|ma pizza|ma livraison)
?dans combien de temps arrive (ma pizza|mon repas|ma commande)
?{shop} est ouvert
?on peut (se faire livrer|prendre à emporter) (chez|par) {shop}
~suis ma livraison
(~regarde|~vérifie|~dis-moi) si {shop} (livre|fait à emporter|est ouvert|livre à domicile)
?(ma commande|ma pizza|mon repas) est (prête|en route|en retard)
?est-ce que (ma pizzeria préférée|le restaurant {cuisine}|{shop}) (livre|fait de la vente à emporter|prend des commandes en ligne)
(~trouve|~montre-moi) des restaurants qui (livrent|font à emporter) [à {city}]
?où en est la commande du dîner
?quand est-ce que (je reçois|arrive) (ma livraison|mon repas|la commande [de {shop}])
?quand puis-je (récupérer|venir chercher) (ma commande|mon repas|ma pizza)
?est-ce que {shop} fait des plats à emporter
~vérifie où en est ma commande [chez {shop}]
?quel est le numéro du restaurant {shop}
""",
    "recommendation_locations": """
(~recommande-moi|~conseille-moi|~propose-moi|~trouve-moi) (un restaurant|un restaurant {cuisine}|un hôtel|un bon bar|{un_business}) [à {city}|près d'ici|dans le coin]
?(où est|où se trouve) {le_business} (le plus proche|la plus proche)
?(y a-t-il|il y a|connais-tu) {un_business} (près d'ici|dans le coin|à {city})
?(à quelle heure ouvre|à quelle heure ferme|quand ouvre) ({le_business}|{shop})
?{le_business} est (ouverte|fermé|ouvert) (aujourd'hui|maintenant|{on})
(~réserve|~prends) une table (pour {number}|chez {shop}|dans un restaurant {cuisine}) [{on}]
?que vaut {shop}
?où manger {cuisine} à {city}
""",
    "recommendation_events": """
?(quels spectacles|quels concerts|quelles sorties|quels festivals) (y a-t-il|il y a|sont prévus) (à {city}|dans le coin) [{on}]
?(qu'y a-t-il|quoi|qu'est-ce qu'il y a) à faire (à {city}|en ville|dans le coin) [{on}]
(~propose-moi|~trouve-moi) (une sortie|une activité|quelque chose à faire) [à {city}] [{on}]
?il y a un concert (à {city}|près d'ici) {on}
~achète des places pour le concert de {artist}
(~montre|~liste|~trouve) les (événements|concerts|festivals) (à {city}|dans le quartier|du coin)
?(il y a|y a-t-il) (un carnaval|une foire|une exposition|un marché|un défilé|une brocante) (dans le coin|à {city}|près d'ici) [{on}]
?où sortir (ce week-end|ce soir|à {city})
?(y a-t-il|il y a) des (événements|activités|spectacles|matchs) (dans le quartier|près d'ici|à {city}|autour de moi) [{on}]
(~cherche|~trouve|~recommande-moi) (des événements|des sorties culturelles|une activité gratuite|un concert) (près de chez moi|à {city}) [{on}]
?que se passe-t-il (à la bibliothèque|au parc|en ville|à {city}) [{on}]
""",
    "recommendation_movies": """
?(quels films|qu'est-ce qui) (passent|passe|y a-t-il) [au cinéma] [à {city}] [{on}]
(~conseille-moi|~recommande-moi) (un film|un bon livre|une série|quelque chose à regarder)
?(quand|où|à quelle heure) passe {movie}
?{movie} (c'est bien|vaut le coup|est sur netflix)
?qui (joue dans|a réalisé) {movie}
(~mets|~lance|~joue) le film {movie}
""",
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
