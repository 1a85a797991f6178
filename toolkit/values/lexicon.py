"""The word lists by which sentences are read: one data file, to which the office adds by 设置 “词表·组名”. Pure.

`wordlists.txt` is the only place where words are listed; the grammar knows groups (`Sense`), never single words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

from toolkit.values.likeness import arabic

_FILE = Path(__file__).with_name("wordlists.txt")
PREFIX = "词表·"
_SPLIT = re.compile(r"[、，,；;\s]+")


class Sense(StrEnum):
    """What a word does in a sentence; the value is the group's name in the data file."""

    BEGIN, WORK, SMALL_WORK, VAGUE, FINISH, USED, COMPLETE = (
        "开工", "工序", "弱工序", "泛做", "建成", "投用", "完成",
    )  # fmt: skip
    PREPARING, PAPERWORK, OTHER = "前期", "手续", "未列"
    HARMLESS, IN_USE, STAGE = "无碍", "运转", "节点"
    NOT, NOW, ALREADY, PLAN, PENDING, REST = "未", "正在", "已", "计划", "待办", "剩余"
    ASKED, EARLIER, ELSEWHERE, ABSENT, OWN = "任务", "往期", "他处", "不存在", "自身"
    ALL, PART, NEUTRAL = "全部", "局部", "中性"
    BEHIND, COMPARED = "滞后", "比较"
    REDONE, STANDSTILL, SOLVED = "返工", "停滞", "化解"
    EMPTY_ANSWER, FINE_ANSWER, STOCK, SOFT = "空答", "正常答", "套话", "虚事"
    GAIN, ASIDE, ROUND = "成效", "零头", "凑数"
    SHARE_PLAIN, SHARE_LEFT, SHARE_UNDONE, SHARE_OTHER = "比例旁", "比例剩余", "比例未做", "比例他指"
    SHARE_BESIDE = "比例并列"
    DAY_BEFORE, DAY_AFTER, NUMBER_PLAIN, NUMBER_OTHER = "日期前", "日期后", "数字旁", "数字他指"
    NONE_BEFORE, NONE_SAID, NONE_SORT, NONE_THING, ELSEWHERE_WRITTEN = "无前", "说无", "无后", "无事", "指向"
    THING, FIGURATIVE, PRAISE = "实物", "虚名", "评语"
    BESIDE, COMPONENT, PEOPLE, SUPPLY = "旁事", "部件", "人群", "供给"
    SORT, MENDED, NOT_MENDED, UNSETTLED, SETTLED = "事端", "补救", "补救除外", "未了", "未了除外"
    PERHAPS, CERTAINLY, OUTSIDE, APPEAL = "假设", "假设除外", "外界", "呈报"
    NOT_BESIDE = "旁事除外"
    MEASURE, HEAD, PIECE, ANY_PIECE, CASE = "度量单位", "人户单位", "工程单位", "通用单位", "案件单位"
    TIMES, MONEY_UNIT, OTHER_UNIT, NO_AMOUNT = "场次单位", "金额单位", "其他单位", "不比单位"
    MONEY, PAID, STRUCK, DISASTER = "款项", "钱物", "发生", "灾害"


