"""Letting go of a person's words, so that the books stay right."""

from __future__ import annotations

from collections.abc import Sequence

from bookingcore.domain.customers.account import card_event
from bookingcore.domain.customers.addresses import Addresses, releases
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.values.changes import Change, Decision, Forget, Put
from bookingcore.domain.values.events import EventKind


def erased(card: Customer) -> Customer:
    """*card* without anything about the person; where it leads stays."""
    status = card.status if card.absorbed_into else CustomerStatus.ERASED
    return Customer(
        id=card.id,
        name="",
        status=status,
        absorbed_into=card.absorbed_into,
        version=card.version,
    )


def decide_erasure(
    card: Customer, tombstones: Sequence[Customer], known: Addresses
) -> Decision[Customer]:
    """Erase *card* with the cards that lead to it; nothing where that was done before."""
    if card.status is CustomerStatus.ERASED:
        return Decision(result=card, changes=(), happened=())
    after = erased(card)
    changes: list[Change] = [
        Forget(card.id),
        Put(after),
        *(Put(erased(each)) for each in tombstones),
        *releases(card.id, card.addresses, known),
    ]
    happened = [card_event(EventKind.CUSTOMER_ERASED, after)]
    return Decision(result=after, changes=changes, happened=happened)
