"""Fragments of mail that asks for a meeting, in English and French, as in `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

MEETINGS = {
    "en": """
== phrases person
P suits does that suit you|would that work|are you in|is that all right with you|can you make it|shall I put it in the diary|what do you say|tell me if it's no good|can you confirm|is that a plan|yes or no|OK?
P about about {lately}|to talk about {topic}|to go through {matter}|to look at {thing}|about {project}|to plan {event}|before {friend} decides|to sort out {matter}|to hear how it went in {city}|because {someone} {doing}
P vague some evening next week|one day this month|the week after next|over the holidays|in the next few days|when you are back|early next month|some time before Christmas|one of these evenings|the first weekend of {month}
P feast birthday|housewarming|leaving do|retirement party|engagement party|baby shower|wedding|silver wedding|exhibition opening|thesis defence|memorial|christening|book launch|garden party|graduation

P free are you free|are you around|are you about|would you be free|would you be available|do you have time|do you have a moment|do you have {minutes}|have you got {minutes}|can you spare {minutes}|could you spare me {minutes}|could you make it|are you up for something|any plans|is there room in your diary|any chance of seeing you|wanna meet|you around|can I book {minutes} with you
P minutes twenty minutes|half an hour|an hour|a quarter of an hour|ten minutes|{n} minutes|a little while|an evening|the whole afternoon
P reason I have so much to tell you|I'd value your opinion on {lately}|there's something I'd rather not put in writing|{friend} will be there too|I miss our talks|we need to decide on {matter}|some points are unclear to me|it's my treat|{someone} {doing}|the weather is supposed to be fine|you choose the place|I'll bring {food}|I'd like to show you {thing}|I want to hear all about {city}

