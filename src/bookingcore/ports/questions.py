"""The closed set of questions that a store answers.

Each is a frozen value that names what it asks for and carries only what a command knows from its
arguments and the clock, so that all of a command's questions fit in one trip. `answers[question]`
has the type that the question is generic in.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Task
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CustomerId,
    ResourceId,
    SaleId,
    SeriesId,
    ServiceId,
    SessionId,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry

T = TypeVar("T")


class Question(Generic[T]):
    """Something to ask a store; *T* is the type of the rows that answer it."""


@frozen
class OwnerOf:
    """The customer who owns a row, known only by the row: a booking, a sale, an entry..."""

    row: type[
        Booking
        | Sale
        | Payment
        | Refund
        | Quote
        | PaymentRequest
        | Balance
        | Membership
        | WaitlistEntry
        | AccountToken
        | Document
        | FormAssignment
        | Task
    ]
    id: str


Owner = CustomerId | OwnerOf


@frozen
class ById(Question[T]):
    """The row of a type with that id: one, or none."""

    row: type[T]
    id: str


@frozen
class All(Question[T]):
    """Every row of a type that has few: the catalog's. In order of id."""

    row: type[T]


@frozen
class BookableSession:
    """A session with all that booking it needs to know of its service.

    Attributes:
        plan_linked: whether any plan pays for the service (A12).
        form_linked: whether any form is for the service.
    """

    session: Session
    policy: ServicePolicy
    plan_linked: bool
    form_linked: bool


@frozen
class SessionToBook(Question[BookableSession]):
    """A session, its policy, and whether a plan pays for its service."""

    session_id: SessionId


@frozen
class BookableService:
    """A service with all that booking a session of it needs to know; see `BookableSession`."""

    service: Service
    policy: ServicePolicy
    plan_linked: bool
    form_linked: bool


@frozen
class ServiceToBook(Question[BookableService]):
    """A service, its policy, and whether a plan pays for it (A12)."""

    service_id: ServiceId


@frozen
class ClashesAt(Question[Booking]):
    """The customer's live bookings that overlap [start, end), oldest start first."""

    customer: CustomerId
    start: DateTime
    end: DateTime


@frozen
class Clashes(Question[Booking]):
    """The customer's live bookings in the session, or overlapping it, oldest start first."""

    customer: CustomerId
    session_id: SessionId


@frozen
class BalancesWithUnits(Question[Balance]):
    """The customer's balances with at least one unit left."""

    customer: Owner


@frozen
class BalancesInPlay(Question[Balance]):
    """The customer's balances with a unit left, or that pay for a booking starting after that."""

    customer: Owner
    after: DateTime


@frozen
class BalancesOf(Question[Balance]):
    """All balances of the customer, in order of id."""

    customer: Owner


@frozen
class BalancesOfSale(Question[Balance]):
    """The balances that a sale granted, in order of id."""

    sale_id: SaleId


@frozen
class BalancesPaying(Question[Balance]):
    """The balances that pay for a booking."""

    booking_id: BookingId


@frozen
class AwaitingOf(Question[Booking]):
    """The customer's bookings that await redemption, oldest start first."""

    customer: Owner


@frozen
class MovableOf(Question[Booking]):
    """The customer's redeemed bookings that start after that instant, oldest start first."""

    customer: Owner
    after: DateTime


@frozen
class RedemptionsOfMovable(Question[Redemption]):
    """The redemptions of what `MovableOf` answers."""

    customer: Owner
    after: DateTime


@frozen
class RedemptionsOf(Question[Redemption]):
    """The redemptions that pay for a booking, in order of balance."""

    booking_id: BookingId


@frozen
class TermsOfBooking(Question[Terms]):
    """What was promised when the booking was made."""

    booking_id: BookingId


@frozen
class SessionOf(Question[Session]):
    """The session in which a booking is."""

    booking_id: BookingId


@frozen
class BookingsOf(Question[Booking]):
    """The customer's bookings whose sessions start in [start, end), by start and id, oldest first.

    Attributes:
        after: the start and id of a booking; only those behind it. None for all.
        limit: how many at most; None for all.
    """

    customer: Owner
    status: BookingStatus | None = None
    start: DateTime | None = None
    end: DateTime | None = None
    after: tuple[DateTime, BookingId] | None = None
    limit: int | None = None


@frozen
class BookingsIn(Question[Booking]):
    """The bookings of a session, in the order in which they were made."""

    session_id: SessionId


@frozen
class AttendanceOf(Question["AttendanceCount"]):
    """How many live bookings stand at each attendance, of sessions that start in [start, end).

    A row for each value that any of them has, in the order of `Attendance`.

    Attributes:
        customer: whose; None for anybody's.
        service_id: of which service; None for any.
    """

    customer: CustomerId | None = None
    service_id: ServiceId | None = None
    start: DateTime | None = None
    end: DateTime | None = None


@frozen
class AttendanceCount:
    """A row of the answer to `AttendanceOf`."""

    attendance: Attendance
    bookings: int


@frozen
class Queue(Question[WaitlistEntry]):
    """The entries of a session's waiting list that have not come to their end, in order."""

    session_id: SessionId


@frozen
class EntriesIn(Question[WaitlistEntry]):
    """Every entry that a session's waiting list ever had, in order of position."""

    session_id: SessionId


@frozen
class EntriesOf(Question[WaitlistEntry]):
    """The entries of a customer, in the order in which they joined."""

    customer: Owner


@frozen
class DueBy(Question[Due]):
    """Work that is due by *until* and that nobody has a lease on at *now*, earliest first.

    Attributes:
        kinds: only work of one of these kinds; none for any.
    """

    until: DateTime
    now: DateTime
    limit: int
    kinds: tuple[DueKind, ...] = ()


@frozen
class NextDue(Question[Due]):
    """The work that is due first, of one of these *kinds* or of any: one row, or none."""

    kinds: tuple[DueKind, ...] = ()


@frozen
class SessionsOfSeries(Question[Session]):
    """The sessions of a series, oldest first."""

    series_id: SeriesId


@frozen
class SessionsBetween(Question[Session]):
    """The sessions that start in [start, end), oldest first."""

    start: DateTime
    end: DateTime
    service_id: ServiceId | None = None
    branch_id: BranchId | None = None


@frozen
class SessionsUsing(Question[Session]):
    """The sessions that hold one of the resources at any time in [start, end)."""

    resources: tuple[ResourceId, ...]
    start: DateTime
    end: DateTime


@frozen
class SalesOf(Question[Sale]):
    """The sales of a customer, oldest first."""

    customer: Owner


@frozen
class PaymentsOf(Question[Payment]):
    """The payments of a sale, oldest first."""

    sale_id: SaleId


@frozen
class RefundsOf(Question[Refund]):
    """The refunds of a sale, oldest first."""

    sale_id: SaleId


@frozen
class MovementsOf(Question[Movement]):
    """The ledger of a balance, from its first movement."""

    balance_id: BalanceId


@frozen
class History(Question[Event]):
    """The events about an entity: its own, its customer's or its session's; oldest first.

    Of those of one instant the entity's own stream comes first; each stream is in its order.
    """

    id: str


@frozen
class Remembered(Question["RememberedCommand"]):
    """What an earlier command with that key made."""

    actor: str
    command: str
    key: str


@frozen
class RememberedCommand:
    """The answer to `Remembered`."""

    digest: str
    result: str
