"""Stories of money that was driven at random, and that once went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import Desk
from bookingcore.testing import FrozenClock
from tests.desk.test_money_machine import Till


@pytest.fixture
def till(desk: Desk, clock: FrozenClock) -> Any:
    """The steps of the machine, to be taken one by one."""
    return Till(desk, clock)


def agree(till: Any) -> None:
    till.compare()
    till.audit()


@pytest.mark.rule("A38")
def test_a_gift_card_that_was_given_back_stays_so_when_an_old_charge_comes_after_all(
    till: Any,
) -> None:
    """What came twice goes back at once, so that nothing is there that would pay for the card."""
    gift = till.issue_gift(amount="25.00", days=None)
    sale = till.sell_gift(gift=gift, who="Anna", plan=None, paid="no, cash")
    till.refund(sale=sale, amount=None, to=None, answer="yes")

    till.provider_moves_it(last=0, heard=True)

    assert not till.desk.gift_cards.get(gift).active
    agree(till)


@pytest.mark.rule("A38")
def test_what_came_for_a_voided_pass_goes_back_in_parts_and_takes_no_units(till: Any) -> None:
    sale = till.sell(who="Anna", plan="one", quantity=1, off=None, waits=False, paid="no")
    till.desk.sales.void(sale, reason="a mistake")
    till.books.void(sale)
    till.provider_moves_it(last=0, heard=True)
    till.time_goes_by(hours=2, card_works=True)
    till.provider_refuses_it(last=0, heard=True)

    till.refund(sale=sale, amount="5.00", to="cash", answer="yes")

    [refund] = till.desk.sales.refunds(sale)[1:]
    assert (str(refund.amount), refund.units) == ("5.00 EUR", ())
    agree(till)


@pytest.mark.rule("A38")
def test_units_of_a_free_pass_stay_when_money_goes_back_that_came_twice(till: Any) -> None:
    booking = till.book(who="Anna", day=5, places=1)
    sale = till.sell_a_place(booking=booking, beside=None, waits=False, paid="no, cash")
    till.provider_moves_it(last=0, heard=True)
    till.time_goes_by(hours=2, card_works=True)
    till.provider_refuses_it(last=0, heard=True)

    till.refund(sale=sale, amount=None, to="cash", answer="yes")

    agree(till)
