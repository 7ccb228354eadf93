"""What a rule about money may answer, and what a provider's webhook may bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Misuse, Refused


@define(slots=False)
class ForgedProviderEvent(Misuse):
    """What came to the webhook was not signed by the provider, or too long ago; do nothing."""

    reason: str
    code: ClassVar[str] = "forged_provider_event"

    def __str__(self) -> str:
        return f"the provider's event is not genuine ({self.reason}); answer it with an error"


@define(slots=False)
class RefundUnsupported(Refused):
    """The payment provider gives no money back, or not in parts (A39)."""

    sale_id: str
    code: ClassVar[str] = "refund_unsupported"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the payment provider cannot give this money back; refund it in another way",
        "it": "il fornitore dei pagamenti non può rendere questo denaro; rimborsalo altrimenti",
        "es": "el proveedor de pagos no puede devolver este dinero; devuélvelo de otro modo",
    }


@define(slots=False)
class CardsUnsupported(Refused):
    """The payment provider charges no cards (002-10)."""

    code: ClassVar[str] = "cards_unsupported"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the payment provider does not support cards; take the payment in another way",
        "it": "il fornitore dei pagamenti non accetta carte; incassa in un altro modo",
        "es": "el proveedor de pagos no admite tarjetas; cobra de otro modo",
    }


@define(slots=False)
class MoreThanPaid(Refused):
    """A refund is larger than what was paid and not given back yet (P4)."""

    sale_id: str
    amount: str
    refundable: str
    code: ClassVar[str] = "more_than_paid"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{amount} is more than can be given back, {refundable}",
        "it": "{amount} è più di quanto si può rimborsare, {refundable}",
        "es": "{amount} es más de lo que se puede devolver, {refundable}",
    }


@define(slots=False)
class BookingPaid(Refused):
    """The booking is paid for already, by units or by the line of a sale (A63)."""

    booking_id: str
    code: ClassVar[str] = "booking_paid"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this booking is paid for already; nothing need be sold for it",
        "it": "questa prenotazione è già coperta; non occorre vendere nulla",
        "es": "esta reserva ya está cubierta; no hace falta vender nada",
    }


@define(slots=False)
class SalePaid(Refused):
    """Money came in for the sale and was not given back: it is no mistake to be undone."""

    sale_id: str
    kept: str
    code: ClassVar[str] = "sale_paid"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{kept} was paid for this sale; refund it first",
        "it": "per questa vendita sono stati pagati {kept}; prima rimborsali",
        "es": "por esta venta se pagaron {kept}; devuélvelos primero",
    }


@define(slots=False)
class NothingPaid(Refused):
    """Nothing was paid for the sale, or all of it went back already."""

    sale_id: str
    code: ClassVar[str] = "nothing_paid"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "nothing that was paid for this sale is left to give back",
        "it": "di questa vendita non resta nulla da rimborsare",
        "es": "de esta venta no queda nada por devolver",
    }


@define(slots=False)
class PaymentOnItsWay(Refused):
    """The payment provider has not decided about money of the sale yet."""

    sale_id: str
    code: ClassVar[str] = "payment_on_its_way"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "money of this sale is still on its way; try again once the provider has answered",
        "it": "il denaro di questa vendita è ancora in viaggio; riprova quando c'è una risposta",
        "es": "el dinero de esta venta aún está en camino; inténtalo cuando haya respuesta",
    }
