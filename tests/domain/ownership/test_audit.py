"""What `verify()` says of addresses and of absorbed cards."""

from __future__ import annotations

import pytest

from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.ownership.audit import AddressKept, Tombstone
from bookingcore.domain.values.ids import CustomerId

ANNA, UGO = CustomerId("anna"), CustomerId("ugo")


@pytest.mark.parametrize(
    ("holders", "cards", "subject", "said"),
    [
        ((ANNA,), (), ANNA, "held by anna; nobody should"),
        ((), (ANNA,), ANNA, "held by nobody; anna should"),
        ((ANNA,), (UGO,), UGO, "held by anna; ugo should"),
        ((ANNA,), (ANNA, UGO), ANNA, "held by anna; anna ugo should"),
    ],
)
def test_an_address_is_held_by_the_cards_that_have_it(
    holders: tuple[CustomerId, ...], cards: tuple[CustomerId, ...], subject: str, said: str
) -> None:
    """The address itself stands in no report."""
    [fault] = AddressKept(id="secret@example.org", holders=holders, cards=cards).faults()

    assert (fault.promise, fault.subject) == ("P8", subject)
    assert said in fault.sentence
    assert "secret" not in fault.sentence
    assert list(AddressKept(id="a@x.it", holders=cards, cards=cards).faults()) == []


@pytest.mark.parametrize(
    ("into", "status", "owned", "said"),
    [
        (ANNA, CustomerStatus.ACTIVE, 2, ["2 rows belong to this absorbed card"]),
        (ANNA, CustomerStatus.ABSORBED, 0, ["leads to anna, which is no card"]),
        (ANNA, None, 0, ["leads to anna, which is no card"]),
        (None, None, 1, ["1 rows belong", "leads to None"]),
        (ANNA, CustomerStatus.DEREGISTERED, 0, []),
        (ANNA, CustomerStatus.ERASED, 0, []),
    ],
)
def test_an_absorbed_card_owns_nothing_and_leads_to_one_that_stands(
    into: CustomerId | None, status: CustomerStatus | None, owned: int, said: list[str]
) -> None:
    faults = list(Tombstone(id=UGO, into=into, status=status, owned=owned).faults())

    assert [fault.promise for fault in faults] == ["P8"] * len(said)
    for fault, words in zip(faults, said, strict=True):
        assert fault.subject == UGO
        assert words in fault.sentence
