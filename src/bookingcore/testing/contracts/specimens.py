"""Rows with every field filled, with none filled that may be left out, and as they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.bookings.booking import Attendance, BookingStatus
from bookingcore.domain.catalog.cancellation import AllowLate, CancellationPolicy
from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.service import ResourceKind
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.actors import SYSTEM, Oneself
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.domain.waitlist.entry import EntryStatus
from bookingcore.testing.contracts import delivery_rows as deliveries
from bookingcore.testing.contracts import gift_card_rows as gift_cards
from bookingcore.testing.contracts import membership_rows as memberships
from bookingcore.testing.contracts import message_rows as messages
from bookingcore.testing.contracts import money_specimens as money
from bookingcore.testing.contracts import paper_rows as papers
from bookingcore.testing.contracts import people_specimens as people
from bookingcore.testing.contracts import reaction_rows as reactions
from bookingcore.testing.contracts.money_specimens import YEN
from bookingcore.testing.contracts.people_specimens import LINE, WORDS
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_branch,
    a_center,
    a_customer,
    a_due,
    a_key,
    a_movement,
    a_plan,
    a_resource,
    a_sale,
    a_series,
    a_service,
    a_session,
    an_entry,
    an_event,
    attempts,
    called_off,
    cancelled,
    july,
    offered,
)

NAPLES = CenterId("napoli")

STRICT = ServicePolicy(
    balance_policy=BalancePolicy.REQUIRED,
    awaiting_max=0,
    cancellation=CancellationPolicy(limit=720, allow_late=AllowLate.FORBID),
    allow_overlap=True,
)
STRICT_TERMS = Terms.of(STRICT)

BOOKED = a_booking(1, status=BookingStatus.BOOKED)
REFERRED = (
    STRICT_TERMS,
    a_branch(),
    a_service(2),
    a_resource(1),
    a_resource(2),
    a_balance(),
    BOOKED,
    *money.REFERRED,
    *gift_cards.REFERRED,
    *papers.REFERRED,
    *memberships.REFERRED,
    *deliveries.REFERRED,
    *reactions.REFERRED,
    *people.REFERRED,
)
"""What the rows below refer to."""

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
    appointment=True,
    series_id=a_series().id,
    occurrence="2026-07-31T23:59:00",
    waiting=2,
    next_lapse=july(30, 1, 2, 3),
)
SERIES = evolve(
    a_series(2),
    branch_id=a_branch().id,
    rule="FREQ=DAILY;UNTIL=20261231T235959",
    starts="2026-10-25T02:30:00",
    zone="America/Argentina/Buenos_Aires",
    duration=1,
    capacity=None,
    resources=(a_resource(2).id, a_resource(1).id),
    exceptions=("2026-11-01", "2026-12-24T02:30:00"),
    fold=1,
)
ENTRY = evolve(
    offered(an_entry(2), promoted=True, made_at=july(2, 1, 2, 3), expires_at=july(2, 1, 2, 4)),
    places=10_000,
    position=2**40,
    joined_at=july(1, 0, 0, 1),
    status=EntryStatus.ACCEPTED,
    staff_only=True,
    unreachable=True,
    ended_at=july(2, 1, 2, 3),
    booking_id=BOOKED.id,
)
DUE = evolve(
    a_due(),
    kind=DueKind.AUTO_BOOKING,
    subject=ENTRY.id,
    due_at=july(2, 1, 2, 3),
    leased_until=july(2, 1, 2, 4),
    attempts=1_000_000,
)
BOOKING = evolve(
    cancelled(a_booking(2), late=True, cause=Cause.CENTER, units_returned=3, fee=YEN),
    places=3,
    units_needed=3,
    attendance=Attendance.ABSENT,
    note=WORDS,
    made_by=str(SYSTEM),
    made_at=july(1, 0, 0, 1),
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
    refunded=True,
    split_from=a_balance().id,
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
            time_zone="Europe/Rome",
            currency="JPY",
            languages=("it", "en", "es"),
            policy=STRICT,
            quiet_hours=QuietHours("22:00", "08:00"),
            email_uniqueness=EmailUniqueness.WARN,
            direct_collection=True,
        ),
    ),
    a_branch(2, name=LINE, time_zone="America/Argentina/Buenos_Aires"),
    Terms.of(evolve(STRICT, awaiting_max=10_000)),
    a_service(3, duration=1, price=Money.of("0.01", "EUR"), terms=STRICT_TERMS.id),
    a_resource(
        4,
        kind=ResourceKind.PROFESSIONAL,
        services=(a_service(2).id, a_service(1).id),
        email="maria@example.org",
    ),
    a_plan(
        2,
        price=Money.of("1.234", "BHD"),
        units=0,
        services=(a_service(2).id, a_service(1).id),
        valid_for=36_500,
        grace_days=3,
    ),
    SESSION,
    called_off(SESSION),
    BOOKING,
    SERIES,
    ENTRY,
    DUE,
    evolve(DUE, kind=DueKind.STRAY_FILE, subject="/".join(["r" * 49] * 4)),
    a_key(),
    attempts(BOOKED, failed=2**31 - 1),
    evolve(BOOKING, cancellation=None, status=BookingStatus.BOOKED, sale_id=a_sale().id),
    *money.FULL,
    *gift_cards.FULL,
    *memberships.FULL,
    *papers.FULL,
    *messages.FULL,
    *deliveries.FULL,
    *reactions.FULL,
    BALANCE,
    a_movement(a_balance(), 1, -1, BOOKED, kind=MovementKind.REDEEMED, at=july(1, 1, 1, 1)),
    a_movement(a_balance(), 1, -1, kind=MovementKind.SPLIT, other_id=a_balance(9).id),
    EVENT,
    *people.FULL,
)
"""A row of each type with every field filled."""

BARE: Sequence[Any] = (
    a_center(NAPLES),
    Terms.of(ServicePolicy(awaiting_max=1)),
    a_service(3),
    a_plan(2, services=()),
    a_resource(4),
    a_session(2, capacity=None),
    called_off(a_session(2, capacity=None)),
    a_booking(2, units_needed=0),
    a_booking(2, customer_id=None),
    cancelled(a_booking(2)),
    a_series(2),
    an_entry(2),
    offered(an_entry(2)),
    a_due(),
    attempts(BOOKED, failed=0),
    *money.BARE,
    *gift_cards.BARE,
    *memberships.BARE,
    *papers.BARE,
    *messages.BARE,
    *deliveries.BARE,
    *reactions.BARE,
    a_balance(2, services=()),
    a_movement(a_balance(), 1, 1),
    an_event(3, stream=a_service().id, subject=a_service().id, customer_id=None, facts={}),
    an_event(3, actor=SYSTEM, facts={}),
    *people.BARE,
)
"""Rows with every field left out that may be."""

PUT: Sequence[tuple[Any, Any]] = (
    (a_center(NAPLES), FULL[0]),
    (a_branch(2), FULL[1]),
    (a_service(3), FULL[3]),
    (a_resource(4), FULL[4]),
    (a_plan(2), FULL[5]),
    (a_session(2, taken=3), SESSION),
    (SESSION, called_off(SESSION)),
    (a_booking(2, customer_id=None), a_booking(2)),
    (a_series(2), SERIES),
    (SERIES, evolve(a_series(2), exceptions=())),
    (an_entry(2), ENTRY),
    (offered(an_entry(2)), offered(an_entry(2)).ended(EntryStatus.EXPIRED, july(3))),
    (a_due(), a_due(1, due_at=july(9), leased_until=july(9, 19), attempts=1)),
    (a_due(1, leased_until=july(9)), a_due()),
    (attempts(BOOKED), attempts(BOOKED, failed=0)),
    (a_booking(2, made_by=BOOKING.made_by, made_at=BOOKING.made_at), BOOKING),
    (a_booking(2), a_booking(2).paid_by(a_sale().id)),
    (a_booking(2).paid_by(a_sale().id), a_booking(2)),
    *money.PUT,
    *gift_cards.PUT,
    *memberships.PUT,
    *papers.PUT,
    *messages.PUT,
    *deliveries.PUT,
    *reactions.PUT,
    (a_balance(2), evolve(BALANCE, services=a_balance().services, units=10)),
    (BALANCE, evolve(a_balance(2), services=BALANCE.services, units=BALANCE.units)),
    *people.PUT,
)
"""Rows as they were added, and as they are put."""
