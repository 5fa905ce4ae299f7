"""The workbench: a local web application in which a person settles what the machine read.

``serve`` runs it; ``create_app`` gives the application alone. It holds no rules of review and no rows: those are the desk's.
"""

from pipeline.workbench.app import create_app
from pipeline.workbench.options import Options
from pipeline.workbench.serve import serve

__all__ = ["Options", "create_app", "serve"]
