"""Measure the finding and reading of German dates: ours, and dateparser's ``search_dates`` beside it.

Strict precision, recall and F1 per class: a span is right when both ends are, a value when the span is right and it means the
same. Beside them, for whoever marks spans by other habits: ``near`` is the share of wanted spans that are right when a leading
preposition or article ("von", "seit dem", "im") and what the case ignores ("Freitag, den") count on neither side; ``R~`` and
``P~`` are recall and precision by overlap; ``value~`` is the share of all valued expressions that something overlaps which
means the same. There, a side of a range answers for itself: where a case wants "1998" of "seit 1998", or "2015" of "2010 und
2015", that side of ours is compared. Run ``python tools/measure_dates.py`` for our own cases and the public ones in ``../shared/dates`` (where they are),
``--misses`` to see what went wrong, ``--forms`` to see what dateparser makes of delimited strings, ``--speed`` for speed.

Comparing values: a public value in ISO weeks ("2017-W20") is compared with ``TimeValue.week``; where the source gives a day for an
expression of weeks ("in 3 Wochen"), the week it lies in is right. Seasons and quarters are spelt in EDTF. ``alt`` values count.
Notations of TimeML that mean what ours do count too: "198" for 1980/1989, "P2Y" for "seit zwei Jahren" (ours names the year it
began), "PXY" for "einige Jahre", the winter by the year of its December where ours counts January to March.
"""

import argparse
import json
import re
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
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
#: letter of a unit in ISO 8601 durations, behind "T" where it is part of a day
_ISO_UNITS = {
    "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M", "quarter": "Q", "half": "H", "year": "Y", "decade": "DE",
}  # fmt: skip
_LEAD_RE = re.compile(
    r"(?:(?:von|vom|im|in|am|an|seit|bis|ab|der|die|das|den|dem|des|zum|zur|zu|zwischen|vor|nach|für|auf|um|ein|eine[mnrs]?)\s+)+",
    re.IGNORECASE,
)

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
    near: int = 0
    touched: int = 0
    touching: int = 0
    meant: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        """Add the counts of another class."""
        for part in ("wanted", "found", "hit", "valued", "right", "near", "touched", "touching", "meant"):
            setattr(self, part, getattr(self, part) + getattr(other, part))

    def row(self, name: str) -> str:
        """Write the line of the table."""
        precision, recall = self.hit / (self.found or 1), self.hit / (self.wanted or 1)
        f1 = 2 * precision * recall / (precision + recall) if self.hit else 0.0
        value = f"{self.right / self.valued:6.3f}" if self.valued else "     -"
        counts = f"{self.wanted:6}{self.found:6}{precision:8.3f}{recall:8.3f}{f1:8.3f}"
        loose = (
            f"{self.near / (self.wanted or 1):8.3f}{self.touched / (self.wanted or 1):8.3f}{self.touching / (self.found or 1):8.3f}"
        )
        return (
            f"{name:16}{counts}{value:>9} |{loose}{self.meant / (self.valued or 1):8.3f} ({self.right}/{self.meant}/{self.valued})"
        )


@dataclass(frozen=True)
class Guess:
    """Hold one expression that a finder found, with what it may mean: as a whole, and side by side."""

    start: int
    text: str
    cls: str
    values: frozenset[str | None]
    sides: frozenset[str | None] = frozenset()
    week: str | None = None

    @property
    def end(self) -> int:
        """Give the place behind the last character."""
        return self.start + len(self.text)

    def means(self, wanted: tuple[str | None, ...], *, sides: bool = False) -> bool:
        """Say whether it means one of the wanted values."""
        if self.values & set(wanted) or (sides and self.sides & set(wanted)):
            return True
        days = (day for day in wanted if self.week and day and re.fullmatch(r"\d{4}-\d\d-\d\d", day))
        return any(self.week == "{}-W{:02}".format(*date.fromisoformat(day).isocalendar()[:2]) for day in days)


def load_words() -> DateWords:
    """Build the words of the grammar from the lists of the corpus."""
    lists = [_entries(name) for name in ("months", "seasons", "number_words", "time_words")]
    return DateWords.from_entries(*lists)


def _entries(name: str) -> tuple[LexiconEntry, ...]:
    text = (ROOT / "corpus" / "lexicons" / f"{name}.yaml").read_text(encoding="utf-8")
    return Lexicon.model_validate(yaml.safe_load(text)).entries


_DURATION_RE = re.compile(r"(\d+(?:\.\d+)?)([YMWD])")


