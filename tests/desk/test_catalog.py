"""What the business offers: center, branches, services, resources, plans, on every store."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pendulum import duration

from bookingcore import (
    BalancePolicy,
    CancellationPolicy,
    CenterNotConfigured,
    CenterSettings,
    CurrencyMismatch,
    Desk,
    EventKind,
    InvalidInput,
    Money,
    ResourceKind,
    Service,
    ServicePolicy,
    Unknown,
)
from bookingcore.testing import FrozenClock

STRICT = ServicePolicy(balance_policy=BalancePolicy.REQUIRED)


@pytest.fixture
def yoga(desk: Desk) -> Service:
    return desk.catalog.add_service("Yoga", duration=60)


def test_a_center_is_configured_and_configured_again(desk: Desk) -> None:
    settings = CenterSettings(time_zone="Europe/Madrid", currency="USD", languages=["es"])
    center = desk.configure(settings)

    assert (center.id, center.settings) == ("roma", settings)
    assert desk.catalog.add_branch("Sol").time_zone == "Europe/Madrid"
    assert str(desk.catalog.add_service("Yoga", duration=60, price="9").price) == "9.00 USD"
    kinds = [e.kind for e in desk.history("roma")]
    configured = [kind for kind in kinds if kind is EventKind.CENTER_CONFIGURED]
    assert configured == [EventKind.CENTER_CONFIGURED] * 2


def test_each_center_has_settings_of_its_own(desk: Desk) -> None:
    desk.at("torino").configure(CenterSettings(currency="CHF"))

    assert str(desk.catalog.add_service("Yoga", duration=60, price=1).price) == "1.00 EUR"
    torino = desk.at("torino").catalog.add_service("Yoga", duration=60, price=1)
    assert str(torino.price) == "1.00 CHF"


@pytest.mark.parametrize(
    "command",
    [
        lambda desk: desk.catalog.add_branch("Duomo"),
        lambda desk: desk.catalog.add_service("Yoga", duration=60),
        lambda desk: desk.catalog.add_resource("Maria", kind=ResourceKind.ROOM),
        lambda desk: desk.catalog.add_plan("Uno", price=1, units=0, services=(), valid_for=None),
        lambda desk: desk.customers.register(name="Anna"),
        lambda desk: desk.schedule.sessions(between=("2026-07-01", "2026-07-02")),
    ],
)
def test_a_center_that_was_never_configured_says_so(desk: Desk, command: Any) -> None:
    """A slip in a center's name opens no second business."""
    milano = desk.at("milano")
    with pytest.raises(CenterNotConfigured, match="configure"):
        command(milano)

    assert milano.catalog.resources() == ()
    milano.configure(CenterSettings())
    command(milano)


def test_a_branch_has_the_center_s_zone_or_its_own(desk: Desk) -> None:
    prati = desk.catalog.add_branch(" Prati ")
    harlem = desk.catalog.add_branch("Harlem", time_zone="America/New_York")

    assert (prati.name, prati.time_zone) == ("Prati", "Europe/Rome")
    assert harlem.time_zone == "America/New_York"
    assert set(desk.catalog.branches()) == {prati, harlem}


