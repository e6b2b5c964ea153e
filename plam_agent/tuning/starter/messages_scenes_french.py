"""French fragments from many walks of life, in the notation of `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

SCENES_FRENCH = """
== order robot
S [Ordonnance|Lunettes|Pièce détachée|Fournitures scolaires|Livre photo|Traiteur] : commande reçue
C Votre ordonnance a été reçue par la pharmacie {shop}. [Deux boîtes|Une boîte|{n} comprimés], {amount}, retrait après le {date}.
C Nous avons enregistré votre commande de {n} repas de cantine. {amount} ont été débités de la carte {card}.
C Livre photo « {city} 2026 », 48 pages, couverture rigide : commande passée, {amount}. Impression en {n} jours.
C Votre commande traiteur pour {n} convives le {date} est confirmée : canapés, {food}, fruits. Prix convenu : {amount}.
C Bois de chauffage, 3 stères de chêne. Commande acceptée, {amount}. Le chauffeur appelle avant de venir.
C Vos billets sont commandés : 2 × {event}, rang {n}, {amount} frais compris.
C Merci d'acheter d'occasion ! {friend} est prévenue et enverra {thing} bientôt. Vous avez payé {amount}, port compris.
C Pièce {order} pour {thing} commandée. Prix {price}, port {price2}. Nous débitons {amount} aujourd'hui.

== payment robot
S [Dentiste|Vétérinaire|Salle de sport|Crèche|Mairie|Bibliothèque|Coiffeur|Garage|Musée] : [reçu|paiement reçu]
S Merci pour le pourboire
S Paiement de l'impôt reçu
C Le cabinet vous remercie de votre règlement. Consultation du {date} : {amount}. Transmettez ce reçu à votre mutuelle.
C Note du vétérinaire réglée : vaccin {price}, vermifuge {price2}. Total {amount}. Bon rétablissement au petit patient !
C Votre échéance de taxe foncière de {amount} est arrivée le {date}. Rien d'autre n'est dû ce trimestre.
C Pénalités de bibliothèque de {price} payées. Votre carte est de nouveau valable.
C Coupe, shampoing, couleur : {amount}, réglés par carte. Merci et à dans six semaines.
C Garage {shop} : vidange {price}, plaquettes {price2}, main-d'œuvre {price3}. Payé {amount}. Kilométrage {num}.
C La crèche a reçu {amount} pour {kid} au titre de {month}. Attestation jointe pour les impôts.
C Frais de colloque reçus : {amount}, tarif réduit. Cette lettre tient lieu de facture. Badge à l'accueil.
C La campagne a réussi ! Votre promesse de {amount} vient d'être débitée. Livraison l'an prochain.
C Électricité : prélèvement de {amount} effectué le {date} pour {month}. Solde : zéro.
C Hébergement, domaine et boîtes pour un an : {amount} payés. La facture est jointe.
C Vous avez laissé {price} à {friend}. Avec la course, cela fait {amount}, débités sur votre carte.
C Inscription à l'examen payée : {amount}. Candidat {me} {melast}. Centre : {city}.
C Forfait de ski, {n} jours : {amount}. Débité de la carte {card}. À charger à la borne.
C L'association a encaissé votre chèque de {amount}. Vous êtes adhérent jusqu'en {month}.

== booking robot
C Votre emplacement de camping près de {city} est payé : {n} nuits, tente et voiture, {amount}. Portail fermé à 22 h.
C Bon massage acheté : 60 minutes, {amount}. Valable un an. À imprimer ou à offrir.
C Entrée au musée, le {date}, 2 adultes, 1 enfant : {amount} payés. Présentez le code ci-dessous.
C Pension du chat du {date} au {date2} : {amount} payés. Apportez le carnet de vaccination.

== bill robot
C Votre échéancier : le prochain versement de {amount} sera prélevé le {deadline}.
C Relevé du compteur d'eau : {num} litres. À payer : {amount} avant le {deadline}. Talon joint.
C Les frais de crèche de {month} s'élèvent à {amount}. Merci de les virer avant le {deadline}.
C La cotisation du club de {amount} n'a pu être prélevée. Votre banque l'a rejetée. Merci de payer avant le {deadline}.
C Bibliothèque : vous devez {price} pour retard. Payez au guichet ou en ligne.
C Votre assurance auto arrive à terme le {deadline}. Renouvelez-la pour {amount}.
C Plan de traitement dentaire et devis : {amount}. À signer avant de commencer.

