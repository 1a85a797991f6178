"""Words of the register: evidence, moments, deadlines, footnotes. Pure."""

from collections.abc import Sequence
from datetime import tzinfo

from toolkit.nouns.docket import Docket, VerdictChange
from toolkit.plan.model import Plan
from toolkit.words.dates import moment, short_day
from toolkit.words.states import DOUBTFUL

SIGN = "　　".join((*(f"{who}（签字）：＿＿＿＿＿＿" for who in ("登记人", "复核人", "负责人")), "日期：＿＿＿＿年＿＿月＿＿日"))


def year_of(plan: Plan) -> str:
    year = plan.settings.text("年度")
    return f"{year}年" if year else ""


def footnotes(plan: Plan, docket: Docket, zone: tzinfo) -> tuple[str, ...]:
    """Say how the notice was read: 前, holidays, what counts, what the times rest on."""
    policy = plan.policy
    both = f"{policy.sheet_name}和{policy.scan_name}都收到、以后到者为准"
    counted = both if policy.by_later else f"以{policy.sheet_name}收到时间为准"
    first = "以首次收到合格的表为准" if policy.first_accepted else "退回重报的，以首次收到时间认定"
    return (
        f"1. 截止时间：通知要求{short_day(docket.deadline)}前报送，“前”按含当日、至当日24时止掌握；"
        f"本期：{docket.deadline_reason}。",
        f"2. 节假日：截止日遇节假日{'顺延到节后第一个工作日' if policy.rolls else '不顺延'}（依据“设置”表）。",
        f"3. 按时认定：{counted}；{first}。{policy.scan_name}{'必需' if policy.scan_required else '不要求'}。",
        "4. 迟报天数：从适用截止时间的次日算到收到之日（含当日），按自然日计，括注工作日。",
        f"5. 标注“{DOUBTFUL}”的，收到时间只有文件或发件方自带的时间为据，须核实登记后方可采用。",
        f"6. 统计时点：{moment(docket.as_of, zone)}。{marks(docket)}（取于统计时点）。",
        *later(docket.later_notes),
        *closed(docket, zone),
    )


def marks(docket: Docket) -> str:
    """Return what proves by which records and which rules the register was made."""
    return f"台账指纹：{docket.fingerprint or '（台账为空）'}　计划指纹：{docket.rules or '—'}"


def changed(changes: Sequence[VerdictChange]) -> tuple[str, ...]:
    """Return the list of units of which the register printed before said something else."""
    if not changes:
        return ()
    numbered = enumerate(changes, 1)
    lines = (f"　{number}. {one.unit}：{one.before} → {one.after}。原因：{'；'.join(one.causes)}。" for number, one in numbered)
    return ("认定变动（与上一次打印的登记表相比）：", *lines)


def closed(docket: Docket, zone: tzinfo) -> tuple[str, ...]:
    """Say that the period is judged by the rules of its closing."""
    if docket.closed is None:
        return ()
    return (f"本期已于{moment(docket.closed, zone)}定稿，按定稿时的附件1和附件2认定；其后来件照计，注明“定稿后报送”。",)


def later(count: int) -> tuple[str, ...]:
    """Say how many of the clerk's facts were recorded after the moment judged by."""
    return (f"其后登记{count}条，未计。",) if count else ()


def period_name(plan: Plan, period: str) -> str:
    known = plan.period(period)
    return known.name if known else period
