"""How a file, a row, a unit can stand, and how we know when something came: closed lists with their words. Pure data."""

from enum import StrEnum
from typing import Self


class _Worded(StrEnum):
    """Members with their words: the word that people read, what a sentence says, what the clerk has to do."""

    word: str
    phrase: str
    to_do: str

    def __new__(cls, value: str, word: str = "", phrase: str = "", to_do: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.word, member.phrase, member.to_do = value, word, phrase, to_do
        return member


class Outcome(_Worded):
    """What became of one arrival (DESIGN §5), one line each: value, the word that people read, what a sentence says of such
    a file; where the clerk has to see to it: what to do.
    """

    ACCEPTED = "accepted", "合格", "经核对合格"
    REMARKS = "accepted_with_remarks", "合格（有提示）", "经核对合格，有提示"
    RETURNED = "returned", "退回", "被退回", "已退回：等单位改好重报"
    SUPERSEDED = "superseded", "已被新表替换", "已被新表替换"
    DUPLICATE = "duplicate", "重复", "与已收到的相同"
    SCAN = "scan", "盖章扫描件", "是盖章扫描件"
    REGISTER = "register", "下级登记表", "是下级的报送情况登记表"
    CONTAINER = "container", "压缩包或邮件", "是压缩包或邮件"
    UNCLAIMED = "unclaimed", "待认领", "看不出是哪个单位的", "看不出是哪个单位的：核实后在待办.xlsx 里认领（或 duban note claim）"
    NOT_A_FORM = "not_a_form", "不是附件2", "不是附件2"
    UNREADABLE = "unreadable", "无法读取", "无法读取", "打不开：请单位另存为 .xlsx 重新报送"
    REFUSED = "refused", "拒收（不安全）", "为安全没有打开", "为安全没有打开：请单位改用普通的 .xlsx 报送"


GOOD = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.SUPERSEDED})
"""What was accepted, though a newer sheet may have taken its place."""
UNOPENED = frozenset({Outcome.UNREADABLE, Outcome.REFUSED})
"""What was never looked into."""
TO_SEE_TO = tuple(sorted((one for one in Outcome if one.to_do), key=lambda one: one is not Outcome.UNCLAIMED))
"""What the clerk has to see to, first what is nobody's."""


class Evidence(_Worded):
    """How we know when something came, strongest first (DESIGN §7): value, word, what a letter says after the time."""

    CLERK = "clerk", "督查室登记", "以督查室登记为准"
    MAIL_RECEIVED = "mail-received", "邮件到达记录", "以邮件服务器收到时间为准"
    MAIL_DATE = "mail-date", "邮件自带时间", "按邮件所写时间，待核实"
    FILE_TIME = "file-time", "文件修改时间", "按文件修改时间，待核实"
    UNKNOWN = "unknown", "不明", "待核实"


class Status(StrEnum):
    """One unit in one period, in the order in which counts are printed."""

    ON_TIME = "按时"
    LATE = "迟报"
    INCOMPLETE = "报送不齐"
    RETURNED = "退回待重报"
    MISSING = "未报"
    EXEMPT = "免报"
    EXTENDED = "缓报"
    PENDING = "待报"
    TIME_UNKNOWN = "时间待核"


NOT_ASKED = (Status.EXEMPT, Status.EXTENDED, Status.PENDING)
"""Whoever has one of these owes nothing yet: not counted in a rate."""


OWING = (Status.MISSING, Status.RETURNED, Status.INCOMPLETE)
"""Whoever has one of these still owes something."""


class Verdict(StrEnum):
    PASSED = "合格"
    REMARK = "提示"
    RETURNED = "退回"
