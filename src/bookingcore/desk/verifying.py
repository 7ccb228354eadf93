"""`desk.verify()`: every promise recomputed from the records, in one snapshot, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from bookingcore.desk.context import Context
from bookingcore.desk.loading import settling_holdings
from bookingcore.desk.running import read
from bookingcore.domain.bookings.audit import Fault, idle_units
from bookingcore.domain.notifications.audit import delivery_faults
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.audits import (
    AddressesPage,
    BookingTiesPage,
    CustomersToSettle,
    PlacesHeldPage,
    QueuesPage,
    ResourceUsesPage,
    SaleSumsPage,
    StreamNumbersPage,
    TombstonesPage,
    UnitsMovedPage,
)
from bookingcore.ports.deliveries import DeliveriesPage
from bookingcore.ports.double_entry import (
    BookingsPairedPage,
    CardsPairedPage,
    LinesPairedPage,
    MembershipsPairedPage,
    PaymentsPairedPage,
    RefundsPairedPage,
    UnitsPairedPage,
)
from bookingcore.ports.gift_cards import GiftCardSumsPage
from bookingcore.ports.memberships import PeriodsBilledPage
from bookingcore.ports.papers import CouponUsesPage, NumbersIssuedPage
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Reader

PAGE = 1000
"""Rows asked for at a time, so that a store of any size is verified in constant memory."""

T = TypeVar("T")


class _Audited(Protocol):
    def faults(self) -> Iterator[Fault]: ...


def verify(context: Context) -> tuple[Fault, ...]:
    """Every fault that the center's records show; empty when all is well."""
    return read(context, "verify", lambda reader: tuple(_faults(context, reader)))


def _faults(context: Context, reader: Reader) -> Iterator[Fault]:
    yield from _sums(reader, PlacesHeldPage, lambda row: row.session_id)
    yield from _sums(reader, UnitsMovedPage, lambda row: row.balance_id)
    yield from _sums(reader, BookingTiesPage, lambda row: row.booking_id)
    yield from _sums(reader, SaleSumsPage, lambda row: row.sale_id)
    yield from _sums(reader, GiftCardSumsPage, lambda row: row.gift_card_id)
    yield from _sums(reader, PeriodsBilledPage, lambda row: row.membership_id)
    yield from _sums(reader, NumbersIssuedPage, lambda row: row.kind)
    yield from _sums(reader, CouponUsesPage, lambda row: row.coupon_id)
    yield from _pairs(reader)
    yield from _sums(reader, StreamNumbersPage, lambda row: row.customer_id)
    yield from _sums(reader, ResourceUsesPage, lambda row: row.resource_id)
    yield from _sums(reader, AddressesPage, lambda row: row.id)
    yield from _sums(reader, TombstonesPage, lambda row: row.id)
    for delivery in _pages(reader, DeliveriesPage, lambda row: row.id):
        yield from delivery_faults(delivery)
    now = context.clock.now()
    for queue in _pages(reader, QueuesPage, lambda row: row.session.id):
        yield from queue.faults(now)
    for customer in _pages(reader, CustomersToSettle, str):
        id = CustomerId(customer)
        yield from idle_units(id, settling_holdings(reader, id, now))


def _pairs(reader: Reader) -> Iterator[Fault]:
    """The double-entry check: each movement of units and money has its counterpart."""
    yield from _sums(reader, UnitsPairedPage, lambda row: row.balance_id)
    yield from _sums(reader, LinesPairedPage, lambda row: row.sale_id)
    yield from _sums(reader, BookingsPairedPage, lambda row: row.booking_id)
    yield from _sums(reader, MembershipsPairedPage, lambda row: row.membership_id)
    yield from _sums(reader, CardsPairedPage, lambda row: row.gift_card_id)
    yield from _sums(reader, PaymentsPairedPage, lambda row: row.payment_id)
    yield from _sums(reader, RefundsPairedPage, lambda row: row.refund_id)


Audited = TypeVar("Audited", bound=_Audited)


def _sums(
    reader: Reader,
    page: Callable[[str, int], Question[Audited]],
    id: Callable[[Audited], str],
) -> Iterator[Fault]:
    for row in _pages(reader, page, id):
        yield from row.faults()


def _pages(
    reader: Reader, page: Callable[[str, int], Question[T]], id: Callable[[T], str]
) -> Iterator[T]:
    after = ""
    while True:
        question = page(after, PAGE)
        rows = reader.load(question)[question]
        yield from rows
        if len(rows) < PAGE:
            return
        after = id(rows[-1])
