"""Who may book what: a chain of small rules, in the order in which their answers count.

Each rule is a pure function of the wish and the facts, and answers with a refusal or with None.
`check()` lists every answer; `book()` raises the first. Rules whose refusal is `overridable` may
be overridden by staff, with a reason on record (A67).

The order, first wins: the card, the clock, who leads the session, the customer's other bookings,
the places, the forms, the balance; then the host's own rules (`Desk(rules=...)`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.redemption.matching import settle
from bookingcore.domain.redemption.supply import Demand
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Actor, Oneself, Staff
from bookingcore.domain.values.checks import name, shown
from bookingcore.domain.values.ids import BookingId, FormId
from bookingcore.domain.values.moments import add_minutes
from bookingcore.errors import (
    AlreadyBooked,
    AnotherProfessional,
    AwaitingLimit,
    BalanceRequired,
    Blacklisted,
    BookingTooEarly,
    BookingTooLate,
    CustomerNotActive,
    FormRequired,
    InvalidInput,
    Overlapping,
    QueueAhead,
    Refused,
    SessionCancelled,
    SessionFull,
    SessionStarted,
    UnwantedServiceBlocked,
)


def _reason(value: object) -> str:
    return name(value, "override.reason")


def _codes(value: object) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, set | frozenset | tuple | list):
        raise InvalidInput("override.codes", shown(value), "give a set such as {'session_full'}")
    return frozenset(name(code, "override.codes") for code in value)


@frozen(kw_only=True)
class Override:
    """Staff's decision to let some rules pass, with the reason that goes on record (A67).

    Attributes:
        reason: why, 1 to 200 characters.
        codes: the codes of the refusals to override, such as `{"session_full"}`.
    """

    reason: str = field(converter=_reason)
    codes: frozenset[str] = field(converter=_codes)


@frozen(kw_only=True)
class BookingRequest:
    """The wish to book."""

    places: int
    now: DateTime
    actor: Actor
    note: str = ""
    override: Override | None = None


@frozen(kw_only=True)
class BookingFacts:
    """What the rules look at.

    Attributes:
        plan_linked: whether any plan of the center pays for the service (A12).
        clashes: the customer's live bookings in this session, or at its time.
        awaiting: how many bookings of the customer await redemption; 0 where no rule asks.
        ahead: how many wait for places that are free, and may not be passed by.
        holdings: the customer's balances, and where no free unit covers the session directly
            also the bookings that could be re-tied.
        missing_forms: what the service requires, and the customer has not submitted.
        coming_forms: what comes onto the card with the booking (004-10).
    """

    customer: Customer
    session: Session
    policy: ServicePolicy
    plan_linked: bool
    clashes: Sequence[Booking] = ()
    awaiting: int = 0
    ahead: int = 0
    holdings: Holdings = field(factory=Holdings)
    missing_forms: Sequence[FormId] = ()
    coming_forms: Sequence[FormAssignment] = ()

    @property
    def needs_balance(self) -> bool:
        """Whether units have to pay for this booking (A11, A12)."""
        return self.plan_linked and self.policy.balance_policy is not BalancePolicy.NOT_REQUIRED


Rule = Callable[[BookingRequest, BookingFacts], Refused | None]


def wanted(request: BookingRequest, facts: BookingFacts) -> Demand:
    """The wish as redemption sees it; it has no id yet and so sorts first among its equals."""
    return Demand(
        booking_id=BookingId(""),
        service_id=facts.session.service_id,
        starts_at=facts.session.starts_at,
        on=facts.session.on,
        units=request.places,
    )


def customer_is_active(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Deregistered customers do not book (A64)."""
    customer = facts.customer
    if customer.status is CustomerStatus.ACTIVE:
        return None
    return CustomerNotActive(customer.id, customer.status.name)


