"""Bytes from outside become sheets, and sheets become submissions."""
