"""Strategies for series, sessions and bookings, and for work that falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus, Cancelled
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import CalledOff, Cause, Session
from bookingcore.domain.values.checks import (
    CAPACITY_MAX,
    MINUTES_MAX,
    PLACES_MAX,
)
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import (
    BookingId,
    SaleId,
    SeriesId,
    SessionId,
)
from bookingcore.domain.values.moments import local_date, utc
from bookingcore.domain.values.sealing import KEY_BITS, SigningKey
from bookingcore.testing.strategies.catalog import resources, services
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import (
    ZONES,
    actors,
    days,
    ids,
    instants,
    money,
    notes,
    or_any,
    some_of,
    walls,
)

RULES = (
    "FREQ=DAILY;COUNT=1",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=20",
    "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20991231T235959",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=5",
)


@st.composite
def series(
    draw: st.DrawFn, service: Service | None = None, used: Sequence[Resource] | None = None
) -> Series:
    """Series of *service* with some of the resources *used*, or of any with any; no branch."""
    return Series(
        id=SeriesId(draw(ids())),
        service_id=draw(or_any(service, services())).id,
        branch_id=None,
        rule=draw(st.sampled_from(RULES)),
        starts=draw(walls()),
        zone=draw(st.sampled_from(ZONES)),
        duration=draw(st.integers(1, MINUTES_MAX)),
        capacity=draw(st.none() | st.integers(0, CAPACITY_MAX)),
        resources=draw(some_of(used, resources())),
        exceptions=tuple(draw(st.lists(walls() | days().map(date.isoformat), max_size=3))),
        fold=draw(st.none() | st.integers(0, 1)),
    )


@st.composite
def sessions(
    draw: st.DrawFn, service: Service | None = None, used: Sequence[Resource] | None = None
) -> Session:
    """Sessions of *service* with some of the resources *used*, or of any with any; no branch.

    Some are appointments, some of a series, some queued for, and some cancelled.
    """
    offered = draw(or_any(service, services()))
    start, zone = draw(instants()), draw(st.sampled_from(ZONES))
    capacity = draw(st.none() | st.integers(0, CAPACITY_MAX))
    taken = draw(st.integers(0, CAPACITY_MAX))
    session = Session(
        id=SessionId(draw(ids())),
        service_id=offered.id,
        branch_id=None,
        starts_at=start,
        ends_at=utc(datetime.__add__(start, timedelta(minutes=draw(st.integers(1, MINUTES_MAX))))),
        zone=zone,
        on=local_date(start, zone),
        capacity=capacity,
        taken=taken,
        admitted=None if capacity is None else max(capacity, taken),
        edition=draw(st.integers(1, 1_000)),
        terms=offered.terms,
        resources=draw(some_of(used, resources())),
        appointment=draw(st.booleans()),
        waiting=draw(st.integers(0, 10_000)),
        next_lapse=draw(st.none() | instants()),
    )
    if draw(st.booleans()):
        session = evolve(session, series_id=SeriesId(draw(ids())), occurrence=draw(walls()))
    end = draw(st.none() | _callings_off())
    return session if end is None else session.called_off(end)


@cache
def _callings_off() -> st.SearchStrategy[CalledOff]:
    return st.builds(CalledOff, at=instants(), by=actors().map(str), cause=st.sampled_from(Cause))


@st.composite
def bookings(
    draw: st.DrawFn, customer: Customer | None = None, session: Session | None = None
) -> Booking:
    """Bookings of *customer* in *session*, or of anybody, or nobody yet, in any."""
    booker, booked = draw(or_any(customer, customers())), draw(or_any(session, sessions()))
    status = draw(st.sampled_from(BookingStatus))
    places = draw(st.integers(1, PLACES_MAX))
    needs = status is BookingStatus.AWAITING_REDEMPTION or draw(st.booleans())
    return Booking(
        id=BookingId(draw(ids())),
        customer_id=booker.id if customer or draw(st.booleans()) else None,
        session_id=booked.id,
        service_id=booked.service_id,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        on=booked.on,
        places=places,
        units_needed=places if needs else 0,
        status=status,
        attendance=draw(st.sampled_from(Attendance)),
        sale_id=draw(st.none() | ids().map(SaleId)),
        terms=booked.terms,
        made_at=draw(instants()),
        made_by=str(draw(actors())),
        note=draw(notes()),
        confirmed_at=draw(st.none() | instants()),
        cancellation=draw(_endings()) if status is BookingStatus.CANCELLED else None,
    )


@cache
def _endings() -> st.SearchStrategy[Cancelled]:
    return st.builds(
        Cancelled,
        at=instants(),
        by=actors().map(str),
        cause=st.sampled_from(Cause),
        late=st.booleans(),
        units_returned=st.integers(0, PLACES_MAX),
        fee=st.none() | money(least=1),
    )


def dues(session: Session | None = None) -> st.SearchStrategy[Due]:
    """Work on the waiting list of *session*, or on any; some of it is being done."""
    return st.builds(
        Due,
        kind=st.sampled_from(DueKind),
        subject=ids() if session is None else st.just(session.id),
        due_at=instants(),
        leased_until=st.none() | instants(),
        attempts=st.integers(0, 1_000),
    )


@cache
def signing_keys() -> st.SearchStrategy[SigningKey]:
    """Keys to sign links with."""
    secrets = st.binary(min_size=KEY_BITS // 8, max_size=KEY_BITS // 8).map(bytes.hex)
    return st.builds(SigningKey, id=ids(), secret=secrets)


def link_attempts(booking: Booking | None = None) -> st.SearchStrategy[LinkAttempts]:
    """How often a wrong address was typed for the link of *booking*, or of any."""
    their = ids().map(BookingId) if booking is None else st.just(booking.id)
    return st.builds(LinkAttempts, id=their, failed=st.integers(0, 1_000))
