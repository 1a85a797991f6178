"""The papers for newcomers agree with the house: rooms in order, every path that they name is there."""

import re
from pathlib import Path

import click
import pytest

from toolkit.cli import cli
from toolkit.nouns.outcomes import Evidence, Outcome, Status
from toolkit.nouns.problems import Code

ROOT = Path(__file__).parents[2]
CONTRACT = (ROOT / "docs" / "DESIGN.md").read_text("utf-8")
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


def between(start: str, end: str) -> str:
    return CONTRACT.partition(start)[2].partition(end)[0]


def test_the_contract_names_codes_with_their_severity():
    """A code that it does not name yet is none of its faults: to add one is five edits."""
    listed = dict(re.findall(r"\b([FSVXPU]\d\d) ([RW]) ", between("## 8.", "## 9.")))
    assert listed.items() <= {code.name: "R" if code.severity.value == "退回" else "W" for code in Code}.items()


def test_the_contract_names_every_command():
    table = between("| command | does |", "Exit: 0")
    first = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| "))
    assert set(re.findall(r"`([a-z-]+)", first)) == set(cli.list_commands(click.Context(cli)))


def test_the_contract_names_outcomes_evidence_and_statuses_that_are_there():
    outcomes = set(re.findall(r"`(\w+)`", between("- `outcome`:", "Every arrival")))
    evidences = set(re.findall(r"`([\w-]+)`", between("- `evidence`:", ";")))
    counted = set(re.findall(r'"([^"]+)":', between('"counts": {', "}")))
    assert set() < outcomes <= {one.value for one in Outcome}
    assert set() < evidences <= {one.value for one in Evidence}
    assert set() < counted <= {one.value for one in Status}


NOT_OURS = frozenset({
    "imperative", "x18_", "X18", "DIR", "OLD", "TIME", "iconv", "gbk", "pyd", "CopyFile2", "_wmi", "_winapi", "dosdevices", "unc", "subst", "pillow", "heif",
})  # fmt: skip
"""Words of the papers that belong to other programs, or stand for what the reader puts in."""


@pytest.mark.parametrize("paper", ["CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/DESIGN.md", "docs/scans.md", "docs/tiers.md"])
def test_every_word_in_code_type_is_a_name_of_the_house(paper):
    sources = [
        *(ROOT / "toolkit").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "scripts").glob("*.py"),
        ROOT / "pyproject.toml",
    ]
    known = set(re.findall(r"[A-Za-z_]\w+", "\n".join(path.read_text("utf-8") for path in sources if path.name != "test_map.py")))
    known |= {path.stem for path in (ROOT / "docs").glob("*.md")}
    known |= {part for path in sources for part in path.relative_to(ROOT).with_suffix("").parts} | NOT_OURS
    said = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", (ROOT / paper).read_text("utf-8"))
    assert [word for text in said for word in re.findall(r"[A-Za-z_][A-Za-z_0-9]+", text) if word not in known] == []
