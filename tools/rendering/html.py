"""Renders an announcement as web pages: ten site layouts and a print view, each with the noise such sites have."""

import json
from collections.abc import Callable
from html import escape

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.page_body import Manner, inline, write_body, write_list, write_sections
from tools.rendering.structure import Announcement
from tools.rendering.surroundings import (
    ADVERT,
    COMMENTS,
    COOKIE,
    CRUMBS,
    FUNDED,
    IMPRINT,
    MENU,
    OTHER_PANELS,
    PRESS_BOX,
    SHARE,
    SIDEBAR,
    SITE,
    TEASERS,
    TOWNS,
)

_ENTITIES = {
    "ä": "&auml;", "ö": "&ouml;", "ü": "&uuml;", "Ä": "&Auml;", "Ö": "&Ouml;", "Ü": "&Uuml;", "ß": "&szlig;", "–": "&ndash;",
    "„": "&bdquo;", "“": "&ldquo;", "€": "&euro;", "é": "&eacute;", "\u00a0": "&nbsp;", "²": "&sup2;", "§": "&#167;", "…": "&#x2026;",
}  # fmt: skip
_DIVS = Manner(
    title='<div role="heading" aria-level="1" class="css-1k2p9z">{}</div>',
    heading='<div role="heading" aria-level="{level}" class="css-88qk1">{}</div>',
    paragraph='<div class="css-0a1bc">{}</div>',
    item='<div role="listitem" class="css-77x1">• {}</div>',
    unordered='<div role="list">{}</div>',
    ordered='<div role="list">{}</div>',
    caption='<div class="css-cap">{}</div>',
)
_OLD = Manner(
    title='<font size="5" face="Arial"><b>{}</b></font><br><br>',
    heading='<b><font face="Arial">{}</font></b><br><br>',
    paragraph='<font size="2" face="Arial">{}</font><br><br>',
    item="<li><font size=2 face=Arial>{}</font>",
    unordered="<ul>\n{}\n</ul>",
    ordered="<ol>\n{}\n</ol>",
    row="<tr>{}</tr>",
    cell="<td><font size=2>{}</font></td>",
    caption='<font size="1"><i>{}</i></font><br><br>',
    line_end="<br>\n",
)
_MSO_ITEM = (
    "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "
    '"Times New Roman"\'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{}<o:p></o:p></p>'
)
_WORD = Manner(
    title="<h1 style='mso-pagination:widow-orphan'>{}<o:p></o:p></h1>",
    heading="<h{level} style='margin-top:12.0pt'><span style='mso-bidi-font-size:12.0pt'>{}</span><o:p></o:p></h{level}>",
    paragraph="<p class=MsoNormal><span style='mso-fareast-language:DE'>{}<o:p></o:p></span></p>",
    item=_MSO_ITEM,
    unordered="{}",
    ordered="{}",
    cell="<td width=200 valign=top style='padding:0cm 5.4pt'><p class=MsoNormal>{}<o:p></o:p></p></td>",
    table="<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>\n{}\n</table>",
    caption="<p class=MsoCaption>{}<o:p></o:p></p>",
)
_DL = Manner(facts="<dl>\n{}\n</dl>", fact="<dt>{}</dt><dd>{}</dd>")
_TABLE = Manner(facts="<table>\n{}\n</table>", fact="<tr><th>{}:</th><td>{}</td></tr>")


def _head(announcement: Announcement, *more: str, site: str = SITE, charset: str = '<meta charset="utf-8">') -> str:
    title = escape(announcement.title) if announcement.title else ""
    name = " | ".join(part for part in (title, site) if part)
    return "\n".join([charset, f"<title>{name}</title>", *(line for line in more if line)])


def _meta(pattern: str, announcement: Announcement) -> str:
    return pattern.format(announcement.date) if announcement.date else ""


def _teasers(pattern: str) -> str:
    return "\n".join(pattern.format(escape(title), date) for title, date in TEASERS)


def _town(announcement: Announcement) -> str:
    """Write a town's page: skip links, menu, breadcrumb, a column with other news, imprint and a cookie banner."""
    return f"""<!DOCTYPE html>
<html lang="de"><head>
{_head(announcement, _meta('<meta name="date" content="{}">', announcement), '<link rel="canonical" href="https://www.auental.example/m/1">')}
<style>.x{{color:red}}</style><script>var town = "Rinteln";</script></head>
<body class="has-sidebar">
<ul class="skiplinks"><li><a href="#inhalt">Zum Inhalt springen</a></li></ul>
<header class="site-header"><a href="/">{SITE}</a><nav id="main-nav"><ul>{write_list(MENU)}</ul></nav>
<form class="searchform" action="/suche"><label>Suche</label><input name="q"><button>Finden</button></form></header>
<div class="breadcrumb">{" &gt; ".join(f'<a href="/{c}">{c}</a>' for c in CRUMBS)}</div>
<main id="inhalt">
{write_body(announcement, Manner())}
</main>
<div class="sidebar"><h2>Aktuelles</h2><ul>{write_list(title for title, _ in TEASERS)}</ul>{"".join(f"<p>{line}</p>" for line in SIDEBAR)}</div>
<footer><p>{IMPRINT}</p><p>{FUNDED}</p><ul>{write_list(TOWNS)}</ul></footer>
<div id="cookie-consent"><p>{COOKIE}</p><button>Zustimmen</button></div>
</body></html>
"""


