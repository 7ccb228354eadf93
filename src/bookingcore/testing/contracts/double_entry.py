"""What the double-entry questions of `verify()` find: what stands against what, row by row."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.sales.refund import RefundStatus, UnitsTaken
from bookingcore.domain.sales.sale import LineKind, SaleLine
from bookingcore.domain.values.ids import SaleId
from bookingcore.domain.values.money import Money
from bookingcore.ports.double_entry import (
    BookingsPairedPage,
    LinesPairedPage,
    MembershipsPairedPage,
    UnitsPairedPage,
)
from bookingcore.ports.questions import Question
from bookingcore.testing.contracts.gift_card_rows import a_gift_card
from bookingcore.testing.contracts.membership_rows import a_membership
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_movement,
    a_part,
    a_payment,
    a_refund,
    a_sale,
    cancelled,
    id_of,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

KIND = MovementKind
PLAN = a_sale(1).lines[0]


def a_line(euros: int, **fields: Any) -> SaleLine:
    """A line of a fee for so many euros, about nothing unless that is given."""
    row = SaleLine(
        kind=LineKind.FEE, name="Fee", price=Money.of(euros, "EUR"), discount=Money.zero("EUR")
    )
    return evolve(row, **fields)


def found(studio: Studio, page: type[Question[Any]], *names: str) -> list[tuple[Any, ...]]:
    """What is found under *names*, row by row."""
    ask: Any = page
    return [tuple(getattr(row, name) for name in names) for row in studio.ask(ask("", 100))]


class DoubleEntryContract(OnAStore):
    """Units beside lines, bookings and refunds; lines and fees beside what they are about."""

    @pytest.fixture
    def lots(self, studio: Studio) -> Studio:
        """Beside the sale of a furnished studio, one of two lines that name the same balance."""
        named = evolve(PLAN, units=3, balance_id=a_balance(2).id)
        studio.add(a_sale(2, lines=(named, evolve(named, units=4), PLAN)), a_payment())
        return studio

    def test_units_are_paired_with_the_lines_of_their_own_sale(self, lots: Studio) -> None:
        """A balance stands beside those lines of its sale that name it, and no others."""
        lots.add(a_balance(1), a_balance(2, sale_id=a_sale(2).id), a_balance(3))
        lots.add(
            a_movement(a_balance(1), 1, 10, kind=KIND.GRANTED),
            a_movement(a_balance(1), 2, 5),
            a_movement(a_balance(2), 1, 3, kind=KIND.GRANTED),
            a_movement(a_balance(2), 2, 1, kind=KIND.GRANTED),
        )

        names = "grants", "granted", "lines", "sold"
        assert found(lots, UnitsPairedPage, *names) == [(1, 10, 1, 10), (2, 4, 2, 7), (0, 0, 0, 0)]

    def test_units_are_paired_with_the_customer_of_their_sale(self, lots: Studio) -> None:
        lots.add(a_balance(1), a_balance(2, customer=2))

        assert found(lots, UnitsPairedPage, "owned") == [(True,), (False,)]

    def test_a_part_of_a_lot_is_paired_with_the_lot(self, lots: Studio) -> None:
        """One of the same sale and customer, that is there."""
        part: dict[str, Any] = {"split_from": a_balance(1).id}
        lots.add(a_balance(1), a_balance(2, **part), a_balance(3, customer=2, **part))
        lots.add(a_balance(4, sale_id=a_sale(2).id, **part))
        lots.add(a_balance(5, split_from=a_balance(9).id))

        assert found(lots, UnitsPairedPage, "split", "whole") == [
            (False, True),
            (True, True),
            (True, False),
            (True, False),
            (True, False),
        ]

    def test_movements_that_a_booking_should_stand_against_are_counted(self, lots: Studio) -> None:
        """Redeemed and returned units are for a booking, and no other ones are."""
        booking, balance = a_booking(1), a_balance(1)
        lots.add(booking, balance, a_balance(2))
        kinds = KIND.REDEEMED, KIND.RETURNED, KIND.VOIDED, KIND.SPLIT, KIND.GRANTED
        for no, kind in enumerate(kinds, start=1):
            lots.add(a_movement(balance, no, 1, kind=kind))
        for no, kind in enumerate((*kinds, KIND.ADJUSTED), start=6):
            lots.add(a_movement(balance, no, 1, booking, kind=kind))

        assert found(lots, UnitsPairedPage, "strays", "strangers") == [(2 + 4, 0), (0, 0)]

    def test_movements_of_others_and_for_bookings_of_others_are_counted(self, lots: Studio) -> None:
        theirs, nobodys = a_booking(2, customer=2), a_booking(3, customer_id=None)
        other = a_balance(1, customer=2)
        lots.add(a_booking(1), theirs, nobodys, a_balance(1), a_balance(2, customer=2))
        lots.add(
            a_movement(a_balance(1), 1, -1, a_booking(1)),
            a_movement(a_balance(1), 2, -1, theirs),
            a_movement(a_balance(1), 3, -1, nobodys),
            a_movement(other, 4, -1, a_booking(1)),
            a_movement(other, 5, -1),
            a_movement(other, 6, -1, theirs),
            a_movement(a_balance(2, customer=2), 1, -1, theirs),
        )

        assert found(lots, UnitsPairedPage, "strangers") == [(5,), (0,)]

    def test_units_are_paired_with_the_refunds_that_took_them(self, lots: Studio) -> None:
        """With those of their own sale of which not all has failed."""
        first, second = a_balance(1).id, a_balance(2).id
        failed = a_part(status=RefundStatus.FAILED)
        both = UnitsTaken(first, 2), UnitsTaken(second, 3)
        lots.add(a_balance(1), a_balance(2))
        lots.add(
            a_refund(1, units=both, parts=(failed, a_part())),
            a_refund(2, units=(UnitsTaken(first, 4),)),
            a_refund(3),
            a_refund(4, units=(UnitsTaken(first, 8),), parts=(failed, failed)),
            a_refund(5, units=(UnitsTaken(first, 16),), parts=()),
            a_refund(6, sale=2, units=(UnitsTaken(first, 32),)),
        )

        assert found(lots, UnitsPairedPage, "taken") == [(6,), (3,)]
        assert found(lots, LinesPairedPage, "taken") == [(9,), (32,)]

    def test_void_units_are_those_that_were_not_reinstated(self, lots: Studio) -> None:
        lots.add(a_balance(1), a_balance(2), a_balance(3, sale_id=a_sale(2).id))
        lots.add(
            a_movement(a_balance(1), 1, -5, kind=KIND.VOIDED),
            a_movement(a_balance(1), 2, -3, kind=KIND.VOIDED),
            a_movement(a_balance(1), 3, 4, kind=KIND.REINSTATED),
            a_movement(a_balance(1), 4, -2),
            a_movement(a_balance(2), 1, -6, kind=KIND.VOIDED),
            a_movement(a_balance(3), 1, 7, kind=KIND.REINSTATED),
        )

        assert found(lots, UnitsPairedPage, "voided") == [(4,), (6,), (-7,)]
        assert found(lots, LinesPairedPage, "voided") == [(10,), (-7,)]

    def test_lines_are_paired_with_the_balances_that_they_grant(self, lots: Studio) -> None:
        """A balance of another sale is none of theirs, whoever names it."""
        unnamed = evolve(PLAN, balance_id=None)
        lots.add(a_sale(3, lines=(unnamed, a_line(1)), granted=False))
        lots.add(a_balance(1), a_balance(2, sale_id=a_sale(2).id), a_balance(3))

        names = "granted", "granting", "found", "balances"
        assert found(lots, LinesPairedPage, *names) == [
            (True, 1, 1, 2),
            (True, 3, 2, 1),
            (False, 1, 0, 0),
        ]

    def test_lines_are_paired_with_the_gift_cards_that_they_sell(self, studio: Studio) -> None:
        cards = [a_gift_card(n).id for n in (1, 2, 3, 4)]
        lines = [a_line(50, kind=LineKind.GIFT_CARD, gift_card_id=id) for id in cards]
        studio.add(a_sale(2, lines=(*lines, evolve(lines[0], kind=LineKind.FEE))))
        studio.add(a_gift_card(1, sale_id=a_sale(2).id), a_gift_card(2))
        studio.add(a_gift_card(3, sale_id=a_sale(1).id))

        assert found(studio, LinesPairedPage, "cards", "sold") == [(0, 0), (4, 1)]

    def test_lines_are_paired_with_the_bookings_of_their_customer(self, studio: Studio) -> None:
        studio.add(a_booking(1), a_booking(2, customer=2), a_booking(3, customer_id=None))
        kinds = LineKind.FEE, LineKind.BOOKING, LineKind.BOOKING, LineKind.FEE
        about = [
            a_line(1, kind=kind, booking_id=a_booking(number).id)
            for number, kind in enumerate(kinds, start=1)
        ]
        studio.add(a_sale(2, lines=tuple(about)))

        assert found(studio, LinesPairedPage, "strangers") == [(0,), (3,)]

    def test_fees_about_no_booking_are_paired_with_a_membership(self, studio: Studio) -> None:
        """One of the same customer, that names the sale."""
        fees = a_line(1), a_line(2), a_line(3, kind=LineKind.PLAN)
        studio.add(a_booking(1), *(a_sale(number, lines=fees) for number in (2, 3, 4)))
        studio.add(a_membership(1, fee_sale_id=a_sale(2).id), a_membership(4))
        studio.add(a_membership(2, customer=2, fee_sale_id=a_sale(3).id))
        studio.add(a_membership(3, sale_id=a_sale(4).id))
        studio.add(a_sale(5, lines=(a_line(1, booking_id=a_booking(1).id),)))

        unowed = found(studio, LinesPairedPage, "unowed")
        assert unowed == [(0,), (0,), (2,), (2,), (0,)]

    def test_bookings_are_paired_with_the_line_of_the_sale_that_they_name(
        self, studio: Studio
    ) -> None:
        line = a_line(9, kind=LineKind.BOOKING, booking_id=a_booking(1).id)
        other = evolve(line, booking_id=a_booking(2).id)
        studio.add(a_sale(2, lines=(line, line, evolve(line, kind=LineKind.FEE), other)))
        studio.add(a_sale(3, lines=(line, other)))
        studio.add(a_booking(1).paid_by(a_sale(2).id), a_booking(2))
        studio.add(a_booking(3).paid_by(a_sale(3).id))
        studio.add(a_booking(4).paid_by(SaleId(id_of(type(a_sale()), 9))))

        assert found(studio, BookingsPairedPage, "sold", "lines") == [
            (True, 2),
            (False, 0),
            (True, 0),
            (True, 0),
        ]

    def test_bookings_are_paired_with_the_fees_that_were_billed(self, studio: Studio) -> None:
        owed = cancelled(a_booking(1), fee=Money.of(9, "EUR"))
        lines = [
            a_line(4, quantity=2, discount=Money.of(1, "EUR"), booking_id=owed.id),
            a_line(5, booking_id=a_booking(2).id),
            a_line(6, kind=LineKind.BOOKING, booking_id=owed.id),
        ]
        studio.add(owed, a_booking(2), cancelled(a_booking(3)))
        studio.add(a_sale(2, lines=tuple(lines)), a_sale(3, lines=(lines[0], a_line(1))))

        assert found(studio, BookingsPairedPage, "fee", "fees", "billed") == [
            (900, 2, 1400),
            (None, 1, 500),
            (None, 0, 0),
        ]

    def test_memberships_are_paired_with_the_sale_of_their_fee(self, studio: Studio) -> None:
        about = a_line(1, booking_id=a_booking(1).id)
        studio.add(a_sale(2, lines=(a_line(1), about, a_line(2, kind=LineKind.PLAN), a_line(3))))
        fee: dict[str, Any] = {"fee_sale_id": a_sale(2).id}
        studio.add(a_membership(1, **fee), a_membership(2), a_membership(3, customer=2, **fee))
        studio.add(a_membership(4, fee_sale_id=a_sale(9).id))

        assert found(studio, MembershipsPairedPage, "billed", "fees") == [
            (True, 2),
            (False, 0),
            (True, 0),
            (True, 0),
        ]
