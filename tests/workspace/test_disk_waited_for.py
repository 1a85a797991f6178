"""Who writes many files: whoever makes them, until the disk has to be waited for."""

import os
import threading
import time

import pytest

from toolkit.workspace import many_files
from toolkit.workspace.many_files import HANDS, written_at_once


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_a_disk_that_is_waited_for_is_given_several_at_once(tmp_path, monkeypatch, seconds):
    """One that answers at once has its files from whoever makes them: hands would only take turns with it."""
    hands = set()

    def synced(_handle):
        hands.add(threading.current_thread())
        time.sleep(seconds)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(many_files, "_AT_ONCE", 0.005)
    files = [(tmp_path / f"{number}.xlsx", str(number).encode()) for number in range(3 * HANDS)]
    assert [one.path for one in written_at_once(files)] == [path for path, _ in files]
    assert [path.read_bytes() for path, _ in files] == [data for _, data in files]
    assert (len(hands) > 1) == bool(seconds)
