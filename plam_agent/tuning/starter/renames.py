"""Other names, arguments and summaries under which an installation may offer a standard tool."""

# ruff: noqa: E501  (one tool a line)

from __future__ import annotations

# tool: names; arguments as key=name,name; summaries in English / French.
# fmt: off
RENAMES: dict[str, tuple[str, str, str, str]] = {
    "mail.search": ("inbox.find find_mail email.search courrier.chercher", "people=from,who,sender words=about,text,subject mailbox=folder,in when=date,period", "Search the owner's mail / Look for emails by sender, subject or date", "Chercher dans les mails / Trouver des courriels"),
    "mail.read": ("inbox.open read_mail courrier.lire", "messages=which,mails,ids", "Read emails aloud / Open messages that were found", "Lire des mails / Ouvrir les messages trouvés"),
    "mail.flag": ("inbox.mark star_mail courrier.marquer", "messages=which,mails flag=as,mark", "Mark emails as important, read or unread", "Marquer des mails comme importants, lus ou non lus"),
    "mail.move": ("inbox.file put_mail courrier.ranger", "messages=which,mails to=folder,into", "File emails in a folder", "Ranger des mails dans un dossier"),
    "mail.trash": ("inbox.delete throw_mail courrier.jeter", "messages=which,mails", "Delete emails", "Supprimer des mails"),
    "mail.save": ("attachments.save keep_files pieces.garder", "messages=which,mails to=folder,into", "Store the files attached to emails", "Garder les pièces jointes"),
    "mail.draft": ("draft.write prepare_mail brouillon", "to=recipient,whom subject=about,title body=text,content attachments=files,with", "Prepare an email without sending it", "Préparer un mail sans l'envoyer"),
    "mail.send": ("email.send write_mail courrier.envoyer", "to=recipient,whom subject=about,title body=text,content attachments=files,with", "Send an email / Write to somebody by mail", "Envoyer un mail / Écrire à quelqu'un"),
    "mail.reply_draft": ("draft.answer prepare_reply", "message=which,mail body=text,content", "Prepare an answer to an email", "Préparer une réponse à un mail"),
    "mail.reply": ("email.reply answer_mail courrier.repondre", "message=which,mail body=text,content", "Reply to an email", "Répondre à un mail"),
    "calendar.search": ("agenda.look find_events agenda.voir", "words=what,title when=date,period people=with,who", "See what is in the calendar / Find appointments and reminders", "Voir l'agenda / Chercher des rendez-vous et des rappels"),
    "calendar.free": ("agenda.gaps find_slot creneaux", "when=date,period length=duration,for", "Find a gap in the calendar / When the owner has time", "Trouver un créneau libre"),
    "calendar.create": ("agenda.add new_event plan agenda.ajouter", "title=what,name when=date,time place=where,location attendees=with,guests", "Put an appointment or reminder in the calendar / Schedule something", "Ajouter un rendez-vous ou un rappel à l'agenda / Planifier quelque chose"),
    "calendar.move": ("agenda.shift reschedule agenda.deplacer", "event=which,what when=to,time", "Reschedule an appointment", "Déplacer un rendez-vous"),
    "calendar.update": ("agenda.edit change_event agenda.modifier", "event=which,what title=name,new_name place=where,location attendees=with,guests", "Edit the name, place or guests of an appointment", "Modifier le titre, le lieu ou les invités d'un rendez-vous"),
    "calendar.cancel": ("agenda.drop delete_event agenda.annuler", "event=which,what", "Cancel appointments / Delete from the calendar", "Annuler des rendez-vous / Supprimer de l'agenda"),
    "calendar.answer": ("invitation.answer rsvp reponse", "message=which,mail answer=say,reply", "Accept or decline an invitation", "Accepter ou refuser une invitation"),
    "tasks.search": ("lists.show todo.look listes.voir", "words=what,item list=which,name due=when,by", "See what is on a list / Show to-dos and lists", "Voir une liste / Montrer les choses à faire"),
    "tasks.add": ("lists.put todo.add listes.ajouter", "title=what,item list=which,name due=when,by", "Put things on a list / Create a list or a to-do", "Mettre sur une liste / Créer une liste ou une tâche"),
    "tasks.done": ("lists.remove todo.tick listes.rayer", "task=what,item list=which,name", "Cross things off a list / Delete a list or finish a to-do", "Rayer d'une liste / Supprimer une liste ou finir une tâche"),
    "contacts.search": ("people.find address_book carnet.chercher", "name=who,person", "Find somebody's address, number or birthday", "Trouver l'adresse, le numéro ou l'anniversaire de quelqu'un"),
    "contacts.add": ("people.add save_contact carnet.ajouter", "name=who,person address=email,at", "Add somebody to the address book", "Ajouter quelqu'un au carnet d'adresses"),
    "files.list": ("folder.show ls dossier.voir", "folder=where,directory", "Show what is in a folder", "Montrer le contenu d'un dossier"),
    "files.search": ("documents.find find_file fichiers.chercher", "words=what,about when=date,period", "Search documents", "Chercher des documents"),
    "files.read": ("documents.open read_file fichiers.lire", "files=which,what", "Read a document aloud", "Lire un document"),
    "files.write": ("documents.write save_text fichiers.ecrire", "file=where,name text=content,what", "Write text into a document", "Écrire dans un document"),
    "files.move": ("documents.move rename_file fichiers.ranger", "files=which,what to=where,into", "Put documents elsewhere or rename one", "Déplacer ou renommer des documents"),
    "files.trash": ("documents.delete remove_file fichiers.jeter", "files=which,what", "Delete documents", "Supprimer des documents"),
    "purchase.search": ("shop.find order_food boutique.chercher", "item=what,product merchant=shop,from total=max,below", "Order food or goods / Look for something to buy", "Commander à manger ou des articles / Chercher à acheter"),
}
# fmt: on
