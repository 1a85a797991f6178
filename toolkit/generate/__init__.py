"""Form × unit × period → workbook bytes. The Press splices the template's package; it never re-saves it."""

from toolkit.generate.press import Press

__all__ = ["Press"]
