"""English fragments of mail about what was ordered, paid, booked, sent and billed."""

# ruff: noqa: E501  (a fragment is one line, however long)

ORDERS_ENGLISH = """
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
"""
