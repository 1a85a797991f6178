"""What ingest and run say fits a window: what somebody must do comes first, the rest in a line."""

from dataclasses import replace
from datetime import UTC

from dockets import make_file, make_unit_row

from toolkit.cli.fitting import columns
from toolkit.nouns.docket import Outcome, Status
from toolkit.nouns.problems import Code, problem
from toolkit.pipeline.ingest import IngestResult
from toolkit.telling import screen


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
    _, rows = screen._told(units)
    assert len(rows) == 1 and "附件2-（单位）.xlsx" in rows[0][2]
    _, (row,) = screen._told(units[:1])
    assert "附件2-第10局.xlsx" in row[2]
