"""What changed between two extractions of the same documents, and why: text, rule, register of places, or a person."""

from pipeline.differences.board import print_differences, print_differences_json
from pipeline.differences.documents import compare
from pipeline.differences.shapes import Change, DocumentDifference, Summary

__all__ = ["Change", "DocumentDifference", "Summary", "compare", "print_differences", "print_differences_json"]
