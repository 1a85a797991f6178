"""Parts that do not add up to the total that the same sentence gives (12个，已完成6个，其余5个…). Pure; silent in doubt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.checks.sentences import LONGEST, Aspect, Clause, Quantity, part_of, read_clauses
from toolkit.values.late_patterns import late
from toolkit.values.lexicon import Lexicon, Sense
from toolkit.values.texts import plain

_SENTENCE = late(r"[^。;；!！\n]+")
_PIECE = late(r"(?:[^,，、:：()（）]|(?<=\d)[,，](?=\d{3}(?!\d)))+")
_PLACE = late(
    r"^(?:其中|分别为|即)?[^,]{0,8}(?:镇|乡|村|屯|社区|街道|小区|学校|小学|中学|幼儿园|标段|"
    r"医院|市场|城区|县城|片区|片)(?:[^\d]{0,4})$"
)
_PAIRS = tuple(
    (late(rf"(?:{one})[^\d]{{0,4}}"), late(rf"(?:{other})[^\d]{{0,4}}"))
    for one, other in (
        ("特困", "低保"),
        ("新建|新增|拆除重建|原址重建|迁建", "改造|改建|扩建|改扩建|修缮|加固|维修|翻修|修复|提升|提质"),
        ("城镇|城市|县城|城区", "农村|乡镇|乡村"),
        ("男", "女"),
        ("公办", "民办"),
    )
)
"""Kinds that nothing can be at once, so that they must add up."""
_REGIONS = late("(?:城区|县城|主城区|乡镇|农村|乡村|集镇|景区|园区|社区|街道|村屯|城镇)")
_SETS = (
    late("(?:小学|初中|高中|中学|幼儿园|教学点|职校|职高|特校)"),
    late("因[一-鿿]{1,2}"),
    late("拆除|加固|停用"),
    _REGIONS,
)
"""The same, of more than two."""
_VAGUE = late(r"约|近|多|(?<![其剩])余(?!下)|以上|左右|每|平均|分之")
_FEWEST = 2
_NO_COUNT = frozenset(["", "%", "次", "期"])
_STAGES = {Sense.FINISH: 3, Sense.COMPLETE: 3, Sense.WORK: 2, Sense.BEGIN: 2, Sense.PREPARING: 1}
_BUILT = 3
_SO_FAR = frozenset({Aspect.DONE, Aspect.UNDER_WAY, Aspect.NAMED})
_HALF_WIDTH = str.maketrans("（：", "(:")
_BUSY = late(r"^(?:正?在|仍在|还在)(?![^\d]*[村镇乡])[^\d]{1,6}$")
_OPEN = late(r"^(?:还没|还未|尚未|没|未|待)[^\d]{0,6}$")
_OPEN_BEHIND = late(r"^(?:还没|还未|尚未|仍未|没|未|待|等)")
_REST = late(r"^(?:还)?剩(?:余|下)?[^\d]{0,3}$|^(?:其余|余下|另外?)[^\d]{0,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """`total` and `parts` in words; `amount` is what the parts come to."""

    total: str
    parts: tuple[str, ...]
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    number: Decimal
    unit: str
    kind: str
    """done · busy · open · rest · place · name; "" = cannot be told."""
    label: str
    """What stands before the number, folded."""
    words: str
    """As the cell has it."""
    exhaustive: bool = False
    """12个中: what follows are its parts, each thing in one of them."""
    opens: str = ""
    """The sign behind it: ( or :."""
    stage: int = 0
    """How far it is: 3 finished, 2 being worked at, 1 prepared; 0 = it does not say."""


def wrong_sum(text: str, lexicon: Lexicon | None = None, content: str = "") -> Sum | None:
    """Return the first sum in a sentence that clearly fails; None = none does, or it cannot be told."""
    if not _counts_enough(text, lexicon):
        return None
    for sentence in _SENTENCE.findall(text):
        portions = _with_whole(_portions(sentence, lexicon), content)
        for start, total in enumerate(portions):
            parts = _parts(portions[start + 1 :], total)
            if _fails(total, parts) or _leaves_some_out(total, parts, sentence):
                amount = sum((part.number for part in parts), Decimal(0))
                return Sum(total=total.words, parts=tuple(part.words for part in parts), amount=f"{plain(amount)}{total.unit}")
    return None


def _counts_enough(text: str, lexicon: Lexicon | None) -> bool:
    """Tell whether the text counts a total and two parts at the least; the rules have its clauses already."""
    counted = (quantity for clause in read_clauses(text, lexicon) for quantity in clause.quantities)
    return len(text) > LONGEST or sum(quantity.unit not in _NO_COUNT for quantity in counted) > _FEWEST


def _portions(sentence: str, lexicon: Lexicon | None) -> list[_Portion]:
    portions: list[_Portion] = []
    for piece in _PIECE.finditer(sentence):
        clause = next(iter(read_clauses(piece[0], lexicon)), None)
        if clause is None:
            continue
        if _VAGUE.search(clause.text):
            return []
        opens = sentence[piece.end() : piece.end() + 1].translate(_HALF_WIDTH)
        portions += [replace(one, opens=opens) for one in _of_clause(clause)]
    return portions


def _with_whole(portions: list[_Portion], content: str) -> list[_Portion]:
    """58台设备，41台装好…: the number that the item asks for, with nothing said of it, is the whole."""
    if (
        portions
        and portions[0].words in content
        and not portions[0].label
        and portions[0].stage == 0
        and portions[0].kind in {"", "other"}
    ):
        portions[0] = replace(portions[0], exhaustive=True)
    return portions


def _of_clause(clause: Clause) -> Iterator[_Portion]:
    counted = [quantity for quantity in clause.quantities if quantity.unit not in _NO_COUNT]
    if len(counted) == 2 and (re.search("[中里]", clause.text[counted[0].end : counted[1].start]) or part_of(clause)):
        yield _portion(counted[0], clause, "", exhaustive=True)
        kind = _kind(clause, counted[1], counted[0].end)
        yield _portion(counted[1], clause, kind, exhaustive=False, since=counted[0].end)
    elif len(counted) == 1:
        ends = clause.text[counted[0].end :] in {"中", "之中", "当中", "里"}
        yield _portion(counted[0], clause, "" if ends else _kind(clause, counted[0]), exhaustive=ends)
    elif counted:
        yield _Portion(number=Decimal(0), unit="", kind="", label="", words="")


def _portion(counted: Quantity, clause: Clause, kind: str, *, exhaustive: bool, since: int = 0) -> _Portion:
    label = _behind_of(clause.text[since : counted.start]) if since else clause.text[: counted.start]
    return _Portion(
        number=counted.number, unit=counted.unit, kind=kind, label=label, words=counted.words,
        exhaustive=exhaustive or not (label or clause.text[counted.end :]), stage=_stage(clause),
    )  # fmt: skip


def _stage(clause: Clause) -> int:
    stages = {_STAGES.get(fact.sense, 0) for fact in clause.facts if fact.aspect in _SO_FAR}
    return 1 if 1 in stages else max(stages, default=0)


def _behind_of(between: str) -> str:
    """46所学校中完成20所: what stands behind 中."""
    return re.split(r"中|当中|之中|里", between)[-1].lstrip("的,，")


def _kind(clause: Clause, counted: Quantity, since: int = 0) -> str:
    before = _behind_of(clause.text[since : counted.start]) if since else clause.text[: counted.start]
    after = clause.text[counted.end :]
    if clause.has(Sense.REST) or _REST.search(before):
        return "rest"
    if clause.has(Sense.ASKED):
        return ""
    if _OPEN.search(before) or _OPEN_BEHIND.search(after):
        return "open"
    if _BUSY.search(before):
        return "busy"
    named = before.removeprefix("其中")
    if any(half.fullmatch(named) for pair in (*_PAIRS, _SETS) for half in pair):
        return "name"
    if not since and _PLACE.match(before):
        return "place"
    kinds = {
        Aspect.DONE: "done", Aspect.UNDER_WAY: "busy", Aspect.DENIED: "open", Aspect.REMAINING: "open", Aspect.PLANNED: "open",
    }  # fmt: skip
    told = {kinds[fact.aspect] for fact in clause.facts if fact.aspect in kinds}
    if len(told) == 1:
        return told.pop()
    return "other" if not told and bool(before) != bool(after) else ""


def _paired(parts: Sequence[_Portion]) -> bool:
    labels = [part.label.removeprefix("其中") for part in parts]
    if any(all(kinds.fullmatch(label) for label in labels) for kinds in _SETS) and len(set(labels)) == len(labels):
        return True
    return len(labels) == 2 and any(
        one.fullmatch(first) and other.fullmatch(second) for one, other in _PAIRS for first, second in (labels, labels[::-1])
    )


def _parts(rest: Sequence[_Portion], total: _Portion) -> list[_Portion]:
    parts: list[_Portion] = []
    for portion in rest:
        if portion.unit != total.unit or not portion.kind:
            break
        parts.append(portion)
        if portion.kind == "rest":
            break
    return parts


def _fails(total: _Portion, parts: Sequence[_Portion]) -> bool:
    if len(parts) < 2 or not total.unit or any(part.number > total.number for part in parts):
        return False
    kinds = {part.kind for part in parts}
    within = "其中" in parts[0].label
    if kinds <= {"name", "place"}:
        regions = all(part.kind == "place" or _REGIONS.fullmatch(part.label.removeprefix("其中")) for part in parts)
        apart = regions or _paired(parts)
        return (within or total.opens == "(") and apart and _amount(parts) > total.number
    if within and all(re.fullmatch(r"(?:其中)?[^\d]{1,6}[类型]", part.label) for part in parts):
        return _amount(parts) > total.number
    if {"place", "name"} & kinds or total.kind in {"busy", "open", "rest", "place"} or (total.kind == "done" and not within):
        return False
    return _states_fail(total, parts)


def _amount(parts: Sequence[_Portion]) -> Decimal:
    return sum((part.number for part in parts), Decimal(0))


def _states_fail(total: _Portion, parts: Sequence[_Portion]) -> bool:
    """Tell whether parts that say how far they are cannot be all of the total."""
    amount, kinds, bare = _amount(parts), [part.kind for part in parts], not any(part.label for part in parts)
    if (
        total.exhaustive
        and len(parts) == 2
        and re.match(rf"(?:还|尚|仍)?[未没]有?{re.escape(parts[0].label[:1] or '-')}", parts[1].label)
    ):
        return amount != total.number  # 22处中亮灯13处，未亮灯7处
    if _one_after_the_other(parts):
        return False
    if total.exhaustive and total.opens == ":" and _stages_exceed(total, parts):
        return True  # 7家：开业4家，装修2家，选址2家
    if "other" in kinds and not bare:  # 24处里并网15处，浇基础5处，未动工6处
        return total.exhaustive and bool({"open", "rest"} & set(kinds)) and amount > total.number
    if total.exhaustive and bare and "rest" not in kinds:
        return amount > total.number  # 60户中42户入住，11户盖瓦，9户砌墙
    if len(set(kinds)) != len(kinds):
        return total.exhaustive and _stages_exceed(total, parts)
    exhaustive = "rest" in kinds or {"done", "busy", "open"} <= set(kinds)
    return amount > total.number or (exhaustive and amount != total.number)


def _one_after_the_other(parts: Sequence[_Portion]) -> bool:
    """Tell whether what is further on may be counted twice: 60户中52户开工，30户完工; 52户完工，30户入住."""
    so_far = [part for part in parts if part.kind in {"done", "other", ""}]
    ends = [part for part in so_far if part.stage == _BUILT]
    later = ends or so_far
    return len(ends) > 1 or any(early.stage < late.stage and early.number >= late.number for early in so_far for late in later)


def _leaves_some_out(total: _Portion, parts: Sequence[_Portion], sentence: str) -> bool:
    """12座中8座建成、2座在砌墙、1座在打基础: three states or more, told of all, and some are in none."""
    if not total.exhaustive or len(parts) < 3 or any(part.label for part in parts):
        return False  # of two states the third may go without saying
    if len(_PIECE.findall(sentence.partition(total.words)[2].lstrip("中里，,：:"))) != len(parts):
        return False
    kinds = {part.kind for part in parts}
    return "done" in kinds and kinds <= {"done", "busy", "open"} and sum(part.number for part in parts) < total.number


def _stages_exceed(total: _Portion, parts: Sequence[_Portion]) -> bool:
    """Tell whether what is finished, worked at and prepared is more than there is; works at one stage may be at one thing."""
    stages = {part.stage for part in parts}
    if 0 in stages or parts[0].stage != _BUILT:
        return False
    return sum(max(part.number for part in parts if part.stage == stage) for stage in stages) > total.number
