"""What commands load of a customer, in as few trips as the answer allows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import found
from bookingcore.desk.context import Context
from bookingcore.desk.redirecting import found_card
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import BookingFacts, BookingRequest
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.redemption.matching import covered_directly
from bookingcore.domain.redemption.supply import Demand
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    FormAssignmentId,
    FormId,
    SessionId,
)
from bookingcore.errors import Language
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import (
    All,
    AwaitingOf,
    BalancesInPlay,
    BalancesWithUnits,
    BookableService,
    BookableSession,
    ById,
    Clashes,
    ClashesAt,
    MovableOf,
    Owner,
    OwnerOf,
    Question,
    RedemptionsOfMovable,
    SessionToBook,
)
from bookingcore.ports.store import Answers, Reader


def booking_facts(
    context: Context,
    reader: Reader,
    customer: CustomerId,
    session: SessionId,
    request: BookingRequest,
) -> BookingFacts:
    """What booking looks at: one trip, and another only for forms, or where units are re-tied.

    Raises:
        Unknown: no such customer or session here.
    """
    card, wanted = ById(Customer, customer), SessionToBook(session)
    clashes, balances = Clashes(customer, session), BalancesWithUnits(customer)
    answers = reader.load(card, wanted, clashes, balances)
    bookable = found(answers[wanted], "session", session)
    facts = BookingFacts(
        customer=found_card(answers[card], customer),
        session=bookable.session,
        policy=bookable.policy,
        plan_linked=bookable.plan_linked,
        clashes=answers[clashes],
        holdings=Holdings(balances=answers[balances]),
    )
    if facts.policy.awaiting_max is not None:
        awaiting = AwaitingOf(customer)
        facts = evolve(facts, awaiting=len(reader.load(awaiting)[awaiting]))
    if bookable.form_linked:
        facts = _with_forms(context, reader, facts, request.now)
    if facts.needs_balance and _must_retie(facts, request.places):
        facts = evolve(facts, holdings=movable_holdings(reader, customer, request.now))
    return facts


def _with_forms(
    context: Context, reader: Reader, facts: BookingFacts, now: DateTime
) -> BookingFacts:
    """*facts* with what the service's forms ask of the customer (004-10)."""
    customer, service = facts.customer.id, facts.session.service_id
    on_card, known = Owned(FormAssignment, customer), All(Form)
    answers = reader.load(on_card, known)
    there = {each.form_id for each in answers[on_card]}
    submitted = {each.form_id for each in answers[on_card] if each.submitted}
    forms = answers[known]
    missing = [form for form in forms if form.required_by(service) and form.id not in submitted]
    coming = [form for form in forms if form.comes_with(service) and form.id not in there]
    return evolve(
        facts,
        missing_forms=[form.id for form in missing],
        coming_forms=[brought(context, form.id, customer, now) for form in coming],
    )


def brought(context: Context, form: FormId, customer: CustomerId, now: DateTime) -> FormAssignment:
    """A form that a rule of its own brings onto a card (004-10)."""
    return FormAssignment(
        id=FormAssignmentId(context.new_id()),
        customer_id=customer,
        form_id=form,
        assigned_at=now,
        assigned_by=str(SYSTEM),
        automatic=True,
    )


def _must_retie(facts: BookingFacts, places: int) -> bool:
    """Whether units are left, but free ones alone do not pay for the booking."""
    session, balances = facts.session, facts.holdings.balances
    demand = Demand(
        booking_id=BookingId(""),
        service_id=session.service_id,
        starts_at=session.starts_at,
        on=session.on,
        units=places,
    )
    return bool(balances) and not covered_directly(demand, map(supply_of, balances))


Bookable = TypeVar("Bookable", BookableService, BookableSession)


