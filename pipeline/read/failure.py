"""What comes out of the reader where no document can: the source and the reason, in plain words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """Name a source that cannot be read, and say why and what to do.

    It travels among the documents, so that one bad file never stops a batch.

    >>> str(Failure("plan.pdf", "is a PDF, which is not read yet"))
    'plan.pdf: is a PDF, which is not read yet'
    """

    source: str
    message: str

    def __str__(self) -> str:
        """Give one line for a terminal or a ledger."""
        return f"{self.source}: {self.message}"
