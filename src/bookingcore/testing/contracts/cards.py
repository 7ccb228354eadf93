"""What `verify()` finds about cards: who holds an address, and where an absorbed card leads."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from attrs import evolve

from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.ownership.audit import AddressKept, Tombstone
from bookingcore.domain.values.changes import Reassign
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.audits import AddressesPage, StreamNumbersPage, TombstonesPage
from bookingcore.ports.store import Ref
from bookingcore.testing.contracts.people_rows import (
    a_document,
    a_note,
    a_token,
    absorbed,
    an_address,
)
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_customer,
    a_movement,
    a_payment,
    a_sale,
    an_event,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

FROM_THE_FIRST = ""


class CardAudits(OnAStore):
    """`AddressesPage` and `TombstonesPage`; and what absorbing leaves of the others right."""

    def test_addresses_on_record_stand_beside_the_cards_that_have_them(
        self, studio: Studio
    ) -> None:
        """In the one form in which addresses are compared, by whatever field of the card."""
        studio.add(
            a_customer(3, email="Anna@Example.org", login_email="anna@example.org"),
            a_customer(4, login_email=" STRASSE@example.org"),
            a_customer(5, email="straße@example.org", status=CustomerStatus.DEREGISTERED),
        )
        studio.add(an_address("anna@example.org", 3), an_address("nobody@example.org", 2, 1))

        assert studio.ask(AddressesPage(FROM_THE_FIRST, 100)) == (
            _kept("anna@example.org", (3,), (3,)),
            _kept("nobody@example.org", (2, 1), ()),
            _kept("strasse@example.org", (), (4, 5)),
        )

    def test_cards_that_stand_for_nobody_have_no_address(self, studio: Studio) -> None:
        card = a_customer(3, email="anna@example.org")
        studio.add(card, evolve(absorbed(a_customer(4), 1), email="bruno@example.org"))
        studio.put(evolve(card, status=CustomerStatus.ERASED))

        assert studio.ask(AddressesPage(FROM_THE_FIRST, 100)) == ()

    def test_an_address_that_a_card_gave_up_is_not_its_own_any_more(self, studio: Studio) -> None:
        card = a_customer(3, email="anna@example.org")
        studio.add(card, an_address("anna@example.org", 3))
        studio.put(evolve(card, email="new@example.org"))

        assert studio.ask(AddressesPage(FROM_THE_FIRST, 100)) == (
            _kept("anna@example.org", (3,), ()),
            _kept("new@example.org", (), (3,)),
        )

    def test_pages_of_addresses_are_as_long_as_wanted(self, studio: Studio) -> None:
        """Whether they are on record, on cards, or both; and however many cards have one."""
        studio.add(*(an_address(f"{letter}@example.org") for letter in "abcf"))
        cards = [a_customer(n, email=f"{letter}@example.org") for n, letter in enumerate("bbde", 3)]
        studio.add(*cards)

        paged: list[str] = []
        while page := studio.ask(AddressesPage(paged[-1] if paged else "", 2)):
            assert len(page) == 2
            paged += [row.id for row in page]
        assert paged == [f"{letter}@example.org" for letter in "abcdef"]

    def test_absorbed_cards_say_where_they_lead_and_what_is_left_to_them(
        self, studio: Studio
    ) -> None:
        studio.add(
            absorbed(a_customer(3), 1),
            absorbed(a_customer(4), 5),
            a_customer(5, status=CustomerStatus.ERASED),
            absorbed(a_customer(6), 9),
            a_customer(7, status=CustomerStatus.ABSORBED),
        )
        studio.add(a_booking(1, 4), a_document(1, 4), a_note(1, 4), a_token(1, 4))
        left, hers = a_balance(1, 4, sale_id=a_sale(2).id), a_balance(2)
        studio.add(a_sale(2, 4), a_payment(1, 2, 4), a_payment(2), left, hers)
        studio.add(a_movement(left, 1, 10), a_movement(hers, 1, 10))
        studio.add(an_event(customer=6, words={"a": "a", "b": "b"}), a_booking(2, 1))

        assert studio.ask(TombstonesPage(FROM_THE_FIRST, 100)) == (
            _tombstone(3, 1, CustomerStatus.ACTIVE, owned=0),
            _tombstone(4, 5, CustomerStatus.ERASED, owned=8),
            _tombstone(6, 9, None, owned=1),
            evolve(_tombstone(7, 9, None, owned=0), into=None),
        )
        assert studio.ask(TombstonesPage(a_customer(3).id, 1)) == (
            _tombstone(4, 5, CustomerStatus.ERASED, owned=8),
        )

    def test_the_numbers_of_a_card_are_its_own_whoever_its_events_belong_to(
        self, studio: Studio
    ) -> None:
        anna, bruno = (a_customer(number).id for number in (1, 2))
        for customer in (anna, anna, bruno):
            studio.number(Ref(Customer, customer))
        studio.add(an_event(2), an_event(3), an_event(2, customer=2))
        studio.save(Reassign(anna, bruno))

        numbers = studio.ask(StreamNumbersPage(FROM_THE_FIRST, 100))
        assert [(row.number, row.commands, row.last_no) for row in numbers] == [
            (3, 2, 3),
            (2, 1, 2),
        ]


def _kept(id: str, holders: tuple[int, ...], cards: tuple[int, ...]) -> AddressKept:
    return AddressKept(id=id, holders=_ids(holders), cards=_ids(cards))


def _ids(customers: tuple[int, ...]) -> tuple[CustomerId, ...]:
    return tuple(a_customer(number).id for number in customers)


def _tombstone(number: int, into: int, status: CustomerStatus | None, *, owned: int) -> Tombstone:
    return Tombstone(id=a_customer(number).id, into=a_customer(into).id, status=status, owned=owned)
