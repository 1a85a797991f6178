"""Make tests/stories/returned/ anew: sixty-odd returns as units really send them, and 预期.json with what becomes of each.

Needs LibreOffice for the formats that only office software makes. Run it when the shipped template changes; the expectations
are written by hand beside each case, never taken from the program.
"""

import json
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from returned import others, structures, values
from returned.desk import Case, Desk

from toolkit.pipeline.issue import generate
from toolkit.pipeline.office import open_office
from toolkit.workspace import init

TARGET = Path(__file__).parents[1] / "tests" / "stories" / "returned"


def issued(folder: Path) -> Desk:
    """Issue April's forms, and June's without April's answers."""
    init(folder)
    for period in ("2022-04", "2022-06"):
        office = open_office(folder, lambda zone: datetime(2022, 3, 25, 9, tzinfo=zone))
        generate(office, period, (), dry_run=False, tell=lambda _what, _done, _total: None)
    return Desk(folder / "outbox")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        desk = issued(Path(place) / "督办")
        made: list[Case] = [*structures.cases(desk), *values.cases(desk), *others.cases(desk)]
        templates = {name: (Path(place) / "督办" / "templates" / name).read_bytes() for name in ("附件1.xlsx", "附件2.xlsx")}
    names = [case.name for case in made]
    assert len(set(names)) == len(names)
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "样表").mkdir(parents=True)
    for name, data in templates.items():
        (TARGET / "样表" / name).write_bytes(data)
    for case in made:
        (TARGET / case.name).write_bytes(case.data)
    told = [{"file": c.name, "rows": [list(row) for row in c.rows], "answers": c.answers} for c in made]
    (TARGET / "预期.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(made)} cases")  # noqa: T201


if __name__ == "__main__":
    main()
