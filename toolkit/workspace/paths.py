"""Where everything lies in a workspace (DESIGN §3)."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from toolkit.nouns.errors import ToolkitError

YEAR = "全年"
"""Folder of outbox/ for what belongs to no single period."""
UNFINISHED = ".duban.part"
"""How the name of what is being put into inbox/ ends: no download of anybody's own does."""


_DEEP = 130
"""Longest root below which no path of ours has more than 260 letters."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace by its root; paths only, nothing is touched."""

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", reachable(self.root))

    @classmethod
    def find(cls, folder: Path, cure: str = "") -> "Workspace":
        """Return the workspace whose root is this folder.

        `cure`: what to do where it is none; "" = name it by -w, or make one.

        Raises:
            ToolkitError: the folder is no workspace.
            OSError: nobody may look.
        """
        workspace = cls(folder.absolute())
        if folder.exists() and not folder.is_dir():
            raise ToolkitError(f"{folder} 是文件，不是工作文件夹。{cure or '请用 -w 指明工作文件夹。'}")
        if not folder.is_dir():
            raise ToolkitError(f"没有文件夹 {folder}，{cure or f'请用 -w 指明工作文件夹，或先运行 duban init {folder}。'}")
        missing = [f"templates/{path.name}" for path in (workspace.plan, workspace.form) if not path.is_file()]
        if missing:
            raise ToolkitError(
                f"{workspace.root} 不是工作文件夹：缺 {'、'.join(missing)}。"
                f"{cure or '请用 -w 指明工作文件夹，或先运行 duban init 建一个。'}"
            )
        return workspace

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def plan(self) -> Path:
        return self.templates / "附件1.xlsx"

    @property
    def form(self) -> Path:
        return self.templates / "附件2.xlsx"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def receipt_log(self) -> Path:
        return self.inbox / "收文登记.xlsx"

    @property
    def todo(self) -> Path:
        return self.inbox / "待办.xlsx"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    def period(self, period: str) -> Path:
        """outbox/<period>; YEAR for the year."""
        return self.outbox / period

    def issued(self, period: str) -> Path:
        return self.period(period) / "下发"

    def returned(self, period: str) -> Path:
        return self.period(period) / "退回"

    def receipts(self, period: str) -> Path:
        return self.period(period) / "回执"

    def reminders(self, period: str) -> Path:
        return self.period(period) / "催报"

    def consolidated(self, period: str) -> Path:
        return self.period(period) / "汇总表.xlsx"

    def register(self, period: str) -> Path:
        return self.period(period) / "报送情况登记表.xlsx"

    @property
    def dossiers(self) -> Path:
        """What `export` writes, a folder a unit."""
        return self.root / "证据"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def ledger(self) -> Path:
        return self.archive / "台账.sqlite3"

    @property
    def originals(self) -> Path:
        return self.archive / "原件"

    @property
    def staging(self) -> Path:
        """Copies that are not yet archived; may be emptied whenever nobody holds the lock."""
        return self.originals / ".暂存"

    @property
    def snapshots(self) -> Path:
        return self.archive / "表样"

    @property
    def backups(self) -> Path:
        return self.archive / "备份"

    @property
    def log(self) -> Path:
        return self.archive / "运行日志.txt"

    @property
    def refused_import(self) -> Path:
        """Name of a notice that could not be imported while 附件1 was still the shipped example."""
        return self.archive / ".导入未成"

    @property
    def promises(self) -> Path:
        """What must follow a record in the inbox (toolkit/evidence/promises.py)."""
        return self.archive / ".待办.json"

    @property
    def lock(self) -> Path:
        return self.archive / ".锁"

    @property
    def holder(self) -> Path:
        """Who holds the lock, for the one who waits."""
        return self.archive / ".锁持有人.json"


def given(named: str) -> Path:
    """Return the workspace meant: the one named, else DUBAN_WORKSPACE, else this folder or the nearest above it that is one."""
    named = named or os.environ.get("DUBAN_WORKSPACE", "").strip()
    return Path(named) if named else enclosing(Path())


def enclosing(folder: Path) -> Path:
    """Return the nearest folder, this one or one above it, that is a workspace; this one where none is."""
    for place in (folder, *folder.absolute().parents):
        workspace = Workspace(place)
        with contextlib.suppress(OSError):  # nobody may look there: it is not taken for one
            if workspace.plan.is_file() and workspace.form.is_file():
                return place
    return folder


def reachable(root: Path) -> Path:
    """Return a workspace's root so that all below it can be opened: where it lies deep, Windows takes only the long form."""
    deep = os.name == "nt" and len(str(root.absolute())) > _DEEP
    return long_path(root) if deep else root


def long_path(path: Path) -> Path:
    """Return the path in the form that Windows takes beyond 260 characters."""
    full = path.absolute()
    if os.name != "nt" or str(full).startswith("\\\\?\\"):
        return full
    text = str(full)
    return Path("\\\\?\\UNC\\" + text[2:] if text.startswith("\\\\") else "\\\\?\\" + text)
