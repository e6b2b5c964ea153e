"""French requests as templates, written as the English ones are."""

# ruff: noqa: E501  (one template a line)

PLANS = """
(trouve|montre-moi|cherche|affiche|liste|ouvre|donne-moi) (les mails|les messages|tous les mails|le courrier|les courriels|mes mails) {de} [sur {topic}] [{dans} {mailbox}] => mail.search people={de} words={topic} mailbox={mailbox}
(trouve|montre-moi|cherche|retrouve) (le mail|le message|les mails|les messages|le courriel) (sur|à propos de|concernant|au sujet de) {topic} [de {period}] => mail.search words={topic} when={period}
(montre|affiche|ouvre|vérifie|consulte) (mes nouveaux mails|mes mails non lus|ma boîte mail|mes messages|ma messagerie|mes derniers mails) [{de}] => mail.search people={de}
(montre|affiche|liste) les (mails|messages) (dans|du dossier) {mailbox} => mail.search mailbox={mailbox}
?(est-ce que j'ai|ai-je|j'ai) (reçu un mail|des mails|un message|des nouvelles|du courrier) {de} [sur {topic}] => mail.search people={de} words={topic}
?(y a-t-il|il y a|est-ce qu'il y a) (un mail|des mails|un message) {de} [sur {topic}] => mail.search people={de} words={topic}
?est-ce que {person} (m'a écrit|m'a répondu|a répondu|m'a envoyé un mail) [sur {topic}] [{period}] => mail.search people={person} words={topic} when={period}
?{person} m'a écrit [{period}] => mail.search people={person} when={period}
?qui m'a écrit [{period}] => mail.search when={period}
?(des nouvelles|du nouveau) {de} => mail.search people={de}
(lis|lis-moi|résume|résume-moi) (le dernier mail|le mail|le message|les mails|le dernier message|les messages) {de} [sur {topic}] => mail.search people={de} words={topic} ; mail.read messages=$1
(lis|lis-moi|résume) (le mail|le message|les mails) (sur|à propos de|concernant) {topic} => mail.search words={topic} ; mail.read messages=$1
?qu'est-ce que {person} (m'a écrit|a dit|écrit|raconte) [sur {topic}] => mail.search people={person} words={topic} ; mail.read messages=$1
(lis|ouvre) {mid} => mail.read messages={mid}
marque {mid} comme {flag} => mail.flag messages={mid} flag={flag}
(déplace|range|mets) {mid} dans {mailbox} => mail.move messages={mid} to={mailbox}
(marque|signale|mets) (les mails|tous les mails|le mail|les messages|le dernier mail) {de} [sur {topic}] comme {flag} => mail.search people={de} words={topic} ; mail.flag messages=$1 flag={flag}
marque le (mail|message) (sur|concernant) {topic} comme {flag} => mail.search words={topic} ; mail.flag messages=$1 flag={flag}
marque tout ce qui est dans {mailbox} comme {flag} => mail.search mailbox={mailbox} ; mail.flag messages=$1 flag={flag}
(déplace|range|mets|classe|archive) (les mails|tous les mails|tous les messages|le mail|le dernier mail) {de} [sur {topic}] (dans|vers) [le dossier] {mailbox} => mail.search people={de} words={topic} ; mail.move messages=$1 to={mailbox}
(déplace|range|mets|classe) (tout ce qui parle de|les mails sur|le mail sur) {topic} (dans|vers) {mailbox} => mail.search words={topic} ; mail.move messages=$1 to={mailbox}
(supprime|jette|efface|mets à la corbeille) (les mails|tous les mails|le mail|les messages|le dernier message) {de} [sur {topic}] [de {period}] => mail.search people={de} words={topic} when={period} ; mail.trash messages=$1
(supprime|jette|efface) le (mail|message) (sur|à propos de) {topic} => mail.search words={topic} ; mail.trash messages=$1
(vide|supprime tout dans|supprime tous les mails de) {mailbox} => mail.search mailbox={mailbox} ; mail.trash messages=$1
(supprime|jette) {mid} => mail.trash messages={mid}
(envoie|écris|rédige) (un mail|un message|un courriel|un e-mail) {apers} => mail.send to={apers}
(envoie|écris|rédige|compose) (un mail|un message|un courriel|un nouveau mail) => mail.send
(envoie|écris) (un mail|un message|un mot) {apers} (au sujet de|à propos de|sur) {topic} [pour dire que {body}] => mail.send to={apers} subject={topic} body={body}
(envoie|écris) (un mail|un message|un mot) {apers} (pour dire que|pour lui dire que|disant|pour dire) {body} => mail.send to={apers} body={body}
(écris|dis) {apers} [par mail] que {body} => mail.send to={apers} body={body}
(écris|dis) {apers} et {apers2} que {body} => mail.send to={apers}+{apers2} body={body}
préviens {person} que {body} => mail.send to={person} body={body}
(envoie|écris) (un mail|un message) à {addr} [sur {topic}] [disant {body}] => mail.send to={addr} subject={topic} body={body}
(écris|dis) à {addr} [et à {addr2}] que {body} => mail.send to={addr}+{addr2} body={body}
envoie {topic} à {addr} => mail.send to={addr} subject={topic}
(prépare|rédige|fais|crée) un brouillon (pour {person}|à {addr}) [sur {topic}] [disant {body}] => mail.draft to={person}+{addr} subject={topic} body={body}
(prépare|rédige) un brouillon de mail {apers} [sur {topic}] [pour dire que {body}] => mail.draft to={apers} subject={topic} body={body}
prépare un mail pour {person} sur {topic} sans l'envoyer => mail.draft to={person} subject={topic}
(réponds|répondre) au (dernier mail|mail|message|dernier message) {de} [sur {topic}] (que|en disant|en disant que|pour dire que) {body} => mail.search people={de} words={topic} ; mail.reply message=$1 body={body}
(réponds|répondre) au (dernier mail|mail|message) {de} [sur {topic}] => mail.search people={de} words={topic} ; mail.reply message=$1
(réponds|répondre) au (mail|message) (sur|à propos de|concernant) {topic} [que {body}] => mail.search words={topic} ; mail.reply message=$1 body={body}
réponds à {mid} (que|en disant) {body} => mail.reply message={mid} body={body}
réponds à (tous les mails|chaque mail|chaque message) {de} (en disant|que) {body} => mail.search people={de} ; mail.reply message=$1 body={body} each=$1
(prépare|rédige) (une réponse|un brouillon de réponse) au (mail|message|dernier mail) {de} [sur {topic}] [disant {body}] => mail.search people={de} words={topic} ; mail.reply_draft message=$1 body={body}
(prépare une réponse|un brouillon de réponse) à {mid} [disant {body}] => mail.reply_draft message={mid} body={body}
(montre|affiche|ouvre|donne-moi|lis) (mon agenda|mon calendrier|mes rendez-vous|mon planning|mes événements) [{de_when}] => calendar.search when={de_when}
(montre|trouve|cherche|liste) (mes réunions|mes rendez-vous) avec {person} [{on}] => calendar.search when={on} people={person}
?(qu'est-ce que j'ai|qu'ai-je de prévu|j'ai quoi|qu'y a-t-il dans mon agenda|quel est mon programme) {on} => calendar.search when={on}
?(quand est|à quelle heure est|c'est quand) (mon|ma|le|la) [prochain] {event} [avec {person}] => calendar.search words={event} people={person}
?(suis-je libre|est-ce que je suis libre|est-ce que je suis disponible|je suis pris) {on} => calendar.search when={on}
?(ai-je|est-ce que j'ai|j'ai) (quelque chose|un rendez-vous|une réunion) {on} => calendar.search when={on}
?(où est|qui vient à|combien de temps dure) (mon|ma|le|la) {event} [{on}] => calendar.search words={event} when={on}
?quand (est-ce que je vois|dois-je voir|vois-je) {person} => calendar.search people={person}
(ajoute|crée|mets|prévois|planifie|programme) (un|une|mon|ma) {event} [{on}] [à mon agenda|dans mon calendrier] => calendar.create title={event} when={on}
(ajoute|prévois|planifie|fixe|note) (un|une) {event} {on} [{place}] => calendar.create title={event} when={on} place={place}
(prévois|planifie|fixe|organise|cale) (un|une) {event} avec {person} [{on}] [{place}] => calendar.create title={event} when={on} place={place} attendees={person}
(prévois|planifie) (un|une) {event} avec {person} et {person2} {on} => calendar.create title={event} when={on} attendees={person}+{person2}
(prévois|planifie|organise) (un|une) {event} {on} avec {person} [{place}] => calendar.create title={event} when={on} place={place} attendees={person}
invite {person} à (un|une|mon|ma) {event} [{on}] => calendar.create title={event} when={on} attendees={person}
invite {addr} à (un|une) {event} [{on}] [{place}] => calendar.create title={event} when={on} place={place} attendees={addr}
(rappelle-moi|fais-moi penser|fais-moi un rappel) (de|d') {chore} [{on}] => calendar.create title={chore} when={on}
rappelle-moi {on} (de|d') {chore} => calendar.create title={chore} when={on}
(mets|crée|ajoute) un rappel pour (mon|ma|le|la) {event} [{on}] => calendar.create title={event} when={on}
(bloque|réserve) {when} pour {event} => calendar.create title={event} when={when}
(bloque|réserve) (mon agenda|du temps) {on} => calendar.create when={on}
(ajoute|crée) (un événement|un rendez-vous|une réunion) [à mon agenda] => calendar.create
?j'ai (un|une) {event} {on} => calendar.create title={event} when={on}
(déplace|décale|reporte|repousse|avance) (mon|ma|le|la) {event} {to} => calendar.move event={event} when={to}
(déplace|décale|reporte) (mon|ma|le|la) {eventwith} {to} => calendar.move event={eventwith} when={to}
(déplace|décale) {eid} {to} => calendar.move event={eid} when={to}
(reporte|déplace|décale) (mon|ma|le|la) {event} => calendar.move event={event}
?(peut-on|on peut) (déplacer|décaler|reporter) (le|la) {event} {to} => calendar.move event={event} when={to}
(change|modifie) le lieu (de la|du|de mon) {event} : {place} => calendar.update event={event} place={place}
(renomme) (mon|ma|le|la) {event} en {event2} => calendar.update event={event} title={event2}
(ajoute|invite) {person} (à la|au) {event} => calendar.update event={event} attendees={person}
ajoute {addr} (à la|au) {event} => calendar.update event={event} attendees={addr}
(modifie|change) (mon|ma|le|la) {event} => calendar.update event={event}
(annule|supprime|enlève|efface) (mon|ma|le|la) {event} [de mon agenda] => calendar.cancel event={event}
(annule|supprime) (mon|ma|le|la) {eventon} => calendar.cancel event={eventon}
(annule|supprime) (mon|ma|le|la) {eventwith} => calendar.cancel event={eventwith}
(annule|supprime) {eid} => calendar.cancel event={eid}
(vide|libère) mon agenda {de_when} => calendar.cancel event={de_when}
(montre|affiche|lis|ouvre|donne-moi) [moi] ma liste de {list} => tasks.search list={list}
(montre|affiche|liste) (mes listes|mes tâches|toutes mes listes) [pour {period}] => tasks.search due={period}
?(qu'y a-t-il|qu'est-ce qu'il y a|il y a quoi) sur ma liste de {list} => tasks.search list={list}
?(est-ce que j'ai|est-ce qu'il y a|y a-t-il) {grocery} sur (ma|la) liste de {list} => tasks.search words={grocery} list={list}
?(qu'est-ce que j'ai à faire|que dois-je faire|qu'est-ce qu'il me reste à faire) [{period}] => tasks.search due={period}
?quelles (listes|tâches) (ai-je|est-ce que j'ai) => tasks.search
(ajoute|mets|note|inscris) {thing} (à|sur|dans) (ma|la) liste de {list} => tasks.add title={thing} list={list}
(ajoute|mets) {grocery} et {grocery2} (à|sur) (ma|la) liste de {list} => tasks.add title={grocery}+{grocery2} list={list}
(ajoute|mets) {grocery}, {grocery2} et {grocery3} (à|sur) (ma|la) liste de {list} => tasks.add title={grocery}+{grocery2}+{grocery3} list={list}
(ajoute|crée) une tâche [:] {chore} [pour {period}] => tasks.add title={chore} due={period}
(ajoute|mets) {chore} (à|dans|sur) mes tâches [pour {period}] => tasks.add title={chore} due={period}
(crée|fais|commence) (une|une nouvelle) liste de {list} => tasks.add list={list}
(crée|fais|commence) une nouvelle liste => tasks.add
?(il faut|il me faut|on n'a plus de|il n'y a plus de) {grocery} => tasks.add title={grocery}
?note que je dois {chore} [pour {period}] => tasks.add title={chore} due={period}
(enlève|retire|raye|supprime|efface) {thing} de (ma|la) liste de {list} => tasks.done task={thing} list={list}
(enlève|retire) {grocery} et {grocery2} de (ma|la) liste de {list} => tasks.done task={grocery}+{grocery2} list={list}
(coche|marque comme fait) {chore} => tasks.done task={chore}
?(j'ai fini de|j'ai fini) {chore} => tasks.done task={chore}
?j'ai (acheté|pris|déjà) {grocery} => tasks.done task={grocery}
(supprime|vide|efface) (ma|la) liste de {list} => tasks.done list={list}
(supprime|efface) (ma|la|cette|une) liste => tasks.done
(trouve|donne-moi|cherche|montre-moi) (l'adresse|le mail|le numéro|le contact|le téléphone|les coordonnées) {de} => contacts.search name={de}
?(quelle est l'adresse|quel est le numéro|quel est le mail|c'est quoi l'adresse|quel est l'anniversaire) {de} => contacts.search name={de}
?(ai-je|est-ce que j'ai) (l'adresse|le numéro|un contact) (pour {person}|{de}) => contacts.search name={person}+{de}
?(qui est|où habite|où travaille) {person} => contacts.search name={person}
(montre|affiche|ouvre) (mes contacts|mon carnet d'adresses) => contacts.search
(ajoute|enregistre|note) {addr} [à mes contacts|dans mes contacts] [pour {person}] => contacts.add name={person} address={addr}
(ajoute|enregistre) {person} à mes contacts [avec {addr}] => contacts.add name={person} address={addr}
(ajoute|crée) un [nouveau] contact [pour {person}] => contacts.add name={person}
?l'adresse {de} est {addr} => contacts.add name={de} address={addr}
(commande|achète|commande-moi|trouve-moi|achète-moi) {food} => purchase.search item={food}
(commande|achète|prends) {food} chez {shop} => purchase.search item={food} merchant={shop}
(commande|achète|trouve) {food} (à moins de|pour moins de|pour) {money} => purchase.search item={food} total={money}
(commande|achète) {food} chez {shop} (à moins de|pour) {money} => purchase.search item={food} merchant={shop} total={money}
(commande|prends) (à manger|quelque chose) chez {shop} => purchase.search merchant={shop}
?(je voudrais|j'aimerais commander|je veux|je voudrais acheter) {food} [chez {shop}] => purchase.search item={food} merchant={shop}
?combien (coûte|coûtent|pour) {food} chez {shop} => purchase.search item={food} merchant={shop}
?quand (suis-je|est-ce que je suis|je suis) (libre|disponible) [{on}] [pendant {length}] => calendar.free when={on} length={length}
(trouve|cherche|trouve-moi) (un créneau|du temps libre|un moment) [de {length}] [{on}] => calendar.free when={on} length={length}
?(ai-je|est-ce que j'ai|j'ai) {length} de libre {on} => calendar.free when={on} length={length}
?où (caser|placer) {length} [{on}] => calendar.free when={on} length={length}
(accepte|confirme) l'invitation {de} [pour (le|la) {event}] => mail.search people={de} words={event} ; calendar.answer message=$1 answer=accept
(accepte|confirme) l'invitation (au|à la) {event} => mail.search words={event} ; calendar.answer message=$1 answer=accept
(décline|refuse|rejette) l'invitation {de} [pour (le|la) {event}] => mail.search people={de} words={event} ; calendar.answer message=$1 answer=decline
(décline|refuse) l'invitation (au|à la) {event} => mail.search words={event} ; calendar.answer message=$1 answer=decline
réponds peut-être à l'invitation {de} => mail.search people={de} ; calendar.answer message=$1 answer=tentative
(accepte|dis oui à) {mid} => calendar.answer message={mid} answer=accept
(décline|refuse) {mid} => calendar.answer message={mid} answer=decline
(enregistre|sauve|télécharge|mets) (la pièce jointe|les pièces jointes) de {mid} dans {folder} => mail.save messages={mid} to={folder}
(enregistre|sauve|télécharge|range) (la pièce jointe|les pièces jointes) du [dernier] (mail|message) {de} [sur {topic}] dans [le dossier] {folder} => mail.search people={de} words={topic} ; mail.save messages=$1 to={folder}
(liste|montre|affiche) les fichiers (de|dans) [mon dossier|le dossier] {folder} => files.list folder={folder}
?(qu'y a-t-il|qu'est-ce qu'il y a|il y a quoi) dans (mon|le) dossier {folder} => files.list folder={folder}
(liste|montre) mes fichiers => files.list
(trouve|cherche|retrouve) le fichier {file} => files.search words={file}
(trouve|cherche) (mes|les) (fichiers|documents) (sur|à propos de|concernant) {topic} => files.search words={topic}
?(quels|quels sont les) (fichiers|documents) (ai-je modifiés|j'ai modifiés|que j'ai changés) {period} => files.search when={period}
(lis|ouvre|montre-moi|résume) le (fichier|document) {file} => files.read files={file}
(lis|ouvre) {file} => files.read files={file}
?que dit le (fichier|document) {file} => files.read files={file}
(écris|note|mets) {body} dans [le fichier] {file} => files.write file={file} text={body}
(crée|fais) un fichier [appelé|nommé] {file} (avec|qui dit) {body} => files.write file={file} text={body}
(déplace|mets|range) [le fichier|le document] {file} dans [le dossier] {folder} => files.move files={file} to={folder}
renomme [le fichier] {file} en {file2} => files.move files={file} to={file2}
(supprime|jette|efface) le (fichier|document) {file} => files.trash files={file}
(envoie|mail) [le fichier|le document] {file} {apers} => mail.send to={apers} attachments={file}
(envoie|transmets) {apers} [le fichier|le document] {file} [en disant {body}] => mail.send to={apers} body={body} attachments={file}
"""

