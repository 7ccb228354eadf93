"""What a person is shown before they cancel is exactly what cancelling does."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.cancellation_terms import (
    CancellationStep,
    CancellationTerms,
    TermsFacts,
    cancellation_terms,
)
from bookingcore.domain.bookings.cancelling import (
    Cancellation,
    CancellationFacts,
    CancellationRequest,
    decide_cancellation,
)
from bookingcore.domain.bookings.fees import Billing
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.ids import CustomerId, SaleId
from bookingcore.errors import AlreadyCancelled, CancellationForbidden, Refused, SessionStarted
from tests.domain.build import ANNA, MARIA, at, balance, booked, cancelled, euro, july, policy

FIVE = euro(5)


def promising(*bands: CancellationBand, limit: int = 24 * 60, **fields: AllowLate) -> ServicePolicy:
    return ServicePolicy(cancellation=CancellationPolicy(limit=limit, bands=bands, **fields))


def terms(
    of: Booking, promised: ServicePolicy, now: DateTime, *, units: int = 1, billable: bool = True
) -> CancellationTerms:
    facts = TermsFacts(booking=of, policy=promised, units=units, billable=billable)
    return cancellation_terms(facts, now)


def cancel(
    of: Booking, promised: ServicePolicy, now: DateTime, actor: Actor, *, units: int, billable: bool
) -> Cancellation:
    """What `decide_cancellation` does, the customer having asked for it."""
    paid_by = [balance(units=units, left=0)] if units else []
    billing = Billing(
        sale_id=SaleId("fee"), customer_id=CustomerId("anna"), branch_id=None, on=july(2)
    )
    facts = CancellationFacts(
        booking=of,
        policy=promised,
        redemptions=[Redemption(of.id, each.id, units) for each in paid_by],
        holdings=Holdings(balances=paid_by),
        billing=billing if billable else None,
    )
    return decide_cancellation(CancellationRequest(now=now, actor=actor), facts).result


def outcome(
    of: Booking, promised: ServicePolicy, now: DateTime, *, units: int, billable: bool
) -> Cancellation | Refused:
    """What comes of the customer's own wish."""
    try:
        return cancel(of, promised, now, ANNA, units=units, billable=billable)
    except Refused as refused:
        return refused


def instants(before: int, micros: int) -> DateTime:
    return booked().starts_at.subtract(minutes=before).add(microseconds=micros)


minutes = st.integers(0, 100)
policies = st.builds(
    lambda limit, extra, allow_late, within, fees: ServicePolicy(
        cancellation=CancellationPolicy(
            limit=max([limit, *within]) + extra,
            allow_late=allow_late,
            bands=tuple(
                CancellationBand(within=each, fee=fee and euro(fee), give_back=back)
                for each, (fee, back) in zip(within, fees, strict=True)
            ),
        )
    ),
    limit=minutes,
    extra=st.sampled_from((0, 0, 7)),
    allow_late=st.sampled_from(AllowLate),
    within=st.lists(minutes, min_size=3, max_size=3, unique=True),
    fees=st.lists(st.tuples(st.none() | st.integers(1, 2), st.booleans()), min_size=3, max_size=3),
)
# Around the minutes at which anything can change, and to the microsecond.
moments = st.builds(instants, st.integers(-5, 110), st.sampled_from((-1, 0, 0, 1)))


@pytest.mark.rule("A13", "A15")
@given(policies, moments, st.integers(0, 2), st.booleans())
def test_the_terms_say_what_cancelling_does_at_that_instant(
    promised: ServicePolicy, now: DateTime, units: int, billable: bool
) -> None:
    told = terms(booked(units=units), promised, now, units=units, billable=billable)

    by_staff = cancel(booked(units=units), promised, now, MARIA, units=units, billable=billable)
    assert told.late is by_staff.late
    assert told.units_returned == by_staff.units_returned
    assert told.units_forfeited == by_staff.units_forfeited
    assert told.fee == by_staff.fee
    own = outcome(booked(units=units), promised, now, units=units, billable=billable)
    assert told.allowed is isinstance(own, Cancellation)
    if isinstance(own, Cancellation):
        assert evolve(own, booking=by_staff.booking, sale=by_staff.sale) == by_staff
    else:
        assert (type(told.refusal), str(told.refusal)) == (type(own), str(own))


@pytest.mark.rule("A13", "A15")
@given(policies, moments, moments, st.booleans())
def test_the_steps_say_what_the_terms_will_be(
    promised: ServicePolicy, now: DateTime, later: DateTime, billable: bool
) -> None:
    assume(now <= later)
    told = terms(booked(), promised, now, billable=billable)
    then = terms(booked(), promised, later, billable=billable)

    reached = [step for step in told.steps if step.at <= later]
    foreseen = reached[-1] if reached else told
    assert (foreseen.allowed, foreseen.gives_back, foreseen.fee) == (
        then.allowed,
        then.gives_back,
        then.fee,
    )
    assert told.steps[len(reached) :] == then.steps


@given(policies, moments)
def test_each_step_comes_later_and_changes_something(
    promised: ServicePolicy, now: DateTime
) -> None:
    told = terms(booked(), promised, now)
    first = CancellationStep(at=now, allowed=told.allowed, gives_back=told.gives_back, fee=told.fee)

    for before, after in pairwise((first, *told.steps)):
        assert before.at < after.at
        assert evolve(before, at=after.at) != after


@pytest.mark.rule("A13")
def test_free_then_a_fee_then_the_unit() -> None:
    """Free until 18:00 on the eve; then five euros; from 6:00 the unit is lost."""
    promised = promising(
        CancellationBand(within=24 * 60, fee=FIVE, give_back=True), CancellationBand(within=12 * 60)
    )
    told = terms(booked(), promised, at(1, 9))

    assert (told.free_until, told.late, told.allowed) == (at(1, 18), False, True)
    assert (told.units_returned, told.units_forfeited, told.fee) == (1, 0, None)
    assert told.refundable is None
    assert told.steps == (
        CancellationStep(at=at(1, 18), allowed=True, gives_back=True, fee=FIVE),
        CancellationStep(at=at(2, 6), allowed=True, gives_back=False, fee=None),
        CancellationStep(at=at(2, 18), allowed=False, gives_back=False, fee=None),
    )


@pytest.mark.rule("A13")
def test_where_late_is_forbidden_that_is_the_next_step() -> None:
    promised = policy(limit=60, allow_late=AllowLate.FORBID)
    early, late = terms(booked(), promised, at(2, 16)), terms(booked(), promised, at(2, 17))

    assert early.allowed
    assert early.steps == (
        CancellationStep(at=at(2, 17), allowed=False, gives_back=False, fee=None),
    )
    assert isinstance(late.refusal, CancellationForbidden)
    assert late.steps == ()


@pytest.mark.rule("A13")
def test_after_the_start_only_staff_may() -> None:
    assert isinstance(terms(booked(), policy(), at(2, 18)).refusal, SessionStarted)


def test_of_a_cancelled_booking_nothing_comes_back() -> None:
    told = terms(cancelled(), promising(CancellationBand(within=60, fee=FIVE)), at(2, 17))

    assert isinstance(told.refusal, AlreadyCancelled)
    assert (told.units_returned, told.units_forfeited, told.fee, told.steps) == (0, 0, None, ())


@pytest.mark.rule("A65")
def test_nobody_owes_nothing_now_or_later() -> None:
    promised = promising(CancellationBand(within=60, fee=FIVE))
    told = terms(booked(customer_id=None), promised, at(2, 16), billable=False)

    assert told.fee is None
    assert [step.fee for step in told.steps] == [None]
