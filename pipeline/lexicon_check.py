"""Checks word lists: the schema, and that every example is found by its own entry and every counterexample by none."""

from pathlib import Path

from pipeline.errors import LexiconError
from pipeline.lexicon import Lexicons, lexicon_files, read_lexicon
from schemas.lexicon import Lexicon, LexiconEntry


def check_lexicons(folder: Path, name: str | None = None) -> tuple[list[str], list[str]]:
    """Check one list of a folder, or all.

    Shape: (a line on each list checked, a line on each thing wrong).

    Raises:
        LexiconError: there is no list of that name.
    """
    files = [path for path in lexicon_files(folder) if name in {None, path.stem}]
    if not files:
        names = ", ".join(path.stem for path in lexicon_files(folder))
        msg = f"{folder}: no list {name!r}; expected one of {names}"
        raise LexiconError(msg)
    checked: list[str] = []
    problems: list[str] = []
    lists: list[tuple[Path, Lexicon]] = []
    for path in files:
        try:
            lists.append((path, read_lexicon(path)))
        except LexiconError as error:
            problems.append(str(error))
    if problems:  # the engine takes all lists or none
        return checked, problems
    engine = Lexicons.load(folder, every=True)
    for path, lexicon in lists:
        examples = sum(len(entry.examples) + len(entry.counterexamples) for entry in lexicon.entries)
        wrong = [line for entry in lexicon.entries for line in check_entry(engine, path, lexicon.name, entry)]
        problems.extend(wrong)
        checked.append(f"{lexicon.name}: {len(lexicon.entries)} entries, {examples} examples, {len(wrong)} wrong")
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
