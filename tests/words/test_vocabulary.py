"""One vocabulary: every member has its words, and nobody else spells them."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest
from house_trees import nodes

from toolkit.nouns.outcomes import Evidence, Outcome
from toolkit.words.names import LIMIT, safe_name
from toolkit.words.numbers import percent
from toolkit.words.states import TIME_UNKNOWN

PACKAGE = Path(__file__).parents[2] / "toolkit"
HOME = PACKAGE / "nouns" / "outcomes.py"
ALSO_OTHER_THINGS = {"合格", "退回", "重复", "盖章扫描件", "待认领"}
"""A verdict, a severity, a header, a material and setting, a kind of task are spelt so too."""
SPELT = {text for kind in (Outcome, Evidence) for one in kind for text in (one.word, one.phrase)} - ALSO_OTHER_THINGS
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != HOME]


def literals(path: Path):
    """Yield every string that stands in a module, docstrings left out."""
    said = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("kind", [Outcome, Evidence])
def test_every_member_has_its_word_and_phrase(kind):
    assert all(one.word and one.phrase for one in kind)
    assert len({one.word for one in kind}) == len(kind)
    assert [kind(one.value) for one in kind] == list(kind)


def test_nobody_else_spells_outcomes_evidence_and_the_mark():
    for path in MODULES:
        found = set(literals(path))
        marks = {text for text in found if "（时间待核）" in text or text == TIME_UNKNOWN}
        assert not found & SPELT, path
        assert not marks or path.parts[-2:] == ("words", "states.py"), path


def test_no_other_table_words_outcomes_or_evidence():
    for path in MODULES:
        tables = [node for node in nodes(path) if isinstance(node, ast.Dict)]
        keys = {ast.unparse(key).split(".")[0] for table in tables for key in table.keys if key is not None}
        assert not keys & {"Outcome", "Evidence"}, path


def test_days_are_composed_in_one_place():
    for path in MODULES:
        for text in (node for node in nodes(path) if isinstance(node, ast.JoinedStr)):
            shown = {ast.unparse(part.value).rpartition(".")[2] for part in text.values if isinstance(part, ast.FormattedValue)}
            chinese = any(isinstance(part, ast.Constant) and "月" in str(part.value) for part in text.values)
            assert not (chinese and {"month", "day"} <= shown) or path.parts[-2:] == ("words", "dates.py"), path


@pytest.mark.parametrize(("share", "shown"), [
    ("0.56", "56%"), ("0.497", "49.7%"), ("0.9996", "99.9%"), ("1", "100%"), ("0.0001", "0.1%"), ("0", "0%"), (None, "—"), ("-0.05", "-5%"), ("1.2", "120%"),
])  # fmt: skip
def test_a_share_is_never_all_or_nothing_for_what_is_nearly_so(share, shown):
    assert percent(None if share is None else Decimal(share)) == shown


@pytest.mark.parametrize(("raw", "safe"), [
    ("附件2.xlsx", "附件2.xlsx"), ("../../etc/passwd", "passwd"), ("a\\b\\c.xlsx", "c.xlsx"), ("CON.xlsx", "_CON.xlsx"), ("甲:乙?.xlsx", "甲_乙_.xlsx"),
    ("..", "_未命名"), ("", "_未命名"), ("表.xlsx. ", "表.xlsx"), ("a\u202exslx.exe", "a_xslx.exe"),
])  # fmt: skip
def test_one_safe_name_for_files(raw, safe):
    assert safe_name(raw) == safe


@pytest.mark.parametrize("raw", ["长" * 300 + ".xlsx", "x" * 300])
def test_a_safe_name_is_short_and_keeps_its_ending(raw):
    made = safe_name(raw)
    assert len(made.encode()) <= LIMIT and made.endswith(raw[-5:])


PROSE = re.compile(r"[，。；：？！“”（）]|[\u4e00-\u9fff]{7}")
FILES = re.compile(r"\.(xlsx|docx|html|png|svg|txt|eml|csv)(\.j2)?$")
"""Names of what is written are no prose."""


def test_pipeline_decides_and_does_and_what_it_says_is_composed_elsewhere():
    """A refusal stands where it is raised; the catalogue and the texts of the demo are lists of words.

    Single words, KEYs and names of sheets and folders may stand in the pipeline; a phrase, or words around a figure, may not.
    """
    composed = []
    for path in sorted((PACKAGE / "pipeline").glob("*.py")):
        if path.name in {"catalogue.py", "demo.py", "demo_texts.py", "demo_returns.py"}:
            continue
        raised = {id(part) for node in nodes(path) if isinstance(node, ast.Raise) for part in ast.walk(node)}
        said = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
        inner = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes(path):
            if id(node) not in raised | said | inner and prose(node):
                composed.append(f"{path.name}: {ast.unparse(node)}")
    assert composed == []


def prose(node: ast.AST) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts)
    if not isinstance(node, ast.JoinedStr | ast.Constant) or not re.search(r"[\u4e00-\u9fff]", text) or FILES.search(text):
        return False
    return bool(PROSE.search(text) or re.search(r"[\u4e00-\u9fff] ?\0|\0 ?[\u4e00-\u9fff]", text))
