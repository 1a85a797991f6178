"""Two laws of intake: what a unit wrote is what is read, in every format; and nothing that arrives is lost or doubled."""

import csv
import hashlib
import io
import os
import shutil
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from email.message import EmailMessage

import pytest
from desk_workspace import laid, office, silent
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from judge_desk import HERE, shipped_form, shipped_plan
from openpyxl import Workbook, load_workbook

from toolkit.evidence.ledger import open_ledger
from toolkit.generate import Press
from toolkit.intake.recognise import Clues, recognise
from toolkit.intake.sheets import read_book
from toolkit.nouns.limits import Limits
from toolkit.pipeline.ingest import ingest
from toolkit.values.rows import read_row

UNIT, ITEMS = "教育局", ("3-1", "4-1", "9-4")
PRESS = Press((HERE / "附件2.xlsx").read_bytes(), shipped_form(), shipped_plan())
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"))
TEXTS = st.tuples(st.sampled_from(["文", "=1+1", "+", "@", "-文", "3", "<b>", "&amp;"]), st.text(SIGNS, max_size=40)).map(
    lambda pair: f"{pair[0]}{pair[1]}句子".strip()
)
ANSWERS = st.fixed_dictionaries(
    {
        "办理状态": st.sampled_from(["未启动", "前期工作", "正在实施", "已完工待验收", "已完成"]),
        "完成比例": st.integers(0, 100).map(lambda n: Decimal(n) / 100),
        "进展情况": TEXTS,
        "存在问题": TEXTS,
        "下一步工作计划": TEXTS,
        "预计完成时间": st.dates(date(2022, 4, 1), date(2023, 12, 31)),
    }
)


def issued(answers: dict[str, dict[str, object]]) -> bytes:
    plan = shipped_plan()
    items = [plan.item(item) for item in ITEMS]
    return PRESS.issue(plan.unit(UNIT), plan.period("2022-04"), items, {}, answers=answers)


def by_openpyxl(data: bytes) -> tuple[str, bytes]:
    book = load_workbook(io.BytesIO(data))
    out = io.BytesIO()
    book.save(out)
    return "附件2.xlsx", out.getvalue()


def by_values_only(data: bytes) -> tuple[str, bytes]:
    fresh = Workbook()
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        for cell in row:
            if cell.value is not None:
                made = fresh.active.cell(cell.row, cell.column, cell.value)
                made.number_format = cell.number_format
                made.data_type = cell.data_type
    out = io.BytesIO()
    fresh.save(out)
    return "附件2.xlsx", out.getvalue()


def by_csv(data: bytes) -> tuple[str, bytes]:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        rows.writerow([shown(cell) for cell in row])
    return "附件2.csv", out.getvalue().encode("utf-8-sig")


def shown(cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.number_format.endswith("%") and isinstance(value, int | float):
        return f"{Decimal(repr(value)) * 100:f}%"
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def as_is(data: bytes) -> tuple[str, bytes]:
    return "附件2.xlsx", data


def read(name: str, data: bytes) -> dict[str, dict[str, object]]:
    form = shipped_form()
    book = read_book(data, name, Limits())
    (found,) = recognise(book, Clues(name=name, collecting="2022-04"), shipped_plan(), {form.version: form}, form)
    rows = {row.item: read_row(row, form, "附件2", word_limit=2000, year=2022) for row in found.rows}
    return {item: dict(values.fields) for item, values in rows.items()}


# the form's cells show whole percents: what a program put behind them, no sender sees (test_read_as_shown)
@pytest.mark.parametrize("saved", [as_is, by_openpyxl, by_values_only, by_csv])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries(dict.fromkeys(ITEMS, ANSWERS)))
def test_what_was_written_is_what_is_read(saved, answers):
    name, data = saved(issued(answers))
    rows = read(name, data)
    assert set(rows) == set(ITEMS)
    for item, wanted in answers.items():
        got = {key: squeezed(rows[item][key]) for key in wanted}
        assert got == {key: squeezed(value) for key, value in wanted.items()}


