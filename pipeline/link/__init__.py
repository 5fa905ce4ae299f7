"""The link room: to which official key, which known body a mention belongs."""

from pipeline.link.linker import Linker

__all__ = ["Linker"]
