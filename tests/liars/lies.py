"""The lies that are told with one hook: about answers, changes, locks and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import evolve, fields, has

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Add, Change, Count, Put
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.questions import ById, History, OwnerOf, Question
from bookingcore.ports.store import LostGuard, Reader, Ref, Remember, Unit
from bookingcore.testing.contracts.rows import ROME, a_customer
from tests.liars.stores import Answered, LyingReader, LyingStore, LyingUnit, Rows

Changes = Sequence[Change | Remember]


class Hears(LyingStore):
    """Answers another question than the one that was asked."""

    def __init__(self, **instead: Any) -> None:
        super().__init__()
        self.instead = instead

    def heard(self, question: Question[Any]) -> Question[Any]:
        row: Any = question
        known = {field.name for field in fields(type(row))}
        heard: Question[Any] = evolve(row, **{k: self.instead[k] for k in known & {*self.instead}})
        return heard


class Tells(LyingStore):
    """Gives another answer than the true one."""

    def __init__(self, change: Callable[[Rows], Rows]) -> None:
        super().__init__()
        self.change = change

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        return self.change(rows)


def reverses() -> LyingStore:
    """Tells rows in the opposite order."""
    return Tells(lambda rows: rows[::-1])


def hides() -> LyingStore:
    """Tells of nothing."""
    return Tells(lambda _: ())


def adds(*rows: object) -> LyingStore:
    """Tells of *rows*, too."""
    return Tells(lambda told: (*told, *rows))


def repeats() -> LyingStore:
    """Tells each row twice."""
    return Tells(lambda rows: rows + rows)


def alters(**altered: Callable[[Any], Any]) -> LyingStore:
    """Tells rows with these fields altered, where they have them."""

    def altering(row: Any) -> Any:
        names = {field.name for field in fields(type(row))} & set(altered) if has(type(row)) else ()
        return evolve(row, **{name: altered[name](getattr(row, name)) for name in names})

    return Tells(lambda rows: tuple(map(altering, rows)))


class Text(str):
    """Text that equals the true one, and is of another type."""

    __slots__ = ()


def retypes() -> LyingStore:
    """Tells rows whose first field is of another type."""

    def retyped(row: Any) -> Any:
        name = fields(type(row))[0].name
        return evolve(row, **{name: Text(getattr(row, name))})

    return Tells(lambda rows: tuple(map(retyped, rows)))


class KnowsNoOwner(LyingStore):
    """Finds nothing of a customer who is known as the owner of a row."""

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        return () if isinstance(getattr(question, "customer", None), OwnerOf) else rows


class Invents(LyingStore):
    """Answers a question about something unknown as if it were about something known."""

    def __init__(self, known: Question[Any]) -> None:
        super().__init__()
        self.known = known

    def heard(self, question: Question[Any]) -> Question[Any]:
        return self.known


class Mixes(LyingStore):
    """Keeps all centers as one."""

    def center(self, center: CenterId) -> CenterId:
        return ROME


class Saves(LyingStore):
    """Saves something else."""

    def __init__(self, change: Callable[[Changes], Changes]) -> None:
        super().__init__()
        self.change = change

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return self.change(changes)


def drops(*kinds: type[object]) -> LyingStore:
    """Saves no change of these kinds."""
    return Saves(lambda changes: [each for each in changes if not isinstance(each, kinds)])


def recounts(**fields: Callable[[Any], Any]) -> LyingStore:
    """Counts places otherwise than it was told."""

    def recounted(change: Change | Remember) -> Change | Remember:
        if not isinstance(change, Count):
            return change
        return evolve(change, **{k: v(getattr(change, k)) for k, v in fields.items()})

    return Saves(lambda changes: list(map(recounted, changes)))


def stored(unit: Unit, row: Any) -> Any:
    """The row as it stands in the store, or *row* when it does not."""
    question: Question[Any] = ById(type(row), row.id)
    return next(iter(unit.load(question)[question]), row)


class OverwritesTheStale(LyingStore):
    """Puts a row whatever its version."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        def current(row: Any) -> Put:
            return Put(evolve(row, version=stored(unit, row).version))

        return [current(each.row) if isinstance(each, Put) else each for each in changes]


class PutsWhatWasThere(LyingStore):
    """Puts a row without its changes."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return [Put(stored(unit, c.row)) if isinstance(c, Put) else c for c in changes]


class AddsWhatIsPut(LyingStore):
    """Adds a row that should be put and is not there."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        return [
            Add(change.row)
            if isinstance(change, Put) and stored(unit, change.row) is change.row
            else change
            for change in changes
        ]


