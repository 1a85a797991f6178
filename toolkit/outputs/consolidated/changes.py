"""What changed between two texts, word by word and figure by figure, for marking. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from toolkit.outputs.cell_values import Marked, RichRun

_WORDS = re.compile(r"\d+(?:\.\d+)?[%％]?|[A-Za-z]+|\s+|.", re.DOTALL)
_CLAUSES = re.compile(r"[^。；;，,、\n]*[。；;，,、\n]+|[^。；;，,、\n]+")
_AFFORDABLE = 200_000
"""Pairs of words to compare; difflib is quadratic, longer texts are compared clause by clause."""


def marked(before: str, now: str) -> tuple[Marked, Marked]:
    """Return both texts: what is gone marked in the first, what is new marked in the second."""
    old, new = _split(before, now)
    if len(old) * len(new) > _AFFORDABLE:
        return replace(_whole(before, changed=before != now), gone=True), _whole(now, changed=before != now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    gone, come = [False] * len(old), [False] * len(new)
    for what, start, end, start_new, end_new in matcher.get_opcodes():
        if what != "equal":
            gone[start:end] = [True] * (end - start)
            come[start_new:end_new] = [True] * (end_new - start_new)
    return replace(_runs(old, gone), gone=True), _runs(new, come)


def _split(before: str, now: str) -> tuple[list[str], list[str]]:
    """Cut both texts into words and figures, or into clauses where that would be too many."""
    for pattern in (_WORDS, _CLAUSES):
        old, new = pattern.findall(before), pattern.findall(now)
        if len(old) * len(new) <= _AFFORDABLE:
            break
    return old, new


def _whole(text: str, *, changed: bool) -> Marked:
    return Marked((RichRun(text, changed),) if text else ())


def _runs(words: Sequence[str], changed: Sequence[bool]) -> Marked:
    pairs = zip(words, changed, strict=True)
    stretches = ((mark, "".join(word for word, _ in group)) for mark, group in groupby(pairs, key=lambda pair: pair[1]))
    return Marked(tuple(RichRun(text, mark) for mark, text in stretches))
