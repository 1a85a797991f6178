"""What was recognised is handed to whoever keeps it as it grows: memory holds the last of a country's sheets, not all."""

import zlib

import pytest

from toolkit.judge.recognitions import MOST, Recognitions


def test_what_is_worked_out_is_handed_on_and_found_again() -> None:
    kept: dict[str, bytes] = {}
    known = Recognitions(kept.get, kept.update)
    for number in range(2 * MOST + 5):
        known.put(f"{number}", (number,))
    assert len(known.fresh) == 5
    assert [known.get(f"{number}") for number in (0, MOST, 2 * MOST + 4)] == [(0,), (MOST,), (2 * MOST + 4,)]


def test_where_nobody_keeps_it_it_is_held() -> None:
    known = Recognitions()
    for number in range(MOST + 5):
        known.put(f"{number}", (number,))
    assert len(known.fresh) == MOST + 5
    assert known.get("0") == (0,)


@pytest.mark.parametrize("body", [b'{"nobody knows": [1]}', b"[1", b"\xff", b'{"Submission": {}}'])
def test_what_is_kept_but_is_nothing_whole_is_worked_out_again(body: bytes) -> None:
    kept = {"1": zlib.compress(body), "2": body}
    known = Recognitions(kept.get)
    assert (known.get("1"), known.get("2")) == (None, None)
