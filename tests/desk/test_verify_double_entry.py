"""`verify()` as double entry: each movement of units and of money has its counterpart (P2, P4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bookingcore import ChargeStatus, GiftCardMovementKind, Method, MovementKind
from bookingcore.desk import verifying
from bookingcore.domain.sales.refund import UnitsTaken
from tests.desk.ledgers import Ledgers, euro
from tests.desk.studio import Studio
from tests.desk.tampering import part_written_over, taken_away, written_over


@pytest.fixture
def ledgers(studio: Studio) -> Ledgers:
    return Ledgers(studio)


Tamper = Callable[[Ledgers], None]


def over(name: str, **fields: Any) -> Tamper:
    """Something else stands in a row."""
    return lambda books: written_over(books.desk, getattr(books, name), **fields)


def in_line(name: str, **fields: Any) -> Tamper:
    """Something else stands in the first part of a row."""
    return lambda books: part_written_over(books.desk, getattr(books, name), 0, **fields)


def units(kind: MovementKind, /, **fields: Any) -> Tamper:
    """Something else stands in the ledger of the lot."""
    return lambda books: written_over(books.desk, books.moved(kind), **fields)


def money(kind: GiftCardMovementKind, /, **fields: Any) -> Tamper:
    """Something else stands in the ledger of the gift card."""
    return lambda books: written_over(books.desk, books.carded(kind), **fields)


def taken(number: int) -> Tamper:
    """The refund says that it took so many units."""
    return lambda books: written_over(
        books.desk, books.refund, units=(UnitsTaken(books.lot.id, number),)
    )


KIND, CARD = MovementKind, GiftCardMovementKind

UNITS: Mapping[str, tuple[str, Tamper, str]] = {
    "more granted than was sold": (
        *("lot", units(KIND.GRANTED, units=9)),
        "was granted 9 units, its line is of 8",
    ),
    "less sold than was granted": (
        *("lot", in_line("sale", units=7)),
        "was granted 8 units, its line is of 7",
    ),
    "a grant by hand": (
        *("lot", units(KIND.GRANTED, kind=KIND.ADJUSTED)),
        "was granted by 0 movements and 1 lines of its sale",
    ),
    "a lot that no line names": (
        *("lot", in_line("sale", balance_id=None)),
        "was granted by 1 movements and 0 lines of its sale",
    ),
    "a line that names nothing": (
        *("sale", in_line("sale", balance_id=None)),
        "sold units by 1 lines, 0 of their balances are there",
    ),
    "a part that a line names": (
        "part",
        lambda b: part_written_over(b.desk, b.sale, 0, balance_id=b.part.id),
        "was split from another lot, and granted by 0 movements and 1 lines of its sale",
    ),
    "a part of nothing": (
        *("part", over("part", split_from=None)),
        "was granted by 0 movements and 0 lines of its sale",
    ),
    "a part of another sale's lot": (
        "part",
        lambda b: written_over(b.desk, b.part, sale_id=b.gift.id),
        "was split from a lot that its sale did not grant to its customer",
    ),
    "a lot of somebody else": (
        "lot",
        lambda b: written_over(b.desk, b.lot, customer_id=b.mia.id),
        "is of another customer than its sale",
    ),
    "units redeemed for nothing": (
        *("lot", units(KIND.REDEEMED, booking_id=None)),
        "has 1 movements that name no booking and should, or name one",
    ),
    "units void for a booking": (
        "lot",
        lambda b: written_over(b.desk, b.moved(KIND.VOIDED), booking_id=b.booking.id),
        "has 1 movements that name no booking and should, or name one",
    ),
    "units redeemed for somebody else's booking": (
        "lot",
        lambda b: written_over(b.desk, b.moved(KIND.REDEEMED), booking_id=b.theirs.id),
        "has 1 movements of another customer, or for another's booking",
    ),
    "a movement of somebody else": (
        "lot",
        lambda b: written_over(b.desk, b.moved(KIND.VOIDED), customer_id=b.mia.id),
        "has 1 movements of another customer, or for another's booking",
    ),
    "a booking that went to somebody else": (
        "lot",
        lambda b: written_over(b.desk, b.booking, customer_id=b.mia.id),
        "has 1 movements of another customer, or for another's booking",
    ),
    "a refund that left the units": (
        *("lot", units(KIND.VOIDED, kind=KIND.ADJUSTED)),
        "gave refunds 2 units, and made 0 void",
    ),
    "a refund that says it took more": (
        *("lot", taken(3)),
        "gave refunds 3 units, and made 2 void",
    ),
    "a refund that took units of another sale": (
        "ticket",
        lambda b: written_over(b.desk, b.back, units=(UnitsTaken(b.lot.id, 1),)),
        "took 1 units back by refunds, 0 of its units are void",
    ),
    "a sale that says it granted nothing": (
        *("sale", over("sale", granted=False)),
        "has not granted its units, 2 balances say so",
    ),
}

MONEY: Mapping[str, tuple[str, Tamper, str]] = {
    "a sold card that forgot its sale": (
        *("gift", over("bought", sale_id=None)),
        "sold 1 gift cards, 0 of them say so",
    ),
    "a given card that makes up a sale": (
        "card",
        lambda b: written_over(b.desk, b.card, sale_id=b.gift.id),
        "names a sale of which 0 lines sell it",
    ),
    "a line about somebody else's booking": (
        "ticket",
        lambda b: part_written_over(b.desk, b.ticket, 0, booking_id=b.theirs.id),
        "has 1 lines about bookings that its customer does not have",
    ),
    "a fee for a booking of somebody else": (
        "fine",
        lambda b: written_over(b.desk, b.late, customer_id=b.mia.id),
        "has 1 lines about bookings that its customer does not have",
    ),
    "a fee for nothing": (
        *("leaving", over("member", fee_sale_id=None)),
        "has 1 fees about no booking, and about no membership",
    ),
    "a fee for the membership of somebody else": (
        "leaving",
        lambda b: written_over(b.desk, b.member, customer_id=b.mia.id),
        "has 1 fees about no booking, and about no membership",
    ),
    "a membership that makes up a fee": (
        "member",
        lambda b: written_over(b.desk, b.member, fee_sale_id=b.fine.id),
        "names a sale of its fee, 0 lines of it are one",
    ),
    "a booking that makes up a sale": (
        "lined",
        lambda b: written_over(b.desk, b.lined, sale_id=b.gift.id),
        "names a sale of which 0 lines pay for it",
    ),
    "a fee that was billed by less": (
        *("late", in_line("fine", price=euro(4))),
        "owes a fee of 500, was billed 400",
    ),
    "a fee that was not billed": (
        *("late", in_line("fine", booking_id=None)),
        "owes a fee of 500, was billed 0",
    ),
    "a fee that was billed twice": (
        "late",
        lambda b: part_written_over(b.desk, b.leaving, 0, booking_id=b.late.id),
        "was billed 2 fees",
    ),
    "a card that was not issued": (
        *("card", money(CARD.ISSUED, kind=CARD.REFUNDED)),
        "was not issued by its first movement, and by no other one",
    ),
    "a card that spent more than was paid": (
        *("card", money(CARD.SPENT, amount=-euro(41))),
        "has 1 movements that spent money for no payment by it",
    ),
    "a card that spent for nothing": (
        *("card", money(CARD.SPENT, payment_id=None)),
        "has 1 movements that spent money for no payment by it",
    ),
    "a payment that failed after all": (
        *("card", over("payment", status=ChargeStatus.FAILED)),
        "has 1 movements that spent money for no payment by it",
    ),
    "a payment by another card": (
        "payment",
        lambda b: written_over(b.desk, b.payment, gift_card_id=b.bought.id),
        "is by gift card, 0 movements of one are for it",
    ),
    "a payment that was in cash after all": (
        *("payment", over("payment", method=Method.CASH)),
        "is not by gift card, 1 movements of one are for it",
    ),
    "a payment that no card gave": (
        "payment",
        lambda b: taken_away(b.desk, b.carded(CARD.SPENT)),
        "is by gift card, 0 movements of one are for it",
    ),
    "a payment of somebody else": (
        "payment",
        lambda b: written_over(b.desk, b.payment, customer_id=b.mia.id),
        "is not for a sale of its customer",
    ),
    "a refund of somebody else": (
        "refund",
        lambda b: written_over(b.desk, b.refund, customer_id=b.mia.id),
        "is not of a sale of its customer",
    ),
    "a refund of another line": (
        "back",
        lambda b: written_over(b.desk, b.back, booking_id=b.late.id),
        "gives back the line of a booking that its sale does not have",
    ),
    "more on a card than went back": (
        *("card", money(CARD.REFUNDED, amount=euro(11))),
        "has 1 movements that no part of a refund is like",
    ),
    "money on a card of no refund": (
        *("card", money(CARD.REFUNDED, refund_id=None)),
        "has 1 movements that no part of a refund is like",
    ),
    "a refund that came onto no card": (
        "refund",
        lambda b: taken_away(b.desk, b.carded(CARD.REFUNDED)),
        "put 1 of 1 parts onto gift cards that do not have them",
    ),
    "a refund onto another card": (
        "refund",
        lambda b: part_written_over(b.desk, b.refund, 0, gift_card_id=b.bought.id),
        "put 1 of 1 parts onto gift cards that do not have them",
    ),
}

FAULTS = {
    **{name: ("P2", *fault) for name, fault in UNITS.items()},
    **{name: ("P4", *fault) for name, fault in MONEY.items()},
}


def test_right_ledgers_have_no_fault(ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledgers.moved(KIND.VOIDED).units == -2
    assert ledgers.carded(CARD.REFUNDED).amount == euro(10)
    assert ledgers.late.cancellation is not None
    assert ledgers.late.cancellation.fee == ledgers.fine.total
    assert ledgers.desk.memberships.get(ledgers.member).fee_sale_id == ledgers.leaving.id
    assert ledgers.desk.verify() == ()

    monkeypatch.setattr(verifying, "PAGE", 1)
    assert ledgers.desk.verify() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_has_no_counterpart_is_found(ledgers: Ledgers, fault: str) -> None:
    promise, subject, tamper, sentence = FAULTS[fault]
    tamper(ledgers)

    found = [each for each in ledgers.desk.verify() if each.subject == getattr(ledgers, subject).id]
    said = [(each.promise, each.sentence) for each in found]
    assert any(each == promise and sentence in words for each, words in said), said


def test_ledgers_that_become_anothers_have_no_fault(ledgers: Ledgers) -> None:
    """Absorbing a card takes both sides of each pair along."""
    ledgers.desk.customers.absorb(into=ledgers.mia, old=ledgers.studio.anna)

    assert ledgers.desk.sales.get(ledgers.sale).customer_id == ledgers.mia.id
    assert ledgers.desk.verify() == ()
