"""Announcements of our own, in which the tests know every word."""

#: one network, with a value of every kind that the story decides on
ONE = """Klimaschutznetzwerk Oberes Altmühltal gegründet
Ansbach, 3. Mai 2021

Sechs Kommunen haben das Klimaschutznetzwerk Oberes Altmühltal gegründet. Es startete im Juli 2021 und läuft drei Jahre. Dem Netzwerk \
gehören die Städte Herrieden und Leutershausen sowie die Gemeinden Aurach, Burgoberbach und Weidenbach an. Das Netzwerkmanagement liegt \
bei der Energieagentur Nordbayern GmbH. Die fachliche Beratung übernimmt die Planwerk Ingenieure GmbH. Gefördert wird das Vorhaben durch \
die Kommunalrichtlinie des Bundes. Zugesagt hat Landrätin Ulrike Sommer.

Auch der Markt Bechhofen ist dabei. Themen sind Straßenbeleuchtung und Abwärme. Rat gibt die Quellwerk eG.
"""
#: two networks in one text, to be merged and split
TWO = """Zwei neue Netzwerke im Landkreis Ansbach
Ansbach, 10. Mai 2022

Das Energieeffizienz-Netzwerk Rangau startete im März 2022. Mitglieder sind die Städte Heilsbronn und Windsbach sowie die Gemeinde \
Petersaurach. Das Netzwerkmanagement übernimmt die Stadtwerke Ansbach GmbH.

Das Energieeffizienz-Netzwerk Hesselberg startete im April 2022. Mitglieder sind die Städte Wassertrüdingen und Gunzenhausen sowie die \
Gemeinde Ehingen. Das Netzwerkmanagement übernimmt die Stadtwerke Ansbach GmbH.
"""
#: says the same of its consultant as seven others: one question
TWIN = """Klimaschutznetzwerk {name} gestartet
{name}, 4. Juni 2020

Das Klimaschutznetzwerk {name} startete im Juni 2020. Mitglieder sind die Städte {name} und {other}. Die fachliche Beratung übernimmt die \
Beratungshaus Dreiklang GmbH.
"""
TWINS = (
    "Erlangen Fürth", "Bamberg Coburg", "Bayreuth Kulmbach", "Hof Selb",
    "Passau Deggendorf", "Landshut Straubing", "Kempten Lindau", "Augsburg Friedberg",
)  # fmt: skip
#: would act if any page took it for markup
HOSTILE = """Netzwerk <img src=x onerror="window.hit=1"> gestartet
Ansbach, 3. Mai 2021

Das Klimaschutznetzwerk <script>window.hit=2</script> Zenngrund startete im Mai 2021. Mitglieder sind die Städte Langenzenn und Cadolzburg. \
</script><script>window.hit=3</script> Mehr unter javascript:window.hit=4 und https://example.org/"onmouseover="window.hit=5. \
{{ 7*7 }} ${window.hit=6} &lt;b&gt; Das Netzwerkmanagement liegt bei der <b onclick="window.hit=7">Zennwerk</b> GmbH.
"""
HOSTILE_NAME = "<img src=x onerror=window.hit=8>&quot;'.txt"
#: becomes a PDF of two pages
PRINTED = """Das Klimaschutznetzwerk Schwabachgrund startete im Januar 2022. Mitglieder sind die Städte Schwabach und Roth.

Die fachliche Beratung des Klimaschutznetzwerks Schwabachgrund übernimmt die Planwerk Ingenieure GmbH.
"""
