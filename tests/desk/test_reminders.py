"""What is told as its time comes: will you come, soon it is, your units expire, how was it."""

from __future__ import annotations

import pytest
from pendulum import parse

from bookingcore import (
    AlreadyCancelled,
    Attendance,
    Booking,
    CancellationForbidden,
    CancellationPolicy,
    Category,
    CenterSettings,
    Channels,
    Customer,
    NotificationPolicy,
    Preferences,
    QuietHours,
    Service,
    ServiceTiming,
    SessionStarted,
    Timing,
)
from tests.desk.post import Post

DAY = CancellationPolicy(limit=24 * 60)
QUIET = Timing(attendance=None, reminder=None, review_days=None)


def asked(post: Post) -> Service:
    """A service that may be cancelled for nothing until a day before."""
    return post.service(cancellation=DAY)


def due(post: Post, at: str) -> list[str]:
    """What is sent when a worker looks at *at*, by the clocks of Rome."""
    post.clock.move_to(parse(at, tz="Europe/Rome").in_tz("UTC"))  # type: ignore[union-attr]
    post.forget()
    post.desk.run_due()
    return post.delivered()


def booked(post: Post, anna: Customer, service: Service, starts_at: str) -> Booking:
    booking = post.booked(anna, post.session(starts_at, service=service))
    post.desk.deliver()
    return booking


def test_nobody_is_disturbed_by_the_clocks_of_the_branch(post: Post) -> None:
    """At midnight in Rome it is six in the evening in New York."""
    night = QuietHours("22:00", "08:00")
    post.desk.configure(CenterSettings(time_zone="Europe/Rome", quiet_hours=night))
    anna, york = post.anna(), post.desk.catalog.add_branch("York", time_zone="America/New_York")
    for starts_at in ("2026-07-10T18:00", "2026-07-12T07:00"):
        post.booked(anna, post.session(starts_at, branch=york))
    post.desk.deliver()

    assert due(post, "2026-07-09T23:59") == []
    assert due(post, "2026-07-10T00:00") == ["email reminder", "push reminder"]
    assert due(post, "2026-07-11T13:30") == []
    assert due(post, "2026-07-11T14:00") == ["email reminder", "push reminder"]


@pytest.mark.rule("001-14", "001-15", "001-25", "A1")
def test_the_customer_is_asked_an_hour_and_a_half_before_cancelling_costs(post: Post) -> None:
    anna = post.anna()
    booked(post, anna, asked(post), "2026-07-10T18:00")

    assert due(post, "2026-07-09T16:29") == []
    assert due(post, "2026-07-09T16:30") == ["email attendance_request", "push attendance_request"]
    content = post.renderer.contents[0]
    assert content.deadline is not None
    assert (content.deadline - content.now).total_seconds() == 90 * 60
    assert due(post, "2026-07-09T17:00") == []


@pytest.mark.rule("A1")
def test_how_long_before_is_the_services_own_choice(post: Post) -> None:
    anna, service = post.anna(), asked(post)
    own = ServiceTiming(service_id=service.id, timing=Timing(attendance=150))
    post.desk.notifications.set_policy(NotificationPolicy(timings=(own,)))
    booked(post, anna, service, "2026-07-10T18:00")

    assert "email attendance_request" in due(post, "2026-07-09T15:30")


@pytest.mark.rule("A1")
def test_the_text_states_what_is_left_when_it_is_sent(post: Post) -> None:
    """A worker that comes late does not say an hour and a half."""
    booked(post, post.anna(), asked(post), "2026-07-10T18:00")
    due(post, "2026-07-09T17:20")

    content = post.renderer.contents[0]
    assert content.deadline is not None
    assert (content.deadline - content.now).total_seconds() == 40 * 60


@pytest.mark.rule("A2")
@pytest.mark.parametrize(
    ("booked_at", "sent"),
    [("2026-07-09T17:45", True), ("2026-07-09T17:46", False), ("2026-07-09T18:30", False)],
)
def test_who_books_late_is_asked_at_once_if_there_is_time_to_answer(
    post: Post, booked_at: str, sent: bool
) -> None:
    anna, service = post.anna(), asked(post)
    session = post.session("2026-07-10T18:00", service=service)
    post.clock.move_to(parse(booked_at, tz="Europe/Rome").in_tz("UTC"))  # type: ignore[union-attr]
    post.booked(anna, session)

    assert ("push attendance_request" in post.delivered()) is sent
    post.desk.run_due()
    post.forget()
    assert "push attendance_request" not in post.delivered()


@pytest.mark.rule("A2")
def test_where_cancelling_is_free_until_the_start_nobody_is_asked(post: Post) -> None:
    booked(post, post.anna(), post.yoga, "2026-07-10T18:00")

    assert "email attendance_request" not in due(post, "2026-07-10T16:30")
    assert "email attendance_request" not in due(post, "2026-07-10T17:59")


