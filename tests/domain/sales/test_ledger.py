"""The ledgers of balances: movements appended, numbered without gaps, summed beside (P2)."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.balance import Balance, Movement, MovementKind
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.values.changes import Add, Put
from bookingcore.domain.values.ids import BalanceId, BookingId
from bookingcore.errors import NotEnoughUnits
from tests.domain.build import MARIA, at, balance, july

P1, P2, NEW = BalanceId("p1"), BalanceId("p2"), BalanceId("new")


def ledger(*balances: Balance) -> BalanceLedger:
    return BalanceLedger(balances, at=at(3), by=MARIA)


def movements(of: BalanceLedger) -> list[Movement]:
    rows = [change.row for change in of.changes() if isinstance(change, Add)]
    return [row for row in rows if isinstance(row, Movement)]


def test_a_movement_is_written_beside_its_balance() -> None:
    book = ledger(balance(units=3))

    book.move(P1, MovementKind.REDEEMED, -1, BookingId("b1"))

    assert book.balance(P1) == balance(units=3, left=2)
    assert book.changes() == [
        Put(balance(units=3, left=2)),
        Add(
            Movement(
                balance_id=P1,
                no=2,
                kind=MovementKind.REDEEMED,
                units=-1,
                booking_id=BookingId("b1"),
                customer_id=balance().customer_id,
                at=at(3),
                by="staff:maria",
            )
        ),
    ]


def test_a_new_ledger_opens_with_its_grant() -> None:
    book = ledger()

    book.grant(balance("new", units=5))
    book.move(NEW, MovementKind.REDEEMED, -2)

    first, *_ = book.changes()
    assert first == Add(balance("new", units=5, left=3, moves=2))
    assert [(m.no, m.kind, m.units) for m in movements(book)] == [
        (1, MovementKind.GRANTED, 5),
        (2, MovementKind.REDEEMED, -2),
    ]


def test_a_balance_is_written_once_however_often_it_moves_and_not_at_all_if_it_does_not() -> None:
    book = ledger(balance("p1", units=5), balance("p2"))

    for _ in range(3):
        book.move(P1, MovementKind.ADJUSTED, -1)
    book.replace(evolve(book.balance(P1), valid_until=july(9)))

    assert [change for change in book.changes() if isinstance(change, Put)] == [
        Put(evolve(balance("p1", units=5, left=2), valid_until=july(9)))
    ]
    assert book.balances == (book.balance(P1), balance("p2"))


def test_more_than_remains_is_refused_and_leaves_no_trace() -> None:
    book = ledger(balance(units=2))

    with pytest.raises(NotEnoughUnits) as refused:
        book.move(P1, MovementKind.VOIDED, -3)

    assert (refused.value.balance_id, refused.value.wanted, refused.value.remaining) == (P1, 3, 2)
    assert book.changes() == []


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(-4, 4).filter(bool)), max_size=15),
)
def test_the_sum_of_the_movements_is_what_remains_and_never_below_zero(
    granted: list[int], moves: list[tuple[int, int]]
) -> None:
    book = ledger()
    ids = [BalanceId(f"p{number}") for number in range(len(granted))]
    for id, units in zip(ids, granted, strict=True):
        book.grant(balance(id, units=units + 1))

    for which, units in moves:
        id = ids[which % len(ids)]
        before = book.balance(id).remaining
        if before + units < 0:
            with pytest.raises(NotEnoughUnits):
                book.move(id, MovementKind.ADJUSTED, units)
        else:
            book.move(id, MovementKind.ADJUSTED, units)

    for each in book.balances:
        own = [movement for movement in movements(book) if movement.balance_id == each.id]
        assert each.remaining == sum(movement.units for movement in own) >= 0
        assert [movement.no for movement in own] == list(range(1, each.moves + 1))
