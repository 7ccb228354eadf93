"""All that a center's desk can tell, to see that nothing was written."""

from __future__ import annotations

from collections.abc import Iterator

from bookingcore import Customer, Desk

ALWAYS = ("1000-01-02", "9998-12-30")


def everything(desk: Desk) -> tuple[object, ...]:
    """Every row and every event of the center, as its own desk tells them."""
    catalog = desk.catalog
    told: list[object] = [desk.history(desk.center)]
    told += [catalog.branches(), catalog.services(), catalog.resources(), catalog.plans()]
    for session in desk.schedule.sessions(between=ALWAYS):
        told += [session, desk.history(session), desk.bookings.in_session(session)]
    for customer in desk.customers.find(limit=1000):
        told += [customer, *_owned(desk, customer)]
    return tuple(told)


def _owned(desk: Desk, customer: Customer) -> Iterator[object]:
    yield desk.history(customer)
    for sale in desk.sales.of(customer):
        yield sale, desk.sales.payments(sale)
    for balance in desk.balances.of(customer):
        yield balance, desk.balances.movements(balance)
