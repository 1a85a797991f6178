"""The returns of tests/stories/returned/: how units answer, one case a file, made from issued forms."""
