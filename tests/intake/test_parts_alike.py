"""Parts that many files have alike are understood once; what a file says never hangs on one that was read before."""

import struct
import zlib

import pytest
from xlsx_parts import parts, zipped

from toolkit.intake.examine import examine
from toolkit.intake.reading import Reading, dump
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage

ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.3549</v></c><c r="C1" s="2" t="s"><v>1</v></c></row>'
STRINGS = "<si><t>进展</t></si><si><t>46</t></si>"
FORMATS = '<numFmt numFmtId="170" formatCode="0%"/><numFmt numFmtId="171" formatCode="@&quot;所&quot;"/>'
XFS = '<xf numFmtId="170"/><xf numFmtId="171"/>'
LIKE = parts(ROWS, strings=STRINGS, formats=FORMATS, xfs=XFS)
FILES = {
    "form": LIKE,
    "other strings": LIKE | {"xl/sharedStrings.xml": str(LIKE["xl/sharedStrings.xml"]).replace("进展", "甲")},
    "other styles": LIKE | {"xl/styles.xml": str(LIKE["xl/styles.xml"]).replace("0%", "0.0%")},
    "too few strings": LIKE | {"xl/sharedStrings.xml": str(LIKE["xl/sharedStrings.xml"]).replace("<si><t>46</t></si>", "")},
    "a name": LIKE | {"xl/workbook.xml": str(LIKE["xl/workbook.xml"]).replace("附件2", "说明")},
    "strings that are no XML": LIKE | {"xl/sharedStrings.xml": str(LIKE["xl/sharedStrings.xml"]).replace("</sst>", "")},
}


def read(name: str) -> Reading:
    return examine(zipped(FILES[name]), "附件2.xlsx", Limits())


def test_what_a_file_says_is_its_own():
    alone = {name: dump(read(name)) for name in FILES}
    for first in FILES:
        for name in FILES:
            read(first)
            assert dump(read(name)) == alone[name]
    assert len(set(alone.values())) == len(FILES)


def with_checksum(data: bytes, member: bytes, crc: int) -> bytes:
    """Return a zip whose directory and header say another checksum of a member."""
    place = data.rfind(b"PK\1\2")
    while data[place + 46 : place + 46 + len(member)] != member:
        place = data.rfind(b"PK\1\2", 0, place)
    start = struct.unpack_from("<I", data, place + 42)[0]
    for at in (place + 16, start + 14):
        data = data[:at] + struct.pack("<I", crc) + data[at + 4 :]
    return data


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_wrong_checksum_is_damage_also_where_the_part_was_met_before(member):
    whole = zipped(LIKE)
    spoilt = with_checksum(whole, member.encode(), zlib.crc32(b"another"))
    for _ in range(2):
        assert not examine(whole, "附件2.xlsx", Limits()).problems
        assert [found.code for found in examine(spoilt, "附件2.xlsx", Limits()).problems] == [Code.F01]


def test_what_is_inflated_counts_also_where_it_was_met_before():
    data = zipped(LIKE)
    whole = GuardedPackage(data, Limits())
    size = sum(len(whole.read(name)) for name in whole.names)
    again = GuardedPackage(data, Limits(unpacked_bytes=size))
    for name in again.names:
        again.read(name)
    refused = examine(data, "附件2.xlsx", Limits(unpacked_bytes=size - 1))
    assert [found.code for found in refused.problems] == [Code.F03]


def test_a_part_is_inflated_once_for_all_that_have_it(monkeypatch):
    made = []
    whole = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", lambda *how: made.append(1) or whole(*how))
    counted = []
    for number in (5, 20):
        made.clear()
        for place in range(number):
            examine(zipped(parts(ROWS.replace("0.3549", f"0.{number}{place:03d}"), strings=STRINGS)), "附件2.xlsx", Limits())
        counted.append(len(made))
    assert counted[1] - counted[0] <= 15 + 2  # what differs: the sheet itself
