"""Every workbook, letter and page of the demo's two periods, word for word; and the very same bytes made again."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

from golden_dump import GOLDEN, dumps

from toolkit.pipeline.office import open_office
from toolkit.pipeline.rebuilding import rebuild


def test_every_output_says_what_it_said(played_demo):
    found = dict(dumps(played_demo))
    known = {path.name: path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("*.txt"))}
    assert sorted(found) == sorted(known)
    changed = [name for name in found if found[name] != known[name]]
    assert not changed, _first_difference(found[changed[0]], known[changed[0]], changed)


def _first_difference(now: str, then: str, changed: list[str]) -> str:
    pairs = zip(now.splitlines(), then.splitlines(), strict=False)
    first = next(((a, b) for a, b in pairs if a != b), ("a different length", ""))
    return f"{changed}: {first[0]!r} was {first[1]!r}"


def marks(root: Path) -> dict[str, str]:
    outbox = root / "outbox"
    files = (path for path in outbox.rglob("*") if path.is_file())
    return {path.relative_to(outbox).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_rebuild_makes_every_file_of_the_outbox_again_byte_for_byte(played_demo, tmp_path):
    copy = tmp_path / "demo"
    shutil.copytree(played_demo, copy)
    before = marks(copy)
    shutil.rmtree(copy / "outbox")
    office = open_office(copy, lambda zone: datetime(2022, 6, 20, 9, tzinfo=zone))
    rebuild(office, dry_run=False, tell=lambda _what, _done, _total: None)
    assert marks(copy) == before
