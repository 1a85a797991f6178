"""Containers and wrappers as they really come: each is opened, or named for what it is with what to send instead."""

import base64
import binascii
import io
import shutil
import struct
import subprocess
import zipfile
from email.message import EmailMessage

import pytest
from xlsx_parts import sheet

from toolkit.intake.examine import examine
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort

PICTURE = b"\xff\xd8\xff\xe0" + b"x" * 60_000


def look(data: bytes, name: str, *, inline: bool = False) -> Reading:
    return examine(data, name, Limits(), inline=inline)


def codes(reading: Reading) -> list[str]:
    return [found.code.name for found in reading.problems]


def mail(*attached: tuple[str, bytes], subject: str = "报送", text: str = "请查收") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.gov.cn", "b@example.gov.cn", subject
    made.set_content(text)
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


# -- mails -------------------------------------------------------------------------------------------------------------


def test_every_mail_of_an_mbox_is_a_member():
    folder = b"".join(
        b"From a@example.gov.cn Sat Apr  2 10:00:00 2022\n"
        + mail(("附件2.xlsx", b"x"), subject=subject, text="From 教育局\n")
        + b"\n"
        for subject in ("一月", "二月")
    ).replace(b"\nFrom \xe6", b"\n>From \xe6")
    found = look(folder, "报送.mbox")
    assert [member.name for member in found.members] == ["第1封 一月.eml", "第2封 二月.eml"]
    inner = look(found.members[1].data, found.members[1].name)
    assert (inner.subject, [member.name for member in inner.members]) == ("二月", ["附件2.xlsx"])


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else b"\x84" + len(body).to_bytes(4, "big")
    return bytes([tag]) + size + body


def cms(content: bytes, *, cut: bool = False, kind: int = 2) -> bytes:
    octets = der(0x24, der(0x04, content[:5]), der(0x04, content[5:])) if cut else der(0x04, content)
    data = der(0x06, bytes.fromhex("2a864886f70d010701"))
    signed = der(0x30, der(0x02, b"\x01"), der(0x31), der(0x30, data, der(0xA0, octets)), der(0x31))
    return der(0x30, der(0x06, bytes.fromhex("2a864886f70d0107") + bytes([kind])), der(0xA0, signed))


@pytest.mark.parametrize("cut", [False, True])
def test_an_opaque_signed_mail_gives_its_content_and_says_that_nobody_verified(cut):
    inner = mail(("附件2.xlsx", b"form"))
    head = b"From: a@example.gov.cn\nTo: b@example.gov.cn\nSubject: x\nMIME-Version: 1.0\n"
    wrapped = (
        b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    )
    found = look(head + wrapped + base64.encodebytes(cms(inner, cut=cut)), "报送.eml")
    assert ([(m.name, m.data) for m in found.members], codes(found)) == ([("附件2.xlsx", b"form")], ["F10"])


def test_a_signed_file_gives_what_was_signed():
    found = look(cms(sheet()), "附件2-教育局.xlsx.p7m")
    assert ([m.name for m in found.members], codes(found)) == (["附件2-教育局.xlsx"], ["F10"])
    assert look(found.members[0].data, found.members[0].name).sort is Sort.BOOK


def test_openssl_signs_what_is_taken_out(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    (tmp_path / "附件2.xlsx").write_bytes(sheet())
    new = "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=x"
    sign = "openssl cms -sign -binary -nodetach -outform DER -signer c.pem -inkey k.pem -in 附件2.xlsx -out s.p7m"
    for command in (new, sign):
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    found = look((tmp_path / "s.p7m").read_bytes(), "附件2.xlsx.p7m")
    assert found.members[0].data == (tmp_path / "附件2.xlsx").read_bytes()


def test_the_resource_fork_of_a_mac_is_no_attachment():
    double = (
        b"From: a@example.gov.cn\nTo: b@example.gov.cn\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: multipart/appledouble; boundary=c\n\n"
        b'--c\nContent-Type: application/applefile; name="a.xlsx"\n\nfork\n'
        b'--c\nContent-Type: application/octet-stream; name="a.xlsx"\nContent-Disposition: attachment; filename="a.xlsx"\n\ndata\n--c--\n--b--\n'
    )
    assert [(m.name, m.data) for m in look(double, "a.eml").members] == [("a.xlsx", b"data")]


def test_one_piece_of_a_mail_sent_in_several_says_so():
    piece = b"From: a@example.gov.cn\nTo: b@example.gov.cn\nMIME-Version: 1.0\nContent-Type: message/partial; id=x; number=1; total=2\n\nSubject: y\n\nz"
    (found,) = look(piece, "a.eml").problems
    assert found.code.name == "F08" and "其余部分" in found.message


def test_a_uuencoded_line_with_a_sign_too_many_is_decoded_as_the_standard_library_does():
    body = "begin 644 a.txt\n#86)C \n#86)CXX\n`\nend\n"
    head = b"From: a@example.gov.cn\nTo: b@example.gov.cn\nSubject: x\n\n"
    assert [(m.name, m.data) for m in look(head + body.encode(), "a.eml").members] == [("a.txt", b"abcabc")]


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("导江乡盖章扫描件.jpg", Sort.SCAN),
        ("教育局.jpg", Sort.SCAN),
        ("签字.png", Sort.SCAN),
        ("image001.jpg", Sort.INLINE),
        ("logo.png", Sort.INLINE),
        ("教育局logo.png", Sort.INLINE),
    ],
)
def test_a_small_inline_picture_is_a_scan_where_its_name_says_so(name, sort):
    assert look(b"\xff\xd8\xff\xe0" + b"x" * 900, name, inline=True).sort is sort


