"""When customers are asked whether they come, reminded, and asked how it was (A1, A2, A48)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Attendance, Booking
from bookingcore.domain.catalog.cancellation import CancellationPolicy
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.reminding import (
    Reminders,
    on_attending,
    on_due,
    on_placing,
    review_due,
    wants_review,
)
from bookingcore.domain.notifications.timing import Timing
from bookingcore.domain.values.changes import Withdraw
from tests.domain.build import at, booking, cancelled

START = at(10)
REQUEST, REMINDER = MessageKind.ATTENDANCE_REQUEST, MessageKind.REMINDER
LEADS = st.none() | st.integers(1, 600)


def a_policy(limit: int) -> ServicePolicy:
    return ServicePolicy(cancellation=CancellationPolicy(limit=limit))


def kinds(reminders: Reminders) -> list[MessageKind]:
    return [topic.kind for topic in reminders.topics]


def expected(
    limit: int, timing: Timing, made: DateTime, looks: list[DateTime]
) -> dict[MessageKind, DateTime]:
    """When each is told, once: at the first look from its moment on, if that is in time."""
    told: dict[MessageKind, DateTime] = {}
    deadline = START - timedelta(minutes=limit)
    if limit and timing.attendance is not None:
        moment = deadline - timedelta(minutes=timing.attendance)
        if moment <= made:
            if made <= deadline - timedelta(minutes=15):
                told[REQUEST] = made
        else:
            first = next((look for look in looks if look >= moment), None)
            if first is not None and first < deadline:
                told[REQUEST] = first
    if timing.reminder is not None:
        moment = START - timedelta(minutes=timing.reminder)
        first = next((look for look in looks if look >= moment > made), None)
        if first is not None and first < START:
            told[REMINDER] = first
    return told


@pytest.mark.rule("A1", "A2")
@given(
    st.integers(0, 600),
    LEADS,
    LEADS,
    st.integers(-1500, 30),
    st.lists(st.integers(0, 1600), max_size=12),
)
def test_each_is_told_once_in_time_or_never(
    limit: int, attendance: int | None, reminder: int | None, made: int, looks: list[int]
) -> None:
    """Whenever a worker looks, against what a calendar would say."""
    timing, policy = Timing(attendance=attendance, reminder=reminder), a_policy(limit)
    itself, now = booking(starts_at=START), START + timedelta(minutes=made)
    instants = sorted(now + timedelta(minutes=look) for look in looks)
    reminders = on_placing(itself, policy, timing, now)
    told = [(kind, now) for kind in kinds(reminders)]
    for look in instants:
        if reminders.next is not None and reminders.next <= look:
            reminders = on_due(itself, policy, timing, reminders.next, look)
            told += [(kind, look) for kind in kinds(reminders)]

    assert len(told) == len({kind for kind, _ in told})
    assert dict(told) == (expected(limit, timing, now, instants) if made < 0 else {})


@pytest.mark.parametrize("gone", ["cancelled", "nobody's"])
def test_of_a_booking_that_is_nobody_s_or_over_nothing_is_told(gone: str) -> None:
    itself: Booking = booking(starts_at=START)
    itself = cancelled() if gone == "cancelled" else evolve(itself, customer_id=None)
    for reminders in (
        on_placing(itself, a_policy(60), Timing(), at(9)),
        on_due(itself, a_policy(60), Timing(), at(9), at(9)),
    ):
        assert reminders.topics == ()
        assert [type(change) for change in reminders.changes] == [Withdraw]


@pytest.mark.rule("A48")
def test_a_review_is_asked_for_after_a_visit_only() -> None:
    there = evolve(booking(starts_at=START), ends_at=at(10, 19), attendance=Attendance.PRESENT)
    over = there.ends_at

    assert wants_review(there, Timing(), over)
    assert not wants_review(there, Timing(), START)
    assert not wants_review(evolve(there, attendance=Attendance.ABSENT), Timing(), over)
    assert not wants_review(there, Timing(review_days=None), over)
    assert on_attending(there, Timing(), START).next == over
    assert on_attending(evolve(there, customer_id=None), Timing(), START).changes == []


@pytest.mark.rule("A48")
@pytest.mark.parametrize(
    ("timing", "days", "visits", "asked"),
    [
        (Timing(), None, 1, True),
        (Timing(), 29, 9, False),
        (Timing(), 30, 1, True),
        (Timing(review_visits=3), 1, 2, False),
        (Timing(review_visits=3), 1, 3, True),
    ],
)
def test_and_not_too_often(timing: Timing, days: int | None, visits: int, asked: bool) -> None:
    last = None if days is None else at(31) - timedelta(days=days)

    assert review_due(timing, last, visits, at(31)) is asked
