"""What an issued form says of itself. Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an issued form says of itself; "" = says nothing. Properties: duban.unit, duban.period, duban.form, duban.job."""

    unit: str = ""
    period: str = ""
    form: str = ""
    """Version of the form (Form.version)."""
    job: str = ""
    """任务号 of the job that it was issued for; "" = issued before the job was in the stamp."""
