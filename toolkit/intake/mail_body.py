"""What a mail says in its own text: a table that may be the form, a link instead of a file. Pure."""

import re
from dataclasses import dataclass, field
from html import unescape

from toolkit.intake.headers import decoded
from toolkit.intake.reading import Member

BODY = "正文"
"""Name of a mail's text as a member, and of the sheet in it."""
_CELLS = 12
"""Cells that a table in a mail has at the least to be more than a signature."""
_LINES = 2
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_CELL = re.compile(r"<t[dh][\s>]", re.IGNORECASE)
_LINK = re.compile(r"(?:https?|ftp)://[^\s\"'<>，。；）)]+", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?[\w-]+", re.IGNORECASE)
_LONGEST = 4 << 20
_MOST_SAID = 20_000
_QUOTED = re.compile(
    r"^[ \t>]*(?:-{2,}\s*(?:原始邮件|转发的?邮件|回复的原邮件|Original Message|Forwarded message)|(?:发件人|From)[ \t]*[:：]"
    r"|(?:在|于)?[ \t]*\d{4}[-年/.].{0,60}(?:写道|wrote)[:：])",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12}[,，:：]?)?(?:您好|你好|大家好)[!！,，。:：]?|[\u4e00-\u9fff]{1,12}[:：]|(?:此致|敬礼|谢谢|祝好)[!！。]?"
)
_MOST_WORDS = 200
"""Letters that may stand beside a link in a file that is nothing but the link."""


@dataclass(slots=True)
class MailBody:
    """The texts of one mail that are no attachments."""

    pages: list[str] = field(default_factory=list)
    """HTML; also looked through for the pictures they show."""
    texts: list[str] = field(default_factory=list)

    def add(self, kind: str, content: bytes, charset: str) -> None:
        (self.pages if kind == "text/html" else self.texts).append(decoded(content, charset))

    @property
    def linked(self) -> bool:
        return any(_LINK.search(text) for text in (*self.pages, *self.texts))

    def words(self) -> str:
        """Return what is said in plain words, without the mails quoted below it and without greetings."""
        plain = next((text for text in self.texts if text.strip()), "") or "\n".join(_spoken(page) for page in self.pages)
        own = _QUOTED.split(plain[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n"), maxsplit=1)[0]
        lines = [" ".join(line.split()) for line in own.split("\n") if not line.lstrip().startswith(">")]
        return "\n".join(line for line in lines if line and not _GREETING.fullmatch(line))[:_MOST_SAID]

    def table(self) -> Member | None:
        """Return the text as a file of its own if there is a table in it: HTML, else tab-separated lines."""
        for page in self.pages:
            if len(page) <= _LONGEST and _TABLE.search(page) and len(_CELL.findall(page)) >= _CELLS:
                marked = _CHARSET.sub("charset=utf-8", page)
                return _member("html", marked)
        for text in self.texts:
            lines = text.splitlines()
            tabbed = [line for line in lines if line.count("\t") > 1]
            if len(text) <= _LONGEST and len(tabbed) >= _LINES and sum(line.count("\t") for line in tabbed) >= _CELLS:
                return _member("txt", "\n".join(f"{line}\t" for line in lines))
        return None


def _spoken(page: str) -> str:
    """Return the text of a page, a line a paragraph."""
    bare = re.sub(r"(?is)<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", "", page[:_LONGEST])
    broken = re.sub(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6])\s*>", "\n", re.sub(r"\s+", " ", bare))
    return unescape(re.sub(r"<[^<>]*>", "", broken)).replace("\u00a0", " ")


def _member(extension: str, text: str) -> Member:
    return Member(name=f"{BODY}.{extension}", data=b"\xef\xbb\xbf" + text.encode("utf-8", "replace"), inline=True)


def is_body(name: str, *, inline: bool) -> bool:
    """Tell whether a member is a mail's own text, as `MailBody.table` names it."""
    return inline and name in {f"{BODY}.html", f"{BODY}.txt"}


def is_link(data: bytes) -> bool:
    """Tell a file that holds an address on the web and hardly a word besides: .url, .webloc, a .txt with a cloud link."""
    if len(data) > 8192:
        return False
    text = decoded(data, "")
    if re.match(r"\s*\[(InternetShortcut|{000214A0)", text.lstrip("\ufeff"), re.IGNORECASE):
        return True
    rest = re.sub(r"<[^<>]*>", "", _LINK.sub("", text))
    return bool(_LINK.search(text)) and "\t" not in text and not _CELL.search(text) and len("".join(rest.split())) <= _MOST_WORDS
