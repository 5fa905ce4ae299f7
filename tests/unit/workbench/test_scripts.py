"""What people type is read as they mean it, and characters are counted as the store counts them.

The modules without a page behind them run in Node; where that is absent the tests are skipped and say so.
"""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
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


@pytest.fixture
def play(tmp_path: Path) -> Callable[[str], Any]:
    """Run a script over the modules as they are, imports and all; what it gives to ``say`` comes back."""
    for path in STATIC.glob("*.js"):
        shutil.copy(path, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")

    def run(script: str) -> Any:
        assert NODE is not None
        (tmp_path / "played.js").write_text(f"const say = (it) => console.log(JSON.stringify(it));\n{script}", encoding="utf-8")
        done = subprocess.run(
            [NODE, "played.js"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
        )
        return json.loads(done.stdout)

    return run


_SENDER = """
globalThis.addEventListener = () => {};
const { Sender } = await import("./sender.js");
const sent = [], told = [];
const answers = ANSWERS;
globalThis.fetch = async (path, wish) => {
  sent.push(JSON.parse(wish.body));
  const [status, body] = answers.shift();
  if (!status) throw new Error("cut off");
  return { ok: status < 400, status, json: async () => body };
};
let seen = 1;
const sender = new Sender({ path: "/d", query: "", seen: () => seen, took: (view) => { seen = view.revision; }, failed: (kind, error) => { if (error.now) seen = error.now.revision; told.push(kind); } });
const job = (name) => ({ wishes: [{ name }], keys: [name], said: name });
const rest = () => new Promise((done) => setTimeout(done, 20));
"""


def test_a_wish_rests_on_what_was_seen_when_it_was_wished(play: Callable[[str], Any]) -> None:
    """Three keys pressed in a row on one page: what the first answer brings was not on the screen when the others were pressed."""
    script = _SENDER.replace("ANSWERS", "[[200, { revision: 3 }], [200, { revision: 4 }], [200, { revision: 5 }]]")
    sent = play(f'{script} sender.send(job("a")); sender.send(job("b")); sender.send(job("c")); await rest(); say(sent);')
    first, second, third = sent
    assert [one["seen"] for one in sent] == [1, 1, 1]
    assert [one["mine"] for one in sent] == [[], [first["step"]], [first["step"], second["step"]]]
    assert len({first["step"], second["step"], third["step"]}) == 3


def test_after_a_refusal_the_wishes_behind_it_still_rest_on_what_was_seen(play: Callable[[str], Any]) -> None:
    """What somebody else did comes back with the refusal; it was not known when the next key was pressed."""
    script = _SENDER.replace("ANSWERS", '[[409, { message: "", theirs: [], now: { revision: 7 } }], [200, { revision: 8 }]]')
    sent, told = play(f'{script} sender.send(job("a")); sender.send(job("b")); await rest(); say([sent, told]);')
    assert told == ["stale"]
    assert [one["seen"] for one in sent] == [1, 1]


def test_a_wish_without_an_answer_is_sent_again_under_its_name(play: Callable[[str], Any]) -> None:
    """So that the server can tell that it has it already."""
    script = _SENDER.replace("ANSWERS", "[[0], [200, { revision: 2 }]]")
    sent, told = play(f'{script} sender.send(job("a")); await rest(); await sender.again(); say([sent, told]);')
    assert told == ["unreached"]
    assert sent[0] == sent[1]


_KEYBOARD = """
const heard = { window: [], document: [] };
globalThis.addEventListener = (_, act) => heard.window.push(act);
globalThis.Element = class {};
globalThis.document = { addEventListener: (_, act) => heard.document.push(act), querySelector: () => null };
const { listen } = await import("./keys.js");
const done = [];
listen(Object.fromEntries(["a", "x", "u", "j", "Enter"].map((key) => [key, () => { done.push(key); }])));
const press = (key, repeat) => {
  let stopped = false;
  const event = { key, repeat, target: {}, preventDefault() {}, stopImmediatePropagation() { stopped = true; }, getModifierState: () => false };
  for (const act of [...heard.window, ...heard.document]) if (!stopped) act(event);
};
"""


def test_a_key_that_is_held_decides_once(play: Callable[[str], Any]) -> None:
    """Only walking repeats."""
    script = (
        'for (const key of ["a", "x", "u", "j", "Enter"]) { press(key, false); press(key, true); press(key, true); } say(done);'
    )
    assert play(_KEYBOARD + script) == ["a", "x", "u", "j", "j", "j", "Enter"]


def test_dates_are_read_as_people_type_them() -> None:
    """EDTF, German and English dates, seasons, quarters and halves become EDTF, with the precision that was typed."""
    expected = {
        "2020": "2020", "2020-07": "2020-07", "2020-07-01": "2020-07-01", "2020~": "2020~", "2019-21": "2019-21", "2022-33": "2022-33",
        "01.07.2020": "2020-07-01", "1.7.2020": "2020-07-01", "7/2020": "2020-07", "07/2020": "2020-07", "Juli 2020": "2020-07",
        "im Juli 2020": "2020-07", "1. Juli 2020": "2020-07-01", "Jan. 2021": "2021-01", "März 2021": "2021-03", "May 2021": "2021-05",
        "Frühjahr 2019": "2019-21", "3. Quartal 2022": "2022-35", "2. Halbjahr 2021": "2021-41", "um 2020": "2020~", "Anfang 2020": "2020",
    }  # fmt: skip
    assert _run("dates.js", f"{json.dumps(list(expected))}.map((one) => it.toEdtf(one))") == list(expected.values())


def test_what_is_no_date_is_refused() -> None:
    """Days and months that the calendar does not have are no dates, nor is anything else."""
    wrong = ["", "2020-13", "31.02.2021", "0/2020", "bald", "Netzwerk", "20", "2020-07-32", "5. Quartal 2022"]
    assert _run("dates.js", f"{json.dumps(wrong)}.map((one) => it.toEdtf(one))") == [None] * len(wrong)


def test_usual_german_dates_are_read() -> None:
    """Months cut short, two figures of a year, weekdays, Roman quarters, the year of a season that crosses New Year."""
    expected = {
        "Mrz 2020": "2020-03", "Dec 2020": "2020-12", "Oct 2020": "2020-10", "5. Sept. 2020": "2020-09-05", "01.07.20": "2020-07-01",
        "2020-7": "2020-07", "Montag, 3. Mai 2021": "2021-05-03", "Mo., 03.05.2021": "2021-05-03", "III. Quartal 2022": "2022-35",
        "Q3 2022": "2022-35", "drittes Quartal 2022": "2022-35", "zweites Halbjahr 2021": "2021-41", "Ende Juli 2020": "2020-07",
        "seit 2019": "2019", "im Jahr 2020": "2020", "Winter 2019/20": "2020-24", "2019/2020": "2019", "2020/21": "2020",
    }  # fmt: skip
    assert _run("dates.js", f"{json.dumps(list(expected))}.map((one) => it.toEdtf(one))") == list(expected.values())
    assert _run("dates.js", '["2019/2020", "2020/21", "2020/22"].map((one) => it.toEdtf(one, true))') == ["2020", "2021", None]


def test_a_typed_date_is_read_whole_or_not_at_all() -> None:
    """A word that is not known, or that says something else than the year alone, is not left out in silence."""
    wrong = ["Agust 2020", "Ostern 2021", "vor 2020", "nach 2020", "bis 2020", "nicht 2020", "Juli 2020 oder 2021", "2020 Netzwerk"]
    assert _run("dates.js", f"{json.dumps(wrong)}.map((one) => it.toEdtf(one))") == [None] * len(wrong)


def test_marked_words_are_searched_for_a_date() -> None:
    """What comes before the date is left out: the person sees the guess before it is kept."""
    expected = {
        "startet im Juli 2021.": "2021-07",
        "bis Ende 2023": "2023",
        "am 3. Mai 2021, ": "2021-05-03",
        "Juli": None,
        "bald": None,
    }
    assert _run("dates.js", f"{json.dumps(list(expected))}.map((one) => it.guessEdtf(one))") == list(expected.values())


def test_numbers_are_read_in_both_languages() -> None:
    """A point between thousands, a comma before decimals, a number in words, millions."""
    expected = {
        "204.595": 204595, "204.595,50": 204595.5, "204 595 €": 204595, "11,5": 11.5, "11.5": 11.5, "1,234,567": 1234567, "zehn": 10,
        "1’000": 1000, "1'000,5": 1000.5, "1,5 Mio. €": 1500000, "1,5 Millionen Euro": 1500000, "500 T€": 500000, "2 Mrd. Euro": 2e9,
        "10 Tsd.": 10000, "1.000,- €": 1000, "EUR 5000": 5000, "-5": -5, "zwei Millionen": 2000000,
    }  # fmt: skip
    assert _run("numbers.js", f"{json.dumps(list(expected))}.map(it.toNumber)") == list(expected.values())


def test_a_typed_number_is_read_whole_or_not_at_all() -> None:
    """Spans, two numbers, other signs: nothing is cut off to make a number of it."""
    wrong = ["", "viele", "12-15", "3 bis 5", "1e6", "12 2020", "1.5.2", "12 t", "1,5 Mio. t", "12abc", "0x10", "1,23,4"]
    assert _run("numbers.js", f"{json.dumps(wrong)}.map(it.toNumber)") == [None] * len(wrong)


def test_marked_words_are_searched_for_one_number() -> None:
    """With its millions; where there are two, none of them is chosen."""
    expected = {
        "rund 1,5 Mio. Euro": 1500000, "12 Kommunen": 12, "zwölf Kommunen": 12, "12-15": None, "3 bis 5 Kommunen": None, "2. Auflage": 2,
        "mit 500 T€ gefördert": 500000, "viele": None,
    }  # fmt: skip
    assert _run("numbers.js", f"{json.dumps(list(expected))}.map(it.guessNumber)") == list(expected.values())


def test_terms_are_read_as_months() -> None:
    """Years count twelve months, halves six; a year of the calendar is no term, and of a span none is chosen."""
    expected = {
        "36": 36, "drei Jahre": 36, "dreijährige": 36, "36 Monate": 36, "3 years": 36, "über drei Jahre": 36, "1 Jahr 6 Monate": 18,
        "1 Jahr und 6 Monate": 18, "3,5 Jahre": 42, "anderthalb Jahre": 18, "dreieinhalb Jahre": 42, "ein halbes Jahr": 6, "36 Mon.": 36,
        "3-jährig": 36, "zwei bis drei Jahre": None, "2-3 Jahre": None, "3,4 Jahre": None, "2019": None, "Frühjahr 2019": None, "": None,
    }  # fmt: skip
    assert _run("numbers.js", f"{json.dumps(list(expected))}.map(it.toMonths)") == list(expected.values())


def test_marked_words_are_searched_for_one_term() -> None:
    """A span of terms is none."""
    expected = {"läuft drei Jahre": 36, "eine Laufzeit von 36 Monaten": 36, "zwei bis drei Jahre": None, "2-3 Jahre": None}
    assert _run("numbers.js", f"{json.dumps(list(expected))}.map(it.guessMonths)") == list(expected.values())


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
