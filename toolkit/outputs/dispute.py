"""One unit's year, to show in a dispute: what came when, how that is known, what was decided and why, and the chain. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import accumulate

from toolkit.evidence.ledger import Record
from toolkit.nouns.docket import Docket, FileRow, UnitRow
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import Drafted, Issued
from toolkit.outputs.arrival_columns import deadline_cell
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.letter_phrases import tame
from toolkit.outputs.tables import table
from toolkit.outputs.workbook_pages import MOMENT, Page, PageColumn, WorkbookPages
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan, Unit
from toolkit.words import dates
from toolkit.words import states as words

_RULES = ("按时认定", "首报认定", "盖章扫描件", "节假日顺延", "收表宽限", "评分启用", "评分依据", "评分批准人", "通知文号")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierNote:
    """One statement of the office as it is listed: number, kind, content, reason, by, when, state."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything that is known of one unit."""

    plan: Plan
    unit: Unit
    dockets: tuple[Docket, ...]
    notes: tuple[DossierNote, ...] = ()
    issued: tuple[Issued, ...] = ()
    drafted: tuple[Drafted, ...] = ()
    records: tuple[Record, ...] = ()
    head: str = ""
    head_full: str = ""
    as_of: datetime

    @property
    def zone(self) -> tzinfo:
        return zone(self.plan)

    def rows(self) -> Iterator[tuple[Docket, UnitRow]]:
        for docket in self.dockets:
            yield from ((docket, row) for row in docket.units if row.unit == self.unit.name)

    def files(self) -> tuple[FileRow, ...]:
        """Return the unit's arrivals, oldest first."""
        mine = {(f.receipt, f.sheet): f for d in self.dockets for f in d.files if f.unit == self.unit.name}
        return tuple(mine[key] for key in sorted(mine, key=lambda key: (key[0], key[1] or "")))

    def wrappings(self) -> tuple[FileRow, ...]:
        """Return the mails and archives that held this unit's files and nobody else's: their times are evidence too."""
        rows = {(f.receipt, f.sheet): f for d in self.dockets for f in d.files}
        held: dict[tuple[int, str], set[str | None]] = {}
        for row in rows.values():
            for container in accumulate(row.inside, "{}/{}".format):
                held.setdefault((row.run, container), set()).add(row.unit)
        return tuple(
            row
            for row in sorted(rows.values(), key=lambda row: row.receipt)
            if row.outcome is Outcome.CONTAINER and self._alone(held.get((row.run, row.whole), set()))
        )

    def _alone(self, units: set[str | None]) -> bool:
        return self.unit.name in units and units <= {self.unit.name, None}


def index_book(dossier: Dossier, copies: Mapping[int, str]) -> bytes:
    """Return 清单.xlsx. `copies`: receipt number → path of the original's copy inside the folder."""
    paper = WorkbookPages(f"{dossier.unit.name}报送情况证据清单", dossier.as_of, dossier.zone)
    for name, columns, rows in (
        ("各期认定", _PERIODS, _periods(dossier)),
        ("来件和原件", _FILES, _files(dossier, copies)),
        ("校验问题", _PROBLEMS, _problems(dossier)),
        ("登记和函件", _LETTERS, _letters(dossier)),
        ("台账记录", _CHAIN, _chain(dossier)),
    ):
        page = paper.page(name)
        page.columns(columns)
        _sheet(page, dossier, name, columns, list(rows))
    return paper.finish()


def _sheet(page: Page, dossier: Dossier, name: str, columns: Sequence[PageColumn], rows: Sequence[Sequence[CellValue]]) -> None:
    last = len(columns) - 1
    page.title(0, f"{dossier.unit.name}：{name}", last)
    page.line(1, f"统计时点：{dates.moment(dossier.as_of, dossier.zone)}　台账指纹：{dossier.head or '（台账为空）'}", last)
    table(page, 2, columns, rows)
    page.sheet.freeze_panes(3, 0)
    page.sheet.repeat_rows(2)


def _columns(*given: tuple[str, float], moments: frozenset[int] = frozenset()) -> tuple[PageColumn, ...]:
    return tuple(
        PageColumn(header=name, width=width, number_format=MOMENT if place in moments else "General")
        for place, (name, width) in enumerate(given)
    )


_PERIODS = _columns(
    ("期次", 10), ("适用截止时间", 17), ("截止依据", 26), ("电子表收到", 17), ("时间依据", 12),
    ("扫描件收到", 17), ("时间依据", 12), ("齐全时间", 17), ("状态", 14), ("迟报天数", 8), ("退回次数", 8),
    ("催报次数", 8), ("理由", 34), moments=frozenset({1, 3, 5, 7}),
)  # fmt: skip


def _periods(dossier: Dossier) -> Iterator[Sequence[CellValue]]:
    for docket, row in dossier.rows():
        reason = "经批准的缓报期限" if row.deadline else docket.deadline_reason
        yield (
            docket.period, deadline_cell(row.deadline or docket.effective_deadline, dossier.zone), reason,
            *words.came_cells(row.sheet), *words.came_cells(row.scan), row.complete_at,
            words.status_word(row), words.days_sum([row]), row.returns, row.reminders, row.reason,
        )  # fmt: skip


