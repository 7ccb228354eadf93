"""Strategies for waiting lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.checks import MINUTES_MAX, PLACES_MAX
from bookingcore.domain.values.ids import BookingId, EntryId
from bookingcore.domain.values.moments import utc
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
from bookingcore.testing.strategies.diary import sessions
from bookingcore.testing.strategies.people import customers
from bookingcore.testing.strategies.values import ids, instants, or_any


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Offers of a minute to a year."""
    made = draw(instants())
    held = timedelta(minutes=draw(st.integers(1, MINUTES_MAX)))
    return Offer(
        made_at=made,
        expires_at=utc(datetime.__add__(made, held)),
        promoted=draw(st.booleans()),
    )


@st.composite
def entries(
    draw: st.DrawFn, customer: Customer | None = None, session: Session | None = None
) -> WaitlistEntry:
    """Entries of *customer* for *session*, or of anybody for any, wherever they stand."""
    status = draw(st.sampled_from(EntryStatus))
    waits, held = status is EntryStatus.WAITING, status is EntryStatus.OFFERED
    accepted = status is EntryStatus.ACCEPTED
    return WaitlistEntry(
        id=EntryId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        session_id=draw(or_any(session, sessions())).id,
        places=draw(st.integers(1, PLACES_MAX)),
        position=draw(st.integers(1, 2**40)),
        joined_at=draw(instants()),
        status=status,
        offer=None if waits else draw(offers() if held else st.none() | offers()),
        staff_only=draw(st.booleans()),
        unreachable=waits and draw(st.booleans()),
        ended_at=None if waits or held else draw(instants()),
        booking_id=draw(ids().map(BookingId)) if accepted else None,
    )
