"""What the Office Open XML packages share: relationships, custom properties, signs of macros and links."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.xml import parse_own
from toolkit.ooxml.zip_guard import KEPT_UP_TO

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part."""

    id: str
    type: str
    """Last word of its type's address: worksheet, styles, sharedStrings …"""
    target: str
    """Member name; of an external one its address."""
    external: bool


@lru_cache(maxsize=64)
def relations_member(part: str) -> str:
    """Return the member that lists a part's relationships; "" = the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: GuardedPackage, part: str) -> dict[str, Relation]:
    """Return a part's relationships by id; {} when it has none."""
    listed = relations_member(part)
    if listed not in package:
        return {}
    data, folder = package.read(listed), posixpath.dirname(part)
    return dict(_listed_again(data, folder) if len(data) <= KEPT_UP_TO else _listed(data, folder))


def _listed(data: bytes, folder: str) -> Mapping[str, Relation]:
    known: dict[str, Relation] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            external = attributes.get("TargetMode", "").lower() == "external"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/")
            own = attributes.get("Id", "")
            known[own] = Relation(own, attributes.get("Type", "").rstrip("/").rsplit("/", 1)[-1], target, external)

    parse_own(data, start)
    return known


_listed_again = lru_cache(maxsize=32)(_listed)
"""The copies of one form list the same parts: read once."""


def main_part(package: GuardedPackage, default: str) -> str:
    """Return the member that holds the document itself."""
    for link in relations(package, "").values():
        if link.type == "officeDocument" and link.target in package:
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
    part = next((link.target for link in relations(package, "").values() if link.type == "custom-properties"), "")
    part = part if part in package else "docProps/custom.xml"
    if part not in package:
        return {}
    data = package.read(part)
    properties = _at_a_look(data)
    if properties is None:
        properties = _looked_through(data)
    return {key: unescape(value.strip()) for key, value in properties.items()}


_SPACE = rb' xmlns="http://schemas\.openxmlformats\.org/officeDocument/2006/custom-properties"'
_TYPES = rb'( xmlns:vt="http://schemas\.openxmlformats\.org/officeDocument/2006/docPropsVTypes")?'
_PROPERTY = re.compile(
    rb'<property fmtid="[-{}0-9A-Fa-f]*" pid="[0-9]+" name="([^"<>&\x00-\x1f]*)">'
    rb"<vt:lpwstr%s>([^<>&\x00-\x1f]*)</vt:lpwstr></property>" % _TYPES
)
_PROPERTIES = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'] encoding=["']UTF-8["'](?: standalone=["']yes["'])?\?>[\r\n\t ]*)?"""
    rb"<Properties%s%s>((?:%s)*+)</Properties>[\r\n\t ]*" % (_SPACE, _TYPES, re.sub(rb"[(](?![?])", b"(?:", _PROPERTY.pattern))
)


def _at_a_look(data: bytes) -> dict[str, str] | None:
    """Return properties of text that were written as office programs do; None = they are to be looked through."""
    whole = _PROPERTIES.fullmatch(data)
    written = _PROPERTY.findall(whole[2]) if whole else []
    try:
        properties = {name.decode(): value.decode() for name, declared, value in written if declared or (whole and whole[1])}
    except UnicodeDecodeError:
        return None
    if len(properties) != len(written) or not written or b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data:
        return None
    return {name: value for name, value in properties.items() if name and value}


def _looked_through(data: bytes) -> dict[str, str]:
    properties: dict[str, str] = {}
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
            properties[name] = properties.get(name, "") + piece

    parse_own(data, start, end, text)
    return properties


def foreign(package: GuardedPackage, related: Mapping[str, Relation]) -> str:
    """Say which active or outside content the package brings; "" = none. None of it is ever used."""
    kinds = {link.type for link in related.values()}
    macros, links = _brought(package.names)
    words = []
    if macros or not kinds.isdisjoint(_MACROS):
        words.append("宏")
    if links or any(
        link.type in _OUTSIDE and (link.external or link.type in {"externalLink", "connections"}) for link in related.values()
    ):
        words.append("外部链接")
    return "、".join(words)


@lru_cache(maxsize=16)
def _brought(names: tuple[str, ...]) -> tuple[bool, bool]:
    """Tell whether a package with these members brings macros, and links to the outside."""
    macros = any(name.rsplit("/", 1)[-1] == "vbaproject.bin" for name in names)
    return macros, any("/externallinks/" in f"/{name}" for name in names)


_MACROS = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"})
_OUTSIDE = frozenset({"externalLink", "externalLinkPath", "attachedTemplate", "connections", "oleObject", "frame", "subDocument"})
"""Kinds of parts."""
