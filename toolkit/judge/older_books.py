"""A book from below that is older than the one that counts: it came later, and changes nothing all the same. Pure."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import BOOK_AS_OF, Submission

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow


def older_book(form: Submission, standing: "Iterable[FileRow]") -> tuple[Problem, ...]:
    """Return S22 where a book was made as of an earlier moment than one that was accepted. ISO moments of one office compare."""
    theirs = form.foot.get(BOOK_AS_OF, "")
    ours = max((row.foot.get(BOOK_AS_OF, "") for row in standing), default="")
    return (problem(Code.S22, form.sheet, None, theirs=theirs, ours=ours),) if theirs and ours > theirs else ()
