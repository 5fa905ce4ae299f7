"""The wheel holds all it needs: it is built, installed into an empty environment and used away from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Das Klimaschutznetzwerk Lippe-Seseke startet im Juli 2020 mit den Städten Lünen und Werne und dem Kreis Unna.\n"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def _run(*words: str | Path, **more: object) -> str:
    """Run a command away from the checkout and give what it printed."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "NETZLESE_HOME"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, timeout=300, env=environment, **more
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build tool of this environment, so that no network is needed."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; the libraries are those of this one, read only.

    Downloading spaCy again for every test run would take minutes; that the declared libraries are all that is imported is
    ``tests/architecture/test_imports.py``'s to prove.
    """
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", wheel)
    site = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    libraries = _run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (site / "borrowed.pth").write_text(f"{libraries}\n")
    return folder / "bin" / "netzlese"


def test_the_wheel_holds_code_types_and_data(wheel: Path) -> None:
    """Lists, places, report pages and type markers; no tests, no corpus."""
    names = zipfile.ZipFile(wheel).namelist()
    lexicons = {path.name for path in (ROOT / "corpus" / "lexicons").iterdir()}
    assert {Path(name).name for name in names if name.startswith("pipeline/resources/lexicons/")} == lexicons
    assert "pipeline/resources/places/places.csv" in names
    assert {"pipeline/py.typed", "schemas/py.typed"} <= set(names)
    assert {f"pipeline/write/report/{path.name}" for path in (ROOT / "pipeline" / "write" / "report").iterdir()} <= set(names)
    assert {name.split("/")[0] for name in names} == {"pipeline", "schemas", "netzlese-0.1.0.dist-info"}


def test_the_installed_command_reads_a_text(command: Path, tmp_path: Path) -> None:
    """With the embedded places, away from the checkout, and the code that runs is the wheel's."""
    where = _run(
        command.parent / "python", "-c", "import pipeline, schemas; print(pipeline.__file__, schemas.__file__)", cwd=tmp_path
    )
    assert str(ROOT) not in where
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (record,) = json.loads(_run(command, "extract", "a.txt", cwd=tmp_path))["networks"]
    assert record["name"] == "Klimaschutznetzwerk Lippe-Seseke"
    assert [member["place"]["ags"] for member in record["participants"]] == ["05978024", "05978040", "05978"]


def test_the_installed_command_writes_a_report_and_checks_its_lists(command: Path, tmp_path: Path) -> None:
    """The page's own files and all lists are inside."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    _run(command, "extract", "a.txt", "-o", "r.jsonl", cwd=tmp_path)
    _run(command, "report", "r.jsonl", "-o", "r.html", cwd=tmp_path)
    assert "Lippe-Seseke" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "funders:" in _run(command, "lexicon", "check", "funders", cwd=tmp_path)


def test_the_installed_command_says_its_version(command: Path) -> None:
    """As pyproject.toml does."""
    assert _run(command, "--version") == "netzlese 0.1.0\n"
