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
_SMALL = 2_500_000
"""A picture with fewer pixels than this is looked at enlarged too."""


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
    return np.asarray(picture.convert("L"))


def placed_codes(shades: Grey) -> tuple[PlacedCode, ...]:
    """Return every code of ours on the page: as the page is, then, where any seems to be missing, flattened and enlarged."""
    if shades.min() == shades.max():
        return ()
    codes = _read(shades, 1.0)
    if _whole(codes):
        return tuple(codes.values())
    flat = flattened(shades)
    codes |= {key: code for key, code in _read(flat, 1.0).items() if key not in codes}
    if not _whole(codes) and shades.size < _SMALL:
        image = Image.fromarray(flat)
        large = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
        codes |= {key: code for key, code in _read(np.asarray(large), 2.0).items() if key not in codes}
    return tuple(codes.values())


_Key = tuple[str, int, int]


def _read(shades: Grey, enlarged: float) -> dict[_Key, PlacedCode]:
    codes: dict[_Key, PlacedCode] = {}
    for symbol in zxingcpp.read_barcodes(shades, formats=_QR, try_invert=False, text_mode=zxingcpp.TextMode.Plain):
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
    """Return the page as if evenly lit: every place measured by the paper around it."""
    image = Image.fromarray(shades)
    fine = max(1, round(max(image.size) / 120))
    small = image.reduce(fine)
    paper = np.asarray(small, dtype=np.float32)
    for _ in range(3):
        paper = _spread(paper)
    light = np.maximum(np.asarray(Image.fromarray(paper).resize(image.size, Image.Resampling.BILINEAR)), np.float32(16))
    even = np.divide(shades, light, out=light)
    even *= np.float32(235)
    return np.asarray(np.minimum(even, 255, out=even).astype(np.uint8))


def _spread(paper: NDArray[np.float32]) -> NDArray[np.float32]:
    """Let light places cover the dark ones beside them."""
    padded = np.pad(paper, 1, mode="edge")
    rows, columns = paper.shape
    shifts = [padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)]
    widest: NDArray[np.float32] = np.maximum.reduce(shifts)
    return widest
