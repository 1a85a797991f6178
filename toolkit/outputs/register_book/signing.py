"""Sheet 单位签认: a printed page per unit, for its leader to sign. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from itertools import chain

from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.docket import Docket, FileRow, FirstArrival, UnitRow
from toolkit.outputs.banners import line_banner, put_banner, title_banner
from toolkit.outputs.cell_values import HIGHEST
from toolkit.outputs.kept_blocks import KeptBlock
from toolkit.outputs.record_rows import RecordRows
from toolkit.outputs.register_book.phrases import marks, period_name, year_of
from toolkit.outputs.row_blocks import RowBlocks, Written, runs
from toolkit.outputs.told_rows import TellsUnits, untold
from toolkit.outputs.workbook_pages import HEAD, Page, PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words.dates import day, moment
from toolkit.words.dates import limit as printed
from toolkit.words.notes import told
from toolkit.words.states import NO_DAYS, TIME_UNKNOWN, came, late_days, status_word

NAME = "单位签认"
_WIDTHS = (15.0, 25.0, 15.0, 25.0)
_LAST = len(_WIDTHS) - 1
_LABEL = {"font_name": HEAD, "align": "center"}
PAGES = 1_000
"""Pages of one sheet: a sheet takes 1,023 page breaks."""
_SHOWN = 40
"""Files listed on a unit's page."""
_TOGETHER = 16
"""Units whose pages are written, or copied, together."""
_Facts = Sequence[tuple[tuple[str, str], tuple[str, str]]]
_Stories = Sequence[tuple[str, str]]
"""Label and text, two pairs a row or one."""


def signing_page(page: Page, plan: Plan, docket: Docket, tells: TellsUnits = untold) -> None:
    """Write every unit's page. `tells`: what decides about units' pages."""
    page.columns([PageColumn(header="", width=width) for width in _WIDTHS])
    columns = [PageColumn(header="", width=width) for width in _WIDTHS]
    units = range(len(docket.units))
    most = min(PAGES, page.paper.holds)
    _some(page, units[:most], _SigningPages(page, plan, docket, tells), 0)
    for first in range(most, len(units), most):
        more = page.go_on(columns)
        _some(more, units[first : first + most], _SigningPages(more, plan, docket, tells), 1)


def _some(page: Page, units: range, pages: "_SigningPages", top: int) -> None:
    """Write the pages of one sheet, for the units in these places."""
    rows = _PageBlocks(page, pages, top)
    for some in runs(units[first : first + _TOGETHER] for first in range(0, len(units), _TOGETHER)):
        rows.write(some)
    if rows.ends[:-1]:
        page.sheet.set_h_pagebreaks(rows.ends[:-1])


class _PageBlocks:
    """Writes the pages of some units each, block by block."""

    def __init__(self, page: Page, pages: "_SigningPages", row: int) -> None:
        """`row`: the first one, and the next from then on."""
        self._blocks, self._pages, self.row = RowBlocks((page,), pages.alike), pages, row
        self.ends: list[int] = []
        """The row below each unit's page."""

    def write(self, blocks: Sequence[range]) -> None:
        """Write blocks, or copy them all together; each has the units in some places."""
        contents = [self._pages.content(places) for places in blocks]

        def each() -> None:
            for places, content in zip(blocks, contents, strict=True):
                block, _ = self._blocks.write(content, (self.row,), partial(self._pages.write, places, self.row))
                self._go_on(block, block.told)

        if known := self._blocks.write_run(contents, (self.row,), each):
            self._go_on(known, chain.from_iterable(known.told))

    def _go_on(self, block: KeptBlock, ends: Iterable[int]) -> None:
        self.row = block.sheets[0].bottom
        self.ends += ends


