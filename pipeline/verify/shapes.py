"""What a verification says: how much was looked at, and every receipt that does not hold."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "no-report",  # it is no report of this schema
    "quote-differs",  # the text at these offsets is another
    "outside-text",  # the offsets are not in the text
    "no-value",  # evidence for a value that is not there, or a value without evidence
    "rule-silent",  # the rule no longer reads anything from these characters
    "value-differs",  # it reads another value from them
    "network-gone",  # the document no longer gives the network at all
    "text-differs",  # the kept document and the report have different texts
    "not-readable",  # what is kept cannot be read back or extracted
    "decision-quote",  # a decision rests on characters that its version does not have
    "store-differs",  # tables contradict each other: somebody changed them by hand, or the file is damaged
    "standing-differs",  # what the store keeps ready is not what follows from extraction and decisions
]

#: more are counted and told, but not kept
_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """Name one receipt that does not hold. ``where``: line and source; ``at``: network and pointer, or what else it is about."""

    where: str
    at: str
    code: Code
    message: str


@dataclass(slots=True)
class Verified:
    """Count what was looked at.

    ``values``: those a rule read, ``fired``: of these the ones the present rules read again, ``people``: those a person settled, which no
    rule needs to read. ``not_reread``: reason -> documents that could not be read again, so that nothing is said of their rules.
    """

    documents: int = 0
    quotes: int = 0
    values: int = 0
    fired: int = 0
    people: int = 0
    decisions: int = 0
    standings: int = 0
    not_reread: Counter[str] = field(default_factory=Counter)
    counts: Counter[Code] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    tell: Callable[[Problem], None] | None = None

    @property
    def holds(self) -> bool:
        """Say whether every receipt holds."""
        return not self.counts

    def note(self, problems: Iterable[Problem]) -> int:
        """Take problems in, tell each at once, and say how many they were."""
        number = 0
        for problem in problems:
            number += 1
            self.counts[problem.code] += 1
            if len(self.problems) < _MOST_KEPT:
                self.problems.append(problem)
            if self.tell is not None:
                self.tell(problem)
        return number
