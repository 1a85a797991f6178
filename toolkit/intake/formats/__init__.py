"""One module per file format: bytes in, a Book out, whatever the bytes are."""
