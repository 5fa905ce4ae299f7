"""Every word the workbench shows is there in both languages, and no word is there for nothing."""

import json
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from pipeline.workbench.options import LANGUAGES
from pipeline.workbench.texts import load_texts
from schemas.review import ConflictReason, DecisionKind, ItemState

WORKBENCH = Path(__file__).parents[3] / "pipeline" / "workbench"
_KEY = r"[a-z][\w-]*(?:\.[\w-]+)*"
#: a call that says words: t("key"), known("key", …), also where the key is chosen between two
_SAID_RE = re.compile(
    rf"""\b(?:t|known)\((?:[^"`()]*(?:"[^"]*"\s*)?\?\s*)?"({_KEY})"(?!\s*~)(?:\s*(?::|if\s[^"]*(?:"[^"]*")?\s*else)\s*"({_KEY})")?"""
)
_COUNTED_RE = re.compile(rf'\bcount\(\s*"({_KEY})"')
#: the beginning of a key whose end is known only when it is said
_BEGUN_RE = re.compile(r"""\b(?:t|known)\([^"`()]*(?:`([a-z][\w.]*\.)\$\{|"([a-z][\w.]*\.)"\s*~)""")
#: keys that travel through tables first: of the help, of forms, of what is said after a deed
_TABLED_RE = re.compile(rf'"((?:key|help|form)\.{_KEY})"')
_SLOT_RE = re.compile(r"\{(\w+)\}")


def _own(lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((WORKBENCH / f"texts.{lang}.json").read_text(encoding="utf-8"))
    return words


@cache
def _sources() -> str:
    paths = [*sorted((WORKBENCH / "static").glob("*.js")), *sorted((WORKBENCH / "templates").glob("*.html"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _said() -> set[str]:
    """Give the keys that scripts and templates name in full."""
    source = _sources()
    keys = {key for match in _SAID_RE.finditer(source) for key in match.groups() if key}
    keys |= {f"count.{noun}.{number}" for noun in _COUNTED_RE.findall(source) for number in ("one", "other")}
    return keys | set(_TABLED_RE.findall(source))


def _begun() -> set[str]:
    return {first or second for first, second in _BEGUN_RE.findall(_sources())}


def test_both_languages_have_the_same_keys() -> None:
    """What can be said in German can be said in English."""
    assert _own("de").keys() == _own("en").keys()


def test_both_languages_fill_the_same_slots() -> None:
    """A number or name that one language says is not lost in the other."""
    german, english = _own("de"), _own("en")
    assert [key for key in german if set(_SLOT_RE.findall(german[key])) != set(_SLOT_RE.findall(english[key]))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_are_empty(lang: str) -> None:
    """A button without words would have no name."""
    assert [key for key, words in _own(lang).items() if not words.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_that_is_said_has_words(lang: str) -> None:
    """Scripts and templates name no key that is not there; a gap would show the key itself."""
    texts = load_texts(lang)
    assert sorted(key for key in _said() if key not in texts) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_begun_key_has_words(lang: str) -> None:
    """A key whose end is put on when it is said has at least one end."""
    keys = json.loads(load_texts(lang).json)[lang]
    assert sorted(begun for begun in _begun() if not any(key.startswith(begun) for key in keys)) == []


def test_every_key_is_said_somewhere() -> None:
    """Words that nothing shows are not kept."""
    said, begun = _said(), tuple(_begun())
    assert sorted(key for key in _own("de") if key not in said and not key.startswith(begun)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("state", (*get_args(ItemState), "empty", "saving")),
        ("kind", get_args(DecisionKind)),
        ("conflict", get_args(ConflictReason)),
        ("inbox.state", ("all", "open", "settled", "conflict", "unread")),
        ("inbox.order", ("queue", "source", "newest", "changed")),
        ("network", ("dropped", "merged", "gone", "dropped.name", "merged.name")),
        ("severity", ("error", "warning", "note")),
    ],
)
def test_every_value_of_the_schemas_has_words(lang: str, prefix: str, values: tuple[str, ...]) -> None:
    """States, kinds of decisions and reasons of conflicts are never shown as their slug."""
    texts = load_texts(lang)
    assert [value for value in values if f"{prefix}.{value}" not in texts] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_download_and_page_has_words(lang: str) -> None:
    """Each form of the export is explained in a line, each page has a title."""
    from pipeline.workbench.downloads import FORMS  # noqa: PLC0415 - the exports load heavy libraries

    texts = load_texts(lang)
    pages = [path.stem for path in (WORKBENCH / "templates").glob("[a-z]*.html") if path.stem != "base"]
    wanted = [f"export.{form}{end}" for form in FORMS for end in ("", ".about")] + [f"title.{page}" for page in pages]
    assert [key for key in wanted if key not in texts] == []


def test_scripts_build_no_mark_up_from_words() -> None:
    """Texts of documents reach the page as text only: no script parses mark-up, no element carries a script or style of its own."""
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", _sources()) == []
    assert re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", _sources()) == []


def test_templates_load_nothing_from_elsewhere() -> None:
    """Sheets and scripts come from the workbench itself."""
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", _sources()) == []
