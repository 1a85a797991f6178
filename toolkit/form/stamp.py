"""What an issued form says of itself inside its cells: row numbers (编号) and the 表号 line, made and read. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.nouns.stamp import Stamp
from toolkit.values.late_patterns import late
from toolkit.values.widths import half_width

UNIT_PROPERTY = "duban.unit"
PERIOD_PROPERTY = "duban.period"
FORM_PROPERTY = "duban.form"
JOB_PROPERTY = "duban.job"

_FOUR, _IN_PROJECT = re.compile("[0-9]{4}"), re.compile("([0-9]+)-([0-9]+)")
_AT = late(r"[@＠﹫]")
_DASHES = re.compile(r"[‐‑‒–—―−─－]")
_NUMBER = late(
    r"督办表\s*[〔\[［【（(]\s*(?P<period>[^〕\]］】）)]+?)\s*[〕\]］】）)]\s*(?P<unit>.+?)"
    r"\s*(?:[·•・．‧∙⋅]\s*(?P<form>[0-9A-Fa-f０-９Ａ-Ｆａ-ｆ\s]{6,}))"
    r"(?:\s*[#＃﹟]\s*(?P<job>[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{2,12}))?\s*$"
)
_JOB = late(r"[#＃﹟]\s*([0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{2,12})\s*$")


@dataclass(frozen=True, slots=True)
class RowId:
    """One row of an issued form: which item, asked of whom, in which period."""

    item: str
    unit: str
    period: str
    job: str = ""
    """"" = issued before the job was in the stamp."""


def row_id(item_id: str, unit: str, period: str, job: str = "") -> str:
    """Return e.g. "S0801@黄冕镇@2022-04#K7Q2": never a bare 8-1, which office programs turn into a date."""
    return f"{_item_code(item_id)}@{unit}@{period}{_of_job(job)}"


def parse_row_id(text: str) -> RowId | None:
    """Read a 编号 back, tolerating spaces, full-width signs and lower case; None = it is none."""
    parts = _AT.split(text.replace("\u200b", ""))
    if len(parts) < 3:
        return None
    item = _item(_fold(parts[0]))
    unit = "@".join(parts[1:-1]).strip()
    job = _JOB.search(parts[-1])
    period = _fold(parts[-1][: job.start()] if job else parts[-1])
    if item is None or not unit or not period:
        return None
    return RowId(item, unit, period, job_key(job[1]) if job else "")


def form_number(unit: str, period: str, version: str, job: str = "") -> str:
    """Return the printed 表号, e.g. "督办表〔2022-04〕黄冕镇·0123456789ab#K7Q2"."""
    return f"督办表〔{period}〕{unit}·{version}{_of_job(job)}"


def parse_form_number(text: str) -> Stamp | None:
    """Read a 表号 out of a cell's text, with or without a label before it; None = there is none."""
    match = _NUMBER.search(text.strip())
    if match is None:
        return None
    return Stamp(
        unit=match["unit"].strip(),
        period=_fold(match["period"]),
        form=_fold(match["form"]).lower(),
        job=job_key(match["job"] or ""),
    )


def job_key(text: str) -> str:
    """Return a 任务号 for comparing: width, case and white space do not count."""
    return _fold(text).upper()


def _of_job(job: str) -> str:
    return f"#{job}" if job else ""


@lru_cache(maxsize=4096)
def _item_code(item_id: str) -> str:
    project, dash, place = item_id.partition("-")
    if not (dash and project.isdecimal() and place.isdecimal()):
        return f"S{item_id}"
    if int(project) < 100 and int(place) < 100:
        return f"S{int(project):02d}{int(place):02d}"
    return f"S{int(project)}-{int(place)}"


def _item(code: str) -> str | None:
    code = code.upper()
    if not code.startswith("S") or len(code) < 2:
        return None
    rest = code[1:]
    if _FOUR.fullmatch(rest):
        return f"{int(rest[:2])}-{int(rest[2:])}"
    match = _IN_PROJECT.fullmatch(rest)
    return f"{int(match[1])}-{int(match[2])}" if match else None


@lru_cache(maxsize=2048)
def _fold(text: str) -> str:
    """Make full-width signs, dashes and stray spaces ordinary; only ever used on numbers, never on names."""
    return re.sub(r"\s+", "", _DASHES.sub("-", half_width(text)))
