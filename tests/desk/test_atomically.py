"""Several commands in one transaction: all of them, or none, on every store."""

from __future__ import annotations

import pytest

from bookingcore import (
    BookingStatus,
    Conflict,
    Contended,
    Customer,
    Desk,
    DeskInsideUnit,
    MoreThanDue,
    SessionFull,
    Staff,
    UnitClosed,
    Unknown,
    open_desk,
)
from bookingcore.testing import FrozenClock
from tests.desk.face import Stock
from tests.desk.records import everything


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


def sold_and_booked(stock: Stock, desk: Desk) -> Customer:
    """A new customer who buys a plan and books with it."""
    mia = desk.customers.register(name="Mia")
    desk.sales.mark_paid(desk.sales.sell(mia, stock.plan))
    desk.bookings.book(mia, stock.spare)
    return mia


def test_the_commands_are_carried_out_and_the_result_is_handed_over(stock: Stock) -> None:
    mia = stock.desk.atomically(lambda desk: sold_and_booked(stock, desk))

    assert stock.desk.customers.get(mia) == mia
    [booking] = stock.desk.bookings.of(mia)
    assert booking.status is BookingStatus.BOOKED
    assert stock.desk.schedule.get(stock.spare).taken == 1
    assert stock.desk.verify() == ()


@pytest.mark.parametrize("error", [KeyError("apposta"), KeyboardInterrupt()], ids=repr)
def test_an_error_in_the_function_undoes_everything_and_is_raised(
    stock: Stock, error: BaseException
) -> None:
    before = everything(stock.desk)

    def fails(desk: Desk) -> None:
        sold_and_booked(stock, desk)
        raise error

    with pytest.raises(type(error)) as raised:
        stock.desk.atomically(fails)
    assert raised.value is error
    assert everything(stock.desk) == before
    assert stock.desk.verify() == ()


def test_a_refusal_undoes_everything_too(stock: Stock) -> None:
    before = everything(stock.desk)

    def asks_too_much(desk: Desk) -> None:
        sold_and_booked(stock, desk)
        desk.bookings.book(stock.customer, stock.spare, places=9)

    with pytest.raises(SessionFull) as refused:
        stock.desk.atomically(asks_too_much)
    assert refused.value.places_left == 8
    assert everything(stock.desk) == before


def test_a_refusal_that_is_swallowed_leaves_the_rest(stock: Stock) -> None:
    def work(desk: Desk) -> None:
        desk.sales.pay(stock.sale, "10.00")
        with pytest.raises(MoreThanDue):
            desk.sales.pay(stock.sale, "80.01")
        with pytest.raises(Unknown):
            desk.bookings.book("nobody", stock.spare)
        desk.sales.pay(stock.sale, "5.00")

    stock.desk.atomically(work)

    taken = {str(payment.amount) for payment in stock.desk.sales.payments(stock.sale)}
    assert taken == {"10.00 EUR", "5.00 EUR"}
    numbers = {event.no for event in stock.desk.history(stock.customer)}
    assert numbers == set(range(1, len(numbers) + 1))
    assert stock.desk.verify() == ()


def test_every_command_has_a_number_of_its_own(stock: Stock, clock: FrozenClock) -> None:
    def work(desk: Desk) -> None:
        for comment in ("uno", "due", "tre"):
            desk.balances.adjust(stock.balance, units=1, comment=comment)
            clock.advance(minutes=1)

    stock.desk.atomically(work)

    adjusted = stock.desk.history(stock.balance)[-3:]
    assert [event.words["comment"] for event in adjusted] == ["uno", "due", "tre"]
    first = adjusted[0].no
    assert [event.no for event in adjusted] == [first, first + 1, first + 2]
    assert adjusted[0].at < adjusted[1].at < adjusted[2].at


def test_inside_its_own_rows_are_seen_already_and_outside_not_yet(stock: Stock) -> None:
    def work(desk: Desk) -> None:
        mia = sold_and_booked(stock, desk)
        assert desk.customers.find("mia") == (mia,)
        assert desk.schedule.get(stock.spare).taken == 1
        assert desk.bookings.check(mia, stock.spare).allowed is False
        assert desk.verify() == ()
        raise KeyError

    with pytest.raises(KeyError):
        stock.desk.atomically(work)
    assert stock.desk.customers.find("mia") == ()


