"""Who is at the other end, by cookies: reviewer, language, colours. A cookie that makes no sense counts as none."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection
from starlette.responses import Response

from pipeline.workbench.options import LANGUAGES, THEMES, Options, tidy_reviewer
from pipeline.workbench.texts import Texts, load_texts

REVIEWER_COOKIE = "netzlese-reviewer"
LANG_COOKIE = "netzlese-lang"
THEME_COOKIE = "netzlese-theme"
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """Describe a visitor."""

    reviewer: str
    lang: str
    theme: str

    @property
    def texts(self) -> Texts:
        """The words of the visitor's language."""
        return load_texts(self.lang)


def visitor_of(request: HTTPConnection, options: Options) -> Visitor:
    """Tell the visitor from cookies, else from how the workbench was started, else from the browser."""
    cookies = request.cookies
    lang, theme = cookies.get(LANG_COOKIE), cookies.get(THEME_COOKIE)
    if lang not in LANGUAGES:
        lang = options.lang or _preferred(request.headers.get("accept-language", ""))
    name = tidy_reviewer(unquote(cookies.get(REVIEWER_COOKIE, "")))
    return Visitor(name or options.reviewer, lang, theme if theme in THEMES else "auto")


def remember(response: Response, chosen: Mapping[str, str]) -> None:
    """Keep what a visitor chose, for a year, out of reach of other sites."""
    for cookie, value in chosen.items():
        response.set_cookie(cookie, quote(value, safe=""), max_age=_A_YEAR, httponly=True, samesite="strict", path="/")


def _preferred(accepted: str) -> str:
    """Choose a language by the browser's list; German where it asks for none that we have.

    >>> _preferred("fr-FR,en-GB;q=0.8,de;q=0.5"), _preferred("de;q=0.2, en;q=x"), _preferred("")
    ('en', 'de', 'de')
    """
    best, weight = LANGUAGES[0], 0.0
    for part in accepted[:1000].split(","):
        tag, _, quality = part.strip().partition(";q=")
        lang = tag.strip().lower().partition("-")[0]
        try:
            wanted = float(quality) if quality else 1.0
        except ValueError:
            continue
        if lang in LANGUAGES and wanted > weight:
            best, weight = lang, wanted
    return best
