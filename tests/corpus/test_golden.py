"""Making something faster changes no byte of what is written."""

from tools.make_golden import differing, digests


def test_every_report_over_the_corpus_is_the_same_to_the_byte() -> None:
    """With explanations; what changes on purpose is written anew by tools/make_golden.py."""
    changed = differing(digests())
    assert not changed, f"{len(changed)} reports differ from tests/corpus/golden.json: {', '.join(changed[:10])}"
