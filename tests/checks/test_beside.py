"""What goes on beside the item, and what was put right: lists that an office extends, words that hide others."""

from notice_items import item

from toolkit.checks.rules.contradiction import contradiction
from toolkit.checks.rules.standstill import held_up
from toolkit.values.lexicon import Sense, lexicon_of, shipped


def test_an_office_names_what_goes_on_beside_its_items():
    text = "10个系统全部建成，堆肥棚房屋还在施工。"
    assert contradiction(text, "已完成", item("6-2"))
    assert contradiction(text, "已完成", item("6-2"), lexicon_of({"词表·旁事": "堆肥棚"})) is None


def test_an_office_names_what_puts_a_trouble_right():
    text = "完成7个，村民阻工经寨老讲款施行"
    assert held_up(text) == "村民阻工经寨老讲款施行"
    assert held_up(text, lexicon_of({"词表·补救": "讲款"})) is None


def test_a_longer_word_hides_the_word_in_it():
    words = shipped()
    assert not list(words.spots("诊疗床还没装", Sense.BESIDE))
    assert list(words.spots("诊疗还没结束", Sense.BESIDE)) == [(0, 2)]
    assert list(words.spots("等待下1批", Sense.BESIDE)) == [(2, 5)]
