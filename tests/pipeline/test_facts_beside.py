"""Facts of blocks are told from the last one on while they are made here from the first: none is made twice but where they meet."""

from itertools import islice

import pytest

from toolkit.pipeline.facts_beside import FactsBeside

BLOCKS = 12


class Turns:
    """A twin that tells so many lines each time that somebody looks."""

    def __init__(self, each):
        self.each, self.told = each, []

    def coming(self, _what, errand):
        lines = iter(errand())

        def fresh():
            some = list(islice(lines, self.each))
            self.told += some
            return iter(some)

        return fresh


def told(asked):
    for place in reversed(range(BLOCKS)):
        asked.append(place)
        yield place, f"k{place}", b"facts %d" % place


@pytest.mark.parametrize("each", [0, 1, 2, BLOCKS])
def test_both_meet(each):
    there, twin = [], Turns(each)
    facts = FactsBeside(twin, "汇总表", lambda: told(there))
    here = [place for place in range(BLOCKS) if (known := facts(f"k{place}")) is None or known != b"facts %d" % place]
    assert sorted({*here, *there}) == list(range(BLOCKS))
    assert len(here) + len(there) <= BLOCKS + 1


def test_a_key_that_cannot_be_told_is_made_here():
    facts = FactsBeside(Turns(9), "汇总表", lambda: [(5, "", b""), (4, "k4", b"a")])
    assert [facts(key) for key in ("k0", "", "k4")] == [None, None, b"a"]


def test_where_there_is_no_twin_all_is_made_here():
    from toolkit.evidence.ledger import Ledger
    from toolkit.pipeline.errands import Errands

    errands = Errands(Ledger.__new__(Ledger), 1)
    facts = FactsBeside(errands, "汇总表", lambda: told([]))
    errands.give("别的", lambda: iter(()))
    assert [facts(f"k{place}") for place in range(BLOCKS)] == [None] * BLOCKS
    assert not errands.wait()
