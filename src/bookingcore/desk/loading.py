"""What commands load of a customer, in as few trips as the answer allows."""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk.arguments import found
from bookingcore.domain.bookings.eligibility import BookingFacts
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.redemption.matching import covered_directly
from bookingcore.domain.redemption.supply import Demand
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.ids import BalanceId, BookingId, CustomerId, SessionId
from bookingcore.ports.questions import (
    AwaitingOf,
    BalancesInPlay,
    BalancesWithUnits,
    ById,
    Clashes,
    MovableOf,
    Owner,
    RedemptionsOfMovable,
    SessionToBook,
)
from bookingcore.ports.store import Reader


def booking_facts(
    reader: Reader, customer: CustomerId, session: SessionId, places: int, now: DateTime
) -> BookingFacts:
    """What booking looks at: one trip, and a second one only where units must be re-tied.

    Raises:
        Unknown: no such customer or session here.
    """
    card, wanted = ById(Customer, customer), SessionToBook(session)
    clashes, balances = Clashes(customer, session), BalancesWithUnits(customer)
    answers = reader.load(card, wanted, clashes, balances)
    bookable = found(answers[wanted], "session", session)
    facts = BookingFacts(
        customer=found(answers[card], "customer", customer),
        session=bookable.session,
        policy=bookable.policy,
        plan_linked=bookable.plan_linked,
        clashes=answers[clashes],
        holdings=Holdings(balances=answers[balances]),
    )
    if facts.policy.awaiting_max is not None:
        awaiting = AwaitingOf(customer)
        facts = evolve(facts, awaiting=len(reader.load(awaiting)[awaiting]))
    if facts.needs_balance and _must_retie(facts, places):
        facts = evolve(facts, holdings=movable_holdings(reader, customer, now))
    return facts


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


def movable_holdings(reader: Reader, owner: Owner, now: DateTime) -> Holdings:
    """The customer's balances in play and the bookings that may be re-tied; none that await."""
    balances, movable = BalancesInPlay(owner, now), MovableOf(owner, now)
    redemptions = RedemptionsOfMovable(owner, now)
    answers = reader.load(balances, movable, redemptions)
    return Holdings(
        balances=answers[balances],
        movable=answers[movable],
        redemptions=answers[redemptions],
    )


def settling_holdings(reader: Reader, owner: Owner, now: DateTime) -> Holdings:
    """What redemption needs of the customer when units may have come free.

    Nothing where no booking awaits redemption: then there is nothing to redeem.
    """
    question = AwaitingOf(owner)
    awaiting = reader.load(question)[question]
    if not awaiting:
        return Holdings()
    return evolve(movable_holdings(reader, owner, now), awaiting=awaiting)


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
