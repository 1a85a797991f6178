"""A mail's own text: a table in it is a member of its own, a mail inside a mail keeps its whole chain."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from toolkit.intake.examine import examine
from toolkit.intake.mail import open_mail
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.pipeline.unpacking import Job, grow, root_of

ROWS = "".join(f"<tr><td>{n}</td><td>农村供水</td><td>正在实施</td><td>{n}0%</td></tr>" for n in range(1, 5))
PAGE = f"<html><head><meta charset=gb2312></head><body><p>您好</p><table>{ROWS}</table></body></html>"
TABBED = "督查室：\n" + "\n".join("\t".join(("1", "农村供水", "正在实施", "40%", "无")) for _ in range(4)) + "\n此致"


def mail(text: str = "您好", page: str = "", *, subject: str = "报送", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.cn", "c@d.cn", subject
    made["Date"] = "Sat, 02 Apr 2022 09:00:00 +0800"
    made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html", charset=charset)
    return made


def opened(made: EmailMessage) -> Reading:
    return open_mail(made.as_bytes(), Limits())[0]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_table_in_the_page_is_a_book_of_its_own(charset: str) -> None:
    (member,) = opened(mail(page=PAGE, charset=charset)).members
    found = examine(member.data, member.name, Limits(), inline=member.inline)
    assert found.book is not None
    (sheet,) = found.book.sheets
    assert (sheet.name, sheet.cells[1, 2].value) == ("正文", "农村供水")


def test_tab_separated_lines_are_a_book_of_their_own() -> None:
    (member,) = opened(mail(TABBED)).members
    found = examine(member.data, member.name, Limits(), inline=member.inline)
    assert found.book is not None
    assert (found.book.sheets[0].name, found.book.sheets[0].cells[2, 3].value) == ("正文", "正在实施")


@pytest.mark.parametrize("page", ["", "<p>此致</p>", "<table><tr><td>张科长</td><td>0772</td></tr></table>"])
def test_words_and_signatures_are_no_members(page: str) -> None:
    assert opened(mail(page=page)).members == ()


@pytest.mark.parametrize(("text", "link"), [("请见 https://docs.qq.com/sheet/D1", True), ("进展良好", False)])
def test_only_a_link_is_told(text: str, *, link: bool) -> None:
    assert opened(mail(text)).link is link


@pytest.mark.parametrize(
    ("data", "link"),
    [
        (b"[InternetShortcut]\r\nURL=https://docs.qq.com/sheet/DX\r\n", True),
        ("附件2 https://pan.baidu.com/s/1x 提取码 abcd".encode(), True),
        ("我局本期进展情况：已完成。".encode(), False),
        (("进展" * 200 + " https://a.cn").encode(), False),
    ],
)
def test_a_file_that_is_only_a_link_is_told(data: bytes, *, link: bool) -> None:
    assert examine(data, "附件2.url", Limits()).link is link


class Readers:
    def read(self, jobs: list[Job]) -> list[tuple[object, Reading]]:
        return [(job.key, examine(bytes_of(job.source), job.name, Limits(), inline=job.inline)) for job in jobs]


def bytes_of(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


@pytest.mark.parametrize("how", ["attached", "digest", "file"])
def test_a_mail_inside_a_mail_keeps_the_whole_chain(how: str, tmp_path: Path) -> None:
    inner, outer = mail(subject="转发"), mail(subject="外")
    inner.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="附件2.xlsx")
    if how == "attached":
        outer.add_attachment(inner)
    elif how == "file":
        outer.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="转发.eml")
    data = outer.as_bytes()
    if how == "digest":
        head = b"From: a@b.cn\nTo: c@d.cn\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary=QQ\n\n"
        data = head + b"--QQ\n\n" + inner.as_bytes() + b"\n--QQ--\n"
    (tmp_path / "outer.eml").write_bytes(data)
    root = root_of(name="outer.eml", path=tmp_path / "outer.eml", sha256="", size=1, changed=None, received=None)
    grow([root], Readers(), Limits(), lambda _done: None)
    assert [(node.inside, node.name) for node in root.walk()] == [
        ((), "outer.eml"),
        (("outer.eml",), "转发.eml"),
        (("outer.eml", "转发.eml"), "附件2.xlsx"),
    ]
