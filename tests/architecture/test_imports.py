"""Who may import whom (STYLE §4), read from the source: data flows one way."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: packages that stand above the rooms, as the modules of LAYERS do, and may enter them by their doors
UPPER = {"bulk", "desk", "differences", "suggest", "verify", "workbench"}
ROOMS = sorted(path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py") if path.parent.name not in UPPER)
#: what every room may use
SHARED = {
    "errors",
    "lexicon",
    "lexicon_cache",
    "lexicon_files",
    "lexicon_forms",
    "lexicon_scan",
    "linear",
    "needles",
    "settings",
    "grammar",
    "gazetteer",
    "placenames",
    "shapes",
    "user_cache",
}
#: the modules above the rooms; each may import those below it, never those above
LAYERS = (
    {"console", "download", "gv100ad", "register", "lexicon_check", "gold", "identity", "recognise", "options", "parts"},
    {"stages"},
    {"run"},
    {"batch", "compare", "score"},
    {"changes", "reliability", "watch", "desk"},
    {"bulk", "ingest", "differences", "verify", "export_review", "gold_writer", "suggest"},
    {"workbench"},
    {"scoreboard"},
    {"bulk_cli", "review_cli", "upkeep_cli"},
    {"cli"},
)
#: the outside libraries of each room (STYLE §3); pydantic stands where data enters or leaves
LIBRARIES = {
    "read": {"bs4", "charset_normalizer", "dateparser", "lxml", "markdown_it", "pydantic", "pypdfium2_raw", "yaml"},
    "clean": {"ftfy"},
    "section": set(),
    "tag": {"ahocorasick_rs", "spacy"},
    "normalise": set(),
    "link": {"rapidfuzz"},
    "assemble": {"rapidfuzz"},
    "check": {"rapidfuzz"},
    "explain": set(),
    "write": {"pyarrow", "pydantic", "rich", "xlsxwriter", "yaml"},
    "settle": {"pydantic", "rapidfuzz"},
    "store": {"alembic", "pydantic", "sqlalchemy"},
}
#: libraries of the optional extras; they are imported where asked for, or found by name by another library
EXTRAS = {"dask", "distributed", "fastwarc", "pg8000", "pyarrow"}
#: distributions that are imported under another name
IMPORT_NAMES = {"beautifulsoup4": "bs4", "markdown-it-py": "markdown_it", "pypdfium2": "pypdfium2_raw", "pyyaml": "yaml"}


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(path for folder in ("pipeline", "schemas") for path in (ROOT / folder).rglob("*.py")))


@cache
def _imports(path: Path) -> tuple[tuple[str, int], ...]:
    """List the modules a file imports, with their lines; ``from a.b import c`` gives a.b.c where that is a module."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            inner = [f"{module}.{alias.name}" for alias in node.names]
            found += [(name if _is_module(name) else module, node.lineno) for name in inner]
    return tuple(found)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _where(path: Path, line: int, name: str) -> str:
    return f"{path.relative_to(ROOT)}:{line} imports {name}"


def _room(path: Path) -> str | None:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "pipeline" and len(parts) > 2 and parts[1] not in UPPER else None


def _upper(path: Path) -> str | None:
    """Name the module or package above the rooms that a file is, or is part of."""
    parts = path.relative_to(ROOT / "pipeline").parts if path.is_relative_to(ROOT / "pipeline") else ()
    if not parts or parts[0] in ROOMS:
        return None
    name = parts[0].removesuffix(".py")
    return None if name in SHARED | {"__init__"} else name


