"""Unit names: compared by one key whatever their width and brackets, printed as the clerk wrote them."""

import pytest

from toolkit.values.names import as_written, name_key, printed_keys, split_names


@pytest.mark.parametrize("other", ["水利局(河长办)", "水 利 局〔河长办〕", "水利局［河长办］", "水利局（河长办）\u200b"])
def test_width_brackets_and_white_space_do_not_count(other: str) -> None:
    assert name_key(other) == name_key("水利局（河长办）") != name_key("水利局")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("水利局（河长办）（盖章）", "水利局(河长办)"),
        ("：水利局（河长办）", "水利局(河长办)"),
        ("（水利局）", "水利局"),
        ("教育局（公章）：", "教育局"),
        ("教育局（　　）", "教育局"),
        ("（单位名称）教育局", "教育局"),
    ],
)
def test_seal_marks_go_and_a_name_keeps_its_own_bracket(text: str, bare: str) -> None:
    assert printed_keys(text)[1] == bare


def test_a_name_is_printed_as_written() -> None:
    assert as_written(" 水利局（河长办）\n") == "水利局（河长办）"


def test_names_are_not_split_inside_brackets() -> None:
    assert split_names("县委宣传部（新闻出版局、版权局）、教育局\n公安局") == (
        "县委宣传部（新闻出版局、版权局）",
        "教育局",
        "公安局",
    )
    assert split_names("教育局（、公安局") == ("教育局（", "公安局")
