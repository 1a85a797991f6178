"""Where we are in the cycle, what is missing, which command comes next: what `duban` alone says. Looking writes nothing."""

from dataclasses import dataclass

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.docket import Docket, Status
from toolkit.pipeline.main_job import WANTING
from toolkit.pipeline.office import Office, docket_of
from toolkit.pipeline.snapshots import dockets_of
from toolkit.plan.deadlines import effective
from toolkit.words.dates import moment
from toolkit.workspace import arrivals


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The state of the period being collected, in sentences."""

    lines: tuple[str, ...]
    command: str
    """What comes next, as it is typed."""
    why: str

    def said(self) -> tuple[str, ...]:
        return (*self.lines, f"下一步：{self.command}    （{self.why}）")


def cycle(office: Office) -> Cycle:
    """Say where the office stands at its moment."""
    period = office.period(None)
    docket = docket_of(dockets_of(office), period)
    with open_ledger(office.workspace.ledger, read_only=True) as ledger:
        issued = any(one.period == period.id for one in ledger.issued())
    waiting = len(arrivals(office.workspace.inbox, sleep=lambda _seconds: None).files)
    limit = effective(office.plan, period)
    over = office.as_of > limit.moment
    head = f"正在收取{period.name}，截止{moment(limit.moment, office.zone)}（{'已过' if over else '未到'}）。"
    if limit.unsure:
        head += f"（{limit.reason}。）"
    counts = "，".join(f"{status.value} {docket.count(status)}" for status in Status if docket.count(status))
    lines = [f"工作文件夹：{office.workspace.root}", head, f"{len(docket.units)} 个单位：{counts or '无'}。"]
    if waiting:
        lines.append(f"inbox 里有 {waiting} 件还没有收。")
    command, why = _next(docket, period.id, issued=issued, waiting=waiting, over=over)
    return Cycle(lines=tuple(lines), command=command, why=why)


def _next(docket: Docket, period: str, *, issued: bool, waiting: int, over: bool) -> tuple[str, str]:
    wanting = sum(row.status in WANTING for row in docket.units)
    if not issued and not over:
        return f"duban generate {period}", "生成预填的附件2，发给各单位"
    if waiting:
        return (f"duban run {period}", "收件、校验、汇总、登记、催报") if over else ("duban ingest", "先收这一批")
    if not over:
        return f"duban status {period}", "等各单位报送；收到的文件放进 inbox"
    if wanting:
        return f"duban remind {period}", f"{wanting} 个单位还欠材料"
    if docket.count(Status.PENDING) or docket.count(Status.EXTENDED):
        return f"duban status {period}", "等缓报的单位"
    return f"duban bulletin {period}", "材料已齐，起草督查通报"
