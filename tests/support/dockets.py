"""Small plans, forms and dockets for tests of what the office hands out. Every builder takes what matters, fills in the rest."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from toolkit.form.read import read_form
from toolkit.nouns.answer import Answer
from toolkit.nouns.docket import Docket, Entry, FileRow, FirstArrival, Source, UnitRow
from toolkit.nouns.fields import Form
from toolkit.nouns.outcomes import Evidence, Outcome, Status, Verdict
from toolkit.nouns.problems import Problem
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.schedule import Schedules
from toolkit.plan.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
TEMPLATES = Path(__file__).parents[2] / "templates"
PERIODS = tuple(
    Period(
        id=f"2022-{month:02d}",
        name=f"2022年第{n}期（{month}月）",
        deadline=date(2022, month, 8 if month == 10 else 5),
        data_as_of=date(2022, month, 1) - timedelta(days=1),
    )
    for n, month in enumerate((4, 6, 8, 10, 12), 1)
)
INPUTS = (("templates/附件1.xlsx", "a" * 64), ("templates/附件2.xlsx", "b" * 64))


def at(text: str) -> datetime:
    """Return "04-05 09:00" (or with seconds) of 2022 in Shanghai."""
    return datetime.fromisoformat(f"2022-{text}").replace(tzinfo=ZONE)


@cache
def shipped_form() -> Form:
    """Return the form that ships with the program."""
    path = TEMPLATES / "附件2.xlsx"
    return read_form(path.read_bytes(), path.name)


def make_item(item_id: str, hosts: Sequence[str], **more: object) -> Item:
    number, place = item_id.split("-")
    known: dict[str, object] = {
        "id": item_id,
        "number": number if place == "1" else f"{number}（{place}）",
        "project": f"第{number}件工程",
        "content": f"建设第{number}件第{place}项",
        "hosts": tuple(hosts),
        "due": date(2022, 10, 31),
    }
    return Item(**(known | more))  # type: ignore[arg-type]


def make_plan(assigned: Mapping[str, Sequence[str]] | None = None, **more: object) -> Plan:
    """Return a plan: item id → its units. Default: two projects, three items, one of them shared."""
    asked = assigned or {"1-1": ("水利局",), "2-1": ("水利局", "鹿寨镇"), "2-2": ("鹿寨镇",)}
    names = dict.fromkeys(host for hosts in asked.values() for host in hosts)
    known: dict[str, object] = {
        "title": "鹿寨县2022年县级为民办实事项目目标任务分解表",
        "settings": Settings({"县名": "鹿寨县", "年度": "2022", "督查室": "鹿寨县人民政府督查室"}),
        "items": tuple(make_item(item_id, hosts) for item_id, hosts in asked.items()),
        "units": tuple(Unit(name=name, category="乡镇" if name.endswith(("镇", "乡")) else "县直") for name in names),
        "periods": PERIODS,
        "sha256": "a" * 64,
    }
    return Plan(**(known | more))  # type: ignore[arg-type]


FIELDS: Mapping[str, Answer] = {
    "办理状态": "正在实施", "完成比例": Decimal("0.32"), "进展情况": "已完成招标，现场完成基础开挖。", "存在问题": "雨季影响施工进度。",
    "下一步工作计划": "5月底前完成主体施工。", "预计完成时间": date(2022, 9, 30), "备注": None,
}  # fmt: skip


def make_entry(
    item: str, unit: str, *, verdict: Verdict = Verdict.PASSED, problems: Sequence[Problem] = (), **fields: Answer
) -> Entry:
    """Return one assignment's answers: the shipped form's fields, some of them changed by name."""
    answers = {**FIELDS, **fields}
    cells = {key: f"{chr(70 + n)}5" for n, key in enumerate(answers)}
    file = f"附件2-{unit}.xlsx"
    source = Source(file=file, inside=(), sheet="附件2", cells=cells, archived=f"原件/2022-04/{'0' * 12}_{file}")
    return Entry(item=item, unit=unit, verdict=verdict, fields=answers, source=source, problems=tuple(problems))


def make_unit_row(unit: str, status: Status = Status.ON_TIME, **more: object) -> UnitRow:
    came = at("04-04 10:00") if status in {Status.ON_TIME, Status.LATE} else None
    arrival = FirstArrival(moment=came, evidence=Evidence.MAIL_RECEIVED) if came else None
    known: dict[str, object] = {
        "unit": unit, "status": status, "reason": f"{status}的理由", "sheet": arrival, "scan": arrival, "complete_at": came,
        "due_rows": 1, "filled_rows": 1 if came else 0,
    }  # fmt: skip
    return UnitRow(**(known | more))  # type: ignore[arg-type]


def make_file(receipt: int, name: str, outcome: Outcome = Outcome.ACCEPTED, **more: object) -> FileRow:
    known: dict[str, object] = {
        "receipt": receipt, "name": name, "inside": (), "sha256": f"{receipt:064x}", "outcome": outcome, "period": "2022-04",
        "received": at("04-04 10:00"), "evidence": Evidence.MAIL_RECEIVED, "archived": f"原件/2022-04/{receipt:012x}_{name}",
    }  # fmt: skip
    return FileRow(**(known | more))  # type: ignore[arg-type]


def make_docket(
    plan: Plan,
    entries: Sequence[Entry] = (),
    units: Sequence[UnitRow] = (),
    files: Sequence[FileRow] = (),
    *,
    period: str = "2022-04",
    as_of: datetime | None = None,
    complete: Sequence[tuple[str, str]] = (),
) -> Docket:
    """Return a docket; units not named have sent nothing, answers not given were not received."""
    asked = plan.period(period)
    assert asked is not None
    deadline = effective(plan, asked)
    assigned = plan.assignments(asked.deadline)
    named = {row.unit: row for row in units}
    given = {(entry.item, entry.unit): entry for entry in entries}
    return Docket(
        period=period,
        deadline=asked.deadline,
        effective_deadline=deadline.moment,
        deadline_reason=deadline.reason,
        as_of=as_of or deadline.moment + timedelta(hours=12),
        units=tuple(named.get(unit.name) or make_unit_row(unit.name, Status.MISSING) for unit in plan.units),
        files=tuple(files),
        entries=tuple(given[pair] for pair in assigned if pair in given),
        due=tuple(pair for pair in assigned if pair not in set(complete)),
        complete=tuple(complete),
        fingerprint="0F7E-272D-5125-7BFC",
    )


def planned(plan: Plan, period: str = "2022-04") -> dict[tuple[str, str], Decimal]:
    """Return 序时进度 of every assignment."""
    asked = plan.period(period)
    assert asked is not None
    return Schedules(plan, asked)
