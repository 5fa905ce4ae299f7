"""The pages: what they list, where they lead, and what they make of addresses that make no sense."""

import json
import re
from html import unescape
from typing import Any

import pytest

from pipeline.desk import Desk, Wish
from pipeline.workbench.static import load_assets
from pipeline.workbench.texts import load_texts

PAGES = ["/", "/documents/1", "/questions", "/conflicts", "/decisions", "/export", "/no/such"]


def _links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]


def _rows(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<li><a [^>]*href="(/documents/[^"]+)"', page)]


def _accept_all(desk: Desk, document: int, reviewer: str = "Ada") -> None:
    view = desk.view(document)
    wishes = [
        Wish("accept", network=item.network, field=item.field, item=item.item)
        for item in view.settled.items
        if item.state == "open"
    ]
    answers = [Wish("answer", finding=finding.key) for finding in view.settled.findings]
    desk.decide(document, view.row.revision, [*wishes, *answers], reviewer=reviewer)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_pages_speak_the_visitors_language(client: Any, path: str, lang: str) -> None:
    """By cookie before all else; no page shows the key of a text instead of its words."""
    page = client.get(path, Cookie=f"netzlese-lang={lang}").text
    assert f'<html lang="{lang}"' in page
    body = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    shown = unescape(re.sub(r"<[^>]+>", " ", body))
    keys = set(json.loads(load_texts(lang).json)[lang])
    assert not [word for word in shown.split() if "." in word and word in keys]


def test_the_browser_is_asked_for_its_language_last(desk: Desk, client: Any) -> None:
    """Cookie, then how the workbench was started, then the browser."""
    from pipeline.workbench import Options, create_app  # noqa: PLC0415 - for this test only

    free = type(client)(create_app(desk, Options(reviewer="Ada")))
    assert '<html lang="en"' in free.get("/", Accept_Language="en-GB,de;q=0.5").text
    assert '<html lang="de"' in free.get("/", Accept_Language="fr").text
    assert '<html lang="en"' in client.get("/", Accept_Language="de").text
    assert '<html lang="de"' in client.get("/", Cookie="netzlese-lang=de").text
    assert '<html lang="en"' in client.get("/", Cookie="netzlese-lang=xx").text


def test_the_inbox_lists_every_document_and_leads_to_it(client: Any) -> None:
    """The link carries the filter on, so that the document knows what comes next."""
    assert _rows(client.get("/?order=source").text) == [f"/documents/{number}?order=source" for number in (3, 1, 2)]


def test_the_inbox_can_be_searched_and_narrowed_down(client: Any, desk: Desk) -> None:
    """By words, by state, by the field of an open value."""
    assert _rows(client.get("/?q=lippe-seseke").text) == ["/documents/1?q=lippe-seseke"]
    _accept_all(desk, 2)
    assert _rows(client.get("/?state=settled").text) == ["/documents/2?state=settled"]
    assert sorted(_rows(client.get("/?field=programmes").text)) == [
        "/documents/1?field=programmes",
        "/documents/3?field=programmes",
    ]
    assert _rows(client.get("/?state=conflict").text) == []


