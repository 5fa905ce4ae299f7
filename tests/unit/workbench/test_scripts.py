"""What people type is read as they mean it, and characters are counted as the store counts them.

The modules without a page behind them run in Node; where that is absent the tests are skipped and say so.
"""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[3] / "pipeline" / "workbench" / "static"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed: scripts of the workbench are not tried without a page")


def _run(module: str, expression: str) -> Any:
    """Evaluate an expression over a module's exports, there called ``it``."""
    assert NODE is not None
    source = base64.b64encode((STATIC / module).read_bytes()).decode()
    script = f'const it = await import("data:text/javascript;base64,{source}"); console.log(JSON.stringify({expression}));'
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", script], capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
    )
    return json.loads(done.stdout)


def test_dates_are_read_as_people_type_them() -> None:
    """EDTF, German and English dates, seasons, quarters and halves become EDTF, with the precision that was typed."""
    expected = {
        "2020": "2020", "2020-07": "2020-07", "2020-07-01": "2020-07-01", "2020~": "2020~", "2019-21": "2019-21", "2022-33": "2022-33",
        "01.07.2020": "2020-07-01", "1.7.2020": "2020-07-01", "7/2020": "2020-07", "07/2020": "2020-07", "Juli 2020": "2020-07",
        "im Juli 2020": "2020-07", "1. Juli 2020": "2020-07-01", "Jan. 2021": "2021-01", "März 2021": "2021-03", "May 2021": "2021-05",
        "Frühjahr 2019": "2019-21", "3. Quartal 2022": "2022-35", "2. Halbjahr 2021": "2021-41", "um 2020": "2020~", "Anfang 2020": "2020",
    }  # fmt: skip
    assert _run("dates.js", f"{json.dumps(list(expected))}.map(it.toEdtf)") == list(expected.values())


def test_what_is_no_date_is_refused() -> None:
    """Days and months that the calendar does not have are no dates, nor is anything else."""
    wrong = ["", "2020-13", "31.02.2021", "0/2020", "bald", "Netzwerk", "20", "2020-07-32", "5. Quartal 2022"]
    assert _run("dates.js", f"{json.dumps(wrong)}.map(it.toEdtf)") == [None] * len(wrong)


def test_numbers_are_read_in_both_languages() -> None:
    """A point between thousands, a comma before decimals, or a number in words."""
    expected = {
        "204.595": 204595, "204.595,50": 204595.5, "204 595 €": 204595, "11,5": 11.5, "11.5": 11.5, "1,234,567": 1234567, "zehn": 10, "viele": None,
    }  # fmt: skip
    assert _run("dates.js", f"{json.dumps(list(expected))}.map(it.toNumber)") == list(expected.values())


def test_terms_are_read_as_months() -> None:
    """Years count twelve months; a year of the calendar is no term."""
    expected = {
        "36": 36,
        "drei Jahre": 36,
        "dreijährige": 36,
        "36 Monate": 36,
        "3 years": 36,
        "über drei Jahre": 36,
        "2019": None,
        "Frühjahr 2019": None,
        "": None,
    }
    assert _run("dates.js", f"{json.dumps(list(expected))}.map(it.toMonths)") == list(expected.values())


def test_offsets_count_code_points() -> None:
    """A sign that takes two units in the browser is one character of the store, in both directions."""
    text = "a🎉b🎉"
    there, back = _run(
        "units.js", f"(m => [[0, 1, 2, 3, 4].map(m.unit), [0, 1, 3, 4, 6].map(m.point)])(it.measure({json.dumps(text)}))"
    )
    assert there == [len(text[:at].encode("utf-16-le")) // 2 for at in range(5)]
    assert back == list(range(5))


def test_offsets_of_plain_text_are_the_same() -> None:
    """Without such signs both count alike; what lies outside the text is drawn to its ends."""
    assert _run("units.js", '(m => [[0, 3, 9].map(m.unit), [0, 3, -1].map(m.point)])(it.measure("abcd"))') == [[0, 3, 4], [0, 3, 0]]


def test_every_conflict_has_a_way_that_keeps_what_was_decided() -> None:
    """Whatever the machine reads now, a person can stay with what they decided."""
    reasons = ["quote-gone", "network-gone", "value-elsewhere", "says-now"]
    ways = _run("wishes.js", f"{json.dumps(reasons)}.map((conflict) => it.waysOut({{ conflict, machine: 1 }}))")
    assert [bool({"keep", "drop", "stay"} & set(one)) for one in ways] == [True] * 4
    assert all("take" in one for one in ways)


def test_nothing_is_taken_where_the_machine_reads_nothing() -> None:
    """Taking what is read now is offered only where something is read."""
    assert "take" not in _run("wishes.js", 'it.waysOut({ conflict: "quote-gone", machine: null })')


def test_ids_of_new_networks_have_the_form_of_the_store() -> None:
    """32 hexadecimal digits, another one each time."""
    first, second = _run("wishes.js", "[it.newId(), it.newId()]")
    assert first != second
    assert {len(first), len(second)} == {32}
    assert int(first, 16) >= 0
