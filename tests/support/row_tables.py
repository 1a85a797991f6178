"""A table of rows as a few tests: each row is checked, all that are wrong are told together.

A test of its own for each of thousands of rows costs more than what it checks.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature

import pytest

TOGETHER = 60
"""Rows of one test."""


def each_row(names: str | Sequence[str], rows: Iterable[object], together: int = TOGETHER) -> Callable:
    """Call a test for every row, many rows a test; `names` as `pytest.mark.parametrize` has them. No other fixtures."""
    listed = [names] if isinstance(names, str) else list(names)
    table = [(row,) if isinstance(names, str) else tuple(row) for row in rows]
    batches = [table[start : start + together] for start in range(0, len(table), together)]
    assert table

    def decorated(test: Callable) -> Callable:
        assert list(signature(test).parameters) == listed, test.__name__

        @wraps(test)
        def checked(batch: Sequence[tuple]) -> None:
            wrong = []
            for row in batch:
                try:
                    test(*row)
                except AssertionError as error:
                    wrong.append(f"{row}: {error}")
                except Exception as error:
                    wrong.append(f"{row}: {error!r}")
            assert not wrong, f"{len(wrong)} of {len(batch)} rows:\n" + "\n".join(wrong)

        del checked.__wrapped__  # its parameters are the rows', not fixtures
        return pytest.mark.parametrize("batch", batches, ids=lambda batch: str(batch[0][0])[:12])(checked)

    return decorated
