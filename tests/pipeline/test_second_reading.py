"""What a limit of time or memory ended is read again at the next run, and never counts as evidence damaged."""

import pytest
from desk_workspace import desk, laid, office, silent, taken
from looked import readings_of

from toolkit.evidence.ledger import open_ledger
from toolkit.intake.reading import dump, load
from toolkit.intake.worker import failed
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort
from toolkit.pipeline.cut_short import look_again, to_read_again
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.upkeep import verify


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A mail with a form came on a machine so busy that the mail's reading was ended."""
    root = laid(tmp_path_factory.mktemp("重读") / "督办")
    there = desk(root)
    there.mail("一.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局")})
    there.drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-05T10:00")
    taken(root, "2022-04-08T09:00")
    return root


@pytest.fixture
def busy(played, tmp_path):
    import shutil

    root = shutil.copytree(played, tmp_path / "督办")
    with open_ledger(root / "archive" / "台账.sqlite3") as ledger:
        scan = next(r for r in ledger.receipts() if r.name.endswith(".jpg"))
        ledger.put_readings({scan.number: dump(failed(Code.F05, "读取用时超过 20 秒"))})
        look_again(ledger)
    return root


def sorts(root) -> dict[str, Sort]:
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return {r.name: load(readings_of(ledger)[r.number]).sort for r in ledger.receipts()}


def test_it_is_no_damage(busy):
    assert verify(busy, against=None, tell=silent).ok


def test_it_is_read_again_at_the_next_run_even_without_new_files(busy):
    assert sorts(busy)["微信图片.jpg"] is Sort.UNREADABLE
    found = ingest(office(busy, "2022-04-09T09:00"), received=None, dry_run=False, tell=silent)
    assert sorts(busy)["微信图片.jpg"] is Sort.SCAN
    assert any("这次已读完" in said for said in found.complaints)
    assert verify(busy, against=None, tell=silent).ok


def test_whoever_read_it_whole_has_nobody_look_again(played, busy, monkeypatch):
    looked = []
    monkeypatch.setattr("toolkit.pipeline.cut_short.names_problems", lambda first: bool(looked.append(first)))
    with open_ledger(played / "archive" / "台账.sqlite3", read_only=True) as ledger:
        assert to_read_again(ledger) == () and not looked
    with open_ledger(busy / "archive" / "台账.sqlite3", read_only=True) as ledger:
        to_read_again(ledger)
        assert len(looked) == len(ledger.receipts())


def test_a_container_that_was_not_opened_then_gives_its_members_now(tmp_path, monkeypatch):
    root = laid(tmp_path / "督办")
    there = desk(root)
    there.mail("一.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局")})

    def cut_short(roots, *_more):
        for node in roots:
            node.reading = failed(Code.F05, "读取用时超过 20 秒")

    with monkeypatch.context() as slow:
        slow.setattr("toolkit.pipeline.batch_intake.grow", cut_short)
        taken(root, "2022-04-08T09:00")
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        (receipt,) = ledger.receipts()
    taken(root, "2022-04-09T09:00")
    assert sorts(root) == {"一.eml": Sort.CONTAINER, "附件2.xlsx": Sort.BOOK}
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        member = next(r for r in ledger.receipts() if r.name == "附件2.xlsx")
    assert (member.parent, member.inside) == (receipt.number, ("一.eml",))


def test_a_rebuild_keeps_it_open_instead_of_refusing_it(busy):
    rebuild(office(busy, "2022-04-09T09:00"), dry_run=False, tell=silent)
    assert sorts(busy)["微信图片.jpg"] is Sort.SCAN


def test_what_is_no_better_the_second_time_is_left_alone():
    reading = failed(Code.F05, "读取用时超过 20 秒")
    assert reading.again and reading.unfinished
    twice = load(dump(reading.tried_twice()))
    assert twice.unfinished and not twice.again
    assert twice.problems[0].message == reading.problems[0].message
