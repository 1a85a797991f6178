"""Folding of what people type, so that headers, contents and names can be compared. Pure."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from toolkit.values.late_patterns import late
from toolkit.values.likeness import digits
from toolkit.values.names import visible
from toolkit.values.texts import Sieve, fold
from toolkit.values.widths import half_width

_BRACKETED = late(r"[(\[{〔【<《][^()\[\]{}〔〕【】<>《》]*[)\]}〕】>》]")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百]+")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return the text in half-width form, lower case, without white space and invisible signs."""
    plain = fold(text)  # most are asked for that too: folded once for both
    if plain.isprintable() and "_x" not in plain:
        return plain.lower()
    return visible(half_width(text)).lower()


_BARE = Sieve(lambda c: unicodedata.category(c)[0] in "LNM")


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Return the folded text without punctuation and symbols: what two copies of one text have in common."""
    return _BARE.sifted(folded(text))


def unbracketed(text: str) -> str:
    """Return the folded text without what stands in brackets: 完成比例（%） → 完成比例."""
    return _BRACKETED.sub("", folded(text))


def spaced(text: str) -> str:
    """Return the text without what stands in brackets, its lines and words still apart."""
    return _BRACKETED.sub("", half_width(text))


def alike(one: str, other: str, floor: float = 0.5) -> float:
    """Return difflib's ratio of two folded texts, without its junk heuristics; 0 where it cannot pass the floor."""
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if not shorter or 2 * shorter <= floor * (longer + shorter) or 2 * len(set(one) & set(other)) < floor * len(set(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > floor else 0.0


def with_digits(text: str) -> str:
    """Return the text with plain Chinese numerals written as digits: 十五所 → 15所, 二〇二二 → 2022."""
    return _NUMERAL.sub(lambda m: digits(m[0]), text)
