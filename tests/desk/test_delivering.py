"""Sending what waits: in order, once, again when it was not accepted, and never what is over."""

from __future__ import annotations

import pytest

from bookingcore import (
    BookingCoreError,
    DeliveryStatus,
    Desk,
    HostTransactionUnusable,
    PortMissing,
    Reason,
)
from bookingcore.desk.delivering import ATTEMPTS_MAX
from bookingcore.desk.leasing import LEASE
from bookingcore.errors import MessagesForbidden, Undeliverable
from bookingcore.ports.messages import Message
from bookingcore.testing import Fault, RecordingMailer, RecordingPush
from tests.desk.post import PHONE, Post


class Killed(BaseException):
    """The worker's process dies."""


def without_push(post: Post) -> Post:
    """The same desk with letters only: simpler to count."""
    desk = Desk(
        post.desk.store,
        center="roma",
        clock=post.clock,
        chance=post.desk._context.chance,
        mailer=post.mailer,
        renderer=post.renderer,
    )
    return Post(desk, post.clock, post.mailer, post.push, post.sms, post.renderer)


TABLET = '{"endpoint": "https://push.example/tablet"}'


def test_a_message_goes_out_once(post: Post) -> None:
    anna = post.anna()
    post.booked(anna)

    assert post.desk.deliver().sent == 1
    assert post.desk.deliver().sent == 0
    [mail] = post.mails()
    [delivery] = [each for each in post.desk.notifications.history(anna) if each.id == mail.id]
    assert (delivery.status, delivery.ended_at) == (DeliveryStatus.SENT, post.clock.now())


def test_what_was_not_accepted_is_tried_again_later_as_the_same_message(post: Post) -> None:
    post.booked(post.anna())
    post.mailer.fail_next(Fault.TEMPORARY)
    report = post.desk.deliver()

    [failure] = report.failed
    assert (report.sent, failure.delivery.kind.value) == (0, "booking_created")
    assert failure.again_at is not None
    assert post.desk.next_delivery() == failure.again_at
    assert post.desk.deliver().sent == 0
    post.clock.move_to(failure.again_at)
    assert post.desk.deliver().sent == 1


def test_the_waits_grow_and_in_the_end_it_is_given_up_on_record(post: Post) -> None:
    anna = post.anna()
    post.desk.notifications.send_welcome(anna)
    post.mailer.down = True
    waits = []
    for _ in range(ATTEMPTS_MAX):
        [failure] = post.desk.deliver().failed
        if failure.again_at is not None:
            waits.append((failure.again_at - post.clock.now()).total_seconds())
            post.clock.move_to(failure.again_at)

    assert len(waits) == ATTEMPTS_MAX - 1
    assert all(60 <= wait <= 6 * 3600 * 1.25 for wait in waits)
    assert waits[3] > waits[0]
    [delivery, *_] = post.desk.notifications.history(anna)
    assert (delivery.status, delivery.reason) == (DeliveryStatus.FAILED, Reason.GIVEN_UP)
    assert post.desk.next_delivery() is None


def test_what_bounces_is_not_tried_again(post: Post) -> None:
    anna = post.anna()
    post.booked(anna)
    post.mailer.fail_next(Fault.PERMANENT)

    [failure] = post.desk.deliver().failed
    assert isinstance(failure.error, Undeliverable)
    assert failure.again_at is None
    assert "EMAIL BOOKING_CREATED FAILED UNDELIVERABLE" in post.told(anna)
    post.clock.advance(days=1)
    assert "email booking_created" not in post.delivered()


