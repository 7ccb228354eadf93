"""Stores that lie about papers and coupons, and what notices them."""

from __future__ import annotations

from tests.liars.lies import Forgives, Numbers, OverwritesTheStale, alters, hides, reverses
from tests.liars.waiting import Liars

PAPERS: Liars = {
    "the_papers_of_a_sale_come_in_order_of_issue": reverses,
    "the_papers_of_some_days_come_in_order_of_issue": reverses,
    "requests_about_a_sale_come_oldest_first": reverses,
    "numbers_are_told_beside_what_their_series_counted": lambda: alters(lowest=lambda _: 1),
    "a_series_without_papers_is_told_too": hides,
    "a_series_begins_with_its_first_number": lambda: Numbers(1),
    "a_series_is_begun_once": Forgives,
    "uses_of_a_coupon_are_told_beside_the_sales_that_use_it": lambda: alters(sales=lambda _: 0),
    "two_coupons_never_have_one_code": Forgives,
    "a_coupon_is_never_used_more_often_than_it_may_be": Forgives,
    "a_paper_that_cannot_be_loses_the_guard": Forgives,
    "putting_a_stale_paper_loses_the_guard": OverwritesTheStale,
}
