"""What a membership, or the credits that it grants, may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class MembershipEnded(Refused):
    """The membership has ended, for good."""

    membership_id: str
    code: ClassVar[str] = "membership_ended"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this membership has ended; start another one",
        "it": "questo abbonamento è terminato; attivane un altro",
        "es": "esta membresía ha terminado; inicia otra",
    }


@define(slots=False)
class MembershipEnding(Refused):
    """The membership ends before its next payment: there is none.

    Attributes:
        on: its last day, as ISO text.
    """

    membership_id: str
    on: str
    code: ClassVar[str] = "membership_ending"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this membership ends on {on}, before its next payment; nothing more is to be paid",
        "it": "questo abbonamento termina il {on}, prima del prossimo pagamento; nulla da pagare",
        "es": "esta membresía termina el {on}, antes del próximo pago; no hay nada que pagar",
    }


@define(slots=False)
class MembershipPaused(Refused):
    """The membership is paused: it renews for nobody."""

    membership_id: str
    code: ClassVar[str] = "membership_paused"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this membership is paused; resume it first",
        "it": "questo abbonamento è sospeso; prima riattivalo",
        "es": "esta membresía está en pausa; primero reanúdala",
    }


@define(slots=False)
class MoreThanVoided(Refused):
    """Fewer units of the balance were made void by hand than are to come back."""

    balance_id: str
    wanted: int
    voided: int
    code: ClassVar[str] = "more_than_voided"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "units made void by hand: {voided}, to come back: {wanted}; adjust the balance to add"
        " others",
        "it": "unità annullate a mano: {voided}, da ripristinare: {wanted}; per aggiungerne altre"
        " rettifica il saldo",
        "es": "unidades anuladas a mano: {voided}, por restituir: {wanted}; para añadir otras"
        " ajusta el saldo",
    }
