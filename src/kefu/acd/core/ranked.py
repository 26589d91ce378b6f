"""An ordered set: the one structure behind waiting calls and idle agents."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Rank = tuple[int, ...]


class Ranked(Generic[T]):
    """Items by rank, lowest first; ranks are unique.

    Finding a place takes O(log n) comparisons. Taking an item out also moves the pointers behind it: of 20,000 entries
    160 kB at worst, a few microseconds.
    """

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[tuple[Any, ...]] = []  # (rank, item)

    def add(self, rank: Rank, item: T) -> None:
        """Put an item at its place: mostly the end."""
        entries = self._entries
        if entries and rank < entries[-1][0]:
            insort(entries, (rank, item))
        else:
            entries.append((rank, item))

    def remove(self, rank: Rank) -> None:
        """Take out the item of this rank, which must be there."""
        del self._entries[self.count_before(rank)]

    def count_before(self, rank: Rank) -> int:
        """Count the items of lower rank."""
        return bisect_left(self._entries, (rank,))

    @property
    def first(self) -> tuple[Rank, T]:
        """Return the lowest rank and its item; there must be one."""
        rank, item = self._entries[0]
        return rank, item

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[T]:
        return (item for _, item in self._entries)
