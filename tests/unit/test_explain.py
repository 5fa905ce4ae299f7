"""--explain answers "why this?" for every value and "why not?" for every empty core field."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.read import Reader
from pipeline.run import Pipeline
from pipeline.settings import Settings
from pipeline.write.records import report_line
from schemas.document import Document
from schemas.record import CORE_FIELDS, EmptyField, Explanation, Report, ValueReason

ROOT = Path(__file__).resolve().parents[2]
GERMAN = json.loads((ROOT / "pipeline" / "write" / "report" / "reasons.de.json").read_text(encoding="utf-8"))
BARE = "Das Klimaschutznetzwerk Lippe-Seseke wurde gegründet. Die Städte Lünen, Werne und Selm nehmen am Netzwerk teil."


def _explained(report: Report) -> Explanation:
    assert report.explain is not None
    return report.explain


def _empty(report: Report, field: str, network: int | None = 0) -> EmptyField:
    return next(item for item in _explained(report).empty if (item.network, item.field) == (network, field))


def _value(report: Report, pointer: str) -> ValueReason:
    return next(value for value in _explained(report).values if value.pointer == pointer)


@pytest.fixture(scope="session")
def read(chain: Pipeline) -> Callable[..., Report]:
    """Give a function that reads a text with --explain."""
    return partial(chain.extract_text)


@pytest.mark.parametrize(
    ("pointer", "text", "cue"),
    [
        ("/start", "Das Klimaschutznetzwerk Lippe startet im Juli 2021.", "startet"),
        ("/founded", "Das Klimaschutznetzwerk Lippe wurde im Mai 2019 gegründet.", "gegründet"),
        ("/status", "Das Klimaschutznetzwerk Lippe wurde im Mai 2019 gegründet.", "gegründet"),
        ("/duration_months", "Das Klimaschutznetzwerk Lippe startete 2019. Die Laufzeit beträgt drei Jahre.", "Laufzeit"),
        ("/participants/0", "Klimaschutznetzwerk Lippe\n\nTeilnehmer: Stadt Lemgo, Stadt Lage und Stadt Detmold\n", "Teilnehmer"),
        (
            "/participants/2",
            "Klimaschutznetzwerk Lippe\n\nTeilnehmer:\n- Stadt Lemgo\n- Stadt Lage\n- Stadt Detmold\n",
            "Teilnehmer",
        ),
        ("/participants_stated", "Am Klimaschutznetzwerk Lippe nehmen zehn Kommunen teil.", "Kommunen"),
        ("/managers/0", "Moderiert wird das Klimaschutznetzwerk Lippe von der Energieagentur Lippe GmbH.", "Moderiert"),
    ],
)
def test_a_value_names_its_rule_and_its_cue(read: Callable[..., Report], pointer: str, text: str, cue: str) -> None:
    """The cue is the word that made the characters this value."""
    more = "" if "Detmold" in text else " Die Städte Lemgo, Lage und Detmold machen mit."
    value = _value(read(text + more), pointer)
    assert value.rule
    assert value.cue is not None
    assert value.cue.text == cue


def test_a_name_and_an_address_are_their_own_cues(read: Callable[..., Report]) -> None:
    """Nothing beside them made them what they are."""
    report = read(BARE + " Kontakt: netz@luenen.example")
    assert [_value(report, pointer).cue for pointer in ("/name", "/emails/0")] == [None, None]


def test_a_refused_candidate_comes_first(read: Callable[..., Report]) -> None:
    """The check that refused it is the field's reason."""
    found = _empty(read(BARE + " Bis 2030 will die Stadt Lünen klimaneutral sein."), "end")
    assert found.nearest is not None
    assert (found.nearest.field, found.nearest.text) == ("end", "Bis 2030")
    assert found.reason == found.nearest.reason == "a date of something else ('klimaneutral')"


def test_what_no_field_uses_is_named(read: Callable[..., Report]) -> None:
    """Where nothing was refused, the likeliest thing of the kind stands there with the reason that no word makes it this."""
    found = _empty(read(BARE + " Die Sparkasse Lünen war auch zu Besuch."), "consultants")
    assert found.nearest is not None
    assert found.nearest.text == "Sparkasse Lünen"
    assert found.reason == "no word near it says that it is who advises it"


def test_a_word_of_the_field_beside_it_is_named(read: Callable[..., Report]) -> None:
    """Where such a word stands in the sentence, the reason does not deny it."""
    report = read(BARE + " Zur Förderung des Klimaschutzes kamen die Sparkasse Lünen und viele Gäste.")
    found = _empty(report, "funders")
    assert found.nearest is not None
    assert "no word near it" not in found.reason or "Förderung" not in found.nearest.text


