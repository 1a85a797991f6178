"""Add a relation to a part of a package that is being changed. Knows no forms."""

from lxml import etree

from toolkit.ooxml.package import Package, dump_xml
from toolkit.ooxml.relations import relations_member

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def relate(package: Package, changed: dict[str, bytes], member: str, target: str, *, kind: str) -> str:
    """Add a relation from `member` to `target` of this type (its whole address) into `changed`; return its new id."""
    name = package.actual(relations_member(member))
    if name in changed:
        root = etree.fromstring(changed[name])
    elif package.has(name):
        root = package.xml(name)
    else:
        root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]
    taken = {relation.get("Id") for relation in root}
    own = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    root.append(root.makeelement(f"{{{_RELATIONS}}}Relationship", {"Id": own, "Type": kind, "Target": f"/{target}"}))
    changed[name] = dump_xml(root)
    return own