def _news(announcement: Announcement) -> str:
    """Write a blog system's page; every umlaut is an entity."""
    published = _meta('<meta property="article:published_time" content="{}T08:00:00+01:00">', announcement)
    page = f"""<!DOCTYPE html>
<html lang="de-DE"><head>
{_head(announcement, published, '<meta property="og:site_name" content="Netzblick">', site="Netzblick")}
</head><body class="post-template-default single single-post">
<div id="page" class="hfeed site"><header id="masthead" class="site-header"><nav class="main-navigation"><ul>{write_list(MENU[2:])}</ul></nav></header>
<div id="content" class="site-content"><main id="main"><article class="post type-post">
<header class="entry-header"></header>
<div class="entry-content">
{write_body(announcement, Manner(item="<li>{}", line_end="<br />"))}
</div>
<div class="sharedaddy share-buttons"><h3>Beitrag teilen</h3><ul>{write_list(SHARE)}</ul></div>
</article>
<nav class="post-navigation"><a href="/p1">Vorheriger Beitrag: {TEASERS[0][0]}</a><a href="/p2">Nächster Beitrag: {TEASERS[1][0]}</a></nav>
</main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>Neueste Beiträge</h2><ul>{write_list(t for t, _ in TEASERS)}</ul></section></aside>
</div><footer id="colophon" class="site-footer"><div class="site-info">{IMPRINT}</div></footer></div></body></html>
"""
    return "".join(_ENTITIES.get(char, char) for char in page)


def _typo(announcement: Announcement) -> str:
    """Write a content system's page with frames of content elements, declared as CP1252."""
    charset = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'
    frames = "\n".join(
        f'<div id="c{number}" class="frame frame-default frame-type-text">{part}</div>'
        for number, part in enumerate(write_body(announcement, Manner()).split("\n\n"))
    )
    return f"""<!DOCTYPE html>
<html dir="ltr" lang="de-DE"><head>{_head(announcement, _meta('<meta name="DC.date" content="{}">', announcement), site="Kreis Auental", charset=charset)}
</head><body id="p42"><div class="topbar"><a href="/leicht">Leichte Sprache</a> <a href="/kontakt">Kontakt</a></div>
<div class="navbar navbar-default"><ul class="nav">{write_list(MENU)}</ul></div>
<div class="rootline">Sie sind hier: {" / ".join(CRUMBS)}</div>
<div class="container"><div class="row"><div class="col-md-9">
<!--TYPO3SEARCH_begin-->
{frames}
<!--TYPO3SEARCH_end-->
</div><div class="col-md-3"><div class="sidebar"><h3>Termine</h3><p>{SIDEBAR[1]}</p><p>{SIDEBAR[2]}</p></div></div></div></div>
<div class="footer"><p>{IMPRINT}</p><p>{FUNDED}</p></div></body></html>
"""


