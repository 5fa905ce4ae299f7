"""Builds the spaCy pipeline of the tag room: a blank German pipeline whose components each label one sort of thing.

Tokens come from one regular expression, since spaCy's own German tokenizer costs six times as much and its exceptions do not
matter here; components read the hits of the one lexicon scan from ``doc.user_data`` and write ``doc.spans["<plural>"]``. Every
component is registered, so that ``spacy.blank("de").add_pipe("netzlese_dates")`` works for who has a spaCy pipeline already.
"""

from typing import TYPE_CHECKING

from pipeline.lexicon import Lexicons
from pipeline.shapes import shape
from pipeline.tag.components import components
from pipeline.tag.state import KEY, Finder, new_state

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_TOKEN_RE = shape(r"\w+|[^\w\s]|\s+")


class RegexTokenizer:
    """Split text into words, single signs and runs of blanks, without loss: ``doc.text`` is the text."""

    def __init__(self, vocab: "Vocab") -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> "Doc":
        """Give the tokens of a text as a spaCy Doc."""
        from spacy.tokens import Doc  # noqa: PLC0415 - spaCy is loaded when the first text is tagged

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


def add_component(nlp: "Language", plural: str, find: Finder) -> None:
    """Register a component ``netzlese_<plural>`` and append it to the pipeline.

    The component writes ``doc.spans[plural]`` and keeps the mentions themselves, with values, in ``doc.user_data``.
    """
    from spacy.language import Language  # noqa: PLC0415
    from spacy.tokens import SpanGroup  # noqa: PLC0415

    name = f"netzlese_{plural}"

    def component(doc: "Doc") -> "Doc":
        state = doc.user_data.get(KEY)
        if state is None:
            state = doc.user_data[KEY] = new_state(doc.text)
        found = find(state)
        state["mentions"][plural] = found
        spans = [doc.char_span(item.start, item.end, label=item.label, alignment_mode="expand") for item in found]
        doc.spans[plural] = SpanGroup(doc, name=plural, spans=[span for span in spans if span is not None])
        return doc

    Language.component(name, func=component, assigns=["doc.spans"])
    nlp.add_pipe(name)


def build_nlp(lexicons: Lexicons) -> "Language":
    """Build the pipeline; about 0.2 s, spaCy's import not counted."""
    import spacy  # noqa: PLC0415

    nlp = spacy.blank("de")
    nlp.tokenizer = RegexTokenizer(nlp.vocab)
    nlp.max_length = 100_000_000
    for plural, find in components(lexicons):
        add_component(nlp, plural, find)
    return nlp
