"""What the public and the clerk look at: 年初/年中/年终公布 and the dashboard, as files with the functions that make them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.judge.dockets import Dockets
from toolkit.nouns.errors import ToolkitError
from toolkit.outputs import pages
from toolkit.pipeline.book_blocks import in_pieces, standing_file
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.plan.schedule import Schedules
from toolkit.words import refusals
from toolkit.workspace import shipped_template
from toolkit.workspace.refused import unreadable

if TYPE_CHECKING:
    from toolkit.outputs.kept_page import KeptPage
    from toolkit.outputs.public.facts import PublicEdition


def edition_files(judged: Judged, wanted: Wanted) -> Files:
    """Return 公布-<edition> as .html, .xlsx and .docx; `wanted.detail` is the edition.

    Raises:
        ToolkitError: no such edition, or 设置 names a column or an item that does not exist.
    """
    from toolkit.outputs.public import page as public_page
    from toolkit.outputs.public.facts import edition_of
    from toolkit.outputs.public.fields import edition_named

    office, named = judged.office, edition_named(wanted.detail)
    facts = edition_of(office.plan, office.form, judged.dockets, named, office.as_of, office.zone)

    def html() -> bytes:
        return public_page.page(facts, templates(office, public_page.TEMPLATE, pages.PARTS))

    stem = office.workspace.period(wanted.place) / f"公布-{named.value}"
    return files(
        File(path=stem.with_suffix(".html"), make=html),
        File(path=stem.with_suffix(".xlsx"), make=lambda: _workbook(facts)),
        File(path=stem.with_suffix(".docx"), make=lambda: _document(facts)),
    )


def _workbook(facts: "PublicEdition") -> bytes:
    from toolkit.outputs.public.workbook import workbook

    return workbook(facts)


def _document(facts: "PublicEdition") -> bytes:
    from toolkit.outputs.public.document import document

    return document(facts)


def dashboard_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/看板.html."""
    office, period = judged.office, wanted.its_period

    def made(kept: "KeptPage") -> Iterator[bytes]:
        from toolkit.outputs.dashboard import TEMPLATE, board, page

        content = board(
            office.plan,
            office.form,
            judged.docket(period),
            judged.earlier(period),
            schedules=Schedules(office.plan, period),
            zone=office.zone,
            prints=judged.prints,
            kept=kept,
        )
        yield from page(content, templates(office, TEMPLATE, pages.PARTS), _folders(judged, wanted), kept)

    path = office.workspace.period(period.id) / "看板.html"
    again = partial(in_pieces, partial(_rows_of, path), made)
    return files(File(path=path, make=again, made_of=again))


@contextmanager
def _rows_of(path: Path, kept: bytes) -> "Iterator[KeptPage]":
    """Open the rows of the page under a path, by what was kept of it; none where that is not the page that stands there."""
    from toolkit.outputs.kept_page import KeptPage

    with standing_file(path, kept) as before:
        yield KeptPage(*before)


def opened_ahead(office: Office) -> None:
    """Read the dashboard's template before there is anything to show; what is wrong with it is said then."""
    from toolkit.outputs.dashboard import TABLES, TEMPLATE

    with suppress(ToolkitError):
        pages.opened_ahead(TEMPLATE, templates(office, TEMPLATE, pages.PARTS), TABLES)


def _folders(judged: Judged, wanted: Wanted) -> tuple[str, ...]:
    """Return which folders stand beside the dashboard when it is made: a link must lead somewhere."""
    from toolkit.outputs.reminder import anyone_to_remind
    from toolkit.pipeline.sent_back import to_correct

    period = wanted.its_period
    dockets = judged.dockets
    issued = dockets.judgement.snapshot.issued if isinstance(dockets, Dockets) else ()
    there = {
        "退回": to_correct(judged, period),
        "催报": anyone_to_remind(judged.office.plan, judged.docket(period), judged.drafted),
        "下发": any(one.period == period.id for one in issued),
    }
    return tuple(name for name, is_there in there.items() if is_there)


def seal_files(judged: Judged, wanted: Wanted) -> Files:
    """Return outbox/<period>/盖章核对.html; nothing where no scan has been looked at."""
    from toolkit.outputs.seal_page import NAME, TEMPLATE, page, seal_page

    office, period = judged.office, wanted.its_period
    content = seal_page(office.plan, judged.docket(period), office.zone)
    if content is None:
        return {}
    path = office.workspace.period(period.id) / NAME
    return files(File(path=path, make=lambda: page(content, templates(office, TEMPLATE, pages.PARTS))))


def templates(office: Office, *names: str) -> dict[str, str]:
    """Read the office's page templates; one that is not there is the shipped one."""
    return {name: _template(office, name) for name in names}


def _template(office: Office, name: str) -> str:
    path = office.workspace.templates / name
    try:
        own = office.own_template(name)
        data = shipped_template(name) if own is None else own
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError:
        raise ToolkitError(refusals.not_utf8(path)) from None
