"""Scans looked at: codes read however the page lies, seal and signature, and every file that is no scan at all."""

import io
import math
import random
import zipfile
import zlib

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("zxingcpp")
pypdfium2 = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")

from PIL import ImageDraw  # noqa: E402

from toolkit.form.paper_code import TITLE, PaperCode, foot_place, parse_code, unit_mark  # noqa: E402
from toolkit.form.read import read_form  # noqa: E402
from toolkit.generate import Press  # noqa: E402
from toolkit.generate.qr import QUIET, SIDE, png  # noqa: E402
from toolkit.nouns.limits import Limits  # noqa: E402
from toolkit.nouns.paper import Seen  # noqa: E402
from toolkit.plan.read import read_plan  # noqa: E402
from toolkit.scans.looked import looked  # noqa: E402
from toolkit.workspace import shipped_template  # noqa: E402

DENSITY = 150 / 25.4
MM = 18.8 / SIDE
MARKS = {"job": "K7Q2", "unit": "AB12", "period": "X9Z", "issue": "0000"}
HEAD, FOOT = (PaperCode(place=place, **MARKS) for place in (TITLE, foot_place(55)))


def sheet(*, seal=False, sign=False, codes=((HEAD, 250, 15), (FOOT, 20, 150))):
    """A printed A4 sheet lying, at 150 dpi: a table, lines of text, codes at these millimetres."""
    page = Image.new("RGB", (round(297 * DENSITY), round(210 * DENSITY)), "white")
    draw = ImageDraw.Draw(page)
    for row in range(5):
        draw.rectangle([v * DENSITY for v in (15, 45 + row * 20, 282, 65 + row * 20)], outline="black", width=2)
        for line in range(3):
            draw.rectangle([v * DENSITY for v in (20, 49 + row * 20 + line * 5, 90, 51 + row * 20 + line * 5)], fill=(60, 60, 60))
    for code, x, y in codes:
        side = round((SIDE + 2 * QUIET) * MM * DENSITY)
        picture = Image.open(io.BytesIO(png(code.text))).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
        page.paste(picture, (round((x - QUIET * MM) * DENSITY), round((y - QUIET * MM) * DENSITY)))
    place = (20 + 18.8 + 55 + 22, 150 + 3)
    if sign:
        scribble(draw, place)
    if seal:
        stamp(draw, place)
    return page


def scribble(draw, place):
    dice = random.Random(7)
    for sign in (-10, 0, 10):
        points = [
            ((place[0] + sign + dice.uniform(-4, 4)) * DENSITY, (place[1] + dice.uniform(-3, 4)) * DENSITY) for _ in range(9)
        ]
        draw.line(points, fill=(25, 25, 60), width=4)


def stamp(draw, place):
    x, y, radius = place[0] * DENSITY, place[1] * DENSITY, 20 * DENSITY
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(214, 40, 50), width=7)
    for step in range(14):
        a = math.radians(step * 19 - 120)
        u, v = x + radius * 0.72 * math.sin(a), y - radius * 0.72 * math.cos(a)
        draw.rectangle((u - 7, v - 7, u + 7, v + 7), outline=(214, 40, 50), width=4)


def saved(page, kind="JPEG", **more):
    target = io.BytesIO()
    page.save(target, kind, **more)
    return target.getvalue()


def seen(data, **limits):
    paper = looked(data, Limits(**limits))
    return paper, {found.text for found in paper.codes}


BOTH = {HEAD.text, FOOT.text}


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 7, -33])
def test_codes_are_read_however_the_page_lies(angle):
    page = sheet(seal=True, sign=True).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    paper, texts = seen(saved(page, quality=75))
    assert texts == BOTH
    assert (paper.seal, paper.signature) == (Seen.YES, Seen.YES)
    assert Image.open(io.BytesIO(paper.crop)).size == (476, 238)


@pytest.mark.parametrize(("seal", "sign"), [(True, True), (True, False), (False, True), (False, False)])
def test_seal_and_signature_are_told_apart(seal, sign):
    paper, _ = seen(saved(sheet(seal=seal, sign=sign), quality=80))
    assert paper.seal is (Seen.YES if seal else Seen.NO)
    assert paper.signature is (Seen.YES if sign else Seen.NO)


@pytest.mark.parametrize("seal", [True, False])
def test_a_grey_copy_shows_the_ring(seal):
    paper, texts = seen(saved(sheet(seal=seal).convert("L")))
    assert texts == BOTH
    assert paper.seal is (Seen.YES if seal else Seen.NO)


def test_a_fax_without_a_ring_is_never_called_unsealed():
    paper, texts = seen(saved(sheet().convert("1"), "TIFF", compression="group4"))
    assert texts == BOTH
    assert paper.seal is Seen.UNCLEAR


