"""Cells that hold one of some choices: as printed in silence, numbered or explained with V06, else V02 with the nearest. Pure."""

import difflib
import re
from functools import lru_cache

from toolkit.nouns.cells import Cell
from toolkit.nouns.fields import Field
from toolkit.nouns.problems import Code
from toolkit.values.answers import ReadAnswer, inferred
from toolkit.values.besides import LONGEST_REMARK
from toolkit.values.dates import NAMED_DAY
from toolkit.values.glyphs import marks_aside, simplified
from toolkit.values.meaning import FINISHED, NOT_BEGUN
from toolkit.values.numbers import BRACKETED
from toolkit.values.texts import bare, fold, shown_cell

_NUMBERED = re.compile(r"^[(]?(\d{1,2}|[一二三四五六七八九十]|[A-Ea-e])[)]?[.、:,)]?(?=\D)")
_BEFORE = re.compile(r"^(?:目前|现|状态为|状态|处于|属于|为|是|[:：])+")
_AFTER = re.compile(r"(?:阶段|状态|之中|当中|中|的)$")
_BOX = re.compile(r"[☑☒☐□▢■▣✓✔√✅🗹◉●○◯〇\uf0fe\uf0a8\uf052\uf0a3]|[\[(（【]\s*[√✓✔xX×]?\s*[\])）】]")
_EMPTY_BOX = re.compile(r"[☐□▢○◯〇\uf0a8\uf0a3]|[\[(（【]\s*[\])）】]")
"""Boxes and circles as they are printed, in Unicode and in the office's symbol fonts."""
_LIKE = (
    (r"^(?:尚|还)?[未没]", "未启动"),
    (r"竣工|建成|待验", "已完工待验收"),
    (r"办结|投入使用|启用", "已完成"),
    (r"扫尾|收尾|在建|施工|建设中|实施|推进|进行|办理", "正在实施"),
    (r"招标|设计|筹备|准备", "前期工作"),
)
"""Other words for the shipped choices, for the hint only."""
_DOUBTED = re.compile(r"[?？]|(?<![\[(（【])[×✗✘]")
_TAKES_BACK = re.compile(r"[(\[（【][^)\]）】]*(?:部分|未|除|不含|不包括|主体|一期|还有|还差|仅|只|前期)[^)\]）】]*[)\]）】]")
"""已完成（部分）, 未启动（正在前期）: the rest may say the opposite."""
_STILL_DONE = re.compile(
    rf"(?:100%|百分之百|{NAMED_DAY}|\d{{4}}年|\d{{4}}[./-]\d{{1,2}}(?:[./-]\d{{1,2}})?|\d{{1,2}}\.\d{{1,2}}|"
    r"[全共](?:部|计)?(?:\d+[处个户所座家盏条台套辆件项公里]?)?|[均已并于经报,、]|竣工|完工|建成|完成|办结|销号|验收|初验|报验|合格|通过|"
    r"投入使用|投用|使用|启用|移交|交付|[待未]?(?:审计|结算|决算|付款|移交|验收)|备案|归档|资料|质保期?|质量|正常|良好|运行|"
    r"详?见附[件表]?\d*|详见.{1,10}|提前|按期|按时|如期|逾期|超期|超额|年度|任务|目标|工程|项目)*"
)
"""What may stand beside 已完成 and leave it so; anything else (90%, 预计, 3处, 主体) takes the end back or may."""
_BEGUN_AFTER_ALL = re.compile(
    r"[已正]|(?<!未)开[工始展]|进场|施工|[完竣]工|建成|投用|交付|一半|[多少]数|大部|个别|首批|[一二三]期"
)
_SHARE = re.compile(r"已?完成(?:了|约|到|至)?\d{1,2}(?:\.\d+)?%")
_TOLD_MORE = re.compile(r"[:：,，;；。—\-](?=.)")
"""正在实施：土建阶段."""
_ORDER = "一二三四五六七八九十"


def read_choice(cell: Cell, field: Field) -> ReadAnswer:
    """Return the choice; V06 where it was numbered, explained in brackets or put into words; V02 else, with what was typed."""
    return _read_choice(shown_cell(cell), field.choices)


