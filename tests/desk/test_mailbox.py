"""What customers find when they come in: their mailbox, and the board."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import (
    CouponExpired,
    CouponUsedUp,
    Customer,
    CustomerNotActive,
    Desk,
    InvalidInput,
    Money,
    NotAllowed,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio


def left(desk: Desk, customer: Customer) -> list[str]:
    """What stands in the mailbox."""
    return [message.text for message in desk.notifications.mailbox(customer)]


def hanging(desk: Desk, customer: Customer) -> list[str]:
    """What hangs on the board for the customer."""
    return [post.text for post in desk.notifications.board(customer)]


@pytest.mark.rule("002-21", "A61")
def test_a_message_leads_to_a_service_and_brings_a_coupon(studio: Studio) -> None:
    """Staff send a link; the customer reads it, and the coupon makes the sale cheaper."""
    desk, anna = studio.desk, studio.anna
    coupon = desk.catalog.add_coupon("ESTATE", name="Estate", percent=50)

    sent = desk.notifications.send_to_mailbox(
        anna, "Torna a trovarci!", service=studio.yoga, coupon="estate"
    )

    [read] = desk.by(anna).notifications.mailbox(anna)
    assert read == sent
    assert (read.service_id, read.coupon_id) == (studio.yoga.id, coupon.id)
    assert (read.sent_by, read.sent_at) == ("staff:desk", studio.desk.history(anna)[-1].at)
    sale = desk.sales.sell(anna, studio.plan(studio.yoga, price="90.00"), coupon=read.coupon_id)
    assert sale.total == Money.of(45, "EUR")


def test_the_newest_message_comes_first_and_each_customer_has_their_own(
    studio: Studio, clock: FrozenClock
) -> None:
    desk = studio.desk
    berta = desk.customers.register(name="Berta")
    for number in range(3):
        desk.notifications.send_to_mailbox(studio.anna, f"{number}")
        clock.advance(minutes=1)
    desk.notifications.send_to_mailbox(berta, "ciao")

    assert left(desk, studio.anna) == ["2", "1", "0"]
    assert left(desk, berta) == ["ciao"]


@pytest.mark.rule("001-01")
def test_neither_mailbox_nor_board_reaches_who_has_left(studio: Studio) -> None:
    desk, anna = studio.desk, studio.anna
    desk.notifications.send_to_mailbox(anna, "ciao")
    desk.notifications.post_to_board("aperti")
    desk.customers.deregister(anna)

    with pytest.raises(CustomerNotActive):
        desk.notifications.send_to_mailbox(anna, "ci manchi")
    assert (left(desk, anna), hanging(desk, anna)) == ([], [])
    assert (left(desk.by(anna), anna), hanging(desk.by(anna), anna)) == ([], [])

    desk.customers.reregister(anna)
    assert (left(desk, anna), hanging(desk, anna)) == (["ciao"], ["aperti"])


@pytest.mark.rule("001-01")
def test_nothing_is_written_to_who_was_erased(studio: Studio) -> None:
    studio.desk.customers.erase(studio.anna)

    with pytest.raises(CustomerNotActive):
        studio.desk.notifications.send_to_mailbox(studio.anna, "ciao")
    assert left(studio.desk, studio.anna) == []


def test_messages_go_with_the_card_that_is_absorbed(studio: Studio) -> None:
    desk = studio.desk
    desk.notifications.send_to_mailbox(studio.anna, "ciao")
    stays = desk.customers.register(name="Anna")
    desk.customers.absorb(into=stays, old=studio.anna)

    assert left(desk, stays) == ["ciao"]
    assert left(desk, studio.anna) == ["ciao"]


@pytest.mark.rule("A61")
def test_a_post_hangs_until_its_last_day_is_over_by_the_center_s_calendar(
    studio: Studio, clock: FrozenClock
) -> None:
    desk, anna = studio.desk, studio.anna
    desk.notifications.post_to_board("chiusi domani", until="2026-07-02", service=studio.yoga)
    clock.advance(minutes=1)
    desk.notifications.post_to_board("per sempre")
    assert hanging(desk.by(anna), anna) == ["per sempre", "chiusi domani"]

    clock.move_to("2026-07-02T23:59:59+02:00")
    assert hanging(desk, anna) == ["per sempre", "chiusi domani"]
    clock.move_to("2026-07-03T00:00:00+02:00")
    assert hanging(desk, anna) == ["per sempre"]


def test_what_was_taken_off_the_board_is_gone_and_stays_in_its_history(studio: Studio) -> None:
    desk = studio.desk
    post = desk.notifications.post_to_board("errore")
    desk.notifications.take_off_board(post)

    assert hanging(desk, studio.anna) == []
    kinds = [event.kind.name for event in desk.history(post)]
    assert kinds == ["BOARD_MESSAGE_POSTED", "BOARD_MESSAGE_REMOVED"]
    with pytest.raises(Unknown):
        desk.notifications.take_off_board(post)


def test_a_coupon_that_is_of_no_use_any_more_is_not_handed_out(
    studio: Studio, clock: FrozenClock
) -> None:
    desk = studio.desk
    desk.catalog.add_coupon("PRIMA", name="Prima", percent=5, valid_until="2026-07-01")
    desk.catalog.add_coupon("UNA", name="Una volta", percent=5, uses_max=1)
    desk.catalog.add_coupon("POI", name="Poi", percent=5, valid_from="2026-12-01")
    desk.sales.sell(studio.anna, studio.plan(studio.yoga), coupon="UNA")
    clock.move_to("2026-07-02T08:00:00+02:00")

    for said in (desk.notifications.post_to_board, to(desk, studio.anna)):
        with pytest.raises(CouponExpired):
            said("sconto", coupon="PRIMA")
        with pytest.raises(CouponUsedUp):
            said("sconto", coupon="UNA")
        # It may be for later.
        said("sconto", coupon="POI")
    assert (left(desk, studio.anna), hanging(desk, studio.anna)) == (["sconto"], ["sconto"])


def to(desk: Desk, customer: Customer) -> Any:
    """A way to write to that customer."""
    return lambda text, **links: desk.notifications.send_to_mailbox(customer, text, **links)


def test_bad_input_is_refused_by_its_name(studio: Studio) -> None:
    noun = studio.desk.notifications
    with pytest.raises(InvalidInput, match="text"):
        noun.send_to_mailbox(studio.anna, " ")
    with pytest.raises(InvalidInput, match="give 2026-07-01 or a later day"):
        noun.post_to_board("ieri", until="2026-06-30")
    with pytest.raises(Unknown, match="coupon"):
        noun.send_to_mailbox(studio.anna, "ciao", coupon="NESSUNO")
    with pytest.raises(Unknown, match="service"):
        noun.post_to_board("ciao", service="nessuno")

    assert (noun.mailbox(studio.anna), noun.board(studio.anna)) == ((), ())


def test_customers_read_their_own_and_write_nothing(studio: Studio) -> None:
    desk, berta = studio.desk, studio.desk.customers.register(name="Berta")
    own = desk.by(studio.anna).notifications

    with pytest.raises(NotAllowed):
        own.send_to_mailbox(studio.anna, "ciao")
    with pytest.raises(NotAllowed):
        own.post_to_board("ciao")
    with pytest.raises(Unknown):
        own.mailbox(berta)
    with pytest.raises(Unknown):
        own.board(berta)
