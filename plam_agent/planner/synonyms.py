"""What people say, English and French, and the words in which tools say it of themselves.

It only orders tools where there are too many for one prompt; it decides about nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

MEANS: Mapping[str, str] = {
    "mail messages": (
        "email emails mail mails message messages inbox mailbox thread newsletter newsletters spam "
        "unread sender subject attachment attachments wrote write courriel courriels mel mels "
        "courrier boite reception expediteur objet lettre piece jointe ecrit ecrire ecris"
    ),
    "mail send draft": (
        "send tell inform notify let write email forward envoie envoyer envoyez ecris ecrire "
        "transmets transmettre transfere previens prevenir dis dire informe signale brouillon"
    ),
    "mail reply": "reply answer respond back reponds repondre reponse repondez",
    "mail move": "archive file folder put sort range ranger archiver deplace classe dossier",
    "mail flag": (
        "star flag unflag unstar mark important urgent unread read priority marque marquer "
        "etoile signaler lu prioritaire drapeau"
    ),
    "trash": (
        "delete remove trash bin discard erase rid jette jeter supprime supprimer efface effacer "
        "corbeille poubelle vire virer"
    ),
    "calendar event": (
        "meeting meetings appointment appointments event events calendar agenda diary schedule "
        "lunch dinner call rdv rendez rendezvous reunion reunions evenement evenements calendrier "
        "planning dejeuner diner visio entretien seance cours today tomorrow week monday tuesday "
        "wednesday thursday friday saturday sunday aujourd demain semaine lundi mardi mercredi "
        "jeudi vendredi samedi dimanche january february march april may june july august "
        "september october november december janvier fevrier mars avril mai juin juillet aout "
        "septembre octobre novembre decembre tonight morning afternoon evening noon midnight "
        "o'clock hour month matin midi apres soir minuit heure mois date time"
    ),
    "calendar create": (
        "book schedule create add plan set arrange organise organize block new prevois prevoir "
        "planifie planifier cree creer ajoute ajouter reserve reserver bloque bloquer cale caler "
        "pose poser mets mettre note noter programme programmer fixe fixer organise organiser "
        "inscris inscrire"
    ),
    "calendar move": (
        "move push shift postpone reschedule delay bring forward change decale decaler reporte "
        "reporter repousse repousser deplace deplacer avance avancer recule reculer change changer "
        "bouge bouger"
    ),
    "calendar cancel": (
        "cancel drop scrap off skip annule annuler supprime supprimer enleve enlever retire "
        "retirer laisse tomber"
    ),
    "calendar update": (
        "rename invite room place location renomme renommer invite inviter ajoute salle lieu "
        "modifie modifier change changer"
    ),
    "calendar free": (
        "free available availability busy slot gap libre disponible dispo disponibilite creneau "
        "trou occupe quand"
    ),
    "calendar answer": (
        "accept decline invitation rsvp tentative accepte accepter refuse refuser decline decliner"
    ),
    "tasks": (
        "task tasks todo todos reminder remind remember list forget tache taches rappel rappelle "
        "rappeler liste oublie oublier penser pense faire acheter buy"
    ),
    "tasks done": "done finished complete completed tick fini finie termine terminee fait coche",
    "contacts": (
        "contact contacts phone number address email who person numero telephone adresse "
        "coordonnees joindre carnet"
    ),
    "files": (
        "file files document documents folder pdf spreadsheet report notes photo fichier fichiers "
        "dossier tableur rapport texte"
    ),
    "files write": "save write create note enregistre enregistrer sauvegarde sauvegarder",
    "search find": (
        "find search look where when show which any have did list see chercher cherche trouve "
        "trouver retrouve retrouver montre montrer affiche afficher liste lister ou quel quelle "
        "quels quelles recherche voir combien"
    ),
    "read": "read open say says content lis lire ouvre ouvrir dit contenu",
    "purchase order": (
        "buy order purchase shop shopping price cost achete acheter commande commander achat prix "
        "boutique panier livrer"
    ),
}