== meet person
S [free|around|available|dispo] {onwhen}?
S my [birthday|thirtieth|party|send-off]!
C [hey|hi|hello|So|Listen], {free} {onwhen}? {reason}.
C {reason}. {free} {onwhen}? [Say {place}?|{place} would be handy.|My place or yours?|]
C [Thanks for your mail.|Good to hear from you.|Thank you for the offer.|I've read your draft.|] {reason}. [{free} {onwhen}?|Would {when} be possible?|Could you come to {place} {onwhen}?|Could I call you {onwhen}?]
C We would like to see you {onwhen}. Please let us know whether you are available[, or suggest another time|, and bring {thing}|].
C I'm [having people round|throwing a party|cooking|playing with the band] {onwhen}, [come along|wanna come over|it won't be the same without you|say you'll come]! {reason}.
C We can meet {onwhen} outside {place} and {outing}. {suits}
C {onwhen} I'm free [from two|after four|all day|until six]. {free}?
C I would be pleased to welcome you {onwhen} for {minutes}, {place}. Please confirm that you can come.
S {outing}?
S [{when}|{onwhen}]?
S [meeting|call|coffee|slot|date] {about}
S [time for|shall we] {outing}?
S {matter}: [a quick call|can we talk|when|short meeting]?
S [your availability|finding a date|proposal for a date|new date|other time]
S [{event}|{event2}] [together|with us|]?
S [Interview|Viewing|Check-up|Fitting|Visit] [{onwhen}|]
C [Shall we|Would you like to|Do you want to|Fancy coming to|How would you like to] {outing} {onwhen}? [{someone} might join us.|I'll drive.|Bring {relation}.|We'd be back by ten.|]
C I'd like to meet {about}. [I am free|I have time|I can come] {onwhen}, {suits}?
C [Can|Could|Shall|Might] we [talk|speak|meet|sit down|have a call|see each other] {onwhen} {about}? [{suits}|It won't take long.|I'd come to you.|]
C {when} [at {place}|]: {suits}? [It's {about}.|We need {n} minutes at most.|]
C {friend} and I [are meeting|get together|are having lunch] {onwhen} at {place}, [come along|please join us|and we'd love you to come|would you join us]?
C [I'm in {city}|I'll be near you|I pass through {city}] {onwhen}. [Any chance of a coffee|Could I drop in|Shall we have dinner|Would you have an hour for me] at {place}?
C You are invited to {friend}'s {feast} {onwhen} at {place}. [Please tell us whether you'll come.|Children welcome.|No presents, please.|Dress warmly.]
C We're celebrating our {feast} {onwhen} and would be happy to see you [there|at {place}|among us].
C Please come to my {feast}: {when}, {place}. {suits}
C I [suggest|propose|would suggest] {when} [to|for us to] go through {matter}. {suits}
C The [surgery|dentist|hairdresser|garage|bank|school|notary|landlord] would like to see you {onwhen}. [Please confirm by phone.|Let us know if another day is better.|Please tell us whether you can come.]
C We would like to invite you to an interview for the position of {role}, {when}, {place}. [Please confirm.|You'll meet {friend} {friendlast}.|]
C Could you come by {place} {onwhen} [and bring {thing}|to sign {matter}|to help me {chore}]?
C Can you help me {chore} {onwhen}? [Pizza afterwards.|Two hours at most.|I'll cook {food}.]
C Is {when} still free? [We could|I'd like to|Let's] {outing}, [just the two of us|with the kids|whatever the weather].
C [The other date doesn't suit me|Something came up|{friend} can't make it]: would {when} do instead?
C {friend} needs a decision on {matter}. Let's meet {onwhen}, {place}, all three of us. {suits}
C Two dates for {project}: {when} or a week later. Which one suits you?
C Dinner at ours {onwhen}? There'll be {food}. [{someone} is coming too.|Come hungry.|Eight-ish.]
C Parents' evening: I could see you {onwhen} to talk about {kid}. {suits}
C I'd like {n} minutes of your time {onwhen} {about}. By phone is fine.
C hey, {outing} {onwhen}? {suits}
C {when}, {place}, {outing}. {suits}
C We meet {onwhen} to {chore}, can we count on you?
C Team, I'd like us all in one room {onwhen} {about}. {suits}
C Would you be willing to speak at {event} {onwhen}? The audience is small and kind.
X I've asked {friend} too.
X If not, propose another day.
X I could also do it the day after.
X It's about {lately}.
X Please answer soon, I have to book.
X Wear old clothes.
X I'll be the one with the red hat.
X Last time was on {past}, high time for another.
X I tried to ring you on {past}.
X As I said on {past}, it's on me.

== party person
S [come over|you must come|see you soon?|long overdue]
S [dinner|coffee|walk|drinks|a visit|a weekend] [soon|some time|in {city}|]?
S [catching up|when shall we meet|let's find a date|a date for {project}]
S {outing}
C When [can we meet|are you free|could I see you|would you have time] {about}? {vague:[Some evening next week|One day this month|The week after next|In the next few days]} would be good for me.
C Let's {outing} {vague:{vague}}! [Just name a day.|When suits you?|You choose the day.|Send me two or three dates.]
C We'd love to have you for dinner {vague:{vague}}. [Which day suits you?|Name a date.|Tell us when.]
C I'd like to arrange a meeting {about}, {vague:{vague}} if possible. Please tell me your availability.
C Could we find a date {vague:{vague}} {about}? [Mornings are best for me.|I'm flexible.|My diary is open.]
C It's time we sat down {about}. {vague:{vague}}? You say when.
C {free} {vague:{vague}}? {reason}. [You name the day.|Which evening?|I can move things around.]
C I owe you a [dinner|coffee|visit]. {vague:{vague}}? {reason}, [so pick a day|tell me when|when are you free].
C Before the board meets I'd like {minutes} with you, {vague:{vague}}. When would that be possible?
C Come and stay with us in {city} {vague:{vague}}. [The guest room is ready.|Bring the kids.|Tell us when.]
X Just tell me when.
X {friend} would come too.
X I can also come to {city}.
X No excuses this time.

== calendar invite
S [Invitation|Meeting request|Event|Save the date] – {matter}
S {friend} {friendlast}: {outing}
S {event} [{when}|]
S [1:1|Jour fixe|Stand-up|Review|Interview|Lunch] [{friend}|{project}|{matter}]
C {first} {last} invites you: {matter}. {when}, {place}. [Accept | Tentative | Decline|Yes / No / Maybe|]
C Event: {event}. Date and time: {when}. Location: {place}. [Organised by {first} {last}.|{n} guests.]
C {matter} [When|Time|Start]: {when} [Where|Room|Place]: {place} [Join by phone: {phone}|Please accept.|]
C {first} {last} would like to meet with you. Proposed time: {when}. [Accept or propose a new time.|Confirm here: {url}]
C Purpose: {matter} and {topic}. {when}. [Dial-in details below.|Video link: {url}|Room to be announced.]
C Hello, I have put {matter} in our calendars for {when}. Move it if it doesn't suit you.
X Organizer: {first} {last}. Attendees: {me}, {friend}, {friend2}.
X Agenda: 1. {topic} 2. {matter} 3. Any other business
X Add to calendar
X Reminder: {n} minutes before.
""",
    "fr": """
== phrases person
P suits ça te va|ça vous irait|tu es partant|c'est bon pour toi|tu peux venir|je le note dans l'agenda|qu'en dis-tu|dis-moi si ça coince|tu confirmes|pouvez-vous confirmer|oui ou non|OK pour toi
P about au sujet de {lately}|pour parler de {topic}|pour revoir {matter}|pour regarder {thing}|à propos de {project}|pour préparer {event}|avant que {friend} décide|pour régler {matter}|parce que {someone} {doing}
P vague un soir de la semaine prochaine|un jour ce mois-ci|d'ici quinze jours|pendant les vacances|dans les prochains jours|à ton retour|début du mois prochain|avant Noël|un de ces soirs|le premier week-end de {month}
P feast anniversaire|pendaison de crémaillère|pot de départ|départ à la retraite|fiançailles|mariage|noces d'argent|vernissage|soutenance|baptême|garden-party|remise de diplôme

P free tu serais dispo|tu es libre|es-tu libre|seriez-vous disponible|seriez-vous libre|auriez-vous un moment|vous auriez {minutes}|tu as {minutes}|as-tu un créneau|avez-vous {minutes} à m'accorder|tu fais quelque chose|tu as des plans|peux-tu te libérer|pouvez-vous vous libérer|t'es là|on pourrait se voir|tu passes
P minutes vingt minutes|une demi-heure|une heure|un quart d'heure|dix minutes|{n} minutes|un petit moment|une soirée|l'après-midi
P reason j'ai plein de choses à te raconter|j'aimerais ton avis sur {lately}|je préfère ne pas l'écrire|{friend} sera là aussi|nos discussions me manquent|il faut trancher pour {matter}|certains points restent flous|c'est moi qui invite|{someone} {doing}|il devrait faire beau|tu choisis l'endroit|j'apporte {food}|je veux te montrer {thing}|il faut que tu me racontes {city}|nous ferons le point ensemble

== meet person
S [libre|dispo|disponible] {onwhen} ?
S mes [trente|quarante|cinquante] ans !
S Votre candidature [– entretien|]
C [coucou|salut|bonjour|Dis], {free} {onwhen} ? {reason}.
C {reason}. {free} {onwhen} ? [On dit {place} ?|{place}, ce serait pratique.|Chez toi ou chez moi ?|]
C [Merci pour votre message.|Contente d'avoir de tes nouvelles.|Merci pour l'offre.|J'ai lu ton brouillon.|Votre profil nous intéresse.|] {reason}. [{free} {onwhen} ?|{when}, serait-ce possible ?|Pourriez-vous venir {onwhen}, {place} ?|Je peux t'appeler {onwhen} ?]
C Nous aimerions vous voir {onwhen}. Merci de nous dire si vous êtes disponible[, ou de proposer un autre horaire|, et d'apporter {thing}|].
C [Je reçois du monde|Je fais une fête|Je cuisine|On joue avec le groupe] {onwhen}, [viens|tu passes|ce ne sera pas pareil sans toi|dis-moi que tu viens] ! {reason}.
C On peut se retrouver {onwhen} {place} et {outing}. {suits} ?
C Je suis libre {onwhen} [dès deux heures|après seize heures|toute la journée|jusqu'à dix-huit heures]. {free} ?
C Je serais heureux de vous recevoir {onwhen} pour {minutes}, {place}. Merci de confirmer votre venue.
S {outing} ?
S [{when}|{onwhen}] ?
S [rendez-vous|appel|café|créneau|date] {about}
S [on se voit|ça te dit] [{onwhen}|] ?
S {matter} : [un petit appel|on en parle|quand|réunion courte] ?
S [tes disponibilités|vos disponibilités|trouver une date|proposition de date|nouvelle date|autre horaire]
S [{event}|{event2}] [ensemble|avec nous|] ?
S [Entretien|Visite|Contrôle|Essayage] [{onwhen}|]
C [Ça te dit de|Tu voudrais|Ça vous dirait de|Envie de] {outing} {onwhen} ? [{someone} viendra peut-être.|Je conduis.|Viens avec {relation}.|On rentrera avant dix heures.|]
C J'aimerais te voir {about}. [Je suis libre|J'ai du temps|Je peux passer] {onwhen}, {suits} ?
C [Peut-on|Pourrait-on|On peut|Pourrions-nous] [se parler|se voir|s'appeler|nous voir|en discuter] {onwhen} {about} ? [{suits} ?|Ce ne sera pas long.|Je me déplace.|]
C {when} [{place}|] : {suits} ? [C'est {about}.|Il nous faut {n} minutes au plus.|]
C {friend} et moi [nous retrouvons|déjeunons|nous voyons] {onwhen} {place}, [viens donc|joins-toi à nous|tu viens|voulez-vous vous joindre à nous] ?
C [Je suis à {city}|Je serai près de chez toi|Je passe par {city}] {onwhen}. [On prend un café|Je peux passer|On dîne ensemble|Auriez-vous une heure à m'accorder] {place} ?
C Vous êtes invités chez {friend} pour : {feast}, {onwhen}, {place}. [Dites-nous si vous venez.|Les enfants sont bienvenus.|Pas de cadeau, merci.|Habillez-vous chaudement.]
C Chez nous {onwhen} : {feast}. Nous serions heureux de t'avoir [parmi nous|avec nous].
C Je t'invite ({feast}) : {when}, {place}. {suits} ?
C Je [propose|vous propose|te propose] {when} pour revoir {matter}. {suits} ?
C [Le cabinet|Le dentiste|Le garage|La banque|L'école|La notaire|Le propriétaire] souhaite vous voir {onwhen}. [Merci de confirmer par téléphone.|Dites-nous si un autre jour vous convient mieux.|Pouvez-vous venir ?]
C Nous souhaitons vous recevoir en entretien pour le poste de {role}, {when}, {place}. [Merci de confirmer.|Vous rencontrerez {friend} {friendlast}.|]
C Pourrais-tu passer {place} {onwhen} [avec {thing}|pour signer|pour m'aider à {chore}] ?
C Tu peux m'aider à {chore} {onwhen} ? [Pizza après.|Deux heures maximum.|Je ferai {food}.]
C Tu es toujours libre {onwhen} ? [On pourrait|J'aimerais|On va] {outing}, [tous les deux|avec les petits|quel que soit le temps].
C [L'autre date ne me va pas|J'ai un empêchement|{friend} ne peut pas] : {when} à la place, ça irait ?
C {friend} attend une décision sur {matter}. Voyons-nous {onwhen}, {place}, tous les trois. {suits} ?
C Deux dates pour {project} : {when} ou une semaine plus tard. Laquelle vous convient ?
C Dîner chez nous {onwhen} ? Il y aura {food}. [{someone} vient aussi.|Viens le ventre vide.|]
C Réunion parents-professeur : je peux vous recevoir {onwhen} pour parler de {kid}. {suits} ?
C Il me faudrait {n} minutes avec toi {onwhen} {about}. Par téléphone, c'est très bien.
C coucou, {outing} {onwhen} ? {suits} ?
C {when}, {place}, {outing}. {suits} ?
C On se retrouve {onwhen} pour {chore}, on peut compter sur toi ?
C L'équipe, je voudrais nous réunir tous {onwhen} {about}. {suits} ?
C Accepteriez-vous d'intervenir à {event} {onwhen} ? Le public est petit et bienveillant.
X J'ai aussi demandé à {friend}.
X Sinon, propose un autre jour.
X Le lendemain me va aussi.
X C'est pour {lately}.
X Réponds vite, je dois réserver.
X Mets de vieux habits.
X J'aurai un chapeau rouge.
X La dernière fois c'était {past}, il est temps.
X J'ai essayé de t'appeler {past}.

== party person
S [passe nous voir|il faut que tu viennes|à bientôt ?|ça fait trop longtemps]
S [un dîner|un café|une balade|un verre|une visite] [bientôt|un de ces jours|à {city}|] ?
S [on se voit quand|trouvons une date|une date pour {project}]
S {outing}
C Quand [peut-on se voir|es-tu libre|pourrais-je vous voir|as-tu un moment] {about} ? {vague:[Un soir de la semaine prochaine|Un jour ce mois-ci|D'ici quinze jours]}, ce serait bien.
C On devrait {outing} {vague:{vague}} ! [Choisis le jour.|Quand ça t'arrange ?|Envoie-moi deux ou trois dates.]
C On aimerait t'avoir à dîner {vague:{vague}}. [Quel jour te va ?|Donne une date.|Dis-nous quand.]
C Je souhaite convenir d'un rendez-vous {about}, {vague:{vague}} si possible. Merci de m'indiquer vos disponibilités.
C Pourrait-on trouver une date {vague:{vague}} {about} ? [Plutôt le matin.|Je suis souple.|Mon agenda est vide.]
C Il est temps qu'on se voie {about}. {vague:{vague}} ? À toi de dire.
C {free} {vague:{vague}} ? {reason}. [À toi de choisir le jour.|Quel soir ?|Je peux m'arranger.]
C Je te dois un [dîner|café|verre]. {vague:{vague}} ? {reason}, [choisis ton jour|dis-moi quand|tu es libre quand].
C Avant le conseil, je voudrais {minutes} avec vous, {vague:{vague}}. Quand serait-ce possible ?
C Viens chez nous à {city} {vague:{vague}}. [La chambre d'amis t'attend.|Avec les enfants.|Dis-nous quand.]
X Dis-moi quand.
X {friend} viendrait aussi.
X Je peux aussi venir à {city}.
X Pas d'excuse cette fois.

== calendar invite
S [Invitation|Demande de réunion|Événement|À noter] – {matter}
S {friend} {friendlast} : {outing}
S {event} [{when}|]
S [Point|Entretien|Revue|Déjeuner|Réunion] [{friend}|{project}|{matter}]
C {first} {last} vous invite : {matter}. {when}, {place}. [Accepter | Provisoire | Refuser|Oui / Non / Peut-être|]
C Événement : {event}. Date et heure : {when}. Lieu : {place}. [Organisé par {first} {last}.|{n} invités.]
C {matter} [Quand|Heure|Début] : {when} [Où|Salle|Lieu] : {place} [Par téléphone : {phone}|Merci d'accepter.|]
C {first} {last} souhaite vous rencontrer. Horaire proposé : {when}. [Acceptez ou proposez un autre horaire.|Confirmez ici : {url}]
C Objet : {matter} et {topic}. {when}. [Lien vidéo : {url}|Salle à confirmer.|]
C Bonjour, j'ai mis {matter} dans nos agendas pour {when}. Déplace si besoin.
X Organisateur : {first} {last}. Participants : {me}, {friend}, {friend2}.
X Ordre du jour : 1. {topic} 2. {matter} 3. Divers
X Ajouter à l'agenda
X Rappel : {n} minutes avant.
""",
}
