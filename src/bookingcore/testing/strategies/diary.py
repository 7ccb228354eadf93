"""Strategies for sessions and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus, Cancelled, Cause
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.checks import (
    CAPACITY_MAX,
    MINUTES_MAX,
    PLACES_MAX,
)
from bookingcore.domain.values.ids import (
    BookingId,
    SessionId,
)
from bookingcore.domain.values.moments import local_date, utc
from bookingcore.testing.strategies.catalog import customers, resources, services
from bookingcore.testing.strategies.values import (
    ZONES,
    actors,
    ids,
    instants,
    notes,
    or_any,
    some_of,
)


@st.composite
def sessions(
    draw: st.DrawFn, service: Service | None = None, used: Sequence[Resource] | None = None
) -> Session:
    """Sessions of *service* with some of the resources *used*, or of any with any; no branch."""
    offered = draw(or_any(service, services()))
    start, zone = draw(instants()), draw(st.sampled_from(ZONES))
    capacity = draw(st.none() | st.integers(0, CAPACITY_MAX))
    taken = draw(st.integers(0, CAPACITY_MAX))
    return Session(
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
    )


@st.composite
def bookings(
    draw: st.DrawFn, customer: Customer | None = None, session: Session | None = None
) -> Booking:
    """Bookings of *customer* in *session*, or of anybody in any."""
    booker, booked = draw(or_any(customer, customers())), draw(or_any(session, sessions()))
    status = draw(st.sampled_from(BookingStatus))
    places = draw(st.integers(1, PLACES_MAX))
    needs = status is BookingStatus.AWAITING_REDEMPTION or draw(st.booleans())
    return Booking(
        id=BookingId(draw(ids())),
        customer_id=booker.id,
        session_id=booked.id,
        service_id=booked.service_id,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        on=booked.on,
        places=places,
        units_needed=places if needs else 0,
        status=status,
        attendance=draw(st.sampled_from(Attendance)),
        terms=booked.terms,
        made_at=draw(instants()),
        made_by=str(draw(actors())),
        note=draw(notes()),
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
    )