def squeezed(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


# -- nothing is lost, nothing is doubled -------------------------------------------------------------------------------

LEAVES = st.sampled_from(["form", "scan", "text", "junk", "empty", "again", "broken"])
HEAPS = st.recursive(
    LEAVES, lambda inner: st.tuples(st.sampled_from(["zip", "mail", "folder"]), st.lists(inner, max_size=3)), max_leaves=8
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return laid(tmp_path_factory.mktemp("守恒") / "督办")


class Heap:
    """A random heap in an inbox, and what must have arrived: (sha256 of everything, counted).

    A container that lies in too many others is refused unopened: it arrived, what it holds did not.
    """

    def __init__(self, form: bytes) -> None:
        self.form = form
        self.arrived: Counter[str] = Counter()
        self.count = 0

    def content(self, kind: object, depth: int = 0) -> tuple[str, bytes]:
        self.count += 1
        n = self.count
        if isinstance(kind, tuple):
            return self._wrapped(kind[0], kind[1], n, depth)
        leaf = {
            "form": (f"附件2-{n}.xlsx", self.form + b""),
            "scan": (f"教育局盖章{n}.pdf", f"%PDF-1.4 {n}".encode()),
            "text": (f"说明{n}.txt", f"第{n}份说明".encode()),
            "junk": (f"乱{n}.dat", bytes([n % 256, 0, 255]) * 50),
            "empty": (f"空{n}.xlsx", b""),
            "again": (f"重复{n}.pdf", b"%PDF-1.4 the same"),
            "broken": (f"坏{n}.xlsx", self.form[:500]),
        }[str(kind)]
        self._arrive(leaf[1], depth)
        return leaf

    def _wrapped(self, how: str, inside: list[object], n: int, depth: int) -> tuple[str, bytes]:
        members = [self.content(one, depth + 1) for one in inside if not (isinstance(one, tuple) and one[0] == "folder")]
        data = zipped(members) if how != "mail" else mailed(members)
        self._arrive(data, depth)
        return (f"第{n}件.zip" if how != "mail" else f"第{n}封.eml"), data

    def _arrive(self, data: bytes, depth: int) -> None:
        if depth <= Limits().depth:
            self.arrived[hashlib.sha256(data).hexdigest()] += 1

    def lay(self, folder, kind: object) -> None:
        if isinstance(kind, tuple) and kind[0] == "folder":
            self.count += 1
            below = folder / f"夹{self.count}"
            below.mkdir()
            for one in kind[1]:
                self.lay(below, one)
            return
        name, data = self.content(kind)
        (folder / name).write_bytes(data)
        os.utime(folder / name, (1648864800, 1648864800))


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members:
            package.writestr(zipfile.ZipInfo(name, (2022, 4, 1, 9, 0, 0)), data)
    return out.getvalue()


def mailed(members: list[tuple[str, bytes]]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Date"], mail["Subject"] = "a@example.gov.cn", "Sat, 2 Apr 2022 10:00:00 +0800", "报送"
    mail.set_content("请查收")
    for name, data in members:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HEAPS, min_size=1, max_size=6))
@example([("zip", [("mail", [("zip", [("zip", ["text"])])])])])
def test_every_arrival_has_one_row_and_its_bytes_are_kept(base, heaps):
    root = base.parent / "这次"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(base, root)
    heap = Heap((root / "outbox" / "2022-04" / "下发" / "附件2-教育局.xlsx").read_bytes())
    for one in heaps:
        heap.lay(root / "inbox", one)
    rows = ingest(office(root, "2022-04-08T09:00"), received=None, dry_run=False, tell=silent).rows
    assert Counter(row.sha256 for row in rows) == heap.arrived
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        receipts = tuple(ledger.receipts())
    assert sorted(r.number for r in receipts) == sorted({row.receipt for row in rows})
    for receipt in receipts:
        kept = (root / "archive").joinpath(*receipt.archived.split("/")).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == receipt.sha256
    assert sorted(p.name for p in (root / "inbox").rglob("*") if p.is_file()) == ["待办.xlsx", "收文登记.xlsx"]
