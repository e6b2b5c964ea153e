"""French fragments of mail to many: newsletters, promotions, announcements."""

# ruff: noqa: E501  (a fragment is one line, however long)

MASS_FRENCH = """
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
"""
