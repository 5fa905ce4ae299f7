"""The README keeps its promises: its example comes out as shown, its commands run, and it names every command and option."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: what needs the network or a file that is not shipped: the words are checked, the command is not run
NOT_RUN = ("netzlese places update", "netzlese places import", "netzlese review")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _command_lines() -> list[str]:
    return [line for block in _blocks("sh") for line in block.splitlines() if "netzlese " in line]


def _commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, *names, name)
        else:
            yield (*names, name), command


COMMANDS = list(_commands(main))


def _lacks(part: Any, whole: Any, path: str = "") -> list[str]:
    """List where a shortened record says something else than the whole one."""
    if isinstance(part, dict):
        return [line for key, value in part.items() for line in _lacks(value, whole.get(key), f"{path}/{key}")]
    if isinstance(part, list):
        if len(part) != len(whole):
            return [f"{path}: {len(part)} shown, {len(whole)} there"]
        return [line for index, value in enumerate(part) for line in _lacks(value, whole[index], f"{path}/{index}")]
    return [] if part == whole else [f"{path}: {part!r} shown, {whole!r} there"]


def test_the_announcement_shown_is_the_one_shipped() -> None:
    """Who copies it from the page gets the same characters."""
    assert _blocks("text")[0] == (ROOT / "docs" / "meldung.txt").read_text(encoding="utf-8")


def test_the_record_shown_is_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortened, but not otherwise."""
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["extract", "docs/meldung.txt"])
    assert _lacks(json.loads(_blocks("json")[0]), json.loads(result.stdout)) == []


@pytest.mark.parametrize(("names", "command"), COMMANDS, ids=lambda value: "-".join(value) if isinstance(value, tuple) else "")
def test_every_command_has_a_line(names: tuple[str, ...], command: click.Command) -> None:
    """With an example that shows how it is called, and help of its own."""
    assert any(f"netzlese {' '.join(names)}" in line for line in _command_lines())
    assert command.help


def test_every_option_of_extract_is_explained() -> None:
    """The table names each of them."""
    options = [option for parameter in main.commands["extract"].params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if option != "--output" and f"`{option}" not in README] == []


def test_every_exit_code_is_explained() -> None:
    """What the program can end with stands in the table."""
    source = (ROOT / "pipeline" / "console.py").read_text(encoding="utf-8")
    codes = {0, *map(int, re.findall(r"^EXIT_\w+ = (\d+)$", source, re.MULTILINE))}
    assert codes == {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}


def test_every_target_named_is_in_the_makefile() -> None:
    """``make demo`` and its neighbours exist."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)(?=[`\n])", README)) <= targets


def test_every_file_linked_is_there() -> None:
    """A link inside the project leads somewhere."""
    assert [link for link in re.findall(r"\]\(([\w./-]+)\)", README) if not (ROOT / link).exists()] == []


@pytest.mark.slow
def test_the_commands_run(tmp_path: Path) -> None:
    """In their order, in a folder that holds what the checkout holds; each ends with 0."""
    for name in ("docs", "corpus"):
        (tmp_path / name).symlink_to(ROOT / name)
    shell = f'set -eo pipefail; netzlese() {{ {shlex.quote(sys.executable)} -m pipeline.cli "$@"; }}; '
    for line in _command_lines():
        if line.startswith(NOT_RUN):
            continue
        done = subprocess.run(["bash", "-c", shell + line], cwd=tmp_path, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, (line, done.stderr.decode())
    written = (
        "results.jsonl",
        "results.csv",
        "results.xlsx",
        "report.schema.json",
        "report.html",
        "report-en.html",
        "watched.jsonl",
    )
    assert [name for name in written if not (tmp_path / name).stat().st_size] == []
