"""Words that several outputs print: evidence, outcomes, days and moments. Pure."""

from datetime import date, datetime, tzinfo

from toolkit.nouns.docket import Evidence, Outcome, Status, UnitRow

EVIDENCE = {
    Evidence.CLERK: "督查室登记", Evidence.MAIL_RECEIVED: "邮件到达记录", Evidence.MAIL_DATE: "邮件自带时间",
    Evidence.FILE_TIME: "文件修改时间", Evidence.UNKNOWN: "不明",
}  # fmt: skip
OUTCOMES = {
    Outcome.ACCEPTED: "合格", Outcome.REMARKS: "合格（有提示）", Outcome.RETURNED: "退回", Outcome.SUPERSEDED: "已被新表替换",
    Outcome.DUPLICATE: "重复", Outcome.SCAN: "盖章扫描件", Outcome.CONTAINER: "压缩包或邮件", Outcome.UNCLAIMED: "待认领",
    Outcome.NOT_A_FORM: "不是附件2", Outcome.UNREADABLE: "无法读取", Outcome.REFUSED: "拒收（不安全）",
}  # fmt: skip
DOUBTFUL = "时间待核"


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime, zone: tzinfo) -> str:
    local = value.astimezone(zone)
    return f"{day(local.date())}{local:%H:%M}"


def sheet_came(row: UnitRow) -> bool:
    """Tell whether a sheet is on record, its time known or not."""
    return row.first_received is not None or row.sheet_file is not None or row.evidence is not Evidence.UNKNOWN


def scan_came(row: UnitRow) -> bool:
    return row.scan_received is not None or row.scan_file is not None or row.scan_evidence is not Evidence.UNKNOWN


def doubtful(row: UnitRow) -> bool:
    """Tell whether the time that decides the status still has to be checked (时间待核)."""
    return row.provisional or row.status is Status.TIME_UNKNOWN