def _ours(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield what a file imports from the pipeline: first name below it, whole name, line."""
    for name, line in _imports(path):
        parts = name.split(".")
        if parts[0] == "pipeline" and len(parts) > 1:
            yield parts[1], name, line


def test_the_schemas_know_nothing_but_themselves() -> None:
    """Rule 1: the standard library and pydantic."""
    allowed = set(sys.stdlib_module_names) | {"pydantic", "schemas"}
    wrong = [
        _where(path, line, name)
        for path in _files()
        if path.relative_to(ROOT).parts[0] == "schemas"
        for name, line in _imports(path)
        if name.split(".")[0] not in allowed
    ]
    assert wrong == []


def test_shared_modules_import_schemas_and_one_another_only() -> None:
    """Rule 2: what every room uses stands below all rooms."""
    wrong = [
        _where(path, line, name)
        for path in _files()
        if path.parent.name == "pipeline" and path.stem in SHARED
        for first, name, line in _ours(path)
        if first not in SHARED
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_other(room: str) -> None:
    """Rule 3: what two rooms share is a schema, or data, or a shared module."""
    wrong = [
        _where(path, line, name)
        for path in _files()
        if _room(path) == room
        for first, name, line in _ours(path)
        if first not in SHARED | {room}
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_its_own_libraries(room: str) -> None:
    """Rule 3: one outside library a room, so that it can be exchanged in one place."""
    allowed = set(sys.stdlib_module_names) | {"pipeline", "schemas"} | LIBRARIES[room]
    wrong = [
        _where(path, line, name)
        for path in _files()
        if _room(path) == room
        for name, line in _imports(path)
        if name.split(".")[0] not in allowed
    ]
    assert wrong == []


def test_modules_above_the_rooms_look_down_only() -> None:
    """Rule 4: stages, run, batch and score, cli, in this order."""
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    wrong = []
    for path in _files():
        name = _upper(path)
        if name is None:
            continue
        assert name in level, f"pipeline/{name} has no place in LAYERS; say where it stands"
        wrong += [_where(path, line, whole) for first, whole, line in _ours(path) if level.get(first, 0) > level[name]]
    assert wrong == []


def test_a_room_is_entered_by_its_door() -> None:
    """Rule 3: what a room's ``__init__`` does not export is private to it."""
    wrong = [
        _where(path, line, name)
        for path in _files()
        if _room(path) is None
        for first, name, line in _ours(path)
        if first in ROOMS and name.count(".") > 1
    ]
    assert wrong == []


def test_imports_are_absolute() -> None:
    """Rule 6: a reader sees where a name comes from."""
    assert [_where(path, line, name) for path in _files() for name, line in _imports(path) if name.startswith(".")] == []


def test_the_package_itself_loads_nothing() -> None:
    """``import pipeline.errors`` must not load a stage."""
    tree = ast.parse((ROOT / "pipeline" / "__init__.py").read_text(encoding="utf-8"))
    assert [type(node).__name__ for node in tree.body] == ["Expr"]
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("folder", ["corpus", "output"])
def test_data_holds_no_code(folder: str) -> None:
    """Rule 6: data is found through settings, never imported."""
    assert list((ROOT / folder).rglob("*.py")) == []


def test_what_is_imported_is_declared() -> None:
    """Every library is a dependency in pyproject.toml, and every dependency is imported somewhere."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=~!\[ ]", line)[0].lower() for line in declared}
    expected = {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in names}
    known = set(sys.stdlib_module_names) | {"pipeline", "schemas"}
    imported = {name.split(".")[0] for path in _files() for name, _ in _imports(path)} - known
    assert imported - EXTRAS == expected


def test_the_stages_are_rooms_with_one_class_each() -> None:
    """Each stage has a name, requires and assigns, and its room exports it."""
    from pipeline import stages  # noqa: PLC0415 - the chain is slow to load

    tree = ast.parse(Path(stages.__file__).read_text(encoding="utf-8"))
    doors = {
        node.module: [alias.name for alias in node.names]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[-1] in ROOMS
    }
    assert len(doors) >= 7
    for names in doors.values():
        for name in names:
            stage = getattr(stages, name)
            assert isinstance(stage.name, str)
            assert isinstance(stage.requires, tuple)
            assert isinstance(stage.assigns, tuple)