def test_nothing_of_the_kind_is_said_so(read: Callable[..., Report]) -> None:
    """There is no nearest miss where the text has no date and no number."""
    report = read(BARE)
    for field, reason in (("start", "the text has no date"), ("duration_months", "the text has no duration"),
                          ("participants_stated", "the text has no number of members"), ("funders", "the text has no organisation")):  # fmt: skip
        assert (_empty(report, field).nearest, _empty(report, field).reason) == (None, reason)


def test_what_is_used_is_no_near_miss(read: Callable[..., Report]) -> None:
    """A body that holds another field is not offered for this one."""
    report = read(BARE + " Moderiert wird das Netzwerk von der Energieagentur Lippe GmbH.")
    found = _empty(report, "initiators")
    assert found.nearest is None
    assert found.reason == "every organisation or person in the text is a value of another field"


def test_filled_fields_are_not_explained_as_empty(read: Callable[..., Report]) -> None:
    """One entry for each empty core field, in the order of the record."""
    report = read(BARE)
    record = report.networks[0]
    assert [item.field for item in _explained(report).empty] == [
        name for name in CORE_FIELDS if getattr(record, name) in (None, [])
    ]


def test_an_unnamed_network_shows_the_words_that_mean_it(read: Callable[..., Report]) -> None:
    """A record without a name says where the text speaks of it."""
    report = read(
        "Lünen, Werne und Selm gründeten im Mai 2019 ein Klimaschutznetzwerk. Die Städte Lünen, Werne und Selm nehmen am Netzwerk teil."
    )
    found = _empty(report, "name")
    assert found.nearest is not None
    assert "etzwerk" in found.nearest.text


@pytest.mark.parametrize(
    ("text", "nearest", "reason"),
    [
        ("Heute scheint die Sonne in Lünen.", None, "the text has no word for a network"),
        ("Ob ein Klimaschutznetzwerk entsteht, ist offen.", "Klimaschutznetzwerk", None),
    ],
)
def test_a_document_without_a_record_says_which_came_nearest(
    read: Callable[..., Report], text: str, nearest: str | None, reason: str | None
) -> None:
    """The candidate network with the highest claim and why it was refused, or that there is none."""
    report = read(text)
    assert report.networks == []
    found = _empty(report, "name", None)
    assert (found.nearest.text if found.nearest else None) == nearest
    assert reason in {None, found.reason}


def test_a_long_document_is_explained_once(chain: Pipeline) -> None:
    """Parts without a record say nothing where another part has one, and cues point into the whole."""
    text = "Ein Satz ohne Belang.\n\n" * 6000 + BARE
    report = chain.extract_text(text)
    assert len(report.text) > 60_000
    assert {item.network for item in _explained(report).empty} == {0}
    cue = _value(report, "/participants/0").cue
    assert cue is not None
    assert report.text[cue.start : cue.end] == cue.text


def test_nothing_else_changes() -> None:
    """Without --explain the same bytes come out, but for the explanation."""
    plain, full = Pipeline(Settings()), Pipeline(Settings(explain=True))
    for text in (BARE, "Heute scheint die Sonne."):
        one, other = plain.extract_text(text), full.extract_text(text)
        assert one.explain is None
        assert report_line(one) == report_line(other.model_copy(update={"explain": None}))


def test_the_readme_shows_what_comes_out(read: Callable[..., Report]) -> None:
    """The explanation in the README is what its command gives, shortened."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.search(r"^echo '([^']*)' \| netzlese extract - --explain$", readme, re.MULTILINE)
    shown = json.loads(re.findall(r"```json\n(.*?)```", readme, re.DOTALL)[1])["explain"]
    assert told is not None
    explain = _explained(read(told[1] + "\n")).model_dump()
    assert shown
    for name, entries in shown.items():
        assert [entry for entry in entries if entry not in explain[name]] == []


def _patterns() -> Iterator[re.Pattern[str]]:
    for english in GERMAN:
        source = re.escape(english).replace(r"\{w\}", ".+").replace(r"\{n\}", r"[\d.]+").replace(r"\{r\}", ".+")
        yield re.compile(source)


def test_every_check_has_german_words(chain: Pipeline) -> None:
    """The German page can say why a candidate was refused: each reason met in the corpus fits a pattern of reasons.de.json."""
    patterns = list(_patterns())
    reasons = set()
    for source in sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.txt")):
        (document,) = Reader(Settings()).read(str(source))
        assert isinstance(document, Document)
        explain = _explained(chain.extract(document))
        reasons |= {item.reason for item in explain.near_misses} | {item.reason for item in explain.empty}
    assert sorted(reason for reason in reasons if not any(pattern.fullmatch(reason) for pattern in patterns)) == []


def test_german_words_have_the_same_slots() -> None:
    """No slot is asked for that the check does not fill."""
    assert [
        english for english, german in GERMAN.items() if set(re.findall(r"\{\w\}", german)) - set(re.findall(r"\{\w\}", english))
    ] == []