def own_cases(path: Path = CASES) -> Iterator[Case]:
    """Read our own cases: behind text and class of an expression stand all values that are right."""
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        place, wanted = 0, []
        for text, cls, *values in row["expect"]:
            place = row["text"].index(text, place)
            wanted.append(Wanted(text, place, cls, tuple(values)))
            place += len(text)
        reference = date.fromisoformat(row["reference"]) if row.get("reference") else None
        ignore = tuple((row["text"].index(text), row["text"].index(text) + len(text)) for text in row.get("ignore", ()))
        yield Case(row["id"], row["text"], reference, tuple(wanted), ignore)


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
    if value.startswith(("PX", "PT")):
        return value
    if value.startswith("P") and value.endswith("DE"):
        return f"{int(value[1:-2]) * 120}M"
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
    spelt = _spell_duration(expression, value)
    if value is None:
        return spelt or {None}
    if expression.kind == "duration":
        return spelt | ({f"{value.months}M"} if value.months is not None else {None})
    if value.edtf is not None:
        spelt |= {value.edtf, value.edtf.rstrip("~")} | _spell_winter(value.edtf, expression.text)
    elif value.from_ is None and value.until is None:
        return spelt | {f"{value.months}M"}
    else:
        spelt.add(f"{value.from_ or '..'}/{value.until or '..'}")
        spelt |= _spell_grouped(value) | _spell_weeks(expression, value)
    if value.months is not None:
        spelt.add(f"{value.from_}/{value.until} {value.months}M")
    return spelt | ({value.week, f"{value.week}-WE"} if value.week else set())


def _spell_duration(expression: TimeExpression, value: TimeValue | None) -> set[str | None]:
    """Spell the length of "drei Wochen", "seit zwei Jahren", "einige Jahre", "vor wenigen Tagen"."""
    amount, unit = expression.amount, expression.unit
    shift = expression.point.shift if expression.point else None
    if expression.kind == "relative" and shift is not None and shift.amount is None:
        return {f"PX{_ISO_UNITS[shift.unit]}"}
    if "since-duration" in expression.rule and expression.begin is not None and expression.begin.shift is not None:
        amount, unit = -(expression.begin.shift.amount or 0), expression.begin.shift.unit
    if unit is None or expression.amount_until is not None:
        return set()
    if amount is None:
        return {"PX" + _ISO_UNITS[unit], "PXY"} if unit == "decade" else {f"PX{_ISO_UNITS[unit]}"}
    spelt: set[str | None] = set() if value is None or expression.kind != "duration" or value.months is not None else {None}
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}.get(unit)
    if months:
        return {f"{amount * months:g}M"}
    return spelt | {f"{amount:g}{_ISO_UNITS[unit]}" if _ISO_UNITS[unit][0] != "T" else f"PT{amount:g}{_ISO_UNITS[unit][1]}"}


def _spell_winter(edtf: str, text: str) -> set[str | None]:
    """Spell a winter by the year of its December, where the text names both years or none."""
    if edtf[5:] != "24" or (re.search(r"\d{4}", text) and not re.search(r"\d{4}\s?[/–-]\s?\d", text)):
        return set()
    return {f"{int(edtf[:4]) - 1}-24"}


def _spell_grouped(value: TimeValue) -> set[str | None]:
    """Spell decades and centuries by their first digits."""
    first, last = value.from_ or "", value.until or ""
    if first[3:] == "0" and last == first[:3] + "9":
        return {first[:3], first[:3] + "X"}
    if first[2:] == "01" and last == f"{int(first[:2]) + 1}00":
        return {first[:2], first[:2] + "XX", f"{first[:2]}00/{first[:2]}99"}
    return set()


def _spell_weeks(expression: TimeExpression, value: TimeValue) -> set[str | None]:
    """Spell "KW 20 bis 22" in weeks."""
    begin, finish = expression.begin, expression.finish
    if begin is None or finish is None or begin.week is None or not value.from_ or not value.until:
        return set()
    return {f"{value.from_[:4]}-W{begin.week:02}/{value.until[:4]}-W{finish.week:02}"}


def ours_in(case: Case, finder: DateFinder) -> list[Guess]:
    """Find with our finder."""
    found = []
    for item in finder.find(case.text):
        value = resolve(item, case.reference)
        sides = frozenset(side for side in (value.from_, value.until) if side) if value else frozenset()
        if item.kind == "duration" and item.amount_until is not None:  # "vier bis fünf Tage"
            ends = [replace(item, amount=amount, amount_until=None) for amount in (item.amount, item.amount_until)]
            sides = frozenset(spelt for end in ends for spelt in _spell_duration(end, None) if spelt)
        found.append(Guess(item.start, item.text, item.cls, frozenset(spell(item, value)), sides, value.week if value else None))
    return found


