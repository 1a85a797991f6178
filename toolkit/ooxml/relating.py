"""Add a relation to a part of a package that is being changed. Knows no forms."""

from collections.abc import Mapping

from lxml import etree

from toolkit.ooxml.namespaces import RELATIONS
from toolkit.ooxml.package import Element, Package, dump_xml
from toolkit.ooxml.relations import relations_member


def relate(package: Package, changed: dict[str, bytes], member: str, target: str, *, kind: str) -> str:
    """Add a relation from `member` to `target` of this type (its whole address) into `changed`; return its new id."""
    name = package.actual(relations_member(member))
    if name in changed:
        root = etree.fromstring(changed[name])
    elif package.has(name):
        root = package.xml(name)
    else:
        root = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})  # type: ignore[dict-item]
    taken = {relation.get("Id") for relation in root}
    own = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    root.append(root.makeelement(f"{{{RELATIONS}}}Relationship", {"Id": own, "Type": kind, "Target": f"/{target}"}))
    changed[name] = dump_xml(root)
    return own


def free_member(package: Package, changed: Mapping[str, bytes], pattern: str) -> str:
    """Return a part's name that nobody has: the pattern with the first free number."""
    names = (pattern.format(number) for number in range(1, 10_000))
    return next(name for name in names if not package.has(name) and name not in changed)


def declare(types: Element, extension: str, content: str) -> None:
    """Say in [Content_Types].xml what parts of this extension are, where it does not."""
    if any(e.get("Extension", "").lower() == extension for e in types):
        return
    space = str(types.tag).rpartition("}")[0]
    types.insert(0, types.makeelement(f"{space}}}Default", {"Extension": extension, "ContentType": content}))
