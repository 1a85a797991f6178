"""A file that hangs, aborts, panics or eats memory costs itself, never another file's result."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest
import strange_readers
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.intake.isolation import TASKS, Job, Workers, files_of_one
from toolkit.intake.worker import OUT_OF_TIME
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import MIB, Limits
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort

LIMITS = replace(Limits(), seconds=2, patience=5, memory_bytes=256 * MIB)
LOOK = "strange_readers:look"
BAD = {
    "hang": Code.F05, "loop": Code.F05, "abort": Code.F05, "exit": Code.F05, "die": Code.F05, "panic": Code.F05,
    "interrupt": Code.F05, "deep": Code.F05, "unpicklable": Code.F05,
}  # fmt: skip
pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no rlimit")


def read(
    names: list[str], *, limits: Limits = LIMITS, workers: int = 2, look: str = LOOK
) -> dict[str, tuple[Sort, str, set[Code]]]:
    jobs = [Job(key=f"{place} {name}", name=f"{name}.xlsx", source=f"{place}".encode()) for place, name in enumerate(names)]
    with Workers(limits, workers, look) as pool:
        found = list(pool.read(jobs))
    assert len(found) == len(names), "each file once"
    return {str(key): (r.sort, r.kind, {p.code for p in r.problems}) for key, r in found}


@pytest.fixture(scope="module")
def mixed() -> dict[str, tuple[Sort, str, set[Code]]]:
    """Every way to fail, with good files before, between and behind."""
    names = ["good"]
    for bad in BAD:
        names += [bad, "good"]
    return read(names)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_unreadable_with_the_reason(mixed, bad):
    (found,) = (value for key, value in mixed.items() if key.endswith(f" {bad}"))
    assert (found[0], found[2]) == (Sort.UNREADABLE, {BAD[bad]})


def test_every_good_file_beside_them_is_read(mixed):
    good = {key: value for key, value in mixed.items() if key.endswith(" good")}
    assert len(good) == len(BAD) + 1
    for key, (sort, kind, codes) in good.items():
        assert (sort, kind, codes) == (Sort.OTHER, key.split()[0], set())


@posix
def test_a_memory_bomb_ends_at_its_limit(mixed):
    found = read(["good", "eat", "good"], limits=replace(LIMITS, seconds=20))
    assert found["1 eat"][2] == {Code.F05}
    assert [found[key][0] for key in ("0 good", "2 good")] == [Sort.OTHER, Sort.OTHER]


def test_who_waits_for_a_file_is_told_when_the_workers_are_stopped():
    workers, asked, ended = Workers(LIMITS, 1, LOOK), threading.Event(), []

    def jobs() -> Iterator[Job]:
        yield Job(key=1, name="hang.xlsx", source=b"x")
        asked.set()

    def wait_for_it() -> None:
        with pytest.raises(CancelledError):
            list(workers.read(jobs()))
        ended.append(True)

    waiting = threading.Thread(target=wait_for_it)
    waiting.start()
    asked.wait(60)
    while not workers._given:
        time.sleep(0.01)
    workers.stop()
    waiting.join(60)
    assert ended


def details(names: list[str], limits: Limits, look: str = LOOK) -> list[str]:
    jobs = [Job(key=place, name=f"{name}.xlsx", source=b"x") for place, name in enumerate(names)]
    with Workers(limits, 1, look) as pool:
        found = dict(pool.read(jobs))
    return [dict(p.facts)["detail"] for place in range(len(names)) for p in found[place].problems]


@posix
def test_the_reasons_are_told_apart():
    assert details(["hang"], replace(LIMITS, seconds=1, patience=2)) == ["2 秒没有结果"]
    assert details(["loop", "eat", "panic", "die"], replace(LIMITS, seconds=1, patience=120)) == [
        "读取用时超过 1 秒",
        "占用内存超过 256 MB",
        "读取程序出错：Panic",
        "读取程序意外终止",
    ]


def test_no_more_workers_are_started_than_there_are_files():
    def files(number: int) -> list[Job]:
        return [Job(key=place, name="good.xlsx", source=f"{number} {place}".encode()) for place in range(number)]

    with Workers(LIMITS, 3, LOOK) as pool:
        assert [key for key, _ in pool.read(files(1))] == [0] and len(active_children()) == 1
        assert sorted(key for key, _ in pool.read(files(2))) == [0, 1] and len(active_children()) == 2
        assert len(list(pool.read(files(1)))) == 1 and len(active_children()) == 2
        assert len(list(pool.read(files(9)))) == 9 and len(active_children()) == 3


def test_a_busy_machine_makes_no_file_unreadable():
    found = read(["good", "good"], limits=replace(LIMITS, seconds=1, patience=120), look="strange_readers:look_slowly")
    assert {sort for sort, _, _ in found.values()} == {Sort.OTHER}


def test_processor_time_is_also_watched_where_the_system_has_no_timer():
    script = "from toolkit.intake.worker import ProcessorWatch\nProcessorWatch(0.3, thread=True)\nwhile True:\n    pass\n"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == OUT_OF_TIME


def test_a_worker_never_speaks(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from toolkit.intake.isolation import Job, Workers\n"
        "from toolkit.nouns.limits import Limits\n"
        "with Workers(Limits(), 1, 'strange_readers:speak') as pool:\n"
        "    list(pool.read([Job(key=1, name='good.xlsx', source=b'x')]))\n"
    )
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "script.py"), str(Path(strange_readers.__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_library_that_is_missing_stops_the_run_and_is_named():
    with pytest.raises(ToolkitError, match="not_installed_anywhere"):
        read(["any"], look="strange_readers:missing")


def test_a_file_over_the_limit_is_not_even_read(tmp_path):
    path = tmp_path / "large.xlsx"
    path.write_bytes(b"x" * 2000)
    with Workers(replace(LIMITS, file_bytes=1000), 1, LOOK) as pool:
        ((_, reading),) = pool.read([Job(key=1, name="large.xlsx", source=path)])
    assert (reading.sort, {p.code for p in reading.problems}) == (Sort.REFUSED, {Code.F03})


def test_a_file_that_went_away_is_one_unreadable_file(tmp_path):
    with Workers(LIMITS, 1, LOOK) as pool:
        ((_, reading),) = pool.read([Job(key=1, name="gone.xlsx", source=tmp_path / "gone.xlsx")])
    assert {p.code for p in reading.problems} == {Code.F01}


@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(["good", "panic", "die", "abort", "deep"]), max_size=8))
def test_any_order_of_good_and_bad_gives_each_its_own_result(names):
    for key, (sort, _, codes) in read(names).items():
        expected = (Sort.OTHER, set()) if key.endswith("good") else (Sort.UNREADABLE, {Code.F05})
        assert (sort, codes) == expected


def test_a_script_without_a_guard_and_one_from_standard_input_start_no_more_of_themselves(tmp_path):
    script = (
        "print('begun')\n"
        "from toolkit.intake.isolation import Job, Workers\n"
        "from toolkit.nouns.limits import Limits\n"
        "with Workers(Limits(), 1) as pool:\n"
        "    print([r.sort.value for _, r in pool.read([Job(key=1, name='a.pdf', source=b'%PDF-1.4 x')])])\n"
    )
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    for words, fed in (([str(tmp_path / "script.py")], ""), (["-"], script)):
        done = subprocess.run([sys.executable, *words], input=fed, capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.split("\n")[:2] == ["begun", "['scan']"] and done.stdout.count("begun") == 1


def test_workers_begun_anew_do_not_grow_with_the_square_of_the_units():
    """Each makes out the whole plan that it is told: a run of twice the units may begin as many, not twice as many."""
    begun = [1_000 * size / files_of_one(b" " * (230 * 1_000 * size)) for size in (10, 20, 57)]
    assert max(begun) <= 4
    assert files_of_one(b"") == TASKS
