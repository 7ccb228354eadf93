"""Stores that lie about what stands against what, and what notices them."""

from __future__ import annotations

from tests.liars.lies import alters
from tests.liars.waiting import Liars

DOUBLE_ENTRY: Liars = {
    "units_are_paired_with_the_lines_of_their_own_sale": lambda: alters(lines=lambda _: 1),
    "units_are_paired_with_the_customer_of_their_sale": lambda: alters(owned=lambda _: True),
    "a_part_of_a_lot_is_paired_with_the_lot": lambda: alters(whole=lambda _: True),
    "movements_that_a_booking_should_stand_against_are_counted": lambda: alters(
        strays=lambda n: min(n, 2)
    ),
    "movements_of_others_and_for_bookings_of_others_are_counted": lambda: alters(
        strangers=lambda n: min(n, 4)
    ),
    "units_are_paired_with_the_refunds_that_took_them": lambda: alters(taken=lambda n: min(n, 6)),
    "void_units_are_those_that_were_not_reinstated": lambda: alters(voided=abs),
    "lines_are_paired_with_the_balances_that_they_grant": lambda: alters(found=lambda n: min(n, 1)),
    "lines_are_paired_with_the_gift_cards_that_they_sell": lambda: alters(sold=lambda n: 2 * n),
    "lines_are_paired_with_the_bookings_of_their_customer": lambda: alters(
        strangers=lambda n: min(n, 2)
    ),
    "fees_about_no_booking_are_paired_with_a_membership": lambda: alters(
        unowed=lambda n: min(n, 1)
    ),
    "bookings_are_paired_with_the_line_of_the_sale_that_they_name": lambda: alters(
        lines=lambda n: min(n, 1)
    ),
    "bookings_are_paired_with_the_fees_that_were_billed": lambda: alters(
        billed=lambda n: min(n, 900)
    ),
    "memberships_are_paired_with_the_sale_of_their_fee": lambda: alters(fees=lambda n: min(n, 1)),
    "a_gift_card_is_issued_by_its_first_movement_and_no_other": lambda: alters(
        misplaced=lambda n: min(n, 1)
    ),
    "what_a_gift_card_spent_is_paired_with_payments_by_it": lambda: alters(
        unpaid=lambda n: min(n, 6)
    ),
    "what_a_gift_card_spent_twice_for_a_payment_is_counted": lambda: alters(unpaid=lambda _: 0),
    "what_came_back_to_a_gift_card_is_paired_with_parts_of_refunds": lambda: alters(
        unrefunded=lambda _: 0
    ),
    "what_came_to_a_gift_card_otherwise_than_by_a_refund_is_counted": lambda: alters(
        unrefunded=lambda n: min(n, 4)
    ),
    "gift_cards_are_paired_with_the_line_of_the_sale_that_they_name": lambda: alters(
        lines=lambda n: min(n, 1)
    ),
    "payments_are_paired_with_a_sale_of_their_customer": lambda: alters(owned=lambda _: True),
    "payments_are_paired_with_what_their_gift_card_spent": lambda: alters(
        spent=lambda n: min(n, 1)
    ),
    "refunds_are_paired_with_a_sale_of_their_customer": lambda: alters(owned=lambda _: True),
    "refunds_are_paired_with_the_line_that_they_give_back": lambda: alters(line=lambda _: True),
    "refunds_are_paired_with_what_came_onto_gift_cards": lambda: alters(unmoved=lambda _: 0),
    "parts_of_refunds_that_came_onto_no_gift_card_are_counted": lambda: alters(
        unmoved=lambda n: min(n, 1)
    ),
}
