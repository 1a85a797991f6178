"""X rules on what a text says beside the other columns, new in their first year: all 提示, each silent in doubt. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from toolkit.checks.rules.claims import finish_day, of_last_year, overall_share
from toolkit.checks.rules.contradiction import contradiction
from toolkit.checks.rules.hollow import says_only_none
from toolkit.checks.rules.quantities import out_of_scale
from toolkit.checks.rules.rule_case import RuleCase
from toolkit.checks.rules.slips import placeholder, says_the_same
from toolkit.checks.rules.standstill import held_up
from toolkit.checks.rules.sums import wrong_sum
from toolkit.nouns.problems import Code, Problem
from toolkit.values.meaning import FINISH, FINISHED, NEXT, PERCENT, PROGRESS, STATUS, TROUBLE
from toolkit.values.texts import exact_percent

_APART = 5
"""Percent points, and for a text that rounds (约, 左右) twice as many."""
_DAYS_APART = 15
"""Days; 9月底 against 2022-09-20 is no contradiction."""


def x10_problem_not_named(case: RuleCase) -> Iterator[Problem]:
    text, trouble = case.text(PROGRESS), case.text(TROUBLE)
    if not text or not says_only_none(trouble, case.lexicon) or case.text(STATUS) in FINISHED:
        return
    phrase = held_up(text, case.lexicon)
    if phrase:
        facts = {"text_header": case.header(PROGRESS), "phrase": phrase, "text": trouble}
        yield case.raised(Code.X10, TROUBLE, **facts)


def x11_overall_differs(case: RuleCase) -> Iterator[Problem]:
    text, value = case.text(PROGRESS), case.number(PERCENT)
    told = overall_share(text, case.item, case.lexicon) if text and value is not None else None
    if told is None or value is None or (value == 1 and contradiction(text, case.text(STATUS), case.item, case.lexicon)):
        return  # 已完成, but the text says 八成: that is X04 already
    apart = _APART * 2 if any(word in text for word in ("约", "近", "左右", "过", "超", "逾", "成", "多")) else _APART
    if abs(min(told, Decimal(1)) - value) * 100 > apart:
        facts = {"text_header": case.header(PROGRESS), "told": exact_percent(told), "value": exact_percent(value)}
        yield case.raised(Code.X11, PERCENT, reading=case.reading(PERCENT), **facts)


def x12_finish_differs(case: RuleCase) -> Iterator[Problem]:
    day = case.day(FINISH) if case.text(STATUS) not in FINISHED else None
    for key in (PROGRESS, NEXT):
        told = finish_day(case.text(key), case.item, case.period.deadline.year, case.lexicon)
        later = (told[0] - day).days if day and told else 0
        if told and (later > _DAYS_APART or (later < -_DAYS_APART and not told[2])):
            facts = {"text_header": case.header(key), "phrase": told[1], "value": day}
            yield case.raised(Code.X12, FINISH, **facts)
            return


def x13_parts_do_not_add_up(case: RuleCase) -> Iterator[Problem]:
    wrong = wrong_sum(case.text(PROGRESS), case.lexicon, case.item.content)
    if wrong:
        parts = "、".join(wrong.parts)
        yield case.raised(Code.X13, PROGRESS, total=wrong.total, parts=parts, amount=wrong.amount)


def x14_placeholder_left(case: RuleCase) -> Iterator[Problem]:
    for key in (PROGRESS, TROUBLE, NEXT):
        phrase = placeholder(case.text(key))
        if phrase:
            yield case.raised(Code.X14, key, phrase=phrase)


def x15_last_years_dates(case: RuleCase) -> Iterator[Problem]:
    year = case.period.deadline.year
    phrase = of_last_year(case.text(PROGRESS), year, case.lexicon)
    if phrase:
        yield case.raised(Code.X15, PROGRESS, phrase=phrase, year=year)


def x16_next_step_is_the_report(case: RuleCase) -> Iterator[Problem]:
    if says_the_same(case.text(NEXT), case.text(PROGRESS)):
        yield case.raised(Code.X16, PROGRESS, other=f"“{case.header(NEXT)}”")


def x17_out_of_scale(case: RuleCase) -> Iterator[Problem]:
    share = case.number(PERCENT) or Decimal(0)
    shortfall = out_of_scale(case.text(PROGRESS), case.item, case.lexicon, share) if case.form.field(PROGRESS) else None
    if shortfall:
        yield case.raised(Code.X17, PROGRESS, target=shortfall.target, actual=shortfall.actual)
