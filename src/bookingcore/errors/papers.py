"""What quotes, invoices, receipts and requests for payment may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class QuoteClosed(Refused):
    """The quote was accepted or declined already."""

    quote_id: str
    status: str
    code: ClassVar[str] = "quote_closed"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this quote was answered already ({status}); make another one",
        "it": "a questo preventivo è già stata data risposta ({status}); fanne un altro",
        "es": "este presupuesto ya tuvo respuesta ({status}); haz otro",
    }


@define(slots=False)
class QuoteExpired(Refused):
    """The last day of the quote is over.

    Attributes:
        on: that day, as ISO text.
    """

    quote_id: str
    on: str
    code: ClassVar[str] = "quote_expired"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this quote was valid until {on}; make another one",
        "it": "questo preventivo era valido fino al {on}; fanne un altro",
        "es": "este presupuesto era válido hasta el {on}; haz otro",
    }


@define(slots=False)
class SaleVoided(Refused):
    """The sale was undone: nothing is asked for it any more."""

    sale_id: str
    code: ClassVar[str] = "sale_voided"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this sale was voided; sell again, and invoice that",
        "it": "questa vendita è stata annullata; vendi di nuovo e fattura quella",
        "es": "esta venta se anuló; vende de nuevo y factura esa",
    }


@define(slots=False)
class PaymentNotCaptured(Refused):
    """No money of the payment is there."""

    payment_id: str
    status: str
    code: ClassVar[str] = "payment_not_captured"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the money of this payment is not there ({status}); a receipt is for money that is",
        "it": "il denaro di questo pagamento non c'è ({status}); la ricevuta è per quello che c'è",
        "es": "el dinero de este pago no está ({status}); el recibo es para el que se cobró",
    }


@define(slots=False)
class RefundNotDone(Refused):
    """The money of the refund has not gone back."""

    refund_id: str
    status: str
    code: ClassVar[str] = "refund_not_done"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the money of this refund has not gone back ({status}); try again once it has",
        "it": "il denaro di questo rimborso non è tornato ({status}); riprova quando lo sarà",
        "es": "el dinero de esta devolución no ha vuelto ({status}); inténtalo cuando haya vuelto",
    }


@define(slots=False)
class RequestClosed(Refused):
    """The request for payment was answered or withdrawn already."""

    request_id: str
    status: str
    code: ClassVar[str] = "request_closed"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this request for payment waits for no answer any more ({status}); ask anew",
        "it": "questa richiesta di pagamento non attende più risposta ({status}); chiedi di nuovo",
        "es": "esta solicitud de pago ya no espera respuesta ({status}); pide de nuevo",
    }


@define(slots=False)
class AnswerOfCustomer(Refused):
    """Only the customer confirms or declines what their card is to be charged for (001-31)."""

    request_id: str
    code: ClassVar[str] = "answer_of_customer"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "only the customer can answer this request, in the app; "
        "withdraw it and take the payment yourself instead",
        "it": "solo il cliente può rispondere a questa richiesta, dall'app; "
        "ritirala e incassa tu il pagamento",
        "es": "solo el cliente puede responder a esta solicitud, desde la app; "
        "retírala y cobra tú el pago",
    }
