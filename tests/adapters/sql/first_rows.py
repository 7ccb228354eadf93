"""Rows as the first revision of the schema kept them, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve
from pendulum import UTC, DateTime
from sqlalchemy import Connection, text

from bookingcore.domain.bookings.booking import Attendance, BookingStatus
from bookingcore.domain.catalog.cancellation import AllowLate, CancellationPolicy
from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.service import ResourceKind
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.schedule.session import Cause
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import PolicyHash
from bookingcore.domain.values.money import Money
from bookingcore.ports.questions import RememberedCommand
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

PROMISED = ServicePolicy(
    balance_policy=BalancePolicy.REQUIRED,
    awaiting_max=2,
    cancellation=CancellationPolicy(limit=720, allow_late=AllowLate.FORBID),
    allow_overlap=True,
)
WRITTEN = (
    '{"allow_overlap":true,"awaiting_max":2,"balance_policy":"REQUIRED",'
    '"cancellation":{"allow_late":"FORBID","limit":720},"kind":"service_policy","version":1}'
)
TERMS = Terms(id=PolicyHash("0123456789abcdef0123456789abcdef"), policy=PROMISED)

FREE = a_session(1, capacity=None, taken=2, admitted=None, edition=3, terms=TERMS.id)
FULL = a_session(
    2, taken=1, capacity=1, admitted=1, resources=(a_resource().id,), branch_id=a_branch().id
)
FULL = evolve(FULL, terms=TERMS.id)
BOOKED = a_booking(1, session=FULL, status=BookingStatus.BOOKED, note="im Sitzen\nbitte")
GONE = cancelled(
    a_booking(2, session=FREE, places=2, units_needed=2, attendance=Attendance.ABSENT),
    cause=Cause.CENTER,
    units_returned=2,
    late=True,
)

ENTITIES: tuple[Any, ...] = (
    a_center(
        settings=CenterSettings(
            time_zone="Europe/Rome", currency="EUR", languages=("it", "en"), policy=PROMISED
        )
    ),
    TERMS,
    a_branch(),
    a_service(1, price=Money.of("12.50", "EUR"), terms=TERMS.id),
    a_resource(1, kind=ResourceKind.PROFESSIONAL),
    a_plan(1, valid_for=30),
    a_customer(
        1,
        name="Çelik",
        email="anna@example.org",
        born_on=date(1990, 2, 28),
        account_name="Çelik",
    ),
    FREE,
    FULL,
    BOOKED,
    GONE,
    a_sale(1, paid=Money.of(10, "EUR"), lines=(evolve(a_sale().lines[0], valid_for=30),)),
    a_payment(),
    a_balance(1, remaining=9, moves=1, valid_until=date(2027, 7, 1)),
    a_movement(a_balance(), 1, -1, BOOKED),
    an_event(
        2,
        kind=EventKind.BOOKING_CANCELLED,
        subject=GONE.id,
        session_id=FREE.id,
        facts={"cause": "CENTER", "late": True, "units_returned": 2, "decided_by_staff": None},
        words={"message": "Schade!"},
    ),
    an_event(1, stream=FREE.id, subject=FREE.id, customer_id=None, session_id=FREE.id, facts={}),
)
"""What the rows below mean, for ever."""

REMEMBERED = RememberedCommand("digest", BOOKED.id)

Rows = Mapping[str, tuple[dict[str, Any], ...]]


def _times(session: Any) -> dict[str, Any]:
    return {"starts_at": session.starts_at, "ends_at": session.ends_at}


def _session(session: Any, capacity: int | None, resources: str) -> dict[str, Any]:
    return {
        "id": session.id,
        "service_id": a_service().id,
        "branch_id": session.branch_id,
        **_times(session),
        "zone": "Europe/Rome",
        "day": session.on,
        "capacity": capacity,
        "admitted": capacity,
        "taken": session.taken,
        "edition": session.edition,
        "terms": TERMS.id,
        "resources": resources,
        "no": 4,
        "version": 1,
    }


def _booking(booking: Any, session: Any, **fields: Any) -> dict[str, Any]:
    row = {
        "id": booking.id,
        "customer_id": a_customer().id,
        "session_id": session.id,
        "service_id": a_service().id,
        **_times(session),
        "day": session.on,
        "places": 1,
        "units_needed": 1,
        "status": "BOOKED",
        "attendance": "EXPECTED",
        "terms": TERMS.id,
        "made_at": booking.made_at,
        "made_by": "staff:maria",
        "note": "",
        "version": 1,
        "cancelled_at": None,
        "cancelled_by": None,
        "cancelled_cause": None,
        "cancelled_late": None,
        "units_returned": None,
    }
    return {**row, **fields}


_CARD = {
    "id": a_customer().id,
    "name": "Çelik",
    "surname": "",
    "middle_name": "",
    "email": "anna@example.org",
    "login_email": None,
    "phone": None,
    "language": None,
    "address": "",
    "born_on": date(1990, 2, 28),
    "gender": "",
    "referral": "",
    "preferred_branch": None,
    "status": "ACTIVE",
    "search": "çelik",
    "no": 7,
    "version": 1,
}
_SALE = {
    "id": a_sale().id,
    "customer_id": a_customer().id,
    "branch_id": None,
    "total_minor": 10_000,
    "paid_minor": 1_000,
    "currency": "EUR",
    "application_date": date(2026, 7, 1),
    "grant_on": "SALE",
    "granted": True,
    "sold_at": a_sale().sold_at,
    "sold_by": "staff:maria",
    "note": "",
    "version": 1,
}
_BALANCE = {
    "id": a_balance().id,
    "customer_id": a_customer().id,
    "sale_id": a_sale().id,
    "plan_id": a_plan().id,
    "services": f'["{a_service().id}"]',
    "units": 10,
    "remaining": 9,
    "moves": 1,
    "valid_from": date(2026, 7, 1),
    "grace_days": 0,
    "valid_until": date(2027, 7, 1),
    "expiry_by_hand": False,
    "version": 1,
}
_EVENT = {
    "stream": a_customer().id,
    "no": 2,
    "seq": 0,
    "kind": "BOOKING_CANCELLED",
    "subject": GONE.id,
    "customer_id": a_customer().id,
    "session_id": FREE.id,
    "actor": "staff:maria",
    "happened_at": july(2),
    "version": 1,
    "facts": '{"cause":"CENTER","decided_by_staff":null,"late":true,"units_returned":2}',
}

ROWS: Rows = {
    "center": (
        {
            "time_zone": "Europe/Rome",
            "currency": "EUR",
            "languages": '["it","en"]',
            "policy": WRITTEN,
            "no": 9,
            "version": 1,
        },
    ),
    "terms": ({"id": TERMS.id, "policy": WRITTEN},),
    "branch": (
        {
            "id": a_branch().id,
            "name": "Branch 1",
            "time_zone": "Europe/Rome",
            "no": 1,
            "version": 1,
        },
    ),
    "service": (
        {
            "id": a_service().id,
            "name": "Service 1",
            "duration": 60,
            "price_minor": 1250,
            "currency": "EUR",
            "terms": TERMS.id,
            "no": 1,
            "version": 1,
        },
    ),
    "resource": (
        {
            "id": a_resource().id,
            "name": "Room 1",
            "kind": "PROFESSIONAL",
            "no": 1,
            "version": 1,
        },
    ),
    "plan": (
        {
            "id": a_plan().id,
            "name": "Plan 1",
            "price_minor": 10_000,
            "currency": "EUR",
            "units": 10,
            "services": f'["{a_service().id}"]',
            "valid_for": 30,
            "grace_days": 0,
            "no": 1,
            "version": 1,
        },
    ),
    "plan_service": ({"service_id": a_service().id, "plan_id": a_plan().id},),
    "session": (_session(FREE, None, "[]"), _session(FULL, 1, f'["{a_resource().id}"]')),
    "session_resource": ({"session_id": FULL.id, "resource_id": a_resource().id, **_times(FULL)},),
    "customer": (_CARD,),
    "booking": (
        _booking(BOOKED, FULL, note="im Sitzen\nbitte"),
        _booking(
            GONE,
            FREE,
            places=2,
            units_needed=2,
            status="CANCELLED",
            attendance="ABSENT",
            cancelled_at=july(1, 9),
            cancelled_by=f"customer:{a_customer().id}",
            cancelled_cause="CENTER",
            cancelled_late=True,
            units_returned=2,
        ),
    ),
    "sale": (_SALE,),
    "sale_line": (
        {
            "sale_id": a_sale().id,
            "no": 0,
            "plan_id": a_plan().id,
            "name": "Plan 1",
            "quantity": 1,
            "price_minor": 10_000,
            "currency": "EUR",
            "units": 10,
            "balance_id": a_balance().id,
        },
    ),
    "payment": (
        {
            "id": a_payment().id,
            "sale_id": a_sale().id,
            "customer_id": a_customer().id,
            "amount_minor": 1_000,
            "currency": "EUR",
            "method": "CASH",
            "taken_at": a_payment().at,
            "taken_by": "staff:maria",
        },
    ),
    "balance": (_BALANCE,),
    "movement": (
        {
            "balance_id": a_balance().id,
            "no": 1,
            "kind": "REDEEMED",
            "units": -1,
            "booking_id": BOOKED.id,
            "customer_id": a_customer().id,
            "moved_at": july(1, 10, 1),
            "moved_by": "staff:maria",
        },
    ),
    "event": (
        _EVENT,
        {
            **_EVENT,
            "stream": FREE.id,
            "no": 1,
            "kind": "CUSTOMER_UPDATED",
            "subject": FREE.id,
            "customer_id": None,
            "happened_at": july(1),
            "facts": "{}",
        },
    ),
    "word": (
        {
            "stream": a_customer().id,
            "no": 2,
            "seq": 0,
            "name": "message",
            "customer_id": a_customer().id,
            "text": "Schade!",
        },
    ),
    "remembered": (
        {
            "actor": "staff:maria",
            "command": "book",
            "key": "k1",
            "digest": "digest",
            "result": BOOKED.id,
        },
    ),
}
"""Each table's rows, in the order in which they refer to one another."""


def insert(connection: Connection) -> None:
    """Write the rows, in plain SQL: values are text that each database reads for itself."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for name, rows in ROWS.items():
        for row in rows:
            kept = {"center": "roma", **{column: _said(row[column]) for column in row}}
            columns, marks = ", ".join(kept), ", ".join([mark] * len(kept))
            statement = f"INSERT INTO bk_{name} ({columns}) VALUES ({marks})"
            connection.exec_driver_sql(statement, tuple(kept.values()))


def found(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """What stands in the columns that the rows have, in any order."""
    return {name: _rows_of(connection, name, rows[0]) for name, rows in ROWS.items()}


def _rows_of(connection: Connection, name: str, like: dict[str, Any]) -> list[dict[str, Any]]:
    rows = connection.execute(text(f"SELECT {', '.join(like)} FROM bk_{name}")).mappings()
    return sorted((dict(row) for row in rows), key=repr)


def _said(value: Any) -> Any:
    """An instant or a date as text, which every database reads; SQLite keeps it as it is."""
    if isinstance(value, DateTime):
        assert value.tzinfo is UTC
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
