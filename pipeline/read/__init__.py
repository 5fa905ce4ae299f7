"""The read room: sources become documents with their visible text, and what cannot be read becomes a failure, not an exception."""

from pipeline.read.failure import Failure
from pipeline.read.kinds import EXTENSIONS
from pipeline.read.reader import READERS, Reader
from pipeline.read.sources import local_path

__all__ = ["EXTENSIONS", "READERS", "Failure", "Reader", "local_path"]
