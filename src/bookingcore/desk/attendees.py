"""Everybody in sessions, locked and loaded in as few trips as the answer allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.loading import InPlay, apart_from, with_balances
from bookingcore.desk.queues import cards_in, locked_lines
from bookingcore.desk.selling.gifting import with_cards
from bookingcore.desk.selling.settling import refund_facts
from bookingcore.domain.bookings.attendees import Attendee
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Resource
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.ids import (
    BookingId,
    CustomerId,
    PolicyHash,
    RefundId,
    ResourceId,
    SaleId,
    SessionId,
)
from bookingcore.domain.waitlist.line import Line
from bookingcore.ports.questions import (
    AwaitingOf,
    BalancesPaying,
    BookingsIn,
    ById,
    RedemptionsOf,
)
from bookingcore.ports.store import Answers, LostGuard, Ref, Unit


@frozen(kw_only=True)
class Attendance:
    """Sessions with everybody in them, which nobody else changes until the unit ends.

    Attributes:
        lines: the sessions with their waiting lists, by id.
        policies: what was promised with the bookings.
        waiting: the cards of everybody who waits for them.
    """

    lines: Mapping[SessionId, Line]
    attendees: Sequence[Attendee]
    policies: Mapping[PolicyHash, ServicePolicy]
    waiting: Mapping[CustomerId, Customer]


def locked_attendance(
    context: Context,
    unit: Unit,
    sessions: Collection[SessionId],
    now: DateTime,
    *,
    moving: bool,
    resources: Sequence[ResourceId] | None = None,
    besides: Collection[SessionId] = (),
) -> Attendance:
    """Everybody in *sessions*; with all that redemption needs of them where they are *moving*.

    With them come the sales whose lines pay for their bookings.

    The lines of the sessions *besides* are locked too, whoever is in them.

    Customers are locked before resources, and those before the sessions, as always; who has come
    in before the sessions were locked too has the unit run again. Sessions that move keep their
    own resources unless they are given other *resources*.

    Raises:
        Unknown: no such session here.
    """
    found_first = _live(unit, sessions)
    known = _owners(found_first)
    unit.lock(*(Ref(Customer, owner) for owner in known))
    sales = _sales(context, unit, found_first, now)
    needed = _needed(unit, sessions) if moving and resources is None else resources or ()
    unit.lock(*(Ref(Resource, each) for each in needed))
    lines = {line.session.id: line for line in locked_lines(context, unit, {*sessions, *besides})}
    bookings = _live(unit, sessions)
    if not set(_owners(bookings)) <= set(known) or not _paying(bookings) <= sales.keys():
        raise LostGuard("somebody has booked a place meanwhile, or paid for one")
    terms = [ById(Terms, promised) for promised in dict.fromkeys(each.terms for each in bookings)]
    answers = unit.load(*terms)
    return Attendance(
        lines=lines,
        attendees=_attendees(unit, bookings, sales, now, moving=moving),
        policies={found.id: found.policy for each in terms for found in answers[each]},
        waiting=cards_in(unit, lines.values()),
    )


def _needed(unit: Unit, sessions: Collection[SessionId]) -> list[ResourceId]:
    asked = [ById(Session, session) for session in sessions]
    answers = unit.load(*asked)
    return [id for each in asked for session in answers[each] for id in session.resources]


def _live(unit: Unit, sessions: Collection[SessionId]) -> list[Booking]:
    asked = [BookingsIn(session) for session in sessions]
    answers = unit.load(*asked)
    return [booking for each in asked for booking in answers[each] if booking.live]


def _owners(bookings: Sequence[Booking]) -> list[CustomerId]:
    return sorted({each.customer_id for each in bookings if each.customer_id is not None})


def refund_ids(context: Context, attendees: Sequence[Attendee]) -> dict[BookingId, RefundId]:
    """An id for the refund of each booking of which the own price may be given back."""
    bookings = (booking for attendee in attendees for booking in attendee.bookings)
    return {each.id: RefundId(context.new_id()) for each in bookings if each.sale_id is not None}


def _attendees(
    unit: Unit,
    bookings: Sequence[Booking],
    sales: Mapping[SaleId, RefundFacts],
    now: DateTime,
    *,
    moving: bool,
) -> list[Attendee]:
    by_owner: dict[CustomerId | None, list[Booking]] = {}
    for booking in bookings:
        by_owner.setdefault(booking.customer_id, []).append(booking)
    paying = [ask(each.id) for each in bookings for ask in (RedemptionsOf, BalancesPaying)]
    owners = _owners(bookings)
    answers = unit.load(*paying, *(AwaitingOf(owner) for owner in owners))
    settling = [owner for owner in owners if moving or answers[AwaitingOf(owner)]]
    holdings = _holdings(unit, settling, answers, now)
    return [
        evolve(
            _attendee(owner, own, answers, holdings),
            lines=[sales[sale] for sale in sorted(_paying(own))],
        )
        for owner, own in by_owner.items()
    ]


def _sales(
    context: Context, unit: Unit, bookings: Sequence[Booking], now: DateTime
) -> dict[SaleId, RefundFacts]:
    """The sales whose lines pay for *bookings*, with what they would give back."""
    facts = {sale: refund_facts(context, unit, sale) for sale in sorted(_paying(bookings))}
    return {sale: with_cards(context, unit, each, now) for sale, each in facts.items()}


def _paying(bookings: Sequence[Booking]) -> set[SaleId]:
    """The sales whose lines pay for *bookings*."""
    return {each.sale_id for each in bookings if each.sale_id is not None}


def _holdings(
    unit: Unit, owners: Collection[CustomerId], known: Answers, now: DateTime
) -> dict[CustomerId | None, Holdings]:
    asked = {owner: InPlay(owner, now) for owner in owners}
    answers = unit.load(*(question for each in asked.values() for question in each.questions))
    return {
        owner: each.holdings(answers, known[AwaitingOf(owner)]) for owner, each in asked.items()
    }


def _attendee(
    owner: CustomerId | None,
    bookings: Sequence[Booking],
    answers: Answers,
    holdings: Mapping[CustomerId | None, Holdings],
) -> Attendee:
    own = apart_from(holdings.get(owner, Holdings()), {booking.id for booking in bookings})
    ties = [tie for each in bookings for tie in answers[RedemptionsOf(each.id)]]
    paying = [found for each in bookings for found in answers[BalancesPaying(each.id)]]
    return Attendee(
        customer_id=owner,
        bookings=bookings,
        redemptions=ties,
        holdings=with_balances(own, tuple(paying)),
    )
