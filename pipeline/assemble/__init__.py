"""The assemble room: mentions and cues become the drafts of records, each value with the characters it came from."""

from pipeline.assemble.confidence import Calibration
from pipeline.assemble.facts.details import read_details
from pipeline.assemble.facts.status import read_status
from pipeline.assemble.facts.timeline import read_timeline
from pipeline.assemble.facts.topic_model import read_modelled_topics
from pipeline.assemble.members.participants import read_participants
from pipeline.assemble.model import Ledger
from pipeline.assemble.networks.decision import decide
from pipeline.assemble.networks.relations import read_relations
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.networks.themes import ThemeReader
from pipeline.assemble.people.people import read_people
from pipeline.assemble.roles.actors import read_roles
from pipeline.assemble.view import View
from pipeline.lexicon import Lexicons
from pipeline.linear import LinearModel
from schemas.document import Document

__all__ = ["Assembler"]


class Assembler:
    """Decide which networks a document announces, and what it says of each."""

    name = "assemble"
    requires = ("mentions.value", "mentions.entity", "sections")
    assigns = ("networks", "rejected", "scope")

    def __init__(
        self,
        lexicons: Lexicons,
        announced: LinearModel,
        confidence: LinearModel | None,
        topics: LinearModel | None = None,
        terms: LinearModel | None = None,
    ) -> None:
        self._themes = ThemeReader(lexicons.listed("themes"))
        self._announced = announced
        self._calibrate = None if confidence is None else Calibration(confidence)
        self._topics = topics
        self._terms = terms

    def __call__(self, document: Document) -> Document:
        """Add the networks; a document that announces none has none."""
        if not any(mention.label == "network" for mention in document.mentions) or not document.segments:
            return document
        view = View(document)
        ledger = Ledger(list(document.rejected))
        scope = Scope(view, ledger)
        if not scope.drafts:
            return document.adding(rejected=tuple(ledger.rejected))
        read_participants(view, scope, ledger)
        read_roles(view, scope, ledger)
        read_timeline(view, scope, ledger, self._terms)
        read_status(view, scope)
        read_people(view, scope, ledger)
        read_details(view, scope, ledger)
        self._themes.read(view, scope)
        read_relations(view, scope)
        drafts, owners = decide(view, scope, ledger, self._announced)
        if self._topics is not None:
            read_modelled_topics(view, drafts, owners, ledger, self._topics)
        if self._calibrate is not None:
            self._calibrate(drafts)
        return document.adding(networks=tuple(drafts), rejected=tuple(ledger.rejected), scope=owners)
