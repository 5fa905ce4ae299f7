"""Measure the finding and reading of German dates: ours, and dateparser's ``search_dates`` beside it.

Strict precision, recall and F1 per class: a span is right when both ends are, a value when the span is right and it means the
same. Run ``python tools/measure_dates.py`` for our own cases and the public ones in ``../shared/dates`` (where they are),
``--misses`` to see what went wrong, ``--forms`` to see what dateparser makes of delimited strings, ``--speed`` for speed.

Comparing values: a public value in ISO weeks ("2017-W20") is compared with ``TimeValue.week``; where the source gives a day for an
expression of weeks ("in 3 Wochen"), the week it lies in is right. Seasons and quarters are spelt in EDTF. ``alt`` values count.
"""

import argparse
import json
import re
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.normalise.dates import resolve  # noqa: E402 - the path is set above
from pipeline.tag.date_words import DateWords  # noqa: E402
from pipeline.tag.dates import DateFinder  # noqa: E402
from schemas.lexicon import Lexicon, LexiconEntry  # noqa: E402
from schemas.time import TimeExpression, TimeValue  # noqa: E402

CASES = ROOT / "tests" / "cases" / "normalise" / "dates.yaml"
SHARED = ROOT.parent / "shared" / "dates"
_SEASONS = {"SP": "21", "SU": "22", "FA": "23", "AU": "23", "WI": "24"}
_DAYS_IN = {"day": 1, "week": 7}

#: delimited strings for --forms: what stands in announcements, with what each means on 3 May 2021
DATEPARSER_FORMS = {
    "3. Mai 2021": "2021-05-03", "03.05.2021": "2021-05-03", "12.03.2021": "2021-03-12", "14.09.22": "2022-09-14",
    "1. Juli 2022": "2022-07-01", "Mittwoch, 1. Juli 2020": "2020-07-01", "ersten Oktober 2019": "2019-10-01",
    "6. April": "2021-04-06", "15.1.": "2021-01-15", "Juli 2020": "2020-07", "07/2020": "2020-07", "Mai": "2021-05",
    "2021": "2021", "Ende 2022": "2022", "Anfang Juli 2021": "2021-07", "Frühjahr 2019": "2019-21", "1. Halbjahr 2020": "2020-40",
    "Q3/2022": "2022-35", "KW 12/2021": "2021-03", "gestern": "2021-05-02", "vorgestern": "2021-05-01", "heute": "2021-05-03",
    "morgen": "2021-05-04", "übermorgen": "2021-05-05", "vor zwei Tagen": "2021-05-01", "vor zwei Wochen": "2021-04-19",
    "vor drei Monaten": "2021-02-03", "vor zwei Jahren": "2019-05-03", "in zwei Wochen": "2021-05-17",
    "in fünf Tagen": "2021-05-08", "letzte Woche": "2021-04-26", "letzten Monat": "2021-04-03", "letztes Jahr": "2020-05-03",
    "nächstes Jahr": "2022-05-03", "vergangenen Freitag": "2021-04-30", "kommenden Montag": "2021-05-10",
    "letzten September": "2020-09", "Ende letzten Jahres": "2020", "vor wenigen Tagen": "2021-05",
    "im vergangenen Herbst": "2020-23",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Hold one expression that must be found, with every value that is right."""

    text: str
    start: int
    cls: str
    values: tuple[str | None, ...] | None  # None: the source gives no value


@dataclass(frozen=True)
class Case:
    """Hold one text with what must be found in it."""

    id: str
    text: str
    reference: date | None
    wanted: tuple[Wanted, ...]
    ignore: tuple[tuple[int, int], ...] = ()


@dataclass
class Count:
    """Count hits, false alarms and right values of one class."""

    wanted: int = 0
    found: int = 0
    hit: int = 0
    valued: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Write the line of the table."""
        precision, recall = self.hit / (self.found or 1), self.hit / (self.wanted or 1)
        f1 = 2 * precision * recall / (precision + recall) if self.hit else 0.0
        value = f"{self.right / self.valued:6.3f}" if self.valued else "     -"
        counts = f"{self.wanted:6}{self.found:6}{precision:8.3f}{recall:8.3f}{f1:8.3f}"
        return f"{name:16}{counts}{value:>9} ({self.right}/{self.valued})"


def load_words() -> DateWords:
    """Build the words of the grammar from the lists of the corpus."""
    lists = [_entries(name) for name in ("months", "seasons", "number_words", "time_words")]
    return DateWords.from_entries(*lists)


def _entries(name: str) -> tuple[LexiconEntry, ...]:
    text = (ROOT / "corpus" / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text)).entries


_DURATION_RE = re.compile(r"(\d+(?:\.\d+)?)([YMWD])")


