"""Many verdicts that many notes changed: each unit's causes are looked for among what is said of it, not among all."""

from pathlib import Path

import pytest
from desk_workspace import desk, office, silent, taken

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline import verdict_changes as changes
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import run
from toolkit.pipeline.producing import judged_now
from toolkit.workspace import init

UNITS = ("教育局", "水利局", "住建局", "公安局")


def asked(root: Path, monkeypatch: pytest.MonkeyPatch, units: tuple[str, ...]) -> tuple[list[str], dict[str, int]]:
    """Let so many units be excused by a note each, and return what is told of it, and how often the ledger is asked for what."""
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", units, dry_run=False, tell=silent)
    there = desk(root)
    for unit in units:
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    taken(root, "2022-04-20T09:00")
    here = office(root, "2022-04-20T10:00")
    run(here, "2022-04", received=None, dry_run=False, tell=silent)
    with here.writing("note") as ledger:
        notes = (Note(kind=NoteKind.EXEMPT, at=here.as_of, by="", unit=unit, period="2022-04", reason="经批准") for unit in units)
        ledger.append(*notes)
    here = office(root, "2022-04-20T11:00")
    run(here, "2022-04", received=None, dry_run=False, tell=silent)
    counts: dict[str, int] = {}
    for name in ("notes", "templates"):
        real = getattr(Ledger, name)

        def counted(self, *more, real=real, name=name):
            counts[name] = counts.get(name, 0) + 1
            return real(self, *more)

        monkeypatch.setattr(Ledger, name, counted)
    with here.reading() as ledger:
        judged = judged_now(here, ledger)
        counts.clear()
        found = changes.verdict_changes(judged, ledger)
    monkeypatch.undo()
    return [f"{one.unit} {one.before} {one.after} {'；'.join(one.causes)}" for one in found], counts


def test_each_note_is_looked_at_once_however_many_verdicts_changed(tmp_path, monkeypatch):
    few, once = asked(tmp_path / "few", monkeypatch, UNITS[:2])
    many, as_often = asked(tmp_path / "many", monkeypatch, UNITS)
    assert [[one.split()[0] for one in found] for found in (sorted(few), sorted(many))] == [sorted(UNITS[:2]), sorted(UNITS)]
    assert all("免报" in one.split(maxsplit=3)[3] for one in many)
    assert as_often == once
