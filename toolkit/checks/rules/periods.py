"""P rules: this report against the last accepted ones. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, takewhile

from toolkit.checks.rules.hollow import explained_standstill
from toolkit.checks.rules.rule_case import RuleCase
from toolkit.nouns.problems import Code, Problem, Severity
from toolkit.values.fillers import is_filler
from toolkit.values.likeness import identical, likeness, normal, rearranged, undated
from toolkit.values.meaning import DONE, FINISH, PERCENT, PROGRESS, REMARK, STATUS, TROUBLE, says_none, trouble
from toolkit.values.texts import exact_percent, quotable, rounded
from toolkit.words.numbers import percent

_REASON = re.compile(
    r"因|由于|原因|核减|核实|调整|更正|笔误|误填|误报|多报|口径|变更|复核|返工|纠正|改为|水毁|停工|停供|所以|致使|导致|暂停|没动|未动|等待|受.{1,20}影响"
)


_ONLY = {True: "只有日期不同", False: "只有语序或连接的话不同"}
_CONTACT = re.compile(r"联系人|电话|手机|\d{7}")
_SHORTEST_ANSWER = 3


def _fell(value: Decimal, last: Decimal) -> bool:
    """Compare in the figures that the sender sees: 35% is not below the 35.49% that a cell of last period showed as 35%."""
    exponent = value.normalize().as_tuple().exponent
    return value < rounded(last, max(2, -exponent if isinstance(exponent, int) else 2))


def p01_percent_fell(case: RuleCase) -> Iterator[Problem]:
    value, last = case.number(PERCENT), case.number(PERCENT, last=True)
    if value is not None and last is not None and _fell(value, last):
        facts = {"value": exact_percent(value), "last": exact_percent(last), "reading": case.reading(PERCENT)}
        yield _asked(case, Code.P01, PERCENT, "确需核减的", facts)


def _reason(case: RuleCase) -> str:
    """Return what 备注 says by way of reason; "" = nothing."""
    text = case.text(REMARK)
    return text if _REASON.search(text) else ""


def _answer(case: RuleCase) -> str:
    """Return what 备注 answers to a question that only it can answer; "" = nothing, or what it said last time too."""
    text = case.text(REMARK)
    old = normal(text) == normal(case.text(REMARK, last=True)) and not _REASON.search(text)
    said = len(normal(text)) >= _SHORTEST_ANSWER and not (old or _CONTACT.search(text))
    return text if said and not is_filler(text, case.lexicon) and not says_none(text, case.lexicon) else ""


def _asked(case: RuleCase, code: Code, key: str, when: str, facts: Mapping[str, str]) -> Problem:
    """An answer in 备注 is shown to the clerk and sends nothing back; without one the cure says where it goes."""
    answer, header, office = _answer(case), case.header(REMARK), case.policy.office
    if answer:
        remark = f"；“{header}”写有“{quotable(answer)}”"
        return replace(case.raised(code, key, remark=remark, how="所写原因", office=office, **facts), switched=Severity.REMARK)
    where = f"在“{header}”写明原因" if case.form.field(REMARK) else f"请联系{case.policy.contact}"
    return case.raised(code, key, remark="", how=f"{when}，{where}，", office=office, **facts)


def _report(case: RuleCase) -> tuple[str, str] | None:
    """Return this and the last 进展情况; None where they need no comparing."""
    text, last = case.text(PROGRESS), case.text(PROGRESS, last=True)
    stays_done = case.text(STATUS) == DONE == case.text(STATUS, last=True)
    return None if not last or stays_done or not normal(text) or explained_standstill(text) else (text, last)


def p02_same_text(case: RuleCase) -> Iterator[Problem]:
    pair = _report(case)
    if pair and identical(*pair):
        yield case.raised(Code.P02, PROGRESS)


def p03_like_text(case: RuleCase) -> Iterator[Problem]:
    pair = _report(case)
    if pair is None or identical(*pair):
        return
    alike = likeness(*pair)
    if alike >= case.policy.alike or rearranged(*pair) >= case.policy.alike:
        ratio = f"相似度 {percent(Decimal(repr(alike)))}" if case.policy.alike <= alike < 1 else _ONLY[alike == 1]
        yield case.raised(Code.P03, PROGRESS, ratio=ratio)


def p04_status_went_back(case: RuleCase) -> Iterator[Problem]:
    field = case.form.field(STATUS)
    value, last = case.text(STATUS), case.text(STATUS, last=True)
    order = field.choices if field else ()
    if value in order and last in order and order.index(value) < order.index(last):
        yield _asked(case, Code.P04, STATUS, "确属情况变化的", {"value": value, "last": last})


def p05_percent_stands(case: RuleCase) -> Iterator[Problem]:
    value, last = case.number(PERCENT), case.number(PERCENT, last=True)
    stands = value is not None and value == last and value < 1 and case.text(STATUS) != DONE and TROUBLE in case.cells
    if not stands or value is None:
        return
    if not (trouble(case.fields, case.lexicon) or explained_standstill(case.text(PROGRESS)) or _reason(case)):
        yield case.raised(Code.P05, TROUBLE, percent_header=case.header(PERCENT), value=exact_percent(value))


def p06_finish_slipped_again(case: RuleCase) -> Iterator[Problem]:
    value, last = case.day(FINISH), case.day(FINISH, last=True)
    if value is None or last is None or value <= last:
        return
    known = [day for _, fields in reversed(case.history) if (day := fields.get(FINISH)) is not None]
    times = sum(1 for before, after in pairwise([*known, value]) if str(after) > str(before))
    if times > 1:
        yield case.raised(Code.P06, FINISH, value=value, reading=case.reading(FINISH), last=last, times=times)


def p07_problem_stands(case: RuleCase) -> Iterator[Problem]:
    text = case.text(TROUBLE)
    if not normal(text) or says_none(text, case.lexicon):
        return
    times = sum(1 for _ in takewhile(lambda past: _same_trouble(text, past[1].get(TROUBLE)), case.history))
    if times:
        yield case.raised(Code.P07, TROUBLE, times=times)


def _same_trouble(text: str, past: object) -> bool:
    return isinstance(past, str) and normal(undated(text)) == normal(undated(past))
