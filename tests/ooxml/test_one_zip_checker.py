"""What is unsafe in a zip is judged in one place: an archive and a package say the same of it."""

import io
import struct
import zipfile

import pytest

from toolkit.intake.zips import unzip
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.package import BadPackage, Package
from toolkit.ooxml.relations import relations
from toolkit.ooxml.zip_directory import directory


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def overlapping() -> bytes:
    """Two lines of the directory, one member."""
    data = zipped({"a.xml": b"x" * 200, "b.xml": b"x" * 200}, zipfile.ZIP_STORED)
    second = data.rfind(b"PK\1\2")
    return data[: second + 42] + struct.pack("<I", 0) + data[second + 46 :]


UNSAFE = {
    "overlapping": (overlapping(), Limits()),
    "too many": (zipped({f"{n}.xml": b"" for n in range(9)}), Limits(members=8)),
    "too large": (zipped({f"{n}.xml": bytes([n]) * 5000 for n in range(9)}), Limits(unpacked_bytes=40_000)),
    "a bomb": (zipped({"a.xml": b"0" * 3_000_000}), Limits()),
}


@pytest.mark.parametrize(("data", "limits"), UNSAFE.values(), ids=UNSAFE)
def test_archive_and_package_refuse_the_same(data: bytes, limits: Limits) -> None:
    for opened in (lambda: unzip(data, limits), lambda: GuardedPackage(data, limits)):
        with pytest.raises(Unreadable) as refused:
            opened()
        assert refused.value.problem.code is Code.F03


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("size", [0, 1, 70_000, 1_000_000])
def test_archive_and_package_unpack_the_same(method: int, size: int) -> None:
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    data = zipped({"a.xml": content}, method)
    assert GuardedPackage(data, Limits(ratio=10_000)).read("A.XML") == content
    assert unzip(data, Limits(ratio=10_000))[0][0].data == content


def test_a_package_falls_where_an_archive_keeps_what_is_left() -> None:
    data = bytearray(zipped({"a.xml": b"whole", "b.xml": b"broken" * 9}, zipfile.ZIP_STORED))
    data[data.find(b"broken")] ^= 0xFF
    members, damaged = unzip(bytes(data), Limits())
    assert (members[0].data, damaged) == (b"whole", True)
    package = GuardedPackage(bytes(data), Limits())
    assert package.read("a.xml") == b"whole"
    with pytest.raises(Unreadable) as refused:
        package.read("b.xml")
    assert refused.value.problem.code is Code.F01


@pytest.mark.parametrize("data", [b"", b"PK\3\4", zipped({"a.xml": b"x"})[:-10], b"plain text"])
def test_what_is_no_zip_is_damaged_and_no_workbook(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        GuardedPackage(data, Limits())
    assert refused.value.problem.code is Code.F01
    with pytest.raises(BadPackage):
        Package(data)


def test_a_directory_that_was_read_before_is_held_to_each_limit():
    data = zipped({"a.xml": b"a", "b.xml": b"b"})
    assert len(directory(data, 10)) == len(directory(data, 2)) == 2
    with pytest.raises(Unreadable) as refused:
        directory(data, 1)
    assert refused.value.problem.code is Code.F03


def test_parts_of_two_packages_are_told_apart_though_understood_once():
    part, head = "xl/_rels/workbook.xml.rels", "http://schemas.openxmlformats.org/"
    line = f'<Relationships xmlns="{head}package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="%s"/></Relationships>'
    one, other = (GuardedPackage(zipped({part: (line % name).encode()}), Limits()) for name in ("one.xml", "other.xml"))
    known = relations(one, "xl/workbook.xml")
    known.clear()  # a caller's own
    assert [link.target for link in relations(one, "xl/workbook.xml").values()] == ["xl/one.xml"]
    assert [link.target for link in relations(other, "xl/workbook.xml").values()] == ["xl/other.xml"]
