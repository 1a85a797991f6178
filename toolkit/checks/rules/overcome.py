"""Is a trouble that a clause names over, somebody else's, only thought of, or only counted? Pure.

A trouble stands only where it is open at the end of the text: what is told behind it must itself be open, or trouble. One that
is told with its end, or with anything else that was done since, is in doubt; a word that merely names a kind of trouble needs a
sign that it is there now.
"""

from collections.abc import Callable, Sequence

from toolkit.checks.sentences import Clause
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Sense

_OF_THE_REST = late(r"^(?:但|而)?(?:其余|其[他它]|另|剩|余下)")
_AWAITING = late(r"等[^,级]{0,4}(?:后|再|[审批定到]|$)")
_BROUGHT_ABOUT = late(r"由[^,]{1,14}[补垫教筹修接供捐出担支替装换送管]|[天周月]后[^,]{0,8}[达降升]|经[^,]{1,12}后(?!仍|还|再)")
"""由工会垫付, 经村委调解后: how it was mended."""
_SINCE = late(r"已(?!近|约|\d|有|停)")
_ATTRIBUTE = late(
    r"^(?:[^,，的]{0,8}的|部分)(?!是|问题(?!已|都|均|全|基本|得到|于|在|由|经|[1-9])|情况(?!已|均)|原因|影响|局面(?!已)|现象(?!已|明显)|困难|难题|风险|$)"
)
WHENEVER = late(r"(?:的)?(?:时(?![间段断期限])|时候|时段|情形下|情况下)")
"""水源不足时启用提灌站: only where it happens."""
_COUNT = late(r"^(?:类|的)?[^\d,的]{0,6}(?=\d)")
"""In front of a figure: 纠纷共212件."""
_REFUSED = late(r"拒|不[愿肯让准同配签拆搬迁]|反对|阻|抵制|要求|无法|不能|未|没|难")
_AFTERWARDS = late(r"后|经|已|的|改|由|到")
"""拒绝拆除防盗网: the object of a refusal is no cure."""


def is_overcome(clause: Clause, start: int, end: int, later: Sequence[Clause], *, troubled: Callable[[Clause], bool]) -> bool:
    """Tell whether the trouble at `start`..`end` of the clause is told with its end, or is none of now and here."""
    before, word, after = clause.text[:start], clause.text[start:end], clause.text[end:]
    if _says(clause, before, Sense.PERHAPS) or _says(clause, before, Sense.OUTSIDE) or _quoted(clause.text, start):
        return True
    attribute = _ATTRIBUTE.match(after)
    if WHENEVER.match(after) or (attribute and not _open(clause, after[attribute.end() :])):
        return True
    kind = word in clause.lexicon.groups[Sense.SORT] or word.startswith(clause.lexicon.words(Sense.STRUCK))
    if kind and _counted(clause, end) and not _open(clause, after):
        return not any(_open(one, one.text) and not _OF_THE_REST.search(one.text) for one in later)
    behind = "" if _REFUSED.search(word) and not _AFTERWARDS.search(after) else after
    return mends(clause, behind) or any(not _still_open(one, troubled) for one in later)


def _counted(clause: Clause, end: int) -> bool:
    """Tell whether what stands at `end` is a figure with a unit: 纠纷212件."""
    figure = _COUNT.match(clause.text[end:])
    return figure is not None and any(one.start == end + figure.end() and one.unit not in {"", "%"} for one in clause.quantities)


def _still_open(clause: Clause, troubled: Callable[[Clause], bool]) -> bool:
    """Tell whether what is told behind a trouble leaves it open: 尚未复工, 下一步协调, 其余路段正常."""
    if _says(clause, clause.text, Sense.APPEAL) and not mends(clause, clause.text):
        return True
    return _open(clause, clause.text) or bool(_OF_THE_REST.search(clause.text)) or troubled(clause)


def mends(clause: Clause, text: str) -> bool:
    """Tell whether a part of the clause says that something was put right, and leaves nothing open."""
    return (_says(clause, text, Sense.MENDED) or bool(_BROUGHT_ABOUT.search(text))) and not _open(clause, text)


def _open(clause: Clause, text: str) -> bool:
    """Tell whether something is open at the end of the text: 推迟的3场已补演 is not."""
    ends = [end for _, end in clause.lexicon.spots(text, Sense.UNSETTLED)]
    ends += [match.end() for match in _AWAITING.finditer(text)]
    return bool(ends) and not _SINCE.search(text[max(ends) :])


def _says(clause: Clause, text: str, sense: Sense) -> bool:
    return clause.lexicon.finds(text, sense)


def _quoted(text: str, place: int) -> bool:
    return any(text.count(one, 0, place) > text.count(other, 0, place) for one, other in ("“”", "「」", "《》"))
