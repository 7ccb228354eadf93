"""A studio in whose books units and money have come and gone in every way."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore import (
    Balance,
    Booking,
    CancellationBand,
    CancellationPolicy,
    Customer,
    Desk,
    GiftCard,
    Line,
    Membership,
    Money,
    MovementKind,
    Payment,
    Refund,
    Sale,
    ServicePolicy,
)
from bookingcore.domain.sales.balance import Movement
from bookingcore.domain.sales.gift_card import GiftCardMovement, GiftCardMovementKind
from tests.desk.studio import Studio


def euro(amount: int) -> Money:
    return Money.of(amount, "EUR")


LATE = ServicePolicy(
    cancellation=CancellationPolicy(
        limit=24 * 60, bands=(CancellationBand(within=24 * 60, fee=euro(5)),)
    )
)


@frozen
class Ledgers:
    """Books in which units and money have come and gone in every way.

    Attributes:
        card: a gift card of 50 euros that paid for `sale`, and got 10 back by `refund`.
        sale: of eight units for 40 euros; `lot` is what is left of them, `part` was split off.
        booking: redeemed by a unit of `lot`.
        gift: the sale that sells `bought`.
        lined: a booking that a line of `ticket` paid for, cancelled with `back` for it.
        late: a booking that was cancelled late, for the fee of `fine`.
        member: a membership that was ended, for the fee of `leaving`.
        theirs: a booking of somebody else, `mia`.
    """

    studio: Studio
    mia: Customer = field(init=False)
    theirs: Booking = field(init=False)
    card: GiftCard = field(init=False)
    sale: Sale = field(init=False)
    payment: Payment = field(init=False)
    booking: Booking = field(init=False)
    refund: Refund = field(init=False)
    lot: Balance = field(init=False)
    part: Balance = field(init=False)
    bought: GiftCard = field(init=False)
    gift: Sale = field(init=False)
    lined: Booking = field(init=False)
    ticket: Sale = field(init=False)
    back: Refund = field(init=False)
    late: Booking = field(init=False)
    fine: Sale = field(init=False)
    member: Membership = field(init=False)
    leaving: Sale = field(init=False)

    @mia.default
    def _mia(self) -> Customer:
        return self.desk.customers.register(name="Mia")

    @theirs.default
    def _theirs(self) -> Booking:
        return self.desk.bookings.book(self.mia, self.studio.session("2026-07-06T18:00"))

    @card.default
    def _card(self) -> GiftCard:
        return self.desk.gift_cards.issue("50.00")

    @sale.default
    def _sale(self) -> Sale:
        return self.studio.sold(self.studio.plan(self.studio.yoga, units=8))

    @payment.default
    def _payment(self) -> Payment:
        return self.desk.sales.pay(self.sale, gift_card=self.card)

    @booking.default
    def _booking(self) -> Booking:
        return self.studio.booked("2026-07-04T18:00", service=self.studio.yoga)

    @refund.default
    def _refund(self) -> Refund:
        return self.desk.sales.refund(self.sale, "10.00")

    @lot.default
    def _lot(self) -> Balance:
        [lot] = self.desk.balances.of(self.studio.anna)
        return lot

    @part.default
    def _part(self) -> Balance:
        return self.desk.balances.set_expiry(self.lot, "2026-12-31", units=2)

    @bought.default
    def _bought(self) -> GiftCard:
        return self.desk.gift_cards.issue("25.00")

    @gift.default
    def _gift(self) -> Sale:
        gift = self.desk.sales.sell(self.studio.anna, Line(gift_card=self.bought, price="20.00"))
        return self.desk.sales.mark_paid(gift)

    @lined.default
    def _lined(self) -> Booking:
        return self.studio.booked("2026-07-08T18:00")

    @ticket.default
    def _ticket(self) -> Sale:
        ticket = self.desk.sales.sell(self.studio.anna, Line(booking=self.lined, price="12.00"))
        return self.desk.sales.mark_paid(ticket)

    @back.default
    def _back(self) -> Refund:
        self.desk.bookings.cancel(self.lined, refund=True)
        [back] = self.desk.sales.refunds(self.ticket)
        return back

    @late.default
    def _late(self) -> Booking:
        booking = self.studio.booked("2026-07-01T21:00", service=self.studio.service(LATE))
        return self.desk.bookings.cancel(booking).booking

    @fine.default
    def _fine(self) -> Sale:
        [fine] = [sale for sale in self.desk.sales.of(self.studio.anna) if sale.total == euro(5)]
        return fine

    @member.default
    def _member(self) -> Membership:
        month = self.desk.catalog.add_plan(
            "Mese",
            price="50.00",
            units=4,
            services=(self.studio.yoga,),
            valid_for=None,
            every="P1M",
            cancellation_fee="30.00",
        )
        return self.desk.memberships.start(self.studio.anna, month)

    @leaving.default
    def _leaving(self) -> Sale:
        fee = self.desk.memberships.cancel(self.member).fee
        assert fee is not None
        return fee

    @property
    def desk(self) -> Desk:
        """Whose books they are."""
        return self.studio.desk

    def moved(self, kind: MovementKind) -> Movement:
        """The one movement of that *kind* in the ledger of `lot`."""
        [movement] = [each for each in self.desk.balances.movements(self.lot) if each.kind is kind]
        return movement

    def carded(self, kind: GiftCardMovementKind) -> GiftCardMovement:
        """The one movement of that *kind* in the ledger of `card`."""
        movements = self.desk.gift_cards.movements(self.card)
        [movement] = [each for each in movements if each.kind is kind]
        return movement
