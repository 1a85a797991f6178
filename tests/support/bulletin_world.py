"""Offices and dockets drawn by hand for the tests of bulletins, and what a letter says."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from dockets import TEMPLATES, ZONE, at, shipped_form
from docx import Document
from wanting import asked

from toolkit.nouns.docket import Docket
from toolkit.pipeline.bulletin import bulletin_files, warning_files, year_files
from toolkit.pipeline.office import Office
from toolkit.plan.model import Plan
from toolkit.workspace import Workspace

AS_OF = at("04-12 09:00")
DONE = {"办理状态": "已完成", "完成比例": Decimal(1), "存在问题": "无", "下一步工作计划": "无"}


def office_of(plan: Plan, root: Path, as_of: datetime = AS_OF) -> Office:
    data = (TEMPLATES / "附件2.xlsx").read_bytes()
    return Office(workspace=Workspace(root), plan=plan, form=shipped_form(), template=data, as_of=as_of, zone=ZONE)


def said(data: bytes) -> list[str]:
    """Return the paragraphs and, after them, the rows of the tables."""
    page = Document(io.BytesIO(data))
    rows = ["|".join(cell.text for cell in row.cells) for table in page.tables for row in table.rows]
    return [*(p.text for p in page.paragraphs), *rows]


def bulletin(plan: Plan, dockets: Sequence[Docket], root: Path, period: str = "2022-04", **more: Any) -> bytes:
    """Return the period's bulletin."""
    (make,) = bulletin_files(*asked(office_of(plan, root), dockets, plan.period(period), **more)).values()
    return make()


def warnings(plan: Plan, dockets: Sequence[Docket], root: Path, period: str = "2022-04") -> dict[str, bytes]:
    """Return name → 预警督办单."""
    files = warning_files(*asked(office_of(plan, root), dockets, plan.period(period)))
    return {path.name: make() for path, make in files.items()}


def yearly(plan: Plan, dockets: Sequence[Docket], root: Path) -> bytes:
    (make,) = year_files(*asked(office_of(plan, root), dockets)).values()
    return make()


def part(lines: Sequence[str], head: str) -> str:
    """Return what stands under a heading, up to the next one."""
    begin = lines.index(next(line for line in lines if line.endswith(head)))
    ends = ("一、", "二、", "三、", "四、", "（一）", "（二）", "（三）", "附件：")
    found = []
    for line in lines[begin + 1 :]:
        if line.startswith(ends):
            break
        found.append(line)
    return "\n".join(found).strip()
