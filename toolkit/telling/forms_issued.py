"""The forms that went out, as lines for the screen and as plain JSON values. Pure; loads nothing that speaks of returns."""

from typing import TYPE_CHECKING, Any

from toolkit.words import remarks

if TYPE_CHECKING:
    from toolkit.pipeline.issue import Generated


def lines(done: "Generated") -> tuple[str, ...]:
    verb = "将生成" if done.dry_run else "已生成"
    same = f"，其中 {done.standing} 份{remarks.SAME}" if done.standing else ""
    head = f"{done.period.name}：{verb} {len(done.units)} 份附件2，在 {done.folder}{same}。"
    rest = f"{'、'.join(done.nothing_due)}已全部完成，本期不再填报。" if done.nothing_due else ""
    return tuple(filter(None, (head, rest, *done.moved, *done.hints)))


def values(done: "Generated") -> dict[str, Any]:
    return {
        "period": done.period.id,
        "folder": str(done.folder),
        "units": list(done.units),
        "nothing_due": list(done.nothing_due),
        "unchanged": done.standing,
        "complaints": [*done.moved, *done.hints],
        "dry_run": done.dry_run,
    }
