"""The stamp in the document properties: docProps/custom.xml, and how the package comes to know of it."""

from lxml import etree

from toolkit.form import stamp
from toolkit.form.paper_code import ISSUE_PROPERTY
from toolkit.form.placeholder import Name
from toolkit.generate.fillings import FormFacts
from toolkit.generate.pieces import GappedMember, Gaps, TextGap
from toolkit.ooxml.namespaces import LINKS, PROPERTIES, PROPERTY_VALUES
from toolkit.ooxml.package import Element, children, dump_xml

CUSTOM_PART = "docProps/custom.xml"
_RELATION = f"{LINKS}/custom-properties"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


class _IssueGap:
    """Which print of the form it is."""

    def steady(self, absent: frozenset[str]) -> bool:
        del absent
        return False

    def __call__(self, facts: FormFacts) -> str:
        return facts.code.issue


def custom_member(old: Element | None, version: str, *, coded: bool = False) -> GappedMember:
    """Return the properties with the stamp added to what the clerk's template has. `coded`: codes are printed too."""
    root = old if old is not None else etree.Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES})  # type: ignore[dict-item]
    names = (stamp.UNIT_PROPERTY, stamp.PERIOD_PROPERTY, stamp.FORM_PROPERTY, stamp.JOB_PROPERTY, ISSUE_PROPERTY)
    for element in [e for e in children(root, "property") if e.get("name") in names]:
        root.remove(element)
    gaps = Gaps()
    _add(root, stamp.UNIT_PROPERTY, gaps.mark(TextGap(name=Name("单位", "名称"), row=None)))
    _add(root, stamp.PERIOD_PROPERTY, gaps.mark(TextGap(name=Name("期次", "期次"), row=None)))
    _add(root, stamp.FORM_PROPERTY, version)
    if coded:
        _add(root, ISSUE_PROPERTY, gaps.mark(_IssueGap()))
    _add(root, stamp.JOB_PROPERTY, gaps.mark(TextGap(name=Name("设置", "任务号"), row=None)))
    return gaps.cut(root)


def _add(root: Element, name: str, value: Element | str) -> None:
    taken = [int(e.get("pid", "1")) for e in children(root, "property")]
    space = str(root.tag).rpartition("}")[0]
    number = str(max([1, *taken]) + 1)
    element = etree.SubElement(root, f"{space}}}property", {"fmtid": _FORMAT, "pid": number, "name": name})
    text = etree.SubElement(element, f"{{{PROPERTY_VALUES}}}lpwstr", nsmap={"vt": PROPERTY_VALUES})
    if isinstance(value, str):
        text.text = value
    else:
        text.append(value)


def with_override(types: Element, part: str) -> None:
    """Name a new part in the content types."""
    space = str(types.tag).rpartition("}")[0]
    etree.SubElement(types, f"{space}}}Override", {"PartName": f"/{part}", "ContentType": _CONTENT})


def with_relation(rels: Element, part: str) -> bytes:
    """Return the package's relations with one to a new part."""
    space = str(rels.tag).rpartition("}")[0]
    taken = {e.get("Id") for e in rels}
    own = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    etree.SubElement(rels, f"{space}}}Relationship", {"Id": own, "Type": _RELATION, "Target": part})
    return dump_xml(rels)
