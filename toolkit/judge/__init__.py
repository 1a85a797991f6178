"""Receipts, readings and the clerk's notes become dockets: every file's outcome, every unit's status."""
