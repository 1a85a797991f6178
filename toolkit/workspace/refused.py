"""What the file system refuses, as the operator's sentence: what, why, what to do. Effects: looks at folders, makes one."""

import errno
import os
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.words import names
from toolkit.workspace.paths import long_path

LONGEST = 240
"""Characters of a path up to which every Windows takes it; beyond, some say that it is not there."""
_WORDS = {
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘已满", errno.EROFS: "所在磁盘是只读的", errno.ENAMETOOLONG: "路径太长",
    errno.EEXIST: "已有同名的文件", errno.ENOTEMPTY: "文件夹里还有内容", errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "是文件夹，不是文件", errno.ELOOP: "链接绕成了圈", errno.EIO: "磁盘读写出错",
}  # fmt: skip
_IN_THE_WAY = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR, errno.ELOOP})
_NOT_OURS = frozenset(_WORDS) - {errno.EEXIST, errno.ENOTEMPTY} | {errno.EACCES, errno.EPERM}
"""What no mistake of a program brings about: the computer refuses it to whoever sits there."""
_FULL_ON_WINDOWS = 112


class speaking:
    """Turn what the file system refuses into the operator's sentence."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise ToolkitError(f"{shown_path(self._path)} {_sentence(error, self._path)}。") from error


def held_open(error: Exception) -> bool:
    """Tell that a file could not be written because another program holds it, as Excel does on Windows."""
    return isinstance(error, PermissionError) or isinstance(error.__cause__, PermissionError)


def shown_path(path: Path | str) -> str:
    """Return a path as text that no screen is fooled by: neither bad bytes nor control or direction signs."""
    return names.shown_name(os.fsencode(path).decode("utf-8", "replace"))


def unreadable(path: Path, error: OSError) -> ToolkitError:
    """Return the refusal of a file that another program holds or that nobody may read."""
    return ToolkitError(f"读不了 {path}（{system_said(error)}），请关闭正在使用它的程序、检查它的权限后重试。")


def refused(error: OSError) -> str:
    """Return the sentence about what nobody had put in words; "" = the program itself may be at fault."""
    if error.errno not in _NOT_OURS and not _full(error):
        return ""
    name = error.filename if isinstance(error.filename, str | bytes) else ""
    path = Path(os.fsdecode(name))
    return f"{shown_path(path) if name else '文件'} {_sentence(error, path)}。"


def made_folder(folder: Path, called: Path | None = None) -> None:
    """Make a folder with all above it; one that is there is fine. `called`: by which name it is told of.

    Raises: ToolkitError, which says why it cannot be made there.
    """
    place = long_path(folder) if len(os.fspath(folder.absolute())) > LONGEST else folder
    try:
        place.mkdir(parents=True, exist_ok=True)  # in the long form Windows would make a folder CON, which nobody can delete
    except OSError as error:
        raise ToolkitError(f"建不了文件夹 {shown_path(called or folder)}：{_unmade(error, folder)}。") from error


def _unmade(error: OSError, folder: Path) -> str:
    way = (folder.absolute(), *folder.absolute().parents)
    there = next(filter(_is_there, way), None)
    if there is None:
        return f"没有 {shown_path(way[-1])} 这个磁盘或共享，请换一个位置"
    if there.is_symlink() and not there.exists():
        return f"{shown_path(there)} 是链接，指向的地方不在，请换一个文件夹名"
    if not there.is_dir():
        return f"{shown_path(there)} 是文件，不是文件夹，请换一个文件夹名"
    if isinstance(error, PermissionError):
        return f"没有权限在 {shown_path(there)} 里新建，请换一个位置，或检查它的权限"
    if isinstance(error, FileNotFoundError) and len(os.fspath(way[0])) <= LONGEST:
        return f"{shown_path(there)} 里不能新建文件夹，请换一个位置"
    return f"{system_said(error)}，请换一个位置" if error.errno in _WORDS else _sentence(error, folder)


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return False


def system_said(error: OSError) -> str:
    """Return in Chinese why the system refused; what has no words here stays as the system put it."""
    if isinstance(error, PermissionError):
        return "没有权限或被独占"
    if isinstance(error, FileNotFoundError):
        return "不见了"
    return _WORDS.get(error.errno or 0) or error.strerror or str(error)


def _full(error: OSError) -> bool:
    return error.errno in {errno.ENOSPC, errno.EDQUOT} or getattr(error, "winerror", None) == _FULL_ON_WINDOWS


def _sentence(error: OSError, path: Path) -> str:
    if _full(error):
        return "写不进去：磁盘已满，请腾出空间后重新运行"
    if error.errno == errno.EROFS:
        return "写不进去：所在磁盘是只读的，请改为可写后重新运行"
    if isinstance(error, PermissionError):
        return "没有权限或正被别的程序打开，请关闭打开它的程序、检查文件夹权限后重新运行"
    if isinstance(error, FileNotFoundError) and len(os.fspath(path)) > LONGEST:
        return "的路径太长，或文件夹被移动了，请把工作文件夹移到较短的路径下"
    if isinstance(error, FileNotFoundError):
        return "不见了，请检查文件夹是否被移动后重新运行"
    if error.errno == errno.ENAMETOOLONG:
        return "的路径太长，请把工作文件夹移到较短的路径下"
    if error.errno in _IN_THE_WAY:
        return f"用不了（{system_said(error)}），请改名或移开它后重新运行"
    return f"读写出错（{system_said(error)}），请检查磁盘或网络连接后重新运行"
