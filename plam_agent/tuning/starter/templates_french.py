"""French requests as templates, written as the English ones are; `~` marks an order's verb.

The verb is given as an imperative to a friend and takes the form that the opening wants.
"""

# ruff: noqa: E501  (one template a line)

from __future__ import annotations

from .phrasings_french import PHRASINGS

MACROS = {
    "mails": "(mails|messages|courriels|e-mails|emails|courriers)",
    "mail": "(mail|message|courriel|e-mail|email)",
    "trouve": "(~trouve|~cherche|~montre-moi|~affiche|~donne-moi|~retrouve|~ouvre|~sors|~recherche)",
    "montre": "(~montre-moi|~affiche|~donne-moi|~lis-moi|~liste|~dis-moi|~ouvre|~consulte)",
    "agenda": "(mon agenda|mon calendrier|mon planning|l'agenda|mon emploi du temps)",
    "mets": "(~ajoute|~mets|~note|~inscris|~rajoute|~marque)",
    "ote": "(~enlève|~retire|~raye|~supprime|~efface|~ôte|~barre)",
    "prevois": "(~prévois|~planifie|~programme|~fixe|~organise|~cale|~ajoute|~crée|~note|~mets)",
    "liste": "(ma liste|la liste|notre liste)",
    "jai": "(j'ai|est-ce que j'ai|ai-je|aurais-je)",
    "quoi": "(qu'est-ce que|c'est quoi|quel est|quels sont)",
    "ecris": "(~écris|~envoie un mail|~envoie un message|~envoie un mot|~envoie un courriel)",
    "commande": "(~commande|~achète|~prends|~trouve|~cherche|~fais livrer)",
}

