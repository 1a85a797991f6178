"""What a page strikes out: <s>, <strike>, <del>, and whatever its styles draw a line through. Pure."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

_TAGS = frozenset({"s", "strike", "del"})
_RULE = re.compile(r"\.([\w-]+)\s*\{[^{}]*line-through[^{}]*\}", re.IGNORECASE)


def struck_classes(root: Any) -> frozenset[str]:
    """Return the classes of a page that strike out, as Excel names the looks of its cells."""
    return frozenset(name for style in root.iter("style") for name in _RULE.findall("".join(style.itertext())))


def parted(cell: Any, classes: frozenset[str], text_of: Callable[[Any], str]) -> tuple[str, str] | None:
    """Return (the struck-out text of a cell, the rest); None = nothing is struck out."""
    if not any(_strikes(element, classes) for element in cell.iter()):
        return None
    if _strikes(cell, classes):
        return text_of(cell), ""
    rest, gone = deepcopy(cell), []
    for element in [element for element in rest.iter() if _strikes(element, classes)]:
        gone.append("".join(element.itertext()))
        for child in list(element):
            element.remove(child)
        element.text = ""
    return "".join(gone), text_of(rest)


def _strikes(element: Any, classes: frozenset[str]) -> bool:
    if element.tag in _TAGS or "line-through" in (element.get("style") or "").lower():
        return True
    return bool(classes & set((element.get("class") or "").split()))
