"""What stands around a message on other people's pages, letters and mails: other towns, other dates, other networks, all invented.

Each of it is a trap: a reader that takes it for the message gives values the announcement does not hold.
"""

SITE = "Verwaltungsportal Auental"
TOWNS = ("Rinteln", "Höxter", "Bad Pyrmont", "Holzminden", "Beverungen")
MENU = ("Startseite", "Rathaus und Bürgerservice", "Bauen und Wohnen", "Familie und Bildung", "Klima und Umwelt", "Veranstaltungen")
CRUMBS = ("Startseite", "Aktuelles", "Meldungen 2016")
TEASERS = (
    ("Klimaschutznetzwerk Oberes Leinetal startet mit neun Kommunen", "14.03.2017"),
    ("Energieeffizienz-Netzwerk Hohe Heide zieht nach drei Jahren Bilanz", "02.11.2018"),
    ("Stadt Rinteln saniert die Turnhalle am Weserufer", "27.01.2015"),
    ("Landkreis Holzminden wirbt um Auszubildende", "09.09.2019"),
)
SIDEBAR = (
    "Kontakt zur Redaktion: redaktion@auental.example, Telefon 05531 990-12",
    "Nächste Ratssitzung: 18.02.2016, 18 Uhr, Sitzungssaal",
    "Die Gemeinde Bevern sucht Wahlhelfer.",
)
COOKIE = (
    "Wir verwenden Cookies, um unsere Seiten zu verbessern. Manche sind notwendig, andere helfen uns beim Zählen der Besuche. "
    "Sie können Ihre Wahl jederzeit ändern."
)
FUNDED = "Dieser Internetauftritt wurde gefördert durch das Landesprogramm Digitale Dörfer. Laufzeit: 01.01.2014 bis 31.12.2015."
IMPRINT = (
    "Herausgeber: Verwaltungsgemeinschaft Auental, Schlossplatz 4, 37603 Holzminden, Telefon 05531 990-0, "
    "E-Mail poststelle@auental.example. Vertreten durch den Verwaltungsleiter Gernot Haberkamp."
)
SHARE = ("Teilen", "Merken", "Per E-Mail senden", "Drucken")
COMMENTS = (
    ("Heiner aus Rinteln", "12.02.2018", "Unsere Gemeinde sollte bei so etwas auch mitmachen. Bevern war doch früher schon dabei."),
    ("Moni", "13.02.2018", "Gibt es dafür Geld vom Land? In Höxter hat das 25.000 Euro gekostet."),
)
ADVERT = "Anzeige: Solarmodule zum halben Preis, nur bis 31.05.2016 bei Sonnendach Weserbergland GmbH."
PRESS_BOX = ("Pressedienst Weserbogen", "Redaktion: Anke Lüttmann", "Telefon 05151 7080-33", "meldungen@weserbogen.example")
OTHER_PANELS = (
    ("Weitere Leistungen", "Wir beraten Betriebe zu Druckluft und Abwärme."),
    ("Karriere", "Wir suchen zum 1. August 2017 eine Ingenieurin."),
)
LETTERHEAD = ("Pressestelle Weserbogen", "Kaiserstraße 12, 31785 Hameln", "www.weserbogen.example")
FOOTER = "Pressestelle Weserbogen · Kaiserstraße 12 · 31785 Hameln · IBAN DE02 1203 0000 0000 2020 51"
DISCLAIMER = (
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den "
    "Absender und löschen Sie diese Nachricht."
)
SIGNATURE = ("Mit freundlichen Grüßen", "Anke Lüttmann", "Pressestelle Weserbogen", "Tel. 05151 7080-33")
COVER = (
    "Guten Tag,",
    "anbei erhalten Sie unsere Mitteilung mit der Bitte um Veröffentlichung.",
)
OTHER_ENTRIES = (
    ("Wochenmarkt zieht um", "Der Wochenmarkt findet ab dem 4. Mai auf dem Kirchplatz statt. Die Stände öffnen um acht Uhr."),
    ("Bücherei mit neuen Zeiten", "Die Bücherei hat dienstags jetzt bis 19 Uhr geöffnet. Das Team freut sich auf Besuch."),
)
