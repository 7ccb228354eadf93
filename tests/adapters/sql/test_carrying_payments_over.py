"""The sales and payments of an older schema, with all that the newer one knows about money."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from bookingcore.adapters.sql import SqlStore, upgrade
from bookingcore.adapters.sql.engines import prepare
from bookingcore.adapters.sql.migrations import REVISIONS, downgrade
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.sales.balance import Balance, MovementKind
from bookingcore.domain.sales.payment import ChargeStatus, Method, Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import LineKind, PaymentStatus, Sale, SaleLine
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.money import Money
from bookingcore.ports.audits import SaleSumsPage
from bookingcore.ports.questions import All, ById, MovementsOf, PaymentsOf, RefundsOf
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_branch,
    a_customer,
    a_due,
    a_movement,
    a_payment,
    a_plan,
    a_refund,
    a_sale,
    a_service,
)
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql import first_rows
from tests.adapters.sql.first_rows import BOOKED
from tests.postgres import Server

FIRST, FOURTH = REVISIONS[0], REVISIONS[3]

_PLAN = {
    "id": a_plan(2).id,
    "name": "Membership card",
    "price_minor": 500,
    "currency": "EUR",
    "units": 0,
    "services": f'["{a_service().id}"]',
    "valid_for": None,
    "grace_days": 0,
    "no": 1,
    "version": 1,
}
_SALE = {
    "id": a_sale(2).id,
    "customer_id": a_customer().id,
    "branch_id": None,
    "total_minor": 11_500,
    "paid_minor": 0,
    "currency": "EUR",
    "application_date": "2026-07-01",
    "grant_on": "PAYMENT",
    "granted": False,
    "sold_at": "2026-07-01 08:02:00.000000",
    "sold_by": "staff:maria",
    "note": "",
    "version": 1,
}
_LINE = {
    "sale_id": a_sale(2).id,
    "no": 1,
    "plan_id": a_plan().id,
    "name": "Plan 1",
    "quantity": 1,
    "price_minor": 10_000,
    "currency": "EUR",
    "units": 10,
    "balance_id": a_balance(2).id,
    "booking_id": None,
}
_CARD = {"no": 2, "plan_id": a_plan(2).id, "name": "Card", "price_minor": 500, "units": 0}
_FEE = {"no": 3, "plan_id": None, "name": "Fee", "price_minor": 1_000, "units": 0}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Engine]:
    """A database with sales, at the revision before anybody asked a provider for money."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/studio.db")
        prepare(engine)
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.create(f"carrying_{worker_id}")
        engine = create_engine(url, connect_args={"options": "-ctimezone=utc"})
    upgrade(engine, FIRST)
    with engine.begin() as connection:
        first_rows.insert(connection)
    upgrade(engine, FOURTH)
    with engine.begin() as connection:
        connection.execute(text("UPDATE bk_plan SET grace_days = 3"))
        _insert(connection, "plan", _PLAN)
        _insert(connection, "sale", _SALE)
        _insert(connection, "sale_line", _LINE)
        _insert(connection, "sale_line", {**_LINE, **_CARD, "balance_id": None})
        _insert(
            connection,
            "sale_line",
            {**_LINE, **_FEE, "balance_id": None, "booking_id": BOOKED.id},
        )
    yield engine
    engine.dispose()


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    kept = {"center": "roma", **row}
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(kept))
    statement = f"INSERT INTO bk_{table} ({', '.join(kept)}) VALUES ({marks})"
    connection.exec_driver_sql(statement, tuple(kept.values()))


def euro(amount: int) -> Money:
    return Money.of(amount, "EUR")


def sold(studio: Studio, number: int) -> Sale:
    (sale,) = studio.ask(ById(Sale, a_sale(number).id))
    return sale


def test_the_line_of_a_plan_says_what_the_plan_would_grant(engine: Engine) -> None:
    """The units of a sale that waits for its payment come later, and from the line alone."""
    upgrade(engine)

    assert sold(Studio(SqlStore(engine)), 2).lines == (
        SaleLine(
            kind=LineKind.PLAN,
            name="Plan 1",
            price=euro(100),
            discount=euro(0),
            plan_id=a_plan().id,
            units=10,
            services=(a_service().id,),
            valid_for=30,
            grace_days=3,
            balance_id=a_balance(2).id,
        ),
        SaleLine(
            kind=LineKind.PLAN,
            name="Card",
            price=euro(5),
            discount=euro(0),
            plan_id=a_plan(2).id,
        ),
        SaleLine(
            kind=LineKind.FEE,
            name="Fee",
            price=euro(10),
            discount=euro(0),
            booking_id=BOOKED.id,
        ),
    )


