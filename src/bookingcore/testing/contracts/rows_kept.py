"""Every row comes back as it was saved."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from attrs import evolve, fields, has

from bookingcore.domain.bookings.booking import Attendance, BookingStatus, Cause
from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.catalog.policies import (
    AllowLate,
    BalancePolicy,
    CancellationPolicy,
    ServicePolicy,
    Terms,
)
from bookingcore.domain.catalog.service import ResourceKind
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.sales.balance import Movement, MovementKind
from bookingcore.domain.sales.sale import GrantOn, Method, SaleLine
from bookingcore.domain.values.actors import SYSTEM, Oneself
from bookingcore.domain.values.events import Event, EventKind
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.money import Money
from bookingcore.ports.questions import ById, History, MovementsOf, Question
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_branch,
    a_center,
    a_customer,
    a_movement,
    a_payment,
    a_plan,
    a_resource,
    a_sale,
    a_service,
    a_session,
    an_event,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

NAPLES = CenterId("napoli")

WORDS = 'Çà-bien «ñ» O\'Hara "x" \\ % _ \N{SNOWMAN} \N{PERSON IN LOTUS POSITION}\nzweite Zeile'
"""Text that quoting, encoding and patterns may spoil."""

STRICT = ServicePolicy(
    balance_policy=BalancePolicy.REQUIRED,
    awaiting_max=0,
    cancellation=CancellationPolicy(limit=720, allow_late=AllowLate.FORBID),
    allow_overlap=True,
)
STRICT_TERMS = Terms.of(STRICT)
YEN = Money.of(2**53 + 1, "JPY")

BOOKED = a_booking(1, status=BookingStatus.BOOKED)
REFERRED = (
    STRICT_TERMS,
    a_branch(),
    a_service(2),
    a_resource(1),
    a_resource(2),
    a_balance(),
    BOOKED,
)
"""What the rows below refer to."""

CARD = evolve(
    a_customer(3),
    name=WORDS.splitlines()[0],
    surname="Straße",
    middle_name="M.",
    email="Anna@Example.org",
    login_email="login@example.org",
    phone="+39 06 1234567",
    language="it",
    address=WORDS,
    born_on=date(1900, 2, 28),
    gender="f",
    referral="a friend",
    preferred_branch=a_branch().id,
    status=CustomerStatus.DEREGISTERED,
)
SESSION = evolve(
    a_session(2, starts_at=july(31, 23, 59, 999_999)),
    branch_id=a_branch().id,
    ends_at=july(31, 23, 59, 999_999).add(years=1),
    on=date(2026, 8, 1),
    capacity=0,
    taken=3,
    admitted=3,
    edition=4,
    terms=STRICT_TERMS.id,
    resources=(a_resource(2).id, a_resource(1).id),
)
BOOKING = evolve(
    cancelled(a_booking(2), late=True, cause=Cause.CENTER, units_returned=3, at=july(2, 1, 2, 3)),
    places=3,
    units_needed=3,
    attendance=Attendance.ABSENT,
    note=WORDS,
    made_by=str(SYSTEM),
    made_at=july(1, 0, 0, 1),
)
SALE = evolve(
    a_sale(2),
    branch_id=a_branch().id,
    lines=(
        SaleLine(
            plan_id=a_plan().id,
            name=WORDS,
            quantity=3,
            price=YEN,
            units=0,
            balance_id=None,
        ),
        evolve(a_sale().lines[0], price=Money.zero("JPY")),
    ),
    total=YEN * 3,
    paid=YEN,
    application_date=date(2025, 12, 31),
    grant_on=GrantOn.PAYMENT,
    granted=False,
    note=WORDS,
    sold_by="customer:x",
)
BALANCE = evolve(
    a_balance(2),
    services=(a_service(2).id, a_service(1).id),
    units=1_000_000,
    remaining=0,
    moves=12,
    valid_until=date(9998, 12, 31),
    expiry_by_hand=True,
    grace_days=7,
)
EVENT = an_event(
    7,
    3,
    kind=EventKind.BOOKING_CANCELLED,
    subject=BOOKED.id,
    session_id=BOOKED.session_id,
    actor=Oneself(a_customer(1).id),
    at=july(7, 7, 7, 7),
    facts={"cause": "CENTER", "late": False, "units_returned": -(2**53) - 1, "by": None},
    words={"message": WORDS, "reason": ""},
    version=2,
)

FULL: Sequence[Any] = (
    a_center(
        NAPLES,
        settings=CenterSettings(
            time_zone="Europe/Rome", currency="JPY", languages=("it", "en", "es"), policy=STRICT
        ),
    ),
    a_branch(2, name=WORDS.splitlines()[0], time_zone="America/Argentina/Buenos_Aires"),
    Terms.of(evolve(STRICT, awaiting_max=10_000)),
    a_service(3, duration=1, price=Money.of("0.01", "EUR"), terms=STRICT_TERMS.id),
    a_resource(3, kind=ResourceKind.PROFESSIONAL),
    a_plan(
        2,
        price=Money.of("1.234", "BHD"),
        units=0,
        services=(a_service(2).id, a_service(1).id),
        valid_for=36_500,
        grace_days=3,
    ),
    CARD,
    SESSION,
    BOOKING,
    SALE,
    a_payment(1, amount=Money(minor=2**62, currency="EUR"), method=Method.TRANSFER, by="system"),
    BALANCE,
    a_movement(a_balance(), 1, -1, BOOKED, kind=MovementKind.REDEEMED, at=july(1, 1, 1, 1)),
    EVENT,
)
"""A row of each type with every field filled."""

BARE: Sequence[Any] = (
    a_center(NAPLES),
    Terms.of(ServicePolicy(awaiting_max=1)),
    a_service(3),
    a_plan(2, services=()),
    a_customer(3),
    a_session(2, capacity=None),
    a_booking(2, units_needed=0),
    evolve(a_sale(2), lines=(), total=Money.zero("EUR")),
    a_balance(2, services=()),
    a_movement(a_balance(), 1, 1),
    an_event(3, stream=a_service().id, subject=a_service().id, customer_id=None, facts={}),
    an_event(3, actor=SYSTEM, facts={}),
)
"""Rows with every field left out that may be."""

PUT: Sequence[tuple[Any, Any]] = (
    (a_center(NAPLES), FULL[0]),
    (a_branch(2), FULL[1]),
    (a_service(3), FULL[3]),
    (a_resource(3), FULL[4]),
    (a_plan(2), FULL[5]),
    (a_customer(3), CARD),
    (CARD, a_customer(3)),
    (a_session(2, taken=3), SESSION),
    (a_booking(2, made_by=BOOKING.made_by, made_at=BOOKING.made_at), BOOKING),
    (
        evolve(a_sale(2), total=YEN, paid=Money.zero("JPY"), note=WORDS),
        evolve(a_sale(2), total=YEN, paid=YEN, application_date=date(2000, 1, 1), granted=False),
    ),
    (a_balance(2), evolve(BALANCE, services=a_balance().services, units=10)),
    (BALANCE, evolve(a_balance(2), services=BALANCE.services, units=BALANCE.units)),
)
"""Rows as they were added, and as they are put."""


class RowContract(OnAStore):
    """Every field of every row comes back with its value and its type."""

    @pytest.mark.parametrize("row", FULL, ids=lambda row: type(row).__name__)
    def test_a_full_row_comes_back_as_it_was_saved(self, studio: Studio, row: Any) -> None:
        assert_comes_back(_prepared(studio, row), row)

    @pytest.mark.parametrize("row", BARE, ids=lambda row: type(row).__name__)
    def test_a_bare_row_comes_back_as_it_was_saved(self, studio: Studio, row: Any) -> None:
        assert_comes_back(_prepared(studio, row), row)

    @pytest.mark.parametrize(
        ("before", "after"), PUT, ids=[type(after).__name__ for _, after in PUT]
    )
    def test_a_row_that_was_put_comes_back_as_it_was_put(
        self, studio: Studio, before: Any, after: Any
    ) -> None:
        prepared = _prepared(studio, before)
        prepared.add(before)
        prepared.put(after)

        assert_same(prepared.ask(question_for(after)), after)

    @pytest.mark.parametrize(
        "row", [before for before, _ in PUT], ids=lambda row: type(row).__name__
    )
    def test_a_new_row_has_version_one(self, studio: Studio, row: Any) -> None:
        prepared = _prepared(studio, row)
        prepared.add(row)

        (loaded,) = prepared.ask(question_for(row))
        assert loaded.version == 1

    def test_an_event_is_out_of_reach_once_it_is_saved(self, studio: Studio) -> None:
        facts, words = {"fields": "name"}, {"note": "as it was"}
        event = an_event(facts=facts, words=words)
        studio.add(event)
        facts["fields"], words["note"] = "spoilt", "spoilt"

        (loaded,) = studio.ask(History(event.subject))
        assert (loaded.facts, loaded.words) == ({"fields": "name"}, {"note": "as it was"})

    def test_an_event_is_out_of_reach_once_it_is_read(self, studio: Studio) -> None:
        studio.add(an_event(words={"note": "as it was"}))
        (read,) = studio.ask(History(a_customer(1).id))
        for spoilt in (read.facts, read.words):
            if isinstance(spoilt, dict):
                spoilt.clear()

        assert studio.ask(History(a_customer(1).id)) == (an_event(words={"note": "as it was"}),)


def _prepared(studio: Studio, row: Any) -> Studio:
    """The studio with all that *row* may refer to; a new center for a center."""
    if isinstance(row, type(a_center())):
        return studio.at(row.id)
    studio.add(*REFERRED)
    return studio


def question_for(row: Any) -> Question[Any]:
    """A question that is answered with *row*, when it is the only one of its ledger or subject."""
    if isinstance(row, Movement):
        return MovementsOf(row.balance_id)
    if isinstance(row, Event):
        return History(row.subject)
    return ById(type(row), row.id)


def assert_comes_back(studio: Studio, row: Any) -> None:
    """Add *row* and find it again."""
    studio.add(row)

    assert_same(studio.ask(question_for(row)), row)


def assert_same(loaded: Sequence[Any], saved: Any) -> None:
    """*loaded* is *saved* alone, each field of the same type, and so on downwards."""
    assert list(loaded) == [saved]
    types = dict(_types_in("", saved))
    for path, kind in _types_in("", loaded[0]):
        assert kind is types[path], f"{path} is a {kind.__name__}, not a {types[path].__name__}"


def _types_in(path: str, value: Any) -> Iterator[tuple[str, type[object]]]:
    """The type of *value* and of every value inside it, by where it stands."""
    yield path, type(value)
    if has(type(value)):
        for field in fields(type(value)):
            yield from _types_in(f"{path}.{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _types_in(f"{path}[{number}]", each)
