"""English requests as templates, one a line: `words => tool arg={slot} … ; second tool …`.

`(a|b)` chooses, `[x]` may be left out, and an argument whose slot was left out goes with it. A
line that starts with `?` is not an order, so nothing polite is put before it.
"""

# ruff: noqa: E501  (one template a line)

from __future__ import annotations

from .phrasings_english import PHRASINGS

MACROS = {
    "mails": "(mails|emails|messages|mail|e-mails|email)",
    "mail": "(mail|email|message|e-mail)",
    "find": "(find|show me|look for|get|search for|list|open|check|pull up|bring up|fetch|look up|give me|display|see|view|go to)",
    "show": "(show me|show|list|tell me|read|read me|open|display|give me|pull up|check|see|bring up|go over|let me see|let me know)",
    "cal": "(calendar|agenda|schedule|diary|planner)",
    "put": "(add|put|write|include|stick|place|insert|note|jot down|throw|get|append)",
    "off": "(remove|delete|take|cross|strike|scratch|erase|drop|clear|eliminate|cut)",
    "book": "(add|create|put|schedule|book|set up|plan|make|set|arrange|enter|pencil in|organise|save|mark|log)",
    "cancel": "(cancel|delete|remove|call off|drop|scrap|erase|clear|take off|get rid of|wipe|eliminate)",
    "send": "(send|write|compose|shoot|fire off|create|type|start|draft up)",
    "order": "(order|buy|get|get me|purchase|order me|find me|grab|pick up|place an order for|find and order)",
    "list": "(my|the|our|a)",
    "say": "(saying|saying that|that says|and say|and tell them|to say|telling them|and let them know|stating|with the message)",
}

