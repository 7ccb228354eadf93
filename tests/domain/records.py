"""One customer's rows, as a store would keep them: decisions are written here, guards and all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.audit import (
    BookingTies,
    Fault,
    PlacesHeld,
    SaleSum,
    UnitsMoved,
    idle_units,
)
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.sale import LineKind, PaymentStatus, Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import (
    Add,
    Count,
    Decision,
    Expect,
    Forget,
    Put,
    Reassign,
    Remove,
    Withdraw,
)
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import FACTS, Happened
from bookingcore.domain.values.ids import BalanceId, BookingId, CustomerId, SaleId, SessionId

T = TypeVar("T")


def sale_sum(sale: Sale, payments: Sequence[Payment]) -> SaleSum:
    """What *sale* says of its money, beside its lines and *payments*; nothing went back."""
    lines = [line.total for line in sale.lines]
    amounts = [payment.amount for payment in payments]
    return SaleSum(
        sale_id=sale.id,
        total=sale.total.minor,
        lines=sum(line.minor for line in lines),
        paid=sale.paid.minor,
        payments=sum(amount.minor for amount in amounts),
        pending=sale.pending.minor,
        asked=0,
        refunded=sale.refunded.minor,
        returned=0,
        refunding=sale.refunding.minor,
        returning=0,
        failed=0,
        waived=sale.waived.minor,
        overdrawn=0,
        uneven=0,
        foreign=sum(each.currency != sale.total.currency for each in (*lines, *amounts)),
    )


class Records:
    """The rows of one customer, and of the sessions that they book."""

    def __init__(self, *sessions: Session) -> None:
        self.sessions: dict[SessionId, Session] = {each.id: each for each in sessions}
        self.bookings: dict[BookingId, Booking] = {}
        self.balances: dict[BalanceId, Balance] = {}
        self.sales: dict[SaleId, Sale] = {}
        self.payments: list[Payment] = []
        self.movements: list[Movement] = []
        self.history: list[Happened] = []
        self.dues: dict[str, Due] = {}
        self.booking_arrows: set[tuple[BookingStatus, BookingStatus]] = set()
        self.payment_arrows: set[tuple[PaymentStatus, PaymentStatus]] = set()

    def carry_out(self, decision: Decision[T]) -> T:
        """Write what was decided; a lost guard or a wrong fact fails the test."""
        for change in decision.changes:
            match change:
                case Add(row):
                    self._add(row)
                case Put(row):
                    self._put(row)
                case Count():
                    self._count(change)
                case Expect(due):
                    self.dues[due.id] = due
                case Withdraw(key):
                    self.dues.pop(key, None)
                case Remove() | Reassign() | Forget():
                    raise AssertionError(f"no decision about bookings or sales asks for {change}")
        for happened in decision.happened:
            assert set(happened.facts) == FACTS[happened.kind], happened.kind
        self.history += decision.happened
        return decision.result

    def holdings(self, now: DateTime, *, apart: BookingId | None = None) -> Holdings:
        """What redemption needs to know; *apart* is a booking that is about to be cancelled."""
        movable = [
            booking
            for booking in self.bookings.values()
            if booking.status is BookingStatus.BOOKED
            and booking.redeems
            and booking.starts_at > now
            and booking.id != apart
        ]
        awaiting = [b for b in self.bookings.values() if b.awaiting and b.id != apart]
        return Holdings(
            balances=tuple(self.balances.values()),
            awaiting=awaiting,
            movable=movable,
            redemptions=[tie for booking in movable for tie in self.redemptions(booking.id)],
        )

    def redemptions(self, id: BookingId) -> list[Redemption]:
        """The units tied to a booking, read off the ledgers."""
        tied = dict.fromkeys(self.balances, 0)
        for movement in self.movements:
            if movement.booking_id == id:
                tied[movement.balance_id] -= movement.units
        return [Redemption(id, balance, units) for balance, units in tied.items() if units]

    def faults(self, now: DateTime) -> list[Fault]:
        """What `verify()` would find."""
        return [
            *(fault for page in self._pages() for fault in page.faults()),
            *idle_units(CustomerId("anna"), self.holdings(now)),
        ]

    def _pages(self) -> Iterator[PlacesHeld | UnitsMoved | BookingTies | SaleSum]:
        for session in self.sessions.values():
            live = [b for b in self.bookings.values() if b.live and b.session_id == session.id]
            yield PlacesHeld(
                session_id=session.id,
                capacity=session.capacity,
                taken=session.taken,
                admitted=session.admitted,
                held=sum(booking.places for booking in live),
            )
        for balance in self.balances.values():
            moves = [m for m in self.movements if m.balance_id == balance.id]
            yield UnitsMoved(
                balance_id=balance.id,
                remaining=balance.remaining,
                moves=balance.moves,
                units_moved=sum(m.units for m in moves),
                movements=len(moves),
                last_no=max((m.no for m in moves), default=0),
            )
        for booking in self.bookings.values():
            ties = self.redemptions(booking.id)
            yield BookingTies(
                booking_id=booking.id,
                status=booking.status,
                units_needed=booking.units_needed,
                tied=sum(tie.units for tie in ties),
                least_tie=min((tie.units for tie in ties), default=0),
                line=booking.sale_id is not None,
                lines=sum(
                    line.booking_id == booking.id
                    for sale in self.sales.values()
                    for line in sale.lines_of(LineKind.BOOKING)
                    if not sale.voided
                ),
            )
        for sale in self.sales.values():
            yield sale_sum(sale, [p for p in self.payments if p.sale_id == sale.id])

    def _add(self, row: object) -> None:
        match row:
            case Movement():
                assert (row.balance_id, row.no) not in {
                    (m.balance_id, m.no) for m in self.movements
                }
                self.movements.append(row)
            case Payment():
                self.payments.append(row)
            case Booking():
                assert row.id not in self.bookings
                self.bookings[row.id] = row
            case Balance():
                assert row.id not in self.balances
                self.balances[row.id] = row
            case Sale():
                assert row.id not in self.sales
                self.sales[row.id] = row
            case _:
                raise AssertionError(f"nothing here keeps {row!r}")

    def _put(self, row: object) -> None:
        """Written over the row that was read, whose version then rises."""
        match row:
            case Booking():
                assert row.version == self.bookings[row.id].version
                self.booking_arrows.add((self.bookings[row.id].status, row.status))
                self.bookings[row.id] = evolve(row, version=row.version + 1)
            case Balance():
                assert row.version == self.balances[row.id].version
                self.balances[row.id] = evolve(row, version=row.version + 1)
            case Sale():
                assert row.version == self.sales[row.id].version
                before = self.sales[row.id].payment_status
                self.payment_arrows.add((before, row.payment_status))
                self.sales[row.id] = evolve(row, version=row.version + 1)
            case _:
                raise AssertionError(f"nothing here writes {row!r} over")

    def _count(self, count: Count) -> None:
        session = self.sessions[count.session_id]
        assert count.edition in {None, session.edition}
        taken = session.taken + count.places
        assert session.admitted is not None or session.capacity is None
        if session.capacity is not None and count.places > 0 and not count.beyond_capacity:
            assert taken <= session.capacity
        admitted = None if session.capacity is None else max(session.capacity, taken)
        self.sessions[session.id] = evolve(session, taken=taken, admitted=admitted)
