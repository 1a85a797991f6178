"""Ink on a page, measured against the paper around it: red, dark, and whether the picture knows colours at all."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from toolkit.scans.codes import flattened
from toolkit.scans.leaves import Picture

Mask = NDArray[np.bool_]
Shades = NDArray[np.float32]
_RED = 0.10
"""Least share by which red outshines the other two where a stamp's ink is."""
_COLOUR = 0.045
_INKED, _STEEP, _EDGES = 0.22, 0.16, 250_000


@dataclass(frozen=True, slots=True)
class Blot:
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


def evened(picture: Picture) -> Shades:
    """Return rows × columns × RGB as shares of the paper's own light and tint; 1 = paper."""
    bands = [flattened(np.ascontiguousarray(picture[:, :, band])) for band in range(3)]
    return np.stack(bands, axis=2).astype(np.float32) / np.float32(235)


def lightness(shares: Shades) -> NDArray[np.float32]:
    """Return the mean of the three inks; numpy's own mean takes ten times as long along so short an axis."""
    mean: NDArray[np.float32] = (shares[:, :, 0] + shares[:, :, 1] + shares[:, :, 2]) / np.float32(3)
    return mean


def reds(shares: Shades) -> Mask:
    """Tell where red ink is."""
    red, green, blue = shares[:, :, 0], shares[:, :, 1], shares[:, :, 2]
    excess = red - np.maximum(green, blue)
    return np.asarray((excess > _RED) & (excess > 0.18 * red))


def coloured(picture: Picture) -> bool:
    """Tell a picture in colour from a copy in grey."""
    small = np.asarray(Image.fromarray(picture).reduce(max(1, min(picture.shape[:2]) // 300)), dtype=np.float32) / 255
    red, green, blue = small[:, :, 0], small[:, :, 1], small[:, :, 2]
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return bool(np.percentile(spread, 99.9) - np.percentile(spread, 50) > _COLOUR)


def blots(mask: Mask, cell: int, share: float) -> list[Blot]:
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
        spots.append(Blot(min(lines), min(places), max(lines), max(places), len(patch)))
    return spots


def roundest(dark: Shades, density: float, radii: tuple[float, float]) -> float:
    """Return how much of a whole ring, standing free, the best one on the page has: 0 to 1. `dark`: 0 = paper, 1 = black.

    Edges vote for the centres that they would have (Hough); what got most votes is then followed all around.
    """
    inked = dark > _INKED
    padded = np.pad(inked, 1)
    rows, columns = dark.shape
    near = np.logical_or.reduce([padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)])
    best = 0.0
    for row, column, radius in _centres(dark, [float(r) for r in np.arange(radii[0] * density, radii[1] * density)]):
        for y in (-1, 0, 1):
            for x in (-1, 0, 1):
                for more in (-1.0, 0.0, 1.0):
                    best = max(best, _followed(near, row + y, column + x, radius + more, 2.4 * density))
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
    rows, columns = dark.shape
    for radius in radii:
        votes = np.zeros(rows * columns, dtype=np.float32)
        for sign in (1, -1):
            row = np.rint(lines + sign * radius * y).astype(np.int32)
            column = np.rint(places + sign * radius * x).astype(np.int32)
            inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
            votes += np.bincount(row[inside] * columns + column[inside], minlength=rows * columns)
        grid = votes.reshape(rows, columns)
        pooled = grid[:-2] + grid[1:-1] + grid[2:]
        pooled = pooled[:, :-2] + pooled[:, 1:-1] + pooled[:, 2:]
        for _ in range(3):
            peak = int(pooled.argmax())
            line, place = divmod(peak, pooled.shape[1])
            yield line + 1, place + 1, radius
            pooled[max(0, line - 6) : line + 7, max(0, place - 6) : place + 7] = 0


_ANGLES = np.linspace(0, 2 * np.pi, 120, endpoint=False)
_SIN, _COS = np.sin(_ANGLES), np.cos(_ANGLES)


def _followed(inked: Mask, row: int, column: int, radius: float, aside: float) -> float:
    """Return the share of a circle that is inked, less what is inked a little inside and outside of it."""
    own = _share(inked, row, column, radius)
    return own - (_share(inked, row, column, radius - aside) + _share(inked, row, column, radius + aside)) / 2


def _share(inked: Mask, row: int, column: int, radius: float) -> float:
    lines = np.rint(row + radius * _SIN).astype(np.int32)
    places = np.rint(column + radius * _COS).astype(np.int32)
    inside = (lines >= 0) & (lines < inked.shape[0]) & (places >= 0) & (places < inked.shape[1])
    return float(inked[lines[inside], places[inside]].sum()) / len(_ANGLES)
