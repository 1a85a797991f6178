"""Which loops of a template write rows that stand by themselves; all others are left as they are."""

import pytest
from jinja2 import DictLoader
from jinja2.sandbox import SandboxedEnvironment

from toolkit.outputs.row_loops import row_loops

PARTS = "{% macro bar(n) %}<{{ n }}>{% endmacro %}"


def loops(page: str, parts: str = PARTS):
    room = SandboxedEnvironment(loader=DictLoader({}), autoescape=True)
    return row_loops(room.parse(page), "页", ("行们",), {"部件": room.parse(parts)}, room)


def told(body: str, before: str = "", after: str = "") -> str:
    return f"{{% import '部件' as 部 %}}{{% set 色 = {{'a': 1}} %}}{before}{{% for 行 in 页.行们 %}}{body}{{% endfor %}}{after}"


ALONE = {
    "its own values": told("{{ 行.a }}{{ 行.b or '—' }}"),
    "a choice": told("{% if 行.a in 色 %}{{ 色[行.a] }}{% elif 行.b %}x{% endif %}"),
    "a part": told("{{ 部.bar(行.a) }}"),
    "a loop of its own": told("{% for 格 in 行.cells %}{{ loop.index0 }}{{ 格 }}{% endfor %}"),
    "in a condition": told("{{ 行.a }}", "{% if 页.行们 %}", "{% else %}-{% endif %}"),
    "filters": told("{{ 行.a|upper }}{{ 行.b|length }}"),
}
TOGETHER = {
    "counted": told("{{ loop.index }}"),
    "counted within": told("{% for 格 in 行.cells %}{% endfor %}{{ loop.last }}"),
    "another value": told("{{ 链接 }}"),
    "the whole page": told("{{ 页 }}"),
    "what is set on the way": told("{{ 时 }}", "{% set 时 = 页.时 %}"),
    "what is set twice": told("{{ 色 }}", "{% set 色 = 页.时 %}"),
    "a list that grows": told("{{ 数.append(1) }}", "{% set 数 = [] %}"),
    "a namespace": told("{% set 数.a = 1 %}", "{% set 数 = namespace() %}"),
    "chance": told("{{ [1, 2]|random }}"),
    "any text": told("{{ lipsum() }}"),
    "a name of jinja's own": told("{{ range }}", "{% set range = 页.时 %}"),
    "with a test": told("{{ 行.a }}").replace("in 页.行们", "in 页.行们 if 行.a"),
    "with an else": told("{{ 行.a }}{% else %}-"),
    "what is written first elsewhere": told("{{ 行.a }}", "{% set 空 %}", "{% endset %}"),
    "in another loop": told("{{ 行.a }}", "{% for n in [1, 2] %}", "{% endfor %}"),
    "in a macro": told("{{ 行.a }}", "{% macro m() %}", "{% endmacro %}{{ m() }}{{ m() }}"),
    "what includes": told("{% include '部件' %}"),
    "a page that includes": told("{{ 行.a }}", "{% include '部件' %}"),
    "a page that is part of one": told("{{ 行.a }}", "{% extends '部件' %}"),
    "the page's value renamed": told("{{ 行.a }}", "{% set 页 = 1 %}"),
    "sorted": told("{{ 行.a }}").replace("页.行们", "页.行们|sort"),
    "another table": told("{{ 行.a }}").replace("页.行们", "页.别的"),
}


@pytest.mark.parametrize("page", ALONE.values(), ids=ALONE)
def test_rows_that_stand_by_themselves_are_asked_for_one_by_one(page):
    (loop,) = loops(page)
    assert (loop.table, loop.fields) == ("行们", ())


@pytest.mark.parametrize("page", TOGETHER.values(), ids=TOGETHER)
def test_rows_that_hang_together_are_written_as_ever(page):
    assert loops(page) == ()


def test_values_of_the_page_that_rows_speak_of_are_named():
    (loop,) = loops(told("{{ 页.时 }}{{ 页.期[0] }}"))
    assert loop.fields == ("时", "期")


@pytest.mark.parametrize(
    "parts",
    [
        "{% macro bar(n) %}{{ x }}{% endmacro %}",
        "{% macro bar(n) %}{{ lipsum() }}{% endmacro %}",
        "{% set s = [1] %}{% macro bar(n) %}{{ s.pop() }}{% endmacro %}",
    ],
)
def test_parts_that_are_not_the_same_each_time_are_no_reason_to_copy(parts):
    assert loops(told("{{ 部.bar(行.a) }}"), parts) == ()


def test_each_loop_over_the_same_table_stands_by_itself():
    first, second = loops(told("{{ 行.a }}") + "{% for 行 in 页.行们 %}{{ 行.b }}{% endfor %}")
    assert first.name != second.name
