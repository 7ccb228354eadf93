"""What was tampered with is found; in records that are right nothing is (P1 to P5, P10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.audit import (
    BookingTies,
    Fault,
    PlacesHeld,
    ResourceUse,
    StreamNumbers,
    UnitsMoved,
    idle_units,
)
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.sales.balance import Movement
from bookingcore.domain.values.ids import (
    BalanceId,
    BookingId,
    CustomerId,
    ResourceId,
    SaleId,
    SessionId,
)
from tests.domain.build import balance, booking, euro, holdings, sale
from tests.domain.card import Card
from tests.domain.records import Records, sale_sum

YOGA_1, YOGA_3 = SessionId("yoga 1"), SessionId("yoga 3")


def studio() -> Records:
    """A card in good order: `b1` booked with two units of `p4`, `b2` awaiting, `b6` cancelled."""
    card = Card()
    card.book("yoga", 1, places=2)
    card.book("yoga", 3)
    sale = card.sell(("yoga",), units=2, valid_for=2)
    card.cancel(card.book("pilates", 2).id)
    card.pay(sale.id, 10)
    return card.rows


B1, B2, B6 = BookingId("b1"), BookingId("b2"), BookingId("b6")
P4, S5 = BalanceId("p4"), SaleId("s5")


def found(rows: Records) -> list[tuple[str, str, str]]:
    return [(fault.promise, fault.subject, fault.sentence) for fault in rows.faults(Card().now)]


def test_records_that_are_right_have_no_fault() -> None:
    assert found(studio()) == []


def miscount(rows: Records) -> None:
    rows.sessions[YOGA_1] = evolve(rows.sessions[YOGA_1], taken=3)


def overbook(rows: Records) -> None:
    rows.sessions[YOGA_1] = evolve(rows.sessions[YOGA_1], capacity=1, admitted=1)


def admit_more(rows: Records) -> None:
    rows.sessions[YOGA_1] = evolve(rows.sessions[YOGA_1], admitted=4)


def limit_the_unlimited(rows: Records) -> None:
    rows.sessions[YOGA_1] = evolve(rows.sessions[YOGA_1], capacity=None)


def add_a_unit(rows: Records) -> None:
    rows.balances[P4] = evolve(rows.balances[P4], remaining=1)


def go_below_zero(rows: Records) -> None:
    rows.balances[P4] = evolve(rows.balances[P4], remaining=-1)


def lose_a_movement(rows: Records) -> None:
    """The grant, so that the sum is wrong and the numbers have a gap."""
    del rows.movements[0]


def renumber(rows: Records) -> None:
    rows.movements[-1] = evolve(rows.movements[-1], no=9)


def forget_to_redeem(rows: Records) -> None:
    rows.bookings[B1] = evolve(rows.bookings[B1], status=BookingStatus.AWAITING_REDEMPTION)


def book_without_units(rows: Records) -> None:
    rows.bookings[B2] = rows.bookings[B2].redeemed()


def give_back_half(rows: Records) -> None:
    tie = next(move for move in rows.movements if move.booking_id == B1)
    move_units(rows, tie, 1)
    rows.sessions[YOGA_1] = evolve(rows.sessions[YOGA_1], taken=0)
    rows.bookings[B1] = evolve(rows.bookings[B1], status=BookingStatus.CANCELLED)


def give_back_too_much(rows: Records) -> None:
    tie = next(move for move in rows.movements if move.booking_id == B1)
    move_units(rows, evolve(tie, booking_id=B6), 1)


def move_units(rows: Records, like: Movement, units: int) -> None:
    """A movement more, with sum and number in order."""
    before = rows.balances[P4]
    after = evolve(before, remaining=before.remaining + units, moves=before.moves + 1)
    rows.balances[P4] = after
    rows.movements.append(evolve(like, no=after.moves, units=units))


def await_nothing(rows: Records) -> None:
    rows.bookings[B2] = evolve(rows.bookings[B2], units_needed=0)


def leave_a_unit_idle(rows: Records) -> None:
    """Somebody extended the validity behind the library's back, and added a unit."""
    grant = rows.movements[0]
    move_units(rows, grant, 1)
    rows.balances[P4] = evolve(rows.balances[P4], valid_until=None)


def pay_more_than_was_paid(rows: Records) -> None:
    rows.sales[S5] = evolve(rows.sales[S5], paid=euro(20))


def pay_too_much(rows: Records) -> None:
    rows.sales[S5] = evolve(rows.sales[S5], total=euro(5))


