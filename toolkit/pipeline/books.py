"""The period's workbooks: 汇总表.xlsx and 报送情况登记表.xlsx, and the year's register."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from toolkit import __version__
from toolkit.pipeline.book_blocks import blocks_of, in_pieces
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.plan.schedule import Schedules
from toolkit.workspace import YEAR

if TYPE_CHECKING:
    from toolkit.outputs.kept_blocks import BookBlocks
    from toolkit.outputs.workbook_pages import WorkbookPages

_Made = TypeVar("_Made")


def consolidated_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/汇总表.xlsx."""

    def write(blocks: "BookBlocks") -> "WorkbookPages":
        from toolkit.outputs.consolidated import consolidated

        more = {} if judged.beside is None else {"beside": judged.beside}
        return _of_period(consolidated, judged, wanted)(blocks=blocks, **more)

    return files(_book(judged.office.workspace.consolidated(wanted.place), write))


def consolidated_facts(judged: Judged, wanted: Wanted) -> Iterator[tuple[int, str, bytes]]:
    """Yield place, key and facts of each block of the lines of 汇总表.xlsx, the last one first."""
    from toolkit.outputs.consolidated import facts_of_lines
    from toolkit.outputs.consolidated.period_data import ConsolidatedData

    return facts_of_lines(_of_period(ConsolidatedData.of, judged, wanted)())


def _of_period(make: Callable[..., _Made], judged: Judged, wanted: Wanted) -> Callable[..., _Made]:
    """Return what makes something of a period, told all that 汇总表 is made from."""
    office, period = judged.office, wanted.its_period
    return partial(
        make,
        office.plan,
        office.form,
        judged.docket(period),
        judged.earlier(period),
        schedules=Schedules(office.plan, period),
        version=__version__,
        inputs=(("templates/附件1.xlsx", office.plan.sha256), ("templates/附件2.xlsx", office.form.sha256)),
        prints=judged.prints,
    )


def register_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/报送情况登记表.xlsx."""

    def write(blocks: "BookBlocks") -> "WorkbookPages":
        from toolkit.outputs.register_book import register

        period, plan = wanted.its_period, judged.office.plan
        docket = judged.docket(period)
        tells = partial(judged.prints.of_all, docket)
        return register(plan, docket, judged.changed(period.id), blocks=blocks, tells=tells)

    return files(_book(judged.office.workspace.register(wanted.place), write))


def year_register_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the year's register."""

    def make() -> bytes:
        from toolkit.outputs.register_book import register_year

        return register_year(judged.office.plan, judged.dockets, judged.changed(YEAR))

    return files(File(path=judged.office.workspace.register(wanted.place), make=make))


def _book(path: Path, write: Callable[["BookBlocks"], "WorkbookPages"]) -> File:
    """Return a book that is handed on in pieces, and that can be made block by block."""

    def made_of(blocks: "BookBlocks") -> Iterator[bytes]:
        yield from write(blocks).pieces()

    again = partial(in_pieces, partial(blocks_of, path), made_of)
    return File(path=path, make=again, made_of=again)
