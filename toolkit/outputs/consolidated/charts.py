"""Native charts of 概览; every one lives on the sheet's own cells. Pure."""

import math
from typing import Any

from toolkit.outputs.workbook_pages import Page

SHEET = "概览"
_RIGHT = 11
"""Column L, 0-based."""
LIGHTS = 6
"""Column G, 0-based: the table of lights stands beside the totals."""
_WIDTH = 480
_GREEN, _YELLOW, _RED, _GREY, _BLUE = "#70AD47", "#FFC000", "#C00000", "#BFBFBF", "#4472C4"
_MOST = 60
"""More bars than this cannot be read.

Fewer than `row_blocks.LINES`: rows of a longer table are written away, and no chart finds what they say.
"""


def _cells(column: int, first: int, count: int) -> list[Any]:
    return [SHEET, first, column, first + count - 1, column]


def _place(page: Page, chart: Any, row: int, title: str, height: int) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_size({"width": _WIDTH, "height": height})
    page.sheet.insert_chart(row, _RIGHT, chart, {"object_position": 1, "x_offset": 4, "y_offset": 4})


def statuses(page: Page, top: int, *, count: int) -> None:
    """Draw the units by status; the table's header is in the row after `top`."""
    chart = page.paper.book.add_chart({"type": "column"})
    chart.add_series(
        {"name": "单位数", "categories": _cells(1, top + 2, count), "values": _cells(2, top + 2, count), "gap": 60,
         "fill": {"color": _BLUE}, "data_labels": {"value": True}}
    )  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}, "min": 0, "num_format": "0"})
    _place(page, chart, top, "各报送状态的单位数", 330)


def lights(page: Page, top: int, *, count: int) -> None:
    chart = page.paper.book.add_chart({"type": "doughnut"})
    colours = [{"fill": {"color": colour}} for colour in (_GREEN, _YELLOW, _RED, _GREY)]
    names, values = _cells(LIGHTS, top + 2, count), _cells(LIGHTS + 1, top + 2, count)
    series = {"name": "任务数", "categories": names, "values": values, "points": colours}
    chart.add_series({**series, "data_labels": {"value": True}})
    chart.set_legend({"position": "right"})
    _place(page, chart, top, "进度灯（任务数）", 330)


def projects(page: Page, top: int, *, count: int) -> None:
    """Draw each project's percent beside its schedule."""
    if not 0 < count <= _MOST:
        return
    chart = page.paper.book.add_chart({"type": "bar"})
    names = _cells(1, top + 2, count)
    for name, column, colour in (("完成比例", 5, _BLUE), ("序时进度", 6, _GREY)):
        series = {
            "name": name,
            "categories": names,
            "values": _cells(column, top + 2, count),
            "fill": {"color": colour},
            "gap": 60,
        }
        chart.add_series(series)
    _percents(chart)
    _place(page, chart, top, "各件完成比例与序时进度", _tall(count))


def units(page: Page, top: int, *, count: int) -> None:
    """Draw each unit's mean percent."""
    if not 0 < count <= _MOST:
        return
    chart = page.paper.book.add_chart({"type": "bar"})
    series = {"name": "平均完成比例", "categories": _cells(1, top + 2, count), "values": _cells(6, top + 2, count), "gap": 50}
    chart.add_series({**series, "fill": {"color": _BLUE}, "data_labels": {"value": True, "num_format": "0%"}})
    _percents(chart)
    chart.set_legend({"none": True})
    _place(page, chart, top, "各单位平均完成比例", _tall(count))


def _percents(chart: Any) -> None:
    """Set up a lying chart of percents: first row on top."""
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    grid = {"visible": True, "line": {"color": "#E0E0E0"}}
    steps = {"min": 0, "max": 1, "major_unit": 0.2}  # by tenths they have no room beside long names, and stand aslant
    chart.set_x_axis({**steps, "num_format": "0%", "major_gridlines": grid, "label_position": "low"})
    chart.set_legend({"position": "bottom"})


def _tall(count: int) -> int:
    return max(300, 80 + 28 * count)


def below(top: int, count: int) -> int:
    """Return the first row below a projects' chart that starts at `top`."""
    return top + math.ceil(_tall(count) / 24) if 0 < count <= _MOST else top
