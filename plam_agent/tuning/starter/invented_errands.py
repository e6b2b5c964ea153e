"""Invented tools for ways, people, money, health and more, written as in `invented_home`."""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

ERRANDS = """
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
