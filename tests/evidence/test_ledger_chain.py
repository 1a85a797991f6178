"""Laws of the ledger: append-only, chained, equal to a plain replay, migrated whole or not at all."""

import hashlib
import sqlite3
import tempfile
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from forgetting import forget_readings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from looked import readings_of

from toolkit.evidence.ledger import GENESIS, fingerprint, open_ledger
from toolkit.evidence.ledger.chain import broken_links, link
from toolkit.evidence.ledger.codec import KINDS, Fact, body_of, fact_of, kind_of
from toolkit.evidence.ledger.schema import MIGRATIONS
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Drafted, IngestRun, Issued, KeptTemplate, Note, NoteKind, Receipt, Times, Undo

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2022, 4, 6, 9, 30, tzinfo=SHANGHAI)
NAMES = ["附件2.xlsx", "二批/附件2(1).xlsx", "坏\udcff名.xlsx", "空\x00字符", "行\n分隔\u2028", ""]


def receipt(name: str = "附件2.xlsx", **more: object) -> Receipt:
    given = {
        "sha256": hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        "size": 3,
        "archived": "原件/x",
    }
    return Receipt(name=name, **(given | more))


FACTS: list[Fact] = [
    IngestRun(as_of=NOW, by="督查室"),
    receipt(times=Times(clerk=NOW, mail_date=NOW - timedelta(hours=1)), run=1, parent=1, inline=True, sender="a@b.cn"),
    Note(kind=NoteKind.DELAY, at=NOW, unit="教育局", period="2022-04", due=date(2022, 4, 15), retracts=3),
    Issued(at=NOW, period="2022-04", unit="教育局", form="v1", template="0" * 64, items=("8-1", "8-2")),
    Drafted(at=NOW, kind="催报", period="2022-04", unit="教育局", detail={"缺": "电子表", "a": "1"}),
    KeptTemplate(at=NOW, name="附件2.xlsx", sha256="0" * 64, archived="表样/x.xlsx"),
    Undo(at=NOW, run=1, by="督查室"),
]


@pytest.mark.parametrize("fact", FACTS, ids=kind_of)
def test_every_fact_comes_back_as_it_was(fact):
    assert fact_of(kind_of(fact), body_of(fact), 0) == fact


def test_every_kind_is_allowed_by_the_table():
    table = next(statement for statement in MIGRATIONS[0] if "CREATE TABLE record" in statement)
    assert all(f"'{kind}'" in table for kind in KINDS)


@given(name=st.text(st.characters(codec=None), max_size=20))
@settings(deadline=None, max_examples=80)
def test_any_name_survives_the_body(name):
    body = body_of(receipt(name))
    assert fact_of("receipt", body, 0).name == name
    body.encode("utf-8")


def test_body_is_canonical_and_omits_defaults():
    assert body_of(IngestRun(as_of=NOW)) == '{"as_of":"2022-04-06T09:30:00+08:00"}'


def test_a_field_of_a_newer_program_is_refused():
    with pytest.raises(ToolkitError, match="新字段"):
        fact_of("run", '{"as_of":"2022-04-06T09:30:00+08:00","新字段":1}', 7)


def test_naive_time_is_a_bug(tmp_path):
    with open_ledger(tmp_path / "l") as ledger, pytest.raises(ValueError, match="naive"):
        ledger.append(IngestRun(as_of=datetime(2022, 4, 6)))  # noqa: DTZ001


