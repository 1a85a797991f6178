"""What came and is no form, judged once all forms are: scans, mails, archives, strangers' files, copies of any of them. Pure."""

from collections.abc import Mapping

from toolkit.judge.came import name_formless
from toolkit.judge.copies import add_copy
from toolkit.judge.judged_sheet import Stray
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import KeptSheets
from toolkit.judge.non_forms import other_row
from toolkit.judge.papers import paper_owner, paper_row
from toolkit.judge.scan_periods import ScanPeriods
from toolkit.judge.sheet_beside import alien_words
from toolkit.judge.snapshot import Arrival
from toolkit.judge.taken_up import TakenUp


def judge_others(judgement: Judgement, kept: KeptSheets, up: TakenUp, originals: Mapping[int, Arrival]) -> None:
    """Add what becomes of arrivals in which no form was recognised; keep it, and of copies."""
    snapshot, rows, others = judgement.snapshot, judgement.rows, up.others
    siblings = up.siblings = up.siblings.judged((one, rows.marks_of(one.number)) for one, _ in up.forms_apart(snapshot.receipts))
    periods = ScanPeriods.known(snapshot, judgement.bound, judgement)
    said: dict[int, tuple[Stray, ...]] = {}
    for arrival in others:
        judgement.stray(up.other_strays(before=arrival))
        judgement.heard.clear()
        original = originals.get(arrival.mark.number)
        if original is not None:
            add_copy(arrival, None, judgement, original)
        else:
            row = other_row(snapshot, arrival, siblings, periods)
            row = paper_row(judgement, arrival, row, paper_owner(snapshot, arrival))
            if arrival.register and arrival.register.alien and row.unit:
                judgement.stray(alien_words(arrival, row.unit, row.period or arrival.collecting.id))
            rows.add(row)
            periods.take(row)
        said[arrival.mark.number] = tuple(judgement.heard)
    judgement.stray(up.other_strays())
    if others:
        name_formless(snapshot, up.seen, judgement, siblings, up.order())
    for arrival in up.seen:
        number = arrival.mark.number
        if number in said or number in originals:
            rows.decided_by(number, kept.keep_other(arrival, rows.of_receipt(number), said.get(number, ())))
