"""`desk.gift_cards`: money under a code, for whoever has it (004-25, 004-26, A55)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import EllipsisType

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import (
    Amount,
    Day,
    amount_told,
    customer_id,
    found,
    gift_card_told,
    money,
)
from bookingcore.desk.context import Context
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.gift_card_code import (
    CODE_BITS,
    GiftCardCode,
    code_of,
    compared,
    is_id,
    own_code,
)
from bookingcore.domain.sales.gift_card_ledger import GiftCardLedger
from bookingcore.domain.sales.giving import (
    GiftCardWish,
    decide_gift_card,
    decide_gift_card_edit,
    decide_gift_card_voiding,
)
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import text
from bookingcore.domain.values.ids import CustomerId, GiftCardId
from bookingcore.domain.values.moments import as_date, local_date
from bookingcore.domain.values.money import Money
from bookingcore.errors import GiftCardCodeTaken, InvalidInput, Unknown
from bookingcore.ports.gift_cards import GiftCardMovementsOf
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard, Reader, Ref, Unit


@frozen
class GiftCards:
    """Gift cards: given, handed on, looked at, taken back."""

    _context: Context

    def issue(
        self,
        amount: Amount,
        *,
        purchaser: Customer | str | None = None,
        holder: Customer | str | None = None,
        expires_on: Day | None = None,
        code: str | None = None,
        key: str | None = None,
    ) -> GiftCard:
        """Give out a gift card, which can be spent at once.

        Args:
            amount: what is on it: above zero, in the center's currency.
            purchaser: who bought it; None for nobody known.
            holder: whose it is; None for nobody known (A55).
            expires_on: the last day on which it can be spent, inclusive, in the center's zone;
                None for ever.
            code: one of your own, 6 to 64 letters, digits and dashes; None for one of 16
                characters that is hard to guess. Whoever has the code can spend the card.
            key: idempotency key.

        Raises:
            InvalidInput: an amount of nothing or less, a day that is over, no code.
            CurrencyMismatch: money of another currency than the center's.
            GiftCardCodeTaken: another card here has that code.
            Unknown: no such customer here.
            CustomerNotActive: purchaser or holder are not registered here any more.
        """
        context, told = self._context, amount_told(amount, "amount")
        bought = None if purchaser is None else customer_id(purchaser)
        held = None if holder is None else customer_id(holder)
        last = None if expires_on is None else _last_day(expires_on)
        own = None if code is None else own_code(code, "code")
        id = GiftCardId(context.new_id())

        def decide(unit: Unit, now: DateTime) -> Decision[GiftCard]:
            today, currency = self._here(unit, now)
            wish = GiftCardWish(
                id=id,
                code=_free_code(context, unit, own),
                amount=_above_zero(money(amount, currency, "amount")),
                purchaser=_leading_to(unit, bought),
                holder=_leading_to(unit, held),
                expires_on=_not_over(last, today),
            )
            return decide_gift_card(wish, on=today, now=now, actor=context.actor)

        remembered = keyed(key, told, bought, held, str(last), own)
        command = Command(name="gift_cards.issue", stream=None, decide=decide, key=remembered)
        return carry_out(context, command, self.get)

    def get(self, card: GiftCard | str) -> GiftCard:
        """A gift card by its code, however that is typed, or by its id.

        Case, blanks and dashes make no difference, nor do O and 0, or I, L and 1. A customer who
        has no more than the code sees what is left, and not whose it is.

        Raises:
            Unknown: no such gift card here; or, named by its id, not one of who asks.
        """
        given = gift_card_told(card)

        def ask(reader: Reader) -> GiftCard:
            known = known_card(reader, given)
            if self._sees(known):
                return known
            if is_id(given):
                raise Unknown("gift_card", given)
            return known.shown_to_bearer()

        return read(self._context, "gift_cards.get", ask)

    def of(self, customer: Customer | str) -> tuple[GiftCard, ...]:
        """What the customer bought, and what they hold, in order of issue (004-25, 004-26, A55).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(who: CustomerId, reader: Reader) -> tuple[GiftCard, ...]:
            card_of(who, reader)
            question = Owned(GiftCard, who)
            cards = reader.load(question)[question]
            return tuple(sorted(cards, key=lambda each: (each.issued_at, each.id)))

        return read_of(self._context, "gift_cards.of", customer, ask)

    def movements(self, card: GiftCard | str) -> tuple[GiftCardMovement, ...]:
        """The ledger of a gift card, from its first movement.

        Raises:
            Unknown: no such gift card here, or the customer who asks neither bought nor holds it.
        """
        given = gift_card_told(card)

        def ask(reader: Reader) -> tuple[GiftCardMovement, ...]:
            known = known_card(reader, given)
            if not self._sees(known):
                raise Unknown("gift_card", given)
            question = GiftCardMovementsOf(known.id)
            return reader.load(question)[question]

        return read(self._context, "gift_cards.movements", ask)

    def edit(
        self,
        card: GiftCard | str,
        *,
        holder: Customer | str | EllipsisType | None = ...,
        expires_on: Day | EllipsisType | None = ...,
    ) -> GiftCard:
        """Hand a gift card to another holder, or give it another last day (004-26).

        Args:
            card: which one: its code or its id.
            holder: whose it is from now on; None for nobody known; left out for the same.
            expires_on: its last day, inclusive, be it over; None for ever; left out for the same.

        Raises:
            Unknown: no such gift card or customer here.
            CustomerNotActive: the new holder is not registered here any more.
            InvalidInput: no date.
        """
        held, last = _holder(holder), _until(expires_on)

        def decide(id: GiftCardId, unit: Unit, now: DateTime) -> Decision[GiftCard]:
            before = after = _card_of(unit, id)
            new = None
            if not isinstance(held, EllipsisType):
                new = _leading_to(unit, held)
                after = evolve(after, holder_id=None if new is None else new.id)
            if not isinstance(last, EllipsisType):
                after = evolve(after, expires_on=last)
            return decide_gift_card_edit(before, after, new)

        return self._on_card("gift_cards.edit", card, decide)

    def void(self, card: GiftCard | str, *, comment: str = "") -> GiftCard:
        """Take all that is left off a gift card, for good (004-26).

        Args:
            card: which one: its code or its id.
            comment: why, kept beside the event.

        Raises:
            GiftCardEmpty: nothing is left.
            Unknown: no such gift card here.
        """
        words = text(comment, "comment")

        def decide(id: GiftCardId, unit: Unit, now: DateTime) -> Decision[GiftCard]:
            known = _card_of(unit, id)
            today, _ = self._here(unit, now)
            ledger = GiftCardLedger([known], on=today, at=now, by=self._context.actor)
            return decide_gift_card_voiding(ledger, id, words)

        return self._on_card("gift_cards.void", card, decide)

    def _on_card(
        self,
        name: str,
        card: GiftCard | str,
        decide: Callable[[GiftCardId, Unit, DateTime], Decision[GiftCard]],
    ) -> GiftCard:
        """Carry out the command *name* with *card* locked."""
        given = gift_card_told(card)
        id = GiftCardId(given)
        if not is_id(given):
            id = read(self._context, name, lambda reader: known_card(reader, given).id)
        command = Command(
            name=name,
            stream=Ref(GiftCard, id),
            decide=lambda unit, now: decide(id, unit, now),
        )
        return carry_out(self._context, command)

    def _here(self, reader: Reader, now: DateTime) -> tuple[date, str]:
        """The center's day, and its currency."""
        own = self._context.own_center
        settings = self._context.configured(reader.load(own)[own]).settings
        return local_date(now, settings.time_zone), settings.currency

    def _sees(self, card: GiftCard) -> bool:
        actor = self._context.actor
        return not isinstance(actor, Oneself) or card.names(actor.customer_id)


