"""What the workbook part of an xlsx says: which sheets there are, and from when its dates count. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.xml import parse_own
from toolkit.ooxml.zip_guard import KEPT_UP_TO


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """One sheet as the workbook lists it; the name as it stands there, escapes and all."""

    name: str
    relation: str
    hidden: bool


def read_workbook(package: GuardedPackage, part: str) -> tuple[tuple[ListedSheet, ...], bool]:
    """Return the sheets in order, and whether dates count from 1904."""
    data = package.read(part)
    return _understood_again(data) if len(data) <= KEPT_UP_TO else _understood(data)


def _understood(data: bytes) -> tuple[tuple[ListedSheet, ...], bool]:
    listed: list[ListedSheet] = []
    from_1904 = False
    path: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if tag == "sheet" and path[1:] == ["sheets"]:
            hidden = attributes.get("state", "visible") != "visible"
            listed.append(ListedSheet(attributes.get("name", ""), attributes.get("r:id", ""), hidden))
        elif tag == "workbookPr" and len(path) == 1:
            from_1904 = attributes.get("date1904", "0") in {"1", "true"}
        path.append(tag)

    def end(_: str) -> None:
        path.pop()

    parse_own(data, start, end)
    return tuple(listed), from_1904


_understood_again = lru_cache(maxsize=16)(_understood)
"""The copies of one form have the same sheets: read once."""
