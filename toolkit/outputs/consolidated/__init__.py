"""汇总表.xlsx: one period's answers as the office hands them in. Pure: plan, form and dockets in, bytes out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.docket import Docket
from toolkit.form.model import Form
from toolkit.merge import Pair
from toolkit.outputs.consolidated import problems, records, summary
from toolkit.outputs.consolidated.matter import Matter
from toolkit.outputs.paper import A3, Paper
from toolkit.plan.model import Plan


def consolidated(
    plan: Plan,
    form: Form,
    docket: Docket,
    history: Sequence[Docket],
    *,
    schedules: Mapping[Pair, Decimal],
    version: str,
    inputs: tuple[tuple[str, str], ...],
) -> bytes:
    """Return the workbook. `history`: dockets of the earlier periods; `inputs`: (file, sha256) beside the archive."""
    matter = Matter.of(plan, form, docket, history, schedules, version=version, inputs=inputs)
    paper = Paper(f"{matter.title}（{matter.period_name}）", docket.as_of, matter.zone)
    pages = {
        summary.NAME: paper.page(summary.NAME, paper=A3),
        records.NAME: paper.page(records.NAME, paper=A3),
        problems.BEHIND: paper.page(problems.BEHIND),
        problems.CHECKS: paper.page(problems.CHECKS),
    }
    summary.summary_page(pages[summary.NAME], matter)
    records.detail_page(pages[records.NAME], matter)
    problems.behind_page(pages[problems.BEHIND], matter)
    problems.checks_page(pages[problems.CHECKS], matter)
    return paper.finish()
