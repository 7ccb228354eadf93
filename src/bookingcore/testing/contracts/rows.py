"""Rows for the contracts: a small studio in July 2026, each row named by a number.

The rows of one kind have ids in the order of their numbers. Whatever matters to a test is given
by keyword; the rest is plausible.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve
from pendulum import UTC, DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus, Cancelled
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.sales.payment import Method, Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund, RefundPart, RefundStatus
from bookingcore.domain.sales.sale import GrantOn, LineKind, Sale, SaleLine
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import CalledOff, Cause, Session
from bookingcore.domain.values.actors import Staff
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import Event, EventKind
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CenterId,
    CustomerId,
    EntryId,
    PaymentId,
    PlanId,
    RefundId,
    ResourceId,
    SaleId,
    SeriesId,
    ServiceId,
    SessionId,
    uuid7,
)
from bookingcore.domain.values.moments import local_date
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.sealing import SigningKey
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry

ROME = CenterId("roma")
TURIN = CenterId("torino")
"""Another center, which never sees the first one's rows."""

ONE_HOUR = timedelta(hours=1)
_FIRST_MS = 1_782_864_000_000


def july(day: int, hour: int = 18, minute: int = 0, microsecond: int = 0) -> DateTime:
    """An instant of July 2026, UTC."""
    return DateTime(2026, 7, day, hour, minute, 0, microsecond, tzinfo=UTC)


def id_of(kind: type[object], number: int) -> str:
    """The id of a row of *kind*: ids of one kind are ordered by their numbers."""
    return uuid7(_FIRST_MS + number, _KINDS.index(kind))


_KINDS = (
    *(Branch, Service, Resource, Plan, Customer, Session, Booking, Sale, Payment, Balance),
    *(Series, WaitlistEntry, SigningKey),
    *(Form, Note, Task, Document, FormAssignment, AccountToken),
    *(Refund, GiftCard),
    *(Membership, PaymentAttempt),
    *(Coupon, Quote, Invoice, PaymentRequest),
    *(MailboxMessage, BoardMessage),
    *(Delivery, Announcement),
)

PLAIN = Terms.of(ServicePolicy())
"""The terms of every session and booking, unless others are given."""


def a_center(center: CenterId = ROME, **fields: Any) -> Center:
    """The center itself."""
    return evolve(Center(id=center, settings=CenterSettings()), **fields)


def a_branch(number: int = 1, **fields: Any) -> Branch:
    """A branch in Rome."""
    row = Branch(
        id=BranchId(id_of(Branch, number)), name=f"Branch {number}", time_zone="Europe/Rome"
    )
    return evolve(row, **fields)


def a_service(number: int = 1, **fields: Any) -> Service:
    """A service of an hour that is not sold on its own."""
    row = Service(
        id=ServiceId(id_of(Service, number)),
        name=f"Service {number}",
        duration=60,
        price=None,
        terms=PLAIN.id,
    )
    return evolve(row, **fields)


def a_resource(number: int = 1, **fields: Any) -> Resource:
    """A room."""
    row = Resource(
        id=ResourceId(id_of(Resource, number)), name=f"Room {number}", kind=ResourceKind.ROOM
    )
    return evolve(row, **fields)


def a_plan(number: int = 1, **fields: Any) -> Plan:
    """Ten units of the first service for 100 euros, valid for ever."""
    row = Plan(
        id=PlanId(id_of(Plan, number)),
        name=f"Plan {number}",
        price=Money.of(100, "EUR"),
        units=10,
        services=(a_service().id,),
        valid_for=None,
    )
    return evolve(row, **fields)


def a_customer(number: int = 1, **fields: Any) -> Customer:
    """A card with a name only."""
    row = Customer(id=CustomerId(id_of(Customer, number)), name=f"Customer {number}")
    return evolve(row, **fields)


