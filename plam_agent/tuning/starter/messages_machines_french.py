"""French fragments of mail from shops, services and senders to many, as in `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

MACHINES_FRENCH = """
== phrases robot
P paidby [carte bancaire|CB|PayPal|Apple Pay|virement|prélèvement|espèces|carte cadeau|bon d'achat|chèque|carte enregistrée|sans contact]
P lines {qty} × {product} {price}|{product} {price}, {product2} {price2}|1 {product} – {price} ; {qty2} {product2} – {price2} ; livraison {price3}|{product} ({qty}) {price} / {product2} ({qty2}) {price2} / {product3} {price3}|Article : {product}. Prix unitaire : {price}. Quantité : {qty}.
P got nous avons bien reçu|nous vous confirmons|merci pour|nous accusons réception de|ce message confirme|voici la confirmation de
P sum Total : {amount}|Total payé : {amount}|Montant : {amount}|{amount} en tout|Total TTC {amount}|TOTAL {amount}|Soit {amount}, TVA comprise|Vous avez payé {amount}|Débité : {amount}
P proof Payé intégralement|Paiement reçu le {date}|Statut : payé|Réglé par {paidby}|Rien à payer|Soldé le {date}|Transaction acceptée, {num}|Reste dû : 0,00 €|Facture acquittée
P unpaid Non payée|Paiement en attente|Échéance : {deadline}|À régler avant le {deadline}|Montant dû : {amount}|Solde restant {amount}|Payable à 30 jours|En attente de règlement|En retard depuis le {date}
P pay régler|payer|virer|nous adresser|acquitter
P account compte|profil|espace client|identifiant|messagerie|dossier
P click [cliquez|appuyez] [sur le lien|ici|sur le bouton|ci-dessous|sur {url}]
P threat sera [fermé|suspendu|supprimé|bloqué|majoré|transmis à un huissier]|expire [ce soir|dans {n} heures|le {date}]|est menacé|a été limité

== order robot
S {got} votre commande
S {product} [×|x]{qty} – [commande|achat] {order}
S [Reçu|Confirmation|Récapitulatif] : commande {order}
S [Acheté|Commandé|Réservé et payé] : {product}
S Achat confirmé – {shop}
C {got} votre [commande|achat|précommande] {order}. {lines}. {sum}. [Nous vous écrirons à l'expédition.|Prêt au retrait dans {n} heures.|Départ le {date}.|]
C {shop} {city}, commande {order} du {date} : {lines}. {sum}. {proof}.
C Votre commande en un coup d'œil : {lines}. {sum}. [Réglée par {paidby}.|À payer au retrait.|{proof}.]
C [C'est fait|Tout est bon|Bravo|Très bon choix], {me} : le {product} est à vous. Commande {order}, {sum}.
C Vous avez commandé {product} le {date}. Nous [l'emballons|le fabriquons|l'imprimons|le gravons|le torréfions] en ce moment. {sum}.
C {me}, vos places pour {event} sont commandées : {n} × {price}. {sum}. Référence {order}.
C Nous avons modifié la commande {order} comme demandé : {product} au lieu de {product2}. Nouveau {sum}.
X Retours sous 30 jours dans l'emballage d'origine.
X Commandé par : {me} {melast}
X La facture est jointe au colis.
X Une question ? {phone}, du lundi au vendredi.

== payment robot
S {proof} : {order}
S [Reçu|Paiement|Facture réglée|Reçu fiscal|Don|Cotisation payée|Ticket|Course] – {amount}
S {shop} : {amount}
S [Don|Reçu fiscal] [2025|2026|merci|]
S [Parking|Taxi|Bus|Péage|Pressing|Cantine|Carburant|Recharge] : votre reçu
S Renouvelé : {plan}
S Recharge de {amount}
C {shop}, {street}. {lines}. {sum}. {paidby}. [Merci de votre visite.|Caisse {n}. Ticket {num}.|Au revoir et merci.]
C {got} votre paiement de {amount} pour {plan}. {proof}.
C Nous avons prélevé {amount} pour {plan} le {date}. [La facture {order} est jointe.|Facture {order} dans votre espace.|]
C Merci pour votre [don|soutien mensuel|promesse|contribution] de {amount} à {shop}. [Ce message vaut reçu.|Le reçu fiscal est joint.|Grâce à vous, {n} familles seront aidées.|Il nous est parvenu le {date}.]
C La facture {order} pour {job}, {amount}, a été réglée par {paidby}. Nous vous remercions.
C [Stationnement|Recharge|Course|Traversée|Location] à {city} le {date}. {sum}. {proof}.
C Votre course : {price}. Service : {price2}. {sum}. {paidby}. [Chauffeur : {friend}.|De {city} à {city2}.|]
C Carte de cantine : {amount} ajoutés le {date}. [Solde mis à jour.|Merci.|Reçu {num}.]
C Votre cotisation annuelle de {amount} nous est parvenue. Vous êtes membre de {shop} pour un an. [Reçu joint.|]
C Nous avons remboursé {amount} pour le {product} sur votre {paidby}. [Remboursement {order}.|Comptez {n} jours.]
C Preuve de paiement. Payeur : {me} {melast}. Bénéficiaire : {shop}. {sum}. Date de valeur {date}.
C {job} : {amount}. {proof}. Voici la facture pour vos archives, merci de ne pas la payer une seconde fois.
C Achat dans l'application : {plan}, {amount} par an, débités ce jour. Résiliable à tout moment.
C Amende {order} payée : {amount}, le {date}. Ce message vaut justificatif.
X {proof}.
X Conservez ce courriel : il vaut reçu.
X TVA {pct} : {price2}.
X Donner à nouveau : {url}
X Toutes vos factures se téléchargent dans votre espace.

== booking robot
S [{city}|{event}|{hotel}] – c'est réservé
S Achat de billets {order}
S [Réservation payée|Paiement de votre réservation|Vos pass] : {event}
C Réservation {order} payée : {event}, le {date}, {n} places. {sum}. [À imprimer ou à montrer sur votre téléphone.|]
C {got} votre paiement pour {hotel} : {n} nuits à partir du {date}, {amount}, petit-déjeuner compris.
C Train {num}, {city} – {city2}, le {date}, voiture {qty}, place {n}. {sum}. {paidby}.
C Ferry {city}–{city2} : 2 adultes, 1 voiture. {sum}. Réservation {order}. Présentez-vous 45 minutes avant.
C Votre place de stage est payée : {event}, début le {date}. {sum}. Confirmation {order}.
C Abonnement de saison pour {event} : {amount} reçus. Votre carte arrive par la poste.

== proof person
S [TR|Fwd|Tr] : [reçu|votre commande {order}|confirmation de paiement|facture {order} acquittée]
S [le reçu demandé|justificatif pour la note de frais|nos billets|preuve de paiement|facture de l'hôtel]
S Reçu {shop} {amount}
C [Voici le reçu|Comme demandé, le reçu|Pour ta note de frais|Le justificatif que vous demandiez|À classer] : ---------- Message transféré --------- De : {shop} Objet : Reçu {order} {lines}. {sum}. {proof}.
C [Nos billets, payés|J'ai pris les billets, voir ci-dessous|Pour la compta] : > Réservation {order}. {event}, {date}. {sum}. {proof}.
C Je te fais suivre la confirmation de commande [pour que tu l'aies aussi|pour la garantie|pour le dossier]. > {shop} > Commande {order} > {lines} > {sum}
C [Pour info|Pour les comptes|Reçu ci-dessous.] Début du message transféré : De : {shop} Votre paiement de {amount} a été reçu le {date}. Reçu {order}.
C Je joins le reçu pour {job} : {amount}, payés le {date} par {paidby}. À garder avec les comptes.
C Ci-joint la preuve que j'ai versé {amount} à {shop} le {date}, référence {order}.
X Pour ton dossier d'impôts.
X Original joint en PDF.

== bill robot
S {unpaid} : facture {order}
S [Facture|Appel de fonds|Avis|Relevé] {order} – {unpaid}
S [Paiement refusé|Carte refusée|Prélèvement rejeté|Votre paiement a du retard]
S [Loyer|Scolarité|Cotisation|Assurance|Eau|Internet] de {month} : {amount} à payer
S Devis pour {job}
C Facture {order} pour {job} : {amount}. {unpaid}. [Coordonnées bancaires : {iban}.|Payer en ligne : {url}|]
C {me} {melast}, merci de {pay} {amount} pour {plan}. {unpaid}. [D'avance merci.|Au-delà, des frais de {price} s'appliquent.|]
C Nous avons émis la facture {order}. Le montant de {amount} sera prélevé sur votre compte le {deadline}.
C Votre commande {order} est bloquée : nous n'avons pas reçu {amount}. {unpaid}.
C Vous n'avez pas encore payé le {product}. Votre réservation expire le {deadline}. {amount} à {pay}.
C Avis de renouvellement : {plan}, fin le {deadline}. Pour continuer, merci de {pay} {amount}.
C Devis pour {job} : {lines}. Estimation {sum2:{price4}}. Ceci n'est pas une facture. À nous retourner signé.
C Votre échéance de {amount} tombe le {deadline}. Veuillez approvisionner votre compte.
C Votre carte a été refusée lorsque nous avons voulu débiter {amount} pour {plan}. Essayez-en une autre avant le {deadline}.
X {unpaid}.
X Ceci est notre {qty}e rappel.
X Si votre règlement nous a croisés, oubliez ce courrier.

== fakereceipt robot
S [Reçu|Facture|Confirmation de commande|Paiement reçu|Votre abonnement] [{order}|{num}|]
S Votre commande {shop} de {amount} [est expédiée|est confirmée|a été débitée]
S Merci pour votre achat [{order}|!]
S Renouvellement antivirus {order} – {amount}
S Re: règlement facture [jointe|impayée|copie]
C Votre abonnement {shop} a été renouvelé pour {amount}. Si vous n'avez rien autorisé, appelez le {phone} sous {n} heures pour être remboursé.
C Merci pour l'achat de {product} à {amount}. Ce n'est pas vous ? Notre service d'annulation vous attend : {phone}. Préparez votre carte.
C {amount} débités de votre {account}. Pour annuler l'opération, {click} et saisissez vos identifiants bancaires.
C Vous avez acheté du bitcoin pour {amount}. Si ce n'est pas vous, {click} pour protéger votre {account}.
C Ci-joint le reçu de votre dernier paiement. Ouvrez le document et activez le contenu pour le lire. {order}.html
C Cher utilisateur, la commande {order} ({product}, {amount}) ne peut être livrée. Confirmez votre numéro de carte : {url}
C Bonjour, j'ai fait le virement de {amount} ce jour, voir le bordereau. {click} pour débloquer les fonds.
C Votre remboursement de {amount} est prêt ! Il nous manque votre numéro de carte, la date et le code : {url}
C PayPaI : vous avez envoyé {amount} à {friend} {friendlast}. Inconnu ? {click} sous {n} heures.
X Nos agents certifiés répondent 24h/24.
X Ne répondez pas, appelez.
X Sans réponse, le débit est réputé accepté.

== scam robot
S Votre {account} {threat}
S [Dernier|Second|Urgent :] avis sur votre {account}
S {me}, [merci de répondre|êtes-vous là|petite tâche|confidentiel|bonne nouvelle]
S [Message vocal|Fax|Document partagé|Signature] en attente
S Vous avez gagné, réclamez {amount}
C Votre {account} {threat}. {click} pour [confirmer votre identité|mettre à jour vos données|rétablir l'accès|l'éviter].
C Nous avons détecté [une erreur|une activité inhabituelle|un problème] sur votre {account}. {click} sous {n} heures sinon il {threat}.
C [La DRH|Le service informatique|L'administrateur] demande à tous de [ressaisir|valider] leur mot de passe avant ce soir : {url}
C {friend} {friendlast} vous a partagé un fichier sécurisé. {click} et entrez votre mot de passe pour le lire.
C Êtes-vous disponible ? J'ai besoin d'un service discret, je ne peux pas parler. Achetez des coupons pour {amount} et envoyez-moi les codes. {friend} {friendlast}
C Bien-aimé, je suis la veuve d'un banquier de {city}. Je veux vous léguer {amount}. Répondez avec votre RIB.
C Maman, mon téléphone est cassé, voici mon nouveau numéro. Tu peux payer une facture de {amount} pour moi aujourd'hui ?
C Travaillez chez vous, {amount} par semaine, sans expérience ! {click} et commencez.
C Votre licence a expiré. {click} ou votre {account} {threat}.
C La douane retient un colis à votre nom. Réglez {price} par carte : {url} sinon il repart.
C Votre {account} vidéo {threat} car le dernier paiement a échoué. {click} et entrez votre carte.
C Des célibataires de {city} veulent vous rencontrer ce soir. {click} !
C Prêt garanti de {amount} à 1 %, même avec des dettes. Frais payables d'avance.
X Répondez uniquement à mon adresse privée.
X Dernier avertissement.
X Faites-moi confiance.

== fakeinvite robot
S Invitation : [réclamez votre gain|versement bitcoin|réunion d'investisseurs|votre récompense] le {date}
S Vous êtes invité : [gagnez {amount} par jour|séminaire crypto|trading sans risque]
C Vous êtes invité à réclamer {amount} avant le {date}. {click} pour accepter et entrez votre numéro de carte.
C Rendez-vous demandé par votre banque : confirmez votre identité le {date} sur {url} sinon votre {account} {threat}.
C Événement : votre versement de {amount} est prêt. {click} avant expiration.
C Soirée secrète d'investisseurs : doublez votre mise, garanti. Réservez avec un acompte de {price} en bitcoin.
X Les places disparaissent dans {n} minutes.

== autoreply robot
S [Réponse automatique|Absence|Absent du bureau|Auto] : {matter}
S En congé jusqu'au {date}
S Réponse automatique
C [Merci de votre message|Bonjour|Merci pour votre courriel]. Je suis [absent|en vacances|en congé|en colloque|en congé parental|en déplacement] jusqu'au {date} et [répondrai à mon retour|ne lis pas mes messages|les lis rarement]. [{friend} {friendlast} me remplace.|Urgence : {phone}.|]
C Je ne travaille plus chez {shop}. Merci d'écrire à {friend} {friendlast}.
C {got} votre message et vous répondrons sous {n} jours ouvrés. Votre référence : {num}.
C Nos bureaux sont fermés du {date} au {date2}. Nous lirons votre courrier à notre retour.
C Vous avez joint {shop}. Nous répondons dans l'ordre d'arrivée. Ceci est une confirmation automatique.
X Cette réponse a été générée automatiquement.
X Votre message n'est pas transféré.

== machine robot
S [Non distribué|Échec de remise|Message retourné|Avis d'échec] : {matter}
S [{repo}] [déploiement|test|version|nuit] [en échec|réussi|#{num}]
S [Disque|Certificat|Domaine|Licence|Quota] : [alerte|expire le {date}]
S Nouvel appareil sur votre réseau
C La remise à {memail} a échoué : boîte [pleine|indisponible|introuvable|inexistante]. Le message est joint.
C Votre message pour {memail} n'a pu être remis après {n} essais. Nous abandonnons.
C Tâche {repo} sur {user} terminée le {date} : {n} ok, {n2} modifiés, {qty} en échec.
C Rapport programmé : {num} visites, {n} erreurs, page la plus vue /{user}. Généré automatiquement.
C Votre export de {n} fichiers peut être téléchargé jusqu'au {date} : {url}
C La caméra « {friend} » a vu un mouvement. Séquence enregistrée.
C Le lave-linge a terminé son programme. Énergie : {n} unités.
C Alerte crue à {city} à partir du {date}. Suivez les consignes.
C Le dossier partagé {project} a changé : {n} fichiers ajoutés par {user}.

== security robot
S [Confirmez|Vérifiez] [que c'est vous|cet appareil|votre numéro]
S Votre {account} a été [utilisé sur un nouvel appareil|ouvert|créé|fermé|débloqué]
S Code à usage unique
S Code d'accès {code}
C {code} est votre code à usage unique pour {shop}. [Valable {n} minutes.|Ne le transmettez à personne.|]
C Votre {account} a été ouvert depuis {city} avec {device}. [Si c'est vous, rien à faire.|Vérifiez vos appareils dans les réglages.]
C Vous avez modifié votre [mot de passe|adresse|numéro|question secrète] le {date}. [Ce n'est pas vous ? Contactez-nous depuis l'application.|]
C Merci de votre inscription, {me}. Confirmez votre adresse sous {n} heures.
C Votre mot de passe d'application est créé. Gardez-le, il ne s'affichera plus.
C Nous avons fermé votre {account} comme demandé. Vos données seront effacées le {date}.

== shipping robot
S [{shop}|{product}] : [en route|livré|retardé|prêt|retourné]
S Colis {track} [aujourd'hui|demain|en point relais|retenu]
C Le colis {track} avec votre {product} [arrive|est livré|aura du retard|vous attend] [le {date}|aujourd'hui|demain|au relais de {city}]. [Absent ? Dites au livreur où le laisser.|Munissez-vous d'une pièce d'identité.|]
C [Votre commande est en route|Ça bouge|Bonne nouvelle] : {shop} a confié {product} au transporteur à {city}. Arrivée : {date}.
C Livré ! {product}, déposé [devant la porte|chez {friend}|dans l'abri|à l'accueil] le {date}.
C Le livreur est passé le {date} sans vous trouver. Nouvel essai demain, ou retrait {place}.
C Votre retour de {product} est en route vers nous. Nous vous préviendrons.

== survey robot
S [Comment s'est passé|Notez|Votre avis sur|Parlez-nous de] [votre séjour|votre achat|votre visite|l'appel|{product}|{event}|{shop}]
S [{n} minutes|Deux questions|Un court questionnaire] [pour vous|svp|]
S [Votre avis compte|Comment avons-nous fait ?|Nous voulons vous entendre]
C Vous avez récemment [acheté {product}|séjourné à {hotel}|appelé nos services|visité nos locaux|participé à {event}]. Êtes-vous satisfait, de 1 à {n} ? {click}.
C Prenez {n} minutes pour notre enquête sur {topic}. Réponses anonymes. {url}
C {friend} vous a aidé le {date}. Votre problème est-il résolu ? Oui / Non
C Donnez votre avis sur {product} et aidez les autres clients. Étoiles : ☆☆☆☆☆
X Parmi les réponses, un bon de {price} sera tiré au sort.
X Un clic suffit.

== terms robot
S [Évolution de|Mise à jour de|Modification de] [nos conditions|notre politique de confidentialité|nos tarifs|votre contrat]
S Information importante sur votre contrat
S Nouveaux tarifs au {date}
C Nous modifions nos [conditions d'utilisation|règles de confidentialité|conditions générales|tarifs] le {date}. [Vous n'avez rien à faire.|En cas de désaccord, vous pouvez résilier.|Principaux changements : {topic}, {topic2}.]
C À partir du {date}, {plan} coûtera {price} au lieu de {price2} par mois. Vous pouvez résilier d'ici là.
C Mention légale : {shop} fait désormais partie de {shop2}. Votre contrat est inchangé.
C Votre {account} n'a pas servi depuis {n} mois et sera supprimé le {date} sans connexion de votre part.
C Nos horaires et numéros changent le {date}. Votre contrat {order} n'est pas concerné.
X Le texte complet : {url}
X L'utilisation du service après le {date} vaut acceptation.

== jobad robot
S {n} nouvelles offres pour [{role}|vous]
S Alerte emploi : {role} à {city}
S [{role}|{role2}], {city} (H/F)
C {n} nouvelles offres pour votre recherche « {role}, {city} ». {role} chez {shop} ; {role2} chez {shop2}. Postulez.
C Votre profil correspond : {shop} cherche un poste de {role} à {city}, {price4} de l'heure. {url}
C {shop} a consulté votre profil. Voir {n} offres proches à {city}.
X Modifier mon alerte : {url}

== social robot
S {friend} [est en direct|a publié|a répondu|vous suit|a envoyé une photo|a lancé une discussion] [: {topic}|]
S {topic} : {n} nouveaux messages
S Rejoignez {project} sur {shop}
C {friend} {friendlast} a publié dans {topic} : « {quote} » [Voir|Répondre|{n} commentaires]
C {n} personnes ont vu votre profil ; {friend} et {friend2} vous suivent.
C {friend} {friendlast} vous invite à essayer {shop}.
C {friend} {friendlast} vous a invité à modifier « {project} ». Ouvrir dans le navigateur.
C Près de chez vous : {event}. {friend} et {n} autres y vont. Intéressé ?
C Votre annonce « {product} » a {n} vues et un message de {friend}.

== reminder robot
S [Demain|Aujourd'hui|Dans {n} minutes|Bientôt] : {event}
S Rappel : [sortir les poubelles|{matter}|{event}|médecin|contrôle technique|vaccin]
S {friend} [vient|ne vient pas|a répondu] : {event}
C Nous vous rappelons {event} le {date}, {place}. [À bientôt.|Inutile de répondre.|Pour annuler, {click}.]
C Votre rendez-vous avec {friend} {friendlast} le {date} est [confirmé|maintenu|demain]. Munissez-vous de votre carte.
C {friend} a répondu à votre invitation ({event}) : [oui|non|peut-être].
C L'événement {event} du {date} a été annulé par l'organisateur.
C Votre emprunt « {topic} » se termine le {date}.

== newsletter mass
S {topic}, {topic2} et [une surprise|le reste|{topic3}]
S [Lettre|Carnet|Carte postale|Nouvelles] de {city}
S {month} chez {shop}
S [Ce que {topic} nous apprend|Que lire ?|La suite|Qui paie {topic} ?]
C [Bonjour à tous|Chers lecteurs|Bonjour|Chers amis], {month} est là, et avec lui {topic}. [Dans ce numéro : {topic2}, {topic3}.|Nous avons rencontré {friend} {friendlast}.|Servez-vous un café.]
C {n} choses apprises sur {topic} [cette semaine|ce mois-ci|à {city}]. D'abord, {topic2} n'est pas la réponse.
C [Notre chorale|Notre club|L'association|La paroisse|L'école de musique|Les jardins] a vécu un beau mois : {event} a réuni {num} personnes, {topic} avance, et {friend} rejoint le bureau.
C [Entretien|Portrait|Essai|Reportage|Chronique] : {friend} {friendlast}, {role} à {city}, parle de {topic}. « {quote} »
C À l'atelier : nous testons {product}, nous repeignons et nous pensons à {topic}. La suite le mois prochain.
C [La recette|La plante|Le livre|L'outil|La balade] du mois : {product}. Puis {topic}, comme toujours, et un plan de {city}.
C Le programme de {month} est sorti. {event}, {event2}, {topic}. Gratuit pour les adhérents. Venez comme vous êtes.
C Veille : {topic} ({pct} des cas), {topic2}, et une étude menée à {city}.
C Version {n}.{n2} : nous avons corrigé {topic}, vous vouliez un mode sombre, et {friend} a écrit le guide.
C Votre lettre de {city} : {event} revient, la mairie débat de {topic}, et où trouver {food}.

== moneynews mass
S {pct} : ce que [l'inflation|le budget|la hausse des taux] change pour [votre épargne|votre loyer|votre retraite]
S [Impôts|Reçus|Factures|Retraites|Votre argent] : mode d'emploi
S Bourse : {topic}, {topic2}
S Gardez vos reçus ! {n} conseils pour votre déclaration
S La facture du futur
C Gardez-vous vos reçus ? Nos experts listent {n} achats de plus de {price} à déduire. Lisez le guide.
C La semaine de l'argent : taux à {pct}, {topic} en difficulté, et pourquoi {friend} {friendlast} a tout vendu.
C Question de lecteur : « Mon propriétaire demande {price} de plus par mois. Dois-je payer ? » Notre avocate répond.
C La lettre des indépendants, n° {n} : rédiger une facture qui sera payée, relancer sans fâcher, et la nouvelle TVA.
C L'action {shop2} gagne {pct}. L'or, {topic} et que faire de {price4} d'épargne.
C Payez-vous trop cher {plan} ? Nous avons comparé {n} offres, de {price} à {price2} par mois.
X Cette lettre n'est pas un conseil financier.
X En partenariat avec {shop2}.

== webinar mass
S [Webinaire|En ligne|En direct|Masterclass|Conférence] [le {date}|] : {topic}
S Vous êtes invité [à notre soirée|: {topic}|, {me}]
S [Rejoignez-nous|Réservez votre place|Inscrivez-vous|Ouverture des portes] {onwhen}
S Invitation [aux portes ouvertes|au gala|à notre stand|à la soirée des adhérents]
S [Vous verra-t-on|Serez-vous là|Rencontrons-nous] : {event} ?
C Rejoignez {num} personnes pour notre [webinaire|direct|causerie en ligne|conférence] sur {topic}, {when}. [Inscription gratuite : {url}|Places limitées.|Empêché ? Nous enverrons l'enregistrement.]
C Vous êtes invités ! {when}, {shop} présente {product}. [Boissons et musique.|Venez accompagné.|Inscription : {url}]
C Nous invitons tous nos [clients|adhérents|lecteurs|donateurs|anciens] : {event}, {onwhen}, {place}. [Entrée libre.|Programme et billets : {url}|Sans inscription.]
C Rencontrez nos experts : {friend} {friendlast} ({role}) et {friend2} parleront de {topic} {onwhen}. Inscription avant le {deadline}.
C Portes ouvertes {onwhen} : découvrez {topic}, essayez {product}, parlez à l'équipe. Bienvenue à tous.
C À vos agendas : {event} aura lieu {onwhen} à {city}. Billets dès {price}.
C Venez nous rencontrer {onwhen} à {city} ! {n} intervenants, {num} invités, un thème : {topic}.
X Organisé par {shop}.
X À ajouter à votre agenda : {url}
X {num} personnes sont déjà inscrites.

== promo mass
S {product} [à {price}|dès {price}|, {pct} de moins]
S [Ventes|Offres|Douceurs] [du week-end|d'automne|d'été|flash]
S Seulement [aujourd'hui|{n} heures|{n} pièces]
C [Profitez de|Économisez|Gagnez|Offrez-vous] {pct} sur {product} [jusqu'au {date}|ce week-end|avec le code {promo}]. [J'en profite.|Dans tous nos magasins.|Jusqu'à épuisement.|]
C {product} {price}, {product2} {price2}, {product3} {price3} : nos [offres|trouvailles|coups de cœur] de la semaine.
C {me}, votre fidélité paie : {price} offerts dès {price4} d'achat, jusqu'au {date}.
C Nouvelle saison, nouveau {product}. [Découvrez|Voyez] la collection à {city} et en ligne.
C Vous aviez acheté {product} l'an dernier. En changer ? {pct} jusqu'au {date}.
C Passez à {plan} et payez {price} par mois pendant {n} mois.
"""
