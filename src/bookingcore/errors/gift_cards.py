"""What a gift card may answer. Its code is a secret: no error repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class GiftCardEmpty(Refused):
    """Nothing is left on the gift card."""

    gift_card_id: str
    code: ClassVar[str] = "gift_card_empty"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "nothing is left on this gift card; pay in another way",
        "it": "su questa carta regalo non resta nulla; paga in un altro modo",
        "es": "en este cheque regalo no queda nada; paga de otro modo",
    }


@define(slots=False)
class MoreThanOnCard(Refused):
    """Less is left on the gift card than was asked of it (P4)."""

    gift_card_id: str
    asked: str
    remaining: str
    code: ClassVar[str] = "more_than_on_card"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{asked} is more than is left on this gift card, {remaining}",
        "it": "{asked} è più di quanto resta su questa carta regalo, {remaining}",
        "es": "{asked} es más de lo que queda en este cheque regalo, {remaining}",
    }


@define(slots=False)
class GiftCardExpired(Refused):
    """The last day of the gift card is over.

    Attributes:
        on: that day, as ISO text.
    """

    gift_card_id: str
    on: str
    code: ClassVar[str] = "gift_card_expired"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this gift card was valid until {on}; staff can extend it",
        "it": "questa carta regalo era valida fino al {on}; il personale può prolungarla",
        "es": "este cheque regalo era válido hasta el {on}; el personal puede prorrogarlo",
    }


@define(slots=False)
class GiftCardNotActive(Refused):
    """The gift card was sold, and is not paid for."""

    gift_card_id: str
    code: ClassVar[str] = "gift_card_not_active"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this gift card is not paid for yet; it can be spent once its sale is paid",
        "it": "questa carta regalo non è ancora pagata; si può usare quando la vendita è saldata",
        "es": "este cheque regalo aún no está pagado; se podrá usar cuando se pague su venta",
    }


@define(slots=False)
class GiftCardCodeTaken(Refused):
    """Another gift card of this center has that code."""

    code: ClassVar[str] = "gift_card_code_taken"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "another gift card has this code already; give another one, or none",
        "it": "un'altra carta regalo ha già questo codice; danne un altro, o nessuno",
        "es": "otro cheque regalo ya tiene este código; da otro, o ninguno",
    }


@define(slots=False)
class GiftCardSold(Refused):
    """The gift card is sold by a sale already."""

    gift_card_id: str
    code: ClassVar[str] = "gift_card_sold"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this gift card was sold already; issue another one",
        "it": "questo buono regalo è già stato venduto; emettine un altro",
        "es": "este cheque regalo ya se vendió; emite otro",
    }


@define(slots=False)
class GiftCardForGiftCard(Refused):
    """Gift cards are not bought with gift cards."""

    gift_card_id: str
    sale_id: str
    code: ClassVar[str] = "gift_card_for_gift_card"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "a gift card cannot be paid for with a gift card; pay in another way",
        "it": "un buono regalo non si paga con un buono regalo; paga in un altro modo",
        "es": "un cheque regalo no se paga con otro cheque regalo; paga de otro modo",
    }


@define(slots=False)
class GiftCardNotReturnable(Refused):
    """Money for gift cards goes back only whole, and while none of it was spent."""

    gift_card_id: str
    code: ClassVar[str] = "gift_card_not_returnable"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "a gift card is refunded whole, and only while nothing of it was spent",
        "it": "un buono regalo si rimborsa per intero, e solo se non è stato speso nulla",
        "es": "un cheque regalo se devuelve entero, y solo si no se ha gastado nada",
    }
