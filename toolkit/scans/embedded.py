"""The one picture that a scanner's PDF page is, taken out as it lies there: to draw the page takes three times as long.

Where anything else could show (a second picture, words, an annotation, a mask, a mirrored or cut picture), it is drawn.
"""

import re
from ctypes import byref, c_float, create_string_buffer
from math import hypot
from typing import Any

_DICTIONARY = re.compile(rb"\bobj\s*(<<.*>>)\s*stream\r?\n\Z", re.DOTALL)
_BEFORE = 4096
"""Bytes before a stream among which its dictionary is looked for."""
_ALTERS = (b"Mask", b"/Decode", b"#")
"""What in a picture's dictionary makes the page show something else than the picture; # = a name written in another way."""
_OBJECTS = 5000
_NEAR, _LEAST = 0.02, 0.5


def only_jpeg(page: Any, data: bytes) -> bytes:
    """Return the JPEG that is all that shows on a page; b"" = the page has to be drawn. `data`: the PDF."""
    from pypdfium2 import raw

    picture = _only_picture(page, raw)
    if picture is None or not _plain(picture, raw):
        return b""
    facts = raw.FPDF_IMAGEOBJ_METADATA()
    if not raw.FPDFImageObj_GetImageMetadata(picture, page, facts) or not _usual_colours(facts, raw):
        return b""
    if not _as_it_is(picture, facts, raw) or not _whole(picture, page, raw):
        return b""
    jpeg = _stream(picture, raw)
    return jpeg if _unaltered(jpeg, data) else b""


def empty(page: Any) -> bool:
    """Tell a page on which there is nothing to draw."""
    from pypdfium2 import raw

    return not raw.FPDFPage_CountObjects(page) and not raw.FPDFPage_GetAnnotCount(page)


def grey_alone(page: Any) -> bool:
    """Tell a page on which nothing but one picture without colours shows: a fax, a copier's page."""
    from pypdfium2 import raw

    picture = _only_picture(page, raw)
    facts = raw.FPDF_IMAGEOBJ_METADATA()
    if picture is None or not raw.FPDFImageObj_GetImageMetadata(picture, page, facts):
        return False
    return facts.colorspace in {raw.FPDF_COLORSPACE_DEVICEGRAY, raw.FPDF_COLORSPACE_CALGRAY}


def _only_picture(page: Any, raw: Any) -> Any:
    """Return the picture that shows and nothing beside it, but for the words that a recogniser has laid under a scan."""
    count = raw.FPDFPage_CountObjects(page)
    if raw.FPDFPage_GetAnnotCount(page) or count > _OBJECTS:
        return None
    objects = [raw.FPDFPage_GetObject(page, index) for index in range(count)]
    shown = [each for each in objects if not _hidden(each, raw)]
    return shown[0] if len(shown) == 1 and raw.FPDFPageObj_GetType(shown[0]) == raw.FPDF_PAGEOBJ_IMAGE else None


def _hidden(shown: Any, raw: Any) -> bool:
    is_text = raw.FPDFPageObj_GetType(shown) == raw.FPDF_PAGEOBJ_TEXT
    return bool(is_text and raw.FPDFTextObj_GetTextRenderMode(shown) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _plain(picture: Any, raw: Any) -> bool:
    """Tell a JPEG that is neither cut nor seen through."""
    if raw.FPDFPageObj_HasTransparency(picture) or raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(picture)) > 0:
        return False
    name = create_string_buffer(16)
    raw.FPDFImageObj_GetImageFilter(picture, 0, name, len(name))
    return raw.FPDFImageObj_GetImageFilterCount(picture) == 1 and name.value == b"DCTDecode"


def _usual_colours(facts: Any, raw: Any) -> bool:
    spaces = ("DEVICEGRAY", "DEVICERGB", "CALGRAY", "CALRGB", "ICCBASED")
    return facts.colorspace in {getattr(raw, f"FPDF_COLORSPACE_{space}") for space in spaces}


def _as_it_is(picture: Any, facts: Any, raw: Any) -> bool:
    """Tell a picture that is neither mirrored, askew nor stretched; in which quarter turn it lies does not matter."""
    lies = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(picture, lies) or lies.a * lies.d - lies.b * lies.c <= 0:
        return False
    wide, high = hypot(lies.a, lies.b), hypot(lies.c, lies.d)
    askew = min(abs(lies.a) + abs(lies.d), abs(lies.b) + abs(lies.c)) > _NEAR * min(wide, high)
    stretched = abs(wide * facts.height - high * facts.width) > _NEAR * wide * facts.height
    return not askew and not stretched


def _whole(picture: Any, page: Any, raw: Any) -> bool:
    """Tell a picture that lies on the page with all its edges, and covers most of it."""
    edges, sheet = [c_float() for _ in range(4)], raw.FS_RECTF()
    if not raw.FPDFPageObj_GetBounds(picture, *(byref(edge) for edge in edges)):
        return False
    if not raw.FPDF_GetPageBoundingBox(page, sheet):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    wide, high = sheet.right - sheet.left, sheet.top - sheet.bottom
    inside = (
        min(left - sheet.left, sheet.right - right) >= -_NEAR * wide
        and min(bottom - sheet.bottom, sheet.top - top) >= -_NEAR * high
    )
    return bool(inside and (right - left) * (top - bottom) >= _LEAST * wide * high)


def _stream(picture: Any, raw: Any) -> bytes:
    size = raw.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    held = create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(picture, held, size)
    return bytes(held.raw)


def _unaltered(jpeg: bytes, data: bytes) -> bool:
    """Tell a picture with nothing in its dictionary that alters what shows: PDFium does not say. Streams lie in the open."""
    at = data.find(jpeg)
    if at < 0:
        return False
    before = data[max(0, at - _BEFORE) : at]
    dictionary = _DICTIONARY.search(before, max(0, before.rfind(b"obj")))
    return dictionary is not None and not any(word in dictionary[1] for word in _ALTERS)
