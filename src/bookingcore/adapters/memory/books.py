"""Everything that is kept for one center."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from attrs import evolve

from bookingcore.adapters.memory.tables import Grouped, Ordered, Table, Timeline
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import LIVE, Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership, MembershipPeriod
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.sales.invoice import Invoice, NumberSeries
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Event, Fact
from bookingcore.domain.values.sealing import SigningKey
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports.questions import RememberedCommand

ALL = ()
"""The group of a timeline that holds every row."""


Row = TypeVar("Row")


class KeptEvent(NamedTuple):
    """An event with its own copy of what the caller could still change."""

    event: Event
    facts: dict[str, Fact]
    words: dict[str, str]

    @classmethod
    def of(cls, event: Event) -> KeptEvent:
        """*event*, out of the caller's reach."""
        return cls(event, dict(event.facts), dict(event.words))

    @property
    def customer_id(self) -> str | None:
        """Whose it is."""
        return self.event.customer_id

    def told(self) -> Event:
        """The event, for somebody who may change what they are given."""
        return evolve(self.event, facts=dict(self.facts), words=dict(self.words))


_APART: Mapping[type[object], Callable[[Any], Any]] = {
    FormAssignment: lambda assignment: evolve(assignment, answers=dict(assignment.answers)),
    Delivery: lambda delivery: evolve(delivery, facts=dict(delivery.facts)),
}


def apart(row: Row) -> Row:
    """*row* with its own copy of what whoever gave or gets it could still change."""
    copied = _APART.get(type(row))
    return row if copied is None else copied(row)