def known_card(reader: Reader, given: str) -> GiftCard:
    """The card with that id or code.

    Raises:
        Unknown: there is none in this center.
    """
    if is_id(given):
        return _card_of(reader, GiftCardId(given))
    taken = ById(GiftCardCode, compared(given))
    return _card_of(reader, found(reader.load(taken)[taken], "gift_card", given).gift_card_id)


def _card_of(reader: Reader, id: GiftCardId) -> GiftCard:
    question = ById(GiftCard, id)
    return found(reader.load(question)[question], "gift_card", id)


def _leading_to(reader: Reader, id: CustomerId | None) -> Customer | None:
    """The card with that id, or the one that has absorbed it.

    Raises:
        Unknown: there is none in this center.
    """
    if id is None:
        return None
    question = ById(Customer, id)
    card = found(reader.load(question)[question], "customer", id)
    return card if card.absorbed_into is None else _leading_to(reader, card.absorbed_into)


def _free_code(context: Context, reader: Reader, own: str | None) -> str:
    """A code that no card here has: *own* where it is given.

    Raises:
        GiftCardCodeTaken: another card has *own*.
        LostGuard: another card has the one that was drawn, which is drawn again.
    """
    code = code_of(context.chance.bits(CODE_BITS)) if own is None else own
    taken = ById(GiftCardCode, compared(code))
    if not reader.load(taken)[taken]:
        return code
    if own is not None:
        raise GiftCardCodeTaken
    raise LostGuard("a gift card has the code that was drawn")


def _above_zero(amount: Money) -> Money:
    if amount.is_positive:
        return amount
    raise InvalidInput("amount", str(amount), "give an amount above zero")


def _not_over(day: date | None, today: date) -> date | None:
    if day is None or day >= today:
        return day
    raise InvalidInput("expires_on", day.isoformat(), f"give {today.isoformat()} or a later day")


def _holder(given: Customer | str | EllipsisType | None) -> CustomerId | EllipsisType | None:
    return given if given is None or isinstance(given, EllipsisType) else customer_id(given)


def _until(given: Day | EllipsisType | None) -> date | EllipsisType | None:
    return given if given is None or isinstance(given, EllipsisType) else _last_day(given)


def _last_day(day: Day) -> date:
    return as_date(day, "expires_on")