== newsletter mass
S [Jardin|Vélo|Échecs|Cuisine|Parents|Code|Voile|Couture] : [le carnet|le mensuel|la vie du club]
S La lectrice {adj}
S Dans nos archives : {topic}
S Anciens élèves, nouvelles de {month}
C Les abeilles sont revenues, la parcelle du portail est libre, il faut des bras pour la haie. Voilà, avec {topic}, le bulletin des jardins.
C Bienvenue aux {num} nouveaux lecteurs ! Je suis {friend}, j'écris sur {topic}, et aujourd'hui je vous raconte une erreur faite à {city}.
C Sur scène en {month} : {event}, un opéra pour enfants, et {friend} {friendlast} seule au violoncelle. Le calendrier complet ci-dessous.
C Le compte rendu de votre députée : j'ai parlé de {topic}, visité l'hôpital de {city} et voté contre le texte. Écrivez à ma permanence.
C État des sentiers, un nouveau refuge au-dessus de {city}, et pourquoi {friend} marche sans carte. Le bulletin de montagne de {month}.
C Trois poèmes, une photo et un long récit sur {topic}. Éteignez le téléphone et profitez.
C Bulletin trimestriel de la fondation : deux puits creusés, {n} bourses, comptes certifiés. Merci d'être à nos côtés.
C Du côté du logiciel libre : une version de {repo}, une scission, une querelle, et le guide de {friend}.
C Le coin des parents : sommeil, écrans, {topic}. Et {n} jeux pour les jours de pluie avec juste du papier.
C Le journal interne : {friend} nous rejoint, la cantine passe au végétarien le jeudi, le garage à vélos a un toit. La communication, à tous les sites.
C Calendrier, résultats et potins : l'équipe deux a gagné à {city}, les juniors ont perdu une chaussure. Votre journal du club.
C Bonjour du vignoble. Le gel nous a épargnés, la cuvée est en bouteille, et le chien a une amie.

== promo mass
C Appartements de vacances près de {city} dès {price} la nuit. La vue sur mer est aux premiers arrivés.
C Votre café préféré est moins cher cette semaine : 1 kg à {price}. Filtre offert dès deux paquets.
C Nouveautés : des cirés couleur du ciel de {city}. Feuilletez le catalogue, {pct} pour les abonnés.
C Un grand ménage ? Nous nettoyons vos tapis : {pct} de remise jusqu'au {date}.
C Apprenez le ukulélé en {n} semaines, première leçon offerte. Rejoignez {num} élèves ravis.
C Des lunettes à votre visage : essayez quatre montures chez vous, gratuitement. Offre réservée aux lecteurs.

== webinar mass
C Nous organisons une soirée sur {topic} {onwhen}, tous les abonnés sont bienvenus. Vin, fromage, avis tranchés.
C Chers clients, notre boutique de {city} fête ses dix ans {onwhen}. Venez pour le gâteau et {pct} de remise.
C {num} inscrits au sommet sur {topic}. Et vous ? Billets dès {price}, première conférence {when}.
C En direct {onwhen} : {friend} {friendlast} répond à vos questions sur {topic}. Envoyez-les d'avance.