def a_session(number: int = 1, **fields: Any) -> Session:
    """An hour of the first service with ten places, on the day of its number unless given."""
    start = fields.setdefault("starts_at", july(number))
    fields.setdefault("admitted", fields.get("capacity", 10))
    row = Session(
        id=SessionId(id_of(Session, number)),
        service_id=a_service().id,
        branch_id=None,
        starts_at=start,
        ends_at=DateTime.__add__(start, ONE_HOUR),
        zone="Europe/Rome",
        on=local_date(start, "Europe/Rome"),
        capacity=10,
        admitted=10,
        terms=PLAIN.id,
    )
    return evolve(row, **fields)


def called_off(session: Session) -> Session:
    """*session* once staff cancelled it."""
    return session.called_off(CalledOff(at=july(1, 9), by="staff:maria", cause=Cause.CENTER))


def a_series(number: int = 1, **fields: Any) -> Series:
    """The first service on four Wednesdays, from the first one of July on."""
    row = Series(
        id=SeriesId(id_of(Series, number)),
        service_id=a_service().id,
        branch_id=None,
        rule="FREQ=WEEKLY;COUNT=4",
        starts="2026-07-01T18:00:00",
        zone="Europe/Rome",
        duration=60,
        capacity=10,
    )
    return evolve(row, **fields)


def a_booking(
    number: int = 1, customer: int = 1, session: Session | None = None, **fields: Any
) -> Booking:
    """One place for a customer, awaiting redemption, in the first session unless given."""
    at = session or a_session()
    row = Booking(
        id=BookingId(id_of(Booking, number)),
        customer_id=a_customer(customer).id,
        session_id=at.id,
        service_id=at.service_id,
        starts_at=at.starts_at,
        ends_at=at.ends_at,
        on=at.on,
        places=1,
        units_needed=1,
        status=BookingStatus.AWAITING_REDEMPTION,
        terms=at.terms,
        made_at=july(1, 8, number % 60),
        made_by="staff:maria",
    )
    return evolve(row, **fields)


def cancelled(booking: Booking, **fields: Any) -> Booking:
    """*booking* once its customer cancelled it in time."""
    ending = Cancelled(
        at=july(1, 9),
        by=f"customer:{booking.customer_id}",
        cause=Cause.CUSTOMER_REQUEST,
        late=False,
        units_returned=0,
    )
    return booking.ended(evolve(ending, **fields))


def an_entry(number: int = 1, customer: int = 1, session: int = 1, **fields: Any) -> WaitlistEntry:
    """A customer who waits for a place in the first session, at the position of its number."""
    row = WaitlistEntry(
        id=EntryId(id_of(WaitlistEntry, number)),
        customer_id=a_customer(customer).id,
        session_id=a_session(session).id,
        places=1,
        position=number,
        joined_at=july(1, 8, number % 60),
    )
    return evolve(row, **fields)


def offered(entry: WaitlistEntry, **fields: Any) -> WaitlistEntry:
    """*entry* once its places are on offer, for ten minutes from 9 o'clock on."""
    offer = Offer(made_at=july(1, 9), expires_at=july(1, 9, 10))
    return entry.offered(evolve(offer, **fields))


def ended(entry: WaitlistEntry) -> WaitlistEntry:
    """*entry* once its customer has left."""
    return entry.ended(EntryStatus.LEFT, july(1, 10))


def a_due(number: int = 1, **fields: Any) -> Due:
    """Work on the waiting list of the session of that number, due at its start."""
    session = a_session(number)
    row = Due(kind=DueKind.QUEUE, subject=session.id, due_at=session.starts_at)
    return evolve(row, **fields)


def a_key(number: int = 1) -> SigningKey:
    """A key to sign links with."""
    return SigningKey(id=id_of(SigningKey, number), secret="k" * 64)


def attempts(booking: Booking, **fields: Any) -> LinkAttempts:
    """Two wrong addresses that were typed for the link of *booking*."""
    return evolve(LinkAttempts(id=booking.id, failed=2), **fields)


