"""What a unit's evidence folder counts as its own: its files, and the mails and archives that held nobody else's."""

from io import BytesIO

import pytest
from dockets import at, make_docket, make_file, make_plan, make_unit_row
from openpyxl import load_workbook

from toolkit.nouns.outcomes import Outcome
from toolkit.outputs.dispute import Dossier, index_book

PLAN = make_plan()
UNIT, OTHER = PLAN.units[0], PLAN.units[1]


def held(*files):
    dossier = Dossier(plan=PLAN, unit=UNIT, dockets=(make_docket(PLAN, files=files),), as_of=at("04-10 09:00"))
    return [row.receipt for row in dossier.wrappings()]


def container(receipt, name, **more):
    return make_file(receipt, name, Outcome.CONTAINER, **more)


def form(receipt, unit, *inside, **more):
    return make_file(receipt, "附件2.xlsx", inside=inside, unit=unit.name, **more)


@pytest.mark.parametrize("inner", ["报送.zip", "四月/报送.zip"])
def test_every_container_around_a_form_is_its_evidence(inner):
    files = (container(1, "信.eml"), container(2, inner, inside=("信.eml",)), form(3, UNIT, "信.eml", inner))
    assert held(*files) == [1, 2]


def test_container_of_an_old_record_whose_name_held_a_slash():
    inner = container(2, "四月/报送.zip", inside=("信.eml",))
    assert held(container(1, "信.eml"), inner, form(3, UNIT, "信.eml", "四月", "报送.zip")) == [1, 2]


def test_mail_with_another_units_form_is_nobodys_alone():
    assert held(container(1, "信.eml"), form(2, UNIT, "信.eml"), form(3, OTHER, "信.eml")) == []


def test_mails_of_one_name_in_two_runs_are_two_mails():
    mine, theirs = container(1, "信.eml", run=1), container(11, "信.eml", run=10)
    assert held(mine, form(2, UNIT, "信.eml", run=1), theirs, form(12, OTHER, "信.eml", run=10)) == [1]


def test_a_deadline_is_the_end_of_its_day_as_in_the_register():
    docket = make_docket(PLAN, units=[make_unit_row(UNIT.name)])
    book = load_workbook(BytesIO(index_book(Dossier(plan=PLAN, unit=UNIT, dockets=(docket,), as_of=at("04-10 09:00")), {})))
    assert book["各期认定"]["B4"].number_format == 'yyyy-mm-dd" 24:00"'
