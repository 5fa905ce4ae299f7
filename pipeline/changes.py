"""Compares two runs over the same gold, value by value: what a change of the rules gained and what it lost.

The older run is a file that ``netzlese extract`` wrote; what counts as the same value is what `pipeline.compare` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.errors import ReadError
from pipeline.gold import load_corpus
from pipeline.score import Evaluation, score_document, summarise
from schemas.record import Report

Verdict = Literal["gained", "lost", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Change:
    """Name one value that the two runs judge differently.

    ``gained``: gold's value is found now; ``lost``: it was found before; ``removed``: a wrong value is no longer given;
    ``added``: a wrong value is new. ``rule`` is the rule that gave the value, in the run that has it.
    """

    verdict: Verdict
    document: str
    network: str
    field: str
    value: str
    rule: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold both evaluations over the documents both runs have, the changes between them, and the documents one run lacks."""

    before: Evaluation
    now: Evaluation
    changes: list[Change]
    absent: list[str]


def read_reports(path: Path) -> dict[str, Report]:
    """Read the reports of an earlier run by the name of their source without folder and ending.

    Raises:
        ReadError: a line is no report of this schema, or two reports have a source of one name.
    """
    reports: dict[str, Report] = {}
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if not line.strip():
                continue
            try:
                report = Report.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = "/".join(str(part) for part in first["loc"]) or "line"
                msg = f"{path}: line {number}: {where}: {first['msg']}; expected what 'netzlese extract CORPUS/announcements -o {path.name}' writes"
                raise ReadError(msg) from error
            name = Path(report.document.source).stem
            if name in reports:
                msg = f"{path}: line {number}: a second report of {name!r}; expected one for each announcement"
                raise ReadError(msg)
            reports[name] = report
    if not reports:
        msg = f"{path}: is empty; expected what 'netzlese extract CORPUS/announcements -o {path.name}' writes"
        raise ReadError(msg)
    return reports


def compare_runs(corpus: Path, before: dict[str, Report], now: dict[str, Report]) -> Comparison:
    """Score two runs against the gold of a corpus and name every value they differ in.

    Raises:
        ReadError: the runs have no announcement of the corpus in common, or a report whose text gold does not fit.
    """
    cases = [case for case in load_corpus(corpus) if case.gold.id in before and case.gold.id in now]
    if not cases:
        msg = f"{corpus}: none of its announcements is in the earlier run; expected reports of {corpus / 'announcements'}"
        raise ReadError(msg)
    networks = sum(len(case.gold.networks) for case in cases)
    old, new = (
        summarise([score_document(case.gold.id, case.gold, run[case.gold.id]) for case in cases], networks=networks)
        for run in (before, now)
    )
    known = {case.gold.id for case in cases}
    return Comparison(old, new, list(_changes(old, new)), sorted((before.keys() | now.keys()) - known))


def _changes(before: Evaluation, now: Evaluation) -> Iterator[Change]:
    """Yield the differences in the order of the later run: first what is right, then what is wrong."""
    right_then, right_now = _rights(before), _rights(now)
    wrong_then, wrong_now = _wrongs(before), _wrongs(now)
    yield from _only("gained", right_now, right_then)
    yield from _only("lost", right_then, right_now)
    yield from _only("removed", wrong_then, wrong_now)
    yield from _only("added", wrong_now, wrong_then)


_Key = tuple[str, str, str, str]
_Judged = dict[_Key, tuple[str | None, str]]


def _only(verdict: Verdict, these: _Judged, those: _Judged) -> Iterator[Change]:
    """Yield what one side holds and the other does not."""
    for key, (rule, sentence) in these.items():
        if key not in those:
            yield Change(verdict, *key, rule, sentence)


def _rights(evaluation: Evaluation) -> _Judged:
    """Key the right values by what gold calls them."""
    return {
        (right.document, right.network, right.hit.field, right.hit.gold.show_key()): (right.hit.ours.rule, right.sentence)
        for right in evaluation.rights
    }


def _wrongs(evaluation: Evaluation) -> _Judged:
    """Key the wrong values by what we call them."""
    return {
        (error.document, error.network, error.mismatch.field, error.mismatch.ours.show_key()): (
            error.mismatch.ours.rule,
            error.sentence,
        )
        for error in evaluation.errors
        if error.mismatch.ours is not None
    }


def count_verdicts(changes: Sequence[Change]) -> dict[tuple[str, Verdict], int]:
    """Count changes. Shape: (field, verdict) -> how many."""
    counts: dict[tuple[str, Verdict], int] = {}
    for change in changes:
        counts[change.field, change.verdict] = counts.get((change.field, change.verdict), 0) + 1
    return counts
