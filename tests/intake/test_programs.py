"""Outside programs are held to the limits of a reader, all of their processes together."""

import sys
from dataclasses import replace

import pytest

from toolkit.intake.formats.libreoffice import converted
from toolkit.intake.programs import run_program
from toolkit.nouns.limits import MIB, Limits, Unreadable

pytestmark = pytest.mark.slow

LIMITS = replace(Limits(), seconds=1, patience=120, memory_bytes=256 * MIB)
CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no rlimit")


def run(script: str, tmp_path, *, child: bool = False, limits: Limits = LIMITS) -> tuple[int, bytes]:
    command = [sys.executable, "-c", *([CHILD] if child else []), script]
    return run_program("程序", command, limits, folder=tmp_path)


def refused(script: str, tmp_path, *, child: bool = False, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        run(script, tmp_path, child=child, limits=limits)
    assert caught.value.problem.code.name == "F05"
    return dict(caught.value.problem.facts)["detail"]


def test_what_it_says_and_how_it_ends_is_told(tmp_path):
    assert run("print('完成'); raise SystemExit(3)", tmp_path)[0] == 3


@posix
@pytest.mark.parametrize("child", [False, True])
def test_processor_time_is_counted_over_all_its_processes(tmp_path, child):
    assert refused("while True: pass", tmp_path, child=child) == "程序 用时超过 1 秒"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a program's processes take")
def test_memory_is_counted_too(tmp_path):
    eating = "import time; hoard = bytearray(400 << 20); time.sleep(60)"
    assert refused(eating, tmp_path, child=True) == "程序 占用内存超过 256 MB"


def test_a_program_that_hangs_is_stopped_by_the_clock(tmp_path):
    assert refused("import time; time.sleep(60)", tmp_path, limits=replace(LIMITS, patience=2)) == "程序 超过 2 秒没有结果"


def test_a_slow_machine_stops_nothing(tmp_path):
    assert run("import time; time.sleep(1.6)", tmp_path)[0] == 0


@posix
@pytest.mark.parametrize(
    ("ending", "code"), [("kill -ABRT $$", "F05"), ("exit 134", "F05"), ("exit 1", "F04"), ("exit 0", "F04")]
)
def test_an_office_program_that_breaks_down_has_not_judged_the_file(tmp_path, monkeypatch, ending, code):
    """Near its time limit a file made LibreOffice crash on a busy machine and run out of time on a quiet one."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{ending}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("toolkit.intake.formats.libreoffice.office_program", lambda: str(program))
    with pytest.raises(Unreadable) as caught:
        converted(b"{\\rtf1 x}", "rtf", "docx", Limits())
    assert caught.value.problem.code.name == code
