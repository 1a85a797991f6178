"""Formats, wrappings, scans, and what is no form at all."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from returned.desk import Case, Desk
from returned.office import resaved
from returned.wrappings import GbkNamed, attached, inner, mail, part, tarred, word, zipped

PDF = b"%PDF-1.4\n% scan\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(900)
OFFICE = (
    ("xls", "LibreOffice存的.xls", "水利局", ()),
    ("ods", "LibreOffice存的.ods", "乡村振兴局", ()),
    ("xlsx", "LibreOffice重存的.xlsx", "教育局", ()),
    ("html", "网页另存的.xls", "交通局", ("F06",)),
    ("fods", "单一文件.fods", "县妇联", ()),
    ("xls", "旧格式改成新后缀.xlsx", "文体广旅局", ("F06",)),
    ("xls", "WPS的后缀.et", "江口乡", ()),
    ("csv", "逗号分隔.csv", "四排镇", ()),
    ("ods", "后缀写成xls.xls", "平山镇", ("F06",)),
)


def cases(desk: Desk) -> Iterator[Case]:
    yield from _formats(desk)
    yield from _mails(desk)
    yield from _archives(desk)
    yield from _scans()
    yield from _strangers(desk)


def _formats(desk: Desk) -> Iterator[Case]:
    for kind in sorted({kind for kind, *_ in OFFICE}):
        wanted = [(name, unit, codes) for k, name, unit, codes in OFFICE if k == kind]
        made = resaved({str(n): desk.filled(unit) for n, (_, unit, _) in enumerate(wanted)}, kind)
        for n, (name, unit, codes) in enumerate(wanted):
            outcome = "accepted_with_remarks" if codes else "accepted"
            yield Case(name=name, data=made[str(n)], rows=(("", outcome, unit, codes),), answers=desk.told(unit))
    yield Case(
        name="新格式改成旧后缀.xls",
        data=desk.filled("住建局"),
        rows=(("", "accepted_with_remarks", "住建局", ("F06",)),),
        answers=desk.told("住建局"),
    )
    yield Case(name="传坏一半.xlsx", data=desk.filled("卫健局")[:9000], rows=(("", "unreadable", None, ("F01",)),))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") * 40
    yield Case(name="加了密码.xlsx", data=locked, rows=(("", "unreadable", None, ("F02",)),))
    yield Case(
        name="另存为2003表格.xml",
        data=_spreadsheetml(desk, "公安局"),
        rows=(("", "accepted", "公安局", ()),),
        answers=desk.told("公安局"),
    )
    yield Case(
        name="粘进文档.docx",
        data=_document(desk, "科工贸局"),
        rows=(("", "accepted", "科工贸局", ()),),
        answers=desk.told("科工贸局"),
    )


def _spreadsheetml(desk: Desk, unit: str) -> bytes:
    """Return the form as Excel 2003 saves it in XML."""
    s = desk.sheet(unit)
    rows = []
    for row in s.ws.iter_rows():
        cells = [
            f'<Cell ss:Index="{cell.column}"><Data ss:Type="{_type(cell.value)}">{escape(_iso(cell.value))}</Data></Cell>'
            for cell in row
            if cell.value is not None
        ]
        rows.append(f'<Row ss:Index="{row[0].row}">{"".join(cells)}</Row>')
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="附件2"><Table>{"".join(rows)}</Table></Worksheet>'
    return f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{sheet}</Workbook>'.encode()


def _type(value: object) -> str:
    return "DateTime" if isinstance(value, date) else "Number" if isinstance(value, int | float) else "String"


def _iso(value: object) -> str:
    return f"{value.isoformat()[:10]}T00:00:00.000" if isinstance(value, date) else str(value)


def _document(desk: Desk, unit: str) -> bytes:
    """Return a Word file with the form's table pasted in."""
    from docx import Document

    s = desk.sheet(unit)
    page = Document()
    page.add_paragraph(f"填报单位（盖章）：{unit}")
    page.add_paragraph("期次：2022年第1期（4月）")
    columns = [c for c in range(1, max(s.columns.values()) + 1) if s.ws.cell(s.head, c).value]
    made = page.add_table(rows=1 + len(s.items), cols=len(columns))
    for n in range(1 + len(s.items)):
        for place, column in enumerate(columns):
            value = s.ws.cell(s.head + n, column).value
            made.cell(n, place).text = "" if value is None else _shown(value)
    out = BytesIO()
    page.save(out)
    return out.getvalue()


def _shown(value: object) -> str:
    return f"{value:.0%}" if isinstance(value, float) else str(value)


