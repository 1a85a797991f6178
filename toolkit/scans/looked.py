"""Look at one scan: every page for codes, seal and signature. One that cannot be looked at says why. Pure."""

import time

from toolkit.intake.examine import kind_of
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import CodeOnPage, Paper, Seen
from toolkit.scans.codes import PlacedCode, codes_at_once, grey, placed_codes
from toolkit.scans.ink import coloured
from toolkit.scans.leaves import Leaf, NotLooked, leaves
from toolkit.scans.marks import PageMarks, page_marks

_Page = tuple[int, tuple[PlacedCode, ...], PageMarks]
"""A page's number, and what is on it."""
_SHARE = 0.6
"""Of the seconds that a file has, how many are for looking; a page that has begun is finished."""


def looked(data: bytes, limits: Limits) -> Paper:
    """Return what was seen; never raises for anything the file holds."""
    ends = time.process_time() + limits.seconds * _SHARE
    marks: list[_Page] = []
    note, pages = "", 0
    try:
        for leaf in leaves(data, kind_of(data), limits):
            pages = leaf.of
            marks.append((leaf.number, *_seen(leaf)))
            if time.process_time() > ends:
                break
    except NotLooked as why:
        note = str(why)
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, ArithmeticError, RuntimeError):
        note = "图片打不开"
    if not note and len(marks) < pages:
        note = f"共 {pages} 页，只看了前 {len(marks)} 页"
    return _paper(marks, max(pages, len(marks)), note)


def _seen(leaf: Leaf) -> tuple[tuple[PlacedCode, ...], PageMarks]:
    """Look at a page small, and as fine as it is where that does not show all: a code is missing, or it is a copy in grey."""
    picture, colour = leaf.picture, coloured(leaf.picture)
    if leaf.finer is None:
        codes = placed_codes(grey(picture))
    elif not colour:
        picture = leaf.finer("RGB")
        codes = placed_codes(grey(picture))
    elif not (codes := codes_at_once(grey(picture))):
        codes = placed_codes(grey(leaf.finer("L")))
        picture = leaf.finer("RGB") if codes else picture
    return codes, page_marks(picture, codes, colour=colour)


def _paper(marks: "list[_Page]", pages: int, note: str) -> Paper:
    codes = [CodeOnPage(number, placed.code.text) for number, placed_here, _ in marks for placed in placed_here]
    signed = [seen for _, _, seen in marks if seen.signature is not None]
    seal = _best([seen.seal for _, _, seen in marks])
    if not codes and seal is Seen.NO:
        seal = Seen.UNCLEAR  # without a code nobody knows that this is the page to be sealed
    return Paper(
        pages=pages,
        codes=tuple(dict.fromkeys(codes)),
        seal=seal,
        signature=_best([seen.signature for seen in signed if seen.signature]),
        crop=next((seen.crop for seen in signed if seen.crop), b""),
        note=note,
    )


def _best(answers: list[Seen]) -> Seen:
    """Return what the clearest page shows."""
    for seen in (Seen.YES, Seen.UNCLEAR, Seen.NO):
        if seen in answers:
            return seen
    return Seen.UNCLEAR
