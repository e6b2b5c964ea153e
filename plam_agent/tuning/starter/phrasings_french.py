"""French requests as people put them beside the plain order, written as in `templates_french`."""

# ruff: noqa: E501  (one template a line)

from __future__ import annotations

PHRASINGS = """
(<trouve>) [moi] (les|mes|des) <mails> (importants|récents|non lus|reçus) {de} => mail.search people={de}
<trouve> (le|mon) dernier <mail> => mail.search
<trouve> le <mail> que {person} m'a envoyé [{period}] [sur {topic}] => mail.search people={person} when={period} words={topic}
<trouve> le <mail> où (il est question|on parle|ça parle) {de_topic} => mail.search words={topic}
<trouve> (tout ce que|les mails que) {person} m'a (envoyé|écrit) [{period}] => mail.search people={person} when={period}
<trouve> mes <mails> (récents|{de_period}|reçus {period}) [{de}] => mail.search when={period} people={de}
(~regarde|~vérifie|~va voir) si {person} m'a (écrit|répondu|envoyé un mail|envoyé {topic}) => mail.search people={person} words={topic}
(~regarde|~vérifie|~dis-moi) si j'ai (du courrier|des mails|de nouveaux messages|reçu quelque chose) [{de}] => mail.search people={de}
(~actualise|~relève|~ouvre|~consulte) (ma boîte de réception|mon courrier|ma boîte|mes mails) => mail.search
?(des|de nouveaux|j'ai de nouveaux|il y a des) <mails> => mail.search
?combien de <mails> <jai> [reçus] [{de}] [{period}] => mail.search people={de} when={period}
?<mails> {de} [{period}] => mail.search people={de} when={period}
?<mail> sur {topic} => mail.search words={topic}
?(quels|lesquels) <mails> (parlent {de_topic}|j'ai reçus sur {topic}) => mail.search words={topic}
?<jai> (eu|reçu) une réponse {de} [sur {topic}] => mail.search people={de} words={topic}
?{person} a-t-il (répondu|écrit) [à propos {de_topic}] => mail.search people={person} words={topic}
?quand est-ce que {person} m'a écrit [pour la dernière fois] => mail.search people={person}
?(qui|de qui) (m'a écrit|sont mes derniers mails|a envoyé le mail sur {topic}) => mail.search words={topic}
?j'attends un mail {de} il est arrivé => mail.search people={de}
?je cherche le <mail> {de} (sur|à propos de|pour) {topic} => mail.search people={de} words={topic}
?il me faut le <mail> (sur|concernant) {topic} => mail.search words={topic}
?je ne (retrouve|trouve) (pas|plus) le <mail> {de} [sur {topic}] => mail.search people={de} words={topic}
(~lis|~lis-moi) (mes mails|mes nouveaux messages|mon dernier mail|le dernier message reçu|mes mails non lus) => mail.search ; mail.read messages=$1
(~lis-moi|~ouvre) ce que {person} (a écrit|m'a envoyé|dit) [sur {topic}] [{period}] => mail.search people={person} words={topic} when={period} ; mail.read messages=$1
?(de quoi parle|que dit|que raconte) le (dernier <mail>|mail|message) {de} => mail.search people={de} ; mail.read messages=$1
(~fais-moi un résumé|~résume) (des mails|du dernier mail|du mail) {de} => mail.search people={de} ; mail.read messages=$1
(~mets|~range|~classe) ({mid}|le message {mid}) dans {mailbox} => mail.move messages={mid} to={mailbox}
?les <mails> {de} (vont|doivent aller|c'est à ranger) dans {mailbox} => mail.search people={de} ; mail.move messages=$1 to={mailbox}
?je ne veux plus voir les <mails> {de} => mail.search people={de} ; mail.trash messages=$1
~débarrasse-moi des <mails> {de} => mail.search people={de} ; mail.trash messages=$1
?le <mail> {de} est {flag} => mail.search people={de} ; mail.flag messages=$1 flag={flag}
<ecris> {apers} => mail.send to={apers}
<ecris> {apers} et {apers2} [sur {topic}] => mail.send to={apers}+{apers2} subject={topic}
<ecris> {apers} : {body} => mail.send to={apers} body={body}
<ecris> {apers} (en lui disant que|comme quoi|pour le prévenir que|et dis-lui que|pour lui annoncer que) {body} => mail.send to={apers} body={body}
<ecris> {apers} (pour parler {de_topic}|concernant {topic}|avec pour objet {topic}|objet {topic}) => mail.send to={apers} subject={topic}
(~préviens|~avertis|~informe|~contacte) {person} (par mail|) (que|:) {body} => mail.send to={person} body={body}
(~demande|~propose|~rappelle|~annonce|~réponds|~confirme) {apers} [par mail] (que|si|:) {body} => mail.send to={apers} body={body}
(~demande) {apers} [par mail] {topic} => mail.send to={apers} subject={topic}
(~contacte|~relance) {person} [par mail] [au sujet {de_topic}|à propos {de_topic}|pour {topic}] => mail.send to={person} subject={topic}
(~remercie|~félicite) {person} pour {topic} => mail.send to={person} subject={topic}
(~fais suivre|~transfère|~transmets) {topic} {apers} => mail.send to={apers} subject={topic}
?(je veux|je voudrais|j'aimerais|il faut que je puisse|je dois) écrire {apers} [que {body}] => mail.send to={apers} body={body}
?il faut (que j'écrive|écrire|que je réponde) {apers} [au sujet {de_topic}] => mail.send to={apers} subject={topic}
?(mail|message|courriel) (pour {person}|{apers}) [: {body}] => mail.send to={person}+{apers} body={body}
?nouveau <mail> (pour {person}|à {addr}) [objet {topic}] => mail.send to={person}+{addr} subject={topic}
?quelqu'un peut (écrire|dire) {apers} que {body} => mail.send to={apers} body={body}
<ecris> à {addr} [pour dire que {body}|au sujet {de_topic}] => mail.send to={addr} subject={topic} body={body}
(~envoie|~poste) (ça|un mail|un message) à {addr} avec {file} [en pièce jointe] => mail.send to={addr} attachments={file}
(~écris|~rédige|~prépare) (un brouillon|une ébauche) [de mail] {apers} [: {body}] => mail.draft to={apers} body={body}
?(commence|fais) un brouillon (pour {person}|{apers}) (sur|au sujet de) {topic} => mail.draft to={person}+{apers} subject={topic}
(~réponds|~réponds-lui) {apers} [que {body}] [au sujet {de_topic}] => mail.search people={apers} words={topic} ; mail.reply message=$1 body={body}
?il faut répondre (au mail|au message) {de} [que {body}] => mail.search people={de} ; mail.reply message=$1 body={body}
(~réponds|~réponds oui|~réponds non) au (dernier |)<mail> [{de}] => mail.search people={de} ; mail.reply message=$1
<montre> (<agenda>|mes rendez-vous|mes réunions|mes rappels|mon programme|mes événements) [{on}|{de_when}] => calendar.search when={on}+{de_when}
?<quoi> (mon programme|mon planning|l'emploi du temps|mes rendez-vous|mes réunions) [{de_when}|{on}] => calendar.search when={de_when}+{on}
?(j'ai quoi|j'ai quelque chose|tu as quoi|qu'est-ce que j'ai|qu'est-ce qu'on a) [de prévu|au programme|dans l'agenda] {on} => calendar.search when={on}
?(agenda|planning|programme|rendez-vous) {on} => calendar.search when={on}
?{on} (j'ai quoi|je fais quoi|c'est quoi le programme|il y a quoi de prévu) => calendar.search when={on}
?(quels|quelles) (rendez-vous|réunions|événements|rappels) (ai-je|j'ai|sont prévus) [{on}] [avec {person}] => calendar.search when={on} people={person}
?(quand|à quelle heure|quel jour) (est|a lieu|tombe|commence|finit) ({mon_event}|{le_event}) [{on}] => calendar.search words={event} when={on}
?{le_event} (c'est quand|c'est à quelle heure|est à quelle heure|c'est où) => calendar.search words={event}
?(combien de|des) (réunions|rendez-vous) <jai> [{on}] => calendar.search when={on}
?(est-ce que je vois|je vois|je rencontre|j'ai rendez-vous avec) {person} {on} => calendar.search when={on} people={person}
?(quel est|c'est quoi) mon prochain (rendez-vous|événement|rappel) [avec {person}] => calendar.search people={person}
?(qui|avec qui) (participe {au_event}|est à {le_event}|j'ai {un_event}) => calendar.search words={event}
?(est-ce que|dis) {le_event} est (toujours prévu|confirmée|noté|bien dans l'agenda) [{on}] => calendar.search words={event} when={on}
(~dis-moi|~rappelle-moi) (quand est {le_event}|ce que j'ai de prévu {on}|où est {le_event}) => calendar.search words={event} when={on}
(~vérifie|~regarde) (si j'ai quelque chose|mes disponibilités|ce que j'ai|mon agenda|si je suis libre) [{on}] => calendar.search when={on}
(~regarde|~vérifie) si {le_event} est (noté|prévu) [{on}] => calendar.search words={event} when={on}
?{un_event} {on} [{place}] [avec {person}] => calendar.create title={event} when={on} place={place} attendees={person}
?{event} {on} => calendar.create title={event} when={on}
?{on} {event} [avec {person}] => calendar.create title={event} when={on} attendees={person}
?(rappel|rdv) {on} [:] {chore} => calendar.create title={chore} when={on}
?rappel [:] {chore} [{on}] => calendar.create title={chore} when={on}
?(il ne faut pas que j'oublie|je ne dois pas oublier|faut pas que j'oublie) {de_chore} {on} => calendar.create title={chore} when={on}
(~fais-moi penser|~rappelle-moi) (à {chore}|{de_chore}) [{on}] => calendar.create title={chore} when={on}
(~rappelle-moi|~préviens-moi|~avertis-moi|~alerte-moi) [{on}] (pour|de) ({mon_event}|{le_event}) [{on2}] => calendar.create title={event} when={on}+{on2}
(~rappelle-moi) que (j'ai|c'est) {event} [{on}] => calendar.create title={event} when={on}
(~rappelle-moi|~mets-moi un rappel|~crée un rappel|~programme un rappel) {on} [pour {chore}|{de_chore}] => calendar.create title={chore} when={on}
<prevois> {un_event} [{on}] [avec {person}] [{place}] => calendar.create title={event} when={on} place={place} attendees={person}
<prevois> {un_event} avec {person}, {person2} et {person3} {on} => calendar.create title={event} when={on} attendees={person}+{person2}+{person3}
<prevois> {un_event} {place} {on} => calendar.create title={event} when={on} place={place}
<prevois> {un_event} de {length} {on} => calendar.create title={event} when={on}
<mets> {thing} (à|sur) ma liste {de_period} => tasks.add title={thing} due={period}
?(quel est|c'est quoi) le (programme|planning) {de_period} => calendar.search when={period}
~annule {le_event} {de_period} => calendar.cancel event={event}+{period}
(~rappelle-moi|~ajoute|~note) {le_event} {de_period} => calendar.create title={event} when={period}
(~bloque|~réserve) {length} {on} pour {event} => calendar.create title={event} when={on}
?(je vois|je rencontre|je déjeune avec|j'ai rendez-vous avec|je dîne avec) {person} {on} note-le [dans l'agenda] => calendar.create when={on} attendees={person}
?j'ai {un_event} {on} (note-le|ajoute-le|rappelle-le-moi|mets-le dans l'agenda|) => calendar.create title={event} when={on}
?(c'est|ce sera) l'anniversaire {de} {on} (rappelle-le-moi|note-le) => calendar.create title={de} when={on}
?{person} et moi avons {un_event} {on} => calendar.create title={event} when={on} attendees={person}
?il faut que je voie {person} {on} => calendar.create when={on} attendees={person}
?on se voit {on} avec {person} {place} => calendar.create when={on} place={place} attendees={person}
(~convoque|~convie|~invite) {person} [et {person2}] (pour|à) {un_event} [{on}] => calendar.create title={event} when={on} attendees={person}+{person2}
(~ajoute|~crée|~mets) (un événement|un rendez-vous|un rappel|un truc) [dans <agenda>] [{on}] => calendar.create when={on}
(~ajoute|~crée) un (événement|rendez-vous|rappel) (récurrent|qui se répète) [:] {event} [{on}] => calendar.create title={event} when={on}
(~décale|~reporte|~avance|~déplace|~repousse|~mets) {le_event} {de_when} {to} => calendar.move event={event}+{de_when} when={to}
?{le_event} (passe|est reportée|est décalé|aura lieu) {to} => calendar.move event={event} when={to}
?(finalement|en fait) {le_event} (c'est|ce sera) {on} => calendar.move event={event} when={on}
?(il faut|on doit|je dois|faudrait) (décaler|reporter|déplacer|avancer) {le_event} [{to}] => calendar.move event={event} when={to}
(~change|~modifie) (l'heure|la date|le jour|l'horaire) ({du_event}|de {mon_event}) [{to}] => calendar.move event={event} when={to}
?{le_event} (aura lieu|se tient|sera) {place} [finalement] => calendar.update event={event} place={place}
(~ajoute|~mets) {person} et {person2} {au_event} => calendar.update event={event} attendees={person}+{person2}
(~change|~modifie) (le titre|le nom|l'intitulé) ({du_event}|de {mon_event}) en {event2} => calendar.update event={event} title={event2}
<ote> ({mon_event}|{le_event}) [{on}] [de <agenda>] => calendar.cancel event={event}+{on}
(~annule|~supprime|~efface|~enlève) (tous mes rendez-vous|toutes mes réunions|tout ce que j'ai|mes événements) [{on}] => calendar.cancel event={on}
(~annule|~supprime) (le prochain|le dernier|cet|tous les) (événement|rendez-vous) [de <agenda>] => calendar.cancel
?{le_event} (est annulé|tombe à l'eau|n'a plus lieu|est annulée|ne se fait plus) => calendar.cancel event={event}
?(je ne vais plus|je n'irai pas|je ne peux pas aller) {au_event} [{on}] (enlève-le|supprime-le|annule) => calendar.cancel event={event}+{on}
?(plus besoin|pas besoin) (du rappel|de {le_event}) [{on}] => calendar.cancel event={event}+{on}
(~vide|~efface|~libère|~nettoie) (<agenda>|ma journée|tout mon planning) [{on}|{de_when}] => calendar.cancel event={on}+{de_when}
?(on trouve|tu me trouves|y a-t-il|il y a) (un créneau|un trou|un moment) [de {length}] {on} => calendar.free when={on} length={length}
?(mes|quelles sont mes) disponibilités [{on}|{de_when}] => calendar.free when={on}+{de_when}
?quand (puis-je|est-ce que je peux) (caser|placer|prendre) {length} [{on}] => calendar.free when={on} length={length}
<montre> (ma liste {de_list}|la liste {de_list}|mes listes|mes tâches|ce que j'ai à faire|toutes mes listes|ma liste) => tasks.search list={list}
?<quoi> (mes tâches|mes listes|la liste {de_list}|ma liste {de_list}|les choses à faire) => tasks.search list={list}
?(il y a quoi|qu'est-ce qu'il y a|qu'y a-t-il|quoi|qu'est-ce que j'ai mis) (sur|dans) (<liste> {de_list}|ma liste|mes listes) => tasks.search list={list}
?combien (de choses|d'articles|d'éléments|de tâches) [il y a] (sur|dans) (<liste> {de_list}|ma liste) => tasks.search list={list}
?(est-ce que|dis) {grocery} est (sur|dans) <liste> [{de_list}] => tasks.search words={grocery} list={list}
?(on a besoin de quoi|qu'est-ce qu'il faut acheter|que reste-t-il à acheter|qu'est-ce qu'il manque) => tasks.search
?(liste {de_list}|ma liste {de_list} s'il te plaît) => tasks.search list={list}
?(quelles tâches|qu'est-ce que j'ai|quoi) à (faire|finir|rendre) {on} => tasks.search due={on}
(~vérifie|~regarde) si (j'ai mis|il y a|j'ai noté) {grocery} sur <liste> [{de_list}] => tasks.search words={grocery} list={list}
?{grocery} (sur la liste|à acheter|sur <liste> {de_list}) => tasks.add title={grocery} list={list}
<mets> {grocery}, {grocery2}[, {grocery3}] et {grocery4} (à|sur|dans) <liste> [{de_list}] => tasks.add title={grocery}+{grocery2}+{grocery3}+{grocery4} list={list}
<mets> {thing} (à|sur|dans) <liste> [{de_list}] => tasks.add title={thing} list={list}
<mets> (à|sur|dans) <liste> {de_list} [:] {thing} => tasks.add title={thing} list={list}
?(on n'a plus de|il n'y a plus de|il reste plus de|il manque|je n'ai plus de) {grocery} (mets-en sur la liste|ajoute-le|) => tasks.add title={grocery}
?(il faut|faut|pense à|il faudrait) (acheter|prendre|racheter) {grocery} [et {grocery2}] => tasks.add title={grocery}+{grocery2}
?(je dois|il faut que je pense à|je vais devoir) {chore} (note-le|ajoute-le à mes tâches|mets-le sur la liste) => tasks.add title={chore}
?(tâche|nouvelle tâche|à faire) [:] {chore} [{on}] => tasks.add title={chore} due={on}
<mets> (une tâche|un truc à faire|une chose à faire) [:] {chore} [{on}] => tasks.add title={chore} due={on}
(~crée|~fais|~commence|~démarre|~ouvre) (une|une nouvelle) liste [qui s'appelle {list}|appelée {list}|{de_list}|pour {list}] => tasks.add list={list}
(~crée|~fais) une liste {de_list} avec {grocery} et {grocery2} => tasks.add title={grocery}+{grocery2} list={list}
<mets> (quelque chose|un article|un élément) (à|sur) <liste> [{de_list}] => tasks.add list={list}
?j'aimerais (avoir|faire|commencer) une liste {de_list} => tasks.add list={list}
<ote> {thing} (de|sur) <liste> [{de_list}] => tasks.done task={thing} list={list}
<ote> {grocery} et {grocery2} de <liste> [{de_list}] => tasks.done task={grocery}+{grocery2} list={list}
(~coche|~marque|~valide) {thing} [comme fait|comme terminé] [sur <liste> {de_list}] => tasks.done task={thing} list={list}
?(plus besoin de|pas besoin de|on a déjà|j'ai déjà pris) {grocery} [sur <liste> {de_list}] => tasks.done task={grocery} list={list}
?{chore} c'est (fait|bon|terminé|réglé) => tasks.done task={chore}
?(j'ai|on a) (acheté|trouvé|récupéré) {grocery} [enlève-le de la liste|raye-le|] => tasks.done task={grocery}
?ça y est j'ai fini {de_chore} => tasks.done task={chore}
<ote> (le premier élément|le dernier article|tout|cet élément) de <liste> [{de_list}] => tasks.done list={list}
(~supprime|~efface|~vide|~jette|~jette) (<liste> {de_list}|toutes mes listes|la liste|cette liste|ma liste) => tasks.done list={list}
?je n'ai plus besoin de <liste> {de_list} => tasks.done list={list}
<trouve> (l'adresse|le mail|l'adresse mail|le numéro|le portable|le téléphone|la fiche|les coordonnées|l'anniversaire) {de} => contacts.search name={de}
?(c'est quoi|quel est|tu as|donne-moi|connais-tu) (le numéro|l'adresse|le mail|l'adresse mail|le téléphone|le portable|la date d'anniversaire) {de} => contacts.search name={de}
?(numéro|adresse|mail|téléphone|coordonnées) {de} => contacts.search name={de}
?(comment|où) (joindre|contacter|je peux joindre|puis-je joindre) {person} => contacts.search name={person}
?(combien de|quels) contacts (j'ai|ai-je|s'appellent {person}) => contacts.search name={person}
?{person} est dans mes contacts => contacts.search name={person}
?quand est (né|l'anniversaire de) {person} => contacts.search name={person}
(~cherche|~trouve|~ouvre) {person} dans (mes contacts|mon carnet d'adresses|le répertoire) => contacts.search name={person}
?j'ai besoin (du numéro|de l'adresse|des coordonnées) {de} => contacts.search name={de}
<mets> {person} (dans|à) (mes contacts|mon carnet d'adresses|mon répertoire) [avec {addr}] => contacts.add name={person} address={addr}
<mets> (cette adresse|ce mail|ce contact|un nouveau contact|l'expéditeur) (dans|à) mes contacts [pour {person}] => contacts.add name={person}
?{addr} (c'est|appartient à|est l'adresse de) {person} => contacts.add name={person} address={addr}
?{person} a (une nouvelle adresse|changé d'adresse|un nouveau mail) [: {addr}] => contacts.add name={person} address={addr}
(~enregistre|~sauvegarde|~retiens) {addr} (comme|sous|pour) {person} => contacts.add name={person} address={addr}
?nouveau contact [:] {person} [{addr}] => contacts.add name={person} address={addr}
?(j'ai envie|j'ai besoin|il nous faut|je veux commander|on se commande|j'aimerais) {food} [de chez {shop}|chez {shop}] => purchase.search item={food} merchant={shop}
<commande> {food} [chez {shop}|sur {shop}] [à moins de {money}|pour {money} max] => purchase.search item={food} merchant={shop} total={money}
<commande> {food} et {food2} [chez {shop}] => purchase.search item={food}+{food2} merchant={shop}
?(c'est combien|quel est le prix|ça coûte combien|combien coûte) {food} [chez {shop}|sur {shop}] => purchase.search item={food} merchant={shop}
?(où acheter|où trouver|où commander) {food} [à moins de {money}] => purchase.search item={food} total={money}
?{food} (à emporter|en livraison|chez {shop}) => purchase.search item={food} merchant={shop}
(~passe|~fais) (une commande|commande) [chez {shop}|sur {shop}] [de {food}|: {food}] => purchase.search item={food} merchant={shop}
(~commande|~commande-moi) (à manger|à dîner|un repas|quelque chose à emporter|un plat) [chez {shop}] [{on}] => purchase.search merchant={shop}
<trouve> (mes|les) (fichiers|documents) [de {period}|récents] [sur {topic}] => files.search words={topic} when={period}
?où (est|j'ai mis|ai-je rangé) (le fichier|le document|) {file} => files.search words={file}
?<jai> un (fichier|document) (sur|qui parle de|appelé) {topic} => files.search words={topic}
?je cherche {file} => files.search words={file}
?(contenu|fichiers) du dossier {folder} => files.list folder={folder}
?(il y a quoi|quoi) dans {folder} => files.list folder={folder}
?qu'est-ce qui est écrit dans {file} => files.read files={file}
(~montre-moi|~lis-moi|~résume) (ce que dit|le contenu de) {file} => files.read files={file}
(~ajoute|~écris|~consigne) {body} dans [le document|mes notes] {file} => files.write file={file} text={body}
?{file} (va|c'est à ranger|doit aller) dans {folder} => files.move files={file} to={folder}
?(je n'ai plus besoin|plus besoin) (du fichier|du document) {file} => files.trash files={file}
(~mets|~envoie) {file} à la (corbeille|poubelle) => files.trash files={file}
?(je viens|je serai là|oui je viens|compte sur moi) {au_event} {de} réponds que j'accepte => mail.search people={de} words={event} ; calendar.answer message=$1 answer=accept
(~réponds) {rsvp} à l'invitation ({de}|{au_event}) => mail.search people={de} words={event} ; calendar.answer message=$1 answer={rsvp}
(~sauvegarde|~télécharge|~récupère) (les pièces jointes|les documents|le fichier joint) {de} [dans {folder}] => mail.search people={de} ; mail.save messages=$1 to={folder}
(~ouvre|~affiche|~sors) (la fiche {de}|{person} dans mes contacts) => contacts.search name={de}+{person}
?(quel est|c'est quoi) (le fixe|le portable|le nom de famille|l'âge|le métier|l'adresse du travail) {de} => contacts.search name={de}
?(pour qui|où) travaille {person} => contacts.search name={person}
(~donne-moi|~dis-moi) le numéro (fixe|de portable|de téléphone) [{de}] => contacts.search name={de}
?comment (joindre|contacter|appeler) (cette personne|{person}) => contacts.search name={person}
?{person} a (un mail|une adresse|un autre numéro) => contacts.search name={person}
?à quelle heure (dois-je|je dois|suis-je censé) (voir|retrouver|appeler|aller chercher) {person} [{on}] => calendar.search people={person} when={on}
?(as-tu|tu as) (ajouté|mis|noté|prévu) ({mon_event}|{le_event}) [avec {person}] [{on}] => calendar.search words={event} people={person} when={on}
?qui (sera|doit venir|est prévu) {au_event} [{on}] => calendar.search words={event} when={on}
?(je suis|suis-je) (en vacances|en congé|en déplacement|de repos) {on} => calendar.search when={on}
?(quel est|c'est quoi) (mon premier rendez-vous|mon dernier rendez-vous|le prochain truc) [{on}] => calendar.search when={on}
?(qu'est-ce que|dis-moi ce que) je (dois faire|fais|suis censé faire) {on} => calendar.search when={on}
?(où dois-je être|où est-ce que je vais) {on} => calendar.search when={on}
?(quelque chose d'important|autre chose) de prévu [{on}] => calendar.search when={on}
(~appelle|~contacte) {shop} (pour commander|pour une livraison|pour {food}) => purchase.search merchant={shop} item={food}
?il (me|nous) faut {food} [de chez {shop}] => purchase.search item={food} merchant={shop}
?(les meilleures offres|une bonne adresse|le moins cher) pour {food} [près d'ici] => purchase.search item={food}
?livraison (de|:) {food} [de chez {shop}] => purchase.search item={food} merchant={shop}
(~trouve|~montre-moi) {food} (à livrer|à commander|à emporter) [chez {shop}] => purchase.search item={food} merchant={shop}
(~envoie|~écris) (un mail de remerciement|un mail d'anniversaire|un mot d'excuse|une relance|un mail de félicitations) {apers} [au sujet {de_topic}] => mail.send to={apers} subject={topic}
(~envoie|~transmets) {topic} {apers} par mail => mail.send to={apers} subject={topic}
(~ajoute|~mets) (un mail|l'adresse|{addr}) (à la fiche {de}|au contact {person}) => contacts.add name={de}+{person} address={addr}
(~change|~modifie|~corrige) (le mail|l'adresse|le numéro) {de} dans mes contacts [: {addr}] => contacts.add name={de} address={addr}
(~enregistre|~garde) les coordonnées {de} => contacts.add name={de}
(~compte|~dis-moi) (le nombre d'articles|combien il y a d'articles) sur <liste> [{de_list}] => tasks.search list={list}
(~donne-moi|~dis-moi) les noms de mes listes => tasks.search
?(quelles autres listes|quelles listes) (as-tu|j'ai|existe-t-il) => tasks.search
?(quoi d'autre|qu'y a-t-il d'autre) sur <liste> [{de_list}] => tasks.search list={list}
<ote> (cet article|cet élément|le premier|le deuxième élément|le dernier) [de <liste> {de_list}] => tasks.done list={list}
?je ne (veux|prends) (plus|pas) de {grocery} => tasks.done task={grocery}
(~marque|~note) {when} comme (jour de congé|vacances|férié) => calendar.create when={when}
~dis-moi {on} {de_chore} => calendar.create title={chore} when={on}
(~note|~mets|~ajoute) l'anniversaire {de} {on} => calendar.create title={de} when={on}
?{when} c'est {mon_event} (note la date|ajoute-le|mets-le dans l'agenda) => calendar.create title={event} when={when}
(~active|~mets) (les rappels|une alerte|une notification) pour {mon_event} [{on}] => calendar.create title={event} when={on}
?on (fait|organise|a) {un_event} {on} [{place}] => calendar.create title={event} when={on} place={place}
(~annule|~supprime|~enlève) {mon_event} (du|de) {when} => calendar.cancel event={event}+{when}
(~annule|~supprime) {mon_event} (prévu|prévue) {on} => calendar.cancel event={event}+{on}
(~sors|~raye|~retire) {event} de <agenda> => calendar.cancel event={event}
(~cherche|~regarde|~fouille) dans (mes mails|ma messagerie|ma boîte) [pour|:] {topic} [{de}] => mail.search words={topic} people={de}
?le <mail> ({de}|sur {topic}) est-il (arrivé|bien arrivé|là) => mail.search people={de} words={topic}
?(des mails importants|des notifications importantes|quels mails importants) [{period}] => mail.search when={period}
?(sur quoi|par qui) m'a-t-on écrit {period} => mail.search when={period}
?est-ce que le <mail> {de} parle {de_topic} => mail.search people={de} words={topic}
<trouve> le <mail> où {person} (parle|parlait) {de_topic} => mail.search people={person} words={topic}
<trouve> le <mail> où {person} (donne|donnait|envoyait|joint) {topic} => mail.search people={person} words={topic}
?(un|des|le) <mail> {de} [{period}|récemment|sur {topic}] => mail.search people={de} when={period} words={topic}
?(personne ne m'a|quelqu'un m'a|on m'a) (écrit|répondu) [depuis {period}|sur {topic}|{period}] => mail.search when={period} words={topic}
?(tu as vu|t'as vu|tu sais) si {person} (a|avait) (répondu|écrit|envoyé {topic}) => mail.search people={person} words={topic}
?est-ce que {person} m'a (recontacté|relancé|prévenu) [au sujet {de_topic}] => mail.search people={person} words={topic}
~demande {apers} (s'il peut|si elle peut|s'ils peuvent|de) {chore} [{on}] => mail.send to={apers} body={chore}
~demande {apers} (si|quand|pourquoi|où) {body} => mail.send to={apers} body={body}
?un (petit|court|gentil|) <mail> {apers} (pour {chore}|sur {topic}|: {body}) => mail.send to={apers} subject={topic} body={chore}+{body}
~envoie un mot {apers} pour (lui dire|lui souhaiter|leur dire|les prévenir) {body} => mail.send to={apers} body={body}
?(tu peux|peux-tu) dire {apers} (que|de) {body} [par mail] => mail.send to={apers} body={body}
?(faut que|il faut que|il faudrait que) je (pense à|n'oublie pas de) {chore} [avant {when}|{on}] => calendar.create title={chore} when={when}+{on}
?(mets|note|cale)-moi (un rappel|une alerte|une notif) (pour {chore}|{on} pour {chore}) => calendar.create title={chore} when={on}
?(cale|pose|bloque)-moi {un_event} [avec {person}] {on} => calendar.create title={event} when={on} attendees={person}
(~préviens-moi|~rappelle-moi) {length} avant {le_event} => calendar.create title={event}
?j'ai {event} {on} (mets-le|note-le|tu notes|rajoute-le) [dans <agenda>] => calendar.create title={event} when={on}
?(il y a|y a) (un truc|quelque chose|quoi) [de prévu] {on} => calendar.search when={on}
?(qu'est-ce qui|qui) m'attend {on} => calendar.search when={on}
?c'est quand (déjà|exactement|) ({mon_event}|{le_event}) => calendar.search words={event}
?(mon|ma) prochain rendez-vous (c'est où|c'est quand|est à quelle heure) => calendar.search
?(je suis|t'es sûr que je suis|serais-je) (dispo|libre|pris|occupé) {on} => calendar.search when={on}
(~laisse tomber|~vire|~zappe) ({le_event}|{mon_event}) [{on}] => calendar.cancel event={event}+{on}
~vire tout ce que j'ai {on} => calendar.cancel event={on}
?(finalement|en fait) je (ne vais plus|ne vais pas|renonce) {au_event} [{on}] [supprime|enlève-le] => calendar.cancel event={event}+{on}
(~décale|~repousse|~avance) {le_event} (d'une heure|d'un jour|d'une semaine) => calendar.move event={event}
?j'ai (encore|toujours|) des (trucs|choses|tâches|corvées) à faire [{on}] => tasks.search due={on}
?il me reste quoi [à faire|à acheter] [{on}] => tasks.search due={on}
?je cherche (les coordonnées|le numéro|l'adresse|le mail) {de} => contacts.search name={de}
?(t'as|tu as|on a) (le numéro|l'adresse|le mail|les coordonnées) {de} => contacts.search name={de}
?(on se commande|on commande|on se fait livrer|si on commandait) {food} [{on}] [chez {shop}] => purchase.search item={food} merchant={shop}
?il me faudrait {food} [à moins de {money}|pour {money}] => purchase.search item={food} total={money}
(~regarde|~trouve-moi|~déniche-moi) {food} [à moins de {money}|pas cher|sur {shop}] => purchase.search item={food} total={money} merchant={shop}
"""
