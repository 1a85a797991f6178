"""Play a whole country: unit → county → city → region → country, by the code that every office runs.

    python benchmarks/tiers.py                                  # 1 region × 2 cities × 3 counties × 4 units
    python benchmarks/tiers.py --regions 31 --cities 333 --counties 2850 --units 20

Prints time, memory and size for each tier, walks the longest path back from the national figure to a unit's cell, and
finds one wrong cell at the bottom from the top, opening only the books on the way.
"""

import argparse
import hashlib
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from toolkit.form.read import read_form  # noqa: E402
from toolkit.generate import Press  # noqa: E402
from toolkit.intake.reading import Reading  # noqa: E402
from toolkit.intake.sheets import read_book  # noqa: E402
from toolkit.judge.dockets import judge  # noqa: E402
from toolkit.judge.snapshot import Snapshot  # noqa: E402
from toolkit.nouns.limits import Limits  # noqa: E402
from toolkit.nouns.records import IngestRun, Receipt, Sort, Times  # noqa: E402
from toolkit.outputs.consolidated import consolidated  # noqa: E402
from toolkit.outputs.register_book import register  # noqa: E402
from toolkit.plan.draft import Draft, for_job  # noqa: E402
from toolkit.plan.model import Plan  # noqa: E402
from toolkit.plan.read import read_plan  # noqa: E402
from toolkit.plan.schedule import schedule  # noqa: E402
from toolkit.plan.shipped import SETTINGS  # noqa: E402
from toolkit.plan.write import write_plan  # noqa: E402
from toolkit.tiers.book_mark import read_mark  # noqa: E402
from toolkit.tiers.book_tables import CELLS, FILE, SHEET, UNIT, county_book  # noqa: E402

REGIONS, CITIES, COUNTIES, UNITS = 1, 2, 3, 4
"""How many of each there are in all, but for units: so many in every county."""
ITEMS = (("1", "供水工程", "建设村级水厂3处。"), ("2", "学前教育工程", "建成3所公立幼儿园。"))
SHARE, WRONG = Decimal("0.6"), Decimal("0.06")
"""What every unit reports, and the slip of one unit of the last county."""
PERIOD = "2022-04"
DAYS = (date(2022, 4, 5), date(2022, 4, 12), date(2022, 4, 20), date(2022, 4, 27))
ZONE = ZoneInfo("Asia/Shanghai")
BELOW, UPPER = ROOT / "templates" / "附件2.xlsx", ROOT / "templates" / "示例" / "上级汇总" / "附件2.xlsx"
FORMS = {False: read_form(BELOW.read_bytes()), True: read_form(UPPER.read_bytes())}


def plan_of(name: str, job: str, units: Sequence[str], tier: int) -> Plan:
    """Return a plan in which every unit hosts every item."""
    own = {"县名": name, "督查室": f"{name}督查室", "层级": "上级" if tier else "基层"}
    draft = Draft(
        title=f"{name}2022年为民办实事事项表",
        table=tuple((*item, "、".join(units)) for item in ITEMS),
        remark="备注：以上实事内容原则上要求在2022年10月31日前完成。",
        units=tuple((unit, "", "", "下级" if tier else "县直") for unit in units),
        deadlines=(DAYS[tier],),
        settings=tuple((label, own.get(label, value), hint) for label, value, hint in for_job(SETTINGS, job)),
    )
    return read_plan(write_plan(draft))


@dataclass
class Office:
    """One office: what it received, and the books that it sends up."""

    plan: Plan
    tier: int
    receipts: list[Receipt] = field(default_factory=list)
    readings: dict[int, Reading] = field(default_factory=dict)

    def receive(self, data: bytes, name: str, *, scan: bool = False) -> None:
        number = len(self.receipts) + 2
        came = datetime(2022, 4, DAYS[self.tier].day - 1, 10, tzinfo=ZONE)
        digest = hashlib.sha256(data).hexdigest()
        self.receipts.append(
            Receipt(
                number=number,
                run=1,
                name=name,
                times=Times(mail_received=came),
                sha256=digest,
                size=len(data),
                archived=f"原件/{name}",
            )
        )
        book = None if scan else read_book(data, name, Limits())
        self.readings[number] = Reading(sort=Sort.SCAN if scan else Sort.BOOK, book=book)

    def books(self) -> tuple[bytes, bytes]:
        """Return 汇总表.xlsx and 报送情况登记表.xlsx."""
        as_of = datetime(2022, 4, DAYS[self.tier].day + 1, 18, tzinfo=ZONE)
        form = FORMS[self.tier > 0]
        run = IngestRun(number=1, as_of=as_of)
        prints = hashlib.sha256(self.plan.sha256.encode()).hexdigest()[:16].upper()
        fingerprint = "-".join(prints[at : at + 4] for at in range(0, 16, 4))
        snapshot = Snapshot(
            plan=self.plan, form=form, receipts=tuple(self.receipts), readings=self.readings, runs={1: run}, as_of=as_of,
            fingerprint=fingerprint,
        )  # fmt: skip
        docket = judge(snapshot).of(PERIOD)
        period = self.plan.periods[0]
        pairs = self.plan.assignments(period.deadline)
        items = {item.id: item for item in self.plan.items}
        planned = {(item, unit): schedule(self.plan, items[item], self.plan.limit(item, unit), period) for item, unit in pairs}
        whole = consolidated(self.plan, form, docket, (), schedules=planned, version="0.1.0", inputs=()).finish()
        return whole, register(self.plan, docket).finish()


