"""One stored body of every kind of record, letter by letter: what was ever written must be read as it was meant."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from toolkit.evidence.ledger.codec import KINDS, body_of, fact_of, moment
from toolkit.nouns.records import Drafted, IngestRun, Issued, KeptTemplate, Note, NoteKind, Receipt, Times, Undo

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2022, 4, 6, 9, 30, tzinfo=ZONE)
CLOCK = datetime(2022, 4, 20, 8, 0, 5, tzinfo=ZONE)
AT, TICK = '"2022-04-06T09:30:00+08:00"', '"2022-04-20T08:00:05+08:00"'

BARE = [
    ("run", IngestRun(as_of=NOW), f'{{"as_of":{AT}}}'),
    (
        "receipt",
        Receipt(name="a.xlsx", sha256="00", size=3, archived="原件/a"),
        '{"archived":"原件/a","name":"a.xlsx","sha256":"00","size":3}',
    ),
    ("note", Note(kind=NoteKind.EXEMPT, at=NOW), f'{{"at":{AT},"kind":"免报"}}'),
    ("undo", Undo(at=NOW, run=7), f'{{"at":{AT},"run":7}}'),
    (
        "issued",
        Issued(at=NOW, period="2022-04", unit="教育局", form="v1", template="00"),
        f'{{"at":{AT},"form":"v1","period":"2022-04","template":"00","unit":"教育局"}}',
    ),
    (
        "drafted",
        Drafted(at=NOW, kind="催报", period="2022-04", unit="教育局"),
        f'{{"at":{AT},"kind":"催报","period":"2022-04","unit":"教育局"}}',
    ),
    (
        "template",
        KeptTemplate(at=NOW, name="附件2.xlsx", sha256="00", archived="表样/00.xlsx"),
        f'{{"archived":"表样/00.xlsx","at":{AT},"name":"附件2.xlsx","sha256":"00"}}',
    ),
]
FULL = [
    ("run", IngestRun(as_of=NOW, by="督查室", clock=CLOCK), f'{{"as_of":{AT},"by":"督查室","clock":{TICK}}}'),
    (
        "receipt",
        Receipt(
            run=1, parent=2, name="a.xlsx", inside=("b.eml",), sha256="00", size=3, archived="原件/a", clock=CLOCK,
            times=Times(clerk=NOW, mail_received=NOW, mail_date=NOW, file_time=NOW), sender="x@y.cn", subject="报表",
            inline=True,
        ),
        f'{{"archived":"原件/a","clock":{TICK},"inline":true,"inside":"b.eml","name":"a.xlsx","parent":2,"run":1,'
        f'"sender":"x@y.cn","sha256":"00","size":3,"subject":"报表","times":{{"clerk":{AT},"file_time":{AT},'
        f'"mail_date":{AT},"mail_received":{AT}}}}}',
    ),
    (
        "note",
        Note(
            kind=NoteKind.DELAY, at=NOW, by="督查室", reason="同意", unit="教育局", period="2022-04", item="8-1", file="#3",
            material="电子表", received=NOW, channel="现场", due=date(2022, 4, 15), retracts=3, source="收文登记", clock=CLOCK,
        ),
        f'{{"at":{AT},"by":"督查室","channel":"现场","clock":{TICK},"due":"2022-04-15","file":"#3","item":"8-1",'
        f'"kind":"缓报","material":"电子表","period":"2022-04","reason":"同意","received":{AT},"retracts":3,'
        '"source":"收文登记","unit":"教育局"}',
    ),
    ("undo", Undo(at=NOW, run=7, by="督查室", clock=CLOCK), f'{{"at":{AT},"by":"督查室","clock":{TICK},"run":7}}'),
    (
        "issued",
        Issued(at=NOW, period="2022-04", unit="教育局", form="v1", template="00", items=("8-1", "8-2"), job="K7Q2",
               clock=CLOCK),
        f'{{"at":{AT},"clock":{TICK},"form":"v1","items":["8-1","8-2"],"job":"K7Q2","period":"2022-04","template":"00","unit":"教育局"}}',
    ),
    (
        "drafted",
        Drafted(at=NOW, kind="催报", period="2022-04", unit="教育局", detail={"文件": "催报函"}, clock=CLOCK),
        f'{{"at":{AT},"clock":{TICK},"detail":{{"文件":"催报函"}},"kind":"催报","period":"2022-04","unit":"教育局"}}',
    ),
    (
        "template",
        KeptTemplate(at=NOW, name="附件2.xlsx", sha256="00", archived="表样/00.xlsx", clock=CLOCK),
        f'{{"archived":"表样/00.xlsx","at":{AT},"clock":{TICK},"name":"附件2.xlsx","sha256":"00"}}',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fact", "body"), [*BARE, *FULL])
def test_stored_body_is_what_it_always_was(kind, fact, body):
    assert body_of(fact) == body
    assert fact_of(kind, body, 0) == fact


@pytest.mark.parametrize(
    ("inside", "stored"),
    [
        (("信.eml", "报送.zip"), '"信.eml/报送.zip"'),
        (("信.eml", "四月/报送.zip"), '["信.eml","四月/报送.zip"]'),
    ],
)
def test_chain_of_containers_is_read_back_as_it_was(inside, stored):
    fact = Receipt(name="a.xlsx", inside=inside, sha256="00", size=3, archived="原件/a")
    body = body_of(fact)
    assert f'"inside":{stored},' in body
    assert fact_of("receipt", body, 0) == fact


def test_old_chain_whose_names_hold_slashes_is_read_as_it_was_written():
    body = '{"archived":"原件/a","inside":"信.eml/四月/报送.zip","name":"a.xlsx","sha256":"00","size":3}'
    fact = fact_of("receipt", body, 0)
    assert fact.whole == "信.eml/四月/报送.zip/a.xlsx"
    assert body_of(fact) == body


def test_every_kind_of_record_is_pinned():
    assert {kind for kind, _, _ in BARE} == {kind for kind, _, _ in FULL} == set(KINDS)


def test_words_of_notes_stay_what_was_stored():
    words = "收到时间 免报 缓报 材料收到 认领 认可 撤销完成 催报 已阅 别名 对照 抄录 未收取 定稿 撤销定稿 撤回"
    assert sorted(kind.value for kind in NoteKind) == sorted(words.split())


def test_one_moment_keeps_the_offset_that_it_was_given():
    """Equal moments of other offsets, and both halves of an hour that comes twice, are each written as they are."""
    berlin = ZoneInfo("Europe/Berlin")
    twice = datetime(2022, 10, 30, 2, 30, tzinfo=berlin)
    told = [NOW, NOW.astimezone(UTC), NOW.astimezone(berlin), twice, twice.replace(fold=1), NOW]
    assert [moment(one) for one in told] == [one.isoformat() for one in told]
