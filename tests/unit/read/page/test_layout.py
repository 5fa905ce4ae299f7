"""Rows that lay a page out are told from rows of data by what their cells hold."""

from pathlib import Path

import pytest

from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup

PARTS = PageParts.load(Path(__file__).resolve().parents[4] / "corpus" / "lexicons")
LONG = "Die Stadt Lage und die Gemeinde Borchen sind dem Netzwerk im Mai beigetreten und sparen gemeinsam Energie. " * 2
TOWNS = ", ".join(f"Gemeinde Musterort Nummer {number}" for number in range(30))


def rows(markup: str) -> list[tuple[str, str, str | None]]:
    """Read one row and give kind, first characters and mark of its blocks."""
    document = read_markup(f"<body><table><tr>{markup}</tr></table>", Item(b"", "a.html", "text/html"), parts=PARTS)
    return [(block.kind, document.raw[block.start : block.end][:20], block.boilerplate) for block in document.blocks]


def test_menu_beside_the_message_is_the_only_noise() -> None:
    """A cell with a named part makes its row one of layout, and marks nothing but itself."""
    found = rows(f"<td><div class=navi><a href=1>Start</a><br><a href=2>Rathaus</a></div></td><td><b>Titel</b><br><br>{LONG}</td>")
    assert found == [("paragraph", "Start\nRathaus", "navigation"), ("paragraph", "Titel\n\nDie Stadt Lag", None)]


def test_menu_is_known_by_its_links() -> None:
    """Without any name, short links on lines of their own are a menu, and so is a row of them between bars."""
    menu = "<a href=a.htm>Start</a>{0}<a href=b.htm>Rathaus</a>{0}<a href=c.htm>Presse</a>"
    found = rows(f"<td>{menu.format('<br>')}</td><td>{LONG}<br><br>{LONG}</td>")
    assert [mark for _, _, mark in found] == ["navigation", None]
    assert rows(f"<td>{menu.format(' | ')}</td>") == [("paragraph", "Start | Rathaus | Pr", "navigation")]


@pytest.mark.parametrize("start", ["http://www.", "//"])
def test_links_to_members_are_no_menu(start: str) -> None:
    """A network's members are linked to sites of their own."""
    found = rows(
        "<td>" + "<br>".join(f"<a href='{start}{name}.example'>{name}</a>" for name in ("Lage", "Detmold", "Lemgo")) + "</td>"
    )
    assert found == [("row", "Lage\nDetmold\nLemgo", None)]


def test_lines_in_a_cell_of_data_stay_one_row() -> None:
    """Line ends alone, even doubled ones in a short cell, lay nothing out."""
    assert rows("<td>Lage<br>Detmold</td><td>seit 2020<br><br>bis 2023</td>") == [("row", "Lage\nDetmold\tseit 20", None)]


def test_long_value_beside_its_label_stays_one_row() -> None:
    """A list of thirty members is a value; the same text beside a menu's box is a column."""
    assert [kind for kind, _, _ in rows(f"<th>Mitglieder</th><td>{TOWNS}</td>")] == ["row"]
    assert [kind for kind, _, _ in rows(f"<td>Mitglieder</td><td>{TOWNS}</td>")] == ["row"]
    assert [kind for kind, _, _ in rows(f"<td>Wetter<br>9 Grad</td><td>{TOWNS}</td>")] == ["paragraph", "paragraph"]


def test_cells_that_were_never_closed_are_cells_of_their_own() -> None:
    """Unclosed cells nest in the tree; what the second holds is not the first one's."""
    assert rows(f"<td>Mitglieder<td>{TOWNS}")[0][0] == "row"
    assert [kind for kind, _, _ in rows("<td>a<td>b<td>c")] == ["row"]


def test_box_that_begins_with_a_cue_is_a_teaser() -> None:
    """A column "Kurz notiert" whose notes are parted by line ends only is set apart as a whole, and nothing behind it."""
    column = "<b>Kurz notiert</b><br>Osterfeuer am Samstag<br><br>Neue Gebühren ab Januar<marquee>Bad zu</marquee>"
    found = rows(f"<td><h1>Titel</h1><p>{LONG}</p></td><td>{column}</td><td>Ende</td>")
    assert [mark for _, _, mark in found] == [None, None, "teaser", "teaser", None]
