"""Requests of several steps: references to what was found, `each`, `when` and what a reader says.

A step ends with `each=$1` where it is done for each thing found, and with `if=$2=yes` where it
depends on what the reader answered.
"""

# ruff: noqa: E501  (one template a line)

from __future__ import annotations

ENGLISH = """
(find|look up) the (mail|email|message) from {person} [about {topic}] and (book|schedule|set up|plan) {a_event} with (its sender|the sender|him|her|them) [{on}] [at {place}] => mail.search people={person} words={topic} ; calendar.create title={event} when={on} place={place} attendees=$1.sender
(find|look for|search for|get) the (mail|email|message) from {person} about {topic} and (book|schedule|set up|plan|arrange|make) {a_event} with (its sender|the sender|whoever sent it|the person who sent it) {on} => mail.search people={person} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(find|look for|get) {person}'s [last|latest] (mail|email|message) [about {topic}] and (book|schedule|set up|plan|arrange) {a_event} with (its sender|the sender|him|her|them) [{on}] => mail.search people={person} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(find|look for|get) the (mail|email|message) from {person} [about {topic}] and (invite|ask) (its sender|the sender|him|her|them) to {a_event} {on} => mail.search people={person} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(book|schedule|set up) {a_event} {on} with (the sender of|whoever sent|the person who sent) the (mail|email|message) about {topic} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(find|look for|get|look up) the (mail|email|message) about {topic} and (book|schedule|set up|plan|arrange|make) {a_event} with (its sender|the sender|whoever sent it) {on} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(find|look for|get) the (mail|email|message) [from {person}] about {topic} and (write|send a mail|write back) to (its sender|the sender) (saying|that) {body} => mail.search people={person} words={topic} ; mail.send to=$1.sender body={body}
(find|look for) the (mail|email) from {person} about {topic} and (move|file) it (to|in) {mailbox} => mail.search people={person} words={topic} ; mail.move messages=$1 to={mailbox}
(find|look for) the (mail|email) about {topic} and (reply|answer) (that|saying) {body} => mail.search words={topic} ; mail.reply message=$1 body={body}
(find|look up) (my|the) {event} and (move|push) it to {when} => calendar.move event={event} when={when}
(mark|flag) the (mails|emails) from {person} as {flag} and (move|file) them (to|in) {mailbox} => mail.search people={person} ; mail.flag messages=$1 flag={flag} ; mail.move messages=$1 to={mailbox}
save the (sender|address) of the (mail|email) about {topic} [as {person}] => mail.search words={topic} ; contacts.add name={person} address=$1.sender
(book|schedule) {a_event} {on} and (add|put) {chore} (to|on) (my|the) {list} list => calendar.create title={event} when={on} ; tasks.add title={chore} list={list}
(cancel|call off) (my|the) {event} and (tell|email|write) {person} [that] {body} => calendar.cancel event={event} ; mail.send to={person} body={body}
(move|postpone) (my|the) {event} to {when} and (tell|email) {person} [that] {body} => calendar.move event={event} when={when} ; mail.send to={person} body={body}
add {grocery} to the {list} list and remind me to {chore} {on} => tasks.add title={grocery} list={list} ; calendar.create title={chore} when={on}
(email|write) {person} about {topic} and (schedule|book) {a_event} with {person2} {on} => mail.send to={person} subject={topic} ; calendar.create title={event} when={on} attendees={person2}
read the mail from {person} and then (delete|trash) it => mail.search people={person} ; mail.read messages=$1 ; mail.trash messages=$1
(buy|order) {food} and (add|put) {grocery} (to|on) my {list} list => purchase.search item={food} ; tasks.add title={grocery} list={list}
(find|look up|check) (the|) <mail> from {person} [about {topic}] and if it {means} (mark|flag) it as {flag} => mail.search people={person} words={topic} ; read.classify message=$1 means={means} ; mail.flag messages=$1 flag={flag} if=$2=yes
(find|get|check) the <mail> (from {person}|about {topic}) and if it {means} (move|file|put) it (in|into|to) {mailbox} => mail.search people={person} words={topic} ; read.classify message=$1 means={means} ; mail.move messages=$1 to={mailbox} if=$2=yes
if (the last|the latest|the) <mail> from {person} {means} (delete|trash) it => mail.search people={person} ; read.classify message=$1 means={means} ; mail.trash messages=$1 if=$2=yes
if {person}'s [last] <mail> {means} (reply|answer) (that|saying) {body} => mail.search people={person} ; read.classify message=$1 means={means} ; mail.reply message=$1 body={body} if=$2=yes
if the <mail> from {person} {means} (add|put) {thing} (to|on) my {list} list => mail.search people={person} ; read.classify message=$1 means={means} ; tasks.add title={thing} list={list} if=$2=yes
(move|file) the <mails> from {person} to {mailbox} if (it|they) {means} => mail.search people={person} ; read.classify message=$1 means={means} ; mail.move messages=$1 to={mailbox} if=$2=yes
(book|schedule|put in|add) {a_event} at the time (in|of|that) (the mail from {person}|{person}'s mail|{person} says|the mail about {topic}) [says] => mail.search people={person} words={topic} ; read.extract message=$1 want=time ; calendar.create title={event} when=$2
(find|get) the <mail> (about {topic}|from {person}) and (put|add|book) {a_event} in my <cal> at the time it (says|mentions|gives) => mail.search words={topic} people={person} ; read.extract message=$1 want=time ; calendar.create title={event} when=$2
(find|get) the <mail> about {topic} and (put|add) {a_event} in my <cal> at the (time and place|place and time) it (says|gives) => mail.search words={topic} ; read.extract message=$1 want=time ; read.extract message=$1 want=place ; calendar.create title={event} when=$2 place=$3
?(when|at what time) does the <mail> from {person} say [about {topic}] => mail.search people={person} words={topic} ; read.extract message=$1 want=time
?how much does the <mail> (from {person}|about {topic}) (ask for|say|mention) => mail.search people={person} words={topic} ; read.extract message=$1 want=amount
?where does {person}'s <mail> say the {event} (is|takes place) => mail.search people={person} words={event} ; read.extract message=$1 want=place
?does the <mail> from {person} {means} => mail.search people={person} ; read.classify message=$1 means={means}
(reply|answer) to (each|every one) of the <mails> (from {person}|about {topic}) (saying|with) {body} => mail.search people={person} words={topic} ; mail.reply message=$1 body={body} each=$1
(draft|prepare) (an answer|a reply) to (each|every) <mail> (from {person}|about {topic}) [saying {body}] => mail.search people={person} words={topic} ; mail.reply_draft message=$1 body={body} each=$1
for (each|every) <mail> (from {person}|about {topic}|in {mailbox}) (add|create|put) a task to {chore} => mail.search people={person} words={topic} mailbox={mailbox} ; tasks.add title={chore} each=$1
(write|send an email) to everyone who (wrote|emailed) [me] about {topic} (saying|that) {body} => mail.search words={topic} ; mail.send to=$1.sender body={body} each=$1
(email|write to|write) {person} and save {addr} [to my contacts] as {person2} => mail.send to={person} ; contacts.add name={person2} address={addr}
(look up|find) {person} and (send|write) (them|him|her) (an email|a mail|a note) [about {topic}] [saying {body}] => contacts.search name={person} ; mail.send to=$1.address subject={topic} body={body}
(look up|find) {person} in my contacts and invite (them|him|her) to {a_event} [{on}] => contacts.search name={person} ; calendar.create title={event} when={on} attendees=$1.address
(find|look for) (the file|the document|) {file} and (read|open|summarize) it => files.search words={file} ; files.read files=$1
(find|look for) the (files|documents) about {topic} and (move|put) them (in|to) {folder} => files.search words={topic} ; files.move files=$1 to={folder}
(find|look for) {file} and (send|email|mail) it to {person} [saying {body}] => files.search words={file} ; mail.send to={person} body={body} attachments=$1
(find|look for) the (files|documents) about {topic} and (delete|trash) them => files.search words={topic} ; files.trash files=$1
(save|download) the attachments (of|from) {person}'s <mail> to {folder} and (then|) (delete|trash) (it|the mail) => mail.search people={person} ; mail.save messages=$1 to={folder} ; mail.trash messages=$1
(read|open) the <mail> from {person} and (reply|answer) (that|saying) {body} => mail.search people={person} ; mail.read messages=$1 ; mail.reply message=$1 body={body}
(find|look up) {a_event} in my <cal> and cancel it => calendar.search words={event} ; calendar.cancel event=$1
(find|show me) my {event} {on} and (move|push|postpone) it to {when} => calendar.search words={event} when={on} ; calendar.move event=$1 when={when}
(find|show) the task[s] about {chore} and (mark them done|tick them off|check them off) => tasks.search words={chore} ; tasks.done task=$1
"""