== meet person
S [Kiné|Notaire|Cours de violon|Avocate|Crèche|Conseiller|Hôpital|Agence] – [une date|rendez-vous|proposition]
S [journée d'essai|prise de sang|essayage|remise des clés|club de lecture|répétition]
C La maison du {street} est toujours libre. Je pourrais vous la montrer {onwhen}. {suits} ?
C Vos résultats sont là. La doctoresse aimerait en parler avec vous {onwhen}. {suits} ?
C Journée d'essai {onwhen} dès le matin ? Vous travailleriez avec {friend}. {suits} ?
C Pour les clés : {friend} peut les remettre {onwhen} {place}. Vous y seriez ?
C Club de lecture {onwhen} chez {friend}, on fait les cent premières pages. {suits} ?
C Il nous manque un gardien {onwhen}. T'en es ?
C Mon directeur veut nous entendre tous les deux {onwhen}, salle {n}. {suits} ?
C Je donne un petit concert {onwhen} {place} et j'aimerais te voir au premier rang. Tu viendras ?
C C'est au tour de {friend} de recevoir les voisins, {when}. On peut compter sur vous et les petits ?
C Auriez-vous le temps d'une visite de chantier {onwhen} ? L'architecte et le couvreur sont libres.
C Tu pourrais déplacer notre point à {when} ? Le dentiste m'a pris le créneau.
C Le notaire propose {when} pour la signature. Dites-moi si c'est possible pour vous.
C On cuisine pour {friend} avant la naissance : {when} chez moi ? {suits} ?
C Forum de l'emploi, il faut deux personnes au stand {onwhen}. Tu ferais une permanence avec moi ?

== personal person
S [le marathon|le permis|la rentrée|l'opération|le déménagement|la récolte|le bébé|le chien]
C Premier jour à la nouvelle école : {kid} n'a pas pleuré, moi si. La maîtresse a l'air d'avoir douze ans.
C L'opération s'est bien passée. Il somnole et réclame {food}. Ils le gardent jusqu'au week-end.
C J'ai encore raté mon permis. Cette fois, c'était le rond-point. {friend} dit jamais deux sans trois.
C J'ai couru le marathon en moins de cinq heures ! Mes orteils protestent, mais je suis {feeling}.
C Les cartons sont tous rentrés et rien ne tient. Si tu vois une bouilloire, c'est la nôtre.
C On a ramassé quarante kilos de pommes. Il y aura du jus, de la gelée et un grand silence.
C J'ai suivi ton conseil, j'ai parlé à {relation}. On a pleuré un peu, et puis on a mangé {food}.
C Drôle de rêve : tu étais maire de {city} et tu donnais une chèvre à chacun.
C Merci d'être restée avec moi à l'hôpital. Je ne te l'ai pas assez dit.
C J'apprends à tricoter. Attends-toi à une écharpe de longueur incertaine.
C Rien d'important, j'ai entendu notre chanson au supermarché et j'ai pensé à toi.
C Tu crois que je devrais prendre le poste à {city} ? C'est mieux payé, mais {relation} devrait changer d'école.
C Ma grand-mère a eu quatre-vingt-dix ans et a battu tout le monde aux cartes.
C On m'a demandé de faire le discours et je ne sais que dire sur {topic}. Des anecdotes ?
C La chorale cherche des altos. Tu chantais, non ? Penses-y.
C Il y a une renarde sous l'abri avec trois petits. Pour une fois, les enfants se taisent.
C Je voulais m'excuser pour le ton que j'ai pris au téléphone. Tu ne méritais pas ça.
C Ton frère vendrait toujours {thing} ? Je peux mettre {price}, pas plus.
C Bonjour, votre portefeuille était devant notre boutique à {city}. Il est ici, dans le tiroir.
C Chers voisins, la perceuse, c'est nous, pardon ! Ce sera fini pour le week-end.

== work person
C J'ai lu ton chapitre deux fois. L'argument sur {topic} est solide, le milieu traîne. Coupe dix pages.
C La stagiaire a été très bien : ponctuelle, curieuse, aimable avec les clients. Je l'embaucherais.
C La chaudière du bureau est en panne. Prends un pull demain, le technicien attend une pièce.
C Quarante visiteurs au stand, dont six sérieux. Je t'envoie les cartes quand je les ai saisies.
C Tu sais qui signe les livraisons pendant l'absence de {friend} ?
C Le juge a reporté l'audience, on a deux semaines de plus pour le mémoire. Respire.
C La production demande si la version bleue est définitive. J'ai dit oui, j'espère que c'est juste.
C Voici mes heures de {month}. J'ai pris deux jours pour {relation}.
C Je crois qu'on a vendu {project} trop bas. Laisse-moi refaire une grille et dis-moi si je délire.
C Le patient de la chambre {n} t'a demandée par ton nom, il veut te remercier.

== mention person
C J'ai retrouvé les reçus de l'an dernier dans une boîte à chaussures, en vrac. Adieu mon dimanche.
C Tu reçois encore cette lettre de cuisine ? Ils ont publié mon courrier !
C Je croyais qu'on avait payé le plombier en espèces, il dit que non. Tu te souviens ?
C Quelqu'un se fait passer pour {shop} et écrit à mamie à propos de colis. Dis-lui de ne pas cliquer.
C J'ai réservé l'hôtel à {city}, {price} les deux nuits, tu ne me dois que le petit-déjeuner.
C Les billets du concert sont arrivés ! Je les ai mis sur le frigo, même toi tu ne pourras pas les perdre.
C Les impôts veulent la preuve du don à {shop}. J'ai la lettre quelque part. Tu en as eu une aussi ?
C Ils montent le loyer à {price}. Ils ont le droit ? Toi, tu es passée par là.

== recall person
C Merci pour la visite de {past}. L'appartement est charmant, mais l'escalier tuerait ma mère.
C Belle répétition {past} ! Attention au tempo dans la deuxième partie, sinon, des frissons.
C D'accord avec ce qu'on a décidé à la réunion de parents. Merci d'avoir pris des notes.
C On peut venir le {date}, tous les cinq. La petite mange de tout sauf du poisson.
C Hélas, je ne pourrai pas être au baptême, je suis de garde. Je lèverai mon verre de loin.
C Le rendez-vous chez le notaire a duré dix minutes et coûté une fortune. C'est signé.

== security robot
C La phrase de secours de votre portefeuille a été affichée. Si c'était vous, rien à faire.
C Le code parental a été réinitialisé depuis {device}.
C Vous avez changé de mot de passe : nous vous avons déconnecté partout.
C Quelqu'un vous a désigné comme contact d'urgence. Acceptez ou refusez dans l'application.

== reminder robot
S Rappel : [ordonnance|vaccin|chaudière|passeport|bibliothèque|tri]
C Demain, collecte du tri : papier et verre. Sortez les bacs avant sept heures.
C Le vaccin de {kid} est à faire ce mois-ci. Prenez rendez-vous chez votre médecin.
C Votre passeport expire dans {n} mois.
C C'est l'heure d'arroser : {n} tâches de votre carnet de jardin.
C Le stage {event} commence dans {n} jours. Vous êtes déjà inscrit, rien à faire.

== machine robot
S [Notes|Transcription|Enregistrement] : {project}
S Bilan énergie de {month}
C Notes automatiques de votre réunion {project} : {n} actions, {n2} minutes de parole. Des erreurs sont possibles.
C Votre chauffage signale le défaut {n}. Dernier contact le {date}.
C Votre impression attend au copieur {n}. Elle sera supprimée dans un jour.
C Qualité de l'air à {city} aujourd'hui : {n} points, moyenne.
C Le fichier de paiements programmé est chargé. {n} lignes, 0 rejet.

== social robot
C {n} nouvelles questions sur le forum {topic}. La plus suivie : « {thing} fait du bruit, que faire ? »
C {friend} vous dépasse dans la ligue de la semaine.
C {friend} {friendlast} a accepté votre demande d'ami.
C Discussion : {friend} a écrit 3 messages dans « {project} ». Ouvrez l'application pour répondre.
C Votre avis sur {hotel} a été jugé utile {n} fois.

== bank robot
C Votre projet d'épargne « {thing} » est rempli à {pct}.
C Votre plafond de retrait est désormais de {price}.
C Le taux de change que vous suivez a atteint 1,0{n}.
C Votre relevé de retraite annuel est dans votre espace.

== support robot
C Nous avons transmis votre réclamation {num} au dépôt de {city}. Vous serez informé.
C Notre technicien a noté : {thing}, câble remplacé. La demande {num} est close.
C Votre demande de permis {order} est à l'étude. Délai : {n} semaines.

== scam robot
C Vous avez un péage impayé de {price}. Réglez sous {n} heures pour éviter une amende de {amount} : {url}
C Votre colis a besoin d'une nouvelle adresse. {click} et payez {price} de frais.
C Devenez riche avec l'IA : {friend}, de {city}, a quitté son travail après {n} jours.
C Votre carte vitale est périmée. Commandez la nouvelle ici : {url} (frais {price})
C Nous avons piraté votre box. Transférez {amount} en bitcoin, l'heure tourne.
C Je suis militaire à {city} et dois mettre {amount} à l'abri. Puis-je te faire confiance, mon cher ?
"""
