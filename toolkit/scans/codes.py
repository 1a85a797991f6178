"""Find and read the printed codes on a page. What is not one of ours, or fails its checksum, is not there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from toolkit.form.paper_code import PaperCode, parse_code
from toolkit.scans.leaves import Picture

Grey = NDArray[np.uint8]
_QR: Any = zxingcpp.BarcodeFormat.QRCode
PAPER = 235
"""The shade that paper has when a page is evenly lit."""
_EVEN = 200
"""Paper as light as this everywhere needs no evening."""
_SMALL = 2_500_000
"""A picture with fewer pixels than this is looked at enlarged too."""

_MEASURABLE = 65
"""Pixels that the side of a code has where a pen's strokes beside it can be told: 3.5 a millimetre."""


@dataclass(frozen=True, slots=True)
class PlacedCode:
    """One code and its corners on the picture: upper left, upper right, lower right, lower left as printed."""

    code: PaperCode
    corners: tuple[tuple[float, float], ...]

    @property
    def side(self) -> float:
        """Return the code's side in pixels, on the average."""
        points = np.array(self.corners)
        return float(np.mean(np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)))


def grey(picture: Picture) -> Grey:
    return np.asarray(picture if picture.mode == "L" else picture.convert("L"))


def placed_codes(shades: Grey) -> tuple[PlacedCode, ...]:
    """Return every code of ours on the page: as the page is, then, where any seems to be missing, flattened and enlarged."""
    if shades.min() == shades.max():
        return ()
    codes = _read(shades, 1.0)
    if _whole(codes):
        return tuple(codes.values())
    flat = flattened(shades)
    if flat is not shades:
        codes |= {key: code for key, code in _read(flat, 1.0).items() if key not in codes}
    if not _whole(codes) and shades.size < _SMALL:
        image = Image.fromarray(flat)
        large = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
        codes |= {key: code for key, code in _read(np.asarray(large), 2.0).items() if key not in codes}
    return tuple(codes.values())


def codes_at_once(shades: Grey) -> tuple[PlacedCode, ...]:
    """Return every code of ours on a page looked at once; () = one may be missing, or they are too small to measure by."""
    codes = _read(shades, 1.0, once=True)
    return tuple(codes.values()) if _whole(codes) and all(code.side > _MEASURABLE for code in codes.values()) else ()


_Key = tuple[str, int, int]


def _read(shades: Grey, enlarged: float, *, once: bool = False) -> dict[_Key, PlacedCode]:
    codes: dict[_Key, PlacedCode] = {}
    plain = zxingcpp.TextMode.Plain
    for symbol in zxingcpp.read_barcodes(shades, formats=_QR, try_invert=False, try_downscale=not once, text_mode=plain):
        code = parse_code(symbol.text)
        if code is None:
            continue
        place = symbol.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        corners = tuple((point.x / enlarged, point.y / enlarged) for point in points)
        placed = PlacedCode(code, corners)
        step = max(8.0, placed.side)
        codes[code.text, round(corners[0][0] / step), round(corners[0][1] / step)] = placed
    return codes


def _whole(by_key: dict[_Key, PlacedCode]) -> bool:
    """Tell whether every form that has a code above has its code below too."""
    from toolkit.form.paper_code import TITLE

    codes = [placed.code for placed in by_key.values()]
    feet = {code.belongs for code in codes if code.at_foot}
    heads = {code.belongs for code in codes if not code.at_foot}
    return bool(codes) and all(c.belongs in feet for c in codes if c.place == TITLE) and feet <= heads


def flattened(shades: Grey) -> Grey:
    """Return the page as if evenly lit: every place measured by the paper around it. One that is so already is left as it is."""
    image = Image.fromarray(shades)
    grain = _grain(image)
    paper = _lightest(image, grain)
    if paper.min() >= _EVEN:
        return shades
    even = _laid_out(np.float32(PAPER) / paper, image, grain)
    even *= shades
    return np.asarray(np.minimum(even, 255, out=even).astype(np.uint8))


def shares_of_paper(band: Picture, grain: int = 0) -> NDArray[np.float32]:
    """Return a band as shares of the paper's light there: the lightest of the squares of `grain` pixels around it."""
    grain = grain or _grain(band)
    shares = _laid_out(np.float32(1) / _lightest(band, grain), band, grain)
    shares *= np.asarray(band)
    return shares


def _grain(band: Picture) -> int:
    return max(1, round(max(band.size) / 120))


def _lightest(band: Picture, grain: int) -> NDArray[np.float32]:
    return np.maximum(_spread(np.asarray(band.reduce(grain))), 16).astype(np.float32)


def _laid_out(squares: NDArray[np.float32], band: Picture, grain: int) -> NDArray[np.float32]:
    return squares.repeat(grain, axis=1)[:, : band.width].repeat(grain, axis=0)[: band.height]


def _spread(paper: Grey) -> Grey:
    """Let light places cover the dark ones up to three off."""
    wide = np.pad(paper, 3, mode="edge")
    for step in (1, 2):
        wide = np.maximum(np.maximum(wide[: -2 * step], wide[step:-step]), wide[2 * step :])
        wide = np.maximum(np.maximum(wide[:, : -2 * step], wide[:, step:-step]), wide[:, 2 * step :])
    return wide
