"""Writing changes into the books, each behind its guard, with the way back kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, assert_never

from bookingcore.adapters.memory.books import Books, KeptEvent, apart
from bookingcore.adapters.memory.journal import Journal, altered
from bookingcore.adapters.memory.owning import forget, reassign
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership, MembershipPeriod
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.sales.invoice import Invoice
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import (
    Add,
    Change,
    Count,
    Expect,
    Forget,
    Put,
    Reassign,
    Remove,
    Withdraw,
)
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.money import Money
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports.questions import RememberedCommand
from bookingcore.ports.store import LostGuard, Remember


def write(books: Books, journal: Journal, changes: Sequence[Change | Remember]) -> None:
    """Write *changes* in their order, whose things are first, counts of places last.

    References are looked at when all is written, so that rows may be added in any order.

    Raises:
        LostGuard: a guard was lost, or a new row refers to one that does not exist; what was
            written before it stays, and is in the journal.
    """
    _settle_owners(books, journal, changes)
    added: list[Any] = []
    counts: list[Count] = []
    for change in changes:
        # Faster than a match with class patterns, in the innermost loop there is.
        if isinstance(change, Add):
            _add(books, journal, change.row)
            added.append(change.row)
        elif isinstance(change, Put):
            _put(books, journal, change.row)
        elif isinstance(change, Count):
            counts.append(change)
        else:
            _write(books, journal, change)
    _check_references(books, added)
    for count in sorted(counts, key=attrgetter("session_id")):
        _count(books, journal, count)


def _settle_owners(books: Books, journal: Journal, changes: Sequence[Change | Remember]) -> None:
    for change in changes:
        if isinstance(change, Reassign):
            reassign(books, journal, change)
        elif isinstance(change, Forget):
            forget(books, journal, change)


def _write(
    books: Books,
    journal: Journal,
    change: Remember | Remove | Expect | Withdraw | Reassign | Forget,
) -> None:
    if isinstance(change, Remember):
        _remember(books, journal, change)
    elif isinstance(change, Expect):
        _expect(books, journal, change.due)
    elif isinstance(change, Withdraw):
        if change.key in books.dues.rows:
            journal.write(books.dues, change.key, None)
    elif isinstance(change, Remove):
        _remove(books, journal, change.row)
    elif not isinstance(change, Reassign | Forget):
        # Those were written before.
        assert_never(change)


def _add(books: Books, journal: Journal, row: Any) -> None:
    table = books.tables[type(row)]
    key = _KEYS.get(type(row), _id)(row)
    if key in table.rows:
        raise LostGuard(f"{type(row).__name__} {key} exists")
    _keep_sums(row)
    if isinstance(row, Event):
        journal.write(table, key, KeptEvent.of(row))
    else:
        journal.write(table, key, apart(row))


def _put(books: Books, journal: Journal, row: Any) -> None:
    table = books.tables[type(row)]
    stored = table.rows.get(row.id)
    if stored is None or stored.version != row.version:
        raise LostGuard(f"{type(row).__name__} {row.id} has moved on")
    _keep_sums(row)
    journal.write(table, row.id, altered(apart(row), version=row.version + 1))


def _remove(books: Books, journal: Journal, row: Any) -> None:
    table = books.tables[type(row)]
    key = _KEYS.get(type(row), _id)(row)
    stored = table.rows.get(key)
    if stored is None or getattr(stored, "version", None) != getattr(row, "version", None):
        raise LostGuard(f"{type(row).__name__} {key} has moved on")
    journal.write(table, key, None)


def _expect(books: Books, journal: Journal, due: Due) -> None:
    before = books.dues.rows.get(due.id)
    version = 1 if before is None else before.version + 1
    journal.write(books.dues, due.id, altered(due, version=version))


def _remember(books: Books, journal: Journal, command: Remember) -> None:
    key = (command.actor, command.command, command.key)
    if key in books.remembered.rows:
        raise LostGuard(f"{command.command} {command.key} was remembered")
    journal.write(books.remembered, key, RememberedCommand(command.digest, command.result))


def _count(books: Books, journal: Journal, count: Count) -> None:
    session = books.sessions.rows.get(count.session_id)
    if session is None or count.edition not in {None, session.edition}:
        raise LostGuard(f"Session {count.session_id} is another edition")
    taken = session.taken + count.places
    counted = altered(
        session,
        taken=taken,
        admitted=_admitted(session, count, taken),
        version=session.version + 1,
    )
    _keep_sums(counted)
    journal.write(books.sessions, session.id, counted)


def _admitted(session: Session, count: Count, taken: int) -> int | None:
    """An override admits what it takes; places given back shrink what was admitted beyond."""
    if session.capacity is None or session.admitted is None:
        return session.admitted
    if count.places < 0:
        return max(session.capacity, taken)
    return max(session.admitted, taken) if count.beyond_capacity else session.admitted


def _check_references(books: Books, added: Iterable[Any]) -> None:
    for row in added:
        for kind, id in _REFERENCES.get(type(row), _nothing)(row):
            if id is not None and id not in books.tables[kind].rows:
                raise LostGuard(f"{type(row).__name__} refers to no {kind.__name__} {id}")


def _keep_sums(row: Any) -> None:
    """The sums that stand beside a ledger stay within their bounds (P1, P2, P4)."""
    within = _SUMS.get(type(row))
    if within is not None and not within(row):
        raise LostGuard(f"{type(row).__name__} {row.id} would be out of bounds")


_id = attrgetter("id")

_KEYS: Mapping[type[object], Callable[[Any], Any]] = {
    Movement: attrgetter("balance_id", "no"),
    GiftCardMovement: attrgetter("gift_card_id", "no"),
    MembershipPeriod: attrgetter("membership_id", "no"),
    Event: attrgetter("stream", "no", "seq"),
}

_SUMS: Mapping[type[object], Callable[[Any], bool]] = {
    Session: lambda session: (
        session.taken >= 0 and (session.admitted is None or session.taken <= session.admitted)
    ),
    Balance: lambda balance: balance.remaining >= 0,
    GiftCard: lambda card: not card.remaining.is_negative,
    Sale: lambda sale: (
        min(money.minor for money in _sums_of(sale)) >= 0
        and sale.refunded.minor + sale.refunding.minor <= sale.paid.minor
    ),
    Payment: lambda payment: payment.amount.is_positive,
    Coupon: lambda coupon: (
        coupon.used >= 0
        and (coupon.uses_max is None or coupon.used <= coupon.uses_max)
        and (coupon.percent is None) is not (coupon.amount is None)
    ),
    Invoice: lambda invoice: invoice.number > 0,
    PaymentRequest: lambda request: request.amount.is_positive,
    Refund: lambda refund: all(part.amount.is_positive for part in refund.parts),
}


def _sums_of(sale: Sale) -> tuple[Money, ...]:
    return sale.paid, sale.pending, sale.refunded, sale.refunding, sale.waived


Reference = tuple[type[object], str | None]


def _nothing(_: object) -> Iterable[Reference]:
    return ()


_REFERENCES: Mapping[type[object], Callable[[Any], Iterable[Reference]]] = {
    Service: lambda service: ((Terms, service.terms),),
    Plan: lambda plan: [(Service, id) for id in plan.services],
    Series: lambda series: ((Service, series.service_id), (Branch, series.branch_id)),
    Form: lambda form: [(Service, id) for id in form.services],
    Session: lambda session: (
        (Service, session.service_id),
        (Branch, session.branch_id),
        (Terms, session.terms),
        *((Resource, id) for id in session.resources),
    ),
    # Service and terms are those of its session.
    Booking: lambda booking: ((Customer, booking.customer_id), (Session, booking.session_id)),
    Sale: lambda sale: (
        (Customer, sale.customer_id),
        (Branch, sale.branch_id),
        *((Plan, line.plan_id) for line in sale.lines),
    ),
    WaitlistEntry: lambda entry: ((Customer, entry.customer_id), (Session, entry.session_id)),
    LinkAttempts: lambda attempts: ((Booking, attempts.id),),
    Payment: lambda payment: ((Sale, payment.sale_id), (Branch, payment.branch_id)),
    Refund: lambda refund: (
        (Sale, refund.sale_id),
        (Booking, refund.booking_id),
        (Branch, refund.branch_id),
        *((Payment, part.payment_id) for part in refund.parts),
    ),
    Balance: lambda balance: ((Customer, balance.customer_id), (Sale, balance.sale_id)),
    Movement: lambda movement: (
        (Balance, movement.balance_id),
        (Booking, movement.booking_id),
    ),
    GiftCard: lambda card: (
        (Customer, card.purchaser_id),
        (Customer, card.holder_id),
        (Sale, card.sale_id),
    ),
    GiftCardCode: lambda code: ((GiftCard, code.gift_card_id),),
    GiftCardMovement: lambda movement: ((GiftCard, movement.gift_card_id),),
    Membership: lambda membership: (
        (Customer, membership.customer_id),
        (Plan, membership.plan_id),
        (Branch, membership.branch_id),
    ),
    MembershipPeriod: lambda period: (
        (Membership, period.membership_id),
        (Sale, period.sale_id),
    ),
    PaymentAttempt: lambda attempt: (
        (Membership, attempt.membership_id),
        (Sale, attempt.sale_id),
        (Payment, attempt.payment_id),
    ),
    CouponCode: lambda code: ((Coupon, code.coupon_id),),
    Quote: lambda quote: (
        (Customer, quote.customer_id),
        (Branch, quote.branch_id),
        (Sale, quote.sale_id),
        (Coupon, quote.coupon_id),
    ),
    Invoice: lambda invoice: (
        (Sale, invoice.sale_id),
        (Payment, invoice.payment_id),
        (Refund, invoice.refund_id),
    ),
    PaymentRequest: lambda request: (
        (Sale, request.sale_id),
        (Payment, request.payment_id),
    ),
    Note: lambda note: ((Customer, note.customer_id),),
    MailboxMessage: lambda message: (
        (Customer, message.customer_id),
        (Service, message.service_id),
        (Coupon, message.coupon_id),
    ),
    BoardMessage: lambda message: (
        (Service, message.service_id),
        (Coupon, message.coupon_id),
    ),
    # Branch and service are those of what it is about.
    Subscription: lambda subscription: ((Customer, subscription.customer_id),),
    Reaction: lambda reaction: (
        (Subscription, reaction.subscription_id),
        (Customer, reaction.customer_id),
    ),
    Delivery: lambda delivery: (
        (Customer, delivery.customer_id),
        (Resource, delivery.resource_id),
    ),
    Task: lambda task: ((Customer, task.customer_id),),
    Document: lambda document: ((Customer, document.customer_id),),
    FormAssignment: lambda form: ((Customer, form.customer_id), (Form, form.form_id)),
    AccountToken: lambda token: ((Customer, token.customer_id),),
}
