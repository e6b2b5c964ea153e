"""What requests of other domains speak of: songs, cities, dishes, devices, and the like.

By slot name, then by language. They fill the slots of invented tools and of requests that no tool
serves.
"""

# ruff: noqa: E501  (banks read better in long lines)

from __future__ import annotations

THINGS: dict[str, dict[str, str]] = {
    "city": {
        "en": "Paris|London|Rome|Berlin|Tokyo|Madrid|Boston|Chicago|New York|Lisbon|Oslo|Dublin|Toronto|Seattle|Miami|Denver|Cairo|Mumbai|Sydney|Vienna|Prague|Austin",
        "fr": "Paris|Londres|Rome|Berlin|Tokyo|Madrid|Lyon|Marseille|Lille|Bordeaux|Nantes|Rennes|Toulouse|Genève|Bruxelles|Montréal|Lisbonne|Dublin|Strasbourg|Nice|Brest|Grenoble",
    },
    "country": {
        "en": "France|Japan|Brazil|Canada|Egypt|India|Mexico|Norway|Peru|Kenya|China|Italy|Germany|Australia|Greece|Vietnam",
        "fr": "la France|le Japon|le Brésil|le Canada|l'Égypte|l'Inde|le Mexique|la Norvège|le Pérou|le Kenya|la Chine|l'Italie|l'Allemagne|la Grèce",
    },
    "star": {
        "en": "obama|einstein|madonna|shakespeare|napoleon|taylor swift|elon musk|brad pitt|mozart|marie curie|the president of france|the queen|tom hanks|beyonce|picasso|messi",
        "fr": "napoléon|einstein|victor hugo|madonna|marie curie|mbappé|édith piaf|molière|le président|zidane|mozart|picasso|jeanne d'arc|brigitte bardot|coluche|de gaulle",
    },
    "song": {
        "en": "yesterday|bohemian rhapsody|hey jude|thriller|imagine|wonderwall|hello|billie jean|let it be|purple rain|dancing queen|happy|silent night",
        "fr": "la vie en rose|ne me quitte pas|les champs-élysées|alors on danse|la bohème|hallelujah|formidable|papaoutai|non je ne regrette rien|imagine|joyeux anniversaire",
    },
    "artist": {
        "en": "the beatles|adele|drake|coldplay|queen|mozart|bob dylan|rihanna|metallica|nina simone|ed sheeran|abba|pink floyd|the weeknd",
        "fr": "stromae|johnny hallyday|angèle|daft punk|édith piaf|jacques brel|mozart|indochine|céline dion|orelsan|barbara|goldman|les beatles|renaud",
    },
    "genre": {
        "en": "jazz|rock|classical|hip hop|country|blues|reggae|techno|pop|eighties|workout|christmas|metal|soul",
        "fr": "du jazz|du rock|du classique|du rap|du blues|du reggae|de la techno|de la pop|de la variété|du métal|de la salsa|de la chanson française",
    },
    "podcast": {
        "en": "serial|the daily|planet money|this american life|radiolab|stuff you should know|freakonomics|hidden brain",
        "fr": "les grosses têtes|affaires sensibles|la poudre|transfert|le cours de l'histoire|choses à savoir|meta de choc",
    },
    "book": {
        "en": "moby dick|dune|the hobbit|1984|emma|dracula|pride and prejudice|the art of war|harry potter|the great gatsby",
        "fr": "le petit prince|l'étranger|les misérables|dune|germinal|madame bovary|le comte de monte-cristo|bel-ami|harry potter",
    },
    "movie": {
        "en": "titanic|inception|the godfather|jaws|frozen|avatar|star wars|casablanca|the matrix|toy story|alien|psycho",
        "fr": "titanic|intouchables|amélie poulain|la grande vadrouille|le dîner de cons|avatar|star wars|les visiteurs|astérix|la haine",
    },
    "game": {
        "en": "chess|trivia|hangman|tic tac toe|poker|sudoku|twenty questions|solitaire|checkers|monopoly|pac man|tetris",
        "fr": "aux échecs|au pendu|à un quiz|au poker|au morpion|au sudoku|aux dames|à la belote|au monopoly|à tetris",
    },
    "station": {
        "en": "npr|bbc radio one|ninety nine point five|kiss fm|the jazz station|a rock station|espn radio|classic fm|101.3",
        "fr": "france inter|fip|rtl|nrj|france info|europe 1|radio classique|nova|skyrock|rfi|france culture",
    },
    "room": {
        "en": "kitchen|bedroom|living room|bathroom|hallway|garage|office|attic|basement|garden|nursery|dining room|porch",
        "fr": "cuisine|chambre|salle de bain|entrée|terrasse|cave|véranda|salle à manger|buanderie|mezzanine",
    },
    "device": {
        "en": "lamp|fan|tv|heater|coffee machine|dishwasher|washing machine|oven|speaker|air conditioner|humidifier|sprinkler|dryer|vacuum|kettle|smart plug|wemo|projector|radiator",
        "fr": "lampe|télé|cafetière|bouilloire|machine à laver|clim|hotte|prise|enceinte|ventilation|chaudière|plaque|guirlande|console|imprimante|box",
    },
    "colour": {
        "en": "red|blue|green|purple|warm white|orange|pink|yellow|teal|turquoise|lavender",
        "fr": "rouge|bleu|vert|violet|blanc chaud|orange|rose|jaune|turquoise|lavande",
    },
    "dish": {
        "en": "lasagna|pancakes|an omelette|banana bread|chili|mashed potatoes|apple pie|tomato soup|roast chicken|guacamole|paella|curry|meatloaf|risotto",
        "fr": "des crêpes|des lasagnes|une omelette|un gâteau au chocolat|une quiche|une ratatouille|un gratin|une soupe|un risotto|une tarte aux pommes|un bœuf bourguignon|des gaufres",
    },
    "ingredient": {
        "en": "eggs|butter|garlic|flour|chicken|spinach|cream|tofu|basil|rice|beans|leeks|mushrooms",
        "fr": "œufs|beurre|ail|farine|poulet|épinards|crème|tofu|basilic|riz|lentilles|poireaux|champignons",
    },
    "cuisine": {
        "en": "italian|chinese|thai|mexican|indian|japanese|french|vegan|greek|korean|lebanese",
        "fr": "italien|chinois|thaï|mexicain|indien|japonais|français|végétarien|grec|coréen|libanais",
    },
    "team": {
        "en": "the lakers|the yankees|arsenal|real madrid|the patriots|liverpool|the bulls|chelsea|the packers|barcelona",
        "fr": "le psg|l'om|le stade toulousain|le real|les bleus|l'ol|nantes|lens|barcelone|le racing",
    },
    "sport": {
        "en": "football|tennis|basketball|baseball|cricket|golf|rugby|hockey|swimming|formula one",
        "fr": "foot|tennis|basket|rugby|handball|cyclisme|golf|hockey|natation|formule 1",
    },
    "company": {
        "en": "apple|google|amazon|tesla|microsoft|nike|boeing|netflix|ford|ibm|starbucks|walmart|pfizer",
        "fr": "apple|google|renault|total|airbus|orange|danone|michelin|carrefour|lvmh|sanofi|engie|edf",
    },
    "language": {
        "en": "french|spanish|german|italian|japanese|chinese|portuguese|russian|arabic|hindi|dutch|latin",
        "fr": "anglais|espagnol|allemand|italien|japonais|chinois|portugais|russe|arabe|néerlandais|latin",
    },
    "phrase": {
        "en": "good morning|where is the station|thank you very much|i am hungry|how much is it|see you soon|nice to meet you|cheers|i am lost",
        "fr": "bonjour|où est la gare|merci beaucoup|j'ai faim|combien ça coûte|à bientôt|enchanté|santé|je suis perdu",
    },
    "noun": {
        "en": "serendipity|democracy|photosynthesis|inflation|a quasar|irony|a pangolin|entropy|a sonnet|a mortgage|karma|a tsunami|a firewall|an email|a calendar|a deadline|a spreadsheet",
        "fr": "la démocratie|la photosynthèse|l'inflation|un quasar|l'ironie|un pangolin|l'entropie|un sonnet|une hypothèque|le karma|un tsunami|un pare-feu|un courriel|un calendrier|une échéance",
    },
    "bareword": {
        "en": "necessary|rhythm|accommodate|embarrass|receive|definitely|conscience|beautiful|separate|bureau",
        "fr": "nécessaire|rythme|accueil|parmi|chrysanthème|orthographe|occurrence|ailleurs|dilemme|parallèle",
    },
    "animal": {
        "en": "a whale|an elephant|a giraffe|a cheetah|an octopus|a penguin|a hummingbird|a tiger|a snail|a bat",
        "fr": "une baleine|un éléphant|une girafe|un guépard|un poulpe|un manchot|un colibri|un tigre|un escargot|une chauve-souris",
    },
    "currency": {
        "en": "dollars|euros|yen|pounds|rupees|francs|pesos|bitcoin|swiss francs|yuan",
        "fr": "dollars|euros|yens|livres|roupies|francs suisses|pesos|bitcoins|couronnes|yuans",
    },
    "unit": {
        "en": "miles|kilometers|pounds|kilos|cups|grams|liters|gallons|inches|feet|ounces|fahrenheit|celsius",
        "fr": "miles|kilomètres|livres|kilos|tasses|grammes|litres|gallons|pouces|pieds|onces|fahrenheit|celsius",
    },
    "vehicle": {
        "en": "taxi|cab|uber|lyft|minivan|limo",
        "fr": "taxi|uber|vtc|chauffeur|minibus",
    },
    "transport": {
        "en": "train|bus|plane|flight|ferry|subway|tram|coach",
        "fr": "train|bus|avion|vol|ferry|métro|tram|car",
    },
    "network": {
        "en": "facebook|twitter|instagram|linkedin|tumblr|mastodon|tiktok|reddit",
        "fr": "facebook|twitter|instagram|linkedin|mastodon|tiktok|snapchat|bluesky",
    },
    "illness": {
        "en": "a headache|the flu|a sore throat|back pain|a fever|insomnia|a rash|hay fever|a cold",
        "fr": "mal à la tête|la grippe|mal à la gorge|mal au dos|de la fièvre|des insomnies|une allergie|un rhume",
    },
    "plant": {
        "en": "the ficus|the roses|the tomatoes|the basil|the cactus|the orchid|the lawn|the lemon tree",
        "fr": "le ficus|les rosiers|les tomates|le basilic|le cactus|l'orchidée|la pelouse|le citronnier",
    },
    "mood": {
        "en": "bored|tired|sad|happy|lonely|hungry|thirsty|cold|stressed|excited|sick|angry|sleepy|exhausted",
        "fr": "fatigué|triste|content|seul|malade|stressé|énervé|épuisé|déprimé|en forme|perdu|inquiet|ravi",
    },
    "bill": {
        "en": "electricity|water|gas|phone|internet|rent|credit card|cable|insurance",
        "fr": "électricité|eau|gaz|téléphone|internet|loyer|carte de crédit|assurance|cantine",
    },
    "account": {
        "en": "checking|savings|credit|joint|business|current|retirement",
        "fr": "courant|épargne|joint|professionnel|livret A|retraite",
    },
    "exercise": {
        "en": "push ups|squats|running|cycling|yoga|swimming|rowing|plank|burpees|stretching",
        "fr": "pompes|squats|course|vélo|yoga|natation|rameur|gainage|abdos|étirements",
    },
    "product": {
        "en": "laptop|desk lamp|sofa|winter coat|bike helmet|toaster|tent|guitar|backpack|camera|keyboard|mattress",
        "fr": "ordinateur|lampe de bureau|canapé|manteau|casque de vélo|grille-pain|tente|guitare|sac à dos|clavier|matelas",
    },
    "street": {
        "en": "12 oak street|main street|the station|the mall|gate 4|5 king's road|the stadium|pier 39|grand central|the embassy",
        "fr": "12 rue des Lilas|la gare|la mairie|place Bellecour|3 avenue Foch|le stade|l'aéroport|le port|la préfecture|le centre commercial",
    },
    "business": {
        "en": "coffee shop|pharmacy|gas station|atm|supermarket|hair salon|bookstore|bakery|gym|museum|hardware store|bar|hospital",
        "fr": "pharmacie|boulangerie|station-service|banque|supermarché|coiffeur|librairie|musée|bar|hôpital|tabac|distributeur|piscine",
    },
    "app": {
        "en": "spotify|netflix|whatsapp|youtube|chrome|photoshop|the calculator|zoom|slack|the settings",
        "fr": "spotify|netflix|whatsapp|youtube|chrome|photoshop|la calculatrice|zoom|slack|les réglages",
    },
    "sms": {
        "en": "on my way|call me back|running late|where are you|happy birthday|see you there|lunch is ready",
        "fr": "j'arrive|rappelle-moi|je suis en retard|tu es où|bon anniversaire|à tout à l'heure|c'est prêt",
    },
    "remark": {
        "en": "the client wants a discount|the demo went well|he prefers calls in the morning|the tap is leaking|idea for the garden|the password hint is blue|wine was too dry",
        "fr": "le client veut une remise|la démo s'est bien passée|il préfère être appelé le matin|le robinet fuit|idée pour le jardin|le vin était trop sec|penser aux volets",
    },
    "name": {
        "en": "apollo|blue whale|spring launch|north wing|alpha|river house|team seven|harvest|sunrise|old mill",
        "fr": "apollon|baleine bleue|lancement de printemps|aile nord|alpha|maison du lac|équipe sept|moisson|aurore|vieux moulin",
    },
    "ref": {
        "en": "A12|4471|TX-90|2023-18|B7|118|ZK4|5520",
        "fr": "A12|4471|TX-90|2023-18|B7|118|ZK4|5520",
    },
    "level": {
        "en": "50 percent|seventy percent|the maximum|half|ten|20|a little|level 3|full|low|twenty one degrees",
        "fr": "50 pour cent|soixante-dix pour cent|le maximum|la moitié|dix|20|un peu|niveau 3|fond|21 degrés",
    },
    "minutes": {
        "en": "ten minutes|5 minutes|half an hour|an hour|thirty seconds|45 minutes|twenty minutes|90 seconds|two hours",
        "fr": "dix minutes|5 minutes|une demi-heure|une heure|trente secondes|45 minutes|un quart d'heure|2 heures",
    },
    "sum": {
        "en": "12 times 14|25 percent of 80|the square root of 81|five plus nine|144 divided by 12|seven minus three|two to the tenth",
        "fr": "12 fois 14|25 pour cent de 80|la racine carrée de 81|cinq plus neuf|144 divisé par 12|sept moins trois|deux puissance dix",
    },
    "news": {
        "en": "the election|football|the economy|brexit|climate change|technology|the strike|the royal family|space",
        "fr": "les élections|le foot|l'économie|la grève|le climat|la technologie|la réforme|l'espace|la bourse",
    },
    "job": {
        "en": "nurse|driver|baker|engineer|teacher|waiter|accountant|welder|translator|gardener",
        "fr": "infirmier|chauffeur|boulanger|ingénieur|professeur|serveur|comptable|soudeur|jardinier|traducteur",
    },
    "drink": {
        "en": "espresso|latte|cappuccino|cup of tea|hot chocolate|americano|flat white|decaf",
        "fr": "expresso|thé|cappuccino|chocolat chaud|café allongé|déca|café au lait|thé vert",
    },
    "scene": {
        "en": "movie|reading|party|dinner|night|focus|holiday",
        "fr": "cinéma|lecture|fête|dîner|nuit|travail|vacances",
    },
    "weather": {
        "en": "rain|snow|be sunny|be cold|be windy|be hot|storm|freeze|be foggy",
        "fr": "pleuvoir|neiger|faire beau|faire froid|y avoir du vent|faire chaud|geler|y avoir de l'orage",
    },
}
