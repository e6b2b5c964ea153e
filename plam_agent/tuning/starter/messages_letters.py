"""Longer letters whose sentences hang together, in English and French, as in `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

LETTERS = {
    "en": """
== newsletter mass
S [I almost gave up|What I got wrong|A confession|To all of you|One year ago|Why I write]
C [Hey friend|Dear reader|Hi], {friend} here. I nearly quit, and I want to tell all {num} of you why I didn't. Today: {topic}, and what it taught me. Hit reply, I read everything.
C This edition is a personal one. A year ago {shop} was close to the end, and you, our readers, carried us. Here's the story, and then {topic}.
C There are {num} of you reading this over breakfast. I write about {city}, {topic} and the fear of publishing. Pass it on to whoever needs it.
C I'm writing from the train. Notes for everyone on this list: {topic}, a book, a way to cook {food}. Until Sunday, same time.

== personal person
C Since [the move|last autumn|Easter] we have been living in {city}, on the fourth floor, with a view of the railway. {friend} likes counting the trains. I miss [the garden|you|the quiet] more than I thought, and {food} doesn't taste the same here. Come to think of it, nothing does.
C [I have a favour to ask|May I ask you something|This is a little awkward]. {relation} wants to {chore} and asked me for advice, but you know far more about {topic} than I do. {please} {wish:{ask}}? If you'd rather not, that's fine too.
C You were right about {topic}, and I should have listened. I spent [two days|a whole night|three hundred miles in the car] thinking it over. What I said was unkind. I hope we're still friends.
C [Here is a quick report|A sign of life|News] from {city}: it rained for [five|six] days, we ate {food} on all of them, and {friend} {doing}. The guidebook was wrong about everything. We come home [brown|wet|broke] and happy.
C I was clearing out the [cellar|attic|shed] and came across {thing}. Wasn't it {friend}'s? If nobody wants it I'll take it to the charity shop. Inside was a photo of you with terrible hair.
C How is the little one sleeping? Ours was a night owl until {friend} suggested {topic}, of all things. It worked for a week. Don't believe anybody who says it gets easier.
C The news about {friend} reached us last night and we can hardly believe it. We had no idea that {someone} {doing}. If there is anything we can do, cooking, driving, sitting quietly, please just say.
C Thanks to your letter I finally got going: I {did}, and tomorrow I start on the rest. {friend} says hello and thinks you should write a book. So do I.
C I've decided to leave. After [nine|twelve] years as {role} it is time for something with [wood|children|animals|fewer meetings]. Nobody at work knows yet. You're the first one I've told.

== recall person
C It was a pleasure to meet you on {past}. I've been turning over what you said about {topic}, and I think we agree on more than we admitted. I attach the paper I mentioned. No answer needed.
C What a day that was! {friend} gave a speech, the cake slid off the table, and {someone} cried. You should have seen it. I'll send the film as soon as I {did2:have found the cable|get home}.
C Thank you for dinner on {past}. {food} like that I haven't had since {city}. I'm returning your bowl with {friend}, and I owe you an evening.
C Quick word after our talk on {past}: I've told {friend} that {matter} is off the table, and she took it well. So you needn't do anything. Thanks for backing me.
C We got your card and we'll gladly come. {friend} is bringing {food}, I'm bringing an appetite. {date} is in the diary, in ink.

== mention person
C You asked what I paid for {thing}: {price}, at {shop}, in the sale. The receipt is long gone, I'm afraid. They had two left when I was there.
C Funny story. {shop} sent me someone else's invoice, for {n} kilos of {product}. I rang {phone} and the lady laughed for a full minute. We're friends now.
C I'm doing the accounts for our trip. I paid for the hotel, {friend} for the petrol, you for the tickets, so by my reckoning you get {price} back. Shout if you disagree.

== work person
C [Two things|Three points|A short update]. {matter} is done and with {friend}. {project} is stuck because {someone} {doing}. And the client now wants {product} in green, don't ask me why. {please} {wish:tell {friend} before Friday}?
C I'd like to introduce {friend} {friendlast}, who takes over as {role}. {friend} knows {topic} inside out and worked in {city} before. Please be kind, the first week is always the worst.
C I am a {role} at a small firm in {city}. A colleague passed me your name because of {topic}. We'd like to know how you solved {matter}, if that's no secret. I'd be glad of even a short answer.

