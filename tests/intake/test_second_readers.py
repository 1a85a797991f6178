"""Workbooks that one reader refuses and office programs open: the library password, sloppy xls."""

# ruff: noqa: DTZ001  (days in sheets have no time zone)
import io
from datetime import datetime
from decimal import Decimal

import pytest
import xlsxwriter

from toolkit.intake.formats import xls_second
from toolkit.intake.formats.aes import decrypted_cbc, decrypted_ecb
from toolkit.intake.formats.libreoffice import converted, office_program
from toolkit.intake.sheets import read_book
from toolkit.nouns.limits import Limits, Unreadable


@pytest.mark.parametrize(
    ("key", "cipher"),
    [
        ("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"),
        ("000102030405060708090a0b0c0d0e0f1011121314151617", "dda97ca4864cdfe06eaf70a0ec0d7191"),
        ("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089"),
    ],
)
def test_aes_is_that_of_the_standard(key, cipher):
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert decrypted_ecb(bytes.fromhex(key), bytes.fromhex(cipher)) == plain
    zero = decrypted_cbc(bytes.fromhex(key), plain, bytes.fromhex(cipher) * 2)
    assert zero[:16] == bytes(16) and len(zero) == 32


@pytest.mark.office
@pytest.mark.skipif(office_program() is None, reason="no LibreOffice here")
def test_what_xlrd_stumbles_over_goes_to_the_second_reader():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("附件2")
    sheet.write("C5", "已开工")
    sheet.write("D5", "填报说明")
    book.close()
    sloppy = bytearray(converted(out.getvalue(), "xlsx", "xls", Limits()))
    text_cell = sloppy.index(b"\xfd\x00\x0a\x00")
    sloppy[text_cell + 8 : text_cell + 10] = (900).to_bytes(2, "little")  # a cell style that the workbook does not have
    found = read_book(bytes(sloppy), "a.xls", Limits())
    assert [found.sheets[0].cells[5, column].value for column in (3, 4)] == ["已开工", "填报说明"]


def test_what_neither_reads_is_damaged():
    with pytest.raises(Unreadable) as caught:
        read_book(b"\x09\x08\x10\x00\x00\x06\x10\x00" + b"\xff" * 60, "a.xls", Limits())
    assert caught.value.problem.code.name == "F01"


def test_the_second_reader_keeps_places_kinds_and_merges():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("附件2")
    sheet.merge_range("A1:C1", "标题")
    sheet.write_number("C5", 0.3)
    sheet.write_boolean("D5", True)
    sheet.write_datetime("E5", datetime(2022, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.add_worksheet("旧").hide()
    book.close()
    found = xls_second.read_second(out.getvalue(), Limits())
    cells = found.sheets[0].cells
    assert [(s.name, s.hidden) for s in found.sheets] == [("附件2", False), ("旧", True)]
    assert (cells[1, 1].value, cells[5, 3].value, cells[5, 4].value) == ("标题", Decimal("0.3"), True)
    assert str(cells[5, 5].value).startswith("2022-09-30") and found.sheets[0].merges[0].address == "A1:C1"
