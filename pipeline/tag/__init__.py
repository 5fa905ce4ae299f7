"""The tag room: finders that each label one sort of thing, and the same finders as components of a spaCy pipeline (``nlp.py``)."""

from pipeline.tag.tagger import Tagger

__all__ = ["Tagger"]
