"""Products made and written from one judgement: here, or by a twin of this process while it makes others. Effects: files, ledger.

What stands as it would be made again is left alone (`standing`). What was written is remembered in the ledger, after the last
file stands and its folder is synced.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Output
from toolkit.pipeline.catalogue import product
from toolkit.pipeline.errands import Errands
from toolkit.pipeline.files_made import FileMade, GroupMade, Made, MadeTold, told
from toolkit.pipeline.hashed_names import HashedNames, InTurn, gone
from toolkit.pipeline.large_memory import MANY_UNITS, give_back_now
from toolkit.pipeline.office import Tell
from toolkit.pipeline.products import File, FileGroup, Judged, Wanted, groups_of, made
from toolkit.pipeline.standing import UNTOLD, Standing
from toolkit.pipeline.verdict_changes import REGISTERS, verdict_changes
from toolkit.pipeline.written_files import PathsBelow, WrittenFiles
from toolkit.words import remarks
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.many_files import written_at_once
from toolkit.workspace.pieces import Content, sum_of
from toolkit.workspace.writing import remove, second_names, settle

if TYPE_CHECKING:
    from toolkit.nouns.docket import VerdictChange

_TELLING = frozenset({"退回"})
"""Products that say what letters of this very moment said."""
_NOTHING: Callable[[], Iterator[str]] = partial(iter, ())


class Making:
    """Products being made and written, from one judgement and the records that there are now."""

    def __init__(
        self, judged: Judged, ledger: Ledger, stood: Mapping[str, str] | None = None, known: Mapping[Wanted, InTurn] | None = None
    ) -> None:
        """`stood`: keys of groups of which all files were seen to stand, and as what; `known`: as `Standing`."""
        self._stood = stood or {}
        self.ledger = ledger
        self.outbox = judged.office.workspace.outbox
        self.standing = Standing(judged.office, ledger, known)
        self.moved: list[str] = []
        self.undone: list[str] = []
        self.fresh: set[str] = set()
        """Folders below outbox/ that files were put into and that are still to be synced."""
        self._judged = judged.printing(ledger.head())
        self._drafted = ledger.drafted()
        self._last = ledger.next_number - 1
        self._given: tuple[Wanted, ...] = ()
        """What a twin makes."""
        self._telling = _NOTHING
        """Yields what the twin tells."""
        self._told = self._telling()
        self._blocks: dict[str, bytes] = {}
        """Name below outbox/ → what is to be kept of a book that was just made."""

    @cached_property
    def changes(self) -> "tuple[VerdictChange, ...]":
        return verdict_changes(self._judged, self.ledger)

    def begin(self, what: str, wanted: Sequence[Wanted], errands: Errands, *, many: bool) -> None:
        """Have a twin make and write what does not stand; `written` asks for it. `many`: a file a unit."""
        self._given = tuple(one for one in wanted if self.standing.files(one) is None)
        if self._given:
            self._telling = errands.give(what, self._made_by_twin, many=many)

    def from_nothing(self, wanted: Wanted) -> bool:
        """Tell whether a product is to be made, and nothing is kept of the one before it."""
        names = (name for output in self.ledger.outputs(wanted.kind, wanted.place) for name in output.files)
        return not any(map(self.standing.has_blocks, names)) and self.standing.files(wanted) is None

    def written(self, what: str, wanted: Sequence[Wanted], tell: Tell) -> WrittenFiles:
        self._give_back()
        names, fresh = HashedNames(), HashedNames()
        outputs, there = [], []
        self._told = self._telling()
        for number, one in enumerate(wanted):
            tell(what, number, len(wanted))
            try:
                files = self._made(one, names, fresh)
            except ToolkitError as error:
                self.undone.append(str(error))
                continue
            there += [one] if files else []
            _sweep(self.outbox, gone(self.ledger.output_listed(one.kind, one.place, one.detail), files))
            outputs.append(self._output(one, files))
        tell(what, len(wanted), len(wanted))
        self._give_back()
        self.moved += _unfinished(self._judged, wanted)
        settle(self.outbox / folder for folder in self.fresh)
        self.ledger.put_outputs(outputs)
        self.standing.keep()
        return WrittenFiles(
            what=what,
            paths=PathsBelow(self.outbox, names.column(0)),
            fresh=PathsBelow(self.outbox, fresh.column(0)),
            moved=tuple(self.moved),
            undone=tuple(dict.fromkeys(self.undone)),
            titles=titles_of(there),
        )

    def _give_back(self) -> None:
        if len(self._judged.office.plan.units) >= MANY_UNITS:
            give_back_now()

    def _made(self, wanted: Wanted, names: HashedNames, fresh: HashedNames) -> HashedNames:
        """Return the rows of a product (see `Standing.made`): made only where they do not stand.

        Where its files are is added to `names`, of those that were written now to `fresh`, as rows of the same kind.
        """
        there = self.standing.files(wanted) if wanted not in self._given else None
        if there is not None:
            for block in there.blocks:
                names.take(block)
            return there
        rows, kept, signs = HashedNames(), self.standing.parts(wanted), list[str]()
        for one in self._each_made(wanted):
            if isinstance(one, GroupMade):
                _end_group(one, kept, (rows, names))
                signs.append(one.sign)
                continue
            folder, _, name = one.name.rpartition("/")
            hashes = one.inputs or UNTOLD, one.sum
            rows.add(one.name, *hashes)
            if one.blocks:
                self.standing.keep_blocks(one.name, one.blocks)
            used = f"{folder}/{one.used}" if one.beside else one.name
            names.add(used, *hashes)
            if one.used:
                self.fresh.add(folder)
                fresh.add(used, *hashes)
            if one.used and not one.beside:
                self._clear_beside(one, kept)
            if one.beside:
                self.moved.append(remarks.written_beside(name, one.used))
        self.standing.made(wanted, rows, signs)
        return rows

    def _clear_beside(self, one: FileMade, kept: InTurn) -> None:
        """Remove what an earlier run wrote under a second name, for another program held the file: nobody is to send that one.

        What is not as it was written then is the clerk's, and stays; so does one that is open now.
        """
        _, written = kept.of(one.name) or ("", "")
        for other in second_names(self.outbox / one.name) if written else ():
            if self.standing.stands(f"{one.name.removesuffix(one.used)}{other.name}", written):
                with suppress(OSError):
                    remove(other)

    def _each_made(self, wanted: Wanted) -> Iterator[Made]:
        """Yield the files of a product once they stand, in order: those that a twin told of, then those made here."""
        if wanted not in self._given:
            yield from self._signed(self._made_here(wanted))
            return
        beside = MadeTold(self._told)
        yield from beside
        if not beside.whole:
            sweep_parts(self._judged.office.workspace)  # it died over its work
            yield from self._signed(self._made_here(wanted, beside.groups, beside.files))

    def _made_by_twin(self) -> Iterator[str]:
        """Do in a twin what was given to it, and yield what it tells."""
        for wanted in self._given:
            yield from told(self._signed(self._made_here(wanted)))

    def _signed(self, made_here: Iterable[Made]) -> Iterator[Made]:
        """Yield what was made, with the signs of groups of which all was written just now, each file under its own name.

        What was left standing was looked at a while ago: the next command looks again, and signs it.
        """
        files: list[FileMade] = []
        for one in made_here:
            if isinstance(one, FileMade):
                files.append(one)
                yield one
                continue
            written = [file.written for file in files if file.written and not file.beside]
            signed = one.key and not one.kept and len(written) == len(files)
            yield replace(one, sign=self.standing.sign([(file.name, file.sum) for file in files], written)) if signed else one
            files.clear()

    def _made_here(self, wanted: Wanted, groups: int = 0, files: int = 0) -> Iterator[Made]:
        """Make and write the files of a product but for the first `groups`, and of the next one the first `files`.

        Yield each once it stands, in order, and each group at its end.
        """
        judged = self._judged.knowing(self.changes) if wanted.kind in REGISTERS else self._judged
        if wanted.kind in _TELLING:
            judged = judged.telling(self._drafted)
        begun: deque[tuple[Made, Content | None]] = deque()
        left = islice(groups_of(made(judged, wanted)), groups, None)
        for now in written_at_once(self._to_write(wanted, left, files, begun)):
            while True:
                one, content = begun.popleft()
                if content is not None and isinstance(one, FileMade):
                    used, blocks = now.path.name if now.fresh else "", self._blocks.pop(one.name, b"")
                    yield replace(one, used=used, sum=sum_of(content), blocks=blocks, written=now.state)
                    break
                yield one
        yield from (one for one, _ in begun)

    def _to_write(
        self, wanted: Wanted, groups: Iterable[FileGroup], done: int, begun: deque[tuple[Made, Content | None]]
    ) -> Iterator[tuple[Path, Content]]:
        """Yield the files that may not stand as they would be made; note each in `begun`, with what is yielded of it.

        `done`: how many of the first group are made already.
        """
        kept, below = self.standing.parts(wanted), len(os.fspath(self.outbox)) + 1
        for group in groups:
            key = group.inputs()
            block = kept.block(key) if key and not done else None
            sign = self._stood.get(key) if block is not None else None
            if block is not None and sign is None:
                sign = self.standing.stand_as(wanted, block)
            if sign is not None:
                begun.append((GroupMade(key, kept=True, sign=sign), None))
                continue
            for file in islice(group.files(), done, None):
                name, inputs = os.fspath(file.path)[below:].replace(os.sep, "/"), file.inputs()
                before, sha = kept.of(name) or ("", "")
                fresh = not inputs or before != inputs or not self.standing.stands(name, sha)
                content = self._content(name, file) if fresh else None
                begun.append((FileMade(name, "" if fresh else sha, inputs), content))
                if content is not None:
                    yield file.path, content
            begun.append((GroupMade(key if group.lasts() else ""), None))
            done = 0

    def _content(self, name: str, file: File) -> Content:
        """Make a file, of what the one that stands there has already."""
        if file.made_of is None:
            return file.make()
        return file.made_of(self.standing.blocks(name), partial(self._blocks.__setitem__, name))

    def _output(self, wanted: Wanted, files: HashedNames) -> Output:
        office = self._judged.office
        return Output(
            kind=wanted.kind,
            period=wanted.place,
            detail=wanted.detail,
            at=office.as_of,
            seq=self._last,
            files=files.column(0),
            later=office.with_later_notes,
            sums=files.column(2),
        )


def _end_group(made: GroupMade, kept: InTurn, lists: Iterable[HashedNames]) -> None:
    block = kept.block(made.key) if made.kept else None
    assert not made.kept or block is not None  # it was found by its key before
    for rows in lists:
        if block is None:
            rows.close(made.key)
        else:
            rows.take(block)


def titles_of(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    lines = (product(one.kind) for one in wanted)
    return tuple(dict.fromkeys(line.title for line in lines if line))


def _no_picture() -> list[str]:
    """Say that this computer makes no png."""
    from toolkit.outputs.brief.picture import able

    return [] if able() else [remarks.NO_PICTURE]


def _kept_letters(judged: Judged, wanted: Wanted) -> list[str]:
    """Say that letters drafted before stand as they were."""
    from toolkit.pipeline.remind import kept_letters

    now, kept = kept_letters(judged, wanted.its_period)
    return [remarks.letters_kept(now, kept)] if kept else []


def _unfinished(judged: Judged, wanted: Sequence[Wanted]) -> list[str]:
    """Say what a paper lacks: a year's one made before the year's periods are over, a picture without its png."""
    if any(one.kind == "一张图" for one in wanted):
        return _no_picture()
    if reminders := [one for one in wanted if one.kind == "催报"]:
        return _kept_letters(judged, reminders[0])
    if not any(one.kind == "年终通报" or (one.kind, one.detail) == ("公布", "年终") for one in wanted):
        return []
    over = sum(docket.as_of > docket.effective_deadline for docket in judged.dockets)
    whole = len(judged.dockets)
    return [] if over == whole else [remarks.year_unfinished(whole, over)]


def _sweep(outbox: Path, names: set[str]) -> None:
    """Remove what an earlier run wrote and this one does not: a unit that has corrected its sheet."""
    for name in names:
        path = outbox / name
        try:
            remove(path)
            path.parent.rmdir()
        except OSError:
            continue
