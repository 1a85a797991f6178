"""What lies in one mail or folder belongs together: known only once its forms are judged, in whatever order they came."""

from itertools import permutations

from dockets import make_file

from toolkit.judge.siblings import Siblings
from toolkit.nouns.records import Receipt

FORMS = (("二批/甲.xlsx", "水利局", "2022-04"), ("二批/乙.xlsx", "水利局", "2022-06"), ("二批/丙.xlsx", "教育局", "2022-04"))


def pairs():
    for number, (name, unit, period) in enumerate(FORMS, 1):
        receipt = Receipt(number=number, run=1, name=name, sha256="a" * 64, size=1, archived="x")
        yield receipt, (make_file(number, name, unit=unit, period=period),)


def test_siblings_do_not_depend_on_the_order_of_judging():
    asked = Receipt(number=9, run=1, name="二批/盖章.pdf", sha256="b" * 64, size=1, archived="x")
    blank = Siblings({})
    for order in permutations(pairs()):
        known = blank.judged(order)
        assert (known.period(asked, "教育局"), known.period(asked, "水利局")) == ("2022-04", None)
    assert blank.period(asked, "教育局") is None and not blank.periods
