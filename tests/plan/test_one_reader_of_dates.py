"""A day is read alike wherever people write one: in the plan, an answer, a setting, the receipt log, the command line."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Field, Type
from toolkit.plan.meant import period_meant
from toolkit.plan.model import Period, Plan
from toolkit.plan.settings import Settings
from toolkit.plan.sheets import PlanCell
from toolkit.values.dates import read_date
from toolkit.values.moments import read_moment

FIELD = Field(source="填报", key="预计完成时间", header="预计完成时间", column=1, template="", type=Type.DATE)
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2022, 4, 5)
WRITTEN = [
    "2022-04-05", "2022/4/5", "2022.4.5", "20220405", "2022年4月5日", "2022年4月5号", "２０２２－０４－０５", "二〇二二年四月五日",
    " 2022 - 4 - 5 ", "44656", "4月5日", "4.5", "4/5", "四月五日",
]  # fmt: skip
NO_DAY = ["2022-02-30", "2022-13-01", "20221301", "4月31日", "明天", "99999", "3"]


def in_plan(value):
    return PlanCell(book="附件1", sheet="期次", row=2, column=3, value=value).day_in(2022)


def in_answer(value):
    number = isinstance(value, int)
    return read_date(
        Cell(1, 1, CellKind.NUMBER if number else CellKind.TEXT, Decimal(value) if number else value), FIELD, 2022
    ).value


def in_setting(value):
    return Settings({"年度": "2022", "完成时限": str(value)}).day("完成时限")


def in_log(value):
    return read_moment(value, ZONE, year=2022).at.date()


@pytest.mark.parametrize("reader", [in_plan, in_answer, in_setting, in_log])
@pytest.mark.parametrize("written", [*WRITTEN, 44656])
def test_a_day_is_read_alike_everywhere(reader, written):
    assert reader(written) == DAY


@pytest.mark.parametrize("reader", [in_plan, in_setting, in_log])
@pytest.mark.parametrize("written", NO_DAY)
def test_what_is_no_day_is_none_anywhere(reader, written):
    assert in_answer(written) is None
    with pytest.raises((ToolkitError, ValueError)):
        reader(written)


def test_a_moment_keeps_the_hours_of_its_number():
    assert read_moment(44656.395833333336, ZONE).at == datetime(2022, 4, 5, 9, 30, tzinfo=ZONE)
    assert read_moment(44656, ZONE).whole_day and not read_moment(44656.5, ZONE).whole_day


@pytest.mark.parametrize("number", [1, 30_000, 80_000])
def test_a_number_of_another_century_is_no_day(number):
    with pytest.raises(ToolkitError, match="不是日期"):
        in_plan(number)


def test_a_year_that_no_plan_is_about_is_said_to_be_wrong():
    with pytest.raises(ToolkitError, match="年份不对"):
        in_plan("1922-04-05")


def test_a_period_is_the_one_of_that_id_before_the_one_due_in_that_month():
    periods = (
        Period(id="2022-04", name="第一期", deadline=date(2022, 5, 5), data_as_of=date(2022, 4, 30)),
        Period(id="2022-03", name="第二期", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31)),
    )
    plan = Plan(title="", settings=Settings({}), items=(), units=(), periods=periods)
    assert {typed: period_meant(plan, typed).id for typed in ("2022年4月", "202204", "4月")} == {
        "2022年4月": "2022-04", "202204": "2022-04", "4月": "2022-03",
    }  # fmt: skip
