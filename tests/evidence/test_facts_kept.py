"""What long lists of facts are searched by is kept under the chain, and says what the records say."""

from datetime import datetime, timedelta, timezone

import pytest

from toolkit.evidence.ledger import FACTS_CACHE, open_ledger, recorded_facts
from toolkit.nouns.records import IngestRun, Issued, Receipt, issued_mark, receipt_mark
from toolkit.nouns.shelf import marks_of

NOW = datetime(2022, 4, 6, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def receipt(number: int) -> Receipt:
    name = f"收/甲{number}.xlsx" if number % 3 else f"甲{number}.xlsx"
    return Receipt(name=name, sha256=f"{number % 5}" * 64, size=3, archived=f"原件/{number}", inline=not number % 4)


def issued(number: int) -> Issued:
    return Issued(at=NOW, period=f"2022-0{number % 9}", unit=f"甲{number}", form="v", template="t")


@pytest.fixture(autouse=True)
def _few_together(monkeypatch):
    monkeypatch.setattr(recorded_facts, "TOGETHER", 4)


@pytest.fixture
def path(tmp_path):
    with open_ledger(tmp_path / "l") as ledger:
        ledger.append(IngestRun(as_of=NOW), *map(receipt, range(10)), *map(issued, range(9)))
        ledger.receipts(), ledger.issued()
        ledger.keep_derived(FACTS_CACHE, ledger.told_facts())
        assert len([*ledger.derived_keys(FACTS_CACHE)]) == 2 + 2 and ledger.told_facts(anew=True) == ledger.told_facts()
    return tmp_path / "l"


def asked(ledger, monkeypatch) -> list[str]:
    """Return what of the records SQL is asked to tell, from here on."""
    told, real = [], ledger._facts._rows

    def rows(query, *values):
        for row in real(query, *values):
            told.append(query)
            yield row

    monkeypatch.setattr(ledger._facts, "_rows", rows)
    return [told]


def marks(ledger):
    return [*marks_of(ledger.receipts(), receipt_mark)], [*marks_of(ledger.issued(), issued_mark)]


def test_they_say_what_the_records_say(path, monkeypatch):
    with open_ledger(path) as ledger:
        (told,) = asked(ledger, monkeypatch)
        known = marks(ledger)
        assert known == ([*map(receipt_mark, ledger.receipts())], [*map(issued_mark, ledger.issued())])
        assert len([query for query in told if "json_extract" in query]) == 10 % 4 + 9 % 4
        assert ledger.told_facts() == {}
        ledger.append(IngestRun(as_of=NOW), *map(receipt, range(3)))
        assert marks(ledger)[0] == [*map(receipt_mark, ledger.receipts())] and len(ledger.receipts()) == 13
        assert len(ledger.told_facts()) == 1


@pytest.mark.parametrize("spoil", ["DELETE FROM derived WHERE key LIKE '%|0|%'", "UPDATE derived SET body = zeroblob(40)"])
def test_what_is_lost_is_told_anew(path, spoil):
    with open_ledger(path) as ledger:
        before = marks(ledger)
        ledger._connection.execute(spoil)
    with open_ledger(path) as ledger:
        assert marks(ledger) == before and len(ledger.told_facts()) == 4


def test_of_another_chain_they_say_nothing(path, tmp_path):
    with open_ledger(path) as ledger, open_ledger(tmp_path / "other") as other:
        kept = {key: ledger.derived(FACTS_CACHE, key) or b"" for key in ledger.derived_keys(FACTS_CACHE)}
        other.append(IngestRun(as_of=NOW), *(receipt(number + 1) for number in range(10)))
        other.keep_derived(FACTS_CACHE, kept)
        assert marks(other)[0] == [*map(receipt_mark, other.receipts())]
