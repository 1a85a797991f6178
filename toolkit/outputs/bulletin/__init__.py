"""督查通报, 预警督办单, 年终通报: what their templates can name. Sentences are built from the docket alone. Pure."""

from toolkit.outputs.bulletin.period import bulletin_facts
from toolkit.outputs.bulletin.period_data import BulletinData, unheard
from toolkit.outputs.bulletin.points import totals
from toolkit.outputs.bulletin.warning import red_units, warning_facts
from toolkit.outputs.bulletin.year import year_facts

__all__ = ["BulletinData", "bulletin_facts", "red_units", "totals", "unheard", "warning_facts", "year_facts"]