class CountsOnce(LyingStore):
    """Lets one command count into a session, and no other one."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: set[str] = set()

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        ids = {change.session_id for change in changes if isinstance(change, Count)}
        again = bool(ids & self.counted)
        self.counted |= ids
        return [evolve(c, edition=0) if again and isinstance(c, Count) else c for c in changes]


class KeepsAliases(LyingStore):
    """Keeps the caller's own event, and gives it away again."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        self.events += [
            change.row
            for change in changes
            if isinstance(change, Add) and isinstance(change.row, Event)
        ]
        return changes

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        return tuple(self.events) if isinstance(question, History) else rows


class KnowsOwnersOnly(LyingStore):
    """Has no number for a customer but under the name by which they were locked."""

    def __init__(self) -> None:
        super().__init__()
        self.named: set[Ref] = set()

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        self.named |= set(refs)
        return refs

    def numbered(self, ref: Ref, number: int | None) -> int | None:
        return number if ref in self.named else None


class CountsNames(KnowsOwnersOnly):
    """Counts a customer once for each name by which they were locked."""

    def numbered(self, ref: Ref, number: int | None) -> int | None:
        return None if number is None else number + len(self.named) - 1


class Locks(LyingStore):
    """Locks other rows than it was told."""

    def __init__(self, change: Callable[[Sequence[Ref]], Sequence[Ref]]) -> None:
        super().__init__()
        self.change = change

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        return self.change(refs)


def locks_no_owner() -> LyingStore:
    """Locks no customer who is known as the owner of a row."""
    return Locks(lambda refs: [ref for ref in refs if not isinstance(ref.id, OwnerOf)])


class LocksEachTime(LyingStore):
    """A row that is named twice is counted twice."""

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        assert not isinstance(unit, LyingUnit)
        for ref in refs[1:]:
            with self.inner.joined(unit).begin(ROME) as savepoint:
                savepoint.lock(ref)
                savepoint.load()
        return refs


class LocksByPutting(LyingStore):
    """A lock counts up the version of the row, too."""

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        unit.save([Put(stored(unit, a_customer(1)))])
        return refs


class PutsByLocking(LyingStore):
    """A put counts up the number of the row, too."""

    def saved(self, unit: Unit, changes: Changes) -> Changes:
        if any(isinstance(change, Put) for change in changes):
            unit.lock(Ref(Customer, a_customer(1).id))
        return changes


class Numbers(LyingStore):
    """Gives every row the same number, or makes one up for what does not exist."""

    def __init__(self, number: int | None) -> None:
        super().__init__()
        self.given = number

    def numbered(self, ref: Ref, number: int | None) -> int | None:
        return self.given


class NumbersByItself(LyingStore):
    """Counts locks in a book of its own, which no unit's end undoes."""

    def __init__(self, *, alike: bool = False) -> None:
        super().__init__()
        self.numbers: dict[Ref | None, int] = defaultdict(lambda: 1)
        self.alike = alike

    def locked(self, unit: Unit, refs: Sequence[Ref]) -> Sequence[Ref]:
        for ref in refs:
            self.numbers[None if self.alike else ref] += 1
        return refs

    def numbered(self, ref: Ref, number: int | None) -> int | None:
        return self.numbers[None if self.alike else ref]


class AnswersTheFirst(LyingStore):
    """Answers the first of several questions only."""

    def answers(self, answered: Answered) -> Any:
        return {
            question: rows if number == 0 else ()
            for number, (question, rows) in enumerate(answered.items())
        }


class AnswersTheUnasked(LyingStore):
    """Has an empty answer to what was not asked."""

    def answers(self, answered: Answered) -> Any:
        return defaultdict(tuple, answered)


class AnswersOnce(LyingStore):
    """A question that was asked before is not answered again."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[Question[Any]] = set()

    def told(self, question: Question[Any], rows: Rows) -> Rows:
        known, self.known = question in self.known, self.known | {question}
        return () if known else rows


class Forgives(LyingStore):
    """Takes a lost guard for granted: the unit is undone, and nobody hears of it."""

    @contextmanager
    def begin(self, center: CenterId) -> Iterator[Unit]:
        try:
            with super().begin(center) as unit:
                yield unit
        except LostGuard:
            if not self.lying:
                raise


class HidesFromSnapshots(LyingStore):
    """Shows nothing to snapshots."""

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        with self.inner.snapshot(CenterId("nowhere") if self.lying else center) as reader:
            yield LyingReader(self, reader)
