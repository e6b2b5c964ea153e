"""English fragments from many walks of life, in the notation of `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

SCENES_ENGLISH = """
== order robot
S [Prescription|Glasses|Spare part|School uniform|Photo book|Catering] ordered
C Your prescription order was received by {shop} pharmacy. [Two boxes|One box|{n} tablets], {amount}, collection after {date}.
C We've registered your order for {n} school lunches. {amount} was taken from the card ending {card}.
C Photo book "{city} 2026", 48 pages, hard cover: order placed, {amount}. Printing takes {n} days.
C Your catering order for {n} guests on {date} is confirmed: sandwiches, {food}, fruit. Price agreed: {amount}.
C Firewood, 3 cubic metres, oak. Order accepted, {amount} on account. The driver calls before he comes.
C Your ticket order went through: 2 × {event}, row {n}, {amount} including the booking fee.
C Thank you for buying second-hand! {friend} has been told and will post {thing} soon. You paid {amount}, postage included.
C Spare part {order} for {thing} ordered. Unit price {price}, postage {price2}. We charge {amount} today.

== payment robot
S [Dentist|Vet|Gym|Nursery|Council|Library|Hairdresser|Garage|Museum] [receipt|payment received]
S Thanks for the tip
S Tax payment received
C The practice thanks you for your payment. Consultation of {date}: {amount}. Send this receipt to your insurer.
C Vet bill settled: vaccination {price}, worming {price2}. Total {amount}. Get well soon to your little patient!
C Your council tax instalment of {amount} arrived on {date}. Nothing further is due this quarter.
C Library charges of {price} paid. Your card is valid again.
C Haircut, wash, colour: {amount}, paid by card. Thank you, and see you in six weeks.
C Garage {shop}: oil change {price}, brake pads {price2}, labour {price3}. Paid {amount}. Mileage {num}.
C The nursery has received {amount} for {kid}'s place in {month}. Certificate attached for your tax office.
C Conference fee received: {amount}, early rate. This letter serves as an invoice. Badge at the desk.
C Crowdfunding succeeded! Your pledge of {amount} has now been charged. Delivery next year.
C Your electricity account: direct debit of {amount} taken on {date} for {month}. Balance: zero.
C Hosting, domain and mailboxes for one year: {amount} paid. The invoice is in the attachment.
C You tipped {friend} {price}. Together with the ride that makes {amount}, charged to your card.
C Exam registration paid: {amount}. Candidate {me} {melast}. Centre: {city}.
C Ski pass, {n} days: {amount}. Charged to card {card}. Load it at any terminal.
C The society has banked your cheque for {amount}. You are a member until next {month}.

== booking robot
C Your pitch at the campsite near {city} is paid: {n} nights, tent and car, {amount}. Gate closes at ten.
C Massage voucher bought: 60 minutes, {amount}. Valid for a year. Print it or pass it on.
C Museum entry, {date}, 2 adults, 1 child: {amount} paid. Show the code below.
C Cat boarding from {date} to {date2}: {amount} paid. Please bring the vaccination card.

== bill robot
C Your instalment plan: the next payment of {amount} leaves your account on {deadline}.
C Water meter reading: usage {num} litres. Payable: {amount} by {deadline}. Paying slip enclosed.
C The nursery fees for {month} come to {amount}. Please transfer them before {deadline}.
C We could not collect the club fee of {amount}. Your bank returned the debit. Please pay by {deadline}.
C Library: you owe {price} for late return. Please pay at the desk or online.
C Your car tax expires on {deadline}. Renew it now for {amount}.
C Dental treatment plan and estimate: {amount}. Please sign before we begin.

== newsletter mass
S [Gardening|Cycling|Chess|Cooking|Parenting|Coding|Sailing|Sewing] [notes|monthly|club news]
S The {adj} reader
S From our archive: {topic}
S Alumni news {month}
C The bees are back, the plot by the gate is free, and we need hands for the hedge. That, and {topic}, in this month's garden news.
C Welcome to {num} new readers! I'm {friend}, I write about {topic}, and today I'd like to tell you about a mistake I made in {city}.
C On stage this {month}: {event}, a children's opera, and {friend} {friendlast} alone with a cello. Full calendar below.
C Your MP's report: I spoke on {topic}, visited the hospital in {city}, and voted against the bill. Write to my office with questions.
C Trail conditions, a new hut above {city}, and why {friend} walks without a map. The mountain bulletin for {month}.
C Three poems, one photograph and a long read on {topic}. Turn off your phone and enjoy.
C Quarterly bulletin of the foundation: two wells dug, {n} scholarships, accounts audited. Thank you for standing with us.
C What happened in open source: a release of {repo}, a fork, a quarrel, and {friend}'s guide to {topic}.
C Parents' corner: sleep, screens, {topic}. Plus {n} rainy-day games that need nothing but paper.
C Staff bulletin: {friend} joins as {role}, the canteen goes vegetarian on Thursdays, and the bike shed has a roof. From internal communications to all offices.
C Fixtures, results and gossip: the second team won in {city}, the juniors lost a shoe. Your club paper.
C Hello from the vineyard. The frost spared us, the {month} release is bottled, and the dog has a new friend.

