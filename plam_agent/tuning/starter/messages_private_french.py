"""French fragments of mail from one to another: meetings, friends, family, work, lists."""

# ruff: noqa: E501  (a fragment is one line, however long)

PRIVATE_FRENCH = """
== meet person
S [Réunion|Café|Déjeuner|Appel|Point|RDV] [{onwhen}|la semaine prochaine|] ?
S {topic} : on se voit ?
S Re: {topic}
S [Dispo|Libre] {onwhen} ?
S Point sur {project}
S Dîner à la maison
S Visite de l'appartement
S Entretien pour le poste de {role}
S Invitation à [mon anniversaire|la crémaillère|ma soutenance|notre concert]
S Proposition de rendez-vous
S
S [Jeudi|Vendredi|Lundi] ?
S On se parle ?
S Un verre [{onwhen}|] ?
S Visite du chantier {onwhen}
S RDV médecin
S Déjeuner dimanche ?
S Répétition
S Re: disponibilités
S Garde des enfants [{onwhen}|]
S [padel|tennis|foot|échecs|escalade]
S il nous manque quelqu'un
S barbecue
C Peut-on se voir {onwhen} pour parler de {topic} ?
C Est-ce que {when} vous conviendrait pour un [appel|café|rendez-vous] ?
C Es-tu disponible {onwhen} ? J'aimerais avancer sur {project}.
C On déjeune ensemble {onwhen}[, {place}|] ? [Ça te va ?|C'est moi qui invite !|]
C Je t'invite {onwhen}, {place}, pour [mon anniversaire|un verre|une petite fête].
C Je vous propose {when} pour notre réunion. Merci de me confirmer.
C Que dirais-tu de {when} ? On se retrouve {place}.
C Pourrait-on décaler notre rendez-vous de {date} à {when} ?
C Nous serions heureux de vous recevoir en entretien {onwhen}, {place}.
C Auriez-vous une demi-heure {onwhen} ? J'ai besoin de votre avis sur {topic}.
C Le cabinet peut vous proposer {when}. Merci de nous dire si cela vous convient.
C On fait une soirée {onwhen}, il faut que vous veniez, {friend} et toi !
C Suite à notre échange, je suggère une visio {onwhen}. Je vous enverrai le lien.
C La visite est possible {onwhen}, rendez-vous {place}.
C Une balade {onwhen}, ça te dit ? Départ {place}.
C {when}, toi, moi, {place} ?
C Réunion de chantier {onwhen}, {place}. Votre présence est indispensable.
C Tu viens courir {onwhen} ? Départ {place}, tranquille, promis.
C Je suis à {city} la semaine prochaine. {when} pour une bière, ça t'irait ?
C Je souhaiterais échanger avec vous sur votre candidature. Pouvez-vous venir {onwhen}, {place} ?
C Appelons-nous {onwhen} au sujet de {topic}. Quel numéro dois-je utiliser ?
C Madame, Monsieur, je souhaite convenir d'un rendez-vous. {when} serait idéal pour nous.
C Répétition {onwhen}, {place}, tu peux venir ?
C Pourrais-tu garder les enfants {onwhen} ? On rentre avant minuit.
C On se marie ! Venez fêter ça avec nous {onwhen}, {place}.
C Le technicien pourrait passer {onwhen}. Serez-vous à la maison ?
C Je peux passer {onwhen} récupérer le {product} ?
C Accepteriez-vous d'intervenir à notre séminaire {onwhen}, {place} ?
C Je propose qu'on se voie {onwhen} plutôt que {date}, est-ce possible ?
C Le comité se réunit {onwhen}, {place}. Nous comptons sur vous.
C Tu fais quoi {onwhen} ? {friend} et moi, on cuisine.
C Comme convenu, fixons une date : {when}, {place}. Cela vous convient-il ?
C J'ai un créneau libre : {when}. Je vous inscris ?
C Le professeur principal souhaite vous rencontrer {onwhen}.
C salut, terrain réservé {onwhen}, il nous manque un joueur, t'es des nôtres ?
C barbecue chez nous {onwhen} ! apportez une salade et les enfants
C {when}, ciné avec {friend}. tu viens ?
C t'es dispo {onwhen} ? on mange un bout
C On a deux places pour {event}, {when}. Ça te tente ?
C Votre voiture est attendue pour la révision {onwhen}. Pouvez-vous la déposer ?
C Soirée jeux {onwhen}, on compte sur toi ?
C À noter : {when}, {place}, pot de départ de {friend}. J'espère vous y voir.
C Baignade {onwhen} ? L'eau est bonne.
C Vous êtes convoqué {onwhen}, {place}. Merci de confirmer votre présence.
C Ça nous ferait plaisir de t'avoir à dîner {onwhen}, tout simple.
C Pouvez-vous passer {onwhen} signer les papiers ?
X Apporte le {product} si tu peux.
X Ça ne prendra pas plus de {n} minutes.
X {friend} sera là aussi.
X Mon numéro : {phone}.
X Sinon, propose un autre moment.
X Réponse souhaitée avant le {deadline}.
X Ordre du jour : {topic}, {topic2}, questions diverses.
X Je réserve une salle.
X Au plaisir de te voir.
X Tu peux ?
X Dites-moi ce que vous préférez.
X Parking derrière le bâtiment.
X J'enverrai l'invitation dès que tu confirmes.
X Réponds juste oui ou non.
X On peut aussi le faire en visio.

== calendar invite
S Invitation : {project} – {when}
S Invitation mise à jour : {topic} @ {when}
S [Réunion|Visio|Rendez-vous] {friend} / {me}
S [Point|Comité|Hebdo|Rétro] {project}
S {event}
S Nouvel événement : {event}
S {friend} {friendlast} vous invite : {project}
C Vous êtes invité à l'événement suivant : {project}. Quand : {when}. Où : {place}. Organisateur : {first} {last}.
C {first} {last} vous a invité {onwhen}. Participer ? Oui – Peut-être – Non
C {first} {last} vous invite à une réunion planifiée. Sujet : {topic}. Heure : {when}. Lien : {url} ID de réunion : {num}
C Date : {when}. Lieu : {place}. Ordre du jour : {topic}.
C L'événement a été modifié. Nouvel horaire : {when}. {project}, {place}.
C Réunion Microsoft Teams. {when}. Rejoindre sur votre ordinateur ou l'application mobile. Code secret : {code}
C {project}. {when}. Agenda : {memail}. Participants : {first} {last} (organisateur), {friend} {friendlast}, {me} {melast}. Participer ?
C {first} {last} vous invite. Objet : {project}. Quand : {when}. Où : {place}. Merci d'accepter ou de refuser.
C Je bloque le créneau pour {project} : {when}.
C Merci d'accepter cette réunion pour garder la salle : {when}, {place}.
X Par téléphone : {phone}.
X Voir l'événement : {url}
X Merci de lire les documents joints.
X ________________________________
X Oui | Non | Peut-être | Autres options
X Les invités peuvent modifier l'événement.

== personal person
S [Coucou|Salut|Hello|Bonjour][ !|]
S Re: {topic}
S photos
S [merci|Merci encore] [!|pour hier|]
S Des nouvelles [de {city}|]
S [Petite |]question [sur {topic}|]
S Bon anniversaire !
S Bonne année
S Ça fait longtemps
S {product}
S
S [Triste nouvelle|Bonne nouvelle|Grande nouvelle]
S {friend}
S le [chat|jardin|studio]
S Votre [article|message|exposé]
S une idée
S [Livre|Film|Recette]
S ça y est !
S Bon rétablissement
S ...
S (sans objet)
S nouvelle adresse
S Re: ta facture
S Re: ta commande
S Re: samedi
S Re: padel
S Re: dîner
C Comment vas-tu ? On rentre [tout juste|] de {city} et j'ai pensé à toi.
C Merci mille fois pour le cadeau, [les enfants adorent|il ne fallait pas|c'est parfait] !
C J'ai enfin fini le livre que tu m'as prêté. La fin est superbe.
C Voici les photos de {city}. Celle avec {friend} est ma préférée.
C J'ai commandé un {product} à {price} la semaine dernière et il est déjà cassé. Et le tien ?
C As-tu encore le {product} ? J'en aurais besoin quelques jours.
C J'ai appris pour ton nouveau poste, bravo !! Raconte.
C {friend} m'a dit que tu étais malade. Tu vas mieux ?
C Joyeux anniversaire {me} ! Je te souhaite une très belle journée.
C Désolé de répondre si tard, c'est la folie ici avec {topic}.
C Je te dois {price} pour les billets, tu m'envoies ton RIB ?
C On a eu les clés de l'appartement ! Minuscule, {price} par mois, mais avec balcon.
C Tu ne devineras jamais : le chat a mangé le {product}.
C Je me suis abonnée à la lettre dont tu parlais, celle sur {topic}. C'est bien !
C Tu connais un bon plombier ? Le nôtre demande {price} rien que pour venir.
C Je vous écris au sujet de votre annonce pour {product}. Est-ce encore disponible ? Accepteriez-vous {price} ?
C Merci pour votre conférence sur {topic}. J'avais une question : pourquoi {city} ?
C J'ai relu ton message. Tu as raison, j'ai été trop dur. Pardon.
C Tu te souviens de {friend} ? Croisé par hasard à {city}, on a parlé des heures.
C Tu peux m'envoyer la recette de la soupe ? Tout le monde la réclame.
C Oui, {date} me va très bien. À bientôt !
C Merci pour l'invitation, mais je ne pourrai pas venir. Amusez-vous bien.
C Bien rentrée ! Quelle soirée, merci à vous deux, {friend} cuisine comme un chef.
C J'ai la tristesse de t'apprendre le décès de {friend}, le {date}.
C Nous avons une petite fille ! Elle s'appelle {friend5} et dort toute la journée.
C As-tu fait le virement de {price} ? Je ne le vois pas encore. Rien d'urgent.
C La boutique m'a envoyé le mauvais {product}, tu y crois ? J'ai écrit deux fois.
C Mon adresse change le mois prochain : {street}. Merci de la noter.
C J'ai lu ton article sur {topic} et je ne suis d'accord avec rien, mais c'est bien écrit.
C Tu pourrais arroser les plantes pendant qu'on est à {city} ? {friend} a les clés.
C Tu as oublié ton {product} chez nous. Je te l'envoie ?
C Je suis le voisin du deuxième. Votre vélo bloque la porte, pourriez-vous le déplacer ?
C J'ai trouvé votre adresse sur votre site. Je suis étudiante à {city} et j'écris un mémoire sur {topic}. Puis-je vous poser deux questions ?
C C'est encore moi. Oublie ce que j'ai écrit sur {topic}, j'avais tout mélangé.
C Alors, cet entretien ? J'ai croisé les doigts toute la journée.
C Mon ordinateur affiche une drôle de fenêtre depuis hier. Toi qui t'y connais, je fais quoi ?
C Je pense à toi aujourd'hui. Je t'embrasse de {city}.
C ok merci
C haha oui exactement !! c'est ce que disait {friend}
C Merci, c'est très gentil. Je transmets à {friend}.
C Comment s'appelle ce restaurant à {city} que tu aimais tant ?
C J'espère que mon dernier message n'était pas trop sec.
C Ça marche ! J'apporte le vin.
C Désolée, je dois annuler, le petit a de la fièvre. Une autre fois.
C Tu nous as manqué hier, tout le monde te cherchait.
C Non, je n'ai jamais reçu d'invitation. Et {friend} ?
X Embrasse {friend} pour moi.
X Ici il fait [un temps affreux|un soleil magnifique|froid].
X {friend} te passe le bonjour.
X Écris-moi quand tu as le temps.
X Mon nouveau numéro : {phone}.
X Le boulot, [ça va|c'est dur|toujours pareil].
X PS : {friend} a eu son examen !
X Je te joins quelques photos.
X mdr
X Il faudrait vraiment qu'on se voie un de ces jours.
X Pas besoin de répondre.
X Bisous !
X :-)
X Désolée pour les fautes, je suis dans le bus.
X Donne signe de vie.
X Dis-moi si tu as bien reçu ce message.

== family person
S [Maman|Papa|Mamie|Papi]
S [les enfants|Noël|les vacances|dimanche]
S Re: [la maison|le genou de papa|le cadeau de maman]
S bisous de {city}
S
S mamie
S maman
S ta [sœur|cousine|tante]
C Ma chérie, papa et moi allons bien. Il bricole le {product} depuis lundi.
C Mamie est sortie de l'hôpital et va beaucoup mieux. Elle demande de tes nouvelles.
C Tu pourras rapporter le {product} pour les petits ? {friend} a encore perdu le sien.
C Ton frère a recassé le {product}. Je lui ai dit que ça coûtait {price} !
C J'ai retrouvé tes photos d'école au grenier, tu avais l'air si sérieux.
C Mon grand, tu manges bien au moins ? Je t'ai envoyé un colis de confitures.
C Tonton {friend} a vendu la maison de {city}. Une page se tourne.
C Le petit a fait {n} pas aujourd'hui ! Je te joins la vidéo.
C Ma puce, as-tu reçu mon colis ? La confiture vient du jardin, les chaussettes de mamie.
C Papa est tombé de l'échelle, rien de cassé. Il t'envoie la facture de l'échelle, ha ha.
C Je t'ai viré {price} pour ton anniversaire, fais-toi plaisir. Maman
C Ta cousine {friend} divorce. Je préférais te le dire moi-même.
C Quand rentres-tu à la maison ? Ta chambre est pleine de mes affaires de couture.
C Coucou frangine, tu me prêtes ton {product} ? Le mien est mort.
X Gros bisous à {friend}.
X Ton père t'embrasse.
X Appelle ta grand-mère, elle s'inquiète.
X Le chien te réclame.
X Mange des légumes.
X Embrasse les petits.

== work person
S {project}[ : version relue| : chiffres| : retours|]
S Re: {project}
S TR : {project}
S RE: RE: points ouverts
S [Présentation|Rapport|Contrat|Compte rendu] [à relire|v{n}|en pièce jointe]
S Question
S Re: Facture de {shop}
S petit service
S Passation
S Réclamation client
S Coquille page {n}
C Ci-joint la [dernière version|première version] du document. Vos remarques sont les bienvenues.
C J'ai revu les chiffres : nous dépassons de {pct}, surtout à cause de {topic}.
C Pourrais-tu m'envoyer les données avant le {deadline} ?
C Merci pour le document. Deux remarques : la partie sur {topic} est trop longue, et le nom de {friend} est mal écrit.
C Le client a appelé, il est mécontent. Que lui répond-on ?
C Je suis absent la semaine prochaine, {friend} reprend le dossier.
C On a reçu le devis de {shop} : {price}. C'est trop à mon avis. Et toi ?
C Bravo pour {project} ! Le client est ravi.
C J'ai mis à jour le contrat comme convenu. Il ne manque que ta signature.
C La commande de {n} {product} pour le bureau n'est jamais arrivée. Sais-tu qui l'a passée ?
C Peux-tu valider la facture de {shop} ({price}) ? La compta attend.
C J'ai vu le service juridique, aucun problème. On peut continuer.
C Ci-joint le compte rendu d'hier. {friend} s'occupe de {topic}, toi du reste.
C Tes congés sont validés. Profite bien de {city} !
C Désolé, j'ai raté ton appel. Où en est-on ?
C J'ai intégré tes modifications, mais les tests échouent encore chez moi. Une idée ?
C Peux-tu traduire la page jointe ? {n} lignes, il me la faut le {deadline} au plus tard.
C {friend} a démissionné. Garde-le pour toi jusqu'à l'annonce.
C Merci de commander {n} {product} pour l'atelier, budget {price}.
C J'ai un doute sur la page {n} : {pct}, c'est le bon chiffre ?
X Dis-moi ce que tu en penses.
X Rien d'urgent.
X Je mets {friend} en copie.
X Je suis joignable au {phone}.
X Mes commentaires sont en rouge.
X Je peux expliquer si besoin.
X Envoyé entre deux trains.
X Une réponse avant midi ?

== discussion list
S Re: {tag} {topic}
S {tag} [question sur|problème avec|proposition :] {repo}
S {tag} [vote|débat] : {topic}
S Re: {tag} pourquoi {topic} ?
C Le {date}, {friend} {friendlast} a écrit : > quelqu'un a essayé {repo} {n}.{n2} ? Oui, et ça plante au démarrage, voir la trace ci-dessous.
C Je ne suis pas d'accord. Le verrou dans {repo} est pris trop tôt, voir la ligne {num3}.
C Bonjour la liste, quelqu'un sait-il compiler {repo} sous FreeBSD ? Erreur {n}.
C +1, mais gardons l'ancienne interface pour une version encore.
C > On pourrait abandonner {repo}. Cela casserait mon installation.
C {friend} {friendlast} écrit : > {repo} est-il mort ? Non, juste lent. Les correctifs sont bienvenus.
C Quelqu'un peut-il regarder le ticket {num3} ? {repo} est cassé sous Windows depuis {n}.{n2}.
C Je m'oppose à la proposition. Elle a été rejetée en 2019 pour de bonnes raisons.
C Merci pour le rapport. Je reproduis avec {repo} {n}.{n2} sous Debian.
X _______________________________________________ Liste {user}
X Merci de garder la liste en copie.
X > Je ne suis pas convaincu.
"""