# -- documents that are something else ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "code", "word"),
    [
        (b"\x62\x14\x23\x65\x00\x01" + b"E-SafeNet" * 9, "附件2.xlsx", "F09", "加密软件"),
        (b"%TSD-Header-###%" + b"\x00" * 90, "附件2.xlsx", "F09", "加密软件"),
        (b"\x4c\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 90, "附件2.xlsx.lnk", "F04", "快捷方式"),
        (b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>', "附件2.uos", "F04", "标文通"),
        (zipped({"uof.xml": b"<x/>", "content.xml": b"<x/>"}), "附件2.uos", "F04", "标文通"),
        (zipped({"Index/Document.iwa": b"x", "preview.jpg": PICTURE}), "附件2.numbers", "F04", "iWork"),
        (zipped({"Index.zip": b"x", "preview.jpg": PICTURE}), "附件2.numbers", "F04", "iWork"),
        (zipped({"附件2.numbers/Index.zip": b"x", "附件2.numbers/preview.jpg": PICTURE}), "附件2.zip", "F04", "iWork"),
        (zipped({"mimetype": b"x", "META-INF/manifest.xml": b"<m/>", "encrypted-package": b"x"}), "附件2.ods", "F02", "密码"),
        (zipped({"附件2.xlsx": bytes(range(256)) * 900})[:700], "四排镇.zip.001", "F04", "分卷"),
        (b"\x91\x17" * 900, "四排镇.zip.002", "F04", "分卷"),
        (b"PK\x07\x08" + zipped({"附件2.xlsx": bytes(range(256)) * 900})[:700], "四排镇.z01", "F04", "分卷"),
        (base64.encodebytes(sheet())[:-90], "附件2.xlsx", "F01", ""),
    ],
)  # fmt: skip
def test_it_is_named_for_what_it_is(data, name, code, word):
    found = look(data, name)
    assert codes(found) == [code] and word in found.problems[0].message
    assert found.members == ()


def test_the_last_volume_of_a_split_zip_says_so_only_at_its_end():
    end = struct.pack("<4s4H2IH", b"PK\5\6", 3, 3, 2, 2, 151, 6000, 0)
    found = look(bytes(range(0x80, 0x100)) * 40 + end, "四排镇.zip")
    assert codes(found) == ["F04"] and "分卷" in found.problems[0].message


def test_a_folder_of_numbers_beside_other_files_is_one_member():
    found = look(
        zipped({"表/附件2.numbers/Index.zip": b"x", "表/附件2.numbers/preview.jpg": PICTURE, "教育局.pdf": b"%PDF"}), "a.zip"
    )
    assert [member.name for member in found.members] == ["表/附件2.numbers", "教育局.pdf"]
    assert codes(look(found.members[0].data, found.members[0].name)) == ["F04"]


def uuencoded(data: bytes) -> bytes:
    lines = (binascii.b2a_uu(data[place : place + 45]) for place in range(0, len(data), 45))
    return b"begin 644 a.xlsx\n" + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize(
    "wrapped",
    [
        b"Content-Type: application/octet-stream;\r\n name=a.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(sheet()),
        b"data:application/vnd.ms-excel;base64," + base64.b64encode(sheet()),
        base64.urlsafe_b64encode(sheet()),
        b"begin-base64 644 a.xlsx\n" + base64.encodebytes(sheet()) + b"====\n",
        uuencoded(sheet()),
    ],
)
def test_a_form_left_as_it_travelled_is_read(wrapped):
    found = look(wrapped, "附件2.xlsx")
    assert (found.sort, codes(found)) == (Sort.BOOK, [])


def test_base64_that_nobody_decoded_is_decoded():
    assert look(base64.encodebytes(sheet()), "附件2.xlsx").sort is Sort.BOOK


def docx(members: dict[str, bytes]) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{word}"><w:body><w:p/></w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode(), **members})


def test_a_workbook_embedded_in_a_document_is_read_and_its_preview_is_no_scan():
    found = look(docx({"word/embeddings/a.xlsx": sheet(), "word/media/image1.emf": b"x" * 90_000}), "附件2.docx")
    assert found.sort is Sort.BOOK and found.book is not None
    assert found.book.sheets[0].cells[2, 2].value == "建幼儿园"


def test_a_broken_embedded_workbook_costs_only_itself():
    assert look(docx({"word/embeddings/a.xlsx": b"PK\x03\x04broken"}), "说明.docx").sort is Sort.OTHER


@pytest.mark.parametrize(("size", "sort"), [(60_000, Sort.SCAN), (900, Sort.BOOK)])
def test_a_workbook_with_nothing_but_a_large_picture_is_a_scan(size, sort):
    with zipfile.ZipFile(io.BytesIO(sheet())) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["xl/worksheets/sheet1.xml"] = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert look(zipped({**members, "xl/media/image1.jpeg": bytes(range(256)) * (size // 256)}), "教育局盖章.xlsx").sort is sort


# -- real programs' archives -------------------------------------------------------------------------------------------


def packed(tmp_path, *command: str) -> bytes:
    if shutil.which("7z") is None:
        pytest.skip("no 7z here")
    (tmp_path / "附件2.xlsx").write_bytes(sheet())
    (tmp_path / "说明.txt").write_bytes("文字说明".encode() * 4000)
    subprocess.run(["7z", "a", *command, "附件2.xlsx", "说明.txt"], cwd=tmp_path, check=True, capture_output=True)
    return (tmp_path / command[-1]).read_bytes()


@pytest.mark.parametrize("method", ["Deflate64", "PPMd", "LZMA", "BZip2"])
def test_a_zip_packed_in_any_way_of_seven_zip_is_opened(tmp_path, method):
    found = look(packed(tmp_path, "-tzip", f"-mm={method}", "a.zip"), "a.zip")
    assert sorted((m.name, len(m.data)) for m in found.members) == [
        ("说明.txt", 48_000),
        ("附件2.xlsx", (tmp_path / "附件2.xlsx").stat().st_size),
    ]


def test_a_7z_is_opened(tmp_path):
    found = look(packed(tmp_path, "a.7z"), "a.7z")
    assert sorted(m.name for m in found.members) == ["说明.txt", "附件2.xlsx"] and codes(found) == []


def test_a_7z_with_a_password_says_so(tmp_path):
    assert codes(look(packed(tmp_path, "-pgeheim", "-mhe=on", "a.7z"), "a.7z")) == ["F02"]


def test_bytes_before_a_zip_change_nothing():
    found = look(b"MZ" + b"\x90" * 5000 + zipped({"附件2.xlsx": b"form"}), "a.exe")
    assert found.sort is not Sort.BOOK
    from toolkit.intake.zips import unzip

    members, damaged = unzip(b"MZ" + b"\x90" * 5000 + zipped({"附件2.xlsx": b"form", "b.txt": b"x"}), Limits())
    assert ([(m.name, m.data) for m in members], damaged) == ([("附件2.xlsx", b"form"), ("b.txt", b"x")], False)


@pytest.mark.parametrize(
    "head",
    [
        b"From unit@example.gov.cn Sat Apr  2 10:00:00 2022\nX-Mailer: one\n\n",
        b'Content-Type: multipart/mixed;\n\tboundary="b"\n\n--b\nContent-Type: text/plain\n\n',
    ],
)
def test_a_mail_with_few_headers_is_a_mail(head: bytes) -> None:
    assert examine(head + "附件2见附件\n".encode(), "来信.eml", Limits()).sort is Sort.CONTAINER


def test_apples_mail_counts_its_letters_first() -> None:
    mail = "From: a@example.gov.cn\nTo: b@example.gov.cn\nSubject: =?utf-8?b?6ZmE5Lu2Mg==?=\n\n见附件\n".encode()
    plist = b'<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict/></plist>'
    found = examine(str(len(mail)).encode() + b"\n" + mail + plist, "1234.emlx", Limits())
    assert (found.sort, found.kind, found.subject) == (Sort.CONTAINER, "eml", "附件2")
