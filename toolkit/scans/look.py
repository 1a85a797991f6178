"""The door for workers: one scan in, `Reading.paper` out. Light, so that a broken library is said and not raised."""

from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import Paper
from toolkit.nouns.records import Sort


def look(data: bytes, _name: str, limits: Limits, *, inline: bool = False) -> Reading:
    """Return a reading that holds nothing but what was seen."""
    del inline
    try:
        from toolkit.scans.looked import looked
    except (ImportError, OSError):
        return Reading(sort=Sort.SCAN, paper=Paper(pages=0, note="看扫描件的程序装得不全"))
    return Reading(sort=Sort.SCAN, paper=looked(data, limits))