def test_a_small_picture_from_a_chat_is_read():
    page = sheet(seal=True, sign=True)
    paper, texts = seen(saved(page.resize((1080, round(1080 * page.height / page.width)), Image.Resampling.LANCZOS), quality=60))
    assert texts == BOTH
    assert (paper.seal, paper.signature) == (Seen.YES, Seen.YES)


def test_every_page_of_a_pdf_is_read():
    blank = Image.new("RGB", (600, 400), "white")
    paper, texts = seen(saved(blank, "PDF", save_all=True, append_images=[sheet(seal=True)], resolution=150))
    assert (paper.pages, texts, paper.seal) == (2, BOTH, Seen.YES)
    assert {found.page for found in paper.codes} == {2}


def test_pages_of_a_tif_and_pictures_in_word_are_read():
    first, second = sheet(codes=((HEAD, 250, 15),)), sheet(codes=((FOOT, 20, 150),))
    paper, texts = seen(saved(first, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw"))
    assert (paper.pages, texts) == (2, BOTH)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
        package.writestr("word/media/image1.png", saved(sheet(), "PNG"))
    assert seen(target.getvalue())[1] == BOTH


def test_two_sheets_on_one_picture_are_both_read():
    page = sheet(seal=True)
    both = Image.new("RGB", (page.width, page.height * 2), "white")
    both.paste(page.rotate(180), (0, 0))
    other = PaperCode(place=TITLE, **{**MARKS, "unit": "ZZ99"})
    both.paste(sheet(codes=((other, 250, 15),)), (0, page.height))
    assert seen(saved(both))[1] == {*BOTH, other.text}


@pytest.mark.parametrize("text", ["=CMD()", "../../A", "D1K7Q2AB12X9Z00001ZZ"])
def test_what_other_codes_say_is_never_kept(text):
    zxingcpp = pytest.importorskip("zxingcpp")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    page = sheet(codes=())
    page.paste(Image.fromarray(np.array(made.to_image(scale=5))).convert("RGB"), (300, 900))
    paper, texts = seen(saved(page))
    assert (texts, paper.note) == (set(), "")


def test_without_a_code_nothing_is_called_missing():
    paper, _ = seen(saved(sheet(codes=())))
    assert (paper.seal, paper.signature, paper.crop) == (Seen.UNCLEAR, Seen.UNCLEAR, b"")


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0 no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"PK\3\4 no zip", b"GIF89a"],
)
def test_what_is_no_picture_is_said_in_words(data):
    paper, texts = seen(data)
    assert not texts and paper.note and (paper.seal, paper.signature) == (Seen.UNCLEAR, Seen.UNCLEAR)


def test_a_picture_of_too_many_pixels_is_not_opened():
    head = saved(Image.new("1", (10, 10)), "PNG")
    huge = head[:16] + (60_000).to_bytes(4, "big") * 2 + head[24:]
    huge = huge[:29] + zlib.crc32(huge[12:29]).to_bytes(4, "big") + huge[33:]
    assert seen(huge)[0].note == "图片过大"


@pytest.mark.slow
def test_a_pdf_of_two_thousand_pages_is_looked_at_in_part():
    document = pypdfium2.PdfDocument.new()
    for _ in range(2000):
        document.new_page(60, 80)
    target = io.BytesIO()
    document.save(target)
    document.close()
    paper, _ = seen(target.getvalue())
    assert paper.pages == 2000 and "只看了前" in paper.note


def test_looking_ends_when_its_time_is_up():
    pages = [sheet(codes=()) for _ in range(3)]
    paper, _ = seen(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), seconds=0)
    assert (paper.pages, "只看了前 1 页" in paper.note) == (3, True)


def test_the_printed_form_is_read_back_from_its_own_pictures():
    plan, template = read_plan(shipped_template("附件1.xlsx")), shipped_template("附件2.xlsx")
    item = next(item for item in plan.items if "教育局" in item.hosts)
    data = Press(template, read_form(template), plan).issue(plan.unit("教育局"), plan.periods[0], (item,), {})
    assert {parse_code(text).unit for text in seen(data)[1]} == {unit_mark("教育局")}


@pytest.mark.parametrize("seal", [True, False])
def test_a_grey_page_is_seen_alike_however_its_colours_are_stored(seal):
    page = sheet(seal=seal, sign=True).convert("L")
    assert looked(saved(page, "PNG"), Limits()) == looked(saved(page.convert("RGB"), "PNG"), Limits())


def test_an_empty_page_shows_nothing():
    paper, texts = seen(saved(Image.new("RGB", (1600, 1100), "white"), "PDF", resolution=150))
    assert (texts, paper.seal, paper.signature, paper.note) == (set(), Seen.UNCLEAR, Seen.UNCLEAR, "")
