"""French requests that no standard tool serves: weather, music, the house, news, facts, food."""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

HOME = {
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
}