@pytest.mark.parametrize(
    "query",
    ["state=none", "order=none", "page=0", "page=-1", "page=x", "page=99999999999", "page=7", "finding=%00", "finding=../x", "field=__class__",
     "q=%00%1b%5b", "q=" + "x" * 5000, "q=%25%5f%5c", "state=open&state=all", "page=٣", "=&&&", "%ff=%ff", "q=%ed%a0%80"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_the_list_anyway(client: Any, query: str) -> None:
    """What cannot be is taken as not said."""
    for path in ("/", "/documents/1", "/questions", "/conflicts", "/decisions"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/documents/999", "/documents/x", "/questions/0000000000", "/questions/x", "/export/pickle", "/no/such"]
)
def test_what_is_not_there_is_said_on_a_page(client: Any, path: str) -> None:
    """With the words for it and a way back."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "/" in _links(answer.text)
    assert "refused." not in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)


def test_a_question_shows_all_its_places(client: Any) -> None:
    """Three documents name the same programme: one question, answered once."""
    links = [link for link in _links(client.get("/questions").text) if link.startswith("/questions/")]
    pages = [client.get(link).text for link in links]
    page = next(page for page in pages if "Kommunalrichtlinie" in page)
    asked = json.loads(unescape(re.findall(r'<script type="application/json" id="(?!texts)[^"]*">(.*?)</script>', page)[0]))
    assert asked["field"] == "programmes"
    assert sorted(item["document"] for item in asked["items"]) == [1, 2, 3]
    answer = client.post(f"/api/questions/{asked['key']}", {"kind": "accept", "items": asked["items"]})
    assert answer.json()["settled"] == 3
    assert client.get(f"/questions/{asked['key']}").status_code == 404


def test_the_list_of_decisions_says_who_when_and_why(client: Any, desk: Desk) -> None:
    """It can be narrowed down to a person, and an undone decision is marked as such."""
    _accept_all(desk, 1, "Berta Bär")
    view = desk.view(2)
    item = next(item for item in view.settled.items if item.field == "name")
    wish = Wish("reject", network=item.network, field="name", item=item.item, reason="only a heading")
    desk.decide(2, view.row.revision, [wish], reviewer="Cem")
    page = client.get("/decisions").text
    assert "Berta Bär" in page
    assert "only a heading" in page
    only = client.get("/decisions?reviewer=Cem").text
    assert "only a heading" in only
    assert only.count('href="/documents/1"') == 0


@pytest.mark.parametrize(
    ("form", "begins"),
    [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("jsonl", b"{"), ("parquet", b"PAR1"), ("html", b"<!doctype html>")],
)
def test_the_store_is_given_out_in_every_form(client: Any, form: str, begins: bytes) -> None:
    """As a file to keep, never as a page of ours."""
    answer = client.get(f"/export/{form}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert re.fullmatch(rf'attachment; filename="netzlese-\d{{4}}-\d\d-\d\d\.{form}"', answer.headers["content-disposition"])
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_only_settled_documents_can_be_given_out(client: Any, desk: Desk) -> None:
    """Documents with open values stay out where that is wanted."""
    _accept_all(desk, 2)
    assert len(client.get("/export/jsonl").content.splitlines()) == 3
    assert len(client.get("/export/jsonl?only=settled").content.splitlines()) == 1


def test_files_are_kept_by_their_checksum(client: Any) -> None:
    """By an address with the checksum for ever, by one without until asked again."""
    address = load_assets().address("words.js")
    kept = client.get(address)
    assert "immutable" in kept.headers["cache-control"]
    plain = client.get("/static/words.js")
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    again = client.get("/static/words.js", If_None_Match=f'"x", W/{plain.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert plain.text.rstrip().endswith("};")
    assert " el," in plain.text


@pytest.mark.parametrize("path", ["/", "/documents/1", "/questions", "/conflicts", "/decisions", "/export"])
def test_everything_a_page_loads_is_there(client: Any, path: str) -> None:
    """Sheets, scripts, and the modules that scripts import, each from here and of the right type."""
    page = client.get(path).text
    asked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    seen: set[str] = set()
    while asked - seen:
        one = (asked - seen).pop()
        seen.add(one)
        answer = client.get(one)
        assert answer.status_code == 200, one
        if answer.headers["content-type"].startswith("text/javascript"):
            imported = re.findall(r'^\s*(?:import|export)\b[^;]*?from\s*"([^"]+)"', answer.text, re.MULTILINE)
            asked |= {"/static/" + name.rpartition("/")[2] for name in imported}
    assert any(one.startswith("/static/words.js") for one in seen)
    assert not re.findall(r"<script(?![^>]*\b(?:src|application/json))", page)
    assert not re.findall(r"\son\w+=|\sstyle=|<style", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_both_languages_have_the_same_words() -> None:
    """No key is missing in one of them, and the slots agree."""
    words = {lang: json.loads(load_texts(lang).json)[lang] for lang in ("de", "en")}
    assert words["de"].keys() == words["en"].keys()
    for key, german in words["de"].items():
        if isinstance(german, str) and not key.startswith(("date.", "place.", "finding.")):
            assert set(re.findall(r"\{\w+\}", german)) == set(re.findall(r"\{\w+\}", words["en"][key])), key
