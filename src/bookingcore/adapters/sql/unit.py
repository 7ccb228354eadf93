"""A unit of work on one connection: locks first, then questions, then what is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import case, null, select, update

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers import ANSWERS
from bookingcore.adapters.sql.answers.answer import owner_of
from bookingcore.adapters.sql.owning import oblivion, reassignments
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.adapters.sql.queued import Queued
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.due import EXPECTATION, WITHDRAWAL
from bookingcore.adapters.sql.wire import Exchange, Wire
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.messages.mailbox import BoardMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.invoice import NumberSeries
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import (
    Add,
    Change,
    Count,
    Expect,
    Forget,
    Put,
    Reassign,
    Remove,
    Withdraw,
)
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import UnitClosed
from bookingcore.ports.questions import ById, OwnerOf, Question
from bookingcore.ports.store import Answers, Ref, Remember

Found = dict[Question[Any], tuple[Any, ...]]
"""Questions with their answers."""

Asked = tuple[Phrase, Values, Callable[[list[Row]], None]]
"""What is asked, and what becomes of the rows that answer."""

LOCK_ORDER: tuple[type[Any], ...] = (
    Customer,
    GiftCard,
    Coupon,
    Series,
    Resource,
    Session,
    Center,
    Branch,
    Service,
    Plan,
    Form,
    NumberSeries,
    BoardMessage,
    Announcement,
)
"""In which order rows of different types are locked; those of one type by id."""


class SqlReader:
    """Answers questions about one center on one connection, until its block ends."""

    __slots__ = ("_center", "_codec", "_open", "_wire")

    def __init__(self, wire: Wire, center: CenterId) -> None:
        self._wire = wire
        self._codec = wire.exchange.codec
        self._center = center
        self._open = True

    @property
    def wire(self) -> Wire:
        """The connection, for a savepoint in it, or for what is no row of the center's.

        Raises:
            UnitClosed: the unit has ended.
        """
        self._check()
        return self._wire

    def load(self, *asked: Question[Any]) -> Answers:
        """Answer all questions, each with one statement."""
        self._check()
        found: Found = {}
        self._ask([self._answer(each, found) for each in asked])
        return found

    def _answer(self, question: Question[Any], found: Found) -> Asked:
        codec = self._codec
        answer = ANSWERS[type(question)](codec, question)

        def take(rows: list[Row]) -> None:
            found[question] = answer.read(codec, rows)

        return answer.phrase, (self._center, *answer.values), take

    def _ask(self, asked: Sequence[Asked]) -> None:
        answers = self._wire.ask([(phrase, values) for phrase, values, _ in asked])
        for (_, _, take), rows in zip(asked, answers, strict=True):
            take(rows)

    def close(self) -> None:
        """End it: from now on every use is `UnitClosed`."""
        self._open = False

    def _check(self) -> None:
        if not self._open:
            raise UnitClosed
        # A savepoint may outlive the block of the unit around it.
        self._wire.check()


class SqlUnit(SqlReader):
    """A transaction, or a savepoint in one, that ends with its block."""

    __slots__ = ("_changes", "_held", "_numbers", "_wanted")

    def __init__(self, wire: Wire, center: CenterId) -> None:
        super().__init__(wire, center)
        self._wanted: dict[Ref, None] = {}
        self._held: dict[tuple[type[object], str], int] = {}
        self._numbers: dict[Ref, int] = {}
        self._changes: list[Change | Remember] = []

    def is_of(self, exchange: Exchange) -> bool:
        """Whether it is a unit of the store that has that exchange."""
        return self._wire.exchange is exchange

    def load(self, *asked: Question[Any]) -> Answers:
        """Send the locks, then answer all questions."""
        self._check()
        found: Found = {}
        locks = self._locks(asked, found)
        self._ask([*locks, *(self._answer(each, found) for each in asked if each not in found)])
        return found

    def lock(self, *rows: Ref) -> None:
        """Queue locks on *rows*; the next `load` sends them."""
        self._check()
        self._wanted.update(dict.fromkeys(rows))

    def number(self, row: Ref) -> int | None:
        """The number that this unit's lock gave *row*; None when there is no such row."""
        self._check()
        self._send_locks()
        number = self._numbers.get(row)
        if number is None and isinstance(row.id, str):
            return self._held.get((row.row, row.id))
        return number

    def save(self, changes: Sequence[Change | Remember]) -> None:
        """Queue *changes*; the end of the unit writes them."""
        self._check()
        self._changes.extend(changes)

    def flush(self) -> None:
        """Write what is queued: what is remembered and whose things are first, counts last.

        Raises:
            LostGuard: somebody else was faster.
            UnitClosed: the transaction around it has ended.
        """
        self._check()
        self._send_locks()
        changes, self._changes = self._changes, []
        queued = Queued(changes)
        if queued.remembered:
            self._add(Remember, queued.remembered)
        for owners in queued.owners:
            self._settle(owners)
        for kind, row, rows in queued.batches:
            self._write(kind, row, rows)
        for due in queued.dues:
            self._expect(due)
        # Sessions by id, like their locks; each row is hot, so nothing but the commit comes after.
        for count in sorted(queued.counts, key=lambda count: count.session_id):
            self._count(count)

    def _settle(self, change: Reassign | Forget) -> None:
        center = self._center
        if isinstance(change, Reassign):
            for phrase in reassignments():
                self._wire.write(phrase, [(center, change.old, change.new)])
        else:
            for phrase in oblivion():
                self._wire.write(phrase, [(center, change.customer)])

    def _write(
        self, kind: type[Add | Put | Remove], row: type[object], rows: Sequence[object]
    ) -> None:
        if kind is Add:
            self._add(row, rows)
        elif kind is Put:
            self._put(row, rows)
        else:
            self._remove(row, rows)

    def _add(self, row: type[object], rows: Sequence[object]) -> None:
        kept, codec = KEPT[row], self._codec
        self._wire.write(kept.insertion, [(self._center, *kept.put(codec, each)) for each in rows])
        self._write_parts(row, rows)

    def _put(self, row: type[object], rows: Sequence[object]) -> None:
        kept, codec, center = KEPT[row], self._codec, self._center
        values = [(center, *kept.put(codec, each)) for each in rows]
        alone = bool(kept.steady) and len(values) == 1
        self._wire.write_guarded(kept.replacement, values, kept.amendment if alone else None)
        self._remove_parts(row, rows)
        self._write_parts(row, rows)

    def _remove(self, row: type[object], rows: Sequence[object]) -> None:
        kept, codec, center = KEPT[row], self._codec, self._center
        self._remove_parts(row, rows)
        self._wire.write_guarded(kept.removal, [(center, *kept.put(codec, each)) for each in rows])

    def _remove_parts(self, row: type[object], rows: Sequence[object]) -> None:
        for part in KEPT[row].parts:
            self._wire.write(part.removal, [(self._center, _id_of(each)) for each in rows])

    def _write_parts(self, row: type[object], rows: Sequence[object]) -> None:
        codec, center = self._codec, self._center
        for part in KEPT[row].parts:
            values = [(center, *each) for whole in rows for each in part.rows(codec, whole)]
            if values:
                self._wire.write(part.insertion, values)

    def _expect(self, change: Expect | Withdraw) -> None:
        if isinstance(change, Withdraw):
            self._wire.write(WITHDRAWAL, [(self._center, change.key)])
        else:
            values = KEPT[Due].put(self._codec, change.due)
            self._wire.write(EXPECTATION, [(self._center, *values)])

    def _count(self, count: Count) -> None:
        values: Values = (self._center, count.session_id, count.places)
        if count.edition is not None:
            values += (count.edition,)
        phrase = _counting(count.places < 0, count.beyond_capacity, count.edition is not None)
        self._wire.write_guarded(phrase, [values])

    def _send_locks(self) -> None:
        if self._wanted:
            self._ask(self._locks((), {}))

    def _locks(self, asked: Sequence[Question[Any]], found: Found) -> list[Asked]:
        """What is said for the locks that are queued; what they answer besides is *found*."""
        wanted, self._wanted = tuple(self._wanted), {}
        if len(wanted) == 1 and not self._held:
            # The usual case: the very first statement, even if the customer's id is not known.
            return [self._first_lock(wanted[0], asked, found)]
        refs: dict[tuple[int, str], list[Ref]] = {}
        for ref in wanted:
            if (id := self._known_id(ref)) is not None:
                refs.setdefault((LOCK_ORDER.index(ref.row), id), []).append(ref)
        locks = []
        for (_, id), alike in sorted(refs.items(), key=lambda item: item[0]):
            held = self._held.get((alike[0].row, id))
            if held is None:
                locks.append(self._lock(KEPT[alike[0].row].locking, id, alike))
            else:
                self._numbers |= dict.fromkeys(alike, held)
        return locks

    def _first_lock(self, ref: Ref, asked: Sequence[Question[Any]], found: Found) -> Asked:
        """Locks the one row, and answers the question for it too where that is asked."""
        kept, id = KEPT[ref.row], ref.id
        if isinstance(id, OwnerOf):
            return self._lock(_locking_owner(KEPT[id.row].table.name), id.id, [ref])
        question = ById(ref.row, id)
        if question not in asked:
            return self._lock(kept.locking, id, [ref])
        phrase, values, hold = self._lock(kept.locking_and_by_id, id, [ref])
        # It has an answer on its way: nobody need ask for it.
        found[question] = ()

        def take(rows: list[Row]) -> None:
            hold(rows)
            found[question] = kept.read(self._codec, [row[2:] for row in rows])

        return phrase, values, take

    def _lock(self, phrase: Phrase, id: str, refs: Sequence[Ref]) -> Asked:
        def hold(rows: list[Row]) -> None:
            for locked, number, *_ in rows:
                self._held[refs[0].row, locked] = number
                for ref in refs:
                    self._numbers[ref] = number

        return phrase, (self._center, id), hold

    def _known_id(self, ref: Ref) -> str | None:
        """The id to lock by, so that owners are locked in order too, and once each."""
        if not isinstance(ref.id, OwnerOf):
            return ref.id
        rows = self._wire.read(_owner(KEPT[ref.id.row].table.name), (self._center, ref.id.id))
        return next((id for (id,) in rows), None)


