"""Numbers that never end reach no paper as they are: every product of the catalogue is fed thirds and sevenths."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from bulletin_world import office_of
from dockets import make_docket, make_entry, make_plan, make_unit_row
from openpyxl import load_workbook
from wanting import asked

from toolkit.nouns.outcomes import Status
from toolkit.pipeline.catalogue import CATALOGUE, Scope
from toolkit.pipeline.products import Wanted, made
from toolkit.plan.model import Score
from toolkit.plan.settings import Settings

pytestmark = pytest.mark.slow

THIRD, SEVENTH = Decimal("0.333333333333333"), Decimal("0.142857142857143")
"""With the fifteen digits that a cell gives."""
LONG = re.compile(r"\d\.\d{5,}")
EDITIONS = {"公布": "年终"}


def plan():
    plan = make_plan()
    said = {"评分启用": "是", "评分依据": "绩效办法", "评分批准人": "办公会"}
    items = tuple(
        replace(item, milestones={p.id: 2 * THIRD for p in plan.periods}, own={"责任领导": "局长", "投资": THIRD})
        for item in plan.items
    )
    scores = (Score(case="迟报", points=-THIRD, note=""), Score(case="退回", points=-SEVENTH, note=""))
    return replace(plan, items=items, scores=scores, settings=Settings({**plan.settings.values, **said}))


def dockets(plan):
    for turn, period in enumerate(plan.periods):
        due = plan.assignments(period.deadline)
        given = [
            make_entry(i, u, 完成比例=(THIRD, SEVENTH, 2 * THIRD, THIRD)[(n + turn) % 4], 存在问题="征地未完成")
            for n, (i, u) in enumerate(due)
        ]
        rows = [make_unit_row(u.name, Status.LATE, days_late=3, returns=turn + 1) for u in plan.units]
        yield make_docket(plan, given, rows, period=period.id)


def texts(name, data):
    """Yield the texts that a reader of the file sees; of a number in a cell its format, unless that shows few digits."""
    if name.endswith(".xlsx"):
        for sheet in load_workbook(BytesIO(data), data_only=True):
            for cell in (cell for row in sheet.iter_rows() for cell in row if sheet.sheet_state == "visible"):
                shown = cell.number_format not in {"General", "@"}
                yield "" if isinstance(cell.value, float) and shown else str(cell.value)
    elif name.endswith(".docx"):
        with ZipFile(BytesIO(data)) as package:
            for part in package.namelist():
                if part.startswith("word/") and part.endswith(".xml") and "chart" not in part:
                    yield re.sub("<[^>]*>", "\n", package.read(part).decode())
    elif name.endswith(".svg"):
        yield re.sub("<[^>]*>", "\n", data.decode())
    elif not name.endswith(".png"):
        yield re.sub("<style.*?</style>|<svg.*?</svg>|<[^>]*>", "\n", data.decode(), flags=re.DOTALL)


@pytest.mark.parametrize("line", CATALOGUE, ids=lambda line: line.kind)
def test_no_product_prints_a_number_that_never_ends(tmp_path, line):
    known = plan()
    judged, _ = asked(office_of(known, tmp_path), list(dockets(known)))
    period = known.period("2022-08") if line.scope is Scope.PERIOD else None
    for path, file in made(judged, Wanted(kind=line.kind, period=period, detail=EDITIONS.get(line.kind, ""))).items():
        found = [text[max(0, hit.start() - 20) : hit.end()] for text in texts(path.name, file()) for hit in LONG.finditer(text)]
        assert not found, (path.name, found[:3])
