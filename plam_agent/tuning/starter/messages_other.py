"""A little German and Spanish mail, so that other languages do not surprise the reader."""

OTHER = {
    "de": """
== order robot
S Bestellbestätigung {order}
S Ihre Bestellung [bei {shop}|{order}]
C Vielen Dank für Ihre Bestellung {order}. Gesamtbetrag: {amount}.
C Wir haben Ihre Bestellung erhalten: {product}, {amount} inkl. MwSt.
X Lieferung voraussichtlich am {date}.
X Fragen? Rufen Sie uns an: {phone}

== payment robot
S Ihre Rechnung {order}
S Zahlung erhalten
C Wir haben Ihre Zahlung über {amount} erhalten. Vielen Dank.
C Ihre Rechnung {order} über {amount} wurde bezahlt. Sie müssen nichts weiter tun.
X Anbei die Rechnung als PDF.

== newsletter mass
S Newsletter {month}
S Neues aus {city}: {topic}
C Willkommen zur {month}-Ausgabe! Themen: {topic} und vieles mehr.
C In dieser Woche: {topic}, ein Interview mit {friend} {friendlast} und {n} Tipps.
X Weiterlesen: {url}
X Termine: {date}, {city}

== promo mass
S Nur heute: {pct} Rabatt
S Neu bei {shop}: {product}
C Sparen Sie {pct} auf {product}. Code {promo}, nur bis {date}.
X Jetzt bestellen {url}

== meet person
S Treffen [{onwhen}|]?
S Termin
C Können wir uns {onwhen} treffen, um über {topic} zu sprechen?
C Hast du {onwhen} Zeit für einen Kaffee {place}?
C Passt Ihnen {when} für ein kurzes Gespräch?
X Gib mir bitte Bescheid.
X Wir treffen uns {place}.

== personal person
S Hallo!
S {topic}
S Fotos aus {city}
C Wie geht es dir? Wir sind gerade aus {city} zurück und haben viel an dich gedacht.
C Danke für {product}, die Kinder freuen sich sehr!
C Hast du das über {topic} gelesen? Ich kann es kaum glauben.
X {friend} lässt grüßen.
X Melde dich mal wieder.

== security robot
S Ihr Sicherheitscode
S Neue Anmeldung
C Ihr Code lautet {code}. Er ist {n} Minuten gültig.
C Neue Anmeldung mit {device} in {city}. Waren Sie das?
X Geben Sie den Code niemandem weiter.

== shipping robot
S Ihr Paket ist unterwegs
C Ihr Paket {track} wird am {date} zugestellt.
X Sendung verfolgen: {url}

== bill robot
S Zahlungserinnerung {order}
C Die Rechnung {order} über {amount} ist noch offen. Bitte zahlen Sie bis {deadline}.
X IBAN {iban}
""",
    "es": """
== order robot
S Confirmación de pedido {order}
S Tu pedido [en {shop}|{order}]
C Gracias por tu pedido {order}. Importe total: {amount}.
C Hemos recibido tu pedido: {product}, {amount} IVA incluido.
X Entrega prevista: {date}.

== payment robot
S Recibo de pago
S Tu factura {order}
C Hemos recibido tu pago de {amount}. ¡Gracias!
C La factura {order} de {amount} está pagada. No tienes que hacer nada.
X Adjuntamos la factura.

== newsletter mass
S Boletín de {month}
S Esta semana: {topic}
C En este número: {topic}, una entrevista con {friend} {friendlast} y {n} consejos.
C Bienvenidos al boletín de {month}. Hablamos de {topic}.
X Leer más: {url}

== promo mass
S Solo hoy: {pct} de descuento
C Aprovecha un {pct} de descuento en {product} hasta el {date} con el código {promo}.
X Comprar ahora {url}

== meet person
S ¿Nos vemos {onwhen}?
S Reunión
C ¿Podemos vernos {onwhen} para hablar de {topic}?
C ¿Te viene bien {when}? Podemos quedar {place}.
X Dime si puedes.

== personal person
S ¡Hola!
S {topic}
C ¿Cómo estás? Acabamos de volver de {city} y me acordé de ti.
C Gracias por las fotos de {city}, son preciosas.
C ¿Has leído lo de {topic}? No me lo creo.
X Recuerdos a {friend}.
X Escríbeme cuando puedas.

== security robot
S Tu código de verificación
C Tu código es {code}. Caduca en {n} minutos.
X No lo compartas con nadie.

== shipping robot
S Tu paquete está en camino
C Tu paquete {track} llegará el {date}.
X Seguimiento: {url}
""",
}
