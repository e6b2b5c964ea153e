"""French fragments of mail that people write, in the notation of `messages_grammar`."""

# ruff: noqa: E501  (a fragment is one line, however long)

PEOPLE_FRENCH = """
== phrases person
P lately {topic}|{thing}|{relation}|{matter}|{project}|le déménagement de {friend}|le voyage à {city}|l'école des enfants|ton {product}
P did ai [réparé|vendu|peint|perdu|retrouvé|lavé|prêté|nettoyé|cherché|fait tomber] {thing}|ai [préparé|raté|mangé|goûté] {food}|ai [essayé de|fini par|promis de|oublié de|refusé de] {chore}|ai [lu|entendu|écrit|rêvé] des choses sur {topic}|ai [acheté|donné|rendu|cassé] le {product}|ai passé [la journée|deux semaines|le week-end] à {city}|ai vu {event} avec {relation}|ai attrapé {ailment}
P someone {friend}|{relation}|{friend} et {friend2}|le voisin|{friend} de {city}|toute la famille|une amie de {friend}|mon ancien patron
P doing a {ailment}|[a déménagé à|est à|a trouvé un poste à|a trouvé un appart à|revient de] {city}|[apprend à|n'arrive pas à|veut absolument|ne veut plus] {chore}|est {feeling}|se marie avec {friend3}|ne parle que de {topic}|a cassé {thing}|[t'embrasse|vous salue|te passe le bonjour|s'excuse]|a fait {food}|aura bientôt {n} ans|part à la retraite cet été|a eu son examen|attend un bébé|a un nouveau poste de {role}
P ask m'envoyer [les photos|l'adresse|le lien|le numéro de {friend}|tes notes|la recette|le fichier]|m'aider à {chore}|me prêter {thing}|me raconter [la suite|comment ça s'est fini]|demander à {friend} pour {lately}|jeter un œil à {lately}|garder {thing} une semaine de plus|m'expliquer {topic} simplement|me conseiller [un bon dentiste|un livre sur {topic}|un hôtel à {city}]|embrasser {someone}|rapporter {thing}|écrire un mot à {friend}|me donner ton avis sur {lately}
P please tu pourrais|pourrais-tu|pourriez-vous|vous pourriez|est-ce que tu peux|peux-tu|tu peux|serait-il possible de|je peux te demander de|ça t'embêterait de|auriez-vous la gentillesse de
P since mon dernier message|les vacances|ton anniversaire|notre coup de fil|{event}|Noël|cet été|mon départ
P why parce que {someone} {doing}|car j'ai {ailment}|vu que {thing} est en panne|car je suis à {city} toute la semaine|parce qu'on a du monde|pour des raisons que je t'expliquerai|j'avais promis à {friend}

== personal person
S {friend} {doing}
S [re: |]{lately}
S [un petit service|une question bête|une dernière chose|un truc]
S {food}
S {thing}
S {ailment}, [encore|évidemment]
S [coucou de|retour de|bons baisers de|toujours à] {city}
S {please} {ask} ?
S j'{did}
S devine
S [je pense à toi|tu me manques|ça fait longtemps|c'est moi|des nouvelles]
S [ta lettre|ton colis|ta visite|ton appel|votre message]
S [félicitations|bravo|condoléances|pardon|oups|merci infiniment]
S {lately} : [ton avis|tu en penses quoi] ?
C [Hier|Ce matin|Hier soir|Enfin|Encore une fois|{past}], j'{did}, et [je suis {feeling}|ça valait le coup|plus jamais|tu aurais ri|j'ai pensé à toi].
C {someone} {doing}. [Je voulais te le dire.|Tu te rends compte ?|On est tous {feeling}.|Personne ne s'y attendait.|Il était temps.]
C {please} {wish:{ask}} ? [Ce serait adorable.|Ça me sauverait la semaine.|Je n'aime pas demander.|Rien ne presse.|]
C [Je t'écris|Je vous écris|Juste un mot] parce que {someone} {doing} et je ne sais pas comment [aider|réagir|le dire à {friend2}].
C On ne s'est pas [parlé|vus|écrit] depuis {since}. Comment [vas-tu|va {someone}|se passe la vie à {city}] ?
C Merci pour [{thing}|le {product}|{food}|ta lettre|ton écoute|le livre sur {topic}|le coup de main]. [Je suis {feeling}.|Tu es un ange.|Ça compte beaucoup.|Je te revaudrai ça.]
C Pour {lately} : [j'ai changé d'avis|tu avais raison|je préfère pas|attendons|j'ai demandé à {friend}|c'est réglé|ça empire].
C [Aujourd'hui|Hier|La semaine dernière|{past}], j'{did}. Puis {friend} a appelé : {friend2} {doing}.
C Tu te souviens de {friend}, de {city} ? {friend2} {doing} [maintenant|, figure-toi].
C [Je ne peux pas|Je ne pourrai pas|Désolé, je n'ai pas pu] {chore}, {why}. [Pardonne-moi.|Je me rattraperai.|La prochaine fois.]
C Où en est {lately} ? Ici {someone} {doing}, à part ça [rien de neuf|tout est calme|la routine].
C Je suis {feeling} depuis {since}, {why}.
C [Félicitations pour|J'ai appris pour|Quelle nouvelle,|Je suis si heureuse pour] [le poste|la maison à {city}|l'examen|le bébé|ton prix] ! [Raconte !|Tu l'as mérité.|C'est toi qui paies le verre.]
C Je suis désolé pour [ton père|le chat|{thing}|les nouvelles de {city}]. [Je pense à toi.|On est là.|Appelle quand tu veux, jour et nuit.|Les mots me manquent.]
C Regarde ce que j'ai retrouvé : {thing} de quand on était [petits|étudiants|à {city}]. {someone} a failli pleurer.
C Mon {product} est encore en panne. Toi tu avais réussi à {chore}, comment as-tu fait ?
C J'{did}, enfin ! Photos jointes, ne ris pas.
C Tu ferais quoi, toi ? {someone} {doing}, et {someone} veut que je m'en occupe.
C [Pour info|Juste pour que tu saches], {someone} {doing}, donc [ne t'inquiète pas|ne m'attends pas|je suis seule cette semaine].
C J'{did}, donc plus besoin [de t'en occuper|d'apporter le tien].
C {me}, cela fait bien longtemps. J'{did} et je vis maintenant à {city}, avec {friend} et {n} poules.
C Bonjour, vous ne me connaissez pas. Je suis [l'étudiant|l'amie|la cousine] de {friend} et je m'intéresse à {topic}. {please} {wish:{ask}} ?
C J'ai vu votre [annonce|article|nom dans le journal|conférence sur {topic}] et je voulais vous dire [merci|que je ne suis pas d'accord|combien cela m'a touchée].
X Au fait, {someone} {doing}.
X {friend} [est passé|a téléphoné] {past} et a demandé de tes nouvelles.
X Il est tard, il pleut, et j'{did}.
X Enfin bref.
X Tu savais que {friend3} {doing} ?
X Je te mets [une photo|un dessin des petits|la recette].
X C'est [la vie|ça, {city}|comme ça].
X Tu ne vas pas me croire : {someone} {doing}.
X Je suis {feeling}, voilà.
X J'espère que {someone} va bien.
X Un jour, je vais {chore}.

== mention person
S Re: [le reçu|cette facture|ta commande|la newsletter|la note|les billets]
S [reçu|facture|billets|infolettre|ton invitation|abonnement]
S [qui a payé|tu as payé ?|il faut le ticket|ticket perdu]
S [la commande {shop}|ton colis {shop}|les sous pour le {product}]
S TR : [votre commande {order}|Reçu {shop}|la lettre de {shop}]
S désabonne-moi [stp|de ce bazar]
S Re: Invitation : {project}
S [{price}|qui doit quoi à qui|on partage la note]
C {please} {wish:retrouver le ticket de caisse du {product}} ? [Le magasin refuse l'échange sans.|C'est pour la garantie.|{friend} a jeté le mien.]
C J'ai perdu le reçu du {product}, {price} de fichus. [Tu as gardé le tien ?|Tout moi.|]
C Tu as eu un reçu de {shop} ? [La compta le réclame|Les impôts le veulent|C'est pour les comptes du club] et je n'ai rien.
C J'ai commandé le {product} chez {shop} comme tu disais, {price} [finalement|avec le port]. Ça arrive [la semaine prochaine|le {date}], je suis {feeling}.
C C'est toi qui as payé [les billets|le resto|le taxi|l'essence|le {product}], non ? Je te dois {price}. [Espèces ou virement ?|Rappelle-le-moi.]
C Je t'ai viré {price} pour [le {product}|le resto|le week-end|le cadeau de {friend}], dis-moi si ça n'arrive pas.
C {friend} nous doit encore {price} pour le {product}. [Je lui en parle ?|Demande, toi, je suis trop polie.]
C La facture {shop} est là : {price} ! [On a fait quoi ?|Tu chauffes le jardin ?|Il faut qu'on parle du chauffage.]
C Je n'ai jamais commandé de {product}, et {shop} me réclame {price}. Tu ferais quoi ?
C L'infolettre de {shop} devient [pénible|vraiment bien]. Tu as lu l'article sur {topic} ?
C Je me suis désabonné de toutes les newsletters, j'ai enfin le temps de {chore}.
C C'est moi qui écris le bulletin du club ce mois-ci. {please} {wish:écrire quelques lignes sur {topic}} ?
C Voici le texte pour notre bulletin, corrige les fautes avant que je l'envoie à {friend}.
C Votre lettre sur {topic} a éclairé ma journée. Continuez !
C Bien reçu ton invitation, quelle jolie carte. [On sera absents, hélas.|Bien sûr qu'on vient !|Qui d'autre vient ?|On s'habille comment ?]
C Pardon de n'avoir pas répondu à l'invitation. {someone} {doing} et j'ai oublié.
C Tu as reçu l'invitation de {friend} [au mariage|à la soutenance] ? On offre quoi ?
C Je n'arrive plus à me connecter chez {shop}, le code part sur ton vieux téléphone. Tu me le lis ?
C J'ai cliqué sur un faux message de la banque, quelle idiote. J'ai changé tous mes mots de passe. C'est suffisant ?
C Le colis de {shop} est arrivé chez toi ? Ils disent l'avoir livré {past}.
C Je te transfère ce que {shop} m'écrit. {price} pour un {product}, ils sont sérieux ?
C J'ai résilié l'abonnement ({plan}), on ne s'en servait pas. Ça fait {price} de moins par mois.
C {friend} veut la facture à son nom. {please} {wish:demander à l'entreprise de la changer} ?
C Merci d'avoir payé le {product} ! J'ai glissé {price} dans ta veste.
C Il me manque tes justificatifs de frais pour {project}. [Rien d'urgent, mais bientôt.|Ceux de {friend} aussi.]
C Le remboursement de {shop} n'est pas arrivé, si ? {price} depuis {month}.
X {shop}, c'est le {phone} si tu veux râler.
X Sur le carton il y a écrit commande {order}.
X C'était en promo.
X J'ai gardé l'emballage.
X Plus jamais chez {shop}.
X L'argent ne fait pas le bonheur.

== recall person
S Re: [hier|mardi|hier soir|notre réunion|la réunion|le dîner|{project}|{event}]
S [après|suite à] [notre réunion|notre appel|la fête|l'entretien]
S [merci pour|quelle] [la soirée|soirée|fête]
S [Re: |][oui|non|ok|à vendredi|en retard|annulé]
S Compte rendu [de la réunion|]
S Re: Invitation : {project} le {date}
S je ne viens pas [finalement|le {date}|]
C C'était [bien|super|chouette|étrange] de te voir {past} {place}. [J'ai tellement ri.|Tu as bonne mine.|On aurait dû faire ça depuis longtemps.]
C Merci d'être venus {past} {place}. Depuis, {someone} {doing}.
C Après notre réunion de {past}, j'ai repensé à {lately} : [tu as raison|on y va|il faut laisser tomber|j'aimerais voir les chiffres].
C Comme convenu {past}, voici le document. [Vos remarques sont bienvenues.|Rien d'autre à faire pour toi.|]
C Oui, le {date} me va, j'y serai.
C À {date}, alors. [J'apporte {food}.|{someone} vient aussi.|Vivement.]
C Je dois annuler pour le {date}, {someone} {doing}. [Désolée !|Je m'en veux.|Allez-y sans moi.]
C Je ne pourrai pas venir, {why}. [Amusez-vous bien.|Tu me raconteras.|Garde-moi une part de gâteau.]
C Je suis dans le train, j'aurai {n} minutes de retard. Commencez sans moi.
C On t'a attendu {past} {place}. Il s'est passé quelque chose ?
C Quelle fête ! {friend} [a dansé jusqu'à trois heures|s'est endormi sur le canapé|chante encore|a perdu une chaussure], et personne ne sait qui a fait {food}.
C L'entretien de {past} s'est [bien|mal|mieux que prévu] passé. On m'a parlé de {topic} pendant une demi-heure.
C {friend} m'a dit ce que tu as dit en réunion {past}. [Merci pour ça.|Ça m'a blessé, franchement.|Je suis d'accord avec tout.]
C Mes notes de {past} : {friend} prend {matter}, je fais le reste, toi tu te reposes. [Corrige-moi si je me trompe.|]
C Tu te souviens de notre déjeuner {place} en {month} ? {friend} parle encore de {food}.
C Bien arrivée à neuf heures et demie. Vol [en retard|agité|vide], {city} est [froide|dorée|bruyante].
C Le rendez-vous chez le médecin {past} s'est bien passé, [rien de grave|juste {ailment}|je dois dormir plus].
C Pardon d'être parti si tôt {past}, j'avais {ailment}.
C Tu as laissé {thing} {place} {past}. Je te garde ça.
C La réunion de {past} était [une perte de temps|une réussite|longue], {friend} a parlé une heure de {topic}.
X La meilleure soirée depuis des mois.
X Ça a commencé à huit heures et fini à l'aube.
X J'étais rentré à onze heures.
X {friend} y était aussi, {past}.
X Les photos sont jointes.

== oneliner person
S
S Re: {topic}
S Re: {thing}
S [ok|oui|merci|fait|hm|ouah|parfait|?]
S RE: RE: {matter}
S {friend}
S {thing} ?
C [ok|d'accord|oui|non|ça marche|super|parfait|entendu|c'est fait|merci], [{friend} est au courant|je le dis à {friend}|pas de souci|j'ai demandé à {friend}|comme tu veux|t'es la meilleure|je réfléchis].
C [lequel|qui ça|pourquoi|combien|tu l'as trouvé où|t'es sûr|sérieux|il s'est passé quoi] ??
C [en route|bien rentré|atterri|coincé dans les bouchons|déjà au lit|chez {friend}], [{thing} est chez {friend}|m'attendez pas|je t'aime|tout va bien].
C [tu as|t'as] [nourri|vu|fermé|retrouvé] {thing} ?
C {someone} {doing} !!
C [reçu|trouvé|envoyé|lu|adoré], [mci|merci|top|bises].
C [tu me manques|je pense à toi|bon courage|remets-toi vite|joyeux anniversaire|bon voyage|dors bien] [bisous|!!|:)|ma belle|mon vieux|]
C le {product} est [génial|cassé|trop petit|resté dans la voiture].
C {please} {ask} [stp|quand tu peux] ?
C j'{did} :)

== work person
S {matter}
S Re: {matter} [– point|– question|– urgent|]
S [{project} : |]{matter}
S [ton avis sur|chiffres pour|changements :|nouvelle version :|souci avec] {matter}
S [nouvelle collègue|remplacement|passation|merci de toute l'équipe|recommandation pour {friend}]
S [Candidature|CV|Sujet de mémoire|Recommandation]
S Votre demande
C J'ai [relu|mis à jour|vérifié|réécrit|imprimé|signé|renvoyé] {matter}. [Un point reste flou : {topic}.|{friend} est d'accord.|La page {n} est à revoir.|C'est dans le dossier partagé.]
C {friend}, de chez {shop}, a appelé pour {matter}. [Ils veulent {pct} de remise.|Ils ne sont pas contents.|Ils acceptent.|J'ai dit que tu saurais.] {please} {wish:les rappeler} ?
C {please} {wish:vérifier {matter}} avant que {friend} l'envoie à {city} ? [La page {n} m'inquiète.|Je doute pour {topic}.|Deux paires d'yeux valent mieux qu'une.]
C On est [en retard|dans les temps|en avance|bloqués] sur {project}, surtout à cause de {matter}. [Je propose de demander à {friend}.|Des idées ?|{friend} écrira au client.]
C Qui s'occupe de {matter} maintenant que {friend} est à {city} ?
C Merci pour {matter}. [Le client|Le conseil|L'équipe|Le jury] a beaucoup apprécié, {friend} surtout.
C Je confie {matter} à {friend}, qui commence comme {role} la semaine prochaine. Vous serez en de bonnes mains.
C Il y a une erreur dans {matter} : c'est {pct}, pas {n}. On peut encore corriger ?
C Je n'arrive pas à ouvrir {matter}, le fichier semble abîmé. {please} {wish:me le renvoyer} ?
C {shop} a fait une nouvelle offre pour {job} : {price}, un peu moins que la dernière fois. Je la prendrais. Et toi ?
C En tant que {role}, j'ai besoin de ton avis sur {matter}. [Deux lignes suffisent.|Sois franc.|Prends ton temps.]
C Je suis {role} à {city} et j'aimerais travailler avec vous sur {topic}. Vous trouverez mon CV ci-joint.
C Madame la professeure, j'aimerais faire mon mémoire sur {topic}. Accepteriez-vous de le diriger ?
C Je vous écris pour me plaindre : {friend} nous avait promis un {product} et nous avons reçu un {product2}.
C Le client demande {n} {product} de plus. On les a en stock ?
C {someone} {doing}, je tiens donc l'accueil. Envoie-moi {matter} en attendant.
C N'envoie pas encore {matter}, le juridique a un doute sur {topic}.
C De mon côté {matter}, c'est fini. Reste {project} ; {friend} a la liste.
C Pour répondre à ta question : oui, on a fait {matter} en {month}, et non, {friend} n'a pas été prévenue.
C Je voulais remercier {friend} et toi pour {project}. C'était un plaisir.
X {friend} est en congé jusqu'au {date}.
X Le fichier s'appelle {project}, version {n}.
X Bien à vous de {city}.
X {friend} et {friend2} sont en copie.
X L'échéance était {past}, mais personne n'a rien vu.
X N'en parlons pas encore au client.

== discussion list
S {tag} [question sur|réflexions sur|besoin d'aide :|qui connaît] {topic} ?
S Re: {tag} {thing} [cherché|à vendre|à donner]
S {tag} perdu : {thing}
C Quelqu'un sur la liste a-t-il l'expérience de {topic} ? [Chez nous c'est le chaos.|Nous débutons.|Merci d'avance.]
C À donner : {thing}, à prendre à {city}. Premier arrivé, premier servi. Répondez-moi hors liste.
C Je rejoins {friend} sur {topic}. Votons.
C Quelqu'un a essayé {repo} pour {topic} ? Ça marche ici depuis {n}.{n2}, mais seulement sous Linux.
C Pardon à tous pour le bruit, ma réponse était pour {friend} seule.
X Message envoyé à tous les membres de la liste.
X Archives : {url}
"""