_ASKED_FOR = (
    Sense.BEHIND, Sense.COMPARED, Sense.STANDSTILL, Sense.SOLVED, Sense.EMPTY_ANSWER, Sense.FINE_ANSWER, Sense.STOCK, Sense.SOFT,
    Sense.HARMLESS, Sense.IN_USE, Sense.STAGE, Sense.ROUND, Sense.THING, Sense.FIGURATIVE, Sense.PRAISE, Sense.SHARE_PLAIN,
    Sense.SHARE_LEFT, Sense.SHARE_UNDONE, Sense.SHARE_OTHER, Sense.SHARE_BESIDE,
    Sense.DAY_BEFORE, Sense.DAY_AFTER, Sense.NUMBER_PLAIN,
    Sense.NUMBER_OTHER, Sense.NONE_BEFORE, Sense.NONE_SAID, Sense.NONE_SORT, Sense.NONE_THING, Sense.ELSEWHERE_WRITTEN,
    Sense.OWN, Sense.BESIDE, Sense.COMPONENT, Sense.PEOPLE, Sense.SUPPLY,
    Sense.SORT, Sense.MENDED, Sense.NOT_MENDED, Sense.UNSETTLED, Sense.SETTLED, Sense.PERHAPS, Sense.CERTAINLY, Sense.OUTSIDE,
    Sense.APPEAL, Sense.NOT_BESIDE,
    Sense.MEASURE, Sense.HEAD, Sense.PIECE, Sense.ANY_PIECE, Sense.CASE, Sense.TIMES, Sense.MONEY_UNIT, Sense.OTHER_UNIT,
    Sense.NO_AMOUNT, Sense.MONEY, Sense.PAID, Sense.STRUCK, Sense.DISASTER,
)  # fmt: skip
_SPOKEN = frozenset(Sense) - frozenset(_ASKED_FOR)
"""Groups whose words are tokens of a clause; the others are asked for by single rules."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by group, and for the reader each word's senses. One is equal to itself alone."""

    groups: Mapping[Sense, frozenset[str]]
    senses: Mapping[str, frozenset[Sense]]
    sizes: Mapping[str, tuple[int, ...]]
    """First character → how long the words are that begin with it, longest first."""

    @classmethod
    def of(cls, groups: Mapping[Sense, Iterable[str]]) -> Self:
        known = {sense: frozenset(groups.get(sense, ())) for sense in Sense}
        words = {word for sense in _SPOKEN for word in known[sense]}
        senses = {word: frozenset(s for s in _SPOKEN if word in known[s]) for word in words}
        return cls(known, senses, _sizes_of(words))

    def words(self, *senses: Sense) -> tuple[str, ...]:
        """Return the words of the groups, longest first, as a pattern wants them."""
        return _longest_first(self, senses)

    def pattern(self, *senses: Sense) -> str:
        """Return a pattern of the groups' words, longest first, without a group of its own."""
        return "|".join(map(re.escape, self.words(*senses)))

    def among(self, word: str, *senses: Sense) -> bool:
        """Tell whether one of the groups has the word."""
        return any(word in self.groups[sense] for sense in senses)

    def finds(self, text: str, *senses: Sense) -> bool:
        """Tell whether a word of one of the groups stands in the text."""
        return any(True for sense in senses for _ in self.spots(text, sense))

    def spots(self, text: str, sense: Sense) -> Iterator[tuple[int, int]]:
        """Yield start and end of each word of the group in the text, the longest where several begin at one place.

        A word of the group that is set against it (旁事 · 部件) hides what it holds: 诊疗床 is no 诊疗.
        """
        hidden = tuple(self.groups[against] for against in _AGAINST.get(sense, ()))
        return _index(self.groups[sense], hidden).spots(text)


@lru_cache(maxsize=512)
def _longest_first(lexicon: Lexicon, senses: tuple[Sense, ...]) -> tuple[str, ...]:
    vocabulary = {word for sense in senses for word in lexicon.groups[sense]}
    return tuple(sorted(vocabulary, key=lambda word: (-len(word), word)))


_AGAINST = {
    Sense.BESIDE: (Sense.COMPONENT, Sense.NOT_BESIDE),
    Sense.MENDED: (Sense.NOT_MENDED,),
    Sense.UNSETTLED: (Sense.SETTLED,),
    Sense.PERHAPS: (Sense.CERTAINLY,),
}


def _sizes_of(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    begun: dict[str, set[int]] = {}
    for word in words:
        begun.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in begun.items()}