class Books:
    """The tables of one center, with their indexes and the numbers that locks count."""

    def __init__(self) -> None:
        self._index()
        self.readers: set[object] = set()
        self.numbers: Table[int] = Table()
        self.remembered: Table[RememberedCommand] = Table()
        self._keep_offers()
        self._keep_schedule()
        self._keep_sales()
        self._keep_papers()
        self._keep_people()
        self._keep_messages()
        self.events: Table[KeptEvent] = Table(self.events_about)
        self.tables: dict[type[object], Table[Any]] = {
            **self._of_offers(),
            **self._of_schedule(),
            **self._of_sales(),
            **self._of_papers(),
            **self._of_people(),
            **self._of_messages(),
            Event: self.events,
        }
        # What belongs to a customer, type by type.
        self.owned: dict[type[object], Grouped] = {
            row: self.tables[row].indexed_by(_owners(owned.by)) for row, owned in OWNED.items()
        }

    def _keep_offers(self) -> None:
        self.centers: Table[Center] = Table()
        self.branches: Table[Branch] = Table()
        self.terms: Table[Terms] = Table()
        self.services: Table[Service] = Table()
        self.resources: Table[Resource] = Table()
        self.plans: Table[Plan] = Table(self.plans_for)
        self.forms: Table[Form] = Table(self.forms_for)

    def _of_offers(self) -> dict[type[object], Table[Any]]:
        return {
            Center: self.centers,
            Branch: self.branches,
            Terms: self.terms,
            Service: self.services,
            Resource: self.resources,
            Plan: self.plans,
            Form: self.forms,
        }

    def _keep_schedule(self) -> None:
        self.series: Table[Series] = Table()
        self.sessions: Table[Session] = Table(self.sessions_by_start, self.sessions_of)
        self.bookings: Table[Booking] = Table(
            self.bookings_in, self.bookings_between, self.bookings_by_start
        )
        self.entries: Table[WaitlistEntry] = Table(self.entries_in, self.queue_for)
        self.dues: Table[Due] = Table(self.dues_by_instant)
        self.signing_keys: Table[SigningKey] = Table()
        self.link_attempts: Table[LinkAttempts] = Table()

    def _of_schedule(self) -> dict[type[object], Table[Any]]:
        return {
            Series: self.series,
            Session: self.sessions,
            Booking: self.bookings,
            WaitlistEntry: self.entries,
            Due: self.dues,
            SigningKey: self.signing_keys,
            LinkAttempts: self.link_attempts,
        }

    def _keep_sales(self) -> None:
        self.sales: Table[Sale] = Table(self.sales_about, self.sales_with)
        self.payments: Table[Payment] = Table(self.payments_of)
        self.refunds: Table[Refund] = Table(self.refunds_of)
        self.balances: Table[Balance] = Table(self.balances_of, self.granted_by)
        self.movements: Table[Movement] = Table(self.movements_of, self.movements_for)
        self.gift_cards: Table[GiftCard] = Table()
        self.gift_card_codes: Table[GiftCardCode] = Table()
        self.gift_card_movements: Table[GiftCardMovement] = Table(self.gift_card_movements_of)
        self.memberships: Table[Membership] = Table()
        self.periods: Table[MembershipPeriod] = Table(self.periods_of)
        self.attempts: Table[PaymentAttempt] = Table(self.attempts_of, self.attempts_at)

    def _of_sales(self) -> dict[type[object], Table[Any]]:
        return {
            Sale: self.sales,
            Payment: self.payments,
            Refund: self.refunds,
            Balance: self.balances,
            Movement: self.movements,
            GiftCard: self.gift_cards,
            GiftCardCode: self.gift_card_codes,
            GiftCardMovement: self.gift_card_movements,
            Membership: self.memberships,
            MembershipPeriod: self.periods,
            PaymentAttempt: self.attempts,
        }

    def _keep_papers(self) -> None:
        self.coupons: Table[Coupon] = Table()
        self.coupon_codes: Table[CouponCode] = Table()
        self.quotes: Table[Quote] = Table()
        self.number_series: Table[NumberSeries] = Table()
        self.invoices: Table[Invoice] = Table(self.invoices_of)
        self.payment_requests: Table[PaymentRequest] = Table(self.requests_of)

    def _of_papers(self) -> dict[type[object], Table[Any]]:
        return {
            Coupon: self.coupons,
            CouponCode: self.coupon_codes,
            Quote: self.quotes,
            NumberSeries: self.number_series,
            Invoice: self.invoices,
            PaymentRequest: self.payment_requests,
        }

    def _keep_people(self) -> None:
        self.customers: Table[Customer] = Table(self.cards_with, self.absorbed_into)
        self.addresses: Table[Address] = Table()
        self.notes: Table[Note] = Table()
        self.tasks: Table[Task] = Table()
        self.documents: Table[Document] = Table()
        self.assignments: Table[FormAssignment] = Table()
        self.account_tokens: Table[AccountToken] = Table()

    def _of_people(self) -> dict[type[object], Table[Any]]:
        return {
            Customer: self.customers,
            Address: self.addresses,
            Note: self.notes,
            Task: self.tasks,
            Document: self.documents,
            FormAssignment: self.assignments,
            AccountToken: self.account_tokens,
        }

    def _keep_messages(self) -> None:
        self.mailbox_messages: Table[MailboxMessage] = Table()
        self.board_messages: Table[BoardMessage] = Table()
        self.deliveries: Table[Delivery] = Table(self.deliveries_waiting, self.deliveries_about)
        self.announcements: Table[Announcement] = Table()
        self.standing_policies: Table[StandingPolicy] = Table()
        self.subscriptions: Table[Subscription] = Table()
        self.reactions: Table[Reaction] = Table(self.reactions_in)

    def _of_messages(self) -> dict[type[object], Table[Any]]:
        return {
            MailboxMessage: self.mailbox_messages,
            BoardMessage: self.board_messages,
            Delivery: self.deliveries,
            Announcement: self.announcements,
            StandingPolicy: self.standing_policies,
            Subscription: self.subscriptions,
            Reaction: self.reactions,
        }

    def _index(self) -> None:
        self.plans_for = Grouped(lambda plan: tuple(dict.fromkeys(plan.services)))
        self.forms_for = Grouped(lambda form: tuple(dict.fromkeys(form.services)))
        self.cards_with = Grouped(_addresses)
        self.absorbed_into = Grouped(_where_it_leads)
        # Each session stands among all of them, and with each of its resources.
        self.sessions_by_start = Timeline(_all_and_each_resource)
        self.sessions_of = Grouped(_its_series)
        self.bookings_in = Grouped(lambda booking: (booking.session_id,))
        self.bookings_between = Grouped(_customer_and_session)
        self.bookings_by_start = Timeline(lambda booking: ((booking.customer_id, booking.status),))
        self.entries_in = Grouped(lambda entry: (entry.session_id,))
        self.queue_for = Grouped(_session_waited_for)
        self.sales_about = Grouped(_bookings_sold)
        self.sales_with = Grouped(_coupon_taken)
        self.invoices_of = Grouped(lambda invoice: (invoice.sale_id,))
        self.requests_of = Grouped(lambda request: (request.sale_id,))
        self.payments_of = Grouped(lambda payment: (payment.sale_id,))
        self.refunds_of = Grouped(lambda refund: (refund.sale_id,))
        self.granted_by = Grouped(lambda balance: (balance.sale_id,))
        self.balances_of = Grouped(lambda balance: ((balance.customer_id, balance.remaining > 0),))
        self.movements_of = Grouped(lambda movement: (movement.balance_id,))
        self.movements_for = Grouped(_booking_moved)
        self.gift_card_movements_of = Grouped(lambda movement: (movement.gift_card_id,))
        self.periods_of = Grouped(lambda period: (period.membership_id,))
        self.attempts_of = Grouped(lambda attempt: (attempt.membership_id,))
        self.attempts_at = Grouped(_payment_asked)
        self.dues_by_instant = Ordered(lambda due: due.due_at)
        self.deliveries_waiting = Grouped(_waiting_for)
        self.deliveries_about = Grouped(lambda delivery: (delivery.about,))
        self.reactions_in = Grouped(lambda reaction: (reaction.queue,))
        self.events_about = Grouped(_concerned)

    def copied(self) -> Books:
        """Books of their own with the same rows, for a writer while a snapshot is open."""
        fresh = Books()
        fresh.numbers.take_over(self.numbers)
        fresh.remembered.take_over(self.remembered)
        for row, table in self.tables.items():
            fresh.tables[row].take_over(table)
        return fresh


