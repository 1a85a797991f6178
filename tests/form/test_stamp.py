"""The marks inside the cells of an issued form are read back whatever the office did to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.form.stamp import RowId, form_number, parse_form_number, parse_row_id, row_id
from toolkit.nouns.stamp import Stamp

UNITS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12) | st.sampled_from(["县妇联（筹）", "A@B"])
PERIODS = st.builds("{}-{:02d}".format, st.integers(2000, 2099), st.integers(1, 12))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 400), st.integers(1, 400), UNITS, PERIODS)
def test_row_id_is_read_back(project, place, unit, period):
    item = f"{project}-{place}"
    assert parse_row_id(row_id(item, unit, period)) == RowId(item, unit, period)


@settings(deadline=None, max_examples=40)
@given(UNITS, PERIODS)
def test_form_number_is_read_back(unit, period):
    text = form_number(unit, period, "0123456789ab")
    assert parse_form_number(f"表号：{text}") == Stamp(unit=unit, period=period, form="0123456789ab")


@pytest.mark.parametrize("job", ["K7Q2", "", "2022MS1"])
@pytest.mark.parametrize("unit", ["黄冕镇", "水利局（河长办）", "A@B"])
def test_the_job_is_read_back(unit, job):
    assert parse_row_id(row_id("8-1", unit, "2022-04", job)) == RowId("8-1", unit, "2022-04", job)
    found = parse_form_number(f"表号：{form_number(unit, '2022-04', '0123456789ab', job)}")
    assert found == Stamp(unit=unit, period="2022-04", form="0123456789ab", job=job)


def test_the_job_survives_typing():
    assert parse_row_id("Ｓ０８０１＠黄冕镇＠２０２２－０４＃ｋ７ｑ２ ") == RowId("8-1", "黄冕镇", "2022-04", "K7Q2")


def test_row_id_is_never_a_date():
    assert row_id("8-1", "黄冕镇", "2022-04", "K7Q2") == "S0801@黄冕镇@2022-04#K7Q2"
    assert row_id("8-1", "黄冕镇", "2022-04") == "S0801@黄冕镇@2022-04"
    assert row_id("120-3", "黄冕镇", "2022-04") == "S120-3@黄冕镇@2022-04"


@pytest.mark.parametrize(
    "text",
    [
        "s0801@黄冕镇@2022-04",
        "Ｓ０８０１＠黄冕镇＠２０２２－０４",
        " S0801 @ 黄冕镇 @ 2022—04 ",
        "S08 01@黄冕镇@2022-04\n",
    ],
)
def test_row_id_survives_typing(text):
    assert parse_row_id(text) == RowId("8-1", "黄冕镇", "2022-04")


@pytest.mark.parametrize("text", ["", "8-1", "S0801", "@@", "S0801@@2022-04", "A0801@黄冕镇@2022-04", "lz@163.com"])
def test_other_text_is_no_row_id(text):
    assert parse_row_id(text) is None


@pytest.mark.parametrize("text", ["督办表 [2022-04] 黄冕镇・0123456789AB", "表号:督办表（2022－04）黄冕镇·0123456789ab "])
def test_form_number_survives_typing(text):
    assert parse_form_number(text) == Stamp(unit="黄冕镇", period="2022-04", form="0123456789ab")


def test_other_text_is_no_form_number():
    assert parse_form_number("鹿政发〔2022〕1号") is None
