"""Every finding has words in both languages: the codes are read out of the source itself."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.check.codes import CODES
from pipeline.clean.repairs import REPAIRS
from pipeline.write.report import LANGUAGES
from schemas.finding import UNREAD_CODES

PIPELINE = Path(__file__).parents[3] / "pipeline"
TEXTS = {code: json.loads((PIPELINE / "write" / "report" / f"texts.{code}.json").read_text("utf-8")) for code in LANGUAGES}
SLUG_RE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


#: these give answers with codes of their own, which the workbench and the command line say; findings come from the rooms
NO_FINDINGS = {"desk", "differences", "store", "suggest", "verify", "workbench"}


def _trees() -> list[ast.Module]:
    paths = [path for path in sorted(PIPELINE.rglob("*.py")) if path.relative_to(PIPELINE).parts[0] not in NO_FINDINGS]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _takers(trees: list[ast.Module]) -> dict[str, int]:
    """Give the functions and classes that take a code, and the place of that argument in a call."""
    takers: dict[str, int] = {}
    for tree in trees:
        for node in ast.walk(tree):
            bodies = [(node.name, node)] if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.ClassDef):
                bodies = [(node.name, item) for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"]
            for name, function in bodies:
                names = [argument.arg for argument in function.args.args if argument.arg not in {"self", "cls"}]
                if "code" in names:
                    takers[name] = names.index("code")
    return takers


def _constants(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))


def _codes() -> set[str]:
    """Find every code that the pipeline can give: as an argument named or placed as such, and in a finding's plain values."""
    trees = _trees()
    takers = _takers(trees)
    found: set[str] = set(UNREAD_CODES)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and not _name(node.func).endswith("Error"):  # an error's code is no finding's
            for keyword in node.keywords:
                found.update(_constants(keyword.value) if keyword.arg == "code" else ())
            place = takers.get(_name(node.func))
            if place is not None and len(node.args) > place:
                found.update(_constants(node.args[place]))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                found.update(_constants(value) if isinstance(key, ast.Constant) and key.value == "code" else ())
    return {code for code in found if SLUG_RE.fullmatch(code)} | set(CODES)


def test_the_scan_finds_codes_of_every_sort() -> None:
    """Codes given by name, by place, in plain values and in the table of checks are all found."""
    assert {"characters-lost", "duplicate-id", "encoding-guessed", "end-before-start", "damaged"} <= _codes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_words(lang: str) -> None:
    """A finding has a short name and a sentence in both languages, wherever in the pipeline it comes from."""
    wanted = [f"{kind}.{code}" for code in sorted(_codes()) for kind in ("code", "finding")]
    assert [key for key in wanted if key not in TEXTS[lang]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_are_left_of_codes_that_are_gone(lang: str) -> None:
    """What has a name can be found."""
    named = {key.split(".", 1)[1] for key in TEXTS[lang] if key.startswith(("code.", "finding."))}
    assert sorted(named - _codes()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_read_says_what_to_do(lang: str) -> None:
    """Every code of an unread source has a plain sentence and an advice."""
    assert [code for code in sorted(UNREAD_CODES) if not {f"shut.{code}", f"shut.todo.{code}"} <= TEXTS[lang].keys()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_repair_has_a_name(lang: str) -> None:
    """The list of repairs never shows a name as the code spells it."""
    assert [rule.name for rule in REPAIRS if f"repair.{rule.name}" not in TEXTS[lang]] == []
