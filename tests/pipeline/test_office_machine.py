"""Any sequence of ingest, note, retraction, undo and rebuild: `verify` holds, and status is what a replay from scratch says."""

import json
import os
import shutil
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from desk_workspace import desk, laid
from forgetting import forget_readings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from toolkit.cli import main
from toolkit.pipeline.demo_returns import put

UNITS = st.sampled_from(["教育局", "水利局"])
NOTES = st.sampled_from(["exempt", "delay", "reminded", "paper"])
_BASE: dict[str, Path] = {}


class Office(RuleBasedStateMachine):
    """One workspace, through the command line, with the clock going on by an hour a step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="台账"))
        self.root = self.folder / "督办"
        self.step = self.runs = self.notes = 0
        self.dropped = 0

    @initialize()
    def begin(self) -> None:
        if "base" not in _BASE:
            _BASE["base"] = laid(Path(tempfile.mkdtemp(prefix="基础")) / "督办")
        shutil.copytree(_BASE["base"], self.root)

    def duban(self, *words: str, code: int | None = 0) -> str:
        self.step += 1
        out = StringIO()
        moment = f"2022-04-{6 + self.step // 20:02}T{self.step % 20:02}:00"
        with redirect_stdout(out), redirect_stderr(StringIO()):
            try:
                main(["-w", str(self.root), *words, "--as-of", moment])
            except SystemExit as ended:
                assert code is None or ended.code == code, (words, ended.code, out.getvalue())
        return out.getvalue()

    @rule(unit=UNITS, good=st.booleans())
    def drop(self, unit: str, good: bool) -> None:
        self.dropped += 1
        there = desk(self.root)
        data = there.filled(unit, put("备注", f"第{self.dropped}版"), put("完成比例", 0.3 if good else "很多"))
        there.drop(f"{self.dropped}-{unit}.xlsx", data, "2022-04-02T10:00")
        there.drop(f"{unit}盖章{self.dropped}.pdf", f"%PDF-1.4 {self.dropped}".encode(), "2022-04-02T10:00")

    @rule()
    def ingest(self) -> None:
        self.duban("ingest")
        self.runs += 1

    @rule(unit=UNITS, kind=NOTES)
    def note(self, unit: str, kind: str) -> None:
        more = {"exempt": [], "delay": ["2022-04-20"], "reminded": [], "paper": ["盖章扫描件", "2022-04-05T10:00"]}[kind]
        said = self.duban("note", kind, unit, *more, "--period", "2022-04", "--reason", "说明", "--by", "经办")
        self.notes += bool(said)

    @rule()
    def undo(self) -> None:
        self.duban("undo", code=None)

    @precondition(lambda self: self.notes > 0)
    @rule(number=st.integers(1, 40))
    def retract(self, number: int) -> None:
        self.duban("note", "retract", str(number), "--reason", "登记有误", "--by", "经办", code=None)

    @rule()
    def lose_everything_derived(self) -> None:
        forget_readings(self.root / "archive" / "台账.sqlite3")

    def status(self) -> dict[str, Any]:
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(StringIO()):
            try:
                main(["-w", str(self.root), "status", "2022-04", "--as-of", "2022-05-01", "--json"])
            except SystemExit as ended:
                assert ended.code == 0
        return json.loads(out.getvalue())

    @invariant()
    def status_is_what_a_replay_says(self) -> None:
        if not self.root.exists():
            return
        now = self.status()
        forget_readings(self.root / "archive" / "台账.sqlite3")
        assert self.status() == now

    def teardown(self) -> None:
        if self.root.exists():
            out = StringIO()
            with redirect_stdout(out), redirect_stderr(out):
                try:
                    main(["-w", str(self.root), "verify"])
                except SystemExit as ended:
                    assert ended.code == 0, out.getvalue()
            kept = [p for p in (self.root / "archive" / "原件").rglob("*") if p.is_file()]
            waiting = [p for p in (self.root / "inbox").rglob("*") if p.is_file() and p.name != "收文登记.xlsx"]
            assert len({os.fsencode(p) for p in kept}) + len(waiting) >= self.dropped
        shutil.rmtree(self.folder, ignore_errors=True)


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=4, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck))
