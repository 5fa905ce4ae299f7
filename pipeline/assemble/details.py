"""Fills the fields that need no long grammar, each by its own reader: counts, funding, topics, regions, targets, awards, contacts."""

from pipeline.assemble.awards import read_awards
from pipeline.assemble.contacts import read_contacts
from pipeline.assemble.counts import read_counts
from pipeline.assemble.funding import read_funding
from pipeline.assemble.model import Ledger
from pipeline.assemble.regions import read_regions
from pipeline.assemble.scope import Scope
from pipeline.assemble.targets import read_targets
from pipeline.assemble.topics import read_topics
from pipeline.assemble.view import View


def read_details(view: View, scope: Scope, ledger: Ledger) -> None:
    """Let every reader add its fields; none reads what another wrote."""
    for read in (read_counts, read_funding, read_topics, read_regions, read_targets, read_awards, read_contacts):
        read(view, scope, ledger)
