"""A unit's year as a folder for a dispute: its own material, nobody else's, checkable without the program."""

import hashlib
import shutil
from datetime import datetime

import pytest
from openpyxl import load_workbook

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.export import export
from toolkit.pipeline.office import open_office


def office(root):
    return open_office(root, lambda zone: datetime(2022, 6, 20, 9, tzinfo=zone))


def rows(path, sheet: str) -> list[dict[str, object]]:
    head, *found = list(load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in found]


def test_every_original_of_the_unit_lies_there_with_its_own_hash(played_demo, tmp_path):
    export(office(played_demo), "公安局", tmp_path / "证据", dry_run=False)
    found = rows(tmp_path / "证据" / "清单.xlsx", "来件和原件")
    assert len(found) == 5
    for row in found:
        data = (tmp_path / "证据" / str(row["本文件夹内的原件"])).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["内容指纹（SHA-256）"]


def test_a_record_s_hash_can_be_recomputed_from_the_list_alone(played_demo, tmp_path):
    export(office(played_demo), "县妇联", tmp_path / "证据", dry_run=False)
    found = rows(tmp_path / "证据" / "清单.xlsx", "台账记录")
    assert found
    for row in found:
        parts = ("duban-1", str(row["编号"]), row["种类"], row["时间"], row["前一条的校验值"], row["内容"])
        assert hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest() == row["本条校验值"]


def test_the_mail_that_held_only_this_unit_s_files_comes_along(played_demo, tmp_path):
    export(office(played_demo), "县妇联", tmp_path / "证据", dry_run=False)
    names = {row["文件"] for row in rows(tmp_path / "证据" / "清单.xlsx", "来件和原件")}
    assert "县妇联报送.eml" in names and "附件2-县妇联.xlsx" in names


def test_nothing_of_other_units_is_in_it(played_demo, tmp_path):
    export(office(played_demo), "公安局", tmp_path / "证据", dry_run=False)
    others = [unit.name for unit in office(played_demo).plan.units if unit.name != "公安局"]
    for path in (tmp_path / "证据").rglob("*"):
        assert not any(other in path.name for other in others), path
    book = load_workbook(tmp_path / "证据" / "清单.xlsx")
    said = "".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert not [other for other in others if other in said]


def test_letters_on_record_are_made_again_as_they_were(played_demo, tmp_path):
    export(office(played_demo), "公安局", tmp_path / "证据", dry_run=False)
    names = {p.relative_to(tmp_path / "证据").as_posix() for p in (tmp_path / "证据" / "函件").rglob("*") if p.is_file()}
    assert "函件/2022-04/退回-2022-04-09/附件2-公安局-退回修改.xlsx" in names
    assert "函件/2022-04/附件2-公安局.xlsx" in names


def test_twice_the_same_folder(played_demo, tmp_path):
    def marks() -> dict[str, bytes]:
        export(office(played_demo), "教育局", tmp_path / "证据", dry_run=False)
        return {p.name: p.read_bytes() for p in (tmp_path / "证据").rglob("*") if p.is_file()}

    assert marks() == marks()


def test_a_folder_with_something_else_is_left_alone(played_demo, tmp_path):
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "一.jpg").write_bytes(b"1")
    with pytest.raises(ToolkitError):
        export(office(played_demo), "教育局", tmp_path / "照片", dry_run=False)
    assert (tmp_path / "照片" / "一.jpg").read_bytes() == b"1"


def test_a_changed_original_is_named_and_not_passed_off(played_demo, tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(played_demo, root)
    original = next((root / "archive" / "原件").rglob("*_附件2-公安局.xlsx"))
    original.chmod(0o644)
    original.write_bytes(b"changed")
    assert len(export(office(root), "公安局", tmp_path / "证据", dry_run=False).missing) == 1
    assert b"changed" not in {p.read_bytes() for p in (tmp_path / "证据").rglob("*") if p.is_file()}


def test_dry_run_writes_nothing(played_demo, tmp_path):
    export(office(played_demo), "教育局", tmp_path / "证据", dry_run=True)
    assert not (tmp_path / "证据").exists()
