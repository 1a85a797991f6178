"""Dockets drawn by hand for the tests of what is published: the shipped plan, answers as the test says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from toolkit.form.read import read_form
from toolkit.nouns.docket import Docket, Entry, Source, UnitRow
from toolkit.nouns.outcomes import Status, Verdict
from toolkit.outputs.public.facts import edition_of
from toolkit.outputs.public.fields import Edition
from toolkit.pipeline.office import Office
from toolkit.plan.model import Plan
from toolkit.plan.read import read_plan
from toolkit.plan.settings import Settings
from toolkit.workspace import Workspace

TEMPLATES = Path(__file__).parents[2] / "templates"
ZONE = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2022, 12, 20, 9, 0, tzinfo=ZONE)
PLAN = read_plan((TEMPLATES / "附件1.xlsx").read_bytes())
FORM = read_form((TEMPLATES / "附件2.xlsx").read_bytes())
SOURCES = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.html.j2")}
SECRETS = {"存在问题": "机密甲存在问题", "下一步工作计划": "机密乙计划", "备注": "机密丙备注"}


def plan_with(**settings: str) -> Plan:
    return replace(PLAN, settings=Settings({**PLAN.settings.values, **settings}, PLAN.settings.places))


def entry(
    item: str, unit: str, percent: object = "0.5", status: str = "正在实施", verdict: str = "合格", **more: object
) -> Entry:
    number = None if percent is None else Decimal(str(percent))
    fields = {"办理状态": status, "完成比例": number, "进展情况": f"{unit}{item}进展", **SECRETS, "预计完成时间": None, **more}
    source = Source(file="机密文件名.xlsx", inside=(), sheet="附件2", cells={})
    return Entry(item=item, unit=unit, verdict=Verdict(verdict), fields=fields, source=source)  # type: ignore[arg-type]


def docket(period: str, *entries: Entry, plan: Plan = PLAN, **more: object) -> Docket:
    found = plan.period(period)
    assert found
    units = tuple(UnitRow(unit=u.name, status=Status.MISSING, reason="未收到") for u in plan.units)
    end = datetime.combine(found.deadline, datetime.max.time(), ZONE).replace(microsecond=0)
    told: Mapping[str, object] = {"units": units, "files": (), "due": plan.assignments(found.deadline), **more}
    return Docket(
        period=period, deadline=found.deadline, effective_deadline=end, deadline_reason="当日24时截止", as_of=AS_OF,
        entries=entries, **told,  # type: ignore[arg-type]
    )  # fmt: skip


def edition(named: str, *dockets: Docket, plan: Plan = PLAN, form: object = FORM):
    return edition_of(plan, form, dockets, Edition(named), AS_OF, ZONE)


def everyone(**more: object) -> tuple[Entry, ...]:
    return tuple(entry(item, unit, **more) for item, unit in PLAN.assignments(AS_OF.date()))


def opened_office(root: Path, plan: Plan) -> Office:
    """Return an office with this plan at a folder that holds nothing yet."""
    return Office(workspace=Workspace(root), plan=plan, form=FORM, template=b"", as_of=AS_OF, zone=ZONE)
