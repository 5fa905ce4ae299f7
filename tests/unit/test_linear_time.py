"""How the time grows with the text: a document is read in parts of bounded length, so no part may take long, whatever it says."""

import time

import pytest

from pipeline.parts import PART_CHARS
from pipeline.run import Pipeline
from pipeline.tag.place_reader import find_compounds
from pipeline.tag.sentences import split_sentences

_LONG, _SHORT = PART_CHARS, PART_CHARS // 2
#: twice the text takes twice the time where it grows linearly, four times where it grows with the square
_MOST_GROWTH = 3.5
#: what takes less than this is quick enough, and too little to measure its growth. Unit: seconds of the processor
_QUICK = 1.5
_MOST_SECONDS = 8.0

FRAGMENTS = [
    "Klimaschutznetzwerk Lippe ",
    "Bundesministerium ",
    "Bundesministerium für Umwelt, Naturschutz und ",
    "Bayerisches Bundesministerium ",
    ".",
    "... ",
    "!",
    " ",
    "\t",
    "\n",
    "Netzwerk Netzwerk ",
    "Netzwerk Muster GmbH ",
    "Netzwerk der ",
    "Netzwerk I und II und ",
    "Das Netzwerk wird von ",
    "„Netzwerk“ ",
    "Klimaschutz-Netzwerk-",
    "Ab-",
    "Dr. Dr. ",
    "Frau Müller ",
    "und die Stadt ",
    "Stadt und Kreis ",
    "die Kommunen ",
    "www.",
    "www.a.de/",
    "http://",
    "Netzwerk\n",
    "Lünen;Werne;Unna;",
    "Lünen;Werne;Unna;\n",
    "Muster GmbH ",
]


def _repeated(fragment: str, chars: int) -> str:
    return (fragment * (chars // len(fragment) + 1))[:chars]


def _seconds(chain: Pipeline, text: str) -> float:
    """Give the lesser of two times of the processor: what else the machine does is left out."""
    times = []
    for _ in range(2):
        begun = time.process_time()
        chain.extract_text(text)
        times.append(time.process_time() - begun)
        if times[0] < _QUICK:
            break
    return min(times)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_time_grows_with_the_text_and_no_faster(chain: Pipeline, fragment: str) -> None:
    """A part full of one fragment takes no more than in proportion to half of it, and a few seconds at the most."""
    seconds = _seconds(chain, _repeated(fragment, _LONG))
    if seconds < _QUICK:
        return
    assert seconds < _MOST_SECONDS
    assert seconds / _seconds(chain, _repeated(fragment, _SHORT)) < _MOST_GROWTH


def test_a_leader_of_dots_costs_nothing_to_what_follows(chain: Pipeline) -> None:
    """Behind the dots of a table of contents a network is found as ever, and soon."""
    text = "." * 50_000 + "\n\nDas Klimaschutznetzwerk Mustertal startete im Juli 2020 in der Stadt Lünen.\n"
    assert _seconds(chain, text) < _MOST_SECONDS
    assert [network.name for network in chain.extract_text(text).networks] == ["Klimaschutznetzwerk Mustertal"]


def test_type_words_without_end_name_nothing(chain: Pipeline) -> None:
    """Heads that only lead to further heads are followed a few times, not without limit."""
    assert chain.extract_text("Stadt und Kreis " * 1500).networks == []


def test_all_names_of_a_huge_list_are_resolved_alike(chain: Pipeline) -> None:
    """Where a list is too long to compare all with all, equal names still mean equal places."""
    report = chain.extract_text("Dem Klimaschutznetzwerk Mustertal gehören an: " + "Lünen, Werne, Selm, " * 200 + "Unna.")
    members = [member for network in report.networks for member in network.participants]
    assert {member.name: member.place.ags for member in members if member.place} == {
        "Lünen": "05978024",
        "Selm": "05978032",
        "Unna": "05978036",
        "Werne": "05978040",
    }


def test_what_has_no_full_stop_is_cut_at_blanks() -> None:
    """No sentence is without end, and no character is lost but the blank at the cut."""
    text = "Lage und " * 3000
    pieces = list(split_sentences(text, 0, len(text)))
    assert max(end - start for start, end in pieces) <= 4000
    assert " ".join(text[start:end] for start, end in pieces) == text


def test_a_chain_of_hyphens_is_no_district() -> None:
    """A word is a district by its last parts only."""
    assert find_compounds("Rhein-Sieg-Kreis", {}, frozenset()) == {0: (16, "Rhein-Sieg-Kreis")}
    assert 0 not in find_compounds("Ab-" * 5000 + "Kreis", {}, frozenset())
