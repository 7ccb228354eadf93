"""What each question finds in the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from attrs import evolve
from pendulum import DateTime

from bookingcore.adapters.memory.audits import AUDITS
from bookingcore.adapters.memory.books import ALL, Books, KeptEvent
from bookingcore.adapters.memory.tables import Entry
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.catalog.policies import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.sale import Payment, Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import BalanceId, BookingId
from bookingcore.ports import questions as ask

T = TypeVar("T")

_LIVE = (BookingStatus.AWAITING_REDEMPTION, BookingStatus.BOOKED)


def answer(books: Books, question: ask.Question[T]) -> tuple[T, ...]:
    """The rows that answer *question*."""
    return tuple(_ANSWERS[type(question)](books, question))


def owner_in(books: Books, owner: ask.Owner) -> str | None:
    """The id of the customer; None when the row that they are known by does not exist."""
    if not isinstance(owner, ask.OwnerOf):
        return owner
    row: Any = books.tables[owner.row].rows.get(owner.id)
    return None if row is None else row.customer_id


def _one(row: T | None) -> tuple[T, ...]:
    return () if row is None else (row,)


def _by_id(books: Books, asked: ask.ById[Any]) -> Iterable[Any]:
    return _one(books.tables[asked.row].rows.get(asked.id))


def _all(books: Books, asked: ask.All[Any]) -> Iterable[Any]:
    table = books.tables[asked.row]
    return table.picked(table.keys_in_order())


def _session_to_book(books: Books, asked: ask.SessionToBook) -> Iterable[ask.BookableSession]:
    session = books.sessions.rows.get(asked.session_id)
    if session is None:
        return ()
    policy = books.terms.rows[session.terms].policy
    return (ask.BookableSession(session, policy, books.plans_for.holds(session.service_id)),)


def _clashes(books: Books, asked: ask.Clashes) -> Iterable[Booking]:
    session = books.sessions.rows.get(asked.session_id)
    if session is None:
        return ()
    found: dict[BookingId, Booking] = {}
    for status in _LIVE:
        entries = books.bookings_by_start.reaching(
            (asked.customer, status), session.starts_at, session.ends_at
        )
        for booking in _bookings(books, entries):
            if booking.ends_at > session.starts_at:
                found[booking.id] = booking
    for id in books.bookings_between.of((asked.customer, asked.session_id)):
        if books.bookings.rows[id].live:
            found[id] = books.bookings.rows[id]
    return sorted(found.values(), key=lambda booking: (booking.starts_at, booking.id))


def _balances_with_units(books: Books, asked: ask.BalancesWithUnits) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    return books.balances.picked(sorted(books.balances_of.of((owner, True))))


def _balances_in_play(books: Books, asked: ask.BalancesInPlay) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    ids = set(books.balances_of.of((owner, True)))
    ids.update(tie.balance_id for tie in _ties_of_movable(books, owner, asked.after))
    return books.balances.picked(sorted(ids))


def _balances(books: Books, asked: ask.BalancesOf) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    return books.balances.picked(sorted(books.balances_of.of((owner, True), (owner, False))))


def _balances_paying(books: Books, asked: ask.BalancesPaying) -> Iterable[Balance]:
    return books.balances.picked([tie.balance_id for tie in _ties(books, asked.booking_id)])


def _awaiting(books: Books, asked: ask.AwaitingOf) -> Iterable[Booking]:
    owner = owner_in(books, asked.customer)
    status = BookingStatus.AWAITING_REDEMPTION
    return _bookings(books, books.bookings_by_start.between((owner, status), None, None))


def _movable(books: Books, asked: ask.MovableOf) -> Iterable[Booking]:
    return _movable_of(books, owner_in(books, asked.customer), asked.after)


def _movable_of(books: Books, owner: str | None, after: DateTime) -> Iterable[Booking]:
    """A booking that needs no unit was never redeemed, so it is not among them."""
    later = books.bookings_by_start.after((owner, BookingStatus.BOOKED), after)
    return (booking for booking in _bookings(books, later) if booking.units_needed)


def _redemptions_of_movable(books: Books, asked: ask.RedemptionsOfMovable) -> Iterable[Redemption]:
    return _ties_of_movable(books, owner_in(books, asked.customer), asked.after)


def _ties_of_movable(books: Books, owner: str | None, after: DateTime) -> Iterable[Redemption]:
    for booking in _movable_of(books, owner, after):
        yield from _ties(books, booking.id)


def _redemptions(books: Books, asked: ask.RedemptionsOf) -> Iterable[Redemption]:
    return _ties(books, asked.booking_id)


def _ties(books: Books, booking_id: BookingId) -> Iterable[Redemption]:
    """What the booking took from each balance and did not give back, in order of balance."""
    units: Counter[BalanceId] = Counter()
    for movement in books.movements.picked(books.movements_for.of(booking_id)):
        units[movement.balance_id] -= movement.units
    for balance_id in sorted(units):
        if units[balance_id] > 0:
            yield Redemption(booking_id, balance_id, units[balance_id])


def _terms(books: Books, asked: ask.TermsOfBooking) -> Iterable[Terms]:
    booking = books.bookings.rows.get(asked.booking_id)
    return () if booking is None else (books.terms.rows[booking.terms],)


def _bookings_of(books: Books, asked: ask.BookingsOf) -> Iterable[Booking]:
    owner = owner_in(books, asked.customer)
    statuses = BookingStatus if asked.status is None else (asked.status,)
    entries = [
        entry
        for status in statuses
        for entry in books.bookings_by_start.between((owner, status), asked.start, asked.end)
    ]
    return _bookings(books, sorted(entries))


def _bookings_in(books: Books, asked: ask.BookingsIn) -> Iterable[Booking]:
    found = books.bookings.picked(books.bookings_in.of(asked.session_id))
    return sorted(found, key=lambda booking: (booking.made_at, booking.id))


def _sessions_between(books: Books, asked: ask.SessionsBetween) -> Iterable[Session]:
    entries = books.sessions_by_start.between(ALL, asked.start, asked.end)
    for session in books.sessions.picked([id for _, id in entries]):
        if asked.service_id in {None, session.service_id} and (
            asked.branch_id in {None, session.branch_id}
        ):
            yield session


def _sessions_using(books: Books, asked: ask.SessionsUsing) -> Iterable[Session]:
    entries = {
        entry
        for resource in asked.resources
        for entry in books.sessions_by_start.reaching(resource, asked.start, asked.end)
    }
    for session in books.sessions.picked([id for _, id in sorted(entries)]):
        if session.ends_at > asked.start:
            yield session


def _customers(books: Books, asked: ask.CustomersFound) -> Iterable[Customer]:
    words = asked.text.casefold().split()
    found = [
        (text, customer.id, customer)
        for customer in books.customers.rows.values()
        if asked.status in {None, customer.status}
        for text in (customer.search_text,)
        if all(word in text for word in words)
    ]
    # The text begins with the name.
    return (customer for _, _, customer in sorted(found, key=lambda row: row[:2])[: asked.limit])


def _sales(books: Books, asked: ask.SalesOf) -> Iterable[Sale]:
    sales = books.sales.picked(books.sales_of.of(owner_in(books, asked.customer)))
    return sorted(sales, key=lambda sale: (sale.sold_at, sale.id))


def _payments(books: Books, asked: ask.PaymentsOf) -> Iterable[Payment]:
    payments = books.payments.picked(books.payments_of.of(asked.sale_id))
    return sorted(payments, key=lambda payment: (payment.at, payment.id))


def _movements(books: Books, asked: ask.MovementsOf) -> Iterable[Movement]:
    return books.movements.picked(sorted(books.movements_of.of(asked.balance_id)))


def _history(books: Books, asked: ask.History) -> Iterable[Event]:
    kept = books.events.picked(books.events_about.of(asked.id))
    return map(_told, sorted(kept, key=lambda kept: (kept.event.at, kept.event.no, kept.event.seq)))


def _told(kept: KeptEvent) -> Event:
    return evolve(kept.event, facts=dict(kept.facts), words=dict(kept.words))


def _remembered(books: Books, asked: ask.Remembered) -> Iterable[ask.RememberedCommand]:
    return _one(books.remembered.rows.get((asked.actor, asked.command, asked.key)))


def _bookings(books: Books, entries: Iterable[Entry]) -> Iterable[Booking]:
    return books.bookings.picked([id for _, id in entries])


_ANSWERS: Mapping[type[ask.Question[Any]], Callable[[Books, Any], Iterable[Any]]] = {
    ask.ById: _by_id,
    ask.All: _all,
    ask.SessionToBook: _session_to_book,
    ask.Clashes: _clashes,
    ask.BalancesWithUnits: _balances_with_units,
    ask.BalancesInPlay: _balances_in_play,
    ask.BalancesOf: _balances,
    ask.BalancesPaying: _balances_paying,
    ask.AwaitingOf: _awaiting,
    ask.MovableOf: _movable,
    ask.RedemptionsOfMovable: _redemptions_of_movable,
    ask.RedemptionsOf: _redemptions,
    ask.TermsOfBooking: _terms,
    ask.BookingsOf: _bookings_of,
    ask.BookingsIn: _bookings_in,
    ask.SessionsBetween: _sessions_between,
    ask.SessionsUsing: _sessions_using,
    ask.CustomersFound: _customers,
    ask.SalesOf: _sales,
    ask.PaymentsOf: _payments,
    ask.MovementsOf: _movements,
    ask.History: _history,
    ask.Remembered: _remembered,
    **AUDITS,
}
