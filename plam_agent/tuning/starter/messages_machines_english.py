"""English fragments of mail from shops, services and senders to many, as in `messages_tables`."""

# ruff: noqa: E501  (a fragment is one line, however long)

MACHINES_ENGLISH = """
== phrases robot
P paidby [card|credit card|debit card|PayPal|Apple Pay|Google Pay|bank transfer|direct debit|cash|gift card|voucher|invoice, settled|your saved card|contactless]
P lines {qty} × {product} {price}|{product} {price}, {product2} {price2}|1 {product} – {price}; {qty2} {product2} – {price2}; delivery {price3}|{product} ({qty}) {price} / {product2} ({qty2}) {price2} / {product3} {price3}|Item: {product}. Unit price: {price}. Quantity: {qty}.
P got [we have|we've|we] received|[we are happy|we're glad|this is] to confirm|thank you for|we confirm|we acknowledge|this email acknowledges|here is the confirmation of
P sum Total: {amount}|Total paid: {amount}|Amount: {amount}|{amount} in all|Grand total {amount}|TOTAL {amount}|Sum {amount}, VAT included|You paid {amount}|Charged: {amount}
P proof Paid in full|Payment received on {date}|Status: paid|Paid by {paidby}|Nothing left to pay|Settled on {date}|Transaction approved, {num}|Balance due: 0.00
P unpaid Not yet paid|Payment outstanding|Due {deadline}|Please pay by {deadline}|Amount due: {amount}|Open balance {amount}|Payable within 30 days|Awaiting payment|Overdue since {date}
P pay pay|settle|transfer|remit|send us
P account account|profile|membership|customer account|login|mailbox|wallet
P click [click|tap|press|follow] [the link|here|the button|below|{url}]
P threat will be [closed|suspended|deleted|blocked|charged a penalty|handed to a court]|stops working [tonight|within {n} hours|on {date}]|is at risk|has been limited

== order robot
S {got} your order
S {product} [×|x]{qty} – [order|purchase] {order}
S [Receipt|Confirmation|Summary] for order {order}
S [Bought|Ordered|Reserved and paid]: {product}
S Purchase confirmed – {shop}
C {got} your [order|purchase|pre-order] {order}. {lines}. {sum}. [We'll write again when it ships.|Ready for pickup in {n} hours.|Dispatch on {date}.|]
C {shop} {city}, order {order} of {date}: {lines}. {sum}. {proof}.
C Your order at a glance: {lines}. {sum}. [Paid by {paidby}.|To be paid on collection.|{proof}.]
C [It's official|All done|Great|Success|Lovely choice], {me}: the {product} is yours. Order {order}, {sum}.
C You ordered {product} on {date}. We are [packing|making|printing|wrapping|roasting|engraving] it now. {sum}.
C Dear {me}, your tickets/vouchers for {event} are ordered: {n} × {price}. {sum}. Reference {order}.
C We have changed your order {order} as requested: {product} instead of {product2}. New {sum}.
X Return policy: 30 days, in the original box.
X Ordered by: {me} {melast}
X You will receive an invoice with the parcel.
X Any questions? {phone}, Monday to Friday.

== payment robot
S {proof}: {order}
S [Receipt|Payment|Your bill is paid|Tax receipt|Donation|Membership paid|Ticket|Fare] – {amount}
S {shop}: {amount}
S [Gift aid|Donation] [receipt|certificate|thank-you] [2025|2026|]
S [Parking|Taxi|Bus|Toll|Laundry|Canteen|Petrol|Charging] receipt
S [Renewed|Your renewal]: {plan}
S Top-up / recharge {amount}
C {shop}, {street}. {lines}. {sum}. {paidby}. [Thank you, come again.|Cashier {n}. Till {qty}.|Goodbye and thank you.]
C {got} your payment of {amount} for {plan}. {proof}.
C We have debited {amount} for {plan} on {date}. [Your invoice {order} is attached.|Invoice {order} is in your account.|]
C Thank you for your [donation|gift|monthly support|pledge|contribution] of {amount} to {shop}. [This email is your receipt.|A tax certificate is attached.|With it we can help {n} families.|It arrived on {date}.]
C Invoice {order} for {job} of {amount} has been paid by {paidby}. We thank you.
C [Parking|Charging|Ride|Crossing|Rental] in {city} on {date}: {sum}. {proof}.
C Your fare: {price}. Service: {price2}. {sum}. {paidby}. [Driver: {friend}.|From {city} to {city2}.|]
C Canteen card: {amount} added on {date}. [Balance updated.|Thank you.|Receipt {num}.]
C Your annual fee of {amount} has reached us. You are a member of {shop} for another year. [Receipt attached.|]
C We've refunded {amount} for {product} to your {paidby}. [Refund number {order}.|Allow {n} days.]
C Proof of payment. Payer: {me} {melast}. Payee: {shop}. {sum}. Value date {date}.
C {job}: {amount}. {proof}. This is your invoice for your records, please do not pay it again.
C Statement of your purchase in the app: {plan}, {amount} a year, charged today. Cancel any time.
C Fine {order} paid: {amount}, {date}. Keep this message as evidence.
X {proof}.
X Keep this mail: it is valid as a receipt.
X VAT {pct}: {price2}.
X Donate again: {url}
X You can download all your invoices from your account.

== booking robot
S [{city}|{event}|{hotel}] – you're booked
S Ticket [order|purchase] {order}
S [Reservation paid|Payment for your booking|Your passes]: {event}
C Booking {order} paid: {event}, {date}, {n} seats. {sum}. [Print at home or show your phone.|]
C {got} your payment for {hotel}: {n} nights from {date}, {amount}, breakfast included.
C Train {num}, {city} to {city2}, {date}, coach {qty}, seat {n}. {sum}. {paidby}.
C Ferry {city}–{city2}: 2 adults, 1 car. {sum}. Booking {order}. Check in 45 minutes before.
C Your course place is paid: {event}, starts {date}. {sum}. Confirmation {order}.
C Season ticket for {event}: {amount} received. Your card will be posted.

== proof person
S [Fwd|FW|TR]: [receipt|your order {order}|Payment confirmation|Invoice {order} paid]
S [the receipt you wanted|receipt for expenses|our tickets|proof of payment|hotel invoice]
S Receipt {shop} {amount}
C [Here is the receipt|As requested, the receipt|For your expenses|The proof you asked for|Please file this]: ---------- Forwarded message --------- From: {shop} Subject: Receipt {order} {lines}. {sum}. {proof}.
C [Our tickets, printed and paid|I bought the tickets, see below|For the accounts]: > Booking {order}. {event}, {date}. {sum}. {proof}.
C Forwarding the order confirmation [so that you have it too|for the guarantee|for the file]. > {shop} > Order {order} > {lines} > {sum}
C [FYI|For the books|Receipt below.] Begin forwarded message: From: {shop} Your payment of {amount} was received on {date}. Receipt {order}.
C I enclose the receipt for {job}: {amount}, paid on {date} by {paidby}. Please keep it with the accounts.
C Attached is proof that I paid {amount} to {shop} on {date}, reference {order}.
X For your tax file.
X Original attached as a PDF.

== bill robot
S {unpaid}: invoice {order}
S [Invoice|Bill|Statement of charges|Account] {order} – {unpaid}
S [We couldn't charge your card|Card declined|Payment unsuccessful|Your payment is late]
S [Rent|Tuition|Membership|Insurance|Water|Broadband] for {month}: {amount} [due|to pay]
S Estimate for {job}
C Invoice {order} for {job}: {amount}. {unpaid}. [Bank details: {iban}.|Pay online: {url}|]
C Dear {me} {melast}, kindly {pay} {amount} for {plan}. {unpaid}. [Thank you in advance.|After that a fee of {price} applies.|]
C We have issued invoice {order}. The amount of {amount} will be collected from your account on {deadline}.
C Your order {order} is on hold: we have not received {amount}. {unpaid}.
C You have not yet paid for {product}. Your reservation expires on {deadline}. {amount} to {pay}.
C Renewal notice: {plan} ends on {deadline}. To keep it, {pay} {amount}.
C Estimate for {job}: {lines}. Estimated {sum2:{price4}}. This is not an invoice. Please sign and return it.
C Your instalment of {amount} falls due on {deadline}. Please make sure there is enough in your account.
C Your card was declined when we tried to charge {amount} for {plan}. Try another card by {deadline}.
X {unpaid}.
X This is our {qty}nd reminder.
X Ignore this letter if your payment has crossed with it.

== fakereceipt robot
S [Receipt|Invoice|Order confirmation|Payment received|Your subscription] [{order}|{num}|]
S Your {shop} order of {amount} [has shipped|is confirmed|was charged]
S Thank you for your purchase [{order}|!]
S Antivirus renewal {order} – {amount}
S Re: invoice payment [attached|overdue|copy]
C Your {shop} subscription was renewed for {amount}. If you did not authorise this, call {phone} within {n} hours to get your money back.
C Thank you for purchasing {product} for {amount}. Not you? Our cancellation team is waiting: {phone}. Have your card ready.
C Payment of {amount} debited from your {account}. To cancel the transaction {click} and sign in with your bank details.
C You've bought Bitcoin worth {amount}. If this wasn't you, {click} to secure your {account} now.
C Find attached the receipt of your recent payment. Open the document and enable content to view it. {order}.html
C Dear user, order {order} ({product}, {amount}) cannot be delivered. Confirm your card number here: {url}
C Hello, I sent the wire of {amount} today, see attached slip. {click} to release the funds to your {account}.
C Your refund of {amount} is ready! We only need your card number, expiry date and code: {url}
C PayPaI: you sent {amount} to {friend} {friendlast}. Don't recognise it? {click} within {n} hours.
X Our support agents are certified and available 24/7.
X Do not reply; call now.
X Failure to respond means you accept the charge.

== scam robot
S Your {account} {threat}
S [Last|Second|Urgent] notice about your {account}
S {me}, [kindly respond|are you there|quick task|confidential|good news]
S [Voicemail|Fax|Shared document|Signature request] waiting
S You are a winner, claim {amount}
C Your {account} {threat}. {click} to [confirm your identity|update your details|restore access|avoid this].
C We noticed [errors|unusual activity|a problem] with your {account}. {click} within {n} hours or it {threat}.
C [HR|IT|The administrator] asks all users to [re-enter|validate|update] their password before tonight: {url}
C {friend} {friendlast} shared a secure file with you. {click} and enter your mail password to read it.
C Are you available? I need a discreet favour, I can't talk. Buy vouchers for {amount} and mail me the codes. {friend} {friendlast}
C Dear beloved, I am the widow of a banker from {city}. I want to give you {amount}. Reply with your bank details.
C Mum, my phone is broken, this is my new number. Can you pay a bill of {amount} for me today? I'll pay you back.
C Work from home, {amount} a week, no experience! {click} and start today.
C Your computer licence has expired. {click} or your {account} {threat}.
C Customs hold a parcel for you. {pay} {price} with your card: {url} or the parcel goes back.
C Your streaming {account} {threat} because your last payment failed. {click} and enter your card.
C Hot singles near {city} want to meet you tonight. {click}!
C Guaranteed loan of {amount} at 1%, even with debts. Fees payable in advance.
X Reply only to my private address.
X This is your final warning.
X Trust me.

== fakeinvite robot
S Invitation: [claim your prize|bitcoin payout|exclusive investor call|your reward] @ {date}
S You are invited: [earn {amount} a day|crypto seminar|risk-free trading]
C You are invited to claim {amount} before {date}. {click} to accept and enter your card number.
C Meeting request from your bank: confirm your identity on {date} via {url} or your {account} {threat}.
C Calendar event: your payout of {amount} is ready. {click} before it expires.
C Secret investors' evening: double your money, guaranteed. Reserve with a deposit of {price} in bitcoin.
X Seats vanish in {n} minutes.

== autoreply robot
S [Automatic reply|Out of office|Auto|Absence]: {matter}
S Out of the office until {date}
S Automatic reply
C [Thank you for your message|Hello|Thanks for your email]. I am [away|on holiday|on leave|at a conference|on parental leave|travelling] until {date} and [will answer after that|can't read mail|check mail rarely]. [{friend} {friendlast} stands in for me.|Urgent? {phone}.|]
C I no longer work at {shop}. Please write to {friend} {friendlast} instead.
C {got} your message and will answer within {n} working days. Your reference: {num}.
C The office is closed from {date} to {date2}. We'll read your mail when we are back.
C You have reached {shop}. We answer mail in the order it arrives. This is an automatic confirmation.
X This reply was generated automatically.
X Your mail is not forwarded.

== machine robot
S [Undeliverable|Delivery failed|Returned mail|Failure notice]: {matter}
S [{repo}] [deploy|test|release|nightly] [failed|succeeded|#{num}]
S [Disk|Certificate|Domain|Licence|Quota] [warning|expires {date}]
S New device on your network
C Delivery to {memail} failed: mailbox [full|unavailable|not found|does not exist]. The message is attached below.
C Your message to {memail} could not be delivered after {n} attempts. We'll try no more.
C Job {repo} on host {user} finished at {date}: {n} ok, {n2} changed, {qty} failed.
C Scheduled report: {num} visits, {n} errors, top page /{user}. Generated automatically.
C Your export of {n} files is ready for download until {date}: {url}
C Camera "{friend}" saw movement at {place}. Clip saved.
C The washing machine has finished its programme. Energy used: {n} units.
C Flood warning for {city} from {date}. Follow the authorities' advice.
C The shared folder {project} was changed: {n} files added by {user}.

== security robot
S [Confirm|Verify] [it's you|this device|your number]
S Your {account} was [used on a new device|opened|created|closed|unlocked]
S One-time passcode
S Access code {code}
C {code} is your one-time passcode for {shop}. [Valid for {n} minutes.|Never pass it on.|]
C Your {account} was opened from {city} with {device}. [If it was you, do nothing.|Check your devices in the settings.]
C You changed your [password|address|phone number|recovery question] on {date}. [Wasn't you? Contact us from the app.|]
C Thanks for signing up, {me}. Please confirm your address within {n} hours.
C Your application password was created. Store it safely, we show it once.
C We have closed your {account} as you wished. Your data is deleted on {date}.

== shipping robot
S [{shop}|{product}]: [on the way|delivered|delayed|ready|returned]
S Parcel {track} [today|tomorrow|at the shop|held]
C Parcel {track} with your {product} [arrives|was delivered|is late|comes|waits for you] [on {date}|today|tomorrow|at the shop in {city}]. [Nobody home? Tell the driver where to leave it.|Bring an ID.|]
C [Your order is on its way|It's moving|Great news]: {shop} handed {product} to the carrier in {city}. Arrival: {date}.
C Delivered! {product}, left [by the door|with {friend}|in the shed|at reception] on {date}.
C The driver tried to reach you on {date}. New attempt tomorrow, or collect at {place}.
C Your return of {product} is on its way back to us. We'll let you know when it arrives.

== survey robot
S [How was|Rate|Your opinion on|Tell us about] [your stay|your purchase|your visit|the call|{product}|{event}|{shop}]
S [{n} minutes|Two questions|A short survey] [for you|please|]
S [Your feedback matters|How did we do?|We want to hear from you]
C You recently [bought {product}|stayed at {hotel}|called us|visited us|took part in {event}]. How satisfied are you, from 1 to {n}? {click}.
C Please take {n} minutes for our survey on {topic}. Your answers are anonymous. {url}
C {friend} helped you on {date}. Was your problem solved? Yes / No
C Review {product} and help other customers. Stars: ☆☆☆☆☆
X Among all answers we draw a voucher of {price}.
X One click is enough.

== terms robot
S [Changes to|Update of|New] [our terms|our privacy policy|our prices|your contract|the general conditions]
S Important information about your contract
S Price change on {date}
C We are changing our [terms of use|privacy policy|conditions|price list] on {date}. [You don't have to do anything.|If you disagree you may cancel.|The main changes: {topic}, {topic2}.]
C From {date} {plan} costs {price} instead of {price2} a month. You may cancel before then.
C Legal notice: {shop} is now part of {shop2}. Your contract stays the same.
C Your {account} has not been used for {n} months and will be deleted on {date} unless you sign in.
C Our opening hours and phone numbers change on {date}. Your contract {order} is not affected.
X The full text is here: {url}
X By using our service after {date} you accept the changes.

== jobad robot
S {n} new jobs for [{role}|you]
S Job alert: {role} in {city}
S [{role}|{role2}] wanted, {city}
C {n} new positions match your search "{role}, {city}". {role} at {shop}; {role2} at {shop2}. Apply now.
C Your profile fits: {shop} is looking for a {role} in {city}, {price4} an hour. {url}
C {shop} viewed your profile. See {n} similar jobs in {city}.
X Edit your job alert: {url}

== social robot
S {friend} [is live|posted|replied|follows you|sent a photo|started a discussion] [now|: {topic}|]
S {topic}: {n} new posts
S You've been invited to join {project} on {shop}
C {friend} {friendlast} posted in {topic}: "{quote}" [See post|Reply|{n} comments]
C {n} people looked at your profile; {friend} and {friend2} follow you now.
C {friend} {friendlast} invites you to try {shop}. Join and you'll both see {topic}.
C {friend} {friendlast} invited you to edit "{project}". Open in browser.
C Event near you: {event}. {friend} and {n} others are going. Interested?
C Your listing "{product}" got {n} views and one message from {friend}.

== reminder robot
S [Tomorrow|Today|In {n} minutes|Soon]: {event}
S Reminder: [take out the bins|{matter}|{event}|doctor|MOT|vaccination]
S {friend} [said yes|declined|can't come]: {event}
C This is to remind you of {event} on {date}, {place}. [See you there.|No need to answer.|To cancel, {click}.]
C Your appointment with {friend} {friendlast} on {date} is [confirmed|unchanged|tomorrow]. Please bring your card.
C {friend} has answered your invitation to {event}: [yes|no|maybe].
C The event {event} on {date} has been cancelled by the organiser.
C Your library loan of "{topic}" ends on {date}.

== newsletter mass
S {topic}, {topic2} and [a surprise|more|{topic3}]
S [Letter|Notes|Postcard|News] from {city}
S {month} at {shop}
S [What|How|Where|Who] [{topic} taught us|to read|next|pays for {topic}]
C [Hello all|Dear readers|Good morning|Hi everyone], {month} is here and with it {topic}. [In this issue: {topic2}, {topic3}.|We also met {friend} {friendlast}.|Grab a coffee.]
C {n} things we learned about {topic} [this week|this month|in {city}]. First, {topic2} is not the answer.
C Our [choir|club|association|parish|school of music|allotment society] had a good {month}: {event} drew {num} people, {topic} is on its way, and {friend} joined the committee.
C [Interview|Portrait|Essay|Report|Column]: {friend} {friendlast}, {role} in {city}, on {topic}. "{quote}"
C From the workshop: we're testing {product}, painting the walls and thinking about {topic}. More next month.
C [Recipe|Plant|Book|Tool|Walk] of the month: {product}. Then {topic}, as every time, and a map of {city}.
C The {month} programme is out. {event}, {event2}, {topic}. Admission free for members. Come as you are.
C Research digest: {topic} ({pct} of cases), {topic2}, and a new study from {city}.
C Changelog {n}.{n2}: we fixed {topic}, you asked for dark mode, and {friend} wrote the guide.
C Your {city} letter: {event} is back, the council debates {topic}, and where to find {food}.

== moneynews mass
S {pct}: what [inflation|the budget|rates] means for your [savings|rent|pension]
S [Taxes|Receipts|Invoices|Pensions|Your money] explained
S Markets: {topic}, {topic2}
S Keep your receipts! {n} tips for your tax return
S The invoice of the future
C Do you keep your receipts? Our experts list {n} purchases of over {price} you can deduct. Read the guide.
C This week in money: rates at {pct}, {topic} in trouble, and why {friend} {friendlast} sold everything.
C Reader's question: "My landlord wants {price} more a month. Must I pay?" Our lawyer answers.
C Freelancers' letter, issue {n}: how to write an invoice that gets paid, reminders that work, and the new VAT rules.
C Shares in {shop2} rose {pct}. Gold, {topic} and what to do with {price4} of savings.
C Did you pay too much for {plan}? We compared {n} offers, from {price} to {price2} a month.
X This letter is not financial advice.
X Sponsored by {shop2}.

== webinar mass
S [Webinar|Online event|Live session|Masterclass|Conference] [{date}|]: {topic}
S You're invited [to our {event}|: {topic}|, {me}]
S [Join us|Save your seat|Register now|Doors open] {onwhen}
S Invitation to [the open day|the gala|our stand|the members' evening]
S [Will we see you|Are you coming|Meeting you] at {event}?
C Join {num} others for our [webinar|livestream|online talk|conference] on {topic}, {when}. [Register free: {url}|Seats are limited.|Can't make it? We'll send the recording.]
C You are invited! {when}, {shop} presents {product}. [Drinks and music.|Bring a friend.|Sign up here: {url}]
C We invite all our [customers|members|readers|supporters|alumni] to {event} {onwhen}, {place}. [Free entry.|Programme and tickets: {url}|No registration needed.]
C Meet our experts: {friend} {friendlast} ({role}) and {friend2} speak about {topic} {onwhen}. Register by {deadline}.
C Open day {onwhen}: see {topic}, try {product}, talk to our team. Everyone is welcome.
C Save the date: {event} takes place {onwhen} in {city}. Early-bird tickets from {price}.
C Come and meet us {onwhen} in {city}! {n} speakers, {num} guests, one topic: {topic}.
X Hosted by {shop}.
X Add it to your calendar: {url}
X {num} people have already registered.

== promo mass
S {product} [for {price}|from {price}|, now {pct} less]
S [Weekend|Autumn|Summer|Mid-season|Flash] [sale|offers|treats]
S Only [today|{n} hours|{n} left]
C [Save|Get|Enjoy|Take] {pct} [off|on] {product} [until {date}|this weekend|with code {promo}]. [Shop now.|In all our shops.|While stocks last.|]
C {product} {price}, {product2} {price2}, {product3} {price3}: our [offers|finds|favourites] of the week.
C {me}, your loyalty pays: {price} off orders over {price4}, valid until {date}.
C New season, new {product}. [Discover|See|Feel] the collection in {city} and online.
C You bought {product} last year. Time for a new one? {pct} off until {date}.
C Switch to {plan} and pay {price} a month for the first {n} months.
"""
