"""Three tiers of invented offices: books made below by judging filled forms, taken up as returns above."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from judge_desk import Desk, at
from openpyxl import load_workbook

from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.intake.sheets import read_book
from toolkit.judge.dockets import judge
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort
from toolkit.outputs.consolidated import consolidated
from toolkit.outputs.register_book import register
from toolkit.plan.draft import Draft, for_job
from toolkit.plan.model import Plan
from toolkit.plan.read import read_plan
from toolkit.plan.schedule import schedule
from toolkit.plan.shipped import SETTINGS
from toolkit.plan.write import write_plan

UPPER = Path(__file__).parents[2] / "templates" / "示例" / "上级汇总"
ITEMS = (("1", "供水工程", "建设村级水厂3处。"), ("2", "学前教育工程", "建成3所公立幼儿园。"))
LEDGER = "1A2B-3C4D-5E6F-7081"
PERIOD = "2022-04"


@cache
def upper_form():
    return read_form((UPPER / "附件2.xlsx").read_bytes())


def plan_of(
    name: str, job: str, units, items=ITEMS, *, upper: bool = False, deadlines=("2022-04-05", "2022-06-05"), year: str = "2022"
) -> Plan:
    """Return a plan in which every unit hosts every item. `units`: names, or (name, alias)."""
    named = tuple(one if isinstance(one, tuple) else (one, "") for one in units)
    hosts = "、".join(unit for unit, _ in named)
    own = {
        "县名": name,
        "督查室": f"{name}人民政府督查室",
        "层级": "上级" if upper else "基层",
        "年度": year,
        "完成时限": f"{year}-10-31",
    }
    settings = tuple((setting, own.get(setting, value), hint) for setting, value, hint in for_job(SETTINGS, job))
    draft = Draft(
        title=f"{name}{year}年为民办实事事项表",
        table=tuple((*item, hosts) for item in items),
        remark="备注：以上实事内容原则上要求在10月31日前完成。",
        units=tuple((unit, unit, alias, "下级" if upper else "县直") for unit, alias in named),
        deadlines=tuple(date.fromisoformat(day) for day in deadlines),
        settings=settings,
    )
    return read_plan(write_plan(draft))


class Office(Desk):
    """One office at any tier: what it receives, and the two books that it sends up."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        if plan.settings.upper:
            self.form = upper_form()
            self.press = Press((UPPER / "附件2.xlsx").read_bytes(), self.form, plan)

    def snapshot(self, as_of: str):
        return replace(super().snapshot(as_of), fingerprint=LEDGER)

    def books(self, as_of: str, period: str = PERIOD) -> tuple[bytes, bytes]:
        """Return (汇总表.xlsx, 报送情况登记表.xlsx) as `run` writes them."""
        dockets = judge(self.snapshot(as_of))
        docket = dockets.of(period)
        named = self.plan.period(period)
        schedules = {
            (item, unit): schedule(self.plan, self.plan.item(item), self.plan.limit(item, unit), named)
            for item, unit in self.plan.assignments(named.deadline)
        }
        whole = consolidated(
            self.plan, self.form, docket, dockets.before(period), schedules=schedules, version="0.1.0", inputs=()
        ).finish()
        return whole, register(self.plan, docket).finish()

    def receive(self, books: tuple[bytes, bytes], when: str, folder: str = "下级") -> int:
        """Take in both books of a child at one moment; return the receipt of 汇总表."""
        run = self.run(f"{when[:10]}T23:59:59")
        numbers = [
            self.drop(read_book(data, name, Limits()), name, when, run=run, sort=Sort.BOOK)
            for data, name in zip(books, (f"{folder}汇总表.xlsx", f"{folder}报送情况登记表.xlsx"), strict=True)
        ]
        return numbers[0]


def county(
    name: str, job: str, shares, *, year: str = "2022", silent=(), items=ITEMS, deadlines=("2022-04-05", "2022-06-05")
) -> Office:
    """Return a county whose two units have reported April. `shares`: unit → 完成比例; `silent`: units that have not."""
    office = Office(plan_of(name, job, tuple(shares), items, year=year, deadlines=deadlines))
    for unit, share in shares.items():
        if unit not in silent:
            office.both(unit, f"{year}-04", f"{year}-04-02T09:00", 完成比例=share, 预计完成时间=date(int(year), 9, 30))
    return office


def edited(data: bytes, cells: dict[tuple[str, str], object]) -> bytes:
    """Return the book with cells overwritten by hand: (sheet, address) → value."""
    from io import BytesIO

    book = load_workbook(BytesIO(data))
    for (sheet, place), value in cells.items():
        book[sheet][place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def moment(text: str):
    return at(text)
