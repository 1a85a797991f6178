"""What a careful clerk would say of a row: X across its columns, P across periods, U across units. Pure.

X and P see only rows whose V passed, and do not stop each other (DESIGN §8).
"""

from functools import cache

from toolkit.checks.rules.across import check_across
from toolkit.checks.rules.rule_case import Rule, RuleCase
from toolkit.nouns.problems import Code, Problem
from toolkit.values.meaning import FINISH, NEXT, PERCENT, PROGRESS, STATUS, TROUBLE

__all__ = ["Rule", "RuleCase", "check_across", "check_row", "rules"]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in reporting order; loaded when a row is to be judged that nobody judged before."""
    return (*_of_columns(), *_of_periods())


@cache
def _of_columns() -> tuple[Rule, ...]:
    from toolkit.checks.rules import columns, told

    return (
        columns.x01_done_below_all,
        columns.x02_all_but_not_done,
        columns.x03_status_against_percent,
        columns.x04_text_against_status,
        columns.x05_behind_without_reason,
        columns.x06_finish_after_limit,
        columns.x07_finish_has_passed,
        columns.x08_hollow_text,
        columns.x09_quantity_missing,
        told.x10_problem_not_named,
        told.x11_overall_differs,
        told.x12_finish_differs,
        told.x13_parts_do_not_add_up,
        told.x14_placeholder_left,
        told.x15_last_years_dates,
        told.x16_next_step_is_the_report,
        told.x17_out_of_scale,
    )


@cache
def _of_periods() -> tuple[Rule, ...]:
    from toolkit.checks.rules import periods

    return (
        periods.p01_percent_fell,
        periods.p02_same_text,
        periods.p03_like_text,
        periods.p04_status_went_back,
        periods.p05_percent_stands,
        periods.p06_finish_slipped_again,
        periods.p07_problem_stands,
    )


def check_row(case: RuleCase, *, repeats: bool = True) -> tuple[Problem, ...]:
    """Return the X and P problems of one row; () where a value of the row was sent back.

    `repeats`: P02 is in force, and speaks alone of a row that repeats all its last answers.
    """
    if case.failed:
        return ()
    asked = rules() if case.last is not None or case.history else _of_columns()  # P asks what was reported before
    raised = tuple([raised for rule in asked for raised in rule(case)])
    if not repeats or not _sent_again(case):
        return raised
    again = tuple(one for one in raised if one.code is Code.P02)
    return again or raised


def _sent_again(case: RuleCase) -> bool:
    """Tell whether the row repeats all its last answers: then P02 alone speaks, for the rest follows from it."""
    last = case.last or {}
    return bool(last) and all(case.fields.get(key) == last.get(key) for key in (STATUS, PERCENT, PROGRESS, TROUBLE, NEXT, FINISH))
