"""Turns reports into JSON: pretty for a person, one line for a machine; the same report gives the same bytes."""

from schemas.record import Report

#: line ends to JavaScript, Python's splitlines and some readers of JSON Lines, but not to JSON: escaped, so that a line is one
_STRAY_LINE_ENDS = (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("\x85", "\\u0085"))


def report_json(report: Report) -> bytes:
    """Write one report over several lines, ending in one."""
    return _dump(report, indent=2)


def report_line(report: Report) -> bytes:
    """Write one report as one line of JSON Lines."""
    return _dump(report, indent=None)


def _dump(report: Report, indent: int | None) -> bytes:
    text = report.model_dump_json(indent=indent)
    for char, escaped in _STRAY_LINE_ENDS:
        text = text.replace(char, escaped)
    return text.encode() + b"\n"
