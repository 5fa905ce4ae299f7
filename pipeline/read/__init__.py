"""The read room: sources become documents with their visible text, and what cannot be read becomes a failure, not an exception."""

from pipeline.read.failure import Failure
from pipeline.read.reader import READERS, Reader

__all__ = ["READERS", "Failure", "Reader"]