== promo mass
C Holiday flats near {city} from {price} a night. Only the early bird gets the sea view.
C Your favourite coffee is cheaper this week: 1 kg for {price}. Free filter from two bags.
C New arrivals: raincoats the colour of {city} skies. See the lookbook and get {pct} as a subscriber.
C Spring clean your inbox? We'd rather clean your carpets: {pct} off until {date}.
C Learn the ukulele in {n} weeks, first lesson on us. Join {num} happy pupils.
C Glasses that fit your face: try four frames at home, free. Offer for newsletter readers.

== webinar mass
C We're hosting an evening on {topic} {onwhen}, and all subscribers are welcome. Wine, cheese, strong opinions.
C Dear customers, our shop in {city} celebrates ten years {onwhen}. Come by for cake and {pct} off.
C {num} people have signed up for the {topic} summit. Have you? Tickets from {price}, first talk {when}.
C Live {onwhen}: {friend} {friendlast} answers your questions about {topic}. Send them in beforehand.

== meet person
S [Physio|Notary|Violin lesson|Solicitor|Nursery|Tax adviser|Hospital|Estate agent] – [a date|appointment|proposal]
S [trial shift|blood test|fitting|handover of the keys|reading group|rehearsal]
C The house on {street} is still free. I could show you round {onwhen}. {suits}
C Your results are in. The doctor would like to discuss them with you {onwhen}. {suits}
C Trial shift {onwhen} from the morning service? You'd work next to {friend}. {suits}
C Keys: {friend} can hand them over {onwhen} at {place}. Would you be there?
C Reading group {onwhen} at {friend}'s, we do the first hundred pages. {suits}
C We're short of a goalkeeper {onwhen}. You in?
C My supervisor wants to hear us both {onwhen}, room {n}. {suits}
C I'm giving a little concert {onwhen} at {place} and I'd love to see your face in the first row. Will you come?
C It's {friend}'s turn to host the neighbours, {when}. Can we count you and the kids in?
C Would you have time for a site inspection {onwhen}? The architect and the roofer are free then.
C Could you move our one-to-one to {when}? The dentist took my slot.
C The notary proposes {when} for the signature. Please tell me whether that's possible for you.
C Let's cook for {friend} before the baby comes: {when} at mine? {suits}
C Job fair, our stand needs two people {onwhen}. Would you do a shift with me?

== personal person
S [the marathon|driving test|first day|the operation|moving day|the harvest|baby news|the dog]
C First day at the new school: {kid} didn't cry, I did. The teacher looks about twelve.
C The operation went well. He's sleepy and asks for {food}. They'll keep him until the weekend.
C I failed my driving test, again. This time it was the roundabout. {friend} says third time lucky.
C Ran the marathon in under five hours! My toenails disagree, but I'm {feeling}.
C The boxes are all in and nothing fits. If you see a kettle, it's ours.
C We picked forty kilos of apples. There will be juice, jam and a great silence.
C I took your advice and talked to {relation}. We both cried a bit, and then we had {food}.
C Strange dream: you were mayor of {city} and gave everyone a goat.
C Thank you for sitting with me at the hospital. I don't think I said it properly.
C I'm learning to knit. Expect a scarf of uncertain length.
C Nothing important, I just heard our song in the supermarket and thought of you.
C Do you think I should take the job in {city}? More money, but {relation} would have to change school.
C My grandmother turned ninety and beat everyone at cards.
C I've been asked to give the speech and I have no idea what to say about {topic}. Any stories?
C The choir needs altos. You used to sing, didn't you? Think about it.
C There's a fox under our shed with three cubs. The children are quiet for once.
C I wanted to apologise for the way I spoke on the phone. You didn't deserve it.
C Would your brother still sell {thing}? I could pay {price}, not more.
C Hi, your wallet was lying in front of our shop in {city}. It's here in the drawer, quite safe.
C Dear neighbour, the drilling is us, sorry! It should be over by the weekend.

