"""Reading what a caller hands in: entities or their ids, times, money, days, keys."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Protocol, TypeVar

from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import Override
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.messages.mailbox import BoardMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.subscription import Subscription
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.gift_card_code import CODE_LENGTH_MAX, compared, is_id
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.checks import name, shown, text, whole
from bookingcore.domain.values.ids import (
    AnnouncementId,
    BalanceId,
    BoardMessageId,
    BookingId,
    BranchId,
    CustomerId,
    DocumentId,
    EntryId,
    FormAssignmentId,
    FormId,
    InvoiceId,
    MembershipId,
    NoteId,
    PaymentId,
    PaymentRequestId,
    PlanId,
    QuoteId,
    RefundId,
    ResourceId,
    SaleId,
    SeriesId,
    ServiceId,
    SessionId,
    SubscriptionId,
    TaskId,
)
from bookingcore.domain.values.moments import (
    YEAR_MAX,
    YEAR_MIN,
    as_date,
    resolve,
    start_of_day,
    utc,
)
from bookingcore.domain.values.money import MINOR_MAX, Money
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.errors import CurrencyMismatch, InvalidInput, NotAllowed, Unknown

T = TypeVar("T")

ID_LENGTH_MAX = 64
TYPED_LENGTH_MAX = 200
"""How long a code may be as it is typed, with its blanks and dashes."""

Instant = datetime | str
"""A time as a caller gives it: aware, or a wall time of the branch."""
Day = date | str
"""A day as a caller gives it: a date, or its ISO text."""
Amount = Money | str | int
"""Money as a caller gives it: text and whole numbers are in the center's currency."""


class Entity(Protocol):
    """Anything that has an id."""

    @property
    def id(self) -> str:
        """Its id."""


def _id(value: object, row: type[Entity], kind: str) -> str:
    # Nothing of an entity is believed, and it may be one of the caller's own making.
    id: object = value.id if isinstance(value, row) else value
    if not isinstance(id, str):
        raise InvalidInput(kind, shown(value), f"give a {row.__name__} or its id")
    if not id.isascii() or not id.isprintable() or not 0 < len(id) <= ID_LENGTH_MAX:
        raise Unknown(kind, shown(id))
    return id


def customer_id(value: Customer | str) -> CustomerId:
    """The id of a customer, given as the card or its id."""
    return CustomerId(_id(value, Customer, "customer"))


def subscription_id(value: Subscription | str) -> SubscriptionId:
    """The name of a subscription."""
    return SubscriptionId(_id(value, Subscription, "subscription"))


def service_id(value: Service | str) -> ServiceId:
    """The id of a service."""
    return ServiceId(_id(value, Service, "service"))


def resource_id(value: Resource | str) -> ResourceId:
    """The id of a resource."""
    return ResourceId(_id(value, Resource, "resource"))


def branch_id(value: Branch | str) -> BranchId:
    """The id of a branch."""
    return BranchId(_id(value, Branch, "branch"))


def plan_id(value: Plan | str) -> PlanId:
    """The id of a plan."""
    return PlanId(_id(value, Plan, "plan"))


def session_id(value: Session | str) -> SessionId:
    """The id of a session."""
    return SessionId(_id(value, Session, "session"))


def series_id(value: Series | str) -> SeriesId:
    """The id of a series."""
    return SeriesId(_id(value, Series, "series"))


def booking_id(value: Booking | str) -> BookingId:
    """The id of a booking."""
    return BookingId(_id(value, Booking, "booking"))


def entry_id(value: WaitlistEntry | str) -> EntryId:
    """The id of an entry of a waiting list."""
    return EntryId(_id(value, WaitlistEntry, "entry"))


def sale_id(value: Sale | str) -> SaleId:
    """The id of a sale."""
    return SaleId(_id(value, Sale, "sale"))


def balance_id(value: Balance | str) -> BalanceId:
    """The id of a balance."""
    return BalanceId(_id(value, Balance, "balance"))


def membership_id(value: Membership | str) -> MembershipId:
    """The id of a membership."""
    return MembershipId(_id(value, Membership, "membership"))


def payment_id(value: Payment | str) -> PaymentId:
    """The id of a payment."""
    return PaymentId(_id(value, Payment, "payment"))


def refund_id(value: Refund | str) -> RefundId:
    """The id of a refund."""
    return RefundId(_id(value, Refund, "refund"))


def quote_id(value: Quote | str) -> QuoteId:
    """The id of a quote."""
    return QuoteId(_id(value, Quote, "quote"))


def invoice_id(value: Invoice | str) -> InvoiceId:
    """The id of an invoice, a receipt or a credit note."""
    return InvoiceId(_id(value, Invoice, "invoice"))


def request_id(value: PaymentRequest | str) -> PaymentRequestId:
    """The id of a request for payment."""
    return PaymentRequestId(_id(value, PaymentRequest, "request"))


def coupon_told(value: Coupon | str) -> str:
    """The id of a coupon, or its code as it was typed.

    Raises:
        InvalidInput: neither a coupon nor text.
        Unknown: what can be neither an id nor a code.
    """
    return _told(value, Coupon, "coupon")


def gift_card_told(value: GiftCard | str) -> str:
    """The id of a gift card, or its code as it was typed.

    Raises:
        InvalidInput: neither a gift card nor text.
        Unknown: what can be neither an id nor a code.
    """
    return _told(value, GiftCard, "gift_card")


