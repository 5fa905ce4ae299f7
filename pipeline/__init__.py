"""Netzlese reads announcements of German municipal networks; `pipeline.stages` names the order of its rooms."""
