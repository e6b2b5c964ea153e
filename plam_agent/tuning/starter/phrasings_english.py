"""English requests as people put them beside the plain order, written as in `templates_english`."""

# ruff: noqa: E501  (one template a line)

from __future__ import annotations

PHRASINGS = """
<find> [my|the|any] (important|recent|old|unanswered|starred|unread|new) <mails> [from {person}] => mail.search people={person}
<find> my (last|latest|most recent|newest) <mail> => mail.search
<find> (the|that) <mail> {person} sent [me] [{period}] [about {topic}] => mail.search people={person} when={period} words={topic}
<find> (everything|anything|all) {person} (sent|wrote) me [about {topic}] => mail.search people={person} words={topic}
<find> <mails> (that mention|containing|with the word|with the subject|titled) {topic} => mail.search words={topic}
<find> {period}'s <mails> [from {person}] => mail.search when={period} people={person}
(see|check|tell me|let me know|look|find out) if {person} (has emailed me|has replied|wrote back|sent me anything|answered my email) [about {topic}] => mail.search people={person} words={topic}
(see|check|tell me|let me know) if (i have|i got|there is|there are) (any|new|any new) <mails> [from {person}] => mail.search people={person}
(refresh|sync|update|load) my (inbox|emails|mail) => mail.search
?(any|any new|new) <mails> [for me|{period}|from {person}|about {topic}|since {period}] => mail.search people={person} words={topic} when={period}
?how many [new|unread] <mails> (do i have|have i got|did i get) [from {person}] [{period}] => mail.search people={person} when={period}
?<mails> from {person} [{period}] => mail.search people={person} when={period}
?<mail> (about|regarding|re) {topic} => mail.search words={topic}
?(have i|did i) (received|receive|gotten|get) (anything|a reply|an answer|word|a response) from {person} [about {topic}] => mail.search people={person} words={topic}
?when did {person} (last|) (email|write|mail) me => mail.search people={person}
?who (sent|wrote) the <mail> about {topic} => mail.search words={topic}
?(what's|what is|anything) (new|in) [in] my (inbox|email|mailbox) => mail.search
?is there (anything|something|mail) from {person} (in my inbox|about {topic}|{period}) => mail.search people={person} words={topic} when={period}
?i'm (waiting for|expecting) (an email|mail) from {person} (has it come|did it arrive|) => mail.search people={person}
?i'm looking for the <mail> [from {person}] (about|on) {topic} => mail.search people={person} words={topic}
?i (can't|cannot) find the <mail> from {person} [about {topic}] => mail.search people={person} words={topic}
?(do|did) {person} and {person2} (write|email) me => mail.search people={person}+{person2}
(read|read me|read out|open|summarize) my (new|unread|last|latest|) <mails> => mail.search ; mail.read messages=$1
(tell me|read me) what {person} (wrote|said|sent me|says) [about {topic}] [{period}] => mail.search people={person} words={topic} when={period} ; mail.read messages=$1
?what does the [last|latest|new] <mail> from {person} (say|contain|want) [about {topic}] => mail.search people={person} words={topic} ; mail.read messages=$1
(summarize|give me a summary of|sum up) (the|) <mails> (from {person}|about {topic}) => mail.search people={person} words={topic} ; mail.read messages=$1
?the <mail> from {person} is {flag} => mail.search people={person} ; mail.flag messages=$1 flag={flag}
?<mails> from {person} (belong|should go|go) in {mailbox} => mail.search people={person} ; mail.move messages=$1 to={mailbox}
?i (don't want|no longer need|never want) [to see] [the|any] <mails> from {person} => mail.search people={person} ; mail.trash messages=$1
(clean up|clear out|purge) [the|all] <mails> from {person} => mail.search people={person} ; mail.trash messages=$1
?(email|mail|message) {person} => mail.send to={person}
?(email|mail|message) (to|for) {person} [about {topic}|: {body}] => mail.send to={person} subject={topic} body={body}
?new <mail> (to {person}|to {addr}) [subject {topic}] => mail.send to={person}+{addr} subject={topic}
<send> (an email|a mail|a message|mail|email|a new email|a quick email|a note|an e-mail) to {person} [and {person2}] => mail.send to={person}+{person2}
<send> (an email|a mail|a message|email) to {person} <say> {body} => mail.send to={person} body={body}
<send> {person} (an email|a mail|a note|an e-mail) <say> {body} => mail.send to={person} body={body}
<send> (an email|email|a note) to {person} (about|regarding|concerning|asking about|on|with subject) {topic} => mail.send to={person} subject={topic}
<send> (an email|a reply|a response|a note) => mail.send
(email|mail|write|write to|contact|drop a line to) {person} (about|regarding|concerning|to ask about|and ask about) {topic} => mail.send to={person} subject={topic}
(email|mail|write|write to|send) {person} (and|to) (ask|tell him|tell her|tell them|remind them|let them know) [that|if|whether] {body} => mail.send to={person} body={body}
(ask|remind|inform|notify|update|tell) {person} (by email|via email|in an email|by mail) (that|if|whether|about|) {body} => mail.send to={person} body={body}
let {person} know [by email] [that] {body} => mail.send to={person} body={body}
(thank|congratulate|invite by email|apologise to) {person} (by email|in an email|via mail) [for {topic}] => mail.send to={person} subject={topic}
(forward|send|pass on) {topic} to {person} => mail.send to={person} subject={topic}
?(i need to|i have to|i want to|i should|i'd like to) (email|mail|write to|write) {person} [about {topic}] [saying {body}] => mail.send to={person} subject={topic} body={body}
?{person} (needs to know|should know|has to know|must be told) [that] {body} [email them] => mail.send to={person} body={body}
?subject {topic} to {person} [text {body}] => mail.send to={person} subject={topic} body={body}
<send> (an email|email|a message) to {addr} [about {topic}] [saying {body}] => mail.send to={addr} subject={topic} body={body}
(email|mail|send) {addr} [about {topic}] [and say {body}] => mail.send to={addr} subject={topic} body={body}
(send|email|attach) {file} (to|and send it to) (my|) {person} [about {topic}] => mail.send to={person} subject={topic} attachments={file}
(draft|write me a draft of|prepare) (an email|a message|something) (to|for) {person} (about|on) {topic} => mail.draft to={person} subject={topic}
?(a draft|draft) (to|for) {person} [about {topic}] [: {body}] => mail.draft to={person} subject={topic} body={body}
(reply|respond|answer|write back) to {person} [that|saying] {body} => mail.search people={person} ; mail.reply message=$1 body={body}
(reply|respond|write back|answer) to (my|the) (last|latest|recent) <mail> [from {person}] [saying {body}] => mail.search people={person} ; mail.reply message=$1 body={body}
?i (need|want|have) to (reply to|answer) {person} [about {topic}] => mail.search people={person} words={topic} ; mail.reply message=$1
<show> (my|the|{period}'s) (<cal>|events|appointments|meetings|reminders|upcoming events|day) => calendar.search when={period}
<show> (my|the) (<cal>|events|appointments|meetings|reminders|upcoming events|day) [for {when}|{on}] => calendar.search when={when}+{on}
?(what's|what is|what do i have|what have i got|what) (happening|scheduled|planned|coming up|next|going on) [on my <cal>] [for {when}|{on}] => calendar.search when={when}+{on}
?(what|which|any) (meetings|appointments|events|reminders|plans|commitments) (do i have|have i got|are there|are set|are on my <cal>) [{on}] [with {person}] => calendar.search when={on} people={person}
?what does my (<cal>|day|week|morning|afternoon) look like [{on}] => calendar.search when={on}
?how (busy|full) (am i|is my <cal>) {on} => calendar.search when={on}
?how many (meetings|events|appointments|reminders) (do i have|are there) [{on}] => calendar.search when={on}
?(when|where|what time|what day|how soon) is [my|the] [next] {event} [{on}] => calendar.search words={event} when={on}
?when (does|do) (my|the) {event} (start|end|begin|take place) [{on}] => calendar.search words={event} when={on}
?(do i have|have i|is there|did i schedule) {a_event} [{on}] [with {person}] => calendar.search words={event} when={on} people={person}
?(do i have|have i got|is there) anything (on|planned|scheduled|going on|on my <cal>|to do) [{on}] => calendar.search when={on}
?(am i|are we) (meeting|seeing|having lunch with|having dinner with) {person} [{on}] => calendar.search when={on} people={person}
?(who|who all) (is|am i) (coming to|attending|meeting at|invited to) (my|the) {event} [{on}] => calendar.search words={event} when={on}
?(did|have) i (already) (schedule|book|plan) (my|the) {event} => calendar.search words={event}
?{on} (what do i have|what's on|am i free|anything planned) => calendar.search when={on}
?(<cal>|appointments|meetings|events|plans) (for {when}|{on}) => calendar.search when={when}+{on}
?(is|was) (my|the) {event} (still on|confirmed|on the <cal>|cancelled|{on}) => calendar.search words={event} when={on}
(tell me|give me) (about|details of|the time of|the details for|information on) (my|the) {event} [{on}] => calendar.search words={event} when={on}
(check|look at|look up|see|go through) my <cal> [for {when}|for {event}|{on}] => calendar.search when={when}+{on} words={event}
(check|see|tell me|verify) (if|whether) i('m free| am busy| have anything| have {a_event}| am available) [{on}] => calendar.search words={event} when={on}
?(when|what day) is {person}'s birthday party => calendar.search people={person}
?what (reminders|alerts) (do i have|are set) [{on}] => calendar.search when={on}
<book> ({a_event}|my {event}|the {event}|{event}) [{on}] [with {person}] [at {place}] => calendar.create title={event} when={on} place={place} attendees={person}
<book> ({a_event}|{event}) (at|in) {place} {on} [with {person}] => calendar.create title={event} when={on} place={place} attendees={person}
<book> ({a_event}|{event}) with {person}, {person2} and {person3} {on} => calendar.create title={event} when={on} attendees={person}+{person2}+{person3}
<book> ({a_event}|{event}) for {length} {on} => calendar.create title={event} when={on}
<book> (an event|an appointment|a new event|a calendar entry|something|a reminder|a meeting) [{on}] [on|to|in my <cal>] => calendar.create when={on}
<book> (an event|a reminder|an entry) (for|called|titled|about) {event} [{on}] => calendar.create title={event} when={on}
?{event} {on} [at {place}] [with {person}] => calendar.create title={event} when={on} place={place} attendees={person}
?{event} with {person} {on} [at {place}] => calendar.create title={event} when={on} place={place} attendees={person}
?{on} {event} [with {person}] => calendar.create title={event} when={on} attendees={person}
?reminder [to|:] {chore} [{on}] => calendar.create title={chore} when={on}
?reminder (for|about) (my|the) {event} [{on}] => calendar.create title={event} when={on}
?(i need to remember to|i must not forget to|don't let me forget to|i have to remember to|i can't forget to|make sure i remember to) {chore} [{on}] => calendar.create title={chore} when={on}
?i (need|want|would like|'d like) (a reminder|to be reminded) (to {chore}|about {event}|of the {event}) [{on}] => calendar.create title={chore}+{event} when={on}
?i need {a_event} (with {person}|{on}|with {person} {on}) => calendar.create title={event} when={on} attendees={person}
(remind|alert|notify|ping|nudge|tell|warn) me [{on}] (to {chore}|about the {event}|that i have {a_event}|when it's time to {chore}|it's time to {chore}) => calendar.create title={chore}+{event} when={on}
(remind|alert|notify) me (to {chore}|about my {event}|of my {event}) {on} => calendar.create title={chore}+{event} when={on}
(set|create|make|add|put) (a reminder|a notification|an alert|a recurring reminder) [{on}] (to {chore}|for {event}|for {chore}|that i have to {chore}) => calendar.create title={chore}+{event} when={on}
(set|create|make) (a reminder|reminder|an alert) for {on} [to {chore}] => calendar.create title={chore} when={on}
(repeat|set|make) [the|my|a] {event} {on} => calendar.create title={event} when={on}
?(i have|i've got|there is|we have|i'll have) {a_event} {on} [at {place}] (remind me|put it in my <cal>|add it|) => calendar.create title={event} when={on} place={place}
?(i'm meeting|i'm seeing|i'm having lunch with) {person} {on} [at {place}] (put it in|add it to my <cal>|) => calendar.create when={on} place={place} attendees={person}
?{person} and i (have|are having) {a_event} {on} => calendar.create title={event} when={on} attendees={person}
?{person}'s birthday is {on} (remind me|save it|put it in my <cal>) => calendar.create when={on}
(mark|block|block off|save|reserve|hold) {when} (for {event}|as busy|on my <cal>) => calendar.create title={event} when={when}
(invite|ask|bring) {person} and {person2} to {a_event} [{on}] => calendar.create title={event} when={on} attendees={person}+{person2}
?(my|the) {event} (is|has been|got|was) (moved|rescheduled|postponed|pushed) to {when} => calendar.move event={event} when={when}
?(my|the) {event} is {on} now [not {when2}] => calendar.move event={event} when={on}
(move|reschedule|shift|push|change) (my|the) {event} from {when} to {when2} => calendar.move event={event}+{when} when={when2}
(change|update|modify) the (time|date|day) of (my|the) {event} [to {when}] => calendar.move event={event} when={when}
?(i need to|we have to|can i|let's) (move|reschedule|postpone|push back) (my|the) {event} [to {when}] => calendar.move event={event} when={when}
?(my|the) {event} (will be|takes place|is now) at {place} => calendar.update event={event} place={place}
(add|invite|include) {person} and {person2} to (my|the) {event} => calendar.update event={event} attendees={person}+{person2}
<cancel> (my|the|that|this|all my|all the) [next|upcoming|last] ({event}|{eventon}|{eventwith}) [from my <cal>|please] => calendar.cancel event={event}+{eventon}+{eventwith}
<cancel> (all|every|all of) [my|the] (events|meetings|appointments|reminders|plans) [for {when}|{on}|with {person}] => calendar.cancel event={when}+{on}+{person}
<cancel> (my next|the next|this|that|the last|an|the) (event|meeting|appointment|reminder) [on|from my <cal>] => calendar.cancel
<cancel> (everything|anything|whatever) (on my <cal>|i have|i had planned|scheduled) [{on}|for {when}] => calendar.cancel event={on}+{when}
<cancel> {person}'s {event} [from my <cal>] => calendar.cancel event={event}
?(my|the) {event} (is off|got cancelled|isn't happening|has been cancelled|fell through) => calendar.cancel event={event}
?(i'm not going|i can't make it|i won't be able to go) to (my|the) {event} [{on}] (remove it|cancel it|take it off|delete it) => calendar.cancel event={event}+{on}
?(i don't need|no need for) the (reminder|alert) (to {chore}|for {event}|about {event}) [anymore] => calendar.cancel event={chore}+{event}
(clear|empty|wipe|erase|reset) my [whole|entire] <cal> [for {when}|{on}] => calendar.cancel event={when}+{on}
?(any|what are the|show me) (free slots|openings|gaps|free times) [in my <cal>] [{on}] => calendar.free when={on}
?(what's|when is) (a good time|the next free slot|my next opening) (for {length}|to meet|{on}) => calendar.free when={on} length={length}
<show> (my|the|all my|our) ({list} list|lists|to do list|list|list of {list}|tasks|todos|{list} lists) => tasks.search list={list}
?(what's|what is|what are|what all is) (on|in|the items on|left on|the things on) (my|the|our) ({list} list|list|to do list|lists) => tasks.search list={list}
?(do i have|have i got|did i put|is there|are there|have i added) ({grocery}|any {grocery}|{thing}) (on|in) (my|the) ({list} list|list) => tasks.search words={grocery}+{thing} list={list}
?(is|are) {grocery} (on|in|already on) (my|the) ({list} list|list) => tasks.search words={grocery} list={list}
?(how many|how much) (items|things|tasks|entries|lists) (do i have|are) (on my {list} list|left|on my list|) => tasks.search list={list}
?(what|which) (lists|tasks|items) (do i have|are there|are available|have i made|are open|are left|are due {period}) => tasks.search due={period}
?(what do i need|what should i get|what am i supposed to get|what do we need) (to buy|from the store|at the shop|to get) => tasks.search
?(what tasks|what|anything) (is|are|do i have) (due|to finish|to get done) {on} => tasks.search due={on}
?{list} list [please] => tasks.search list={list}
(check|look at|go to|search|find) (my|the|our) ({list} list|list) [for {grocery}] => tasks.search words={grocery} list={list}
(check|see|tell me) if (i put|i have|there is|we have) {grocery} on (my|the) ({list} list|list) => tasks.search words={grocery} list={list}
<put> ({thing}|some {grocery}|more {grocery}) (to|on|in|onto|into) <list> ({list} list|list|to do list|list of {list}) => tasks.add title={thing}+{grocery} list={list}
<put> {thing} (to|on) {day}'s (to do list|list|tasks) => tasks.add title={thing} due={day}
?what is {period}'s (schedule|agenda|plan|program) => calendar.search when={period}
<cancel> {period}'s ({event}|meetings) => calendar.cancel event={period}+{event}
(remind me about|add|schedule) {period}'s {event} => calendar.create title={event} when={period}
<put> {grocery} and {grocery2} (to|on|in) <list> ({list} list|list) => tasks.add title={grocery}+{grocery2} list={list}
<put> {grocery}, {grocery2}[, {grocery3}] and {grocery4} (to|on) <list> ({list} list|list) => tasks.add title={grocery}+{grocery2}+{grocery3}+{grocery4} list={list}
<put> (to|on|in) <list> {list} list [:] {thing} => tasks.add title={thing} list={list}
<put> (something|an item|a new item|items|another item) (to|on|in) <list> ({list} list|list) => tasks.add list={list}
?{grocery} (on|to|for) (the|my) ({list} list|list) => tasks.add title={grocery} list={list}
?{thing} goes on (the|my) {list} list => tasks.add title={thing} list={list}
?(i'm|we're) (out of|almost out of|low on|running low on|all out of) {grocery} (put it on the list|add it to the {list} list|) => tasks.add title={grocery} list={list}
?(we need to|i need to|i have to|i should|don't forget to) (buy|get|pick up|grab) {grocery} [and {grocery2}] => tasks.add title={grocery}+{grocery2}
?(i|we) need {grocery} on (the|my) ({list} list|list) => tasks.add title={grocery} list={list}
?(task|todo|to do|new task|new todo) [:] {chore} [by {when}|{on}] => tasks.add title={chore} due={when}+{on}
<put> {chore} (to|on|in) my (to do list|todo list|todos|tasks|to dos) [for {when}|{on}] => tasks.add title={chore} due={when}+{on}
(make|create|start|begin|open|set up|prepare|generate|build) [me] (a|a new|another|one) ({list} list|list|list for {list}|list of {list}|list called {list}|checklist|list named {list}) => tasks.add list={list}
(make|create|start) a list of (things to do|what i need|{thing}) [{on}] => tasks.add title={thing}
?(i want|i need|i'd like) (a|a new) ({list} list|list|list for {list}) => tasks.add list={list}
<off> ({thing}|the {grocery}) (from|off|off of|out of) <list> ({list} list|list|to do list) => tasks.done task={thing}+{grocery} list={list}
<off> {grocery} and {grocery2} (from|off) <list> ({list} list|list) => tasks.done task={grocery}+{grocery2} list={list}
<off> (the first item|the last item|an item|everything|that|this item|all items) (from|off|on) <list> ({list} list|list) => tasks.done list={list}
(delete|remove|clear|empty|erase|trash|discard|wipe|get rid of|throw out) (my|the|that|this|all my|a) ({list} list|list|lists|list of {list}) => tasks.done list={list}
?i (don't|no longer) need (the {list} list|{grocery}|to {chore}) [anymore] => tasks.done task={grocery}+{chore} list={list}
?i (already|just) (bought|got|picked up) {grocery} [take it off the list|remove it|] => tasks.done task={grocery}
?(i did|i've done|i'm finished with|finished|completed|done with) {chore} => tasks.done task={chore}
(cross|check|tick|mark) off {thing} [on|from my {list} list] => tasks.done task={thing} list={list}
(cross|check|tick) {thing} off [my|the] [{list} list|list] => tasks.done task={thing} list={list}
(mark|set) (the task|) {thing} [on my {list} list] (as done|as complete|done|completed) => tasks.done task={thing} list={list}
<find> {person}'s (address|email|email address|contact|phone number|number|birthday|details|info|contact information|mobile number|work number|home address) => contacts.search name={person}
<find> (the|) (address|email|contact|number|phone number|contact info|details|birthday|email address) (of|for) {person} => contacts.search name={person}
<find> {person} in my (contacts|address book|phone book|contact list) => contacts.search name={person}
?{person}'s (address|email|number|phone number|birthday|contact|contact info|cell) => contacts.search name={person}
?(what's|what is|do you have|do you know|do i have|give me) (the|a|an|) (number|email|email address|phone number|address|birthday|contact) (for|of) {person} => contacts.search name={person}
?(where|how) (does {person} live|can i reach {person}|do i contact {person}|can i contact {person}|do i get in touch with {person}) => contacts.search name={person}
?when is {person}'s birthday => contacts.search name={person}
?(how many|which|what) contacts (do i have|are in my address book|are named {person}|start with a) => contacts.search name={person}
?(is|are) {person} (in my contacts|in my address book|saved in my phone) => contacts.search name={person}
?i (need|want) {person}'s (address|email|number|contact|phone number) => contacts.search name={person}
?{person} where do they (live|work) => contacts.search name={person}
(open|show|go to|list) [me] (the|my|all) (contact|contacts|contact list|address book|phonebook) [of {person}|for {person}] => contacts.search name={person}
(add|save|put|store|create|make|enter) {person} (to|in|into|as) (my contacts|my address book|a contact|my contact list|a new contact|my phone book) [with {addr}] => contacts.add name={person} address={addr}
(add|save|put|store) {addr} (to|in) (my contacts|my address book|my contact list|{person}'s contact) => contacts.add name={person} address={addr}
(add|save|store|put) (this|the|that|a new|new|an) (email|email address|contact|person|address|sender) (to|in) my (contacts|address book|contact list) [for {person}] => contacts.add name={person}
(create|make|add|set up) [a] new contact [for {person}|named {person}|{person} {addr}] => contacts.add name={person} address={addr}
?(new contact|contact) [:] {person} {addr} => contacts.add name={person} address={addr}
?{addr} (is|belongs to) {person} [save it] => contacts.add name={person} address={addr}
?{person} has a new (email|address) [it's {addr}|: {addr}] => contacts.add name={person} address={addr}
<order> {food} [from {shop}|at {shop}|on {shop}] [for {when}] => purchase.search item={food} merchant={shop}
<order> {food} and {food2} [from {shop}] => purchase.search item={food}+{food2} merchant={shop}
<order> [a|some] (takeout|takeaway|delivery|take out|food|dinner|lunch) [from {shop}|at {shop}] => purchase.search merchant={shop}
(place|make|start|put in) (an order|a takeaway order|a delivery order|an order) [for {food}] [at {shop}|from {shop}|with {shop}] => purchase.search item={food} merchant={shop}
(reorder|order again) {food} [from {shop}] => purchase.search item={food} merchant={shop}
(call|phone) {shop} (and|to) order {food} => purchase.search item={food} merchant={shop}
?(i'm hungry|i feel like|i'm craving|i could go for|let's have|let's get|i'm in the mood for) {food} [from {shop}|order it|] => purchase.search item={food} merchant={shop}
?(how much does|what does) {food} cost [at {shop}|on {shop}] => purchase.search item={food} merchant={shop}
?(where can i|can you) (get|buy|find|order) {food} [under {money}|for less than {money}|from {shop}] => purchase.search item={food} total={money} merchant={shop}
?{food} (from|at|delivery from|to go from) {shop} => purchase.search item={food} merchant={shop}
?{food} (to go|delivery|takeaway) => purchase.search item={food}
<find> [my|the|all|any] (files|documents|pdfs) (about|on|called|named|mentioning) {topic} [from {period}] => files.search words={topic} when={period}
?where (is|are|did i put|did i save) [the|my] [file|document] {file} => files.search words={file}
?(do i have|is there) a (file|document|pdf) (about|on|called) {topic} => files.search words={topic}
?i'm looking for [the file] {file} => files.search words={file}
?(what's|what is) in {folder} => files.list folder={folder}
(show|list) [me] (everything|what is|what's) in (my|the) {folder} (folder|directory) => files.list folder={folder}
?what (is written|is|does it say) in {file} => files.read files={file}
(read|summarize|show) [me] (the contents of|what is in|) {file} => files.read files={file}
(append|add|jot) {body} to {file} => files.write file={file} text={body}
?{file} (belongs in|should go to|goes in) {folder} => files.move files={file} to={folder}
?i don't need the (file|document) {file} [anymore] => files.trash files={file}
?(i'm coming|i'll be there|i will attend|count me in) to {person}'s {event} accept the invitation => mail.search people={person} words={event} ; calendar.answer message=$1 answer=accept
(answer|reply|say|respond) {rsvp} to (the invitation from {person}|{person}'s invitation|the {event} invitation) => mail.search people={person} words={event} ; calendar.answer message=$1 answer={rsvp}
(download|save|get|keep) (the attachments|the files|the pictures|the attached files) [from {person}|{person} sent|from the mail about {topic}] [to {folder}|in {folder}] => mail.search people={person} words={topic} ; mail.save messages=$1 to={folder}
(pull up|bring up|open) {person} [in|from] [my contacts] => contacts.search name={person}
tell me about {person} in my contacts => contacts.search name={person}
(contact|reach) {person} => contacts.search name={person}
?(what's|what is) {person}'s (landline|landline number|work address|cell number|last name|home phone|relation to me|age|job) => contacts.search name={person}
?(where|who) does {person} work [for|at] => contacts.search name={person}
(tell me|give me) the (landline|mobile|phone|contact) number [of {person}] => contacts.search name={person}
?how (can|do) i (contact|reach|call|get hold of) (this person|{person}) => contacts.search name={person}
?(does|has) {person} (have|got) (an email|a phone number|another number) => contacts.search name={person}
?what time (am i supposed to|am i meant to|do i have to|should i) (see|meet|call|be at|pick up) ({person}|the {event}) [{on}] => calendar.search people={person} words={event} when={on}
?have you (added|put|scheduled|saved) (the|my|a) {event} [with {person}] [{on}] => calendar.search words={event} people={person} when={on}
?who (should i expect|will be|is going to be|is scheduled) (at|for) the {event} [{on}] => calendar.search words={event} when={on}
?am i (on vacation|on leave|working|off|traveling|double booked) {on} => calendar.search when={on}
?(what's|what is) (my|the) (next|first|last) (event|meeting|appointment|thing) [{on}] => calendar.search when={on}
?(tell me|what is) (what's happening|what i have to do|what i should do|what is planned) {on} => calendar.search when={on}
?(is there|do i have) (anything|something) (else|important|urgent) (coming up|to be aware of|i should know) [{on}] => calendar.search when={on}
?(where|when) (do i have to be|should i be|am i going) {on} => calendar.search when={on}
(search|find) (my|the) <cal> for {event} [{on}] => calendar.search words={event} when={on}
(call|phone|contact) {shop} [restaurant] (for a takeaway|to order|for delivery|and get {food}) => purchase.search merchant={shop} item={food}
?i need (two pizzas|some dinner|{food}) [now|from {shop}] => purchase.search item={food} merchant={shop}
?(what's|what is|give me|any) (the best|the cheapest|good) {food} (deals|near me|that delivers|place) => purchase.search item={food}
?(home delivery|delivery|takeaway) (for|of) {food} from {shop} => purchase.search item={food} merchant={shop}
?from {shop} (i want|home delivery of|order) {food} => purchase.search item={food} merchant={shop}
(find|show) [me] {food} (delivery|takeaway|to order) (near me|around here|from {shop}) => purchase.search item={food} merchant={shop}
(order|get) (the usual|my usual|a meal|something good) from (a nice restaurant|{shop}) => purchase.search merchant={shop}
(send|write) (a thank you|a birthday|an apology|a reminder|a follow up|a congratulations) (email|mail|note) to {person} [about {topic}] => mail.send to={person} subject={topic}
(send|email) {topic} to {person} [by email|via email] => mail.send to={person} subject={topic}
send {person} and {person2} (an email|a message) [about {topic}|saying {body}] => mail.send to={person}+{person2} subject={topic} body={body}
(send|write) (an email|email) to (my) {person} (ask|ask them|telling them|that says) [if|to] {body} => mail.send to={person} body={body}
(add|save|put) (an email|email|the address|{addr}) to (an existing contact|{person}'s contact information|{person}) => contacts.add name={person} address={addr}
(change|update) {person}'s (email|address|number) in my (phonebook|contacts) [to {addr}] => contacts.add name={person} address={addr}
(save|add) the contact (information|details) (for|of) ({person}|{addr}) => contacts.add name={person} address={addr}
(open|open up) (contacts|my contacts) and add {person} [{addr}] => contacts.add name={person} address={addr}
(count|tell me) the (number of|) items on (the|my) {list} list => tasks.search list={list}
(give me|tell me|what are) the (names|titles) of my lists => tasks.search
?what (lists|other lists) do (you|i) have [right now|on you|saved] => tasks.search
?what (were|are) the last (lists|items|things) i (made|added) => tasks.search
(show|read|display) [the|all] (list items|items|entries) [on my {list} list] => tasks.search list={list}
?(what else|anything else|what more) (is|do i have) on (the|my) ({list} list|list) => tasks.search list={list}
(delete|remove|erase) (that|this|the first|the last|the second) (item|entry|thing) [on|from] [my {list} list] => tasks.done list={list}
(remove|delete) item (one|two|three|four) [from my {list} list] => tasks.done list={list}
?i don't (want|need) {grocery} [anymore|on the list] => tasks.done task={grocery}
(flag|mark) {when} as my (holiday|day off|vacation) => calendar.create when={when}
tell me [{on}] to {chore} => calendar.create title={chore} when={on}
(set|put|save) {person}'s (birthday|{event}) (for|on) {when} => calendar.create when={when}
?{when} is (my|the) {event} (place this on the <cal>|save the date|add it) => calendar.create title={event} when={when}
?(attend|go to) {event} {on} => calendar.create title={event} when={on}
(turn on|activate|enable) [your|a] reminders for (my|the) {event} [{on}] => calendar.create title={event} when={on}
(send|give) me (a notification|an alert|a reminder) (for|about|before) (my|the) {event} [{on}] => calendar.create title={event} when={on}
?we('re| are) (having|planning) {a_event} {on} [at {place}] => calendar.create title={event} when={on} place={place}
(cancel|delete|remove) my {clock} {event} => calendar.cancel event={clock}+{event}
(cancel|delete|remove) (the|my) {event} (on|scheduled for|for) {when} => calendar.cancel event={event}+{when}
(take|strike) {event} (out of|off) (my|the) <cal> => calendar.cancel event={event}
(check|search|look in) [my] (email|inbox|mail) for {topic} [from {person}|sent by {person}] => mail.search words={topic} people={person}
?(has|did) the <mail> (from {person}|about {topic}) (come|arrive|arrived|get here) [yet] => mail.search people={person} words={topic}
?(any important|do i have any important|what are my) (notifications|mails|emails) [{period}] => mail.search when={period}
?(what's|what is) my (recent|latest) <mail> [activity] => mail.search
?(who|what) was i (emailed by|emailed about|written about) {period} => mail.search when={period}
?is the <mail> from {person} about {topic} => mail.search people={person} words={topic}
<find> the <mail> where {person} (mentions|talked about|sent|gave) {topic} => mail.search people={person} words={topic}
?(did|has) anyone (email me|write to me|reply|written|replied) [about {topic}|since {period}|{period}] => mail.search words={topic} when={period}
?(nobody|no one) (wrote|emailed) [me] [since {period}] => mail.search when={period}
ask {person} (to|if they can|whether they could) {chore} [{on}] [by email] => mail.send to={person} body={chore}
?(a|just a|one) (quick|short|small) <mail> to {person} (to {chore}|about {topic}|: {body}) => mail.send to={person} subject={topic} body={chore}+{body}
?can you (tell|let) {person} [know] (that|) {body} [by email] => mail.send to={person} body={body}
?(gotta|i've got to|got to|i must|i better) {chore} [{on}] (remind me|put it in my <cal>|don't let me forget) => calendar.create title={chore} when={on}
(give me a heads up|warn me|poke me) (before|about) (my|the) {event} [{on}] => calendar.create title={event} when={on}
(squeeze in|slot in|throw in|fit in|stick in) {a_event} [with {person}] {on} => calendar.create title={event} when={on} attendees={person}
?(is there|have i got|got) (something|anything) {on} => calendar.search when={on}
?what('s| is) (waiting for me|in store|in the diary|the plan) {on} => calendar.search when={on}
?when('s| is) (my|the|that) {event} again => calendar.search words={event}
?where('s| is) my next (meeting|appointment) => calendar.search
(forget about|ditch|skip|axe|bin) (the|my) {event} [{on}] => calendar.cancel event={event}+{on}
?i('m| am) not (going to|doing) (the|my) {event} [{on}] [anymore|after all] => calendar.cancel event={event}+{on}
(push|move) (my|the) {event} (back|forward) [by] (an hour|one day|a week) => calendar.move event={event}
?(do i|have i) still have (stuff|things|tasks|chores) to do [{on}] => tasks.search due={on}
?what('s| is) left [to do|to buy|on the list] [{on}] => tasks.search due={on}
?(got|you got|do we have) {person}'s (number|address|email|details) => contacts.search name={person}
?(shall we|why don't we|could we) (order|get) {food} [{on}] [from {shop}] => purchase.search item={food} merchant={shop}
(see if you can find|hunt for|look around for|shop for) {food} [under {money}|on {shop}] => purchase.search item={food} total={money} merchant={shop}
"""
