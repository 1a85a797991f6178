"""What a Word document's styles strike out or hide, said on the runs themselves; hidden text is taken out and handed over."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.intake.formats.word_text import name, own, value_of

_OFF = {"0", "false", "off"}
_LOOKS = ("strike", "dstrike", "vanish")
HIDDEN = "隐藏文字"

Styles = Mapping[str, Mapping[str, bool]]
"""A style → which of the looks it switches on or off, its base styles' included."""


def read_styles(root: Any) -> Styles:
    """Return the looks of each style that has any."""
    own_looks: dict[str, Mapping[str, bool]] = {}
    bases: dict[str, str] = {}
    for style in root:
        if name(style) == "style":
            key = value_of(style, "styleId", "")
            own_looks[key] = _looks(own(style, "rPr"))
            base = own(style, "basedOn")
            bases[key] = "" if base is None else value_of(base, "val", "")
    return {key: looks for key in own_looks if any((looks := _inherited(key, own_looks, bases)).values())}


def _inherited(key: str, own_looks: Mapping[str, Mapping[str, bool]], bases: Mapping[str, str]) -> dict[str, bool]:
    chain: list[str] = []
    while key in own_looks and key not in chain:
        chain.append(key)
        key = bases[key]
    return {look: on for style in reversed(chain) for look, on in own_looks[style].items()}


def _looks(properties: Any) -> dict[str, bool]:
    if properties is None:
        return {}
    return {name(mark): value_of(mark, "val", "1") not in _OFF for mark in properties if name(mark) in _LOOKS}


def settle_looks(body: Any, styles: Styles) -> None:
    """Mark the runs that a style strikes out as struck."""
    for paragraph in body.iter() if styles else ():
        if name(paragraph) != "p":
            continue
        below = styles.get(_style(own(paragraph, "pPr"), "pStyle"), {})
        for run in _runs(paragraph):
            properties = own(run, "rPr")
            looks = {**below, **styles.get(_style(properties, "rStyle"), {}), **_looks(properties)}
            for look in (look for look in _LOOKS if looks.get(look) and not _looks(properties).get(look)):
                _switch_on(run, look)


def _runs(paragraph: Any) -> list[Any]:
    return [element for element in paragraph.iter() if name(element) == "r"]


def _style(properties: Any, kind: str) -> str:
    mark = None if properties is None else own(properties, kind)
    return "" if mark is None else value_of(mark, "val", "")


def _switch_on(run: Any, look: str) -> None:
    properties = own(run, "rPr")
    space = run.tag[: run.tag.index("}") + 1]
    if properties is None:
        properties = run.makeelement(f"{space}rPr", {})
        run.insert(0, properties)
    properties.append(run.makeelement(f"{space}{look}", {}))


def take_hidden(cell: Any) -> Iterator[str]:
    """Take the runs that nobody sees out of a cell, and yield what they said."""
    for parent in list(cell.iter()):
        for run in [child for child in parent if name(child) == "r" and _looks(own(child, "rPr")).get("vanish")]:
            yield "".join(part.text or "" for part in run if name(part) == "t")
            parent.remove(run)
