"""The chain of rules: each says why it is there, and the first that says no is the one raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.eligibility import (
    RULES,
    BookingFacts,
    BookingRequest,
    Rule,
)
from bookingcore.domain.bookings.making import decide_booking
from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.ids import BookingId, FormId, ResourceId, ServiceId
from bookingcore.domain.waitlist.joining import JOIN_RULES
from bookingcore.errors import Refused
from tests.domain.build import ANNA, at, booked, facts, session, wish

Spoiling = Callable[[BookingRequest, BookingFacts], tuple[BookingRequest, BookingFacts]]


def card(change: Callable[[Customer], Customer]) -> Spoiling:
    """What is wrong with the customer's card."""
    return lambda request, known: (request, evolve(known, customer=change(known.customer)))


def now(day: int, hour: int) -> Spoiling:
    """The wish comes at another time."""
    return lambda request, known: (evolve(request, now=at(day, hour)), known)


def place(**change: Any) -> Spoiling:
    """What is wrong with the session."""
    return lambda request, known: (
        request,
        evolve(known, session=evolve(known.session, **change)),
    )


def clash(*bookings: str) -> Spoiling:
    """Bookings that stand in the way; that of `s1` is in the session itself."""
    made = [booked(id, session_id=session(id).id) for id in bookings]
    return lambda request, known: (request, evolve(known, clashes=[*known.clashes, *made]))


def policy(**change: Any) -> Spoiling:
    """What the service asks for."""
    return lambda request, known: (request, evolve(known, policy=evolve(known.policy, **change)))


def known(**change: Any) -> Spoiling:
    return lambda request, facts: (request, evolve(facts, **change))


UNWANTED = (UnwantedService(service_id=ServiceId("yoga")),)
CALLED_OFF = CalledOff(at=at(0), by="staff:maria", cause=Cause.CENTER)
WINDOW = BookingWindow(opens=24 * 60)

SPOILED: Mapping[str, Spoiling] = {
    "customer_is_active": card(lambda it: evolve(it, status=CustomerStatus.DEREGISTERED)),
    "not_blacklisted": card(lambda it: evolve(it, blacklisted=True)),
    "service_is_wanted": card(lambda it: evolve(it, unwanted_services=UNWANTED)),
    "session_takes_place": place(cancellation=CALLED_OFF),
    "session_has_not_started": now(2, 18),
    "booking_is_open": policy(window=WINDOW),
    "own_professional_leads": card(lambda it: evolve(it, professional_id=ResourceId("luca"))),
    "not_booked_twice": clash("s1"),
    "not_elsewhere": clash("another"),
    "places_are_left": place(capacity=0),
    "nobody_is_ahead": known(ahead=1),
    "forms_are_submitted": known(missing_forms=[FormId("waiver")]),
    "balance_is_there": policy(balance_policy=BalancePolicy.REQUIRED),
    "awaiting_few": policy(awaiting_max=0),
}
"""What makes each rule say no, and no other one."""

NEVER_TOGETHER = {"session_has_not_started", "booking_is_open"}
"""Once the session has started nobody need be told that booking was not open."""

PAIRS = [pair for pair in permutations(SPOILED, 2) if set(pair) != NEVER_TOGETHER]


def named(rule: Callable[..., object]) -> str:
    return rule.__name__


def spoiled(*names: str) -> tuple[BookingRequest, BookingFacts]:
    """Anna's own wish, with all that in its way."""
    found = wish(actor=ANNA), facts()
    for name in names:
        found = SPOILED[name](*found)
    return found


def says_no(request: BookingRequest, known: BookingFacts) -> list[str]:
    """The rules that say no, as each is asked alone."""
    return [named(rule) for rule in RULES if rule(request, known) is not None]


def test_every_rule_is_in_the_table_in_the_order_of_the_chain() -> None:
    assert list(SPOILED) == [named(rule) for rule in RULES]


@pytest.mark.parametrize("rule", [*RULES, *JOIN_RULES], ids=named)
def test_every_rule_says_what_it_is_for(rule: Rule) -> None:
    [first, *_] = (rule.__doc__ or "").splitlines() or [""]

    assert first.endswith((".", ").")), f"{named(rule)} needs a sentence: the tables show it"


@pytest.mark.parametrize("name", SPOILED)
def test_each_rule_is_the_only_one_that_says_no_to_its_own_trouble(name: str) -> None:
    assert says_no(*spoiled(name)) == [name]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_of_two_violations_the_first_of_the_chain_is_raised_and_carries_both(
    one: str, other: str
) -> None:
    request, known = spoiled(one, other)
    order = sorted((one, other), key=list(SPOILED).index)

    assert says_no(request, known) == order
    with pytest.raises(Refused) as refused:
        decide_booking(BookingId("new"), request, known)
    codes = [answer.code for rule in RULES if (answer := rule(request, known)) is not None]
    assert refused.value.code == codes[0]
    assert refused.value.violations[0] is refused.value
    assert [each.code for each in refused.value.violations] == codes
