"""The explain room: says of every empty core field what came nearest to filling it, and why it did not."""

from pipeline.explain.explainer import Explainer

__all__ = ["Explainer"]
