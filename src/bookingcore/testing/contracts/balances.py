"""What the questions about balances find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.ports.questions import (
    AwaitingOf,
    BalancesInPlay,
    BalancesOf,
    BalancesPaying,
    BalancesWithUnits,
    BookingsOf,
    MovableOf,
    MovementsOf,
    OwnerOf,
    RedemptionsOf,
    RedemptionsOfMovable,
    SalesOf,
)
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_customer,
    a_movement,
    a_payment,
    a_refund,
    a_sale,
    a_session,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA = a_customer(1).id
BOOKED = BookingStatus.BOOKED

PAST = a_booking(1, session=a_session(2), status=BOOKED)
NEXT = a_booking(2, session=a_session(3), status=BOOKED, places=3, units_needed=3)
LAST = a_booking(3, session=a_session(4), status=BOOKED)
OTHERS = a_booking(4, customer=2, session=a_session(4), status=BOOKED)

EMPTY = a_balance(1, remaining=0)
LEFT = a_balance(2, remaining=1)
FULL = a_balance(3)
SPENT = a_balance(4, remaining=0)
UNUSED = a_balance(5, remaining=0)
BERTAS = a_balance(6, customer=2)

LEDGER = (
    a_movement(EMPTY, 1, -1, PAST),
    a_movement(EMPTY, 2, -1, NEXT),
    a_movement(LEFT, 1, -3, NEXT),
    a_movement(LEFT, 2, 1, NEXT),
    # What came back wholly pays for nothing.
    a_movement(FULL, 1, -1, NEXT),
    a_movement(FULL, 2, 1, NEXT),
    a_movement(SPENT, 1, -1, LAST),
    a_movement(UNUSED, 1, -10),
    a_movement(BERTAS, 1, -1, OTHERS),
)

OWNER_QUESTIONS = (
    AwaitingOf,
    BalancesOf,
    BalancesWithUnits,
    BookingsOf,
    SalesOf,
    lambda owner: BalancesInPlay(owner, july(1)),
    lambda owner: MovableOf(owner, july(1)),
    lambda owner: RedemptionsOfMovable(owner, july(1)),
)

AWAITING = a_booking(5)
LINED = a_booking(6, session=a_session(4)).paid_by(a_sale(1).id)
OWNED = (
    OwnerOf(Booking, PAST.id),
    OwnerOf(Sale, a_sale(1).id),
    OwnerOf(Payment, a_payment(1).id),
    OwnerOf(Refund, a_refund(1).id),
    OwnerOf(Balance, SPENT.id),
)
UNOWNED = (
    OwnerOf(Booking, a_booking(9).id),
    OwnerOf(Sale, a_sale(9).id),
    OwnerOf(Payment, a_payment(9).id),
    OwnerOf(Refund, a_refund(9).id),
    OwnerOf(Balance, a_balance(9).id),
)


class OnALedger(OnAStore):
    """A studio in which units were moved to and fro."""

    @pytest.fixture
    def ledger(self, studio: Studio) -> Studio:
        """Five balances, three redeemed bookings, and some of somebody else's."""
        studio.add(*(a_session(number) for number in (2, 3, 4)))
        studio.add(PAST, NEXT, LAST, OTHERS, AWAITING)
        studio.add(a_payment(), a_refund())
        studio.add(UNUSED, SPENT, FULL, LEFT, EMPTY, BERTAS)
        studio.add(*reversed(LEDGER))
        return studio