@dataclass(frozen=True, slots=True)
class _Index:
    """Words to be sought by their first character, which takes no longer for many words than for few."""

    words: frozenset[str]
    hidden: frozenset[str]
    sizes: Mapping[str, tuple[int, ...]]

    def spots(self, text: str) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(text):
            sizes = (size for size in self.sizes.get(text[place], ()) if place + size <= len(text))
            size = next((size for size in sizes if self._knows(text[place : place + size])), 0)
            if size and text[place : place + size] in self.words:
                yield place, place + size
            place += size or 1

    def _knows(self, piece: str) -> bool:
        return piece in self.words or piece in self.hidden


@cache
def _index(words: frozenset[str], hidden: tuple[frozenset[str], ...]) -> _Index:
    """Build the index; texts are read with Arabic digits, so 下一批 is sought as 下1批 too."""
    wanted, against = ({*group, *map(arabic, group)} for group in (words, frozenset().union(*hidden)))
    return _Index(frozenset(wanted), frozenset(against), _sizes_of(wanted | against))


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    name = ""
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) == 1 and words[0].startswith("["):
            name = words[0].strip("[]")
        elif words:
            yield name, words


@cache
def shipped() -> Lexicon:
    """Return the lists as they come with the program."""
    groups: dict[Sense, list[str]] = {}
    for name, words in _sections(_FILE.read_text(encoding="utf-8")):
        groups.setdefault(Sense(name), []).extend(words)
    return Lexicon.of(groups)


@cache
def _extended(more: tuple[tuple[Sense, tuple[str, ...]], ...]) -> Lexicon:
    base = shipped().groups
    added = dict(more)
    return Lexicon.of({sense: {*base[sense], *added.get(sense, ())} for sense in Sense})


_BY_SETTING = {f"{PREFIX}{sense.value}": sense for sense in Sense}


@lru_cache(maxsize=64)
def _with_own(base: Lexicon, named: tuple[str, ...], done: tuple[str, ...]) -> Lexicon:
    groups: dict[Sense, frozenset[str]] = dict(base.groups)
    for sense in (Sense.ELSEWHERE, Sense.PREPARING, Sense.PAPERWORK, Sense.STANDSTILL):
        groups[sense] = groups[sense].difference(named, done)
    groups[Sense.WORK] = groups[Sense.WORK].union(done)
    return Lexicon.of(groups)


@cache
def _of_items(base: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    """Return the words that an item can take out of a list or put into one, and a pattern of them all."""
    wards_off = tuple(sorted(base.groups[Sense.ELSEWHERE] | base.groups[Sense.STANDSTILL]))
    own = tuple(sorted(base.groups[Sense.OWN]))
    return wards_off, own, re.compile("|".join(map(re.escape, {*wards_off, *own})) or "(?!)")


@lru_cache(maxsize=2048)
def for_item(base: Lexicon, content: str) -> Lexicon:
    """Return the lists as they hold for an item.

    Where it asks for them 临时救助 is not elsewhere, 水毁 no standstill, and 排查 is the work itself.
    """
    wards_off, own, any_of_them = _of_items(base)
    if any_of_them.search(content) is None:
        return base
    named = tuple(word for word in wards_off if word in content)
    done = tuple(word for word in own if word in content)
    return _with_own(base, named, done) if named or done else base


def group_of(name: str) -> Sense | None:
    """Return the group of words that a setting's name means: 词表·建成, 词表.建成, 词表建成; None = it is no such group."""
    given = re.fullmatch(r"词表[·.。・•:：_\-—]*(.+)", name)
    return next((sense for sense in Sense if given and sense.value == given[1]), None)


def lexicon_of(settings: Mapping[str, str]) -> Lexicon:
    """Return the shipped lists with the office's own words: 设置 “词表·建成” = "亮起、立起来"."""
    more = tuple(
        (_BY_SETTING[name], words)
        for name in sorted(_BY_SETTING.keys() & settings.keys())
        if (words := tuple(word for word in _SPLIT.split(settings[name]) if word))
    )
    return _extended(more) if more else shipped()
