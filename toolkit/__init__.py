"""duban: the clerk's batch toolkit for a form that twenty units fill in (督办表单工具)."""

__version__ = "0.1.0"
