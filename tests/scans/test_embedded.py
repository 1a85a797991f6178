"""A scanner's page is taken as the JPEG that it is; where anything else could show, the page is drawn."""

import io

import pytest

pypdfium2 = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")

from toolkit.nouns.limits import Limits  # noqa: E402
from toolkit.scans.embedded import only_jpeg  # noqa: E402
from toolkit.scans.leaves import leaves  # noqa: E402

WIDE, HIGH = 1200, 800
UPRIGHT = (360, 0, 0, 240, 0, 0)
RING = b" q 0.9 0.1 0.1 rg 150 100 60 60 re f Q"


def jpeg(mode="RGB", **more):
    """Paper with a dark bar at its upper left."""
    page = Image.new("RGB", (WIDE, HIGH), (250, 250, 250))
    page.paste((20, 20, 160), (0, 0, 300, 200))
    target = io.BytesIO()
    page.convert(mode).save(target, "JPEG", **more)
    return target.getvalue()


def pdf(data=None, *, lies=UPRIGHT, picture=b"", page=b"", after=b"", rotate=0, more=(), box=b"0 0 360 240", paint=b"", shown=5):
    data = data or jpeg()
    content = paint + b"q %s cm /I Do Q" % b" ".join(b"%d" % v for v in lies) + after
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Rotate %d %s /Contents 4 0 R /Resources"
        b" << /XObject << /I %d 0 R >> /Font << /F 6 0 R >> >> >>" % (box, rotate, page, shown),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter"
        b" /DCTDecode /Length %d %s >>\nstream\n%s\nendstream" % (WIDE, HIGH, len(data), picture, data),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    body, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def taken(data):
    document = pypdfium2.PdfDocument(data)
    return only_jpeg(document[0], data)


def text(mode):
    return b" BT %d Tr /F 12 Tf 40 40 Td (words) Tj ET" % mode


ALPHA = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n\x80\nendstream"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"rotate": 90},
        {"lies": (0, -360, 240, 0, 0, 360), "box": b"0 0 240 360"},
        {"after": text(3)},
        {"box": b"-20 -20 380 260"},
    ],
    ids=["plain", "rotated", "turned", "recognised words beneath", "a margin"],
)
def test_a_scanners_page_is_taken_as_it_lies_there(more):
    assert taken(pdf(**more)) == jpeg()


@pytest.mark.parametrize(
    "more",
    [
        {"after": RING},
        {"after": text(0)},
        {"after": b" q 90 0 0 60 10 10 cm /I Do Q"},
        {"picture": b"/Decode [1 0 1 0 1 0]"},
        {"picture": b"/SMask 7 0 R", "more": (ALPHA,)},
        {"picture": b"/SM#61sk 7 0 R", "more": (ALPHA,)},
        {"picture": b"/Mask [0 40 0 40 100 200]"},
        {"lies": (360, 0, 0, -240, 0, 240)},
        {"lies": (360, 0, 0, 240, 60, 0)},
        {"lies": (360, 40, -40, 240, 0, 0)},
        {"lies": (300, 0, 0, 240, 0, 0)},
        {"lies": (180, 0, 0, 120, 0, 0)},
        {"page": b"/CropBox [20 20 340 220]"},
        {"page": b"/Annots [<< /Type /Annot /Subtype /Square /Rect [10 10 90 90] /C [1 0 0] >>]"},
    ],
    ids=[
        "drawn over", "words", "a second picture", "inverted", "seen through", "seen through, said oddly", "a mask", "mirrored",
        "cut off", "askew", "stretched", "small on the page", "cropped", "an annotation",
    ],
)  # fmt: skip
def test_a_page_that_shows_anything_else_is_drawn(more):
    assert taken(pdf(**more)) == b""


STENCIL = (
    b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ImageMask true /BitsPerComponent 1 /Length 8 >>\nstream\n"
    + bytes(8)
    + b"\nendstream"
)


@pytest.mark.parametrize(("colours", "mode"), [(b"/DeviceGray", "L"), (b"/DeviceRGB", "RGB")])
def test_a_page_in_grey_is_drawn_in_grey(colours, mode):
    data = jpeg("L" if mode == "L" else "RGB")
    mirrored = pdf(data, lies=(360, 0, 0, -240, 0, 240)).replace(b"/DeviceRGB", colours)
    (leaf,) = leaves(mirrored, "pdf", Limits())
    assert leaf.picture.mode == mode


def test_a_stencil_in_red_is_no_page_in_grey():
    data = pdf(paint=b"1 0 0 rg ", shown=7, more=(STENCIL,))
    (leaf,) = leaves(data, "pdf", Limits())
    red, green, blue = leaf.picture.getpixel((50, 50))
    assert red > 200 and green < 60 and blue < 60


def test_a_page_with_nothing_on_it_is_not_drawn():
    document = pypdfium2.PdfDocument.new()
    document.new_page(842, 595)
    target = io.BytesIO()
    document.save(target)
    (leaf,) = leaves(target.getvalue(), "pdf", Limits())
    assert leaf.picture.getextrema() == (255, 255) and max(leaf.picture.size) < 842


def test_what_is_drawn_over_a_scan_is_seen():
    (leaf,) = leaves(pdf(after=RING), "pdf", Limits())
    red, green, blue = leaf.picture.getpixel((leaf.picture.width // 2, leaf.picture.height // 2))
    assert red > 200 and green < 60 and blue < 60


def test_a_jpeg_cut_short_is_drawn_as_far_as_it_goes():
    (leaf,) = leaves(pdf(jpeg()[:-900]), "pdf", Limits())
    assert leaf.finer is None and min(leaf.picture.size) > 600


def test_a_page_is_looked_at_small_and_can_be_had_as_fine_as_it_is():
    data = Image.effect_noise((2400, 1600), 40).convert("RGB")
    data.paste((200, 20, 20), (0, 0, 300, 300))
    target = io.BytesIO()
    data.save(target, "JPEG")
    (leaf,) = leaves(target.getvalue(), "jpg", Limits())
    assert leaf.picture.size == (1200, 800)
    assert (leaf.finer("RGB").size, leaf.finer("L").mode) == ((2400, 1600), "L")
