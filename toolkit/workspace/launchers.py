"""What a clerk clicks instead of typing: 一键….bat for Windows, .sh and .desktop for Linux. Pure: names in, bytes out.

The .bat files are CRLF and GBK, as cmd.exe on a Chinese Windows reads them. Files dropped on one reach the program
through cmd's own command line, since Explorer quotes no name for an & in it; %* serves where cmd tells none.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Launcher:
    """One click: a name, and what it runs."""

    name: str
    arguments: str
    takes_files: bool = False
    """Files dropped on it are put into inbox/ first."""


LAUNCHERS = (
    Launcher(name="一键收件", arguments="run --open", takes_files=True),
    Launcher(name="一键状态", arguments="status --open"),
    Launcher(name="一键下发", arguments="generate --open"),
    Launcher(name="一键催报", arguments="remind --open"),
)

_BAT = """@echo off
rem {name}
setlocal
pushd "%~dp0"
if errorlevel 1 goto nofolder
set "PYTHONUTF8="
set "DUBAN_WORKSPACE="
set "RUN="
{known}where duban >nul 2>nul && set "RUN=duban" && goto run
where py >nul 2>nul && py -3 -c "import toolkit" >nul 2>nul && set "RUN=py -3 -m toolkit" && goto run
where python >nul 2>nul && python -c "import toolkit" >nul 2>nul && set "RUN=python -m toolkit" && goto run
echo 没有找到 duban。请先安装（见 README“安装和试用”），或请装它的人再运行一次 duban init。
goto end
:run
{files}%RUN% {arguments}
if errorlevel 1 echo （上面最后一句说明了要做什么；改好后再双击一次即可。）
goto end
:nofolder
echo 打不开本文件所在的文件夹。请把工作文件夹放在本机磁盘上再试。
:end
echo.
pause
exit
"""
_FILES = """setlocal enabledelayedexpansion
set "DUBAN_DROPPED=!cmdcmdline!"
%RUN% add --dropped %*
endlocal
"""
_SH = """#!/bin/sh
# {name}
cd "$(dirname "$0")" || exit 1
unset DUBAN_WORKSPACE
for run in {known}duban "python3 -m toolkit"; do
  if $run --version >/dev/null 2>&1; then
    {files}$run {arguments}
    printf '\\n按回车键关闭…'; read -r _
    exit
  fi
done
echo "没有找到 duban。请先安装（见 README“安装和试用”）。"
printf '\\n按回车键关闭…'; read -r _
"""
_DESKTOP = """[Desktop Entry]
Type=Application
Name={name}
Exec=sh "{script}" %F
Path={folder}
Terminal=true
"""


def windows_file(launcher: Launcher, python: str) -> bytes:
    """Return the .bat; `python` is the interpreter that the program was installed for, tried first."""
    known = ""
    if python and not set(python) & set('"%!&|<>^\n') and python.encode("gbk", "replace").decode("gbk") == python:
        known = f'if exist "{python}" set "RUN="{python}" -m toolkit" && goto run\n'
    text = _BAT.format(
        name=launcher.name, known=known, files=_FILES if launcher.takes_files else "", arguments=launcher.arguments
    )
    return text.replace("\n", "\r\n").encode("gbk")


def unix_file(launcher: Launcher, python: str) -> bytes:
    known = f'"{python} -m toolkit" ' if python and not set(python) & set(" \"'$`\\") else ""
    files = '[ $# -eq 0 ] || $run add -- "$@"\n    ' if launcher.takes_files else ""
    return _SH.format(name=launcher.name, known=known, files=files, arguments=launcher.arguments).encode()


def desktop_file(launcher: Launcher, folder: str) -> bytes:
    return _DESKTOP.format(name=launcher.name, script=f"{folder}/{launcher.name}.sh", folder=folder).encode()


def dropped_files(command_line: str) -> tuple[str, ...]:
    """Return the files in cmd's command line `cmd /c ""C:\\…\\一键收件.bat" C:\\a&b.xlsx "C:\\c d.xlsx""`, in order."""
    lower = command_line.lower()
    place = lower.find(".bat")
    if place < 0:
        return ()
    rest = command_line[place + len(".bat") :].lstrip('"').rstrip()
    if rest.endswith('"') and rest.count('"') % 2:
        rest = rest[:-1]
    files: list[str] = []
    word, quoted = "", False
    for sign in rest:
        if sign == '"':
            quoted = not quoted
        elif sign == " " and not quoted:
            files.append(word)
            word = ""
        else:
            word += sign
    return tuple(name for name in (*files, word) if name)
