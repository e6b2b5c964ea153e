"""Who writes synthetic mail, and from where: people, cities, hosts, firms, streets."""

# ruff: noqa: E501, SIM905  (long word lists read better as text)

from __future__ import annotations

FIRST = """Anna Marie Paul Lena Jonas Camille Hugo Chloé Louis Inès Jules Emma Lucas Sofia Mateo Aisha
Omar Fatima Yusuf Priya Arjun Mei Wei Yuki Kenji Olga Ivan Katarzyna Piotr Zoé Élodie Benoît François Agnès
Gérard Monique Nathalie Olivier Thomas Sarah Rachel David Michael Linda Susan James Oliver Amelia Isla
Grace Noah Liam Ethan Ava Mia Freya Lars Ingrid Björn Sven Giulia Marco Chiara Luca Carmen Pablo Lucía
João Beatriz Mariana Eva Tomáš Jana Nikos Eleni Deniz Ayşe Amina Kwame Zanele Thabo Noor Samir Leïla Karim
Valérie Patrick Sylvie Thierry Margaux Gaspard Léo Manon Théo Clément Aurélie Mathilde Antoine Hélène Claire
Rose Victor Simone Alice Arthur Robin Jo Sam Alex Max Kim Nina Ruth Walter Heike Jürgen Uwe Petra
Aline Bastien Cécile Damien Édith Fabrice Gaëlle Henri Irène Joël Karine Laurent Maëlle Nadia
Odile Pascal Quentin Régine Sébastien Tiphaine Ulysse Véronique Wassim Yann Zélie Corentin Delphine Estelle
Florian Géraldine Hadrien Ilona Jérôme Lilian Mélanie Nicolas Ophélie Philippe Roxane Stéphane Tristan Yvette
Abigail Barbara Callum Deborah Edward Fiona George Hannah Ian Julia Keith Laura Martin Naomi Oscar Peter
Rebecca Stuart Teresa Victoria William Yvonne Zachary Bridget Colin Daphne Eleanor Frank Gillian Howard Imogen
Joan Kevin Lorna Malcolm Nora Patricia Roger Stella Trevor Ursula Vera Wendy Aditi Bilal Chidi Dina Emre Farah
Goran Hana Ismael Jelena Kofi Layla Milan Nadège Oumar Pavel Rania Sanjay Tariq Uma Vikram Xin Yara Zofia""".split()
LAST = """Kowalska Lindner Moreau Dubois Martin Bernard Lefèvre Girard Roux Fontaine Chevalier Mercier
Garnier Faure Rousseau Blanc Guérin Boyer Perrin Smith Jones Taylor Brown Walker Wright Hughes Evans Green
Baker O'Connor Murphy Kelly MacLeod Fraser Schmidt Weber Becker Hoffmann Koch Richter Novák Svoboda Rossi
Bianchi Ferrari García Fernández López Silva Santos Costa Yılmaz Demir Haddad Benali Diallo Traoré Okafor
Mensah Ndlovu Patel Singh Sharma Khan Nguyen Tran Chen Wang Tanaka Sato Kim Park Ivanova Petrov Larsen
Nielsen Johansson Virtanen Papadopoulos Nowak Zieliński Horváth Popescu Da Silva-Reis Lambert Bonnet
Abadie Barthélemy Carpentier Delmas Estève Favre Gauthier Humbert Imbert Jacquet Klein Leclerc
Marchand Noël Olivier Picard Quéré Renaud Schneider Texier Vasseur Weiss Allard Besson Collet Deschamps Fabre
Gillet Hamon Joly Lacroix Maillard Nicolas Pasquier Roche Salmon Thibault Vidal Adams Bennett Clarke Dawson
Ellis Fletcher Graham Harrison Ingram Jenkins Knight Lawson Mitchell Nash Osborne Palmer Quinn Reid Shaw Turner
Underwood Vaughan Watson Young Armstrong Barker Cooper Doyle Foster Gibson Holmes Irving Jackson Kerr Lowe Marsh
Norris Owens Parker Reynolds Stone Thornton Webb Abebe Bose Chowdhury Dimitrov Eriksen Farouk Gupta Hansen Ito
Jansen Kovács Lindqvist Maric Nakamura Okoye Pereira Qureshi Rahman Suzuki Toth Usman Volkov Wójcik Yamada Zhou""".split()
KIDS = "Tim Lou Nino Adèle Lily Ben Mila Noé Jade Raphaël Oscar Ella Finn Zoe Basile Louise".split()
CITIES = """Lyon Paris Nantes Lille Bordeaux Toulouse Strasbourg Rennes Grenoble Marseille Annecy Dijon Brest
London Leeds Bristol Glasgow Dublin Cork Berlin Hamburg Köln Vienna Zürich Geneva Lausanne Brussels Ghent
Amsterdam Utrecht Madrid Valencia Lisbon Porto Milan Turin Rome Naples Warsaw Prague Budapest Athens Oslo
Copenhagen Stockholm Helsinki Tallinn Riga Boston Chicago Seattle Denver Montréal Toronto Tokyo Kyoto Seoul
Singapore Sydney Melbourne Auckland Nairobi Dakar Tunis Casablanca Lima Bogotá
Angers Metz Tours Pau Nîmes Caen Rouen Poitiers Colmar Avignon Perpignan Bayonne Vannes Quimper
Saint-Malo Valence Chambéry Mulhouse Orléans Reims Troyes Namur Liège Fribourg Sion York Bath Oxford Cardiff
Belfast Exeter Norwich Sheffield Leicester Durham Galway Aberdeen Bergen Malmö Graz Basel Bologna Seville Bilbao
Gdańsk Ljubljana Zagreb Austin Portland Halifax Québec Osaka Hanoi Perth Accra Lagos Rabat Quito""".split()
MAIL_HOSTS = """gmail.com gmail.com outlook.com yahoo.com hotmail.com icloud.com posteo.de gmx.net web.de orange.fr
free.fr laposte.net wanadoo.fr sfr.fr proton.me protonmail.com fastmail.com mailbox.org riseup.net yahoo.fr
hotmail.fr live.com aol.com bluewin.ch skynet.be btinternet.com tutanota.com zoho.com example.org example.com""".split()
KNOWN_SHOPS = """Amazon:amazon.com Amazon:amazon.fr Apple:email.apple.com PayPal:paypal.com Google:google.com
Netflix:mailer.netflix.com Spotify:spotify.com SNCF_Connect:sncfconnect.com Uber:uber.com Airbnb:airbnb.com
Booking.com:booking.com Fnac:fnac.com Decathlon:decathlon.com IKEA:ikea.com Etsy:etsy.com eBay:ebay.com
LinkedIn:linkedin.com GitHub:github.com Stripe:stripe.com Zalando:zalando.fr Leboncoin:leboncoin.fr OVHcloud:ovh.com
Doctolib:doctolib.fr La_Poste:laposte.fr DHL:dhl.com Chronopost:chronopost.fr Microsoft:microsoft.com Zoom:zoom.us
Medium:medium.com Substack:substack.com Le_Monde:lemonde.fr The_Guardian:theguardian.com Deliveroo:deliveroo.com
Dropbox:dropbox.com Slack:slack.com Steam:steampowered.com Patreon:patreon.com Eventbrite:eventbrite.com
Meetup:meetup.com Orange:orange.fr EDF:edf.fr Bouygues:bouyguestelecom.fr Vinted:vinted.fr Cdiscount:cdiscount.com""".split()
STEMS = """Nova Lumen Alder Birch Fjord Cobalt Marigold Juniper Pepper Tandem Atlas Orchid Willow Basalt Quill
Harbor Meadow Saffron Velo Kite Bolt Amber Coral Delta Echo Fable Grove Hazel Indigo Jasper Karma Lotus Maple
Nimbus Olive Pixel Quartz Raven Sierra Terra Umbra Vista Wren Zephyr Brume Cigale Chouette Étoile Fougère Galet
Hirondelle Lavande Mistral Noisette Oasis Pivoine Renard Sirocco Tilleul Verveine Abeille Colibri Écume Mirabelle
Sonne Stern Wald Bach Linden Kiefer Nord Sol Luna Rio Monte Verde""".split()
TRADES_EN = "Books|Bakery|Bikes|Foods|Coffee|Garden|Home|Records|Tickets|Energy|Telecom|Insurance|Travel|Pharmacy|Studio|Labs|Cloud|Outdoor|Wine|Toys|Optics|Hardware|Fashion|Mobility|Rail|Air|Museum|Theatre|Foundation|Cinema|Press|Journal|Sports|Pets|Flowers|Kitchen|Audio|Pay|Bank|Market|Store|Shop|& Co|Ltd|Inc.|Group|Club|Society|Clinic".split(
    "|"
)
TRADES_FR = "Librairie|Boulangerie|Vélos|Épicerie|Cafés|Jardinerie|Maison|Disques|Billetterie|Énergie|Télécom|Assurances|Voyages|Pharmacie|Atelier|Fromagerie|Vins|Jouets|Optique|Quincaillerie|Mode|Mutuelle|Musée|Théâtre|Fondation|Cinéma|Presse|Association|Fleurs|Cuisine|Banque|Marché|Boutique|Clinique|Garage|Traiteur|Coopérative|Festival|Éditions|Médiathèque".split(
    "|"
)
ENDINGS = (
    ".com|.com|.fr|.fr|.org|.net|.io|.eu|.co.uk|.de|.shop|.example|.be|.ch|.app|.coop|.store".split(
        "|"
    )
)
PREFIXES = "|||||mail.|news.|info.|email.|shop.|e.|notify.|m.|send.|newsletter.".split("|")
STREETS = "Mill Lane|High Street|Church Road|Station Road|Oak Avenue|rue des Lilas|rue Victor-Hugo|avenue Jean-Jaurès|place du Marché|chemin des Vignes|Hauptstraße|Gartenweg|Via Roma".split(
    "|"
)
REPOS = "libfoo kestrel parsley nginx-conf tinyorm webkitten gitbox ferrous numpyish imapd dotfiles homelab mailsync airflow-dags terraform-core blog api frontend kernel-next pandoc-x".split()
USERS = (
    "jdoe mk42 anna-k zebu octo lhx tpetit gizmo r2d rmoreau fblanc netadmin maple8 koala".split()
)
