"""Assigns targets and results to the networks that the text connects them with."""

import re

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View

#: whose aim it is, where it is not the network's
_FOREIGN_RE = re.compile(
    r"\b(?:Deutschland|Bundesregierung|der Bund|die EU|Das Land|Das Ziel des Landes|in der Regel|meist|üblicherweise|typischerweise|andere Netzwerke|Erfahrungsgemäß|Erfahrungen)\b"
)


def read_targets(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take what was aimed at or reached by the network; what is usual elsewhere, or a state's aim, is refused."""
    for mention in view.mentions("target"):
        if view.is_mute(mention.start):
            continue
        value = mention.value
        sentence = view.sentence(mention.start)
        foreign = _FOREIGN_RE.search(view.text, sentence.start, sentence.end)
        record = {name: getattr(value, name) for name in ("quantity", "unit", "subject", "period", "status")}
        for index in scope.of(mention.start):
            if foreign:
                reason = f"not this network's ({foreign.group()})"
                ledger.refuse("targets", mention.start, mention.end, mention.text, mention.rule, reason, index)
            else:
                trace = Trace(mention.start, mention.end, mention.rule, 0.8)
                scope.drafts[index].add("targets", (str(value.quantity), value.unit), record, trace)