@dataclass
class Play:
    """The country under way."""

    folder: Path
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, int] = field(default_factory=dict)

    def kept(self, tier: str, name: str, office: Office, began: float) -> tuple[str, bytes, bytes]:
        whole, log = office.books()
        (self.folder / f"{name}汇总表.xlsx").write_bytes(whole)
        self.seconds[tier] += time.perf_counter() - began
        self.sizes[tier].append(len(whole) + len(log))
        self.memory[tier] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return name, whole, log

    def upper(
        self, tier: str, level: int, name: str, job: str, children: Sequence[tuple[str, bytes, bytes]]
    ) -> tuple[str, bytes, bytes]:
        began = time.perf_counter()
        office = Office(plan_of(name, job, [child for child, _, _ in children], level), level)
        for child, whole, log in children:
            office.receive(whole, f"{child}汇总表.xlsx")
            office.receive(log, f"{child}报送情况登记表.xlsx")
        return self.kept(tier, name, office, began)

    def county(self, name: str, job: str, units: Sequence[str], *, slip: bool) -> tuple[str, bytes, bytes]:
        began = time.perf_counter()
        plan = plan_of(name, job, units, 0)
        office = Office(plan, 0)
        press = Press(BELOW.read_bytes(), FORMS[False], plan)
        for unit in units:
            share = WRONG if slip and unit == units[-1] else SHARE
            rows = {item.id: answers(unit, item.id, share) for item in plan.items}
            named = plan.unit(unit)
            if named is None:
                raise LookupError(unit)
            office.receive(press.issue(named, plan.periods[0], plan.items, {}, rows), f"附件2-{unit}.xlsx")
            office.receive(f"{name}{unit}".encode(), f"{unit}盖章版.pdf", scan=True)
        return self.kept("县", name, office, began)


def answers(unit: str, item: str, share: Decimal) -> dict[str, object]:
    own = sum(map(ord, unit)) % 97
    return {
        "办理状态": "正在实施", "完成比例": share, "进展情况": f"{unit}承办的{item}事项，3月浇筑基础{own}米，正在安装第4批设备。",
        "存在问题": "材料运输受雨季影响", "下一步工作计划": "5月安装下一批设备", "预计完成时间": date(2022, 9, 30),
    }  # fmt: skip


def shared(total: int, parts: int, part: int) -> range:
    """Return the numbers that fall to one of several parts."""
    return range(total * part // parts, total * (part + 1) // parts)


def play(play_: Play, args: argparse.Namespace) -> None:
    regions = []
    units = [f"单位{number:02d}局" for number in range(1, args.units + 1)]
    for region in range(args.regions):
        cities = []
        for city in shared(args.cities, args.regions, region):
            own = [
                play_.county(f"县{number:04d}县", f"C{number:04d}", units, slip=number == args.counties - 1)
                for number in shared(args.counties, args.cities, city)
            ]
            if own:
                cities.append(play_.upper("市", 1, f"市{city:03d}市", f"S{city:03d}", own))
        if cities:
            regions.append(play_.upper("省", 2, f"省{region:02d}省", f"P{region:02d}", cities))
    play_.upper("国", 3, "全国", "GJ01", regions)


def walk(folder: Path) -> tuple[list[str], int]:
    """Return the path from the national figure down to the lowest cell, and how many books were opened for it."""
    name, path = "全国汇总表.xlsx", []
    opened = 0
    while (folder / name).is_file():
        book = read_book((folder / name).read_bytes(), name, Limits())
        opened += 1
        read = read_mark(book)
        table = county_book(book, read).detail if read and county_book(book, read) else None
        if table is None:
            raise LookupError(name)
        row = min((row for row in table.rows if row.number("完成比例") is not None), key=lambda row: row.number("完成比例") or 0)
        path.append(
            f"{name}·明细·{row.at('完成比例')} = {row.number('完成比例'):.6f}（{row.text(UNIT)}）← {row.text(FILE)}·{row.text(SHEET)}"
        )
        share = next((part for part in row.text(CELLS).split("；") if part.startswith("完成比例")), "")
        path.append(f"    {row.text(FILE)}·{row.text(SHEET)}·{share}")
        name = row.text(FILE)
    return path, opened


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("regions", REGIONS), ("cities", CITIES), ("counties", COUNTIES), ("units", UNITS)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        country = Play(Path(folder))
        play(country, args)
        print("层级  本数  总用时秒  每本秒  每本平均KB  最大KB  内存峰值MB")
        for tier, seconds in country.seconds.items():
            sizes = country.sizes[tier]
            mean, most = sum(sizes) / len(sizes) / 1024, max(sizes) / 1024
            print(
                f"{tier}  {len(sizes)}  {seconds:.1f}  {seconds / len(sizes):.2f}  {mean:.0f}  {most:.0f}  {country.memory[tier]}"
            )
        path, opened = walk(Path(folder))
        print(f"从全国数字往下找错格，只打开 {opened} 本：")
        print("\n".join(path))


if __name__ == "__main__":
    main()
