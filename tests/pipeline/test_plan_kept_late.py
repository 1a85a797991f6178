"""A plan out of the cache is the plan that was read; its units and items are made when somebody asks for one."""

import pickle
from dataclasses import replace

import pytest
from desk_workspace import laid, office, silent

from toolkit.nouns.shelf import LateList
from toolkit.pipeline.main_job import run
from toolkit.pipeline.plan_bytes import dump_plan, load_plan
from toolkit.plan.read import read_plan

NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return read_plan((laid(tmp_path_factory.mktemp("plan") / "w") / "templates" / "附件1.xlsx").read_bytes())


def test_what_is_kept_is_what_was_read(plan):
    kept = load_plan(dump_plan(plan))
    assert kept == plan and dump_plan(kept) == dump_plan(plan)
    assert kept.unit("教育局") == plan.unit("教育局") and [*kept.items] == [*plan.items]
    assert pickle.loads(pickle.dumps(kept)) == plan
    assert replace(kept, title="别的").units == plan.units


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"x" + data, lambda data: b"", lambda data: data + b"0"])
def test_other_bytes_are_refused(plan, spoil):
    with pytest.raises((ValueError, LookupError, TypeError)):
        load_plan(spoil(dump_plan(plan)))


def test_a_list_is_made_once_and_only_when_asked():
    made = []
    late = LateList(2, lambda number: made.append(number) or ("甲", "乙"), 2)
    assert len(late) == 2 and made == []
    assert late[1] == late[-1] == "乙" and [*late] == ["甲", "乙"] and late == ("甲", "乙")
    assert made == [0]


def test_for_the_sake_of_one_a_part_is_made_and_all_once_many_are_asked_for():
    made = []
    late = LateList(100, lambda number: made.append(number) or range(10 * number, 10 * number + 10), 10)
    assert late[57] == 57 and late[-43] == 57 and late[52] == 52 and made == [5]
    assert late[99] == 99 and made == [5, 9]
    assert late[3] == 3 and made == [5, 9, *range(10)]  # a fourth of the parts
    assert [*late] == [*range(100)] == [late[place] for place in range(100)] and len(made) == 12
    with pytest.raises(IndexError):
        late[100]


def test_a_run_with_nothing_new_asks_for_no_unit(tmp_path, monkeypatch):
    root = laid(tmp_path / "w")
    run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)

    def refused(*_asked):
        raise AssertionError

    monkeypatch.setattr(LateList, "_values", property(refused))
    monkeypatch.setattr(LateList, "_value", refused)
    done = run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    assert all(part.paths and not part.fresh for part in done.written)


def test_what_was_worked_out_of_a_plan_to_be_kept_is_asked_from_then_on_and_its_bytes_are_let_go(tmp_path):
    here = office(laid(tmp_path / "w"), NOW)
    with here.writing("run") as ledger:
        here.kept_plan.keep_tables(ledger, here.plan)
    assert here.kept_plan.used and not any(here.kept_plan.used.values())  # the plan holds what it is made from
    assert here.plan.kept and here.plan.kept == office(here.workspace.root, NOW).plan.kept