def test_one_inside_another_is_undone_alone_or_with_it(stock: Stock) -> None:
    def inner(desk: Desk) -> None:
        desk.sales.pay(stock.sale, "10.00")
        raise KeyError

    def outer(desk: Desk) -> int:
        desk.sales.pay(stock.sale, "1.00")
        with pytest.raises(KeyError):
            desk.atomically(inner)
        return desk.atomically(lambda desk: len(desk.sales.payments(stock.sale)))

    assert stock.desk.atomically(outer) == 1

    def undone(desk: Desk) -> None:
        desk.atomically(lambda desk: desk.sales.pay(stock.sale, "2.00"))
        raise KeyError

    with pytest.raises(KeyError):
        stock.desk.atomically(undone)
    taken = [str(payment.amount) for payment in stock.desk.sales.payments(stock.sale)]
    assert taken == ["1.00 EUR"]


def test_another_center_may_take_part(stock: Stock) -> None:
    """Somebody moves from Rome to Turin: the card there and the units here, or neither."""

    def moves(desk: Desk) -> Customer:
        desk.balances.void(stock.balance, comment="trasferita")
        return desk.at("torino").customers.register(name="Anna")

    def fails(desk: Desk) -> None:
        moves(desk)
        raise KeyError

    with pytest.raises(KeyError):
        stock.desk.atomically(fails)
    assert stock.desk.at("torino").customers.find() == ()
    [balance] = stock.desk.balances.of(stock.customer)
    assert balance.remaining == 8

    there = stock.desk.atomically(moves)
    assert stock.desk.at("torino").customers.find() == (there,)
    with pytest.raises(Unknown):
        stock.desk.customers.get(there)
    assert stock.desk.balances.of(stock.customer)[0].remaining == 0
    assert stock.desk.verify() == stock.desk.at("torino").verify() == ()


def test_another_actor_may_take_part(stock: Stock, clock: FrozenClock) -> None:
    clock.advance(minutes=1)

    def work(desk: Desk) -> None:
        desk.by(Staff("maria")).sales.pay(stock.sale, "1.00")
        desk.by(stock.customer).bookings.cancel(stock.booking)

    stock.desk.by(Staff("paul")).atomically(work)

    last = [str(event.actor) for event in stock.desk.history(stock.customer)[-2:]]
    assert last == ["staff:maria", f"customer:{stock.customer.id}"]


def test_when_somebody_was_faster_all_of_it_is_run_again(stock: Stock) -> None:
    attempts: list[int] = []

    def work(desk: Desk) -> Customer:
        attempts.append(len(desk.customers.find("mia")))
        mia = desk.customers.register(name="Mia")
        if len(attempts) < 3:
            raise Conflict("transaction")
        return mia

    mia = stock.desk.atomically(work)

    assert attempts == [0, 0, 0]
    assert stock.desk.customers.find("mia") == (mia,)


def test_it_is_given_up_when_others_are_faster_again_and_again(stock: Stock) -> None:
    before = everything(stock.desk)

    def work(desk: Desk) -> None:
        desk.customers.register(name="Mia")
        raise Conflict("transaction")

    with pytest.raises(Contended) as contended:
        stock.desk.atomically(work)
    assert contended.value.attempts > 1
    assert everything(stock.desk) == before


def test_the_desk_of_the_function_is_of_no_use_afterwards(stock: Stock) -> None:
    kept = stock.desk.atomically(lambda desk: desk)
    before = everything(stock.desk)

    with pytest.raises(UnitClosed):
        kept.customers.register(name="Mia")
    with pytest.raises(UnitClosed):
        kept.customers.find()
    assert everything(stock.desk) == before


def test_what_is_no_function_is_a_type_error_and_holds_up_nobody(stock: Stock) -> None:
    with pytest.raises(TypeError):
        stock.desk.atomically("work")  # type: ignore[arg-type]

    assert stock.desk.atomically(lambda desk: desk.customers.find("anna")) == (stock.customer,)


def test_in_memory_the_outer_desk_is_not_called_inside(clock: FrozenClock) -> None:
    """One unit at a time: the other call would wait for ever."""
    outer = open_desk("memory:", center="roma", clock=clock)

    def work(desk: Desk) -> None:
        desk.customers.register(name="Mia")
        for call in (outer.customers.find, lambda: outer.customers.register(name="Ugo")):
            with pytest.raises(DeskInsideUnit, match="desk that it hands over"):
                call()

    outer.atomically(work)

    assert [customer.name for customer in outer.customers.find()] == ["Mia"]