@pytest.mark.rule("A3")
def test_no_answer_changes_nothing(post: Post) -> None:
    anna = post.anna()
    booking = booked(post, anna, asked(post), "2026-07-10T18:00")
    due(post, "2026-07-09T16:30")
    due(post, "2026-07-10T17:00")

    assert post.desk.bookings.get(booking.id).status == booking.status


def test_a_reminder_comes_a_day_before(post: Post) -> None:
    booked(post, post.anna(), post.yoga, "2026-07-10T18:00")

    assert due(post, "2026-07-09T17:59") == []
    assert due(post, "2026-07-09T18:00") == ["email reminder", "push reminder"]
    assert due(post, "2026-07-10T10:00") == []


def test_whoever_books_on_the_last_day_needs_no_reminder(post: Post) -> None:
    booked(post, post.anna(), post.yoga, "2026-07-01T20:00")

    assert due(post, "2026-07-01T19:00") == []


def test_notices_move_with_their_booking_and_go_with_it(post: Post) -> None:
    anna = post.anna()
    moved = booked(post, anna, post.yoga, "2026-07-10T18:00")
    gone = booked(post, anna, post.yoga, "2026-07-11T18:00")
    later = post.session("2026-07-15T18:00")
    post.desk.bookings.reschedule(moved, to=later)
    post.desk.bookings.cancel(gone)
    post.desk.deliver()

    assert due(post, "2026-07-09T18:00") == []
    assert due(post, "2026-07-10T18:00") == []
    assert due(post, "2026-07-14T18:00") == ["email reminder", "push reminder"]


def test_a_session_that_moves_takes_the_notices_of_all_along(post: Post) -> None:
    anna = post.anna()
    booking = booked(post, anna, post.yoga, "2026-07-10T18:00")
    post.desk.schedule.move_session(booking.session_id, starts_at="2026-07-08T18:00")
    post.desk.deliver()

    assert due(post, "2026-07-07T18:00") == ["email reminder", "push reminder"]


def test_a_message_that_waits_tells_nobody_of_a_time_that_is_over(post: Post) -> None:
    """Written before the booking moved, and not sent before."""
    anna = post.anna()
    booking = booked(post, anna, post.yoga, "2026-07-10T18:00")
    post.clock.move_to(parse("2026-07-09T16:00Z"))  # type: ignore[arg-type]
    post.desk.run_due()
    post.desk.bookings.reschedule(booking, to=post.session("2026-07-15T18:00"))

    assert "email reminder" not in post.delivered()
    assert "EMAIL REMINDER WITHHELD OBSOLETE" in post.told(anna)


@pytest.mark.rule("001-29", "A48")
def test_a_review_is_asked_for_after_the_visit_and_once_in_thirty_days(post: Post) -> None:
    anna = post.anna()
    choose_marketing(post, anna)
    for day in ("10", "20"):
        visited(post, anna, f"2026-07-{day}T18:00")
    assert due(post, "2026-07-20T19:00") == []
    assert [mail for mail in post.told(anna) if "REVIEW" in mail] == ["EMAIL REVIEW SENT"]

    visited(post, anna, "2026-08-20T18:00")
    assert [line for line in post.told(anna) if "REVIEW" in line] == ["EMAIL REVIEW SENT"] * 2


@pytest.mark.rule("A48")
def test_or_after_every_so_many_visits_or_never(post: Post) -> None:
    anna = post.anna()
    choose_marketing(post, anna)
    post.desk.notifications.set_policy(NotificationPolicy(timing=Timing(review_visits=2)))
    for day in ("03", "04", "05", "06"):
        visited(post, anna, f"2026-07-{day}T18:00")
    assert [line for line in post.told(anna) if "REVIEW" in line] == ["EMAIL REVIEW SENT"] * 2

    post.desk.notifications.set_policy(NotificationPolicy(timing=QUIET))
    visited(post, anna, "2026-07-08T18:00")
    visited(post, anna, "2026-07-09T18:00")
    assert len([line for line in post.told(anna) if "REVIEW" in line]) == 2


@pytest.mark.rule("A48")
def test_who_did_not_turn_up_is_not_asked_how_it_was(post: Post) -> None:
    anna = post.anna()
    choose_marketing(post, anna)
    visited(post, anna, "2026-07-10T18:00", Attendance.ABSENT)

    assert [line for line in post.told(anna) if "REVIEW" in line] == []


