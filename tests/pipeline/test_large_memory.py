"""Memory is given back where many units are worked on, and nowhere is it more than a wish."""

import ctypes
import gc
from types import SimpleNamespace

import pytest
from desk_workspace import desk, office, silent, two_came

from toolkit.pipeline import arriving, errands, ingest, large_memory, main_job, making, reading_room, standing


@pytest.mark.parametrize(("units", "asked"), [(large_memory.MANY_UNITS - 1, 0), (large_memory.MANY_UNITS, 1)])
def test_of_many_units_it_is_given_back_before_each_product_is_written(monkeypatch, units, asked):
    given = []
    monkeypatch.setattr(making, "give_back_now", lambda: given.append(1))
    made = object.__new__(making.Making)  # it may have been begun long before
    made._judged = SimpleNamespace(office=SimpleNamespace(plan=SimpleNamespace(units=range(units))))
    with pytest.raises(AttributeError):
        made.written("", (), lambda *_: None)
    assert len(given) == asked


@pytest.mark.parametrize(("units", "asked"), [(large_memory.MANY_UNITS - 1, 0), (large_memory.MANY_UNITS, 3)])
def test_of_many_units_it_is_given_back_before_twins_are_made_and_before_each_of_their_errands(monkeypatch, units, asked):
    class Here:
        """A twin that works in this process."""

        def __init__(self, _own, *works):
            self.lines = [list(work()) for work in works]

        def end(self):
            return

    given = []
    monkeypatch.setattr(errands, "give_back_now", lambda: given.append(1))
    monkeypatch.setattr(errands, "Twin", Here)
    with errands.Errands(None, units) as some:
        some.give("登记表", lambda: iter("甲"))
        some.give("催报", lambda: iter("乙"), many=True)
        some.begin()
        assert [hand.twin.lines for hand in some._hands] == [[["乙"]], [["甲"]]]
    assert len(given) == asked


@pytest.mark.parametrize("fault", [OSError, AttributeError, TypeError])
def test_another_library_goes_on_as_it_is(monkeypatch, fault):
    def missing(_name):
        raise fault

    monkeypatch.setattr(ctypes, "CDLL", missing)
    large_memory.spare_time()
    large_memory.spare_memory(large_memory.MANY_UNITS)
    large_memory.give_back_now()


def test_how_often_rings_are_looked_for_is_as_it_was_once_memory_is_spared_again():
    before = gc.get_threshold()
    for _ in range(2):
        large_memory.spare_time()
        large_memory.spare_time()
        assert gc.get_threshold()[0] > before[0]
        large_memory.spare_memory(large_memory.MANY_UNITS)
        large_memory.spare_memory(large_memory.MANY_UNITS)
        assert gc.get_threshold() == before


@pytest.fixture
def spared(monkeypatch):
    """Have every plan be one of many units; yield what was spared, in order."""
    said = []
    for module in (arriving, main_job, ingest):
        for name in ("time", "memory"):
            monkeypatch.setattr(module, f"spare_{name}", lambda *_, name=name: said.append(name), raising=False)
        monkeypatch.setattr(module, "MANY_UNITS", 1, raising=False)
    monkeypatch.setattr(large_memory, "spare_time", lambda: said.append("time"))
    monkeypatch.setattr(large_memory, "MANY_UNITS", 1)
    return said


def run(root, moment):
    main_job.run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)


def test_time_is_spared_where_one_sheet_came_and_little_is_judged_anew(tmp_path, spared):
    root = two_came(tmp_path / "w")
    there = desk(root)
    run(root, "2022-04-08T09:00")
    assert spared == ["memory"]  # nothing was judged before, and the book is made of nothing
    spared.clear()
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-08T10:00")
    run(root, "2022-04-08T11:00")
    assert spared == ["time"]


@pytest.mark.parametrize("much", ["bytes", "files", "program"])
def test_no_time_is_spared_for_much_that_came_or_by_other_rules(tmp_path, spared, monkeypatch, much):
    root = two_came(tmp_path / "w")
    there = desk(root)
    run(root, "2022-04-08T09:00")
    spared.clear()
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-08T10:00")
    if much == "bytes":
        monkeypatch.setattr(arriving, "_LITTLE", 1)
    elif much == "files":
        monkeypatch.setattr(reading_room, "MANY", 1)
    else:
        monkeypatch.setattr(standing, "libraries", lambda: "another")
    run(root, "2022-04-08T11:00")
    assert "time" not in spared
