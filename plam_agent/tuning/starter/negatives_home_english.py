"""English requests that no standard tool serves: weather, music, the house, news, facts, food.

By what they are about, under the keys of `meanings`; a domain that an offered tool serves is not
drawn from. A line that starts with `?` is no order.
"""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

HOME = {
    "weather_query": """
?(what's|what is|how is|how's) the (weather|forecast) [like] (in {city}|today|tomorrow|{on}|this weekend|outside|right now)
?(will it|is it going to|is it gonna|could it) {weather} [in {city}] [{on}]
?do i need (an umbrella|a coat|sunglasses|a jacket|boots|sunscreen) [{on}]
?(how cold|how hot|how warm|how windy) (is it|will it be) [in {city}] [{on}]
?(what is|what's) the (temperature|humidity|wind speed|uv index|chance of rain) [in {city}] [{on}]
(tell me|give me|show me|check) the (weather|forecast|weather report|temperature) [for {city}] [{on}]
?is it (raining|snowing|sunny|cold|warm) (outside|in {city}|there)
?should i (cancel|move) the barbecue because of rain
?any storms coming (this way|{on})
?weather {on} in {city}
?forecast for {city}
?when is sunset [today|tomorrow]
""",
    "play_music": """
(play|put on|start|turn on) (some music|{genre}|my playlist|a song by {artist}|{song}|{artist}|something by {artist}|my meeting playlist|my workout mix|the next song|that song again)
(play|queue|add) {song} [by {artist}] [to my playlist|next|on {app}]
(pause|stop|skip|resume|restart) (the music|this song|the song|playback|the track)
(shuffle|repeat|loop) (my playlist|this song|the album|the current playlist)
?i (want to|wanna|would like to) (hear|listen to) ({genre}|{artist}|{song}|some music)
?music please
?(next|previous) (song|track)
(add|save) this song to my playlist
make me a playlist of {genre} songs
play my calendar soundtrack
""",
    "music_query": """
?(what|which) (song|music|track|album) is (this|playing|on)
?who (sings|wrote|is singing|made) (this|{song}|this song)
?what year did {song} come out
?(what's|what is) the name of this (song|artist|band)
?how many albums does {artist} have
?i (love|like|hate|don't like) (this song|{artist}|{genre} music|this one)
(rate|like|remember that i like) this song
""",
    "play_podcasts": """
(play|start|resume|continue|download) (the podcast {podcast}|{podcast}|the latest episode of {podcast}|my podcast|the next episode)
(subscribe me to|follow) {podcast}
(play|read|resume|continue) (the audiobook {book}|{book}|my audiobook|chapter {number} of {book})
(skip|go back) (thirty seconds|a minute|to the next chapter)
?any good podcasts about {news}
""",
    "play_radio": """
(play|turn on|tune to|put on|switch to) ({station}|the radio|{station} on the radio|my favorite station)
?what radio stations (are there|play {genre})
?radio on
(find|look for) a {genre} station
""",
    "play_game": """
(let's play|play|start|open|launch) ({game}|a game|a game of {game})
?(do you|can we) play {game} [with me]
?i'm up for {game}
(roll|throw) (a die|the dice|two dice)
flip a coin
(pick|give me) a random number [between {number} and {number2}]
?new game
""",
    "iot_lights": """
(turn|switch) (on|off) the (lights|light|lamp) [in the {room}] [at {clock}]
(dim|brighten|lower|raise) the lights [in the {room}] [to {level}]
(set|change|turn|make) the [{room}] lights (to|into) {colour}
?lights (on|off|out)
?(it's|it is) too (dark|bright) in here
(make|can you make) it (darker|brighter|cosy) in the {room}
?are the lights on in the {room}
?did i leave the {room} light on
(set|start) the (movie|reading|party|meeting) light scene
""",
    "iot_devices": """
(turn|switch|power) (on|off) the {device} [in the {room}] [at {clock}]
(start|stop|run|activate) the {device}
(set|make|turn) the (thermostat|temperature|heating) (to {level}|up|down|to {number} degrees)
?(is|did i leave) the {device} on
(lock|unlock|open|close) the (door|front door|garage|window|blinds|curtains|gate|car)
(arm|disarm) the alarm system
?is the (door|garage|window|oven) (locked|closed|open|off)
(make|brew|prepare) [me] (a coffee|some coffee|a cup of tea|an espresso|a latte)
(vacuum|clean|mop|sweep) the (house|floor|carpet|{room})
(start|send|dock) the (roomba|robot|vacuum)
remind my phone to charge
(pair|connect) (my phone|the speaker|my headphones) [to the {device}]
""",
    "audio_volume": """
(raise|lower|turn up|turn down|mute|unmute|increase|decrease) the (volume|sound|speakers|audio)
(set|change) the volume to {level}
?(louder|quieter|be quiet|shut up|silence|speak up|speak softer)
?it's too (loud|quiet)
mute (yourself|the tv|everything) [for {minutes}]
?volume (up|down|to {number})
""",
    "alarm_set": """
(set|put|create|make|turn on) (an alarm|my alarm|a wake up alarm|the alarm) (for|at) {clock} [{on}]
wake me [up] (at {clock}|in {minutes}|{on})
(set|start|put) a timer for {minutes}
(snooze|cancel|stop|turn off|delete|remove) (my|the|all) (alarm|alarms|timer|stopwatch)
?(what|which) alarms (do i have|are set) [for tomorrow|today]
?(when|what time) is my alarm (set|going off)
?how much time is left on the timer
?is there an alarm [set] (for {clock}|tomorrow)
start the stopwatch
?(alarm|timer) {clock}
""",
    "datetime_query": """
?(what is|what's|tell me) the (time|date|day) [in {city}] [today]
?what time is it [in {city}|now|over there]
?what day (is it|of the week is {day}|is today|is christmas|does easter fall on)
?how many (days|weeks) (until|till|to) (christmas|easter|{day}|my birthday|summer)
?what's the (time difference|time zone) between {city} and {city2}
?if it is {clock} in {city} what time is it in {city2}
convert {clock} {city} time to {city2} time
?what year (is it|was it ten years ago)
?when (is|does) daylight saving (time|start|end)
?what's the date (on|of) {day}
?who invented the calendar
?is {number} a leap year
(tell me|give me|let me know|show me) the (time|hour|date|current time|day|exact time) [in {city}] [please]
?(could you|can you) (tell me|say) what time it is [in {city}]
?(what|which) day (of the week|of the month|) (is|does|will be) {day} [fall on]
?(is there|when is) a (national|bank|public) holiday [on {day}]
?day on {day}
?(date and time|time please|the time|today's date|current date)
?can i have (today's date|the time)
""",
    "news_query": """
(tell me|read me|show me|get me|give me) the (news|headlines|latest news|top stories) [about {news}|from {city}]
?(what's|what is) (in the news|new|going on in the world|happening in {city}|the latest on {news})
?any news (about|on) {news}
?what happened (in the world|with {news}|in {city}) (today|yesterday|this week)
(notify me|alert me|keep me posted) about {news} news
?who (won|is winning) the (match|game|election|race|world cup|super bowl) [{period}]
?(what was|what's|give me) the (score|result) of {team} [game|match]
?when (do|does|are) {team} play[ing] [next]
?did {team} win [{period}]
(follow|track) {team}
""",
    "qa_factoid": """
?(who is|who was|how old is|where was|when did|how tall is|who married) {star} [born|die]
?is {star} (alive|married|dead|rich)
?(what is|what's|tell me) the (capital|population|size|president|flag|currency) of {country}
?how (far|big|old|hot|heavy) is (the moon|the sun|mars|the earth|a blue whale|everest)
?how (fast|long|big|old) (does|is|can) {animal} (run|live|get|sleep)
?why is (the sky blue|the sea salty|grass green|the moon round)
?who invented (the telephone|email|the wheel|paper|the internet|pizza|the meeting)
?what (causes|is the cause of) (rainbows|earthquakes|inflation|{illness})
?how many (bones|states|planets|people|continents|ounces) are there [in {country}]
?when was (the first email sent|the printing press invented|the war|{city} founded)
?what is the (longest river|highest mountain|biggest city|largest lake) in {country}
?(tell me|say) (something interesting|a fun fact|a quote) [about {animal}|about {star}]
?which (country|city|team|planet) is the (biggest|richest|oldest|best)
search (the web|google|wikipedia|the internet|online) for {star}
?(where is|where can i find) {country} on a map
?who wrote {book}
?what does {company} (do|make|sell)
?who is the ceo of {company}
?why do we have meetings
?how does email work
?what (happened|year was it) when {star} was born
""",
    "qa_definition": """
?(what does|what is the meaning of|what's the definition of) {word} [mean]
(define|explain|describe|look up|tell me about) ({noun}|the word {bareword}|{word})
?(what is|what's|what are) {noun}
?how do you (spell|pronounce|say) {bareword}
spell {bareword}
?(what's|give me) (a synonym|another word|the opposite) (for|of) {bareword}
?what's the difference between {noun} and {noun2}
?what is (an email|a calendar|a reminder|a to do list|an attachment|spam|a draft|a contact)
?use {bareword} in a sentence
?what does (cc|bcc|rsvp|fyi|inbox zero) mean
?what does ({animal}|a {product}|{noun}) look like
describe ({animal}|a {product}|{noun}) [to me]
(look up|find|search) the (definition|meaning) of ({bareword}|{word}|{noun})
(find me|give me|get) (info|information|details) (on|about) ({animal}|{noun}|a {product})
""",
    "qa_maths": """
?(what is|what's|how much is|calculate|compute) {sum}
?{sum}
(solve|work out) {sum}
?how (many|much) is {number} (plus|times|minus|divided by) {number2}
?what's {number} percent of {number2}
(add|subtract|multiply) {number} (and|from|by) {number2}
?how much (should i tip|is the tip) on {money}
?is {number} a prime number
""",
    "qa_currency": """
(convert|change|exchange) ({number} {currency}|{money}) (to|into|in) {currency2}
?how much is ({number} {currency}|{money}) in {currency2}
?(what's|what is) the exchange rate (between {currency} and {currency2}|of the {currency}|today)
?how many {unit} (are in|in) {number} {unit2}
convert {number} {unit} to {unit2}
?how many {currency} can i get for {money}
""",
    "qa_stock": """
?(what's|what is|how much is|check|tell me) the (stock price|share price|stock|value) of {company}
?how (is|are) ({company} stock|{company} shares|the market|the dow) doing [today]
?should i (buy|sell) {company} [stock|shares]
(buy|sell) {number} shares of {company}
?{company} stock
?what is {company} worth
""",
    "cooking_recipe": """
?(how do i|how to|how can i|what's the best way to) (make|cook|bake|prepare|reheat) {dish}
(give me|find|tell me|show me|look up) (a recipe|the recipe|recipes|instructions) (for|of) {dish}
?(how long|at what temperature) (do|should) i (cook|boil|bake|roast) {ingredient}
?what can i (cook|make) with {ingredient} [and {ingredient2}]
?what (can i use|is a substitute) (instead of|for) {ingredient}
?how many calories (are in|does) {dish} [have]
?is {ingredient} (healthy|still good after a week|vegan)
?what ingredients (do i need for|are in) {dish}
?what should i (cook|eat|have) for (dinner|lunch|breakfast)
?how long does {ingredient} (last|keep) in the fridge
?{dish} recipe
""",
    "takeaway_query": """
?does {shop} (deliver|do takeaway|have takeout|offer delivery|do delivery)
?how long (until|till) my (order|food|pizza|delivery) (arrives|comes|is here)
?where is my (food|order|delivery|pizza)
?is {shop} (open|delivering|any good)
track my (food|pizza|takeaway) order
?(can i get|do they do) (takeaway|takeout|delivery) (from|at) {shop}
?what's the (status|eta) of my (order|takeaway)
(find out|see|check|look up|tell me) (if|whether) {shop} (delivers|has takeaway|does delivery|has takeout|does take away|is open)
?is my (order|pizza|food|takeaway) (ready|on its way|late)
?does (my favourite pizza place|the {cuisine} place|{shop}) (have|do|offer) (delivery|takeout|takeaway|orders online) [available]
(find|show) [me] (places|restaurants) that (deliver|do takeaway) [near me|in {city}]
?what's (up with|happening with) my (dinner|food) order
?when will (i get the|my|the) (delivery|order|food) (be delivered|arrive|come|from {shop})
?when can i pick up my (food|order|pizza)
?is there (takeaway|takeout|delivery) at {shop}
?is {shop} a takeaway [or a delivery restaurant]
(check|find out) (on the delivery|the status) of my [current] order [from {shop}]
?what is the phone number of (the nearest|) {shop} [restaurant]
?(can i|could i) get an order delivered from {shop}
""",
    "recommendation_locations": """
(recommend|suggest|find|show me) (a restaurant|a {cuisine} restaurant|a {business}|a nice bar|a hotel) [in {city}|near me|nearby]
?where is the (nearest|closest) {business}
?are there any {business}s (nearby|around here|in {city}|open now)
?(what time does|when does) (the {business}|{shop}) (open|close)
?what's a good {cuisine} place (around here|in {city}|near {street})
?is the {business} (open|closed) (today|now|{on})
(book|reserve|get) a table (for {number}|at {shop}|at a {cuisine} restaurant) [{on}]
?(how are|what are) the reviews (of|for) {shop}
""",
    "recommendation_events": """
?what (events|concerts|shows|festivals) are (on|happening|going on|playing) (in {city}|near me|around here|{on})
?(what's|is there anything) (happening|going on|to do) (in town|in {city}|around here|near me) [{on}]
(find|show me|suggest) (local events|something fun to do|things to do) [in {city}] [{on}]
?any (concerts|festivals|fairs) (in {city}|nearby) {on}
(buy|get) tickets for the {artist} concert
(show|list|find|tell me about) [me] [the] [upcoming|local] (events|concerts|festivals|shows) in ({city}|my area|this area)
?is there (a carnival|a fair|an exhibition|a market|a parade|any rock concert|any event) (around|taking place|in our area|in {city}|nearby) [{on}]
?where should i go (this weekend|tonight|in {city})
?what is there to do in {city}
?(are there|is there) any (events|event|activities|shows|games) (going on|coming up|happening|taking place|scheduled) (nearby|around here|around my place|in {city}|in my area|close by|near me)
(search|find|recommend|inform me about) (events|meetups|cultural events|free activities|a concert) (near me|in {city}|within twenty miles|around my location|for {city}) [{on}]
?what('s| is) happening (at the library|at the park|downtown|in {city}|around town) [{on}]
?(which|what) (book fair|baseball game|music|art|food) events (are|take place) (in {city}|near me) [{on}]
""",
    "recommendation_movies": """
?what (movies|films) are (playing|on|out|showing) [in {city}] [{on}]
(recommend|suggest) (a movie|a good book|a series|a film|something to watch)
?(when|where|what time) is {movie} (playing|showing|on)
?is {movie} (any good|worth watching|on netflix)
?who (plays in|directed|stars in) {movie}
(play|put on|rent|stream) {movie} [on {app}]
""",
}
