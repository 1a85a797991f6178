"""What every reading worker needs, imported once before workers are forked from it."""

import toolkit.intake.archives
import toolkit.intake.examine
import toolkit.intake.formats.xlsx
import toolkit.intake.mail
import toolkit.intake.sheets

__all__ = ["toolkit"]
