"""How much a table must show to be the form: stamps, title, rows of the plan, or the form's own words (DESIGN §7)."""

from dataclasses import replace

import pytest
from recognise_world import form, plan, sheet

from toolkit.intake.recognise.evidence import is_form
from toolkit.intake.recognise.identity import read_marks
from toolkit.intake.recognise.labels import Labels
from toolkit.intake.recognise.placing import TextGrid, find_tables
from toolkit.intake.recognise.rows import read_facts
from toolkit.nouns.fields import Field, Form, Type

TITLE = "年县级为民办实事项目目标任务进展情况表"
CONTENT = "建成3所公立幼儿园，新增学位900个。"
STAMP = "S0301@教育局@2022-04"


def small(asked: int, prefilled: int = 3, *, hidden: int = 0) -> Form:
    """Return a form that asks so much and prints so much beforehand; the last of the printed columns are hidden."""
    keys = ("实事内容", *(f"预填{n}" for n in range(1, prefilled)))[:prefilled]
    told = [("事项", key, place > prefilled - hidden) for place, key in enumerate(keys, 1)]
    told += [("填报", f"所问{n}", False) for n in range(1, asked + 1)]
    fields = tuple(
        Field(
            source=source,
            key=key,
            header=key,
            column=place,
            template=f"{{{{ {source}.{key} }}}}",
            required=False,
            type=Type.TEXT,
            hidden=hid,
        )
        for place, (source, key, hid) in enumerate(told, 1)
    )
    return replace(form(), fields=fields, foot=())


def taken(
    issued: Form,
    headers: list[str],
    *,
    title: str = "",
    row: tuple[object, ...] = (),
    around: tuple[str, ...] = (),
    below: str = "",
    stamped: bool = False,
    top: int = 3,
) -> bool:
    """Tell whether a table with these headers and one row is taken for the form."""
    cells: dict[tuple[int, int], object] = {(top, c): text for c, text in enumerate(headers, 1)}
    cells |= {(top + 1, c): text for c, text in enumerate(row or ("别的事",) * len(headers), 1)}
    cells |= {(top - 1, 1): title} if title else {}
    cells |= {(top + 3, 1): below} if below else {}
    drawn = replace(sheet(cells), text_around=around)
    (table,) = find_tables(TextGrid.of(drawn), issued, Labels.of(issued, {}))
    marks = read_marks(table)
    return is_form(table, marks, read_facts(table, marks, plan()), plan(), stamped=stamped)


def own(issued: Form, asked: int, prefilled: int) -> list[str]:
    """Return so many of the form's headers, as they stand."""
    told = [f.header for f in issued.fields if not f.asked and not f.hidden][:prefilled]
    return [*told, *(f.header for f in issued.asked[:asked])]


@pytest.mark.parametrize(("asked", "enough"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (7, 3), (9, 3)])
def test_half_of_what_is_asked_and_at_most_three_columns_make_the_form_under_its_title(asked: int, enough: int) -> None:
    issued = small(asked)
    # the form's own words would do by themselves, so one that has only synonyms stands for them
    headers = [f"{n}.{f.header}" for n, f in enumerate(issued.asked, 1)]
    assert taken(issued, ["甲", "预填1", *headers[:enough], "乙"], title=TITLE)
    if enough > 1:
        assert not taken(issued, ["甲", "预填1", *headers[: enough - 1]], title=TITLE)


@pytest.mark.parametrize(
    ("shown", "accepted"),
    [
        ({"title": TITLE}, True),
        ({"stamped": True}, True),
        ({"row": (CONTENT, "", "", "")}, True),
        ({"row": (STAMP, "甲", "乙", "丙")}, True),
        ({"around": (TITLE,)}, True),
        ({"around": ("县里的另一张表", TITLE)}, True),
        ({}, False),
        ({"title": "另一张表"}, False),
        ({"below": TITLE}, False),
        ({"row": ("建成3所公立小学，新增学位900个。", "", "", "")}, False),
    ],
)
def test_three_asked_columns_need_a_stamp_the_title_or_a_row_of_the_plan(shown: dict[str, object], accepted: bool) -> None:
    headers = ["实事内容", "所问1", "所问2", "所问3"]
    assert taken(small(7, 9), headers, **shown) is accepted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "shown", "accepted"),
    [
        (["实事内容", "预填1", "所问1"], {"row": (CONTENT, "", "")}, True),
        (["实事内容", "预填1", "预填2", "所问1"], {"row": (CONTENT, "", "", "")}, True),
        (["实事内容", "所问1", "所问2"], {"row": (CONTENT, "", "")}, True),
        (["实事内容", "预填1", "所问1"], {"stamped": True}, True),
        (["实事内容", "预填1", "所问1"], {"row": (STAMP, "甲", "乙")}, True),
        (["实事内容", "预填1", "所问1"], {"row": ("S9901@教育局@2022-04", "甲", "乙")}, False),
        (["实事内容", "所问1"], {"row": (CONTENT, "")}, False),
        (["实事内容", "所问1"], {"stamped": True}, False),
        (["实事内容", "预填1", "所问1"], {"title": TITLE}, False),
        (["实事内容", "预填1", "所问1"], {}, False),
    ],
)
def test_one_asked_column_needs_two_others_and_more_than_a_title(
    headers: list[str], shown: dict[str, object], accepted: bool
) -> None:
    assert taken(small(7, 9), headers, **shown) is accepted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "prefilled", "hidden", "there", "accepted"),
    [
        (7, 5, 0, (7, 2), True),  # 9 of 12
        (7, 5, 0, (7, 1), False),  # 8 of 12
        (7, 6, 1, (7, 2), True),  # what is hidden is not missed
        (7, 6, 0, (7, 2), False),  # 9 of 13
        (2, 2, 0, (2, 2), True),
        (2, 2, 0, (2, 1), False),  # three of four are too few by themselves
        (2, 3, 0, (2, 2), True),
        (7, 9, 0, (4, 9), True),  # more than half of what is asked
        (7, 9, 0, (3, 9), False),
        (6, 9, 0, (3, 9), True),  # just half
    ],
)
def test_a_copy_with_nothing_else_left_is_known_by_three_quarters_of_its_own_words(
    asked: int, prefilled: int, hidden: int, there: tuple[int, int], accepted: bool
) -> None:
    issued = small(asked, prefilled, hidden=hidden)
    assert taken(issued, own(issued, *there)) is accepted


@pytest.mark.parametrize(("length", "accepted"), [(199, True), (200, False), (201, False)])
def test_a_title_in_a_long_text_is_none(length: int, accepted: bool) -> None:
    long = TITLE + "字" * (length - len(TITLE))
    assert taken(small(7, 9), ["甲", "所问1", "所问2", "所问3"], title=long) is accepted
    assert taken(small(7, 9), ["甲", "所问1", "所问2", "所问3"], around=(long,)) is accepted


def test_a_form_without_a_title_is_not_under_it_everywhere() -> None:
    nameless = replace(small(7, 9), title=("",))
    assert not taken(nameless, ["甲", "所问1", "所问2", "所问3"], title="另一张表")


def test_the_title_of_a_table_stands_between_it_and_the_one_before() -> None:
    headers = ["甲", "所问1", "所问2", "所问3"]
    assert taken(small(7, 9), headers, title=TITLE, top=2)
    assert taken(small(7, 9), headers, title=TITLE, top=9)
