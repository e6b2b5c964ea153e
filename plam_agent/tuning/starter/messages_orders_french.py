"""French fragments of mail about what was ordered, paid, booked, sent and billed."""

# ruff: noqa: E501  (a fragment is one line, however long)

ORDERS_FRENCH = """
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
"""
