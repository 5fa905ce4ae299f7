"""Writes the extraction report: one self-contained HTML page in which every value points at the characters it came from.

The page loads nothing and runs one script, whose checksum its content security policy names; document texts travel as JSON
data that a script can read and a browser cannot run. Sheets, scripts and words are plain files in ``pipeline/write/report``.
"""

import base64
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, TextIO

from pipeline.settings import find_resources
from pipeline.write.unread import Signals, Unread, load_signals, unread_sentences
from schemas.finding import UNREAD_CODES

LANGUAGES = ("de", "en")
LOW_CONFIDENCE = 0.7  # below it a value is called uncertain

_FOLDER = Path(__file__).with_name("report")
#: in this order, in one function
_SCRIPTS = ("words.js", "source.js", "overview.js", "text.js", "record.js", "review.js", "repairs.js", "report.js")
_SHEETS = ("report.css", "source.css", "review.css", "print.css")
_SLOT_RE = re.compile(r"\{\{(\w+)\}\}")
_UNSAFE_RE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def render_report(
    reports: Iterable[Mapping[str, Any]], *, lang: str = "de", title: str | None = None, signals: Signals | None = None
) -> str:
    """Give the page as a string; see ``write_report`` for many documents.

    >>> page = render_report([], lang="en")
    >>> page.startswith("<!doctype html>"), "default-src 'none'" in page
    (True, True)
    """
    stream = io.StringIO()
    write_report(reports, stream, lang=lang, title=title, signals=signals)
    return stream.getvalue()


def write_report(
    reports: Iterable[Mapping[str, Any]],
    stream: TextIO,
    *,
    lang: str = "de",
    title: str | None = None,
    signals: Signals | None = None,
) -> int:
    """Write the page to a stream, one report at a time, and give the number of documents.

    Same reports, same bytes. ``signals`` are the words that light up unread sentences; by default the shipped list.

    Raises:
        ValueError: there are no texts in that language.
        LexiconError: the list of signals cannot be read.
    """
    if lang not in LANGUAGES:
        msg = f"no texts for the language {lang!r}; expected one of {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    signals = signals or load_signals(find_resources("lexicons") / "domain_signals.yaml")
    before, after = _page(lang, title)
    rows = []
    stream.write(before)
    for number, report in enumerate(reports):
        unread = unread_sentences(report, signals)
        rows.append(overview_row(report, unread))
        stream.write(_data(f"doc-{number}", {"report": report, "unread": [_flat(sentence) for sentence in unread]}))
    stream.write(_data("index", rows))
    stream.write(_data("reliability", _reliability()))
    stream.write(after)
    return len(rows)


def overview_row(report: Mapping[str, Any], unread: list[Unread]) -> dict[str, Any]:
    """Sum up one document for the overview, so that the page need not open it.

    ``low`` counts the values whose best evidence is below ``LOW_CONFIDENCE``; ``shut`` is the code that says why nothing could be
    read of the source, or None; ``words`` is what the search looks through; ``review`` is there only where people settled values.
    """
    document, networks = report["document"], report.get("networks") or []
    findings = [*(report.get("findings") or ()), *(finding for record in networks for finding in record.get("findings") or ())]
    surest = [
        max(piece["confidence"] for piece in pieces) for record in networks for pieces in (record.get("evidence") or {}).values()
    ]
    levels = [finding["severity"] for finding in findings]
    review = report.get("review")
    row = {
        "id": document["id"],
        "title": document.get("title"),
        "heading": next(
            (part["heading"] for part in report.get("sections") or () if part.get("heading") and part["kind"] != "boilerplate"),
            None,
        ),
        "source": document["source"],
        "media": document["media_type"],
        "part": document.get("part"),
        "shut": next((finding["code"] for finding in report.get("findings") or () if finding["code"] in UNREAD_CODES), None),
        "date": document.get("date"),
        "networks": [record.get("name") for record in networks],
        "values": len(surest),
        "low": sum(confidence < LOW_CONFIDENCE for confidence in surest),
        "error": levels.count("error"),
        "warning": levels.count("warning"),
        "note": levels.count("note"),
        "unread": len(unread),
        "words": _search_words(document, networks, findings),
    }
    return {**row, "review": _review_row(review)} if review else row


def _review_row(review: Mapping[str, Any]) -> dict[str, Any]:
    """Sum up what people settled of one document; an open conflict is not yet anybody's."""
    said = [*review["values"], *(refused for refused in review["refused"] if refused["state"] != "conflict")]
    by = Counter(one["reviewer"] for one in said)
    return {
        "total": review["total"],
        "settled": review["settled"],
        "wrong": review["wrong"],
        "conflicts": sum(refused["state"] == "conflict" for refused in review["refused"]),
        "reviewers": dict(sorted(by.items())),
    }


