"""Invented tools of many domains: what they are called, say of themselves and are asked for.

`@ id domain` begins one, `names` are what it may be called and `args` what it takes: a key, the
names it may be shown under and its role (a quote unless said). `en`, `fr` are its summaries and
`en>`, `fr>` requests for it, with the slots of `filling` and `things`. `not` are the families of
standard tools beside which a request for it could mean either. `human` is an intent of annotated
human lines that asks for it, with the entity types that are its arguments.
"""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

SERVICES = """
@ weather weather_query
names: forecast meteo get_weather sky wx.report
args: place=place,city,where,location,lieu,ville when=when,day,date,jour:time
en: Tell the weather / Forecast for a place and a day / Look up the forecast / How warm or wet it will be
fr: Dire la météo / Prévisions pour un lieu et un jour / Quel temps il fera / Température et pluie attendues
en> (what's|how is|what will be) the (weather|forecast|temperature) [like] [in {city}] [{on}] => place={city} when={on}
en> (will it|is it going to) {weather} [in {city}] [{on}] => place={city} when={on}
en> (tell me|give me|check) the (forecast|weather) [for {city}] [{on}] => place={city} when={on}
fr> (quel temps fait-il|quel temps fera-t-il|c'est quoi la météo) [à {city}] [{on}] => place={city} when={on}
fr> (est-ce qu'il va|il va|va-t-il) {weather} [à {city}] [{on}] => place={city} when={on}
human: weather_query place_name=place date=when time=when timeofday=when
@ music.play play_music
names: play music.start jukebox put_on musique
args: song=song,title,track,titre artist=artist,singer,by,artiste genre=genre,style,kind
en: Play music / Start a song, an artist or a genre / Put some music on
fr: Jouer de la musique / Lancer un morceau, un artiste ou un genre / Mettre de la musique
en> (play|put on|start|i want to hear) ({song}|{song} by {artist}|something by {artist}|{artist}) => song={song} artist={artist}
en> (play|put on|i feel like) [some] {genre} [music] => genre={genre}
fr> (~joue|~mets|~lance) ({song}|{song} de {artist}|un morceau de {artist}) => song={song} artist={artist}
fr> (~mets|~passe|~joue) {genre} => genre={genre}
human: play_music artist_name=artist song_name=song music_genre=genre
@ radio.tune play_radio
names: radio tune station.play fm
args: station=station,channel,name,chaine
en: Play a radio station / Tune in to a station / Listen to the radio
fr: Écouter une station de radio / Allumer la radio / Choisir une station
en> (play|turn on|tune to|put on|switch to) ({station}|the radio) => station={station}
fr> (~mets|~allume|~lance) ({station}|la radio) => station={station}
human: play_radio radio_name=station
@ podcast.play play_podcasts
names: podcast listen.show episodes pod
args: show=show,podcast,name,emission
en: Play a podcast / Start an episode of a show / Go on with a podcast
fr: Lancer un podcast / Écouter un épisode / Reprendre une émission
en> (play|start|resume|put on) ({podcast}|the podcast {podcast}|the latest episode of {podcast}) => show={podcast}
fr> (~lance|~mets|~reprends) ({podcast}|le podcast {podcast}|le dernier épisode {de_podcast}) => show={podcast}
human: play_podcasts podcast_name=show podcast_descriptor=show
@ audiobook play_audiobook
names: audiobook book.read_aloud listen_book
args: title=title,book,name,livre
en: Read an audiobook aloud / Play or resume a book / Listen to a book
fr: Lire un livre audio / Écouter un livre / Reprendre un livre audio
en> (play|resume|start|read) ({book}|the audiobook {book}|the audiobook of {book}) => title={book}
fr> (~lis|~lance|~reprends) (le livre audio {book}|{book}) => title={book}
human: play_audiobook audiobook_name=title
@ game.start play_game
names: game play_with_me start_game arcade
args: game=game,name,which,jeu
en: Start a game / Play a game with the owner / Open a game
fr: Lancer un jeu / Jouer à un jeu / Commencer une partie
en> (let's play|play|start|open) [a game of] {game} => game={game}
fr> (jouons|on joue|je veux jouer) {game} => game={game}
human: play_game game_name=game
@ lights.colour iot_hue_lightchange
names: hue lights.color paint_light ambiance
args: colour=colour,color,tint,couleur room=room,where,zone,piece
en: Change the colour of lights / Light a room in a colour / Set the tint of the lamps
fr: Changer la couleur des lumières / Éclairer en couleur / Choisir la teinte des lampes
en> (set|change|turn|make) the [{room}] lights [to] {colour} => colour={colour} room={room}
fr> (~mets|~passe|~change) les lumières [{du_room}] en {colour} => colour={colour} room={room}
human: iot_hue_lightchange color_type=colour house_place=room
@ lights.off iot_hue_lightoff
names: lights.off darken light_switch_off eteindre
args: room=room,where,zone,piece
en: Switch lights off / Make a room dark / Turn the lamps out
fr: Éteindre la lumière / Couper les lampes d'une pièce
en> (turn|switch) off the (lights|light|lamps) [in the {room}] => room={room}
en> (lights off|kill the lights|lights out) [in the {room}] => room={room}
fr> ~éteins (la lumière|les lumières|les lampes) [dans {le_room}] => room={room}
human: iot_hue_lightoff house_place=room
@ lights.on iot_hue_lighton
names: lights.on illuminate light_up allumer
args: room=room,where,zone,piece
en: Switch lights on / Light a room / Turn the lamps on
fr: Allumer la lumière / Éclairer une pièce
en> (turn|switch) on the (lights|light|lamps) [in the {room}] => room={room}
fr> ~allume (la lumière|les lumières|les lampes) [dans {le_room}] => room={room}
human: iot_hue_lighton house_place=room
@ lights.dim iot_hue_lightdim
names: dim lights.lower soften
args: room=room,where,piece level=level,to,how_much,niveau
en: Dim the lights / Make lamps less bright
fr: Baisser l'intensité des lampes / Tamiser la lumière
en> (dim|lower) the lights [in the {room}] [to {level}] => room={room} level={level}
fr> (~baisse|~tamise) (les lumières|la lumière) [dans {le_room}] [à {level}] => room={room} level={level}
human: iot_hue_lightdim house_place=room change_amount=level
@ plug.on iot_wemo_on
names: socket.on plug_power switch_on
args: device=device,which,plug,appareil
en: Power a smart plug / Switch a socket on
fr: Allumer une prise connectée / Mettre une prise sous tension
en> (turn|switch|power) on (the smart plug|the socket|the wemo) [in the {room}] =>
fr> ~allume (la prise|la prise connectée) [{du_room}] =>
human: iot_wemo_on device_type=device
@ coffee.make iot_coffee
names: coffee brew barista cafe
args: kind=kind,type,drink,boisson when=when,at,time,heure:time
en: Make coffee / Brew a cup / Start the coffee machine
fr: Faire un café / Préparer une boisson chaude / Lancer la machine à café
en> (make|brew|prepare) [me] (some coffee|{a_drink}) [{on}] => kind={drink} when={on}
fr> (~fais|~prépare) (du café|{un_drink}) [{on}] => kind={drink} when={on}
human: iot_coffee coffee_type=kind time=when timeofday=when
@ vacuum.run iot_cleaning
names: vacuum clean.start robot.sweep aspirateur
args: room=room,where,area,piece
en: Start the vacuum cleaner / Clean the floor / Send the robot to clean
fr: Lancer l'aspirateur / Nettoyer le sol / Envoyer le robot nettoyer
en> (vacuum|clean|hoover) the (house|floor|{room}) => room={room}
en> (start|run|send) the (roomba|vacuum|robot) [in the {room}] => room={room}
fr> (~passe|~lance) (l'aspirateur|le robot) [dans {le_room}] => room={room}
human: iot_cleaning house_place=room
@ volume.up audio_volume_up
names: louder volume.up sound_raise
args: amount=amount,by,to,niveau
en: Make it louder / Raise the volume
fr: Monter le son / Augmenter le volume
en> (turn up|raise|increase) the (volume|sound) [to {level}] => amount={level}
fr> (~monte|~augmente) le (son|volume) [à {level}] => amount={level}
human: audio_volume_up change_amount=amount
@ volume.mute audio_volume_mute
names: mute silence hush
args: length=length,for,duration,duree
en: Mute the sound / Be quiet for a while
fr: Couper le son / Se taire un moment
en> (mute|silence) (the sound|everything|the speakers) [for {minutes}] => length={minutes}
fr> ~coupe le (son|volume) [pendant {minutes}] => length={minutes}
human: audio_volume_mute time=length
@ alarm.set alarm_set
names: alarm wake set_alarm reveil
not: calendar
args: when=when,at,time,heure:time
en: Set an alarm / Wake the owner at a time / Ring at a time
fr: Régler un réveil / Réveiller à une heure / Sonner à une heure
en> (set|put|make) (an alarm|my alarm) (for|at) {when} => when={when}
en> wake me up {on} => when={on}
fr> (~mets|~règle|~programme) (un réveil|une alarme) (pour|à) {clock} => when={clock}
fr> ~réveille-moi {on} => when={on}
human: alarm_set time=when date=when timeofday=when
@ alarm.list alarm_query
names: alarms alarm.show list_alarms
not: calendar
args: when=when,day,date,jour:time
en: Show which alarms are set / List alarms
fr: Dire quels réveils sont réglés / Lister les alarmes
en> (what|which) alarms (do i have|are set) [{on}] => when={on}
fr> (quelles alarmes|quels réveils) (ai-je|sont réglés) [{on}] => when={on}
human: alarm_query date=when time=when timeofday=when
@ timer.start timer
names: timer countdown minuteur chrono.start
args: length=length,duration,for,duree label=label,name,pour
en: Start a countdown / Set a timer / Count down a while
fr: Lancer un minuteur / Démarrer un compte à rebours
en> (set|start|put) a (timer|countdown) (for|of) {minutes} => length={minutes}
en> {minutes} timer [for {dish}] => length={minutes} label={dish}
fr> (~lance|~mets|~démarre) un (minuteur|compte à rebours) de {minutes} => length={minutes}
@ clock.tell datetime_query
names: time clock.now what_time heure
args: place=place,city,where,ville day=day,date,when,jour:time
en: Tell the time or the date / What time it is somewhere / Date and time
fr: Dire l'heure ou la date / Quelle heure il est quelque part
en> what time is it [in {city}] => place={city}
en> what (day|date) is {day} => day={day}
fr> quelle heure est-il [à {city}] => place={city}
fr> quel jour (tombe|est) {day} => day={day}
human: datetime_query place_name=place date=day
@ news.read news_query
names: news headlines actu.read press
args: topic=topic,about,subject,sujet source=source,from,paper,journal
en: Read the news / Headlines on a subject / What happened lately
fr: Lire les actualités / Les titres sur un sujet / Ce qui se passe
en> (read|tell|give) me the (news|headlines) [about {news}] => topic={news}
en> (what's new|any news) (on|about|with) {news} => topic={news}
fr> (~donne-moi|~lis-moi) les (nouvelles|infos|actualités) [sur {news}] => topic={news}
fr> quoi de neuf sur {news} => topic={news}
human: news_query news_topic=topic media_type=source place_name=topic
@ facts.ask qa_factoid
names: ask wiki know encyclopedia savoir
args: about=about,topic,question,sujet
en: Answer a question of general knowledge / Look something up in an encyclopedia
fr: Répondre à une question de culture générale / Chercher dans une encyclopédie
en> (who is|how old is|where was) {star} [born] => about={star}
en> (what is|tell me) the (capital|population|president) of {country} => about={country}
fr> (qui est|quel âge a|où est né) {star} => about={star}
fr> (quelle est|c'est quoi) la (capitale|population) {de_country} => about={country}
human: qa_factoid person=about place_name=about
@ dictionary.define qa_definition
names: define dictionary lookup_word mot.definir
args: word=word,term,what,mot
en: Say what a word means / Look a word up in the dictionary / Define a term
fr: Dire ce qu'un mot veut dire / Chercher un mot au dictionnaire
en> (define|what is|what does it mean|explain) ({noun}|{bareword}|{word}) => word={noun}+{bareword}+{word}
fr> (~définis|~explique|c'est quoi|que veut dire) ({noun}|{bareword}|{word}) => word={noun}+{bareword}+{word}
human: qa_definition definition_word=word
@ maths.solve qa_maths
names: calculate math.solve reckon calcul
args: sum=sum,expression,what,formule
en: Work out a sum / Do arithmetic / Calculator
fr: Faire un calcul / Résoudre une opération
en> (what is|how much is|calculate) {sum} => sum={sum}
fr> (combien font|calcule|ça fait combien) {sum} => sum={sum}
@ money.convert qa_currency
names: convert_currency fx exchange change.devise
args: amount=amount,sum,how_much,montant:money from=from,source,of,de to=to,into,target,vers
en: Convert between currencies / Tell an exchange rate
fr: Convertir des devises / Donner un taux de change
en> (convert|change) {money} (to|into) {currency} => amount={money} to={currency}
en> (what's|what is) the exchange rate (from|of) {currency} (to|into) {currency2} => from={currency} to={currency2}
fr> (~convertis|~change) {money} en {currency} => amount={money} to={currency}
fr> (quel est|c'est quoi) le taux de change entre {currency} et {currency2} => from={currency} to={currency2}
@ units.convert units
names: units measure.convert unit_of unites
args: amount=amount,number,value,valeur from=from,unit,of,de to=to,into,target,vers
en: Convert between units / Turn miles into kilometres and the like
fr: Convertir des unités / Passer d'une mesure à l'autre
en> (convert|how much is) {number} {unit} (to|in) {unit2} => amount={number} from={unit} to={unit2}
fr> (~convertis|combien font) {number} {unit} en {unit2} => amount={number} from={unit} to={unit2}
@ stocks.price qa_stock
names: stock quote_price bourse ticker
args: company=company,name,firm,societe
en: Tell the price of a share / Stock market prices
fr: Donner le cours d'une action / Prix en bourse
en> (what's|check|tell me) the (stock price|share price) of {company} => company={company}
fr> (quel est|donne-moi) le cours de l'action {company} => company={company}
human: qa_stock business_name=company
@ recipe.find cooking_recipe
names: recipe cook.how kitchen.find recette
args: dish=dish,what,meal,plat with=with,ingredient,using,avec
en: Find a recipe / Tell how to cook something / Look up how a dish is made
fr: Trouver une recette / Dire comment cuisiner un plat
en> (how do i make|how to cook|give me a recipe for|find a recipe for) {dish} => dish={dish}
en> what can i cook with {ingredient} => with={ingredient}
fr> (comment faire|comment cuisiner|donne-moi la recette pour) {dish} => dish={dish}
fr> que (cuisiner|faire) avec {ingredient} => with={ingredient}
human: cooking_recipe food_type=dish ingredient=with
@ places.find recommendation_locations
names: nearby places.search around lieux
args: what=what,kind,type,quoi place=place,near,where,lieu
en: Find shops and places nearby / Recommend a place to go
fr: Trouver un lieu proche / Recommander une adresse
en> (where is the nearest|find me a|are there any) {business} [near {street}|in {city}] => what={business} place={street}+{city}
fr> (où est {le_business} la plus proche|~trouve-moi {un_business}) [à {city}] => what={business} place={city}
human: recommendation_locations business_type=what place_name=place food_type=what
@ outings.find recommendation_events
names: outings whats_on city.events sorties
not: calendar
args: place=place,city,where,ville when=when,day,date,jour:time
en: Find concerts and festivals in a town / What is on in a city
fr: Trouver des spectacles et des sorties en ville / Ce qui se passe dans une ville
en> what (concerts|shows|festivals|events) are (on|happening) in {city} [{on}] => place={city} when={on}
fr> quels (concerts|spectacles) (y a-t-il|il y a) à {city} [{on}] => place={city} when={on}
human: recommendation_events place_name=place date=when
@ cinema.showtimes recommendation_movies
names: cinema movies.list showtimes films
args: movie=movie,film,title,titre place=place,city,where,ville when=when,day,date,jour:time
en: Tell what the cinemas show / Find showtimes of a film
fr: Dire ce qui passe au cinéma / Horaires d'un film
en> (when is|what time is) {movie} (playing|showing) [in {city}] [{on}] => movie={movie} place={city} when={on}
en> what movies are (playing|on) [in {city}] [{on}] => place={city} when={on}
fr> (quand passe|à quelle heure passe) {movie} [à {city}] => movie={movie} place={city}
fr> quels films passent [à {city}] [{on}] => place={city} when={on}
human: recommendation_movies movie_name=movie place_name=place date=when
@ route.find transport_query
names: route directions navigate trajet
args: to=to,destination,target,vers from=from,origin,start,depuis
en: Find the way / Give directions to a place / Plan a route
fr: Trouver le chemin / Donner un itinéraire
en> (how do i get|directions|take me|navigate) to ({street}|{city}) [from {city2}] => to={street}+{city} from={city2}
fr> (comment aller|comment je vais|~emmène-moi) (à {city}|à {street}) => to={city}+{street}
@ taxi.call transport_taxi
names: taxi ride cab.order vtc
args: to=to,destination,where,vers when=when,at,time,heure:time
en: Call a taxi / Order a ride / Get a car with a driver
fr: Appeler un taxi / Commander une course
en> (call|get|order|book) [me] (a taxi|a cab|an uber) [to {street}] [{on}] => to={street} when={on}
fr> (~appelle|~commande|~réserve) (un taxi|un uber|un vtc) [pour {street}] [{on}] => to={street} when={on}
human: transport_taxi place_name=to time=when date=when timeofday=when
@ ticket.book transport_ticket
names: ticket train.book travel.reserve billet
args: to=to,destination,city,vers means=means,by,transport,moyen when=when,date,day,jour:time
en: Book a train, bus or plane ticket / Reserve a seat for a journey
fr: Réserver un billet de train, de car ou d'avion / Acheter un billet
en> (book|buy|get|reserve) [me] a {transport} ticket to {city} [{on}] => to={city} means={transport} when={on}
fr> (~réserve|~achète|~prends) un billet de {transport} pour {city} [{on}] => to={city} means={transport} when={on}
human: transport_ticket place_name=to transport_type=means date=when time=when timeofday=when
@ traffic.check transport_traffic
names: traffic roads jam trafic
args: place=place,where,road,lieu when=when,time,day,heure:time
en: Tell how the traffic is / Look for jams on the road
fr: Dire comment ça circule / Signaler les bouchons
en> (how is|how bad is|what's) the traffic [to {city}|near {street}] [{on}] => place={city}+{street} when={on}
fr> (comment est la circulation|y a-t-il des bouchons) [vers {city}] => place={city}
human: transport_traffic place_name=place date=when timeofday=when
@ social.post social_post
names: post tweet publish share.status
args: text=text,what,message,texte network=network,site,on,reseau
en: Post on a social network / Publish a status
fr: Publier sur un réseau social / Mettre un statut en ligne
en> (post|share|publish) {sms} on {network} => text={sms} network={network}
en> tweet {sms} => text={sms}
fr> (~publie|~poste|~partage) {sms} sur {network} => text={sms} network={network}
human: social_post media_type=network
@ social.read social_query
names: feed social.check network_news fil
args: network=network,site,on,reseau who=who,person,friend,qui
en: See what is new on a social network / Read the feed
fr: Voir les nouveautés d'un réseau social / Lire le fil
en> (what's new on|check my|open my) {network} => network={network}
en> (what did|has) {person} (post|posted) on {network} => who={person} network={network}
fr> (quoi de neuf sur|~vérifie|~ouvre) {network} => network={network}
fr> qu'est-ce que {person} a posté sur {network} => who={person} network={network}
human: social_query media_type=network person=who
@ joke.tell general_joke
names: joke humor laugh blague
args: about=about,topic,kind,sujet
en: Tell a joke / Say something funny
fr: Raconter une blague / Dire quelque chose de drôle
en> (tell me|say|give me) (a joke|something funny) [about {animal}] => about={animal}
fr> (~raconte|~dis)-moi une blague [sur {animal}] => about={animal}
human: general_joke joke_type=about
@ translate translate
names: translate interpret language.turn traduire
args: text=text,what,phrase,texte to=to,language,into,langue
en: Translate words / Say something in another language
fr: Traduire des mots / Dire quelque chose dans une autre langue
en> (translate|say|how do you say) {phrase} (in|into) {language} => text={phrase} to={language}
fr> (~traduis|comment dit-on|~dis) {phrase} en {language} => text={phrase} to={language}
@ phone.call phone_call
names: call dial phone ring telephone
not: contacts
args: who=who,person,name,qui
en: Call someone on the phone / Dial a number
fr: Appeler quelqu'un / Passer un coup de fil
en> (call|phone|ring|dial) {person} => who={person}
fr> (~appelle|~téléphone à) {person} => who={person}
@ sms.send sms
names: sms text_message texto txt
not: mail
args: who=who,to,person,a text=text,message,body,texte
en: Send a text message to a phone / Write an SMS
fr: Envoyer un SMS / Écrire un texto
en> (text|send a text to|sms) {person} [that|saying] {sms} => who={person} text={sms}
fr> ~envoie un (sms|texto) à {person} (disant|pour dire|:) {sms} => who={person} text={sms}
@ pay.send banking
names: pay transfer send_money virement
args: amount=amount,sum,how_much,montant:money who=who,to,person,beneficiaire
en: Pay someone / Transfer money / Send an amount to a person
fr: Payer quelqu'un / Faire un virement
en> (send|transfer|pay) {money} to {person} => amount={money} who={person}
en> pay {person} {money} => amount={money} who={person}
fr> (~envoie|~vire|~verse|~paie) {money} à {person} => amount={money} who={person}
@ bank.balance banking
names: balance account.check bank.how_much solde
args: account=account,which,kind,compte
en: Tell the balance of a bank account / How much money is left
fr: Donner le solde d'un compte / Combien il reste en banque
en> (what's|check|how much is) (my|the balance of my|in my) {account} account [balance] => account={account}
fr> (quel est|donne-moi) le solde de mon compte {account} => account={account}
@ bill.pay banking
names: pay_bill bills.settle facture.payer
args: bill=bill,which,what,facture
en: Pay a household bill / Settle a bill
fr: Régler une facture du foyer
en> (pay|settle) (my|the) {bill} bill => bill={bill}
fr> (~paie|~règle) la facture {de_bill} => bill={bill}
@ workout.log health
names: workout log_exercise fit.add sport
args: exercise=exercise,what,kind,exercice amount=amount,count,how_many,nombre
en: Log exercise / Record a workout
fr: Noter un exercice / Enregistrer un entraînement
en> (log|record|track) {number} {exercise} => exercise={exercise} amount={number}
en> i did {number} {exercise} => exercise={exercise} amount={number}
fr> (~note|~enregistre) {number} {exercise} => exercise={exercise} amount={number}
fr> j'ai fait {number} {exercise} => exercise={exercise} amount={number}
@ symptom.check health
names: health.ask doctor_bot symptom
args: symptom=symptom,what,complaint,symptome
en: Advise on a symptom / Say what helps against an illness
fr: Conseiller sur un symptôme / Dire que faire contre un mal
en> (what should i take for|what helps with|i have) {illness} => symptom={illness}
fr> (que prendre contre|j'ai|que faire contre) {illness} => symptom={illness}
@ photo.take photos
names: camera snap photo.shoot selfie
args: what=what,subject,of,quoi
en: Take a picture / Use the camera
fr: Prendre une photo / Utiliser l'appareil photo
en> (take|snap|shoot) (a picture|a photo) [of {plant}] => what={plant}
fr> ~prends une photo [{de_plant}] => what={plant}
@ photo.find photos
names: album pictures.search gallery
not: files
args: who=who,person,of,qui when=when,period,date,quand:time
en: Find pictures in the album / Show photos
fr: Retrouver des photos / Montrer l'album
en> (show|find) me (pictures|photos) of {person} [from {period}] => who={person} when={period}
fr> (~montre-moi|~trouve) les photos de {person} [de {period}] => who={person} when={period}
@ print.document print
names: print printer.send imprimer
args: what=what,document,file,quoi copies=copies,count,how_many,nombre
en: Print something / Send a page to the printer
fr: Imprimer quelque chose / Envoyer une page à l'imprimante
en> print [{number} copies of] {file} => what={file} copies={number}
fr> ~imprime {file} [en {number} exemplaires] => what={file} copies={number}
@ app.open device_commands
names: open_app launch start.program appli
args: app=app,name,program,appli
en: Open an app / Launch a program
fr: Ouvrir une application / Lancer un programme
en> (open|launch|start) {app} => app={app}
fr> (~ouvre|~lance|~démarre) {app} => app={app}
@ parcel.track shopping_service
names: track parcel delivery.where colis
args: number=number,code,id,numero
en: Track a parcel / Tell where a delivery is
fr: Suivre un colis / Dire où est une livraison
en> (track|where is) (my parcel|my package|parcel {ref}) => number={ref}
fr> (~suis|où est) (mon colis|le colis {ref}) => number={ref}
@ table.reserve recommendation_locations
names: table restaurant.book dine reserver
not: calendar
args: where=where,restaurant,place,ou people=people,guests,for,personnes when=when,at,time,heure:time
en: Reserve a table in a restaurant / Book dinner out
fr: Réserver une table au restaurant
en> (book|reserve|get) a table [for {number}] at {shop} [{on}] => people={number} where={shop} when={on}
fr> (~réserve|~prends) une table [pour {number}] chez {shop} [{on}] => people={number} where={shop} when={on}
@ hotel.book transport_ticket
names: hotel lodging.reserve rooms chambre
not: calendar
args: place=place,city,where,ville when=when,date,night,nuit:time
en: Book a hotel room / Find a place to sleep
fr: Réserver une chambre d'hôtel / Trouver où dormir
en> (book|find|reserve) (a hotel|a room|a hotel room) in {city} [{on}] => place={city} when={on}
fr> (~réserve|~trouve) (un hôtel|une chambre) à {city} [{on}] => place={city} when={on}
@ spelling.check spelling
names: spell orthography spelling epeler
args: word=word,what,text,mot
en: Spell a word / Say how a word is written
fr: Épeler un mot / Dire comment un mot s'écrit
en> (spell|how do you spell|how is it written) {bareword} => word={bareword}
fr> (comment s'écrit|comment on écrit|~épelle) {bareword} => word={bareword}
@ score.tell news_query
names: score match.result sports foot
args: team=team,club,who,equipe
en: Tell the score of a match / Results of a team
fr: Donner le score d'un match / Résultats d'une équipe
en> (what's the score of|did|how did) {team} [win|do] => team={team}
fr> (quel est le score de|ont gagné|résultat de) {team} => team={team}
@ plant.water garden
names: water garden.water sprinkle arroser
args: plant=plant,what,which,plante when=when,at,time,heure:time
en: Water plants / Run the sprinkler on a plant
fr: Arroser les plantes / Lancer l'arrosage
en> water {plant} [{on}] => plant={plant} when={on}
fr> ~arrose {plant} [{on}] => plant={plant} when={on}
@ door.lock iot_devices
names: lock door.secure verrou
args: door=door,which,where,porte
en: Lock a door / Secure the house
fr: Verrouiller une porte / Fermer à clé
en> lock the {room} door => door={room}
fr> (~verrouille|~ferme) la porte {du_room} => door={room}
@ heat.set iot_devices
names: thermostat heat climate.set chauffage
args: level=level,degrees,to,degres room=room,where,zone,piece
en: Set the temperature of a room / Adjust the heating
fr: Régler la température d'une pièce / Ajuster le chauffage
en> (set|turn) the (heating|thermostat|temperature) to {level} [in the {room}] => level={level} room={room}
fr> (~règle|~mets) le (chauffage|thermostat) à {level} [dans {le_room}] => level={level} room={room}
@ flight.status transport_query
names: flight plane.status vol avion
args: flight=flight,number,code,vol
en: Tell whether a flight is on time / Status of a plane
fr: Dire si un vol est à l'heure / État d'un avion
en> (is flight {ref} on time|when does flight {ref} land|status of flight {ref}) => flight={ref}
fr> (le vol {ref} est à l'heure|quand atterrit le vol {ref}) => flight={ref}
@ story.write general_joke
names: story poem.write compose poeme
args: about=about,topic,subject,sujet
en: Write a poem or a story / Compose verses
fr: Écrire un poème ou une histoire / Composer des vers
en> (write|tell|compose) [me] (a poem|a story) about ({animal}|{city}) => about={animal}+{city}
fr> (~écris|~raconte|~invente) (un poème|une histoire) sur ({animal}|{city}) => about={animal}+{city}
@ memo.dictate memo
names: memo dictate voice_note dicter
not: tasks files calendar
args: text=text,what,memo,texte
en: Keep a spoken note / Take down a thought
fr: Garder une note vocale / Noter une pensée
en> (note|take a note|take down|memo|jot down) [that] {remark} => text={remark}
fr> (~note que|~prends note|mémo) {remark} => text={remark}
@ job.apply jobs
names: jobs career.search emploi
args: role=role,what,position,poste place=place,city,where,ville
en: Search job offers / Find openings for a position
fr: Chercher des offres d'emploi / Trouver un poste
en> (find|search) (jobs|openings|positions) as {a_job} [in {city}] => role={job} place={city}
fr> (~cherche|~trouve) (un emploi|des offres d'emploi|un poste) [de {job}] [à {city}] => role={job} place={city}
@ home.find housing
names: flats housing.search logement
args: place=place,city,where,ville price=price,below,max,prix:money
en: Search flats and houses to rent / Look for a home
fr: Chercher un logement à louer
en> (find|search|look for) (a flat|an apartment|a house) in {city} [under {money}] => place={city} price={money}
fr> (~cherche|~trouve) (un appartement|une maison|un studio) à {city} [à moins de {money}] => place={city} price={money}
@ random.pick play_game
names: dice random coin hasard
args: from=from,low,min,de to=to,high,max,a
en: Draw a random number / Throw dice
fr: Tirer un nombre au hasard / Lancer un dé
en> (pick|draw|give me) a (random|) number between {number} and {number2} => from={number} to={number2}
fr> (~tire|~choisis|~donne) un nombre entre {number} et {number2} => from={number} to={number2}
@ lamp.scene iot_lights
names: scene mood ambience
args: name=name,scene,which,ambiance
en: Start a light scene / Set the mood of the room
fr: Lancer une ambiance lumineuse
en> (start|set|activate) the {scene} scene => name={scene}
fr> (~lance|~active) l'ambiance {scene} => name={scene}
@ ask.meaning fortune
names: horoscope stars.read signe
args: sign=sign,which,zodiac,signe
en: Read the horoscope / What the stars say
fr: Lire l'horoscope / Ce que disent les astres
en> (what's|read|tell me) (my horoscope|the horoscope for {word}) => sign={word}
fr> (quel est|~lis-moi) (mon horoscope|l'horoscope) =>
"""
