"""A hash of all that a letter is made from, so that nobody renders it again while that is the same. Pure.

Only values whose whole content can be written down count; whatever else turns up, there is no hash, and the letter is made.
"""

from toolkit.nouns.content_hash import content_hash


def hashed(*parts: object) -> str:
    """Return a hash of the parts' contents; "" = not all of it can be told."""
    try:
        return content_hash(*parts)
    except TypeError:
        return ""
