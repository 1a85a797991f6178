"""Loaded once by the server that workers are forked from, so that no worker loads the common readers again."""

import toolkit.intake.examine
import toolkit.intake.formats.xlsx
import toolkit.intake.mail
import toolkit.intake.zips  # noqa: F401
