"""收文登记.xlsx, the clerk's receipt log: an empty one, and its rows as facts. Pure: bytes in, values out.

A time without an offset is the plan's time zone. A date without a time is that day at 00:00: deadlines last to
the end of a day, so it can never make a unit late by guess, and the row is seen however early in the day one asks.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from toolkit.clerk.opened_sheet import opened_sheet
from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.meant import near_words, period_meant
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.plan.plain_book import PlanSheet

NAME = "收文登记.xlsx"
SHEET = "收文登记"
SOURCE = "收文登记"
"""`Note.source` of a row."""
HINTS: Mapping[str, tuple[int, str]] = {
    "文件名": (34, "收件箱里的文件名，或 inbox 之下的路径，如 二批/附件2.xlsx。没有文件（如纸质件、缓报）就空着。"),
    "单位": (18, "填单位名称，与附件1“单位”表一致。"),
    "期次": (12, "如 2022-04。"),
    "材料": (14, "从列表选：电子表、盖章扫描件、缓报、免报。"),
    "收到时间": (20, "如 2022-04-05 09:30；只填日期也可以。"),
    "渠道": (12, "从列表选：公文交换、邮箱、微信、现场、其他；也可以写别的。"),
    "新期限": (14, "只在材料为“缓报”时填：批准的新期限，如 2022-04-15。"),
    "登记人": (12, "谁登记的，填岗位即可。"),
    "说明": (40, "其他需要说明的，如批准文号。"),
}
MATERIALS = ("电子表", "盖章扫描件", "缓报", "免报")
CHANNELS = ("公文交换", "邮箱", "微信", "现场", "其他")
ROWS = 2000
"""Rows of an empty log that have drop-downs and formats."""
_LONGEST_LIST = 255
_MOST_TOLD = 18
"""Mistakes told at once: a screen of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One filled row of the log."""

    row: int
    """As the clerk sees it, from 1."""
    file: str = ""
    unit: str = ""
    """Name as in 单位, "" = not stated."""
    period: str = ""
    material: str = ""
    received: datetime | None = None
    channel: str = ""
    due: date | None = None
    by: str = ""
    note: str = ""


def blank_log(units: Sequence[str] = (), periods: Sequence[str] = ()) -> bytes:
    """Return an empty log with header, widths, drop-downs and a hint on every column."""
    import xlsxwriter

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": SHEET, "created": datetime(1980, 1, 1)})  # noqa: DTZ001 - the same bytes every time
    sheet = book.add_worksheet(SHEET)
    head = book.add_format(
        {"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    text = book.add_format({"num_format": "@", "valign": "vcenter", "text_wrap": True})
    formats = {
        "收到时间": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "vcenter", "align": "center"}),
        "新期限": book.add_format({"num_format": "yyyy-mm-dd", "valign": "vcenter", "align": "center"}),
    }
    choices = {"单位": list(units), "期次": list(periods), "材料": list(MATERIALS), "渠道": list(CHANNELS)}
    for column, (label, (width, hint)) in enumerate(HINTS.items()):
        sheet.set_column(column, column, width, formats.get(label, text))
        sheet.write_string(0, column, label, head)
        sheet.data_validation(1, column, ROWS, column, _validation(label, hint, choices.get(label, [])))
    sheet.set_row(0, 24)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return target.getvalue()


def list_source(names: Sequence[str]) -> str:
    """Return a drop-down's list as a sheet holds it; "" = none, or more than the 255 characters that Excel allows."""
    said = ",".join(names).replace('"', '""')
    return f'"{said}"' if 0 < len(said) <= _LONGEST_LIST else ""


def label_columns(data: bytes) -> dict[str, int]:
    """Return the header's label → column, from 0.

    Raises: ToolkitError.
    """
    return _header(_open(data))[1]


def read_log(data: bytes, plan: Plan) -> tuple[LogRow, ...]:
    """Return the filled rows in order.

    Raises:
        ToolkitError: what is wrong, row by row, with sheet and cell.
    """
    sheet = _open(data)
    header, columns = _header(sheet)
    rows: list[LogRow] = []
    wrong: list[ToolkitError] = []
    for number in sorted({row for row, _ in sheet.values if row > header}):
        values = {label: sheet.values.get((number, column + 1)) for label, column in columns.items()}
        if any(_text(value) for value in values.values()):
            try:
                rows.append(_LogLine(sheet.title, number, columns, values, plan).read())
            except ToolkitError as error:
                wrong.append(error)
    if wrong:
        raise ToolkitError(_told(wrong))
    return tuple(rows)