def own_cases() -> Iterator[Case]:
    """Read our own cases."""
    for row in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        place, wanted = 0, []
        for text, cls, value in row["expect"]:
            place = row["text"].index(text, place)
            wanted.append(Wanted(text, place, cls, (value,)))
            place += len(text)
        reference = date.fromisoformat(row["reference"]) if row.get("reference") else None
        yield Case(row["id"], row["text"], reference, tuple(wanted))


def shared_cases(path: Path) -> Iterator[Case]:
    """Read one public set, values respelt in EDTF."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = tuple(
            Wanted(item["text"], item["start"], item["cls"] if item["cls"] != "range_rel" else "range_relative", _values(item))
            for item in row["expect"]
        )
        ignore = tuple((item["start"], item["end"]) for item in row["ignore"])
        yield Case(row["id"], row["text"], date.fromisoformat(row["ref"]), wanted, ignore)


def _values(item: dict[str, Any]) -> tuple[str | None, ...] | None:
    """Spell the right values of a public case as ours are spelt."""
    if item["value"] is None:
        return None
    return tuple(_respell(value) for value in [item["value"], *(item.get("alt") or [])])


def _respell(value: str | list[str | None]) -> str:
    """Spell 2022-Q3 as 2022-35, [a, b] as a/b, P3Y as 36M."""
    if isinstance(value, list):
        return "/".join(".." if side is None else _respell(side) for side in value)
    if value.startswith("P"):
        parts = _DURATION_RE.findall(value)
        months = sum(float(amount) * (12 if unit == "Y" else 1) for amount, unit in parts if unit in "YM")
        return f"{int(months)}M" if months else "".join(f"{int(float(amount))}{unit}" for amount, unit in parts) or value
    year, _, rest = value.partition("-")
    if rest[:1] == "Q":
        return f"{year}-{32 + int(rest[1])}"
    if rest[:1] == "H":
        return f"{year}-{39 + int(rest[1])}"
    return f"{year}-{_SEASONS[rest]}" if rest in _SEASONS else value


def spell(expression: TimeExpression, value: TimeValue | None) -> set[str | None]:
    """Spell our value in every form a case may state it; {None} where there is none."""
    if value is None:
        return {None}
    if expression.kind == "duration":
        if value.months is not None:
            return {f"{value.months}M"}
        days = expression.amount if expression.unit in _DAYS_IN and expression.amount_until is None else None
        return {f"{int(days)}{(expression.unit or ' ')[0].upper()}", None} if days is not None else {None}
    spelt: set[str | None] = {value.edtf} if value.edtf else {f"{value.from_ or '..'}/{value.until or '..'}"}
    if value.edtf is None and value.from_ is None and value.until is None:
        spelt = {f"{value.months}M"}
    elif value.months is not None:
        spelt.add(f"{value.from_}/{value.until} {value.months}M")
    return spelt | ({value.week} if value.week else set())


def is_right(expression: TimeExpression, value: TimeValue | None, wanted: tuple[str | None, ...]) -> bool:
    """Say whether our value is one of those wanted."""
    ours = spell(expression, value)
    if ours & set(wanted):
        return True
    if value is None or value.week is None:
        return False
    weeks = {
        "{}-W{:02}".format(*date.fromisoformat(day).isocalendar()[:2]) for day in wanted if day and len(day) == len("2021-05-03")
    }
    return value.week in weeks


def measure(cases: Iterable[Case], finder: DateFinder) -> dict[str, Count]:
    """Count ours, by class."""
    counts: dict[str, Count] = defaultdict(Count)
    for case in cases:
        found = [
            item for item in finder.find(case.text) if not any(item.start < end and start < item.end for start, end in case.ignore)
        ]
        by_span = {(item.start, item.text): item for item in found}
        wanted_spans = {(item.start, item.text) for item in case.wanted}
        for wanted in case.wanted:
            count = counts[wanted.cls]
            count.wanted += 1
            item = by_span.get((wanted.start, wanted.text))
            count.hit += item is not None
            right = item is not None and wanted.values is not None and is_right(item, resolve(item, case.reference), wanted.values)
            if wanted.values is not None:
                count.valued += 1
                count.right += right
            if item is None or (wanted.values is not None and not right):
                got = [(other.text, *sorted(map(str, spell(other, resolve(other, case.reference))))) for other in found]
                count.misses.append(f"{case.id}: {wanted.text!r} {wanted.values} in {case.text[:80]!r}: {got}")
        for item in found:
            cls = next((wanted.cls for wanted in case.wanted if (wanted.start, wanted.text) == (item.start, item.text)), item.cls)
            counts[cls].found += 1
            if (item.start, item.text) not in wanted_spans and not case.wanted:
                counts[cls].misses.append(f"{case.id}: false alarm {item.text!r} in {case.text[:80]!r}")
    return counts


def measure_dateparser(cases: Iterable[Case]) -> dict[str, Count]:
    """Count dateparser's own search, by class; its values are days, so a value is right when it lies in the wanted one."""
    warnings.filterwarnings("ignore")
    from dateparser.search import search_dates  # noqa: PLC0415 - heavy, and only measured here

    counts: dict[str, Count] = defaultdict(Count)
    for case in cases:
        base = {"DATE_ORDER": "DMY"} | ({"RELATIVE_BASE": _midnight(case.reference)} if case.reference else {})
        place, found = 0, {}
        for text, moment in search_dates(case.text, languages=["de"], settings=base) or []:
            place = max(case.text.find(text, place), 0)
            if not any(place < end and start < place + len(text) for start, end in case.ignore):
                found[place, text] = moment.date().isoformat()
            place += len(text)
        for wanted in case.wanted:
            count = counts[wanted.cls]
            count.wanted += 1
            day = found.get((wanted.start, wanted.text))
            count.hit += day is not None
            if wanted.values is not None:
                count.valued += 1
                count.right += day is not None and any(
                    value and "/" not in value and day.startswith(value) for value in wanted.values
                )
        for span in found:
            cls = next((wanted.cls for wanted in case.wanted if (wanted.start, wanted.text) == span), "(none)")
            counts[cls].found += 1
    return counts