PLAIN = """
(~trouve|~montre-moi|~cherche|~affiche|~liste|~ouvre|~donne-moi) (les mails|les messages|tous les mails|le courrier|les courriels|mes mails) {de} [sur {topic}] [{dans} {mailbox}] => mail.search people={de} words={topic} mailbox={mailbox}
(~trouve|~montre-moi|~cherche|~retrouve) (le mail|le message|les mails|les messages|le courriel) (sur|à propos de|concernant|au sujet de) {topic} [de {period}] => mail.search words={topic} when={period}
(~montre|~affiche|~ouvre|~vérifie|~consulte) (mes nouveaux mails|mes mails non lus|ma boîte mail|mes messages|ma messagerie|mes derniers mails) [{de}] => mail.search people={de}
(~montre|~affiche|~liste) les (mails|messages) (dans|du dossier) {mailbox} => mail.search mailbox={mailbox}
?(est-ce que j'ai|ai-je|j'ai) (reçu un mail|des mails|un message|des nouvelles|du courrier) {de} [sur {topic}] => mail.search people={de} words={topic}
?(y a-t-il|il y a|est-ce qu'il y a) (un mail|des mails|un message) {de} [sur {topic}] => mail.search people={de} words={topic}
?est-ce que {person} (m'a écrit|m'a répondu|a répondu|m'a envoyé un mail) [sur {topic}] [{period}] => mail.search people={person} words={topic} when={period}
?{person} m'a écrit [{period}] => mail.search people={person} when={period}
?qui m'a écrit [{period}] => mail.search when={period}
?(des nouvelles|du nouveau) {de} => mail.search people={de}
(~lis|~lis-moi|~résume|~résume-moi) (le dernier mail|le mail|le message|les mails|le dernier message|les messages) {de} [sur {topic}] => mail.search people={de} words={topic} ; mail.read messages=$1
(~lis|~lis-moi|~résume) (le mail|le message|les mails) (sur|à propos de|concernant) {topic} => mail.search words={topic} ; mail.read messages=$1
?qu'est-ce que {person} (m'a écrit|a dit|écrit|raconte) [sur {topic}] => mail.search people={person} words={topic} ; mail.read messages=$1
(~lis|~ouvre) {mid} => mail.read messages={mid}
~marque {mid} comme {flag} => mail.flag messages={mid} flag={flag}
(~déplace|~range|~mets) {mid} dans {mailbox} => mail.move messages={mid} to={mailbox}
(~marque|~signale|~mets) (les mails|tous les mails|le mail|les messages|le dernier mail) {de} [sur {topic}] comme {flag} => mail.search people={de} words={topic} ; mail.flag messages=$1 flag={flag}
~marque le (mail|message) (sur|concernant) {topic} comme {flag} => mail.search words={topic} ; mail.flag messages=$1 flag={flag}
~marque tout ce qui est dans {mailbox} comme {flag} => mail.search mailbox={mailbox} ; mail.flag messages=$1 flag={flag}
(~déplace|~range|~mets|~classe|~archive) (les mails|tous les mails|tous les messages|le mail|le dernier mail) {de} [sur {topic}] (dans|vers) [le dossier] {mailbox} => mail.search people={de} words={topic} ; mail.move messages=$1 to={mailbox}
(~déplace|~range|~mets|~classe) (tout ce qui parle {de_topic}|les mails sur {topic}|le mail sur {topic}) (dans|vers) {mailbox} => mail.search words={topic} ; mail.move messages=$1 to={mailbox}
(~supprime|~jette|~efface|~mets à la corbeille) (les mails|tous les mails|le mail|les messages|le dernier message) {de} [sur {topic}] [de {period}] => mail.search people={de} words={topic} when={period} ; mail.trash messages=$1
(~supprime|~jette|~efface) le (mail|message) (sur|à propos de) {topic} => mail.search words={topic} ; mail.trash messages=$1
(~vide|~supprime tout dans|~supprime tous les mails de) {mailbox} => mail.search mailbox={mailbox} ; mail.trash messages=$1
(~supprime|~jette) {mid} => mail.trash messages={mid}
(~envoie|~écris|~rédige) (un mail|un message|un courriel|un e-mail) {apers} => mail.send to={apers}
(~envoie|~écris|~rédige|~compose) (un mail|un message|un courriel|un nouveau mail) => mail.send
(~envoie|~écris) (un mail|un message|un mot) {apers} (au sujet de|à propos de|sur) {topic} [pour dire que {body}] => mail.send to={apers} subject={topic} body={body}
(~envoie|~écris) (un mail|un message|un mot) {apers} (pour dire que|pour lui dire que|disant|pour dire) {body} => mail.send to={apers} body={body}
(~écris|~dis) {apers} [par mail] que {body} => mail.send to={apers} body={body}
(~écris|~dis) {apers} et {apers2} que {body} => mail.send to={apers}+{apers2} body={body}
~préviens {person} que {body} => mail.send to={person} body={body}
(~envoie|~écris) (un mail|un message) à {addr} [sur {topic}] [disant {body}] => mail.send to={addr} subject={topic} body={body}
(~écris|~dis) à {addr} [et à {addr2}] que {body} => mail.send to={addr}+{addr2} body={body}
~envoie {topic} à {addr} => mail.send to={addr} subject={topic}
(~prépare|~rédige|~fais|~crée) un brouillon (pour {person}|à {addr}) [sur {topic}] [disant {body}] => mail.draft to={person}+{addr} subject={topic} body={body}
(~prépare|~rédige) un brouillon de mail {apers} [sur {topic}] [pour dire que {body}] => mail.draft to={apers} subject={topic} body={body}
~prépare un mail pour {person} sur {topic} sans l'envoyer => mail.draft to={person} subject={topic}
(~réponds) au (dernier mail|mail|message|dernier message) {de} [sur {topic}] (que|en disant|en disant que|pour dire que) {body} => mail.search people={de} words={topic} ; mail.reply message=$1 body={body}
(~réponds) au (dernier mail|mail|message) {de} [sur {topic}] => mail.search people={de} words={topic} ; mail.reply message=$1
(~réponds) au (mail|message) (sur|à propos de|concernant) {topic} [que {body}] => mail.search words={topic} ; mail.reply message=$1 body={body}
~réponds à {mid} (que|en disant) {body} => mail.reply message={mid} body={body}
~réponds à (tous les mails|chaque mail|chaque message) {de} (en disant|que) {body} => mail.search people={de} ; mail.reply message=$1 body={body} each=$1
(~prépare|~rédige) (une réponse|un brouillon de réponse) au (mail|message|dernier mail) {de} [sur {topic}] [disant {body}] => mail.search people={de} words={topic} ; mail.reply_draft message=$1 body={body}
~prépare (une réponse|un brouillon de réponse) à {mid} [disant {body}] => mail.reply_draft message={mid} body={body}
(~montre|~affiche|~ouvre|~donne-moi|~lis) (mon agenda|mon calendrier|mes rendez-vous|mon planning|mes événements) [{de_when}] => calendar.search when={de_when}
(~montre|~trouve|~cherche|~liste) (mes réunions|mes rendez-vous) avec {person} [{on}] => calendar.search when={on} people={person}
?(qu'est-ce que j'ai|qu'ai-je de prévu|j'ai quoi|qu'y a-t-il dans mon agenda|quel est mon programme) {on} => calendar.search when={on}
?(quand est|à quelle heure est|c'est quand) ({mon_event}|{le_event}) [avec {person}] => calendar.search words={event} people={person}
?(suis-je libre|est-ce que je suis libre|est-ce que je suis disponible|je suis pris) {on} => calendar.search when={on}
?(ai-je|est-ce que j'ai|j'ai) (quelque chose|un rendez-vous|une réunion) {on} => calendar.search when={on}
?(où est|qui vient à|combien de temps dure) ({mon_event}|{le_event}) [{on}] => calendar.search words={event} when={on}
?quand (est-ce que je vois|dois-je voir|vois-je) {person} => calendar.search people={person}
(~ajoute|~crée|~mets|~prévois|~planifie|~programme) ({un_event}|{mon_event}) [{on}] [à mon agenda|dans mon calendrier] => calendar.create title={event} when={on}
(~ajoute|~prévois|~planifie|~fixe|~note) {un_event} {on} [{place}] => calendar.create title={event} when={on} place={place}
(~prévois|~planifie|~fixe|~organise|~cale) {un_event} avec {person} [{on}] [{place}] => calendar.create title={event} when={on} place={place} attendees={person}
(~prévois|~planifie) {un_event} avec {person} et {person2} {on} => calendar.create title={event} when={on} attendees={person}+{person2}
(~prévois|~planifie|~organise) {un_event} {on} avec {person} [{place}] => calendar.create title={event} when={on} place={place} attendees={person}
~invite {person} à ({un_event}|{mon_event}) [{on}] => calendar.create title={event} when={on} attendees={person}
~invite {addr} à {un_event} [{on}] [{place}] => calendar.create title={event} when={on} place={place} attendees={addr}
(~rappelle-moi|~fais-moi penser|~fais-moi un rappel) {de_chore} [{on}] => calendar.create title={chore} when={on}
~rappelle-moi {on} {de_chore} => calendar.create title={chore} when={on}
(~mets|~crée|~ajoute) un rappel pour ({mon_event}|{le_event}) [{on}] => calendar.create title={event} when={on}
(~bloque|~réserve) {when} pour {event} => calendar.create title={event} when={when}
(~bloque|~réserve) (mon agenda|du temps) {on} => calendar.create when={on}
(~ajoute|~crée) (un événement|un rendez-vous|une réunion) [à mon agenda] => calendar.create
?j'ai {un_event} {on} => calendar.create title={event} when={on}
(~déplace|~décale|~reporte|~repousse|~avance) ({mon_event}|{le_event}) {to} => calendar.move event={event} when={to}
(~déplace|~décale|~reporte) ({mon_eventwith}|{le_eventwith}) {to} => calendar.move event={eventwith} when={to}
(~déplace|~décale) {eid} {to} => calendar.move event={eid} when={to}
(~reporte|~déplace|~décale) ({mon_event}|{le_event}) => calendar.move event={event}
?(peut-on|on peut) (déplacer|décaler|reporter) {le_event} {to} => calendar.move event={event} when={to}
(~change|~modifie) le lieu ({du_event}|de {mon_event}) : {place} => calendar.update event={event} place={place}
(~renomme) ({mon_event}|{le_event}) en {event2} => calendar.update event={event} title={event2}
(~ajoute|~invite) {person} {au_event} => calendar.update event={event} attendees={person}
~ajoute {addr} {au_event} => calendar.update event={event} attendees={addr}
(~modifie|~change) ({mon_event}|{le_event}) => calendar.update event={event}
(~annule|~supprime|~enlève|~efface) ({mon_event}|{le_event}) [de mon agenda] => calendar.cancel event={event}
(~annule|~supprime) ({mon_eventon}|{le_eventon}) => calendar.cancel event={eventon}
(~annule|~supprime) ({mon_eventwith}|{le_eventwith}) => calendar.cancel event={eventwith}
(~annule|~supprime) {eid} => calendar.cancel event={eid}
(~vide|~libère) mon agenda {de_when} => calendar.cancel event={de_when}
(~montre|~affiche|~lis|~ouvre|~donne-moi) [moi] ma liste {de_list} => tasks.search list={list}
(~montre|~affiche|~liste) (mes listes|mes tâches|toutes mes listes) [pour {period}] => tasks.search due={period}
?(qu'y a-t-il|qu'est-ce qu'il y a|il y a quoi) sur ma liste {de_list} => tasks.search list={list}
?(est-ce que j'ai|est-ce qu'il y a|y a-t-il) {grocery} sur (ma|la) liste {de_list} => tasks.search words={grocery} list={list}
?(qu'est-ce que j'ai à faire|que dois-je faire|qu'est-ce qu'il me reste à faire) [{period}] => tasks.search due={period}
?quelles (listes|tâches) (ai-je|est-ce que j'ai) => tasks.search
(~ajoute|~mets|~note|~inscris) {thing} (à|sur|dans) (ma|la) liste {de_list} => tasks.add title={thing} list={list}
(~ajoute|~mets) {grocery} et {grocery2} (à|sur) (ma|la) liste {de_list} => tasks.add title={grocery}+{grocery2} list={list}
(~ajoute|~mets) {grocery}, {grocery2} et {grocery3} (à|sur) (ma|la) liste {de_list} => tasks.add title={grocery}+{grocery2}+{grocery3} list={list}
(~ajoute|~crée) une tâche [:] {chore} [pour {period}] => tasks.add title={chore} due={period}
(~ajoute|~mets) {chore} (à|dans|sur) mes tâches [pour {period}] => tasks.add title={chore} due={period}
(~crée|~fais|~commence) (une|une nouvelle) liste {de_list} => tasks.add list={list}
(~crée|~fais|~commence) une nouvelle liste => tasks.add
?(il faut|il me faut|on n'a plus de|il n'y a plus de) {grocery} => tasks.add title={grocery}
?note que je dois {chore} [pour {period}] => tasks.add title={chore} due={period}
(~enlève|~retire|~raye|~supprime|~efface) {thing} de (ma|la) liste {de_list} => tasks.done task={thing} list={list}
(~enlève|~retire) {grocery} et {grocery2} de (ma|la) liste {de_list} => tasks.done task={grocery}+{grocery2} list={list}
(~coche|~marque comme fait) {chore} => tasks.done task={chore}
?j'ai fini {de_chore} => tasks.done task={chore}
?j'ai (acheté|pris|déjà) {grocery} => tasks.done task={grocery}
(~supprime|~vide|~efface) (ma|la) liste {de_list} => tasks.done list={list}
(~supprime|~efface) (ma|la|cette|une) liste => tasks.done
(~trouve|~donne-moi|~cherche|~montre-moi) (l'adresse|le mail|le numéro|le contact|le téléphone|les coordonnées) {de} => contacts.search name={de}
?(quelle est l'adresse|quel est le numéro|quel est le mail|c'est quoi l'adresse|quel est l'anniversaire) {de} => contacts.search name={de}
?(ai-je|est-ce que j'ai) (l'adresse|le numéro|un contact) (pour {person}|{de}) => contacts.search name={person}+{de}
?(qui est|où habite|où travaille) {person} => contacts.search name={person}
(~montre|~affiche|~ouvre) (mes contacts|mon carnet d'adresses) => contacts.search
(~ajoute|~enregistre|~note) {addr} [à mes contacts|dans mes contacts] [pour {person}] => contacts.add name={person} address={addr}
(~ajoute|~enregistre) {person} à mes contacts [avec {addr}] => contacts.add name={person} address={addr}
(~ajoute|~crée) un [nouveau] contact [pour {person}] => contacts.add name={person}
?l'adresse {de} est {addr} => contacts.add name={de} address={addr}
(~commande|~achète|~commande-moi|~trouve-moi|~achète-moi) {food} => purchase.search item={food}
(~commande|~achète|~prends) {food} chez {shop} => purchase.search item={food} merchant={shop}
(~commande|~achète|~trouve) {food} (à moins de|pour moins de|pour) {money} => purchase.search item={food} total={money}
(~commande|~achète) {food} chez {shop} (à moins de|pour) {money} => purchase.search item={food} merchant={shop} total={money}
(~commande|~prends) (à manger|quelque chose) chez {shop} => purchase.search merchant={shop}
?(je voudrais|j'aimerais commander|je veux|je voudrais acheter) {food} [chez {shop}] => purchase.search item={food} merchant={shop}
?combien (coûte|coûtent|pour) {food} chez {shop} => purchase.search item={food} merchant={shop}
?quand (suis-je|est-ce que je suis|je suis) (libre|disponible) [{on}] [pendant {length}] => calendar.free when={on} length={length}
(~trouve|~cherche|~trouve-moi) (un créneau|du temps libre|un moment) [de {length}] [{on}] => calendar.free when={on} length={length}
?(ai-je|est-ce que j'ai|j'ai) {length} de libre {on} => calendar.free when={on} length={length}
?où (caser|placer) {length} [{on}] => calendar.free when={on} length={length}
(~accepte|~confirme) l'invitation {de} [pour {le_event}] => mail.search people={de} words={event} ; calendar.answer message=$1 answer=accept
(~accepte|~confirme) l'invitation {au_event} => mail.search words={event} ; calendar.answer message=$1 answer=accept
(~décline|~refuse|~rejette) l'invitation {de} [pour {le_event}] => mail.search people={de} words={event} ; calendar.answer message=$1 answer=decline
(~décline|~refuse) l'invitation {au_event} => mail.search words={event} ; calendar.answer message=$1 answer=decline
~réponds peut-être à l'invitation {de} => mail.search people={de} ; calendar.answer message=$1 answer=tentative
(~accepte|~dis oui à) {mid} => calendar.answer message={mid} answer=accept
(~décline|~refuse) {mid} => calendar.answer message={mid} answer=decline
(~enregistre|~sauve|~télécharge|~mets) (la pièce jointe|les pièces jointes) de {mid} dans {folder} => mail.save messages={mid} to={folder}
(~enregistre|~sauve|~télécharge|~range) (la pièce jointe|les pièces jointes) du [dernier] (mail|message) {de} [sur {topic}] dans [le dossier] {folder} => mail.search people={de} words={topic} ; mail.save messages=$1 to={folder}
(~liste|~montre|~affiche) les fichiers (de|dans) [mon dossier|le dossier] {folder} => files.list folder={folder}
?(qu'y a-t-il|qu'est-ce qu'il y a|il y a quoi) dans (mon|le) dossier {folder} => files.list folder={folder}
(~liste|~montre) mes fichiers => files.list
(~trouve|~cherche|~retrouve) le fichier {file} => files.search words={file}
(~trouve|~cherche) (mes|les) (fichiers|documents) (sur|à propos de|concernant) {topic} => files.search words={topic}
?(quels|quels sont les) (fichiers|documents) (ai-je modifiés|j'ai modifiés|que j'ai changés) {period} => files.search when={period}
(~lis|~ouvre|~montre-moi|~résume) le (fichier|document) {file} => files.read files={file}
(~lis|~ouvre) {file} => files.read files={file}
?que dit le (fichier|document) {file} => files.read files={file}
(~écris|~note|~mets) {body} dans [le fichier] {file} => files.write file={file} text={body}
(~crée|~fais) un fichier [appelé|nommé] {file} (avec|qui dit) {body} => files.write file={file} text={body}
(~déplace|~mets|~range) [le fichier|le document] {file} dans [le dossier] {folder} => files.move files={file} to={folder}
~renomme [le fichier] {file} en {file2} => files.move files={file} to={file2}
(~supprime|~jette|~efface) le (fichier|document) {file} => files.trash files={file}
(~envoie|~transfère|~transmets) [le fichier|le document] {file} {apers} => mail.send to={apers} attachments={file}
(~envoie|~transmets) {apers} [le fichier|le document] {file} [en disant {body}] => mail.send to={apers} body={body} attachments={file}
"""
PLANS = PLAIN + PHRASINGS
