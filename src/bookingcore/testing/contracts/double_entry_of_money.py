"""What the double-entry questions of `verify()` find about money: payments, refunds, gift cards."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.sales.gift_card import GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.payment import ChargeStatus, Method
from bookingcore.domain.sales.refund import RefundPart, RefundStatus
from bookingcore.domain.sales.sale import LineKind
from bookingcore.domain.values.ids import PaymentId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.ports.double_entry import (
    CardsPairedPage,
    PaymentsPairedPage,
    RefundsPairedPage,
)
from bookingcore.testing.contracts.double_entry import a_line, found
from bookingcore.testing.contracts.gift_card_rows import a_gift_card, a_gift_card_movement
from bookingcore.testing.contracts.rows import a_booking, a_part, a_payment, a_refund, a_sale
from bookingcore.testing.contracts.studio import OnAStore, Studio

KIND = GiftCardMovementKind
FIRST, SECOND = a_gift_card(1), a_gift_card(2)
FRANCS = Money.of(5, "CHF")


def _spent(no: int, payment: int | None, amount: str = "-10.00", card: int = 1) -> GiftCardMovement:
    """Money that was spent for the payment of that number; None for none."""
    id = None if payment is None else a_payment(payment).id
    return a_gift_card_movement(
        a_gift_card(card), no, amount, kind=KIND.SPENT, payment_id=PaymentId(id) if id else None
    )


def _back(no: int, refund: int | None, amount: str = "5.00", card: int = 1) -> GiftCardMovement:
    """Money that came with the refund of that number; None for none."""
    id = None if refund is None else a_refund(refund).id
    return a_gift_card_movement(
        a_gift_card(card), no, amount, kind=KIND.REFUNDED, refund_id=RefundId(id) if id else None
    )


def _onto(card: int = 1, **fields: Any) -> RefundPart:
    """A part of five euros that was put onto the gift card of that number."""
    onto = a_part(method=Method.GIFT_CARD, gift_card_id=a_gift_card(card).id)
    return evolve(onto, **fields)


class MoneyDoubleEntry(OnAStore):
    """Gift cards beside payments, refunds and lines; payments and refunds beside their sales."""

    @pytest.fixture
    def cards(self, studio: Studio) -> Studio:
        """A furnished studio with two gift cards of which nothing has moved, and a payment."""
        studio.add(FIRST, SECOND, a_payment(1), a_sale(2, customer=2))
        return studio

    def test_a_gift_card_is_issued_by_its_first_movement_and_no_other(self, cards: Studio) -> None:
        cards.add(a_gift_card(3))
        cards.add(a_gift_card_movement(FIRST, 1), a_gift_card_movement(FIRST, 2, "-1.00"))
        cards.add(a_gift_card_movement(SECOND, 1, "-1.00"), a_gift_card_movement(SECOND, 2))
        cards.add(a_gift_card_movement(SECOND, 3))

        assert found(cards, CardsPairedPage, "misplaced") == [(0,), (3,), (0,)]

    def test_what_a_gift_card_spent_is_paired_with_payments_by_it(self, cards: Studio) -> None:
        """There, captured, by that card, and of that amount in that currency."""
        by_first: dict[str, Any] = {"gift_card_id": FIRST.id}
        cards.add(
            a_payment(2, **by_first),
            a_payment(3, gift_card_id=SECOND.id),
            a_payment(4, amount=Money.of(11, "EUR"), **by_first),
            a_payment(5, amount=Money.of(10, "CHF"), **by_first),
            a_payment(6, status=ChargeStatus.FAILED, **by_first),
        )
        cards.add(_spent(1, 2), _spent(1, 3, card=2), evolve(_spent(2, 1), kind=KIND.VOIDED))
        assert found(cards, CardsPairedPage, "unpaid") == [(0,), (0,)]

        for no, payment in enumerate((1, 3, 4, 5, 6, 9, None), start=3):
            cards.add(_spent(no, payment))
        assert found(cards, CardsPairedPage, "unpaid") == [(7,), (0,)]

    def test_what_a_gift_card_spent_twice_for_a_payment_is_counted(self, cards: Studio) -> None:
        cards.add(a_payment(2, gift_card_id=FIRST.id), _spent(1, 2))
        cards.add(evolve(_spent(2, 2), kind=KIND.VOIDED))
        assert found(cards, CardsPairedPage, "unpaid") == [(0,), (0,)]

        cards.add(_spent(3, 2))
        assert found(cards, CardsPairedPage, "unpaid") == [(2,), (0,)]

    def test_what_came_back_to_a_gift_card_is_paired_with_parts_of_refunds(
        self, cards: Studio
    ) -> None:
        """As many movements as there are parts, of the same refund and amount."""
        cent = Money.of("0.01", "EUR")
        cards.add(a_refund(1, parts=(_onto(), _onto(), _onto(amount=cent), _onto(card=2))))
        cards.add(_back(1, 1), _back(2, 1), _back(3, 1, "0.01"), _back(1, 1, card=2))
        assert found(cards, CardsPairedPage, "unrefunded") == [(0,), (0,)]

        cards.add(_back(4, 1))
        assert found(cards, CardsPairedPage, "unrefunded") == [(3,), (0,)]

    def test_what_came_to_a_gift_card_otherwise_than_by_a_refund_is_counted(
        self, cards: Studio
    ) -> None:
        pending = _onto(status=RefundStatus.PENDING)
        cards.add(a_refund(1, parts=(_onto(card=2), a_part())), a_refund(2, parts=(pending,)))
        cards.add(a_refund(3, parts=(_onto(amount=FRANCS), _onto(amount=FRANCS * 2))))
        for no, refund in enumerate((1, 2, 3, 9, None), start=1):
            cards.add(_back(no, refund))
        cards.add(evolve(_back(6, 1), kind=KIND.ISSUED))

        assert found(cards, CardsPairedPage, "unrefunded") == [(5,), (0,)]

    def test_gift_cards_are_paired_with_the_line_of_the_sale_that_they_name(
        self, cards: Studio
    ) -> None:
        sold = {"sale_id": a_sale(3).id}
        given = [a_gift_card(number, **sold) for number in (3, 4, 5)]
        lines = [a_line(50, kind=LineKind.GIFT_CARD, gift_card_id=card.id) for card in given]
        cards.add(a_sale(3, lines=(*lines[:2], lines[1], evolve(lines[2], kind=LineKind.FEE))))
        cards.add(a_sale(4, lines=(lines[2], evolve(lines[2], gift_card_id=FIRST.id))), *given)

        assert found(cards, CardsPairedPage, "sold", "lines") == [
            (False, 0),
            (False, 0),
            (True, 1),
            (True, 2),
            (True, 0),
        ]

    def test_payments_are_paired_with_a_sale_of_their_customer(self, cards: Studio) -> None:
        cards.add(a_payment(2, sale=2), a_payment(3, sale=2, customer=2))

        assert found(cards, PaymentsPairedPage, "owned") == [(True,), (False,), (True,)]

    def test_payments_are_paired_with_what_their_gift_card_spent(self, cards: Studio) -> None:
        """By the movements of the card that they name, for them and of their amount."""
        by_card: dict[str, Any] = {"method": Method.GIFT_CARD, "gift_card_id": FIRST.id}
        cards.add(*(a_payment(number, **by_card) for number in (2, 3, 4, 5)))
        cards.add(a_payment(6, gift_card_id=SECOND.id), a_payment(7, method=Method.GIFT_CARD))
        cards.add(a_payment(8, **by_card, amount=Money.of(10, "CHF")))
        cards.add(_spent(1, 2), _spent(2, 3), _spent(3, 3), _spent(4, 4, "-10.01"))
        cards.add(evolve(_spent(5, 5), kind=KIND.VOIDED), _spent(6, 7), _spent(7, 8))
        cards.add(_spent(1, 5, card=2), _spent(2, 6, card=2), _spent(3, 1, card=2))

        assert found(cards, PaymentsPairedPage, "by_card", "spent") == [
            (False, 0),
            (True, 1),
            (True, 2),
            (True, 0),
            (True, 0),
            (False, 1),
            (True, 0),
            (True, 0),
        ]

    def test_refunds_are_paired_with_a_sale_of_their_customer(self, cards: Studio) -> None:
        cards.add(a_refund(1), a_refund(2, sale=2), a_refund(3, sale=2, customer=2))

        assert found(cards, RefundsPairedPage, "owned") == [(True,), (False,), (True,)]

    def test_refunds_are_paired_with_the_line_that_they_give_back(self, cards: Studio) -> None:
        first, second = a_booking(1).id, a_booking(2).id
        paying = a_line(9, kind=LineKind.BOOKING, booking_id=first)
        cards.add(a_booking(1), a_booking(2))
        cards.add(a_sale(3, lines=(a_line(1, booking_id=second), paying, paying)))
        cards.add(
            a_refund(1, sale=3),
            a_refund(2, sale=3, booking_id=first),
            a_refund(3, sale=3, booking_id=second),
            a_refund(4, booking_id=first),
        )

        assert found(cards, RefundsPairedPage, "line") == [(True,), (True,), (False,), (False,)]

    def test_refunds_are_paired_with_what_came_onto_gift_cards(self, cards: Studio) -> None:
        """Part by part: as many movements as parts, of that refund, card and amount."""
        other = _onto(amount=Money.of("0.01", "EUR"))
        cards.add(a_refund(1, parts=(_onto(), _onto(), other, a_part(), _onto(card=2))))
        cards.add(a_refund(2, parts=(_onto(),)))
        cards.add(_back(1, 1), _back(2, 1), _back(3, 1, "0.01"), _back(1, 1, card=2))
        cards.add(_back(4, 2))
        assert found(cards, RefundsPairedPage, "by_card", "unmoved") == [(4, 0), (1, 0)]

        cards.add(_back(5, 1), _back(2, 1, card=2))
        assert found(cards, RefundsPairedPage, "by_card", "unmoved") == [(4, 3), (1, 0)]

    def test_parts_of_refunds_that_came_onto_no_gift_card_are_counted(self, cards: Studio) -> None:
        nowhere = _onto(gift_card_id=None)
        failed = _onto(status=RefundStatus.FAILED)
        cards.add(a_refund(1, parts=(nowhere, failed)), a_refund(2, parts=(_onto(),)))
        cards.add(a_refund(3, parts=(_onto(amount=FRANCS),)), a_refund(4, parts=(_onto(card=2),)))
        cards.add(_back(1, 1), evolve(_back(2, 2), kind=KIND.ISSUED), _back(3, 3), _back(4, 4))

        assert found(cards, RefundsPairedPage, "by_card", "unmoved") == [
            (2, 2),
            (1, 1),
            (1, 1),
            (1, 1),
        ]
