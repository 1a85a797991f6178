"""The house's own laws: which room may know which, how large a room is, and that the papers agree with the code."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from house_trees import nodes, unread, without_names

from toolkit.nouns.problems import Code

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "toolkit"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = (
    "nouns", "values", "words", "ooxml", "plan", "form", "clerk", "workspace",
    "generate", "intake", "checks", "tiers", "judge", "evidence", "outputs", "scans", "pipeline", "telling", "cli",
)  # fmt: skip
"""Bottom first (docs/DESIGN.md §6): a room imports only itself and rooms before it."""
STAGES = {"generate", "intake"}


def imports(path: Path) -> set[str]:
    """Return the toolkit modules that a module imports anywhere in it."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "toolkit":
            found |= {node.module} if node.module != "toolkit" else {f"toolkit.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("toolkit.")}
    return {name for name in found if not name.endswith("__version__")}


def room(name: str) -> str:
    return name.removeprefix("toolkit.").split(".")[0]


def test_imports_point_downwards():
    wrong = []
    for path in MODULES:
        here = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if here in {"__init__", "__main__"}:
            continue
        for there in map(room, imports(path)):
            beside = here in STAGES and there in STAGES and here != there
            if beside or ROOMS.index(there) > ROOMS.index(here):
                wrong.append(f"{path.relative_to(PACKAGE)} -> {there}")
    assert wrong == []


def test_no_module_outgrows_its_room():
    assert [path.name for path in MODULES if len(path.read_text("utf-8").splitlines()) > 350] == []
    assert [path.name for path in MODULES if path.stem in {"utils", "helpers", "common", "misc"}] == []


def test_one_class_name_is_one_thing_and_a_file_name_stands_in_two_packages_at_most():
    classes: dict[str, set[str]] = {}
    for path in MODULES:
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name.lstrip("_"), set()).add(path.relative_to(PACKAGE).as_posix())
    assert {name: places for name, places in classes.items() if len(places) > 1} == {}
    files = Counter(path.name for path in MODULES if path.stem not in {"__init__", "__main__"})
    assert {name: count for name, count in files.items() if count > 2} == {}


def test_nothing_is_written_twice():
    """A body of more than a line and a pattern stand in one place."""
    bodies: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {}
    for path in MODULES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef) and node.name != "__exit__" and (body := without_names(node)):
                bodies.setdefault(body, []).append(f"{path.relative_to(PACKAGE)}: {node.name}")
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile" and isinstance(node.args[0], ast.Constant):
                patterns.setdefault(repr(node.args[0].value), []).append(f"{path.relative_to(PACKAGE)}")
    assert [places for places in (*bodies.values(), *patterns.values()) if len(places) > 1] == []


def test_nothing_stands_unused():
    """What a module defines is read by the module itself or by another of the package; a test alone is no use."""
    assert [name for path in MODULES for name in unread(path, MODULES, ROOT)] == []


def test_a_result_is_called_what_it_is():
    nothing = {"found", "res", "tmp", "stuff", "obj"}
    named = (
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if (isinstance(node, ast.Name) and node.id.strip("_") in nothing)
        or (isinstance(node, ast.arg) and node.arg in nothing)
        or (isinstance(node, ast.FunctionDef) and node.name.strip("_") in nothing)
    )
    assert list(named) == []


def test_help_loads_nothing_heavy():
    heavy = ("pandas", "openpyxl", "xlsxwriter", "lxml", "docx", "docxtpl", "python_calamine", "numpy", "jinja2", "rich")
    code = (
        "import sys; from click.testing import CliRunner; from toolkit.cli import cli; "
        "result = CliRunner().invoke(cli, ['--help']); assert result.exit_code == 0, result.output; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_only_cli_speaks_and_reads_the_clock():
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] in {"cli", "__main__.py"}:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert name not in {"print", "click.echo", "datetime.now", "date.today", "datetime.utcnow"}, (
                    f"{path.name}: {name}"
                )


def test_the_readme_lists_every_code_with_meaning_and_cure():
    text = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| ([FSVXPU]\d\d) \| (退回|提示) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert rows == [(c.name, c.severity.value, c.value.meaning, c.value.fix) for c in Code]
    assert len(text.splitlines()) <= 250


def test_every_code_is_expected_by_a_test():
    tests = "\n".join(p.read_text("utf-8") for p in (ROOT / "tests").rglob("*.py") if p.name != "test_house.py")
    tests += "\n".join(p.read_text("utf-8") for p in (ROOT / "tests").rglob("*.json"))
    assert [c.name for c in Code if not re.search(rf"\b{c.name}\b", tests)] == []


def test_the_readme_s_commands_are_those_that_ci_runs():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "\npip install . && duban demo\n" in text
    assert "\npip install -e '.[test]' && pytest\n" in text


def test_a_refusal_is_worded_in_one_place():
    """`pipeline` and `cli` decide when to stop; `words` says why."""
    own = []
    for path in (path for path in MODULES if path.relative_to(PACKAGE).parts[0] in {"pipeline", "cli"}):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ToolkitError":
                said = [one for one in ast.walk(node) if isinstance(one, ast.Constant) and re.search("[一-鿿]", str(one.value))]
                own += [f"{path.name}:{one.lineno} {one.value}" for one in said]
    assert own == []
