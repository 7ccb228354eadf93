"""The lies about units, snapshots and savepoints: what holds, what waits, what is undone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock
from typing import Any

from bookingcore.domain.values.changes import Add, Change
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import UnitClosed
from bookingcore.ports.questions import Question
from bookingcore.ports.store import LostGuard, Reader, Ref, Remember, Store, Unit
from bookingcore.testing.contracts import threads
from bookingcore.testing.contracts.studio import Mishap
from tests.liars.stores import LyingReader, LyingStore, LyingUnit

Changes = Sequence[Change | Remember]


class SaysOwns(LyingStore):
    """Says the contrary of who owns its transactions."""

    @property
    def owns(self) -> bool:
        return self.inner.owns is not self.lying


class SavesLast(LyingStore):
    """Only the last save of a unit counts."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with self.inner.begin(center) as inner:
            unit = _LastSave(self, inner)
            yield unit
            inner.save(unit.last)


class _LastSave(LyingUnit):
    last: Changes = ()

    def save(self, changes: Changes) -> None:
        self.last = changes


class SavesAtOnce(LyingStore):
    """Writes when it is told to, not at the end of the unit; *one by one*, if need be."""

    def __init__(self, *, one_by_one: bool = False) -> None:
        super().__init__()
        self.one_by_one = one_by_one

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        for part in [[change] for change in changes] if self.one_by_one else [changes]:
            with self.inner.joined(unit).begin(CenterId("roma")) as savepoint:
                savepoint.save(part)
        return ()


class CommitsWhatItCan(LyingStore):
    """Leaves what was written when a later change of the unit loses its guard."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with self.inner.begin(center) as inner:
            unit = _LastSave(self, inner)
            yield unit if self.lying else LyingUnit(self, inner)
        for change in unit.last:
            with self.inner.begin(center) as alone:
                alone.save([change])


class CommitsAnyway(LyingStore):
    """Commits a unit whose block has raised."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        raised: Mishap | None = None
        with self.inner.begin(center) as inner:
            try:
                yield LyingUnit(self, inner)
            except Mishap as error:
                raised = error
        if raised:
            raise raised


class RaisesItsOwn(LyingStore):
    """Puts an error of its own in the place of what the block raised."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        try:
            with super().begin(center) as unit:
                yield unit
        except Exception as error:
            raise LostGuard from error


class StaysBroken(LyingStore):
    """Refuses every unit after one that failed."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: list[Exception] = []

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        if self.broken:
            raise AssertionError from self.broken[0]
        try:
            with super().begin(center) as unit:
                yield unit
        except Exception as error:
            self.broken.append(error)
            raise


class NeverCloses(LyingStore):
    """Its units and readers go on after their end, as if nothing had happened."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with self.inner.begin(center) as inner:
            yield _Immortal(self, inner)

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        with self.inner.snapshot(center) as inner:
            yield _Immortal(self, inner)

    def joined(self, handle: object) -> Store:
        assert isinstance(handle, LyingUnit)
        if self.lying and not getattr(handle.inner, "is_open", True):
            return self.root
        return super().joined(handle)


class _Immortal(LyingUnit):
    def load(self, *asked: Question[Any]) -> Any:
        try:
            return super().load(*asked)
        except UnitClosed:
            return dict.fromkeys(asked, ())

    def lock(self, *rows: Ref) -> None:
        self._whatever(lambda: self.inner.lock(*rows))

    def number(self, row: Ref) -> int | None:
        self._whatever(lambda: self.inner.number(row))
        return None

    def save(self, changes: Changes) -> None:
        self._whatever(lambda: self.inner.save(changes))

    def _whatever(self, act: Callable[[], object]) -> None:
        with suppress(UnitClosed):
            act()


class JoinsTheDead(LyingStore):
    """Begins a unit of its own where the one that was joined has ended."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        try:
            with super().begin(center) as unit:
                yield unit
        except UnitClosed:
            with self.root.inner.begin(center) as unit:
                yield LyingUnit(self, unit)


