"""The closed set of questions that a store answers.

Each is a frozen value that names what it asks for and carries only what a command knows from its
arguments and the clock, so that all of a command's questions fit in one trip. `answers[question]`
has the type that the question is generic in.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.catalog.policies import ServicePolicy, Terms
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.sale import Payment, Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    BranchId,
    CustomerId,
    ResourceId,
    SaleId,
    ServiceId,
    SessionId,
)

T = TypeVar("T")


class Question(Generic[T]):
    """Something to ask a store; *T* is the type of the rows that answer it."""


@frozen
class OwnerOf:
    """The customer who owns a row, known only by the row: a booking, a sale, a balance."""

    row: type[Booking | Sale | Balance]
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
    """

    session: Session
    policy: ServicePolicy
    plan_linked: bool


@frozen
class SessionToBook(Question[BookableSession]):
    """A session, its policy, and whether a plan pays for its service."""

    session_id: SessionId


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
class BookingsOf(Question[Booking]):
    """The customer's bookings whose sessions start in [start, end), oldest start first."""

    customer: Owner
    status: BookingStatus | None = None
    start: DateTime | None = None
    end: DateTime | None = None


@frozen
class BookingsIn(Question[Booking]):
    """The bookings of a session, in the order in which they were made."""

    session_id: SessionId


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
class CustomersFound(Question[Customer]):
    """The customers whose card holds every word of *text* (case-folded), in order of name."""

    text: str
    status: CustomerStatus | None
    limit: int


@frozen
class SalesOf(Question[Sale]):
    """The sales of a customer, oldest first."""

    customer: Owner


@frozen
class PaymentsOf(Question[Payment]):
    """The payments of a sale, oldest first."""

    sale_id: SaleId


@frozen
class MovementsOf(Question[Movement]):
    """The ledger of a balance, from its first movement."""

    balance_id: BalanceId


@frozen
class History(Question[Event]):
    """The events about an entity: its own, its customer's or its session's; oldest first."""

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
