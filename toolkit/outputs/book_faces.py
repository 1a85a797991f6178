"""The faces (cell formats) of one book, made once each; which number each has hangs on which cell came first. Pure."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Looks = Sequence[Sequence[tuple[str, Any]]]
"""Faces, each by what xlsxwriter is told of it."""


class BookFaces:
    """The faces of a book."""

    def __init__(self, book: "Workbook", **house: Any) -> None:
        """`house`: how all look that are not told otherwise."""
        self._book, self._house = book, house
        self._faces: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._print = (-1, "")

    def of(self, **look: Any) -> "Format":
        """Return the face with these xlsxwriter properties over the house's own."""
        key = tuple(look.items())
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = self._book.add_format({**self._house, **look})
        return face

    def numbered(self) -> int:
        """Return how many faces cells have so far."""
        return len(self._book.xf_format_indices)

    def looks(self, after: int = 0) -> Looks:
        """Return the faces that cells have, in the order of their numbers, those after one."""
        looks = {face.xf_index: look for look, face in self._faces.items() if face.xf_index is not None}
        return [looks[number] for number in sorted(looks) if number > after]

    def print(self) -> str:
        """Return a hash of the faces that cells have, by their numbers."""
        if self._print[0] != self.numbered():
            self._print = (self.numbered(), sha256(repr(self.looks()).encode()).hexdigest())
        return self._print[1]

    def number(self, looks: Looks) -> None:
        """Give these faces the next numbers."""
        for look in looks:
            self.of(**dict(look))._get_xf_index()