def not_blacklisted(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Who is blacklisted does not book online; staff book for them (004-03, 004-05)."""
    customer = facts.customer
    if customer.blacklisted and isinstance(request.actor, Oneself):
        return Blacklisted(customer.id)
    return None


def service_is_wanted(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Nobody schedules what is unwanted for the customer, staff included (004-27, A23)."""
    customer, service = facts.customer, facts.session.service_id
    return None if customer.wants(service) else UnwantedServiceBlocked(customer.id, service)


def session_takes_place(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Nobody books what is cancelled."""
    end = facts.session.cancellation
    return None if end is None else SessionCancelled(facts.session.id, end.at)


def session_has_not_started(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Customers book before the start; staff put right afterwards what was forgotten (A47)."""
    if not isinstance(request.actor, Oneself) or request.now < facts.session.starts_at:
        return None
    return SessionStarted(facts.session.id, facts.session.starts_at)


def booking_is_open(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Customers book within the service's window; staff at any time (003-02, A47)."""
    session, window = facts.session, facts.policy.window
    if not isinstance(request.actor, Oneself):
        return None
    if window.opens is not None:
        opens_at = add_minutes(session.starts_at, -window.opens)
        if request.now < opens_at:
            return BookingTooEarly(session.id, opens_at)
    closes_at = add_minutes(session.starts_at, -window.closes)
    if closes_at <= request.now < session.starts_at:
        return BookingTooLate(session.id, closes_at)
    return None


def own_professional_leads(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Who has one professional books with no other; staff may override (000-32, A24)."""
    customer, session = facts.customer, facts.session
    professional = customer.professional_id
    if professional is None or _led_by_own(customer, session):
        return None
    return AnotherProfessional(customer.id, professional, session.id)


def _led_by_own(customer: Customer, session: Session) -> bool:
    """Whether *session* is led by the customer's one professional; by anybody where any will do."""
    return customer.professional_id is None or customer.professional_id in session.resources


def not_booked_twice(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """One booking of a customer in a session; more places go on that one (A66)."""
    session = facts.session.id
    for booking in facts.clashes:
        if booking.session_id == session:
            return AlreadyBooked(session, booking.id)
    return None


def not_elsewhere(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Nobody is in two places at once, unless the service says that is fine (A66)."""
    session = facts.session.id
    if facts.policy.allow_overlap:
        return None
    for booking in facts.clashes:
        if booking.session_id != session:
            return Overlapping(session, booking.id)
    return None


def places_are_left(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """A session never holds more bookings than places (P1)."""
    left = facts.session.places_left
    if left is None or request.places <= left:
        return None
    return SessionFull(facts.session.id, request.places, left)


def nobody_is_ahead(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Places that came free belong to those who wait, where the list says so (A16)."""
    return QueueAhead(facts.session.id, facts.ahead) if facts.ahead else None


def forms_are_submitted(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """A service that requires a form is booked by who has submitted it; staff may override."""
    if not facts.missing_forms:
        return None
    missing = " ".join(facts.missing_forms)
    return FormRequired(facts.customer.id, facts.session.service_id, missing)


def balance_is_there(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Where balance is required, units must be able to pay, re-tying included (A8, A11)."""
    if not facts.needs_balance or facts.policy.balance_policy is not BalancePolicy.REQUIRED:
        return None
    if redeemable(request, facts):
        return None
    return BalanceRequired(facts.session.service_id, facts.session.on)


def awaiting_few(request: BookingRequest, facts: BookingFacts) -> Refused | None:
    """Where the service caps them, no more bookings may await redemption (A11)."""
    limit = facts.policy.awaiting_max
    if limit is None or not facts.needs_balance or facts.awaiting < limit:
        return None
    return None if redeemable(request, facts) else AwaitingLimit(limit, facts.awaiting)


RULES: tuple[Rule, ...] = (
    customer_is_active,
    not_blacklisted,
    service_is_wanted,
    session_takes_place,
    session_has_not_started,
    booking_is_open,
    own_professional_leads,
    not_booked_twice,
    not_elsewhere,
    places_are_left,
    nobody_is_ahead,
    forms_are_submitted,
    balance_is_there,
    awaiting_few,
)
"""The rules in the documented order; the first refusal is the one that is raised."""


def stands_aside(customer: Customer, session: Session) -> bool:
    """Whether places of *session* are offered to *customer* by staff only (A22, A23, A24).

    What is offered by itself could not be accepted: a rule about the card is in the way.
    """
    return customer.blacklisted or not may_see(customer, session)


def may_see(customer: Customer, session: Session) -> bool:
    """Whether *customer* finds *session* in the schedule (000-30, 000-31, 004-27)."""
    return _led_by_own(customer, session) and customer.wants(session.service_id)


def redeemable(request: BookingRequest, facts: BookingFacts) -> bool:
    """Whether the customer's units could pay for this booking."""
    supplies = map(supply_of, facts.holdings.balances)
    return bool(settle([wanted(request, facts)], supplies, facts.holdings.held()).admitted)


def violations(
    request: BookingRequest, facts: BookingFacts, rules: Sequence[Rule] = RULES
) -> tuple[Refused, ...]:
    """Every refusal that stands, in order; overridden ones are left out."""
    answers = (rule(request, facts) for rule in rules)
    return tuple(
        answer for answer in answers if answer is not None and not overridden(request, answer)
    )


def overridden(request: BookingRequest, refusal: Refused) -> bool:
    """Whether staff's override lets *refusal* pass; nobody else's does (A67)."""
    return lets_pass(request.override, request.actor, refusal)


def lets_pass(override: Override | None, actor: Actor, refusal: Refused) -> bool:
    """Whether *override*, given by *actor*, lets *refusal* pass."""
    if override is None or not isinstance(actor, Staff):
        return False
    return refusal.overridable and refusal.code in override.codes


def overridden_codes(
    request: BookingRequest, facts: BookingFacts, rules: Sequence[Rule] = RULES
) -> tuple[str, ...]:
    """The codes that were in the way and are overridden: what goes on record (A67)."""
    if request.override is None:
        return ()
    answers = (rule(request, facts) for rule in rules)
    return tuple(sorted(a.code for a in answers if a is not None and overridden(request, a)))