== meet person
C It has been far too long. I'll be in {city} for {event}, and my last talk ends early. How about dinner {onwhen}? I remember you like {food}, and {place} does it well.
C I've read your application with interest, and so has {friend}. Before we decide, we would like to get to know you. Could you come to {place} {onwhen}? It will take about an hour, and we'll pay your train.
C {friend} is turning {n} and suspects nothing. We're all hiding at {place} {onwhen}. Will you come? Bring {food}, and not a word to anyone.
C The figures for {project} don't add up, and I can't sort it out by mail. Can we sit down {onwhen}? Half an hour with the spreadsheet and we'll have it. {suits}
C I know you're busy, so I'll be brief: I need your signature and your advice. I could come by {onwhen}. {suits}

== paidperson person
C Your transfer of {amount} reached me on {date}, thank you. The receipt for {job} is attached, and the guarantee runs for two years.
C Thanks for paying so quickly! This confirms {amount} for {job}, invoice {order}, settled on {date}.
C Dear {me} {melast}, I hereby confirm receipt of {amount} in cash for {job} on {date}. Kindly keep this message as your receipt.
C Invoice {order} is now closed: you paid {amount} for {job} on {date}. A stamped copy is attached.
X The receipt is made out to {me} {melast}, {street}.

== proof person
C Receipt for {product} below, paid from my own pocket, please refund me. > {shop} > {sum} > {date} > {proof}
C Dear bookkeeping, attached please find the paid invoice of {shop} for {job}, {amount}, dated {date}.
C Scan of the till receipt: {shop}, {date}, {product} {price}, {product2} {price2}, total {amount}, paid by card.
""",
    "fr": """
== newsletter mass
S [J'ai failli arrêter|Ce que j'ai raté|Une confidence|Lettre à vous tous|Il y a un an]
C [Cher ami|Chère lectrice|Salut], c'est {friend}. J'ai failli tout arrêter, et je voulais le raconter à vous tous, les {num} qui lisez cette lettre. Aujourd'hui : {topic}, et ce que j'en ai appris. Répondez, je lis tout.
C Cette édition est un peu personnelle. Il y a un an, {shop} allait mal, et c'est vous, nos lecteurs, qui nous avez portés. Voici l'histoire, puis {topic}.
C Vous êtes {num} à recevoir ce mot ce matin. J'y parle de {city}, de {topic}, et de la peur de publier. Transférez-le à qui vous voulez.
C Je vous écris du train. Notes prises pour vous tous : {topic}, un livre, une recette de {food}. À dimanche, comme chaque semaine.

