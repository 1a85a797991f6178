"""What became of a sheet is kept with all that decided about it: looked up where nothing did change, judged anew where anything did."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from desk_workspace import desk, judged_april, noting, office, silent, taken

from toolkit.judge import kept_sheets, recognitions
from toolkit.judge.dockets import examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.docket import FileRow
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.pipeline.upkeep import undo, verify

AFTER, LATER = "2022-04-20T09:00", "2022-04-21T09:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return judged_april(tmp_path / "w")


def kept(root: Path, moment: str) -> tuple[FileRow, ...]:
    """Judge with what is kept, and keep what is new."""
    here = office(root, moment)
    with here.writing("test") as ledger:
        return tuple(judged_now(here, ledger).dockets.judgement.rows)  # type: ignore[attr-defined]


def anew(root: Path, moment: str) -> tuple[FileRow, ...]:
    here = office(root, moment)
    with here.reading() as ledger:
        return tuple(examined(replace(snapshot_of(here, ledger), recognitions=None)).rows)


def judged_sheets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name each sheet that is judged, by its unit."""
    names: list[str] = []
    real = Judgement.sheet

    def sheet(self, arrival, form):
        names.append(str(form.unit))
        return real(self, arrival, form)

    monkeypatch.setattr(Judgement, "sheet", sheet)
    return names


noted = partial(noting, AFTER)


def once_more(root: Path) -> None:
    there = desk(root)
    there.drop("附件2-教育局-再报.xlsx", there.filled("教育局", put("进展情况", "又完成路基2公里。")), "2022-04-19T10:00")
    taken(root, AFTER)


def earlier(root: Path) -> None:
    """A sheet that the clerk knows to have come before all others."""
    there = desk(root)
    there.drop("附件2-教育局-先报.xlsx", there.filled("教育局", put("完成比例", 0.05)), "2022-04-19T10:00")
    taken(root, AFTER)
    when = datetime.fromisoformat("2022-04-01T10:00+08:00")
    noted(kind=NoteKind.RECEIVED, file="附件2-教育局-先报.xlsx", received=when)(root)


_ACCEPTED: dict[str, Any] = {"kind": NoteKind.ACCEPT, "unit": "教育局", "period": "2022-04"}
CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _root: None,
    "a further sheet": once_more,
    "a sheet that came before": earlier,
    "a row accepted": noted(**_ACCEPTED),
    "a sheet after a row was accepted": lambda root: (noted(**_ACCEPTED)(root), once_more(root)),
    "a row accepted after a sheet": lambda root: (once_more(root), noted(**_ACCEPTED)(root)),
    "a file accepted": noted(kind=NoteKind.ACCEPT, file="附件2-教育局.xlsx"),
    "a completion withdrawn": noted(kind=NoteKind.REOPEN, unit="教育局", period="2022-04"),
    "a file claimed": noted(kind=NoteKind.CLAIM, file="附件2-教育局.xlsx", unit="水利局"),
    "a name learned": noted(kind=NoteKind.ALIAS, unit="教育局", material="教体局"),
    "a period closed": noted(kind=NoteKind.CLOSE, period="2022-04"),
    "the last ingest taken back": lambda root: undo(office(root, AFTER), by="", dry_run=False),
    "a number in what is kept": lambda root: spoil(root, "CAST(substr(body, 1, 60) || x'00' || substr(body, 62) AS BLOB)"),
    "the end of what is kept": lambda root: spoil(root, "substr(body, 1, length(body) - 1)"),
}


def spoil(root: Path, body: str) -> None:
    with closing(sqlite3.connect(root / "archive" / "台账.sqlite3", isolation_level=None)) as connection:
        connection.execute(f"UPDATE derived SET body = {body} WHERE kind = 'judged'")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_it_is_as_if_nothing_had_been_kept(root, change):
    CHANGES[change](root)
    for moment in (AFTER, LATER, "2022-04-04T09:00", LATER):
        assert [*map(repr, kept(root, moment))] == [*map(repr, anew(root, moment))]


def test_a_sheet_of_which_nothing_changed_is_not_judged_again(root, monkeypatch):
    names = judged_sheets(monkeypatch)
    for moment in (AFTER, LATER, "2022-05-30T09:00"):
        kept(root, moment)
    assert names == []
    noted(kind=NoteKind.REMINDED, unit="教育局", period="2022-04")(root)
    kept(root, LATER)
    assert names == []


def test_a_late_sheet_has_only_its_own_unit_judged(root, monkeypatch):
    names = judged_sheets(monkeypatch)
    once_more(root)
    assert set(names) == {"教育局"}
    names.clear()
    noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04")(root)
    kept(root, LATER)
    assert set(names) == {"教育局"}


def test_sheets_that_are_not_held_are_kept_as_those_that_are(root, monkeypatch):
    """A country's are recognised, then recognised again to be judged: `verify` took them for bent."""
    monkeypatch.setattr(kept_sheets, "HELD", 0)
    assert verify(root, against=None, tell=silent).ok


@pytest.mark.parametrize("held", [1, recognitions.MOST])
def test_what_was_sealed_anew_is_named(root, monkeypatch, held):
    """A note that nobody judged by yet makes nothing wrong of what is kept; an outcome that somebody wrote himself is.

    `held`: how much of what is worked out is compared at a time.
    """
    monkeypatch.setattr(recognitions, "MOST", held)
    noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04")(root)
    assert verify(root, against=None, tell=silent).ok
    kept(root, LATER)
    with office(root, LATER).writing("test") as ledger:
        keys = [key for key in ledger.derived_keys("judged") if b"accepted" in unpacked(ledger.derived("judged", key))]
        assert keys
        for key in keys:  # one of them is of before the note, and nobody asks for it
            body = unpacked(ledger.derived("judged", key)).replace(b'"accepted"', b'"returned"')
            ledger.keep_derived("judged", {key: zlib.compress(body)})
    assert len(verify(root, against=None, tell=silent).broken) == 1


def unpacked(body: bytes | None) -> bytes:
    assert body is not None
    return body if body[:1] == b"[" else zlib.decompress(body)
