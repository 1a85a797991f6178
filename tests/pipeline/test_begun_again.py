"""A workspace whose laying down was cut off is laid down whole by the same command; an export likewise."""

import pytest
from desk_workspace import april, office

from toolkit.pipeline.export import export
from toolkit.pipeline.new_year import new_year
from toolkit.workspace import init, layout, writing


class Killed(BaseException):
    """The process ends here."""


def dying(monkeypatch, at):
    """Let the program die at its nth rename."""
    real, calls = writing.renamed, iter(range(9999))

    def renamed(part, path, tries):
        if next(calls) >= at:
            raise Killed
        return real(part, path, tries)

    monkeypatch.setattr(writing, "renamed", renamed)


def files(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    root = april(tmp_path_factory.mktemp("上年") / "督办")
    (root / "templates" / "催报短信.txt.j2").write_text("我们自己的", encoding="utf-8")
    return root


def begin(old, target):
    return new_year(office(old, "2022-12-20T09:00"), target, "K7Q2", dry_run=False)


@pytest.mark.parametrize("at", [0, 3, 14, 16])
def test_new_year_cut_off_is_begun_again_and_whole(old, tmp_path, monkeypatch, at):
    begin(old, tmp_path / "整")
    with monkeypatch.context() as patched:
        dying(patched, at)
        with pytest.raises(Killed):
            begin(old, tmp_path / "新")
    begin(old, tmp_path / "新")
    whole, again = (
        {n: d for n, d in files(tmp_path / name).items() if n.startswith(("templates", "inbox"))} for name in ("整", "新")
    )
    assert again.keys() == whole.keys()
    assert all(again[name] == whole[name] for name in whole if not name.endswith("xlsx"))
    assert again["templates/催报短信.txt.j2"].decode("utf-8") == "我们自己的"


def test_plan_is_laid_down_last(tmp_path, monkeypatch):
    names = []
    monkeypatch.setattr(layout, "write_atomic", lambda path, data: names.append(path.name))
    init(tmp_path / "督办")
    assert names[-1] == "附件1.xlsx" and "收文登记.xlsx" in names


def test_export_cut_off_is_made_again_in_the_same_place(old, tmp_path, monkeypatch):
    place = tmp_path / "证据"
    with monkeypatch.context() as patched:
        dying(patched, 2)
        with pytest.raises(Killed):
            export(office(old, "2022-04-09T09:00"), "教育局", place, dry_run=False)
    export(office(old, "2022-04-09T09:00"), "教育局", place, dry_run=False)
    assert (place / "清单.xlsx").is_file() and [path.name for path in tmp_path.iterdir()] == ["证据"]
