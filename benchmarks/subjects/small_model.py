"""The architecture of spaCy's small German model with untrained weights: what de_core_news_sm computes, whatever it would say."""

from collections.abc import Callable, Sequence

from benchmarks.subjects.common import measure

_SHARED = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}


def build(_texts: Sequence[str]) -> Callable[[str], object]:
    """Build tok2vec, tagger, morphologizer, parser, lemmatizer and entities over one shared layer, and initialise them."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("de")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": _SHARED}})
    nlp.add_pipe("morphologizer", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": _SHARED}})
    transitions = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "extra_state_tokens": False,
        "use_upper": True,
        "maxout_pieces": 2,
    }
    nlp.add_pipe("parser", config={"model": {**transitions, "state_type": "parser", "hidden_width": 64, "tok2vec": _SHARED}})
    nlp.add_pipe("trainable_lemmatizer", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": _SHARED}})
    nlp.add_pipe("ner", config={"model": {**transitions, "state_type": "ner", "hidden_width": 64, "tok2vec": _SHARED}})
    words = ["Zehn", "Kommunen", "gründen", "ein", "Netzwerk", "."]
    example = Example.from_dict(
        nlp.make_doc(" ".join(words)),
        {
            "words": words,
            "tags": ["CARD", "NN", "VVFIN", "ART", "NN", "$."],
            "morphs": ["", "Number=Plur", "Number=Plur", "Case=Acc", "Case=Acc", ""],
            "pos": ["NUM", "NOUN", "VERB", "DET", "NOUN", "PUNCT"],
            "heads": [1, 2, 2, 4, 2, 2],
            "deps": ["nk", "sb", "ROOT", "nk", "oa", "punct"],
            "lemmas": ["zehn", "Kommune", "gründen", "ein", "Netzwerk", "--"],
            "entities": ["O", "O", "O", "O", "U-MISC", "O"],
        },
    )
    nlp.initialize(lambda: [example])
    return nlp


measure("small_model", build)