@pytest.mark.parametrize("zone", ["Roma", "europe/rome", "UTC+2", "CEST", "", "../Rome", 2, b"UTC"])
def test_a_zone_that_does_not_exist_is_refused(desk: Desk, zone: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.catalog.add_branch("Prati", time_zone=zone)

    assert refused.value.field == "time_zone"
    assert desk.catalog.branches() == ()


@pytest.mark.parametrize("length", [60, timedelta(hours=1), duration(hours=1)])
def test_a_duration_is_minutes_or_a_span_of_time(desk: Desk, length: Any) -> None:
    assert desk.catalog.add_service("Yoga", duration=length).duration == 60


@pytest.mark.parametrize(
    "length",
    [0, -1, 60.0, True, "60", None, timedelta(seconds=90), timedelta(days=367), duration(months=1)],
)
def test_a_duration_that_cannot_be_meant_is_refused(desk: Desk, length: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.catalog.add_service("Yoga", duration=length)

    assert refused.value.field == "duration"
    assert desk.catalog.services() == ()


def test_a_service_has_a_price_only_when_it_is_sold_on_its_own(desk: Desk, yoga: Service) -> None:
    massage = desk.catalog.add_service("Massaggio", duration=50, price=Money.of("45.50", "EUR"))

    assert yoga.price is None
    assert str(massage.price) == "45.50 EUR"
    assert set(desk.catalog.services()) == {yoga, massage}


def test_a_service_promises_the_center_s_policy_of_that_day_or_its_own(desk: Desk) -> None:
    before = desk.catalog.add_service("Yoga", duration=60)
    desk.configure(CenterSettings(time_zone="Europe/Rome", policy=STRICT))
    after = desk.catalog.add_service("Pilates", duration=60)
    own = ServicePolicy(cancellation=CancellationPolicy(limit=timedelta(hours=12)))
    special = desk.catalog.add_service("Tango", duration=60, policy=own)

    assert desk.catalog.policy(before) == ServicePolicy()
    assert desk.catalog.policy(after.id) == STRICT
    assert desk.catalog.policy(special).cancellation.limit == 720
    assert special.terms not in {before.terms, after.terms}


def test_equal_policies_are_one_promise(desk: Desk, yoga: Service) -> None:
    again = desk.catalog.add_service("Pilates", duration=60, policy=ServicePolicy())

    assert again.terms == yoga.terms


def test_resources_are_professionals_rooms_and_devices(desk: Desk) -> None:
    added = {
        desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL),
        desk.catalog.add_resource("Sala 1", kind="ROOM"),  # type: ignore[arg-type]
        desk.catalog.add_resource("Reformer", kind=ResourceKind.DEVICE),
    }

    assert {resource.kind for resource in added} == set(ResourceKind)
    assert set(desk.catalog.resources()) == added
    with pytest.raises(InvalidInput) as refused:
        desk.catalog.add_resource("Zeus", kind="GOD")  # type: ignore[arg-type]
    assert refused.value.remedy == "give one of PROFESSIONAL, ROOM, DEVICE"


def test_a_plan_keeps_what_it_grants(desk: Desk, yoga: Service) -> None:
    pilates = desk.catalog.add_service("Pilates", duration=60)
    plan = desk.catalog.add_plan(
        "Dieci",
        price="90",
        units=10,
        services=[yoga, pilates.id, yoga.id],  # type: ignore[arg-type]
        valid_for=timedelta(days=60),
        grace_days=5,
    )

    assert plan.services == (yoga.id, pilates.id)
    assert (plan.units, plan.valid_for, plan.grace_days) == (10, 60, 5)
    assert str(plan.price) == "90.00 EUR"
    assert desk.catalog.plans() == (plan,)


def test_a_plan_may_grant_nothing_and_then_needs_no_service(desk: Desk) -> None:
    """An enrolment fee, for example."""
    fee = desk.catalog.add_plan("Iscrizione", price=20, units=0, services=(), valid_for=None)
    anna = desk.customers.register(name="Anna")
    sale = desk.sales.sell(anna, fee)

    assert sale.lines[0].balance_id is None
    assert desk.balances.of(anna) == ()
    assert str(desk.sales.mark_paid(sale).paid) == "20.00 EUR"


@pytest.mark.parametrize(
    ("changed", "error", "field"),
    [
        ({"name": " "}, InvalidInput, "name"),
        ({"name": "x" * 201}, InvalidInput, "name"),
        ({"price": "-1"}, InvalidInput, "price"),
        ({"price": 9.5}, InvalidInput, "price"),
        ({"price": "9.999"}, InvalidInput, "price"),
        ({"price": Money.of(9, "USD")}, CurrencyMismatch, "price"),
        ({"price": 10**20}, InvalidInput, "price"),
        ({"units": -1}, InvalidInput, "units"),
        ({"units": 1_000_001}, InvalidInput, "units"),
        ({"units": 1.0}, InvalidInput, "units"),
        ({"services": ()}, InvalidInput, "services"),
        ({"services": "yoga"}, InvalidInput, "services"),
        ({"services": (7,)}, InvalidInput, "services"),
        ({"valid_for": 0}, InvalidInput, "valid_for"),
        ({"valid_for": 36_501}, InvalidInput, "valid_for"),
        ({"valid_for": timedelta(hours=36)}, InvalidInput, "valid_for"),
        ({"grace_days": -1}, InvalidInput, "grace_days"),
        ({"grace_days": None}, InvalidInput, "grace_days"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(
    desk: Desk, yoga: Service, changed: dict[str, Any], error: type[InvalidInput], field: str
) -> None:
    plan: dict[str, Any] = {
        "name": "Uno",
        "price": 9,
        "units": 1,
        "services": (yoga,),
        "valid_for": 9,
    }
    with pytest.raises(error) as refused:
        desk.catalog.add_plan(**{**plan, **changed})

    assert refused.value.field == field
    assert desk.catalog.plans() == ()


def test_a_plan_for_a_service_that_is_not_here_is_refused(desk: Desk, yoga: Service) -> None:
    with pytest.raises(Unknown) as refused:
        desk.catalog.add_plan("Uno", price=1, units=1, services=(yoga, "tango"), valid_for=9)

    assert (refused.value.kind, refused.value.id) == ("service", "tango")
    assert desk.catalog.plans() == ()


def test_what_was_added_is_told_in_history(desk: Desk, yoga: Service, clock: FrozenClock) -> None:
    [event] = desk.history(yoga)

    assert (event.kind, event.subject, event.no) == (EventKind.SERVICE_ADDED, yoga.id, 1)
    assert event.facts == {"terms": yoga.terms}
    assert event.at == clock.now()


@pytest.mark.rule("A12")
def test_a_plan_without_units_asks_no_service_for_balance(desk: Desk) -> None:
    yoga = desk.catalog.add_service("Yoga", duration=60)
    with pytest.raises(InvalidInput) as refused:
        desk.catalog.add_plan("Locker", price="5", units=0, services=(yoga,), valid_for=None)
    assert refused.value.field == "services"

    desk.catalog.add_plan("Locker", price="5", units=0, services=(), valid_for=None)
    anna = desk.customers.register(name="Anna")
    session = desk.schedule.add_session(yoga, starts_at="2026-07-02T18:00")
    assert desk.bookings.book(anna, session).units_needed == 0