def test_no_money_is_on_its_way_and_none_went_back(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))

    assert studio.ask(PaymentsOf(a_sale().id)) == (a_payment(),)
    assert studio.ask(RefundsOf(a_sale().id)) == ()
    paid, unpaid = sold(studio, 1), sold(studio, 2)
    line = evolve(a_sale().lines[0], valid_for=30, grace_days=3)
    assert paid == a_sale(1, paid=euro(10), lines=(line,))
    assert (paid.payment_status, unpaid.payment_status) == (
        PaymentStatus.PARTIALLY_PAID,
        PaymentStatus.AWAITING_PAYMENT,
    )
    sums = studio.ask(SaleSumsPage("", 10))
    assert [list(row.faults()) for row in sums] == [[], []]


def test_units_alone_paid_for_bookings_and_none_was_given_back(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))

    assert studio.ask(ById(Booking, BOOKED.id)) == (BOOKED,)
    (balance,) = studio.ask(ById(Balance, a_balance().id))
    assert balance.refunded is False


def test_what_was_paid_before_can_be_refunded_now(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))
    (payment,) = studio.ask(PaymentsOf(a_sale().id))
    studio.save(
        Put(evolve(payment, reference="ch_1")), Put(evolve(sold(studio, 1), paid=euro(200)))
    )
    studio.add(a_refund())

    assert studio.ask(RefundsOf(a_sale().id)) == (a_refund(),)
    assert (sold(studio, 1).paid, sold(studio, 1).version) == (euro(200), 2)
    with pytest.raises(LostGuard):
        studio.put(evolve(sold(studio, 1), refunded=euro(201)))
    with pytest.raises(LostGuard):
        studio.add(a_payment(2, branch_id=a_branch(9).id))


def test_money_that_an_older_schema_has_no_words_for_is_lost_on_the_way_back(
    engine: Engine,
) -> None:
    """What is left is what the older schema would have said."""
    upgrade(engine)
    studio = Studio(SqlStore(engine))
    waiting = a_booking(3, session=first_rows.FREE).paid_by(a_sale(2).id)
    free = a_booking(4, session=first_rows.FREE, units_needed=0).paid_by(a_sale(2).id)
    studio.add(
        waiting,
        free,
        a_payment(2, method=Method.GIFT_CARD),
        a_payment(3, method=Method.CARD, status=ChargeStatus.PENDING, card="tok"),
        a_payment(4, method=Method.CARD, status=ChargeStatus.FAILED, card="tok"),
        a_refund(),
        a_movement(a_balance(), 2, 1, kind=MovementKind.REINSTATED),
        a_due(),
        evolve(a_due(2), kind=DueKind.CHARGE),
        evolve(a_due(2), kind=DueKind.REFUND),
    )
    studio.put(evolve(sold(studio, 1), paid=euro(200), refunded=euro(5), pending=euro(10)))
    downgrade(engine, FOURTH)
    upgrade(engine)

    assert studio.ask(PaymentsOf(a_sale().id)) == (
        a_payment(),
        a_payment(2, method=Method.TRANSFER),
    )
    assert studio.ask(All(Refund)) == ()
    line = evolve(a_sale().lines[0], valid_for=30, grace_days=3)
    assert sold(studio, 1) == a_sale(1, paid=euro(100), lines=(line,))
    (booking,) = studio.ask(ById(Booking, waiting.id))
    assert (booking.status, booking.sale_id) == (BookingStatus.AWAITING_REDEMPTION, None)
    (booking,) = studio.ask(ById(Booking, free.id))
    assert (booking.status, booking.sale_id) == (BookingStatus.BOOKED, None)
    kinds = [movement.kind for movement in studio.ask(MovementsOf(a_balance().id))]
    assert kinds == [MovementKind.REDEEMED, MovementKind.ADJUSTED]
    assert studio.ask(All(Due)) == (a_due(),)


def test_more_than_was_due_is_refused_again_after_the_way_back(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, FOURTH)

    statement = text("UPDATE bk_sale SET paid_minor = total_minor + 1")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(statement)


def test_there_and_back_and_there_again_is_there(engine: Engine) -> None:
    def kept() -> tuple[Any, ...]:
        studio = Studio(SqlStore(engine))
        rows = (Sale, Payment, Booking, Balance)
        return tuple(studio.ask(ById(row, id)) for row in rows for id in _ids(engine, row))

    upgrade(engine)
    first = kept()
    downgrade(engine, FOURTH)
    upgrade(engine)

    assert len(first) == 6
    assert kept() == first


def _ids(engine: Engine, row: type[Any]) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT id FROM bk_{row.__name__.lower()} ORDER BY id"))
        return list(found.scalars())
