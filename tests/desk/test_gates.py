"""Who is told, and who is not, and why: the gates on the way to a customer (P7)."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    Category,
    Channel,
    ChannelRule,
    Channels,
    MessageKind,
    NotificationPolicy,
    Notify,
    Preferences,
    Reason,
    Staff,
)
from tests.desk.post import ADDRESS, Post


@pytest.mark.rule("000-51", "A27")
def test_before_the_account_is_active_nothing_goes_out_and_after_it_everything(post: Post) -> None:
    anna = post.anna(verified=False)
    post.desk.bookings.cancel(post.booked(anna))

    assert post.delivered() == ["email verify_email"]
    assert post.told(anna) == [
        "EMAIL VERIFY_EMAIL SENT",
        "EMAIL BOOKING_CREATED WITHHELD UNVERIFIED",
        "EMAIL BOOKING_CANCELLED WITHHELD UNVERIFIED",
        "PUSH BOOKING_CANCELLED WITHHELD UNVERIFIED",
    ]

    post.desk.customers.activate(anna)
    post.forget()
    post.desk.bookings.cancel(post.booked(anna))
    assert "email booking_cancelled" in post.delivered()
    assert "push booking_cancelled" in post.sent()


@pytest.mark.rule("000-55", "A53")
def test_from_then_on_the_customer_says_what_to_be_told_of(post: Post) -> None:
    anna = post.anna()
    choices = Preferences(appointment=Channels(email=False))
    post.desk.by(anna).customers.set_preferences(anna, choices)
    cancelled = post.desk.bookings.cancel(post.booked(anna))

    assert post.delivered() == ["push booking_cancelled"]
    assert "EMAIL BOOKING_CANCELLED WITHHELD OPTED_OUT" in post.told(anna)
    assert cancelled.not_told == ()


@pytest.mark.rule("001-04", "A30")
def test_both_communications_need_a_verified_address_and_enrolment(post: Post) -> None:
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.customers.deregister(anna)
    post.desk.bookings.cancel(booking)

    assert post.delivered() == []
    assert post.told(anna)[-2:] == [
        "EMAIL BOOKING_CANCELLED WITHHELD NOT_ENROLLED",
        "PUSH BOOKING_CANCELLED WITHHELD NOT_ENROLLED",
    ]


@pytest.mark.rule("A25")
def test_what_is_about_the_account_skips_the_gates_and_the_preferences(post: Post) -> None:
    none = Channels(email=False, push=False, sms=False)
    silent = Preferences(**{category.value: none for category in Category})
    anna = post.anna(verified=False)
    post.desk.customers.set_preferences(anna, silent)
    post.desk.notifications.send_welcome(anna)
    post.desk.by(anna).notifications.request_password_reset(anna)
    post.desk.by(anna).notifications.request_magic_link(anna)
    post.desk.notifications.ask_to_verify(anna)

    assert post.delivered() == [
        "email welcome",
        "email password_reset",
        "email magic_link",
        "email verify_email",
    ]
    assert {mail.recipient for mail in post.mails()} == {ADDRESS}


@pytest.mark.rule("001-05", "001-06")
@pytest.mark.parametrize("place", ["center", "branch", "service"])
def test_the_center_says_what_is_told_through_which_channel(post: Post, place: str) -> None:
    branch = post.desk.catalog.add_branch("Centro")
    anna, session = post.anna(), post.session(branch=branch)
    places: dict[str, dict[str, Any]] = {
        "center": {},
        "branch": {"branch_id": branch.id},
        "service": {"service_id": post.yoga.id},
    }
    kind = MessageKind.BOOKING_CANCELLED
    rules = [ChannelRule(kind=kind, channels=frozenset({Channel.PUSH}), **places[place])]
    post.desk.notifications.set_policy(NotificationPolicy(rules=tuple(rules)))
    post.desk.bookings.cancel(post.booked(anna, session))

    assert "push booking_cancelled" in post.delivered()
    assert "email booking_cancelled" not in post.sent()


@pytest.mark.rule("001-05")
def test_a_kind_that_is_switched_off_is_on_record(post: Post) -> None:
    anna = post.anna()
    off = ChannelRule(kind=MessageKind.BOOKING_CANCELLED, channels=frozenset())
    post.desk.notifications.set_policy(NotificationPolicy(rules=(off,)))
    cancelled = post.desk.bookings.cancel(post.booked(anna))

    assert "NOWHERE BOOKING_CANCELLED WITHHELD DISABLED_BY_CENTER" in post.told(anna)
    assert [each.why.name for each in cancelled.not_told] == ["DISABLED_BY_CENTER"]


@pytest.mark.rule("A53")
def test_text_messages_are_sent_once_the_center_enables_them(post: Post) -> None:
    anna = post.anna(phone="+39 333 1234567")
    post.desk.bookings.cancel(post.booked(anna))
    assert not any(line.startswith("sms") for line in post.delivered())

    everything = frozenset(Channel)
    rule = ChannelRule(kind=MessageKind.BOOKING_CANCELLED, channels=everything)
    post.desk.notifications.set_policy(NotificationPolicy(rules=(rule,)))
    post.desk.bookings.cancel(post.booked(anna))
    assert "sms booking_cancelled" in post.delivered()


def test_the_gates_are_asked_again_before_it_is_sent(post: Post) -> None:
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.deliver()
    post.forget()
    post.desk.bookings.cancel(booking)
    choices = Preferences(appointment=Channels(email=False, push=False))
    post.desk.by(anna).customers.set_preferences(anna, choices)

    report = post.desk.deliver()
    assert post.sent() == []
    assert {reason.name: number for reason, number in report.withheld.items()} == {"OPTED_OUT": 2}


@pytest.mark.rule("A31")
def test_every_result_names_who_was_not_told_and_why(post: Post) -> None:
    """Staff call those; a box that is not ticked, an address that nobody knows."""
    anna = post.anna()
    bea = post.desk.customers.register(name="Bea")
    session = post.session()
    for who in (anna, bea):
        post.desk.bookings.book(who, session)
    ended = post.desk.by(Staff("maria")).schedule.cancel_session(session)

    told = {each.customer_id: each.why.name for each in ended.not_told}
    assert told == {bea.id: "NO_ADDRESS"}


@pytest.mark.rule("A31")
def test_a_booking_says_why_its_customer_is_not_told_of_it(post: Post) -> None:
    """Of one that is made online, and of one that is moved; what is read later says nothing."""
    anna = post.anna()
    bea = post.anna(name="Bea", login_email="bea@example.org", verified=False, device=False)
    hers, beas = (post.booked(who) for who in (anna, bea))
    assert (hers.why_not_told, beas.why_not_told) == (None, Reason.UNVERIFIED)

    move, told = post.desk.bookings.reschedule, Notify(customer=True)
    later = [post.session(f"2026-07-{day}T18:00") for day in (20, 21, 22)]
    assert move(hers, to=later[0], notify=told).why_not_told is None
    assert move(hers, to=later[1]).why_not_told is Reason.NOT_ASKED_FOR
    moved = move(beas, to=later[2], notify=told)
    assert moved.why_not_told is Reason.UNVERIFIED
    assert post.desk.bookings.get(moved).why_not_told is None
    assert post.desk.bookings.get(moved) == moved


def test_one_event_that_matches_two_rules_tells_once(post: Post) -> None:
    """Who takes an offered place has booked online, too."""
    session = post.session(capacity=1)
    first, anna = post.desk.customers.register(name="Bea"), post.anna()
    kept = post.desk.bookings.book(first, session)
    entry = post.desk.by(anna).waitlist.join(anna, session)
    post.desk.bookings.cancel(kept)
    post.desk.deliver()
    post.forget()
    post.desk.by(anna).waitlist.accept(entry)

    assert post.delivered() == ["email queue_place_obtained", "push queue_place_obtained"]
    assert "EMAIL BOOKING_CREATED WITHHELD DUPLICATE" in post.told(anna)
