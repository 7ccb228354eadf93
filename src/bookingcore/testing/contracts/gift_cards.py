"""Gift cards: their ledgers, their sums, and that each of two owners is one by themselves."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest
from attrs import evolve

from bookingcore.domain.bookings.gift_card_audit import GiftCardSum
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovementKind
from bookingcore.domain.values.changes import Forget, Put, Reassign
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.gift_cards import GiftCardMovementsOf, GiftCardSumsPage
from bookingcore.ports.people import Owned, OwnedCount, OwnedCounts
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.gift_card_rows import (
    ANNA,
    BRUNO,
    a_gift_card,
    a_gift_card_code,
    a_gift_card_movement,
)
from bookingcore.testing.contracts.rows import a_customer
from bookingcore.testing.contracts.studio import OnAStore, Studio

CARLA, DARIO = a_customer(3).id, a_customer(4).id

FIRST, SECOND = a_gift_card(1, moves=2), a_gift_card(2)

HERS = a_gift_card(1, purchaser_id=ANNA, holder_id=ANNA)
GIVEN = a_gift_card(2, purchaser_id=ANNA, holder_id=CARLA)
GOT = a_gift_card(3, purchaser_id=CARLA, holder_id=ANNA)
BETWEEN = a_gift_card(4, purchaser_id=BRUNO, holder_id=ANNA)
OTHERS = a_gift_card(5, purchaser_id=CARLA, holder_id=DARIO)


class GiftCardContract(OnAStore):
    """Ledgers and sums of gift cards; rows that name a customer in several fields."""

    @pytest.fixture
    def issued(self, studio: Studio) -> Studio:
        """A studio with gift cards whose ledgers do not always agree with them."""
        studio.add(a_gift_card(3), SECOND, FIRST)
        studio.add(
            a_gift_card_movement(SECOND, 7, "5.00", kind=GiftCardMovementKind.REFUNDED),
            a_gift_card_movement(FIRST, 2, "-20.00"),
            a_gift_card_movement(FIRST, 1),
            a_gift_card_movement(SECOND, 3, "-0.01"),
        )
        return studio

    @pytest.fixture
    def shared(self, studio: Studio) -> Studio:
        """A studio in which gift cards belong to two customers, or twice to one."""
        studio.add(a_customer(3), a_customer(4))
        studio.add(OTHERS, BETWEEN, GOT, GIVEN, HERS)
        return studio

    def test_the_ledger_of_a_gift_card_is_read_from_its_first_movement(
        self, issued: Studio
    ) -> None:
        assert issued.ask(GiftCardMovementsOf(FIRST.id)) == (
            a_gift_card_movement(FIRST, 1),
            a_gift_card_movement(FIRST, 2, "-20.00"),
        )
        assert issued.ask(GiftCardMovementsOf(a_gift_card(9).id)) == ()

    def test_gift_cards_are_summed_from_their_ledgers(self, issued: Studio) -> None:
        assert issued.ask(GiftCardSumsPage("", 10)) == (
            _summed(1, moves=2, issued=5_000, moved=3_000, movements=2, last_no=2),
            _summed(2, moves=0, issued=0, moved=499, movements=2, last_no=7),
            _summed(3, moves=0, issued=0, moved=0, movements=0, last_no=0),
        )

    def test_the_currencies_of_a_gift_card_and_its_movements_are_counted(
        self, issued: Studio
    ) -> None:
        francs = evolve(a_gift_card(1).amount, currency="CHF")
        issued.add(a_gift_card_movement(FIRST, 3, amount="1.00"))
        issued.add(evolve(a_gift_card_movement(FIRST, 4), amount=francs))
        issued.add(evolve(a_gift_card_movement(FIRST, 5), amount=francs))

        summed = issued.ask(GiftCardSumsPage("", 1))
        assert [row.currencies for row in summed] == [2]

    def test_what_is_left_on_a_gift_card_never_goes_below_zero(self, studio: Studio) -> None:
        card = a_gift_card()
        studio.add(card)

        with pytest.raises(LostGuard):
            studio.put(evolve(card, remaining=evolve(card.remaining, minor=-1)))
        assert studio.ask(ById(GiftCard, card.id)) == (card,)

    def test_two_gift_cards_never_have_one_code(self, studio: Studio) -> None:
        studio.add(a_gift_card(1), a_gift_card(2), a_gift_card_code(card=1))

        with pytest.raises(LostGuard):
            studio.add(a_gift_card_code(card=2))
        code = a_gift_card_code()
        assert studio.ask(ById(type(code), code.id)) == (code,)

    def test_a_row_with_two_owners_is_found_by_each_of_them_once(self, shared: Studio) -> None:
        assert shared.ask(Owned(GiftCard, ANNA)) == (HERS, GIVEN, GOT, BETWEEN)
        assert shared.ask(Owned(GiftCard, BRUNO)) == (BETWEEN,)
        assert shared.ask(Owned(GiftCard, CARLA)) == (GIVEN, GOT, OTHERS)

    def test_a_row_with_two_owners_counts_once_for_each_of_them(self, shared: Studio) -> None:
        counts = {id: shared.ask(OwnedCounts(id)) for id in (ANNA, BRUNO, CARLA, DARIO)}

        assert _gift_cards(counts[ANNA]) == 4
        assert [_gift_cards(counts[id]) for id in (BRUNO, CARLA, DARIO)] == [1, 3, 1]

    def test_each_owner_of_a_row_is_given_up_by_themselves(self, shared: Studio) -> None:
        """What somebody else has in it stays theirs; what only others have is left alone."""
        shared.save(Reassign(ANNA, BRUNO))

        assert shared.ask(Owned(GiftCard, BRUNO)) == (
            _owned_by(HERS, BRUNO, BRUNO),
            _owned_by(GIVEN, BRUNO, CARLA),
            _owned_by(GOT, CARLA, BRUNO),
            _owned_by(BETWEEN, BRUNO, BRUNO),
        )
        assert shared.ask(Owned(GiftCard, ANNA)) == ()
        assert shared.ask(ById(GiftCard, OTHERS.id)) == (OTHERS,)
        assert _gift_cards(shared.ask(OwnedCounts(BRUNO))) == 4
        assert _gift_cards(shared.ask(OwnedCounts(CARLA))) == 3

    def test_a_row_with_two_owners_stays_as_it_is_when_one_is_forgotten(
        self, shared: Studio
    ) -> None:
        shared.save(Forget(ANNA))

        assert shared.ask(Owned(GiftCard, ANNA)) == (HERS, GIVEN, GOT, BETWEEN)

    def test_a_row_with_two_owners_that_was_given_up_is_no_other_version(
        self, shared: Studio
    ) -> None:
        spent = evolve(_owned_by(BETWEEN, BRUNO, BRUNO), moves=3)
        shared.save(Put(spent), Reassign(ANNA, BRUNO))

        (put,) = shared.ask(ById(GiftCard, BETWEEN.id))
        assert (put, put.version) == (spent, 2)


def _gift_cards(counts: tuple[OwnedCount, ...]) -> int:
    return sum(each.count for each in counts if each.row == "GiftCard")


def _owned_by(card: GiftCard, purchaser: CustomerId, holder: CustomerId) -> GiftCard:
    return evolve(card, purchaser_id=purchaser, holder_id=holder)


def _summed(number: int, **sums: int) -> GiftCardSum:
    return GiftCardSum(
        gift_card_id=a_gift_card(number).id,
        amount=5_000,
        remaining=5_000,
        currencies=1,
        **sums,
    )
