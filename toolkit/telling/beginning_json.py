"""What stands before the first form goes out, as plain JSON values: a workspace, a notice, the plan, the demo. Pure."""

from typing import TYPE_CHECKING, Any

from toolkit.telling.as_json import ingested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.pipeline.adding import FilesAdded
    from toolkit.pipeline.demo import DemoPlayed
    from toolkit.pipeline.new_year import YearBegun
    from toolkit.pipeline.setting_up import Imported, ReadNotice, UnitsAdded, WorkspaceStarted
    from toolkit.plan.deadlines import Effective
    from toolkit.plan.draft import Check
    from toolkit.plan.model import Item, Period
    from toolkit.plan.overview import PlanView
    from toolkit.workspace.layout import LaidDown


# -- a workspace -----------------------------------------------------------------------------------------------------


def _laid(done: "LaidDown | None") -> dict[str, Any]:
    """Return what was made and what was there; None = --dry-run."""
    return {
        "made": list(done.made) if done else [],
        "kept": list(done.kept) if done else [],
        "dry_run": done is None,
    }


def started(done: "WorkspaceStarted") -> dict[str, Any]:
    return {"folder": str(done.folder), "notice": notice(done.read) if done.read else None, **_laid(done.laid)}


def notice(read: "ReadNotice") -> dict[str, Any]:
    """Return what was found, and everything that the clerk has to look at."""
    draft = read.notice.draft
    return {
        "name": read.name,
        "items": len(draft.table),
        "units": len(draft.units),
        "periods": len(draft.deadlines),
        "gone": list(read.notice.gone),
        "doubts": list(read.notice.doubts),
        "checks": _checks(draft.checks),
        "wanting": list(read.wanting),
    }


def _checks(checks: "Sequence[Check]") -> list[dict[str, str]]:
    return [
        {"sheet": one.sheet, "place": one.place, "value": one.value, "source": one.source, "note": one.note} for one in checks
    ]


def imported(done: "Imported") -> dict[str, Any]:
    return {
        "plan": str(done.plan),
        "aside": str(done.aside) if done.aside else None,
        "notice": notice(done.read),
        "dry_run": done.dry_run,
    }


def units_added(done: "UnitsAdded") -> dict[str, Any]:
    """`aside`: where the old 附件1 was put; null = nothing was written."""
    return {"units": list(done.names), "aside": str(done.aside) if done.aside else None}


def added(done: "FilesAdded") -> dict[str, Any]:
    """`path`: where it was put; null = it lay in the inbox already."""
    files = [{"given": str(given), "path": str(path) if path else None} for given, path in done.files]
    return {"files": files, "dry_run": done.dry_run}


def year_begun(done: "YearBegun") -> dict[str, Any]:
    return {
        "source": str(done.source),
        "folder": str(done.folder),
        "units": len(done.draft.units),
        "settings": done.settings,
        "unfinished": done.unfinished,
        "checks": _checks(done.draft.checks),
        **_laid(done.laid),
    }


# -- the plan --------------------------------------------------------------------------------------------------------


def plan(view: "PlanView") -> dict[str, Any]:
    read = view.plan
    return {
        "title": read.title,
        "counts": {
            "projects": view.projects,
            "items": len(read.items),
            "assignments": len(view.assignments),
            "units": len(read.units),
            "县直": sum(unit.category == "县直" for unit in read.units),
            "乡镇": sum(unit.category == "乡镇" for unit in read.units),
        },
        "items": [_item(item) for item in read.items],
        "units": [{"unit": unit.name, "category": unit.category, "full_name": unit.full_name} for unit in read.units],
        "assignments": [{"item": item, "unit": unit} for item, unit in view.assignments],
        "periods": [_period(period, limit) for period, limit in view.deadlines],
        "inherited": [{"item": item.id, "units": list(item.hosts), "cell": item.place} for item in view.plan.inherited],
        "warnings": list(view.warnings),
    }


def _item(item: "Item") -> dict[str, Any]:
    return {
        "item": item.id,
        "number": item.number,
        "project": item.project,
        "content": item.content,
        "units": list(item.hosts),
        "inherited": item.inherited,
        "due": item.due.isoformat(),
    }


def _period(period: "Period", limit: "Effective") -> dict[str, Any]:
    return {
        "period": period.id,
        "name": period.name,
        "deadline": period.deadline.isoformat(),
        "effective_deadline": limit.moment.isoformat(),
        "rolled": limit.rolled,
        "reason": limit.reason,
        "data_as_of": period.data_as_of.isoformat(),
    }


# -- the demo --------------------------------------------------------------------------------------------------------


def demo(played: "DemoPlayed") -> dict[str, Any]:
    periods = {"2022-04": played.april, "2022-06": played.june}
    return {
        "workspace": str(played.workspace.root),
        "periods": [
            {
                "period": period,
                "issued": one.issued,
                "taken": [ingested(done) for done in one.taken],
                "counts": {status.value: count for status, count in one.counts.items()},
            }
            for period, one in periods.items()
            if one
        ],
        "dry_run": not played.april,
    }
