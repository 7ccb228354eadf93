"""The ledgers of gift cards: movements appended, numbered without gaps, summed beside (P4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.gift_card_audit import GiftCardSum
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement, GiftCardMovementKind
from bookingcore.domain.sales.gift_card_ledger import GiftCardLedger
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.ids import GiftCardId, PaymentId, RefundId
from bookingcore.domain.values.money import Money
from bookingcore.errors import (
    CurrencyMismatch,
    GiftCardEmpty,
    GiftCardExpired,
    GiftCardNotActive,
    MoreThanOnCard,
    Refused,
)
from tests.domain.build import MARIA, at, euro, july
from tests.domain.sales.test_gift_card import card

G1, G2, P1, R1 = GiftCardId("g1"), GiftCardId("g2"), PaymentId("p1"), RefundId("r1")


def ledger(*cards: GiftCard, on: int = 3) -> GiftCardLedger:
    return GiftCardLedger(cards, on=july(on), at=at(3), by=MARIA)


def test_a_new_ledger_opens_with_the_amount() -> None:
    book = ledger()

    book.issue(card(moves=0))
    book.spend(G1, P1, euro(20))

    first, *movements = book.changes()
    assert first == Add(card(remaining=euro(30), moves=2))
    assert movements == [
        Add(moved(1, GiftCardMovementKind.ISSUED, euro(50))),
        Add(moved(2, GiftCardMovementKind.SPENT, euro(-20), payment_id=P1)),
    ]
    assert book.movements == tuple(each.row for each in movements if isinstance(each, Add))


def moved(no: int, kind: GiftCardMovementKind, amount: Money, **fields: Any) -> GiftCardMovement:
    row = GiftCardMovement(
        gift_card_id=G1, no=no, kind=kind, amount=amount, at=at(3), by="staff:maria"
    )
    return evolve(row, **fields)


def test_what_comes_back_counts_whatever_became_of_the_card() -> None:
    """Money that is owed is not lost; its last day stays."""
    book = ledger(card(expires_on=july(1), active=False, remaining=euro(0)))

    book.put_back(G1, R1, euro(60))

    assert book.changes() == [
        Put(card(expires_on=july(1), active=False, remaining=euro(60), moves=2)),
        Add(moved(2, GiftCardMovementKind.REFUNDED, euro(60), refund_id=R1)),
    ]


def test_all_that_is_left_is_taken_off_unless_told_how_much() -> None:
    book = ledger(card())

    assert book.void(G1, euro(10)) == euro(10)
    assert book.void(G1) == euro(40)
    assert book.card(G1) == card(remaining=euro(0), moves=3)
    with pytest.raises(GiftCardEmpty):
        book.void(G1)


def test_a_card_is_written_once_however_often_it_moves_and_not_at_all_if_it_does_not() -> None:
    book = ledger(card(), card(id=G2))

    for _ in range(3):
        book.spend(G1, P1, euro(10))
    book.replace(evolve(book.card(G1), expires_on=july(9)))

    assert [change for change in book.changes() if isinstance(change, Put)] == [
        Put(card(remaining=euro(20), moves=4, expires_on=july(9)))
    ]


REFUSED: dict[str, tuple[GiftCard, Callable[[GiftCardLedger], object], type[Exception]]] = {
    "more than is left": (card(), lambda b: b.spend(G1, P1, euro("50.01")), MoreThanOnCard),
    "voiding more": (card(), lambda b: b.void(G1, euro("50.01")), MoreThanOnCard),
    "expired": (card(expires_on=july(2)), lambda b: b.spend(G1, P1, euro(1)), GiftCardExpired),
    "not paid": (card(active=False), lambda b: b.spend(G1, P1, euro(1)), GiftCardNotActive),
    "empty": (card(remaining=euro(0)), lambda b: b.spend(G1, P1, euro(1)), GiftCardEmpty),
    "francs": (card(), lambda b: b.spend(G1, P1, Money.of(1, "CHF")), CurrencyMismatch),
    "francs back": (card(), lambda b: b.put_back(G1, R1, Money.of(1, "CHF")), CurrencyMismatch),
    "francs off": (card(), lambda b: b.void(G1, Money.of(1, "CHF")), CurrencyMismatch),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_no_trace(what: str) -> None:
    before, ask, error = REFUSED[what]
    book = ledger(before)

    with pytest.raises(error):
        ask(book)

    assert book.card(G1) == before
    assert book.changes() == []


def test_who_asks_for_too_much_hears_what_is_left() -> None:
    with pytest.raises(MoreThanOnCard) as refused:
        ledger(card()).spend(G1, P1, euro(60))

    assert refused.value.told("it") == (
        "60.00 EUR è più di quanto resta su questa carta regalo, 50.00 EUR"
    )


def test_it_is_spent_on_its_last_day() -> None:
    book = ledger(card(expires_on=july(3)))
    book.spend(G1, P1, euro(50))

    assert book.card(G1).remaining.is_zero


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("spend", "put_back", "void", "void_all")),
        st.sampled_from((G1, G2)),
        st.integers(1, 3_000),
    ),
    max_size=30,
)


@pytest.mark.hypothesis
@given(STEPS, st.booleans())
def test_a_card_holds_what_a_purse_would_hold(
    steps: list[tuple[str, GiftCardId, int]], lasting: bool
) -> None:
    """Against a flat list of who put how many cents where, summed at each step."""
    ends = None if lasting else july(2)
    book = ledger(card(moves=0), card(id=G2, moves=0))
    for id in (G1, G2):
        book.issue(card(id=id, moves=0, expires_on=ends))
    postings: list[tuple[GiftCardId, int]] = [(G1, 5_000), (G2, 5_000)]
    for what, id, cents in steps:
        held = sum(each for whose, each in postings if whose == id)
        asked = {"put_back": cents, "void_all": -held}.get(what, -cents)
        possible = held + asked >= 0 and (what == "put_back" or held > 0)
        if what == "spend" and not lasting:
            possible = False
        assert does(book, what, id, cents) is possible
        if possible:
            postings.append((id, asked))
    check(book, postings)


def does(book: GiftCardLedger, what: str, id: GiftCardId, cents: int) -> bool:
    amount = Money(minor=cents, currency="EUR")
    act: dict[str, Callable[[], object]] = {
        "spend": lambda: book.spend(id, P1, amount),
        "put_back": lambda: book.put_back(id, R1, amount),
        "void": lambda: book.void(id, amount),
        "void_all": lambda: book.void(id),
    }
    try:
        act[what]()
    except Refused:
        return False
    return True


def check(book: GiftCardLedger, postings: list[tuple[GiftCardId, int]]) -> None:
    ledgers = defaultdict(list)
    for movement in book.movements:
        ledgers[movement.gift_card_id].append(movement)
    assert [(m.gift_card_id, m.amount.minor) for m in book.movements] == postings
    for id in (G1, G2):
        held, own = book.card(id), ledgers[id]
        assert [m.no for m in own] == list(range(1, len(own) + 1))
        assert held.remaining.minor == sum(each for whose, each in postings if whose == id) >= 0
        assert list(summed(held, own).faults()) == []


def summed(held: GiftCard, own: list[GiftCardMovement]) -> GiftCardSum:
    issued = [m.amount.minor for m in own if m.kind is GiftCardMovementKind.ISSUED]
    return GiftCardSum(
        gift_card_id=held.id,
        amount=held.amount.minor,
        remaining=held.remaining.minor,
        moves=held.moves,
        issued=sum(issued),
        moved=sum(m.amount.minor for m in own),
        movements=len(own),
        last_no=own[-1].no,
        currencies=1,
    )


RIGHT = GiftCardSum(
    gift_card_id=G1,
    amount=50,
    remaining=30,
    moves=2,
    issued=50,
    moved=30,
    movements=2,
    last_no=2,
    currencies=1,
)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"remaining": 31}, "says 31 remain, its movements leave 30"),
        ({"remaining": -1, "moved": -1}, "holds -1, below zero"),
        ({"amount": 60}, "says it was issued with 60, not with 50"),
        ({"moves": 3}, "counts 3 movements, has 2 up to no. 2"),
        ({"last_no": 7}, "counts 2 movements, has 2 up to no. 7"),
        ({"currencies": 2}, "mixes 2 currencies"),
    ],
)
def test_whatever_is_wrong_with_a_card_is_told(wrong: dict[str, Any], said: str) -> None:
    faults = list(evolve(RIGHT, **wrong).faults())

    assert list(RIGHT.faults()) == []
    assert [(each.promise, each.subject, each.sentence) for each in faults] == [("P4", G1, said)]
