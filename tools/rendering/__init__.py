"""Renders our own announcements into the formats documents come in, so that their records can be compared with the text's own."""

from tools.rendering.catalogue import load_formats
from tools.rendering.formats import Rendered, Rendering
from tools.rendering.structure import Announcement, Block, Shelf

__all__ = ["Announcement", "Block", "Rendered", "Rendering", "Shelf", "load_formats"]
