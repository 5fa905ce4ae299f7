"""The marks of the format that mean something to a reader of the text, and what meets each of them.

The format has two sets of namespaces with the same words: transitional, which Word writes, and strict.
"""

import re
from collections.abc import Mapping
from functools import cache

_WORDS = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_MATH = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
_COMPATIBILITY = ("http://schemas.openxmlformats.org/markup-compatibility/2006",)
_PICTURES = (
    "http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main", "urn:schemas-microsoft-com:vml",
)  # fmt: skip
_LINK_RE = re.compile(r'\s*HYPERLINK\s+(?:\\[nmt]\s+)*(?:"([^"]*)"|([^\s"\\]+))?(?:.*?\\l\s+"([^"]*)")?', re.IGNORECASE | re.DOTALL)
#: the settings of a paragraph or run before somebody changed them, what somebody deleted, and what is never shown
_SKIPPED = (
    "delText delInstrText rt sdtPr sdtEndPr tblPr tblPrEx tblGrid rPrChange pPrChange sectPrChange tblPrChange tblGridChange "
    "trPrChange tcPrChange numberingChange tblPrExChange tabs ffData".split()
)


def get(attributes: Mapping[str, str], name: str) -> str | None:
    """Give an attribute whichever of the format's namespaces it is in."""
    for key in _keys(name):
        if key in attributes:
            return attributes[key]
    ending = f"}}{name}"
    return next((value for key, value in attributes.items() if key.endswith(ending)), None)


@cache
def _keys(name: str) -> tuple[str, ...]:
    return (*(f"{{{space}}}{name}" for space in _WORDS), name)


def field_address(instruction: str) -> str:
    r"""Give where a HYPERLINK field leads; empty for other fields and for places inside the document.

    >>> field_address(' HYPERLINK "https://example.org/a" \\o "Tipp" '), field_address(' PAGE '), field_address(' HYPERLINK \\l "x" ')
    ('https://example.org/a', '', '')
    """
    match = _LINK_RE.match(instruction)
    address = (match[1] or match[2] or "") if match else ""
    return f"{address}#{match[3]}" if match and address and match[3] else address


def _spread(names: dict[str, str], spaces: tuple[str, ...]) -> dict[str, str]:
    return {f"{{{space}}}{name}": method for space in spaces for name, method in names.items()}


PARAGRAPHS = frozenset(f"{{{space}}}p" for space in _WORDS)
#: mark -> method of the walker that meets it; all others are looked through
METHODS = (
    _spread(
        {
            **dict.fromkeys(_SKIPPED, "_skip"),
            "body": "_body", "p": "_paragraph", "tbl": "_table", "tr": "_row", "tc": "_cell", "txbxContent": "_box",
            "footnote": "_note", "endnote": "_note", "trPr": "_row_properties", "tcPr": "_cell_properties", "vMerge": "_merge",
            "hMerge": "_merge", "cellDel": "_cell_deleted", "hidden": "_hide_row", "del": "_delete", "moveFrom": "_delete",
            "pPr": "_paragraph_properties", "pStyle": "_paragraph_style", "outlineLvl": "_outline", "spacing": "_spacing",
            "contextualSpacing": "_contextual", "ilvl": "_list_level", "numId": "_list_number", "r": "_begin_run",
            "rPr": "_run_properties", "rStyle": "_run_style", "b": "_bold", "vanish": "_vanish", "u": "_underline", "sz": "_size",
            "t": "_take_text", "tab": "_tab", "ptab": "_tab", "br": "_line", "cr": "_line", "noBreakHyphen": "_hyphen",
            "softHyphen": "_soft_hyphen", "sym": "_symbol", "instrText": "_instruction", "fldChar": "_field_mark",
            "fldSimple": "_simple_field", "hyperlink": "_hyperlink", "footnoteReference": "_footnote",
            "endnoteReference": "_endnote", "sectPr": "_section_properties", "headerReference": "_header",
            "footerReference": "_footer", "titlePg": "_title_page", "altChunk": "_embedded",
        },
        _WORDS,
    )
    | _spread({"t": "_take_text"}, _MATH)
    | _spread({"AlternateContent": "_alternate", "Choice": "_choice", "Fallback": "_choice"}, _COMPATIBILITY)
    | _spread({"blip": "_picture", "imagedata": "_picture"}, _PICTURES)
)  # fmt: skip