# Requests of several steps.
CHAINS = """
(trouve|cherche) le (mail|message) {de} [sur {topic}] et (prévois|fixe|cale|planifie) (un|une) {event} avec (son expéditeur|l'expéditeur|lui|elle) [{on}] [{place}] => mail.search people={de} words={topic} ; calendar.create title={event} when={on} place={place} attendees=$1.sender
(trouve|cherche|retrouve) le (mail|message) {de} (sur|à propos de|concernant) {topic} et (propose|prévois|planifie|fixe|organise) (un|une) {event} (à|avec) (son expéditeur|l'expéditeur) {on} => mail.search people={de} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(prévois|planifie|fixe|organise) (un|une) {event} {on} avec (l'expéditeur|celui qui a envoyé|la personne qui a envoyé) (du|le) (mail|message) sur {topic} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(trouve|cherche|retrouve) le (mail|message) {de} [sur {topic}] et invite (son expéditeur|l'expéditeur) à (un|une) {event} {on} => mail.search people={de} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(trouve|cherche|retrouve) le (mail|message) (sur|à propos de) {topic} et (prévois|planifie|fixe) (un|une) {event} avec (son expéditeur|l'expéditeur) {on} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
trouve le mail sur {topic} et (écris|envoie un mail) à (son expéditeur|l'expéditeur) que {body} => mail.search words={topic} ; mail.send to=$1.sender body={body}
(trouve|cherche) le (mail|message) {de} sur {topic} et (mets-le|range-le|déplace-le) dans {mailbox} => mail.search people={de} words={topic} ; mail.move messages=$1 to={mailbox}
(trouve|cherche) le (mail|message) sur {topic} et réponds que {body} => mail.search words={topic} ; mail.reply message=$1 body={body}
(marque|signale) les mails {de} comme {flag} et (déplace-les|range-les) dans {mailbox} => mail.search people={de} ; mail.flag messages=$1 flag={flag} ; mail.move messages=$1 to={mailbox}
enregistre (l'expéditeur|l'adresse) du mail sur {topic} [comme {person}] => mail.search words={topic} ; contacts.add name={person} address=$1.sender
(prévois|planifie) (un|une) {event} {on} et (ajoute|mets) {thing} (à|sur) ma liste de {list} => calendar.create title={event} when={on} ; tasks.add title={thing} list={list}
annule (mon|ma|le|la) {event} et (dis|écris) {apers} que {body} => calendar.cancel event={event} ; mail.send to={apers} body={body}
(déplace|reporte) (mon|ma|le|la) {event} {to} et (dis|écris) {apers} que {body} => calendar.move event={event} when={to} ; mail.send to={apers} body={body}
ajoute {grocery} à ma liste de {list} et rappelle-moi de {chore} {on} => tasks.add title={grocery} list={list} ; calendar.create title={chore} when={on}
(lis|ouvre) le mail {de} puis (supprime-le|jette-le) => mail.search people={de} ; mail.read messages=$1 ; mail.trash messages=$1
(commande|achète) {food} et (ajoute|mets) {grocery} (à|sur) ma liste de {list} => purchase.search item={food} ; tasks.add title={grocery} list={list}
"""

