"""Appointments of nobody, and whose they become (003-06, A65)."""

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.appointing import decide_attaching, decide_for_nobody
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.catalog.policies import BalancePolicy
from bookingcore.domain.values.changes import Add, Count, Put
from bookingcore.domain.values.events import FACTS, EventKind
from bookingcore.domain.values.ids import BookingId
from bookingcore.errors import AlreadyCancelled, BalanceRequired, CustomerThere, Overlapping
from tests.domain.build import balance, booked, cancelled, facts, policy, session, wish

FULL = session(capacity=1, taken=1)
B1 = BookingId("b1")


def nobody_s() -> Booking:
    return decide_for_nobody(B1, wish(), session()).result


@pytest.mark.rule("A65")
def test_nobody_s_is_booked_and_redeems_nothing() -> None:
    decision = decide_for_nobody(B1, wish(note="signora?", places=2), session())
    kept = decision.result

    assert (kept.customer_id, kept.status, kept.units_needed) == (None, BookingStatus.BOOKED, 0)
    assert (kept.places, kept.starts_at, kept.terms) == (2, session().starts_at, session().terms)
    assert decision.changes == [Add(kept)]
    [happened] = decision.happened
    assert set(happened.facts) == FACTS[EventKind.BOOKING_MADE]
    assert (happened.customer_id, happened.words) == (None, {"note": "signora?"})
    assert decide_for_nobody(B1, wish(), session()).happened[0].words == {}


@pytest.mark.rule("A65")
def test_whose_it_becomes_pays_for_it() -> None:
    """Its place is taken already: that the session is full is nothing to it."""
    known = facts(session=FULL, holdings=Holdings(balances=[balance()]))
    decision = decide_attaching(wish(), nobody_s(), known)

    assert (decision.result.customer_id, decision.result.status) == ("anna", BookingStatus.BOOKED)
    assert decision.result.units_needed == 1
    assert Put(decision.result) in decision.changes
    assert not [each for each in decision.changes if isinstance(each, Count)]
    assert [each.kind.name for each in decision.happened] == [
        "CUSTOMER_ATTACHED",
        "BOOKING_REDEEMED",
    ]
    assert decision.happened[0].facts == {"status": "BOOKED"}


@pytest.mark.rule("A65")
@pytest.mark.parametrize(
    ("plan_linked", "status"),
    [(True, BookingStatus.AWAITING_REDEMPTION), (False, BookingStatus.BOOKED)],
)
def test_without_units_it_awaits_them_where_it_needs_any(
    plan_linked: bool, status: BookingStatus
) -> None:
    result = decide_attaching(wish(), nobody_s(), facts(plan_linked=plan_linked)).result

    assert (result.status, result.units_needed) == (status, int(plan_linked))


def test_it_becomes_somebody_s_once_and_while_it_stands() -> None:
    with pytest.raises(CustomerThere):
        decide_attaching(wish(), booked(), facts())
    with pytest.raises(AlreadyCancelled):
        decide_attaching(wish(), cancelled(customer_id=None), facts())


def test_every_other_rule_of_booking_holds() -> None:
    required = policy(balance=BalancePolicy.REQUIRED)
    known = facts(session=FULL, clashes=[booked("b2")], policy=required)
    with pytest.raises(Overlapping) as refused:
        decide_attaching(wish(), nobody_s(), known)

    assert [type(each) for each in refused.value.violations] == [Overlapping, BalanceRequired]
