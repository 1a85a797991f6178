"""Ink on a page, measured against the paper around it: red, dark, and whether the picture knows colours at all."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from PIL import ImageChops

from toolkit.scans.codes import PAPER, shares_of_paper
from toolkit.scans.leaves import Picture

Mask = NDArray[np.bool_]
Shades = NDArray[np.float32]
_RED = 0.10
"""Least share by which red outshines the other two where a stamp's ink is."""
_COLOUR = 0.045
_USUAL = 20.5
"""Millimetres: the radius that most seals have."""
_INKED, _STEEP, _EDGES = 0.22, 0.16, 250_000


@dataclass(frozen=True, slots=True)
class InkPatch:
    """One patch of ink: its box in cells, how many cells it covers."""

    top: int
    left: int
    bottom: int
    right: int
    cells: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1


def evened(picture: Picture, grain: int = 0) -> Shades:
    """Return RGB × rows × columns as shares of the paper's own light and tint; 1 = paper. `grain`: see `shares_of_paper`."""
    bands = picture.split()
    shares = np.empty((len(bands), picture.height, picture.width), dtype=np.float32)
    for share, band in zip(shares, bands, strict=True):
        np.minimum(shares_of_paper(band, grain), np.float32(255 / PAPER), out=share)
    return shares if len(bands) > 1 else np.broadcast_to(shares, (3, *shares.shape[1:]))


def lightness(shares: Shades) -> NDArray[np.float32]:
    """Return the mean of the three inks."""
    mean: NDArray[np.float32] = shares.mean(axis=0)
    return mean


def reds(shares: Shades) -> Mask:
    """Tell where red ink is."""
    red, green, blue = shares
    excess = red - np.maximum(green, blue)
    return np.asarray((excess > _RED) & (excess > 0.18 * red))


def coloured(picture: Picture) -> bool:
    """Tell a picture in colour from a copy in grey."""
    if picture.mode == "L":
        return False
    red, green, blue = picture.reduce(max(1, min(picture.size) // 300)).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    counts = list(accumulate(ImageChops.subtract(most, least).histogram()))
    much, usual = (bisect_left(counts, share * counts[-1]) for share in (0.999, 0.5))
    return much - usual > _COLOUR * 255


def blots(mask: Mask, cell: int, share: float) -> list[InkPatch]:
    """Return patches of cells of `cell` pixels that ink covers by `share` at least; neighbours two cells off are joined."""
    rows, columns = mask.shape[0] // cell, mask.shape[1] // cell
    if not rows or not columns:
        return []
    inked = mask[: rows * cell, : columns * cell].reshape(rows, cell, columns * cell).sum(axis=1, dtype=np.int32)
    covered = inked.reshape(rows, columns, cell).sum(axis=2) / (cell * cell) > share
    left = {(int(row), int(column)) for row, column in np.argwhere(covered)}
    spots = []
    while left:
        first = left.pop()
        patch, queue = [first], deque([first])
        while queue:
            row, column = queue.popleft()
            for near in ((row + y, column + x) for y in range(-2, 3) for x in range(-2, 3)):
                if near in left:
                    left.remove(near)
                    patch.append(near)
                    queue.append(near)
        lines, places = [row for row, _ in patch], [column for _, column in patch]
        spots.append(InkPatch(min(lines), min(places), max(lines), max(places), len(patch)))
    return spots


def roundest(dark: Shades, density: float, radii: tuple[float, float], enough: float) -> float:
    """Return how much of a whole ring, standing free, the best one on the page has: 0 to 1. `dark`: 0 = paper, 1 = black.

    Edges vote for the centres that they would have (Hough); what got most votes is then followed all around. Once one has
    more than `enough`, no better one is looked for; usual sizes come first.
    """
    inked = dark > _INKED
    if not inked.any():
        return 0.0
    padded = np.pad(inked, 1)
    rows, columns = dark.shape
    near = np.logical_or.reduce([padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)])
    best = 0.0
    edged = np.pad(near, 1)
    sizes = sorted(np.arange(radii[0] * density, radii[1] * density, 2), key=lambda size: abs(size - _USUAL * density))
    for row, column, radius in _centres(dark, [float(size) for size in sizes]):
        best = max(best, _followed(edged, row, column, radius, 2.4 * density))
        if best > enough:
            break
    return best


def _centres(dark: Shades, radii: list[float]) -> Iterator[tuple[int, int, float]]:
    """Yield for every radius (pixels) the centre that most edges vote for."""
    across = np.zeros_like(dark)
    down = np.zeros_like(dark)
    across[:, 1:-1] = dark[:, 2:] - dark[:, :-2]
    down[1:-1] = dark[2:] - dark[:-2]
    steep = np.hypot(across, down)
    lines, places = np.nonzero(steep > _STEEP)
    if not len(lines) or len(lines) > _EDGES:
        return
    size = steep[lines, places]
    x, y = across[lines, places] / size, down[lines, places] / size
    around = 2 * (int(max(radii)) // 2 + 1)  # even, so that halves are rounded as without the margin
    width = dark.shape[1] + 2 * around
    cells = (dark.shape[0] + 2 * around) * width
    down_to, across_to = (lines + around).astype(np.float32), (places + around).astype(np.float32)
    for radius in radii:
        beneath, beside = np.float32(radius) * y, np.float32(radius) * x
        centres = [
            np.rint(rows).astype(np.intp) * width + np.rint(columns).astype(np.intp)
            for rows, columns in ((down_to + beneath, across_to + beside), (down_to - beneath, across_to - beside))
        ]
        votes = np.bincount(np.concatenate(centres), minlength=cells).reshape(-1, width)
        inside = votes[around:-around, around:-around].astype(np.int32)
        yield from ((line + 1, place + 1, radius) for line, place in _peaks(inside))


def _peaks(votes: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Yield where the three highest heaps of votes are, 3 × 3 cells taken together; the first cell of that square is named."""
    pooled = votes[:-2] + votes[1:-1]
    pooled += votes[2:]
    heaps = pooled[:, :-2] + pooled[:, 1:-1]
    heaps += pooled[:, 2:]
    highest = heaps.max(axis=1)
    for _ in range(3):
        line = int(highest.argmax())
        place = int(heaps[line].argmax())
        yield line, place
        near = slice(max(0, line - 6), line + 7)
        heaps[near, max(0, place - 6) : place + 7] = 0
        highest[near] = heaps[near].max(axis=1)


_ANGLES = np.linspace(0, 2 * np.pi, 120, endpoint=False)
_SIN, _COS = np.sin(_ANGLES), np.cos(_ANGLES)


def _followed(edged: Mask, row: int, column: int, radius: float, aside: float) -> float:
    """Return the share of a circle that is inked, less what is inked a little inside and outside of it: the best one near.

    `edged` has a margin of one pixel where nothing is inked.
    """
    radii = np.array([[radius + more + beside for beside in (0.0, -aside, aside)] for more in (-1.0, 0.0, 1.0)])[:, :, None]
    shifts = np.array((-1, 0, 1))[:, None, None, None]
    lines = np.rint(row + shifts + radii * _SIN).astype(np.int32).clip(-1, edged.shape[0] - 2) + 1
    places = np.rint(column + shifts + radii * _COS).astype(np.int32).clip(-1, edged.shape[1] - 2) + 1
    shares = edged[lines[:, None], places[None, :]].sum(axis=-1) / len(_ANGLES)
    return float((shares[..., 0] - (shares[..., 1] + shares[..., 2]) / 2).max())
