"""The pages of a scan as pictures, however it came: PDF, picture, a Word or Excel file of pictures. Bounded in all ways."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from PIL import Image, ImageChops, ImageSequence

from toolkit.nouns.limits import Limits, Unreadable
from toolkit.ooxml.members import GuardedPackage
from toolkit.scans.embedded import empty, grey_alone, only_jpeg

Picture = Image.Image
"""A page in RGB, or in L where it has no colours: decoded once, looked at by all."""

PAGES = 30
"""Pages looked at in one file: no form has as many."""
PIXELS = 12_000_000
"""A page is made no larger than this before it is looked at: A4 at 350 dpi."""
OPENED = 160_000_000
"""Pictures with more pixels are not opened at all."""
_QUICK = 1150
"""Pixels along the longer side that are enough for a first look: A4 at 100 dpi."""
_PLAIN_DPI, _MOST_DPI = 200, 300
_BLANK = (297, 210)
_MEDIA = re.compile(r"(^|[/\\])media[/\\][^/\\]+\.(jpe?g|png|tiff?|bmp|gif|webp)$", re.IGNORECASE)
PACKED = frozenset({"docx", "xlsx", "xlsm", "wps"})


class NotLooked(Exception):
    """Why a scan, or the rest of it, is not looked at; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its number (1-based), of how many, and what it looks like."""

    number: int
    of: int
    picture: Picture
    finer: Callable[[str], Picture] | None = None
    """Decodes it as fine as it is looked at, in "RGB" or "L"; None = `picture` is that already."""


def leaves(data: bytes, kind: str, limits: Limits) -> Iterator[Leaf]:
    """Yield the pages, at most PAGES of them.

    Raises: NotLooked; OSError, ValueError and their like for what is damaged.
    """
    if kind == "pdf":
        yield from _of_pdf(data)
    elif kind in PACKED:
        yield from _of_package(data, limits)
    else:
        yield from _of_picture(data)


def _of_pdf(data: bytes) -> Iterator[Leaf]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise NotLooked("PDF 打不开或加了密码") from error
    try:
        count = len(document)
        for index in range(min(count, PAGES)):
            page = document[index]
            yield _scanned(index + 1, count, only_jpeg(page, data)) or _leaf(index + 1, count, _drawn(page))
            page.close()
    finally:
        document.close()


def _scanned(number: int, of: int, jpeg: bytes) -> Leaf | None:
    """Return the page that is nothing but this picture; None = it has to be drawn."""
    if not jpeg:
        return None
    try:
        return next(_of_picture(jpeg, number, of))
    except (NotLooked, OSError, ValueError, SyntaxError):
        return None


def _drawn(page: Any) -> Picture:
    if empty(page):
        return Image.new("L", _BLANK, 255)
    picture = page.render(scale=_scale(page), rev_byteorder=True, grayscale=grey_alone(page)).to_pil()
    return picture if picture.mode == "L" else _toneless(_as(picture, "RGB"))


def _scale(page: Any) -> float:
    """Return how large to draw a page: as fine as the picture on it is, within reason."""
    from pypdfium2 import raw

    width, height = page.get_size()
    dpi = float(_PLAIN_DPI)
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_pos() if hasattr(picture, "get_pos") else picture.get_bounds()
        area = max(1.0, (right - left) * (top - bottom))
        if area < width * height / 4:
            continue
        columns, lines = picture.get_px_size() if hasattr(picture, "get_px_size") else picture.get_size()
        dpi = max(dpi, 72 * (columns * lines / area) ** 0.5)
    wanted = min(dpi, _MOST_DPI) / 72
    return float(min(wanted, (PIXELS / max(1.0, width * height)) ** 0.5))


def _of_package(data: bytes, limits: Limits) -> Iterator[Leaf]:
    try:
        package = GuardedPackage(data, limits)
        names = [name for name in package.names if _MEDIA.search(name) and package.size(name) <= limits.file_bytes]
        for number, name in enumerate(names[:PAGES], start=1):
            yield next(_of_picture(package.read(name), number, len(names)))
    except Unreadable as error:
        raise NotLooked("文件内部已损坏") from error


def _of_picture(data: bytes, first: int = 1, of: int = 0) -> Iterator[Leaf]:
    """Yield the pages of a picture file; the first is page `first` of `of`, where it is part of another file."""
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"}:
        _with_heif()
    Image.MAX_IMAGE_PIXELS = None  # bounded here, by OPENED
    with Image.open(io.BytesIO(data)) as image:
        count = of or getattr(image, "n_frames", 1)
        for number, frame in enumerate(ImageSequence.Iterator(image), start=first):
            if number > PAGES:
                return
            if frame.width * frame.height > OPENED or min(frame.size) < 16:
                raise NotLooked("图片过大" if min(frame.size) >= 16 else "图片过小")
            fold = _quick_fold(frame) if frame.format == "JPEG" else 1
            page = _pixels(frame, fold)
            yield Leaf(number, count, page, partial(_fine, data)) if fold > 1 else _leaf(number, count, page)


def _leaf(number: int, of: int, page: Picture) -> Leaf:
    """Return a page that is decoded already."""
    fold = _quick_fold(page)
    return Leaf(number, of, page.reduce(fold), partial(_as, page)) if fold > 1 else Leaf(number, of, page)


def _quick_fold(page: Image.Image) -> int:
    """Return by how much a page may be smaller for a first look; in grey it is cheap as it is, and fine shades tell a fax."""
    fold = 1
    while page.mode == "RGB" and max(page.size) >= _QUICK * fold * 2 and fold < 8:
        fold *= 2
    return fold


def _fine(data: bytes, mode: str) -> Picture:
    with Image.open(io.BytesIO(data)) as image:
        image.draft(mode, image.size)
        return _pixels(image)


def _with_heif() -> None:
    try:
        import pillow_heif
    except ImportError as error:
        raise NotLooked("HEIC 图片没有可用的读取程序") from error
    pillow_heif.register_heif_opener()


def _pixels(frame: Image.Image, quick: int = 1) -> Picture:
    """Return a frame's pixels, no more of them than are needed. `quick`: as small as they are enough for a first look."""
    fold = quick
    while frame.width * frame.height > PIXELS * fold * fold:
        fold += 1
    if fold > 1 and frame.format == "JPEG":
        frame.draft(frame.mode, (frame.width // fold, frame.height // fold))
        fold = 1
        while frame.width * frame.height > PIXELS * fold * fold:
            fold += 1
    frame.load()
    plain: Image.Image = frame
    if plain.mode in {"1", "P"} or plain.mode.startswith(("I", "F")):
        plain = plain.convert("RGB" if plain.mode == "P" else "L")
    if fold > 1:
        plain = plain.reduce(fold)
    if plain.mode in {"RGBA", "LA", "PA"}:
        plain = plain.convert("RGBA")
        white = Image.new("RGBA", plain.size, "white")
        plain = Image.alpha_composite(white, plain)
    if plain.mode not in {"L", "RGB"}:
        plain = plain.convert("RGB")
    elif plain is frame and frame.format != "JPEG":
        plain = plain.copy()  # the next page is decoded into the frame
    return plain if plain.mode == "L" else _toneless(plain)


def _as(page: Image.Image, mode: str) -> Picture:
    """Return a page in this mode; Pillow would copy one that is already."""
    return page if page.mode == mode else page.convert(mode)


def _toneless(page: Image.Image) -> Picture:
    """Return a page whose three colours are the same everywhere as the one that it is."""
    for size in ((64, 64), page.size):  # a page in colour is told by a few of its pixels
        red, *others = (page if size == page.size else page.resize(size, Image.Resampling.NEAREST)).split()
        if any(ImageChops.difference(red, other).getbbox() for other in others):
            return page
    return red
