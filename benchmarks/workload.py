"""A job of any size: a plan, the forms issued by it, and the returns as units fill them, some late, some wrong, some wrapped.

What is drawn depends on the parameters and the unit's number alone, so that two runs see the same sheets. What lays down and
issues is imported there: who measures what becomes of the returns does not load the press.
"""

import io
import os
import random
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from toolkit.pipeline.office import Office, open_office

PERIOD = "2022-04"
ISSUED, JUDGED, LATER = "2022-03-25T09:00", "2022-04-08T09:00", "2022-04-09T09:00"
ZONE = ZoneInfo("Asia/Shanghai")
IN_TIME, LATE = datetime(2022, 4, 2, 15, 20, tzinfo=ZONE), datetime(2022, 4, 7, 10, 0, tzinfo=ZONE)
_EMPTY = re.compile(r'<c r="([F-K])(\d+)" s="(\d+)"/>')
_ROW = re.compile(r'<row [^>]*r="(\d+)".*?</row>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What share of the units does what; 0 = nobody."""

    missing: float = 0.0
    late: float = 0.0
    mistaken: float = 0.0
    """已完成 below 100%: sent back."""
    mailed: float = 0.0
    """An .eml with the form attached."""
    zipped: float = 0.0
    seed: int = 1


def at(folder: Path, moment: str) -> Office:
    return open_office(folder, lambda zone: datetime.fromisoformat(moment).replace(tzinfo=zone))


def silent(_what: str, _done: int, _total: int) -> None:
    return


def lay_down(folder: Path, units: int, items: int = 2) -> Path:
    """Lay down a workspace whose plan has so many units, each with projects of its own, one scan not asked for."""
    from toolkit.plan.draft import shipped_draft
    from toolkit.plan.write import write_plan
    from toolkit.workspace import init

    init(folder)
    draft = shipped_draft()
    names = [name_of(number) for number in range(units)]
    table = tuple(
        (
            str(n * items + k + 1),
            f"{name}便民工程{k + 1}",
            f"在{name}修建通村道路{n + 3}公里、第{k + 1}批文化广场{n + 1}个。",
            name,
        )
        for n, name in enumerate(names)
        for k in range(items)
    )
    rows = tuple((name, f"{name}办公室", "", "县直" if n % 2 else "乡镇", f"u{n}@example.cn") for n, name in enumerate(names))
    settings = tuple((n, {"盖章扫描件": "不要求"}.get(n, v), h) for n, v, h in draft.settings)
    data = write_plan(replace(draft, table=table, units=rows, settings=settings))
    (folder / "templates" / "附件1.xlsx").write_bytes(data)
    return folder


def name_of(number: int) -> str:
    """Return a name no other contains: five digits written in characters."""
    digits = "甲乙丙丁戊己庚辛壬癸"
    return "".join(digits[int(d)] for d in f"{number:05d}") + "局"


def issue(folder: Path) -> int:
    """Issue every unit's form and return how many there are."""
    from toolkit.pipeline.issue import generate

    return len(generate(at(folder, ISSUED), PERIOD, (), dry_run=False, tell=silent).units)


def fill(folder: Path, shares: Shares | None = None) -> int:
    """Lay the filled forms into the inbox as the shares say and return how many files there are."""
    shares = shares or Shares()
    issued = folder / "outbox" / PERIOD / "下发"
    count = 0
    for number, path in enumerate(sorted(issued.glob("附件2-*.xlsx"))):
        draw = random.Random(f"{shares.seed}-{number}")
        if draw.random() < shares.missing:
            continue
        data = filled(path.read_bytes(), number, wrong=draw.random() < shares.mistaken)
        moment = LATE if draw.random() < shares.late else IN_TIME
        wrap = draw.random()
        name = path.name
        if wrap < shares.mailed:
            name, data = f"{path.stem}.eml", mailed(path.name, data, moment)
        elif wrap < shares.mailed + shares.zipped:
            name, data = f"{path.stem}.zip", zipped(path.name, data)
        drop(folder / "inbox" / f"{number // 1000:02d}" / name, data, moment)
        count += 1
    return count


def drop(path: Path, data: bytes, moment: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def filled(form: bytes, number: int, *, wrong: bool) -> bytes:
    """Return an issued form with its answers written into the sheet's XML: no library is timed that need not be."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                text = data.decode("utf-8")
                data = _ROW.sub(lambda m: _answered(m[0], number, wrong=wrong), text).encode("utf-8")
            new.writestr(info.filename, data)
    return out.getvalue()


def _answered(row: str, number: int, *, wrong: bool) -> str:
    if ">S" not in row:
        return row
    line = int(_ROW.match(row)[1])  # type: ignore[index]
    done = 30 + (number * 7 + line) % 40
    answers = {
        "F": "已完成" if wrong else "正在实施",
        "G": done / 100,
        "H": f"已完成第{number * 3 + line}标段路基{done}%，路面硬化{number + line}.{line}公里，正在进行排水沟施工和安全设施采购。",
        "I": f"第{number + line}号地块青苗补偿尚有{line}户未签订协议，影响排水沟施工进度。",
        "J": f"{4 + line % 3}月底前完成第{number + line}号地块协议签订，随即组织排水沟施工。",
        "K": "2022年9月30日",
    }

    def cell(match: re.Match[str]) -> str:
        column, at_row, style = match.groups()
        value = answers.get(column)
        if value is None:
            return match[0]
        if isinstance(value, float):
            return f'<c r="{column}{at_row}" s="{style}"><v>{value!r}</v></c>'
        return f'<c r="{column}{at_row}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'

    return _EMPTY.sub(cell, row)


def mailed(name: str, data: bytes, moment: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Received"] = f"from mail.example.gov.cn by mx.example.com; {format_datetime(moment)}"
    mail["From"] = "office@example.gov.cn"
    mail["To"] = "duchashi@example.gov.cn"
    mail["Date"] = format_datetime(moment - timedelta(minutes=1))
    mail["Subject"] = "报送附件2"
    mail.set_content("现报送附件2，请查收。\n")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    mail.set_boundary("=-duban")
    return mail.as_bytes()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, data)
    return out.getvalue()
