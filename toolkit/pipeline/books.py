"""The period's workbooks: 汇总表.xlsx and 报送情况登记表.xlsx, and the year's register."""

from typing import TYPE_CHECKING

from toolkit import __version__
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.plan.schedule import schedules
from toolkit.workspace import YEAR

if TYPE_CHECKING:
    from toolkit.outputs.kept_blocks import BookBlocks


def consolidated_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/汇总表.xlsx."""

    def make(blocks: "BookBlocks | None" = None) -> bytes:
        from toolkit.outputs.consolidated import consolidated

        office, period = judged.office, wanted.its_period
        return consolidated(
            office.plan,
            office.form,
            judged.docket(period),
            judged.earlier(period),
            schedules=schedules(office.plan, period),
            version=__version__,
            inputs=(("templates/附件1.xlsx", office.plan.sha256), ("templates/附件2.xlsx", office.form.sha256)),
            blocks=blocks,
        )

    return files(File(path=judged.office.workspace.consolidated(wanted.place), make=make, made_of=make))


def register_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/报送情况登记表.xlsx."""

    def make(blocks: "BookBlocks | None" = None) -> bytes:
        from toolkit.outputs.register_book import register

        period = wanted.its_period
        return register(judged.office.plan, judged.docket(period), judged.changed(period.id), blocks=blocks)

    return files(File(path=judged.office.workspace.register(wanted.place), make=make, made_of=make))


def year_register_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the year's register."""

    def make() -> bytes:
        from toolkit.outputs.register_book import register_year

        return register_year(judged.office.plan, judged.dockets, judged.changed(YEAR))

    return files(File(path=judged.office.workspace.register(wanted.place), make=make))
