"""Messages: which may be sent next, and what became of them."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.values.notify import Reason
from bookingcore.ports.deliveries import (
    DeliveriesAbout,
    DeliveriesPage,
    DeliveriesTo,
    DeliveryCount,
    DeliveryCounts,
    NextSendable,
    Sendable,
)
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import All, ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.delivery_rows import (
    POLICY,
    a_delivery,
    a_policy,
    an_announcement,
    to_a_professional,
    withheld,
)
from bookingcore.testing.contracts.rows import (
    TURIN,
    a_booking,
    a_customer,
    a_resource,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

NOON = july(5, 12)
EVERY = tuple(Channel)
ANNA = a_customer(1).id

CHANGED: dict[str, tuple[Any, Any]] = {
    "delivery": (a_delivery().leased(july(9)), a_delivery().leased(july(9))),
    "announcement": (an_announcement(done_at=july(9)), an_announcement(done_at=july(10))),
    "policy": (POLICY, a_policy()),
}
"""Rows as two who read the same version would put them."""


class DeliveryQuestions(OnAStore):
    """`Sendable`, `NextSendable`, and the questions about what became of messages."""

    @pytest.fixture
    def peopled(self, studio: Studio) -> Studio:
        """A studio with more customers, and professionals."""
        studio.add(*map(a_customer, (3, 4)), *map(a_resource, (1, 2)))
        return studio

    def test_what_may_be_sent_comes_by_cause_number_and_id(self, peopled: Studio) -> None:
        """However it was written: what was caused earlier goes out earlier."""
        last = a_delivery(1, 1, caused_at=july(1, 9, 0, 1))
        second, third = (a_delivery(no, no - 1, caused_at=july(1, 9), seq=1) for no in (4, 5))
        first = to_a_professional(9, caused_at=july(1, 9))
        peopled.add(third, last, first, second)

        assert _sendable(peopled) == [first, second, third, last]

    def test_what_waits_for_one_recipient_and_channel_is_sent_one_by_one(
        self, peopled: Studio
    ) -> None:
        """By cause, number and id; the next one once the one before has ended."""
        a_minute_later = a_delivery(1, caused_at=july(1, 9, 1))
        first, second, third = (
            a_delivery(2, caused_at=july(1, 9), seq=1),
            a_delivery(3, caused_at=july(1, 9), seq=1),
            a_delivery(4, caused_at=july(1, 9), seq=2),
        )
        peopled.add(third, a_minute_later, second, first)

        for each in (first, second, third, a_minute_later):
            assert _sendable(peopled) == [each]
            peopled.put(each.ended(DeliveryStatus.SENT, NOON, None))
        assert _sendable(peopled) == []

    @pytest.mark.parametrize(
        "held",
        [a_delivery(1).leased(july(5, 12, 0, 1)), a_delivery(1).put_off(july(5, 12, 0, 1))],
        ids=["leased", "put-off"],
    )
    def test_what_is_held_holds_up_what_waits_behind_it(
        self, peopled: Studio, held: Delivery
    ) -> None:
        peopled.add(held, a_delivery(2), a_delivery(3, 2))

        assert _sendable(peopled) == [a_delivery(3, 2)]

    def test_a_message_is_free_when_its_time_is_up(self, peopled: Studio) -> None:
        free, held = a_delivery(1, free_at=NOON), a_delivery(2, 2, free_at=july(5, 12, 0, 1))
        peopled.add(held, free)

        assert _sendable(peopled, july(5, 11, 59, 999_999)) == []
        assert _sendable(peopled) == [free]
        assert _sendable(peopled, july(5, 12, 0, 1)) == [free, held]

    def test_a_message_is_sent_at_its_instant_and_not_before(self, peopled: Studio) -> None:
        now, soon = a_delivery(1, at=NOON), a_delivery(2, 2, at=july(5, 12, 0, 1))
        peopled.add(now, soon)

        assert _sendable(peopled, july(5, 11, 59, 999_999)) == []
        assert _sendable(peopled) == [now]

    def test_a_message_whose_instant_has_not_come_holds_nothing_up(self, peopled: Studio) -> None:
        later, behind = a_delivery(1, at=july(5, 12, 0, 1)), a_delivery(2)
        peopled.add(later, behind)

        assert _sendable(peopled) == [behind]
        assert _sendable(peopled, july(5, 12, 0, 1)) == [later]

    def test_a_message_that_has_ended_is_not_sent_and_holds_nothing_up(
        self, peopled: Studio
    ) -> None:
        for customer, status in enumerate(
            (DeliveryStatus.SENT, DeliveryStatus.WITHHELD, DeliveryStatus.FAILED), 1
        ):
            before, behind = a_delivery(2 * customer, customer), a_delivery(9 + customer, customer)
            peopled.add(before, behind)
            peopled.put(before.ended(status, NOON, None))

        assert _sendable(peopled) == [a_delivery(9 + customer, customer) for customer in (1, 2, 3)]

    def test_a_message_that_was_released_waits_again(self, peopled: Studio) -> None:
        peopled.add(withheld(1), a_delivery(2))
        peopled.put(withheld(1).released(NOON))

        assert _sendable(peopled) == [withheld(1).released(NOON)]

    def test_each_channel_has_a_queue_of_its_own(self, peopled: Studio) -> None:
        email, push = a_delivery(1), a_delivery(2, channel=Channel.PUSH)
        peopled.add(email, push, a_delivery(3), a_delivery(4, channel=Channel.PUSH))

        assert _sendable(peopled) == [email, push]

    def test_each_recipient_has_a_queue_of_their_own(self, peopled: Studio) -> None:
        """A message that names a customer is to the customer, whatever it says besides."""
        annas = a_delivery(1, resource_id=a_resource(1).id)
        brunos, marias, ugos = a_delivery(2, 2), to_a_professional(3, 1), to_a_professional(4, 2)
        peopled.add(annas, brunos, marias, ugos)
        peopled.add(a_delivery(5), a_delivery(6, 2), to_a_professional(7, 1))

        assert _sendable(peopled) == [annas, brunos, marias, ugos]

    def test_messages_to_nobody_do_not_wait_for_each_other(self, peopled: Studio) -> None:
        nobodys = [a_delivery(number, customer_id=None) for number in (1, 2)]
        peopled.add(*nobodys)

        assert _sendable(peopled) == nobodys

    def test_only_messages_through_the_channels_that_are_wanted_are_sent(
        self, peopled: Studio
    ) -> None:
        """What has no channel goes through none."""
        email, push, sms = (
            a_delivery(number, channel=channel) for number, channel in enumerate(EVERY, 1)
        )
        peopled.add(email, push, sms, a_delivery(4, channel=None))

        assert _sendable(peopled, channels=(Channel.PUSH,)) == [push]
        assert _sendable(peopled, channels=(Channel.SMS, Channel.EMAIL)) == [email, sms]
        assert _sendable(peopled, channels=()) == []

    def test_no_more_messages_are_sent_than_wanted(self, peopled: Studio) -> None:
        peopled.add(*(a_delivery(number, number) for number in (3, 1, 2)))

        assert _sendable(peopled, limit=2) == [a_delivery(1, 1), a_delivery(2, 2)]

    def test_a_message_of_another_center_holds_nothing_up(self, peopled: Studio) -> None:
        turin = peopled.at(TURIN)
        turin.add(a_customer(1), a_delivery(1))
        peopled.add(a_delivery(2))

        assert _sendable(peopled) == [a_delivery(2)]
        assert peopled.ask(NextSendable(EVERY)) == (a_delivery(2),)
        assert _sendable(turin) == [a_delivery(1)]

    def test_the_next_message_is_the_one_that_may_be_sent_first(self, peopled: Studio) -> None:
        """By the later of its instant and the end of what holds it; then in order."""
        held = a_delivery(1, 1, at=july(2), free_at=july(7))
        first, twin = (a_delivery(no, no, at=july(6), free_at=july(1)) for no in (2, 3))
        push = a_delivery(4, 1, channel=Channel.PUSH, at=july(8))
        peopled.add(held, twin, first, push)

        assert peopled.ask(NextSendable(EVERY)) == (first,)
        assert peopled.ask(NextSendable((Channel.PUSH,))) == (push,)
        peopled.put(*(each.ended(DeliveryStatus.SENT, NOON, None) for each in (first, twin)))
        assert peopled.ask(NextSendable(EVERY)) == (held,)

    def test_what_waits_behind_another_is_not_the_next_message(self, peopled: Studio) -> None:
        """Unless it may be sent before the instant of the other has come."""
        held, professional = a_delivery(1, free_at=july(7)), to_a_professional(4, free_at=july(8))
        peopled.add(held, a_delivery(2, at=july(2)), professional, to_a_professional(5))

        assert peopled.ask(NextSendable(EVERY)) == (held,)
        peopled.put(evolve(held, at=july(3), free_at=None))
        assert [each.id for each in peopled.ask(NextSendable(EVERY))] == [a_delivery(2).id]

    def test_where_nothing_waits_no_message_is_next(self, peopled: Studio) -> None:
        peopled.add(withheld(1), a_delivery(2, channel=None))

        assert peopled.ask(NextSendable(EVERY)) == ()
        assert peopled.ask(NextSendable(())) == ()

    def test_messages_to_a_customer_come_by_cause_number_and_id(self, peopled: Studio) -> None:
        """Whatever became of them."""
        first, second = a_delivery(3, caused_at=july(1, 9)), a_delivery(4, caused_at=july(1, 9))
        third = withheld(2, caused_at=july(1, 9), seq=1)
        last = a_delivery(1, channel=None)
        peopled.add(second, last, a_delivery(5, 2), third, to_a_professional(6), first)

        assert peopled.ask(DeliveriesTo(ANNA)) == (first, second, third, last)
        assert peopled.ask(DeliveriesTo(a_customer(3).id)) == ()

    def test_messages_to_a_customer_are_found_by_kind(self, peopled: Studio) -> None:
        moved = a_delivery(1, kind=MessageKind.BOOKING_MOVED)
        sale = a_delivery(2, kind=MessageKind.SALE)
        peopled.add(a_delivery(3), sale, moved)
        kinds = MessageKind.SALE, MessageKind.BOOKING_MOVED

        assert peopled.ask(DeliveriesTo(ANNA, kinds)) == (moved, sale)
        assert peopled.ask(DeliveriesTo(ANNA, kinds[:1])) == (sale,)
        assert peopled.ask(DeliveriesTo(ANNA, (MessageKind.REVIEW,))) == ()

    def test_messages_about_something_come_by_cause_number_and_id(self, peopled: Studio) -> None:
        """To whomever they are."""
        first, second = a_delivery(3, 2, caused_at=july(1, 9)), to_a_professional(1)
        third = withheld(2)
        peopled.add(third, second, a_delivery(4, about=a_booking(2).id), first)

        assert peopled.ask(DeliveriesAbout(a_booking().id)) == (first, second, third)
        assert peopled.ask(DeliveriesAbout(a_booking(9).id)) == ()

    def test_messages_come_in_pages_by_id(self, peopled: Studio) -> None:
        """Whatever became of them."""
        rows = [a_delivery(1), withheld(2), to_a_professional(3), a_delivery(4, 2)]
        peopled.add(*rows[::-1])

        first = peopled.ask(DeliveriesPage("", 3))
        assert first == tuple(rows[:3])
        assert peopled.ask(DeliveriesPage(first[-1].id, 3)) == (rows[3],)

    def test_messages_about_something_are_counted_by_status_and_reason(
        self, peopled: Studio
    ) -> None:
        """In the order of both, no reason first."""
        gone = a_delivery(7, 2).ended(DeliveryStatus.FAILED, NOON, Reason.UNDELIVERABLE)
        sent = a_delivery(6, 2).ended(DeliveryStatus.SENT, NOON, None)
        unsaid = a_delivery(8, 2).ended(DeliveryStatus.FAILED, NOON, None)
        peopled.add(gone, sent, unsaid, a_delivery(1), to_a_professional(2))
        peopled.add(withheld(3), withheld(4), withheld(5, Reason.NO_ADDRESS))
        peopled.add(a_delivery(9, about=a_booking(2).id))

        assert peopled.ask(DeliveryCounts(a_booking().id)) == (
            DeliveryCount(DeliveryStatus.WAITING, None, 2),
            DeliveryCount(DeliveryStatus.SENT, None, 1),
            DeliveryCount(DeliveryStatus.WITHHELD, Reason.NO_ADDRESS, 1),
            DeliveryCount(DeliveryStatus.WITHHELD, Reason.OPTED_OUT, 2),
            DeliveryCount(DeliveryStatus.FAILED, None, 1),
            DeliveryCount(DeliveryStatus.FAILED, Reason.UNDELIVERABLE, 1),
        )
        assert peopled.ask(DeliveryCounts(a_booking(9).id)) == ()

    def test_the_facts_of_a_message_are_out_of_reach_once_they_are_saved(
        self, studio: Studio
    ) -> None:
        facts = {"before": "as it was"}
        told = a_delivery(facts=facts)
        studio.add(told)
        facts["before"] = "spoilt"

        (loaded,) = studio.ask(ById(Delivery, told.id))
        assert loaded.facts == {"before": "as it was"}

    def test_the_facts_of_a_message_are_out_of_reach_once_they_are_read(
        self, studio: Studio
    ) -> None:
        told = a_delivery(facts={"before": "as it was"})
        studio.add(told)
        found = ById(Delivery, told.id), All(Delivery), Owned(Delivery, ANNA)
        asked = Sendable(NOON, 9, EVERY), NextSendable(EVERY)
        for question in (*found, *asked, DeliveriesTo(ANNA), DeliveriesAbout(told.about)):
            (read,) = studio.ask(question)
            if isinstance(read.facts, dict):
                read.facts.clear()

        assert studio.ask(found[0]) == (a_delivery(facts={"before": "as it was"}),)

    @pytest.mark.parametrize(("first", "second"), CHANGED.values(), ids=CHANGED.keys())
    def test_putting_a_stale_row_about_messages_loses_the_guard(
        self, studio: Studio, first: Any, second: Any
    ) -> None:
        """So a message is begun by one alone."""
        studio.add(a_delivery(), an_announcement(), a_policy())
        studio.put(first)

        with pytest.raises(LostGuard):
            studio.put(second)
        assert studio.ask(ById(type(first), first.id)) == (first,)


def _sendable(
    studio: Studio,
    now: DateTime = NOON,
    *,
    limit: int = 99,
    channels: tuple[Channel, ...] = EVERY,
) -> Sequence[Delivery]:
    """What may be sent *now*: on 5 July at noon unless said."""
    return list(studio.ask(Sendable(now, limit, channels)))
