"""Where each unit mails its form and scan, and the clerk has noted something of each, a late sheet has as much judged among many as among few."""

from pathlib import Path

import pytest
from desk_workspace import desk, office, silent, taken

from toolkit.judge import dockets, other_arrivals
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import KeptSheets
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import run
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.workspace import init

UNITS = ("教育局", "水利局", "住建局", "公安局")
NOTED, JUDGED, LATE = "2022-04-20T09:00", "2022-04-20T10:00", "2022-04-21T09:00"


def counted(root: Path, units: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Let so many units answer, one of them once more, and return how often what is called then."""
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", units, dry_run=False, tell=silent)
    there = desk(root)
    for unit in units:
        files = {"附件2.xlsx": there.filled(unit), f"{unit}盖章.pdf": scan(unit, "2022-04")}
        there.mail(f"{unit}.eml", unit, "2022-04-02T15:20", files)
    taken(root, "2022-04-19T09:00")
    here = office(root, NOTED)
    with here.writing("note") as ledger:
        ledger.append(*[Note(kind=NoteKind.ACCEPT, at=here.as_of, by="", unit=unit, period="2022-04") for unit in units])
    run(office(root, JUDGED), "2022-04", received=None, dry_run=False, tell=silent)
    there.drop(f"附件2-{units[0]}-再报.xlsx", there.filled(units[0], put("进展情况", "又完成路基2公里。")), "2022-04-20T15:20")
    taken(root, LATE)
    counts: dict[str, int] = {}

    def watched(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def call(*given: object, **more: object) -> object:
            counts[name] = counts.get(name, 0) + 1
            return real(*given, **more)

        monkeypatch.setattr(owner, name, call)

    there.drop(f"附件2-{units[0]}-三报.xlsx", there.filled(units[0], put("进展情况", "又完成路基3公里。")), "2022-04-20T16:20")
    asked = (other_arrivals, "other_row"), (dockets, "judged_unit"), (Judgement, "take"), (KeptSheets, "looked_up")
    for owner, name in (*asked, (IssuedRecords, "_value")):
        watched(owner, name)
    taken(root, LATE)
    here = office(root, LATE)
    with here.reading() as ledger:
        judged = dockets.Dockets(dockets.examined(snapshot_of(here, ledger)))
        assert {mark.unit for mark in judged.of("2022-04").unit_marks} >= set(units)
    monkeypatch.undo()
    return counts


def test_one_late_sheet_has_as_much_judged_among_many_as_among_few(tmp_path, monkeypatch):
    few = counted(tmp_path / "few", UNITS[:2], monkeypatch)
    assert few == counted(tmp_path / "many", UNITS, monkeypatch)
    assert 0 < few["other_row"] <= 12