def _midnight(day: date) -> Any:  # noqa: ANN401 - datetime.datetime, imported where dateparser is
    from datetime import datetime  # noqa: PLC0415

    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - dateparser's base has no zone


def print_table(title: str, counts: dict[str, Count], *, misses: bool) -> None:
    """Print one table."""
    print(f"\n{title}\n{'class':16}{'gold':>6}{'found':>6}{'P':>8}{'R':>8}{'F1':>8}{'value':>9}")
    total = Count()
    for name in sorted(counts):
        print(counts[name].row(name))
        for part in ("wanted", "found", "hit", "valued", "right"):
            setattr(total, part, getattr(total, part) + getattr(counts[name], part))
    print(total.row("all"))
    if misses:
        print("\n".join(f"  {miss}" for name in sorted(counts) for miss in counts[name].misses))


def print_forms() -> None:
    """Print what dateparser makes of delimited strings on 3 May 2021."""
    warnings.filterwarnings("ignore")
    import dateparser  # noqa: PLC0415

    settings: Any = {"DATE_ORDER": "DMY", "RELATIVE_BASE": _midnight(date(2021, 5, 3))}
    dateparser.parse("heute", languages=["de"], settings=settings)
    began, padded, right = time.perf_counter(), 0, 0
    for form, meaning in DATEPARSER_FORMS.items():
        moment = dateparser.parse(form, languages=["de"], settings=settings)
        got = moment.date().isoformat() if moment else "-"
        verdict = "right" if got == meaning else "padded" if moment and got.startswith(meaning) else "WRONG"
        right, padded = right + (verdict == "right"), padded + (verdict == "padded")
        print(f"{form:24}{meaning:12}{got:12}{verdict}")
    pace = (time.perf_counter() - began) / len(DATEPARSER_FORMS) * 1e6
    print(
        f"{right} right, {padded} padded, {len(DATEPARSER_FORMS) - right - padded} wrong or none; {pace:.0f} microseconds a string"
    )


def print_speed(finder: DateFinder) -> None:
    """Print how long finding and resolving take on our announcements, cut to 2,500 characters."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.txt"))]
    pieces = [text[at : at + 2500] for text in texts for at in range(0, max(len(text) - 1200, 1), 2500)]
    reference = date(2021, 5, 3)
    best = [9.0, 9.0]
    for _ in range(20):
        began = time.perf_counter()
        found = [finder.find(piece) for piece in pieces]
        middle = time.perf_counter()
        for item in [item for items in found for item in items]:
            resolve(item, reference)
        best = [min(best[0], middle - began), min(best[1], time.perf_counter() - middle)]
    characters, expressions = sum(map(len, pieces)), sum(map(len, found))
    print(f"{len(pieces)} texts of {characters // len(pieces)} characters, {expressions / len(pieces):.1f} expressions each")
    print(f"find {best[0] / characters * 2.5e9:.0f} microseconds per 2,500 characters")
    print(f"resolve {best[1] / expressions * 1e6:.1f} microseconds per expression")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name in ("misses", "forms", "speed", "ours"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, help="cases as JSON Lines; without them our own and those of the public suites")
    arguments = parser.parse_args()
    finder = DateFinder(load_words())
    if arguments.forms:
        print_forms()
        return
    if arguments.speed:
        print_speed(finder)
        return
    shared = arguments.files or sorted(SHARED.glob("*.jsonl"))
    sets = {path.name: list(shared_cases(path)) for path in shared}
    if not arguments.files:
        sets = {"own cases": list(own_cases())} | sets
    for title, cases in sets.items():
        print_table(f"{title}: ours", measure(cases, finder), misses=arguments.misses)
        if not arguments.ours:
            print_table(f"{title}: dateparser search_dates", measure_dateparser(cases), misses=False)


if __name__ == "__main__":
    main()
