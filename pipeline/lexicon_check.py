"""Checks word lists: the schema, and that every example is found by its own entry and every counterexample by none."""

from pathlib import Path

from pipeline.errors import LexiconError
from pipeline.lexicon import Lexicons
from pipeline.lexicon_files import lexicon_files, own_files, read_lexicon, read_own
from schemas.lexicon import Lexicon, LexiconEntry


def check_lexicons(folder: Path, name: str | None = None, *, own: Path | None = None) -> tuple[list[str], list[str]]:
    """Check one list of a folder, or all; with the user's own list of that name, or all of those, from ``own``.

    Shape: (a line on each list checked, a line on each thing wrong).

    Raises:
        LexiconError: there is no list of that name.
    """
    files = [path for path in lexicon_files(folder) if name in {None, path.stem}]
    if not files:
        names = ", ".join(path.stem for path in lexicon_files(folder))
        msg = f"{folder}: no list {name!r}; expected one of {names}"
        raise LexiconError(msg)
    checked, problems = _check(files, folder)
    mine = [path for path in own_files(own) if name in {None, path.stem}]
    if mine and not problems:
        more, wrong = _check_own(mine, folder, own)
        checked += more
        problems += wrong
    return checked, problems


def _check_own(files: list[Path], folder: Path, own: Path | None) -> tuple[list[str], list[str]]:
    """Check the user's own lists as they work together with those shipped."""
    lists, problems = _read(files, own=True)
    if problems:
        return [], problems
    try:
        engine = Lexicons.load(folder, own=own, every=True)
    except LexiconError as error:
        return [], [str(error)]
    return _run(lists, engine, "own ")


def _check(files: list[Path], folder: Path) -> tuple[list[str], list[str]]:
    """Check lists as they are shipped."""
    lists, problems = _read(files)
    if problems:  # the engine takes all lists or none
        return [], problems
    return _run(lists, Lexicons.load(folder, every=True))


def _read(files: list[Path], *, own: bool = False) -> tuple[list[tuple[Path, Lexicon]], list[str]]:
    """Read what can be read. Shape: (path and list, a line on each file that cannot)."""
    lists: list[tuple[Path, Lexicon]] = []
    problems: list[str] = []
    for path in files:
        try:
            lists.append((path, read_own(path) if own else read_lexicon(path)))
        except LexiconError as error:
            problems.append(str(error))
    return lists, problems


def _run(lists: list[tuple[Path, Lexicon]], engine: Lexicons, sort: str = "") -> tuple[list[str], list[str]]:
    """Run the examples of lists."""
    checked: list[str] = []
    problems: list[str] = []
    for path, lexicon in lists:
        examples = sum(len(entry.examples) + len(entry.counterexamples) for entry in lexicon.entries)
        wrong = [line for entry in lexicon.entries for line in check_entry(engine, path, lexicon.name, entry)]
        problems.extend(wrong)
        checked.append(f"{sort}{lexicon.name}: {len(lexicon.entries)} entries, {examples} examples, {len(wrong)} wrong")
    return checked, problems


def check_entry(engine: Lexicons, path: Path, lexicon: str, entry: LexiconEntry) -> list[str]:
    """Run the examples of one entry; a line on each that fails."""
    where = f"{path}: entry {entry.id!r}"
    lines = [
        f"{where}: example {text!r} is not found by this entry; mend the example or add the variant"
        for text in entry.examples
        if entry.id not in _found(engine, lexicon, text)
    ]
    lines += [
        f"{where}: counterexample {text!r} is found by this entry; narrow the variant or take it out"
        for text in entry.counterexamples
        if entry.id in _found(engine, lexicon, text)
    ]
    return lines


def _found(engine: Lexicons, lexicon: str, text: str) -> set[str]:
    return {hit.entry.id for hit in engine.scan(text).get(lexicon, ())}
