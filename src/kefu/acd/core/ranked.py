"""An ordered set: the one structure behind waiting calls and idle agents."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar

R = TypeVar("R", int, tuple[int, ...])
T = TypeVar("T")
Rank = tuple[int, ...]


class Ranked(Generic[R, T]):
    """Items by rank, lowest first; ranks are unique.

    Finding a place takes O(log n) comparisons. Taking an item out also moves the pointers behind it: of 20,000 entries
    160 kB at worst, a few microseconds. `ranks` is there to be looked at, not to be changed: it is empty when nothing
    is in.
    """

    __slots__ = ("_items", "ranks")

    def __init__(self) -> None:
        self.ranks: list[R] = []
        self._items: dict[R, T] = {}

    def add(self, rank: R, item: T) -> None:
        """Put an item at its place: mostly the end."""
        ranks = self.ranks
        if ranks and rank < ranks[-1]:
            insort(ranks, rank)
        else:
            ranks.append(rank)
        self._items[rank] = item

    def remove(self, rank: R) -> None:
        """Take out the item of this rank, which must be there."""
        del self.ranks[bisect_left(self.ranks, rank)]
        del self._items[rank]

    def count_before(self, rank: R) -> int:
        """Count the items of lower rank."""
        return bisect_left(self.ranks, rank)

    @property
    def first(self) -> T:
        """Return the item of the lowest rank; there must be one."""
        return self._items[self.ranks[0]]

    def head(self, count: int) -> list[T]:
        """Return so many items of the lowest ranks, or as many as there are."""
        return [self._items[rank] for rank in islice(self.ranks, count)]

    def __len__(self) -> int:
        return len(self.ranks)

    def __iter__(self) -> Iterator[T]:
        return map(self._items.__getitem__, self.ranks)
