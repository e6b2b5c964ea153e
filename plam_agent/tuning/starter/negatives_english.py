"""English requests that no standard tool serves, by what they are about.

A domain that an offered tool serves is not drawn from. A line that starts with `?` is no order.
The keys are those of `meanings`.
"""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

NEGATIVES = {
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
    "transport_query": """
?how do i get (to|from {city} to) {street}
(directions|navigate|take me|route|guide me) to ({street}|{city}|work|home)
?how (far|long) is (it to|the drive to|the trip to) {city}
?when is the next {transport} (to {city}|from {street})
?what time does the {transport} (to {city}|from {city}) (leave|arrive)
?is (my|the) {transport} (late|on time|delayed|cancelled)
show me a map of {city}
?where (am i|are we)
share my location with {person}
?which {transport} goes to {city}
""",
    "transport_taxi": """
(call|get|order|book|send) [me] (a|an) {vehicle} [to {street}] [at {clock}] [for {on}]
?i need a (ride|lift|{vehicle}) (to {street}|home|to the airport) [at {clock}]
?where is my {vehicle}
?how much is a {vehicle} to {street}
cancel my {vehicle}
?{vehicle} to {street}
""",
    "transport_ticket": """
(book|buy|get|reserve|find) [me] (a {transport} ticket|a ticket|two tickets|a seat) to {city} [{on}]
(book|find|look for) a flight (to {city}|from {city} to {city2}) [{on}]
?how much is a {transport} [ticket] to {city}
(change|cancel|upgrade) my (flight|train|seat|booking) [to {city}]
?what's the (cheapest|fastest) way to {city}
(check in|check me in) for my flight
?(what gate|which terminal) does my flight leave from
(book|reserve|find) a (hotel|room|car|rental car) in {city} [{on}]
?do i need a visa (for|to go to) {country}
?(what vaccines|which shots) do i need for {country}
?did the airline find my (lost luggage|suitcase)
""",
    "transport_traffic": """
?(how is|what's|how bad is) the traffic (to {city}|on the way to work|downtown|near {street}|right now)
?(are there|any) (traffic jams|accidents|roadworks) (on my way|on the highway|to {city})
?how long will (it take|the drive take) to get to (work|{street}|{city})
?traffic report
?when should i leave (for work|for the airport) [to be on time]
""",
    "social_post": """
(post|tweet|share|publish) ({sms}|this|a picture|that {sms}) on {network}
(post|update) my status [to {sms}] [on {network}]
tweet {company} (that|about) {sms}
(complain|tell) (to|) {company} on {network} that {sms}
(like|share|retweet) {person}'s (post|photo|tweet)
(send|write|make|file) (a complaint|a tweet|a compliment) (to|about|against) {company} [about {sms}|that {sms}]
(let|tell) {company} (know|) [on {network}] that (their service is down|i am unhappy|the app crashed|my order is late)
tweet [to] {company} (their app is broken|about the bad service|that my flight was late)
(send|write) (this|that) message to {company} on {network}
?hashtag {word} post it to {network}
""",
    "social_query": """
?(what's|anything) new on {network}
?did (anyone|{person}) (post|tag me|like my photo) on {network}
(check|open|show me|read) my {network} [feed|notifications]
?how many (likes|followers|friends) do i have [on {network}]
?(what's|what is) trending [on {network}]
?has {person} posted (anything|something) [on {network}] [{period}]
?do i have (any|new) {network} (messages|notifications)
?(is there|tell me if there is|do i have) (anything important|any new content|any updates) (on social media|in my feed|on {network})
(read|show) me the (last|latest|recent) (messages|posts|updates) (in my feed|on {network}|from my friends)
?(what|any) (private messages|friend requests|mentions|comments) (do i have|are there) [on (social media|{network})]
?what (did|has) {person} (post|share|tweet) [on {network}]
?(tell me|what are) my friends' (latest|recent) (updates|posts)
""",
    "general_joke": """
(tell|say|give) me (a joke|another joke|something funny|a riddle|a pun|a story)
?do you know (a joke|any jokes|a joke about {animal}|a good one)
make me (laugh|smile)
?why did the chicken cross the road
(sing|rap|beatbox) [me] (a song|something|for me)
(write|compose|tell me|make up) (a poem|a story|an essay|a haiku|a limerick|lyrics) about ({city}|{animal}|love)
""",
    "general_chat": """
?(who are you|how are you|what can you do|are you human|do you like me|what's your name|are you there|where do you live|how old are you|who made you|what are you|do you sleep)
?(thanks|thank you|good job|well done|great|awesome|perfect|you're the best|nice work|that was helpful|excellent|brilliant|you rock|cool)
?(ok|okay|yes|no|sure|right|fine|never mind|stop|cancel|hello|good morning|hi there|bye|good night|see you later|yep|nope|maybe|whatever|nothing|forget it)
?(that's wrong|you misunderstood|repeat that|say that again|what did you say|i don't care|either is fine|that's not what i said|wrong command|you got it wrong|that's right|exactly|correct|i agree)
?i'm {mood} [today]
?i (hate|love|am sick of) (meetings|emails|mondays|my job|lists|calendars|this weather|spam|reminders|my inbox)
?(i love you|marry me|you are stupid|you're annoying|shut up|i miss you|you are funny|i'm so proud of you)
?(i'm|we are) (going to|at) (the beach|a wedding|work|{street}) [now|today]
?it's (cold|hot|noisy|boring|late) in here
?(my day was|the meeting was|the party was|lunch was) (awful|great|boring|fun|okay)
?(can you|could you please) (explain|repeat|clarify|confirm|rephrase) (that|what you said|it again|my last question)
?(please|would you) (check|confirm) (that|my last command|the question|what i said)
?(change|set) your (name|voice|language|accent) to {language}
?(what did i just say|are you listening|did you get that|do you understand me)
?do you (like|have|know|dream about|believe in) ({animal}|{team}|friends|god|{dish}|aliens)
?what (do you think|is your opinion) (of|about) ({star}|{news}|meetings)
?(speak|talk) (slower|faster|louder|in {language})
?i (got|had) (a promotion|a new job|a flat tire|a bad dream|an argument with {person}) [today]
?my (boss|sister|dog|neighbor|car) is (mean|sick|getting married|broken|funny)
?(what should i do|help me decide|i don't know what to do)
?{word}
?(s1|s2|olly|alexa|computer) [that will be all|wake up|go to sleep]
?there is nothing on tv
?(happy new year|merry christmas|happy birthday)
?email is such a pain
?the meeting could have been an email
?my inbox makes me {mood}
?(yes|yeah|yep|yup|ok) (that's|this is|it was|it's) (right|correct|exactly it|a good answer|the right response|confirmed|true|what i wanted)
?(you|yes you) (understood|got|have understood|have got) (me|that|it|my command|the instruction|what i said) [perfectly|correctly|right|exactly]
?(great|correct|nice|wonderful|fantastic|perfect|exact) (answer|response|reply|one) [to my (command|question)]
?(no|hmm|uh no|sorry|wait|nope) (that's|this is|it is|it's) not (the right|a correct|my|the) (response|command|answer|question|thing)
?(you|i think you) (did|have done|got|made) (that|the task|it|the command) (wrong|all wrong|in the wrong way|incorrectly)
?(that isn't|this isn't|it isn't) what i (asked for|was looking for|meant|said|wanted)
?(just|please|please just|olly) (stop|cancel|cancel it|cancel that|quit|be quiet|stop it|stop talking|drop it|abort)
?(that's|that is) (enough|all|it) [just cancel it|stop|thanks|for now]
?(would|could|can|will) you [please] [just] (stop|cancel it|cancel|shut up|quit it|stop that)
?[please] (check|confirm|verify|recheck) (what i said|the details|my last instruction|my last question|the last thing [i said]|the command|it once more)
?(would|could|can) you [please] (check|confirm|verify) [and confirm] (the details|that|my last command|what i just said|the instruction|my question|the last thing)
?did you (get|hear|understand) (the last thing|what i said|my question|me) [correctly|right]
?(your|the|that) (answer|response|reply|explanation) (was not clear|was unclear|makes no sense|was confusing|isn't clear to me)
?(elaborate|explain|tell me|clarify) [a bit|some] more [on|about] (your|that|the) (answer|response|reply|last sentence)
?i (don't|do not|did not|didn't|can't) (get|understand|follow|catch) (you|that|your answer|the last sentence|it|what you mean)
?(say|repeat|tell me|speak|read) (it|that|this|your answer) (again|once more|one more time|another time) [please]
?(what|sorry|pardon) (was that|what did you say|can you repeat)
?(well done|good work|nice job|good one) [thanks|appreciated|olly|my friend]
?(you|that) (did|have done|was|were) (well|great|a good job|that right|very helpful|so smart|perfect|quick)
?(thanks|thank you) for (reminding me|your help|doing that|everything|the answer|your time)
?(either|any|any one|whatever|both) (is|are|would be|will be) (fine|okay|good|alright) [with me|by me]
?(it|that) (doesn't matter|makes no difference|is up to you|is all the same to me) [to me]
?i (don't|do not|really don't) (care|mind|have a preference) [which one|at all]
?(you|why don't you) (choose|pick|decide) [for me|one]
?i (took|brought|drove|lost|found|broke|bought) my (car|dog|phone|keys|truck) [{period}|to the shop]
?can i tell you about (my day|something|my weekend|a secret)
?what do you know about me
""",
    "translate": """
(translate|say|put) ({phrase}|this|that|my last email) (in|into|to) {language}
?how do you say {phrase} in {language}
?what does {phrase} mean in {language}
?what is {phrase} in {language}
teach me (some|a few words of) {language}
""",
    "phone_call": """
(call|phone|ring|dial|facetime|skype) ({person}|my {business}|the police|911|back the last number)
(hang up|answer the phone|pick up|ignore the call|redial)
?who (called|rang) me
(send|write) (a text|an sms|a whatsapp) to {person} (saying|that) {sms}
text {person} {sms}
(read|check) my (texts|text messages|voicemail|whatsapp)
?where is my phone
(find|locate|ring) my phone
put (you|the call) on speaker
block this number
""",
    "banking": """
(send|transfer|pay|wire) {money} (to {person}|from my {account} account to savings|with paypal)
?(what's|how much is|tell me|check) my [{account}] (account|bank) balance
?how much (money do i have|did i spend {period}|do i owe|is left on my card)
(pay|settle) (my|the) {bill} bill
?when is my {bill} (bill|payment) due
?why was my card (declined|blocked|refused)
(freeze|block|cancel|report) my (card|credit card|bank account)
?what's my credit (score|limit)
(order|request) (a new card|checks|a pin)
?what is the (interest rate|apr) on my {account} account
(show|list) my (transactions|recent payments|spending) [{period}]
?(did i get paid|when is payday|what's my salary)
(open|close) a {account} account
?how do i (apply for|get) a (loan|mortgage|credit card)
?how many (vacation days|days off|sick days) do i have left
?(what's my|where is my) (pto balance|w2|payslip|pin|routing number)
(redeem|check) my (points|rewards|miles)
(roll over|move) my 401k
""",
    "health": """
?what should i take for {illness}
?(how many|log) (calories|steps) (did i burn|did i walk|today)
?what's my (heart rate|blood pressure|weight|step count)
(start|stop|log|track) (a workout|my run|{exercise}|a meditation)
?how do i (treat|get rid of|cure) {illness}
?i have {illness}
?am i (overweight|sick|pregnant)
?how much (water|sleep|protein) do i need
(log|record) {number} {exercise}
""",
    "car": """
?(when is|how often do i need) (my next oil change|new tires|the inspection due)
?what's (the tire pressure|my fuel level|my gas mileage|the range left)
?how do i (jump start a car|change a tire|check the oil)
?where (did i park|is the nearest gas station)
?how much gas (is left|do i have)
(start|warm up|cool down|honk) (the|my) car
?what's wrong with my car
""",
    "photos": """
(take|show me|delete|edit) (a photo|a picture|a selfie|the last photo|my pictures of {city})
(record|shoot|start) a video
(show|open) my (photos|pictures|albums) (of {person}|from {period}|)
(zoom in|turn on the flash|open the camera)
(crop|rotate|brighten) this picture
""",
    "device_commands": """
(open|close|launch|start|install|update|uninstall) {app}
(turn|switch) (on|off) (bluetooth|wifi|airplane mode|the flashlight|dark mode|my phone|the hotspot)
(restart|reboot|shut down|lock) (the computer|my laptop|the system|my phone)
?how much battery (is left|do i have)
(take|make) a screenshot
(increase|lower) the screen brightness
(print|scan|fax) (this|the page|ten copies|the boarding pass)
(copy|paste|undo|scroll down|go back|refresh the page)
(clear|delete) (my browser history|the cache|cookies)
(open|go to) (google|{company} dot com|the website of {shop})
?what's my (ip address|wifi password|storage)
(change|reset) my (password|wallpaper|ringtone)
(unsubscribe|log out|sign me out) (from {app}|everywhere)
join the (zoom|call)
(write|debug|run) (some code|a python script|my program)
""",
    "shopping_service": """
?where is my (package|parcel|order from {company}|delivery)
(track|return|cancel) my (order|package|parcel|refund)
?when will my ({product}|package|order) (arrive|be delivered|ship)
?is the {product} (in stock|on sale|any good)
?what's the best (phone|{product}|laptop) (to buy|under {money})
(sell|rent|repair) my {product}
?(does|do) {shop} (sell|take|accept) ({product}s|credit cards|returns)
?what's the (warranty|return policy) (on|of) (my {product}|{shop})
""",
    "lookalikes": """
?how (do i|do you|can i|should i) (write a formal email|unsubscribe from emails|recall an email|end an email|sign an email|stop spam|run a good meeting|say no to a meeting|keep a to do list|organize my files|share a calendar|remember names|order in french)
?(what|who) (is|was) (an email|a calendar|an agenda|a contact lens|a to do list|an event horizon|a message in a bottle|the first email|the inventor of email|a meeting of minds|a task force|a mailman|a postcard)
?how many (emails are sent every day|meetings does a ceo have|days are in the calendar|items are in a dozen|people have an email address|contacts can a phone hold)
?how long should (a meeting|an email|a lunch break|a to do list) be
?what's the best (calendar app|email provider|to do list app|time for a meeting|way to write an email|day for meetings)
?why (do i get so much spam|are meetings so long|is it called email|does the calendar have twelve months|are lists useful)
?(is there mail on sunday|when does the post office open|where is the nearest mailbox|how much is a stamp|did the mailman come)
list (the planets|all presidents of {country}|the ingredients of {dish}|the largest cities in {country}|three facts about {animal}|the members of {artist})
?(what's|show me) the (tv schedule|bus schedule|game schedule of {team}|lunch menu|wine list|price list|train timetable|top ten list of songs|guest list of the oscars|best seller list)
?in (what|which) order (do i watch {movie}|are the planets|should i read {book})
(delete|remove|clear) (my account|my search history|this photo|the app|my profile|the stain|the virus|my alarm|the last song|the background noise)
(cancel|stop|end) (my subscription|my gym membership|my order from {company}|my flight|the download|the timer|the taxi|my insurance|the call|netflix)
(add|put) (salt to the soup|{number} and {number2}|this song to my library|{money} to my phone credit|a filter to the picture|more light|the kettle on|the tv on|some music on|subtitles)
(create|make|open) (an account on {network}|a password|a reservation|a donation|a profile|a playlist called meetings|a group chat|a budget|a sandwich|the door)
(set|change) (the table|my ringtone|the temperature|the wallpaper|the volume|the language|the channel|a password)
(send|share) (my location|a text|a kiss|a whatsapp|{money}|a tweet|a friend request|a fax) to {person}
(check|look up|find) (my heart rate|my oil level|my credit score|the score|my keys|my glasses|a pharmacy|the spelling of {bareword}|the price of gold|my flight)
(read|tell) me (a story|a poem|the horoscope|the sports results|the definition of {bareword}|a bedtime story about {animal})
(schedule|book|reserve) (a table|a flight|a room at the hotel|a taxi|a train ticket|tickets for {movie})
(remind|tell) me (who sings {song}|what the capital of {country} is|how old {star} is|how to tie a tie|of that actor's name|why the sky is blue)
(turn off|mute|disable|turn on) (notifications|reminders on my phone|push messages|the meeting room lights|my calendar widget)
(file|submit|pay) (my taxes|a complaint with {company}|a police report|my rent|an insurance claim)
(move|go|transfer) (to {city}|me to {country}|the cursor|the sofa|the chess piece|forward ten seconds|{money} to savings)
(contact|reach) (customer service|the police|tech support|the embassy|roadside assistance)
play (the meeting song|my shopping playlist|a reminder sound|the calendar girls soundtrack|you've got mail|a list of {genre} songs)
?(my contacts hurt|my contact lens is dry|i lost my wallet|the mail carrier is nice|milk makes me sick|eggs are expensive|i forgot my lunch|meetings bore me)
?(is|are) ({ingredient}|milk|eggs|bread) (healthy|fresh|vegan|on sale|good for dogs)
?how much (is milk|are eggs|is a dozen eggs|does an appointment at the dentist cost|does a wedding cost|do meetings cost)
?what (should i wear to|do people do at|is the point of|happens at) ({a_event}|a meeting|a wedding)
?(i had|it was|that was) {a_event} (last week and it was great|from hell|to remember)
?(congratulate yourself|invite yourself|call yourself an uber|write your own email)
?what does ({event}|meeting|reminder|invoice|inbox) mean
translate (my list|this email|the word meeting|appointment|to do list) (to|into) {language}
?how do you (spell|pronounce) (calendar|appointment|schedule|reminder|wednesday|receipt)
?what rhymes with (mail|list|meeting|date)
""",
}
