"""Names of units as people write them: one way to compare them, and how they are printed. Pure.

Both sides of a comparison go through `name_key`; what is printed is the clerk's own writing (`as_written`).
"""

import re
from functools import lru_cache

from toolkit.values.widths import half_width

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+|_x000[BbDd]_")
_SEPARATORS = frozenset("\r\n、，,；;/")
_OPEN, _CLOSE = frozenset("（(〔[【「"), frozenset("）)〕]】」")
_BRACKETS = str.maketrans("[]〔〕【】{}〈〉<>「」〖〗", "()()()()()()()()")
_EDGES = " _-—:：.,，。、;；*'\"“”"
_SEAL = re.compile(r"\([^()]*(?:章|名称|全称)[^()]*\)|\([\s_]*\)")
_SEAL_WRITTEN = re.compile(r"[（(][^（()）]*(?:章|名称|全称)[^（()）]*[)）]|[（(]_*[)）]")
_ENCLOSED = re.compile(r"\(([^()]+)\)")


def visible(text: str) -> str:
    """Return the text without white space and signs that nobody sees."""
    if text.isprintable() and " " not in text and "_x000" not in text:
        return text  # told at a look: all that INVISIBLE finds is no printable sign, but for these
    return INVISIBLE.sub("", text)


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """Return what two writings of one name have in common: width, brackets, case and white space do not count."""
    key = visible(half_width(text)).lower().translate(_BRACKETS)
    return text if key == text else key  # of a country's names one object each is held, not two


@lru_cache(maxsize=4096)
def printed_keys(text: str) -> tuple[str, str]:
    """Return the keys of a name as it stands on a form: without signs round it; without seal marks like （盖章） too."""
    key = name_key(text).strip(_EDGES)
    bare = _SEAL.sub("", key).strip(_EDGES)
    enclosed = _ENCLOSED.fullmatch(bare)
    return key, enclosed[1] if enclosed else bare


def as_written(text: str) -> str:
    """Return a name as the clerk wrote it, full-width brackets and all, without white space."""
    return visible(text).strip("*＊:：")


def unsealed(text: str) -> str:
    """Return a name as it stands on a form, without signs round it and seal marks like （盖章）, else as it was written."""
    return _SEAL_WRITTEN.sub("", as_written(text)).strip(_EDGES)


def split_names(text: str) -> tuple[str, ...]:
    """Split several names in one cell on line breaks and 、，,；;/, but not inside brackets that are closed."""
    if _SEPARATORS.isdisjoint(text):
        name = visible(text)
        return (name,) if name else ()
    parts, depth = [""], 0
    for place, sign in enumerate(text):
        depth += (sign in _OPEN and any(c in _CLOSE for c in text[place:])) - (sign in _CLOSE and depth > 0)
        if sign in _SEPARATORS and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    names = (INVISIBLE.sub("", part) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))
