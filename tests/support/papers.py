"""Scans as values: what was seen on a paper, put into the reading of a scan that a desk has received."""

from dataclasses import replace

from toolkit.form.paper_code import TITLE, PaperCode, foot_place, issue_mark, job_mark, period_mark, unit_mark
from toolkit.form.stamp import job_key
from toolkit.nouns.paper import CodeOnPage, Paper, Seen

BOTH = (TITLE, foot_place(55))


def codes(desk, unit, period="2022-04", *, job=None, issue=None, items=None, places=BOTH, page=1):
    """The codes that the form issued to a unit bears, above and below."""
    mark = issue or issue_mark(unit, period, desk.form.version, items or desk.items(unit, period))
    named = job_mark(job_key(desk.plan.job if job is None else job))
    marks = {"job": named, "unit": unit_mark(unit), "period": period_mark(period), "issue": mark}
    return tuple(CodeOnPage(page, PaperCode(place=place, **marks).text) for place in places)


def look(desk, number, *seen, seal=Seen.YES, signature=Seen.YES, pages=1, note=""):
    """Let the scan of this receipt show these codes."""
    paper = Paper(pages=pages, codes=tuple(seen), seal=seal, signature=signature, note=note)
    desk.readings[number] = replace(desk.readings[number], paper=paper)
    return number
