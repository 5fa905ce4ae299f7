"""The table of formats: every rendering that the rooms beside it offer, by name."""

from functools import cache

from tools.rendering import archive, damage, feed, html, mail, markdown, pdf, word
from tools.rendering.formats import Rendering


@cache
def load_formats() -> dict[str, Rendering]:
    """Give every rendering by name."""
    rooms = (html, pdf, word, mail, feed, markdown, archive, damage)
    return {rendering.name: rendering for room in rooms for rendering in room.RENDERINGS}
