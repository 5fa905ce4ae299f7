"""Reads PDF: characters with their boxes come from pdfium, in a process of its own; what they mean on the page is found here."""

from pipeline.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
