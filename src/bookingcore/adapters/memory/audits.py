"""The sums that `verify()` compares, taken from the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from heapq import nsmallest
from itertools import islice
from typing import Any

from bookingcore.adapters.memory.books import Books
from bookingcore.adapters.memory.owning import how_many
from bookingcore.adapters.memory.queues import queue_in
from bookingcore.domain.bookings import audit
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.ownership.audit import AddressKept, Tombstone
from bookingcore.domain.sales.balance import Movement, MovementKind
from bookingcore.domain.sales.payment import UNDECIDED, ChargeStatus, Payment
from bookingcore.domain.sales.refund import ON_ITS_WAY, Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import LineKind
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import DueKind, due_key
from bookingcore.domain.values.ids import BalanceId, BookingId, CustomerId, PaymentId, ResourceId
from bookingcore.domain.waitlist.audit import QueueKept
from bookingcore.ports import audits as ask


def _places_held(books: Books, asked: ask.PlacesHeldPage) -> Iterable[audit.PlacesHeld]:
    for session in books.sessions.page(asked.after, asked.limit):
        bookings = books.bookings.picked(books.bookings_in.of(session.id))
        yield audit.PlacesHeld(
            session_id=session.id,
            capacity=session.capacity,
            taken=session.taken,
            admitted=session.admitted,
            held=sum(booking.places for booking in bookings if booking.live),
            offered=sum(entry.held for entry in queue_in(books, session.id)),
            live=session.live,
        )


def _resource_uses(books: Books, asked: ask.ResourceUsesPage) -> Iterable[audit.ResourceUse]:
    for resource in books.resources.page(asked.after, asked.limit):
        twice = _held_twice(books, resource.id)
        yield audit.ResourceUse(
            resource_id=resource.id,
            twice=len(twice),
            session_id=min((session.id for session in twice), default=None),
        )


def _held_twice(books: Books, resource: ResourceId) -> list[Session]:
    """The sessions that start while an earlier one still holds the resource."""
    entries = books.sessions_by_start.between(resource, None, None)
    twice: list[Session] = []
    until = None
    for session in books.sessions.picked([id for _, id in entries]):
        if until is not None and session.starts_at < until:
            twice.append(session)
        until = session.ends_at if until is None else max(until, session.ends_at)
    return twice


def _queues(books: Books, asked: ask.QueuesPage) -> Iterable[QueueKept]:
    everything = books.sessions.page(asked.after, len(books.sessions.rows))
    return islice(_queues_of(books, everything), asked.limit)


def _queues_of(books: Books, sessions: Iterable[Session]) -> Iterator[QueueKept]:
    for session in sessions:
        entries = queue_in(books, session.id)
        if entries or session.queued:
            due = books.dues.rows.get(due_key(DueKind.QUEUE, session.id))
            yield QueueKept(
                session=session,
                policy=books.terms.rows[session.terms].policy,
                entries=tuple(entries),
                due_at=None if due is None else due.due_at,
            )


def _units_moved(books: Books, asked: ask.UnitsMovedPage) -> Iterable[audit.UnitsMoved]:
    for balance in books.balances.page(asked.after, asked.limit):
        ledger = list(books.movements.picked(books.movements_of.of(balance.id)))
        yield audit.UnitsMoved(
            balance_id=balance.id,
            remaining=balance.remaining,
            moves=balance.moves,
            units_moved=sum(movement.units for movement in ledger),
            movements=len(ledger),
            last_no=max((movement.no for movement in ledger), default=0),
            unpaired=sum(not _paired(books, movement) for movement in ledger),
        )


def _paired(books: Books, movement: Movement) -> bool:
    """Whether a movement between two lots has its counterpart in the other one."""
    if movement.kind is not MovementKind.SPLIT:
        return True
    others = books.movements.picked(books.movements_of.of(movement.other_id))
    return any(
        (each.other_id, each.units) == (movement.balance_id, -movement.units) for each in others
    )


def _booking_ties(books: Books, asked: ask.BookingTiesPage) -> Iterable[audit.BookingTies]:
    for booking in books.bookings.page(asked.after, asked.limit):
        ties: Counter[BalanceId] = Counter()
        for movement in books.movements.picked(books.movements_for.of(booking.id)):
            ties[movement.balance_id] -= movement.units
        yield audit.BookingTies(
            booking_id=booking.id,
            status=booking.status,
            units_needed=booking.units_needed,
            tied=sum(ties.values()),
            least_tie=min(ties.values(), default=0),
            line=booking.sale_id is not None,
            lines=_lines_for(books, booking.id),
        )


def _lines_for(books: Books, booking: BookingId) -> int:
    """How many lines pay for the booking, of sales that were not undone."""
    return sum(
        line.booking_id == booking
        for sale in books.sales.picked(books.sales_about.of(booking))
        if not sale.voided
        for line in sale.lines_of(LineKind.BOOKING)
    )


def _sale_sums(books: Books, asked: ask.SaleSumsPage) -> Iterable[audit.SaleSum]:
    for sale in books.sales.page(asked.after, asked.limit):
        payments = list(books.payments.picked(books.payments_of.of(sale.id)))
        refunds = list(books.refunds.picked(books.refunds_of.of(sale.id)))
        parts = [part for refund in refunds for part in refund.parts]
        rows: list[Payment | Refund | RefundPart] = [*payments, *refunds, *parts]
        currencies = [*(line.total.currency for line in sale.lines), *map(_currency, rows)]
        yield audit.SaleSum(
            sale_id=sale.id,
            total=sale.total.minor,
            lines=sum(line.total.minor for line in sale.lines),
            paid=sale.paid.minor,
            payments=_sum(payments, {ChargeStatus.CAPTURED}),
            pending=sale.pending.minor,
            asked=_sum(payments, UNDECIDED),
            refunded=sale.refunded.minor,
            returned=_sum(parts, {RefundStatus.DONE}),
            refunding=sale.refunding.minor,
            returning=_sum(parts, ON_ITS_WAY),
            failed=_sum(parts, {RefundStatus.FAILED}),
            waived=sale.waived.minor,
            overdrawn=_overdrawn(payments, parts),
            uneven=sum(
                refund.amount.minor != _sum(refund.parts, RefundStatus) for refund in refunds
            ),
            foreign=sum(currency != sale.total.currency for currency in currencies),
        )


def _currency(row: Payment | Refund | RefundPart) -> str:
    return row.amount.currency


def _sum(rows: Iterable[Payment | RefundPart], statuses: Iterable[Enum]) -> int:
    """The amounts of the *rows* that stand at one of *statuses*."""
    return sum(row.amount.minor for row in rows if row.status in statuses)


def _overdrawn(payments: Iterable[Payment], parts: Iterable[RefundPart]) -> int:
    """How many payments more goes back of than came in by them for this sale."""
    left: Counter[PaymentId] = Counter()
    for payment in payments:
        if payment.status is ChargeStatus.CAPTURED:
            left[payment.id] += payment.amount.minor
    for part in parts:
        if part.status is not RefundStatus.FAILED:
            left[part.payment_id] -= part.amount.minor
    return sum(amount < 0 for amount in left.values())


def _stream_numbers(books: Books, asked: ask.StreamNumbersPage) -> Iterable[audit.StreamNumbers]:
    for customer in books.customers.page(asked.after, asked.limit):
        events = (kept.event for kept in books.events.picked(books.events_about.of(customer.id)))
        numbers = {event.no for event in events if event.stream == customer.id}
        yield audit.StreamNumbers(
            customer_id=customer.id,
            number=books.numbers.rows.get((Customer, customer.id), 1),
            commands=len(numbers),
            last_no=max(numbers, default=0),
        )


def _customers_to_settle(books: Books, asked: ask.CustomersToSettle) -> Iterable[CustomerId]:
    awaiting = BookingStatus.AWAITING_REDEMPTION
    everybody = books.customers.page(asked.after, len(books.customers.rows))
    unsettled = (
        customer.id
        for customer in everybody
        if books.balances_of.holds((customer.id, True))
        and books.bookings_by_start.between((customer.id, awaiting), None, None)
    )
    return islice(unsettled, asked.limit)


def _addresses(books: Books, asked: ask.AddressesPage) -> Iterable[AddressKept]:
    known = books.addresses.rows.keys() | books.cards_with.groups()
    for address in nsmallest(asked.limit, (each for each in known if each > asked.after)):
        kept = books.addresses.rows.get(address)
        yield AddressKept(
            id=address,
            holders=() if kept is None else kept.holders,
            cards=tuple(sorted(books.cards_with.of(address))),
        )


def _tombstones(books: Books, asked: ask.TombstonesPage) -> Iterable[Tombstone]:
    everybody = books.customers.page(asked.after, len(books.customers.rows))
    absorbed = (card for card in everybody if card.status is CustomerStatus.ABSORBED)
    for card in islice(absorbed, asked.limit):
        into = None if card.absorbed_into is None else books.customers.rows.get(card.absorbed_into)
        yield Tombstone(
            id=card.id,
            into=card.absorbed_into,
            status=None if into is None else into.status,
            owned=how_many(books, card.id),
        )


AUDITS: Mapping[Any, Callable[[Books, Any], Iterable[Any]]] = {
    ask.PlacesHeldPage: _places_held,
    ask.ResourceUsesPage: _resource_uses,
    ask.QueuesPage: _queues,
    ask.UnitsMovedPage: _units_moved,
    ask.BookingTiesPage: _booking_ties,
    ask.SaleSumsPage: _sale_sums,
    ask.StreamNumbersPage: _stream_numbers,
    ask.CustomersToSettle: _customers_to_settle,
    ask.AddressesPage: _addresses,
    ask.TombstonesPage: _tombstones,
}
