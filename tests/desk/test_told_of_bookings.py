"""What customers and professionals are told of bookings: made, moved, cancelled (001, 003)."""

from __future__ import annotations

import pytest
from attrs import frozen
from pendulum import DateTime

from bookingcore import Desk, Links, NotificationPolicy, Notify, Resource, ResourceKind
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.post import ADDRESS, Post

MANAGE = Links(manage="https://studio.example/b/{token}", verify="https://studio.example/v/{token}")


@pytest.fixture
def maria(post: Post) -> Resource:
    """A professional with an address."""
    return post.desk.catalog.add_resource(
        "Maria", kind=ResourceKind.PROFESSIONAL, email="maria@studio.example"
    )


def to_maria(post: Post) -> list[str]:
    return [mail.kind for mail in post.mails() if mail.recipient == "maria@studio.example"]


@pytest.mark.rule("003-14", "003-13", "A59", "001-34")
def test_a_booking_made_online_is_confirmed_with_a_link_to_manage_it(post: Post) -> None:
    post.desk.notifications.set_policy(NotificationPolicy(links=MANAGE))
    anna = post.anna()
    booking = post.booked(anna)

    assert post.delivered() == ["email booking_created"]
    [content] = post.renderer.contents
    assert content.link.startswith("https://studio.example/b/")
    token = content.link.removeprefix("https://studio.example/b/")
    post.desk.bookings.manage(token).cancel(email=ADDRESS)
    assert not post.desk.bookings.get(booking.id).live


@pytest.mark.rule("A59", "001-34")
def test_what_staff_write_down_is_not_confirmed(post: Post) -> None:
    post.desk.bookings.book(post.anna(), post.session())

    assert post.delivered() == []


@pytest.mark.rule("A59")
def test_confirming_the_address_releases_the_withheld_confirmation(post: Post) -> None:
    post.desk.notifications.set_policy(NotificationPolicy(links=MANAGE))
    anna = post.anna(verified=False)
    post.booked(anna)
    assert post.delivered() == ["email verify_email"]
    link = post.renderer.contents[-1].link
    post.forget()

    post.desk.customers.verify_email(link.removeprefix("https://studio.example/v/"))
    assert post.delivered() == ["email booking_created"]
    assert post.told(anna)[-1] == "EMAIL BOOKING_CREATED SENT"


@pytest.mark.rule("A59")
def test_but_only_if_the_booking_is_still_live(post: Post) -> None:
    anna = post.anna(verified=False)
    booking = post.booked(anna)
    post.desk.bookings.cancel(booking)
    post.desk.customers.activate(anna)

    assert "email booking_created" not in post.delivered()


@pytest.mark.rule("A59")
def test_the_link_to_verify_goes_out_once_however_many_bookings_there_are(post: Post) -> None:
    anna = post.anna(verified=False)
    post.booked(anna)
    post.booked(anna, post.session("2026-07-11T18:00"))

    assert post.delivered() == ["email verify_email"]


@pytest.mark.rule("A28")
def test_another_address_for_notices_is_verified_first(post: Post) -> None:
    anna = post.anna()
    post.desk.customers.change_notification_email(anna, "new@example.org")
    post.desk.bookings.cancel(post.booked(anna))
    post.delivered()

    kinds = [(mail.kind, mail.recipient) for mail in post.mails()]
    assert kinds[0] == ("verify_email", "new@example.org")
    assert ("booking_cancelled", ADDRESS) in kinds


@pytest.mark.rule("001-09", "001-23", "003-09", "003-17")
def test_whoever_has_a_booking_cancelled_is_told_at_once(post: Post) -> None:
    anna = post.anna()
    by_staff = post.booked(anna)
    post.desk.deliver()
    post.forget()
    post.desk.bookings.cancel(by_staff)
    assert post.delivered() == ["email booking_cancelled", "push booking_cancelled"]

    by_herself = post.booked(anna, post.session("2026-07-11T18:00"))
    post.desk.deliver()
    post.forget()
    post.desk.by(anna).bookings.cancel(by_herself)
    assert post.delivered() == ["email booking_cancelled", "push booking_cancelled"]


@pytest.mark.rule("003-07", "003-08")
def test_a_personal_message_is_attached_to_the_mail(post: Post, maria: Resource) -> None:
    anna = post.anna()
    booking = post.booked(anna, post.session(resources=(maria,)))
    post.desk.deliver()
    post.forget()
    post.desk.bookings.cancel(booking, message="Maria is ill, sorry")
    post.desk.deliver()

    assert {mail.recipient: mail.body for mail in post.mails()} == {
        ADDRESS: "Maria is ill, sorry",
        "maria@studio.example": "Maria is ill, sorry",
    }


@pytest.mark.rule("003-10", "A31")
@pytest.mark.parametrize("customer", [True, False])
@pytest.mark.parametrize("resources", [True, False])
def test_only_those_whose_box_is_ticked_are_told(
    post: Post, maria: Resource, customer: bool, resources: bool
) -> None:
    anna = post.anna()
    booking = post.booked(anna, post.session(resources=(maria,)))
    post.desk.deliver()
    post.forget()
    post.desk.bookings.cancel(booking, notify=Notify(customer=customer, resources=resources))
    post.desk.deliver()

    assert ("email booking_cancelled" in post.sent()) is customer
    assert (to_maria(post) == ["resource_booking_cancelled"]) is resources
    if not customer:
        assert "NOWHERE BOOKING_CANCELLED WITHHELD NOT_ASKED_FOR" in post.told(anna)


