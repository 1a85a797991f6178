"""Memory is given back where many units are worked on, and nowhere is it more than a wish."""

import ctypes
from types import SimpleNamespace

import pytest

from toolkit.pipeline import errands, large_memory, making


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
    large_memory.give_back()
    large_memory.give_back_now()
