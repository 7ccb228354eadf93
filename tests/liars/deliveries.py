"""Stores that lie about messages, and what notices them."""

from __future__ import annotations

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.testing.contracts.delivery_rows import a_delivery
from bookingcore.testing.contracts.rows import july
from tests.liars.lies import (
    Hears,
    Mixes,
    OverwritesTheStale,
    PutsWhatWasThere,
    Tells,
    adds,
    reverses,
)
from tests.liars.people import KeepsTheCallers
from tests.liars.waiting import Liars

DELIVERIES: Liars = {
    "what_may_be_sent_comes_by_cause_number_and_id": reverses,
    "what_waits_for_one_recipient_and_channel_is_sent_one_by_one": PutsWhatWasThere,
    "what_is_held_holds_up_what_waits_behind_it": lambda: Hears(now=july(6)),
    "a_message_is_free_when_its_time_is_up": lambda: Hears(now=july(6)),
    "a_message_is_sent_at_its_instant_and_not_before": lambda: Hears(now=july(6)),
    "a_message_whose_instant_has_not_come_holds_nothing_up": lambda: Hears(now=july(6)),
    "a_message_that_has_ended_is_not_sent_and_holds_nothing_up": PutsWhatWasThere,
    "a_message_that_was_released_waits_again": PutsWhatWasThere,
    "each_channel_has_a_queue_of_its_own": lambda: Tells(lambda rows: rows[:1]),
    "each_recipient_has_a_queue_of_their_own": lambda: Tells(lambda rows: rows[:1]),
    "messages_to_nobody_do_not_wait_for_each_other": lambda: Tells(lambda rows: rows[:1]),
    "only_messages_through_the_channels_that_are_wanted_are_sent": lambda: Hears(
        channels=tuple(Channel)
    ),
    "no_more_messages_are_sent_than_wanted": lambda: Hears(limit=99),
    "a_message_of_another_center_holds_nothing_up": Mixes,
    "the_next_message_is_the_one_that_may_be_sent_first": lambda: Hears(channels=(Channel.PUSH,)),
    "what_waits_behind_another_is_not_the_next_message": lambda: Tells(
        lambda _: (a_delivery(2, at=july(2)),)
    ),
    "where_nothing_waits_no_message_is_next": lambda: adds(a_delivery()),
    "messages_to_a_customer_come_by_cause_number_and_id": reverses,
    "messages_to_a_customer_are_found_by_kind": lambda: Hears(kinds=()),
    "messages_come_in_pages_by_id": lambda: Hears(after=""),
    "messages_about_something_come_by_cause_number_and_id": reverses,
    "messages_about_something_are_counted_by_status_and_reason": reverses,
    "the_facts_of_a_message_are_out_of_reach_once_they_are_saved": lambda: KeepsTheCallers(
        Delivery
    ),
    "the_facts_of_a_message_are_out_of_reach_once_they_are_read": lambda: KeepsTheCallers(Delivery),
    "putting_a_stale_row_about_messages_loses_the_guard": OverwritesTheStale,
}
