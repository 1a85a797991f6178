"""Many rows and many names are told some hundred at a time, and are read as if they had been told at once."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from toolkit.evidence.ledger.pending import output_of, row_of
from toolkit.nouns.records import Output
from toolkit.pipeline.standing import ManyRows

COUNTS = (0, 1, 511, 512, 513, 1_500)


@pytest.mark.parametrize("count", COUNTS)
def test_rows_are_read_as_they_were_told(count):
    rows = [[f"2022-04/回执/{number}\n局.txt", str(number)] for number in range(count)]
    many = ManyRows()
    for row in rows:
        many.add(row)
    assert [row for line in BytesIO(many.told()) for row in json.loads(line)] == rows


@pytest.mark.parametrize("count", COUNTS)
def test_an_output_is_kept_as_it_was_when_its_names_were_told_at_once(count):
    names = tuple(f"2022-04/回执/{number}局.txt" for number in range(count))
    at = datetime(2022, 4, 6, 9, tzinfo=UTC)
    output = Output(kind="回执", period="2022-04", detail="", at=at, seq=1, files=names, sums=names)
    assert output_of(row_of(output)) == output
    assert row_of(output).files == row_of(output).sums == json.dumps(names, ensure_ascii=False)
