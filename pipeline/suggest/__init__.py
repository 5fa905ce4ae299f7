"""Proposes entries for the user's own word lists from what people corrected; see ``pipeline.suggest.search``."""

from pipeline.suggest.own import accept, refuse
from pipeline.suggest.search import suggest
from pipeline.suggest.shapes import Change, Effect, Proposal, Suggestions
from pipeline.suggest.show import show

__all__ = ["Change", "Effect", "Proposal", "Suggestions", "accept", "refuse", "show", "suggest"]
