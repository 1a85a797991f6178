"""The drop-downs of 收文登记.xlsx (单位, 期次) brought up to the plan; no cell is touched. Pure: bytes in, bytes out.

The book is the clerk's own, so only the lists inside its sheet are exchanged; every other member stays byte for byte.
A list that the clerk has pointed at cells of the book, or taken away, is the clerk's and stays.
"""

import zipfile
from collections.abc import Mapping, Sequence

from toolkit.clerk.receipt_log import SHEET, label_columns, list_source
from toolkit.nouns.cells import column_number
from toolkit.nouns.errors import ToolkitError
from toolkit.ooxml.package import BadPackage, Element, Package, attribute, child, descendants, dump_xml
from toolkit.ooxml.packing import copied, pack, write


def relisted(data: bytes, units: Sequence[str], periods: Sequence[str]) -> bytes | None:
    """Return the book with lists that offer these; None = it offers them already, or cannot be opened."""
    try:
        columns = label_columns(data)
        package = Package(data)
        sheets = package.sheets
    except (ToolkitError, BadPackage, zipfile.BadZipFile, KeyError):
        return None  # reading its rows says what is wrong
    part = next((sheet for sheet in sheets if sheet.name == SHEET), sheets[0])
    root = package.xml(part.member)
    wanted = {columns[label]: names for label, names in (("单位", units), ("期次", periods)) if label in columns}
    if not [rule for rule in descendants(root, "dataValidation") if _exchanged(rule, wanted)]:
        return None
    members = copied(package)
    name = package.actual(part.member)
    members[name] = pack(name, dump_xml(root))
    return write(members.values())


def _exchanged(rule: Element, wanted: Mapping[int, Sequence[str]]) -> bool:
    """Exchange one rule's list where it is written out or empty; tell whether that changed it."""
    names = wanted.get(_column(attribute(rule, "sqref")))
    formula = child(rule, "formula1")
    said = formula.text or "" if formula is not None else ""
    own = attribute(rule, "type") not in {"", "none", "list"} or (said and not said.startswith('"'))
    source = list_source(names or ())
    if names is None or own or said == source:
        return False
    if formula is not None:
        rule.remove(formula)
    rule.set("type", "list" if source else "none")
    if source:
        formula = rule.makeelement(rule.tag.replace("dataValidation", "formula1"), {})
        formula.text = source
        rule.insert(0, formula)
    return True


def _column(reference: str) -> int:
    """Return the column of the first cell of B2:B2001, from 0; -1 = none."""
    letters = reference.split(":", maxsplit=1)[0].split(" ", maxsplit=1)[0].replace("$", "").rstrip("0123456789")
    named = letters.isascii() and 0 < len(letters) <= 3 and letters.isalpha()
    return column_number(letters.upper()) - 1 if named else -1
