"""Rows by their keys, and the indexes that the hot questions need."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from bookingcore.domain.values.moments import Instant, elapsed

Row = TypeVar("Row")
Entry = tuple[Instant, str]
Groups = Callable[[Any], tuple[Hashable, ...]]

_start = itemgetter(0)


class Index(Protocol):
    """Finds the keys of rows by what is in them."""

    def move(self, key: Any, before: Any, after: Any) -> None:
        """The row under *key* was *before* and is *after*; None where there is none."""

    def take_over(self, other: Any) -> None:
        """Become a copy of *other*."""


class Grouped:
    """The keys of rows that have something in common, in the order in which they came."""

    __slots__ = ("_groups", "_keys")

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._keys: dict[Hashable, list[Any]] = {}

    def of(self, *groups: Hashable) -> list[Any]:
        """The keys in any of *groups*, group by group."""
        return [key for group in groups for key in self._keys.get(group, ())]

    def groups(self) -> Collection[Any]:
        """Every group that a row is in."""
        return self._keys.keys()

    def holds(self, group: Hashable) -> bool:
        """Whether any row is in *group*."""
        return group in self._keys

    def move(self, key: Any, before: Any, after: Any) -> None:
        """Take *key* out of the groups of *before* and into those of *after*."""
        old = () if before is None else self._groups(before)
        new = () if after is None else self._groups(after)
        if old == new:
            return
        for group in old:
            self._leave(group, key)
        for group in new:
            keys = self._keys.get(group)
            if keys is None:
                self._keys[group] = [key]
            else:
                keys.append(key)

    def _leave(self, group: Hashable, key: Any) -> None:
        keys = self._keys[group]
        if len(keys) == 1:
            del self._keys[group]
        elif keys[-1] == key:
            # What is undone came last.
            keys.pop()
        else:
            keys.remove(key)

    def take_over(self, other: Grouped) -> None:
        """Become a copy of *other*."""
        self._keys = {group: list(keys) for group, keys in other._keys.items()}


class Timeline:
    """The ids of rows with a start and an end, group by group, in order of start and then id."""

    __slots__ = ("_entries", "_groups", "_longest")

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._entries: dict[Hashable, list[Entry]] = {}
        # How far before an instant a row may start and still reach it: no row of the group is,
        # or ever was, longer.
        self._longest: dict[Hashable, Any] = {}

    def between(
        self, group: Hashable, start: Instant | None, end: Instant | None
    ) -> Sequence[Entry]:
        """What starts in [start, end); None for no bound."""
        entries = self._entries.get(group, [])
        first = 0 if start is None else bisect_left(entries, start, key=_start)
        last = len(entries) if end is None else bisect_left(entries, end, key=_start)
        return entries[first:last]

    def after(self, group: Hashable, instant: Instant) -> Sequence[Entry]:
        """What starts after *instant*, not at it."""
        entries = self._entries.get(group, [])
        return entries[bisect_right(entries, instant, key=_start) :]

    def reaching(self, group: Hashable, start: Instant, end: Instant) -> Sequence[Entry]:
        """What may overlap [start, end): all that does, and perhaps some that ends before it."""
        entries = self._entries.get(group)
        if not entries:
            return ()
        first = bisect_left(
            entries, -self._longest[group], key=lambda entry: elapsed(start, entry[0])
        )
        return entries[first : bisect_left(entries, end, key=_start)]

    def move(self, key: str, before: Any, after: Any) -> None:
        """Take *key* from where *before* stood to where *after* stands."""
        if before is not None:
            if after is not None and self._stays(before, after):
                return
            for group in self._groups(before):
                entries = self._entries[group]
                del entries[bisect_left(entries, (before.starts_at, key))]
        if after is not None:
            self._enter(key, after)

    def _stays(self, before: Any, after: Any) -> bool:
        return (
            bool(before.starts_at == after.starts_at)
            and bool(before.ends_at == after.ends_at)
            and self._groups(before) == self._groups(after)
        )

    def _enter(self, key: str, row: Any) -> None:
        length = elapsed(row.starts_at, row.ends_at)
        for group in self._groups(row):
            entries = self._entries.get(group)
            if entries is None:
                self._entries[group] = [(row.starts_at, key)]
                self._longest[group] = length
                continue
            insort(entries, (row.starts_at, key))
            self._longest[group] = max(self._longest[group], length)

    def take_over(self, other: Timeline) -> None:
        """Become a copy of *other*."""
        self._entries = {group: list(entries) for group, entries in other._entries.items()}
        self._longest = dict(other._longest)


class Ordered:
    """The keys of rows in the order of something in them, then of key."""

    __slots__ = ("_by", "_entries")

    def __init__(self, by: Callable[[Any], Any]) -> None:
        self._by = by
        self._entries: list[tuple[Any, Any]] = []

    def keys(self) -> Iterator[Any]:
        """Every key, in order."""
        return (key for _, key in self._entries)

    def move(self, key: Any, before: Any, after: Any) -> None:
        """Take *key* from its old place to its new one."""
        old = None if before is None else (self._by(before), key)
        new = None if after is None else (self._by(after), key)
        if old == new:
            return
        if old is not None:
            del self._entries[bisect_left(self._entries, old)]
        if new is not None:
            insort(self._entries, new)

    def take_over(self, other: Ordered) -> None:
        """Become a copy of *other*."""
        self._entries = list(other._entries)


class Table(Generic[Row]):
    """The rows of one type, by key."""

    __slots__ = ("_in_order", "indexes", "rows")

    def __init__(self, *indexes: Index) -> None:
        self.rows: dict[Any, Row] = {}
        self.indexes: tuple[Index, ...] = indexes
        self._in_order: list[Any] | None = None

    def indexed_by(self, groups: Groups) -> Grouped:
        """One more index, of a table that has no rows yet."""
        index = Grouped(groups)
        self.indexes = (*self.indexes, index)
        return index

    def write(self, key: Any, row: Row | None) -> Row | None:
        """Put *row* under *key*, or take the row there away; returns what was there before."""
        rows = self.rows
        before = rows.get(key)
        if row is None:
            del rows[key]
        else:
            rows[key] = row
        if before is None or row is None:
            self._in_order = None
        for index in self.indexes:
            index.move(key, before, row)
        return before

    def page(self, after: str, limit: int) -> Iterator[Row]:
        """At most *limit* rows with a key after *after*, in order of key."""
        keys = self.keys_in_order()
        first = bisect_right(keys, after)
        return (self.rows[key] for key in keys[first : first + limit])

    def keys_in_order(self) -> Sequence[Any]:
        """Every key, in order; sorted anew only when a row came or went."""
        if self._in_order is None:
            self._in_order = sorted(self.rows)
        return self._in_order

    def picked(self, keys: Collection[Any]) -> Iterator[Row]:
        """The rows under *keys*, in that order."""
        return map(self.rows.__getitem__, keys)

    def take_over(self, other: Table[Row]) -> None:
        """Become a copy of *other*; rows never change, so they are shared."""
        self.rows = dict(other.rows)
        self._in_order = None
        for mine, theirs in zip(self.indexes, other.indexes, strict=True):
            mine.take_over(theirs)
