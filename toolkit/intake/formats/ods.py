"""Read ods and fods in one pass over content.xml: values, kinds, merges, hidden sheets, at their addresses."""

from collections.abc import Mapping

from toolkit.intake.formats.broken_parts import Breakage, remarked
from toolkit.intake.formats.ods_pass import ContentPass
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.xml import OPEN_DOCUMENT, feed, parse


def read_ods(data: bytes, limits: Limits) -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe.
    """
    package, broken = GuardedPackage(data, limits), Breakage()
    _refuse_encrypted(package)
    made = ContentPass(limits)
    feed(package.pieces("content.xml"), made.start, made.end, made.text, spaces=OPEN_DOCUMENT)
    nothing: dict[str, str] = {}
    meta = "meta.xml"
    properties = broken.spared("文档属性", lambda: _properties(package.read(meta)), nothing) if meta in package else nothing
    macros = any(name.startswith(("basic/", "scripts/")) and name.endswith(".xml") for name in package.names)
    return _book(made, properties, broken, macros=_has_modules(package) if macros else False)


def read_fods(data: bytes, limits: Limits) -> Book:
    """Return the workbook of a flat document; as `read_ods`."""
    made = ContentPass(limits)
    parse(data, made.start, made.end, made.text, spaces=OPEN_DOCUMENT)
    return _book(made, _properties(data), Breakage(), macros=False)


def _book(made: ContentPass, properties: Mapping[str, str], broken: Breakage, *, macros: bool) -> Book:
    outside = "、".join(word for word, seen in (("宏", macros), ("外部链接", made.links_outside)) if seen)
    warnings, details = remarked(outside, broken)
    return Book(format="ods", sheets=made.sheets(), properties=properties, warnings=warnings, details=details)


def _refuse_encrypted(package: GuardedPackage) -> None:
    if "META-INF/manifest.xml" not in package:
        return

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "manifest:encryption-data":
            raise Unreadable(Code.F02)

    parse(package.read("META-INF/manifest.xml"), start, spaces=OPEN_DOCUMENT)


def _has_modules(package: GuardedPackage) -> bool:
    """Tell real macro modules from the empty library every document may carry."""
    return any(
        (name.startswith("basic/") and not name.endswith(("script-lc.xml", "script-lb.xml"))) or name.startswith("scripts/python")
        for name in package.names
    )


def _properties(meta: bytes) -> dict[str, str]:
    properties: dict[str, str] = {}
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag == "meta:user-defined":
            name = attributes.get("meta:name", "")
            properties.setdefault(name, "")

    def end(tag: str) -> None:
        nonlocal name
        if tag == "meta:user-defined":
            name = ""

    def text(piece: str) -> None:
        if name:
            properties[name] += piece

    parse(meta, start, end, text, spaces=OPEN_DOCUMENT)
    return {key: value.strip() for key, value in properties.items() if key}
