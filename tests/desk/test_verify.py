"""`verify()`: empty after whatever the desk did, and loud after what somebody did around it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from attrs import field, frozen

from bookingcore import (
    Attendance,
    Balance,
    Booking,
    BookingStatus,
    Cause,
    Desk,
    EventKind,
    Money,
    Override,
    Payment,
    Refused,
    Sale,
    Session,
)
from bookingcore.desk import verifying
from bookingcore.testing import FrozenClock
from tests.desk.studio import Studio
from tests.desk.tampering import CannotHappen, renumbered, taken_away, written_over

AWAITING, BOOKED, CANCELLED = (
    BookingStatus.AWAITING_REDEMPTION,
    BookingStatus.BOOKED,
    BookingStatus.CANCELLED,
)


@frozen
class Books:
    """Books in which something of everything stands, and all of it is right.

    Attributes:
        full: a session of two places, both held by `paid`.
        paid: a booking of two places, paid for by two units of `balance`.
        waiting: a booking that awaits redemption, on a day that no balance covers.
        forfeited: a booking that was cancelled late; its unit stays consumed.
        spare: a balance of two units for another service.
    """

    studio: Studio
    full: Session = field(init=False)
    sale: Sale = field(init=False)
    balance: Balance = field(init=False)
    paid: Booking = field(init=False)
    waiting: Booking = field(init=False)
    forfeited: Booking = field(init=False)
    payment: Payment = field(init=False)
    spare: Balance = field(init=False)

    @full.default
    def _full(self) -> Session:
        return self.studio.session("2026-07-03T18:00", capacity=2)

    @sale.default
    def _sale(self) -> Sale:
        return self.studio.sold(self.studio.plan(self.studio.physio, units=3))

    @balance.default
    def _balance(self) -> Balance:
        [balance] = self.desk.balances.of(self.studio.anna)
        return balance

    @paid.default
    def _paid(self) -> Booking:
        return self.desk.bookings.book(self.studio.anna, self.full, places=2)

    @waiting.default
    def _waiting(self) -> Booking:
        return self.studio.booked("2026-12-03T18:00")

    @forfeited.default
    def _forfeited(self) -> Booking:
        late = self.studio.booked("2026-07-01T07:00")
        return self.desk.bookings.cancel(late).booking

    @payment.default
    def _payment(self) -> Payment:
        return self.desk.sales.pay(self.sale, "15.00")

    @spare.default
    def _spare(self) -> Balance:
        self.studio.sold(self.studio.plan(self.studio.yoga, units=2))
        [spare] = self.desk.balances.of(self.studio.anna, service=self.studio.yoga)
        return spare

    @property
    def desk(self) -> Desk:
        """Whose books they are."""
        return self.studio.desk


@pytest.fixture
def books(studio: Studio) -> Books:
    return Books(studio)


def moved(books: Books, balance: Balance) -> tuple[object, ...]:
    return books.desk.balances.movements(balance)


def pays_for_physio_for_ever(books: Books) -> None:
    """The yoga balance does, from now on."""
    services = (books.studio.physio.id,)
    written_over(books.desk, books.spare, services=services, valid_until=None)


def rubbed_out(books: Books) -> None:
    """The payment's event is."""
    for event in books.desk.history(books.sale):
        if event.kind is EventKind.PAYMENT_TAKEN:
            taken_away(books.desk, event)


FAULTS: Mapping[str, tuple[str, str, Callable[[Books], None], str]] = {
    "a place that nobody holds": (
        *("P1", "full", lambda b: written_over(b.desk, b.full, taken=1)),
        "counts 1 places, bookings hold 2",
    ),
    "a booking of more places than were counted": (
        *("P1", "full", lambda b: written_over(b.desk, b.paid, places=3)),
        "holds 3 places, admits 2",
    ),
    "more admitted than anybody overrode": (
        *("P1", "full", lambda b: written_over(b.desk, b.full, admitted=5, taken=2)),
        "admits 5 places, has 2 and 2 taken",
    ),
    "a limit that was lifted by half": (
        *("P1", "full", lambda b: written_over(b.desk, b.full, capacity=None, taken=2)),
        "admits 2 places, has None",
    ),
    "units out of nowhere": (
        *("P2", "balance", lambda b: written_over(b.desk, b.balance, remaining=9)),
        "says 9 units remain, its movements leave 0",
    ),
    "units below zero": (
        *("P2", "balance", lambda b: written_over(b.desk, b.balance, remaining=-1)),
        "has -1 units, below zero",
    ),
    "a line that was torn out of the ledger": (
        *("P2", "balance", lambda b: taken_away(b.desk, moved(b, b.balance)[0])),
        "counts 3 movements, has 2 up to no. 3",
    ),
    "a unit that came back twice": (
        *("P2", "paid", lambda b: written_over(b.desk, moved(b, b.balance)[1], units=2)),
        "gave back more units to a balance than it took",
    ),
    "a booking that is booked for nothing": (
        *("P3", "waiting", lambda b: written_over(b.desk, b.waiting, status=BOOKED)),
        "is BOOKED and needs 1 units, 0 are tied",
    ),
    "a booking that awaits what it has": (
        *("P3", "paid", lambda b: written_over(b.desk, b.paid, status=AWAITING)),
        "is AWAITING_REDEMPTION and needs 2 units, 2 are tied",
    ),
    "a booking that awaits nothing": (
        *("P3", "waiting", lambda b: written_over(b.desk, b.waiting, units_needed=0)),
        "awaits redemption and needs no unit",
    ),
    "half of a forfeited booking": (
        *("P3", "forfeited", lambda b: written_over(b.desk, b.forfeited, units_needed=2)),
        "is CANCELLED and needs 2 units, 1 are tied",
    ),
    "units that lie idle while a booking waits": (
        *("P3", "waiting", pays_for_physio_for_ever),
        "awaits redemption though customer",
    ),
    "a payment that was never made": (
        *("P4", "sale", lambda b: written_over(b.desk, b.sale, paid=Money.of(40, "EUR"))),
        "says 4000 was paid, payments add to 1500",
    ),
    "more paid than was due": (
        *("P4", "sale", lambda b: written_over(b.desk, b.sale, paid=Money.of(41, "EUR"))),
        "was paid 4100 of a total of 4000",
    ),
    "a payment that was thrown away": (
        *("P4", "sale", lambda b: taken_away(b.desk, b.payment)),
        "says 1500 was paid, payments add to 0",
    ),
    "a payment in other money": (
        *("P4", "sale", lambda b: written_over(b.desk, b.payment, amount=Money.of(15, "USD"))),
        "has 1 amounts in a currency that is not its own",
    ),
    "a command that left no event": (
        *("P10", "customer", lambda b: renumbered(b.desk, b.studio.anna, 99)),
        "is at command 99, history has 8 up to 8",
    ),
    "an event that was rubbed out": (
        *("P10", "customer", rubbed_out),
        "is at command 8, history has 7 up to 8",
    ),
}


