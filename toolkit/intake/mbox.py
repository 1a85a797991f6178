"""A folder of mails in one file (.mbox), as Thunderbird and Unix programs keep them: every mail is a member. Pure."""

import re

from toolkit.intake.headers import split_head, text, value_of
from toolkit.intake.reading import Member
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_BEGIN = re.compile(rb"(?:\A|(?<=\n))From [^\r\n]*\r?\n(?=[!-9;-~]+[ \t]*:)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mbox(data: bytes) -> bool:
    """Tell a file of more than one mail."""
    return data.startswith(b"From ") and len(_BEGIN.findall(data, 0, len(data))) > 1


def mails(data: bytes, limits: Limits) -> tuple[Member, ...]:
    """Return the mails, named by their place and subject.

    Raises:
        Unreadable: F03 there are too many.
    """
    begins = list(_BEGIN.finditer(data))
    if len(begins) > limits.members:
        raise Unreadable(Code.F03, detail=f"邮箱文件内超过 {limits.members} 封邮件")
    ends = [begin.start() for begin in begins[1:]] + [len(data)]
    return tuple(_mail(number, data[begin.end() : end]) for number, (begin, end) in enumerate(zip(begins, ends, strict=True), 1))


def _mail(number: int, raw: bytes) -> Member:
    raw = _QUOTED.sub(rb"\1", raw)
    subject = text(value_of(split_head(raw)[0], "subject"))
    return Member(name=f"第{number}封 {subject or '无主题'}.eml".replace("/", "／"), data=raw)
