"""Fills the fields that need no long grammar, each by its own reader: counts, funding, topics, regions, targets, awards, contacts."""

from pipeline.assemble.facts.awards import read_awards
from pipeline.assemble.facts.contacts import read_contacts
from pipeline.assemble.facts.funding import read_funding
from pipeline.assemble.facts.regions import read_regions
from pipeline.assemble.facts.targets import read_targets
from pipeline.assemble.facts.topics import read_topics
from pipeline.assemble.members.counts import read_counts
from pipeline.assemble.model import Ledger
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View


def read_details(view: View, scope: Scope, ledger: Ledger) -> None:
    """Let every reader add its fields; none reads what another wrote."""
    for read in (read_counts, read_funding, read_topics, read_regions, read_targets, read_awards, read_contacts):
        read(view, scope, ledger)
