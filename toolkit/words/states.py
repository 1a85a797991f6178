"""Words that several outputs print: evidence, outcomes, days and moments. Pure."""

from datetime import date, datetime, tzinfo

from toolkit.nouns.docket import Evidence, FirstArrival, Outcome

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


def short_moment(value: datetime, zone: tzinfo) -> str:
    local = value.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def came(arrival: FirstArrival | None, zone: tzinfo, *, short: bool = False) -> str:
    """Say when a material came; `short` leaves out the year."""
    if arrival is None:
        return "未收到"
    if arrival.moment is None:
        return "时间不明"
    return short_moment(arrival.moment, zone) if short else moment(arrival.moment, zone)


def came_cells(arrival: FirstArrival | None) -> tuple[datetime | str | None, str | None]:
    """Return time and evidence of a material for two cells of a workbook; blank = it has not come."""
    if arrival is None:
        return None, None
    return arrival.moment or EVIDENCE[Evidence.UNKNOWN], EVIDENCE[arrival.evidence]
