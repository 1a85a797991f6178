"""The clerk's own books: 收文登记. Pure: bytes in, values out."""