PLAIN = """
(find|show me|look for|get|search for|list|open|check) [all|the|my|any] (mails|emails|messages|mail) from {person} [about {topic}] [{in} {mailbox}] => mail.search people={person} words={topic} mailbox={mailbox}
(find|show me|search|look for) [the|my] (mails|emails|messages|mail) about {topic} [from {period}] => mail.search words={topic} when={period}
(find|show me|pull up) [the|that] (mail|email|message) (about|on|regarding|with) {topic} => mail.search words={topic}
(show|check|open|list) [me] [my] (new|unread|latest|recent) (mails|emails|messages|mail) [from {person}] => mail.search people={person}
(check|open|refresh|show) my (inbox|email|mail|emails|messages) [from {period}] => mail.search when={period}
(show|list|what is in|open) [me] the (mails|messages|emails) in {mailbox} [from {person}] => mail.search people={person} mailbox={mailbox}
?(do i have|have i got|are there|did i get) (any|new|unread) (mail|emails|messages|email) [from {person}] [about {topic}] => mail.search people={person} words={topic}
?did {person} (write|email|answer|reply|write back) [to me] [about {topic}] [{period}] => mail.search people={person} words={topic} when={period}
?has {person} (sent|written) me (anything|an email|something) [about {topic}] => mail.search people={person} words={topic}
?what did {person} (write|say|send) [me] [about {topic}] [{period}] => mail.search people={person} words={topic} when={period} ; mail.read messages=$1
?(any|is there any) (mail|email|news|message) from {person} => mail.search people={person}
?who (emailed|wrote|mailed) me [about {topic}] [{period}] => mail.search words={topic} when={period}
(read|summarise|summarize|read out) [me] [the|my] (last|latest|new) (mail|email|message) [from {person}] [about {topic}] => mail.search people={person} words={topic} ; mail.read messages=$1
(read|summarise|summarize|read me) (the|all|my) (mail|mails|emails|messages) from {person} [{period}] => mail.search people={person} when={period} ; mail.read messages=$1
read {person}'s (mail|email|last message|message) [about {topic}] [to me] => mail.search people={person} words={topic} ; mail.read messages=$1
(read|open|read me) {mid} => mail.read messages={mid}
(mark|flag) {mid} as {flag} => mail.flag messages={mid} flag={flag}
(move|file|put) {mid} (to|in|into) {mailbox} => mail.move messages={mid} to={mailbox}
(delete|trash) {mid} => mail.trash messages={mid}
(mark|flag|set) (all|the|every|any) (mails|emails|messages|mail) from {person} [about {topic}] as {flag} => mail.search people={person} words={topic} ; mail.flag messages=$1 flag={flag}
(mark|flag) the (mail|email|message|mails) about {topic} as {flag} => mail.search words={topic} ; mail.flag messages=$1 flag={flag}
(mark|flag) {person}'s [last] (mail|email|message|messages) as {flag} => mail.search people={person} ; mail.flag messages=$1 flag={flag}
(mark|flag) everything in {mailbox} as {flag} => mail.search mailbox={mailbox} ; mail.flag messages=$1 flag={flag}
(move|file|put) (all|the|every) (mails|emails|messages|mail) from {person} [about {topic}] (to|into|in) {mailbox} => mail.search people={person} words={topic} ; mail.move messages=$1 to={mailbox}
(move|file|put) (everything|all mails|the emails|what i got) about {topic} (to|into|in) {mailbox} => mail.search words={topic} ; mail.move messages=$1 to={mailbox}
(move|file) {person}'s (mails|emails|messages|last email) (to|into) [the] {mailbox} [folder|mailbox] => mail.search people={person} ; mail.move messages=$1 to={mailbox}
(archive|file away) (all|the) (mails|emails|messages) from {person} in {mailbox} => mail.search people={person} ; mail.move messages=$1 to={mailbox}
(delete|trash|remove|throw away|get rid of) (all|the|every) (mails|emails|messages|mail) from {person} [about {topic}] [from {period}] => mail.search people={person} words={topic} when={period} ; mail.trash messages=$1
(delete|trash|bin) the (mail|email|message) about {topic} => mail.search words={topic} ; mail.trash messages=$1
(delete|trash|empty) (everything|all mails|all messages) in {mailbox} => mail.search mailbox={mailbox} ; mail.trash messages=$1
(send|write|compose|shoot) [an] (email|mail|message|e-mail) to {person} => mail.send to={person}
(send|write|compose|create|start) (an email|a mail|a message|an e-mail|a new email|mail) => mail.send
(send|write|compose) {person} (an email|a mail|a message|a note) [about {topic}] => mail.send to={person} subject={topic}
(send|write|compose) (an email|a mail|a message) to {person} about {topic} [saying {body}] => mail.send to={person} subject={topic} body={body}
(send|write) (an email|a mail|a message|a note) to {person} (saying|saying that|that says|to say) {body} => mail.send to={person} body={body}
(email|mail|message|write) {person} [that|saying|and say] {body} => mail.send to={person} body={body}
(email|mail|write) {person} about {topic} => mail.send to={person} subject={topic}
(email|mail|write to) {person} and {person2} [that|saying] {body} => mail.send to={person}+{person2} body={body}
(tell|let) {person} [know] [by email|by mail] [that] {body} => mail.send to={person} body={body}
(send|forward|write) (an email|a mail|it) to {addr} [about {topic}] [saying {body}] => mail.send to={addr} subject={topic} body={body}
(email|write to) {addr} [and {addr2}] (saying|that) {body} => mail.send to={addr}+{addr2} body={body}
send {topic} to {addr} => mail.send to={addr} subject={topic}
send an email to {person} with the subject {topic} [and the text {body}] => mail.send to={person} subject={topic} body={body}
(draft|prepare a draft of|start a draft of) (an email|a mail|a message) to {person} [about {topic}] [saying {body}] => mail.draft to={person} subject={topic} body={body}
(draft|write a draft) (a mail|an email|a note|a message) to {addr} [about {topic}] [saying {body}] => mail.draft to={addr} subject={topic} body={body}
(write|prepare|make|create) a draft (to|for) {person} [about {topic}] => mail.draft to={person} subject={topic}
draft something for {person} about {topic} but don't send it => mail.draft to={person} subject={topic}
(reply to|answer|respond to) {person}'s [last|latest] (mail|email|message) [about {topic}] (saying|saying that|that|with) {body} => mail.search people={person} words={topic} ; mail.reply message=$1 body={body}
(reply to|answer|respond to) the [last|latest] (mail|email|message) from {person} [about {topic}] [saying {body}] => mail.search people={person} words={topic} ; mail.reply message=$1 body={body}
(reply to|answer) the (mail|email|message) about {topic} [saying {body}] => mail.search words={topic} ; mail.reply message=$1 body={body}
(reply to|answer) {mid} (saying|with|that) {body} => mail.reply message={mid} body={body}
(reply to|answer) every (mail|message) from {person} (saying|with) {body} => mail.search people={person} ; mail.reply message=$1 body={body} each=$1
(draft|prepare) (a reply|an answer|a response) to {person}'s [last] (mail|email|message) [about {topic}] [saying {body}] => mail.search people={person} words={topic} ; mail.reply_draft message=$1 body={body}
(draft|prepare|write a draft of) (a reply|an answer) to the (mail|email) about {topic} [saying {body}] => mail.search words={topic} ; mail.reply_draft message=$1 body={body}
(draft a reply|prepare an answer) to {mid} [saying {body}] => mail.reply_draft message={mid} body={body}
(show|check|open|list|tell me|read) [me] (my|the) (calendar|agenda|schedule|appointments|events) [for {when}] => calendar.search when={when}
(show|find|list|look up) [me] my (meetings|events|appointments) with {person} [{on}] => calendar.search when={on} people={person}
(find|look up|show me) [the|my] {event} [{on}] [in my calendar] => calendar.search words={event} when={on}
?(what's|what is) on my (calendar|agenda|schedule) [for] [{when}] => calendar.search when={when}
?what (do i have|have i got) [planned|scheduled|going on] {when} => calendar.search when={when}
?(when|what time) is (my|the) [next] {event} [with {person}] => calendar.search words={event} people={person}
?(am i|will i be) (free|busy|available) {on} => calendar.search when={on}
?do i have (anything|something|a meeting|plans|an appointment) {on} => calendar.search when={on}
?(where is|who is coming to|how long is) (my|the) {event} [{on}] => calendar.search words={event} when={on}
?(when do i|when will i) (see|meet) {person} => calendar.search people={person}
?is there ({a_event}|any {event}) [{on}] => calendar.search words={event} when={on}
(add|create|put|schedule|book|set up|plan|make) ({a_event}|my {event}|the {event}) [{on}] [to my calendar|in my calendar] => calendar.create title={event} when={on}
(add|schedule|book|plan|set up) {a_event} {on} [at {place}] => calendar.create title={event} when={on} place={place}
(schedule|book|set up|plan|arrange|organise) {a_event} with {person} [{on}] [at {place}] => calendar.create title={event} when={on} place={place} attendees={person}
(schedule|book|plan) {a_event} with {person} and {person2} {on} => calendar.create title={event} when={on} attendees={person}+{person2}
(schedule|book|plan) {a_event} {on} with {person} [at {place}] => calendar.create title={event} when={on} place={place} attendees={person}
(invite|ask) {person} to {a_event} [{on}] => calendar.create title={event} when={on} attendees={person}
invite {addr} to {a_event} [{on}] [at {place}] => calendar.create title={event} when={on} place={place} attendees={addr}
(remind me|set a reminder|create a reminder|give me a reminder) to {chore} [{on}] => calendar.create title={chore} when={on}
remind me {on} to {chore} => calendar.create title={chore} when={on}
(remind me|set a reminder|notify me|alert me) (of|about|for) (my|the) {event} [{on}] => calendar.create title={event} when={on}
(block|reserve|keep) {when} for {event} => calendar.create title={event} when={when}
(block|reserve) (my calendar|time|some time) {on} => calendar.create when={on}
(create|add|schedule|book) (an event|a meeting|an appointment) (called|named) {event} {on} => calendar.create title={event} when={on}
(add|create|schedule) (an event|an appointment|something) [to my calendar] => calendar.create
?i have {a_event} {on} => calendar.create title={event} when={on}
(move|reschedule|shift|push|postpone|change|bring forward) (my|the) {event} to {when} => calendar.move event={event} when={when}
(move|reschedule|postpone|push back) (my|the) {eventwith} to {when} => calendar.move event={eventwith} when={when}
(move|reschedule) {eid} to {when} => calendar.move event={eid} when={when}
(reschedule|postpone|move|delay) (my|the) {event} => calendar.move event={event}
?can we (move|push) (my|the) {event} to {when} => calendar.move event={event} when={when}
(change|set|update) the (place|location|venue) of (my|the) {event} to {place} => calendar.update event={event} place={place}
move the {event} to {place} instead => calendar.update event={event} place={place}
(rename|change the name of|change the title of|retitle) (my|the) {event} to {event2} => calendar.update event={event} title={event2}
(add|invite) {person} to (my|the) {event} => calendar.update event={event} attendees={person}
(add|invite) {addr} to (my|the) {event} => calendar.update event={event} attendees={addr}
(update|change|edit) (my|the) {event} => calendar.update event={event}
(cancel|delete|remove|call off|drop|scrap) (my|the|that) {event} [from my calendar] => calendar.cancel event={event}
(cancel|delete|remove|clear) (my|the) {eventon} => calendar.cancel event={eventon}
(cancel|delete|call off) (my|the) {eventwith} => calendar.cancel event={eventwith}
(cancel|delete) {eid} => calendar.cancel event={eid}
(clear|empty|wipe) my (calendar|schedule|agenda) for {when} => calendar.cancel event={when}
(show|read|check|open|tell me|list) [me] my {list} list => tasks.search list={list}
(show|list|check) [me] (my|all my|the) (lists|tasks|to dos|todos) [due {period}] => tasks.search due={period}
?(what's|what is|what do i have) on my {list} list [for {period}] => tasks.search list={list} due={period}
?(do i have|did i put|is there|is) {grocery} on (my|the) {list} list => tasks.search words={grocery} list={list}
?(what do i have|what is left) to do [{period}] => tasks.search due={period}
?(what|which) lists do i have => tasks.search
?how many (items|things) are on (my|the) {list} list => tasks.search list={list}
?do i need to buy {grocery} => tasks.search words={grocery}
(add|put|write|include|stick) {thing} (to|on|onto) (my|the) {list} list => tasks.add title={thing} list={list}
(add|put) {grocery} and {grocery2} (to|on) (my|the) {list} list => tasks.add title={grocery}+{grocery2} list={list}
(add|put) {grocery}, {grocery2} and {grocery3} (to|on) (my|the) {list} list => tasks.add title={grocery}+{grocery2}+{grocery3} list={list}
(add|create) a (task|todo|to do) to {chore} [by {period}] => tasks.add title={chore} due={period}
(add|put) {chore} (to|on) my (todos|tasks|to dos) [for {period}] => tasks.add title={chore} due={period}
(create|make|start|begin|open) (a|a new) {list} list => tasks.add list={list}
(create|make|start) (a|a new) list [for me] => tasks.add
(create|make|start) a {list} list with {grocery} and {grocery2} => tasks.add title={grocery}+{grocery2} list={list}
?(i need|we need|we are out of|we ran out of) {grocery} => tasks.add title={grocery}
?note that i (must|have to|need to) {chore} [by {period}] => tasks.add title={chore} due={period}
?my {list} list needs {grocery} => tasks.add title={grocery} list={list}
(remove|delete|take|cross|strike|scratch|erase) {thing} (from|off) (my|the) {list} list => tasks.done task={thing} list={list}
(remove|take) {grocery} and {grocery2} (from|off) (my|the) {list} list => tasks.done task={grocery}+{grocery2} list={list}
(mark|set|tick|check off) {chore} [as done|as finished] => tasks.done task={chore}
?(i'm done with|i finished|i have done|done with) {chore} => tasks.done task={chore}
?i (bought|got) {grocery} [already] => tasks.done task={grocery}
(delete|remove|clear|empty|get rid of|erase) (my|the) {list} list => tasks.done list={list}
(delete|remove) (a|my|the|this) list => tasks.done
(find|show me|give me|look up|get me|pull up) [the] (address|email|contact|number|phone number|details) (of|for) {person} => contacts.search name={person}
(find|show me|give me|look up|get|tell me) {person}'s (address|email|email address|contact|phone number|number|birthday|details) => contacts.search name={person}
?(what's|what is) {person}'s (address|email|email address|phone number|number|birthday|home address) => contacts.search name={person}
?(do i have|have i got) (an address|a contact|an email|a number) for {person} => contacts.search name={person}
?(who is|where does) {person} [work|live] [in my contacts] => contacts.search name={person}
(show|list|open) [me] (my|all my) (contacts|address book) => contacts.search
(add|save|store) {addr} [to my contacts|as a contact] [for {person}] => contacts.add name={person} address={addr}
(add|save) {person} to my contacts [with {addr}] => contacts.add name={person} address={addr}
(save|store|remember|note) {addr} as {person} => contacts.add name={person} address={addr}
(add|create|save) a [new] contact (named|called|for) {person} [with the address {addr}] => contacts.add name={person} address={addr}
?{person}'s (address|email|new email) is {addr} => contacts.add name={person} address={addr}
(add|save) a new (contact|email address|address) => contacts.add
(order|buy|get|get me|purchase|order me|find me) {food} => purchase.search item={food}
(order|buy|get|get me) {food} (from|at) {shop} => purchase.search item={food} merchant={shop}
(order|buy|find|get me) {food} (for less than|under|for at most|below) {money} => purchase.search item={food} total={money}
(order|buy|find) {food} (from|at|on) {shop} (under|for less than) {money} => purchase.search item={food} merchant={shop} total={money}
(order|get) (food|something|takeout|dinner) from {shop} => purchase.search merchant={shop}
(i'd like to order|i want to buy|i want|i would like) {food} [from {shop}] => purchase.search item={food} merchant={shop}
?how much (is|are|for) {food} at {shop} => purchase.search item={food} merchant={shop}
?(can i get|does {shop} have) {food} => purchase.search item={food} merchant={shop}
?(when am i|when will i be) free [{when}] [for {length}] => calendar.free when={when} length={length}
(find|look for|find me) (a free slot|free time|an opening|some time) [of {length}] [{when}] => calendar.free when={when} length={length}
(find|find me) {length} {when} => calendar.free when={when} length={length}
?(when do i have|do i have) {length} [free] {when} => calendar.free when={when} length={length}
?(when could i|where can i) fit in {length} [{when}] => calendar.free when={when} length={length}
(accept|say yes to) {person}'s invitation [to the {event}] => mail.search people={person} words={event} ; calendar.answer message=$1 answer=accept
(accept|confirm) the invitation (to the {event}|from {person}) => mail.search people={person} words={event} ; calendar.answer message=$1 answer=accept
(decline|refuse|turn down|say no to) (the invitation from {person}|{person}'s invitation) [to the {event}] => mail.search people={person} words={event} ; calendar.answer message=$1 answer=decline
(decline|turn down) the invitation to the {event} => mail.search words={event} ; calendar.answer message=$1 answer=decline
(answer|reply) maybe to the invitation (from {person}|to the {event}) => mail.search people={person} words={event} ; calendar.answer message=$1 answer=tentative
(accept|say yes to) {mid} => calendar.answer message={mid} answer=accept
(decline|refuse) {mid} => calendar.answer message={mid} answer=decline
(save|store|download|put) the (attachment|attachments|file) (of|from) {mid} (in|to|into) {folder} => mail.save messages={mid} to={folder}
(save|store|download|keep) the (attachment|attachments|files) (of|from|in) {person}'s [last] (mail|email|message) [about {topic}] (to|in|into) [the] {folder} [folder] => mail.search people={person} words={topic} ; mail.save messages=$1 to={folder}
(save|store|download) the (attachment|attachments) of the (mail|email|message) about {topic} (to|in) [the] {folder} [folder] => mail.search words={topic} ; mail.save messages=$1 to={folder}
(list|show|show me|open) [all] [the|my] files (in|from) [the|my] {folder} [folder] => files.list folder={folder}
?(what's|what is|which files are) in [the|my] {folder} folder => files.list folder={folder}
(list|show me) my files => files.list
(find|look for|search for|where is) [the|my] file {file} => files.search words={file}
(find|look for|search) [my|the] (files|documents) (about|on|with) {topic} [from {period}] => files.search words={topic} when={period}
?(which|what) (files|documents) did i (change|edit|save|write) {period} => files.search when={period}
(show|list) me the (files|documents) from {period} => files.search when={period}
(read|open|show me|summarise|summarize) [me] the (file|document) {file} => files.read files={file}
(read|open) {file} [to me|for me] => files.read files={file}
?what does the (file|document) {file} say => files.read files={file}
(write|save|put|note) {body} (in|into|to) [the file] {file} => files.write file={file} text={body}
(create|make|write) a file [called|named] {file} (with|that says|saying) {body} => files.write file={file} text={body}
(create|make) a file (called|named) {file} => files.write file={file}
(move|put|file) [the file|the document] {file} (to|into|in) [the] {folder} [folder] => files.move files={file} to={folder}
(move|put) {file} and {file2} (to|into|in) [the] {folder} folder => files.move files={file}+{file2} to={folder}
rename [the file] {file} to {file2} => files.move files={file} to={file2}
(delete|trash|remove|throw away|bin) the (file|document) {file} => files.trash files={file}
(delete|trash|throw away) {file} (from my files|from my computer|from {folder}) => files.trash files={file}
(send|email|mail) [the file|the document] {file} to {person} => mail.send to={person} attachments={file}
(send|email) {person} [the file|the document] {file} [saying {body}] => mail.send to={person} body={body} attachments={file}
"""
PLANS = PLAIN + PHRASINGS
