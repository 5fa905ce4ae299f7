"""The check room: what a reviewer should look at. It changes no value."""

from pipeline.check.document import check_document
from pipeline.check.networks import check_network, check_shared
from pipeline.gazetteer import Gazetteer
from schemas.document import Document

__all__ = ["Checker"]


class Checker:
    """Add findings to the document and to each network."""

    name = "check"
    requires = ("networks", "sections")
    assigns = ("findings", "network_findings")

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def __call__(self, document: Document) -> Document:
        """Compare what the text says with itself, with the calendar and with the register."""
        per_network = [check_network(draft, document, self._gazetteer) for draft in document.networks]
        check_shared(document, per_network)
        findings = (*document.findings, *check_document(document))
        return document.adding(findings=findings, network_findings=tuple(tuple(found) for found in per_network))
