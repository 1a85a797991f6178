"""Returns as units really send them (tests/stories/returned/): each becomes what its 预期 says, with the answers the unit gave.

The files were issued from the templates in 样表 and edited by LibreOffice, openpyxl and hand; scripts/make_returned.py makes
them anew. The expectations are written by hand.
"""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from desk_workspace import office, silent

from toolkit.nouns.docket import FileRow
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.issue import generate
from toolkit.workspace import init

HERE = Path(__file__).parent / "returned"
CASES = {case["file"]: case for case in json.loads((HERE / "预期.json").read_text(encoding="utf-8"))}
CAME = datetime.fromisoformat("2022-04-02T10:00:00+08:00").timestamp()
TOLERATED = {"U01", "U02", "X08", "S11", "S12", "P05"}
"""Remarks about texts, other units and names, which are not what these cases are about."""


def packed() -> list[list[str]]:
    """Return the cases in groups, in each of which no unit sends two files."""
    groups: list[tuple[set[str], list[str]]] = []
    for name, case in CASES.items():
        units = {unit for _, _, unit, _ in case["rows"] if unit}
        place = next((group for group in groups if not group[0] & units), None)
        if place is None:
            place = (set(), [])
            groups.append(place)
        place[0].update(units)
        place[1].append(name)
    return [names for _, names in groups]


@pytest.fixture(scope="module")
def taken(tmp_path_factory) -> dict[str, tuple[FileRow, ...]]:
    """Return file name → the rows of it and of what was inside it."""
    base = tmp_path_factory.mktemp("收表") / "督办"
    init(base)
    for name in ("附件1.xlsx", "附件2.xlsx"):
        shutil.copyfile(HERE / "样表" / name, base / "templates" / name)
    for period in ("2022-04", "2022-06"):
        generate(office(base, "2022-03-25T09:00"), period, (), dry_run=False, tell=silent)
    found: dict[str, tuple[FileRow, ...]] = {}
    for number, names in enumerate(packed()):
        root = base.parent / f"第{number}组"
        shutil.copytree(base, root)
        for name in names:
            target = root / "inbox" / name
            shutil.copyfile(HERE / name, target)
            os.utime(target, (CAME, CAME))
        rows = ingest(office(root, "2022-04-08T09:00"), received=None, dry_run=False, tell=silent).rows
        for name in names:
            found[name] = tuple(row for row in rows if row.name == name or row.inside[:1] == (name,))
    return found


def codes(row: FileRow) -> set[str]:
    own = {problem.code.name for problem in row.problems}
    return own | {problem.code.name for entry in row.entries for problem in entry.problems}


@pytest.mark.parametrize("name", CASES)
def test_each_return_becomes_what_a_careful_clerk_makes_of_it(taken, name):
    rows = list(taken[name])
    for inner, outcome, unit, wanted in CASES[name]["rows"]:
        mine = next((row for row in rows if fits(row, inner, name) and row.outcome.value == outcome and row.unit == unit), None)
        assert mine is not None, (inner, outcome, unit, [(r.name, r.inside, r.outcome.value, r.unit, codes(r)) for r in rows])
        rows.remove(mine)
        assert set(wanted) <= codes(mine)
        if outcome.startswith("accepted"):
            assert codes(mine) - set(wanted) <= TOLERATED
    assert not [row for row in rows if row.outcome.value not in {"container", "scan", "not_a_form"}], rows


def fits(row: FileRow, inner: str, name: str) -> bool:
    return inner == "*" or (row.name == name and row.inside == () if inner == "" else row.name == inner)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["answers"]])
def test_the_answers_are_what_the_unit_wrote(taken, name):
    read: dict[str, dict[str, Any]] = {}
    for row in taken[name]:
        for entry in row.entries:
            if entry.verdict.value != "退回":
                read.setdefault(entry.unit, {})[entry.item] = entry.fields["进展情况"]
    for unit, answers in CASES[name]["answers"].items():
        assert {item: read.get(unit, {}).get(item) for item in answers} == answers


def test_there_are_sixty_cases_and_more():
    assert len(CASES) >= 60 and {path.name for path in HERE.iterdir() if path.is_file()} == {*CASES, "预期.json"}
