"""What a unit is asked: all that it holds while nothing is on record, and the judge is asked from then on."""

from pathlib import Path

import pytest
from desk_workspace import desk, laid, noting, office, silent, taken

from toolkit.judge import dockets
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.form_orders import order_of, orders_of
from toolkit.pipeline.issue import generate
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.workspace import init

NOW = "2022-03-25T09:00"


def ordered(root: Path, moment: str = NOW, period: str = "2022-04") -> tuple[list[object], list[object]]:
    """Return what units are asked, and what they are asked by a judgement."""
    here = office(root, moment)
    with here.reading() as ledger:
        units, when = here.plan.units, here.period(period)
        judgement = dockets.examined(snapshot_of(here, ledger))
        judged = [one for unit in units if (one := order_of(judgement, dockets.Dockets(judgement), unit, when))]
        return orders_of(here, ledger, when, [unit for unit in units if judgement.history.held(unit.name, when)]), judged


def came(root: Path) -> None:
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T10:00")
    taken(root, "2022-04-08T09:00")


THEN = {
    "nothing": lambda _root: None,
    "a note": noting(NOW, kind=NoteKind.EXEMPT, unit="教育局", period="2022-04"),
    "a sheet": came,
}


@pytest.mark.parametrize("period", ["2022-04", "2022-06"])
@pytest.mark.parametrize("then", THEN)
def test_units_are_asked_what_a_judgement_asks(tmp_path, then, period):
    root = laid(tmp_path / "w")
    THEN[then](root)
    asked, judged = ordered(root, "2022-04-20T09:00", period)
    assert asked == judged and len(asked) > 10


def test_the_first_forms_of_a_year_are_issued_without_the_judge(tmp_path, monkeypatch):
    def refused(*_given: object) -> None:
        raise AssertionError

    root = tmp_path / "w"
    init(root)
    monkeypatch.setattr(dockets, "examined", refused)
    made = generate(office(root, NOW), "2022-04", (), dry_run=False, tell=silent)
    assert len(made.units) == len(office(root, NOW).plan.units)
    noting(NOW, kind=NoteKind.EXEMPT, unit="教育局", period="2022-04")(root)
    with pytest.raises(AssertionError):
        generate(office(root, NOW), "2022-04", (), dry_run=False, tell=silent)
