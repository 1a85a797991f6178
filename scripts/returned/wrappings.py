"""Mails and archives written by hand, byte for byte as mail programs and packers of Chinese offices leave them."""

import base64
import gzip
import io
import tarfile
import zipfile
from urllib.parse import quote

RECEIVED = "Received: from mail.example.gov.cn by mx.example.com; Sat, 2 Apr 2022 10:05:00 +0800"
DATE = "Date: Sat, 2 Apr 2022 09:58:00 +0800"


def word(text: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def part(name_header: bytes, data: bytes, kind: str = "application/octet-stream") -> bytes:
    head = b"Content-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n" + name_header + b"\r\n\r\n"
    return head + base64.encodebytes(data).replace(b"\n", b"\r\n")


def attached(name: str, data: bytes, how: str = "rfc2231") -> bytes:
    if how == "rfc2231":
        header = f"Content-Disposition: attachment; filename*=utf-8''{quote(name)}".encode()
    elif how == "rfc2231-parts":
        coded = quote(name)
        pieces = [coded[i : i + 21] for i in range(0, len(coded), 21)]
        rows = [f" filename*{n}*={'utf-8' + chr(39) * 2 if not n else ''}{piece}" for n, piece in enumerate(pieces)]
        header = ("Content-Disposition: attachment;\r\n" + ";\r\n".join(rows)).encode()
    elif how == "rfc2047-gb":
        header = f'Content-Disposition: attachment; filename="{word(name, "gb2312")}"'.encode()
    else:
        header = b'Content-Disposition: attachment; filename="' + name.encode("gb18030") + b'"'
    return part(header, data)


def mail(subject: bytes, parts: list[bytes], text: str = "报送附件2，请查收。", *, extra: str = "", kind: str = "mixed") -> bytes:
    body = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body += base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    head = f"{RECEIVED}\r\nFrom: office@example.gov.cn\r\nTo: duchashi@example.gov.cn\r\n{DATE}\r\n{extra}MIME-Version: 1.0\r\n"
    whole = head.encode() + b"Subject: " + subject + b"\r\n"
    if not parts:
        return whole + body
    mark = b"=-duban-case"
    whole += b"Content-Type: multipart/" + kind.encode() + b'; boundary="' + mark + b'"\r\n\r\n'
    for one in [body, *parts]:
        whole += b"--" + mark + b"\r\n" + one + b"\r\n"
    return whole + b"--" + mark + b"--\r\n"


def inner(message: bytes) -> bytes:
    """Return a forwarded mail as a part; its boundary must be its own."""
    message = message.replace(b"=-duban-case", b"=-duban-inner")
    return b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + message


class GbkNamed(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(members: dict[str, bytes], info: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            entry = info(name, (2022, 4, 1, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as package:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            package.addfile(entry, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)
