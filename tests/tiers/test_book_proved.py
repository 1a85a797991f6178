"""A book that was sent up, proved against the evidence of the office that made it."""

import shutil
from io import BytesIO

import pytest
from desk_workspace import silent
from openpyxl import load_workbook

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.upkeep import verify


@pytest.fixture
def book(played_demo, tmp_path):
    return shutil.copy(played_demo / "outbox" / "2022-04" / "汇总表.xlsx", tmp_path / "汇总表.xlsx")


def test_the_county_s_own_ledger_proves_its_book(played_demo, book):
    proof = verify(played_demo, against=str(book), tell=silent)
    assert proof.ok, proof.broken


def test_a_changed_figure_is_named_by_its_cell(played_demo, book):
    data = load_workbook(BytesIO(book.read_bytes()))
    data["明细"]["G4"] = 0.123
    data.save(book)
    proof = verify(played_demo, against=str(book), tell=silent)
    assert not proof.ok
    assert any("明细·G4 S18" in line for line in proof.broken)


def test_a_strange_book_is_refused_with_a_sentence(played_demo):
    with pytest.raises(ToolkitError):
        verify(played_demo, against=str(played_demo / "templates" / "附件1.xlsx"), tell=silent)