NONE = """
(quel temps fait-il|quel temps fera-t-il|c'est quoi la météo|donne-moi la météo) [à {city}|demain|aujourd'hui|{when}]
(est-ce qu'il va|va-t-il) (pleuvoir|neiger|faire beau|faire froid) {when}
faut-il (un parapluie|un manteau) {when}
(joue|mets|lance) (de la musique|du jazz|ma playlist|la radio|une chanson de {person}|du rock|un podcast|mon livre audio)
(mets en pause|arrête|passe|reprends) (la musique|cette chanson|le podcast|la lecture)
(allume|éteins) (la lumière|les lumières|la lampe|la télé|le chauffage|la machine à café) [dans la cuisine|dans le salon|à {clock}]
(baisse|monte|augmente) (la lumière|le son|le volume|le chauffage)
(règle|mets) le thermostat à {number} degrés
(lance|mets) un minuteur de {number} minutes
(mets|règle) (un réveil|le réveil|une alarme) (à|pour) {clock}
réveille-moi à {clock} [{when}]
(annule|arrête|supprime) (mon réveil|l'alarme|le minuteur)
(quelles sont les nouvelles|donne-moi les infos|lis-moi les actualités|quoi de neuf dans l'actualité) [à {city}]
quelle heure est-il [à {city}]
(quel jour sommes-nous|on est quel jour|quelle est la date)
(raconte-moi|dis-moi|tu connais) une blague
fais-moi rire
(qui est|qui était|quel âge a|où est né) (napoléon|einstein|madonna|victor hugo|le président)
(quelle est|c'est quoi) (la capitale|la population|la superficie) de {city}
(combien font|calcule) {number} (plus|fois|moins|divisé par) {number2}
(convertis|combien font) ({money}|{number} livres|{number} miles) en (euros|yens|kilomètres|grammes)
(que veut dire|définis|c'est quoi la définition de) {word}
(comment faire|comment cuisiner|donne-moi la recette de) (des crêpes|des lasagnes|une omelette|{word})
(appelle|commande|réserve)-moi un (taxi|uber) [pour {city}] [à {clock}]
(réserve|achète) (un billet de train|un vol|des billets) pour {city} [{when}]
(comment est|c'est comment) la circulation [vers {city}|en ville]
(comment aller|emmène-moi|itinéraire) à {city}
(publie|tweete|partage) {word} sur (twitter|facebook|instagram)
quel est le cours de l'action {shop}
coupe le son
(recommande-moi|conseille-moi|propose-moi) (un restaurant|un film|un bon livre|une sortie) [à {city}]
(quels films|quels spectacles) (passent|y a-t-il) [à {city}] {when}
(qui es-tu|comment vas-tu|que sais-tu faire|tu es humain|tu m'aimes|comment tu t'appelles)
(merci|merci beaucoup|bravo|super|d'accord|ok|oui|non|laisse tomber|stop|bonjour|salut|bonsoir|au revoir)
(c'est faux|tu as mal compris|répète|redis-le|qu'est-ce que tu as dit|peu importe)
(jouons|on joue) (à un jeu|aux échecs|au pendu|à un quiz)
traduis {word} en (anglais|allemand|espagnol)
(appelle|téléphone à) {person}
(envoie|vire|paie) {money} à {person}
(ouvre|ferme|verrouille) (la porte|le garage|la voiture|les volets)
(prends|montre-moi) une photo
(où est|trouve) mon téléphone
(je m'ennuie|je suis fatigué|je t'aime|je suis triste|il fait froid ici|j'ai faim)
(passe|lance) (l'aspirateur|le robot)
fais-moi (un café|un thé)
(c'est quoi|quelle est) cette chanson
(écris|raconte) (un poème|une histoire) sur {city}
est-ce que {person} est (marié|mort|célèbre)
(qui a gagné|quel est le score de) (le match|la partie|l'élection) [{period}]
"""