def test_append_is_one_transaction(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        with pytest.raises(ValueError, match="belongs to no run"):
            ledger.append(Note(kind=NoteKind.EXEMPT, at=NOW), receipt())
        assert ledger.next_number == 1
        assert ledger.head_full() == GENESIS


def test_receipts_take_the_run_of_their_call_and_numbers_are_kept(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        numbers = ledger.append(IngestRun(as_of=NOW), receipt("a"), receipt("b", number=3, parent=2))
        assert numbers == (1, 2, 3)
        assert [(r.number, r.run, r.parent) for r in ledger.receipts()] == [(2, 1, None), (3, 1, 2)]
        with pytest.raises(ValueError, match="numbered 9"):
            ledger.append(receipt("c", number=9, run=1))
        assert ledger.append(receipt("c", run=1)) == (4,)


def test_records_made_out_before_are_those_that_append_makes(tmp_path):
    facts = [fact for fact in FACTS if isinstance(fact, Issued | Note)]
    with open_ledger(tmp_path / "one.sqlite3") as one, open_ledger(tmp_path / "two.sqlite3") as two:
        one.append(*facts)
        records = two.made_out(facts)
        assert not list(two.records())
        two.put(records)
        assert list(two.records()) == list(one.records())
        with pytest.raises(ValueError, match="another place"):
            two.put(records)


def test_nothing_lies_beside_a_closed_ledger(tmp_path):
    with open_ledger(tmp_path / "台账.sqlite3") as ledger:
        ledger.append(*FACTS[:1])
    assert [path.name for path in tmp_path.iterdir()] == ["台账.sqlite3"]


def test_undo_hides_the_run_and_is_refused_twice(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        run, _ = ledger.append(IngestRun(as_of=NOW), receipt())
        ledger.undo(run, at=NOW, by="督查室")
        assert ledger.receipts() == ()
        assert len(ledger.receipts(undone=True)) == 1
        assert ledger.runs()[0].undone
        for number in (run, 99):
            with pytest.raises(ToolkitError):
                ledger.undo(number, at=NOW)


def test_read_only_creates_nothing_and_writes_nothing(tmp_path):
    with open_ledger(tmp_path / "none" / "l", read_only=True) as ledger:
        assert ledger.receipts() == () and ledger.head() == "0000-0000-0000-0000"
    assert list(tmp_path.iterdir()) == []
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(FACTS[0])
    with open_ledger(tmp_path / "l", read_only=True) as ledger, pytest.raises(ToolkitError):
        ledger.append(FACTS[0])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET body = '{}'",
        "DELETE FROM record",
        "INSERT OR REPLACE INTO record SELECT * FROM record WHERE seq = 1",
        "INSERT INTO record SELECT seq + 5, kind, at, body, hash, 'x' || substr(hash, 2) FROM record ORDER BY seq DESC LIMIT 1",
        "INSERT INTO record SELECT seq + 1, kind, at, body, prev, 'x' || substr(hash, 2) FROM record ORDER BY seq DESC LIMIT 1",
        "INSERT INTO record SELECT seq + 1, 'other', at, body, hash, 'x' || substr(hash, 2) FROM record ORDER BY seq DESC LIMIT 1",
    ],
)
def test_the_file_itself_refuses(tmp_path, statement):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(*FACTS)
        before = tuple(ledger.records())
    connection = sqlite3.connect(tmp_path / "l")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()
    with open_ledger(tmp_path / "l") as ledger:
        assert tuple(ledger.records()) == before


def test_framing_tells_apart_what_a_join_would_not():
    one = link(seq=1, kind="run", at="x", body="b", prev=GENESIS)
    assert one != link(seq=1, kind="run", at="x", body="\nb", prev=GENESIS)
    assert one == hashlib.sha256(f"duban-1\n1\nrun\nx\n{GENESIS}\nb".encode()).hexdigest()


def test_fingerprint_finds_its_record(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(*FACTS)
        at_three = ledger.head_at(3)
        assert ledger.find(at_three).seq == 3
        assert ledger.find(at_three.replace("-", " ").lower()).seq == 3
        assert ledger.find(ledger.head_full()).seq == 7
        assert ledger.find("0123-4567-89AB-CDEF") is None
        assert ledger.find(at_three[:9]) is None
        assert fingerprint(ledger.head_full()) == ledger.head()


# -- migrations ------------------------------------------------------------------------------------------------------

NEWER = (*MIGRATIONS, ("CREATE TABLE extra (x TEXT) STRICT", "INSERT INTO extra VALUES ('y')"))
FAILING = (*MIGRATIONS, ("CREATE TABLE extra (x TEXT) STRICT", "INSERT INTO nowhere VALUES (1)"))


def filled(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.append(*FACTS)


def state(path: Path) -> tuple[object, ...]:
    connection = sqlite3.connect(path)
    found = (
        connection.execute("PRAGMA user_version").fetchone(),
        connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall(),
        connection.execute("SELECT * FROM record").fetchall(),
    )
    connection.close()
    return found


def test_a_copy_is_kept_before_a_migration(tmp_path):
    path = tmp_path / "台账.sqlite3"
    filled(path)
    before = state(path)
    for _ in range(2):
        with open_ledger(path, migrations=NEWER) as ledger:
            assert len(ledger.receipts(undone=True)) == 1
    copies = list((tmp_path / "备份").iterdir())
    assert len(copies) == 1 and state(copies[0]) == before
    assert state(path)[0] == (len(NEWER),)


def test_a_failing_migration_leaves_version_and_schema_untouched(tmp_path):
    path = tmp_path / "l"
    filled(path)
    before = state(path)
    with pytest.raises(sqlite3.OperationalError):
        open_ledger(path, migrations=FAILING)
    assert state(path) == before


def test_a_newer_file_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "l"
    open_ledger(path, migrations=NEWER).close()
    for read_only in (True, False):
        with pytest.raises(ToolkitError, match="升级"):
            open_ledger(path, read_only=read_only)


def test_read_only_migrates_in_memory(tmp_path):
    path = tmp_path / "l"
    filled(path)
    data = path.read_bytes()
    with open_ledger(path, read_only=True, migrations=NEWER) as ledger:
        assert len(ledger.runs()) == 1
    assert path.read_bytes() == data


def test_a_strange_or_damaged_file_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "l"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(ToolkitError):
        open_ledger(path)
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE x (y)")
    other.close()
    with pytest.raises(ToolkitError):
        open_ledger(tmp_path / "other")
    with pytest.raises(ToolkitError):
        open_ledger(tmp_path / "missing" / "l")


def test_a_locked_file_is_said(tmp_path, monkeypatch):
    path = tmp_path / "l"
    filled(path)
    monkeypatch.setattr("toolkit.evidence.ledger.opening.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ToolkitError, match="占用"):
        open_ledger(path)
    other.close()


# -- any sequence ----------------------------------------------------------------------------------------------------


class LedgerMachine(RuleBasedStateMachine):
    """Whatever is done in whatever order, the chain holds and the facts equal a plain replay."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "台账.sqlite3"
        self.ledger = open_ledger(self.path)
        self.count = 0
        self.said: list[tuple[int, Fact]] = []

    def add(self, *facts: Fact) -> tuple[int, ...]:
        numbers = self.ledger.append(*facts)
        assert numbers == tuple(range(self.count + 1, self.count + 1 + len(facts)))
        self.count += len(facts)
        self.said += zip(numbers, facts, strict=True)
        return numbers

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=4), hour=st.integers(0, 5000))
    def ingest(self, names, hour):
        self.add(IngestRun(as_of=NOW + timedelta(hours=hour)), *(receipt(name) for name in names))

    @rule(kind=st.sampled_from(NoteKind), reason=st.text(max_size=8))
    def note(self, kind, reason):
        self.add(Note(kind=kind, at=NOW.astimezone(UTC), reason=reason))

    @rule(data=st.data())
    def undo(self, data):
        standing = [run.number for run in self.ledger.runs() if not run.undone]
        if standing:
            run = data.draw(st.sampled_from(standing))
            number = self.ledger.undo(run, at=NOW)
            self.count += 1
            self.said.append((number, Undo(at=NOW, run=run)))

    @rule(body=st.binary(max_size=8))
    def cache(self, body):
        self.ledger.put_readings({r.number: body for r in self.ledger.receipts()})

    @rule()
    def drop_cache(self):
        forget_readings(self.path)
        assert readings_of(self.ledger) == {}

    @rule()
    def crash_in_an_append(self):
        with pytest.raises(ValueError, match="no run"):
            self.ledger.append(Note(kind=NoteKind.EXEMPT, at=NOW), receipt())

    @rule()
    def reopen(self):
        head = self.ledger.head_full()
        self.ledger.close()
        self.ledger = open_ledger(self.path)
        assert self.ledger.head_full() == head

    @invariant()
    def chain_holds(self):
        assert list(broken_links(self.ledger.records())) == [] and self.ledger.is_whole()
        assert self.ledger.schema_faults() == ()
        assert self.ledger.highest_number() == self.count

    @invariant()
    def facts_equal_a_replay(self):
        undone = {fact.run for _, fact in self.said if isinstance(fact, Undo)}
        run, expected = 0, []
        for number, fact in self.said:
            run = number if isinstance(fact, IngestRun) else run
            if isinstance(fact, Receipt) and run not in undone:
                expected.append((number, run, fact.name))
        assert [(r.number, r.run, r.name) for r in self.ledger.receipts()] == expected
        assert {r.number for r in self.ledger.runs() if r.undone} == undone
        assert [n.reason for n in self.ledger.notes()] == [f.reason for _, f in self.said if isinstance(f, Note)]

    def teardown(self):
        self.ledger.close()
        self.folder.cleanup()


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    deadline=None, max_examples=15, stateful_step_count=20, suppress_health_check=[HealthCheck.too_slow]
)


# -- a disk that fails -----------------------------------------------------------------------------------------------


def test_a_full_disk_is_a_sentence_and_no_half_record(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(FACTS[0])
        before = tuple(ledger.records())
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ToolkitError, match="磁盘已满"):
            ledger.append(*(Note(kind=NoteKind.EXEMPT, at=NOW, reason="长" * 2000) for _ in range(20)))
        assert tuple(ledger.records()) == before


@pytest.mark.parametrize("read_only", [True, False])
def test_a_commit_cut_by_a_crash_is_rolled_back_on_opening(tmp_path, read_only):
    path = tmp_path / "l"
    filled(path)
    before = state(path)
    dying = sqlite3.connect(path, isolation_level=None)
    dying.execute("PRAGMA cache_size = 1")
    dying.execute("BEGIN IMMEDIATE")
    dying.executemany("INSERT INTO reading VALUES (?, ?)", [(number, b"x" * 4000) for number in range(200)])
    after = tmp_path / "after"
    after.mkdir()
    for name in ("l", "l-journal"):
        (after / name).write_bytes((tmp_path / name).read_bytes())
    dying.close()
    with open_ledger(after / "l", read_only=read_only) as ledger:
        assert readings_of(ledger) == {} and ledger.schema_faults() == ()
    assert state(after / "l") == before


def test_two_writers_wait_for_each_other(tmp_path):
    with open_ledger(tmp_path / "l") as one, open_ledger(tmp_path / "l") as two:
        one.append(FACTS[0])
        two.append(FACTS[0])
        one.append(FACTS[0])
        assert list(broken_links(two.records())) == []