def test_right_books_have_no_fault(books: Books) -> None:
    assert books.desk.schedule.get(books.full).places_left == 0
    assert (books.paid.status, books.waiting.status) == (BOOKED, AWAITING)
    assert books.forfeited.status is CANCELLED
    remaining = {b.id: b.remaining for b in books.desk.balances.of(books.studio.anna)}
    assert remaining == {books.balance.id: 0, books.spare.id: 2}
    assert books.desk.verify() == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_done_behind_the_desk_s_back_is_found(books: Books, fault: str) -> None:
    promise, subject, tamper, sentence = FAULTS[fault]
    try:
        tamper(books)
    except CannotHappen:
        # The database's own checks stood in the way, and nothing was changed.
        assert books.desk.verify() == ()
        return

    thing: object = books.studio.anna if subject == "customer" else getattr(books, subject)
    found = [f for f in books.desk.verify() if f.subject == getattr(thing, "id", None)]
    assert promise in {fault.promise for fault in found}
    assert any(sentence in fault.sentence for fault in found), found


def test_one_center_s_faults_are_not_another_s(books: Books) -> None:
    written_over(books.desk, books.full, taken=1)

    assert books.desk.verify()
    assert books.desk.at("torino").verify() == ()


def test_faults_are_found_on_every_page(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records are read a page at a time; here a page has two rows."""
    monkeypatch.setattr(verifying, "PAGE", 2)
    desk = books.desk
    for number in range(6):
        desk.customers.register(name=f"Mia {number}")
    assert desk.verify() == ()

    everybody = desk.customers.find()
    for customer in everybody:
        renumbered(desk, customer, 99)
    assert [fault.subject for fault in desk.verify()] == sorted(each.id for each in everybody)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_desk_does_its_books_are_right(
    studio: Studio, clock: FrozenClock, seed: int
) -> None:
    """Sixty commands at random; what is refused is refused."""
    chance, desk = random.Random(seed), studio.desk
    plan = studio.plan(studio.physio, studio.yoga, units=2)
    sessions = [
        studio.session(f"2026-07-0{day}T10:00", service=service, capacity=2)
        for day in range(1, 5)
        for service in (studio.physio, studio.yoga)
    ]
    people = [studio.anna, *(desk.customers.register(name=name) for name in ("Mia", "Ugo"))]

    def bookings() -> list[Booking]:
        return [each for person in people for each in desk.bookings.of(person)]

    def any_balance() -> Balance:
        return chance.choice([b for person in people for b in desk.balances.of(person)])

    squeezed = Override(reason="stretti", codes={"session_full", "overlapping"})
    commands: list[Callable[[], object]] = [
        lambda: desk.bookings.book(
            chance.choice(people),
            chance.choice(sessions),
            places=chance.choice((1, 1, 2)),
            override=chance.choice((None, None, squeezed)),
        ),
        lambda: desk.bookings.book(chance.choice(people), chance.choice(sessions)),
        lambda: desk.bookings.cancel(
            chance.choice(bookings()), cause=chance.choice((None, Cause.CENTER))
        ),
        lambda: desk.bookings.mark(chance.choice(bookings()), chance.choice([*Attendance])),
        lambda: desk.sales.pay(desk.sales.sell(chance.choice(people), plan), "10.00"),
        lambda: desk.balances.adjust(any_balance(), units=chance.choice((-1, 1))),
        lambda: desk.balances.void(any_balance(), units=1),
        lambda: desk.balances.set_expiry(any_balance(), f"2026-07-0{chance.randint(1, 9)}"),
        lambda: clock.advance(hours=1),
    ]
    done = 0
    for command in chance.choices(commands, k=60):
        with suppress(Refused, IndexError):
            command()
            done += 1

    assert done > 20
    assert desk.verify() == ()
