"""Shapes answer as plain expressions do, whatever the expression and the text; they only ask less."""

import pickle
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import needles as needles_module
from pipeline.lexicon import Lexicons
from pipeline.lexicon_forms import fold
from pipeline.needles import ODD_LETTERS, find_needles, fold_odd
from pipeline.shapes import Shape, Sieve, Sighted, has_odd_letters, shape

#: whole words, and what expressions compare in ways of their own: letters with several cases, blanks and signs
WORDS = ["abend", "Straße", "STRASSE", "gruß", "Über uns", "kilo", "sinn", "İzmir", "ılık", "ſinn", "Kilo", "µm", "μm", "ẞ", "ﬆadt", "ﬅadt", "stadt", "ς", "Σ", "a-b", "z. B.", "\n", " ", "-", "ΐ", "ΐ", "1²"]  # fmt: skip
PIECES = st.one_of(st.sampled_from(WORDS), st.text(alphabet="aiskKſıİßẞſäÄ -.\n", max_size=4))
TEXTS = st.lists(PIECES, max_size=9).map("".join)
LITERALS = st.one_of(st.sampled_from(WORDS), st.text(alphabet="aiskßäKSI", min_size=1, max_size=6)).map(re.escape)
CLASSES = st.sampled_from(["[as]", "[Ii]", "[^a]", "[a-k]", ".", r"\w", r"\s", r"\d", "[ıi]", "[ſs]", "[K]", "[ß]", "[-. ]"])
ZERO_WIDTH = st.sampled_from([r"\b", "^", "$", r"\A", r"\Z", r"\B", "(?=abend)", "(?!abend)", "(?<=a)", "(?<!kilo)", "(?=.*sinn)"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put parts together: one after the other, one or the other, repeated, grouped in every way there is."""
    wrapped = st.sampled_from(["(?:%s)", "(%s)", "(?>%s)", "(?i:%s)", "(?-i:%s)", "(?=%s)", "(?!%s)", "(?s:%s)"])
    repeated = st.sampled_from(["?", "*", "+", "??", "*?", "+?", "?+", "*+", "++", "{1}", "{2}", "{0}", "{0,2}", "{1,3}", "{2,}?"])
    names = st.integers(0, 10**9).map("g{}".format)
    conditional = st.tuples(names, inner, inner, inner).map(lambda parts: "(?:(?P<{0}>{1})?(?({0}){2}|{3}))".format(*parts))
    again = st.tuples(names, inner).map(lambda parts: "(?:(?P<{0}>{1})(?P={0}))".format(*parts))
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(st.one_of(inner, st.just("")), min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(wrapped, inner).map(lambda pair: pair[0] % pair[1]),
        st.tuples(inner, repeated).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        conditional,
        again,
    )


PATTERNS = st.recursive(st.one_of(LITERALS, LITERALS, CLASSES, ZERO_WIDTH), _grown, max_leaves=8)
FLAGS = st.sampled_from(
    [0, re.IGNORECASE, re.VERBOSE, re.IGNORECASE | re.VERBOSE, re.MULTILINE, re.DOTALL, re.ASCII | re.IGNORECASE]
)


#: what an engine may take for one another without regard to case
TWINS = str.maketrans({"s": "ſ", "k": "K", "i": "ı", "I": "İ", "ß": "ẞ", "µ": "μ", "ﬆ": "ﬅ", "σ": "ς"})


def _sighted(text: str, *shapes: Shape) -> Sighted:
    """Give a text that knows where the needles of some shapes stand, by the plainest of searches."""
    sieve = Sieve(shapes)
    padded = f" {fold_odd(text) if has_odd_letters(fold(text)) else fold(text)} "
    matches = [
        (number, start, start + len(needle))
        for start in range(len(padded))
        for number, needle in enumerate(sieve.needles)
        if padded.startswith(needle, start)
    ]
    return sieve.sight(text, sorted(matches, key=lambda match: match[2]))


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needles_module, "keep", lambda _kind, _key, make: make())


@settings(max_examples=600, deadline=None)
@given(pattern=PATTERNS, flags=FLAGS, text=TEXTS, start=st.integers(-1, 40), length=st.integers(-1, 40))
@example(pattern="sinn", flags=re.IGNORECASE, text="ein ſİnn, ein ſınn", start=0, length=40)
@example(pattern="kilo", flags=re.IGNORECASE, text="5 Kilo", start=0, length=40)
@example(pattern="(?i:straße)", flags=0, text="STRAẞE", start=0, length=9)
@example(pattern="(?<=abend)kilo", flags=0, text="abendkilo", start=5, length=4)
@example(pattern="a b e n d", flags=re.VERBOSE, text="ein abend", start=0, length=40)
@example(pattern="µmstadt", flags=re.IGNORECASE, text="μmSTADT", start=0, length=40)
@example(pattern="(?:ﬆadt)", flags=re.IGNORECASE, text="ﬅadt", start=0, length=40)
@example(pattern=r"(a)?(?(1)bend|kilo)", flags=0, text="kilo", start=0, length=40)
def test_a_shape_finds_what_its_expression_finds(pattern: str, flags: int, text: str, start: int, length: int) -> None:
    """Search and finditer agree with ``re`` in every stretch."""
    try:
        plain = re.compile(pattern, flags)
    except (re.error, RecursionError):
        return
    sifted = Shape(pattern, flags)
    sighted = _sighted(text, sifted)
    end = start + length

    def span(match: re.Match[str] | None) -> tuple[tuple[int, int], ...] | None:
        return match and match.regs

    assert span(sifted.search(sighted, start, end)) == span(plain.search(text, start, end))
    assert span(sifted.search(sighted)) == span(plain.search(text))
    assert [match.regs for match in sifted.finditer(sighted, start, end)] == [m.regs for m in plain.finditer(text, start, end)]
    assert sifted.sub("-", sighted) == plain.sub("-", text)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), pattern=PATTERNS, flags=st.sampled_from([0, re.IGNORECASE]))
def test_a_text_made_for_the_expression_is_found(data: st.DataObject, pattern: str, flags: int) -> None:
    """In texts that begin as a match does, in these letters or in others the expression takes for them."""
    try:
        made: str = data.draw(st.from_regex(re.compile(pattern, flags)))
    except Exception:  # noqa: BLE001 - no expression, or one that Hypothesis makes no text for
        return
    sifted = Shape(pattern, flags)
    for text in (made, made.upper(), made.translate(TWINS), made.swapcase().translate(TWINS)):
        found = sifted.search(_sighted(text, sifted))
        plain = re.search(pattern, text, flags)
        assert (found and found.regs) == (plain and plain.regs)


@settings(max_examples=300, deadline=None)
@given(pattern=PATTERNS, flags=FLAGS, text=TEXTS)
def test_every_match_holds_a_needle(pattern: str, flags: int, text: str) -> None:
    """That is what a needle is, for each match anywhere in a text."""
    try:
        needles = find_needles(pattern, flags)
        found = [match.group() for match in re.finditer(pattern, text, flags)]
    except (re.error, RecursionError):
        return
    assert not needles or all(any(needle in fold_odd(match) for needle in needles) for match in found)


def test_what_an_expression_takes_for_a_known_letter_folds_to_it() -> None:
    """For each letter that needles are made of, and every character there is."""
    characters = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    wrong = [
        (letter, match)
        for letter in needles_module._KNOWN
        for match in re.findall(re.escape(letter), characters, re.IGNORECASE)
        if fold_odd(match) != fold(letter) or (fold(match) != fold(letter) and match not in ODD_LETTERS)
    ]
    assert wrong == []


def test_a_needle_that_stands_nowhere_spares_the_search() -> None:
    """A stretch without a needle is not searched, and an expression no text needs is not compiled."""
    rare, other = Shape("gegründet"), Shape("ins Leben", number=1)
    sighted = _sighted("Das Netz wurde gegründet.", rare, other)
    assert rare.search(sighted, 0, 10) is None
    assert other.search(sighted) is None
    assert "compiled" not in rare.__dict__
    assert "compiled" not in other.__dict__
    assert rare.search(sighted, 10) is not None


def test_slices_and_other_texts_are_searched_as_ever() -> None:
    """Only the sighted text itself knows its needles."""
    rare = Shape("gegründet")
    sighted = _sighted("nichts", rare)
    assert type(sighted[0:3]) is str
    assert rare.search("gegründet") is not None
    assert type(pickle.loads(pickle.dumps(sighted))) is str  # noqa: S301 - our own
    assert rare.pattern == "gegründet"
    assert rare.groups == 0


def test_a_shape_that_came_later_is_searched_as_ever() -> None:
    """A text knows nothing of shapes written after it was sighted."""
    sighted = _sighted("Es wurde gegründet.", Shape("ins Leben"))
    later = Shape("gegründet", number=1)
    later.sift()
    assert later.search(sighted) is not None


def test_the_one_run_finds_words_and_needles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Needles and words that are equal do not push each other out; shapes that come later are looked for in the next text."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_args, **_more: tmp_path / "cache")
    lists = tmp_path / "lists"
    lists.mkdir()
    head = "name: birds\nabout: x\nsource: x\nlicence: MIT\nmatching: casefold\nentries:\n"
    (lists / "birds.yaml").write_text(f"{head}  - {{id: amsel, label: Amsel, variants: [Amsel]}}\n", encoding="utf-8")
    lexicons = Lexicons.load(lists)
    for needle in (" amsel ", "amsel", "AMSEL"):
        found = shape(needle, re.IGNORECASE)
        run = lexicons.find("eine Amsel und eine AMſEL singt")
        assert [hit.start for hit in run.hits("eine Amsel und eine AMſEL singt")["birds"]] == [5]
        sighted = run.sighted("eine Amsel und eine AMſEL singt")
        assert len(list(found.finditer(sighted))) == 2
        assert found.search(sighted, 11, 19) is None
