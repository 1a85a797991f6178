"""Archives that lie, swell, nest or bite: refused before they are unpacked, by name, and cheaply."""

import time
import tracemalloc

import pytest
from hostile import NAMES, Part, nested, overlapping, plain_zip, zeros, zipped
from hostile_quine import quine

from toolkit.intake.examine import examine
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort

SMALL = Limits(file_bytes=2 * MIB, unpacked_bytes=8 * MIB, members=50, cells=5000)


def codes(reading: Reading) -> list[str]:
    return [found.code.name for found in reading.problems]


def inside(reading: Reading) -> list[list[str]]:
    """Return the problems of each member, opened in its turn."""
    return [codes(examine(member.data, member.name, SMALL)) for member in reading.members]


def cheaply(data: bytes, name: str = "来件.zip") -> Reading:
    """Open it, and insist that it took neither memory nor time to speak of."""
    tracemalloc.start()
    began = time.process_time()
    try:
        reading = examine(data, name, SMALL)
        assert tracemalloc.get_traced_memory()[1] < 48 * MIB
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 5
    return reading


def bomb(size: int, **lies: object) -> bytes:
    return zipped([Part(name=b"a.xlsx", packed=zeros(size), **{"declared": size, "crc": 0, **lies})])


BOMBS = {
    "declared size of many members": lambda: zipped([Part(name=b"%d" % n, data=b"x", declared=MIB) for n in range(9)]),
    "declared ratio": lambda: bomb(64 * MIB),
    "declared to fill a disk": lambda: bomb(MIB, declared=0xFFFFFFF0),
    "too many members": lambda: plain_zip({f"{n}.xlsx": b"x" for n in range(51)}),
    "far too many members": lambda: zipped([Part(name=b"%d" % n, data=b"") for n in range(70_000)]),
    "overlapping members": overlapping,
}


@pytest.mark.parametrize("made", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_before_it_is_unpacked(made):
    reading = cheaply(made())
    assert (reading.sort, codes(reading), reading.members) == (Sort.REFUSED, ["F03"], ())


@pytest.mark.parametrize("declared", [0, 10, MIB - 1], ids=["nothing", "ten bytes", "just under the ratio's floor"])
def test_member_that_swells_beyond_what_it_declares_is_sealed_unpacked(declared):
    reading = cheaply(bomb(64 * MIB, declared=declared))
    assert [Code.F03.name] in inside(reading)
    assert all(len(member.data) < MIB for member in reading.members)


def test_bomb_beside_a_form_costs_only_itself():
    data = zipped([Part(name=b"b.bin", packed=zeros(4 * MIB), declared=4 * MIB, crc=0), Part(name=b"a.csv", data=b"1,2\n3,4\n")])
    reading = cheaply(data)
    assert inside(reading) == [["F03"], []]


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.ods"])
def test_bomb_in_the_clothes_of_an_office_file_is_refused(name):
    part = {"a.xlsx": "xl/worksheets/sheet1.xml", "a.docx": "word/document.xml", "a.ods": "content.xml"}[name]
    kind = {"a.xlsx": "xl/workbook.xml", "a.docx": "word/styles.xml", "a.ods": "meta.xml"}[name]
    first = Part(name=b"mimetype", data=b"application/vnd.oasis.opendocument.spreadsheet", method=0)
    rest = [Part(name=kind.encode(), data=b"<a/>"), Part(name=part.encode(), packed=zeros(64 * MIB), declared=64 * MIB, crc=0)]
    types = Part(name=b"[Content_Types].xml", data=b"<Types/>")
    reading = cheaply(zipped([first if name == "a.ods" else types, *rest]), name)
    assert codes(reading) == ["F03"]


def test_tower_of_zips_is_opened_one_floor_at_a_time():
    reading = cheaply(nested(40, b"x"))
    assert reading.sort is Sort.CONTAINER
    assert len(reading.members) == 1


def test_file_that_unpacks_to_itself_gives_itself_once():
    reading = cheaply(quine(), "来件.gz")
    assert [member.data for member in reading.members] == [quine()]


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_stream_that_swells_is_cut_at_the_limit(kind):
    import bz2
    import gzip
    import lzma

    pack = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[kind]
    reading = cheaply(pack(bytes(16 * MIB)), f"来件.{kind}")
    assert ["F03"] in [codes(reading), *inside(reading)]


@pytest.mark.parametrize(
    "mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644], ids=["link", "pipe", "tty", "disk", "socket"]
)
def test_links_and_devices_in_an_archive_are_sealed(mode):
    reading = cheaply(zipped([Part(name="教育局.xlsx".encode(), data=b"/etc/passwd", mode=mode)]))
    assert inside(reading) == [["F03"]]


@pytest.mark.parametrize("cut", [1, 30, 100, -1, -10, -40])
def test_a_cut_archive_ends_in_a_code_or_its_members(cut):
    whole = plain_zip({"一.csv": b"1,2\n3,4\n", "二.csv": b"5,6\n7,8\n"})
    reading = cheaply(whole[:cut])
    assert reading.members or reading.problems or reading.book


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_stops_an_archive_from_being_opened(name):
    raw = name.encode("utf-8", "surrogateescape")
    reading = cheaply(
        plain_zip({"好.csv": b"1,2\n3,4\n"} | {name: b"5,6\n7,8\n"}) if raw else zipped([Part(name=b"", data=b"x")])
    )
    assert b"5,6\n7,8\n" in [member.data for member in reading.members] or not raw


def test_names_in_gbk_are_read_and_case_clashes_are_two_files():
    gbk = zipped([Part(name="教育局.csv".encode("gbk"), data=b"1,2", flags=0)])
    assert [member.name for member in cheaply(gbk).members] == ["教育局.csv"]
    twins = plain_zip({"A.csv": b"1,2", "a.CSV": b"3,4"})
    assert [member.data for member in cheaply(twins).members] == [b"1,2", b"3,4"]
