"""What the Office Open XML packages share: relationships, custom properties, signs of macros and links."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.xml import parse_own

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class PartLink:
    """One relationship of a part."""

    kind: str
    """Last word of its type: worksheet, styles, sharedStrings …"""
    target: str
    """Member name; of an external link its address."""
    external: bool


def links(package: GuardedPackage, part: str) -> dict[str, PartLink]:
    """Return a part's relationships by id; {} when it has none."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return {}
    found: dict[str, PartLink] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            external = attributes.get("TargetMode", "").lower() == "external"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/")
            kind = attributes.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
            found[attributes.get("Id", "")] = PartLink(kind, target, external)

    parse_own(package.read(rels), start)
    return found


def main_part(package: GuardedPackage, default: str) -> str:
    """Return the member that holds the document itself."""
    for link in links(package, "").values():
        if link.kind == "officeDocument" and link.target in package:
            return link.target
    return default


def unescape(text: str) -> str:
    """Decode `_x000B_` and its like; a pair of halves becomes one character, a lone half a mark of loss."""
    if "_x" not in text:
        return text
    decoded = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= letter <= "\udfff" for letter in decoded):
        decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return decoded


def custom_properties(package: GuardedPackage) -> Mapping[str, str]:
    """Return docProps/custom.xml as text; {} when there are none."""
    part = next((link.target for link in links(package, "").values() if link.kind == "custom-properties"), "")
    part = part if part in package else "docProps/custom.xml"
    if part not in package:
        return {}
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if tag == "property":
            name = attributes.get("name", "")

    def end(tag: str) -> None:
        nonlocal name
        if tag == "property":
            name = ""

    def text(piece: str) -> None:
        if name:
            found[name] = found.get(name, "") + piece

    parse_own(package.read(part), start, end, text)
    return {key: unescape(value.strip()) for key, value in found.items()}


def foreign(package: GuardedPackage, related: Mapping[str, PartLink]) -> str:
    """Say which active or outside content the package brings; "" = none. None of it is ever used."""
    names = package.names
    kinds = {link.kind for link in related.values()}
    found = []
    if any(name.rsplit("/", 1)[-1] == "vbaproject.bin" for name in names) or kinds & {
        "vbaProject",
        "xlMacrosheet",
        "xlIntlMacrosheet",
    }:
        found.append("宏")
    outside = {
        "externalLink",
        "externalLinkPath",
        "attachedTemplate",
        "connections",
        "oleObject",
        "frame",
        "subDocument",
    }
    if any("/externallinks/" in f"/{name}" for name in names) or any(
        link.kind in outside and (link.external or link.kind in {"externalLink", "connections"}) for link in related.values()
    ):
        found.append("外部链接")
    return "、".join(found)