== work person
C I've read your chapter twice. The argument on {topic} is strong, the middle drags. Cut ten pages.
C The intern did well: punctual, curious, kind to customers. I'd hire her.
C The boiler in the office is out. Bring a jumper tomorrow, the engineer needs a part.
C Our stand had forty visitors, six serious. I'll send you the cards once I've typed them up.
C Can you tell me who signs for deliveries while {friend} is away?
C The judge moved the hearing, so our brief has two more weeks. Breathe.
C Production asks whether the blue version is final. I said yes, hope that's right.
C Here are my hours for {month}. I took two days for {relation}.
C I think we undersold {project}. Let me try a new price sheet and you tell me if I'm mad.
C The patient in room {n} asked for you by name and wants to say thanks.

== mention person
C I found last year's receipts in a shoe box, in no order at all. That's my Sunday gone.
C Are you still on that cooking newsletter? They printed my letter!
C I thought we'd paid the plumber in cash, but he says no. Do you remember?
C Somebody pretends to be {shop} and texts grandma about parcels. Please tell her not to click.
C I've booked the hotel in {city}, {price} for both nights, you owe me nothing but breakfast.
C The concert tickets came today! I pinned them to the fridge so that even you can't lose them.
C The tax man wants proof of the donation to {shop}. I have the letter somewhere. Did you get one too?
C They've put up the rent to {price}. Can they do that? You've been through it.

== recall person
C Thanks for showing me round on {past}. It's a lovely flat, but the stairs would kill my mother.
C Good rehearsal on {past}! Watch the tempo in the second part, otherwise goosebumps.
C I'm fine with what we decided at the parents' evening. Thank you for taking notes.
C We can make it on {date}, all five of us. The little one eats anything but fish.
C Alas, I can't come to the christening, I'm on duty. I'll raise a glass from afar.
C The appointment at the notary took ten minutes and cost a fortune. It's signed.

== security robot
C A recovery phrase was viewed on your wallet. If that was you, no action is needed.
C Your parental control PIN has been reset from {device}.
C We've signed you out everywhere because you changed your password.
C Someone added you as an emergency contact. Accept or decline in the app.

== reminder robot
S [Prescription|Vaccination|Boiler service|Passport|Library|Recycling] reminder
C Recycling day is tomorrow: paper and glass. Put the bins out before seven.
C {kid}'s vaccination is due this month. Book with your surgery.
C Your passport expires in {n} months.
C Time to water the plants: {n} tasks from your garden planner.
C Course {event} starts in {n} days. You are already enrolled, nothing to do.

== machine robot
S [Notes|Transcript|Recording] of {project}
S Energy report {month}
C AI notes of your meeting {project}: {n} action items, {n2} minutes of talk. Generated automatically, may contain errors.
C The heating at home reported fault code {n}. Last contact {date}.
C Your print job is waiting at printer {n}. It will be deleted after a day.
C Air quality in {city} today: {n} points, moderate.
C Your scheduled payment file was uploaded. {n} records, 0 rejected.

== social robot
C {n} new questions in the forum {topic}. Most discussed: "{thing} makes noises, what now?"
C Your team mate {friend} passed you in the weekly league.
C {friend} {friendlast} accepted your friend request.
C Chat: {friend} wrote 3 messages in "{project}". Open the app to reply.
C Your review of {hotel} was marked as helpful {n} times.

== bank robot
C Your savings goal "{thing}" is {pct} full.
C Cash withdrawal limit changed to {price} as of today.
C The exchange rate you watch has reached 1.0{n}.
C Your pension statement for the year is in the portal.

== support robot
C We've passed your complaint {num} on to the depot in {city}. You'll hear from us.
C Our technician noted: {thing}, cable replaced. Ticket {num} is closed.
C Your permit application {order} is being examined. Processing time: {n} weeks.

== scam robot
C You have an unpaid toll of {price}. Pay within {n} hours to avoid a fine of {amount}: {url}
C Your parcel needs a new address. {click} and pay {price} for redelivery.
C Get rich with AI trading, {friend} from {city} quit his job after {n} days.
C Your health card is out of date. Order the new one here: {url} (shipping {price})
C We hacked your router. Transfer {amount} in bitcoin, the clock is running.
C I'm a soldier in {city} and must bring {amount} into safety. Can I trust you, dear?
"""
