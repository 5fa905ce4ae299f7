"""The finders as components of a spaCy pipeline, for who has one already.

The chain runs the finders by themselves: a Doc costs a millisecond a page, and its vocabulary keeps every word it ever met. Here the
very same finders write ``doc.spans["<plural>"]``. spaCy imports this module by the entry point ``spacy_factories`` when it builds
any pipeline, so that ``spacy.blank("de").add_pipe("netzlese_dates")`` works once Netzlese is installed; word lists are read when
the first Doc comes.
"""

from collections.abc import Callable, Iterator
from functools import cache

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.vocab import Vocab

from pipeline.lexicon import Lexicons
from pipeline.shapes import shape
from pipeline.tag.components import PLURALS, Finders
from pipeline.tag.state import KEY, State, new_state
from schemas.layout import Segment
from schemas.mention import Mention

__all__ = ["RegexTokenizer", "add_component", "build_nlp"]

_TOKEN_RE = shape(r"\w+|[^\w\s]|\s+")
_PARAGRAPH_RE = shape(r"\S(?:[^\n]|\n(?![ \t]*(?:\n|$)))*")


class RegexTokenizer:
    """Split text into words, single signs and runs of blanks, without loss: ``doc.text`` is the text.

    One regular expression; spaCy's own German tokenizer costs six times as much, and its exceptions do not matter here.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Give the tokens of a text as a spaCy Doc."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN_RE.findall(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_kwargs: object) -> bytes:
        """Serialise to nothing: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> "RegexTokenizer":
        """Restore from nothing."""
        return self


class SpanComponent:
    """Write the spans of one sort of thing, and keep the mentions themselves, with values, in ``doc.user_data``.

    What its finder builds on is found first where no component before it did: places need bodies and people.
    """

    def __init__(self, plural: str, finders: Callable[[], Finders]) -> None:
        self.plural = plural
        self._finders = finders

    def __call__(self, doc: Doc) -> Doc:
        """Add ``doc.spans[plural]``; a mention that ends inside a token is widened to it."""
        finders = self._finders()
        state = doc.user_data.get(KEY)
        if state is None:
            state = doc.user_data[KEY] = _state_of(doc.text, finders.lexicons)
        found = finders.find(self.plural, state)
        spans = [doc.char_span(item.start, item.end, label=item.label, alignment_mode="expand") for item in found]
        doc.spans[self.plural] = SpanGroup(doc, name=self.plural, spans=[span for span in spans if span is not None])
        return doc


def _state_of(text: str, lexicons: Lexicons) -> State:
    """Lay out a text that no stage has read: its hits, and its paragraphs, which mentions do not cross."""
    segments = tuple(Segment(start, end, "text") for start, end in _paragraphs(text))
    found = lexicons.find(text)
    return new_state(found.sighted(text), found.hits(text), segments)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches between blank lines."""
    for match in _PARAGRAPH_RE.finditer(text):
        yield match.start(), match.start() + len(match.group().rstrip())


@cache
def _shipped() -> Finders:
    """Build the finders over the shipped word lists, once, with the user's own lists and the places table in use."""
    from pipeline.gazetteer import load_gazetteer  # noqa: PLC0415 - read when the first Doc comes
    from pipeline.settings import Settings  # noqa: PLC0415

    settings = Settings()
    return Finders(Lexicons.load(settings.lexicons, own=settings.own_lexicons, names=load_gazetteer().names()))


def _factory(plural: str) -> Callable[[Language, str], SpanComponent]:
    def make(nlp: Language, name: str) -> SpanComponent:
        return SpanComponent(plural, _shipped)

    return make


for _plural in PLURALS:
    Language.factory(f"netzlese_{_plural}", func=_factory(_plural), assigns=["doc.spans"])


def add_component(nlp: Language, plural: str, finders: Finders) -> None:
    """Append the component ``netzlese_<plural>`` to a pipeline, with finders of its own instead of the shipped ones."""
    component = nlp.add_pipe(f"netzlese_{plural}")
    component._finders = lambda: finders  # type: ignore[attr-defined]  # noqa: SLF001 - our own component


def build_nlp(lexicons: Lexicons) -> Language:
    """Build a German pipeline of all components over some word lists; about 0.2 s, spaCy's import not counted.

    What the chain found of a text before (``state.new_state``) is taken from ``doc.user_data`` where it is laid there.
    """
    nlp = blank("de")
    nlp.tokenizer = RegexTokenizer(nlp.vocab)
    nlp.max_length = 100_000_000
    finders = Finders(lexicons)
    for plural in PLURALS:
        add_component(nlp, plural, finders)
    return nlp


def mentions_of(doc: Doc) -> dict[str, list[Mention]]:
    """Give what the components found in a Doc, with values, by plural."""
    state: State = doc.user_data.get(KEY, {})
    return dict(state.get("mentions", {}))
