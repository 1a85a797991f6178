"""Seal and signature on a page: 见到, 没见到 or 看不清, and the small picture that the clerk looks at. No verdicts."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from toolkit.nouns.paper import Seen
from toolkit.scans.codes import PlacedCode
from toolkit.scans.ink import Mask, Shades, blots, evened, lightness, reds, roundest
from toolkit.scans.leaves import Picture
from toolkit.scans.plane import SIDE, Plane, plane, straightened

_COARSE = 1.75
"""Least pixels a millimetre at which a red seal is looked for: a chat's picture of 1080 pixels, halved."""
_DENSITY = 2.5
"""The same for the ring of a grey one."""
_FINE = 5.0
"""The same for strokes of a pen."""
_CELL = 2.0
"""Millimetres of the cells in which red ink is counted."""
_SEAL = (26.0, 60.0)
"""Millimetres that a seal measures, with room for what perspective adds; printed rules say 30-50."""
_A4 = 297.0
_CROP = (-4.0, -26.0, 132.0, 42.0)
"""What the clerk is shown, in mm from a foot code's upper left corner."""
_ROW = (-2.2, 9.4)
"""Upper and lower edge of the place for signing, in mm below a foot code's upper edge."""
_LONG = 44.0
_PAPER, _RING = (6, 6), (30, 20)
"""Millimetres beside and above the place for signing: enough to know the paper by, or the ring of a grey seal."""
_GRAIN = 4
"""Pixels of the squares that the paper there is known by: wider than any stroke."""
_STROKES, _SPECKS = 0.012, 0.004
"""Shares of the place for signing that are a signature, or no more than dust."""
_ROUND, _NOT_ROUND = 0.6, 0.45


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What one page shows."""

    seal: Seen
    signature: Seen | None
    """None = the page has no place for signing."""
    crop: bytes = b""


def page_marks(picture: Picture, codes: Sequence[PlacedCode], *, colour: bool) -> PageMarks:
    """Look for a seal anywhere on the page, and for strokes where the foot code says that one signs."""
    density = _codes_density(picture, codes)
    seal = _red_seal(picture, density) if colour else _grey_seal(picture, codes, density)
    foot = next((placed for placed in codes if placed.code.at_foot), None)
    if foot is None:
        return PageMarks(seal, None)
    seen = plane(foot, codes)
    return PageMarks(seal, _signature(picture, foot, seen, red=colour), _crop(picture, seen))


def _codes_density(picture: Picture, codes: Sequence[PlacedCode]) -> float:
    """Return pixels a millimetre; without a code the picture is taken for a sheet of A4."""
    if codes:
        return float(np.mean([placed.side for placed in codes])) / SIDE
    return float(max(picture.size)) / _A4


def _red_seal(picture: Picture, density: float) -> Seen:
    fold = max(1, int(density / _COARSE))
    cell = max(1, round(_CELL * density / fold))
    patches = blots(reds(evened(picture.reduce(fold))), cell, 0.05)
    least, most = (round(size * density / fold / cell) for size in _SEAL)
    for patch in patches:
        short, long = sorted((patch.width, patch.height))
        if short >= 0.62 * long and least <= long <= most and patch.cells >= 0.13 * short * long:
            return Seen.YES
    suspicious = [patch for patch in patches if patch.cells >= 12 and min(patch.width, patch.height) >= 4]
    return Seen.UNCLEAR if suspicious else Seen.NO


def _grey_seal(picture: Picture, codes: Sequence[PlacedCode], density: float) -> Seen:
    """Look for the ring of a seal where the picture tells no colours."""
    shares = evened(_flat_page(picture, codes, density))
    dark = np.clip(1 - lightness(shares), 0, 1)
    score = roundest(dark, _DENSITY, (13.0, 25.0), _ROUND)
    if score >= _ROUND:
        return Seen.YES
    return Seen.UNCLEAR if score > _NOT_ROUND or _two_toned(picture) else Seen.NO


def _two_toned(picture: Picture) -> bool:
    """Tell a fax: nothing but black and white, so that ink of a pen and of a seal look the same."""
    counts = np.array(picture.histogram()).reshape(-1, 256)
    return float(counts[:, 9:247].sum() / counts.sum()) < 0.01


def _flat_page(picture: Picture, codes: Sequence[PlacedCode], density: float) -> Picture:
    """Return the page at the density for seals, round things round where a code tells the plane."""
    if not codes:
        return _sized(picture, _DENSITY / density)
    seen = plane(codes[0], codes)
    columns, rows = picture.size
    back = Plane(np.asarray(np.linalg.inv(seen.matrix), dtype=np.float64))
    edges = back.pixels(np.array([(0, 0), (columns, 0), (0, rows), (columns, rows)], dtype=float))
    (left, top), (right, bottom) = edges.min(axis=0), edges.max(axis=0)
    if not 0 < (right - left) < 900 or not 0 < (bottom - top) < 900:
        return _sized(picture, _DENSITY / density)
    return straightened(picture, seen, (left, top, right, bottom), _DENSITY)


def _sized(picture: Picture, factor: float) -> Picture:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR)


def _signature(picture: Picture, foot: PlacedCode, seen: Plane, *, red: bool) -> Seen:
    begins = foot.code.signing
    if begins is None:
        return Seen.UNCLEAR
    top, bottom = _ROW
    left = SIDE + begins + 1.5
    if not _inside(picture, seen, (left, top, left + _LONG, bottom)):
        return Seen.UNCLEAR
    aside, above = _PAPER if red else _RING
    around = straightened(picture, seen, (left - aside, top - above, left + _LONG + aside, bottom + above), _FINE)
    shares = evened(around, _GRAIN)
    rows, columns = (
        slice(round(above * _FINE), round((above + bottom - top) * _FINE)),
        slice(round(aside * _FINE), round((aside + _LONG) * _FINE)),
    )
    part = shares[:, rows, columns]
    pen = _thick(_pen(part) if red else lightness(part) < 0.55)
    share = float(pen.mean())
    if not red and share > _SPECKS:
        coarse = lightness(shares[:, ::2, ::2])
        score = roundest(np.clip(1 - coarse, 0, 1), _FINE / 2, (13.0, 25.0), _NOT_ROUND)
        if score > _NOT_ROUND:
            return Seen.UNCLEAR if _two_toned(picture) else _beneath_seal(part, share)
    if share >= _STROKES:
        return Seen.YES
    return Seen.NO if share <= _SPECKS else Seen.UNCLEAR


def _pen(part: Shades) -> Mask:
    """Tell a pen's strokes from a seal's, which are light where only red is looked at, and red in the shadow too."""
    only_red = part[0]
    return np.asarray((only_red < 0.55) & ~reds(part) | (only_red < 0.35))


def _beneath_seal(part: Shades, share: float) -> Seen:
    """Tell a pen, which is black, from a seal that a copy has made grey; on a fax both are black."""
    black = float(_thick(lightness(part) < 0.3).mean())
    return Seen.YES if black >= _STROKES and share > 1.25 * black else Seen.UNCLEAR


def _inside(picture: Picture, seen: Plane, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    corners = seen.pixels(np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=float))
    columns, rows = picture.size
    return bool(np.all((corners >= -2) & (corners <= (columns + 2, rows + 2))))


def _thick(mask: Mask) -> Mask:
    """Drop specks: a dark pixel counts with three dark neighbours at least."""
    padded = np.pad(mask, 1).astype(np.uint8)
    rows, columns = mask.shape
    near = sum(padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3))
    return np.asarray(mask & (np.asarray(near) >= 4))


def _crop(picture: Picture, seen: Plane) -> bytes:
    target = io.BytesIO()
    shown = straightened(picture, seen, _CROP, 3.5).convert("RGB")
    shown.save(target, "JPEG", quality=55, optimize=False)
    return target.getvalue()
