"""The papers for newcomers agree with the house: rooms in order, every path that they name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")


def test_the_map_lists_every_room_once():
    rooms = re.findall(r"^\| `(\w+)/` \|", MAP, re.MULTILINE)
    there = {path.parent.name for path in (ROOT / "toolkit").glob("*/__init__.py")}
    assert sorted(rooms) == sorted(there)


def test_the_map_s_doors_open():
    for room, doors in re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|", MAP, re.MULTILINE):
        for door in re.findall(r"`([^`]+)`", doors):
            assert (ROOT / "toolkit" / room / door).exists(), f"{room}/{door}"


@pytest.mark.parametrize("paper", ["docs/ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_paths_named_exist(paper):
    text = (ROOT / paper).read_text("utf-8")
    rooms = "|".join(path.parent.name for path in (ROOT / "toolkit").glob("*/__init__.py"))
    for name in re.findall(r"`((?:toolkit|tests|scripts|docs|templates)/[\w/.]+)`", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(rf"`((?:{rooms})/\w+)(?:\.py)?`", text):
        base = ROOT / "toolkit" / name
        assert base.exists() or base.with_suffix(".py").exists(), name
