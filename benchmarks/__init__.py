"""Measurements of speed; no part of the program or its tests. ``speed.py`` and ``workbench.py`` are run by hand."""
