"""Stores that lie about money, and what notices them."""

from __future__ import annotations

from bookingcore.testing.contracts.rows import a_payment, a_refund
from tests.liars.lies import (
    Forgives,
    OverwritesTheStale,
    PutsWhatWasThere,
    adds,
    alters,
    reverses,
)
from tests.liars.waiting import Liars

MONEY: Liars = {
    "sales_of_a_customer_come_oldest_first": reverses,
    "payments_of_a_sale_come_oldest_first": reverses,
    "a_sale_without_payments_has_none": lambda: adds(a_payment()),
    "refunds_of_a_sale_come_oldest_first_each_with_its_parts": lambda: alters(
        parts=lambda parts: parts[::-1]
    ),
    "a_sale_without_refunds_has_none": lambda: adds(a_refund()),
    "a_part_of_a_refund_is_found_as_it_stands_now": PutsWhatWasThere,
    "balances_of_a_sale_come_in_order_of_id": reverses,
    "never_more_of_a_sale_goes_back_than_was_paid": Forgives,
    "no_sum_of_a_sale_is_below_zero": Forgives,
    "all_that_was_paid_may_go_back": PutsWhatWasThere,
    "only_amounts_above_zero_move": Forgives,
    "putting_a_stale_payment_loses_the_guard": OverwritesTheStale,
    "putting_a_stale_refund_loses_the_guard_and_leaves_its_parts": OverwritesTheStale,
    "a_sale_is_summed_from_its_lines_payments_and_refunds": lambda: alters(payments=lambda _: 0),
    "a_sale_without_lines_has_none_to_sum": lambda: alters(lines=lambda n: n + 1),
    "a_payment_is_overdrawn_once_more_goes_back_than_came_in_by_it": lambda: alters(
        overdrawn=lambda n: min(n, 1)
    ),
    "nothing_came_in_for_a_sale_by_the_payment_of_another_one": lambda: alters(
        overdrawn=lambda _: 0
    ),
    "a_refund_that_is_not_the_sum_of_its_parts_is_counted": lambda: alters(uneven=lambda _: 0),
    "amounts_in_a_currency_that_is_not_the_sales_own_are_counted": lambda: alters(
        foreign=lambda n: min(n, 1)
    ),
    "the_lines_that_pay_for_a_booking_are_counted": lambda: alters(lines=lambda n: min(n, 1)),
    "lines_are_counted_once_however_many_balances_paid": lambda: alters(lines=lambda n: 2 * n),
}