def _search_words(document: Mapping[str, Any], networks: list[Any], findings: list[Any]) -> str:
    """Gather in small letters what a reviewer may look for: names of all sorts, the source, the findings."""
    words = [document["id"], document["source"], document["media_type"], document.get("address") or "", document.get("title") or ""]
    for record in networks:
        words += [
            record.get("name") or "",
            record.get("acronym") or "",
            *(record.get("aliases") or ()),
            *(record.get("regions") or ()),
        ]
        for field in ("participants", "funders", "initiators", "managers", "consultants", "partners", "people"):
            words += [f"{item.get('form') or ''} {item['name']}".strip() for item in record.get(field) or ()]
        words += [*(record.get("programmes") or ()), *(record.get("funding_refs") or ())]
    words += [f"{finding['code']} {finding['message']}" for finding in findings]
    return "\n".join(dict.fromkeys(word.lower() for word in words if word))


def _flat(sentence: Unread) -> list[Any]:
    """Give a sentence as a short list: start, end, and for each signal its start, end and, where it is strong, kind."""
    return [
        sentence.start,
        sentence.end,
        [[signal.start, signal.end, "" if signal.weak else signal.kind] for signal in sentence.signals],
    ]


@lru_cache(maxsize=1)
def _reliability() -> dict[str, Any] | None:
    """Give the measured reliability of the stated confidence, as it is shipped; None where it was never measured."""
    path = find_resources("models") / "reliability.json"
    plain: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return plain


def _data(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    return f'<script type="application/json" id="{name}">{safe_json(value)}</script>\n'


def safe_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    r"""Write JSON that may stand inside a script element: no character of it can end the element or start another.

    >>> safe_json({"text": "</script><img onerror=alert(1)>"})
    '{"text":"\\u003c/script\\u003e\\u003cimg onerror=alert(1)\\u003e"}'
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE_RE.sub(lambda match: f"\\u{ord(match[0]):04x}", plain)


@lru_cache(maxsize=64)
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def report_asset(name: str) -> str:
    """Give a script or sheet of the page, for another page that is to look and speak the same.

    >>> "const TEXTS" in report_asset("words.js")
    True

    Raises:
        ValueError: the page has no such part.
    """
    if name not in {*_SCRIPTS, *_SHEETS}:
        msg = f"the report page has no part {name!r}; expected one of {', '.join((*_SCRIPTS, *_SHEETS))}"
        raise ValueError(msg)
    return _asset(name)


def report_texts(lang: str) -> dict[str, Any]:
    """Give the words of the page in one language, as its scripts want them: text by key, and ``reasons``, patterns of refusals.

    >>> report_texts("en")["field.name"]
    'Name'

    Raises:
        ValueError: there are no texts in that language.
    """
    if lang not in LANGUAGES:
        msg = f"no texts for the language {lang!r}; expected one of {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    # refusals are written in English; their German words are patterns of their own
    reasons = json.loads(_asset("reasons.de.json")) if lang == "de" else {}
    return {**json.loads(_asset(f"texts.{lang}.json")), "reasons": reasons}


def _page(lang: str, title: str | None) -> tuple[str, str]:
    """Fill the template and give what stands before and after the documents."""
    texts = {code: report_texts(code) for code in LANGUAGES}
    style = "\n".join(_asset(name) for name in _SHEETS)
    script = "\n".join(["(() => {", '"use strict";', *(_asset(name) for name in _SCRIPTS), "})();"])
    slots = {
        "lang": lang,
        "title": escape(title or texts[lang]["title"]),
        "heading": escape(title or ""),
        "policy": _policy(style, script),
        "noscript": escape(texts[lang]["noscript"]),
        "style": style,
        "texts": safe_json(texts),
        "script": script,
    }
    before, after = _asset("report.html").split("{{documents}}\n")
    return _fill(before, slots), _fill(after, slots)


def _fill(template: str, slots: Mapping[str, str]) -> str:
    """Fill every slot in one pass, so that a slot's own content is never read as a template."""
    return _SLOT_RE.sub(lambda match: slots[match[1]], template)


def _policy(style: str, script: str) -> str:
    """Write the content security policy: nothing may be loaded, and only this sheet and this script may act."""
    return (
        f"default-src 'none'; style-src '{_checksum(style)}'; script-src '{_checksum(script)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _checksum(content: str) -> str:
    """Give the checksum in the form the policy wants (CSP level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