def _portal(announcement: Announcement) -> str:
    """Write a newspaper's page: adverts and teasers right among the paragraphs, comments below."""
    lines = write_body(announcement, Manner()).split("\n")
    middle = next((place for place, line in enumerate(lines) if place >= len(lines) // 2 and line.startswith("<p>")), len(lines))
    advert = f'<div class="advert" id="ad-1"><p>{ADVERT}</p></div>'
    inset = f'<div class="related-articles"><h4>Lesen Sie auch</h4><ul>{write_list(title for title, _ in TEASERS[:2])}</ul></div>'
    times = _meta('<time itemprop="datePublished" datetime="{}"></time>', announcement)
    comments = "".join(f'<li class="comment"><b>{who}</b> <i>{when}</i><p>{what}</p></li>' for who, when, what in COMMENTS)
    return f"""<!DOCTYPE html>
<html lang="de"><head>{_head(announcement, '<link rel="canonical" href="https://weserbogen.example/a/77">', site="Weserbogen-Zeitung")}
</head><body><div id="usercentrics-root" class="consent-layer"><p>{COOKIE}</p></div>
<header role="banner"><div class="logo">Weserbogen-Zeitung</div><nav><ul>{write_list(TOWNS)}</ul></nav></header>
<div class="social-media"><ul>{write_list(SHARE)}</ul></div>
<article>{times}
{chr(10).join([*lines[:middle], advert, inset, *lines[middle:]])}
<div class="share-bar">{" ".join(f'<a href="#">{word}</a>' for word in SHARE)}</div>
</article>
<section class="related-news"><h2>Mehr aus der Region</h2>
{_teasers('<article class="teaser"><h3><a href="/t">{}</a></h3><time datetime="2017-03-14">{}</time></article>')}</section>
<section id="comments"><h3>Kommentare</h3><ol>{comments}</ol><form><textarea name="c">Ihr Kommentar</textarea></form></section>
<footer>{IMPRINT}</footer></body></html>
"""


def _operator(announcement: Announcement) -> str:
    """Write a network operator's page: what stands below a heading is folded."""
    panels = "\n".join(
        f'<div class="accordion-item"><h2 class="accordion-header"><button class="accordion-button" aria-expanded="false">'
        f'{escape(heading, quote=False)}</button></h2><div class="accordion-collapse collapse" style="display:none">'
        f'<div class="accordion-body">\n{body}\n</div></div></div>'
        if heading
        else f'<div class="intro">{body}</div>'
        for heading, body in write_sections(announcement, Manner())
    )
    ld = {"@context": "https://schema.org", "@type": "WebPage", "name": announcement.title or "Auental Netz"}
    if announcement.date:
        ld["datePublished"] = announcement.date
    others = "".join(f"<li><strong>{head}</strong> {body}</li>" for head, body in OTHER_PANELS)
    return f"""<!DOCTYPE html>
<html lang="de"><head>{_head(announcement, f'<script type="application/ld+json">{json.dumps(ld)}</script>', site="Auental Netz GmbH")}</head>
<body><nav aria-label="Hauptmenü"><ul>{write_list(("Netzanschluss", "Störung melden", "Kommunen", "Karriere"))}</ul></nav>
<main><section class="references"><div class="accordion">
{panels}
</div></section></main>
<aside class="teaser-box"><ul>{others}</ul></aside>
<footer><p>Auental Netz GmbH, Kraftwerkstraße 3, 37671 Höxter</p><p>{FUNDED}</p></footer></body></html>
"""


def _old(announcement: Announcement) -> str:
    """Write a page of 2005: tables for layout, font elements, paragraphs made of line breaks."""
    charset = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">'
    menu = "<br>".join(f'<a href="{number}.htm">{word}</a>' for number, word in enumerate(MENU))
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD>{_head(announcement, _meta('<META NAME="date" CONTENT="{}">', announcement), site="Homepage der Gemeinde Auental", charset=charset)}</HEAD>
<BODY BGCOLOR="#FFFFFF"><TABLE WIDTH="760" BORDER="0"><TR><TD COLSPAN="2" class="header"><IMG SRC="kopf.gif" ALT="Gemeinde Auental"></TD></TR>
<TR><TD WIDTH="150" VALIGN="top"><div class="navi">{menu}</div></TD>
<TD VALIGN="top">
{write_body(announcement, _OLD)}
</TD></TR>
<TR><TD COLSPAN="2"><div class="footer"><font size="1">{IMPRINT}</font></div></TD></TR></TABLE></BODY></HTML>
"""


def _facts(announcement: Announcement) -> str:
    """Write a page whose facts are a definition list, in UTF-16."""
    return f"""<!DOCTYPE html>
<html lang="de"><head>{_head(announcement, _meta('<meta name="dcterms.issued" content="{}">', announcement), charset="")}</head>
<body><div class="metanav">Presse Kontakt Impressum</div><main>
{write_body(announcement, _DL)}
</main><aside class="sidebar"><p>{SIDEBAR[0]}</p></aside><footer>{FUNDED}</footer></body></html>
"""


def _fact_table(announcement: Announcement) -> str:
    """Write a page whose facts are a table with a head column."""
    return f"""<!DOCTYPE html>
<html lang="de"><head>{_head(announcement, _meta('<meta name="dcterms.issued" content="{}">', announcement))}</head>
<body><div class="metanav">Presse Kontakt Impressum</div><main>
{write_body(announcement, _TABLE)}
</main><footer>{FUNDED}</footer></body></html>
"""


def _word(announcement: Announcement) -> str:
    """Write what a word processor saves as a page."""
    charset = '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">'
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head>{_head(announcement, charset=charset, site="")}<meta name=Generator content="Word 15">{_meta('<meta name="date" content="{}">', announcement)}
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Created>2009-01-01T10:00:00Z</o:Created></o:DocumentProperties></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:""; margin:0cm;}} --></style></head>
<body lang=DE style='tab-interval:35.4pt'><div class=WordSection1>
{write_body(announcement, _WORD)}
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
</div></body></html>
"""


def _press(announcement: Announcement) -> str:
    """Write a press portal's page with its own contact box."""
    box = "".join(f"<p>{line}</p>" for line in PRESS_BOX)
    return f"""<!DOCTYPE html>
<html lang="de"><head>{_head(announcement, _meta('<meta name="pubdate" content="{}">', announcement), site="Pressedienst Weserbogen")}</head>
<body><div role="navigation"><a href="/">Meldungen</a> <a href="/orte">Orte</a> {" ".join(f'<a href="/o">{town}</a>' for town in TOWNS)}</div>
<div role="main"><div class="press-release">
{write_body(announcement, Manner(paragraph='<p class="text">{}</p>'))}
</div></div>
<aside class="contact-box"><h3>Kontakt zum Portal</h3>{box}</aside>
<div class="teaserliste">{_teasers('<div class="teaser"><b>{}</b> vom {}</div>')}</div>
<div id="footer" class="page-footer"><p>{IMPRINT}</p></div></body></html>
"""


def _app(announcement: Announcement) -> str:
    """Write a single-page application's mark-up: JSON-LD, and everything a ``div`` with a hashed class."""
    ld = {"@context": "https://schema.org", "@graph": [{"@type": "BreadcrumbList", "datePublished": "2011-01-01"}]}
    if announcement.date:
        ld["@graph"].append({"@type": "NewsArticle", "headline": announcement.title or "", "datePublished": announcement.date})  # type: ignore[attr-defined]
    state = json.dumps({"teasers": [title for title, _ in TEASERS]})
    menu = "".join(f'<div class="css-9q"><a href="/{number}">{word}</a></div>' for number, word in enumerate(MENU))
    return f"""<!doctype html><html lang="de"><head>{_head(announcement, f'<script type="application/ld+json">{json.dumps(ld)}</script>', site="Auental")}</head>
<body><noscript>Bitte schalten Sie JavaScript ein. Stadt Rinteln.</noscript><div id="__next"><div role="navigation" class="css-nav1">{menu}</div>
<div role="main" class="css-main7">{write_body(announcement, _DIVS).replace(chr(10), "")}</div>
<div role="contentinfo" class="css-foot"><div>{IMPRINT}</div><div>{FUNDED}</div></div>
<div role="dialog" aria-modal="true"><div>{COOKIE}</div></div></div>
<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>
"""


def _amp(announcement: Announcement) -> str:
    """Write the lean variant of a page."""
    published = _meta('<meta property="article:published_time" content="{}">', announcement)
    return f"""<!doctype html>
<html amp lang="de"><head>{_head(announcement, published, '<link rel="canonical" href="https://weserbogen.example/a/77">')}
<style amp-boilerplate>body{{animation:none}}</style></head>
<body><amp-sidebar id="sidebar" class="sidebar" hidden><ul>{write_list(TOWNS)}</ul></amp-sidebar>
<article>
{write_body(announcement, Manner(line_end="<br/>"))}
</article><amp-ad type="x" width="300" height="250"></amp-ad>
<amp-consent id="consent"><div>{COOKIE}</div></amp-consent><footer>{IMPRINT}</footer></body></html>
"""


def print_view(announcement: Announcement) -> str:
    """Write the bare page that a browser prints."""
    body = write_body(announcement, Manner())
    return f'<!DOCTYPE html>\n<html lang="de"><head>{_head(announcement)}</head>\n<body>\n{body}\n</body></html>\n'


def mail_body(announcement: Announcement) -> str:
    """Write a newsletter's body: paragraphs in the cells of a layout table."""
    body = write_body(announcement, Manner())
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><table width='600'><tr><td>\n{body}\n</td></tr></table>"
        f"<p class='footer'>{inline(COOKIE, Manner())}</p></body></html>\n"
    )


def _rendering(name: str, write: Callable[[Announcement], str], charset: str = "utf-8", *, mark: bytes = b"") -> Rendering:
    def render(announcement: Announcement) -> Rendered:
        return Rendered(mark + write(announcement).encode(charset, "xmlcharrefreplace"))

    return Rendering(f"html-{name}", ".html", render, noisy=name != "operator")


RENDERINGS = (
    _rendering("town", _town),
    _rendering("news", _news, "ascii"),
    _rendering("typo", _typo, "cp1252"),
    _rendering("portal", _portal),
    _rendering("operator", _operator, mark=b"\xef\xbb\xbf"),
    _rendering("old", _old, "latin-1"),
    _rendering("facts", _facts, "utf-16-le", mark=b"\xff\xfe"),
    _rendering("facttable", _fact_table),
    _rendering("word", _word, "cp1252"),
    _rendering("press", _press),
    _rendering("app", _app),
    _rendering("amp", _amp),
    _rendering("print", print_view),
)
