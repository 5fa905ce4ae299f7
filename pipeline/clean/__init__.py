"""The clean room: named repairs of the text, each recorded, with the way back to the characters that were read."""

from pipeline.clean.cleaner import Cleaner
from pipeline.clean.language import LanguageWords, detect_language

__all__ = ["Cleaner", "LanguageWords", "detect_language"]
