"""French fragments of synthetic mail, in the notation of `messages_english`."""

# ruff: noqa: E501  (a fragment is one line, however long)

FRENCH = """
== order robot
S Confirmation de [votre |]commande {order}
S Votre commande {order} [est confirmée|a bien été enregistrée|chez {shop}|]
S Merci pour votre [commande|achat][ !|, {me}|]
S Commande {order} validée
S [{shop} : |]nous préparons votre commande
S Récapitulatif de commande – {product}
S Votre réservation en click & collect
S Nous avons reçu votre commande
S C'est commandé ! {product}
S Accusé de réception de commande {order}
S Commande [repas|courses] confirmée
S Votre achat à {friend}
C Nous avons bien reçu votre commande {order} du {date}. Montant total : {amount}.
C Merci pour votre commande ! Article : {product}. Total TTC : {amount}. [Un mail vous préviendra de l'expédition.|]
C Votre commande n° {order} est confirmée. {qty} x {product} : {price}, {qty2} x {product2} : {price2}. Total {amount} [TTC|port compris|].
C Vous avez réglé {amount} par [carte|PayPal|virement|carte cadeau] pour : {product}. Numéro de commande : {order}.
C Récapitulatif : {product}, quantité {qty}. Sous-total {price}, livraison {price2}, total {amount}.
C {shop} vous confirme l'achat suivant : {product} ({amount}). Référence {order}.
C Votre précommande de {product} est enregistrée sous le numéro {order}. Vous serez débité de {amount} à l'expédition.
C C'est noté ! Votre {product} vous attend bientôt en magasin. Commande {order}, {amount} payés en ligne.
C Votre panier de la semaine est commandé : {amount}. Retrait le {date}.
C Merci {me} ! {shop} a reçu votre commande : {qty} × {product}. Sous-total {price}. Livraison {price2}. Vous avez payé {amount}.
C Commande {order} passée le {date}. Livrer à : {me} {melast}. Article(s) : {product}. Total général : {amount}.
C Votre repas est en préparation ! {shop} a accepté la commande {order}. Total débité : {amount}.
C Nous accusons réception de votre bon de commande {order} d'un montant de {amount}.
C Vous venez d'acheter {product} à {friend}. Total {amount}, protection acheteur comprise. Commande {order}.
C Votre carte cadeau de {amount} est commandée et sera envoyée à {friend}.
C Votre commande {order} a été modifiée. Nouveau total : {amount}.
C Bonjour {me}, merci de soutenir une petite boutique ! Je prépare votre {product} cette semaine. Commande {order}, {amount}.
X Adresse de livraison : {me} {melast}, {street}.
X Paiement par carte se terminant par {card}.
X Livraison prévue le {date}.
X Vous disposez de 14 jours pour vous rétracter.
X Une question ? Appelez le {phone}.
X Vous aimerez aussi : {product3}, {product4}.
X Suivez votre commande dans votre compte : {url}
X Conservez ce message, il vaut bon de commande.
X {pct} sur votre prochain achat avec le code {promo}.
X Gardez ce reçu en cas de retour.
X Découvrez aussi : {product3} dès {price3}.
X Abonnez-vous à notre lettre et recevez {pct}.

== payment robot
S Reçu [de paiement|de {shop}|n° {num}]
S Votre facture [{order}|de {month}|{shop}]
S Paiement [reçu|accepté|confirmé|de {amount}]
S Facture acquittée {order}
S Votre reçu fiscal
S Votre course du {date}
S Renouvellement de votre abonnement
S Remboursement de votre commande {order}
S Paiement à {shop}
S Votre e-ticket de caisse
S Quittance de loyer {month}
S Votre don
S Rechargement effectué
S Cotisation reçue
C Nous avons bien reçu votre paiement de {amount}[ le {date}|]. Merci !
C Votre abonnement ({plan}) a été renouvelé. Nous avons débité {amount} de la carte {card}.
C Vous trouverez ci-joint la facture {order} d'un montant de {amount}, déjà réglée. Aucune action n'est nécessaire.
C Paiement accepté. Commerçant : {shop}. Montant : {amount}. Carte **** {card}. Autorisation {num}.
C Merci pour votre don de {amount} à {shop}. Ce reçu vous permet une réduction d'impôt.
C Facture {order}. {plan} : {price} HT. TVA : {price2}. Total : {amount}. Statut : payée.
C Merci d'avoir voyagé avec nous. Course : {price}, pourboire : {price2}, total : {amount}.
C Votre prélèvement de {amount} a été effectué le {date}. La facture est jointe.
C Nous avons remboursé {amount} sur votre [carte|compte] pour la commande {order}.
C Ticket de caisse dématérialisé. {product} {price}. TOTAL {amount}. CB {card}. Merci de votre visite.
C Stationnement payé : {amount}, {city}, le {date}.
C {shop} vous a débité {amount} pour {plan}. Facture {order} du {date}. Carte se terminant par {card}.
C Quittance : loyer de {month} reçu, {amount}. Le bailleur.
C Nous avons bien encaissé votre cotisation de {amount}. Votre adhésion est à jour.
C Merci pour votre contribution de {amount} à notre campagne. Contribution {order}.
C Rechargement de {amount} effectué, votre solde est disponible.
C Péage : {city} – {city2}, le {date}, {amount}.
C Votre prime d'assurance de {amount} a été prélevée. Contrat {order}.
C Frais de scolarité reçus : {amount}. Reçu n° {order}.
C Reçu. Article : {product}. TVA : {price}. Réglé : {amount}. Caisse {n}. Merci de votre visite chez {shop} !
X Prochaine échéance : {date}.
X Vous n'avez rien à faire.
X Téléchargez le PDF dans votre espace client : {url}
X N° de TVA FR{num}.
X Ce débit apparaîtra sur votre relevé sous le nom {shop}.
X Pour toute question : {phone}.
X Donnez votre avis sur votre achat !
X Le détail figure dans la pièce jointe.
X Points de fidélité gagnés : {n}.
X Ce n'est pas vous ? Signalez-le.
X Recevez nos offres : abonnez-vous.

== paidperson person
S Reçu [pour {job}|]
S Facture {order} [acquittée|]
S Bien reçu votre règlement
S Re: votre paiement
C J'ai bien reçu votre virement de {amount}, merci. Voici la facture acquittée {order} pour {job}.
C Je vous confirme avoir encaissé {amount} pour {job}. Le reçu est en pièce jointe.
C Merci pour le règlement de {amount} ! Je joins le reçu comme convenu.
C Votre chèque de {amount} est arrivé ce matin. Ci-joint le reçu pour {job}.
X Ce fut un plaisir de travailler pour vous.
X N'hésitez pas si quelque chose ne va pas.
X Mon numéro si besoin : {phone}.

== booking robot
S Réservation confirmée : {hotel}
S Votre voyage à {city} – dossier {order}
S Vos billets [{city} – {city2}|pour {event}]
S E-billet {order}
S Location de voiture confirmée
S Inscription payée : {event}
C Votre réservation à {hotel}, {city}, est confirmée. Arrivée le {date}, {n} nuits, {amount} réglés.
C Voici vos billets {city} – {city2} du {date}. Dossier {order}. Montant payé : {amount}.
C Merci pour votre achat : {n} places pour {event}, {amount}, carte {card}. Référence {order}.
C Billet électronique. Voyageur : {me} {melast}. {city} – {city2}, le {date}. Tarif {price}, taxes {price2}, total {amount}.
C Votre voiture vous attend à {city} le {date}. Prépayé : {amount}. Bon {order}.
C Vous êtes inscrit : {event}. Frais de {amount} bien reçus. Confirmation {order}.
C {n} nuits à {hotel}, acompte payé : {amount}. Dossier {order}.
X Annulation gratuite jusqu'au {date2}.
X Présentez ce code à l'entrée.
X Louez une voiture à partir de {price3} par jour.
X Gérer ma réservation : {url}

== shipping robot
S Votre [colis|commande] [est en route|arrive|a été expédié|est livré]
S Expédition : {product}
S Livraison prévue le {date}
S Colis {track}
S Votre colis vous attend
S Retard de livraison
S Bonne nouvelle, {me} !
S Votre retour a été reçu
S Preuve de livraison
C Bonne nouvelle : votre colis {track} a quitté notre entrepôt.
C Votre colis {track} sera livré le {date}[ entre {n}h et {n2}h|].
C Votre colis a été déposé [dans votre boîte aux lettres|chez un voisin|au point relais] le {date}.
C Le livreur n'a pas pu vous remettre le colis. Retirez-le {place2} avant le {date}, muni d'une pièce d'identité.
C Nous avons confié votre {product} au transporteur. Numéro de suivi : {track}.
C Votre livraison a pris du retard. Nouvelle date estimée : {date}. Veuillez nous en excuser.
C Votre colis est disponible en consigne. Code de retrait : {code}.
C C'est parti ! Votre commande {shop} a quitté {city} et arrive le {date}.
C Votre retour est arrivé. Nous vérifions le {product} sous {n} jours.
C Livré à 10 h 42, signé par {friend}. Photo jointe.
C Un colis de {shop} arrive le {date}. Choisissez un créneau ou un commerçant.
C {n} articles sur {n2} ont été expédiés : {product}.
X Modifier la livraison : {url}
X Une signature vous sera demandée.
X Absent ? Choisissez un point relais.
X Contenu : {product}, {product2}.
X Transporteur : {shop2}.

== bill robot
S [Rappel|Relance|Deuxième relance] : facture {order}
S Facture {order} à régler avant le {deadline}
S Votre facture est disponible
S Échéance du {deadline}
S Montant à payer : {amount}
S Échec de votre paiement
S Appel de cotisation
S Votre essai se termine bientôt
S Prochain prélèvement de {amount}
S Avis d'imposition {order}
S Devis {order} à signer
S Avis de contravention
C Votre facture de {amount} est à régler avant le {deadline}.
C Sauf erreur de notre part, la facture {order} reste impayée. Merci de virer {amount} au plus tard le {deadline}.
C Nous n'avons pas pu prélever {amount} pour {plan}. Mettez à jour votre carte avant le {deadline}.
C Veuillez trouver ci-joint la facture {order}, {amount} à payer pour le {deadline}.
C La cotisation annuelle s'élève à {amount}. Merci de la régler avant le {deadline} en rappelant {order}.
C Votre loyer de {month} est en attente : {amount}. Date limite : {deadline}.
C Avis d'échéance : {amount} seront dus le {deadline}.
C Votre essai prend fin le {deadline}. Sans résiliation, {amount} seront débités pour {plan}.
C Votre abonnement sera renouvelé le {deadline} pour {amount}. Vous pouvez l'annuler dans votre compte.
C Votre devis {order} est prêt : {amount}, valable jusqu'au {deadline}. Rien n'a été débité.
C Avis {order} : {amount} à payer avant le {deadline}.
C Dernier avis avant recouvrement : {amount}, facture {order}, sous réserve de paiement au {deadline}.
C Votre carte a expiré. Ajoutez-en une avant le {deadline} pour que nous puissions débiter {amount}.
X Si vous avez déjà payé, ne tenez pas compte de ce message.
X Payez en ligne : {url} ou au {phone}.
X IBAN {iban}, référence {order}.
X Une pénalité de {price} sera appliquée.
X Payez par carte, virement ou chèque.

== bank robot
S Votre relevé de compte [de {month}|] est disponible
S Alerte solde
S Un nouveau document vous attend
S Évolution de nos conditions
S Votre nouvelle carte
C Votre relevé de {month} est disponible dans votre espace client.
C Le solde de votre compte est passé sous {price}. Solde actuel : {amount}.
C Une opération de {price} a été refusée le {date}.
C Nos tarifs évoluent à compter du {date}. Vous trouverez la brochure en ligne.
C Votre virement permanent sera exécuté le {date}.
C Le taux de votre livret passe à {pct} le {date}.
C Votre nouvelle carte a été envoyée aujourd'hui.
C Le récapitulatif annuel des frais est disponible.
X Connectez-vous : {url}
X Nous ne demandons jamais votre code par mail.
X Votre conseiller : {phone}.

== newsletter mass
S La [Lettre|Gazette|Dépêche|Revue|Newsletter] {adj} [n° {num3}|de {month}|]
S L'actu de {shop} – {month}
S [🌿|📬|✨|🚀|📚|☕] {n} [idées|lectures|adresses] pour {month}
S Cette semaine : {topic}
S {topic} : ce qu'il faut retenir
S Invitation au voyage : {city}
S Les nouvelles de l'association
S Au programme en {month}
S Et si on parlait de {topic} ?
S Le reçu de trop : enquête
S Quoi de neuf chez {shop} ?
S {shop} : {topic}
S La semaine vue par {friend}
S Les titres du matin
S Que faire à {city} ce week-end ?
S {n} recettes pour {month}
S Des nouvelles de [l'équipe|la mairie|la paroisse|votre députée]
S Notes de version {n}.{n2}
S Le bulletin des adhérents
S Lecture du dimanche
C Au sommaire de ce numéro : {topic}, {topic2}, et un entretien avec {friend} {friendlast}.
C Bienvenue dans cette nouvelle édition ! Ce mois-ci, nous parlons de {topic} et nous répondons à vos lettres.
C L'essentiel de l'actualité : {topic} divise, {city} s'inquiète, {friend} {friendlast} démissionne.
C Chers adhérents, voici les nouvelles : l'assemblée générale a lieu le {date}, {event} a réuni {num} personnes. Merci aux bénévoles !
C Je vous écris chaque dimanche pour partager une idée. Aujourd'hui : {topic}.
C Le mois a été riche chez {shop} : nouveau local à {city}, {n} recrutements, {product} en préparation.
C Les plus lus : « {topic} : le guide » · « Comment {friend} a tout changé » · « {n} erreurs à éviter »
C Nouveautés : export des données, mode sombre, rappels. Lisez les notes de version.
C Vous êtes invités à découvrir la nouvelle saison : {event}, {event2}, visites guidées. Programme complet en ligne.
C À écouter : {friend} {friendlast} nous parle de {topic} ({n} min).
C La médiathèque vous propose en {month} : {event}, un atelier sur {topic}, l'heure du conte.
C Revue de presse : {topic}, {topic2}. Bonne lecture !
C Chers donateurs, grâce à vous {num} personnes ont été aidées. Découvrez l'histoire de {friend}.
C La recette de la semaine, prête en {n} minutes, et sa liste de courses.
C Bonjour, c'est {friend}. Une fois par mois je vous parle de {topic}. Installez-vous, c'est un peu long.
C Ce week-end à {city} : {event}, {event2}, une brocante et un concert gratuit.
C Votre mairie vous informe : travaux, nouveaux horaires, {event}, enquête publique sur {topic}.
C Nouvelle étude sur {topic} : téléchargez gratuitement notre rapport.
C Bulletin n° {n}. Le mot de la présidente ; {topic} ; les dates à retenir ; les petites annonces.
C Cinq liens que j'ai aimés : {topic}, {topic2}, {friend} {friendlast} en concert, une carte, une blague.
C La version {n}.{n2} est sortie. Au menu : {topic}, mode sombre, recherche plus rapide.
C Chers anciens, {event} a réuni {num} d'entre nous. Voici les photos.
C Ce que nous lisons, regardons et écoutons en {month}.
X Lire la suite : {url}
X Un ami vous a transféré ce message ? Abonnez-vous.
X Répondez-moi, je lis tout.
X À ne pas manquer : {event}, {date}, {city}.
X La citation : « {quote} »
X Partenaire : {shop2}.
X Soutenez-nous dès {price} par mois.
X Suivez-nous sur les réseaux.
X À la semaine prochaine !
X Si cela vous a plu, parlez-en autour de vous.
X L'abonnement est gratuit, un café est bienvenu.
X Courrier des lecteurs : {memail}
X Anciens numéros : {url}

== promo mass
S {pct} sur [tout le site|{product}|vos favoris]
S [DERNIÈRES HEURES|Derniers jours|Ce soir minuit] : {pct}
S Nouveau : {product}
S [🔥|🎁|⏰|🛍️|❤️] {me}, [un cadeau pour vous|votre code vous attend|vous nous manquez]
S Les soldes [commencent|continuent]
S Votre panier vous attend
S Livraison offerte [aujourd'hui|jusqu'au {date}]
S Invitation : vente privée {shop}
S Votre commande mérite un {product}
S Webinaire gratuit : {topic}
S Baisse de prix : {product}
S De retour en stock : {product}
S {me}, vos points expirent bientôt
S [Réservé aux membres|Rien que pour vous] : avant-première
S Prêt pour {month} ?
S Parrainez un proche
S Tentez de gagner {price}
C Jusqu'au {date}, {pct} sur {product} et {product2} avec le code {promo}.
C La collection de {month} est arrivée : {product}, {product2}, dès {price}.
C {me}, nous avons choisi pour vous : {product} ({price}), {product2} ({price2}).
C Vous avez oublié quelque chose ! {product}, {price}. Finalisez votre commande.
C Faites-vous plaisir : {n} achetés, le dernier offert, en magasin et en ligne.
C Vous êtes cordialement invité à notre vente privée du {date}. Ouverture à 10 h, sur présentation de ce mail.
C Inscrivez-vous au webinaire « {topic} » du {date}. Places limitées.
C Passez à {plan} : {price} par mois au lieu de {price2}.
C Merci pour votre commande du printemps ! Voici {pct} sur {product}.
C {city} à partir de {price} l'aller simple. Réservez avant le {date}.
C Joyeux anniversaire {me} ! {price} à dépenser chez {shop}.
C Alerte prix ! {product} passe de {price2} à {price}.
C Il revient : le {product} que vous aimiez est disponible en {n} coloris.
C Vos {n} points valent {price}. Profitez-en avant le {date}.
C Revenez : {pct} sur votre premier mois avec {plan}.
C Parrainez un ami et recevez {price} chacun.
C Nouvelle carte chez {shop} : venez goûter ! Apéro tous les soirs.
C Essai gratuit de {n} jours, sans engagement : {plan}.
C Vente flash : jusqu'à {pct} sur {product}, {product2} et {product3}.
C Apprenez avec nos cours en ligne : {n} leçons, {price} au lieu de {price2}.
C Réservez votre séjour : {hotel}, {city}, dès {price} la nuit.
C Conservez vos tickets : chaque achat participe à notre tirage au sort.
C Réservez votre table : menu à {price}, musique, places limitées.
C Retrouvez-nous à {city} : venez sur notre stand essayer le {product}.
X J'en profite {url}
X Retours gratuits sous 30 jours.
X *Offre non cumulable.
X {num} avis cinq étoiles.
X Téléchargez l'application.
X Payez en trois fois sans frais.
X Emballage cadeau offert.
X Paiement sécurisé, livraison rapide.
X Valable dès {price3} d'achat.

== announce mass
S Coupure d'eau le {date}
S Fermeture [exceptionnelle|annuelle] le {date}
S À tous : {topic}
S Info quartier
S Avis à tous les [locataires|adhérents|clients]
S Rappel de produit : {product}
S Élection du bureau
C Chers résidents, l'eau sera coupée le {date} de 9 h à 12 h. Merci de votre compréhension. Le syndic.
C À tous les membres : le local sera fermé du {date} au {date2}.
C Chers collègues, à l'attention de tous : la cantine change de badge le {date}.
C À tous les locataires : l'ascenseur est en panne jusqu'au {date}. Veuillez nous en excuser.
C Rappel : n'utilisez plus votre {product} acheté avant le {date}. Détails pour tous les clients.
C Chers adhérents, les candidatures au bureau sont ouvertes jusqu'au {date}.
X Vous recevez ce message en tant que [membre|client|habitant].
X Plus d'informations : {url}
X Merci de ne pas répondre.

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