def mix_currencies(rows: Records) -> None:
    (payment,) = rows.payments
    rows.payments[0] = evolve(payment, amount=evolve(payment.amount, currency="USD"))


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (
            miscount,
            [("P1", YOGA_1, "counts 3 places, bookings hold 2")],
        ),
        (
            overbook,
            [
                ("P1", YOGA_1, "holds 2 places, admits 1"),
                ("P1", YOGA_1, "admits 1 places, has 1 and 2 taken"),
            ],
        ),
        (admit_more, [("P1", YOGA_1, "admits 4 places, has 3 and 2 taken")]),
        (limit_the_unlimited, [("P1", YOGA_1, "admits 3 places, has None and 2 taken")]),
        (add_a_unit, [("P2", P4, "says 1 units remain, its movements leave 0")]),
        (
            go_below_zero,
            [
                ("P2", P4, "says -1 units remain, its movements leave 0"),
                ("P2", P4, "has -1 units, below zero"),
            ],
        ),
        (
            lose_a_movement,
            [
                ("P2", P4, "says 0 units remain, its movements leave -2"),
                ("P2", P4, "counts 2 movements, has 1 up to no. 2"),
            ],
        ),
        (renumber, [("P2", P4, "counts 2 movements, has 2 up to no. 9")]),
        (
            forget_to_redeem,
            [("P3", B1, "is AWAITING_REDEMPTION and needs 2 units, 2 are tied")],
        ),
        (book_without_units, [("P3", B2, "is BOOKED and needs 1 units, 0 are tied")]),
        (give_back_half, [("P3", B1, "is CANCELLED and needs 2 units, 1 are tied")]),
        (
            give_back_too_much,
            [
                ("P3", B6, "is CANCELLED and needs 1 units, -1 are tied"),
                ("P2", B6, "gave back more units to a balance than it took"),
            ],
        ),
        (await_nothing, [("P3", B2, "awaits redemption and needs no unit")]),
        (
            leave_a_unit_idle,
            [("P3", B2, "awaits redemption though customer anna has units for it")],
        ),
        (pay_more_than_was_paid, [("P4", S5, "says 2000 was paid, payments add to 1000")]),
        (
            pay_too_much,
            [
                ("P4", S5, "has a total of 500, its lines add to 3000"),
                ("P4", S5, "was paid 1000 of a total of 500, with 0 waived and 0 given back"),
            ],
        ),
        (mix_currencies, [("P4", S5, "has 1 amounts in a currency that is not its own")]),
    ],
)
def test_what_was_tampered_with_is_found(
    tamper: Callable[[Records], None], faults: list[tuple[str, str, str]]
) -> None:
    rows = studio()

    tamper(rows)

    assert [fault for fault in found(rows) if not idle_by_nature(fault, faults)] == faults


def idle_by_nature(fault: tuple[str, str, str], expected: list[tuple[str, str, str]]) -> bool:
    """A booking that should have been redeemed may also be one that now could be."""
    return "has units for it" in fault[2] and fault not in expected


@pytest.mark.parametrize(
    ("capacity", "taken", "admitted"), [(3, 2, 3), (3, 5, 5), (None, 9, None), (0, 0, 0)]
)
def test_places_that_were_overridden_or_left_standing_by_a_cut_are_no_fault(
    capacity: int | None, taken: int, admitted: int | None
) -> None:
    held = PlacesHeld(
        session_id=YOGA_1, capacity=capacity, taken=taken, admitted=admitted, held=taken
    )

    assert list(held.faults()) == []


USUAL_SALE = evolve(sale_sum(sale(S5, paid=30), ()), lines=3000, payments=3000)

USUAL = PlacesHeld(session_id=YOGA_1, capacity=3, taken=3, admitted=3, held=2, offered=1)


def test_places_on_offer_are_held_beside_those_of_bookings() -> None:
    assert list(USUAL.faults()) == []
    assert list(evolve(USUAL, taken=2).faults()) == [
        Fault("P1", YOGA_1, "counts 2 places, bookings hold 2, offers 1")
    ]
    assert list(evolve(USUAL, offered=2, taken=4).faults()) == [
        Fault("P1", YOGA_1, "holds 4 places, admits 3"),
        Fault("P1", YOGA_1, "admits 3 places, has 3 and 4 taken"),
    ]


@pytest.mark.parametrize("capacity", [3, 0, None])
def test_a_cancelled_session_holds_and_admits_nobody(capacity: int | None) -> None:
    over = evolve(USUAL, capacity=capacity, taken=0, admitted=0, held=0, offered=0, live=False)

    assert list(over.faults()) == []
    assert list(evolve(over, admitted=capacity).faults()) == (
        []
        if capacity == 0
        else [Fault("P1", YOGA_1, f"admits {capacity} places though it was cancelled")]
    )
    assert list(evolve(over, held=1, taken=1).faults()) == [
        Fault("P1", YOGA_1, "holds 1 places, admits 0")
    ]


