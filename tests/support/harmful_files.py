"""Files that mean harm, made here and never stored: bombs, lying sheets, forbidden XML, names that lead elsewhere."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import xlsxwriter
from openpyxl import Workbook

F01, F03, F04, F05 = "F01", "F03", "F04", "F05"
EVIL_NAMES = (
    "../../外面.xlsx", "..\\..\\外面.xlsx", "/etc/外面.xlsx", "C:\\Windows\\外面.xlsx", "\\\\server\\share\\外面.xlsx", "CON", "AUX.xlsx",
    "com1.xlsx", "nul.txt", "尾点.xlsx...", "尾空格.xlsx ", "长" * 300 + ".xlsx", "\u202excod.表.xlsx", "a\x00b.xlsx", "a\nb.xlsx",
    "\x1b[31m红.xlsx", "a:b?c*d|e<f>g\"h.xlsx", "Same.XLSX", "same.xlsx", "=HYPERLINK(\"http://x\").xlsx", "~", ".", "..", "目录/../../外.xlsx",
)  # fmt: skip


def book(*rows: tuple[object, ...]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def written(text: str) -> bytes:
    """Return a book with a table of shared strings, as Excel writes it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.add_worksheet().write_string(0, 0, text)
    return out.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name, (2022, 4, 1, 9, 0, 0)), data, compress_type=method)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a package whose members went through `change` (None = leave out)."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        members = {name: change(name, package.read(name)) for name in package.namelist()}
    return zipped({name: content for name, content in members.items() if content is not None})


def with_sheet(xml: bytes) -> bytes:
    return repacked(book(("序号", "进展情况"), (1, "正常")), lambda name, data: xml if name.endswith("sheet1.xml") else data)


def raw_zip(name: bytes, content: bytes) -> bytes:
    """Return a zip whose member bears exactly this name, which zipfile would tidy."""
    body, crc = zlib.compress(content)[2:-4], zlib.crc32(content)
    head = (20, 0x800, 8, 0, 0x5481, crc, len(body), len(content), len(name))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", *head, 0) + name + body
    central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *head, 0, 0, 0, 0, 0, 0) + name
    return local + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = b'<?xml version="1.0"?><worksheet ' + NS + b">%s</worksheet>"
CELL = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>'


def cases() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    """Yield (file name, content, codes of which at least one must be given; empty = must merely end)."""
    yield from _bombs()
    yield from _sheets()
    yield from _xml()
    yield from _broken()


def _bombs() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    zeros = bytes(40_000_000)
    yield "零.zip", zipped({"零.xlsx": zeros}), frozenset({F03})
    yield "表内零.xlsx", repacked(book((1,)), lambda n, d: zeros if n.endswith("sheet1.xml") else d), frozenset({F03})
    shared = written("a")
    yield "共享串零.xlsx", repacked(shared, lambda n, d: zeros if n.endswith("sharedStrings.xml") else d), frozenset({F03})
    yield "谎报大小.zip", _lying(zipped({"a.bin": zeros}), 10), frozenset({F03})
    yield "两千多件.zip", zipped({f"{n}.txt": b"" for n in range(2101)}), frozenset({F03})
    nested = book((1,))
    for depth in range(6):
        nested = zipped({f"{depth}.zip" if depth else "表.xlsx": nested})
    yield "六层.zip", nested, frozenset()
    yield "重叠.zip", _overlapping(), frozenset({F03})
    yield "自含.zip", _quine(), frozenset()
    big = zipped({f"{n}.bin": bytes(30_000_000) for n in range(12)}, zipfile.ZIP_DEFLATED)
    yield "总量.zip", big, frozenset({F03})
    yield "空.zip", zipped({}), frozenset()


def _lying(data: bytes, size: int) -> bytes:
    """Let directory and local header declare a small size."""
    place = data.rindex(b"PK\1\2")
    data = data[: place + 24] + struct.pack("<I", size) + data[place + 28 :]
    return data[:22] + struct.pack("<I", size) + data[26:]


def _overlapping() -> bytes:
    """Let every line of the directory point at one and the same local member."""
    one = zipped({"核.bin": bytes(3_000_000)})
    place = one.index(b"PK\1\2")
    end = one.rindex(b"PK\5\6")
    line = one[place:end]
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 200, 200, len(line) * 200, place, 0)
    return one[:place] + line * 200 + tail


