"""The way back: a file that cannot be taken becomes a form that can be corrected, and a letter that says why."""

from toolkit.outputs.returned.returned_case import ReturnedCase, case_of, perhaps_sent_back, sent_back

__all__ = ["ReturnedCase", "case_of", "perhaps_sent_back", "sent_back"]
