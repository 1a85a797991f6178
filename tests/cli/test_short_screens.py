"""What ingest and run say fits a window: what somebody must do comes first, the rest in a line."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace

import pytest
from dockets import at, make_docket, make_file, make_plan, make_unit_row

from toolkit.cli import show
from toolkit.cli.fitting import columns
from toolkit.nouns.docket_marks import file_mark
from toolkit.nouns.outcomes import Outcome, Status
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.shelf import Picked
from toolkit.pipeline.arriving import IngestResult
from toolkit.pipeline.written_files import WrittenFiles
from toolkit.telling import screen
from toolkit.telling.states import by_word

PLAN = make_plan()


def came(*rows):
    return IngestResult(rows=rows, complaints=(), zone=UTC)


def bad(number):
    many = tuple(problem(Code.V01, "附件2", f"H{n}", header="进展情况", value="") for n in range(5, 15))
    row = make_file(number, f"附件2-第{number}单位.xlsx", unit=f"第{number}单位")
    return replace(row, outcome=Outcome.RETURNED, problems=many)


def test_eighteen_returned_files_take_a_line_each():
    block = screen.to_deal_with(came(*(bad(n) for n in range(1, 19))))
    assert len(block.rows) == 18 and block.lines == ()
    assert all(sum(map(columns, row)) + 6 <= 80 for row in block.rows)
    assert "10 处" in block.rows[0][3]


def test_more_than_a_window_holds_is_counted():
    block = screen.to_deal_with(came(*(bad(n) for n in range(1, 60))))
    assert len(block.rows) + len(block.lines) < 30
    assert "39" in block.lines[0]


def test_what_the_clerk_must_do_comes_first_and_what_is_well_is_one_line():
    well = [make_file(n, f"附件2-第{n}局.xlsx", unit=f"第{n}局") for n in range(20, 37)]
    lost = replace(make_file(40, "无名.xlsx"), outcome=Outcome.UNCLAIMED, unit=None)
    done = came(bad(1), *well, lost)
    assert [row[0] for row in screen.to_deal_with(done).rows] == ["无名.xlsx", "附件2-第1单位.xlsx"]
    said = screen.ingested(done)
    assert sum("第20局" in line for line in said) == 1
    assert len(said) == 2


def test_of_a_country_s_files_those_that_are_shown_are_opened():
    rows, opened = [bad(n) if n % 4 else make_file(n, "附件2.xlsx", unit=f"第{n}局") for n in range(1, 2001)], []

    def fetch(place):
        opened.append(place)
        return rows[place]

    marks = [file_mark(row) for row in rows]
    done = came()
    done = replace(done, rows=Picked(fetch, range(len(rows)), marks.__getitem__))
    assert screen.to_deal_with(done) == screen.to_deal_with(came(*rows))
    assert screen.ingested(done) == screen.ingested(came(*rows))
    assert len(opened) < 100


def test_nothing_came():
    assert screen.to_deal_with(came()).rows == ()
    assert len(screen.ingested(came())) == 1


def test_units_that_stand_below_are_not_named_twice():
    done = came(*(make_file(n, f"附件2-第{n}局.xlsx", unit=f"第{n}局") for n in range(20, 37)))
    period = done.rows[0].period
    assert not [line for line in screen.ingested(done, standing=period) if "第20局" in line]
    assert [line for line in screen.ingested(done, standing="2099-01") if "第20局" in line], (
        "another period's units stand nowhere"
    )


def test_the_same_fault_of_many_units_is_one_row_of_status():
    units = [
        make_unit_row(f"第{n}局", Status.RETURNED, reason=f"报送的“附件2-第{n}局.xlsx”被退回，尚未重报合格的表")
        for n in range(10, 28)
    ]
    rows = screen._told(units)
    assert len(rows) == 1 and "附件2-（单位）.xlsx" in rows[0][2]
    (row,) = screen._told(units[:1])
    assert "附件2-第10局.xlsx" in row[2]


LONG = "鹿寨县科技工业贸易和信息化大数据发展服务中心县招商促进局"
NAMES = [f"{LONG}{n:02}" for n in range(18)]


def lines_of(text: str) -> int:
    """Return how many lines of 80 columns a text takes."""
    return sum(-(-columns(line) // 80) or 1 for line in text.splitlines())


@pytest.mark.parametrize("status", list(Status))
def test_status_of_eighteen_units_fits_a_window_whatever_they_are_called(status, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    units = [
        make_unit_row(name, status, reason=f"电子表和盖章扫描件于8月{n + 6}日10:00收到，晚于8月5日截止", days_late=n + 1)
        for n, name in enumerate(NAMES)
    ]
    docket = replace(make_docket(PLAN, as_of=at("04-20 09:00")), units=tuple(units))
    show._block(screen._period(SimpleNamespace(period=PLAN.period, zone=UTC), docket))
    said = capsys.readouterr().out
    assert lines_of(said) <= 36  # the counts stand below it
    assert all(name in said.replace("\n", "").replace(" ", "") for name in NAMES) or status in {Status.ON_TIME, Status.EXEMPT}


def test_what_came_back_fits_a_window_with_all_that_stands_beside_it(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    rows = [replace(bad(n), unit=name, name=f"附件2-{name}.xlsx") for n, name in enumerate(NAMES, 1)]
    show.ingested(came(*rows), beside=["未报" * 300])
    said = capsys.readouterr().out
    assert lines_of(said) + lines_of("未报" * 300) <= 40
    assert all(name in said for name in NAMES) and "退回 18 件" in said


def test_a_folder_that_holds_files_beside_its_folders_is_named_itself():
    paths = [Path("/w/outbox/2022-08") / name for name in ("a.docx", "b.svg", "清单/c.docx", "清单/d.docx", "e.png", "f", "g")]
    (line,) = screen.written(WrittenFiles(what="领导材料", paths=tuple(paths), fresh=tuple(paths)))
    assert f"{Path('/w/outbox/2022-08')} 和其中的 清单" in line
    (line,) = screen.written(WrittenFiles(what="督查通报、预警督办单", paths=tuple(paths[2:4]), fresh=tuple(paths[2:4])))
    assert line.endswith("：c.docx、d.docx")


def test_a_time_still_to_be_checked_is_said_apart():
    units = [make_unit_row("甲局", Status.LATE, provisional=True), make_unit_row("乙局", Status.LATE)]
    assert list(by_word(units)) == ["迟报（时间待核）", "迟报"]
