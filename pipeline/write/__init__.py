"""The write room: reports become JSON, tables, a workbook or a page to look at, and results files become reports again."""

from pipeline.write.atomic import writing
from pipeline.write.convert import ReportBuilder
from pipeline.write.records import report_line
from pipeline.write.report import render_report, report_asset, report_texts, write_report
from pipeline.write.results import read_results, read_unchecked
from pipeline.write.writer import FORMATS, Sink, Writer

__all__ = [
    "FORMATS",
    "ReportBuilder",
    "Sink",
    "Writer",
    "read_results",
    "read_unchecked",
    "render_report",
    "report_asset",
    "report_line",
    "report_texts",
    "write_report",
    "writing",
]
