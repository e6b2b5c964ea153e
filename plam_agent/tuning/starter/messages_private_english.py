"""English fragments of mail from one to another: meetings, friends, family, work, lists."""

# ruff: noqa: E501  (a fragment is one line, however long)

PRIVATE_ENGLISH = """
== meet person
S [Meeting|Coffee|Lunch|Call|Catch-up|A quick chat] [{onwhen}|next week|]?
S {topic}: can we meet?
S Re: {topic}
S {project} [kick-off|sync|review|planning]
S [Are you|You] free {onwhen}?
S Dinner at our place
S Viewing of the flat
S Appointment [proposal|]
S Interview [for the {role} position|]
S Invitation to my [birthday|housewarming|thesis defence|concert]
S Fwd: meeting about {project}
S
S [Thursday|Friday|Monday]?
S Can I see you?
S Drinks [{onwhen}|]?
S Parents' meeting – can you come?
S Site visit {onwhen}
S Doctor's appointment
S Handover
S Sunday lunch?
S Band practice
S Call with {friend}?
S Re: availability
S Babysitting [{onwhen}|]
S [padel|tennis|football|chess|climbing]
S we need one more
S bbq
C Could we meet {onwhen} to talk about {topic}?
C Would {when} suit you for a [call|coffee|meeting|quick chat]?
C Are you available {onwhen}? I'd like to go through {project} with you.
C Let's have lunch {onwhen}[, at {place}|]. [Does that work?|OK for you?|My treat!]
C I'd like to invite you to {place} {onwhen} for [my birthday|a small party|a drink|dinner].
C I propose {when} for our meeting on {project}. Please confirm.
C How about {when}? We could meet at {place}.
C Can we move our {date} meeting to {when}? Something came up.
C We would be glad to welcome you for an interview {onwhen} at {place}.
C Do you have half an hour {onwhen}? I need your opinion on {topic}.
C Please join us {onwhen} for the {project} review. Room {n}, {place}.
C We're having people over {onwhen}, you and {friend} must come!
C Following our conversation, I suggest a video call {onwhen}. I'll send you the link.
C Dentist's office here: we can offer you {when}. Please let us know if you can come.
C The flat can be visited {onwhen}, meet me at {place}. Tell me if that's fine.
C Quick one: {when}, you, me, {place}?
C The board would like to hear you {onwhen}. Would you be able to attend?
C Fancy a walk {onwhen}? We can meet at {place}.
C You asked for a meeting; I can do {when}.
C Do you want to go for a run {onwhen}? From {place}, slow pace, promise.
C I'm in {city} next week. Would {when} be OK for a beer at {place}?
C I would like to discuss your application. Can you come to {place} {onwhen}?
C Let's talk about {topic} by phone {onwhen}. Which number should I use?
C Dear {me} {melast}, I am writing to arrange a meeting about {project}. {when} would be ideal for us.
C Your supervisor and I would like to meet you {onwhen} to go over {topic}.
C Rehearsal {onwhen} at {place}, can you make it?
C Could you babysit {onwhen}? We'd be back before midnight.
C Lunch? {when}? {place}? I'm buying.
C We're getting married! Please come and celebrate with us {onwhen} at {place}.
C I'd like a short one-to-one with you {onwhen}. Nothing bad!
C The technician could come {onwhen}. Will you be at home?
C May I come by {onwhen} to pick up the {product}?
C Would you give a talk on {topic} at our seminar {onwhen}, {place}?
C Let's do the retrospective {onwhen}. Please accept or tell me what's better.
C I suggest that we meet {onwhen} instead of {date}, is that possible?
C The garden committee gets together {onwhen}, {place}. We count on you.
C Got time {onwhen}? {friend} and I are cooking.
C As discussed, let us fix a date: {when}, {place}. Does it suit you?
C I have a free slot: {when}. Shall I put you down?
C hi, court booked for {when}, we need one more player, you in?
C bbq at ours, {when}! bring a salad and the kids
C {when}, cinema with {friend}. coming?
C u free {onwhen}? wanna grab a bite
C We have two tickets for {event}, {when}. Want to come along?
C The car is ready for inspection. Could you drop it off {onwhen}?
C Board games {onwhen} as usual, shall we count you in?
C Marking your diary: {when}, {place}, farewell drinks for {friend}. Hope to see you there.
C My calendar shows a gap: {when}. Speak then?
C Swim {onwhen}? The water is warm.
C Your presence is requested at the hearing {onwhen}, {place}.
C It would be lovely to have you for dinner {onwhen}, nothing fancy.
C Can you come in {onwhen} to sign the papers?
X Bring the {product} if you can.
X It shouldn't take more than {n} minutes.
X {friend} will be there too.
X My number is {phone} in case you get lost.
X If not, suggest another time.
X Let me know by {deadline}.
X RSVP by {deadline} please.
X Agenda: {topic}, {topic2}, any other business.
X I'll book a room.
X Looking forward to seeing you.
X Can you make it?
X Please say yes.
X Tell me which you prefer.
X Parking is behind the building.
X I'll send an invite once you confirm.
X Just reply yes or no.
X We can also do it by video.

== calendar invite
S Invitation: {project} [sync|review|weekly|kick-off] @ {when} ({me})
S Updated invitation: {project} [review|sync] @ {when}
S {project} [weekly|stand-up|1:1|retro|planning]
S [Meeting|Video call|Appointment] {friend} / {me}
S {topic} – {when}
S {event}
S Webex meeting invitation: {project}
S {friend} {friendlast} invited you to "{project}"
S New event: {event}
S Canceled slot moved: {project} @ {when}
C You have been invited to the following event. {project} [review|sync|weekly]. When: {when}. Where: {place}. Who: {first} {last} – organizer, {me} {melast}.
C {first} {last} has invited you to {project} {onwhen}. Going? Yes – Maybe – No
C {first} {last} is inviting you to a scheduled video meeting. Topic: {topic}. Time: {when}. Join: {url} Meeting ID: {num}
C When: {when}. Where: {place}. Agenda: {topic}.
C Meeting request. Organizer: {first} {last}. Subject: {project}. Start: {when}. Location: {place}.
C This event has been changed. New time: {when} (was {date}). {project} review, {place}.
C Microsoft Teams meeting. {when}. Join on your computer or mobile app. Meeting ID: {num} Passcode: {code}
C Let's go through {topic} before the release. {when}, {place}.
C {project}. {when}. Calendar: {memail}. Who: {first} {last} (organizer), {friend} {friendlast}, {me} {melast}. Going?
C {first} {last} invites you to a meeting. What: {project}. When: {when}. Where: {place}. Please accept or decline.
C Please accept this meeting so that the room stays ours: {when}, {place}.
C BEGIN:VCALENDAR METHOD:REQUEST SUMMARY:{project} LOCATION: {place} – {when}
C Hi team, blocking time for {project}: {when}.
X Dial in: {phone}, PIN {num}.
X View event details: {url}
X Reply for {memail}
X Please read the attached notes before.
X ________________________________
X You are receiving this because you are an attendee.
X Yes | No | Maybe | More options
X Guests can modify the event.
X Forwarding this invitation could allow any recipient to join.

== personal person
S [Hi|Hello|hey|Hey there|Howdy][!|]
S Re: {topic}
S [photos|Photos from {city}|pictures]
S thanks[!| again| for yesterday]
S News [from {city}|]
S [Quick|A] question [about {topic}|]
S Re: Re: {product}
S Fwd: {topic}
S Happy birthday!
S Happy new year
S long time no see
S {product}
S Your {product}
S about last night
S
S [Sad news|Good news|Big news]
S {friend}
S the [cat|dog|garden|flat]
S Your [talk|article|message]
S an idea
S Question from a reader
S [Book|Film|Recipe] [tip|]
S we made it!
S Get well soon
S ...
S (no subject)
S my new address
S Re: invoice question
S Re: your order
S Re: newsletter
S Re: Saturday
S Re: padel
S Re: dinner
C How are you? We [just came back from|are still in|moved to] {city} and I thought of you.
C Thanks so much for the {product}, [the kids love it|it's perfect|you shouldn't have]!
C I finally finished the book you lent me. {topic} is really not my thing, but the ending was great.
C Here are the pictures from {city}. The one with {friend} is my favourite.
C I ordered a {product} for {price} last week and it's already broken. Did yours last?
C Do you still have the {product}? I could use it for a few days.
C I heard about your new job, congratulations!! Tell me everything.
C {friend} told me you were ill. Feeling better? If you need anything, just say so.
C Happy birthday, {me}! I hope you have a wonderful day and lots of cake.
C Sorry for my late answer, things have been crazy here with {topic}.
C I read your mail twice. You're right about {topic}, and I was too harsh. Sorry.
C Remember {friend} from school? Met by accident in {city}, we talked for hours.
C Can you send me the recipe for the soup? Everyone keeps asking.
C I owe you {price} for the tickets, what's your account number?
C We got the keys to the flat! It's tiny, {price} a month, but it has a balcony.
C You wouldn't believe what happened: the cat ate the {product}.
C I subscribed to that newsletter you mentioned, the one about {topic}. It's good!
C Your invitation was lovely, what a party. My head still hurts.
C Do you know a good plumber? Ours wants {price} just to come and look.
C I'm writing because I don't know whom else to ask. What would you do about {topic}?
C Dear Sir or Madam, I found your {product} advert. Is it still for sale, and would you take {price}?
C Thank you for the talk about {topic}. I had one question: why {city}?
C I can't stop thinking about {topic}. What did you make of it?
C Yes, {date} is fine for me. See you there!
C Thanks for the invitation, but I can't come. Have fun without me, and eat a slice of cake for me.
C I got home safely. What an evening! Thank you both, {friend} and you cook like gods.
C I'm sorry to tell you that {friend} passed away on {date}. It was peaceful.
C We have a daughter! Her name is {friend5}, she weighs 3.2 kg and sleeps all day.
C Did you transfer the {price}? I can't see it in my account yet. No stress.
C The shop sent me the wrong {product}, can you believe it? I wrote to them twice.
C My address changes next month: {street}. Please note it.
C I read your article on {topic} and disagree with nearly everything, but it's well written.
C Could you water the plants while we're in {city}? Keys are with {friend}.
C You left your {product} at our place. Shall I send it or keep it for now?
C I'm the neighbour from the second floor. Your bike blocks the door, could you move it please?
C I found your address on your website. I am a student in {city} and I write a paper on {topic}. May I ask you two questions?
C It's me again. Forget what I wrote about {topic}, I had mixed it up.
C How did the interview go? I kept my fingers crossed all day.
C My computer shows a strange window since yesterday. You know about these things, what shall I do?
C I've sent the form you asked for. Now we wait.
C Thinking of you today. A hug from {city}.
C Here is the {product} I told you about, only {price} at the flea market!
C I'm fed up with {topic}. Let's start a band instead.
C haha yes exactly!! that's what {friend} said too
C ok thanks
C Thank you, that's very kind. I'll pass it on to {friend}.
C What's the name of that restaurant in {city} you liked so much?
C I hope my last message did not sound angry. It wasn't meant that way.
C Works for me! I bring the wine.
C Sorry, I have to cancel, the little one has a fever. Another time.
C We missed you yesterday, everyone asked where you were.
C What a great meeting that was. {friend} is still laughing.
C No, I never got an invitation. Did {friend}?
X Give my love to {friend}.
X The weather here is [awful|glorious|strange for {month}].
X {friend} says hi.
X Write back when you have time.
X I'll call you one of these days, my new number is {phone}.
X Work is [fine|stressful|the usual].
X PS: {friend} passed the exam!
X Did you see the news about {topic}?
X I attach a few pictures.
X lol
X We should really catch up some time.
X The garden is full of tomatoes.
X No need to answer.
X Hugs!
X :-)
X Sorry for the typos, I'm on the bus.
X {friend} is snoring next to me.
X Give me a sign of life.
X Let me know if you got this.

== family person
S [Mum|Dad|Grandma|Papa|Granny]
S [kids|the kids|Christmas|holidays|Sunday lunch]
S Re: mum's [house|knee|birthday present]
S love from {city}
S
S grandma
S mum
S your [sister|brother|father]
S Re: Re: Christmas
C Hi darling, Dad and I are well. He's been working on the {product} all week.
C Grandma is out of hospital and much better. She asks about you all the time.
C Can you bring the {product} for the kids? {friend} has lost another one.
C Your brother broke the {product} again. I told him it cost {price}!
C I found your school photos in the attic, you look so serious.
C Sweetheart, did you eat properly? I sent you a parcel with jam and a {product}.
C Uncle {friend} sold the house in {city}. End of an era.
C The little one took {n} steps today! Video attached.
C Darling, did you get my parcel? The jam is from our garden, the socks are from Granny.
C Dad fell off the ladder but nothing is broken. He sends you the bill for the ladder, ha ha.
C I transferred {price} for your birthday, buy yourself something nice. Love, Mum.
C Your cousin {friend} is getting divorced. I thought you should hear it from me.
C When are you coming home? Your room is full of my sewing things but there's a bed.
C Hi sis, can I borrow your {product}? Mine's dead.
X Love, and kisses to {friend}.
X Your father sends his love.
X Call your grandmother, she worries.
X The dog misses you.
X xxx
X Eat vegetables.
X Granny's number has changed: {phone}.
X Kiss the little ones.

== work person
S {project}[: draft|: figures|: feedback| status| budget]
S Re: {project}
S RE: RE: {project} – open points
S [Slides|Report|Contract|Minutes] [for review|v{n}|attached|]
S Question about {project}
S Fwd: {project} offer
S Access to the {project} folder
S Re: Invoice from {shop}
S quick favour
S {project} – next steps
S Handover notes
S Customer complaint
S Typo on page {n}
C Please find attached the [latest version|draft|minutes] of {project}. Comments welcome.
C I went through the numbers for {project}. We are about {pct} over budget, mostly because of {topic}.
C Could you send me the figures for {project} by {deadline}?
C Thanks for the draft. Two remarks: the part about {topic} is too long, and {friend}'s name is misspelt.
C The client called, they're unhappy about {topic}. What do we tell them?
C I'm out next week; {friend} takes over {project}.
C We got the quote from {shop}: {price}. I think it's too much. Your view?
C Good job on {project}! The customer was impressed.
C Can you review my changes before I send them to {friend}? I need it by {deadline}.
C I have updated the contract with {shop} as discussed. Ready for your signature.
C Heads-up: the order of {n} {product} for the office never arrived. Do you know who placed it?
C Can you approve the invoice from {shop} ({price})? Accounting is waiting.
C I talked to legal, they see no problem with {topic}. We can go on.
C Minutes of yesterday attached. {friend} takes care of {topic}, you of {project}.
C Your holiday request is approved. Enjoy {city}!
C Sorry, I missed your call. What is the status of {project}?
C I merged your changes, but the tests for {topic} are still red on my side. Any idea?
C Could you translate the attached page? It's {n} lines, I need it {deadline} at the latest.
C {friend} resigned today. Please keep it to yourself until the announcement.
C Please order {n} {product} for the workshop, budget is {price}.
C Thanks for accepting our offer. I attach the signed contract.
C I have a doubt about slide {n}: is {pct} the right figure?
X Let me know what you think.
X No rush.
X I've put {friend} in copy.
X It's urgent, sorry.
X I'm at my desk or on {phone}.
X See my comments below in red.
X Best wishes to the team.
X Happy to explain.
X Sent between two meetings.
X Could you answer before noon?
X Well done!

== discussion list
S Re: {tag} {topic}
S {tag} Re: [build fails with|question about|patch for|RFC:] {repo}
S {tag} [PATCH {n}/{n2}|RFC|bug] {repo}: fix {topic}
S {tag} [vote|proposal]: {topic}
S Re: {tag} anyone using {repo} with {topic}?
S Re: {tag} Why {topic}?
S {tag} ANN? no, question on {repo}
C On {date}, {friend} {friendlast} wrote: > has anyone tried {repo} {n}.{n2}? I have, and it crashes on startup. A backtrace is below.
C I don't think that's right. The lock in {repo} is held while we wait, see src/{user}.c line {num3}.
C +1 from me. But we should keep the old interface of {repo} for one more release.
C Hi all, does anyone know how to build {repo} on FreeBSD? It stops with error {n}.
C > We could drop support for {repo}. That would break my setup. Please don't.
C This patch fixes a memory leak in {repo}. Signed-off-by: {first} {last}
C Has anyone else on the list noticed that {topic} got slower? I measured {pct}.
C {friend} {friendlast} writes: > is {repo} dead? No, just slow. Patches welcome.
C Can somebody with commit rights look at ticket {num3}? {repo} is broken on Windows since {n}.{n2}.
C I object to the proposal on {topic}. It was rejected in 2019 for good reasons.
C Thanks for the report. I can reproduce it with {repo} {n}.{n2} on Debian, not on Fedora.
C On the topic of {topic}: I have attached my benchmark script. Could others run it?
X _______________________________________________ {user} mailing list
X Thanks, {first}
X Please keep the list in CC.
X > I disagree. You haven't read the specification.
X diff --git a/{user}.c b/{user}.c
X Regards to the list.
X -- To unsubscribe, send mail to {user}-request@lists.example
"""
