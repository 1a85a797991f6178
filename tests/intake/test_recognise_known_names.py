"""Names are looked for without writing down every way of saying each: what is found is what the whole table would say."""

from collections import defaultdict
from dataclasses import replace

import pytest
from recognise_world import plan

from toolkit.intake.recognise.unit_names import KnownNames, spoken_names
from toolkit.plan.model import Plan
from toolkit.values.names import name_key


def odd(county: str) -> Plan:
    """A plan whose names begin, end and overlap with what may be left out."""
    usual = plan(县名=county)
    names = [
        "县",
        "县县妇联",
        "鹿寨县",
        "鹿寨县县局",
        "寨镇",
        "政府",
        "人民政府办",
        "11所",
        "十一所",
        "鹿寨",
        "鹿寨县鹿寨县办",
        "A局",
    ]
    more = [replace(usual.units[0], name=name, full_name=name, aliases=()) for name in names]
    township = replace(usual.units[0], name="县城镇", full_name="鹿寨县县城镇人民政府", category="乡镇", aliases=("县城",))
    return replace(usual, units=(*usual.units, *more, township))


@pytest.mark.parametrize("county", ["鹿寨县", "", "县"])
def test_who_prints_himself_so_is_who_the_whole_table_says(county):
    there = odd(county)
    table: dict[str, set[str]] = defaultdict(set)
    for unit in there.units:
        for name in spoken_names(unit, name_key(county)):
            table[name].add(unit.name)
    known = KnownNames(there)
    near = {variant for name in table for variant in (name, name[1:], "县" + name, county + name, name + "政府", name[:-1])}
    assert {name: known.speaking(name) for name in near} == {name: frozenset(table.get(name, ())) for name in near}


@pytest.mark.parametrize("county", ["鹿寨县", "", "县"])
def test_names_inside_a_text_are_those_with_and_without_the_county(county):
    there = odd(county)
    known = KnownNames(there)
    own = name_key(county)
    names = {(name_key(name), place) for place, unit in enumerate(there.units) for name in unit.names}
    names |= {(name.removeprefix(own), place) for name, place in names if own and name != own}
    texts = ["".join(one) for one in zip([*known.exact], [*known.exact][1:], strict=False)] + [*known.exact]
    for text in texts:
        inside = {(name, place) for name, place in names if len(name) > 1 and name in text}
        assert set(known.written.inside(text)) == inside, text


def test_a_name_that_was_forgotten_is_found_again(monkeypatch):
    known = KnownNames(odd("鹿寨县"))
    monkeypatch.setattr("toolkit.intake.recognise.unit_names._REMEMBERED", 1)
    first = [known.speaking(name) for name in ("教育局", "水利局", "教育局")]
    assert first == [{"教育局"}, {"水利局"}, {"教育局"}]