def test_a_resource_in_two_places_is_found() -> None:
    once = ResourceUse(resource_id=ResourceId("laura"), twice=0, session_id=None)
    twice = ResourceUse(resource_id=ResourceId("laura"), twice=2, session_id=YOGA_1)

    assert list(once.faults()) == []
    assert list(twice.faults()) == [
        Fault("P5", "laura", "is in two sessions at once, 2 times: see session yoga 1")
    ]


@pytest.mark.parametrize("paid", [0, 3000])
def test_a_sale_that_is_unpaid_or_wholly_paid_is_no_fault(paid: int) -> None:
    paid_so_far = evolve(USUAL_SALE, paid=paid, payments=paid)

    assert list(paid_so_far.faults()) == []


@pytest.mark.parametrize(
    ("sums", "sentence"),
    [
        ({"pending": 5}, "says 5 is pending, payments add to 0"),
        ({"refunded": 5}, "says 5 went back, refunds add to 0"),
        ({"refunding": 5}, "says 5 is on its way back, refunds add to 0"),
        ({"returned": 3001, "refunded": 3001}, "gives 3001 back of 3000 that was paid"),
        ({"waived": 1}, "was paid 3000 of a total of 3000, with 1 waived and 0 given back"),
        ({"overdrawn": 1}, "gives more back than came in by 1 of its payments"),
        ({"uneven": 2}, "has 2 refunds that are not the sum of their parts"),
    ],
)
def test_sums_of_money_that_do_not_add_up_are_found(sums: dict[str, Any], sentence: str) -> None:
    assert list(evolve(USUAL_SALE, **sums).faults()) == [Fault("P4", S5, sentence)]


@pytest.mark.parametrize(("number", "commands", "last"), [(3, 2, 3), (3, 3, 2), (2, 3, 3)])
def test_a_gap_in_history_is_found(number: int, commands: int, last: int) -> None:
    stream = StreamNumbers(
        customer_id=CustomerId("anna"), number=number, commands=commands, last_no=last
    )

    assert list(stream.faults()) == [
        Fault("P10", "anna", f"is at command {number}, history has {commands} up to {last}")
    ]


def test_a_history_without_gaps_has_no_fault() -> None:
    stream = StreamNumbers(customer_id=CustomerId("anna"), number=3, commands=3, last_no=3)

    assert list(stream.faults()) == []


@pytest.mark.rule("A8")
def test_units_that_do_not_fit_are_not_idle() -> None:
    anna = CustomerId("anna")

    assert list(idle_units(anna, holdings(balance(last=1), awaiting=[booking(on=2)]))) == []
    assert [
        fault.subject for fault in idle_units(anna, holdings(balance(), awaiting=[booking(on=2)]))
    ] == ["b1"]


PAID_BY_LINE = BookingTies(
    booking_id=B1,
    status=BookingStatus.BOOKED,
    units_needed=1,
    tied=0,
    least_tie=0,
    line=True,
    lines=1,
)


@pytest.mark.rule("A63")
def test_a_booking_that_a_line_pays_for_is_in_order_without_units() -> None:
    assert list(PAID_BY_LINE.faults()) == []
    cancelled = evolve(PAID_BY_LINE, status=BookingStatus.CANCELLED, lines=0)
    assert list(cancelled.faults()) == []


@pytest.mark.rule("A63")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tied": 1}, "is BOOKED and needs 1 units, 1 are tied"),
        ({"lines": 0}, "says that 1 lines pay for it, sales have 0"),
        ({"lines": 2}, "says that 1 lines pay for it, sales have 2"),
        (
            {"status": BookingStatus.AWAITING_REDEMPTION},
            "awaits redemption though a line pays for it",
        ),
        ({"line": False, "tied": 1}, "says that 0 lines pay for it, sales have 1"),
    ],
)
def test_a_line_that_pays_for_what_does_not_say_so_is_found(
    changed: dict[str, Any], sentence: str
) -> None:
    assert list(evolve(PAID_BY_LINE, **changed).faults()) == [Fault("P3", B1, sentence)]


def test_units_that_went_to_a_lot_that_does_not_know_of_them_are_found() -> None:
    whole = UnitsMoved(
        balance_id=P4, remaining=1, moves=2, units_moved=1, movements=2, last_no=2, unpaired=1
    )

    [fault] = whole.faults()
    assert (fault.promise, fault.subject) == ("P2", P4)
    assert fault.sentence == "has 1 movements to other lots that these do not know of"
