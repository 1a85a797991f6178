"""Build the shipped job of an upper tier (上级汇总): its plan, and the form with the counts that its books add up."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import make_form  # noqa: E402

from toolkit.plan.draft import for_job, shipped_draft  # noqa: E402
from toolkit.plan.write import write_plan  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "示例" / "上级汇总"
COUNTIES = (("甲县", "", "", "下级"), ("乙县", "", "", "下级"))
SETTINGS = {
    "层级": "上级", "县名": "示例市", "督查室": "示例市人民政府督查室", "任务名称": "市级为民办实事项目",
    "通知文号": "", "邮箱": "",
}  # fmt: skip
COUNTS = (("任务数", 7), ("已完成任务", 7), ("滞后任务", 7), ("未报任务", 7))
WHOLE: dict[str, Any] = {"validate": "integer", "criteria": ">=", "value": 0}


def form() -> bytes:
    """Return the shipped form with four counts and the source below before 备注's end."""
    counts = tuple((name, f"{{{{ 填报.{name} }}}}", width, "count") for name, width in COUNTS)
    source = (("下级来源", "{{ 填报.下级来源 }}", 20, "answer"),)
    make_form.COLUMNS = (*make_form.COLUMNS[:-1], *counts, *source, make_form.COLUMNS[-1])
    count = {**make_form.CELL_FORMATS["choice"], "num_format": "0"}
    make_form.CELL_FORMATS = {**make_form.CELL_FORMATS, "count": count}
    make_form.VALIDATIONS = {**make_form.VALIDATIONS, **{name: WHOLE for name, _ in COUNTS}}
    return make_form.build()


def main() -> None:
    """Write 附件1.xlsx and 附件2.xlsx."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draft = shipped_draft()
    hosts = "、".join(name for name, *_ in COUNTIES)
    rows = tuple((number, project, content, hosts) for number, project, content, _ in draft.table)
    settings = tuple((name, SETTINGS.get(name, value), hint) for name, value, hint in for_job(draft.settings, "SJ01"))
    deadlines = tuple(date.fromordinal(day.toordinal() + 5) for day in draft.deadlines)
    title = "示例市2022年市级为民办实事事项表"
    made = replace(draft, title=title, table=rows, units=COUNTIES, settings=settings, deadlines=deadlines)
    (FOLDER / "附件1.xlsx").write_bytes(write_plan(made))
    (FOLDER / "附件2.xlsx").write_bytes(form())


if __name__ == "__main__":
    main()
