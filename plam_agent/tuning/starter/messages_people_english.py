"""English fragments of mail that people write: favours, news, asides, work and lists."""

# ruff: noqa: E501  (a fragment is one line, however long)

PEOPLE_ENGLISH = """
== phrases person
P lately {topic}|{thing}|{relation}|the {product}|{matter}|{project}|{friend}'s move|the trip to {city}|the kids' school
P did [mended|sold|painted|lost|found|washed|lent out|forgot about|cleaned|looked for|dropped|fell over] {thing}|[baked|cooked|burnt|ate all of|am living on] {food}|[tried|managed|promised|forgot|refused|finally got round] to {chore}|[read|heard|wrote|argued|dreamt] about {topic}|[bought|gave away|returned|broke] the {product}|[spent the day|spent two weeks|got stuck|got lost|stayed|slept badly] in {city}|went to {event} with {relation}|came down with {ailment}
P someone {friend}|{relation}|{friend} and {friend2}|the neighbours|{friend} from {city}|the whole family|a friend of {friend}'s|my old boss {friend}
P doing [is|has been] [ill with|off work with|in bed with] {ailment}|has [moved to|gone to|a new job in|found a flat in|come back from] {city}|[is learning to|can't|wants to|will never] {chore}|is {feeling}|got engaged to {friend3}|talks about nothing but {topic}|broke {thing}|sends [love|regards|greetings|kisses|apologies]|made {food}|will be {n} soon|retires this summer|passed the exam|is expecting a baby|has a new job as {role}
P ask send me [the photos|the address|the link|{friend}'s number|your notes|the recipe for {food}|the file again]|help me [to |]{chore}|lend me {thing}|tell me [more|how it ended|what you think] about {lately}|ask {someone} about {lately}|have a look at {lately}|keep {thing} for another week|explain {topic} to me in simple words|recommend [a good dentist|a book on {topic}|a place to stay in {city}]|say hello to {someone}|bring back {thing}|drop a note to {friend}|put in a word for me with {friend}|give me your honest opinion on {lately}
P please could you|would you|can you|might you be able to|could I ask you to|do you think you could|would you mind if I asked you to|any chance you could|can u|pls
P since I [wrote last|saw you|moved]|the holidays|your birthday|we spoke|{event}|Christmas|the summer
P why because {someone} {doing}|as I have {ailment}|because {thing} is broken|since I am in {city} all week|as we have visitors|for reasons I'll explain one day|because I promised {friend}

== personal person
S {friend} [{doing}|]
S [re: |]{lately}
S [a|one] [small|big|silly|last] [favour|question|thing]
S {food}
S {thing}
S {ailment}, [again|of course]
S [from|back from|greetings from|still in] {city}
S [can you|could you] {ask}?
S I {did}
S guess what
S [thinking of you|missing you|hello stranger|checking in|it's me]
S [your letter|your parcel|your visit|your call]
S [congratulations|well done|bravo|condolences|sorry|oops]
S {lately} – [what do you think|your opinion]?
C I {did} [yesterday|this morning|last night|at last|again|on {past}], and [I am {feeling}|it was worth it|never again|you would have laughed|I thought of you].
C {someone} {doing}. [I thought you should know.|Can you believe it?|We are all {feeling}.|Nobody expected that.|It was about time.]
C {please} {wish:{ask}}? [I'd be so grateful.|It would save my week.|I hate to ask.|No hurry at all.|]
C [I'm writing|I write|Just writing] because {someone} {doing} and I don't know how to [help|react|tell {friend2}|{chore}].
C We haven't [spoken|seen each other|written] since {since}. How [are you|is {someone}|is life in {city}|is {lately}]?
C Thank you for [helping me {chore}|{thing}|the {product}|{food}|your letter|listening|the book on {topic}|looking after {thing}]. [I am {feeling}.|You are a star.|It meant a lot.|I owe you one.]
C About {lately}: [I changed my mind|you were right|I'd rather not|let's wait|I asked {someone}|it's solved|it got worse].
C [Today|Yesterday|Last week|On {past}] I {did}. Then {someone} called: {friend2} {doing}.
C Do you remember {someone} from {city}? {friend2} {doing} [now|, imagine].
C [I can't|I won't be able to|Sorry, I couldn't] {chore} {why}. [Forgive me.|I'll make it up to you.|Next time.]
C How is {lately} coming along? Here {someone} {doing}, apart from that [nothing new|all is calm|the usual].
C I've been {feeling} since {since}, {why}.
C [Congratulations on|I heard about|What news about|I'm so happy about] [the new job|the house in {city}|the exam|the baby|{event}|your prize]! [Tell me everything.|You earned it.|Drinks on you.]
C I'm so sorry about [your father|the cat|{thing}|the news from {city}|{ailment}]. [Thinking of you.|We're here for you.|Call me any time, day or night.|Words fail me.]
C Look what I found: {thing} from when we were [kids|students|in {city}]. {someone} nearly cried.
C [My|Our] {product} is broken again. You {did}, didn't you? How did you do it?
C I finally {did}. Photos attached, don't laugh.
C What would you do? {someone} {doing}, and {someone} wants me to {chore}.
C [FYI|For info|Just so you know], {someone} {doing}, so [don't worry|don't wait for me|don't be surprised|I'm on my own this week].
C I {did}, so you don't need to [any more|worry|bring yours].
C Dear {me}, it has been a long time. I {did} and I live in {city} now, with {friend} and {n} hens.
C Hello, you don't know me. I am {someone}'s [student|friend|cousin] and I would like to learn about {topic}. {please} {wish:{ask}}?
C I saw your [advert|article|name in the paper|talk on {topic}] and wanted to say [thank you|that I disagree|how much it moved me|that you forgot {city}].
X {someone} {doing}, by the way.
X {someone} [was here on {past}|rang on {past}] and asked about you.
X It's [late|raining|hot|snowing|quiet] and I {did}.
X I know you {did}, but still.
X Anyway.
X Has {someone} told you that {friend3} {doing}?
X I enclose [a photo|a drawing by the kids|the recipe].
X That's [life|{city} for you|how it goes].
X You won't believe this: {someone} {doing}.
X I'm {feeling}, that's all.
X I hope {someone} is well.
X One day I'll {chore}.
X Tell {friend} I said so.

== mention person
S Re: [the receipt|that invoice|your order|the newsletter|the bill|the tickets]
S [receipt|invoice|tickets|newsletter|your invitation|subscription]
S [who paid|did you pay|we need the receipt|lost receipt]
S [the {shop} order|your {shop} parcel|money for the {product}]
S Fwd: [your order {order}|Receipt from {shop}|{shop} newsletter]
S unsubscribe me [please|from this madness]
S Re: Invitation: {project}
S [{price}|who owes whom|splitting the bill]
C {please} {wish:find the receipt for the {product}}? [The shop won't take it back without.|I need it for the guarantee.|{someone} threw mine away.]
C I lost the receipt for the {product}, {price} down the drain. [Do you still have yours?|Typical.|]
C Did you get a receipt from {shop}? [Accounting is asking|The tax office wants it|I need one for the club's books] and I have nothing.
C I ordered the {product} at {shop} as you suggested, {price} [in the end|with postage]. It comes [next week|on {date}], I'm {feeling}.
C You paid for [everyone's tickets|dinner|the taxi|the petrol|the {product}], didn't you? I owe you {price}. [Cash or transfer?|Bring it up when we meet.]
C I've sent you {price} for [the {product}|dinner|the weekend|{friend}'s present], tell me if it doesn't arrive.
C {friend} still owes us {price} for the {product}. [Shall I say something?|You ask, I'm too polite.]
C The {shop} bill came: {price}! [What on earth did we do?|Were you heating the garden?|We really must talk about the heating.]
C I never ordered a {product}, yet {shop} wants {price} from me. What would you do?
C That newsletter of {shop}'s is [getting worse|actually good|sold to someone else]. Did you read the piece on {topic}?
C I unsubscribed from all the newsletters and now I have time to {chore}.
C I write the club's newsletter this month. {please} {wish:write a few lines about {topic}}?
C Here's the text for our newsletter, please correct my English before I send it to {friend}.
C Your newsletter on {topic} made my day. Keep writing!
C Got your invitation, what a lovely card. [We're away then, sadly.|Of course we'll come!|Who else is coming?|What does one wear?]
C Sorry I didn't answer the invitation. {someone} {doing} and it went under.
C Did you get the invitation to {friend}'s [wedding|party|thesis defence]? What are we giving?
C I can't log in to {shop} any more, they send a code to your old phone. Can you read it to me?
C I clicked on one of those phishing mails, how stupid. Changed all my passwords. Do I need to do more?
C Did the parcel from {shop} arrive at yours? They say it was delivered on {past}.
C I forward you what {shop} wrote. {price} for a {product}, are they serious?
C I cancelled the subscription to {plan}, we never used it. That saves us {price} a month.
C {someone} wants the invoice for {job} in {friend}'s name. {please} {wish:ask the firm to change it}?
C Thanks for paying the {product}! I put {price} in your jacket.
C I need your expense receipts for {project} before I can close the month. [No rush, but soon.|{friend}'s are missing too.]
C The refund from {shop} hasn't come, has it? {price} since {month}.
X {shop} is on {phone} if you want to shout at them.
X It says order {order} on the box.
X It was on offer.
X I kept the packaging.
X Never again from {shop}.
X Money isn't everything.

== recall person
S Re: [yesterday|Tuesday|last night|our meeting|the meeting|dinner|{project}|{event}]
S [after|about|following] [our meeting|our call|the party|the interview|Saturday]
S [thank you for|what a] [the evening|evening|lovely lunch|meeting|party]
S [Re: |][yes|no|ok|see you|running late|cancelled]
S Minutes of [the meeting|{past}]
S Re: Invitation: {project} @ {date}
S can't come [after all|{date}|]
C It was [good|lovely|great|strange] to see you [on {past}|{past}|last week] at {place}. [I laughed so much.|You look well.|We should have done it years ago.]
C Thanks for coming to {place} on {past}. {someone} {doing} since.
C After our meeting on {past} I thought again about {lately}: [you're right|let's do it|we should drop it|I'd like to see the figures].
C As agreed on {past}, here is {matter}. [Comments welcome.|Nothing else to do for you.|]
C Yes, {date} is fine, I'll be there.
C See you {date}, then. [I'll bring {food}.|{someone} comes too.|Can't wait.]
C I have to cancel {date}, {someone} {doing}. [Sorry!|I feel awful.|Go without me.]
C I won't make it to {event} {why}. [Have fun.|Tell me all about it.|Keep me a slice of cake.]
C I'm on the train, I'll be {n} minutes late. Start without me.
C We waited for you at {place} on {past}. Did something happen?
C What a party! {someone} {did2:danced till three|fell asleep on the sofa|is still singing|lost a shoe}, and nobody knows who made {food}.
C The interview on {past} went [well|badly|better than feared]. They asked about {topic} for half an hour.
C {someone} told me what you said at the meeting on {past}. [Thank you for that.|It hurt, to be honest.|I agree with every word.]
C My notes from {past}: {friend} takes {matter}, I do the rest, you rest. [Correct me if I'm wrong.|]
C Remember our lunch at {place} in {month}? {friend} still talks about {food}.
C I arrived safely at half past nine. The flight was [late|bumpy|empty], {city} is [cold|golden|loud].
C The doctor's appointment on {past} was fine, [nothing serious|only {ailment}|I must sleep more].
C Sorry I left so early on {past}, I had {ailment}.
C You left {thing} at {place} on {past}. I'll keep it for you.
C The meeting on {past} was [a waste of time|a success|long], {someone} talked for an hour about {topic}.
X Best evening in months.
X It started at eight and ended at dawn.
X I was home by eleven.
X {friend} was there too, on {past}.
X The photos are attached.

== oneliner person
S
S Re: {topic}
S Re: {thing}
S [ok|yes|thanks|done|hm|wow|perfect|?]
S Re: Re: Re: {matter}
S {friend}
S {thing}?
C [ok|okay|sure|yes|no|fine|great|perfect|agreed|done|will do|thanks|thank you], [{friend} knows|I'll tell {friend}|no problem|I asked {someone}|as you like|you're the best|let me think about it].
C [which one|who|why|how much|where did you find it|are you sure|really|what happened]??
C [on my way|home safe|landed|stuck in traffic|asleep already|at {friend}'s], [{thing} is with {friend}|don't wait up|love you|all good].
C [did you|have you] [feed|fed|see|seen|lock|locked|find|found] {thing}?
C {someone} {doing}!!
C {did2:got it|found it|sent it|read it|loved it}, [thx|merci|cheers|ta].
C [miss you|thinking of you|good luck|get well|happy birthday|safe travels|sleep well] [xx|!!|:)|my dear|old friend|]
C the {product} is [great|broken|too small|still in the car].
C {ask} [please|pls|when you can]
C I {did} :)

== work person
S {matter}
S Re: {matter} [– update|– question|– urgent|]
S [{project}: |]{matter}
S [your input on|figures for|changes to|next version of|problem with] {matter}
S [new colleague|holiday cover|handover|thank you from the team|reference for {friend}]
S [Application|CV|Thesis topic|Reference]
S Your enquiry
C I have [gone through|updated|checked|rewritten|printed|signed|returned] {matter}. [One thing is unclear: {topic}.|{friend} agrees.|Page {n} still needs work.|It's in the shared folder.]
C {friend} from {shop} called about {matter}. [They want {pct} off.|They are not happy.|They accept.|I said you'd know.] {please} {wish:call them back}?
C {please} {wish:check {matter}} before {friend} sends it to {city}? [Page {n} worries me.|I'm not sure about {topic}.|Two pairs of eyes see more.]
C We are {feeling2:behind|on track|ahead of plan|stuck} with {project}, mainly because of {matter}. [I'd suggest we ask {friend}.|Any ideas?|{friend} will write to the client.]
C Who is in charge of {matter} now that {friend} is in {city}?
C Thank you for {matter}. The [client|board|team|jury] was impressed, {friend} most of all.
C I'm handing over {matter} to {friend}, who starts as {role} next week. You're in good hands.
C There is a mistake in {matter}: it should say {pct}, not {n}. Can we still correct it?
C I can't open {matter}, the file seems damaged. {please} {wish:send it again}?
C {shop} has sent a new offer for {job}: {price}, a little less than last time. I'd take it. You?
C As {role} I need your view on {matter}. [Two lines are enough.|Be blunt.|Take your time.]
C I'm a {role} from {city} and would like to work with you on {topic}. You'll find my CV attached.
C Dear Professor {melast}, I'd like to write my thesis on {topic}. Would you consider supervising it?
C I am writing to complain about {job}. {friend} promised {product} and we got {product2}.
C The customer asks for {n} more {product}. Do we have them in stock?
C {someone} {doing}, so I'm covering the {role} desk. Send {matter} to me for now.
C Please don't send {matter} yet, legal has a doubt about {topic}.
C On my side {matter} is finished. What's still open is {project}; {friend} has the list.
C Following your question: yes, we did {matter} in {month}, and no, {friend} wasn't told.
C I'd like to thank {friend} and you for {project}. It was a pleasure.
X {friend} is on holiday until {date}.
X The file is called {project}, version {n}.
X Kind regards from {city}.
X I've copied {friend} and {friend2}.
X The deadline was {past}, but nobody noticed.
X Let's not tell the client yet.

== discussion list
S {tag} [a question about|thoughts on|help with|who knows about] {topic}?
S Re: {tag} {thing} [wanted|for sale|to give away]
S {tag} lost: {thing}
C Does anyone on this list have experience with {topic}? [Ours is a mess.|We are beginners.|Thanks in advance.]
C Giving away {thing}, collection in {city}. First come, first served. Please answer off list.
C I second what {friend} said about {topic}. Let's put it to the vote.
C Has anybody tried {repo} for {topic}? It works here since {n}.{n2}, but only on Linux.
C Sorry to everyone for the noise, my reply was meant for {friend} alone.
X Posted to all members of the list.
X Archives: {url}
"""
