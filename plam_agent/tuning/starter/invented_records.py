"""Invented tools made from parts: the records some business keeps, and the machines of a house.

A record of a kind can be listed, added, removed, changed, counted or shared; a machine switched,
set and asked about. Every pair of a thing and something to do with it is a tool of its own.
"""

# ruff: noqa: E501  (one pattern a line)

from __future__ import annotations

# id: English singular, plural; French singular, plural.
RECORDS = {
    "invoice": ("invoice", "invoices", "facture", "factures"),
    "customer": ("customer", "customers", "client", "clients"),
    "ticket": ("support ticket", "support tickets", "ticket", "tickets"),
    "expense": ("expense", "expenses", "dépense", "dépenses"),
    "lead": ("lead", "leads", "prospect", "prospects"),
    "bug": ("bug", "bugs", "bogue", "bogues"),
    "patient": ("patient", "patients", "patient", "patients"),
    "student": ("student", "students", "élève", "élèves"),
    "employee": ("employee", "employees", "salarié", "salariés"),
    "booking": ("booking", "bookings", "réservation", "réservations"),
    "vehicle": ("vehicle", "vehicles", "véhicule", "véhicules"),
    "tenant": ("tenant", "tenants", "locataire", "locataires"),
    "recipe": ("recipe card", "recipe cards", "fiche recette", "fiches recettes"),
    "plantlog": ("plant", "plants", "plante", "plantes"),
    "medicine": ("medication", "medications", "médicament", "médicaments"),
    "course": ("course", "courses", "formation", "formations"),
    "donation": ("donation", "donations", "don", "dons"),
    "member": ("club member", "club members", "adhérent", "adhérents"),
    "shift": ("shift", "shifts", "poste de garde", "postes de garde"),
    "campaign": ("campaign", "campaigns", "campagne", "campagnes"),
    "server": ("server", "servers", "serveur", "serveurs"),
    "subscription": ("subscription", "subscriptions", "abonnement", "abonnements"),
    "property": ("property", "properties", "bien", "biens"),
    "candidate": ("candidate", "candidates", "candidature", "candidatures"),
    "product": ("stock item", "stock items", "article", "articles"),
    "wine": ("bottle", "bottles", "bouteille", "bouteilles"),
    "loan": ("loan", "loans", "prêt", "prêts"),
    "repair": ("repair", "repairs", "réparation", "réparations"),
    "goal": ("goal", "goals", "objectif", "objectifs"),
    "habit": ("habit", "habits", "habitude", "habitudes"),
    "deal": ("deal", "deals", "affaire", "affaires"),
    "coupon": ("coupon", "coupons", "bon de réduction", "bons de réduction"),
    "pet": ("pet", "pets", "animal", "animaux"),
    "meter": ("meter reading", "meter readings", "relevé", "relevés"),
    "password": ("licence key", "licence keys", "clé de licence", "clés de licence"),
}
SHE = {
    "facture", "dépense", "réservation", "fiche recette", "plante", "formation", "campagne",
    "candidature", "bouteille", "réparation", "habitude", "affaire", "clé de licence",
}  # fmt: skip
# Families of standard tools beside which a request about such records could mean either.
RIVALS = {
    "invoice": ("mail", "files"), "expense": ("files",), "course": ("calendar",),
    "booking": ("calendar",), "shift": ("calendar",), "goal": ("tasks",), "habit": ("tasks",),
    "medicine": ("tasks",), "product": ("purchase", "tasks"), "candidate": ("mail", "files"),
    "customer": ("contacts",), "tenant": ("contacts",), "member": ("contacts",),
    "wine": ("purchase", "tasks"), "plantlog": ("tasks",),
}  # fmt: skip
# What is done with a record: names, arguments, summaries and requests, where X is the thing, XS
# several; `un X`, `le X`, `du X` agree with it.
DEEDS = {
    "list": """
names: X.list XS X_index all_XS find_X
args: about=about,query,filter,filtre when=when,period,date,periode:time
en: List XS / Show the XS there are / Search XS / Look XS up
fr: Lister les XS / Montrer les XS / Chercher des XS
en> (show|list|find|open|pull up) [me] [all] (my|the) XS [(for|of|about) {name}] [from {period}] => about={name} when={period}
en> (which|what|how many) XS (do we have|are there|are open) [for {name}] => about={name}
fr> (~montre|~liste|~affiche|~cherche) (les|mes) XS [{de_name}] [de {period}] => about={name} when={period}
fr> (quels sont les|combien de|il y a quoi comme) XS [pour {name}] => about={name}
""",
    "add": """
names: X.add new_X X.create add_X register_X
args: name=name,title,what,nom note=note,text,remark,note
en: Add a X / Create a new X / Register a X / Record one more X
fr: Ajouter un X / Créer un X / Enregistrer un X
en> (add|create|register|enter|record) a [new] X [called|named|for] {name} [with the note {remark}] => name={name} note={remark}
en> new X [:] {name} => name={name}
fr> (~ajoute|~crée|~enregistre|~saisis) un X [appelé|pour] {name} [avec la note {remark}] => name={name} note={remark}
fr> nouveau X [:] {name} => name={name}
""",
    "remove": """
names: X.remove X.delete drop_X close_X
args: which=which,id,number,numero
en: Remove a X / Delete one X / Close a X
fr: Supprimer un X / Retirer un X / Clore un X
en> (delete|remove|close|drop) (the X|X) ({ref}|{name}) => which={ref}+{name}
en> (get rid of|we don't need) X ({ref}|{name}) [anymore] => which={ref}+{name}
fr> (~supprime|~retire|~enlève|~ferme) le X ({ref}|{name}) => which={ref}+{name}
fr> (on n'a plus besoin|débarrasse-toi) du X ({ref}|{name}) => which={ref}+{name}
""",
    "change": """
names: X.update edit_X X.set change_X
args: which=which,id,number,numero note=note,to,text,texte
en: Change a X / Edit what is said about a X / Update one X
fr: Modifier un X / Mettre à jour un X
en> (update|change|edit) X ({ref}|{name}) [:|to say] {remark} => which={ref}+{name} note={remark}
en> (note on|write on) X ({ref}|{name}) that {remark} => which={ref}+{name} note={remark}
fr> (~modifie|~change|~corrige) le X ({ref}|{name}) [: {remark}] => which={ref}+{name} note={remark}
fr> (~note sur|~écris sur) le X ({ref}|{name}) que {remark} => which={ref}+{name} note={remark}
""",
    "assign": """
names: X.assign give_X X.hand_over
args: which=which,id,number,numero who=who,to,person,qui
en: Give a X to a person / Assign a X / Hand a X over
fr: Attribuer un X à quelqu'un / Confier un X
en> (assign|give|hand over|reassign) X ({ref}|{name}) to {person} => which={ref}+{name} who={person}
en> {person} (takes|takes over|handles) X ({ref}|{name}) => which={ref}+{name} who={person}
fr> (~attribue|~confie|~donne) le X ({ref}|{name}) à {person} => which={ref}+{name} who={person}
fr> {person} (prend|s'occupe|se charge) du X ({ref}|{name}) => which={ref}+{name} who={person}
""",
}
MACHINES = {
    "fan": ("fan", "ventilateur"),
    "heater": ("heater", "radiateur"),
    "dishwasher": ("dishwasher", "lave-vaisselle"),
    "washer": ("washing machine", "lave-linge"),
    "oven": ("oven", "four"),
    "tv": ("television", "téléviseur"),
    "blinds": ("blinds", "store"),
    "humidifier": ("humidifier", "humidificateur"),
    "sprinkler": ("sprinkler", "arroseur"),
    "charger": ("car charger", "chargeur de la voiture"),
    "speaker": ("speaker", "haut-parleur"),
    "pump": ("pool pump", "filtre de la piscine"),
    "projector": ("projector", "projecteur"),
    "feeder": ("cat feeder", "distributeur de croquettes"),
    "dryer": ("dryer", "sèche-linge"),
    "aquarium": ("aquarium light", "néon de l'aquarium"),
}
WORKINGS = {
    "start": """
names: X.start X_on run_X
args: when=when,at,time,heure:time length=length,for,duration,duree
en: Start the X / Switch the X on / Run the X
fr: Démarrer le X / Mettre le X en marche
en> (turn on|start|switch on|run) the X [for {minutes}] [{on}] => length={minutes} when={on}
fr> (~allume|~démarre|~lance) le X [pendant {minutes}] [{on}] => length={minutes} when={on}
""",
    "stop": """
names: X.stop X_off halt_X
args: when=when,at,time,heure:time
en: Stop the X / Switch the X off
fr: Arrêter le X / Éteindre le X
en> (turn off|stop|switch off|shut down) the X [{on}] => when={on}
fr> (~éteins|~arrête|~coupe) le X [{on}] => when={on}
""",
    "set": """
names: X.set X_level adjust_X
args: level=level,to,value,niveau
en: Set how strong the X works / Adjust the X
fr: Régler le X / Ajuster la force du X
en> (set|turn|adjust) the X to {level} => level={level}
fr> (~règle|~mets) le X à {level} => level={level}
""",
    "ask": """
names: X.status X_state check_X
args:
en: Tell whether the X is running / State of the X
fr: Dire si le X marche / État du X
en> (is|tell me if) the X (on|running|done|off) =>
en> did i (leave|forget) the X on =>
fr> (est-ce que|dis-moi si) le X (marche|est en route|a fini|est éteint) =>
""",
}
