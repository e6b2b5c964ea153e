"""English requests that no standard tool serves: travel, talk, money, health, devices, shops."""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

ERRANDS = {
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
