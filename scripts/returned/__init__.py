"""The returns of tests/returned/: how units answer, one case a file, made from issued forms."""
