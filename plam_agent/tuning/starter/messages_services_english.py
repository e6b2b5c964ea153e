"""English fragments of mail from sites, machines, schools and whoever pretends to be one."""

# ruff: noqa: E501  (a fragment is one line, however long)

SERVICES_ENGLISH = """
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
