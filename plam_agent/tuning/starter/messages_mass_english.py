"""English fragments of mail to many: newsletters, promotions, announcements."""

# ruff: noqa: E501  (a fragment is one line, however long)

MASS_ENGLISH = """
== newsletter mass
S [The |]{adj} [Weekly|Digest|Letter|Dispatch|Brief|Roundup] [#{n}|– {month}|No. {num3}|]
S {shop} newsletter [{month}|– issue {n}|]
S {topic}: what you missed this week
S This week in {topic}
S [🌿|📬|✨|🚀|📚|☕] {n} [ideas|reads|links|stories] about {topic}
S Why {topic} matters [now|again|more than ever]
S Issue {n}: {topic} and {topic2}
S {month} news from {shop}
S An invitation to think about {topic}
S What's new in {month}
S Morning briefing: {topic}
S [Re: |]The truth about {topic}
S I was wrong about {topic}
S The receipt that changed {topic}
S Invitation: our {month} programme
S {shop}: {topic}
S The week in {topic}
S {friend}'s notes on {topic}
S Sunday reading
S [Today's|This morning's] headlines
S {city} this weekend: {event}, {event2} and more
S Release notes {n}.{n2}
S Your weekly [inspiration|recipes|horoscope|playlist]
S Update from [the team|the board|your MP|the parish]
S What {n} years of {topic} taught me
S Volunteers wanted
C Welcome to issue {n} of our newsletter. This [week|month] we look at {topic} and {topic2}.
C Hello readers! In this edition: {topic}, {topic2}, and an interview with {friend} {friendlast}.
C Here's your weekly roundup of {topic}. 1. {friend} {friendlast} on {topic2}. 2. {n} tips for beginners. 3. Reader mail.
C Top stories today: {topic} under pressure; {city} bets on {topic2}; {friend} {friendlast} resigns.
C Dear members, here is the news of the association: the general assembly is on {date}, the {event} was a success, and we thank our volunteers.
C It's been a busy {month} at {shop}. We launched {product}, opened in {city} and hired {n} people.
C Good morning. {topic} is back in the headlines, and markets fell {pct}. Here's what to know.
C I've been thinking about {topic} lately. In this essay I want to argue that {topic2} is not what it seems. Read on.
C Product update: you can now export your data, invite teammates and set reminders. Read the full changelog.
C Most popular this week: «{topic}: a guide» · «How {friend} learned {topic2}» · «{n} mistakes to avoid»
C In this issue ▪ {topic} ▪ {topic2} ▪ Events near {city} ▪ Job corner
C Today's podcast: {friend} {friendlast} talks with us about {topic}. Listen now ({n} min).
C Friends, this is a letter I send every Sunday to {num} people. Today: {topic}.
C You are invited to discover our new season: {event}, {event2} and guided tours of {city}. Full programme inside.
C Version {n}.{n2} is out! Highlights: {topic}, faster start, {num3} bug fixes. Thanks to all contributors.
C Best of the community: {num} people discussed {topic} this week.
C Dear supporter, thanks to you {num} people now have access to {topic}. Read how {friend}'s life changed.
C Recipe of the week: {topic}-inspired soup, ready in {n} minutes. Plus a shopping list.
C Hi, {friend} here. I write this letter once a month about {topic}, and today's is a long one. Grab a tea.
C This weekend in {city}: {event}, {event2}, a flea market and a free concert. Details on our site.
C Dear parishioners, the services this month: Sunday at 10. The coffee morning is back. {friend} {friendlast} thanks all helpers.
C New research on {topic}: our institute publishes a report. Download it for free.
C Members' bulletin {n}/{num3}. Contents: a word from the chair; {topic}; dates for your diary; small ads.
C Five links I liked: 1) {topic} 2) a history of {topic2} 3) {friend} {friendlast} live in {city} 4) a map 5) a joke.
C Your city informs: roadworks near {city}, new opening hours, {event} is back, participate in our survey on {topic}.
C Dear alumni, {event} brought {num} of us together. See the photos, and mark the next reunion in your calendar.
C We just released {n}.{n2}. What's new: {topic}, dark mode, faster search. What's next: your votes decide.
C Dear reader, you told us {topic} keeps you awake. Here is what {n} experts answered.
C What we're reading, watching and listening to in {month}.
C A receipt, an invitation, a love letter: {friend} {friendlast} tells the story of {topic} in {n} objects.
X Forward this to a friend who'd like it.
X Read in browser: {url}
X Was this forwarded to you? Subscribe here.
X Read more » {url}
X Sponsored by {shop2}: try it free for {n} days.
X Reply and tell me what you think, I read everything.
X Upcoming: {event}, {date}, {city}.
X Quote of the week: "{quote}"
X See you next week!
X Support our work from {price} a month.
X Follow us on Mastodon, Instagram and LinkedIn.
X If you enjoyed this, tell a friend.
X Your subscription is free; a coffee is welcome.
X Letters to the editor: {memail}
X Archive of past issues: {url}
X You can also read this as a PDF.

== promo mass
S {pct} off [everything|{product}|this weekend|your favourites|]
S [LAST CHANCE|Last hours|Ends tonight]: {pct} off
S New in: {product}
S [🔥|🎁|⏰|🛍️|❤️] {me}, [a gift for you|we miss you|don't miss this|your code inside]
S Our {month} [sale|deals|collection] [is here|starts now]
S You left something in your basket
S Black Friday starts early
S Free shipping [today|until {date}]
S Introducing {product}
S Join us [live|]: webinar on {topic}
S You're invited: {shop} VIP evening
S Save the date: {event}
S Your order deserves a {product}
S Thank you for being a customer – here's {pct}
S Your weekend [treat|plans] from {price}
S {me}, your points expire soon
S Price drop: {product}
S [Members only|Just for you|VIP]: early access
S Back in stock: {product}
S Your receipt could win you {price}
S Ready for {month}?
S Don't forget {friend}'s gift
S Buy now, pay later
S 3, 2, 1... {pct}!
C Only until {date}: {pct} off {product} and {product2}. Use code {promo}.
C Our {month} collection has landed. Discover {product}, {product2} and {product3} from {price}.
C Hi {me}, we picked these for you: {product} ({price}), {product2} ({price2}).
C Still thinking about it? Your basket is waiting: {product}, {price}. Complete your order now.
C Treat yourself! Buy {n} {product} and get one free, in store and online.
C You are cordially invited to our private sale on {date}. Doors open at 10. Show this mail at the entrance.
C Register now for our free webinar "{topic} in practice" on {date}. Seats are limited.
C Upgrade to {plan} today and pay just {price} a month instead of {price2}.
C Thanks for your order last spring! As a loyal customer you get {pct} off the new {product}.
C Fly to {city} from {price}. Book before {date}.
C Don't pay full price: {product} now {price}, was {price2}.
C Earn double points on every purchase this week.
C Happy birthday {me}! Here is {price} to spend at {shop}.
C Price alert! {product} dropped from {price2} to {price}.
C It's back: the {product} you loved is in stock again, in {n} colours.
C Your {n} points are worth {price}. Redeem them before {date}.
C We'd love to have you back: here is {pct} off your first month of {plan}.
C Refer a friend and get {price} each.
C New menu at {shop}: come and taste it! Happy hour every day from 5 pm.
C Keep your receipts: every purchase above {price} enters our prize draw.
C Try {plan} free for {n} days, cancel any time.
C Black Friday: up to {pct} off {product}, {product2} and {product3}. While stocks last.
C Book your next stay now and save {pct}. {hotel}, {city}, from {price} a night.
C Learn {topic} with our online course: {n} lessons, {price} instead of {price2}.
C Complete your look: people who bought {product} also bought {product2} and {product3}.
C Book your table for {event}: menu at {price}, live music, limited seats. Reserve online.
C Meet us at {event} in {city}! Drop by our stand for a free demo of {product}.
X Shop now {url}
X Free returns within 30 days.
X *Terms apply. Not combinable with other offers.
X Order by midnight for delivery tomorrow.
X {num} five-star reviews can't be wrong.
X Download our app for early access.
X New: pay in three instalments.
X Visit us in {city}: {place2}.
X No thanks, I don't like deals.
X Gift wrapping available.
X Secure payment, fast delivery, friendly service.
X Offer valid on orders over {price3}.

== announce mass
S Water shut-off on {date}
S Office closed on {date}
S [All staff|Everyone]: {topic}
S Neighbourhood [cleanup|notice|news]
S Call for papers: {topic}
S Notice to all [tenants|members|customers]
S Safety recall: {product}
S Election of the board
C Dear residents, the water will be shut off on {date} from 9 to 12. Thank you for your patience. The property management.
C To all members: the club house stays closed from {date} to {date2}.
C Dear colleagues, to everyone's attention: the canteen introduces a new badge system on {date}.
C Call for papers: the workshop on {topic} takes place in {city}. Submissions are welcome from all researchers.
C To all tenants: the lift is out of order until {date}. We are sorry.
C Product recall: stop using your {product} if bought before {date}. Details for all customers below.
C Dear members, candidates for the board can apply until {date}.
C From {date}, our phone lines are open from 8 to 18. All customers are informed by this mail.
X You receive this message as a [member|customer|resident].
X More information: {url}
X Please do not reply to this message.
X Thank you for your understanding.
"""