def _told(value: GiftCard | Coupon | str, row: type[GiftCard | Coupon], kind: str) -> str:
    given: object = value.id if isinstance(value, row) else value
    if not isinstance(given, str):
        remedy = f"give a {row.__name__}, its id or its code"
        raise InvalidInput(kind, shown(value), remedy)
    if is_id(given):
        return given
    code = compared(given) if len(given) <= TYPED_LENGTH_MAX else ""
    if not code.isascii() or not code.isalnum() or len(code) > CODE_LENGTH_MAX:
        raise Unknown(kind, shown(given))
    return given


def board_message_id(value: BoardMessage | str) -> BoardMessageId:
    """The id of something on the board."""
    return BoardMessageId(_id(value, BoardMessage, "board_message"))


def announcement_id(value: Announcement | str) -> AnnouncementId:
    """The id of something that was written to many."""
    return AnnouncementId(_id(value, Announcement, "announcement"))


def note_id(value: Note | str) -> NoteId:
    """The id of a note."""
    return NoteId(_id(value, Note, "note"))


def task_id(value: Task | str) -> TaskId:
    """The id of a task."""
    return TaskId(_id(value, Task, "task"))


def document_id(value: Document | str) -> DocumentId:
    """The id of a document."""
    return DocumentId(_id(value, Document, "document"))


def form_id(value: Form | str) -> FormId:
    """The id of a form of the catalog."""
    return FormId(_id(value, Form, "form"))


def assignment_id(value: FormAssignment | str) -> FormAssignmentId:
    """The id of a form on a card."""
    return FormAssignmentId(_id(value, FormAssignment, "form"))


def override_by(actor: Actor, override: object) -> Override | None:
    """*override* as *actor* gave it; staff alone may (A67).

    Raises:
        InvalidInput: no `Override`.
        NotAllowed: a customer gives one.
    """
    if override is None:
        return None
    if not isinstance(override, Override):
        raise InvalidInput("override", shown(override), "give an Override(reason=..., codes=...)")
    if isinstance(actor, Oneself):
        raise NotAllowed("override", str(actor))
    return override


def override_told(override: Override | None) -> tuple[str, list[str]] | None:
    """What *override* says, to tell one wish from another."""
    return None if override is None else (override.reason, sorted(override.codes))


def several(value: object, field: str) -> tuple[object, ...]:
    """*value* as a tuple, given as one or as a list."""
    if isinstance(value, tuple | list):
        return tuple(value)
    raise InvalidInput(field, shown(value), "give a tuple or a list")


def found(rows: tuple[T, ...], kind: str, id: str) -> T:
    """The one row that was asked for by its id.

    Raises:
        Unknown: there is none in this center.
    """
    if not rows:
        raise Unknown(kind, id)
    return rows[0]


def money(value: Amount, currency: str, field: str) -> Money:
    """*value* as money in *currency*.

    Raises:
        InvalidInput: a float, or more digits than the currency has.
        CurrencyMismatch: money in another currency.
    """
    if not isinstance(value, Money):
        return Money.of(value, currency, field=field)
    if value.currency != currency:
        raise CurrencyMismatch(field, str(value), f"give an amount in {currency}")
    return value


def words(value: str | None, field: str) -> str:
    """What people wrote; None for nothing."""
    return "" if value is None else text(value, field)


def amount_told(value: Amount, field: str) -> str:
    """An amount as text, to tell one wish from another, before its currency is known.

    Raises:
        InvalidInput: neither money nor text nor a whole number.
    """
    if isinstance(value, Money | str):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(field, shown(value), "give Money, text such as '10.50', or an int")
    return str(whole(value, field, -MINOR_MAX, MINOR_MAX))


def instant_told(value: Instant, field: str) -> str:
    """A time as text, to tell one wish from another, before its zone is known.

    Raises:
        InvalidInput: neither a datetime nor text.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return (value if value.utcoffset() is None else utc(value, field=field)).isoformat()
    raise InvalidInput(field, shown(value), "give a datetime, or text such as '2026-07-02T18:30'")


def idempotency_key(value: str | None) -> str | None:
    """A key as given: 1 to 200 characters, or None."""
    return None if value is None else name(value, "key")


def digest_of(*parts: object) -> str:
    """A digest of the resolved arguments of a command: equal wishes have equal digests."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def between(value: object, zone: str) -> tuple[DateTime, DateTime]:
    """A half-open period given as (start, end): times, or days in *zone*, the last one included.

    Raises:
        InvalidInput: an end before the start, or not two times or days.
    """
    pair = several(value, "between")
    if len(pair) != 2:
        raise InvalidInput("between", shown(value), "give (start, end)")
    start, end = _edge(pair[0], zone, 0), _edge(pair[1], zone, 1)
    if end < start:
        raise InvalidInput("between", shown(value), "give the start first, then the end")
    return start, end


def _edge(value: object, zone: str, days_after: int) -> DateTime:
    if isinstance(value, str) and len(value) == len("2026-07-02"):
        value = as_date(value, "between")
    if isinstance(value, date) and not isinstance(value, datetime):
        return _start_of(value, zone, days_after)
    if isinstance(value, str | datetime):
        return resolve(value, zone, field="between")
    raise InvalidInput("between", shown(value), "give times or days")


def _start_of(day: date, zone: str, days_after: int) -> DateTime:
    try:
        return start_of_day(date.fromordinal(day.toordinal() + days_after), zone)
    except (ValueError, InvalidInput):
        remedy = f"give days of the years {YEAR_MIN} to {YEAR_MAX}"
        raise InvalidInput("between", str(day), remedy) from None
