"""Sentences that make mail long without deciding what it is, by frame and language.

They name only people, towns and themes, so that they never hold a value that could be asked for.
"""

# ruff: noqa: E501  (a fragment is one line, however long)

from __future__ import annotations

from collections.abc import Mapping

FILLER: Mapping[str, Mapping[str, str]] = {
    "person": {
        "en": """I hope [you are well|all is well with you|this finds you well].
[We are all fine here|Everything is fine here|All good on our side], [a bit tired|busy as always|if a little cold].
{friend5} [started|gave up|talks of nothing but] {topic5} and [it shows|is very happy|I have my doubts].
[Yesterday|Last week|The other day] I ran into {friend5} in {city5}, [who sends regards|you remember, the one with the hat|looking ten years younger].
[By the way|Also|Oh, and], have you thought about {topic5}?
I have been reading about {topic5} and I can't make up my mind.
[Sorry for the long mail|Sorry to bother you with this|I'll stop here], [I got carried away|you know how I am|it's late].
The train was late again, so I am writing this from the platform.
[It rained|It snowed|The sun shone] all week, so we [stayed in and played cards|went for long walks|finally sorted the cellar].
{friend5} and {friend6} are thinking of moving to {city5}, [can you believe it|of all places].
You asked how it went: [very well in the end|better than I feared|don't ask].
I keep your letter on my desk, it made me laugh.
[To be honest|Frankly|Between us], I expected something else from {topic5}.
We talked about it at length with {friend5}, and came to no conclusion.
The children [grow like weeds|are driving me mad|have discovered chess].
[As you know|As I said on the phone], {friend5} is in charge of that now.
I don't have the details at hand, {friend5} does.
It would be good to have your opinion before we go any further.
[Thanks in advance for your help|Many thanks for your patience|Thank you for everything].
If anything is unclear, just [write|call|ask].
I tried to call you but it went straight to voicemail.
[Nothing new otherwise|That's all for now|Not much else to tell].
The doctor says I should walk more, so I bought a map.
My laptop died, so I am typing this on {friend5}'s machine.
I wonder what {friend5} would say to that!
{someone} {doing}, [you'll see|as I feared|so they say|at least that].
[Meanwhile|This week|In between], I {did}.
I {did}, [but that is another story|and I'd do it again|which took all morning].
[We|They] say {someone} {doing}.
{relation} asks [how you are|about {topic5}|for your new address|whether you still paint].
[Next year|One day|Maybe], I'd like to {chore} [properly|with you|without help].
Nobody here wants to {chore}, [of course|me least of all|strange].
[Do you know|Guess|I wonder] why {someone} {doing}?
{food5}, [that's all I can say|imagine|again].
{thing5} [still works|is where you left it|has seen better days|needs a new home].
On {topic5} we [agree|differ|say nothing more|laugh now].
My {ailment5} [is better|is no better|kept me awake].
[Besides|Also], {matter5} [can wait|is in good hands|worries {friend5} more than me].""",
        "fr": """J'espère que [tu vas bien|vous allez bien|tout va bien chez toi].
[Ici tout va bien|Chez nous rien de neuf|De notre côté ça roule], [un peu fatigués|toujours occupés|malgré le froid].
{friend5} [s'est mis à|a laissé tomber|ne parle que de] {topic5}, [ça se voit|et il est ravi|j'ai des doutes].
[Hier|La semaine dernière|L'autre jour] j'ai croisé {friend5} à {city5}, [qui te salue|tu sais, celui au chapeau|en pleine forme].
[Au fait|Sinon|Ah, et], as-tu réfléchi à {topic5} ?
J'ai lu plusieurs choses sur {topic5} et je n'arrive pas à me décider.
[Pardon pour ce long message|Désolé de t'embêter avec ça|Je m'arrête là], [je me suis emporté|tu me connais|il est tard].
Le train est encore en retard, je t'écris du quai.
[Il a plu|Il a neigé|Il a fait beau] toute la semaine, alors on [a joué aux cartes|a beaucoup marché|a rangé la cave].
{friend5} et {friend6} songent à s'installer à {city5}, [tu te rends compte|quelle idée].
Tu me demandais comment ça s'était passé : [très bien finalement|mieux que prévu|ne m'en parle pas].
Ta lettre est sur mon bureau, elle m'a bien fait rire.
[Franchement|Pour être honnête|Entre nous], j'attendais autre chose de {topic5}.
On en a longuement parlé avec {friend5}, sans conclure.
Les enfants [poussent comme des champignons|me rendent fou|ont découvert les échecs].
[Comme tu sais|Comme je te le disais au téléphone], c'est {friend5} qui s'en occupe maintenant.
Je n'ai pas les détails sous la main, {friend5} les a.
Votre avis nous serait précieux avant d'aller plus loin.
[Merci d'avance pour votre aide|Merci pour ta patience|Merci pour tout].
Si quelque chose n'est pas clair, [écris-moi|appelle-moi|n'hésitez pas].
J'ai essayé de t'appeler mais je suis tombé sur le répondeur.
[Rien de neuf sinon|Voilà pour les nouvelles|C'est tout pour aujourd'hui].
Le médecin me dit de marcher, j'ai donc acheté une carte.
Mon ordinateur est mort, j'écris de celui de {friend5}.
Je me demande ce qu'en dirait {friend5} !
{someone} {doing}, [tu verras|c'était à prévoir|à ce qu'on dit|au moins ça].
[Entre-temps|Cette semaine], j'{did}.
J'{did}, [mais c'est une autre histoire|et je recommencerais|ça m'a pris la matinée].
On dit que {someone} {doing}.
{relation} demande [de tes nouvelles|où en est {topic5}|ta nouvelle adresse|si tu peins toujours].
[L'an prochain|Un jour|Peut-être], j'aimerais {chore} [pour de bon|avec toi|sans aide].
Personne ici ne veut {chore}, [évidemment|moi le premier|bizarre].
[Tu sais|Devine|Je me demande] pourquoi {someone} {doing} ?
{food5}, [je ne dis que ça|figure-toi|encore].
{thing5} [marche encore|est là où tu l'as laissé|a connu des jours meilleurs].
Sur {topic5}, on [est d'accord|diverge|n'en parle plus|en rit maintenant].
[Sinon|Et puis], {matter5} [peut attendre|est en bonnes mains|inquiète {friend5} plus que moi].""",
        "de": "Ich hoffe, es geht dir gut.\nBei uns ist alles beim Alten.\n{friend5} wohnt jetzt in {city5}.\nEntschuldige die lange Mail.",
        "es": "Espero que estés bien.\nPor aquí todo sigue igual.\n{friend5} vive ahora en {city5}.\nPerdona por el mensaje tan largo.",
    },
    "robot": {
        "en": """[Please do not reply to this message|This mailbox is not monitored|Replies to this address are not read].
[Need help?|Questions?|Something wrong?] Visit our help centre, we are [available around the clock|there for you on working days|happy to help].
[To make sure you receive our emails|So that nothing gets lost], add us to your address book.
You can [view|find|check] all details in your [account|customer area|app] at any time.
This message was sent to you because you have an account with us.
Download our app for [iOS and Android|your phone] and keep everything in one place.
For your security we never ask for passwords by email.
[Terms and conditions|Privacy notice|Cookie policy|Legal notice|Imprint] | [Contact|Help|FAQ] | [My account|Settings|Log in]
© 2026. All rights reserved. Registered in {city5}.
Facebook Instagram YouTube Twitter
If the button does not work, copy the address into your browser.
[Our service team in {city5}|Our customer care] is looking forward to hearing from you.
This email was sent from a notification-only address that cannot accept incoming email.
[Thank you for your trust|We appreciate your trust|Thanks for being with us].
Was this message helpful? Yes | No
[image] [image] [image]
Ref. no. for internal use only. Language: EN. Time zone: UTC.
By using our service you agree to our terms of use.
{shop5} is a brand of {shop6}.
Our shop in {city5} is [closed on Sundays|open until 7 pm|being renovated].
[Did you know? We plant a tree for every customer.|We pack without plastic.|Made by {n5} people in {city5}.]
[Call|Write to|Chat with] {friend5} or one of the team, {n5} hours a day.
Customer number {num5}.
This inbox is read by a machine first, then by {friend5}.
Having trouble viewing images? Open the web version.""",
        "fr": """[Merci de ne pas répondre à ce message|Cette adresse n'est pas relevée|Message envoyé automatiquement].
[Besoin d'aide ?|Une question ?|Un souci ?] Consultez notre centre d'aide, [jour et nuit|nous répondons les jours ouvrés|nous sommes là pour vous].
Pour être sûr de recevoir nos messages, ajoutez-nous à vos contacts.
[Retrouvez|Consultez] tous les détails dans votre [espace client|compte|application].
Vous recevez ce message parce que vous avez un compte chez nous.
Téléchargez notre application sur [iOS et Android|votre téléphone].
Pour votre sécurité, nous ne demandons jamais de mot de passe par courriel.
[Conditions générales|Confidentialité|Mentions légales|Cookies] | [Contact|Aide|FAQ] | [Mon compte|Paramètres|Connexion]
© 2026. Tous droits réservés. Siège social à {city5}.
Facebook Instagram YouTube Twitter
Si le bouton ne fonctionne pas, copiez l'adresse dans votre navigateur.
[Notre équipe de {city5}|Notre service client] reste à votre écoute.
[Merci de votre confiance|Merci de votre fidélité|À très bientôt].
Ce message vous a été utile ? Oui | Non
[image] [image] [image]
Conformément à la loi, vous pouvez accéder à vos données et les rectifier.
En utilisant nos services, vous acceptez nos conditions.
{shop5} est une marque de {shop6}.
Notre boutique de {city5} est [fermée le dimanche|ouverte jusqu'à 19 h|en travaux].
[Le saviez-vous ? Nous plantons un arbre par client.|Nous emballons sans plastique.|Fait par {n5} personnes à {city5}.]
[Appelez|Écrivez à] {friend5} ou à l'équipe, {n5} heures par jour.
Numéro client {num5}.
Images absentes ? Ouvrez la version en ligne.""",
        "de": "Bitte antworten Sie nicht auf diese Nachricht.\nAlle Einzelheiten finden Sie in Ihrem Kundenkonto.\nImpressum | Datenschutz | AGB",
        "es": "No responda a este mensaje.\nConsulte los detalles en su cuenta.\nAviso legal | Privacidad | Contacto",
    },
    "mass": {
        "en": """[In {city5}|Across the country|This month], {topic5} is [changing fast|on everyone's lips|taking a new turn].
"{quote}" says {friend5}, {role5} in {city5}.
[How|Why|When] {friend5} {friendlast5} [fell in love with|gave up on|wrote a book about] {topic5}.
→ {n5} [things to know|questions|facts] about {topic5}
▪ {topic5}: [the essentials in five minutes|our readers answer|what experts say]
[Read|Watch|Listen]: {friend5} on {topic5}, {topic6} and everything in between.
[Our team|The editors|We] spent weeks on this one, and we hope you enjoy it.
In other news, {city5} opens [its first|a second|a new] centre for {topic5}.
A {role5} from {city5} explains why {topic5} is harder than it looks.
[Editor's pick|Must read|Reader's choice]: the long story of {topic5}.
Up {pct5} in a year: the figures behind {topic5}.
*** {topic5} *** {topic6} *** {city5} ***
[We asked|You told us|A survey shows]: {pct5} of you care about {topic5}.
[New here?|First time?] Start with our guide to {topic5}.
From the archive: {friend5} {friendlast5}, "{topic5} and me".
[Share|Tweet|Like|Comment] this article
We have redesigned our site, tell us how you like it.
[Facebook|Instagram|LinkedIn|Mastodon] · [YouTube|TikTok|RSS] · [Web|Blog|Shop]
Answers to last week's quiz: {city5}, {n5}, and no.
Thank you to our {n5} new members.""",
        "fr": """[À {city5}|Partout en France|Ce mois-ci], {topic5} [évolue vite|fait débat|prend un nouveau tour].
« {quote} », dit {friend5}, {role5} à {city5}.
[Comment|Pourquoi|Quand] {friend5} {friendlast5} [s'est pris de passion pour|a renoncé à|a écrit un livre sur] {topic5}.
→ {n5} [choses à savoir|questions|chiffres] sur {topic5}
▪ {topic5} : [l'essentiel en cinq minutes|nos lecteurs répondent|l'avis des experts]
[À lire|À voir|À écouter] : {friend5} sur {topic5}, {topic6} et le reste.
[Notre équipe|La rédaction] y a passé des semaines, nous espérons que cela vous plaira.
En bref : {city5} ouvre [son premier|un nouveau] lieu consacré à {topic5}.
[Le choix de la rédaction|À ne pas manquer|Coup de cœur] : la longue histoire de {topic5}.
+{pct5} en un an : les chiffres derrière {topic5}.
*** {topic5} *** {topic6} *** {city5} ***
[Sondage|Vous nous l'avez dit] : {pct5} d'entre vous s'intéressent à {topic5}.
[Nouveau ici ?|Première fois ?] Commencez par notre guide sur {topic5}.
Archives : {friend5} {friendlast5}, « {topic5} et moi ».
[Partager|Aimer|Commenter] cet article
Notre site fait peau neuve, dites-nous ce que vous en pensez.
[Facebook|Instagram|LinkedIn|Mastodon] · [YouTube|RSS] · [Site|Blog|Boutique]
Merci à nos {n5} nouveaux adhérents.""",
        "de": "Mehr zu {topic5} finden Sie auf unserer Seite.\n„{quote}“, sagt {friend5} aus {city5}.\nFolgen Sie uns: Facebook · Instagram",
        "es": "Más sobre {topic5} en nuestra web.\n«{quote}», dice {friend5} desde {city5}.\nSíguenos: Facebook · Instagram",
    },
}
