"""Stores that lie about memberships, and what notices them."""

from __future__ import annotations

from bookingcore.testing.contracts.membership_rows import an_attempt
from tests.liars.lies import Forgives, OverwritesTheStale, adds, alters, reverses
from tests.liars.waiting import Liars

MEMBERSHIPS: Liars = {
    "periods_of_a_membership_come_from_the_first_one": reverses,
    "no_period_of_a_membership_is_billed_twice": Forgives,
    "attempts_of_a_membership_come_by_due_day_and_number": reverses,
    "what_a_membership_owes_for_nothing_known_loses_the_guard": Forgives,
    "the_attempt_at_a_payment_is_found": lambda: adds(an_attempt()),
    "credits_of_a_membership_are_those_of_its_sales_in_order_of_id": reverses,
    "putting_a_stale_membership_loses_the_guard": OverwritesTheStale,
    "putting_a_stale_attempt_loses_the_guard": OverwritesTheStale,
    "what_a_membership_says_is_told_beside_its_periods_and_attempts": lambda: alters(
        foreign=lambda _: 0
    ),
    "a_membership_that_names_another_sale_is_told": lambda: alters(last=lambda _: True),
    "movements_between_lots_that_have_no_counterpart_are_counted": lambda: alters(
        unpaired=lambda n: min(n, 1)
    ),
}