@pytest.mark.rule("A48", "A53")
def test_a_review_is_marketing_unless_the_center_calls_it_service(post: Post) -> None:
    anna = post.anna()
    visited(post, anna, "2026-07-10T18:00")
    assert "EMAIL REVIEW WITHHELD OPTED_OUT" in post.told(anna)

    policy = NotificationPolicy(reviews_as=Category.SERVICE)
    post.desk.notifications.set_policy(policy)
    visited(post, anna, "2026-07-12T18:00")
    assert "EMAIL REVIEW SENT" in post.told(anna)


def choose_marketing(post: Post, anna: Customer) -> None:
    choices = Preferences(marketing=Channels(email=True))
    post.desk.by(anna).customers.set_preferences(anna, choices)


def visited(
    post: Post, anna: Customer, starts_at: str, how: Attendance = Attendance.PRESENT
) -> None:
    """A visit, marked when it begins; a worker looks once it is over."""
    booking = post.booked(anna, post.session(starts_at))
    post.clock.move_to(booking.starts_at)
    post.desk.bookings.mark(booking, how)
    post.clock.move_to(booking.ends_at)
    post.desk.run_due()
    post.desk.deliver()


def sold(post: Post, anna: Customer, valid_for: int | None = 30) -> None:
    plan = post.desk.catalog.add_plan(
        "Dieci", price="100.00", units=10, services=(post.yoga,), valid_for=valid_for
    )
    post.desk.sales.sell(anna, plan)
    post.desk.deliver()


def test_a_balance_is_told_of_a_week_before_it_expires(post: Post) -> None:
    anna = post.anna()
    sold(post, anna)

    assert due(post, "2026-07-23T08:59") == []
    assert due(post, "2026-07-23T09:00") == ["email balance_expiring"]
    assert due(post, "2026-07-24T09:00") == []


def test_a_balance_that_is_used_up_or_lasts_longer_is_not_told_of(post: Post) -> None:
    anna = post.anna()
    sold(post, anna)
    [balance] = post.desk.balances.of(anna)
    post.desk.balances.set_expiry(balance, "2026-08-30", comment="ill")
    assert due(post, "2026-07-23T09:00") == []

    post.desk.balances.void(balance, comment="mistake")
    assert due(post, "2026-08-23T09:00") == []


@pytest.mark.rule("001-14", "A3")
def test_a_yes_is_on_record_and_nobody_asks_any_more(post: Post) -> None:
    anna = post.anna()
    booking = booked(post, anna, asked(post), "2026-07-10T18:00")
    own = post.desk.by(anna).bookings
    confirmed = own.confirm_attendance(booking)

    assert confirmed.confirmed_at == post.clock.now()
    assert own.confirm_attendance(booking) == confirmed
    assert "email attendance_request" not in due(post, "2026-07-09T16:30")
    assert "ATTENDANCE_CONFIRMED" in [event.kind.name for event in post.desk.history(booking)]
    assert post.desk.verify() == ()


@pytest.mark.rule("A3")
def test_who_has_answered_for_one_time_is_asked_again_for_another(post: Post) -> None:
    anna, service = post.anna(), asked(post)
    booking = booked(post, anna, service, "2026-07-10T18:00")
    post.desk.by(anna).bookings.confirm_attendance(booking)
    later = post.session("2026-07-15T18:00", service=service)
    moved = post.desk.bookings.reschedule(booking, to=later)

    assert moved.confirmed_at is None
    assert "email attendance_request" in due(post, "2026-07-14T16:30")


@pytest.mark.rule("A3")
def test_a_no_cancels_while_that_is_free_and_not_later(post: Post) -> None:
    anna, service = post.anna(), asked(post)
    early = booked(post, anna, service, "2026-07-10T18:00")
    late = booked(post, anna, service, "2026-07-01T18:00")
    own = post.desk.by(anna).bookings

    assert not own.confirm_attendance(early, attending=False).live
    with pytest.raises(CancellationForbidden):
        own.confirm_attendance(late, attending=False)
    assert post.desk.bookings.get(late.id).live


def test_nobody_confirms_what_is_cancelled_or_over(post: Post) -> None:
    anna = post.anna()
    gone, over = (
        booked(post, anna, post.yoga, "2026-07-10T18:00"),
        booked(post, anna, post.yoga, "2026-07-02T18:00"),
    )
    post.desk.bookings.cancel(gone)
    with pytest.raises(AlreadyCancelled):
        post.desk.bookings.confirm_attendance(gone)
    post.clock.move_to(over.starts_at)
    with pytest.raises(SessionStarted):
        post.desk.bookings.confirm_attendance(over)


def test_the_link_is_enough_to_say_yes(post: Post) -> None:
    booking = booked(post, post.anna(), post.yoga, "2026-07-10T18:00")
    token = post.desk.bookings.manage_link(booking)

    assert post.desk.bookings.manage(token).confirm().confirmed_at == post.clock.now()
