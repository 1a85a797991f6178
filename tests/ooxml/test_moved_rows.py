"""Rows that come to stand elsewhere are byte for byte the rows that would have been written there."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolkit.ooxml.moved_rows import cells_moved

SAID = st.text('1259" rR=s<c', max_size=6).map(lambda text: text.replace("<", "&lt;"))
CELLS = st.lists(st.tuples(st.integers(0, 130), SAID), max_size=4)


def rows_from(first: int, number: int, rows: list[list[tuple[int, str]]]) -> bytes:
    """Write rows that begin with their numbers; a cell is a face and a text."""
    written = []
    for nth, cells in enumerate(rows):
        row = first + nth
        told = "".join(
            f'<c r="{letter}{row}" s="{face}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, (face, text) in zip(("B", "C", "AA", "AB"), cells, strict=False)
        )
        written.append(
            f'<row r="{row}" ht="{nth + 14}" customHeight="1"><c r="A{row}" s="5"><v>{number + nth}</v></c>{told}</row>'
        )
    return "".join(written).encode()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.integers(1, 130),
    number=st.integers(1, 99),
    down=st.integers(0, 990),
    further=st.integers(0, 99),
    rows=st.lists(CELLS, max_size=4),
)
@example(first=15, number=3, down=1, further=1, rows=[[(15, '15"'), (115, 'r="B15"')], []])
def test_moved_rows_are_those_that_are_written_there(first, number, down, further, rows):
    there = rows_from(first + down, number + further, rows)
    assert cells_moved(rows_from(first, number, rows), down, further) == there
    assert cells_moved(there, -down, -further) == rows_from(first, number, rows)
