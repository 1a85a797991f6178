"""A text made fit for a cell: no sign that XML cannot carry, one kind of line break, no longer than a cell holds. Pure."""

import re

LONGEST = 32_767
"""UTF-16 units that a cell holds."""
BREAKS = re.compile("\r\n?|\u2028|\u2029|\u0085")
"""Whatever begins a new line."""
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What may have to be changed; most texts hold none of it."""
_UNHEARD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Half signs and what is none: something stood there."""
_CUT = "……（文字过长，全文见原件）"


def clean(text: str) -> str:
    """Return the text of a form: cut off silently, for a form goes back as it came and nothing may be added to an answer."""
    return _within(_legal(text), "")


def for_cell(text: str) -> str:
    """Return the text of a book for people; what is cut off is said."""
    return _within(_legal(text), _CUT)


def _legal(text: str) -> str:
    if not ODD.search(text):
        return text
    return _BROKEN.sub("\ufffd", _UNHEARD.sub("", BREAKS.sub("\n", text)))


def _within(text: str, mark: str) -> str:
    if len(text) * 2 <= LONGEST or _utf16(text) <= LONGEST:
        return text
    room = LONGEST - _utf16(mark)
    return text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + mark


def _utf16(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
