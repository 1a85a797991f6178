"""A dashboard put together of rows that were kept of the one before it is, byte for byte, the dashboard made without any."""

import random
from dataclasses import replace
from hashlib import sha256

import pytest
from dockets import make_plan
from public_world import FORM, PLAN, SOURCES, ZONE, docket, entry

from toolkit.nouns.docket import FileRow, UnitRow
from toolkit.nouns.outcomes import Outcome, Status
from toolkit.outputs import board_tasks, dashboard
from toolkit.outputs.kept_page import KeptPage
from toolkit.outputs.merge import AssignmentRows
from toolkit.plan.model import Period
from toolkit.plan.schedule import Schedules

JUNE = PLAN.period("2022-06")
assert isinstance(JUNE, Period)
PAIRS = PLAN.assignments(JUNE.deadline)
NAMES = [unit.name for unit in PLAN.units]


class Prints:
    """Tells of a docket drawn by hand by looking at it."""

    def common(self, _docket):
        return "-"

    def of(self, found, unit):
        said = (found.row(unit), found.files_of(unit), found.entries_of(unit), found.due_of(unit))
        return sha256(repr(said).encode()).hexdigest()


class EditedYear:
    """April and June, edited at random from one page to the next."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.april, self.june, self.states, self.files = {}, {}, {}, []
        self.plan, self.sources, self.minutes = PLAN, dict(SOURCES), 0
        for _ in range(60):
            self.edit()

    def edit(self):
        dice = self.dice
        self.minutes += 1
        match dice.randrange(12):
            case 0 | 1 | 2 | 3 | 4:
                item, unit = dice.choice(PAIRS)
                percent, verdict = dice.choice(["0.1", "0.35", "1", None]), dice.choice(["合格", "提示", "退回"])
                said = entry(item, unit, percent, verdict=verdict, 存在问题=dice.choice(["无", "缺资金", "<b>缺人</b>"]))
                dice.choice([self.april, self.june])[item, unit] = said
            case 5:
                self.june.pop(dice.choice(PAIRS), None)
            case 6 | 7 | 8:
                unit = dice.choice(NAMES)
                self.states[unit] = UnitRow(unit=unit, status=dice.choice(list(Status)), reason=f"第{self.minutes}次")
            case 9:
                named = {"unit": dice.choice([None, *NAMES]), "outcome": dice.choice([Outcome.RETURNED, Outcome.UNCLAIMED])}
                sheet = FileRow(receipt=self.minutes, name=f"{self.minutes}.xlsx", inside=(), sha256="0" * 64, **named)
                self.files += [sheet, replace(sheet, note="第二张")][: dice.randint(1, 2)]
            case 10:
                self.files = self.files[1:]
            case 11:
                self.plan = replace(PLAN, sha256=str(dice.random()), title=str(dice.random()))

    def board(self, kept):
        row = {unit: UnitRow(unit=unit, status=Status.MISSING, reason="未收到") for unit in NAMES} | self.states
        units = tuple(row[name] for name in NAMES)
        dockets = [
            docket("2022-04", *[self.april[pair] for pair in PAIRS if pair in self.april]),
            docket("2022-06", *[self.june[pair] for pair in PAIRS if pair in self.june], units=units, files=tuple(self.files)),
        ]
        dockets[1] = replace(dockets[1], fingerprint=str(self.minutes))
        schedules = Schedules(self.plan, JUNE)
        return dashboard.board(
            self.plan, FORM, dockets[1], dockets[:1], schedules=schedules, zone=ZONE, prints=Prints(), kept=kept
        )

    def page(self, kept):
        return b"".join(dashboard.page(self.board(kept), self.sources, (), kept))


def after(page, kept):
    """Return what the next page takes out of this one."""
    return KeptPage(kept.listed(), lambda at, length: page[at : at + length])


def alone(year):
    return b"".join(dashboard.page(year.board(None), year.sources))


def told_in(page, old, new):
    assert page.count(old) == 1
    return page.replace(old, new)


TASK = '<tr role="row" data-unit="{{ 行.unit }}" data-light="{{ 行.light }}">'
OWN = {
    "as it is shipped": lambda page: page,
    "rows are counted": lambda page: told_in(page, TASK, TASK + "<td>{{ loop.index }}</td>"),
    "the moment stands in each row": lambda page: told_in(page, TASK, TASK + "<td>{{ 看板.as_of }}{{ 看板.fingerprint }}</td>"),
    "links stand in each row": lambda page: told_in(page, TASK, TASK + "<td>{{ 链接|length }}</td>"),
    "a list grows with the rows": lambda page: told_in(
        "{% set 数 = [] %}" + page, TASK, TASK + "<td>{{ 数.append(1) }}{{ 数|length }}</td>"
    ),
    "the row before is compared": lambda page: told_in(
        "{% set 前 = namespace(名='') %}" + page, TASK, "{{ 前.名 }}{% set 前.名 = 行.unit %}" + TASK
    ),
    "the whole table is sorted": lambda page: told_in(page, "in 看板.first_tasks %}", "in 看板.tasks|sort(attribute='unit') %}"),
    "an earlier version's": lambda page: page.replace("看板.first_", "看板."),
    "a table twice": lambda page: told_in(page, "</main>", "{% for 行 in 看板.tasks %}{{ 行.unit }}、{% endfor %}</main>"),
    "what is set on the way": lambda page: told_in(
        "{% set 时 = 看板.as_of %}" + page, TASK, TASK + "<td>{{ 时 }}{{ 看板.fingerprint }}</td>"
    ),
    "in a block of its own": lambda page: told_in(page, "<main>", "{% set 空 %}<main>{% endset %}{{ 空 }}"),
}


@pytest.mark.parametrize("own", OWN)
def test_whatever_was_edited_and_whatever_the_template_says(own):
    year = EditedYear(own)
    year.sources["看板.html.j2"] = OWN[own](SOURCES["看板.html.j2"])
    kept = KeptPage()
    page = year.page(kept)
    for _ in range(12):
        for _ in range(year.dice.choice([0, 1, 1, 3])):
            year.edit()
        kept = after(page, kept)
        page = year.page(kept)
        assert page == alone(year)


def test_a_page_after_one_answer_takes_all_rows_but_those_of_its_unit():
    year = EditedYear(1)
    kept = KeptPage()
    page = year.page(kept)
    year.june["3-1", "教育局"] = entry("3-1", "教育局", "0.77")
    kept = after(page, kept)
    year.page(kept)
    board = year.board(None)
    own = sum(task.unit == "教育局" for task in board.tasks)
    assert kept.copied >= 2 * len(NAMES) + len(board.tasks) - 2 - own


def test_of_too_many_those_are_shown_that_are_to_be_looked_at_first(monkeypatch):
    monkeypatch.setattr(dashboard, "UNITS", 5)
    monkeypatch.setattr(dashboard, "FILES", 1)
    monkeypatch.setattr(board_tasks, "MANY", 4)
    year = EditedYear(3)
    year.june = {
        ("3-1", "教育局"): entry("3-1", "教育局", "0.9"),
        ("4-1", "教育局"): entry("4-1", "教育局", "0.01"),
    }
    year.april = {}
    board = year.board(None)
    assert [len(rows) for rows in (board.first_units, board.first_files, board.first_tasks, board.first_states)] == [5, 1, 4, 5]
    assert list(board.first_units) == list(board.units[:5])
    assert {row.unit for row in board.first_states} == {row.unit for row in board.first_units}
    assert board.first_tasks[0].light == "红"
    assert {task.light for task in board.first_tasks[1:]} == {"—"}
    html = alone(year).decode()
    assert html.count('<tr role="row" data-unit=') == 5 + 1 + 4 + 5
    assert f"{len(NAMES)}个单位，需要处理的排在前面；单位太多，这里只列前5个" in html
    assert f"承办任务{len(PAIRS)}个" in html


def test_of_those_that_are_shown_each_shared_item_says_once_what_it_comes_to(monkeypatch):
    monkeypatch.setattr(board_tasks, "MANY", len(PAIRS) - 1)
    board = EditedYear(4).board(None)
    shown = [task.item for task in board.first_tasks if task.shared]
    assert shown
    assert len(shown) == len(set(shown))


def looked_at_after_one_answer(monkeypatch, units):
    """Return how many lines, units and answers are looked at for one answer more."""
    plan = replace(make_plan({f"{n}-1": [f"第{n}局"] for n in range(units)}), sha256="1")
    period = plan.periods[0]
    entries = [entry(f"{n}-1", f"第{n}局") for n in range(units)]
    kept, looked = KeptPage(), []

    def made(*entries):
        rows = [UnitRow(unit=f"第{n}局", status=Status.ON_TIME, reason="收齐") for n in range(units)]
        june = docket(period.id, *entries, plan=plan, units=tuple(rows))
        schedules = Schedules(plan, period)
        board = dashboard.board(plan, FORM, june, (), schedules=schedules, zone=ZONE, prints=Prints(), kept=kept)
        return b"".join(dashboard.page(board, SOURCES, (), kept))

    page = made(*entries)
    kept = after(page, kept)
    with monkeypatch.context() as patch:
        line, unit = AssignmentRows.of, dashboard._unit
        patch.setattr(AssignmentRows, "of", lambda rows, pairs: looked.extend(pairs) or line(rows, pairs))
        patch.setattr(dashboard, "_unit", lambda row, zone: looked.append(row) or unit(row, zone))
        made(*entries[:-1], entry(f"{units - 1}-1", f"第{units - 1}局", "0.9"))
    return len(looked)


def test_what_is_looked_at_after_one_answer_does_not_grow_with_the_units(monkeypatch):
    assert looked_at_after_one_answer(monkeypatch, 128) == looked_at_after_one_answer(monkeypatch, 256) > 0
