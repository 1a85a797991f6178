"""Texts in half width (NFKC), quickly for those that only have the usual full-width signs: ，（％ … Pure."""

import unicodedata

_WIDE = tuple((sign, unicodedata.normalize("NFKC", sign)) for sign in "，：；（）％！？．～…　")
"""What stands in nearly every text, each with what it becomes by itself: the same as within any text."""


def half_width(text: str) -> str:
    """Return the text in NFKC: what is in it already is told at a look, and one sign that is not costs a walk through it all."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)