class BalanceQuestions(OnALedger):
    """The questions about balances, their movements and the redemptions that follow from them."""

    def test_balances_of_a_customer_come_in_order_of_id(self, ledger: Studio) -> None:
        assert ledger.ask(BalancesOf(ANNA)) == (EMPTY, LEFT, FULL, SPENT, UNUSED)

    def test_balances_with_units_have_at_least_one_left(self, ledger: Studio) -> None:
        assert _sorted(ledger.ask(BalancesWithUnits(ANNA))) == [LEFT, FULL]

    def test_a_balance_has_the_units_that_it_has_now(self, ledger: Studio) -> None:
        ledger.put(a_balance(2, remaining=0), a_balance(4, remaining=1))

        found = ledger.ask(BalancesWithUnits(ANNA))
        assert _sorted(found) == [FULL, a_balance(4, remaining=1)]

    def test_balances_in_play_have_units_or_pay_for_a_later_booking(self, ledger: Studio) -> None:
        assert _sorted(ledger.ask(BalancesInPlay(ANNA, july(2)))) == [EMPTY, LEFT, FULL, SPENT]
        assert _sorted(ledger.ask(BalancesInPlay(ANNA, july(3)))) == [LEFT, FULL, SPENT]
        assert _sorted(ledger.ask(BalancesInPlay(ANNA, july(4)))) == [LEFT, FULL]

    def test_balances_that_pay_for_a_booking_are_found(self, ledger: Studio) -> None:
        assert _sorted(ledger.ask(BalancesPaying(NEXT.id))) == [EMPTY, LEFT]
        assert ledger.ask(BalancesPaying(AWAITING.id)) == ()

    def test_redemptions_are_what_was_taken_and_not_given_back(self, ledger: Studio) -> None:
        assert ledger.ask(RedemptionsOf(NEXT.id)) == (
            Redemption(NEXT.id, EMPTY.id, 1),
            Redemption(NEXT.id, LEFT.id, 2),
        )

    def test_a_booking_without_movements_has_no_redemption(self, ledger: Studio) -> None:
        assert ledger.ask(RedemptionsOf(AWAITING.id)) == ()
        assert ledger.ask(RedemptionsOf(a_booking(9).id)) == ()

    def test_redemptions_of_movable_bookings_are_those_of_each(self, ledger: Studio) -> None:
        later = ledger.ask(RedemptionsOfMovable(ANNA, july(2)))

        assert set(later) == {
            Redemption(NEXT.id, EMPTY.id, 1),
            Redemption(NEXT.id, LEFT.id, 2),
            Redemption(LAST.id, SPENT.id, 1),
        }
        assert len(later) == 3
        assert ledger.ask(RedemptionsOfMovable(ANNA, july(4))) == ()

    def test_what_a_line_of_a_sale_pays_for_is_not_movable(self, ledger: Studio) -> None:
        """Whatever once was redeemed for it: no unit is to be found for it again."""
        ledger.add(LINED, a_movement(UNUSED, 2, -1, LINED))

        assert ledger.ask(MovableOf(ANNA, july(4))) == ()
        assert ledger.ask(RedemptionsOfMovable(ANNA, july(4))) == ()
        assert _sorted(ledger.ask(BalancesInPlay(ANNA, july(4)))) == [LEFT, FULL]

    def test_a_ledger_is_read_from_its_first_movement(self, ledger: Studio) -> None:
        ledger.add(*(a_movement(UNUSED, no, 1) for no in (11, 3, 2, 10)))

        assert [movement.no for movement in ledger.ask(MovementsOf(UNUSED.id))] == [1, 2, 3, 10, 11]
        assert ledger.ask(MovementsOf(EMPTY.id)) == LEDGER[:2]

    @pytest.mark.parametrize("owned", OWNED, ids=lambda owned: owned.row.__name__)
    @pytest.mark.parametrize("about", OWNER_QUESTIONS, ids=range(len(OWNER_QUESTIONS)))
    def test_a_customer_may_be_known_as_the_owner_of_a_row(
        self, ledger: Studio, about: type[BookingsOf], owned: OwnerOf
    ) -> None:
        by_id = ledger.ask(about(ANNA))

        assert by_id
        assert ledger.ask(about(owned)) == by_id

    @pytest.mark.parametrize("unowned", UNOWNED, ids=lambda unowned: unowned.row.__name__)
    @pytest.mark.parametrize("about", OWNER_QUESTIONS, ids=range(len(OWNER_QUESTIONS)))
    def test_nobody_owns_a_row_that_does_not_exist(
        self, ledger: Studio, about: type[BookingsOf], unowned: OwnerOf
    ) -> None:
        assert ledger.ask(about(unowned)) == ()


def _sorted(balances: tuple[Balance, ...]) -> list[Balance]:
    return sorted(balances, key=lambda balance: balance.id)
