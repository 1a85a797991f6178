"""What a unit answered in one cell: needed everywhere, and by itself, for plans are read without any docket. Pure data."""

from datetime import date
from decimal import Decimal

Answer = str | Decimal | date | None
"""One typed answer: text, number (percent as a fraction of 1), date; None = blank."""