def dateparsers_in(case: Case) -> list[Guess]:
    """Find with dateparser; its values are days, so each stands for its month and year too."""
    from dateparser.search import search_dates  # noqa: PLC0415 - heavy, and only measured here

    base = {"DATE_ORDER": "DMY"} | ({"RELATIVE_BASE": _midnight(case.reference)} if case.reference else {})
    place, found = 0, []
    for text, moment in search_dates(case.text, languages=["de"], settings=base) or []:
        place = max(case.text.find(text, place), 0)
        day = moment.date().isoformat()
        found.append(Guess(place, text, "(none)", frozenset({day, day[:7], day[:4]})))
        place += len(text)
    return found


def measure(cases: Iterable[Case], find: Callable[[Case], list[Guess]]) -> dict[str, Count]:
    """Count what a finder finds, by class."""
    counts: dict[str, Count] = defaultdict(Count)
    for case in cases:
        found = find(case)
        kept = [item for item in found if not _touches_ignored(case, item)]
        for wanted in case.wanted:
            _count_wanted(counts[wanted.cls], case, wanted, found, kept)
        spans = {(wanted.start, wanted.text): wanted.cls for wanted in case.wanted}
        for item in kept:
            counts[spans.get((item.start, item.text), item.cls)].found += 1
        for item in found:
            touching = any(_overlap(item, wanted) for wanted in case.wanted)
            cls = spans.get((item.start, item.text), item.cls)
            counts[cls].touching += touching and item in kept
            if not touching and item in kept:
                counts[cls].misses.append(f"{case.id}: false alarm {item.text!r} in {case.text[:80]!r}")
    return counts


def _count_wanted(count: Count, case: Case, wanted: Wanted, found: list[Guess], kept: list[Guess]) -> None:
    """Count one wanted expression, strictly and by overlap."""
    same = next((item for item in kept if (item.start, item.text) == (wanted.start, wanted.text)), None)
    over = [item for item in found if _overlap(item, wanted)]
    near = any(_bare(case, item.start, item.text) == _bare(case, wanted.start, wanted.text) for item in over)
    right = same is not None and wanted.values is not None and same.means(wanted.values)
    meant = wanted.values is not None and any(item.means(wanted.values, sides=True) for item in over)
    count.wanted += 1
    count.hit += same is not None
    count.near += near
    count.touched += bool(over)
    if wanted.values is not None:
        count.valued += 1
        count.right += right
        count.meant += meant
    if not near or (wanted.values is not None and not meant):
        got = [(item.text, *sorted(map(str, item.values))) for item in found]
        verdict = "missed" if not over else "span" if not near else "value"
        count.misses.append(f"{case.id}: {verdict} {wanted.text!r} {wanted.values} in {case.text[:80]!r}: {got}")


def _overlap(item: Guess, wanted: Wanted) -> bool:
    return item.start < wanted.start + len(wanted.text) and wanted.start < item.end


def _touches_ignored(case: Case, item: Guess) -> bool:
    return any(item.start < end and start < item.end for start, end in case.ignore)


def _bare(case: Case, start: int, text: str) -> tuple[int, int]:
    """Give a span without a leading preposition or article, and without what the case ignores."""
    end = start + len(text)
    while True:
        lead = _LEAD_RE.match(case.text, start, end)
        cut = next((stop for first, stop in case.ignore if first <= start < stop < end), None)
        moved = lead.end() if lead else cut if cut is not None else start
        while moved > start and moved < end and case.text[moved] in " ,":
            moved += 1
        if moved == start:
            return start, end
        start = moved


def _midnight(day: date) -> Any:  # noqa: ANN401 - datetime.datetime, imported where dateparser is
    from datetime import datetime  # noqa: PLC0415

    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - dateparser's base has no zone


def print_table(title: str, counts: dict[str, Count], *, misses: bool) -> None:
    """Print one table."""
    print(
        f"\n{title}\n{'class':16}{'gold':>6}{'found':>6}{'P':>8}{'R':>8}{'F1':>8}{'value':>9}"
        f" |{'near':>8}{'R~':>8}{'P~':>8}{'value~':>8}"
    )
    total = Count()
    for name in sorted(counts):
        print(counts[name].row(name))
        total.add(counts[name])
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
    parser.add_argument(
        "files", nargs="*", type=Path, help="cases as JSON Lines; without them our own and those of the public suites"
    )
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
        own = {path.name: list(own_cases(path)) for path in sorted(CASES.parent.glob("dates*.yaml"))}
        sets = own | sets
    for title, cases in sets.items():
        print_table(f"{title}: ours", measure(cases, partial(ours_in, finder=finder)), misses=arguments.misses)
        if not arguments.ours:
            warnings.filterwarnings("ignore")
            print_table(f"{title}: dateparser search_dates", measure(cases, dateparsers_in), misses=False)


if __name__ == "__main__":
    main()