def facts_at(
    context: Context,
    reader: Reader,
    customer: CustomerId,
    session: Session,
    promised: Question[Bookable],
    now: DateTime,
) -> BookingFacts:
    """What booking looks at, for a *session* that the store does not know yet, or not so: one trip.

    The question *promised* is answered with what holds for bookings there. Beside the units in play
    the holdings have the bookings that await redemption.

    Raises:
        Unknown: no such customer here.
    """
    card, awaiting = ById(Customer, customer), AwaitingOf(customer)
    clashes = ClashesAt(customer, session.starts_at, session.ends_at)
    in_play = InPlay(customer, now)
    answers = reader.load(card, promised, clashes, awaiting, *in_play.questions)
    [bookable] = answers[promised]
    facts = BookingFacts(
        customer=found_card(answers[card], customer),
        session=session,
        policy=bookable.policy,
        plan_linked=bookable.plan_linked,
        clashes=answers[clashes],
        awaiting=len(answers[awaiting]),
        holdings=in_play.holdings(answers, answers[awaiting]),
    )
    return _with_forms(context, reader, facts, now) if bookable.form_linked else facts


@frozen
class InPlay:
    """What redemption may re-tie of a customer, asked for with whatever else is asked."""

    owner: Owner
    now: DateTime

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """The units in play, the bookings that may be re-tied, and what ties them."""
        return tuple(ask(self.owner, self.now) for ask in _IN_PLAY)

    def holdings(self, answers: Answers, awaiting: Sequence[Booking] = ()) -> Holdings:
        """The customer's holdings, with those of *awaiting* that await redemption."""
        return Holdings(
            balances=answers[BalancesInPlay(self.owner, self.now)],
            awaiting=awaiting,
            movable=answers[MovableOf(self.owner, self.now)],
            redemptions=answers[RedemptionsOfMovable(self.owner, self.now)],
        )


_IN_PLAY = (BalancesInPlay, MovableOf, RedemptionsOfMovable)


def movable_holdings(
    reader: Reader, owner: Owner, now: DateTime, awaiting: Sequence[Booking] = ()
) -> Holdings:
    """The customer's balances in play and the bookings that may be re-tied, beside *awaiting*."""
    in_play = InPlay(owner, now)
    return in_play.holdings(reader.load(*in_play.questions), awaiting)


def settling_holdings(reader: Reader, owner: Owner, now: DateTime) -> Holdings:
    """What redemption needs of the customer when units may have come free.

    Nothing where no booking awaits redemption: then there is nothing to redeem. The card comes
    along for who tells of it: units come free by what customers are told of.
    """
    question = AwaitingOf(owner)
    along = () if isinstance(owner, OwnerOf) else (ById(Customer, owner),)
    awaiting = reader.load(question, *along)[question]
    return movable_holdings(reader, owner, now, awaiting) if awaiting else Holdings()


def language_of(context: Context, reader: Reader, customer: CustomerId | None) -> Language:
    """The language in which *customer* is spoken to; nobody in particular in the center's first."""
    card, own = ById(Customer, customer or ""), context.own_center
    answers = reader.load(card, own)
    preferred = next((each.language for each in answers[card]), None)
    return preferred or context.configured(answers[own]).settings.languages[0]


def with_balances(holdings: Holdings, balances: tuple[Balance, ...]) -> Holdings:
    """*holdings* with *balances* among its own, each once."""
    known: dict[BalanceId, Balance] = {balance.id: balance for balance in holdings.balances}
    known.update((balance.id, balance) for balance in balances)
    return evolve(holdings, balances=tuple(known.values()))


def apart_from(holdings: Holdings, bookings: Collection[BookingId]) -> Holdings:
    """*holdings* without *bookings*, whose own units are looked at apart."""
    return evolve(
        holdings,
        awaiting=tuple(each for each in holdings.awaiting if each.id not in bookings),
        movable=tuple(each for each in holdings.movable if each.id not in bookings),
        redemptions=tuple(each for each in holdings.redemptions if each.booking_id not in bookings),
    )