class HoldsNothing(LyingStore):
    """Its units hold no lock: they read what is there, and write when they end."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        unit = _Optimist(self, center)
        try:
            yield unit
        finally:
            unit.let_go()
        time.sleep(0.002)
        with self.inner.begin(center) as inner:
            inner.lock(*unit.refs)
            inner.load()
            inner.save(unit.changes)


class _Optimist(LyingUnit):
    def __init__(self, store: LyingStore, center: CenterId) -> None:
        self.store = store
        self.center = center
        self.refs: list[Ref] = []
        self.changes: list[Change | Remember] = []
        self.held = ExitStack()

    def load(self, *asked: Question[Any]) -> Any:
        with self.store.inner.snapshot(self.center) as reader:
            return reader.load(*asked)

    def lock(self, *rows: Ref) -> None:
        self.refs += rows
        if isinstance(self.store, LocksAsNamed):
            for row in rows:
                self._wait_for(self.store.locks.setdefault(row, Lock()))

    def number(self, row: Ref) -> int | None:
        with self.store.inner.begin(self.center) as inner:
            inner.lock(row)
            inner.load()
            return inner.number(row)

    def save(self, changes: Changes) -> None:
        self.changes += changes

    def let_go(self) -> None:
        self.held.close()

    def _wait_for(self, lock: Lock) -> None:
        if not lock.acquire(timeout=threads.MOMENT_SECONDS):
            raise LostGuard
        self.held.callback(lock.release)
        time.sleep(0.01)


class LocksAsNamed(HoldsNothing):
    """Locks rows in the order in which they are named, and gives up where that goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.locks: dict[Ref, Lock] = {}


class ReadsAnew(LyingStore):
    """A snapshot sees another moment with each load."""

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        yield _Blurred(self, center)


class _Blurred(LyingReader):
    def __init__(self, store: LyingStore, center: CenterId) -> None:
        self.store = store
        self.center = center

    def load(self, *asked: Question[Any]) -> Any:
        with self.store.inner.snapshot(self.center) as reader:
            return reader.load(*asked)


class HoldsWritersUp(LyingStore):
    """No unit begins while a snapshot is open."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = Lock()

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with self.turn, super().begin(center) as unit:
            yield unit

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        with self.turn, super().snapshot(center) as reader:
            yield reader


class SharesSnapshots(LyingStore):
    """A second snapshot sees the moment of the first."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: list[Reader] = []

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        with super().snapshot(center) as reader:
            self.readers.append(reader)
            yield self.readers[0] if self.lying else reader
            self.readers.pop()


class ReadsTheUndone(LyingStore):
    """A snapshot sees what a running unit has written so far."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[Unit] = []

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        with super().begin(center) as unit:
            if self.lying and self is self.root:
                self.running.append(unit)
            try:
                yield unit
            finally:
                time.sleep(threads.MOMENT_SECONDS)

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        yield self.running[0]


class DefersSavepoints(LyingStore):
    """What a savepoint saves is written with the unit around it, come what may."""

    def __init__(self) -> None:
        super().__init__()
        self.around: LyingUnit | None = None

    def joined(self, handle: object) -> Store:
        twin = super().joined(handle)
        assert isinstance(twin, DefersSavepoints)
        assert isinstance(handle, LyingUnit)
        twin.around = getattr(handle.store, "around", None) or handle
        return twin

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        if self.around is None:
            return changes
        self.around.inner.save(changes)
        return ()


class DropsSavepoints(LyingStore):
    """Nothing that a savepoint saves is written."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return changes if self is self.root else ()


class RescuesSavepoints(LyingStore):
    """What a savepoint saved stays when the unit around it is undone."""

    def __init__(self) -> None:
        super().__init__()
        self.rescued: list[Change | Remember] = []

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        if self is not self.root:
            self.rescued += [change for change in changes if isinstance(change, Add)]
        return changes

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        try:
            with super().begin(center) as unit:
                yield unit
        except Exception:
            if self is self.root:
                with self.inner.begin(center) as anew:
                    anew.save(self.rescued)
            raise
