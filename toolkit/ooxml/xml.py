"""XML from strangers: read as a stream, in any encoding an office system writes; no DTD, no entities, no XInclude."""

import codecs
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.parsers import expat

from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_NATIVE = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "utf8"}
_INCLUDE = "http://www.w3.org/2001/XInclude"


_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
OWN = {
    f"{_OFFICE}spreadsheetml/2006/main": "",
    f"{_STRICT}spreadsheetml/main": "",
    f"{_OFFICE}package/2006/relationships": "",
    f"{_OFFICE}officeDocument/2006/custom-properties": "",
    f"{_STRICT}officeDocument/customProperties": "",
    f"{_OFFICE}officeDocument/2006/relationships": "r:",
    f"{_STRICT}officeDocument/relationships": "r:",
    f"{_OFFICE}drawingml/2006/main": "a:",
    f"{_STRICT}drawingml/main": "a:",
    f"{_OFFICE}drawingml/2006/spreadsheetDrawing": "xdr:",
    f"{_STRICT}drawingml/spreadsheetDrawing": "xdr:",
    f"{_OFFICE}wordprocessingml/2006/main": "w:",
    f"{_STRICT}wordprocessingml/main": "w:",
    f"{_OFFICE}markup-compatibility/2006": "mc:",
    "urn:schemas-microsoft-com:vml": "v:",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": "tc:",
}
"""The namespaces of a package's parts (ECMA-376, transitional and strict) → what their names are called by here. An
extension's element of the same local name (a second workbookPr, a numFmt) is none of ours."""


OPEN_DOCUMENT = {
    **{
        f"urn:oasis:names:tc:opendocument:xmlns:{word}:1.0": f"{short}:"
        for word, short in (
            ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("drawing", "draw"),
            ("meta", "meta"), ("datastyle", "number"), ("manifest", "manifest"), ("form", "form"),
        )
    },
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}  # fmt: skip
"""The same of OpenDocument's."""
XML_2003 = {
    "urn:schemas-microsoft-com:office:spreadsheet": "",
    "urn:schemas-microsoft-com:office:excel": "x:",
    "urn:schemas-microsoft-com:office:office": "o:",
    "http://www.w3.org/TR/REC-html40": "html:",
}
"""The same of XML Spreadsheet 2003."""


def parser(
    start: Start | None,
    end: End | None = None,
    text: Text | None = None,
    encoding: str | None = None,
    *,
    spaces: Mapping[str, str] | None = None,
) -> expat.XMLParserType:
    """Return a stream parser that refuses what no office program writes; with `spaces` it knows namespaces."""
    made = expat.ParserCreate(encoding) if spaces is None else expat.ParserCreate(encoding, " ")
    if spaces is not None:
        start, end = _named(start, end, spaces)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    made.EntityDeclHandler = _refuse
    if start is not None:
        made.StartElementHandler = start
    if end is not None:
        made.EndElementHandler = end
    if text is not None:
        made.CharacterDataHandler = text
    return made


def _named(start: Start | None, end: End | None, spaces: Mapping[str, str]) -> tuple[Start | None, End | None]:
    """Give the handlers short names for the namespaces known, and "uri name" for all others."""
    names = _ShortNames(spaces)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if start is not None:
            start(names[tag], {names[key]: value for key, value in attributes.items()} if attributes else attributes)

    def finish(tag: str) -> None:
        if end is not None:
            end(names[tag])

    return (begin if start else None), (finish if end else None)


class _ShortNames(dict[str, str]):
    """Names as expat gives them → short ones, each made when it is first met in a document."""

    def __init__(self, spaces: Mapping[str, str]) -> None:
        super().__init__()
        self._spaces = spaces

    def __missing__(self, tag: str) -> str:
        space, _, own = tag.rpartition(" ")
        short = self[tag] = f"{self._spaces[space]}{own}" if space in self._spaces else tag
        return short


def parse_own(data: bytes, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Send a whole part of an Office package through the handlers, its names told apart by namespace; as `parse`."""
    parse(data, start, end, text, spaces=OWN)


def parse(
    data: bytes,
    start: Start | None,
    end: End | None = None,
    text: Text | None = None,
    *,
    spaces: Mapping[str, str] | None = None,
) -> None:
    """Send a whole document through the handlers; with `spaces` its names are told apart by namespace.

    Raises:
        Unreadable: F03 it has a DTD, entities or XInclude; F01 it is no XML.
    """
    feed((data,), start, end, text, spaces=spaces)


def feed(
    pieces: Iterable[bytes],
    start: Start | None,
    end: End | None = None,
    text: Text | None = None,
    *,
    spaces: Mapping[str, str] | None = None,
) -> None:
    """Send a document that comes in pieces through the handlers; as `parse`."""
    made: expat.XMLParserType | None = None
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        if made is None:
            decoder = _decoder(piece)
            made = parser(start, end, text, "utf-8" if decoder else None, spaces=spaces)
        if _INCLUDE.encode() in piece:
            _refuse()
        made.Parse(decoder.decode(piece).encode() if decoder else piece)
    if made is None:
        raise Unreadable(Code.F01, detail="XML 部件是空的")
    made.Parse(b"", True)  # noqa: FBT003  (expat knows no names)


def tree(data: bytes) -> Any:
    """Return a whole document as a tree; only for parts that are small by nature."""
    from lxml import etree

    parse(data, None)
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    return etree.fromstring(data, safe)


def _refuse(*_: object) -> None:
    raise Unreadable(Code.F03, detail="XML 中含有 DTD、实体或外部引用")


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """Return a decoder when the document's encoding is one that expat does not know (GBK and the like)."""
    declared = _DECLARED.match(head.lstrip(b"\xef\xbb\xbf")[:200])
    if declared is None or declared[1].decode("ascii").lower() in _NATIVE:
        return None
    name = declared[1].decode("ascii").lower()
    name = "gb18030" if name in {"gbk", "gb2312", "gb_2312-80", "cp936", "x-gbk"} else name
    try:
        return codecs.getincrementaldecoder(name)("strict")
    except LookupError:
        raise Unreadable(Code.F01, detail=f"不认识的编码 {name[:20]}") from None
