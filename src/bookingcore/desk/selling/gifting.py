"""The gift cards that a sale has to do with, locked and loaded."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk.arguments import found, gift_card_told
from bookingcore.desk.context import Context
from bookingcore.desk.gift_cards import known_card
from bookingcore.desk.running import read
from bookingcore.domain.bookings.gifting import NO_CARDS, GiftCards, named_by
from bookingcore.domain.bookings.refunding import RefundFacts
from bookingcore.domain.sales.gift_card import GiftCard
from bookingcore.domain.sales.gift_card_code import is_id
from bookingcore.domain.sales.sale import LineKind, Sale
from bookingcore.domain.values.ids import GiftCardId
from bookingcore.domain.values.moments import local_date
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Ref, Unit


def gift_card_id(context: Context, query: str, card: GiftCard | str) -> GiftCardId:
    """The id of a gift card, given as the card, its id or its code.

    Raises:
        Unknown: there is none in this center.
        InvalidInput: neither a gift card nor text.
    """
    given = gift_card_told(card)
    if is_id(given):
        return GiftCardId(given)
    return read(context, query, lambda reader: known_card(reader, given).id)


def locked_cards(
    context: Context, unit: Unit, sale: Sale, now: DateTime, others: Iterable[GiftCardId] = ()
) -> GiftCards:
    """The gift cards that *sale* sells, and *others*, each locked.

    Raises:
        Unknown: one of them is not in this center.
    """
    lines = sale.lines_of(LineKind.GIFT_CARD)
    return cards_by_id(context, unit, (line.gift_card_id for line in lines), others, now)


def with_cards(context: Context, unit: Unit, facts: RefundFacts, now: DateTime) -> RefundFacts:
    """*facts* with the gift cards that the sale sells and was paid with, each locked."""
    cards = locked_cards(context, unit, facts.sale, now, named_by(facts.payments))
    return evolve(facts, cards=cards)


def cards_by_id(
    context: Context,
    unit: Unit,
    sold: Iterable[GiftCardId | None],
    others: Iterable[GiftCardId],
    now: DateTime,
) -> GiftCards:
    """The gift cards *sold* and *others*, each locked; nothing is asked where there are none.

    Raises:
        Unknown: one of them is not in this center.
    """
    selling, besides = [id for id in sold if id is not None], list(others)
    if not selling and not besides:
        return NO_CARDS
    unit.lock(*(Ref(GiftCard, id) for id in {*selling, *besides}))
    own, asked = context.own_center, {id: ById(GiftCard, id) for id in (*selling, *besides)}
    answers = unit.load(own, *asked.values())
    known = {id: found(answers[each], "gift_card", id) for id, each in asked.items()}
    zone = context.configured(answers[own]).settings.time_zone
    return GiftCards(
        sold=[known[id] for id in selling],
        others=[known[id] for id in besides],
        on=local_date(now, zone),
    )