def test_messages_to_one_customer_go_in_the_order_of_their_causes(post: Post) -> None:
    """While the first one is not accepted, those behind it wait; others' do not."""
    anna = post.anna()
    bea = post.desk.customers.register(name="Bea", login_email="bea@example.org")
    post.desk.deliver()
    post.forget()
    post.booked(anna)
    post.clock.advance(minutes=1)
    post.desk.notifications.send_welcome(anna)
    post.desk.notifications.send_welcome(bea)
    post.mailer.fail_next(Fault.TEMPORARY)
    letters = without_push(post)

    letters.desk.deliver()
    assert [mail.recipient for mail in post.mails()] == ["bea@example.org"]
    post.clock.advance(minutes=2)
    letters.desk.deliver()
    assert [mail.kind for mail in post.mails()] == ["welcome", "booking_created", "welcome"]


def test_what_a_dead_worker_had_claimed_is_sent_by_the_next(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died before it was sent, or after: then the other side has the same message twice."""
    post.booked(post.anna())
    letters = without_push(post)

    def dies(message: Message) -> None:
        post.mailer.sent.append(message)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(post.mailer, "send", dies)
        with pytest.raises(Killed):
            letters.desk.deliver()
    assert letters.desk.deliver().sent == 0
    post.clock.advance(seconds=LEASE.total_seconds())
    assert letters.desk.deliver().sent == 1
    assert len({mail.id for mail in post.mails()}) == 1
    assert len(post.mails()) == 2


def test_a_worker_that_was_too_slow_leaves_the_mark_to_who_has_it_now(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = post.anna()
    post.booked(anna)
    letters, send = without_push(post), post.mailer.send

    def slow(message: Message) -> None:
        post.clock.advance(seconds=LEASE.total_seconds())
        monkeypatch.setattr(post.mailer, "send", send)
        assert letters.desk.deliver().sent == 1
        send(message)

    monkeypatch.setattr(post.mailer, "send", slow)
    letters.desk.deliver()
    assert len({mail.id for mail in post.mails()}) == 1
    assert "EMAIL BOOKING_CREATED SENT" in post.told(anna)


def test_what_is_over_is_withdrawn_before_it_is_sent(post: Post) -> None:
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.bookings.cancel(booking)

    assert "email booking_created" not in post.delivered()
    assert "email booking_cancelled" in post.sent()
    assert "EMAIL BOOKING_CREATED WITHHELD OBSOLETE" in post.told(anna)


def test_no_more_are_sent_than_asked_for(post: Post) -> None:
    for number in range(5):
        post.desk.customers.register(name=f"C{number}", email=f"c{number}@example.org")

    assert post.desk.deliver(limit=2).sent == 2
    assert post.desk.deliver(limit=10).sent == 3


def test_a_push_message_goes_to_every_device_and_those_that_are_gone_are_forgotten(
    post: Post,
) -> None:
    anna = post.anna()
    post.desk.by(anna).customers.add_device(anna, TABLET)
    gone = Undeliverable("push", TABLET, "410 Gone", gone=True)
    send = post.push.send

    def refuses(message: Message) -> None:
        if message.recipient == TABLET:
            raise gone
        send(message)

    post.push.send = refuses  # type: ignore[method-assign]
    post.desk.bookings.cancel(post.booked(anna))
    assert "push booking_cancelled" in post.delivered()
    assert [device.subscription for device in post.desk.customers.get(anna).devices] == [PHONE]
    events = post.desk.customers.history(anna).events
    assert "DEVICE_REMOVED" in [event.kind.name for event in events]


def test_whoever_has_no_device_left_is_not_told_by_push(post: Post) -> None:
    anna = post.anna()
    error = Undeliverable("push", PHONE, "410 Gone", gone=True)

    def refuses(_: Message) -> None:
        raise error

    post.push.send = refuses  # type: ignore[method-assign]
    post.desk.bookings.cancel(post.booked(anna))
    post.desk.deliver()
    assert "PUSH BOOKING_CANCELLED FAILED UNDELIVERABLE" in post.told(anna)

    post.desk.bookings.cancel(post.booked(anna))
    assert "PUSH BOOKING_CANCELLED WITHHELD NO_ADDRESS" in post.told(anna)


def test_a_service_that_lets_nobody_in_is_left_alone_for_this_time(post: Post) -> None:
    for number in range(3):
        post.desk.customers.register(name=f"C{number}", email=f"c{number}@example.org")
    tries = []

    def forbids(message: Message) -> None:
        tries.append(message)
        raise MessagesForbidden("smtp://mail", "535")

    post.mailer.send = forbids  # type: ignore[method-assign]
    report = post.desk.deliver()
    assert (len(tries), len(report.failed)) == (1, 1)


def test_a_port_that_breaks_holds_up_nobody_else(post: Post) -> None:
    anna = post.anna()
    post.desk.bookings.cancel(post.booked(anna))

    def breaks(_: Message) -> None:
        raise ZeroDivisionError

    post.mailer.send = breaks  # type: ignore[method-assign]
    report = post.desk.deliver()
    assert post.sent() == ["push booking_cancelled"]
    assert {type(each.error) for each in report.failed} == {ZeroDivisionError}


def test_a_device_at_which_the_port_breaks_does_not_send_it_twice_to_another(post: Post) -> None:
    """One took it; whatever happens at the other, it is not tried again."""
    anna = post.anna()
    post.desk.by(anna).customers.add_device(anna, TABLET)
    send = post.push.send

    def breaks(message: Message) -> None:
        if message.recipient == TABLET:
            raise ZeroDivisionError
        send(message)

    post.push.send = breaks  # type: ignore[method-assign]
    post.desk.bookings.cancel(post.booked(anna))
    assert post.desk.deliver().failed == ()
    post.clock.advance(hours=1)
    post.desk.deliver()
    assert post.sent().count("push booking_cancelled") == 1
    assert "PUSH BOOKING_CANCELLED SENT" in post.told(anna)


def test_in_a_transaction_that_may_be_undone_nothing_is_sent(post: Post) -> None:
    def inside(desk: Desk) -> None:
        with pytest.raises(HostTransactionUnusable, match="outside of it"):
            desk.deliver()

    post.desk.atomically(inside)


@pytest.mark.parametrize(
    ("ports", "missing"),
    [
        ({"mailer": RecordingMailer()}, "renderer"),
        ({"renderer": None}, "renderer"),
    ],
)
def test_without_a_renderer_or_an_outlet_the_error_names_what_is_missing(
    desk: Desk, ports: dict[str, object], missing: str
) -> None:
    bare = Desk(
        desk.store,
        center="roma",
        clock=desk._context.clock,
        chance=desk._context.chance,
        **ports,  # type: ignore[arg-type]
    )
    with pytest.raises(PortMissing, match=missing):
        bare.deliver()


def test_without_an_outlet_nothing_can_be_sent(post: Post) -> None:
    bare = Desk(
        post.desk.store,
        center="roma",
        clock=post.clock,
        chance=post.desk._context.chance,
        renderer=post.renderer,
    )
    with pytest.raises(PortMissing, match="mailer"):
        bare.deliver()
    assert bare.next_delivery() is None


def test_what_a_desk_cannot_send_is_left_to_another_one(post: Post) -> None:
    anna = post.anna()
    post.desk.bookings.cancel(post.booked(anna))
    pushing = Desk(
        post.desk.store,
        center="roma",
        clock=post.clock,
        chance=post.desk._context.chance,
        push=RecordingPush(),
        renderer=post.renderer,
    )
    assert pushing.deliver().sent == 1
    assert "email booking_cancelled" in post.delivered()


def test_words_that_cannot_be_put_together_are_told_and_tried_again(post: Post) -> None:
    post.booked(post.anna())
    render = post.renderer.render

    def breaks(_: object) -> object:
        raise BookingCoreError

    post.renderer.render = breaks  # type: ignore[assignment, method-assign]
    [failure] = post.desk.deliver().failed
    assert failure.again_at is not None
    post.renderer.render = render  # type: ignore[method-assign]
    post.clock.move_to(failure.again_at)
    assert post.desk.deliver().sent == 1
