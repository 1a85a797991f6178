"""Office Open XML packages: read with suspicion, taken apart, packed again. Pure; knows no forms."""