class _SigningPages:
    """Writes the pages of one sheet."""

    def __init__(self, page: Page, plan: Plan, docket: Docket, tells: TellsUnits) -> None:
        self._page, self._plan, self._docket, self._tells = page, plan, docket, tells
        self._title = title_banner(page, f"{plan.settings.text('县名')}{year_of(plan)}{plan.subject}报送情况签认单", _LAST)
        self._basis = line_banner(page, f"统计时点：{moment(docket.as_of, zone(plan))}　{marks(docket)}", _LAST)
        self._true = line_banner(page, "以上情况经核对属实。（如有出入，请在此写明）", _LAST)
        self._signed = [replace(line_banner(page, text, _LAST), points=30.0) for text in _SIGN]
        self.alike = (self._title, self._basis, self._true, self._signed)
        """What stands on all pages."""
        pairs = [PageColumn(header="", width=width, align="") for width in _WIDTHS]
        self._facts = RecordRows(page, pairs, looks=(_LABEL, {}) * 2)
        told = (pairs[0], PageColumn(header="", width=sum(_WIDTHS[1:]), align=""), *pairs[2:])
        self._stories = RecordRows(page, told, looks=(_LABEL, *({"valign": "top"},) * _LAST))

    def content(self, places: range) -> str:
        """Return a hash of what decides about the pages of the units in some places."""
        return self._tells(places) or content_hash(list(self._told(places)))

    def _told(self, places: range) -> Iterator[tuple[_Facts, _Stories]]:
        """Yield what units' pages say."""
        plan, docket = self._plan, self._docket
        return ((_facts(plan, docket, unit), _stories(plan, docket, unit)) for unit in map(docket.units.__getitem__, places))

    def write(self, places: range, top: int) -> Written:
        """Write some units' pages; return the row below, and where each ends."""
        ends = []
        for facts, stories in self._told(places):
            top = self._write(facts, stories, top)
            ends.append(top)
        return (top,), ends

    def _write(self, facts: _Facts, stories: _Stories, top: int) -> int:
        """Write one page; return the first row of the next."""
        page, row = self._page, top + 1
        put_banner(page, top, self._title)
        for left, right in facts:
            page.sheet.set_row(row, max(24.0, self._put(self._facts, row, (*left, *right))))
            row += 1
        for label, text in stories:
            page.sheet.set_row(row, min(HIGHEST, max(36.0, self._put(self._stories, row, (label, text, "", "")) + 6)))
            page.sheet.add_merge((row, 1, row, _LAST))
            row += 1
        put_banner(page, row, self._basis)
        put_banner(page, row + 1, self._true)
        page.sheet.set_row(row + 2, 40)
        for place, banner in enumerate(self._signed, row + 3):
            put_banner(page, place, banner)
        return row + 3 + len(_SIGN)

    def _put(self, records: RecordRows, row: int, texts: Sequence[str]) -> float:
        """Write a row of labels and texts; return the points that it needs."""
        cells = records.ready(texts)
        records.put(row, cells)
        return max(points for _, points in cells)


_SIGN = (
    "单位主要领导（签字盖章）：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日",
    "督查室经办（签字）：＿＿＿＿＿＿＿＿　　　　　日期：＿＿＿＿年＿＿月＿＿日",
)


def _facts(plan: Plan, docket: Docket, unit: UnitRow) -> _Facts:
    """Return label and text, two pairs a row."""
    there = zone(plan)
    known = plan.unit(unit.unit)
    days = late_days(unit)
    late = NO_DAYS if days is None else f"{days} 天（工作日 {unit.working_days_late} 天）" if days else "0 天"
    limit = unit.deadline or docket.effective_deadline
    sheet, scan = _came(unit.sheet, there), _came(unit.scan, there)
    last = f"（最近 {moment(unit.last_reminded, there)}）" if unit.last_reminded else ""
    return [
        (("单位", (known.full_name if known else "") or unit.unit), ("类别", known.category if known else "")),
        (("期次", period_name(plan, docket.period)), ("通知截止日", day(docket.deadline))),
        (("适用截止时间", printed(limit, there)), ("报送状态", status_word(unit))),
        (("应报任务", f"{unit.due_rows} 个"), ("实报任务", f"{unit.filled_rows} 个")),
        ((f"{plan.policy.sheet_name}收到", sheet), (f"{plan.policy.scan_name}收到", scan)),
        (("齐全时间", moment(unit.complete_at, there) if unit.complete_at else "—"), ("迟报天数", late)),
        (("退回次数", f"{unit.returns} 次"), ("催报次数", f"{unit.reminders} 次{last}")),
    ]


def _came(arrival: FirstArrival | None, there: tzinfo) -> str:
    """Return when it came and by what evidence, each on its own line: a bracket that opens at a line's end is a bad break."""
    sure = f"\n（{arrival.evidence.word}）" if arrival and arrival.moment else ""
    return f"{came(arrival, there)}{sure}"


def _stories(plan: Plan, docket: Docket, unit: UnitRow) -> _Stories:
    there = zone(plan)
    files = docket.files_of(unit.unit)
    listed = [_file(plan, file) for file in files[:_SHOWN]]
    if len(files) > _SHOWN:
        listed.append(f"……共 {len(files)} 份")
    return [
        ("认定理由", unit.reason),
        ("截止时间说明", docket.deadline_reason),
        ("收到的材料", "\n".join(listed) or "无"),
        ("情况记载", "\n".join(told(note, there) for note in unit.notes) or "无"),
    ]


def _file(plan: Plan, file: FileRow) -> str:
    when = moment(file.received, zone(plan)) if file.received else TIME_UNKNOWN
    return f"{file.name}：{file.outcome.word}，{when}（{file.evidence.word}），指纹 {file.sha256[:12]}"
