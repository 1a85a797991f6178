"""附件2.xlsx → Form, the schema of everything that is asked."""

from toolkit.nouns.fields import Field, FootField, Form, Type

__all__ = ["Field", "FootField", "Form", "Type"]
