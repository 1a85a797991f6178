"""Everything that can stand in outbox/ beside the issued forms, one line a product, and the commands that make it.

The command line, `run`, `ingest` and `rebuild` go by this list. A new letter is a module, its line here, its template.
Loads nothing: `duban --help` reads it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a product is about."""

    PERIOD = "期次"
    YEAR = "全年"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One line of the catalogue."""

    kind: str
    """Its name in the records: never changed."""
    scope: Scope
    make: str
    """"module:function" below pipeline, called with (judged, wanted): a module is loaded only where it is used."""
    title: str
    """As the screen names it."""
    recorded: bool = False
    """Letters: who is written to goes on record, unit by unit, before they are written."""
    command: str = ""
    """The command that makes it, with all others of the same command and scope; "" = none of its own."""
    numbered: bool = False
    """It comes in several: editions, bulletins of a number of their own."""
    in_run: bool = False
    """`run` makes it for its period."""
    beside: bool = False
    """A twin of this process can make it while another book is made."""
    follows_ingest: bool = False
    """Every ingest makes it for the periods that it touched."""


_PERIOD, _YEAR = Scope.PERIOD, Scope.YEAR
# fmt: off
CATALOGUE: tuple[Product, ...] = (
    Product(kind="退回", title="退回", scope=_PERIOD, make="sent_back:returned_files", recorded=True, follows_ingest=True),
    Product(kind="回执", title="回执", scope=_PERIOD, make="letters:receipt_files", follows_ingest=True),
    Product(kind="盖章核对", title="盖章核对", scope=_PERIOD, make="pages:seal_files", follows_ingest=True),
    Product(
        kind="催报", title="催报", scope=_PERIOD, make="remind:reminder_files", recorded=True, command="remind", in_run=True,
        beside=True,
    ),
    Product(kind="汇总表", title="汇总表", scope=_PERIOD, make="books:consolidated_files", command="merge", in_run=True),
    Product(
        kind="登记表", title="登记表", scope=_PERIOD, make="books:register_files", command="register", in_run=True, beside=True,
    ),
    Product(kind="全年登记表", title="登记表", scope=_YEAR, make="books:year_register_files", command="register"),
    Product(kind="看板", title="看板", scope=_PERIOD, make="pages:dashboard_files", in_run=True, beside=True),
    Product(
        kind="通报", title="督查通报", scope=_PERIOD, make="bulletin:bulletin_files", recorded=True,
        command="bulletin", numbered=True,
    ),
    Product(kind="预警", title="预警督办单", scope=_PERIOD, make="bulletin:warning_files", recorded=True, command="bulletin"),
    Product(kind="领导专报", title="领导材料", scope=_PERIOD, make="brief:leader_files", command="brief"),
    Product(kind="一张图", title="领导材料", scope=_PERIOD, make="brief:picture_files", command="brief"),
    Product(kind="领导清单", title="领导材料", scope=_PERIOD, make="brief:charge_files", command="brief"),
    Product(kind="申请表", title="办理用表", scope=_PERIOD, make="unit_forms:application_files", command="forms"),
    Product(kind="验收清单", title="办理用表", scope=_PERIOD, make="unit_forms:acceptance_files", command="forms"),
    Product(kind="年终通报", title="年终通报", scope=_YEAR, make="bulletin:year_files", command="bulletin"),
    Product(kind="公布", title="公布", scope=_YEAR, make="pages:edition_files", command="publish", numbered=True),
)
# fmt: on
"""In the order in which they are made."""


def product(kind: str) -> Product | None:
    """Return the catalogue's line; None = a kind that this version does not make."""
    return next((line for line in CATALOGUE if line.kind == kind), None)


def made_by(command: str, scope: Scope) -> tuple[Product, ...]:
    """Return what a command makes for a period, or for the year."""
    return tuple(line for line in CATALOGUE if line.command == command and line.scope is scope)