def a_sale(number: int = 1, customer: int = 1, **fields: Any) -> Sale:
    """One of the first plan for 100 euros, granted and not yet paid."""
    nothing = Money.zero("EUR")
    line = SaleLine(
        kind=LineKind.PLAN,
        plan_id=a_plan().id,
        name="Plan 1",
        price=Money.of(100, "EUR"),
        discount=nothing,
        units=10,
        services=(a_service().id,),
        balance_id=BalanceId(id_of(Balance, number)),
    )
    row = Sale(
        id=SaleId(id_of(Sale, number)),
        customer_id=a_customer(customer).id,
        branch_id=None,
        lines=(line,),
        total=line.total,
        paid=nothing,
        pending=nothing,
        refunded=nothing,
        refunding=nothing,
        waived=nothing,
        application_date=date(2026, 7, 1),
        grant_on=GrantOn.SALE,
        granted=True,
        sold_at=july(1, 8, number % 60),
        sold_by="staff:maria",
    )
    return evolve(row, **fields)


def a_payment(number: int = 1, sale: int = 1, customer: int = 1, **fields: Any) -> Payment:
    """Ten euros in cash."""
    row = Payment(
        id=PaymentId(id_of(Payment, number)),
        sale_id=a_sale(sale).id,
        customer_id=a_customer(customer).id,
        amount=Money.of(10, "EUR"),
        method=Method.CASH,
        at=july(1, 9, number % 60),
        by="staff:maria",
    )
    return evolve(row, **fields)


def a_part(number: int = 1, **fields: Any) -> RefundPart:
    """Five of the euros that came in by the payment of that number, given back in cash."""
    row = RefundPart(
        payment_id=a_payment(number).id,
        method=Method.CASH,
        amount=Money.of(5, "EUR"),
        status=RefundStatus.DONE,
    )
    return evolve(row, **fields)


def a_refund(number: int = 1, sale: int = 1, customer: int = 1, **fields: Any) -> Refund:
    """Five euros of the first payment, given back in cash."""
    row = Refund(
        id=RefundId(id_of(Refund, number)),
        sale_id=a_sale(sale).id,
        customer_id=a_customer(customer).id,
        amount=Money.of(5, "EUR"),
        parts=(a_part(),),
        at=july(1, 11, number % 60),
        by="staff:maria",
    )
    return evolve(row, **fields)


def a_balance(number: int = 1, customer: int = 1, **fields: Any) -> Balance:
    """Ten units of the first sale, all left, valid from 1 July for ever; no movement yet."""
    row = Balance(
        id=BalanceId(id_of(Balance, number)),
        customer_id=a_customer(customer).id,
        sale_id=a_sale().id,
        plan_id=a_plan().id,
        services=(a_service().id,),
        units=10,
        remaining=10,
        moves=0,
        valid_from=date(2026, 7, 1),
        valid_until=None,
    )
    return evolve(row, **fields)


def a_movement(
    balance: Balance, no: int, units: int, booking: Booking | None = None, **fields: Any
) -> Movement:
    """Units that came to a balance or went from it, for a booking or by hand."""
    kind = MovementKind.ADJUSTED
    if booking is not None:
        kind = MovementKind.REDEEMED if units < 0 else MovementKind.RETURNED
    row = Movement(
        balance_id=balance.id,
        no=no,
        kind=kind,
        units=units,
        booking_id=booking.id if booking else None,
        customer_id=balance.customer_id,
        at=july(1, 10, no % 60),
        by="staff:maria",
    )
    return evolve(row, **fields)


def an_event(no: int = 2, seq: int = 0, customer: int = 1, **fields: Any) -> Event:
    """Something about a customer's card, on the day of its number."""
    id = a_customer(customer).id
    row = Event(
        stream=id,
        no=no,
        seq=seq,
        kind=EventKind.CUSTOMER_UPDATED,
        subject=id,
        customer_id=id,
        session_id=None,
        actor=Staff("maria"),
        at=july(no),
        facts={"fields": "name"},
    )
    return evolve(row, **fields)
