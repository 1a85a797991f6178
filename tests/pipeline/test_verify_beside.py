"""What is no evidence but stands beside it: `verify` looks at it and names what is not as it was written (SECURITY.md)."""

import re
import sqlite3
import zlib
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from desk_workspace import april, copied, office, silent

from toolkit.evidence.ledger import open_ledger
from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.submission import Submission
from toolkit.pipeline.kept_plan import PLAN_CACHE
from toolkit.pipeline.main_job import hand_out
from toolkit.pipeline.plan_bytes import dump_plan, load_plan
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.snapshots import RECOGNITION_CACHE
from toolkit.pipeline.upkeep import verify
from toolkit.plan.model import Plan

NOW = "2022-04-09T09:00"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    root = april(tmp_path_factory.mktemp("四月") / "督办")
    for command in ("register", "merge"):
        hand_out(office(root, NOW), command, "2022-04", dry_run=False, tell=silent)
    return root


@pytest.fixture
def root(printed, tmp_path):
    return copied(printed, tmp_path / "督办")


def noticed(root):
    """Return what verify says of a workspace whose evidence is whole."""
    proof = verify(root, against=None, tell=silent)
    assert proof.ok, proof.broken
    return proof.noticed


def test_nothing_is_noticed_where_nobody_touched_anything(root):
    assert noticed(root) == ()
    assert rebuild(office(root, NOW), dry_run=False, tell=silent).complaints == ()
    assert noticed(root) == ()


@pytest.mark.parametrize(
    "name",
    [
        "2022-04/报送情况登记表.xlsx",
        "2022-04/汇总表.xlsx",
        "2022-04/下发/附件2-水利局.xlsx",
        "2022-04/回执/收件回执-教育局.docx",
    ],
)
def test_file_changed_after_it_was_written_is_named_and_remade(root, name):
    path = root / "outbox" / name
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    assert [name in line for line in noticed(root)] == [True]
    rebuild(office(root, NOW), dry_run=False, tell=silent)
    assert path.read_bytes() == whole and noticed(root) == ()


@pytest.mark.parametrize("name", ["archive/说明.docx", "archive/表样/旧附件1.xlsx", "archive/别处/一.xlsx"])
def test_file_that_nobody_recorded_is_named(root, name):
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(b"x")
    assert [name in line for line in noticed(root)] == [True]


def test_plan_changed_since_it_was_recorded_is_named(root):
    path = root / "templates" / "附件1.xlsx"
    book = openpyxl.load_workbook(path)
    book["期次"]["C2"] = "2022-04-11"
    book.save(path)
    assert ["期次!C2" in line for line in noticed(root)] == [True]


def test_remark_on_an_output_that_no_record_can_have_made_is_named(root):
    with closing(sqlite3.connect(root / "archive" / "台账.sqlite3")) as connection:
        connection.execute("UPDATE output SET seq = seq + 100 WHERE kind = '汇总表'")
        connection.commit()
    assert ["汇总表" in line for line in noticed(root)] == [True]


def resealed(root, kind, edit):
    """Change what is kept of this kind as someone would who knows how it is sealed; return how many changed."""
    with open_ledger(root / "archive" / "台账.sqlite3") as ledger:
        bodies = {key: ledger.derived(kind, key) for key in ledger.derived_keys(kind)}
        kept = {key: what for key, body in bodies.items() if (what := loaded(body)) is not None}
        bent = {key: edit(what) for key, what in kept.items()}
        fresh = {key: what for key, what in bent.items() if what != kept[key]}
        ledger.keep_derived(
            kind, {key: (dump_plan if isinstance(what, Plan) else dump_kept)(what) for key, what in fresh.items()}
        )
    return sum(bent[key] != kept[key] for key in kept)


def loaded(body):
    """Return what is kept; None = in another form: whole sheets (tests/pipeline/test_kept_verdicts.py bends those)."""
    for load in (load_kept, load_plan):
        with suppress(ValueError, LookupError, TypeError, zlib.error):
            return load(body)
    return None


def other_deadlines(kept):
    if not isinstance(kept, Plan):
        return kept
    return replace(kept, periods=tuple(replace(period, deadline=period.deadline + timedelta(30)) for period in kept.periods))


def other_units(kept):
    if not isinstance(kept, tuple):
        return kept
    return tuple(replace(form, unit="水利局") if isinstance(form, Submission) else form for form in kept)


@pytest.mark.parametrize(("kind", "edit"), [(PLAN_CACHE, other_deadlines), (RECOGNITION_CACHE, other_units)])
def test_plausible_cache_is_named_and_gone_after_rebuild(root, kind, edit):
    assert resealed(root, kind, edit)
    proof = verify(root, against=None, tell=silent)
    assert not proof.ok and ["缓存" in line for line in proof.broken] == [True]
    assert rebuild(office(root, NOW), dry_run=False, tell=silent).complaints == ()
    assert noticed(root) == ()


def prints_of(root):
    """Return the fingerprints that the register bears: the ledger's, and the plan's beside it."""
    book = openpyxl.load_workbook(root / "outbox" / "2022-04" / "报送情况登记表.xlsx", read_only=True)
    lines = [str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True) if row and "计划指纹" in str(row[0])]
    book.close()
    return re.search(r"台账指纹：([0-9A-F-]+).*计划指纹：([0-9A-F-]+)", lines[0]).groups()


def test_a_fingerprint_is_proved_however_it_is_typed(root):
    ours, _ = prints_of(root)
    for typed in (ours, ours.lower().replace("-", " "), f"台账指纹：{ours.replace('-', '—')}"):
        assert verify(root, against=typed, tell=silent).ok


@pytest.mark.parametrize("slip", [lambda text: text[:-1], lambda text: text[:-1] + "O", lambda text: "登记表"])
def test_a_slip_of_the_hand_says_nothing_about_the_ledger(root, slip):
    with pytest.raises(ToolkitError, match="16 位"):
        verify(root, against=slip(prints_of(root)[0]), tell=silent)


def test_the_plans_fingerprint_is_told_from_the_ledgers(root):
    proof = verify(root, against=prints_of(root)[1], tell=silent)
    assert not proof.ok and ["计划指纹" in line and "延续" not in line for line in proof.broken] == [True]