def _id_of(row: Any) -> str:
    id: str = row.id
    return id


@cache
def _owner(table: str) -> Phrase:
    """The id of the customer who owns a row."""
    return Phrase(select(owner_of(table)), ("center", "owner"))


@cache
def _locking_owner(table: str) -> Phrase:
    """Locks the customer who owns a row."""
    columns = tables.customer.c
    statement = (
        update(tables.customer)
        .values(no=columns.no + 1)
        .where(columns.center == given("center"), columns.id == owner_of(table))
        .returning(columns.id, columns.no)
    )
    return Phrase(statement, ("center", "owner"))


@cache
def _counting(back: bool, beyond_capacity: bool, guarded: bool) -> Phrase:
    """Counts places into a session; its check has the last word on whether they fit.

    What staff admitted beyond the capacity lasts as long as the places do: giving some back
    brings `admitted` down again.
    """
    columns = tables.session.c
    after = columns.taken + given("places")
    floor = columns.capacity if back else columns.admitted
    raised = case((floor.is_(None), null()), (after > floor, after), else_=floor)
    conditions = [columns.center == given("center"), columns.id == given("session_id")]
    if guarded:
        conditions.append(columns.edition == given("edition"))
    # In this order: some databases let an assignment see those before it.
    statement = update(tables.session).ordered_values(
        (columns.admitted, raised if back or beyond_capacity else columns.admitted),
        (columns.taken, after),
        (columns.version, columns.version + 1),
    )
    names = ("center", "session_id", "places", "edition")
    return Phrase(statement.where(*conditions), names if guarded else names[:-1])
