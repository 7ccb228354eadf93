"""What the link in a message may answer: to whoever holds it, as little as can be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class LinkNotUsable(Refused):
    """The link opens nothing (A46).

    Forged, damaged, another center's, run out or used up: it carries no facts, so that nothing
    tells which.
    """

    code: ClassVar[str] = "link_not_usable"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this link cannot be used; ask the front desk for a new one",
        "it": "questo link non si può usare; chiedine uno nuovo alla reception",
        "es": "este enlace no se puede usar; pide uno nuevo en recepción",
    }


@define(slots=False)
class LinkAnswerNotAccepted(Refused):
    """The address typed for the link is not accepted (003-16, A46).

    The same for a wrong address, for somebody else's, and for any after too many attempts: it
    carries no facts, so that nobody finds an address by trying.
    """

    code: ClassVar[str] = "link_answer_not_accepted"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this address is not accepted; type the one that the booking was confirmed to, "
        "or ask the front desk",
        "it": "questo indirizzo non è accettato; scrivi quello a cui è arrivata la conferma, "
        "oppure chiedi alla reception",
        "es": "esta dirección no se acepta; escribe aquella a la que llegó la confirmación "
        "o pregunta en recepción",
    }


@define(slots=False)
class NoAddressOnRecord(Refused):
    """The customer has no e-mail address that could be typed to cancel (A46).

    Attributes:
        center: whom to call.
    """

    center: str
    code: ClassVar[str] = "no_address_on_record"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "no e-mail address is on record for this booking; to cancel it, call {center}",
        "it": "per questa prenotazione non risulta un indirizzo e-mail; "
        "per annullarla chiama {center}",
        "es": "no consta ningún correo electrónico para esta reserva; "
        "para anularla llama a {center}",
    }
