"""What messages are about: which rows tell what they say, and whether it is so still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.tokens import AccountToken, goes_to
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.topics import Rows
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import ChargeStatus, Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.waitlist.entry import WaitlistEntry

Wanted = tuple[type[object], str]

SUBJECTS: Mapping[MessageKind, tuple[type[object], ...]] = {
    MessageKind.WELCOME: (Customer,),
    MessageKind.PASSWORD_RESET: (AccountToken,),
    MessageKind.MAGIC_LINK: (AccountToken,),
    MessageKind.VERIFY_EMAIL: (AccountToken,),
    MessageKind.QUEUE_OFFER: (WaitlistEntry,),
    MessageKind.QUEUE_OFFER_EXPIRED: (WaitlistEntry,),
    MessageKind.QUEUE_PLACE_OBTAINED: (Booking,),
    MessageKind.BOOKING_CREATED: (Booking,),
    MessageKind.BOOKING_MOVED: (Booking,),
    MessageKind.BOOKING_CANCELLED: (Booking,),
    MessageKind.ATTENDANCE_REQUEST: (Booking,),
    MessageKind.REMINDER: (Booking,),
    MessageKind.FORM_REMINDER: (FormAssignment,),
    MessageKind.SALE: (Sale,),
    MessageKind.PAYMENT_REQUEST: (PaymentRequest,),
    MessageKind.PAYMENT_RECEIPT: (Payment,),
    MessageKind.PAYMENT_FAILED: (Payment,),
    MessageKind.REFUND: (Refund,),
    MessageKind.BALANCE_EXPIRING: (Balance,),
    MessageKind.REVIEW: (Booking,),
    MessageKind.MANUAL: (Announcement,),
    # Of one booking, or of a whole session.
    MessageKind.RESOURCE_BOOKING_MOVED: (Booking, Session),
    MessageKind.RESOURCE_BOOKING_CANCELLED: (Booking, Session),
}
"""The type of row that each kind of message is about."""


def first_rows(delivery: Delivery) -> Iterator[Wanted]:
    """The rows that *delivery* names, by type and id."""
    yield from ((row, delivery.about) for row in SUBJECTS[delivery.kind])
    if delivery.customer_id is not None:
        yield Customer, delivery.customer_id
    if delivery.resource_id is not None:
        yield Resource, delivery.resource_id


def next_rows(row: object) -> Iterator[Wanted]:
    """The rows that *row* names, as far as messages speak of them."""
    match row:
        case Booking():
            yield from ((Session, row.session_id), (Terms, row.terms))
            if row.customer_id is not None:
                yield Customer, row.customer_id
        case WaitlistEntry():
            yield Session, row.session_id
        case Session():
            yield Service, row.service_id
            if row.branch_id is not None:
                yield Branch, row.branch_id
        case Payment() | Refund() | PaymentRequest():
            yield Sale, row.sale_id
        case Balance():
            yield Plan, row.plan_id
        case FormAssignment():
            yield Form, row.form_id
        case _:
            return


def session_of(delivery: Delivery, rows: Rows) -> Session | None:
    """The session that *delivery*, to a customer, is about; None where it is about none."""
    for kind in SUBJECTS[delivery.kind]:
        row = rows.get(kind, delivery.about)
        if isinstance(row, Booking | WaitlistEntry):
            return rows.get(Session, row.session_id)
    return None


def obsolete(delivery: Delivery, rows: Rows, now: DateTime) -> bool:
    """Whether what *delivery* tells is not so any more, or of no use."""
    if delivery.until is not None and now >= delivery.until:
        return True
    so_still = _SO_STILL.get(delivery.kind)
    found = [row for kind in SUBJECTS[delivery.kind] if (row := rows.get(kind, delivery.about))]
    return not found or (so_still is not None and not so_still(delivery, found[0], rows, now))


def _to_come(_: Delivery, row: object, __: Rows, now: DateTime) -> bool:
    return isinstance(row, Booking) and row.live and now < row.starts_at


def _there(delivery: Delivery, row: object, rows: Rows, now: DateTime) -> bool:
    """A booking that is to come, and at the time of which the message tells."""
    then = delivery.facts["starts_at"]
    same = isinstance(row, Booking) and row.starts_at.isoformat() == then
    return same and _to_come(delivery, row, rows, now)


def _expected(delivery: Delivery, row: object, rows: Rows, now: DateTime) -> bool:
    asked = isinstance(row, Booking) and row.attendance is Attendance.EXPECTED
    unanswered = asked and isinstance(row, Booking) and row.confirmed_at is None
    return unanswered and _there(delivery, row, rows, now)


def _attended(_: Delivery, row: object, __: Rows, ___: DateTime) -> bool:
    return isinstance(row, Booking) and row.live and row.attendance is Attendance.PRESENT


def _cancelled(_: Delivery, row: object, __: Rows, ___: DateTime) -> bool:
    return isinstance(row, Booking | Session) and not row.live


def _offered(_: Delivery, row: object, __: Rows, now: DateTime) -> bool:
    return isinstance(row, WaitlistEntry) and row.answerable(now)


def _to_fill_in(_: Delivery, row: object, __: Rows, ___: DateTime) -> bool:
    return isinstance(row, FormAssignment) and not row.submitted


def _sold(_: Delivery, row: object, __: Rows, ___: DateTime) -> bool:
    return isinstance(row, Sale) and not row.voided


def _asked(_: Delivery, row: object, rows: Rows, __: DateTime) -> bool:
    sale = rows.get(Sale, row.sale_id) if isinstance(row, PaymentRequest) else None
    seen = row.seen_with(sale) if isinstance(row, PaymentRequest) and sale else None
    return seen is not None and seen.pending


def _failed(_: Delivery, row: object, rows: Rows, __: DateTime) -> bool:
    if not isinstance(row, Payment) or row.status is not ChargeStatus.FAILED:
        return False
    sale = rows.get(Sale, row.sale_id)
    return sale is not None and sale.due.is_positive


def _left(delivery: Delivery, row: object, _: Rows, __: DateTime) -> bool:
    if not isinstance(row, Balance) or row.valid_until is None or row.remaining == 0:
        return False
    return row.valid_until.isoformat() == delivery.facts["valid_until"]


def _usable(delivery: Delivery, row: object, rows: Rows, now: DateTime) -> bool:
    card = None if delivery.customer_id is None else rows.get(Customer, delivery.customer_id)
    known = isinstance(row, AccountToken) and card is not None and goes_to(card, row)
    return known and isinstance(row, AccountToken) and now < row.expires_at


_SO_STILL: Mapping[MessageKind, Callable[[Delivery, object, Rows, DateTime], bool]] = {
    MessageKind.PASSWORD_RESET: _usable,
    MessageKind.MAGIC_LINK: _usable,
    MessageKind.VERIFY_EMAIL: _usable,
    MessageKind.QUEUE_OFFER: _offered,
    MessageKind.QUEUE_PLACE_OBTAINED: _to_come,
    MessageKind.BOOKING_CREATED: _to_come,
    MessageKind.BOOKING_MOVED: _there,
    MessageKind.BOOKING_CANCELLED: _cancelled,
    MessageKind.ATTENDANCE_REQUEST: _expected,
    MessageKind.REMINDER: _there,
    MessageKind.FORM_REMINDER: _to_fill_in,
    MessageKind.SALE: _sold,
    MessageKind.PAYMENT_REQUEST: _asked,
    MessageKind.PAYMENT_FAILED: _failed,
    MessageKind.BALANCE_EXPIRING: _left,
    MessageKind.REVIEW: _attended,
    MessageKind.RESOURCE_BOOKING_CANCELLED: _cancelled,
}
"""What must hold for a message to be sent; the others tell what has happened, and that stays so."""