@pytest.mark.rule("003-11")
def test_without_a_stored_customer_nobody_can_be_told(post: Post) -> None:
    nobody = post.desk.bookings.book_appointment(None, post.yoga, starts_at="2026-07-10T10:00")
    cancelled = post.desk.bookings.cancel(nobody)

    assert [(each.customer_id, each.why.name) for each in cancelled.not_told] == [
        (None, "NOT_NOTIFIABLE")
    ]
    assert post.delivered() == []


@pytest.mark.rule("003-18")
def test_the_professional_is_told_of_a_cancellation_by_the_customer(
    post: Post, maria: Resource
) -> None:
    anna = post.anna()
    booking = post.booked(anna, post.session(resources=(maria,)))
    post.desk.by(anna).bookings.cancel(booking)
    post.desk.deliver()

    assert to_maria(post) == ["resource_booking_cancelled"]
    content = next(each for each in post.renderer.contents if each.customer)
    assert (content.name, content.customer) == ("Maria", "Anna Rossi")


@pytest.mark.rule("003-22")
def test_the_professional_is_told_of_a_booking_that_moves(post: Post, maria: Resource) -> None:
    anna = post.anna()
    booking = post.booked(anna, post.session(resources=(maria,)))
    there = post.session("2026-07-12T18:00", resources=(maria,))
    post.desk.by(anna).bookings.reschedule(booking, to=there)
    post.desk.deliver()

    assert to_maria(post) == ["resource_booking_moved"]
    assert "email booking_moved" in post.sent()


@pytest.mark.rule("003-05", "A31")
def test_a_box_tells_the_customer_of_the_change_of_date(post: Post) -> None:
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.deliver()
    post.forget()
    later = post.session("2026-07-12T18:00")
    post.desk.bookings.reschedule(booking, to=later)
    assert post.delivered() == []

    back = post.session("2026-07-13T18:00")
    post.desk.bookings.reschedule(booking, to=back, notify=Notify(customer=True))
    assert post.delivered() == ["email booking_moved"]
    [content] = post.renderer.contents
    assert (content.starts_before, content.starts_at) == (later.starts_at, back.starts_at)


def test_of_two_moves_only_the_last_is_told(post: Post) -> None:
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.deliver()
    post.forget()
    for day in ("12", "13"):
        there = post.session(f"2026-07-{day}T18:00")
        post.desk.bookings.reschedule(booking, to=there, notify=True)

    assert post.delivered() == ["email booking_moved"]
    assert "EMAIL BOOKING_MOVED WITHHELD OBSOLETE" in post.told(anna)


def test_a_professional_is_told_once_of_a_session_however_many_were_to_come(
    post: Post, maria: Resource
) -> None:
    session = post.session(resources=(maria,))
    for name in ("Ada", "Bea", "Cleo"):
        post.desk.bookings.book(post.desk.customers.register(name=name), session)
    post.desk.schedule.cancel_session(session)
    post.desk.deliver()

    assert to_maria(post) == ["resource_booking_cancelled"]


def test_a_professional_without_an_address_is_on_record_as_not_told(post: Post) -> None:
    ugo = post.desk.catalog.add_resource("Ugo", kind=ResourceKind.PROFESSIONAL)
    post.desk.schedule.cancel_session(post.session(resources=(ugo,)))

    assert post.delivered() == []


@pytest.mark.rule("001-10", "001-12", "001-13", "001-24", "001-26", "001-27", "A29")
def test_the_waiting_list_tells_of_offers_of_those_that_ran_out_and_of_places(post: Post) -> None:
    session = post.session(capacity=1)
    kept = post.desk.bookings.book(post.desk.customers.register(name="Bea"), session)
    anna = post.anna()
    entry = post.desk.by(anna).waitlist.join(anna, session)
    post.desk.bookings.cancel(kept)
    assert post.delivered() == ["email queue_offer", "push queue_offer"]
    [offer, _] = post.renderer.contents
    assert offer.deadline is not None

    post.forget()
    post.clock.move_to(offer.deadline)
    post.desk.run_due()
    assert post.delivered() == ["email queue_offer_expired", "push queue_offer_expired"]

    other = post.session("2026-07-11T18:00", capacity=1)
    kept = post.desk.bookings.book(post.desk.customers.register(name="Ugo"), other)
    entry = post.desk.by(anna).waitlist.join(anna, other)
    post.desk.bookings.cancel(kept)
    post.desk.deliver()
    post.forget()
    post.desk.by(anna).waitlist.accept(entry)
    assert post.delivered() == ["email queue_place_obtained", "push queue_place_obtained"]


@frozen
class Ticking:
    """A clock that goes on whenever somebody looks at it, as clocks do."""

    frozen: FrozenClock

    def now(self) -> DateTime:
        self.frozen.advance(seconds=0.001)
        return self.frozen.now()


@pytest.mark.rule("003-07", "003-08")
def test_words_go_along_while_the_clock_goes_on(post: Post) -> None:
    """Between the beginning of a command and its event time passes."""
    anna = post.anna()
    booking = post.booked(anna)
    post.desk.deliver()
    post.forget()
    running = Desk(
        post.desk.store,
        center="roma",
        clock=Ticking(post.clock),
        chance=SeededChance(8),
        mailer=post.mailer,
        renderer=post.renderer,
    )
    running.bookings.cancel(booking, message="Maria is ill, sorry")
    running.deliver()

    assert [content.text for content in post.renderer.contents] == ["Maria is ill, sorry"]
