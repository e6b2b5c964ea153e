"""Invented tools for a house, for play and for what is known: names, summaries, requests.

`@ id domain` begins one, `names` are what it may be called and `args` what it takes: a key, the
names it may be shown under and its role (a quote unless said). `en`, `fr` are its summaries and
`en>`, `fr>` requests for it, with the slots of `filling` and `things`. `not` are the families of
standard tools beside which a request for it could mean either. `human` is an intent of annotated
human lines that asks for it, with the entity types that are its arguments.
"""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

HOME = """
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
"""
