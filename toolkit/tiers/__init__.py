"""Books that roll up: a book that `run` wrote below is a return here. Pure: books in, submissions out."""
