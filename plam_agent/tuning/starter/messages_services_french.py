"""French fragments of mail from sites, machines, schools and whoever pretends to be one."""

# ruff: noqa: E501  (a fragment is one line, however long)

SERVICES_FRENCH = """
== security robot
S Votre code [de vérification|de connexion|de sécurité]
S {code} est votre code {shop}
S Réinitialisation de votre mot de passe
S Nouvelle connexion [depuis {device}|à votre compte]
S Alerte de sécurité
S Confirmez votre adresse
S Votre mot de passe a été modifié
S Bienvenue chez {shop}
S Votre compte est créé
S Suppression de compte demandée
C Votre code de vérification est {code}. Il expire dans {n} minutes. [Ne le communiquez à personne.|]
C Saisissez {code} pour vous connecter à {shop}.
C Nouvelle connexion à votre compte depuis {device} à {city}. Si c'est vous, ignorez ce message.
C Vous avez demandé à réinitialiser votre mot de passe {shop}. Cliquez ici : {url}
C Confirmez votre adresse pour activer votre compte : {url}
C Le mot de passe de votre compte a été modifié le {date}.
C La double authentification est activée. Conservez vos codes de secours.
C Bienvenue {me} ! Votre compte {shop} est prêt. Identifiant : {user}.
C Cliquez pour vous connecter : {url} Ce lien ne sert qu'une fois.
C Votre adresse de secours a été modifiée.
C Nous avons bloqué une tentative de connexion depuis {city}.
C Voici votre mot de passe provisoire : {code}. Changez-le à la première connexion.
X Si vous n'êtes pas à l'origine de cette demande, ignorez ce message.
X Ce lien est valable {n} heures.
X Nous ne vous demanderons jamais votre mot de passe.

== social robot
S {friend} {friendlast} [a commenté votre publication|vous a mentionné|vous a envoyé un message|souhaite se connecter]
S Vous avez {n} [notifications|nouveaux messages]
S Nouvelle réponse à « {topic} »
S {friend} a partagé un document
S Votre semaine en chiffres
S {friend} vous invite à rejoindre un groupe
S {friend} vous a identifié sur une photo
C {friend} {friendlast} a commenté : « Tout à fait d'accord sur {topic}. » Voir le commentaire
C {friend} {friendlast} souhaite rejoindre votre réseau. Accepter – Voir le profil
C Vous avez {n} messages non lus et {n2} nouveaux abonnés.
C {friend} a répondu au sujet « {topic} » sur le forum : {url}
C {friend} {friendlast} vous a attribué une tâche : {topic}.
C Votre publication a été vue {num} fois.
C {friend} {friendlast} vous a envoyé un message : « salut, ça va ? » Répondez dans l'application.
C {friend} vous invite à rejoindre le groupe « {topic} ». {num} membres.
C Vous avez fait {num} pas cette semaine. Bravo !
C {user} demande votre relecture sur {repo} (#{num3}).
C Votre question a reçu {n} nouvelles réponses.
C C'est l'anniversaire de {friend}. Souhaitez-le-lui !
X Gérer mes notifications
X Vous recevez ce message car vous suivez ce sujet.
X Désactiver ces alertes : {url}

== reminder robot
S Rappel : {event} [demain|le {date}|]
S Votre rendez-vous du {date}
S Accepté : {project} – {date}
S Refusé : {project} – {date}
S Événement annulé : {project}
S Votre journée du {date}
S Bibliothèque : documents à rendre
S Aujourd'hui : {event}
S N'oubliez pas : {event}
S Rendez-vous confirmé [le {date}|]
S {friend} a accepté votre invitation
C Ceci est un rappel : {event}, le {date}.
C {friend} {friendlast} a accepté l'invitation. {project}, {date}.
C {friend} {friendlast} a refusé votre invitation.
C L'événement a été annulé et retiré de votre agenda : {project}, {date}.
C Nous vous rappelons votre rendez-vous du {date} {place2}. Aucune réponse n'est attendue.
C Les documents suivants sont à rendre le {date} : « {topic} ».
C Votre agenda du {date} : 9 h {project} ; 11 h 30 {topic}.
C {project} commence dans {n} minutes.
C {shop} vous attend le {date}. Pour annuler : {phone}.
C Votre rendez-vous du {date} est confirmé. Merci d'arriver dix minutes en avance.
C {friend} {friendlast} participera peut-être à {project} le {date}.
C Vous avez {n} tâches à faire aujourd'hui.
C {friend} {friendlast} a accepté.
C {friend} {friendlast} ne pourra pas participer. Note : en congés.
X Message automatique.
X Vous recevez ce message car les notifications sont activées.

== machine robot
S [ÉCHEC|ALERTE|OK] {repo}
S Sauvegarde [terminée|en échec] le {date}
S Réponse automatique : {topic}
S Absent du bureau
S Message non distribué
S Numérisation du copieur {n}
S Votre espace de stockage est presque plein
S Rapport [quotidien|hebdomadaire]
S Vigilance météo {city}
S Lu : {topic}
C Le message n'a pas pu être remis à son destinataire. Erreur {num}.
C Je suis absent jusqu'au {date}. En cas d'urgence, contactez {friend} {friendlast} au {phone}.
C La sauvegarde « {repo} » s'est terminée avec {n} avertissements.
C Alerte : le disque de {repo} est plein à {pct}.
C Document numérisé par le copieur {n}, {n2} pages.
C Votre message a bien été reçu. Cette boîte n'est pas relevée.
C Votre boîte utilise {pct} de son espace.
C Vigilance orange à {city} : vent fort à partir du {date}.
C Votre message « {topic} » a été lu le {date}.
C L'export est terminé : {num} lignes, {n} ignorées.
C Nouveau message vocal du {phone}, {n} secondes.
C Merci de votre message. En déplacement jusqu'au {date}, je répondrai avec retard.
X Journal : {url}
X Ne pas répondre.

== scam robot
S [URGENT|Dernier avertissement] : votre compte sera [suspendu|fermé]
S Vous avez gagné {amount} !!!
S Votre colis est bloqué
S Félicitations, vous avez été sélectionné
S Activité inhabituelle, vérifiez maintenant
S Votre carte vitale expire
S Amende impayée
S Message sécurisé de votre banque
S Bonjour mon ami
S Votre remboursement de {amount}
S Compte CPF : vos droits expirent
C Cher client, votre compte est limité. Vérifiez votre identité sous 24 heures : {url}
C Félicitations ! Votre adresse a gagné {amount} à notre loterie. Envoyez vos coordonnées bancaires.
C Votre colis est retenu en douane. Réglez {price} de frais maintenant : {url}
C Je suis Maître {friendlast}, notaire à {city}. Un client défunt laisse {amount} et vous êtes l'héritier. Je compte sur votre discrétion.
C Votre boîte est pleine. Cliquez ici pour valider votre mot de passe.
C Vous êtes éligible à un remboursement de {amount} des impôts. Saisissez votre carte ici : {url}
C Placez {price} aujourd'hui, gagnez {amount} par semaine, garanti !
C Je t'ai filmé avec ta caméra. Envoie {amount} en bitcoin sous {n} heures.
C C'est ton patron. Je suis en réunion, achète {n} cartes cadeaux de {price} et envoie-moi les codes.
C Votre commande de {product} à {amount} a été débitée. Si ce n'est pas vous, appelez vite le {phone}.
C Je m'appelle {friend}, j'ai vu ton profil et tu me plais. Écris-moi.
C Votre carte bancaire est bloquée. Débloquez-la ici sous {n} heures : {url}
C Ci-joint la facture comme convenu, ouvrez le fichier et activez les macros.
C Nous avons trouvé {n} virus sur votre ordinateur. Appelez notre technicien : {phone}
C Votre mot de passe expire aujourd'hui. Conservez-le en vous connectant : {url}
C Je fais don de {amount}, atteinte d'une maladie grave. Contactez-moi en privé.
X Agissez vite.
X N'en parlez à personne.
X Que Dieu vous bénisse.
X Sans aucun risque.

== school robot
S Classe de {n}B : [sortie|réunion de parents|emploi du temps]
S Menu de la cantine – {month}
S Absence de {kid} le {date}
S Bulletin disponible
S Devoirs de {kid}
S Grève des cars le {date}
C Chers parents, la classe part {place2} le {date}. Prévoyez un pique-nique et {price}.
C {kid} a été absent le {date}. Merci de nous transmettre un justificatif.
C Le bulletin de {kid} est disponible sur le portail.
C Merci de rapporter l'autorisation signée de {kid} avant le {deadline}.
C {kid} a {n} nouvelles notes. Connectez-vous pour les voir.
C Le car scolaire ne circule pas le {date}.
X La directrice
X Voir le portail : {url}

== job robot
S Votre candidature [au poste de {role}|chez {shop}]
S Accusé de réception de candidature
C Nous avons bien reçu votre candidature au poste de {role} et l'étudierons avec attention.
C Nous sommes au regret de ne pas donner suite à votre candidature au poste de {role}. Bonne continuation.
C Votre dossier {order} est complet. Réponse sous {n} semaines.
X Le service des ressources humaines, {shop}
X Mettre à jour mon profil : {url}

== support robot
S [Ticket n° {num}] {topic}
S Votre demande n° {num} [a été reçue|est résolue]
S Votre avis nous intéresse
S Nous étudions votre demande
C Nous avons bien reçu votre demande, enregistrée sous le n° {num}. Réponse sous {n} jours ouvrés.
C Votre demande {num} « {product} en panne » est résolue. Répondez pour la rouvrir.
C Quelle note donnez-vous à notre service client, de 0 à 10 ?
C Votre demande de garantie {order} pour {product} est en cours d'examen.
C Merci de nous avoir contactés ! Un conseiller répondra à la demande {num}. En attendant, consultez la FAQ.
C Notez votre dernier appel à notre service client.
X Centre d'aide : {url}
X Historique de la demande ci-dessous.
"""
