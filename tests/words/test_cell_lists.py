"""Many cells in few words."""

import pytest

from toolkit.words.cell_lists import cells_named


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["G7", "G9"], "G7、G9"),
        (["G4", "G5", "G6", "G7", "G9", "G10"], "G4至G7、G9、G10"),
        (["G7", "G7", "H8"], "G7、H8"),
        (["G7", "H8", "I9"], "G7、H8、I9"),
        (["C第3行", "表头", "AA9", "AA10", "AA11"], "C第3行、表头、AA9至AA11"),
        ([], ""),
    ],
)
def test_cells_under_one_another_are_named_by_the_first_and_the_last(cells, told):
    assert cells_named(cells) == told
