"""`run --profile` says where the time went: by stage, by room, by function; and does the same job."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_workspace import desk, laid

import toolkit
from toolkit.cli import cli
from toolkit.cli.options import Session
from toolkit.cli.spent import TimeSpent, stages

NUMBER = re.compile(r"\d+\.\d\d")


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> str:
    root = laid(tmp_path_factory.mktemp("profile") / "w")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    arguments = ["-w", str(root), "run", "2022-04", "--as-of", "2022-04-08T09:00", "--profile"]
    result = CliRunner(env={"COLUMNS": "200"}).invoke(cli, arguments, obj=Session(), prog_name="duban")
    assert result.exit_code == 0, result.output
    assert (root / "outbox" / "2022-04" / "汇总表.xlsx").is_file()
    return result.output


@pytest.mark.parametrize("named", ["收件", "汇总表", "登记表", "看板", "toolkit/outputs", "toolkit/judge"])
def test_stages_and_rooms_are_named_with_their_seconds(said, named):
    lines = [line for line in said.splitlines() if named in line and NUMBER.search(line)]
    assert lines, said


def test_a_function_that_costs_is_named_with_its_calls():
    spent = TimeSpent()
    with spent.measuring():
        sum(number**2 for number in range(200_000))
    (name, calls, own, whole), *_ = (row for row in spent.functions() if "test_profile" in row[0])
    assert "genexpr" in name and calls >= 200_000
    assert float(own) <= float(whole)
    assert spent.rooms()[0][2].endswith("%")


def test_stages_add_up_to_the_whole_command():
    told = stages([("收件", 3.0), ("汇总表", 1.0)], 0.5, 5.0)
    assert [row[1:] for row in told] == [("0.50", "10%"), ("3.00", "60%"), ("1.00", "20%"), ("0.50", "10%"), ("5.00", "100%")]
    assert stages([], 0.0, 0.0)[-1][1:] == ("0.00", "0%")


def test_what_the_workers_cost_is_told(said):
    (line,) = (line for line in said.splitlines() if line.startswith("读取 "))
    assert NUMBER.search(line)


def test_a_room_of_ours_is_named_however_little_it_cost(monkeypatch):
    spent, house = TimeSpent(), Path(toolkit.__file__).parent
    dear = {(f"/x/site-packages/p{number}/a.py", 1, "f"): (1, 1, 9.0 + number, 9.0, {}) for number in range(20)}
    cheap = {(str(house / "judge" / "times.py"), 1, "f"): (1, 1, 0.01, 0.01, {})}
    monkeypatch.setattr(spent, "_stats", lambda: dear | cheap)
    names = [name for name, _, _ in spent.rooms()]
    assert names[-1] == "toolkit/judge" and len(names) == 16 and names[0] == "p19"
