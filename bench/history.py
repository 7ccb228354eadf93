"""A history as long as one likes: one customer's, lived through at the desk, then repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from bench.floors.ids import World
from bookingcore import Balance, Booking, Customer, Desk, Event, Movement, Sale
from bookingcore.domain.values.changes import Add, Change, Count

HISTORY = 1_000
"""Bookings that make a center one that has been open for a while.

PostgreSQL plans by what it knows of its tables; of new ones it knows nothing, and plans badly.
"""

BOOKINGS_EACH = 10
PATTERNS = 20
BATCH = 500
"""Customers written in one transaction."""


@frozen(kw_only=True)
class Life:
    """All rows of one customer, who bought once, booked ten times and cancelled nothing."""

    customer: Customer
    sale: Sale
    balance: Balance
    bookings: tuple[Booking, ...]
    movements: tuple[Movement, ...]
    events: tuple[Event, ...]

    def repeated(self, world: World) -> Iterator[Change]:
        """The same life under other ids, as one command, but for the places in sessions."""
        kept: tuple[Any, ...] = (self.customer, self.sale, self.balance, *self.bookings)
        new: dict[Any, Any] = {row.id: world.new_id() for row in kept}
        card = new[self.customer.id]
        balance = new[self.balance.id]
        line = evolve(self.sale.lines[0], balance_id=balance)
        yield Add(evolve(self.customer, id=card))
        yield Add(evolve(self.sale, id=new[self.sale.id], customer_id=card, lines=(line,)))
        sale = new[self.sale.id]
        yield Add(evolve(self.balance, id=balance, customer_id=card, sale_id=sale))
        for booking in self.bookings:
            yield Add(evolve(booking, id=new[booking.id], customer_id=card))
        for movement in self.movements:
            paid = new.get(movement.booking_id)
            yield Add(evolve(movement, balance_id=balance, booking_id=paid, customer_id=card))
        for seq, event in enumerate(self.events):
            subject = new[event.subject]
            told = evolve(event, stream=card, subject=subject, customer_id=card, no=1, seq=seq)
            yield Add(told)


def grow(desk: Desk, bookings: int) -> None:
    """Add customers who have booked *bookings* times in all, at ten times each, in the past."""
    lives = _lived(desk)
    world = World()
    left = bookings // BOOKINGS_EACH - len(lives)
    while left > 0:
        for life in lives:
            repetitions = min(left, BATCH // 10)
            left -= repetitions
            _repeat(desk, life, repetitions, world)


def _repeat(desk: Desk, life: Life, repetitions: int, world: World) -> None:
    with desk.store.begin(desk.center) as unit:
        changes = [change for _ in range(repetitions) for change in life.repeated(world)]
        unit.save(sorted(changes, key=_kind))
        unit.save([Count(session_id=b.session_id, places=repetitions) for b in life.bookings])


def _kind(change: Any) -> int:
    """Rows of one type together, in the order in which they refer to one another."""
    order: Sequence[type[Any]] = (Customer, Sale, Balance, Booking, Movement, Event)
    return order.index(type(change.row))


def _lived(desk: Desk) -> list[Life]:
    service = desk.catalog.add_service("Yoga", duration=60)
    plan = desk.catalog.add_plan(
        "Twenty", price="180", units=2 * BOOKINGS_EACH, services=(service,), valid_for=365
    )
    a_year_ago = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=300)
    lives = []
    for number in range(PATTERNS):
        customer = desk.customers.register(name=f"Regular {number}")
        sale = desk.sales.sell(customer, plan, application_date=a_year_ago.date())
        starts = [
            a_year_ago + timedelta(days=20 * n, hours=2 * number) for n in range(BOOKINGS_EACH)
        ]
        sessions = [
            desk.schedule.add_session(service, starts_at=at, capacity=1_000_000) for at in starts
        ]
        bookings = tuple(desk.bookings.book(customer, session) for session in sessions)
        (balance,) = desk.balances.of(customer)
        lives.append(
            Life(
                customer=customer,
                sale=sale,
                balance=balance,
                bookings=bookings,
                movements=desk.balances.movements(balance),
                events=desk.history(customer),
            )
        )
    return lives