def _quine() -> bytes:
    """A zip inside a zip under its own name, a hundred times over, all the same bytes."""
    inner = zipped({"自含.zip": b"PK\5\6" + bytes(18)})
    for _ in range(4):
        inner = zipped({"自含.zip": inner, "又一个.zip": inner})
    return inner


def _sheets() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    cell = CELL % "全县".encode()
    yield "声称全表.xlsx", with_sheet(SHEET % (b'<dimension ref="A1:XFD1048576"/>' + cell)), frozenset()
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 50_001))
    yield "五万合并.xlsx", with_sheet(SHEET % (cell + b'<mergeCells count="50000">' + merges + b"</mergeCells>")), frozenset()
    wide = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "合并全表.xlsx", with_sheet(SHEET % (cell + wide)), frozenset()
    styles = b"<cellXfs count='100000'>" + b"<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>" * 100_000 + b"</cellXfs>"

    def styled(name: str, data: bytes) -> bytes:
        start, end = data.find(b"<cellXfs"), data.find(b"</cellXfs>")
        return data[:start] + styles + data[end + 10 :] if name.endswith("styles.xml") else data

    yield "十万样式.xlsx", repacked(book((1,)), styled), frozenset()
    lost = b'<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c><c r="B1" t="s"><v>-1</v></c></row></sheetData>'
    yield "串号越界.xlsx", with_sheet(SHEET % lost), frozenset()
    far = b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    yield "天涯一格.xlsx", with_sheet(SHEET % far), frozenset()
    odd = b'<sheetData><row r="0"><c r="A0"><v>1</v></c><c r="ZZZZ1"><v>1</v></c><c r="99"><v>1</v></c></row></sheetData>'
    yield "怪地址.xlsx", with_sheet(SHEET % odd), frozenset()
    many = b"".join(b'<row r="%d">%s</row>' % (n, b"<c><v>1</v></c>" * 40) for n in range(1, 7001))
    yield "格数超限.xlsx", with_sheet(SHEET % (b"<sheetData>" + many + b"</sheetData>")), frozenset({F03})
    yield "大数.xlsx", with_sheet(SHEET % b'<sheetData><row r="1"><c r="A1"><v>1e999999</v></c></row></sheetData>'), frozenset()


def _xml() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    laughs = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %s "%s">' % (b"bcdefghij"[n : n + 1], b"&%s;" % b"abcdefghij"[n : n + 1] * 10) for n in range(9)
    )
    body = b"]><worksheet " + NS + b">" + CELL % b"&j;" + b"</worksheet>"
    yield "笑.xlsx", with_sheet(laughs + body), frozenset({F01, F03, F04})
    outside = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet ' + NS + b">"
    yield "外部实体.xlsx", with_sheet(outside + CELL % b"&x;" + b"</worksheet>"), frozenset({F01, F03, F04})
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    yield "引入.xlsx", with_sheet(SHEET % (CELL % include)), frozenset()
    deep = b"<a>" * 20_000 + b"</a>" * 20_000
    yield "深.xlsx", with_sheet(SHEET % deep), frozenset()
    yield "实体.xml", laughs + b"]><Workbook>&j;</Workbook>", frozenset()
    yield "实体.html", b"<html><table>" + b"<tr><td>" * 30_000 + b"</table></html>", frozenset()


def _broken() -> Iterator[tuple[str, bytes, frozenset[str]]]:
    good = book(("序号", "进展情况"), (1, "正常"))
    yield "半截.xlsx", good[: len(good) // 2], frozenset()
    yield "只有头.xlsx", b"PK\3\4", frozenset({F01, F04})
    yield "复合文档头.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), frozenset({F01, F04})
    yield "循环链.xls", _looping_compound(), frozenset({F01, F04})
    yield "空文件.xlsx", b"", frozenset()
    yield "乱码.xlsx", bytes(range(256)) * 64, frozenset()


def _looping_compound() -> bytes:
    """A compound file whose sector chains point at themselves."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 0, 0, 4096, 0, 1, 0, 0) + struct.pack("<I", 0) * 110
    return head[:512].ljust(512, b"\0") + struct.pack("<I", 0) * 128
