"""Receipts: every quote still slices, every rule still fires, everything decided still stands where it was decided."""

from pipeline.verify.board import print_problem, print_verified
from pipeline.verify.results import verify_results
from pipeline.verify.shapes import Problem, Verified
from pipeline.verify.stored import verify_store

__all__ = ["Problem", "Verified", "print_problem", "print_verified", "verify_results", "verify_store"]
