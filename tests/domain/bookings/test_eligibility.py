"""Who may book what: each rule, their order, and what staff may override."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.eligibility import (
    RULES,
    BookingFacts,
    BookingRequest,
    Override,
    overridden_codes,
    redeemable,
    violations,
)
from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.actors import SYSTEM, Actor
from bookingcore.domain.values.ids import FormId, ResourceId
from bookingcore.errors import InvalidInput, Refused, SessionFull, SessionStarted
from tests.domain.build import (
    ANNA,
    MARIA,
    at,
    balance,
    booked,
    booking,
    customer,
    facts,
    holdings,
    override,
    policy,
    retied,
    session,
    wish,
)

REQUIRED = policy(balance=BalancePolicy.REQUIRED)
CALLED_OFF = CalledOff(at=at(1), by="staff:maria", cause=Cause.CENTER)


def codes(request: BookingRequest | None = None, **fields: Any) -> list[str]:
    """The codes of what stands in the way of *request*."""
    return [refusal.code for refusal in violations(request or wish(), facts(**fields))]


def hopeless() -> BookingFacts:
    """Facts that every rule refuses."""
    return facts(
        customer=customer(
            status=CustomerStatus.DEREGISTERED,
            blacklisted=True,
            unwanted_services=(UnwantedService(service_id=session().service_id),),
            professional_id=ResourceId("maria"),
        ),
        session=evolve(session(capacity=1, taken=1), cancellation=CALLED_OFF),
        policy=policy(balance=BalancePolicy.REQUIRED, awaiting_max=0),
        clashes=[booked("elsewhere"), booked("here", session_id=session().id)],
        ahead=3,
        missing_forms=[FormId("waiver")],
    )


def test_an_ordinary_wish_meets_no_refusal() -> None:
    assert codes() == []


def test_all_refusals_are_found_and_stand_in_the_documented_order() -> None:
    found = violations(wish(now=at(2), actor=ANNA), hopeless())

    assert [refusal.code for refusal in found] == [
        "customer_not_active",
        "blacklisted",
        "unwanted_service",
        "session_cancelled",
        "session_started",
        "another_professional",
        "already_booked",
        "overlapping",
        "session_full",
        "queue_ahead",
        "form_required",
        "balance_required",
        "awaiting_limit",
    ]
    # After the start nobody need be told that booking was closed before it.
    assert len(RULES) == len(found) + 1


def test_a_host_adds_rules_of_its_own() -> None:
    def closed(request: BookingRequest, facts: BookingFacts) -> Refused | None:
        return SessionStarted(facts.session.id, facts.session.starts_at)

    found = violations(wish(), facts(), (*RULES, closed))

    assert [refusal.code for refusal in found] == ["session_started"]


@pytest.mark.rule("A64")
@pytest.mark.parametrize("status", [s for s in CustomerStatus if s is not CustomerStatus.ACTIVE])
def test_only_active_customers_book(status: CustomerStatus) -> None:
    assert codes(customer=customer(status=status)) == ["customer_not_active"]


class TestTheStart:
    """Customers act before the start; staff put right afterwards what was forgotten (A47)."""

    @pytest.mark.rule("A47")
    def test_a_customer_books_until_the_session_starts(self) -> None:
        assert codes(wish(actor=ANNA, now=at(2, 17, 59, second=59, microsecond=999_999))) == []
        assert codes(wish(actor=ANNA, now=at(2, 18))) == ["session_started"]

    @pytest.mark.rule("A47", "003-02")
    @pytest.mark.parametrize("actor", [MARIA, SYSTEM])
    def test_others_book_at_any_time(self, actor: Actor) -> None:
        assert codes(wish(actor=actor, now=at(9))) == []


class TestTheWindow:
    """Customers book from some time before the start until some time before it (A47)."""

    OPEN = BookingWindow(opens=24 * 60, closes=60)

    @pytest.mark.rule("A47", "003-02")
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(1, 17, 59, second=59), ["booking_too_early"]),
            (at(1, 18), []),
            (at(2, 16, 59, second=59), []),
            (at(2, 17), ["booking_too_late"]),
            (at(2, 18), ["session_started"]),
        ],
    )
    def test_it_opens_and_closes_at_the_very_instant(
        self, now: DateTime, expected: list[str]
    ) -> None:
        promised = evolve(policy(), window=self.OPEN)

        assert codes(wish(actor=ANNA, now=now), policy=promised) == expected
        assert codes(wish(actor=MARIA, now=now), policy=promised) == []

    def test_it_may_be_open_for_ever_before_the_close(self) -> None:
        promised = evolve(policy(), window=BookingWindow(closes=60))

        assert codes(wish(actor=ANNA, now=at(-300)), policy=promised) == []


class TestTheQueue:
    """Places that came free belong to those who wait (A16)."""

    def test_nobody_passes_those_who_are_ahead_but_by_an_override_of_staff(self) -> None:
        assert codes(ahead=2) == ["queue_ahead"]
        assert codes(wish(override=override("queue_ahead")), ahead=2) == []


class TestClashes:
    """Nobody is in two places at once, nor twice in one (A66)."""

    @pytest.mark.rule("A66")
    def test_a_second_booking_in_a_session_is_refused_even_where_overlaps_are_fine(self) -> None:
        here = booked("here", session_id=session().id)

        assert codes(clashes=[here]) == ["already_booked"]
        assert codes(clashes=[here], policy=policy(allow_overlap=True)) == ["already_booked"]

    @pytest.mark.rule("A66")
    def test_an_overlapping_booking_is_refused_unless_the_service_allows_it(self) -> None:
        assert codes(clashes=[booked()]) == ["overlapping"]
        assert codes(clashes=[booked()], policy=policy(allow_overlap=True)) == []


class TestPlaces:
    """A session never holds more bookings than places (P1)."""

    @pytest.mark.parametrize(
        ("capacity", "taken", "places", "fits"),
        [(3, 1, 2, True), (3, 1, 3, False), (0, 0, 1, False), (2, 5, 1, False), (None, 9, 9, True)],
    )
    def test_as_many_places_as_are_left_may_be_booked(
        self, capacity: int | None, taken: int, places: int, fits: bool
    ) -> None:
        found = codes(wish(places=places), session=session(capacity=capacity, taken=taken))

        assert found == ([] if fits else ["session_full"])

    def test_the_refusal_says_how_many_are_left(self) -> None:
        (full,) = violations(wish(places=3), facts(session=session(capacity=3, taken=1)))

        assert isinstance(full, SessionFull)
        assert (full.session_id, full.places_wanted, full.places_left) == ("s1", 3, 2)


class TestBalance:
    """Whether a service may be booked without balance (A11, A12)."""

    @pytest.mark.rule("A11")
    def test_where_balance_is_required_nobody_books_without(self) -> None:
        assert codes(policy=REQUIRED) == ["balance_required"]
        assert codes(policy=REQUIRED, holdings=holdings(balance())) == []

    @pytest.mark.rule("A9", "A11")
    def test_the_balance_must_be_valid_on_the_day_of_the_session(self) -> None:
        assert codes(policy=REQUIRED, holdings=holdings(balance(last=1))) == ["balance_required"]

    @pytest.mark.rule("A11")
    def test_every_place_needs_its_unit(self) -> None:
        one = holdings(balance(units=1))

        assert codes(wish(places=2), policy=REQUIRED, holdings=one) == ["balance_required"]

    @pytest.mark.rule("A8", "A11")
    def test_a_unit_that_another_booking_can_give_up_is_balance_enough(self) -> None:
        """Her pilates holds the flexible unit, and could take the pilates one."""
        pilates = booked("pilates", service="pilates", on=3)
        flexible = balance("flexible", services=("yoga", "pilates"), left=0)
        owned = retied(pilates, flexible, balance("other", services=("pilates",)))

        assert codes(policy=REQUIRED, holdings=owned) == []

    @pytest.mark.rule("A11", "000-13")
    def test_by_default_the_booking_is_made_and_awaits(self) -> None:
        assert codes() == []
        assert not redeemable(wish(), facts())

    @pytest.mark.rule("A11")
    def test_a_service_that_never_asks_for_balance_is_booked_without(self) -> None:
        free = policy(balance=BalancePolicy.NOT_REQUIRED, awaiting_max=0)

        assert codes(policy=free) == []

    @pytest.mark.rule("A12")
    def test_a_service_that_no_plan_pays_for_is_booked_without(self) -> None:
        strict = policy(balance=BalancePolicy.REQUIRED, awaiting_max=0)

        assert codes(policy=strict, plan_linked=False) == []


class TestAwaitingLimit:
    """At most so many bookings of a customer await redemption (A11)."""

    CAPPED = policy(awaiting_max=2)

    @pytest.mark.rule("A11")
    def test_one_more_may_not_await_once_the_limit_is_reached(self) -> None:
        assert codes(policy=self.CAPPED, awaiting=1) == []
        assert codes(policy=self.CAPPED, awaiting=2) == ["awaiting_limit"]

    @pytest.mark.rule("A11")
    def test_a_booking_that_units_pay_for_does_not_await(self) -> None:
        assert codes(policy=self.CAPPED, awaiting=2, holdings=holdings(balance())) == []

    @pytest.mark.rule("A11")
    def test_without_a_limit_any_number_may_await(self) -> None:
        assert codes(awaiting=10_000) == []


class TestOverrides:
    """Staff let a rule pass, with a reason that goes on record (A67)."""

    @pytest.mark.rule("A67")
    def test_staff_override_what_they_name_and_nothing_else(self) -> None:
        full = facts(session=session(capacity=0), clashes=[booking()])
        request = wish(override=override("session_full"))

        assert [refusal.code for refusal in violations(request, full)] == ["overlapping"]
        assert overridden_codes(request, full) == ("session_full",)

    @pytest.mark.rule("A67")
    def test_some_rules_are_not_for_staff_to_override(self) -> None:
        everything = override(*(refusal.code for refusal in violations(wish(), hopeless())))

        left = violations(wish(override=everything), hopeless())

        assert [refusal.code for refusal in left] == [
            "customer_not_active",
            "unwanted_service",
            "session_cancelled",
        ]

    @pytest.mark.rule("A67")
    @pytest.mark.parametrize("actor", [ANNA, SYSTEM])
    def test_an_override_by_anybody_else_lets_nothing_pass(self, actor: Actor) -> None:
        request = wish(actor=actor, override=override("session_full"))
        full = facts(session=session(capacity=0))

        assert [refusal.code for refusal in violations(request, full)] == ["session_full"]
        assert overridden_codes(request, full) == ()

    def test_only_what_stood_in_the_way_counts_as_overridden(self) -> None:
        request = wish(override=override("session_full", "overlapping"))

        assert overridden_codes(request, facts()) == ()
        assert overridden_codes(wish(), facts(session=session(capacity=0))) == ()

    @pytest.mark.rule("A67")
    @pytest.mark.parametrize("reason", ["", "   ", None])
    def test_a_reason_is_required(self, reason: object) -> None:
        with pytest.raises(InvalidInput) as refused:
            Override(reason=reason, codes=frozenset({"session_full"}))

        assert refused.value.field == "override.reason"

    @pytest.mark.parametrize("given", ["session_full", None, 3, {1}, [""]])
    def test_codes_are_a_set_of_names(self, given: object) -> None:
        with pytest.raises(InvalidInput) as refused:
            Override(reason="agreed", codes=given)

        assert refused.value.field == "override.codes"

    @pytest.mark.parametrize("given", [["a", "b"], ("b", "a"), {"a", "b"}])
    def test_codes_come_in_any_kind_of_list(self, given: object) -> None:
        assert Override(reason="agreed", codes=given).codes == {"a", "b"}