def _told(wrong: Sequence[ToolkitError]) -> str:
    """Return the mistakes as sentences, one a line; a single one as it is."""
    if len(wrong) == 1:
        return str(wrong[0])
    rest = [f"……还有 {len(wrong) - _MOST_TOLD} 处，改好上面的再运行一次。"] if len(wrong) > _MOST_TOLD else []
    return "\n".join([f"{NAME} 有 {len(wrong)} 处要改：", *(str(error) for error in wrong[:_MOST_TOLD]), *rest])


def notes_of(rows: Iterable[LogRow], *, at: datetime) -> tuple[Note, ...]:
    """Return one note per row: with a file when it came, else the fact about unit and period."""
    return tuple(
        Note(
            kind=_kind(row),
            at=at,
            by=row.by,
            reason=row.note,
            unit=row.unit,
            period=row.period,
            file=row.file,
            material=row.material,
            received=row.received,
            channel=row.channel,
            due=row.due,
            source=SOURCE,
        )
        for row in rows
    )


def new_notes(notes: Iterable[Note], known: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes that the ledger has not yet, whenever and as whichever row they were written."""
    there = {_said(note) for note in known if note.source == SOURCE}
    fresh: dict[Note, Note] = {}
    for note in notes:
        if _said(note) not in there:
            fresh.setdefault(_said(note), note)
    return tuple(fresh.values())


def removed(notes: Iterable[Note], standing: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes in force that came from rows which the log has no more: deleted, or written anew."""
    there = {_said(note) for note in notes}
    return tuple(note for note in standing if note.source == SOURCE and note.kind in _ROW_KINDS and _said(note) not in there)


def edited(gone: Iterable[Note], fresh: Iterable[Note]) -> tuple[Note, ...]:
    """Return those of `gone` that a fresh row replaces: the same file, or the same material of a unit and period."""
    about = {(note.file, note.unit, note.period, note.material) if not note.file else (note.file,) for note in fresh}
    return tuple(
        note for note in gone if ((note.file,) if note.file else (note.file, note.unit, note.period, note.material)) in about
    )


_ROW_KINDS = frozenset({NoteKind.RECEIVED, NoteKind.PAPER, NoteKind.DELAY, NoteKind.EXEMPT})


class _LogLine:
    """One row while it is read; knows its address for the sentence."""

    def __init__(self, sheet: str, row: int, columns: Mapping[str, int], values: Mapping[str, Any], plan: Plan) -> None:
        self._sheet = sheet
        self._row = row
        self._columns = columns
        self._values = values
        self._plan = plan
        self._zone = ZoneInfo(plan.settings.text("时区", "Asia/Shanghai"))
        self._year = plan.periods[0].deadline.year if plan.periods else None

    def read(self) -> LogRow:
        read = LogRow(
            row=self._row,
            file=self._of("文件名"),
            unit=self._unit(),
            period=self._period(),
            material=self._choice("材料", MATERIALS),
            received=self._moment("收到时间"),
            channel=self._of("渠道"),
            due=self._day("新期限"),
            by=self._of("登记人"),
            note=self._of("说明"),
        )
        self._check(read)
        return read

    def _check(self, read: LogRow) -> None:
        if read.material == "缓报" and read.due is None:
            raise self._wrong("新期限", "空着，缓报请填批准的新期限，如 2022-04-15")
        if read.file:
            if not (read.received or read.unit or read.period or read.material):
                raise self._wrong("收到时间", "空着，请填这个文件的收到时间，如 2022-04-05 09:30")
            return
        if not read.unit:
            raise self._wrong("单位", "空着，没有文件名的行请填单位")
        if not read.period:
            raise self._wrong("期次", "空着，没有文件名的行请填期次，如 2022-04")
        if not read.material:
            raise self._wrong("材料", f"空着，没有文件名的行请选{'、'.join(MATERIALS)}之一")
        if read.material in MATERIALS[:2] and read.received is None:
            raise self._wrong("收到时间", "空着，请填材料的收到时间，如 2022-04-05 09:30")

    def _of(self, label: str) -> str:
        return _text(self._values.get(label))

    def _unit(self) -> str:
        name = self._of("单位")
        unit = self._plan.unit(name) if name else None
        if name and unit is None:
            near = near_words(self._plan, name)
            hint = f"是不是“{near}”？" if near else ""
            raise self._wrong("单位", f"填的是“{name}”，附件1“单位”表里没有，{hint}请改成表里的名称")
        return unit.name if unit else ""

    def _period(self) -> str:
        value = self._values.get("期次")
        # Excel turns 2022-04 into a date.
        names = [f"{value:%Y-%m-%d}", f"{value:%Y-%m}"] if isinstance(value, date) else [_text(value)]
        meant = next((period.id for name in names if (period := period_meant(self._plan, name))), "")
        if names[-1] and not meant:
            known = "、".join(period.id for period in self._plan.periods)
            raise self._wrong("期次", f"填的是“{names[-1]}”，请填 {known} 之一")
        return meant

    def _choice(self, label: str, choices: Sequence[str]) -> str:
        name = self._of(label)
        if name and name not in choices:
            raise self._wrong(label, f"填的是“{name}”，请从列表选：{'、'.join(choices)}")
        return name

    def _moment(self, label: str) -> datetime | None:
        value = self._values.get(label)
        if not _text(value):
            return None
        from toolkit.values.moments import read_moment

        try:
            return read_moment(value, self._zone, year=self._year).at
        except (ValueError, OverflowError):
            raise self._wrong(label, f"填的是“{_text(value)}”，请写成 2022-04-05 09:30") from None

    def _day(self, label: str) -> date | None:
        moment = self._moment(label)
        return moment.date() if moment else None

    def _wrong(self, label: str, what: str) -> ToolkitError:
        column = self._columns.get(label)
        where = address(self._row, column + 1) if column is not None else f"第 {self._row} 行"
        return ToolkitError(f"{NAME} 工作表“{self._sheet}”{where}：{label}{what}。")


def _kind(row: LogRow) -> NoteKind:
    if row.material in {"缓报", "免报"}:
        return NoteKind(row.material)
    return NoteKind.RECEIVED if row.file else NoteKind.PAPER


def _said(note: Note) -> Note:
    """Return what a row says, whenever it was recorded: its time as it is written, for another 时区 is no edit of the row."""
    received = note.received.replace(tzinfo=None) if note.received else None
    return replace(note, number=0, clock=None, at=datetime.min, received=received)  # noqa: DTZ901 - a stand-in, never shown


def _open(data: bytes) -> "PlanSheet":
    sheet = opened_sheet(data, SHEET, f"{NAME} 打不开，请用 Excel 或 WPS 另存为 .xlsx 后重试（没有收任何文件）。")
    if sheet is None:
        raise ToolkitError(f"{NAME} 里没有工作表，请删除它并重新运行 duban init。")
    return sheet


def _header(sheet: "PlanSheet") -> tuple[int, dict[str, int]]:
    """Return the header's row and label → column, from 0."""
    for number in range(1, 11):
        columns = sorted((column for row, column in sheet.values if row == number), reverse=True)
        labels = {_text(sheet.values[number, column]).rstrip("*"): column - 1 for column in columns}
        if "文件名" in labels and "收到时间" in labels:
            return number, {label: labels[label] for label in HINTS if label in labels}
    raise ToolkitError(f"{NAME} 工作表“{sheet.title}”：前 10 行找不到表头（文件名、收到时间），请补上表头。")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value).replace("\u00a0", " ").replace("\u200b", "")).strip()


def _validation(label: str, hint: str, choices: list[str]) -> dict[str, object]:
    rule: dict[str, object] = {"validate": "any", "input_title": label, "input_message": hint}
    if list_source(choices):
        rule |= {
            "validate": "list",
            "source": choices,
            "error_title": label,
            "error_message": "请从列表中选择",
            "error_type": "warning" if label in {"单位", "期次", "渠道"} else "stop",
        }
    return rule
