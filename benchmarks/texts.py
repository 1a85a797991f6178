"""How well the text rules read: caught and false alarms per code over tests/support/clauses.py, reports.py, fresh_rows.py and county_rows.py.

python benchmarks/texts.py
"""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests" / "support")]

from clauses import ROWS, TEXT_CODES, raised  # noqa: E402 - the builders of the tests lie beside the package
from county_rows import COUNTY  # noqa: E402
from fresh_rows import FRESH  # noqa: E402
from reports import REPORTS, codes_of  # noqa: E402


def main() -> None:
    due, caught, false = Counter[str](), Counter[str](), Counter[str]()
    begun = time.perf_counter()
    for item, status, percent, text, codes, more in ROWS:
        wanted, got = set(codes.split()), set(raised(item, status, percent, text, **more).split())
        due.update(wanted)
        caught.update(wanted & got)
        false.update(got - wanted)
        if wanted != got:
            print(f"{item} {status} {text}: due {codes or 'none'}, raised {' '.join(sorted(got)) or 'none'}")
    for content, status, percent, text, codes, more in (*REPORTS, *FRESH, *COUNTY):
        wanted = set(codes.split()) & set(TEXT_CODES)
        got = set(codes_of(content, status, percent, text, **more).split()) & set(TEXT_CODES)
        due.update(wanted)
        caught.update(wanted & got)
        false.update(got - wanted)
        if wanted != got:
            print(f"{content} {status} {text}: due {' '.join(sorted(wanted))}, raised {' '.join(sorted(got))}")
    spent = time.perf_counter() - begun
    print(f"{'code':6}{'due':>6}{'caught':>8}{'false':>7}")
    for code in TEXT_CODES:
        print(f"{code:6}{due[code]:>6}{caught[code]:>8}{false[code]:>7}")
    rows = [*ROWS, *REPORTS, *FRESH, *COUNTY]
    fine = sum(1 for row in rows if not row[4])
    print(
        f"{'all':6}{due.total():>6}{caught.total():>8}{false.total():>7}   {len(rows)} rows, {fine} of them fine, {spent:.2f} s"
    )


if __name__ == "__main__":
    main()