def _mails(desk: Desk) -> Iterator[Case]:
    form, scan = "附件2.xlsx", "盖章.pdf"
    data = desk.filled("水利局")
    yield Case(
        name="邮件带表和扫描件.eml",
        data=mail(word("水利局报送附件2").encode(), [attached(form, data), attached(f"水利局{scan}", PDF)]),
        rows=(("", "container", None, ()), (form, "accepted", "水利局", ()), (f"水利局{scan}", "scan", "水利局", ())),
        answers=desk.told("水利局"),
    )
    yield Case(
        name="标题和附件名是裸国标码.eml",
        data=mail("报送材料".encode("gb18030"), [attached("附件2-公安局.xlsx", desk.filled("公安局"), "raw")]),
        rows=(("", "container", None, ()), ("附件2-公安局.xlsx", "accepted", "公安局", ())),
        answers=desk.told("公安局"),
    )
    yield Case(
        name="附件名分段编码.eml",
        data=mail(
            word("报送", "gb2312").encode(), [attached("附件2-住建局（终稿）.xlsx", desk.filled("住建局"), "rfc2231-parts")]
        ),
        rows=(("", "container", None, ()), ("附件2-住建局（终稿）.xlsx", "accepted", "住建局", ())),
        answers=desk.told("住建局"),
    )
    yield Case(
        name="附件名国标编码.eml",
        data=mail(word("报送").encode(), [attached("交通局.xlsx", desk.filled("交通局"), "rfc2047-gb")]),
        rows=(("", "container", None, ()), ("交通局.xlsx", "accepted", "交通局", ())),
        answers=desk.told("交通局"),
    )
    first = mail(word("原邮件").encode(), [attached("附件2.xlsx", desk.filled("卫健局"))])
    yield Case(
        name="转发的邮件.eml",
        data=mail(word("转发：原邮件").encode(), [inner(first)]),
        rows=(("", "container", None, ()), ("*", "container", None, ()), ("附件2.xlsx", "accepted", "卫健局", ())),
        answers=desk.told("卫健局"),
    )
    yield Case(
        name="一封邮件几个单位.eml",
        data=mail(
            word("三个乡镇的表").encode(),
            [attached(f"{unit}.xlsx", desk.filled(unit)) for unit in ("平山镇", "四排镇", "拉沟乡")],
        ),
        rows=(("", "container", None, ()), *((f"{unit}.xlsx", "accepted", unit, ()) for unit in ("平山镇", "四排镇", "拉沟乡"))),
        answers=desk.told("平山镇") | desk.told("四排镇") | desk.told("拉沟乡"),
    )
    yield Case(name="只有正文.eml", data=mail(word("请问截止时间").encode(), []), rows=(("", "container", None, ()),))
    picture = b'Content-ID: <logo@x>\r\nContent-Disposition: inline; filename="logo.png"'
    yield Case(
        name="签名里有图片.eml",
        data=mail(
            word("文体广旅局报送").encode(), [part(picture, PNG, "image/png"), attached("附件2.xlsx", desk.filled("文体广旅局"))]
        ),
        rows=(("", "container", None, ()), ("附件2.xlsx", "accepted", "文体广旅局", ())),
        answers=desk.told("文体广旅局"),
    )


def _archives(desk: Desk) -> Iterator[Case]:
    inside = {"报送/附件2-江口乡.xlsx": desk.filled("江口乡"), "报送/江口乡盖章.pdf": PDF + b"1"}
    rows = (
        ("", "container", None, ()),
        ("报送/附件2-江口乡.xlsx", "accepted", "江口乡", ()),
        ("报送/江口乡盖章.pdf", "scan", "江口乡", ()),
    )
    yield Case(name="国标名压缩包.zip", data=zipped(inside, GbkNamed), rows=rows, answers=desk.told("江口乡"))
    inside = {"附件2-黄冕镇.xlsx": desk.filled("黄冕镇"), "__MACOSX/._附件2-黄冕镇.xlsx": b"\0" * 99}
    rows = (("", "container", None, ()), ("附件2-黄冕镇.xlsx", "accepted", "黄冕镇", ()))
    yield Case(name="苹果电脑的压缩包.zip", data=zipped(inside), rows=rows, answers=desk.told("黄冕镇"))
    twice = zipped({"内层.zip": zipped({"导江乡.xlsx": desk.filled("导江乡")})})
    rows = (("", "container", None, ()), ("内层.zip", "container", None, ()), ("导江乡.xlsx", "accepted", "导江乡", ()))
    yield Case(name="压缩包套压缩包.zip", data=twice, rows=rows, answers=desk.told("导江乡"))
    letter = mail(word("压缩包").encode(), [attached("鹿寨镇.zip", zipped({"附件2.xlsx": desk.filled("鹿寨镇")}))])
    rows = (("", "container", None, ()), ("鹿寨镇.zip", "container", None, ()), ("附件2.xlsx", "accepted", "鹿寨镇", ()))
    yield Case(name="邮件里的压缩包.eml", data=letter, rows=rows, answers=desk.told("鹿寨镇"))
    rows = (("", "container", None, ()), ("农业农村局.xlsx", "accepted", "农业农村局", ()))
    packed = tarred({"农业农村局.xlsx": desk.filled("农业农村局")})
    yield Case(name="打包.tar.gz", data=packed, rows=(*rows, ("*", "container", None, ())), answers=desk.told("农业农村局"))


def _scans() -> Iterator[Case]:
    yield Case(name="教育局盖章版.pdf", data=PDF + b"2", rows=(("", "scan", "教育局", ()),))
    yield Case(name="乡村振兴局 签字扫描.jpg", data=b"\xff\xd8\xff\xe0scan\xff\xd9", rows=(("", "scan", "乡村振兴局", ()),))
    yield Case(name="微信图片_20220402.jpg", data=b"\xff\xd8\xff\xe0photo\xff\xd9", rows=(("", "unclaimed", None, ()),))


def _strangers(desk: Desk) -> Iterator[Case]:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("姓名", "工资"), ("职工一", 3000), ("职工二", 3200)):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    yield Case(name="工资表.xlsx", data=out.getvalue(), rows=(("", "not_a_form", None, ("S01",)),))
    yield Case(name="说明.txt", data="各位领导：材料稍后报送。".encode(), rows=(("", "not_a_form", None, ()),))
    yield Case(name="~$附件2-教育局.xlsx", data=b"\x05user" + bytes(160), rows=())
    early = desk.filled("县妇联", period="2022-06")
    yield Case(name="下一期的表提前报.xlsx", data=early, rows=(("", "accepted", "县妇联", ()),), answers=desk.told("县妇联"))
    yield Case(name="附件2-公安局（空表）.xlsx", data=desk.blank("公安局"), rows=(("", "returned", "公安局", ("V01",)),))
