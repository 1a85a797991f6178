"""Mutate issued, filled forms and read them: no crash, no hang, and nothing read that openpyxl does not read there.

Usage: python benchmarks/fuzz.py [N] [SEED]. Flips bytes, cuts, swaps members and their XML. Every mutant goes through the workers as
in an ingest; one that is recognised as a form is compared, answer by answer, with what openpyxl finds in the same cells.
"""

import io
import random
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.intake.isolation import Job, Workers
from toolkit.intake.recognise import Clues, recognise
from toolkit.nouns.cells import Book, CellKind
from toolkit.nouns.limits import Limits
from toolkit.plan.read import read_plan

TEMPLATES = Path(__file__).parents[1] / "templates"
PLAN = read_plan((TEMPLATES / "附件1.xlsx").read_bytes())
TEMPLATE = (TEMPLATES / "附件2.xlsx").read_bytes()
FORM = read_form(TEMPLATE)
ANSWERS = {
    "办理状态": "正在实施", "完成比例": Decimal("0.35"), "进展情况": "已完成基础开挖3处，浇筑垫层2处。", "存在问题": "雨天较多。",
    "下一步工作计划": "5月底前完成主体。", "预计完成时间": date(2022, 9, 30),
}  # fmt: skip


@cache
def forms() -> tuple[bytes, ...]:
    """Return a few filled forms, as issued and as openpyxl saves them."""
    press, period, found = Press(TEMPLATE, FORM, PLAN), PLAN.periods[0], []
    for unit in PLAN.units[:6]:
        items = [PLAN.item(item) for item, holder in PLAN.assignments(period.deadline) if holder == unit.name]
        data = press.issue(unit, period, items, {}, answers={item.id: ANSWERS for item in items})
        out = io.BytesIO()
        load_workbook(io.BytesIO(data)).save(out)
        found += [data, out.getvalue()]
    return tuple(found)


def flipped(data: bytes, r: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(r.choice((1, 1, 3, 20))):
        changed[r.randrange(len(changed))] = r.randrange(256)
    return bytes(changed)


def cut(data: bytes, r: random.Random) -> bytes:
    return data[: r.randrange(len(data))] if r.random() < 0.7 else data[r.randrange(200) :]


def rebuilt(data: bytes, r: random.Random, change: Callable[[dict[str, bytes], random.Random], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    change(members, r)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def swapped(data: bytes, r: random.Random) -> bytes:
    def change(members: dict[str, bytes], r: random.Random) -> None:
        one, other = r.sample(sorted(members), 2)
        members[one], members[other] = members[other], members[one]
        if r.random() < 0.3:
            members.pop(one)

    return rebuilt(data, r, change)


def bent(data: bytes, r: random.Random) -> bytes:
    """Bend the XML of one member: numbers, references, tags, whole cells."""

    def change(members: dict[str, bytes], r: random.Random) -> None:
        sheets = [
            name
            for name in sorted(members)
            if name.endswith(".xml") and ("sheet" in name or "Strings" in name or "styles" in name)
        ]
        name = r.choice(sheets)
        xml = members[name]
        for _ in range(r.randint(1, 4)):
            place = r.randrange(len(xml))
            way = r.randrange(5)
            if way == 0:
                xml = (
                    xml[:place]
                    + r.choice((b"<", b">", b'"', b"&", b"0", b"99999999", b"-1", b"\x00", b"A1", b't="s"'))
                    + xml[place:]
                )
            elif way == 1:
                xml = xml[:place] + xml[place + r.randint(1, 40) :]
            elif way == 2:
                xml = xml.replace(b't="s"', b't="str"', r.randint(1, 3))
            elif way == 3:
                start, end = xml.find(b"<c ", place), xml.find(b"</c>", place)
                xml = xml[:start] + xml[end + 4 :] if 0 < start < end else xml
            else:
                start, end = xml.find(b"<row", place), xml.find(b"</row>", place)
                xml = xml[: end + 6] + xml[start : end + 6] + xml[end + 6 :] if 0 < start < end else xml
        members[name] = xml

    return rebuilt(data, r, change)


MUTATIONS = (flipped, cut, swapped, bent, bent)


def mutants(count: int, seed: int) -> list[bytes]:
    r = random.Random(seed)
    return [r.choice(MUTATIONS)(r.choice(forms()), r) for _ in range(count)]


def wrong(book: Book, data: bytes) -> list[str]:
    """Return where a recognised form's answers differ from what openpyxl finds in the same cells."""
    found = recognise(book, Clues(name="附件2.xlsx", collecting="2022-04"), PLAN, {FORM.version: FORM}, FORM)
    slots = [(s.sheet, slot) for s in found for row in s.rows for slot in row.answers.values() if slot.cell is not None]
    if not slots:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # what openpyxl cannot open proves nothing
        return ["openpyxl cannot open it"]
    differences = []
    for sheet, slot in slots:
        place = slot.address.split(":")[0]
        theirs = other[sheet][place].value if sheet in other.sheetnames else None
        if slot.cell.kind not in {CellKind.ERROR, CellKind.UNCALCULATED} and normal(slot.cell.value) != normal(theirs):
            differences.append(f"{sheet}!{place}: {slot.cell.value!r} and {theirs!r}")
    return differences


def normal(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{float(value):.9g}"
    return "".join(str(value).split()) if value is not None else ""


def main(count: int, seed: int) -> None:
    made = mutants(count, seed)
    outcomes: Counter[str] = Counter()
    strange: list[str] = []
    started = time.perf_counter()
    with Workers(Limits()) as workers:
        jobs = (Job(key=n, name="附件2.xlsx", source=data) for n, data in enumerate(made))
        for key, reading in workers.read(jobs):
            codes = "+".join(sorted({p.code.name for p in reading.problems})) or "read"
            outcomes[f"{reading.sort.value} {codes}"] += 1
            if reading.book is None:
                continue
            found = wrong(reading.book, made[int(str(key))])
            if found == ["openpyxl cannot open it"]:
                outcomes["(openpyxl cannot open it, we can)"] += 1
            elif found:
                strange.append(f"mutant {key}: {'; '.join(found[:3])}")
    seconds = time.perf_counter() - started
    print(
        f"{count} mutants (seed {seed}) in {seconds:.0f} s; every one ended in an outcome: {sum(n for k, n in outcomes.items() if k[0] != '(')}"
    )
    for name, number in outcomes.most_common():
        print(f"  {number:6} {name}")
    print(f"answers that differ from openpyxl's: {len(strange)}")
    print("\n".join(strange[:40]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, int(sys.argv[2]) if len(sys.argv) > 2 else 2022)