FRENCH = """
(~trouve|~cherche) le (mail|message) {de} [sur {topic}] et (~prévois|~fixe|~cale|~planifie) {un_event} avec (son expéditeur|l'expéditeur|lui|elle) [{on}] [{place}] => mail.search people={de} words={topic} ; calendar.create title={event} when={on} place={place} attendees=$1.sender
(~trouve|~cherche|~retrouve) le (mail|message) {de} (sur|à propos de|concernant) {topic} et (~propose|~prévois|~planifie|~fixe|~organise) {un_event} (à|avec) (son expéditeur|l'expéditeur) {on} => mail.search people={de} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(~prévois|~planifie|~fixe|~organise) {un_event} {on} avec (l'expéditeur|celui qui a envoyé|la personne qui a envoyé) (du|le) (mail|message) sur {topic} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(~trouve|~cherche|~retrouve) le (mail|message) {de} [sur {topic}] et ~invite (son expéditeur|l'expéditeur) à {un_event} {on} => mail.search people={de} words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
(~trouve|~cherche|~retrouve) le (mail|message) (sur|à propos de) {topic} et (~prévois|~planifie|~fixe) {un_event} avec (son expéditeur|l'expéditeur) {on} => mail.search words={topic} ; calendar.create title={event} when={on} attendees=$1.sender
~trouve le mail sur {topic} et (~écris|~envoie un mail) à (son expéditeur|l'expéditeur) que {body} => mail.search words={topic} ; mail.send to=$1.sender body={body}
(~trouve|~cherche) le (mail|message) {de} sur {topic} et (~mets-le|~range-le|~déplace-le) dans {mailbox} => mail.search people={de} words={topic} ; mail.move messages=$1 to={mailbox}
(~trouve|~cherche) le (mail|message) sur {topic} et ~réponds que {body} => mail.search words={topic} ; mail.reply message=$1 body={body}
(~marque|~signale) les mails {de} comme {flag} et (~déplace-les|~range-les) dans {mailbox} => mail.search people={de} ; mail.flag messages=$1 flag={flag} ; mail.move messages=$1 to={mailbox}
~enregistre (l'expéditeur|l'adresse) du mail sur {topic} [comme {person}] => mail.search words={topic} ; contacts.add name={person} address=$1.sender
(~prévois|~planifie) {un_event} {on} et (~ajoute|~mets) {thing} (à|sur) ma liste {de_list} => calendar.create title={event} when={on} ; tasks.add title={thing} list={list}
~annule ({mon_event}|{le_event}) et (~dis|~écris) {apers} que {body} => calendar.cancel event={event} ; mail.send to={apers} body={body}
(~déplace|~reporte) ({mon_event}|{le_event}) {to} et (~dis|~écris) {apers} que {body} => calendar.move event={event} when={to} ; mail.send to={apers} body={body}
~ajoute {grocery} à ma liste {de_list} et ~rappelle-moi de {chore} {on} => tasks.add title={grocery} list={list} ; calendar.create title={chore} when={on}
(~lis|~ouvre) le mail {de} puis (~supprime-le|~jette-le) => mail.search people={de} ; mail.read messages=$1 ; mail.trash messages=$1
(~commande|~achète) {food} et (~ajoute|~mets) {grocery} (à|sur) ma liste {de_list} => purchase.search item={food} ; tasks.add title={grocery} list={list}
(~trouve|~cherche|~retrouve) le (mail|message) {de} [sur {topic}] et s'il {means} ~marque-le comme {flag} => mail.search people={de} words={topic} ; read.classify message=$1 means={means} ; mail.flag messages=$1 flag={flag} if=$2=yes
(~trouve|~cherche) le (mail|message) ({de}|sur {topic}) et s'il {means} (~range-le|~mets-le|~déplace-le) dans {mailbox} => mail.search people={de} words={topic} ; read.classify message=$1 means={means} ; mail.move messages=$1 to={mailbox} if=$2=yes
?si le (dernier mail|mail|message) {de} {means} (supprime-le|jette-le|efface-le) => mail.search people={de} ; read.classify message=$1 means={means} ; mail.trash messages=$1 if=$2=yes
?si le (dernier mail|mail|message) {de} {means} réponds que {body} => mail.search people={de} ; read.classify message=$1 means={means} ; mail.reply message=$1 body={body} if=$2=yes
?si le mail {de} {means} ajoute {thing} à ma liste {de_list} => mail.search people={de} ; read.classify message=$1 means={means} ; tasks.add title={thing} list={list} if=$2=yes
(~range|~déplace|~mets) le mail {de} dans {mailbox} s'il {means} => mail.search people={de} ; read.classify message=$1 means={means} ; mail.move messages=$1 to={mailbox} if=$2=yes
(~prévois|~ajoute|~note|~planifie) {un_event} à l'heure (du mail|que dit le mail|indiquée dans le mail) ({de}|sur {topic}) => mail.search people={de} words={topic} ; read.extract message=$1 want=time ; calendar.create title={event} when=$2
(~trouve|~cherche) le mail (sur {topic}|{de}) et (~prévois|~mets|~ajoute) {un_event} à l'heure (qu'il dit|qu'il donne|indiquée) => mail.search words={topic} people={de} ; read.extract message=$1 want=time ; calendar.create title={event} when=$2
(~trouve|~cherche) le mail sur {topic} et (~prévois|~ajoute) {un_event} à l'heure et au lieu (indiqués|qu'il donne) => mail.search words={topic} ; read.extract message=$1 want=time ; read.extract message=$1 want=place ; calendar.create title={event} when=$2 place=$3
?(à quelle heure|quand) c'est d'après le mail {de} [sur {topic}] => mail.search people={de} words={topic} ; read.extract message=$1 want=time
?combien (demande|coûte d'après|dit) le mail ({de}|sur {topic}) => mail.search people={de} words={topic} ; read.extract message=$1 want=amount
?où a lieu {le_event} d'après le mail {de} => mail.search people={de} words={event} ; read.extract message=$1 want=place
?est-ce que le mail {de} {means} => mail.search people={de} ; read.classify message=$1 means={means}
(~réponds) à (chaque mail|chacun des mails|tous les messages) ({de}|sur {topic}) (en disant|que) {body} => mail.search people={de} words={topic} ; mail.reply message=$1 body={body} each=$1
(~prépare|~rédige) une réponse à (chaque mail|tous les mails) ({de}|sur {topic}) [disant {body}] => mail.search people={de} words={topic} ; mail.reply_draft message=$1 body={body} each=$1
pour chaque mail ({de}|sur {topic}) ~ajoute une tâche [:] {chore} => mail.search people={de} words={topic} ; tasks.add title={chore} each=$1
(~écris|~envoie un mail) à tous ceux qui m'ont écrit sur {topic} (que|pour dire que) {body} => mail.search words={topic} ; mail.send to=$1.sender body={body} each=$1
(~écris|~envoie un mail) {apers} et ~enregistre {addr} comme {person2} => mail.send to={apers} ; contacts.add name={person2} address={addr}
(~cherche|~trouve) {person} et (~écris-lui|~envoie-lui un mail) [sur {topic}] [que {body}] => contacts.search name={person} ; mail.send to=$1.address subject={topic} body={body}
(~cherche|~trouve) {person} dans mes contacts et ~invite-le à {un_event} [{on}] => contacts.search name={person} ; calendar.create title={event} when={on} attendees=$1.address
(~trouve|~cherche) (le fichier|le document|) {file} et (~lis-le|~ouvre-le|~résume-le) => files.search words={file} ; files.read files=$1
(~trouve|~cherche) les (fichiers|documents) sur {topic} et (~mets-les|~range-les|~déplace-les) dans {folder} => files.search words={topic} ; files.move files=$1 to={folder}
(~trouve|~cherche) {file} et ~envoie-le {apers} [en disant {body}] => files.search words={file} ; mail.send to={apers} body={body} attachments=$1
(~trouve|~cherche) les (fichiers|documents) sur {topic} et (~supprime-les|~jette-les) => files.search words={topic} ; files.trash files=$1
(~enregistre|~télécharge) les pièces jointes du mail {de} dans {folder} (et|puis) (~supprime|~jette) le mail => mail.search people={de} ; mail.save messages=$1 to={folder} ; mail.trash messages=$1
(~lis|~ouvre) le mail {de} et ~réponds que {body} => mail.search people={de} ; mail.read messages=$1 ; mail.reply message=$1 body={body}
(~trouve|~cherche) {le_event} dans mon agenda et (~annule-le|~supprime-le) => calendar.search words={event} ; calendar.cancel event=$1
(~trouve|~cherche) {mon_event} {on} et ~décale-le {to} => calendar.search words={event} when={on} ; calendar.move event=$1 when={to}
(~trouve|~cherche) les tâches sur {chore} et ~coche-les => tasks.search words={chore} ; tasks.done task=$1
"""

CHAINS = {"en": ENGLISH, "fr": FRENCH}
