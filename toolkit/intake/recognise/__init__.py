"""Recognising: which sheets of a workbook are forms, whose, of which period, which cell answers what. Pure."""

from toolkit.intake.recognise.altered import altered, missing
from toolkit.intake.recognise.book import recognise
from toolkit.intake.recognise.unit_names import Clues, name_units, scan_unit

__all__ = ["Clues", "altered", "missing", "name_units", "recognise", "scan_unit"]
