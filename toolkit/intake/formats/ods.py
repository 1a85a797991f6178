"""Read ods and fods in one pass over content.xml: values, kinds, merges, hidden sheets, at their addresses."""

from collections.abc import Mapping

from toolkit.intake.formats.ods_pass import ContentPass
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.xml import feed, local, parse


def read_ods(data: bytes, limits: Limits) -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package = GuardedPackage(data, limits)
    _refuse_encrypted(package)
    made = ContentPass(limits)
    feed(package.pieces("content.xml"), made.start, made.end, made.text)
    properties = _properties(package.read("meta.xml")) if "meta.xml" in package else {}
    macros = any(name.startswith(("basic/", "scripts/")) and name.endswith(".xml") for name in package.names)
    return _book(made, properties, "ods", macros=_has_modules(package) if macros else False)


def read_fods(data: bytes, limits: Limits) -> Book:
    """Return the workbook of a flat document; as `read_ods`."""
    made = ContentPass(limits)
    parse(data, made.start, made.end, made.text)
    return _book(made, _properties(data), "ods", macros=False)


def _book(made: ContentPass, properties: Mapping[str, str], kind: str, *, macros: bool) -> Book:
    found = "、".join(word for word, seen in (("宏", macros), ("外部链接", made.links_outside)) if seen)
    return Book(
        format=kind,
        sheets=made.sheets(),
        properties=properties,
        warnings=("F07",) if found else (),
        details={"F07": found} if found else {},
    )


def _refuse_encrypted(package: GuardedPackage) -> None:
    if "META-INF/manifest.xml" not in package:
        return

    def start(tag: str, _: dict[str, str]) -> None:
        if local(tag) == "encryption-data":
            raise Unreadable(Code.F02)

    parse(package.read("META-INF/manifest.xml"), start)


def _has_modules(package: GuardedPackage) -> bool:
    """Tell real macro modules from the empty library every document may carry."""
    return any(
        (name.startswith("basic/") and not name.endswith(("script-lc.xml", "script-lb.xml"))) or name.startswith("scripts/python")
        for name in package.names
    )


def _properties(meta: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag == "meta:user-defined":
            name = attributes.get("meta:name", "")
            found.setdefault(name, "")

    def end(tag: str) -> None:
        nonlocal name
        if tag == "meta:user-defined":
            name = ""

    def text(piece: str) -> None:
        if name:
            found[name] += piece

    parse(meta, start, end, text)
    return {key: value.strip() for key, value in found.items() if key}
