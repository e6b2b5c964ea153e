"""English fragments of synthetic mail, one per line, for `messages`.

`== kind frame` opens a kind of message; `S` is a subject, `C` a core sentence or two, `X` an
extra. `[a|b|]` is a choice, `{slot}` a word that `messages_words` draws once per message.
"""

# ruff: noqa: E501  (a fragment is one line, however long)

ENGLISH = """
== order robot
S Your order {order} [is confirmed|has been received|from {shop}|]
S Order confirmation {order}
S Thanks for [your order|shopping with us|your purchase][, {me}|!|]
S We've got your order[!| – {product}]
S [{shop}: |]Order {order} [placed|received|confirmed]
S Confirmation of your [purchase|order|pre-order]
S {product} and more: order confirmed
S Your {shop} order
S Pickup order {order}: we're on it
S Order acknowledgement {order}
S You've bought {product}
S Pre-order confirmed: {product}
S We're packing your order
S [Food|Grocery] order [confirmed|received]
S Gift card purchase
S Order update: confirmed
C Thank you for your order {order}. [We'll email you when it ships.|We are getting it ready.|You'll find the details below.]
C We have received your order {order} of {date}. Order total: {amount}.
C Your order is confirmed. {qty} x {product} – {price}, {qty2} x {product2} – {price2}. Total {amount} [incl. VAT|including shipping|].
C Order number: {order} Items: {product} Subtotal {price} Shipping {price2} Total {amount}
C Great choice! Your {product} will be on its way soon. Order no. {order}, total {amount}.
C This email confirms that {shop} accepted your order {order} for {product}. You [paid|were charged] {amount}.
C Hooray, your order is in! Summary of order {order}: {product} ({amount}).
C We're preparing your {product}. You ordered it on {date} and paid {amount} by [card|PayPal|bank transfer|gift card].
C Your pre-order of {product} is registered under {order}. We will charge {amount} on dispatch.
C Click & collect: we got your order {order} for {product}. Bring this mail to our shop [at {place2}|]. Total: {amount}.
C Dear customer, herewith we confirm your order {order}, {qty} pieces {product}, {amount} net.
C Thanks {me}! {shop} has received your order. Here's what you ordered: {qty} × {product}. Subtotal {price}. Delivery {price2}. You paid {amount}.
C Order {order} placed on {date}. Ship to: {me} {melast}. Item(s): {product}. Grand total: {amount}.
C Your food is being prepared! {shop} accepted order {order}. {qty} {product}, {qty2} {product2}. Total charged {amount}.
C This is to acknowledge receipt of your purchase order {order} dated {date} in the amount of {amount}.
C You just bought {product} from {friend}. Total {amount}, protected by our buyer guarantee. Order {order}.
C Your gift card worth {amount} has been ordered and will be emailed to {friend}. Order {order}.
C Sold to: {me} {melast}. {product}, size M, colour blue. Paid: {amount}. We'll let you know when it is sent.
C Changes to your order {order} were saved. New total: {amount}.
C Part of your order was cancelled and refunded. What you still get: {product}. New order total {amount}.
C Hi {me}, thank you for supporting a small shop! I'll pack your {product} myself this week. Order {order}, {amount}.
X Delivery address: {me} {melast}, {street}.
X Payment method: [Visa|Mastercard|Amex|debit card] ending in {card}.
X Estimated delivery: {date}.
X You can change or cancel your order within {n} hours.
X Questions about your order? Call us on {phone} or reply to this email.
X You may also like: {product3}, {product4}.
X Track your order any time in your account: {url}
X Get {pct} off your next order with the code THANKS{n}.
X Keep this email for your records.
X You have 14 days to return the goods.
X Follow us for recipes, stories and offers.
X Save this receipt for returns.
X [Discover|See] what's new this {month}: {product3} from {price3}.
X Join our newsletter for {pct} off.
X Invite a friend and you both get {price3}.

== payment robot
S Receipt [for your payment|from {shop}|{order}|#{num}]
S Your receipt from {shop} [#{num}|]
S Payment [received|confirmation|successful|of {amount}]
S Your {shop} invoice is available
S Invoice {order} – paid
S You paid {amount} to {shop}
S [Your |]{month} invoice
S Thanks for your payment
S Your [trip|ride] on {date}
S Your donation receipt
S Subscription renewed: {plan}
S Refund issued for order {order}
S Payment to {shop}
S [Card|Contactless] payment at {shop}
S Your membership payment
S We've charged your card
S Your top-up was successful
S E-receipt
S Tax invoice {order}
S Your app store receipt
S Rent received
C We received your payment of {amount}[ on {date}|]. Thank you!
C Receipt from {shop}. Amount paid {amount}. Date paid {date}. Payment method [Visa|Mastercard|Amex] – {card}.
C Your payment of {amount} for {product} was successful. [Transaction|Reference|Receipt number]: {order}.
C Thanks for riding with us, {me}. Trip fare {price}, tip {price2}, total {amount}. Paid with [Visa|Apple Pay|Google Pay] {card}.
C Your subscription to {plan} has been renewed. We charged {amount} to the card ending in {card}.
C Attached you will find the invoice {order} for your {plan} subscription ({amount}). It has already been paid; no action is required.
C Thank you for your generous gift of {amount} to {shop}. This letter is your receipt for tax purposes.
C Invoice {order}. {plan}: {price}. VAT: {price2}. Total: {amount}. Status: PAID.
C You sent a payment of {amount} to {shop}. It may take a moment for this transaction to appear in your account.
C Payment confirmation. Merchant: {shop}. Amount: {amount}. Card: **** {card}. Authorisation {num}.
C Here is your receipt for the parking session at {place2}: {amount}, {date}.
C Your direct debit of {amount} was collected on {date}. The invoice is attached.
C We refunded {amount} to your [card|account] for order {order}. It shows up within {n} working days.
C Thanks for dining at {shop}! Table {n}, {n2} covers. {product} {price}. Total {amount}. Card {card}.
C {shop} charged you {amount} for {plan}. Invoice {order}. Date: {date}. Paid with card ending {card}.
C App store receipt. {plan} (monthly) {amount}. Order ID: {order}. Document no. {num}.
C Payment authorised. You paid {amount} to {shop} using your saved card.
C Thank you for your contribution of {amount} to our crowdfunding campaign. Pledge {order}.
C Top-up of {amount} completed. Your new balance is available at once.
C Toll receipt: {date}, {city} – {city2}, {amount}. Vehicle registered to {me} {melast}.
C Tuition fee received: {amount}. Receipt number {order}. The bursar's office.
C Rent for {month} received: {amount}. This serves as your rent receipt.
C Item: {product}. Tax: {price}. Tendered: {amount}. Change: 0.00. Cashier {n}. Thank you for shopping at {shop}!
C Your insurance premium of {amount} has been collected. Policy {order} stays active.
C Bonjour! Merci for your visit. Your digital receipt is below. {product} {price}, {product2} {price2}, TOTAL {amount}.
C Your expense card was used at {shop}: {amount}. The receipt is attached.
X If you have questions about this charge, contact {shop} at {phone}.
X Download the PDF from your account: {url}
X Next billing date: {date}.
X No further action is needed.
X VAT number GB{num}.
X You are receiving this email because you made a purchase at {shop}.
X Rate your experience: five stars?
X This charge appears on your statement as {shop}.
X Billed to: {me} {melast}, {street}.
X See the itemised bill in the attachment.
X Loyalty points earned: {n}.
X Not you? Report this transaction.
X Did you know? We also sell {product3}. Subscribe to our news.

== paidperson person
S Receipt [for the {job}|]
S Invoice {order} [(paid)|]
S Payment received, thank you
S Re: your payment
S Your receipt
C Payment of {amount} arrived today, thank you. I attach the receipt for your records.
C Many thanks for the transfer of {amount}. Here is the settled invoice {order} for the {job}.
C I confirm that I have received {amount} from you for the {job}. Please find your receipt attached.
C Got your {amount}, all settled. Receipt attached as you asked.
C Please find attached the receipt for last week's {job}: {amount}, paid in cash on {date}.
X It was a pleasure working for you.
X Give me a shout if anything is not right.
X Warranty is two years on the work.
X My number is {phone} if you need me again.

== booking robot
S Booking confirmed: {hotel}[, {city}|]
S Your trip to {city} – booking reference {order}
S Your e-ticket [{city} – {city2}|{order}]
S Tickets for {event}
S Reservation confirmation {order}
S You're going to {city}!
S Itinerary and receipt {order}
S Your seats are booked
S Your car rental confirmation
S Course registration {order} paid
C Your booking at {hotel} in {city} is confirmed. Check-in {date}, {n} nights, total {amount}. [Paid.|Paid in full.|Charged to your card.]
C Thank you for booking with us. Booking reference {order}. {city} – {city2}, {date}. Total paid {amount}.
C Here are your tickets for {event}. {n} seats, {amount} paid with card {card}. Order {order}.
C E-ticket receipt. Passenger: {me} {melast}. Flight from {city} to {city2} on {date}. Fare {price}, taxes {price2}, total {amount}.
C Pack your bags! Your stay in {city} is paid and confirmed ({amount}), confirmation {order}.
C We have received your payment of {amount} for the train {city}–{city2} on {date}, seat {n}. Reference: {order}.
C Your rental car is waiting in {city} from {date}. Prepaid: {amount}. Voucher {order}.
C You're registered for {event}. Registration fee {amount} received. Confirmation {order}.
C We have you down for {n} nights at {hotel}. Deposit paid: {amount}. Booking number {order}.
X Free cancellation until {date2}.
X Show this code at the entrance.
X Address: {place2}, {city}. Phone {phone}.
X Add a rental car from {price3} a day.
X Boarding closes 20 minutes before departure.
X Manage your booking: {url}

== shipping robot
S Your [parcel|package|order] is on its way[!|]
S Shipped: {product}
S Out for delivery
S Delivered: your package [from {shop}|]
S Your delivery is [coming today|scheduled for {date}]
S [Tracking|Shipment] {track}
S We missed you
S Parcel ready for collection
S Delay to your delivery
S Your [order|parcel] {track} [has left {city}|is at the depot]
S Good news, {me}!
S Your return has been received
S Customs cleared
S Proof of delivery
C Good news: your parcel has left our warehouse. Track it with {track}.
C Your package {track} will be delivered on {date}[ between {n} and {n2} pm|].
C Your parcel was delivered [to your letterbox|to a neighbour|to reception] on {date}.
C The courier could not deliver your parcel. Pick it up at {place2} until {date}, bring an ID.
C We've handed your {product} to the carrier. Tracking number: {track}. Expected on {date}.
C Your shipment is delayed. The new expected date is {date}. We apologise for the inconvenience.
C Your parcel is waiting in the locker at {place2}. Pickup PIN: {code}.
C Our driver will be with you in about {n} stops. Follow the van on the map.
C It's on its way! Your order from {shop} left {city} today and arrives on {date}.
C Your return arrived at our warehouse. We'll check the {product} within {n} days.
C Parcel {track}: customs clearance complete, delivery on {date}.
C Delivered at 10:42, signed by {friend}. Photo proof attached.
C A parcel from {shop} will reach you on {date}. Choose a time slot or a shop nearby.
C {n} of {n2} items in your order have shipped: {product}.
X Change delivery options: {url}
X The driver may ask for a signature.
X Leave feedback about this delivery.
X Not at home? Choose a safe place.
X Contents: {product}, {product2}.
X Carrier: {shop2}.

== bill robot
S [Payment reminder|Reminder|Second reminder]: invoice {order}
S Invoice {order} due {deadline}
S Your bill is ready
S Action required: payment overdue
S Amount due: {amount}
S Your {month} bill from {shop}
S Your payment failed
S Please update your payment method
S Your [subscription|trial] [ends soon|will renew on {date}]
S Upcoming payment of {amount}
S Tax assessment {order}
S Quote {order} awaiting your signature
S Pro forma invoice {order}
S Parking fine
C Your bill of {amount} is due [on|by] {deadline}. [Please pay on time to avoid fees.|]
C Please find attached invoice {order} over {amount}, payable by {deadline} to the account stated below.
C According to our records invoice {order} is still unpaid. Please transfer {amount} before {deadline}.
C We could not process your payment of {amount} for {plan}. Update your card by {deadline} to keep your access.
C Your new electricity bill is available. Amount to pay: {amount}. Payment deadline: {deadline}.
C This is a friendly reminder that {amount} is outstanding on your account {num}. Kindly settle it no later than {deadline}.
C Membership fees for the coming year are {amount}. Please pay by {deadline}, quoting {order}.
C Your account is past due. Pay {amount} now to avoid interruption of {plan}.
C Your trial ends on {deadline}. Unless you cancel, we will charge {amount} for {plan}.
C Your subscription to {plan} will renew on {deadline} for {amount}. To cancel, visit your account.
C Your quote {order} is ready: {amount}. It stays valid until {deadline}. Nothing has been charged.
C Tax notice {order}: {amount} to be paid by {deadline}. See the attached assessment.
C Pro forma {order}. Goods are sent once we receive {amount}. Valid until {deadline}.
C Final notice before collection: {amount}, invoice {order}. Pay within the period ending {deadline}.
C Your card on file has expired. Add a new one before {deadline} so that we can charge {amount}.
X If you have already paid, please disregard this message.
X Pay online at {url} or call {phone}.
X IBAN {iban}, reference {order}.
X A late fee of {price} will be added.
X Set up a direct debit and never miss a bill.
X Choose how to pay: card, transfer, cash.
X Interest accrues after that date.

== bank robot
S Your [statement|account statement] for {month}
S Your {month} statement is ready
S Account alert: [large transaction|low balance]
S Your balance is below {price}
S New document in your mailbox
S Change to our terms and conditions
S Your card is on its way
S Insurance documents
C Your account statement for {month} is now available in online banking.
C Your balance has fallen below {price}. Current balance: {amount}.
C A card transaction of {price} was declined on {date}.
C We are changing our fees as of {date}. Please read the enclosed document.
C A new document has been filed in your secure inbox: {month} portfolio report.
C Your standing order will be executed on {date}.
C Interest rate for your savings account changes to {pct} from {date}.
C Your new card was sent today. It arrives within {n} working days.
C Annual overview of interest and fees is now in your mailbox.
C Your standing order to {friend} {friendlast} was changed.
X Log in to view it: {url}
X We never ask for your PIN by email.
X Your adviser is on {phone}.
X Deposits are protected up to the legal limit.

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

== security robot
S Your [verification|login|security|sign-in] code [is {code}|]
S {code} is your {shop} code
S [Reset your password|Password reset request]
S New [sign-in|login] [from {device}|to your account|]
S Security alert
S Confirm your email address
S Your password was changed
S Two-factor authentication enabled
S Welcome to {shop}
S Your account has been created
S Please verify your email
S Your API key
S Sign in to {shop}
S Account deletion requested
C Your verification code is {code}. It expires in {n} minutes. [Do not share it with anyone.|]
C Use {code} to finish signing in to {shop}.
C We noticed a new sign-in to your account from {device} in {city}. If this was you, ignore this email.
C Someone requested a password reset for your {shop} account. Click the link to choose a new one: {url}
C Please confirm your email address to activate your account: {url}
C The password of your account was changed on {date}. If it wasn't you, contact us.
C Two-step verification has been turned on. Keep your backup codes safe.
C A new SSH key was added to your account. Fingerprint SHA256:{num}{track}.
C Welcome to {shop}, {me}! Your account is ready. Your user name is {user}.
C Click to sign in: {url} This magic link works once and for {n} minutes.
C Your recovery email was changed. If you did this, all is well.
C We blocked an attempt to sign in with your password from {city}.
C You asked to delete your account. It will be removed on {date}.
C Here is your temporary password: {code}. Change it after your first login.
C A new app was granted access to your account on {date}.
X If you didn't request this, you can safely ignore this message.
X This link is valid for {n} hours.
X IP address 203.0.113.{n}.
X We will never ask for your password.

== social robot
S {friend} {friendlast} [commented on your post|mentioned you|sent you a message|liked your photo|wants to connect]
S You have {n} new [notifications|followers|messages]
S {friend} and {n} others reacted to your post
S [{user}/{repo}] {topic} (#{num3})
S New reply to "{topic}"
S {friend} shared "{project}" with you
S People you may know
S Your weekly activity
S {friend} invited you to [join a group|like a page|follow]
S {friend} tagged you in a photo
S New answer to your question
S {friend} added you to {project}
S Review requested: {topic}
S [{user}] sent you a direct message
C {friend} {friendlast} commented: "I totally agree about {topic}." View comment {url}
C {friend} {friendlast} wants to join your network. Accept – View profile
C You have {n} unread messages and {n2} new followers.
C {user} opened an issue in {repo}: {topic} crashes when the list is empty. Reply to this email directly or view it online.
C {friend} replied to the topic "{topic}" in the forum. To read it, visit {url}
C @{user} pushed {n} commits to {repo}. {topic}: fix typo
C {friend} {friendlast} shared a document with you: {project}. Open
C {friend} assigned a task to you: {topic}. Project: {project}.
C Your post was viewed {num} times this week.
C {friend} {friendlast} sent you a message: "hey, how are you?" Reply in the app.
C {friend} invites you to join the group "{topic}". {num} members. Join | Ignore
C You walked {num} steps this week and slept {n} hours on average. Well done!
C {user} requested your review on pull request #{num3} in {repo}: {topic}.
C Your question about {topic} got {n} new answers.
C {friend} {friendlast} added you to the board {project}.
C It's {friend}'s birthday. Write on the wall!
C {friend} liked your comment: "{quote}"
C Someone viewed your profile. See who.
X Manage your notification settings.
X You are receiving this because you were mentioned.
X Reply to this email directly, view it online, or unsubscribe from this thread.
X Don't want these emails? Turn them off: {url}

== reminder robot
S Reminder: {event} [tomorrow|@ {date}|]
S Notification: {project} @ {date}
S Your appointment [tomorrow|on {date}]
S Accepted: {project} @ {date}
S Declined: {project} @ {date}
S Cancelled event: {project} @ {date}
S Your daily agenda for {date}
S Library: books due
S Event today: {event}
S Don't forget: {event}
S Tentatively accepted: {project}
S Your table tomorrow
S Appointment confirmed [for {date}|]
S {friend} accepted your invitation
C This is a reminder of your event {event} on {date}.
C {friend} {friendlast} has accepted this invitation. {project}, {date}.
C {friend} {friendlast} has declined your invitation to {project}.
C This event has been cancelled and removed from your calendar: {project}, {date}.
C Your agenda for {date}: 9:00 {project}; 11:30 {topic}; no events after 3 pm.
C We remind you of your appointment on {date} at {place2}. No reply is needed.
C The following items are due on {date}: "{topic}: a history". Please return or renew them.
C Your task "{topic}" is due today.
C {project} starts in {n} minutes.
C Friendly reminder from {shop}: we see you on {date}. To cancel, call {phone}.
C Your appointment on {date} is confirmed. Please arrive ten minutes early.
C Tentative: {friend} {friendlast} may attend {project} on {date}.
C {friend} {friendlast} proposed no new time and declined {project}: "sorry, double booked".
C Recording of {project} is ready to watch.
C You have {n} tasks due today and {n2} overdue.
C {friend} {friendlast} has accepted.
C {friend} {friendlast} is unable to attend. Note: on leave.
X Snooze – Mark as done
X You get this because notifications are on for this calendar.
X This is an automatic message.

== machine robot
S [{repo}] Build #{num3} [failed|fixed|passed]
S Cron <root@{user}> /usr/bin/{repo}
S [ALERT|RESOLVED|WARNING] {repo}: disk usage {pct}
S Backup [completed|failed] on {date}
S Undelivered Mail Returned to Sender
S Automatic reply: {topic}
S Out of office
S Delivery Status Notification (Failure)
S Scan from printer {n}
S Your certificate expires soon
S Your storage is almost full
S [Nightly|Weekly] report
S Fwd: fax received
S Weather warning for {city}
S Logwatch for {user}
S Vacation notice
S Read: {topic}
C Pipeline #{num} has failed. Stage: test. Commit {track}: {topic}. Duration {n} min.
C This is the mail system at host mx.{user}.example. I'm sorry to have to inform you that your message could not be delivered.
C I am out of the office until {date} with no access to mail. In urgent cases please contact {friend} {friendlast}, {phone}.
C CRITICAL: {repo} on node {n} used {pct} of memory at {date}.
C The backup job "{repo}" finished with {n} warnings in {n2} minutes.
C rsync: link_stat failed: No such file or directory (2). exit status {n}
C Thank you for your message. This mailbox is not monitored. We will get back to you.
C The attached document was scanned from device {n}. Resolution 300 dpi, {n2} pages.
C The TLS certificate for {user}.example expires in {n} days.
C Your mailbox uses {pct} of its storage.
C Nightly build of {repo} {n}.{n2}: {num3} tests passed, {n2} failed. See the log.
C Weather warning for {city}: strong wind from {date}.
C Your message "{topic}" was read on {date}.
C Thank you for contacting me. I am travelling until {date} and will answer late.
C Domain {user}.example: DNS check failed {n} times.
C The job export has finished. {num} rows written, {n} skipped.
C New voicemail from {phone}, {n} seconds. Recording attached.
X View logs: {url}
X -- sent by a robot
X Do not reply to this email.
X Error code {num}.

== scam robot
S [URGENT|Final notice|ACTION REQUIRED]: your account will be [suspended|closed]
S You have won {amount}!!!
S Your parcel is blocked: pay {price}
S Congratulations, you were selected
S Confidential business proposal
S Unusual activity, verify now
S Invoice overdue!! Open attachment
S Lose {n} kg in {n2} days
S [Hello dear|Dear friend|Good day]
S Your mailbox is full
S Re: your payment pending
S Hello my dear
S Secure message from your bank
S DHL: customs fee
S Your PC is infected
S Crypto opportunity
S Tax refund of {amount}
C Dear customer, your account has been limited. Verify your identity within 24 hours or it will be closed: {url}
C Congratulations! Your email address won {amount} in our lottery. Send your name, address and bank details to claim it.
C I am {friend} {friendlast}, a barrister in {city}. A late client left {amount} and you are next of kin. I need your trust.
C Your package is held at customs. Pay a fee of {price} now to release it: {url}
C Your mailbox has exceeded its quota. Click here to validate your password or lose your messages.
C I recorded you through your camera. Send {amount} in bitcoin within {n} hours and I delete everything.
C Invest {price} today, earn {amount} a week, guaranteed! Our robot trades for you.
C Cheap pills without prescription, {pct} off, discreet shipping worldwide!!!
C Hi, it's your boss. I'm in a meeting. Buy {n} gift cards of {price} and send me the codes, quickly.
C Your order of {product} for {amount} was charged. If you did not make this purchase call {phone} immediately to cancel.
C We offer SEO services to put your website on page one. Interested?
C My name is {friend}, I saw your profile and I like you. Write me, I send photos.
C Your bank card is blocked. Unlock it here within {n} hours: {url}
C You are entitled to a tax refund of {amount}. Enter your card number to receive it: {url}
C Attached the invoice as discussed, open the file and enable macros.
C We found {n} viruses on your PC. Call our certified technician: {phone}
C Kindly confirm if this email is active, I have a donation of {amount} for you.
C Bitcoin doubles this week. {friend} from {city} made {amount} in {n} days. Start with {price}.
C Your password expires today. Keep the same password by signing in: {url}
C I am the director of {shop}, please treat this wire of {amount} as urgent and confidential.
X This is not a joke.
X Act now, the offer is limited.
X Do not tell anyone.
X God bless you.
X Click > {url} <
X 100% legal and risk free.

== school robot
S Class {n}B: [school trip|parents' evening|timetable change|homework]
S School canteen: menu for {month}
S Absence of {kid} on {date}
S Report card available
S Homework for {kid}
S Bus strike on {date}
C Dear parents, class {n}B visits {place2} on {date}. Please give your child a packed lunch and {price}.
C {kid} was absent on {date}. Please send us a note.
C The report card of {kid} for this term is available in the portal.
C Dear parents, the school is closed on {date} because of {topic}.
C Please return the signed form for {kid} by {deadline}.
C {kid} has {n} new marks. Log in to see them.
C The school bus does not run on {date}. Please organise transport.
X The headmistress
X Lost property can be collected at the gate.
X See the portal: {url}

== job robot
S Your application [as {role}|for {role}]
S We received your application
S Application update: {role} at {shop}
S Thank you for your interest in {shop}
C Thank you for applying for the position of {role} at {shop}. We will review your documents.
C Unfortunately we decided to go on with other candidates for the {role} position. We wish you every success.
C Your application {order} is complete. You will hear from us within {n} weeks.
C Your profile was forwarded to the department. Position: {role}.
C We keep your documents on file for {n} months.
X Human Resources, {shop}
X Update your profile: {url}
X Please do not reply to this automatic message.

== support robot
S [Ticket #{num}] {topic}
S Your request has been received (#{num})
S Re: [Case {num}] {product} problem
S How did we do?
S Your ticket was [closed|solved]
S We're looking into it: {topic}
C We have received your request and opened ticket {num}. Our team will answer within {n} working days.
C Your ticket {num} "{product} does not work" was marked as solved. Reply to reopen it.
C How was your experience with our support? Rate us from 0 to 10.
C Your warranty claim {order} for {product} is being examined by our workshop.
C Thanks for reaching out! A human will answer your request {num} soon. In the meantime, see our FAQ.
C Your chat transcript: {product} support, {n} messages, duration {n2} minutes.
C Please rate your recent call with our service centre.
X Help centre: {url}
X Ticket history follows.
X Kind regards, customer care
"""
