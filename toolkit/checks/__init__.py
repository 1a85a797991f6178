"""Checking what the units wrote: the catalogue of problems, typed values, rules across rows and periods."""
