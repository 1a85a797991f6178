"""Letters on record are looked up by whom they are to; they are a list like any other besides."""

import pickle

from dockets import at

from toolkit.nouns.letters_on_record import NO_LETTERS, Letters
from toolkit.nouns.records import Drafted


def letter(unit, period, day):
    return Drafted(at=at(f"04-{day:02d} 09:00"), kind="催报", period=period, unit=unit)


def test_letters_of_a_unit_and_period_come_in_their_order():
    all_of_them = [letter("甲局", "2022-04", 8), letter("乙局", "2022-04", 7), letter("甲局", "2022-06", 9), letter("甲局", "2022-04", 6)]
    letters = Letters(all_of_them)
    assert letters.to("甲局", "2022-04") == (all_of_them[0], all_of_them[3])
    assert letters.to("丙局", "2022-04") == () == NO_LETTERS.to("甲局", "2022-04")
    assert list(letters) == all_of_them and letters == tuple(all_of_them)


def test_letters_go_to_another_process_as_they_are():
    letters = Letters([letter("甲局", "2022-04", 8)])
    asked = letters.to("甲局", "2022-04")
    again = pickle.loads(pickle.dumps(letters))
    assert type(again) is Letters and again == letters and again.to("甲局", "2022-04") == asked
