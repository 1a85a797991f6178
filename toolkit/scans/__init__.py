"""Scans looked at: printed codes read, the page's plane, seals and signatures. Needs the optional extra `scan`."""
