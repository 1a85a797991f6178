"""The plane of a printed page on a picture, from the corners of its codes: millimetres of paper ↔ pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from toolkit.scans.codes import PlacedCode
from toolkit.scans.leaves import Picture

SIDE = 18.8
"""Millimetres of a code's modules, as printed (form's `PAPER`, without the quiet zone)."""
_SQUARE = np.array([(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)], dtype=float)
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plane:
    """A projection from paper (mm, from the upper left corner of the code it was made for) to the picture."""

    matrix: Points

    def pixels(self, millimetres: Points) -> Points:
        """Map n×2 places on paper to n×2 places on the picture."""
        lifted = np.column_stack([millimetres, np.ones(len(millimetres))]) @ self.matrix.T
        return np.asarray(lifted[:, :2] / lifted[:, 2:3])

    def scale(self, at: tuple[float, float] = (SIDE / 2, SIDE / 2)) -> float:
        """Return pixels a millimetre at a place."""
        x, y = at
        corners = self.pixels(np.array([(x, y), (x + 1, y), (x, y + 1)], dtype=float))
        return float(np.sqrt(abs(np.linalg.det(np.array([corners[1] - corners[0], corners[2] - corners[0]])))))


def plane(own: PlacedCode, others: Sequence[PlacedCode]) -> Plane:
    """Return the page's plane as seen from `own`. With a second code of the page it is known far from both."""
    beside = [other for other in others if other is not own and other.code.belongs == own.code.belongs]
    far = max(beside, key=lambda other: _distance(own, other), default=None)
    if far is not None and _distance(own, far) > 2 * own.side:
        joint = _joint(np.array(own.corners), np.array(far.corners))
        if joint is not None:
            return Plane(joint)
    return Plane(_affine(np.array(own.corners)))


def _distance(one: PlacedCode, other: PlacedCode) -> float:
    return float(np.linalg.norm(np.mean(one.corners, axis=0) - np.mean(other.corners, axis=0)))


def _affine(corners: Points) -> Points:
    """Return the least-squares affine map; a true projection from one small square is wild at a hand's distance."""
    lifted = np.column_stack([_SQUARE, np.ones(4)])
    solved, *_ = np.linalg.lstsq(lifted, corners, rcond=None)
    return np.vstack([solved.T, (0.0, 0.0, 1.0)])


def _joint(own: Points, far: Points) -> Points | None:
    """Return the projection that draws both squares rightly; where the second lies on the paper is solved for too."""
    start = _affine(own)
    where = np.linalg.solve(start[:, :2][:2], far[0] - start[:2, 2])
    unknown = np.concatenate([start[0], start[1], (0.0, 0.0), where])
    seen = np.concatenate([own, far]).ravel()

    def drawn(values: Points) -> Points:
        matrix = np.append(values[:8], 1.0).reshape(3, 3)
        places = np.concatenate([_SQUARE, _SQUARE + values[8:]])
        return Plane(matrix).pixels(places).ravel()

    for _ in range(12):
        there = drawn(unknown)
        wrong = seen - there
        steps = np.maximum(np.abs(unknown) * 1e-5, (1e-5,) * 6 + (1e-8,) * 2 + (1e-4,) * 2)
        slopes = np.column_stack(
            [(drawn(unknown + step * axis) - there) / step for step, axis in zip(steps, np.eye(10), strict=True)]
        )
        change, *_ = np.linalg.lstsq(slopes, wrong, rcond=None)
        unknown = unknown + change
        if not np.all(np.isfinite(unknown)):
            return None
        if np.all(np.abs(change) <= steps / 10):
            break
    good = float(np.abs(seen - drawn(unknown)).max()) < 0.12 * float(np.linalg.norm(own[0] - own[1]))
    return np.append(unknown[:8], 1.0).reshape(3, 3) if good else None


def straightened(picture: Picture, seen: Plane, box: tuple[float, float, float, float], density: float) -> Picture:
    """Return a box of the paper (left, top, right, bottom in mm), seen from above, at so many pixels a millimetre."""
    left, top, right, bottom = box
    columns, rows = max(1, round((right - left) * density)), max(1, round((bottom - top) * density))
    matrix = seen.matrix @ np.array([(1 / density, 0, left), (0, 1 / density, top), (0, 0, 1)])
    matrix = matrix / matrix[2, 2]
    return picture.transform(
        (columns, rows),
        Image.Transform.PERSPECTIVE,
        tuple(float(value) for value in matrix.ravel()[:8]),
        Image.Resampling.BILINEAR,
        fillcolor=(255, 255, 255) if picture.mode == "RGB" else 255,
    )