def _owners(by: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    """Whose rows are that name their customers in the fields *by*, each customer once."""
    [first, *others] = by
    if others:
        named = attrgetter(*by)
        return lambda row: tuple(dict.fromkeys(id for id in named(row) if id is not None))
    name = attrgetter(first)

    def owner(row: Any) -> tuple[str, ...]:
        id = name(row)
        return () if id is None else (id,)

    return owner


def _addresses(card: Customer) -> tuple[str, ...]:
    """The addresses that nobody else may have."""
    return tuple(sorted(card.addresses)) if card.status in LIVE else ()


def _where_it_leads(card: Customer) -> tuple[str, ...]:
    return () if card.absorbed_into is None else (card.absorbed_into,)


def _all_and_each_resource(session: Session) -> tuple[Hashable, ...]:
    return (ALL, *session.resources) if session.live else (ALL,)


def _its_series(session: Session) -> tuple[str, ...]:
    return () if session.series_id is None else (session.series_id,)


def _customer_and_session(booking: Booking) -> tuple[tuple[str | None, str]]:
    return ((booking.customer_id, booking.session_id),)


def _session_waited_for(entry: WaitlistEntry) -> tuple[str, ...]:
    return (entry.session_id,) if entry.open else ()


def _coupon_taken(sale: Sale) -> tuple[str, ...]:
    return () if sale.coupon_id is None else (sale.coupon_id,)


def _bookings_sold(sale: Sale) -> tuple[str, ...]:
    """The bookings that its lines name, each once."""
    return tuple({line.booking_id: None for line in sale.lines if line.booking_id is not None})


def _booking_moved(movement: Movement) -> tuple[str, ...]:
    return () if movement.booking_id is None else (movement.booking_id,)


def _payment_asked(attempt: PaymentAttempt) -> tuple[str, ...]:
    return () if attempt.payment_id is None else (attempt.payment_id,)


def _waiting_for(delivery: Delivery) -> tuple[Hashable, ...]:
    """The recipient and the channel that it waits for; what goes to nobody waits by itself."""
    if delivery.status is not DeliveryStatus.WAITING:
        return ()
    to = delivery.customer_id or delivery.resource_id or delivery.id
    return ((delivery.customer_id is None, to, delivery.channel),)


def _concerned(kept: KeptEvent) -> tuple[str, ...]:
    """The ids that an event is about, each once; and the stream, which an owner may have left."""
    event = kept.event
    subject, customer, session = event.subject, event.customer_id, event.session_id
    ids: tuple[str, ...] = (subject,)
    if customer is not None and customer != subject:
        ids = (subject, customer)
    if session is not None and session not in ids:
        ids = (*ids, session)
    return ids if event.stream in ids else (*ids, event.stream)
