"""The tag room: spaCy components over a blank German pipeline, each labelling one sort of thing."""

from pipeline.tag.tagger import Tagger

__all__ = ["Tagger"]