@lru_cache(maxsize=1024)
def _read_choice(text: str, choices: tuple[str, ...]) -> ReadAnswer:
    doubted = bool(_DOUBTED.search(text))
    for alike, code in ((fold, None), (bare, Code.V06)) if not doubted else ():
        typed = alike(text).casefold()
        same = [choice for choice in choices if alike(choice).casefold() == typed]
        if len(same) == 1:
            return inferred(same[0], same[0]) if code else ReadAnswer(same[0])
    meant = None if doubted else _ticked(text, choices) or _meant(_spelt(text), choices)
    if meant:
        return inferred(meant, meant)
    nearest = nearest_choice(text, choices)
    hint = f"（与“{nearest}”最接近）" if nearest else ""
    return ReadAnswer(text, Code.V02, (("choices", "、".join(choices)), ("nearest", hint)))


def _spelt(text: str) -> str:
    """Return the text in the characters of the choices: 正在實施 and 己完成 are what they look like, ① at the end is a mark."""
    return simplified(fold(text[:1] + marks_aside(text[1:]))).replace("己完", "已完").replace("巳完", "已完")


def _ticked(text: str, choices: tuple[str, ...]) -> str | None:
    """Return the choice whose box is ticked where all of them are printed: ☑正在实施 □已完成, or the boxes behind."""
    parts = [part.strip() for part in _BOX.split(text)]
    signs = [sign.strip() for sign in _BOX.findall(text)]
    if not signs or bool(parts[0]) == bool(parts[-1]):  # boxes stand before the words or behind them
        return None
    named = parts[1:] if not parts[0] else parts[:-1]
    ticked = [part for sign, part in zip(signs, named, strict=True) if not _EMPTY_BOX.fullmatch(sign)]
    same = [c for c in choices if ticked and fold(c) in {fold(ticked[0]), bare(ticked[0])}]
    return same[0] if len(ticked) == 1 and len(same) == 1 else None


def _meant(text: str, choices: tuple[str, ...]) -> str | None:
    """Return the choice that the text names and nothing else beside it; a number before it must be its own."""
    head, *more = _TOLD_MORE.split(text, maxsplit=1)
    if more and fold(head) in {fold(choice) for choice in choices}:
        text = f"{head}({more[0].strip('()')})"
    remarks = "".join(
        match[1] for match in BRACKETED.finditer(text) if not re.fullmatch(r"\d{1,2}|[一二三四五六七八九十]", match[1])
    )
    numbered = _NUMBERED.match(text)
    outside = BRACKETED.sub("", text[numbered.end() :] if numbered else text)
    core = _AFTER.sub("", _BEFORE.sub("", bare(outside)))
    same = [choice for choice in choices if core in {fold(choice), _AFTER.sub("", fold(choice))}]
    others = [other for other in choices if same and other != same[0]]
    if (
        len(same) != 1
        or _TAKES_BACK.search(text)
        or _contradicts(same[0], remarks)
        or any(other in _SHARE.sub("", remarks) or (len(remarks) > 1 and remarks in other) for other in others)
    ):
        return None
    own = not numbered or _place(numbered[1]) in {None, choices.index(same[0]) + 1}
    return same[0] if own else None


def _contradicts(choice: str, remarks: str) -> bool:
    """Tell whether what is said beside the choice takes it back: 已完成（90%）, 未启动（已进场）."""
    if choice in FINISHED:
        return len(remarks) > LONGEST_REMARK or not _STILL_DONE.fullmatch(remarks)
    return choice == NOT_BEGUN and bool(_BEGUN_AFTER_ALL.search(remarks))


def _place(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    return _ORDER.index(number) + 1 if number in _ORDER else "ABCDE".index(number.upper()) + 1


def nearest_choice(text: str, choices: tuple[str, ...]) -> str | None:
    """Return the choice that the text most likely means, for the message; None = none stands out."""
    core = bare(text)
    if not core:
        return None
    begun = [choice for choice in choices if choice.startswith(core)] or [choice for choice in choices if core in choice]
    if len(begun) >= 1:
        return begun[0]
    meant = [choice for words, choice in _LIKE if choice in choices and re.search(words, core)]
    if meant:
        return meant[0]
    near = difflib.get_close_matches(core, choices, n=1, cutoff=0.5)
    return near[0] if near else None