_FILES = _columns(
    ("收文号", 8), ("期次", 10), ("文件", 34), ("在何件内", 24), ("收到", 17), ("时间依据", 12), ("结果", 14),
    ("内容指纹（SHA-256）", 36), ("本文件夹内的原件", 34), moments=frozenset({4}),
)  # fmt: skip


def _files(dossier: Dossier, copies: Mapping[int, str]) -> Iterator[Sequence[CellValue]]:
    for row in (*dossier.wrappings(), *dossier.files()):
        yield (
            f"#{row.receipt}", row.period or "", row.name, "/".join(row.inside), row.received, row.evidence.word,
            row.outcome.word, row.sha256, copies.get(row.receipt, "（原件不在，见“说明.txt”）"),
        )  # fmt: skip


_PROBLEMS = _columns(
    ("收文号", 8),
    ("期次", 10),
    ("文件", 30),
    ("代码", 8),
    ("处理", 8),
    ("工作表", 12),
    ("单元格", 8),
    ("问题", 40),
    ("怎样改", 34),
)


def _problems(dossier: Dossier) -> Iterator[Sequence[CellValue]]:
    for row in dossier.files():
        for problem in row.problems:
            yield (
                f"#{row.receipt}", row.period or "", row.name, problem.code.name, problem.severity.value, problem.sheet or "",
                problem.cell or "", problem.message, problem.fix,
            )  # fmt: skip


_LETTERS = _columns(("时间", 17), ("种类", 12), ("期次", 10), ("内容", 44), ("理由", 30), ("登记人", 12), ("台账编号", 9))


def _letters(dossier: Dossier) -> Iterator[Sequence[CellValue]]:
    """Yield what the office issued, drafted and stated about the unit, in the order in which it was recorded."""
    letters: list[tuple[int, Sequence[CellValue]]] = []
    for form in dossier.issued:
        when = dates.moment(form.at, dossier.zone)
        letters.append((form.number, (when, "下发附件2", form.period, f"表样 {form.form}", "", "", form.number)))
    for draft in dossier.drafted:
        said = "；".join(f"{key}：{value}" for key, value in draft.detail.items())
        when = dates.moment(draft.at, dossier.zone)
        letters.append((draft.number, (when, f"起草{draft.kind}", draft.period, said, "", "", draft.number)))
    for note in dossier.notes:
        number, kind, content, reason, by, when, state = note.cells
        letters.append((int(number.lstrip("#") or 0), (when, f"登记{kind}（{state}）", "", content, reason, by, number)))
    yield from (cells for _, cells in sorted(letters, key=lambda pair: pair[0]))


_CHAIN = _columns(("编号", 8), ("种类", 12), ("时间", 28), ("内容", 70), ("前一条的校验值", 36), ("本条校验值", 36))


def _chain(dossier: Dossier) -> Iterator[Sequence[CellValue]]:
    for one in dossier.records:
        yield (one.seq, one.kind, one.at, one.body, one.prev, one.hash)


def note_text(dossier: Dossier, missing: Sequence[str]) -> str:
    """Return 说明.txt: what lies here, the rules applied, how to check it. `missing`: originals that could not be copied."""
    settings = dossier.plan.settings
    rules = [f"  {key}：{tame(settings.text(key))}" for key in _RULES if settings.text(key)]
    lines = [
        f"{dossier.unit.full_name or dossier.unit.name}报送情况证据",
        f"统计时点：{dates.moment(dossier.as_of, dossier.zone)}",
        "",
        "一、本文件夹的内容",
        "  清单.xlsx：各期认定及理由、来件及收到时间的依据、校验问题、登记和函件、台账记录。",
        "  原件：收到时的原样，文件名前的字符取自内容指纹。与其他单位共用的邮件和压缩包只取本单位的附件。",
        "  函件：下发的表和回执的现有文件；台账记有的退回、催报和预警，按起草时的情况重新生成，文件夹名为起草日期。",
        "",
        "二、认定所依据的规则（附件1“设置”）",
        *rules,
        *(f"  {d.period}：{d.deadline_reason}" for d, _ in dossier.rows()),
        "",
        "三、怎样核对",
        f"  台账指纹：{dossier.head or '（台账为空）'}（完整：{dossier.head_full or '无'}）",
        f"  在督查室的电脑上运行 duban verify --against {dossier.head or '指纹'}，可证明现在的台账接续了这个指纹。",
        "  任何一条台账记录的校验值都可以自行重算：把“duban-1”、编号、种类、时间、前一条的校验值、内容六段文字用换行连接，",
        "  按 UTF-8 编码计算 SHA-256，应与“本条校验值”一致。原件的 SHA-256 应与清单所列一致。",
    ]
    if missing:
        lines += ["", "四、下列原件在档案中找不到或内容已变，请运行 duban verify 查明", *(f"  {name}" for name in missing)]
    return "\r\n".join(lines) + "\r\n"
