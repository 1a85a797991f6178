"""Long lists that count how often a value of theirs is opened."""

from toolkit.nouns.shelf import Shelf


class CountedShelf(Shelf):
    """Values that are opened one by one, and counted."""

    opened = 0

    def _value(self, place):
        self.opened += 1
        return super()._value(place)
