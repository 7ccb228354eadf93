"""What a rule may answer: each refusal with its facts and its three sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class Unknown(Refused):
    """No such thing in this center, or not one that the actor may know of (P9)."""

    kind: str
    id: str
    code: ClassVar[str] = "unknown"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "there is no {kind} {id!r} here; check the id and the center",
        "it": "qui non esiste {kind} {id!r}; controlla l'identificativo e il centro",
        "es": "aquí no existe {kind} {id!r}; revisa el identificador y el centro",
    }


@define(slots=False)
class NotAllowed(Refused):
    """The actor may not give this command; staff may."""

    command: str
    actor: str
    code: ClassVar[str] = "not_allowed"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{command} is for staff; ask the front desk",
        "it": "{command} è riservato al personale; chiedi alla reception",
        "es": "{command} es solo para el personal; pregunta en recepción",
    }


@define(slots=False)
class CustomerNotActive(Refused):
    """The customer is no longer registered in the center (A52, A64)."""

    customer_id: str
    status: str
    code: ClassVar[str] = "customer_not_active"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this customer is not registered here any more ({status}); register them again",
        "it": "questo cliente non è più iscritto al centro ({status}); va iscritto di nuovo",
        "es": "este cliente ya está de baja en el centro ({status}); hay que darlo de alta",
    }


@define(slots=False)
class SessionStarted(Refused):
    """Customers act before the session starts; staff at any time (A47)."""

    session_id: str
    starts_at: datetime
    overridable: ClassVar[bool] = False
    code: ClassVar[str] = "session_started"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "the session has already started; ask the front desk",
        "it": "la seduta è già iniziata; chiedi alla reception",
        "es": "la sesión ya ha empezado; pregunta en recepción",
    }


@define(slots=False)
class AlreadyBooked(Refused):
    """The customer has a place in this very session (A66)."""

    session_id: str
    booking_id: str
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "already_booked"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "there is a booking in this session already ({booking_id})",
        "it": "esiste già una prenotazione in questa seduta ({booking_id})",
        "es": "ya existe una reserva en esta sesión ({booking_id})",
    }


@define(slots=False)
class Overlapping(Refused):
    """The customer has a booking elsewhere at that time (A66)."""

    session_id: str
    booking_id: str
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "overlapping"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "another booking ({booking_id}) overlaps this session; cancel or move it first",
        "it": "un'altra prenotazione ({booking_id}) si sovrappone; prima annullala o spostala",
        "es": "otra reserva ({booking_id}) coincide con esta sesión; antes anúlala o muévela",
    }


@define(slots=False)
class SessionFull(Refused):
    """Fewer places are left than wanted (P1)."""

    session_id: str
    places_wanted: int
    places_left: int
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "session_full"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "places left: {places_left}, wanted: {places_wanted}; "
        "choose another session or join the waiting list",
        "it": "posti liberi: {places_left}, richiesti: {places_wanted}; "
        "scegli un'altra seduta o mettiti in coda",
        "es": "plazas libres: {places_left}, pedidas: {places_wanted}; "
        "elige otra sesión o apúntate a la lista de espera",
    }


@define(slots=False)
class BalanceRequired(Refused):
    """The service is booked with balance only, and none covers that day (A11)."""

    service_id: str
    on: date
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "balance_required"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "no balance covers this service on {on}; a sale is needed first",
        "it": "nessun saldo copre questo servizio il {on}; prima serve una vendita",
        "es": "ningún saldo cubre este servicio el {on}; antes hace falta una venta",
    }


@define(slots=False)
class AwaitingLimit(Refused):
    """The customer has as many bookings awaiting redemption as the service allows (A11)."""

    limit: int
    awaiting: int
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "awaiting_limit"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "bookings awaiting payment: {awaiting}, allowed: {limit}; pay those first",
        "it": "prenotazioni in attesa di pagamento: {awaiting}, ammesse: {limit}; "
        "prima vanno pagate",
        "es": "reservas pendientes de pago: {awaiting}, permitidas: {limit}; "
        "antes hay que pagarlas",
    }


@define(slots=False)
class ResourceBusy(Refused):
    """A resource would be in two places at once (P5)."""

    resource_id: str
    session_id: str
    code: ClassVar[str] = "resource_busy"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "resource {resource_id} is in session {session_id} at that time; "
        "choose another time or resource",
        "it": "la risorsa {resource_id} è già nella seduta {session_id}; "
        "scegli un altro orario o un'altra risorsa",
        "es": "el recurso {resource_id} ya está en la sesión {session_id}; "
        "elige otra hora u otro recurso",
    }


@define(slots=False)
class AlreadyCancelled(Refused):
    """The booking was cancelled before; a cancelled booking never changes again."""

    booking_id: str
    at: datetime
    code: ClassVar[str] = "already_cancelled"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this booking was cancelled at {at:%Y-%m-%d %H:%M} UTC; make a new one",
        "it": "questa prenotazione è stata annullata il {at:%d/%m/%Y %H:%M} UTC; creane un'altra",
        "es": "esta reserva se anuló el {at:%d/%m/%Y %H:%M} UTC; crea otra",
    }


@define(slots=False)
class CancellationForbidden(Refused):
    """The service allows no late cancellation by customers (A13)."""

    booking_id: str
    free_until: datetime
    code: ClassVar[str] = "cancellation_forbidden"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this booking could be cancelled before {free_until:%Y-%m-%d %H:%M} UTC; "
        "ask the front desk",
        "it": "si poteva annullare prima del {free_until:%d/%m/%Y %H:%M} UTC; "
        "chiedi alla reception",
        "es": "se podía anular antes del {free_until:%d/%m/%Y %H:%M} UTC; pregunta en recepción",
    }


@define(slots=False)
class AbsentTooEarly(Refused):
    """Nobody is absent before the session starts (A34)."""

    booking_id: str
    starts_at: datetime
    code: ClassVar[str] = "absent_too_early"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "nobody can be absent before the start at {starts_at:%Y-%m-%d %H:%M} UTC",
        "it": "nessuno è assente prima dell'inizio, il {starts_at:%d/%m/%Y %H:%M} UTC",
        "es": "nadie está ausente antes del inicio, el {starts_at:%d/%m/%Y %H:%M} UTC",
    }


@define(slots=False)
class NothingDue(Refused):
    """The sale is paid, or never cost anything (002-13, A37)."""

    sale_id: str
    payment_status: str
    code: ClassVar[str] = "nothing_due"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "nothing is due on this sale ({payment_status})",
        "it": "per questa vendita non c'è più nulla da pagare ({payment_status})",
        "es": "no queda nada por pagar en esta venta ({payment_status})",
    }


@define(slots=False)
class MoreThanDue(Refused):
    """The payment is larger than what is still due."""

    sale_id: str
    offered: str
    due: str
    code: ClassVar[str] = "more_than_due"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{offered} is more than the {due} still due; take {due}",
        "it": "{offered} supera i {due} ancora dovuti; incassa {due}",
        "es": "{offered} es más que los {due} pendientes; cobra {due}",
    }


@define(slots=False)
class NotEnoughUnits(Refused):
    """A balance never goes below zero (P2)."""

    balance_id: str
    wanted: int
    remaining: int
    code: ClassVar[str] = "not_enough_units"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "units remaining: {remaining}, to be taken: {wanted}; take fewer",
        "it": "unità rimaste: {remaining}, da togliere: {wanted}; togline di meno",
        "es": "unidades restantes: {remaining}, por quitar: {wanted}; quita menos",
    }


@define(slots=False)
class NothingToRefund(Refused):
    """Nothing was paid for the booking itself: units come back, money does not (A63)."""

    booking_id: str
    code: ClassVar[str] = "nothing_to_refund"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "no payment is tied to booking {booking_id}; cancel it without a refund",
        "it": "nessun pagamento è legato alla prenotazione {booking_id}; annullala senza rimborso",
        "es": "ningún pago va con la reserva {booking_id}; anúlala sin reembolso",
    }