== personal person
C Depuis [le déménagement|l'automne dernier|Pâques], nous vivons à {city}, au quatrième, avec vue sur la voie ferrée. {friend} aime compter les trains. [Le jardin|Le calme|Votre compagnie] me manque plus que prévu, et {food} n'a pas le même goût ici. Rien n'a le même goût, d'ailleurs.
C [J'ai un service à te demander|Je peux te poser une question|C'est un peu gênant]. {relation} veut {chore} et m'a demandé conseil, mais tu en sais bien plus que moi sur {topic}. {please} {wish:{ask}} ? Si tu préfères pas, aucun souci.
C Tu avais raison pour {topic}, j'aurais dû t'écouter. J'y ai réfléchi [deux jours|toute une nuit|pendant six cents kilomètres]. Ce que j'ai dit était injuste. J'espère qu'on est toujours amis.
C [Petit rapport|Signe de vie|Nouvelles] de {city} : il a plu [cinq|six] jours, on a mangé {food} chaque soir, et {friend} {doing}. Le guide avait tort sur toute la ligne. On rentre [bronzés|trempés|fauchés] et contents.
C En rangeant [la cave|le grenier|l'abri], je suis tombé sur {thing}. Ce n'était pas à {friend} ? Si personne n'en veut, je le donne. Dedans, une photo de toi avec une coiffure terrible.
C Comment dort la petite ? La nôtre était un hibou jusqu'à ce que {friend} nous parle de {topic}, va savoir. Ça a marché une semaine. Ne crois personne qui dit que ça s'arrange.
C La nouvelle pour {friend} nous est parvenue hier soir, on a peine à y croire. On ignorait que {someone} {doing}. Si on peut aider, cuisiner, conduire, être là en silence, dites-le.
C Grâce à ta lettre je m'y suis mis : j'{did}, et demain je continue. {friend} te salue et trouve que tu devrais écrire un livre. Moi aussi.
C J'ai décidé de partir. Après [neuf|douze] ans comme {role}, il est temps de travailler avec [le bois|des enfants|des bêtes|moins de réunions]. Personne ne le sait au bureau. Tu es la première à qui je le dis.

== recall person
C J'ai été ravi de vous rencontrer {past}. J'ai repensé à vos propos sur {topic}, et je crois que nous sommes plus d'accord que nous ne l'avons dit. Je joins l'article dont je parlais. Inutile de répondre.
C Quelle journée ! {friend} a fait un discours, le gâteau a glissé de la table, et {someone} a pleuré. Il fallait voir ça. Je t'envoie le film dès que je rentre.
C Merci pour le dîner de {past}. Je n'avais pas mangé {food} comme ça depuis {city}. Je te rends ton plat par {friend}, et je te dois une soirée.
C Un mot après notre discussion de {past} : j'ai dit à {friend} que c'était abandonné, elle l'a bien pris. Tu n'as donc rien à faire. Merci de m'avoir soutenu.
C On a bien reçu ta carte et on viendra avec joie. {friend} apporte {food}, moi mon appétit. Le {date} est noté, à l'encre.

== mention person
C Tu voulais savoir le prix : {price}, chez {shop}, en solde. Le ticket est perdu depuis longtemps, hélas. Il en restait deux quand j'y étais.
C Drôle d'histoire. {shop} m'a envoyé la facture d'un autre, pour {n} kilos de {product}. J'ai appelé le {phone} et la dame a ri une bonne minute. On est amies, maintenant.
C Je fais les comptes du voyage. J'ai payé l'hôtel, {friend} l'essence, toi les billets, donc d'après moi on te doit {price}. Dis si tu n'es pas d'accord.

== work person
C [Deux choses|Trois points|Petit point]. {matter}, c'est fait, {friend} l'a. {project} est bloqué parce que {someone} {doing}. Et le client veut maintenant {product} en vert, ne me demande pas pourquoi. {please} {wish:prévenir {friend} avant vendredi} ?
C Je vous présente {friend} {friendlast}, qui prend le poste de {role}. {friend} connaît {topic} par cœur et travaillait à {city}. Soyez gentils, la première semaine est toujours la pire.
C Je suis {role} dans une petite entreprise de {city}. Une collègue m'a donné votre nom à propos de {topic}. Nous aimerions savoir comment vous avez résolu la question, si ce n'est pas un secret. Même une réponse courte nous aiderait.

== meet person
C Cela fait bien trop longtemps. Je serai à {city} pour {event}, et je finis tôt. On dîne {onwhen} ? Je me souviens que tu aimes {food}, et {place} c'est très bon.
C J'ai lu votre candidature avec intérêt, {friend} aussi. Avant de décider, nous aimerions vous connaître. Pourriez-vous venir {onwhen}, {place} ? Comptez une heure, nous remboursons le train.
C {friend} va avoir {n} ans et ne se doute de rien. On se cache tous {place} {onwhen}. Tu viens ? Apporte {food}, et pas un mot.
C Les chiffres de {project} ne tombent pas juste, et par mail je n'y arrive pas. On s'installe ensemble {onwhen} ? Une demi-heure avec le tableur et c'est réglé. {suits} ?
C Je te sais occupé, je serai bref : il me faut ta signature et ton avis. Je pourrais passer {onwhen}. {suits} ?

== paidperson person
C Votre virement de {amount} m'est parvenu le {date}, merci. Le reçu pour {job} est joint, la garantie court deux ans.
C Merci d'avoir payé si vite ! Je vous confirme {amount} pour {job}, facture {order}, soldée le {date}.
C {me} {melast}, j'atteste avoir reçu {amount} en espèces pour {job} le {date}. Ce message vaut reçu, merci de le garder.
C La facture {order} est close : vous avez payé {amount} pour {job} le {date}. Copie tamponnée jointe.
X Le reçu est au nom de {me} {melast}, {street}.

== proof person
C Reçu pour {product} ci-dessous, payé de ma poche, merci de me rembourser. > {shop} > {sum} > {date} > {proof}
C Chère comptabilité, veuillez trouver la facture acquittée de {shop} pour {job}, {amount}, du {date}.
C Ticket de caisse numérisé : {shop}, le {date}, {product} {price}, {product2} {price2}, total {amount}, payé par carte.
""",
}
