"""What waits is told of a few units together: of units that say what they said nothing is opened to list it."""

import gc
import json
from dataclasses import replace

import pytest
from counted import CountedShelf
from dockets import ZONE, at, make_docket, make_file, make_plan, make_unit_row

from toolkit.clerk.todo import TaskKind
from toolkit.judge.waiting import TaskMark, shown_of, waiting
from toolkit.judge.waiting_facts import WaitingFacts
from toolkit.nouns.docket_marks import file_mark
from toolkit.nouns.outcomes import Evidence, Status
from toolkit.nouns.records import Times


class LooseForms:
    """A loose form of each unit, whose time nobody knows for sure."""

    def __init__(self, units):
        self.names = [f"第{number}局" for number in range(units)]
        self.plan = make_plan({"1-1": tuple(self.names)})
        self.files = [self._file(receipt, name) for receipt, name in enumerate(self.names, 1)]
        self.kept = {}

    def _file(self, receipt, name):
        return make_file(receipt, f"附件2-{name}.xlsx", unit=name, evidence=Evidence.FILE_TIME, run=1 + receipt // 500)

    def sent_again(self, name):
        """Let a unit send another form; the one before counts no longer."""
        self.files = [file for file in self.files if file.unit != name]
        self.files.append(self._file(900, name))

    def waiting(self, facts):
        """What waits, and how many files were opened to know it."""
        units = [make_unit_row(name, Status.LATE, provisional=True) for name in self.names]
        files = CountedShelf(self.files, mark=file_mark)
        docket = replace(make_docket(self.plan, (), units), files=files)
        known = WaitingFacts(
            plan=self.plan,
            dockets=(docket,),
            times={file.receipt: Times(file_time=at("04-04 10:00")) for file in self.files},
            notes=(),
            zone=ZONE,
            tells=lambda docket, places: repr(
                [(unit, docket.file_marks_of(unit)) for unit in map(self.names.__getitem__, places)]
            ),
        )
        return waiting(known, facts), files

    def facts(self, key, tell):
        if key not in self.kept:
            self.kept[key] = json.dumps(tell())
        return json.loads(self.kept[key])


def opened_after_one_came(units):
    forms = LooseForms(units)
    forms.waiting(forms.facts)
    forms.sent_again("第70局")
    now, files = forms.waiting(forms.facts)
    opened = files.opened
    anew, _ = forms.waiting(lambda _key, tell: tell())
    assert now.marks == anew.marks
    assert [(task, task.key) for task in now[1:]] == [(task, task.key) for task in anew[1:]]
    return opened


def test_no_more_files_are_opened_among_more_that_are_as_they_were():
    assert opened_after_one_came(150) == opened_after_one_came(300) < 300


@pytest.mark.parametrize("known", [False, True])
def test_loose_files_are_told_together_first_and_each_by_its_own_time(known):
    forms = LooseForms(150)
    forms.waiting(forms.facts)
    tasks, _ = forms.waiting(forms.facts if known else lambda _key, tell: tell())
    together = tasks[0]
    assert [task.kind for task in tasks] == [TaskKind.TIME] * 151
    assert together.where == "附件2-第0局.xlsx等150件"
    by_own, by_one = together.choices
    assert [note.file for note in (by_own.note, *by_own.more)] == [f"#{number}" for number in range(1, 151)]
    assert {note.received for note in by_own.more} == {at("04-04 10:00")}
    assert {note.received for note in (by_one.note, *by_one.more)} == {None}


def marks_held():
    gc.collect()
    return sum(isinstance(held, TaskMark) for held in gc.get_objects())


def test_a_list_of_tasks_holds_no_object_for_each():
    before = marks_held()
    tasks, _ = LooseForms(300).waiting(lambda _key, tell: tell())
    assert len(tasks) == len(tasks.marks) > 300
    assert marks_held() == before
    assert [mark.key for mark in tasks.marks] == [task.key for task in tasks]
    assert all(mark.print == shown_of(task) for mark, task in zip(tasks.marks, tasks, strict=True))
